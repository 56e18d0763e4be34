-- Reading a file in: its rows are copied to a place nobody can read, checked and admitted by one function, and gone before the act ends.

create unlogged table import_rows (
  import_id uuid not null,
  row_number integer not null,
  id uuid not null,
  source_reference text not null,
  year integer not null,
  channel text not null,
  reported_at timestamptz not null,
  occurred_from timestamptz, occurred_to timestamptz,
  precision text not null,
  type_id uuid,
  qualifier text,
  narrative text not null,
  location_text text,
  postcode text,
  address_key text,
  longitude double precision, latitude double precision,
  easting integer, northing integer,
  h3 text,
  lsoa_code text,
  ward_id uuid, borough_id uuid, team_id uuid,
  grade text,
  is_open_data boolean not null,
  resulted_at timestamptz,
  extra jsonb
);
comment on table import_rows is 'Rows of a file on their way to becoming incidents, within one act: written by COPY, read by heed.admit_import alone, empty at rest, so not logged. Owner: incidents.';
comment on column import_rows.year is 'the London year of the report: the series its reference is numbered in';
comment on column import_rows.extra is 'people, answers and entries of a row of a force''s own system, ready to be inserted; null for open data';
create index import_rows_import on import_rows (import_id, row_number) where extra is not null;
-- COPY is refused to every role under row security, so this table has none; the application may write it and not read it
grant insert on import_rows to heed_act;
grant select, delete on import_rows to heed_definer;

-- Checked row by row these two double the cost of an import, and say nothing more: recorded_by is the actor (row policy, heed.admit_import),
-- import_id the actor's own unfinished import; accounts and imports are never deleted.
alter table incidents drop constraint incidents_recorded_by_fkey;
alter table incidents drop constraint incidents_import_id_fkey;

create policy definer_admits on incidents for insert to heed_definer with check (true);
create policy definer_restores on incidents for update to heed_definer using (true) with check (true);
create policy definer_admits on persons for insert to heed_definer with check (true);
create policy definer_admits on person_mentions for insert to heed_definer with check (true);
create policy definer_admits on screening_answers for insert to heed_definer with check (true);
create policy definer_admits on incident_entries for insert to heed_definer with check (true);
grant insert, update on incidents to heed_definer;
grant insert on persons, person_mentions, screening_answers, incident_entries to heed_definer;
grant select, update on imports to heed_definer;

-- Stops unless this import is the actor's own, and theirs to make.
create function heed.own_import(import uuid) returns public.imports language plpgsql stable security definer set search_path = pg_catalog as $$
declare it public.imports;
begin
  select * into it from public.imports i where i.id = import and i.imported_by = heed.actor_id() and i.finished_at is null;
  if it.id is null or not (heed.is_service() or heed.has_role('administrator')) then
    raise insufficient_privilege using message = 'only an administrator may import, and only as themselves';
  end if;
  return it;
end $$;

