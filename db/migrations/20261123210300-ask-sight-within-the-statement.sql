-- The same sight, asked as a part of the statement that asks: a function of its own for each of many thousand mentions took some forty millionths of a second.

-- One row where a mention is in a reader's sight, none where it is not, as the row policies have it. It runs as whoever asks, heed_definer, and is written into their statement by the planner.
create function heed.seen_mention(asked_mention uuid, asked_kind text, asked_source uuid, by_itself boolean, everything boolean, their_teams uuid[], their_boroughs uuid[], me uuid, their_cases uuid[], named uuid[])
returns table (seen boolean) language sql stable as $$
  select true where by_itself
    or (asked_kind = 'incident' and exists (select from public.incidents i where i.id = asked_source
      and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
        else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named))))
    or (asked_kind = 'case' and exists (select from public.cases c where c.id = asked_source
      and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases))))
    or exists (select from public.case_people p join public.cases c on c.id = p.case_id where p.mention_id = asked_mention
      and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases)))
$$;
alter function heed.seen_mention(uuid, text, uuid, boolean, boolean, uuid[], uuid[], uuid, uuid[], uuid[]) owner to heed_definer;
revoke all on function heed.seen_mention(uuid, text, uuid, boolean, boolean, uuid[], uuid[], uuid, uuid[], uuid[]) from public;

-- Mentions that agree with what is typed so far, at most `most` + 1 by each way, of those the reader may see. is_common: more than `most` of these agree in that way.
-- A risk and a mark are said of a report that the reader may see; of one that only a case speaks of, none. Parameters as before.
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
  -- a surname alone that too many begin with is said to be common, and nobody is told of
  if length(family) > 2 and initial is null and coalesce(begins, ends, postcode, sector, address) is null and birth is null
      and (select count(*) from (select 1 from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to and m.corrected_by_id is null limit most + 1) c) > most then
    return query select array['surname'], true, null::uuid, null::uuid, null::text, null::text, null::text, null::timestamptz, 0, false;
    return;
  end if;
  return query with hits (way, mention_id, person_id, source_kind, source_id, title, given_name, family_name, recorded_at) as (
      (select 'surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where length(family) > 2 and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to and (initial is null or m.given_initial = initial)
          and m.corrected_by_id is null limit most + 1)
      union all (select 'street', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.given_initial = initial and m.street_key collate "C" >= street and m.street_key collate "C" < street_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'phone begins', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.phone_key collate "C" >= begins and m.phone_key collate "C" < begins_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'phone ends and surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where right(m.phone_key, 4) = right(ends, 4) and right(m.phone_key, length(ends)) = ends and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'phone ends', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where length(ends) > 5 and right(m.phone_key, 4) = right(ends, 4) and right(m.phone_key, length(ends)) = ends
          and m.corrected_by_id is null limit most + 1)
      union all (select 'postcode', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.postcode_key = mentions_agreeing.postcode
          and m.corrected_by_id is null limit most + 1)
      union all (select 'sector and surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where left(m.postcode_key, -2) = sector and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'sector and house', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where left(split_part(m.address_key, ' ', 1), -2) = sector and substring(m.address_key from '[^ ]+$') = house
          and m.corrected_by_id is null limit most + 1)
      union all (select 'address', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.address_key = address
          and m.corrected_by_id is null limit most + 1)
      union all (select 'birth', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.date_of_birth = birth
          and m.corrected_by_id is null limit most + 1)),
    counted as (select h.*, count(*) over (partition by h.way) > most as is_common from hits h),
    found as (select distinct on (c.mention_id) c.*, array_agg(c.way) over whole as ways, bool_or(c.is_common) over whole as is_any_common from counted c window whole as (partition by c.mention_id))
    select m.ways, m.is_any_common, m.mention_id, m.person_id, m.title, m.given_name, m.family_name, m.recorded_at, coalesce(i.risk_order, 0)::integer, coalesce('vulnerable' = any (i.flags), false)
    from found m left join public.incidents i on m.source_kind = 'incident' and i.id = m.source_id
      and (by_itself or case when i.sealed_under is not null then i.sealed_under = any (their_cases)
        else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named));
end $$;

