-- The piece of work about a victim or a place: its plan, its people, its log, its reviews and how it was closed.

create table cases (
  id uuid primary key,
  reference text not null constraint cases_reference_once unique,
  status text not null default 'open' constraint cases_status_known check (status in ('open', 'closing requested', 'closed')),
  band text not null constraint cases_band_known check (band in ('low', 'medium', 'high')),
  risk_order smallint generated always as (case band when 'high' then 3 when 'medium' then 2 else 1 end) stored,
  type_id uuid references reference_values,
  qualifier text constraint cases_qualifier_known check (qualifier in ('personal', 'nuisance', 'environmental')),
  owner_id uuid references accounts,
  team_id uuid not null references teams,
  borough_id uuid references areas,
  victim_person_id uuid references persons,
  victim_mention_id uuid references person_mentions,
  assessment_id uuid,
  reviewed_from timestamptz not null,
  sealed_under uuid constraint cases_sealed_under_itself check (sealed_under is null or sealed_under = id),
  opened_at timestamptz not null,
  opened_by uuid not null references accounts,
  next_review_on date,
  next_review_rank text constraint cases_review_rank_known check (next_review_rank in ('police staff', 'pcso', 'constable', 'sergeant', 'inspector', 'chief inspector', 'superintendent')),
  next_due_at timestamptz,
  closed_at timestamptz,
  changed_at timestamptz not null,
  changed_by uuid not null references accounts,
  version integer not null default 1,
  constraint cases_closed_whole check ((status = 'closed') = (closed_at is not null)),
  constraint cases_review_whole check ((next_review_on is null) = (next_review_rank is null))
);
comment on table cases is 'The work done for one victim or place, across its incidents, until a supervisor agrees that it is closed. Owner: cases.';
comment on column cases.risk_order is 'the band as a number for ordering lists: 3 high, 2 medium, 1 low';
comment on column cases.team_id is 'who answers for it: with no owner it stands on this team''s unallocated list, so it is never nowhere';
comment on column cases.assessment_id is 'the approved assessment its band comes from; null when it was opened by hand';
comment on column cases.reviewed_from is 'review clocks run from here: the approval of the assessment its band comes from, or its opening or reopening';
comment on column cases.sealed_under is 'its own id when it is sealed: then only people named see it';
comment on column cases.next_due_at is 'the soonest of its running clocks and its next review; null when nothing has a date';
-- the working lists: team, borough, force, owner; each in the order to work in
create index cases_open_team on cases (team_id, risk_order desc, next_due_at, id) where status <> 'closed';
create index cases_open_borough on cases (borough_id, risk_order desc, next_due_at, id) where status <> 'closed';
create index cases_open_force on cases (risk_order desc, next_due_at, id) where status <> 'closed';
create index cases_open_owner on cases (owner_id, risk_order desc, next_due_at, id) where status <> 'closed';
create index cases_unallocated on cases (team_id, opened_at) where owner_id is null and status <> 'closed';
create index cases_closed on cases (borough_id, closed_at) where status = 'closed';
create index cases_victim on cases (victim_person_id) where victim_person_id is not null;
create index cases_victim_mention on cases (victim_mention_id) where victim_mention_id is not null;
create index cases_opened on cases (opened_at);
create index cases_owner on cases (owner_id) where owner_id is not null;

call heed.guard('cases');
create policy sight on cases for select to heed_look, heed_act using (
  case when sealed_under is not null then (select heed.is_service())
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[])
      or owner_id = (select heed.actor_id()) end
  or id = any ((select heed.granted('case'))::uuid[]));
create policy writing on cases for insert to heed_act with check ((select heed.may_write()) and opened_by = (select heed.actor_id()));
create policy changing on cases for update to heed_act using (
  case when sealed_under is not null then (select heed.is_service())
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[])
      or owner_id = (select heed.actor_id()) end
  or id = any ((select heed.granted('case'))::uuid[])) with check ((select heed.may_write()));
grant select on cases to heed_look, heed_act;
grant insert, update on cases to heed_act;

