-- "Seen before" by exact keys. A call handler reads the rows; others beyond their own sight learn only that another borough knows.

-- Times that contradict each other are kept and doubted, never refused.
alter table incidents drop constraint incidents_occurred_in_order;

-- Every report whose people share a key with one of these. keys: [{"phone", "email", "birth", "postcode", "family", "address"}]
create function heed.reports_sharing(keys jsonb) returns table (incident_id uuid) language sql stable security definer set search_path = pg_catalog as $$
  with k as (select * from jsonb_to_recordset(keys) as k(phone text, email text, birth date, postcode text, family text, address text))
  select m.source_id from k join public.person_mentions m on m.phone_key = k.phone where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select m.source_id from k join public.person_mentions m on m.email_key = k.email where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select m.source_id from k join public.person_mentions m on m.date_of_birth = k.birth and m.family_name_key = k.family where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select m.source_id from k join public.person_mentions m on m.postcode_key = k.postcode and m.family_name_key = k.family where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select i.id from k join public.incidents i on i.address_key = k.address where not i.is_open_data
$$;

-- Has any of these people, or this address, been in a report before? Yes or no, and nothing else: it raises a flag.
create function heed.is_seen_before(keys jsonb) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select heed.may_write() and exists (
    select 1 from heed.reports_sharing(keys) s join public.incidents i on i.id = s.incident_id where i.withdrawn_at is null)
$$;

-- Reports that share a key but lie beyond the viewer's sight: how many, and whom to ring; never which. Sealed ones are not counted.
create function heed.seen_elsewhere(keys jsonb) returns table (reports bigint, team text, telephone text) language sql stable security definer set search_path = pg_catalog as $$
  select count(*), t.name, t.telephone
  from heed.reports_sharing(keys) s
  join public.incidents i on i.id = s.incident_id
  left join lateral (
    select t.name, t.telephone from public.teams t where t.borough_id = i.borough_id and t.kind = 'intelligence' order by t.name limit 1) t on true
  where heed.is_insider() and i.sealed_under is null and i.withdrawn_at is null and i.recorded_by is distinct from heed.actor_id()
    and not heed.sees(i.team_id, i.borough_id, i.sealed_under)
  group by t.name, t.telephone
  order by t.name
$$;

revoke all on function heed.reports_sharing(jsonb), heed.is_seen_before(jsonb), heed.seen_elsewhere(jsonb) from public;
alter function heed.reports_sharing(jsonb) owner to heed_definer;
alter function heed.is_seen_before(jsonb) owner to heed_definer;
alter function heed.seen_elsewhere(jsonb) owner to heed_definer;
grant execute on function heed.is_seen_before(jsonb) to heed_act;
grant execute on function heed.seen_elsewhere(jsonb) to heed_look, heed_act;

-- The report a draft became is named in the draft, so that sending it twice finds the first.
alter table drafts add column became_id uuid;
comment on column drafts.became_id is 'the record this draft became; its answers are emptied then';
