create table imports (
  id uuid primary key,
  source text not null,
  file_name text not null,
  file_sha256 text not null,
  layout text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  imported_by uuid not null references accounts,
  rows_read integer not null default 0,
  rows_asb integer not null default 0,
  rows_added integer not null default 0,
  rows_already integer not null default 0,
  rows_restored integer not null default 0,
  rows_rejected integer not null default 0,
  reversed_at timestamptz,
  reversed_by uuid references accounts
);
comment on table imports is 'A file read in as one act: what it was, what it gave, and whether it was reversed. Owner: incidents.';
grant select on imports to heed_look, heed_act, heed_definer;
grant insert, update on imports to heed_act;

create table incidents (
  id uuid primary key,
  reference text not null constraint incidents_reference_once unique,
  source text not null default 'heed',
  source_reference text,
  channel text not null constraint incidents_channel_known check (channel in ('999', '101', 'front-counter', 'neighbourhood-team', 'online', 'partner', 'open-data', 'not-known')),
  reported_at timestamptz not null,
  occurred_from timestamptz,
  occurred_to timestamptz,
  precision text not null default 'instant' constraint incidents_precision_known check (precision in ('instant', 'month')),
  type_id uuid references reference_values,
  opening_qualifier text constraint incidents_opening_qualifier_known check (opening_qualifier in ('personal', 'nuisance', 'environmental')),
  qualifier text constraint incidents_qualifier_known check (qualifier in ('personal', 'nuisance', 'environmental')),
  narrative text not null default '',
  location_text text,
  postcode text,
  address_id uuid references addresses,
  address_key text,
  longitude double precision, latitude double precision,
  easting integer, northing integer,
  h3 text,
  lsoa_code text,
  ward_id uuid references areas,
  borough_id uuid references areas,
  team_id uuid references teams,
  grade text,
  suggested_grade text,
  suggested_because text[],
  status text not null default 'recorded' constraint incidents_status_known check (status in ('recorded', 'deployed', 'not deployed', 'resulted')),
  risk_order smallint not null default 0 constraint incidents_risk_order_known check (risk_order between 0 and 3),
  flags text[] not null default '{}',
  allocated_to uuid references accounts,
  assessment_asked boolean not null default false,
  crime_reference text,
  victims_code boolean,
  intelligence text constraint incidents_intelligence_known check (intelligence in ('submitted', 'considered')),
  intelligence_reference text,
  duplicate_of uuid references incidents,
  is_open_data boolean not null default false,
  withdrawn_at timestamptz,
  sealed_under uuid,
  import_id uuid references imports,
  resulted_at timestamptz,
  recorded_at timestamptz not null,
  recorded_by uuid not null references accounts,
  version integer not null default 1,
  is_open boolean generated always as (status <> 'resulted' and not is_open_data and withdrawn_at is null and duplicate_of is null) stored,
  words tsvector generated always as (to_tsvector('english', coalesce(narrative, '') || ' ' || coalesce(location_text, ''))) stored,
  constraint incidents_source_reference_once unique (source, source_reference),
  constraint incidents_occurred_in_order check (occurred_to is null or occurred_from is null or occurred_to >= occurred_from),
  constraint incidents_resulted_whole check ((status = 'resulted') = (resulted_at is not null)),
  constraint incidents_not_its_own_duplicate check (duplicate_of is distinct from id),
  constraint incidents_open_data_bare check (not is_open_data or (allocated_to is null and risk_order = 0 and cardinality(flags) = 0))
);
comment on table incidents is 'What was reported, by any channel. Open-data rows are marked and have month precision. Owner: incidents.';
comment on column incidents.risk_order is 'band of the approved assessment: 3 high, 2 medium, 1 low, 0 none; for ordering lists';
comment on column incidents.opening_qualifier is 'the qualifier first recorded; qualifier holds the present one';
comment on column incidents.easting is 'metres, British National Grid'; comment on column incidents.northing is 'metres, British National Grid';
comment on column incidents.h3 is 'H3 cell, resolution 9';
comment on column incidents.precision is 'month: occurred_from is the first instant of the month and nothing finer is known';
comment on column incidents.is_open is 'waits for a result: real, not withdrawn, not a duplicate';
-- each default order of the working list has its own partial index: team, borough, force
create index incidents_open_team on incidents (team_id, risk_order desc, reported_at, id) where is_open;
create index incidents_open_borough on incidents (borough_id, risk_order desc, reported_at, id) where is_open;
create index incidents_open_force on incidents (risk_order desc, reported_at, id) where is_open;
create index incidents_ward_reported on incidents (ward_id, reported_at);
create index incidents_borough_reported on incidents (borough_id, reported_at);
create index incidents_reported on incidents using brin (reported_at);
create index incidents_recorded on incidents (recorded_at) where not is_open_data;
create index incidents_address on incidents (address_id, reported_at) where address_id is not null;
create index incidents_address_key on incidents (address_key, reported_at) where address_key is not null;
create index incidents_postcode on incidents (postcode, reported_at) where postcode is not null;
create index incidents_allocated on incidents (allocated_to) where allocated_to is not null;
create index incidents_duplicate_of on incidents (duplicate_of) where duplicate_of is not null;
create index incidents_import on incidents (import_id) where import_id is not null;
create index incidents_sealed on incidents (sealed_under) where sealed_under is not null;
create index incidents_words on incidents using gin (words) where not is_open_data;
create index incidents_flagged on incidents (borough_id, reported_at) where cardinality(flags) > 0 and not is_open_data;

