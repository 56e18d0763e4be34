-- Who may be meant, and what is known of them: the same answers as before for half the work. Sight is asked once, and of the keys only those are looked up that somebody has.

drop function heed.mentions_sharing(text, text, date, text, text, text, text, text, text, integer);

-- Which model is in force, and when names were last counted: what whoever weighs must know before every weighing. Null to those who may not weigh.
create function heed.weighing_now(at timestamptz) returns text language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if not heed.is_insider() then return null; end if;
  return (select concat((select m.version from public.linkage_models m where m.in_force_from <= at order by m.in_force_from desc, m.id desc limit 1), '|', (select max(c.counted_at) from public.linkage_counts c)));
end $$;
revoke all on function heed.weighing_now(timestamptz) from public;
alter function heed.weighing_now(timestamptz) owner to heed_definer;
grant execute on function heed.weighing_now(timestamptz) to heed_look, heed_act;

-- Mentions that share a key, at most `most` by each; those whose key is shared by more are found by a second field as well.
-- by_keys: which keys each shares, added up (1 phone, 2 email, 4 birth and surname, 8 birth and initial, 16 postcode and surname, 32 postcode and initial, 64 address and initial,
-- 128 name, 256 name the other way round, 512 sound of the surname and given name). common: the keys that more share than were read, added up.
-- weighing: what heed.weighing_now says.
create function heed.mentions_sharing(phone text, email text, birth date, postcode text, address text, family text, given text, initial text, sound text, most integer, at timestamptz)
returns table (weighing text, by_keys integer, common integer, id uuid, person_id uuid, source_kind text, source_id uuid, part text, title text, given_name text, family_name text, date_of_birth date, birth_year integer,
  phone_given text, email_given text, address_text text, postcode_given text, address_id uuid, address_key text, recorded_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid := sight[2]::uuid; by_itself boolean := sight[3] = 'service'; everything boolean := sight[4] = 'force';
  their_teams uuid[] := sight[5]::uuid[]; their_boroughs uuid[] := sight[6]::uuid[]; their_cases uuid[]; named uuid[];
  found uuid[]; hits uuid[] := '{}'; kinds integer[] := '{}'; over integer := 0; used text;
begin
  if sight is null or sight[3] not in ('police', 'service') then return; end if;
  select coalesce(array_agg(g.subject_id) filter (where g.subject_kind = 'case'), '{}'), coalesce(array_agg(g.subject_id) filter (where g.subject_kind = 'incident'), '{}') into their_cases, named
    from public.access_grants g where g.account_id = me and g.revoked_at is null and (g.until is null or g.until > now());
  if phone is not null then
    found := array(select m.id from public.person_mentions m where m.phone_key = mentions_sharing.phone and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(1, array[cardinality(found)]);
    if cardinality(found) > most then
      over := over | 1;
      found := array(select m.id from public.person_mentions m where m.phone_key = mentions_sharing.phone and m.given_initial = initial and m.corrected_by_id is null limit most);
      hits := hits || found; kinds := kinds || array_fill(1, array[cardinality(found)]);
    end if;
  end if;
  if email is not null then
    found := array(select m.id from public.person_mentions m where m.email_key = mentions_sharing.email and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(2, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 2; end if;
  end if;
  if birth is not null and family is not null then
    found := array(select m.id from public.person_mentions m where m.date_of_birth = birth and m.family_name_key = family and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(4, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 4; end if;
  end if;
  if birth is not null and initial is not null then
    found := array(select m.id from public.person_mentions m where m.date_of_birth = birth and m.given_initial = initial and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(8, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 8; end if;
  end if;
  if postcode is not null and family is not null then
    found := array(select m.id from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(16, array[cardinality(found)]);
    if cardinality(found) > most then
      over := over | 16;
      found := array(select m.id from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.given_initial = initial and m.corrected_by_id is null limit most);
      hits := hits || found; kinds := kinds || array_fill(16, array[cardinality(found)]);
    end if;
  end if;
  if postcode is not null and initial is not null then
    found := array(select m.id from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.given_initial = initial and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(32, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 32; end if;
  end if;
  if address is not null and initial is not null then
    found := array(select m.id from public.person_mentions m where m.address_key = address and m.given_initial = initial and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(64, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 64; end if;
  end if;
  if family is not null and given is not null then
    found := array(select m.id from public.person_mentions m where m.family_name_key = family and m.given_name_key = given and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(128, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 128; end if;
    found := array(select m.id from public.person_mentions m where m.family_name_key = given and m.given_name_key = family and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(256, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 256; end if;
  end if;
  if sound is not null and given is not null then
    found := array(select m.id from public.person_mentions m where m.family_sound_key = sound and m.given_name_key = given and m.corrected_by_id is null limit most + 1);
    hits := hits || found; kinds := kinds || array_fill(512, array[cardinality(found)]);
    if cardinality(found) > most then over := over | 512; end if;
  end if;
  if hits = '{}' then return; end if;
  used := heed.weighing_now(at);
  return query select used, h.by_keys, over, m.id, m.person_id, m.source_kind, m.source_id, m.part, m.title, m.given_name, m.family_name, m.date_of_birth, m.birth_year,
      m.phone, m.email, m.address_text, m.postcode, m.address_id, m.address_key, m.recorded_at
    from (select x.id, bit_or(x.kind) as by_keys from unnest(hits, kinds) as x (id, kind) group by x.id) h join public.person_mentions m on m.id = h.id
      left join public.incidents i on m.source_kind = 'incident' and i.id = m.source_id
      left join public.cases c on m.source_kind = 'case' and c.id = m.source_id
    where by_itself
      or (i.id is not null and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
            else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named)))
      or (c.id is not null and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases)))
      or exists (select 1 from public.case_people p join public.cases x on x.id = p.case_id where p.mention_id = m.id
           and ((x.sealed_under is null and (everything or x.team_id = any (their_teams) or x.borough_id = any (their_boroughs) or x.owner_id = me)) or x.id = any (their_cases)));
end $$;
revoke all on function heed.mentions_sharing(text, text, date, text, text, text, text, text, text, integer, timestamptz) from public;
alter function heed.mentions_sharing(text, text, date, text, text, text, text, text, text, integer, timestamptz) owner to heed_definer;
grant execute on function heed.mentions_sharing(text, text, date, text, text, text, text, text, text, integer, timestamptz) to heed_look, heed_act;

-- What reports that the reader may see say of these persons: nothing of a person of whom none does.
create function heed.histories_of(persons uuid[])
returns table (person_id uuid, reports integer, last_at timestamptz, parts text[], flags text[], risk_order integer, case_owner text)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid := sight[2]::uuid; by_itself boolean := sight[3] = 'service'; everything boolean := sight[4] = 'force';
  their_teams uuid[] := sight[5]::uuid[]; their_boroughs uuid[] := sight[6]::uuid[]; their_cases uuid[]; named uuid[];
begin
  if sight is null or sight[3] not in ('police', 'service') then return; end if;
  select coalesce(array_agg(g.subject_id) filter (where g.subject_kind = 'case'), '{}'), coalesce(array_agg(g.subject_id) filter (where g.subject_kind = 'incident'), '{}') into their_cases, named
    from public.access_grants g where g.account_id = me and g.revoked_at is null and (g.until is null or g.until > now());
  return query select m.person_id, count(distinct i.id)::integer, max(i.reported_at), array_agg(distinct m.part),
      coalesce(string_to_array(nullif(string_agg(nullif(array_to_string(i.flags, '|'), ''), '|'), ''), '|'), '{}'), max(i.risk_order)::integer,
      (select a.name from public.case_people p join public.cases c on c.id = p.case_id join public.accounts a on a.id = c.owner_id
        where p.person_id = m.person_id and c.status <> 'closed'
          and (by_itself or (c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases))
        order by c.opened_at desc limit 1)
    from public.person_mentions m join public.incidents i on i.id = m.source_id
    where m.person_id = any (persons) and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null
      and (by_itself or case when i.sealed_under is not null then i.sealed_under = any (their_cases)
            else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named))
    group by m.person_id;
end $$;
revoke all on function heed.histories_of(uuid[]) from public;
alter function heed.histories_of(uuid[]) owner to heed_definer;
grant execute on function heed.histories_of(uuid[]) to heed_look, heed_act;
