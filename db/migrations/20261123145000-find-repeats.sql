-- Repeat victims, callers, households, telephones, addresses and places: the rules they are counted by, and what was found.

create table repeat_rules (
  id uuid primary key,
  key text not null constraint repeat_rules_key_plain check (key ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  version integer not null,
  name text not null,
  definition text,
  least_count integer not null constraint repeat_rules_count_sensible check (least_count between 2 and 100),
  window_days integer not null constraint repeat_rules_window_sensible check (window_days between 1 and 1100),
  same_kind boolean not null,
  report_within_days integer constraint repeat_rules_report_within_sensible check (report_within_days between 1 and 366),
  radius_metres integer constraint repeat_rules_radius_sensible check (radius_metres between 10 and 1000),
  subjects text[] not null constraint repeat_rules_subjects_known check (subjects <@ array['victim', 'caller', 'household', 'phone', 'address', 'place']),
  raises_task boolean not null,
  is_preset boolean not null default false,
  source text,
  certainty text not null,
  reason text not null,
  valid daterange not null,
  created_by uuid references accounts,
  created_at timestamptz not null default now(),
  ended_by uuid references accounts,
  ended_because text,
  constraint repeat_rules_version_once unique (key, version),
  constraint repeat_rules_one_at_a_time exclude using gist (key with =, valid with &&),
  constraint repeat_rules_preset_sourced check (not is_preset or (source is not null and definition is not null)),
  constraint repeat_rules_subject_given check (cardinality(subjects) > 0),
  constraint repeat_rules_place_measured check (not 'place' = any (subjects) or radius_metres is not null)
);
comment on table repeat_rules is 'By how many reports within how many days somebody or somewhere is a repeat: published presets with their source, and the force''s own. A version never changes; what changes is another version. Owner: analysis.';
comment on column repeat_rules.window_days is 'London days, the day asked of and those before it';
comment on column repeat_rules.report_within_days is 'days from when it happened to when it was reported; null: no limit';
comment on column repeat_rules.radius_metres is 'metres; of a place. Null: the source names none, so the rule counts no places';
comment on column repeat_rules.raises_task is 'a new repeat under it is told to the borough''s intelligence unit: the force''s choice, never the source''s';
comment on column repeat_rules.definition is 'what the source says, in its words';
create index repeat_rules_subjects on repeat_rules (key, valid);
grant select on repeat_rules to heed_look, heed_act, heed_definer;
grant insert, update (valid, ended_by, ended_because) on repeat_rules to heed_act;
create trigger repeat_rules_for_rule_keepers before insert or update or delete on repeat_rules for each statement execute function heed.only_for_role('asb lead');

-- NOTE: subjects and raises_task are Heed's own choice at first start, said so in reason; counts and windows are the sources'.
insert into repeat_rules (id, key, version, name, definition, least_count, window_days, same_kind, report_within_days, subjects, raises_task, is_preset, source, certainty, reason, valid) values
  ('019ab000-0000-7000-8000-000000000001', 'three-in-three-months', 1, 'Three similar in three months', 'three similar occurrences within the last three months', 3, 92, true, null,
   array['victim', 'caller', 'household', 'phone', 'address'], true, true, 'Police training flashcards, force unnamed: https://m.brainscape.com/flashcards/asb-12312908/packs/21089740', 'verified',
   'Shipped with Heed. The source counts and names the window; whom it is counted for, and that it raises tasks, is Heed’s choice until the force makes its own', daterange(null, null)),
  ('019ab000-0000-7000-8000-000000000002', 'twice-in-twelve-months', 1, 'Two similar in twelve months', 'a person or section of the community suffering a similar pattern of ASB within any 12-month period (the sentence continues beyond the text read)', 2, 365, true, null,
   array['victim', 'caller', 'household', 'phone', 'address'], false, true, '“Anti-Social Behaviour, Area 1 Committee”, police presentation of 20 November 2013, force not named in the text read: https://slideplayer.com/amp/10924226', 'verified in part; the count of two is inferred',
   'Shipped with Heed. The source names the window; the count is read into its words; it raises no tasks until the force says so', daterange(null, null)),
  ('019ab000-0000-7000-8000-000000000003', 'case-review-threshold', 1, 'Three in six months, each reported within a month', 'three or more qualifying complaints in six months, each made within one month of the incident (ASB Case Review)', 3, 183, false, 31,
   array['victim', 'caller', 'household', 'phone', 'address'], false, true, 'Anti-social Behaviour, Crime and Policing Act 2014, s.104 and notes: https://legislation.gov.uk/ukpga/2014/12/section/104/notes/data.htm', 'verified',
   'Shipped with Heed. The count and the times are the Act’s; whom it is counted for is Heed’s choice; it raises no tasks until the force says so', daterange(null, null));

create table repeat_findings (
  id uuid primary key,
  rule_id uuid not null references repeat_rules,
  state text not null default 'raised' constraint repeat_findings_state_known check (state in ('raised', 'acknowledged', 'dealt with')),
  reports integer not null,
  first_incident_id uuid not null references incidents,
  last_incident_id uuid not null references incidents,
  team_id uuid references teams,
  borough_id uuid references areas,
  raised_at timestamptz not null,
  raised_by uuid not null references accounts,
  acknowledged_at timestamptz,
  acknowledged_by uuid references accounts,
  dealt_at timestamptz,
  dealt_by uuid references accounts,
  outcome text constraint repeat_findings_outcome_known check (outcome in ('action under way', 'already in hand', 'no further action', 'not a repeat')),
  what_was_done text,
  version integer not null default 1,
  constraint repeat_findings_acknowledged_whole check ((acknowledged_at is null) = (acknowledged_by is null) and (state <> 'acknowledged' or acknowledged_at is not null)),
  constraint repeat_findings_dealt_whole check ((state = 'dealt with') = (dealt_at is not null) and (dealt_at is null) = (dealt_by is null) and (dealt_at is null) = (outcome is null) and (dealt_at is null) = (what_was_done is null))
);
comment on table repeat_findings is 'A new repeat, found by a rule: which reports made it, who was told, and what they did about it. Owner: analysis.';
comment on column repeat_findings.reports is 'how many reports made it';
comment on column repeat_findings.team_id is 'the team told, the borough''s intelligence unit where it has one';
create index repeat_findings_rule on repeat_findings (rule_id);
create index repeat_findings_first on repeat_findings (first_incident_id);
create index repeat_findings_last on repeat_findings (last_incident_id);
create index repeat_findings_team on repeat_findings (team_id) where team_id is not null;
create index repeat_findings_borough on repeat_findings (borough_id, raised_at);
create index repeat_findings_waiting on repeat_findings (raised_at, id) where state <> 'dealt with';

create table repeat_finding_incidents (
  finding_id uuid not null references repeat_findings,
  incident_id uuid not null references incidents,
  primary key (finding_id, incident_id)
);
comment on table repeat_finding_incidents is 'The reports that made a repeat. Owner: analysis.';
create index repeat_finding_incidents_incident on repeat_finding_incidents (incident_id);

create table repeat_finding_subjects (
  id uuid primary key,
  finding_id uuid not null references repeat_findings,
  rule_id uuid not null references repeat_rules,
  kind text not null constraint repeat_finding_subjects_kind_known check (kind in ('victim', 'caller', 'household', 'phone', 'address', 'place')),
  key text not null,
  person_id uuid references persons,
  first_incident_id uuid not null references incidents,
  constraint repeat_finding_subjects_person_named check ((kind in ('victim', 'caller')) = (person_id is not null)),
  constraint repeat_finding_subjects_once unique (rule_id, kind, key, first_incident_id)
);
comment on table repeat_finding_subjects is 'Who or where a repeat is of: one telephone, one address and one person may be the same repeat. Owner: analysis.';
comment on column repeat_finding_subjects.key is 'the person''s id; the telephone or address in the form they are compared in; of a place, the report at its middle';
create index repeat_finding_subjects_finding on repeat_finding_subjects (finding_id);
create index repeat_finding_subjects_person on repeat_finding_subjects (person_id) where person_id is not null;
create index repeat_finding_subjects_first on repeat_finding_subjects (first_incident_id);

-- A repeat to which a sealed report belongs is told to nobody who may not know that report.
create function heed.finding_is_whole(which uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select not exists (select 1 from public.repeat_finding_incidents f join public.incidents i on i.id = f.incident_id
    where f.finding_id = which and i.sealed_under is not null and not heed.sees_incident(i.id))
$$;
revoke all on function heed.finding_is_whole(uuid) from public;
alter function heed.finding_is_whole(uuid) owner to heed_definer;
grant execute on function heed.finding_is_whole(uuid) to heed_look, heed_act;

call heed.guard('repeat_finding_incidents');
create policy sight on repeat_finding_incidents for select to heed_look, heed_act using (exists (select 1 from incidents i where i.id = incident_id));
create policy writing on repeat_finding_incidents for insert to heed_act with check ((select heed.is_service()));
grant select on repeat_finding_incidents to heed_look, heed_act;
grant insert on repeat_finding_incidents to heed_act;

-- whoever sees one of its reports sees that it is a repeat; how many more there are, beyond their sight, is all they are told of those
call heed.guard('repeat_findings');
create policy sight on repeat_findings for select to heed_look, heed_act using (
  exists (select 1 from repeat_finding_incidents f where f.finding_id = repeat_findings.id) and heed.finding_is_whole(id));
create policy service_keeps on repeat_findings for select to heed_act using ((select heed.is_service()));
create policy writing on repeat_findings for insert to heed_act with check ((select heed.is_service()) and raised_by = (select heed.actor_id()));
create policy changing on repeat_findings for update to heed_act using (
  exists (select 1 from repeat_finding_incidents f where f.finding_id = repeat_findings.id) and heed.finding_is_whole(id)) with check ((select heed.may_write()));
grant select on repeat_findings to heed_look, heed_act;
grant insert, update (state, acknowledged_at, acknowledged_by, dealt_at, dealt_by, outcome, what_was_done, version) on repeat_findings to heed_act;

call heed.guard('repeat_finding_subjects');
create policy sight on repeat_finding_subjects for select to heed_look, heed_act using (exists (select 1 from repeat_findings f where f.id = finding_id));
create policy writing on repeat_finding_subjects for insert to heed_act with check ((select heed.is_service()));
grant select on repeat_finding_subjects to heed_look, heed_act;
grant insert on repeat_finding_subjects to heed_act;

create trigger repeat_findings_acknowledged_by_is_oneself before insert or update of acknowledged_by on repeat_findings
  for each row when (new.acknowledged_by is not null) execute function heed.sign_as_oneself('acknowledged_by');
create trigger repeat_findings_dealt_by_is_oneself before insert or update of dealt_by on repeat_findings
  for each row when (new.dealt_by is not null) execute function heed.sign_as_oneself('dealt_by');

-- what lies within so many metres of a point
create index incidents_ground on incidents (easting, northing) include (reported_at, team_id, borough_id, recorded_by, sealed_under) where easting is not null and not is_open_data;
