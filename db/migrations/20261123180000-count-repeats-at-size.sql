-- A whole force's repeats of a year are counted from two indexes, without opening a report or a mention: what a report counts by, and who is in it.

create index incidents_counted on incidents (reported_at)
  include (id, duplicate_of, type_id, team_id, borough_id, recorded_by, sealed_under, risk_order, flags, address_key, address_id, occurred_from, occurred_to, precision) where not is_open_data and withdrawn_at is null;
-- the same lookups by what was reported as before, and who is in it besides
drop index person_mentions_source;
create index person_mentions_source on person_mentions (source_id) include (source_kind, part, corrected_by_id, person_id, phone_key, address_key);

create index addresses_communal on addresses (id) where is_communal;
-- how many family names an address has is counted from the index it is found by
drop index person_mentions_address_key;
create index person_mentions_address_key on person_mentions (address_key, given_initial) include (family_name_key, part, corrected_by_id) where address_key is not null;

-- Which of these addresses are communal as far as one may see: the gazetteer says so, or so many family names are given there (rule RP-31).
create function heed.communal_among(addresses text[], from_names integer) returns setof text language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if not heed.is_insider() then return; end if;
  return query
    -- few addresses have so many names, seen or not: only of those it is asked which names are seen
    with full_ones as materialized (
      select a.key from unnest(addresses) as a (key) where (select count(distinct m.family_name_key) from public.person_mentions m where m.address_key = a.key and m.part <> 'suspect' and m.corrected_by_id is null) >= from_names),
    marked as materialized (
      select i.address_key as key, i.id from public.addresses a join public.incidents i on i.address_id = a.id where a.is_communal and i.address_key = any (addresses))
    select f.key from full_ones f
      where (select count(distinct m.family_name_key) from public.person_mentions m where m.address_key = f.key and m.part <> 'suspect' and m.corrected_by_id is null and heed.sees_mention(m.id)) >= from_names
    union
    select k.key from marked k where heed.sees_incident(k.id);
end $$;
revoke all on function heed.communal_among(text[], integer) from public;
alter function heed.communal_among(text[], integer) owner to heed_definer;
grant execute on function heed.communal_among(text[], integer) to heed_look, heed_act;

-- Everybody or everywhere of a kind that reaches a count within a span, under the same sight as the row policies of incidents: how many reports, when last, and the marks of what counts.
-- Where only one kind counts it is the commonest, of kinds as common the one reported last; a report and its duplicates are one.
create function heed.repeats_within_sight(kind text, since timestamptz, until timestamptz, borough uuid, at_least integer, same_kind boolean, report_within integer)
returns table (key text, reports integer, last_at timestamptz, is_vulnerable boolean, risk_order smallint)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_custom_plan set work_mem = '64MB' as $$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  types uuid[]; nth integer[];
  parts text[] := case kind when 'victim' then array['victim'] when 'caller' then array['caller'] else array['victim', 'caller'] end;
