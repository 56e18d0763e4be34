-- What SQL smuggled into a session's own transaction could still do: widen a team's sight, write in another's name,
-- write on records it cannot see, keep for good what was opened for an hour. No longer.

-- ---- what decides sight and rules is changed by those whose task it is ------------------------------------------
create function heed.only_for_role() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if current_user in ('heed_look', 'heed_act') and not (heed.is_service() or heed.has_role('administrator') or heed.has_role(coalesce(tg_argv[0], 'administrator'))) then
    raise insufficient_privilege using message = format('%I is not for this account to change', tg_table_name);
  end if;
  return null;
end $$;
do $$
declare t text;
begin
  foreach t in array array['agencies', 'areas', 'teams', 'team_areas', 'postcodes', 'addresses', 'imports'] loop
    execute format('create trigger %I before insert or update or delete on %s for each statement execute function heed.only_for_role()', t || '_for_administrators', t);
  end loop;
  foreach t in array array['reference_values', 'question_sets', 'heed.settings'] loop
    execute format('create trigger %I before insert or update or delete on %s for each statement execute function heed.only_for_role(''central asb unit'')', replace(t, 'heed.', '') || '_for_list_keepers', t);
  end loop;
end $$;

-- an administrator never changes what they themselves may do, and makes no service actor
alter policy writing on role_grants with check ((select heed.is_service())
  or ((select heed.has_role('administrator')) and account_id <> (select heed.actor_id()) and granted_by = (select heed.actor_id())));
alter policy changing on role_grants using ((select heed.is_service()) or ((select heed.has_role('administrator')) and account_id <> (select heed.actor_id())));
alter policy writing on team_members with check ((select heed.is_service()) or ((select heed.has_role('administrator')) and account_id <> (select heed.actor_id())));
alter policy changing on team_members using ((select heed.is_service()) or ((select heed.has_role('administrator')) and account_id <> (select heed.actor_id())));
alter policy writing on accounts with check ((select heed.is_service()) or ((select heed.has_role('administrator')) and kind <> 'service'));
alter policy changing on accounts using ((select heed.is_service()) or ((select heed.has_role('administrator')) and kind <> 'service' and id <> (select heed.actor_id())));

-- ---- nothing is written on a record that the writer cannot see ---------------------------------------------------
alter policy writing on incident_entries with check (
  (select heed.may_write()) and by_id = (select heed.actor_id()) and exists (select 1 from incidents i where i.id = incident_id));
alter policy writing on incident_flags with check (
  (select heed.may_write()) and raised_by = (select heed.actor_id()) and exists (select 1 from incidents i where i.id = incident_id));
alter policy writing on screening_answers with check (
  (select heed.may_write()) and recorded_by = (select heed.actor_id()) and exists (select 1 from incidents i where i.id = incident_id));
alter policy writing on person_mentions with check (
  (select heed.may_write()) and recorded_by = (select heed.actor_id())
  and case source_kind when 'incident' then exists (select 1 from incidents i where i.id = source_id) else exists (select 1 from cases c where c.id = source_id) end);
-- Does the actor see this mention? The same question as its row policy, which a policy of case_people cannot ask.
create function heed.sees_mention(which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select 1 from public.person_mentions m where m.id = which and (
    case m.source_kind when 'incident' then heed.sees_incident(m.source_id) or heed.is_service() else heed.sees_case(m.source_id) end
    or exists (select 1 from public.case_people p where p.mention_id = m.id and heed.sees_case(p.case_id))))
$$;
revoke all on function heed.sees_mention(uuid) from public;
alter function heed.sees_mention(uuid) owner to heed_definer;
grant execute on function heed.sees_mention(uuid) to heed_act;
-- putting a mention into one's own case would show it, and linking an incident to one's own case would let one seal it
alter policy writing on case_people with check (
  added_by = (select heed.actor_id()) and exists (select 1 from cases c where c.id = case_id) and heed.sees_mention(mention_id));
alter policy writing on case_incidents with check (
  linked_by = (select heed.actor_id()) and exists (select 1 from cases c where c.id = case_id) and exists (select 1 from incidents i where i.id = incident_id));

-- ---- who did it, which record it is, and its seal stay as they were written --------------------------------------
create procedure heed.keep_columns(what regclass, kept text[]) language plpgsql as $$
declare changing text;
begin
  select string_agg(quote_ident(a.attname), ', ') into changing
    from pg_attribute a where a.attrelid = what and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and not a.attname = any (kept);
  execute format('revoke update on %s from heed_act', what);
  execute format('grant update (%s) on %s to heed_act', changing, what);