-- Makes the rows staged so far incidents: each once, by (source, source reference). What a reversed import left is restored. Called for
-- one part of a file after another, within one act.
create function heed.admit_import(import uuid, at timestamptz) returns table (added integer, already integer, restored integer)
language plpgsql security definer set search_path = pg_catalog 
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off set enable_material = off set jit = off as $$
-- each staged row looks for its own key, however many incidents there are: so nothing that reads all of them
declare it public.imports := heed.own_import(import); y integer; series regclass; n_part integer; staged integer; n_added integer := 0; n_restored integer := 0;
begin
  -- one import of a source at a time: the second of two finds what the first has added
  perform pg_advisory_xact_lock(hashtextextended('heed import ' || it.source, 0));
  select count(*) into staged from public.import_rows r where r.import_id = import;

  if exists (select 1 from public.imports was where was.source = it.source and was.reversed_at is not null) then
  update public.incidents i set withdrawn_at = null, import_id = import, version = i.version + 1
  from public.import_rows r, public.imports was
  where r.import_id = import and i.source = it.source and i.source_reference = r.source_reference
    and i.withdrawn_at is not null and was.id = i.import_id and was.reversed_at is not null;
  get diagnostics n_restored = row_count;
  end if;

  for y in select distinct r.year from public.import_rows r where r.import_id = import loop
    if to_regclass(format('heed_numbers.asb_%s', y)) is null then perform heed.next_reference('ASB', y); end if;
    series := format('heed_numbers.asb_%s', y);
    insert into public.incidents (
      id, reference, source, source_reference, channel, reported_at, occurred_from, occurred_to, precision, type_id, opening_qualifier, qualifier, narrative,
      location_text, postcode, address_key, longitude, latitude, easting, northing, h3, lsoa_code, ward_id, borough_id, team_id, grade, is_open_data,
      status, resulted_at, import_id, recorded_at, recorded_by)
    select r.id, 'ASB/' || r.year || '/' || lpad(n.number::text, greatest(6, length(n.number::text)), '0'), it.source, r.source_reference, r.channel, r.reported_at,
      r.occurred_from, r.occurred_to, r.precision, r.type_id, r.qualifier, r.qualifier, r.narrative, r.location_text, r.postcode, r.address_key,
      r.longitude, r.latitude, r.easting, r.northing, r.h3, r.lsoa_code, r.ward_id, r.borough_id, r.team_id, r.grade, r.is_open_data,
      case when r.resulted_at is null then 'recorded' else 'resulted' end, r.resulted_at, import, at, it.imported_by
    from public.import_rows r, lateral (select nextval(series) as number) n
    where r.import_id = import and r.year = y
      and (select i.id from public.incidents i where i.source = it.source and i.source_reference = r.source_reference) is null;
    get diagnostics n_part = row_count;
    n_added := n_added + n_part;
  end loop;

  perform heed.admit_extras(import, at, it.imported_by);
  delete from public.import_rows r where r.import_id = import;
  added := n_added; already := staged - n_added - n_restored; restored := n_restored;
  return next;
end $$;

-- The people, answers and entries that came with the rows that were added.
create function heed.admit_extras(import uuid, at timestamptz, by_whom uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not exists (select 1 from public.import_rows r where r.import_id = import and r.extra is not null) then return; end if;
  insert into public.persons (id, created_at, created_by)
  select p.person_id, at, by_whom
  from public.import_rows r join public.incidents i on i.id = r.id, jsonb_to_recordset(r.extra->'people') as p(person_id uuid)
  where r.import_id = import;
  insert into public.person_mentions (
    id, person_id, source_kind, source_id, part, given_name, family_name, title, date_of_birth, birth_year, phone, email, address_text, postcode,
    given_name_key, family_name_key, phone_key, email_key, postcode_key, address_key, recorded_at, recorded_by)
  select p.id, p.person_id, 'incident', i.id, p.part, p.given_name, p.family_name, p.title, p.date_of_birth, p.birth_year, p.phone, p.email, p.address_text, p.postcode,
    p.given_name_key, p.family_name_key, p.phone_key, p.email_key, p.postcode_key, p.address_key, at, by_whom
  from public.import_rows r join public.incidents i on i.id = r.id, jsonb_to_recordset(r.extra->'people') as p(
    id uuid, person_id uuid, part text, given_name text, family_name text, title text, date_of_birth date, birth_year integer, phone text, email text,
    address_text text, postcode text, given_name_key text, family_name_key text, phone_key text, email_key text, postcode_key text, address_key text)
  where r.import_id = import;
  insert into public.screening_answers (incident_id, question_set_id, question, answer, detail, not_asked_because, answered_at, recorded_by)
  select i.id, a.question_set_id, a.question, a.answer, a.detail, a.not_asked_because, i.reported_at, by_whom
  from public.import_rows r join public.incidents i on i.id = r.id, jsonb_to_recordset(r.extra->'answers') as a(
    question_set_id uuid, question text, answer text, detail text, not_asked_because text)
  where r.import_id = import;
  insert into public.incident_entries (id, incident_id, kind, at, by_id, text, detail)
  select e.id, i.id, e.kind, at, by_whom, e.text, e.detail
  from public.import_rows r join public.incidents i on i.id = r.id, jsonb_to_recordset(r.extra->'entries') as e(id uuid, kind text, text text, detail jsonb)
  where r.import_id = import;
end $$;

revoke all on function heed.own_import(uuid), heed.admit_import(uuid, timestamptz), heed.admit_extras(uuid, timestamptz, uuid) from public;
alter function heed.own_import(uuid) owner to heed_definer;
alter function heed.admit_import(uuid, timestamptz) owner to heed_definer;
alter function heed.admit_extras(uuid, timestamptz, uuid) owner to heed_definer;
grant execute on function heed.admit_import(uuid, timestamptz) to heed_act;