begin
  if not heed.is_insider() then return; end if;
  -- the versions of one type are one kind
  select array_agg(t.id order by t.id), array_agg(t.nth order by t.id) into types, nth
    from (select r.id, dense_rank() over (order by r.key collate "C")::integer as nth from public.reference_values r where r.code_set = 'asb-type') t;
  return query
    with seen as not materialized (
      select i.id, coalesce(i.duplicate_of, i.id) as root, i.type_id, i.reported_at, i.risk_order, i.flags && array['vulnerable', 'hate', 'intimidation'] as is_vulnerable, coalesce(i.address_key, i.address_id::text) as address
      from public.incidents i
      where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= since and i.reported_at <= until and (borough is null or i.borough_id = borough)
        and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
               else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
             or i.id = any (named))
        -- a report made too late after what it tells of does not count; when that was is read only where the rule asks
        and (report_within is null or (i.reported_at at time zone 'Europe/London')::date
          - coalesce((case when i.precision = 'instant' then coalesce(i.occurred_to, i.occurred_from) end at time zone 'Europe/London')::date, (i.reported_at at time zone 'Europe/London')::date) <= report_within)),
    said as (
      select s.address as key, s.root, s.type_id, s.reported_at, s.risk_order, s.is_vulnerable from seen s where kind = 'address'
      union all
      select case when kind in ('victim', 'caller') then m.person_id::text when kind = 'phone' then m.phone_key else m.address_key end, s.root, s.type_id, s.reported_at, s.risk_order, s.is_vulnerable
      from seen s join public.person_mentions m on m.source_id = s.id where kind <> 'address' and m.source_kind = 'incident' and m.corrected_by_id is null and m.part = any (parts)),
    once as (
      select s.key, case when same_kind then nth[array_position(types, s.type_id)] else 0 end as of_kind, s.root, max(s.reported_at) as last_at, bool_or(s.is_vulnerable) as is_vulnerable, max(s.risk_order) as risk_order
      from said s where s.key is not null and (not same_kind or s.type_id is not null) group by 1, 2, 3),
    counted as (
      select o.key, o.of_kind, count(*)::integer as reports, max(o.last_at) as last_at, bool_or(o.is_vulnerable) as is_vulnerable, max(o.risk_order) as risk_order from once o group by 1, 2 having count(*) >= at_least)
    select distinct on (c.key) c.key, c.reports, c.last_at, c.is_vulnerable, c.risk_order from counted c
    order by c.key, c.reports desc, (c.last_at at time zone 'Europe/London')::date desc, c.of_kind;
end $$;
revoke all on function heed.repeats_within_sight(text, timestamptz, timestamptz, uuid, integer, boolean, integer) from public;
alter function heed.repeats_within_sight(text, timestamptz, timestamptz, uuid, integer, boolean, integer) owner to heed_definer;
grant execute on function heed.repeats_within_sight(text, timestamptz, timestamptz, uuid, integer, boolean, integer) to heed_look, heed_act;

-- The reports in which some people, telephones or homes are, in whatever part, under the same sight as the row policies of incidents: with what they were last called in each.
-- Asked through the policies of mentions, every report of the force would be read to learn which of these few may be seen.
create function heed.reports_of_subjects(kind text, keys text[], since timestamptz, unsealed_only boolean)
returns table (key text, incident_id uuid, label text, parts text[])
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
begin
  if not heed.is_insider() then return; end if;
  return query
    with said as (
      select m.person_id::text as key, m.source_id, nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '') as label, m.part, m.recorded_at from public.person_mentions m
        where kind in ('victim', 'caller') and m.person_id = any (case when kind in ('victim', 'caller') then keys::uuid[] end) and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select m.phone_key, m.source_id, m.phone, m.part, m.recorded_at from public.person_mentions m
        where kind = 'phone' and m.phone_key = any (keys) and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select m.address_key, m.source_id, nullif(concat_ws(', ', m.address_text, m.postcode), ''), m.part, m.recorded_at from public.person_mentions m
        where kind = 'household' and m.address_key = any (keys) and m.source_kind = 'incident' and m.corrected_by_id is null)
    select s.key, i.id, (array_agg(s.label order by s.recorded_at desc) filter (where s.label is not null))[1], array_agg(distinct s.part)
    from said s join public.incidents i on i.id = s.source_id
    where not i.is_open_data and (since is null or i.reported_at >= since) and not (unsealed_only and i.sealed_under is not null)
      and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
             else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
           or i.id = any (named))
    group by 1, 2;
end $$;
revoke all on function heed.reports_of_subjects(text, text[], timestamptz, boolean) from public;
alter function heed.reports_of_subjects(text, text[], timestamptz, boolean) owner to heed_definer;
grant execute on function heed.reports_of_subjects(text, text[], timestamptz, boolean) to heed_look, heed_act;