end $$;
revoke all on procedure heed.keep_columns(regclass, text[]) from public;
call heed.keep_columns('incidents', array['id', 'reference', 'recorded_at', 'recorded_by', 'sealed_under', 'is_open_data']);
call heed.keep_columns('cases', array['id', 'reference', 'opened_at', 'opened_by', 'sealed_under']);
call heed.keep_columns('assessments', array['id', 'incident_id', 'about', 'question_set_id', 'started_at', 'started_by', 'sealed_under']);
call heed.keep_columns('person_mentions', array['id', 'source_kind', 'source_id', 'recorded_at', 'recorded_by']);
call heed.keep_columns('clocks', array['id', 'kind', 'subject_kind', 'subject_id', 'started_at', 'sealed_under']);
call heed.keep_columns('notifications', array['id', 'kind', 'subject_kind', 'subject_id', 'team_id', 'account_id', 'borough_id', 'sealed_under', 'created_at']);
revoke update on files from heed_act;
revoke update (sealed_under, team_id, borough_id) on files from heed_act;

-- whoever is named as having done something is the one who did it
create function heed.sign_as_oneself() returns trigger language plpgsql set search_path = pg_catalog as $$
declare named uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
begin
  if current_user <> 'heed_act' or (tg_op = 'UPDATE' and (to_jsonb(old) ->> tg_argv[0])::uuid is not distinct from named) then return new; end if;
  if named is distinct from heed.actor_id() or not (tg_argv[1] is null or heed.has_role(tg_argv[1]) or heed.is_service()) then
    raise insufficient_privilege using message = format('%I of %I names another, or is not for this account to write', tg_argv[0], tg_table_name);
  end if;
  return new;
end $$;
do $$
declare t text; c text; needs text;
begin
  for t, c, needs in values
    ('assessments', 'completed_by', null), ('assessments', 'approved_by', 'supervisor'), ('incident_flags', 'decided_by', null), ('cases', 'changed_by', null),
    ('case_plan_items', 'ended_by', null), ('case_closures', 'decided_by', null), ('clocks', 'met_by', null), ('clocks', 'missed_explained_by', null),
    ('clock_pauses', 'paused_by', null), ('notifications', 'acknowledged_by', null), ('access_grants', 'revoked_by', null), ('role_grants', 'revoked_by', null) loop
    execute format('create trigger %I before insert or update of %I on %I for each row when (new.%I is not null) execute function heed.sign_as_oneself(%L%s)',
      t || '_' || c || '_is_oneself', c, t, c, c, case when needs is null then '' else ', ' || quote_literal(needs) end);
  end loop;
end $$;

-- ---- a seal ends what was opened before it, and is changed only by those it names ---------------------------------
create function heed.is_named(which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select 1 from public.access_grants g where g.subject_kind = 'case' and g.subject_id = which and g.account_id = heed.actor_id()
    and g.relation <> 'break-glass' and g.revoked_at is null and (g.until is null or g.until > now()))
$$;
revoke all on function heed.is_named(uuid) from public;
alter function heed.is_named(uuid) owner to heed_definer;
grant execute on function heed.is_named(uuid) to heed_act;

-- The incidents of a case and their assessments, each with the seal it is under.
create function heed.of_case(which uuid) returns table (record_id uuid, seal uuid) language sql stable security definer set search_path = pg_catalog as $$
  select i.id, i.sealed_under from public.case_incidents l join public.incidents i on i.id = l.incident_id where l.case_id = which
  union all
  select a.id, a.sealed_under from public.case_incidents l join public.assessments a on a.incident_id = l.incident_id where l.case_id = which
$$;
revoke all on function heed.of_case(uuid) from public;
alter function heed.of_case(uuid) owner to heed_definer;

