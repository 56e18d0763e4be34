-- Everybody and everywhere that was a repeat on a day of a span on which it was reported, under the same sight as the row policies of incidents: for the week's and the day's list.
-- The window slides day by day, so it is asked on each such day; what counts is that of repeats_within_sight. Columns: as_of the last such day; was_before, whether it was a repeat on
-- the day before the span; made_by the reports that count on that day, the same for all that the same reports make a repeat; borough that of the latest of them that has one.
create function heed.repeats_reported_within_sight(kinds text[], first_day date, last_day date, until timestamptz, window_days integer, at_least integer, same_kind boolean, report_within integer)
returns table (kind text, key text, as_of date, was_before boolean, reports integer, last_at timestamptz, is_vulnerable boolean, risk_order smallint, made_by text, borough_id uuid)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_custom_plan set work_mem = '64MB' set enable_nestloop = off as $$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  since timestamptz := (first_day - window_days)::timestamp at time zone 'Europe/London';
  begins timestamptz := first_day::timestamp at time zone 'Europe/London';
  types uuid[]; nths integer[]; victims uuid[]; callers uuid[]; phones text[]; homes text[]; places text[];
begin
  if not heed.is_insider() then return; end if;
  -- few are told of in a few days: only of those is it read what was told before
  with seen as materialized (
    select i.id, coalesce(i.address_key, i.address_id::text) as address from public.incidents i
    where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= begins and i.reported_at <= until
      and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
             else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
           or i.id = any (named))),
  heard as materialized (
    select m.part, m.person_id, m.phone_key, m.address_key from seen s join public.person_mentions m on m.source_id = s.id
    where m.source_kind = 'incident' and m.corrected_by_id is null and m.part in ('victim', 'caller'))
  select (select array_agg(distinct h.person_id) from heard h where h.part = 'victim' and 'victim' = any (kinds)), (select array_agg(distinct h.person_id) from heard h where h.part = 'caller' and 'caller' = any (kinds)),
    (select array_agg(distinct h.phone_key) from heard h where 'phone' = any (kinds)), (select array_agg(distinct h.address_key) from heard h where 'household' = any (kinds)),
    (select array_agg(distinct s.address) from seen s where 'address' = any (kinds))
    into victims, callers, phones, homes, places;
  select array_agg(t.id order by t.id), array_agg(t.nth order by t.id) into types, nths
    from (select r.id, dense_rank() over (order by r.key collate "C")::integer as nth from public.reference_values r where r.code_set = 'asb-type') t;
  return query
    with seen as materialized (
      select s.* from (
        select i.id, coalesce(i.duplicate_of, i.id) as root, case when same_kind then nths[array_position(types, i.type_id)] else 0 end as nth, i.reported_at, (i.reported_at at time zone 'Europe/London')::date as on_day, i.borough_id, i.risk_order,
          i.flags && array['vulnerable', 'hate', 'intimidation'] as is_vulnerable, coalesce(i.address_key, i.address_id::text) as address
        from public.incidents i
        where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= since and i.reported_at <= until
          and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
                 else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
               or i.id = any (named))
          and (report_within is null or (i.reported_at at time zone 'Europe/London')::date
            - coalesce((case when i.precision = 'instant' then coalesce(i.occurred_to, i.occurred_from) end at time zone 'Europe/London')::date, (i.reported_at at time zone 'Europe/London')::date) <= report_within)) s
      where s.nth is not null),
    said as (
      select 'victim' as kind, m.person_id::text as key, m.source_id from public.person_mentions m where m.person_id = any (victims) and m.part = 'victim' and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select 'caller', m.person_id::text, m.source_id from public.person_mentions m where m.person_id = any (callers) and m.part = 'caller' and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select 'phone', m.phone_key, m.source_id from public.person_mentions m where m.phone_key = any (phones) and m.part in ('victim', 'caller') and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select 'household', m.address_key, m.source_id from public.person_mentions m where m.address_key = any (homes) and m.part in ('victim', 'caller') and m.source_kind = 'incident' and m.corrected_by_id is null),
    told as materialized (
      select o.kind, o.key, s.root, s.nth, s.reported_at, s.on_day, s.borough_id, s.risk_order, s.is_vulnerable from said o join seen s on s.id = o.source_id
      union all select 'address', s.address, s.root, s.nth, s.reported_at, s.on_day, s.borough_id, s.risk_order, s.is_vulnerable from seen s join unnest(places) as p (address) on p.address = s.address),
    -- a kind of which too little was reported in all is never the one that counts
    enough as materialized (select t.kind, t.key, t.nth from told t group by 1, 2, 3 having count(*) >= at_least),
    kept as materialized (select t.* from told t join enough e on e.kind = t.kind and e.key = t.key and e.nth = t.nth),
    asked as (
      select k.kind, k.key, k.on_day from kept k where k.on_day between first_day and last_day
      union select e.kind, e.key, first_day - 1 from enough e),
    once as (
      select a.kind, a.key, a.on_day, t.nth, t.root, min(t.on_day) as first_on, max(t.reported_at) as last_at, bool_or(t.is_vulnerable) as is_vulnerable, max(t.risk_order) as risk_order
      from asked a join kept t on t.kind = a.kind and t.key = a.key and t.on_day <= a.on_day and t.on_day > a.on_day - window_days group by 1, 2, 3, 4, 5),
    counted as (
      select o.kind, o.key, o.on_day, o.nth, count(*)::integer as reports, max(o.last_at) as last_at, bool_or(o.is_vulnerable) as is_vulnerable, max(o.risk_order) as risk_order,
        bool_or(o.first_on = o.on_day) as is_reported_then, bit_xor(uuid_hash_extended(o.root, 1)) || ' ' || bit_xor(uuid_hash_extended(o.root, 2)) as made_by
      from once o group by 1, 2, 3, 4 having count(*) >= at_least),
    standing as materialized (
      select distinct on (c.kind, c.key, c.on_day) c.* from counted c order by c.kind, c.key, c.on_day, c.reports desc, (c.last_at at time zone 'Europe/London')::date desc, c.nth),
    met as materialized (
      select distinct on (s.kind, s.key) s.* from standing s where s.on_day >= first_day and s.is_reported_then order by s.kind, s.key, s.on_day desc),
    placed as (
      select distinct on (t.kind, t.key) t.kind, t.key, t.borough_id from met m join kept t on t.kind = m.kind and t.key = m.key and t.on_day <= m.on_day and t.on_day > m.on_day - window_days
        and t.nth = m.nth and t.borough_id is not null order by t.kind, t.key, t.reported_at desc)
    select m.kind, m.key, m.on_day, b.key is not null, m.reports, m.last_at, m.is_vulnerable, m.risk_order, m.made_by, p.borough_id
    from met m left join placed p on p.kind = m.kind and p.key = m.key left join standing b on b.kind = m.kind and b.key = m.key and b.on_day = first_day - 1;
end $$;
revoke all on function heed.repeats_reported_within_sight(text[], date, date, timestamptz, integer, integer, boolean, integer) from public;
alter function heed.repeats_reported_within_sight(text[], date, date, timestamptz, integer, integer, boolean, integer) owner to heed_definer;
grant execute on function heed.repeats_reported_within_sight(text[], date, date, timestamptz, integer, integer, boolean, integer) to heed_look, heed_act;