-- Who may be meant, as before, but that a key is over its cap only where more than `most` of those the reader may see share it. A key is looked up as it lies first;
-- only where it gives more than `most`, and not all of them are the reader's to see, is it looked up once more in their sight.
create or replace function heed.mentions_sharing(phone text, email text, birth date, postcode text, address text, family text, given text, initial text, sound text, most integer, at timestamptz)
returns table (weighing text, by_keys integer, common integer, id uuid, person_id uuid, source_kind text, source_id uuid, part text, title text, given_name text, family_name text, date_of_birth date, birth_year integer,
  phone_given text, email_given text, address_text text, postcode_given text, address_id uuid, address_key text, recorded_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid; by_itself boolean; everything boolean; their_teams uuid[]; their_boroughs uuid[]; their_cases uuid[]; named uuid[];
  hits tid[]; kinds integer[]; over integer; everybody boolean := true;
begin
  if sight is null or sight[3] not in ('police', 'service') then return; end if;
  me := sight[2]::uuid; by_itself := sight[3] = 'service'; everything := sight[4] = 'force'; their_teams := sight[5]::uuid[]; their_boroughs := sight[6]::uuid[];
  loop
    -- a key that is not known finds nothing: no index holds it
    select array_agg(x.place), array_agg(x.kind) into hits, kinds from (
      (select 1 as kind, m.ctid as place from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.phone_key = mentions_sharing.phone and m.corrected_by_id is null limit most + 1)
      union all (select 2, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.email_key = mentions_sharing.email and m.corrected_by_id is null limit most + 1)
      union all (select 4, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.date_of_birth = birth and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
      union all (select 8, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.date_of_birth = birth and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
      union all (select 16, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
      union all (select 32, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.postcode_key = mentions_sharing.postcode and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
      union all (select 64, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.address_key = address and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
      union all (select 128, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_name_key = family and m.given_name_key = given and m.corrected_by_id is null limit most + 1)
      union all (select 256, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_name_key = given and m.given_name_key = family and m.corrected_by_id is null limit most + 1)
      union all (select 512, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, everybody or by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_sound_key = sound and m.given_name_key = given and m.corrected_by_id is null limit most + 1)) x;
    if hits is null then return; end if;
    over := case when cardinality(hits) <= most then 0 else coalesce((select bit_or(c.kind) from (select k as kind from unnest(kinds) k group by k having count(*) > most) c), 0) end;
    exit when over = 0;
    if not everybody or by_itself then exit; end if;
    their_cases := heed.granted('case'); named := heed.granted('incident');
    exit when not exists (select from unnest(hits, kinds) as x (place, kind) join public.person_mentions m on m.ctid = x.place where x.kind & over <> 0
      and not exists (select from heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named)));
    everybody := false;
  end loop;
  if over & 1 <> 0 then
    hits := hits || array(select m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.phone_key = mentions_sharing.phone and m.given_initial = initial and m.corrected_by_id is null limit most);
    kinds := kinds || array_fill(1, array[cardinality(hits) - cardinality(kinds)]);
  end if;
  if over & 16 <> 0 then
    hits := hits || array(select m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.given_initial = initial and m.corrected_by_id is null limit most);
    kinds := kinds || array_fill(16, array[cardinality(hits) - cardinality(kinds)]);
  end if;
  return query select (select concat((select l.version from public.linkage_models l where l.in_force_from <= at order by l.in_force_from desc, l.id desc limit 1), '|', (select max(n.counted_at) from public.linkage_counts n))),
      h.by_keys, over, m.id, m.person_id, m.source_kind, m.source_id, m.part, m.title, m.given_name, m.family_name, m.date_of_birth, m.birth_year,
      m.phone, m.email, m.address_text, m.postcode, m.address_id, m.address_key, m.recorded_at
    from (select x.place, bit_or(x.kind) as by_keys from unnest(hits, kinds) as x (place, kind) group by x.place) h join public.person_mentions m on m.ctid = h.place
    where by_itself
      or (everything and m.source_kind = 'incident' and (select true from public.incidents i where i.id = m.source_id and i.sealed_under is not null limit 1) is null)
      or (m.source_kind = 'incident' and (select true from public.incidents i where i.id = m.source_id
            and (case when i.sealed_under is not null then i.sealed_under = any ((select heed.granted('case'))::uuid[])
              else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any ((select heed.granted('incident'))::uuid[])) limit 1))
      or (m.source_kind = 'case' and (select true from public.cases c where c.id = m.source_id
            and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any ((select heed.granted('case'))::uuid[])) limit 1))
      or (select true from public.case_people p join public.cases c on c.id = p.case_id where p.mention_id = m.id
            and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any ((select heed.granted('case'))::uuid[])) limit 1);
end $$;

drop function heed.mention_in_sight(uuid, text, uuid, boolean, boolean, uuid[], uuid[], uuid, uuid[], uuid[]);