create or replace function heed.spread_seal(which uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare seal uuid;
begin
  if not heed.sees_case(which) then return; end if;
  select c.sealed_under into seal from public.cases c where c.id = which;
  -- an incident of two sealed cases stays sealed when one seal is taken off
  update public.incidents i set sealed_under = coalesce(seal, (
      select o.sealed_under from public.case_incidents l join public.cases o on o.id = l.case_id where l.incident_id = i.id and o.id <> which and o.sealed_under is not null limit 1))
    from public.case_incidents l
    where l.case_id = which and i.id = l.incident_id and i.sealed_under is distinct from seal and (i.sealed_under is null or i.sealed_under = which);
  update public.assessments a set sealed_under = i.sealed_under from public.case_incidents l join public.incidents i on i.id = l.incident_id
    where l.case_id = which and a.incident_id = l.incident_id and (a.sealed_under is null or a.sealed_under = which);
  update public.files f set sealed_under = seal where f.parent_id = which and (f.sealed_under is null or f.sealed_under = which);
  update public.files f set sealed_under = i.sealed_under from public.case_incidents l join public.incidents i on i.id = l.incident_id
    where l.case_id = which and f.parent_id = l.incident_id and (f.sealed_under is null or f.sealed_under = which);
  update public.clocks k set sealed_under = seal where k.subject_id = which and (k.sealed_under is null or k.sealed_under = which);
  update public.notifications n set sealed_under = seal where n.subject_id = which and (n.sealed_under is null or n.sealed_under = which);
  update public.clocks k set sealed_under = s.seal from heed.of_case(which) s where k.subject_id = s.record_id and (k.sealed_under is null or k.sealed_under = which);
  update public.notifications n set sealed_under = s.seal from heed.of_case(which) s where n.subject_id = s.record_id and (n.sealed_under is null or n.sealed_under = which);
  if seal is null then return; end if;
  -- sight of its incidents and assessments by name, and by broken glass, was given before the seal: it ends for those whom the seal does not name
  update public.access_grants g set revoked_at = now(), revoked_by = heed.actor_id()
    where g.revoked_at is null and (g.until is null or g.until > now()) and g.subject_kind in ('incident', 'assessment')
      and g.subject_id in (select s.record_id from heed.of_case(which) s)
      and not exists (select 1 from public.access_grants n where n.subject_kind = 'case' and n.subject_id = which and n.account_id = g.account_id and n.revoked_at is null);
end $$;

create or replace function heed.seal_case(which uuid, names uuid[], given_ids uuid[], because text, at timestamptz) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not heed.sees_case(which) or not (heed.has_role('asb lead') or heed.is_service()) then return false; end if;
  if not heed.is_service() and exists (select 1 from public.cases c where c.id = which and c.sealed_under is not null) and not heed.is_named(which) then return false; end if;
  if cardinality(names) = 0 then
    update public.cases set sealed_under = null, changed_at = at, changed_by = heed.actor_id(), version = version + 1 where id = which;
    perform heed.spread_seal(which);
    update public.access_grants set revoked_at = at, revoked_by = heed.actor_id()
      where subject_kind = 'case' and subject_id = which and relation in ('named', 'break-glass') and revoked_at is null;
  else
    insert into public.access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by, granted_at)
      select n.id, 'case', which, n.account, 'named', because, heed.actor_id(), at
      from unnest(given_ids, names) as n (id, account)
      where not exists (select 1 from public.access_grants g where g.subject_kind = 'case' and g.subject_id = which and g.account_id = n.account and g.relation = 'named' and g.revoked_at is null);
    update public.access_grants set revoked_at = at, revoked_by = heed.actor_id()
      where subject_kind = 'case' and subject_id = which and revoked_at is null and not account_id = any (names);
    update public.cases set sealed_under = which, changed_at = at, changed_by = heed.actor_id(), version = version + 1 where id = which;
    perform heed.spread_seal(which);
  end if;
  return true;
end $$;

-- a sealed case is handed on by those it names, and only to people of the force
create or replace function heed.hand_over_case(which uuid, to_team uuid, to_owner uuid, at timestamptz) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not heed.sees_case(which) or not heed.may_write() then return false; end if;
  if not heed.is_service() and exists (select 1 from public.cases c where c.id = which and c.sealed_under is not null) and not heed.is_named(which) then return false; end if;
  if to_owner is not null and not exists (select 1 from public.accounts a where a.id = to_owner and a.is_active and a.kind = 'police') then return false; end if;
  update public.cases c set team_id = to_team, borough_id = coalesce(t.borough_id, c.borough_id), owner_id = to_owner, changed_at = at, changed_by = heed.actor_id(), version = c.version + 1
    from public.teams t where c.id = which and t.id = to_team;
  update public.clocks k set owner_id = to_owner, team_id = c.team_id, borough_id = c.borough_id
    from public.cases c where c.id = which and k.subject_id = which and k.met_at is null and k.cancelled_at is null;
  return true;
end $$;

-- Has the actor a broken glass open on this record, or on what it is seen through, and no lasting sight of either by name?
create function heed.sees_by_glass(kind text, which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  with through (subject_kind, subject_id) as (
    select sees_by_glass.kind, which
    union select 'case', i.sealed_under from public.incidents i where sees_by_glass.kind = 'incident' and i.id = which and i.sealed_under is not null
    union select 'case', a.sealed_under from public.assessments a where sees_by_glass.kind = 'assessment' and a.id = which and a.sealed_under is not null
    union select 'incident', a.incident_id from public.assessments a where sees_by_glass.kind = 'assessment' and a.id = which
  ), held as (
    select g.relation from public.access_grants g join through t on t.subject_kind = g.subject_kind and t.subject_id = g.subject_id
    where g.account_id = heed.actor_id() and g.revoked_at is null and (g.until is null or g.until > now())
  )
  select exists (select 1 from held h where h.relation = 'break-glass') and not exists (select 1 from held h where h.relation <> 'break-glass')
$$;
revoke all on function heed.sees_by_glass(text, uuid) from public;
alter function heed.sees_by_glass(text, uuid) owner to heed_definer;
grant execute on function heed.sees_by_glass(text, uuid) to heed_look, heed_act;
-- whoever sees a record through broken glass alone can name nobody, themselves least of all, for longer than the hour
alter policy writing on access_grants with check (
  (select heed.is_insider()) and granted_by = (select heed.actor_id()) and relation in ('named', 'assigned')
  and ((select heed.is_service()) or (heed.sees_record(subject_kind, subject_id) and not heed.sees_by_glass(subject_kind, subject_id))));
