-- Who may be meant, by ten keys, each an index lookup, with the sight of row policies applied inside: planned once a connection, not once a call.

-- Mentions that share a key, at most `most` by each; those whose key is shared by more are found by a second field as well. is_common: more share it than were read.
create function heed.mentions_sharing(phone text, email text, birth date, postcode text, address text, family text, given text, initial text, sound text, most integer)
returns table (probe text, is_common boolean, id uuid, person_id uuid, source_kind text, source_id uuid, part text, title text, given_name text, family_name text, date_of_birth date, birth_year integer,
  phone_given text, email_given text, address_text text, postcode_given text, address_id uuid, address_key text, recorded_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  everything boolean := heed.sees_force(); by_itself boolean := heed.is_service(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
begin
  if not (heed.is_insider() or by_itself) then return; end if;
  return query with hits (probe, mention_id) as (
      (select 'phone', m.id from public.person_mentions m where m.phone_key = mentions_sharing.phone and m.corrected_by_id is null limit most + 1)
      union all (select 'phone and initial', m.id from public.person_mentions m where m.phone_key = mentions_sharing.phone and m.given_initial = initial and m.corrected_by_id is null limit most)
      union all (select 'email', m.id from public.person_mentions m where m.email_key = mentions_sharing.email and m.corrected_by_id is null limit most + 1)
      union all (select 'birth and surname', m.id from public.person_mentions m where m.date_of_birth = birth and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
      union all (select 'birth and initial', m.id from public.person_mentions m where m.date_of_birth = birth and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
      union all (select 'postcode and surname', m.id from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.corrected_by_id is null limit most + 1)
      union all (select 'postcode, surname and initial', m.id from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.family_name_key = family and m.given_initial = initial and m.corrected_by_id is null limit most)
      union all (select 'postcode and initial', m.id from public.person_mentions m where m.postcode_key = mentions_sharing.postcode and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
      union all (select 'address and initial', m.id from public.person_mentions m where m.address_key = address and m.given_initial = initial and m.corrected_by_id is null limit most + 1)
      union all (select 'name', m.id from public.person_mentions m where m.family_name_key = family and m.given_name_key = given and m.corrected_by_id is null limit most + 1)
      union all (select 'name the other way round', m.id from public.person_mentions m where m.family_name_key = given and m.given_name_key = family and m.corrected_by_id is null limit most + 1)
      union all (select 'sound of the surname and given name', m.id from public.person_mentions m where m.family_sound_key = sound and m.given_name_key = given and m.corrected_by_id is null limit most + 1)),
    counted as (select h.probe, h.mention_id, count(*) over (partition by h.probe) > most as is_common from hits h),
    each_once as (select c.mention_id, min(c.probe) as probe, bool_or(c.is_common) as is_common from counted c group by c.mention_id)
    select h.probe, h.is_common, m.id, m.person_id, m.source_kind, m.source_id, m.part, m.title, m.given_name, m.family_name, m.date_of_birth, m.birth_year,
      m.phone, m.email, m.address_text, m.postcode, m.address_id, m.address_key, m.recorded_at
    from each_once h join public.person_mentions m on m.id = h.mention_id
      left join public.incidents i on m.source_kind = 'incident' and i.id = m.source_id
      left join public.cases c on m.source_kind = 'case' and c.id = m.source_id
    where by_itself
      or (i.id is not null and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
            else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named)))
      or (c.id is not null and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases)))
      or exists (select 1 from public.case_people p join public.cases x on x.id = p.case_id where p.mention_id = m.id
           and ((x.sealed_under is null and (everything or x.team_id = any (their_teams) or x.borough_id = any (their_boroughs) or x.owner_id = me)) or x.id = any (their_cases)));
end $$;
revoke all on function heed.mentions_sharing(text, text, date, text, text, text, text, text, text, integer) from public;
alter function heed.mentions_sharing(text, text, date, text, text, text, text, text, text, integer) owner to heed_definer;
grant execute on function heed.mentions_sharing(text, text, date, text, text, text, text, text, text, integer) to heed_look, heed_act;
