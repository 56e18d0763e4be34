-- Words are looked for in what was told and in what was written down since: logs, contacts, decisions and their reasons.
-- Each function reads past row policies, through the index of the words, and applies the same sight inside.

-- what every incident has from its first moment ("Report recorded", its grade) says nothing worth finding, and costs recording nothing
create index incident_entries_words on incident_entries using gin (
  to_tsvector('english'::regconfig, text || ' ' || coalesce(detail->>'reason', '') || ' ' || coalesce(detail->>'because', '') || ' ' || coalesce(detail->>'searched', '') || ' ' || coalesce(detail->>'note', '')))
  where kind not in ('recorded', 'grade');
create index case_entries_words on case_entries using gin (
  to_tsvector('english'::regconfig, text || ' ' || coalesce(reason, '') || ' ' || coalesce(detail->>'told', '')));

-- Incidents that have these words and that the actor sees: of these teams, boroughs or this officer only, and only those that wait for a result, where said; the latest first.
-- NOTE: put together from fixed pieces, so that each asking is planned for what it asks and takes the smaller of two indexes.
create function heed.incidents_with_words(terms text, only_open boolean, of_teams uuid[], of_boroughs uuid[], of_officer uuid, most integer)
returns table (incident_id uuid) language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  wanted tsquery := websearch_to_tsquery('english', terms);
  among text := 'not i.is_open_data and i.withdrawn_at is null'
    || case when only_open then ' and i.is_open' else '' end
    || case when of_teams is null then '' else ' and i.team_id = any ($2)' end
    || case when of_boroughs is null then '' else ' and i.borough_id = any ($3)' end
    || case when of_officer is null then '' else ' and i.allocated_to = $4' end
    || case when heed.sees_force() then ' and (i.sealed_under is null or i.sealed_under = any ($5) or i.id = any ($6))' else
      ' and (case when i.sealed_under is not null then i.sealed_under = any ($5) else i.team_id = any ($7) or i.borough_id = any ($8) or i.recorded_by = $9 end or i.id = any ($6))' end;
  written text := 'to_tsvector(''english''::regconfig, e.text || '' '' || coalesce(e.detail->>''reason'', '''') || '' '' || coalesce(e.detail->>''because'', '''') || '' '' || coalesce(e.detail->>''searched'', '''') || '' '' || coalesce(e.detail->>''note'', ''''))';
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

create or replace function heed.search_words(terms text, most integer) returns table (incident_id uuid) language sql stable security definer set search_path = pg_catalog as $$
  select w.incident_id from heed.incidents_with_words(terms, false, null, null, null, least(most, 200)) w
$$;

-- Cases in whose log these words were written, and that the actor sees; the latest opened first.
create function heed.cases_with_words(terms text, most integer) returns table (case_id uuid) language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  wanted tsquery := websearch_to_tsquery('english', terms);
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  named uuid[] := heed.granted('case'); me uuid := heed.actor_id(); as_service boolean := heed.is_service();
begin
  if not heed.is_insider() or numnode(wanted) = 0 then return; end if;
  return query select c.id from public.cases c
    where c.id in (select e.case_id from public.case_entries e
        where to_tsvector('english'::regconfig, e.text || ' ' || coalesce(e.reason, '') || ' ' || coalesce(e.detail->>'told', '')) @@ wanted)
      and (case when c.sealed_under is not null then as_service
             else force or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me end
           or c.id = any (named))
    order by c.opened_at desc, c.id limit least(most, 200);
end $$;

do $$
declare f text;
begin
  foreach f in array array['heed.incidents_with_words(text, boolean, uuid[], uuid[], uuid, integer)', 'heed.cases_with_words(text, integer)'] loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to heed_definer', f);
    execute format('grant execute on function %s to heed_look, heed_act', f);
  end loop;
end $$;
