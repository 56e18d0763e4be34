-- Incidents that share a key with a report, within reach of it in time: asked with every report, so its plan is kept.
-- The row policies of five lookups make a plan of two hundred steps, which takes longer to set up than to follow: the same sight is asked once here, and held to the policies by a test.
create function heed.incidents_sharing(
  address_key text, address_id uuid, cells text[], phone_keys text[], person_ids uuid[],
  reported timestamptz, hours double precision, near_hours double precision, recorded_from timestamptz, except_id uuid, most integer)
returns table (id uuid, reference text, reported_at timestamptz, recorded_at timestamptz, type text, type_name text, place text, team_name text, status text, narrative text,
  address_id_of uuid, address_key_of text, easting integer, northing integer, duplicate_of uuid, phone_keys_of text[], person_ids_of text[])
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid := sight[2]::uuid; by_itself boolean := sight[3] = 'service'; everything boolean := sight[4] = 'force';
  their_teams uuid[] := sight[5]::uuid[]; their_boroughs uuid[] := sight[6]::uuid[]; their_cases uuid[] := '{}'; named uuid[] := '{}';
  first_at constant timestamptz := reported - make_interval(secs => hours * 3600);
  last_at constant timestamptz := reported + make_interval(secs => hours * 3600);
  ids uuid[] := '{}';
begin
  if sight is null then return; end if;
  if address_key is not null then
    ids := ids || array(select i.id from public.incidents i where i.address_key = incidents_sharing.address_key and i.reported_at between first_at and last_at);
  end if;
  if address_id is not null then
    ids := ids || array(select i.id from public.incidents i where i.address_id = incidents_sharing.address_id and i.reported_at between first_at and last_at);
  end if;
  if cells <> '{}' then
    ids := ids || array(select i.id from public.incidents i where i.h3 = any (cells) and not i.is_open_data
      and i.reported_at between reported - make_interval(secs => near_hours * 3600) and reported + make_interval(secs => near_hours * 3600));
  end if;
  if phone_keys <> '{}' then
    ids := ids || array(select m.source_id from public.person_mentions m where m.phone_key = any (phone_keys) and m.source_kind = 'incident' and m.part <> 'suspect' and m.corrected_by_id is null and m.recorded_at >= recorded_from);
  end if;
  if person_ids <> '{}' then
    ids := ids || array(select m.source_id from public.person_mentions m where m.person_id = any (person_ids) and m.source_kind = 'incident' and m.part <> 'suspect' and m.corrected_by_id is null and m.recorded_at >= recorded_from);
  end if;
  ids := array_remove(ids, except_id);
  if ids = '{}' then return; end if;
  if sight[3] in ('police', 'service') then
    their_cases := heed.granted('case');
    named := heed.granted('incident');
  end if;
  -- the people of each are read once it is known which are shown
  return query
    select i.id, i.reference, i.reported_at, i.recorded_at, t.key, t.name, nullif(concat_ws(', ', i.location_text, i.postcode), ''), m.name,
      i.status, i.narrative, i.address_id, i.address_key, i.easting, i.northing, i.duplicate_of,
      array(select a.phone_key from public.person_mentions a where a.source_kind = 'incident' and a.source_id = i.id and a.part <> 'suspect' and a.corrected_by_id is null and a.phone_key is not null),
      array(select a.person_id::text from public.person_mentions a where a.source_kind = 'incident' and a.source_id = i.id and a.part <> 'suspect' and a.corrected_by_id is null)
    from (select n.id, n.reference, n.reported_at, n.recorded_at, n.type_id, n.location_text, n.postcode, n.team_id, n.status, left(n.narrative, 200) as narrative,
        n.address_id, n.address_key, n.easting, n.northing, n.duplicate_of
      from public.incidents n
      where n.id = any (ids) and n.reported_at between first_at and last_at and not n.is_open_data and n.withdrawn_at is null and n.duplicate_of is null
        and (by_itself or n.id = any (named) or case when n.sealed_under is not null then n.sealed_under = any (their_cases)
          else everything or n.team_id = any (their_teams) or n.borough_id = any (their_boroughs) or n.recorded_by = me end)
      order by abs(extract(epoch from n.reported_at - reported)), n.id limit most) i
    left join public.reference_values t on t.id = i.type_id
    left join public.teams m on m.id = i.team_id
    order by abs(extract(epoch from i.reported_at - reported)), i.id;
end $$;
comment on function heed.incidents_sharing is 'Incidents within the reader''s sight that share a place, telephone or person with a report, nearest in time first; hours either way.';
revoke all on function heed.incidents_sharing from public;
alter function heed.incidents_sharing owner to heed_definer;
grant execute on function heed.incidents_sharing to heed_look, heed_act;