create table case_incidents (
  case_id uuid not null references cases,
  incident_id uuid not null references incidents,
  linked_at timestamptz not null,
  linked_by uuid not null references accounts,
  because text not null,
  primary key (case_id, incident_id)
);
comment on table case_incidents is 'The incidents a case is about, each with why. Owner: cases.';
create index case_incidents_incident on case_incidents (incident_id);
call heed.guard('case_incidents');
create policy sight on case_incidents for select to heed_look, heed_act using (exists (select 1 from cases c where c.id = case_id));
create policy writing on case_incidents for insert to heed_act with check (linked_by = (select heed.actor_id()) and exists (select 1 from cases c where c.id = case_id));
grant select on case_incidents to heed_look, heed_act;
grant insert on case_incidents to heed_act;

create table case_people (
  id uuid primary key,
  case_id uuid not null references cases,
  mention_id uuid not null references person_mentions,
  person_id uuid not null references persons,
  part text not null constraint case_people_part_known check (part in ('victim', 'witness', 'suspect', 'caller')),
  note text,
  added_at timestamptz not null,
  added_by uuid not null references accounts,
  constraint case_people_once unique (case_id, person_id, part)
);
comment on table case_people is 'The people of a case and their parts, each as mentioned in one record. Owner: cases.';
create index case_people_mention on case_people (mention_id);
create index case_people_person on case_people (person_id);
call heed.guard('case_people');
create policy sight on case_people for select to heed_look, heed_act using (exists (select 1 from cases c where c.id = case_id));
create policy writing on case_people for insert to heed_act with check (added_by = (select heed.actor_id()) and exists (select 1 from cases c where c.id = case_id));
grant select on case_people to heed_look, heed_act;
grant insert on case_people to heed_act;

create table case_entries (
  id uuid primary key,
  case_id uuid not null references cases,
  kind text not null constraint case_entries_kind_known check (kind in ('opened', 'incident linked', 'band', 'allocation', 'transfer', 'contact', 'decision', 'note', 'correction', 'plan', 'review', 'person', 'file', 'seal', 'closing requested', 'closing refused', 'closed', 'reopened')),
  at timestamptz not null,
  happened_at timestamptz,
  by_id uuid not null references accounts,
  text text not null default '',
  reason text,
  detail jsonb not null default '{}',
  corrects_id uuid references case_entries
);
comment on table case_entries is 'The case''s log: contacts, decisions with their reasons, and every act, in order, never changed; a correction is a new entry pointing at the old. Owner: cases.';
comment on column case_entries.happened_at is 'when it happened, where that is not when it was written down';
create index case_entries_case on case_entries (case_id, at, id);
create index case_entries_corrects on case_entries (corrects_id) where corrects_id is not null;
call heed.guard('case_entries');
create policy sight on case_entries for select to heed_look, heed_act using (exists (select 1 from cases c where c.id = case_id));
create policy writing on case_entries for insert to heed_act with check (by_id = (select heed.actor_id()) and exists (select 1 from cases c where c.id = case_id));
grant select on case_entries to heed_look, heed_act;
grant insert on case_entries to heed_act;
create trigger case_entries_append_only before update or delete or truncate on case_entries for each statement execute function heed.refuse_change();

create table case_plan_items (
  id uuid primary key,
  case_id uuid not null references cases,
  standard_id uuid not null references reference_values,
  standard_key text not null,
  name text not null,
  occurrence integer not null default 1,
  recurs boolean not null,
  pause_reasons text[] not null default '{}',
  escalate_to text,
  target_amount integer,
  target_unit text constraint case_plan_items_unit_known check (target_unit in ('hours', 'working days', 'days')),
  warn_amount integer,
  warn_unit text constraint case_plan_items_warn_unit_known check (warn_unit in ('hours', 'working days', 'days')),
  target_source text,
  clock_id uuid references clocks,
  state text not null default 'to do' constraint case_plan_items_state_known check (state in ('to do', 'done', 'missed', 'not needed')),
  ended_at timestamptz,
  ended_by uuid references accounts,
  because text,
  sort integer not null,
  version integer not null default 1,
  constraint case_plan_items_once unique (case_id, standard_key, occurrence),
  constraint case_plan_items_ended_whole check ((state = 'to do') = (ended_at is null) and (ended_at is null) = (ended_by is null)),
  constraint case_plan_items_reason check (state not in ('missed', 'not needed') or because is not null)
);
comment on table case_plan_items is 'The minimum standards of a case, each with its clock and how it ended: done, not needed because, missed because. Owner: cases.';
comment on column case_plan_items.target_amount is 'in target_unit; null: the force has set no time';
comment on column case_plan_items.warn_amount is 'in warn_unit, before the target runs out';
create index case_plan_items_case on case_plan_items (case_id, sort, occurrence);
create index case_plan_items_clock on case_plan_items (clock_id) where clock_id is not null;
create index case_plan_items_standard on case_plan_items (standard_id);
call heed.guard('case_plan_items');
create policy sight on case_plan_items for select to heed_look, heed_act using (exists (select 1 from cases c where c.id = case_id));
create policy writing on case_plan_items for insert to heed_act with check ((select heed.may_write()) and exists (select 1 from cases c where c.id = case_id));
create policy changing on case_plan_items for update to heed_act using (exists (select 1 from cases c where c.id = case_id));
grant select on case_plan_items to heed_look, heed_act;
grant insert, update on case_plan_items to heed_act;

