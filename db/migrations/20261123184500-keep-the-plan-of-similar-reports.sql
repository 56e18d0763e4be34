-- Incidents that share a key with a report, within reach of it in time: asked with every report, so its plan is kept.
-- It reads as whoever asks: the row policies decide what they may know of.
create function heed.incidents_sharing(
  address_key text, address_id uuid, cells text[], phone_keys text[], person_ids uuid[],
  reported timestamptz, hours double precision, near_hours double precision, recorded_from timestamptz, except_id uuid, most integer)
returns table (id uuid, reference text, reported_at timestamptz, recorded_at timestamptz, type text, type_name text, place text, team_name text, status text, narrative text,
  address_id_of uuid, address_key_of text, easting integer, northing integer, duplicate_of uuid, phone_keys_of text[], person_ids_of text[])
language plpgsql stable set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  first_at constant timestamptz := reported - make_interval(secs => hours * 3600);
  last_at constant timestamptz := reported + make_interval(secs => hours * 3600);
  near_first constant timestamptz := reported - make_interval(secs => near_hours * 3600);
  near_last constant timestamptz := reported + make_interval(secs => near_hours * 3600);
  ids uuid[];
begin
  select array_agg(f.id) into ids from (
    select i.id from public.incidents i where i.address_key = incidents_sharing.address_key and i.reported_at between first_at and last_at
    union select i.id from public.incidents i where i.address_id = incidents_sharing.address_id and i.reported_at between first_at and last_at
    union select i.id from public.incidents i where i.h3 = any (incidents_sharing.cells) and not i.is_open_data and i.reported_at between near_first and near_last
    union select m.source_id from public.person_mentions m where m.phone_key = any (incidents_sharing.phone_keys) and m.source_kind = 'incident' and m.part <> 'suspect' and m.corrected_by_id is null and m.recorded_at >= incidents_sharing.recorded_from
    union select m.source_id from public.person_mentions m where m.person_id = any (incidents_sharing.person_ids) and m.source_kind = 'incident' and m.part <> 'suspect' and m.corrected_by_id is null and m.recorded_at >= incidents_sharing.recorded_from) f
    where f.id is distinct from incidents_sharing.except_id;
  if ids is null then return; end if;
  -- the people of each are read once it is known which are shown
  return query
    select i.id, i.reference, i.reported_at, i.recorded_at, t.key, t.name, nullif(concat_ws(', ', i.location_text, i.postcode), ''), m.name,
      i.status, i.narrative, i.address_id, i.address_key, i.easting, i.northing, i.duplicate_of, coalesce(p.phone_keys, '{}'), coalesce(p.person_ids, '{}')
    from (select n.id, n.reference, n.reported_at, n.recorded_at, n.type_id, n.location_text, n.postcode, n.team_id, n.status, left(n.narrative, 200) as narrative,
        n.address_id, n.address_key, n.easting, n.northing, n.duplicate_of
      from public.incidents n
      where n.id = any (ids) and n.reported_at between first_at and last_at and not n.is_open_data and n.withdrawn_at is null and n.duplicate_of is null
      order by abs(extract(epoch from n.reported_at - incidents_sharing.reported)), n.id limit incidents_sharing.most) i
    left join public.reference_values t on t.id = i.type_id
    left join public.teams m on m.id = i.team_id
    left join lateral (select array_agg(a.phone_key) filter (where a.phone_key is not null) as phone_keys, array_agg(a.person_id::text) as person_ids
      from public.person_mentions a where a.source_kind = 'incident' and a.source_id = i.id and a.part <> 'suspect' and a.corrected_by_id is null) p on true
    order by abs(extract(epoch from i.reported_at - incidents_sharing.reported)), i.id;
end $$;
comment on function heed.incidents_sharing is 'Incidents within the reader''s sight that share a place, telephone or person with a report, nearest in time first; hours either way.';
revoke all on function heed.incidents_sharing from public;
grant execute on function heed.incidents_sharing to heed_look, heed_act;
