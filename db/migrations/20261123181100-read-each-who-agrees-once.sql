-- Each mention is read once, and none at all where too many begin with the surname that is typed.

-- Mentions that agree with what is typed so far, at most `most` by each way, in the sight of row policies. is_common: more agree in that way than were read.
-- family and street are beginnings; ends are the last figures of a number, four or more, without sign; sector is a postcode without its last two letters.
create or replace function heed.mentions_agreeing(family text, initial text, begins text, ends text, birth date, postcode text, sector text, address text, house text, street text, most integer)
returns table (ways text[], is_common boolean, id uuid, person_id uuid, title text, given_name text, family_name text, recorded_at timestamptz, risk_order integer, is_vulnerable boolean)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  everything boolean := heed.sees_force(); by_itself boolean := heed.is_service(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  family_to text := family || U&'\+10FFFF'; begins_to text := begins || U&'\+10FFFF'; street_to text := street || U&'\+10FFFF';
begin
  if not (heed.is_insider() or by_itself) then return; end if;
  -- a surname alone that too many begin with is said to be common, and nobody is read
  if length(family) > 2 and initial is null and coalesce(begins, ends, postcode, sector, address) is null and birth is null
      and (select count(*) from (select 1 from public.person_mentions m where m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to and m.corrected_by_id is null limit most + 1) c) > most then
    return query select array['surname'], true, null::uuid, null::uuid, null::text, null::text, null::text, null::timestamptz, 0, false;
    return;
  end if;
  return query with hits (way, mention_id, person_id, source_kind, source_id, title, given_name, family_name, recorded_at) as (
      (select 'surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where length(family) > 2 and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to
          and (initial is null or m.given_initial = initial) and m.corrected_by_id is null limit most + 1)
      union all (select 'street', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where m.given_initial = initial and m.street_key collate "C" >= street and m.street_key collate "C" < street_to and m.corrected_by_id is null limit most + 1)
      union all (select 'phone begins', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where m.phone_key collate "C" >= begins and m.phone_key collate "C" < begins_to and m.corrected_by_id is null limit most + 1)
      union all (select 'phone ends and surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where right(m.phone_key, 4) = right(ends, 4) and right(m.phone_key, length(ends)) = ends
          and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to and m.corrected_by_id is null limit most + 1)
      union all (select 'phone ends', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where length(ends) > 5 and right(m.phone_key, 4) = right(ends, 4) and right(m.phone_key, length(ends)) = ends and m.corrected_by_id is null limit most + 1)
      union all (select 'postcode', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where m.postcode_key = mentions_agreeing.postcode and m.corrected_by_id is null limit most + 1)
      union all (select 'sector and surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where left(m.postcode_key, -2) = sector and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'sector and house', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where left(split_part(m.address_key, ' ', 1), -2) = sector and substring(m.address_key from '[^ ]+$') = house and m.corrected_by_id is null limit most + 1)
      union all (select 'address', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where m.address_key = address and m.corrected_by_id is null limit most + 1)
      union all (select 'birth', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m where m.date_of_birth = birth and m.corrected_by_id is null limit most + 1)),
    counted as (select h.*, count(*) over (partition by h.way) > most as is_common from hits h),
    found as (select distinct on (c.mention_id) c.*, array_agg(c.way) over whole as ways, bool_or(c.is_common) over whole as is_any_common from counted c window whole as (partition by c.mention_id))
    select m.ways, m.is_any_common, m.mention_id, m.person_id, m.title, m.given_name, m.family_name, m.recorded_at, coalesce(i.risk_order, 0)::integer, coalesce('vulnerable' = any (i.flags), false)
    from found m
      left join public.incidents i on m.source_kind = 'incident' and i.id = m.source_id
      left join public.cases c on m.source_kind = 'case' and c.id = m.source_id
    where by_itself
      or (i.id is not null and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
            else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named)))
      or (c.id is not null and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases)))
      or exists (select 1 from public.case_people p join public.cases x on x.id = p.case_id where p.mention_id = m.mention_id
           and ((x.sealed_under is null and (everything or x.team_id = any (their_teams) or x.borough_id = any (their_boroughs) or x.owner_id = me)) or x.id = any (their_cases)));
end $$;