call heed.guard('incidents');
create policy sight on incidents for select to heed_look, heed_act using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[])
      or recorded_by = (select heed.actor_id()) end
  or id = any ((select heed.granted('incident'))::uuid[]));
create policy writing on incidents for insert to heed_act with check ((select heed.may_write()) and recorded_by = (select heed.actor_id()));
create policy changing on incidents for update to heed_act using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[])
      or recorded_by = (select heed.actor_id()) end
  or id = any ((select heed.granted('incident'))::uuid[])) with check ((select heed.may_write()));
grant select on incidents to heed_look, heed_act;
grant insert, update on incidents to heed_act;

create table screening_answers (
  incident_id uuid not null references incidents,
  question_set_id uuid not null references question_sets,
  question text not null,
  answer text not null constraint screening_answers_answer_known check (answer in ('yes', 'no', 'declined', 'not-asked')),
  detail text,
  not_asked_because text,
  answered_at timestamptz not null,
  recorded_by uuid not null references accounts,
  primary key (incident_id, question)
);
comment on table screening_answers is 'Answers to the call handler''s prompt: not a risk assessment. Owner: incidents.';
create index screening_answers_set on screening_answers (question_set_id);
call heed.guard('screening_answers');
create policy sight on screening_answers for select to heed_look, heed_act using (exists (select 1 from incidents i where i.id = incident_id));
create policy writing on screening_answers for insert to heed_act with check ((select heed.may_write()) and recorded_by = (select heed.actor_id()));
grant select on screening_answers to heed_look, heed_act;
grant insert on screening_answers to heed_act;

