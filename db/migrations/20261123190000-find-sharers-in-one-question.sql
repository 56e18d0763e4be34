-- Who may be meant, and what is known of them, once more: the same answers as before for less than half the work.
-- All keys are looked up in one question, and what they find is read where it lies instead of being looked up again by its id; whoever sees the whole force is only asked what is sealed.

-- Sealed reports are few: whoever sees the whole force is asked of these alone, not of every report.
create index incidents_sealed_ids on incidents (id) where sealed_under is not null;

create or replace function heed.mentions_sharing(phone text, email text, birth date, postcode text, address text, family text, given text, initial text, sound text, most integer, at timestamptz)
returns table (weighing text, by_keys integer, common integer, id uuid, person_id uuid, source_kind text, source_id uuid, part text, title text, given_name text, family_name text, date_of_birth date, birth_year integer,
  phone_given text, email_given text, address_text text, postcode_given text, address_id uuid, address_key text, recorded_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid; by_itself boolean; everything boolean; their_teams uuid[]; their_boroughs uuid[];
  hits tid[]; kinds integer[]; over integer := 0;
begin
  if sight is null or sight[3] not in ('police', 'service') then return; end if;
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
  if cardinality(hits) > most then
    over := coalesce((select bit_or(c.kind) from (select k as kind from unnest(kinds) k group by k having count(*) > most) c), 0);
    if over & 1 <> 0 then
      hits := hits || array(select m.ctid from public.person_mentions m where m.phone_key = mentions_sharing.phone and m.given_initial = initial and m.corrected_by_id is null limit most);
      kinds := kinds || array_fill(1, array[cardinality(hits) - cardinality(kinds)]);
    end if;
    if over & 16 <> 0 then
      hits := hits || array(select m.ctid from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.given_initial = initial and m.corrected_by_id is null limit most);
      kinds := kinds || array_fill(16, array[cardinality(hits) - cardinality(kinds)]);
    end if;
  end if;
  me := sight[2]::uuid; by_itself := sight[3] = 'service'; everything := sight[4] = 'force'; their_teams := sight[5]::uuid[]; their_boroughs := sight[6]::uuid[];
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

-- What reports that the reader may see say of these persons: nothing of a person of whom none does. Nothing is sorted to leave out doubles: setting that up took longer than the rest.
create or replace function heed.histories_of(persons uuid[])
returns table (person_id uuid, reports integer, last_at timestamptz, parts text[], flags text[], risk_order integer, case_owner text)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid := sight[2]::uuid; by_itself boolean := sight[3] = 'service'; everything boolean := sight[4] = 'force';
  their_teams uuid[] := sight[5]::uuid[]; their_boroughs uuid[] := sight[6]::uuid[];
begin
  if sight is null or sight[3] not in ('police', 'service') then return; end if;
  return query select h.person_id, count(*)::integer, max(h.reported_at),
      array_remove(array[case when bit_or(h.played) & 1 <> 0 then 'caller' end, case when bit_or(h.played) & 2 <> 0 then 'suspect' end,
        case when bit_or(h.played) & 4 <> 0 then 'victim' end, case when bit_or(h.played) & 8 <> 0 then 'witness' end], null),
      coalesce(string_to_array(string_agg(nullif(array_to_string(h.flags, '|'), ''), '|'), '|'), '{}'), max(h.risk_order)::integer,
      (select a.name from public.case_people p join public.cases c on c.id = p.case_id join public.accounts a on a.id = c.owner_id
        where p.person_id = h.person_id and c.status <> 'closed'
          and (by_itself or (c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me))
            or c.id = any ((select heed.granted('case'))::uuid[]))
        order by c.opened_at desc limit 1)
    from (select m.person_id, i.reported_at, i.flags, i.risk_order, bit_or(case m.part when 'caller' then 1 when 'suspect' then 2 when 'victim' then 4 else 8 end) as played
      from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.person_id = any (persons) and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null
        and (by_itself or case when i.sealed_under is not null then i.sealed_under = any ((select heed.granted('case'))::uuid[])
              else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any ((select heed.granted('incident'))::uuid[]))
      group by m.person_id, i.id) h
    group by h.person_id;
end $$;
