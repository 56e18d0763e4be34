-- Acts on a case that reach past the actor's own rows: giving it to a team they are not in, and sealing.

create policy definer_hands_over on cases for update to heed_definer using (true) with check (true);
create policy definer_hands_over on clocks for update to heed_definer using (true) with check (true);
create policy definer_seals on incidents for update to heed_definer using (true) with check (true);
create policy definer_seals on notifications for update to heed_definer using (true) with check (true);
create policy definer_names on access_grants for insert to heed_definer with check (true);
create policy definer_unnames on access_grants for update to heed_definer using (true) with check (true);
grant update (team_id, borough_id, owner_id, sealed_under, changed_at, changed_by, version) on cases to heed_definer;
grant update (team_id, borough_id, owner_id, sealed_under) on clocks to heed_definer;
grant update (sealed_under) on incidents, notifications to heed_definer;
grant insert on access_grants to heed_definer;
grant update (revoked_at, revoked_by) on access_grants to heed_definer;

do $$
begin
  if to_regclass('public.assessments') is not null then
    execute 'create policy definer_seals on assessments for update to heed_definer using (true) with check (true)';
    execute 'grant update (sealed_under) on assessments to heed_definer';
  end if;
  if to_regclass('public.files') is not null then
    execute 'create policy definer_seals on files for update to heed_definer using (true) with check (true)';
    execute 'grant update (sealed_under) on files to heed_definer';
  end if;
end $$;

-- Does the actor see this case? The same question as its row policy, for definer functions.
create function heed.sees_case(which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select 1 from public.cases c where c.id = which and (
    c.id = any (heed.granted('case'))
    or (c.sealed_under is null and (heed.sees(c.team_id, c.borough_id, null) or c.owner_id = heed.actor_id()))
    or heed.is_service()))
$$;

-- Give a case to a team and, when there is one, an owner; its running clocks go along. Raises nothing the actor could not know.
create function heed.hand_over_case(which uuid, to_team uuid, to_owner uuid, at timestamptz) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not heed.sees_case(which) or not heed.may_write() then return false; end if;
  update public.cases c set team_id = to_team, borough_id = coalesce(t.borough_id, c.borough_id), owner_id = to_owner, changed_at = at, changed_by = heed.actor_id(), version = c.version + 1
    from public.teams t where c.id = which and t.id = to_team;
  update public.clocks k set owner_id = to_owner, team_id = c.team_id, borough_id = c.borough_id
    from public.cases c where c.id = which and k.subject_id = which and k.met_at is null and k.cancelled_at is null;
  return true;
end $$;

-- Carry a case's seal, or its absence, to everything that hangs on it.
create function heed.spread_seal(which uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare seal uuid;
begin
  if not heed.sees_case(which) then return; end if;
  select c.sealed_under into seal from public.cases c where c.id = which;
  update public.incidents i set sealed_under = seal from public.case_incidents l
    where l.case_id = which and i.id = l.incident_id and i.sealed_under is distinct from seal and (i.sealed_under is null or i.sealed_under = which);
  if to_regclass('public.assessments') is not null then
    execute 'update public.assessments a set sealed_under = $2 from public.case_incidents l
      where l.case_id = $1 and a.incident_id = l.incident_id and (a.sealed_under is null or a.sealed_under = $1)' using which, seal;
  end if;
  if to_regclass('public.files') is not null then
    execute 'update public.files f set sealed_under = $2 where (f.parent_id = $1 or f.parent_id in (select l.incident_id from public.case_incidents l where l.case_id = $1))
      and (f.sealed_under is null or f.sealed_under = $1)' using which, seal;
  end if;
  update public.clocks k set sealed_under = seal
    where (k.subject_id = which or k.subject_id in (select l.incident_id from public.case_incidents l where l.case_id = which)) and (k.sealed_under is null or k.sealed_under = which);
  update public.notifications n set sealed_under = seal
    where (n.subject_id = which or n.subject_id in (select l.incident_id from public.case_incidents l where l.case_id = which)) and (n.sealed_under is null or n.sealed_under = which);
  if to_regclass('public.assessments') is not null then
    execute 'update public.clocks k set sealed_under = $2 from public.assessments a, public.case_incidents l
      where l.case_id = $1 and a.incident_id = l.incident_id and k.subject_id = a.id and (k.sealed_under is null or k.sealed_under = $1)' using which, seal;
    execute 'update public.notifications n set sealed_under = $2 from public.assessments a, public.case_incidents l
      where l.case_id = $1 and a.incident_id = l.incident_id and n.subject_id = a.id and (n.sealed_under is null or n.sealed_under = $1)' using which, seal;
  end if;
end $$;

-- Seal a case to the people named, or unseal it (no names). Sight by area ends at once for it and what hangs on it.
create function heed.seal_case(which uuid, names uuid[], given_ids uuid[], because text, at timestamptz) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not heed.sees_case(which) or not (heed.has_role('asb lead') or heed.is_service()) then return false; end if;
  if cardinality(names) = 0 then
    update public.cases set sealed_under = null, changed_at = at, changed_by = heed.actor_id(), version = version + 1 where id = which;
    perform heed.spread_seal(which);
  else
    insert into public.access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by, granted_at)
      select n.id, 'case', which, n.account, 'named', because, heed.actor_id(), at
      from unnest(given_ids, names) as n (id, account)
      where not exists (select 1 from public.access_grants g where g.subject_kind = 'case' and g.subject_id = which and g.account_id = n.account and g.relation = 'named' and g.revoked_at is null);
    update public.cases set sealed_under = which, changed_at = at, changed_by = heed.actor_id(), version = version + 1 where id = which;
    perform heed.spread_seal(which);
  end if;
  update public.access_grants set revoked_at = at, revoked_by = heed.actor_id()
    where subject_kind = 'case' and subject_id = which and relation in ('named', 'break-glass') and revoked_at is null and not account_id = any (names);
  return true;
end $$;

do $$
declare f text;
begin
  foreach f in array array['heed.sees_case(uuid)', 'heed.hand_over_case(uuid, uuid, uuid, timestamptz)', 'heed.spread_seal(uuid)', 'heed.seal_case(uuid, uuid[], uuid[], text, timestamptz)'] loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to heed_definer', f);
    execute format('grant execute on function %s to heed_act', f);
  end loop;
end $$;

-- what follows from an event reaches sealed incidents too
create policy service_keeps on incidents for select to heed_act using ((select heed.is_service()));
create policy service_changes on incidents for update to heed_act using ((select heed.is_service()));
