-- An apostrophe is one however it is typed: O'Neil and O’Neil, the neighbour's dog and the neighbour’s. A curly one was read as a letter, and its word found by nothing else.

alter table incidents drop column words;
alter table incidents add words tsvector generated always as (to_tsvector('english', translate(coalesce(narrative, '') || ' ' || coalesce(location_text, ''), U&'\2019\2018\02BC\2032`', ''''''''''''))) stored;
create index incidents_words on incidents using gin (words) where not is_open_data;

drop index incident_entries_words;
create index incident_entries_words on incident_entries using gin (
  to_tsvector('english'::regconfig, translate(text || ' ' || coalesce(detail->>'reason', '') || ' ' || coalesce(detail->>'because', '') || ' ' || coalesce(detail->>'searched', '') || ' ' || coalesce(detail->>'note', ''), U&'\2019\2018\02BC\2032`', '''''''''''')))
  where kind not in ('recorded', 'grade');
drop index case_entries_words;
create index case_entries_words on case_entries using gin (
  to_tsvector('english'::regconfig, translate(text || ' ' || coalesce(reason, '') || ' ' || coalesce(detail->>'told', ''), U&'\2019\2018\02BC\2032`', '''''''''''')));

-- As before, for words with any apostrophe.
create or replace function heed.incidents_with_words(terms text, only_open boolean, of_teams uuid[], of_boroughs uuid[], of_officer uuid, most integer)
returns table (incident_id uuid) language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  wanted tsquery := websearch_to_tsquery('english', translate(terms, U&'\2019\2018\02BC\2032`', ''''''''''''));
  among text := 'not i.is_open_data and i.withdrawn_at is null'
    || case when only_open then ' and i.is_open' else '' end
    || case when of_teams is null then '' else ' and i.team_id = any ($2)' end
    || case when of_boroughs is null then '' else ' and i.borough_id = any ($3)' end
    || case when of_officer is null then '' else ' and i.allocated_to = $4' end
    || case when heed.sees_force() then ' and (i.sealed_under is null or i.sealed_under = any ($5) or i.id = any ($6))' else
      ' and (case when i.sealed_under is not null then i.sealed_under = any ($5) else i.team_id = any ($7) or i.borough_id = any ($8) or i.recorded_by = $9 end or i.id = any ($6))' end;
  written text := $w$to_tsvector('english'::regconfig, translate(e.text || ' ' || coalesce(e.detail->>'reason', '') || ' ' || coalesce(e.detail->>'because', '') || ' ' || coalesce(e.detail->>'searched', '') || ' ' || coalesce(e.detail->>'note', ''), U&'\2019\2018\02BC\2032`', ''''''''''''))$w$;
begin
  if not heed.is_insider() or numnode(wanted) = 0 then return; end if;
  return query execute format($q$
    select f.id from (
      select i.id, i.reported_at from public.incidents i where i.words @@ $1 and %1$s
      union
      select i.id, i.reported_at from public.incident_entries e join public.incidents i on i.id = e.incident_id where e.kind not in ('recorded', 'grade') and %2$s @@ $1 and %1$s
    ) f order by f.reported_at desc, f.id limit %3$s $q$, among, written, least(most, 10001))
    using wanted, of_teams, of_boroughs, of_officer, heed.granted('case'), heed.granted('incident'), heed.actor_teams(), heed.actor_boroughs(), heed.actor_id();
end $$;

create or replace function heed.cases_with_words(terms text, most integer) returns table (case_id uuid) language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  wanted tsquery := websearch_to_tsquery('english', translate(terms, U&'\2019\2018\02BC\2032`', ''''''''''''));
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  named uuid[] := heed.granted('case'); me uuid := heed.actor_id(); as_service boolean := heed.is_service();
begin
  if not heed.is_insider() or numnode(wanted) = 0 then return; end if;
  return query select c.id from public.cases c
    where c.id in (select e.case_id from public.case_entries e
        where to_tsvector('english'::regconfig, translate(e.text || ' ' || coalesce(e.reason, '') || ' ' || coalesce(e.detail->>'told', ''), U&'\2019\2018\02BC\2032`', '''''''''''')) @@ wanted)
      and (case when c.sealed_under is not null then as_service
             else force or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me end
           or c.id = any (named))
    order by c.opened_at desc, c.id limit least(most, 200);
end $$;
