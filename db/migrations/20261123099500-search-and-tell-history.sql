-- Search by words, a record's history, and when it was last shown to somebody. Each reads past row policies and applies the same sight inside.

-- another system's own number for a report, as somebody reads it out
create index incidents_source_reference on incidents (source_reference) where source_reference is not null and not is_open_data;

-- the month's figures: assessments by when they were sent, intelligence reports by when they were written down
create index assessments_completed on assessments (completed_at) where completed_at is not null;
create index incident_entries_intelligence on incident_entries (at) where kind = 'intelligence';

-- Does the actor see this incident? The same question as its row policy, for definer functions.
create function heed.sees_incident(which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select 1 from public.incidents i where i.id = which and (
    case when i.sealed_under is not null then i.sealed_under = any (heed.granted('case'))
      else heed.sees(i.team_id, i.borough_id, null) or i.recorded_by = heed.actor_id() end
    or i.id = any (heed.granted('incident'))))
$$;

-- Does the actor see a record that mentions this person? The same question as the policy of mentions.
create function heed.sees_person(which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select exists (select 1 from public.person_mentions m where m.person_id = which and (
    case m.source_kind when 'incident' then heed.sees_incident(m.source_id) else heed.sees_case(m.source_id) end
    or exists (select 1 from public.case_people p where p.mention_id = m.id and heed.sees_case(p.case_id))))
$$;

-- Incidents whose narrative or place has these words, the latest first. Matching words cannot use its index under a row policy, so sight is applied here.
create function heed.search_words(terms text, most integer) returns table (incident_id uuid) language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  wanted tsquery := websearch_to_tsquery('english', terms);
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
begin
  if not heed.is_insider() or numnode(wanted) = 0 then return; end if;
  return query select i.id from public.incidents i
    where not i.is_open_data and i.withdrawn_at is null and i.words @@ wanted
      and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
             else force or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end
           or i.id = any (named))
    order by i.reported_at desc, i.id limit least(most, 200);
end $$;

-- May the actor read who looked at this record? Supervisors for what they see; auditors for anything that exists.
create function heed.may_read_history(kind text, which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select case
    when heed.has_role('auditor') then case kind
      when 'incident' then exists (select 1 from public.incidents i where i.id = which)
      when 'case' then exists (select 1 from public.cases c where c.id = which)
      when 'person' then exists (select 1 from public.persons p where p.id = which) else false end
    when heed.has_role('supervisor') or heed.has_role('asb lead') or heed.has_role('central asb unit') then case kind
      when 'incident' then heed.sees_incident(which)
      when 'case' then heed.sees_case(which)
      when 'person' then heed.sees_person(which) else false end
    else false end
$$;

-- Who looked at or changed a record and when, the latest first. Refusals are for auditors, who read the audit itself.
create function heed.history_of(kind text, which uuid, before timestamptz, most integer)
returns table (id uuid, at timestamptz, actor_id uuid, actor_name text, verb text, act text) language sql stable security definer set search_path = pg_catalog as $$
  select e.id, e.at, e.actor_id, a.name, e.verb, e.act
  from public.audit_entries e left join public.accounts a on a.id = e.actor_id
  where (select heed.may_read_history(history_of.kind, history_of.which)) and e.subject_ids @> array[history_of.which]
    and (e.verb <> 'refusal' or (select heed.has_role('auditor'))) and (before is null or e.at < before)
  order by e.at desc, e.id desc limit least(most, 500)
$$;

-- When records were last shown to the actor, or changed by them: their own looks and nobody else's. What Heed gathers for them by itself does not count.
create function heed.last_shown(wanted uuid[]) returns table (record_id uuid, at timestamptz) language sql stable security definer set search_path = pg_catalog as $$
  select w.id, (select max(e.at) from public.audit_entries e
    where e.actor_id = heed.actor_id() and e.subject_ids @> array[w.id] and e.verb in ('consultation', 'alteration', 'collection')
      and e.act <> 'signed-in' and e.act not like 'work.%')
  from unnest(wanted[1:200]) as w (id)
$$;

do $$
declare f text;
begin
  foreach f in array array['heed.sees_incident(uuid)', 'heed.sees_person(uuid)', 'heed.search_words(text, integer)', 'heed.may_read_history(text, uuid)',
    'heed.history_of(text, uuid, timestamptz, integer)', 'heed.last_shown(uuid[])'] loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to heed_definer', f);
  end loop;
end $$;
grant execute on function heed.search_words(text, integer), heed.may_read_history(text, uuid), heed.history_of(text, uuid, timestamptz, integer), heed.last_shown(uuid[])
  to heed_look, heed_act;
