-- The risk to a victim: what they answered, what it came to each time it was sent, who approved it. Nothing is overwritten.

create table assessments (
  id uuid primary key,
  incident_id uuid not null references incidents,
  about text not null constraint assessments_about_known check (about in ('person', 'caller', 'household')),
  mention_id uuid references person_mentions,
  person_id uuid references persons,
  question_set_id uuid not null references question_sets,
  status text not null default 'draft' constraint assessments_status_known check (status in ('draft', 'awaiting approval', 'returned', 'approved', 'superseded')),
  score smallint,
  computed_band text,
  escalated jsonb not null default '[]' constraint assessments_escalated_list check (jsonb_typeof(escalated) = 'array'),
  judgement_band text,
  judgement_reason text,
  raised_band text,
  raised_reason text,
  final_band text,
  band_rank smallint,
  started_at timestamptz not null,
  started_by uuid not null references accounts,
  completed_at timestamptz,
  completed_by uuid references accounts,
  approved_at timestamptz,
  approved_by uuid references accounts,
  superseded_at timestamptz,
  superseded_by_id uuid references assessments,
  team_id uuid references teams,
  borough_id uuid references areas,
  sealed_under uuid,
  version integer not null default 1,
  constraint assessments_person_whole check ((about = 'person') = (mention_id is not null)),
  constraint assessments_completed_whole check ((completed_at is null) = (completed_by is null) and (completed_at is null) = (final_band is null) and (final_band is null) = (score is null) and (score is null) = (computed_band is null) and (computed_band is null) = (band_rank is null)),
  constraint assessments_draft_is_open check ((status = 'draft') = (completed_at is null)),
  constraint assessments_judgement_whole check ((judgement_band is null) = (judgement_reason is null)),
  constraint assessments_raised_whole check ((raised_band is null) = (raised_reason is null)),
  constraint assessments_approval_whole check ((status in ('approved', 'superseded')) = (approved_at is not null) and (approved_at is null) = (approved_by is null)),
  constraint assessments_approved_by_another check (approved_by is distinct from completed_by or approved_by is null),
  constraint assessments_superseded_whole check ((status = 'superseded') = (superseded_by_id is not null) and (superseded_by_id is null) = (superseded_at is null))
);
comment on table assessments is 'The risk to one victim, scored under one version of a question set and supervised. The five parts of its outcome stand apart; each sending of it is kept whole in assessment_outcomes. Owner: assessments.';
comment on column assessments.escalated is 'the escalators that fired: key, band raised to, sentence';
comment on column assessments.judgement_band is 'what the assessor judged, higher than the score shows; raised_band is what the supervisor judged';
comment on column assessments.band_rank is 'place of final_band in its version: 0 is the least risk; for ordering the queue';
create index assessments_incident on assessments (incident_id, started_at);
create index assessments_person on assessments (person_id, started_at) where person_id is not null;
create index assessments_mention on assessments (mention_id) where mention_id is not null;
create index assessments_set on assessments (question_set_id);
create index assessments_started_by on assessments (started_by) where status in ('draft', 'returned');
create index assessments_superseded_by on assessments (superseded_by_id) where superseded_by_id is not null;
create index assessments_sealed on assessments (sealed_under) where sealed_under is not null;
-- the queue for supervision: a team's, a borough's, the force's, in the order to work in
create index assessments_awaiting_team on assessments (team_id, band_rank desc, completed_at, id) where status = 'awaiting approval';
create index assessments_awaiting_borough on assessments (borough_id, band_rank desc, completed_at, id) where status = 'awaiting approval';
create index assessments_awaiting_force on assessments (band_rank desc, completed_at, id) where status = 'awaiting approval';
-- one open draft for each officer and victim, however often the button is pressed
create unique index assessments_one_draft on assessments (incident_id, started_by, about, coalesce(mention_id, incident_id)) where status = 'draft';

call heed.guard('assessments');
create policy sight on assessments for select to heed_look, heed_act using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[])
      or started_by = (select heed.actor_id()) end
  or id = any ((select heed.granted('assessment'))::uuid[]) or incident_id = any ((select heed.granted('incident'))::uuid[]));
create policy writing on assessments for insert to heed_act with check (
  (select heed.may_write()) and started_by = (select heed.actor_id()) and exists (select 1 from incidents i where i.id = incident_id));
create policy changing on assessments for update to heed_act using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[])
      or started_by = (select heed.actor_id()) end
  or id = any ((select heed.granted('assessment'))::uuid[]) or incident_id = any ((select heed.granted('incident'))::uuid[])) with check ((select heed.may_write()));
grant select on assessments to heed_look, heed_act;
grant insert, update on assessments to heed_act;