create table incident_flags (
  id uuid primary key,
  incident_id uuid not null references incidents,
  flag text not null constraint incident_flags_flag_known check (flag in ('repeat', 'other agency', 'personal', 'hate', 'vulnerable', 'intimidation')),
  origin text not null constraint incident_flags_origin_known check (origin in ('screening', 'seen before', 'officer', 'assessment')),
  state text not null default 'raised' constraint incident_flags_state_known check (state in ('raised', 'confirmed', 'lifted')),
  raised_at timestamptz not null,
  raised_by uuid not null references accounts,
  decided_at timestamptz,
  decided_by uuid references accounts,
  reason text,
  constraint incident_flags_decided_whole check ((state = 'raised') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
  constraint incident_flags_once unique (incident_id, flag)
);
comment on table incident_flags is 'Warnings raised on an incident, confirmed or lifted by the borough intelligence unit with a reason. Owner: incidents.';
call heed.guard('incident_flags');
create policy sight on incident_flags for select to heed_look, heed_act using (exists (select 1 from incidents i where i.id = incident_id));
create policy writing on incident_flags for insert to heed_act with check ((select heed.may_write()) and raised_by = (select heed.actor_id()));
create policy changing on incident_flags for update to heed_act using (exists (select 1 from incidents i where i.id = incident_id));
grant select on incident_flags to heed_look, heed_act;
grant insert, update on incident_flags to heed_act;

create table incident_entries (
  id uuid primary key,
  incident_id uuid not null references incidents,
  kind text not null constraint incident_entries_kind_known check (kind in ('recorded', 'grade', 'deployment', 'told unit', 'result', 'caller told', 'qualifier', 'type', 'flag', 'research', 'allocation', 'follow-up', 'crime', 'intelligence', 'duplicate', 'assessment', 'doubt settled', 'note', 'correction', 'case')),
  at timestamptz not null,
  by_id uuid not null references accounts,
  text text not null default '',
  detail jsonb not null default '{}',
  corrects_id uuid references incident_entries
);
comment on table incident_entries is 'The incident''s log: every decision and act in order, never changed; a correction is a new entry pointing at the old. Owner: incidents.';
create index incident_entries_incident on incident_entries (incident_id, at);
create index incident_entries_corrects on incident_entries (corrects_id) where corrects_id is not null;
call heed.guard('incident_entries');
create policy sight on incident_entries for select to heed_look, heed_act using (exists (select 1 from incidents i where i.id = incident_id));
create policy writing on incident_entries for insert to heed_act with check ((select heed.may_write()) and by_id = (select heed.actor_id()));
grant select on incident_entries to heed_look, heed_act;
grant insert on incident_entries to heed_act;
create trigger incident_entries_append_only before update or delete or truncate on incident_entries for each statement execute function heed.refuse_change();

create table settled_doubts (
  incident_id uuid not null references incidents,
  doubt text not null,
  settled_at timestamptz not null,
  settled_by uuid not null references accounts,
  how text not null,
  primary key (incident_id, doubt)
);
comment on table settled_doubts is 'What was missing or doubtful on an incident and how somebody settled it. Owner: incidents.';
call heed.guard('settled_doubts');
create policy sight on settled_doubts for select to heed_look, heed_act using (exists (select 1 from incidents i where i.id = incident_id));
create policy writing on settled_doubts for insert to heed_act with check (exists (select 1 from incidents i where i.id = incident_id) and settled_by = (select heed.actor_id()));
grant select, insert on settled_doubts to heed_act;
grant select on settled_doubts to heed_look;

-- people seen through the records that mention them
call heed.guard('person_mentions');
create policy sight on person_mentions for select to heed_look, heed_act using (
  source_kind = 'incident' and exists (select 1 from incidents i where i.id = source_id));
create policy writing on person_mentions for insert to heed_act with check ((select heed.may_write()) and recorded_by = (select heed.actor_id()));
create policy changing on person_mentions for update to heed_act using (source_kind = 'incident' and exists (select 1 from incidents i where i.id = source_id));
grant select on person_mentions to heed_look, heed_act;
grant insert, update on person_mentions to heed_act;

call heed.guard('persons');
create policy sight on persons for select to heed_look, heed_act using (exists (select 1 from person_mentions m where m.person_id = persons.id));
create policy writing on persons for insert to heed_act with check ((select heed.may_write()) and created_by = (select heed.actor_id()));
grant select on persons to heed_look, heed_act;
grant insert on persons to heed_act;

call heed.guard('person_links');
create policy sight on person_links for select to heed_look, heed_act using (exists (select 1 from person_mentions m where m.id = mention_id));
create policy writing on person_links for insert to heed_act with check ((select heed.may_write()) and decided_by = (select heed.actor_id()));
grant select on person_links to heed_look, heed_act;
grant insert on person_links to heed_act;

create schema heed_numbers;
grant usage, create on schema heed_numbers to heed_definer;
-- ASB/2026/004217: numbered within the year of the report, gaps allowed
create function heed.next_reference(prefix text, year integer) returns text language plpgsql security definer set search_path = pg_catalog as $$
declare n bigint; name text := format('heed_numbers.%s_%s', lower(prefix), year);
begin
  if prefix not in ('ASB', 'CASE') or year not between 1990 and 2200 then raise exception 'no such series' using errcode = 'check_violation'; end if;
  begin
    n := nextval(name::regclass);
  exception when undefined_table then
    perform pg_advisory_xact_lock(7262002);
    execute format('create sequence if not exists %s', name);
    n := nextval(name::regclass);
  end;
  return format('%s/%s/%s', prefix, year, lpad(n::text, greatest(6, length(n::text)), '0'));
end $$;
revoke all on function heed.next_reference(text, integer) from public;
alter function heed.next_reference(text, integer) owner to heed_definer;
grant execute on function heed.next_reference(text, integer) to heed_act;
