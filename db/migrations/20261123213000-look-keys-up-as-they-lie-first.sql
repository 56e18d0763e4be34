-- Who may be meant, as before: but what a reader may see is asked in a statement of its own, for the few keys over their limit. Asked in the first as well, every search paid for starting it.
create or replace function heed.mentions_sharing(phone text, email text, birth date, postcode text, address text, family text, given text, initial text, sound text, most integer, at timestamp with time zone)
 RETURNS TABLE(weighing text, by_keys integer, common integer, id uuid, person_id uuid, source_kind text, source_id uuid, part text, title text, given_name text, family_name text, date_of_birth date, birth_year integer, phone_given text, email_given text, address_text text, postcode_given text, address_id uuid, address_key text, recorded_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid; by_itself boolean; everything boolean; their_teams uuid[]; their_boroughs uuid[]; their_cases uuid[]; named uuid[];
  hits tid[]; kinds integer[]; over integer;
begin
  if sight is null or sight[3] not in ('police', 'service') then return; end if;
  me := sight[2]::uuid; by_itself := sight[3] = 'service'; everything := sight[4] = 'force'; their_teams := sight[5]::uuid[]; their_boroughs := sight[6]::uuid[];
  -- a key that is not known finds nothing: no index holds it
  select array_agg(x.place), array_agg(x.kind) into hits, kinds from (
    (select 1 as kind, m.ctid as place from public.person_mentions m where m.phone_key = mentions_sharing.phone and m.corrected_by_id is null limit most + 1)
    union all (select 2, m.ctid from public.person_mentions m where m.email_key = mentions_sharing.email and m.corrected_by_id is null limit most + 1)
    union all (select 4, m.ctid from public.person_mentions m where m.date_of_birth = birth and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
    union all (select 8, m.ctid from public.person_mentions m where m.date_of_birth = birth and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
    union all (select 16, m.ctid from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
    union all (select 32, m.ctid from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
    union all (select 64, m.ctid from public.person_mentions m where m.address_key = address and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
    union all (select 128, m.ctid from public.person_mentions m where m.family_name_key = family and m.given_name_key = given and m.corrected_by_id is null limit most + 1)
    union all (select 256, m.ctid from public.person_mentions m where m.family_name_key = given and m.given_name_key = family and m.corrected_by_id is null limit most + 1)
    union all (select 512, m.ctid from public.person_mentions m where m.family_sound_key = sound and m.given_name_key = given and m.corrected_by_id is null limit most + 1)) x;
  if hits is null then return; end if;
  over := case when cardinality(hits) <= most then 0 else coalesce((select bit_or(c.kind) from (select k as kind from unnest(kinds) k group by k having count(*) > most) c), 0) end;
  if over <> 0 and not by_itself then
    their_cases := heed.granted('case'); named := heed.granted('incident');
    if exists (select from unnest(hits, kinds) as x (place, kind) join public.person_mentions m on m.ctid = x.place where x.kind & over <> 0
      and not exists (select from heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named))) then
      -- the same once more, of what they may see: written out again, since most searches never come here and would pay for it
      select array_agg(x.place), array_agg(x.kind) into hits, kinds from (
        (select 1 as kind, m.ctid as place from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.phone_key = mentions_sharing.phone and m.corrected_by_id is null limit most + 1)
        union all (select 2, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.email_key = mentions_sharing.email and m.corrected_by_id is null limit most + 1)
        union all (select 4, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.date_of_birth = birth and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
        union all (select 8, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.date_of_birth = birth and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
        union all (select 16, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
        union all (select 32, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.postcode_key = mentions_sharing.postcode and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
        union all (select 64, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.address_key = address and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
        union all (select 128, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_name_key = family and m.given_name_key = given and m.corrected_by_id is null limit most + 1)
        union all (select 256, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_name_key = given and m.given_name_key = family and m.corrected_by_id is null limit most + 1)
        union all (select 512, m.ctid from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_sound_key = sound and m.given_name_key = given and m.corrected_by_id is null limit most + 1)) x;
      if hits is null then return; end if;
      over := coalesce((select bit_or(c.kind) from (select k as kind from unnest(kinds) k group by k having count(*) > most) c), 0);
    end if;
  end if;
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
end $function$;