create table assessment_answers (
  id uuid primary key,
  assessment_id uuid not null references assessments,
  question text not null,
  answer text,
  words text,
  answered_at timestamptz not null,
  answered_by uuid not null references accounts,
  is_submitted boolean not null default false,
  replaced_at timestamptz,
  constraint assessment_answers_say_something check (answer is not null or words is not null)
);
comment on table assessment_answers is 'What the victim answered, a row an answer. A changed answer is a new row; the old stays with replaced_at. Owner: assessments.';
comment on column assessment_answers.answer is 'key of the option; null: words were written and no option chosen yet';
comment on column assessment_answers.words is 'the victim''s own words';
comment on column assessment_answers.is_submitted is 'stood when the assessment was sent for approval; its words can no longer change';
create index assessment_answers_assessment on assessment_answers (assessment_id, answered_at);
create unique index assessment_answers_one_stands on assessment_answers (assessment_id, question) where replaced_at is null;
call heed.guard('assessment_answers');
create policy sight on assessment_answers for select to heed_look, heed_act using (exists (select 1 from assessments a where a.id = assessment_id));
create policy writing on assessment_answers for insert to heed_act with check (
  answered_by = (select heed.actor_id()) and exists (select 1 from assessments a where a.id = assessment_id));
create policy changing on assessment_answers for update to heed_act using (exists (select 1 from assessments a where a.id = assessment_id));
grant select on assessment_answers to heed_look, heed_act;
grant insert, update (words, is_submitted, replaced_at) on assessment_answers to heed_act;

create function heed.keep_answers() returns trigger language plpgsql as $$
begin
  if old.replaced_at is not null or (old.is_submitted and not new.is_submitted) or (old.is_submitted and new.words is distinct from old.words) then
    raise insufficient_privilege using message = 'an answer that was sent or replaced is kept as it was';
  end if;
  return new;
end $$;
grant execute on function heed.keep_answers() to public;
create trigger assessment_answers_kept before update on assessment_answers for each row execute function heed.keep_answers();
create trigger assessment_answers_not_removed before delete or truncate on assessment_answers for each statement execute function heed.refuse_change();

create table assessment_outcomes (
  id uuid primary key,
  assessment_id uuid not null references assessments,
  at timestamptz not null,
  by_id uuid not null references accounts,
  answers jsonb not null constraint assessment_outcomes_answers_keyed check (jsonb_typeof(answers) = 'object'),
  facts jsonb not null constraint assessment_outcomes_facts_keyed check (jsonb_typeof(facts) = 'object'),
  score smallint not null,
  computed_band text not null,
  escalated jsonb not null constraint assessment_outcomes_escalated_list check (jsonb_typeof(escalated) = 'array'),
  judgement_band text,
  judgement_reason text,
  final_band text not null,
  constraint assessment_outcomes_judgement_whole check ((judgement_band is null) = (judgement_reason is null))
);
comment on table assessment_outcomes is 'What an assessment came to each time it was sent for approval, with everything it was worked out from, so that it replays. Append-only. Owner: assessments.';
comment on column assessment_outcomes.answers is 'question key to option key, as they stood';
comment on column assessment_outcomes.facts is 'what else was known: threats, vulnerability, criminal history, number of earlier incidents';
create index assessment_outcomes_assessment on assessment_outcomes (assessment_id, at);
call heed.guard('assessment_outcomes');
create policy sight on assessment_outcomes for select to heed_look, heed_act using (exists (select 1 from assessments a where a.id = assessment_id));
create policy writing on assessment_outcomes for insert to heed_act with check (
  by_id = (select heed.actor_id()) and exists (select 1 from assessments a where a.id = assessment_id));
grant select on assessment_outcomes to heed_look, heed_act;
grant insert on assessment_outcomes to heed_act;
create trigger assessment_outcomes_append_only before update or delete or truncate on assessment_outcomes for each statement execute function heed.refuse_change();

create table assessment_decisions (
  id uuid primary key,
  assessment_id uuid not null references assessments,
  outcome_id uuid not null references assessment_outcomes,
  decision text not null constraint assessment_decisions_decision_known check (decision in ('approved', 'returned')),
  reason text,
  raised_band text,
  at timestamptz not null,
  by_id uuid not null references accounts,
  constraint assessment_decisions_reasoned check (reason is not null or (decision = 'approved' and raised_band is null))
);
comment on table assessment_decisions is 'Each time a supervisor approved an assessment or sent it back, and why. Append-only. Owner: assessments.';
create index assessment_decisions_assessment on assessment_decisions (assessment_id, at);
create index assessment_decisions_outcome on assessment_decisions (outcome_id);
call heed.guard('assessment_decisions');
create policy sight on assessment_decisions for select to heed_look, heed_act using (exists (select 1 from assessments a where a.id = assessment_id));
create policy writing on assessment_decisions for insert to heed_act with check (
  by_id = (select heed.actor_id()) and exists (select 1 from assessments a where a.id = assessment_id));
grant select on assessment_decisions to heed_look, heed_act;
grant insert on assessment_decisions to heed_act;
create trigger assessment_decisions_append_only before update or delete or truncate on assessment_decisions for each statement execute function heed.refuse_change();