create table case_reviews (
  id uuid primary key,
  case_id uuid not null references cases,
  rank text not null constraint case_reviews_rank_known check (rank in ('police staff', 'pcso', 'constable', 'sergeant', 'inspector', 'chief inspector', 'superintendent')),
  due_on date,
  held_at timestamptz not null,
  held_by uuid not null references accounts,
  outcome text not null
);
comment on table case_reviews is 'Reviews held, at which rank''s turn, by whom, and what came of them; the next is worked out from these. Owner: cases.';
create index case_reviews_case on case_reviews (case_id, held_at);
call heed.guard('case_reviews');
create policy sight on case_reviews for select to heed_look, heed_act using (exists (select 1 from cases c where c.id = case_id));
create policy writing on case_reviews for insert to heed_act with check (held_by = (select heed.actor_id()) and exists (select 1 from cases c where c.id = case_id));
grant select on case_reviews to heed_look, heed_act;
grant insert on case_reviews to heed_act;

create table case_closures (
  id uuid primary key,
  case_id uuid not null references cases,
  requested_at timestamptz not null,
  requested_by uuid not null references accounts,
  result_id uuid not null references reference_values,
  account text not null,
  victim_told_at timestamptz,
  victim_told_what text,
  victim_not_told_because text,
  decision text constraint case_closures_decision_known check (decision in ('approved', 'refused')),
  decided_at timestamptz,
  decided_by uuid references accounts,
  reason text,
  constraint case_closures_told_whole check ((victim_told_at is null) = (victim_told_what is null)),
  constraint case_closures_decided_whole check ((decision is null) = (decided_at is null) and (decided_at is null) = (decided_by is null)),
  constraint case_closures_refused_why check (decision is distinct from 'refused' or reason is not null),
  constraint case_closures_another_person check (decision is distinct from 'approved' or decided_by <> requested_by)
);
comment on table case_closures is 'Each time closing was asked for: the result, what the victim was told and when, and a supervisor''s answer. Owner: cases.';
create index case_closures_case on case_closures (case_id, requested_at);
create unique index case_closures_one_waiting on case_closures (case_id) where decision is null;
create index case_closures_result on case_closures (result_id);
call heed.guard('case_closures');
create policy sight on case_closures for select to heed_look, heed_act using (exists (select 1 from cases c where c.id = case_id));
create policy writing on case_closures for insert to heed_act with check (requested_by = (select heed.actor_id()) and exists (select 1 from cases c where c.id = case_id));
create policy changing on case_closures for update to heed_act using (exists (select 1 from cases c where c.id = case_id));
grant select on case_closures to heed_look, heed_act;
grant insert, update on case_closures to heed_act;

-- people named in a case are seen by whoever sees the case
alter policy sight on person_mentions using (
  case source_kind when 'incident' then exists (select 1 from incidents i where i.id = source_id)
    else exists (select 1 from cases c where c.id = source_id) end
  or exists (select 1 from case_people p where p.mention_id = person_mentions.id));
alter policy changing on person_mentions using (
  case source_kind when 'incident' then exists (select 1 from incidents i where i.id = source_id)
    else exists (select 1 from cases c where c.id = source_id) end);
