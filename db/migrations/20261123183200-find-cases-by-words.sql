-- The words box of the list of cases: names and logs, each through an index, within the same sight and the list's own scope.

-- The words of a name as they are looked for: lower case, without accents and apostrophes, parts of a double name apart.
create function heed.name_words(name text) returns text[] language sql immutable set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct w), '{}') from regexp_split_to_table(lower(regexp_replace(normalize(coalesce(name, ''), NFKD), U&'[\0300-\036F''`\2019\2018\02BC\2032]', '', 'g')), '[\s,-]+') w where w <> ''
$$;
revoke all on function heed.name_words(text) from public;
alter function heed.name_words(text) owner to heed_definer;

alter table case_people add name_words text[] not null default '{}';
comment on column case_people.name_words is 'what they are called, as it is looked for; kept from the mention by a trigger';
update case_people p set name_words = heed.name_words(concat_ws(' ', m.given_name, m.family_name)) from person_mentions m where m.id = p.mention_id;
create index case_people_names on case_people using gin (name_words);
create function heed.keep_name_words() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  new.name_words := (select heed.name_words(concat_ws(' ', m.given_name, m.family_name)) from public.person_mentions m where m.id = new.mention_id);
  return new;
end $$;
revoke all on function heed.keep_name_words() from public;
alter function heed.keep_name_words() owner to heed_definer;
create trigger case_people_names before insert or update of mention_id on case_people for each row execute function heed.keep_name_words();

-- Cases with somebody so called, or in whose log these words were written, that the actor sees and this list holds; the latest opened first.
create function heed.cases_listed_with(terms text, of_status text, of_teams uuid[], of_boroughs uuid[], of_owner uuid, most integer)
returns table (case_id uuid) language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  wanted tsquery := websearch_to_tsquery('english', translate(terms, U&'\2019\2018\02BC\2032`', '''''''''''')); called text[] := heed.name_words(terms);
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  named uuid[] := heed.granted('case'); me uuid := heed.actor_id(); as_service boolean := heed.is_service();
begin
  if not heed.is_insider() or cardinality(called) = 0 then return; end if;
  return query select c.id from public.cases c
    where c.id in (
        select p.case_id from public.case_people p where p.name_words @> called
        union all
        select e.case_id from public.case_entries e where to_tsvector('english'::regconfig, translate(e.text || ' ' || coalesce(e.reason, '') || ' ' || coalesce(e.detail->>'told', ''), U&'\2019\2018\02BC\2032`', '''''''''''')) @@ wanted)
      and (of_status is null or c.status = of_status or (of_status = 'working' and c.status <> 'closed'))
      and (of_teams is null or c.team_id = any (of_teams)) and (of_boroughs is null or c.borough_id = any (of_boroughs)) and (of_owner is null or c.owner_id = of_owner)
      and (case when c.sealed_under is not null then as_service
             else force or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me end
           or c.id = any (named))
    order by c.opened_at desc, c.id limit least(most, 10001);
end $$;
revoke all on function heed.cases_listed_with(text, text, uuid[], uuid[], uuid, integer) from public;
alter function heed.cases_listed_with(text, text, uuid[], uuid[], uuid, integer) owner to heed_definer;
grant execute on function heed.cases_listed_with(text, text, uuid[], uuid[], uuid, integer) to heed_look, heed_act;
