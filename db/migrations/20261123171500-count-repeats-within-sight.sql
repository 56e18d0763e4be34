-- The reports that may make somebody or somewhere a repeat, each with who or where it is of: a window of a whole force is read once, under the
-- same sight as the row policies of incidents, instead of once for each person in it.
create function heed.reports_within_sight(kind text, since timestamptz, until timestamptz, borough uuid, unsealed_only boolean)
returns table (key text, id uuid, duplicate_of uuid, type_id uuid, reported_at timestamptz, recorded_at timestamptz, happened_at timestamptz, import_id uuid)
language plpgsql stable security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  parts text[] := case kind when 'victim' then array['victim'] when 'caller' then array['caller'] else array['victim', 'caller'] end;
begin
  if not heed.is_insider() then return; end if;
  return query
    with seen as materialized (
      select i.id, i.duplicate_of, i.type_id, i.reported_at, i.recorded_at, i.import_id, coalesce(i.address_key, i.address_id::text) as address,
        case when i.precision = 'instant' then coalesce(i.occurred_to, i.occurred_from) end as happened_at
      from public.incidents i
      where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= since and i.reported_at <= until
        and (borough is null or i.borough_id = borough) and not (unsealed_only and i.sealed_under is not null)
        and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
               else force or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end
             or i.id = any (named)))
    select s.address, s.id, s.duplicate_of, s.type_id, s.reported_at, s.recorded_at, s.happened_at, s.import_id from seen s where kind = 'address' and s.address is not null
    union all
    select k.key, s.id, s.duplicate_of, s.type_id, s.reported_at, s.recorded_at, s.happened_at, s.import_id
    from seen s join public.person_mentions m on m.source_id = s.id and m.source_kind = 'incident' and m.corrected_by_id is null and m.part = any (parts)
    cross join lateral (select case when kind in ('victim', 'caller') then m.person_id::text when kind = 'phone' then m.phone_key else m.address_key end as key) k
    where kind <> 'address' and k.key is not null;
end $$;
revoke all on function heed.reports_within_sight(text, timestamptz, timestamptz, uuid, boolean) from public;
alter function heed.reports_within_sight(text, timestamptz, timestamptz, uuid, boolean) owner to heed_definer;
grant execute on function heed.reports_within_sight(text, timestamptz, timestamptz, uuid, boolean) to heed_look, heed_act;
