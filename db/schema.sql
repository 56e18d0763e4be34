-- The schema as the migrations leave it. Written by `npm run db:types`; change the migrations, not this file.

create table access_grants (
  id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  account_id uuid not null,
  relation text not null,
  reason text not null,
  granted_by uuid not null,
  granted_at timestamp with time zone not null default now(),
  until timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  constraint access_grants_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint access_grants_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES accounts(id),
  constraint access_grants_pkey PRIMARY KEY (id),
  constraint access_grants_relation_known CHECK ((relation = ANY (ARRAY['named'::text, 'assigned'::text, 'break-glass'::text]))),
  constraint access_grants_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES accounts(id)
);  -- owner heed_owner; row security enabled, forced
comment on table access_grants is 'One person let see one record by name: an assignment outside their area, a sealed case, or break-glass. Owner: platform.';
CREATE INDEX access_grants_account ON public.access_grants USING btree (account_id, subject_kind) WHERE (revoked_at IS NULL);
CREATE INDEX access_grants_subject ON public.access_grants USING btree (subject_kind, subject_id);
create policy changing on access_grants as permissive for update to heed_act using ((( SELECT heed.is_insider() AS is_insider) AND (( SELECT heed.is_service() AS is_service) OR heed.sees_record(subject_kind, subject_id))));
create policy definer_breaks_glass on access_grants as permissive for insert to heed_definer with check (((relation = 'break-glass'::text) AND (granted_by = heed.actor_id())));
create policy definer_names on access_grants as permissive for insert to heed_definer with check (true);
create policy definer_reads on access_grants as permissive for select to heed_definer using (true);
create policy definer_unnames on access_grants as permissive for update to heed_definer using (true) with check (true);
create policy sight on access_grants as permissive for select to heed_act, heed_look using ((( SELECT heed.is_insider() AS is_insider) AND ((account_id = ( SELECT heed.actor_id() AS actor_id)) OR (granted_by = ( SELECT heed.actor_id() AS actor_id)) OR ( SELECT heed.has_role('auditor'::text) AS has_role) OR ( SELECT heed.is_service() AS is_service) OR (EXISTS ( SELECT 1
   FROM notifications n
  WHERE (n.subject_id = access_grants.id))) OR ((relation <> 'break-glass'::text) AND heed.sees_record(subject_kind, subject_id)))));
create policy writing on access_grants as permissive for insert to heed_act with check ((( SELECT heed.is_insider() AS is_insider) AND (granted_by = ( SELECT heed.actor_id() AS actor_id)) AND (relation = ANY (ARRAY['named'::text, 'assigned'::text])) AND (( SELECT heed.is_service() AS is_service) OR (heed.sees_record(subject_kind, subject_id) AND (NOT heed.sees_by_glass(subject_kind, subject_id))))));
CREATE TRIGGER access_grants_glass_is_bounded BEFORE INSERT ON public.access_grants FOR EACH ROW WHEN ((new.relation = 'break-glass'::text)) EXECUTE FUNCTION heed.bound_glass();
CREATE TRIGGER access_grants_revoked_by_is_oneself BEFORE INSERT OR UPDATE OF revoked_by ON public.access_grants FOR EACH ROW WHEN ((new.revoked_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('revoked_by');
grant update (revoked_at) on access_grants to heed_act;
grant update (revoked_at) on access_grants to heed_definer;
grant update (revoked_by) on access_grants to heed_act;
grant update (revoked_by) on access_grants to heed_definer;
grant insert, select on access_grants to heed_act;
grant insert, select on access_grants to heed_definer;
grant select on access_grants to heed_look;

create table accounts (
  id uuid not null,
  username text not null,
  name text not null,
  kind text not null,
  rank text,
  agency_id uuid,
  is_active boolean not null default true,
  is_demonstration boolean not null default false,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint accounts_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agencies(id),
  constraint accounts_kind_known CHECK ((kind = ANY (ARRAY['police'::text, 'partner'::text, 'volunteer'::text, 'service'::text, 'client'::text]))),
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_rank_known CHECK ((rank = ANY (ARRAY['police staff'::text, 'pcso'::text, 'constable'::text, 'sergeant'::text, 'inspector'::text, 'chief inspector'::text, 'superintendent'::text]))),
  constraint accounts_username_once UNIQUE (username),
  constraint accounts_username_plain CHECK ((username ~ '^[a-z0-9][a-z0-9._:-]{0,62}$'::text))
);  -- owner heed_owner; row security enabled, forced
comment on table accounts is 'Everyone and everything that can act: people of the force and its partners, service actors, other systems. Owner: platform.';
CREATE INDEX accounts_agency ON public.accounts USING btree (agency_id);
create policy changing on accounts as permissive for update to heed_act using ((( SELECT heed.is_service() AS is_service) OR (( SELECT heed.has_role('administrator'::text) AS has_role) AND (kind <> 'service'::text) AND (id <> ( SELECT heed.actor_id() AS actor_id)))));
create policy definer_adds_services on accounts as permissive for insert to heed_definer with check ((kind = 'service'::text));
create policy definer_reads on accounts as permissive for select to heed_definer using (true);
create policy sight on accounts as permissive for select to heed_act, heed_look using (((id = ( SELECT heed.actor_id() AS actor_id)) OR ( SELECT heed.is_insider() AS is_insider)));
create policy writing on accounts as permissive for insert to heed_act with check ((( SELECT heed.is_service() AS is_service) OR (( SELECT heed.has_role('administrator'::text) AS has_role) AND (kind <> 'service'::text))));
grant insert, select, update on accounts to heed_act;
grant insert, select on accounts to heed_definer;
grant select on accounts to heed_look;

create table addresses (
  id uuid not null,
  uprn text,
  line text not null,
  postcode text,
  longitude double precision,
  latitude double precision,
  easting integer,
  northing integer,
  ward_id uuid,
  borough_id uuid,
  is_communal boolean not null default false,
  match_key text not null,
  source text not null,
  constraint addresses_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint addresses_pkey PRIMARY KEY (id),
  constraint addresses_uprn_once UNIQUE (uprn),
  constraint addresses_ward_id_fkey FOREIGN KEY (ward_id) REFERENCES areas(id)
);  -- owner heed_owner
comment on table addresses is 'The gazetteer: property addresses with unique property reference numbers. Owner: places.';
comment on column addresses.match_key is 'line and postcode in capitals without punctuation, for exact matching';
CREATE INDEX addresses_borough ON public.addresses USING btree (borough_id);
CREATE INDEX addresses_communal ON public.addresses USING btree (id) WHERE is_communal;
CREATE INDEX addresses_match ON public.addresses USING btree (match_key);
CREATE INDEX addresses_postcode ON public.addresses USING btree (postcode);
CREATE INDEX addresses_ward ON public.addresses USING btree (ward_id);
CREATE TRIGGER addresses_for_administrators BEFORE INSERT OR DELETE OR UPDATE ON public.addresses FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role();
grant insert, select, update on addresses to heed_act;
grant select on addresses to heed_definer;
grant select on addresses to heed_look;

create table agencies (
  id uuid not null,
  name text not null,
  kind text not null,
  created_at timestamp with time zone not null default now(),
  constraint agencies_kind_known CHECK ((kind = ANY (ARRAY['police'::text, 'council'::text, 'landlord'::text, 'health'::text, 'voluntary'::text, 'other'::text]))),
  constraint agencies_name_once UNIQUE (name),
  constraint agencies_pkey PRIMARY KEY (id)
);  -- owner heed_owner
comment on table agencies is 'Organisations that work on anti-social behaviour together. Owner: admin.';
CREATE TRIGGER agencies_for_administrators BEFORE INSERT OR DELETE OR UPDATE ON public.agencies FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role();
grant insert, select, update on agencies to heed_act;
grant select on agencies to heed_definer;
grant select on agencies to heed_look;

create table areas (
  id uuid not null,
  kind text not null,
  code text not null,
  name text not null,
  parent_id uuid,
  boundary jsonb,
  min_longitude double precision,
  min_latitude double precision,
  max_longitude double precision,
  max_latitude double precision,
  valid_from date,
  valid_to date,
  source text not null,
  created_at timestamp with time zone not null default now(),
  constraint areas_code_once UNIQUE (kind, code),
  constraint areas_kind_known CHECK ((kind = ANY (ARRAY['borough'::text, 'ward'::text, 'lsoa'::text]))),
  constraint areas_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES areas(id),
  constraint areas_pkey PRIMARY KEY (id)
);  -- owner heed_owner
comment on table areas is 'Boroughs, wards and lower-layer super output areas with their boundaries (GeoJSON, WGS84). Owner: places.';
comment on column areas.min_longitude is 'degrees, WGS84';
comment on column areas.min_latitude is 'degrees, WGS84';
comment on column areas.max_longitude is 'degrees, WGS84';
comment on column areas.max_latitude is 'degrees, WGS84';
comment on column areas.valid_to is 'first day on which it no longer applies; null: still in force';
CREATE INDEX areas_name ON public.areas USING btree (kind, name);
CREATE INDEX areas_parent ON public.areas USING btree (parent_id);
CREATE TRIGGER areas_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.areas FOR EACH STATEMENT EXECUTE FUNCTION heed.note_list_change();
CREATE TRIGGER areas_for_administrators BEFORE INSERT OR DELETE OR UPDATE ON public.areas FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role();
grant insert, select, update on areas to heed_act;
grant select on areas to heed_definer;
grant select on areas to heed_look;

create table assessment_answers (
  id uuid not null,
  assessment_id uuid not null,
  question text not null,
  answer text,
  words text,
  answered_at timestamp with time zone not null,
  answered_by uuid not null,
  is_submitted boolean not null default false,
  replaced_at timestamp with time zone,
  constraint assessment_answers_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES accounts(id),
  constraint assessment_answers_assessment_id_fkey FOREIGN KEY (assessment_id) REFERENCES assessments(id),
  constraint assessment_answers_pkey PRIMARY KEY (id),
  constraint assessment_answers_say_something CHECK (((answer IS NOT NULL) OR (words IS NOT NULL)))
);  -- owner heed_owner; row security enabled, forced
comment on table assessment_answers is 'What the victim answered, a row an answer. A changed answer is a new row; the old stays with replaced_at. Owner: assessments.';
comment on column assessment_answers.answer is 'key of the option; null: words were written and no option chosen yet';
comment on column assessment_answers.words is 'the victim''s own words';
comment on column assessment_answers.is_submitted is 'stood when the assessment was sent for approval; its words can no longer change';
CREATE INDEX assessment_answers_assessment ON public.assessment_answers USING btree (assessment_id, answered_at);
CREATE UNIQUE INDEX assessment_answers_one_stands ON public.assessment_answers USING btree (assessment_id, question) WHERE (replaced_at IS NULL);
create policy changing on assessment_answers as permissive for update to heed_act using ((EXISTS ( SELECT 1
   FROM assessments a
  WHERE (a.id = assessment_answers.assessment_id))));
create policy definer_reads on assessment_answers as permissive for select to heed_definer using (true);
create policy sight on assessment_answers as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM assessments a
  WHERE (a.id = assessment_answers.assessment_id))));
create policy writing on assessment_answers as permissive for insert to heed_act with check (((answered_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM assessments a
  WHERE (a.id = assessment_answers.assessment_id)))));
CREATE TRIGGER assessment_answers_kept BEFORE UPDATE ON public.assessment_answers FOR EACH ROW EXECUTE FUNCTION heed.keep_answers();
CREATE TRIGGER assessment_answers_not_removed BEFORE DELETE OR TRUNCATE ON public.assessment_answers FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant update (is_submitted) on assessment_answers to heed_act;
grant update (replaced_at) on assessment_answers to heed_act;
grant update (words) on assessment_answers to heed_act;
grant insert, select on assessment_answers to heed_act;
grant select on assessment_answers to heed_definer;
grant select on assessment_answers to heed_look;

create table assessment_decisions (
  id uuid not null,
  assessment_id uuid not null,
  outcome_id uuid not null,
  decision text not null,
  reason text,
  raised_band text,
  at timestamp with time zone not null,
  by_id uuid not null,
  constraint assessment_decisions_assessment_id_fkey FOREIGN KEY (assessment_id) REFERENCES assessments(id),
  constraint assessment_decisions_by_id_fkey FOREIGN KEY (by_id) REFERENCES accounts(id),
  constraint assessment_decisions_decision_known CHECK ((decision = ANY (ARRAY['approved'::text, 'returned'::text]))),
  constraint assessment_decisions_outcome_id_fkey FOREIGN KEY (outcome_id) REFERENCES assessment_outcomes(id),
  constraint assessment_decisions_pkey PRIMARY KEY (id),
  constraint assessment_decisions_reasoned CHECK (((reason IS NOT NULL) OR ((decision = 'approved'::text) AND (raised_band IS NULL))))
);  -- owner heed_owner; row security enabled, forced
comment on table assessment_decisions is 'Each time a supervisor approved an assessment or sent it back, and why. Append-only. Owner: assessments.';
CREATE INDEX assessment_decisions_assessment ON public.assessment_decisions USING btree (assessment_id, at);
CREATE INDEX assessment_decisions_outcome ON public.assessment_decisions USING btree (outcome_id);
create policy definer_reads on assessment_decisions as permissive for select to heed_definer using (true);
create policy sight on assessment_decisions as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM assessments a
  WHERE (a.id = assessment_decisions.assessment_id))));
create policy writing on assessment_decisions as permissive for insert to heed_act with check (((by_id = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM assessments a
  WHERE (a.id = assessment_decisions.assessment_id)))));
CREATE TRIGGER assessment_decisions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.assessment_decisions FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on assessment_decisions to heed_act;
grant select on assessment_decisions to heed_definer;
grant select on assessment_decisions to heed_look;

create table assessment_outcomes (
  id uuid not null,
  assessment_id uuid not null,
  at timestamp with time zone not null,
  by_id uuid not null,
  answers jsonb not null,
  facts jsonb not null,
  score smallint not null,
  computed_band text not null,
  escalated jsonb not null,
  judgement_band text,
  judgement_reason text,
  final_band text not null,
  constraint assessment_outcomes_answers_keyed CHECK ((jsonb_typeof(answers) = 'object'::text)),
  constraint assessment_outcomes_assessment_id_fkey FOREIGN KEY (assessment_id) REFERENCES assessments(id),
  constraint assessment_outcomes_by_id_fkey FOREIGN KEY (by_id) REFERENCES accounts(id),
  constraint assessment_outcomes_escalated_list CHECK ((jsonb_typeof(escalated) = 'array'::text)),
  constraint assessment_outcomes_facts_keyed CHECK ((jsonb_typeof(facts) = 'object'::text)),
  constraint assessment_outcomes_judgement_whole CHECK (((judgement_band IS NULL) = (judgement_reason IS NULL))),
  constraint assessment_outcomes_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table assessment_outcomes is 'What an assessment came to each time it was sent for approval, with everything it was worked out from, so that it replays. Append-only. Owner: assessments.';
comment on column assessment_outcomes.answers is 'question key to option key, as they stood';
comment on column assessment_outcomes.facts is 'what else was known: threats, vulnerability, criminal history, number of earlier incidents';
CREATE INDEX assessment_outcomes_assessment ON public.assessment_outcomes USING btree (assessment_id, at);
create policy definer_reads on assessment_outcomes as permissive for select to heed_definer using (true);
create policy sight on assessment_outcomes as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM assessments a
  WHERE (a.id = assessment_outcomes.assessment_id))));
create policy writing on assessment_outcomes as permissive for insert to heed_act with check (((by_id = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM assessments a
  WHERE (a.id = assessment_outcomes.assessment_id)))));
CREATE TRIGGER assessment_outcomes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.assessment_outcomes FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on assessment_outcomes to heed_act;
grant select on assessment_outcomes to heed_definer;
grant select on assessment_outcomes to heed_look;

create table assessments (
  id uuid not null,
  incident_id uuid not null,
  about text not null,
  mention_id uuid,
  person_id uuid,
  question_set_id uuid not null,
  status text not null default 'draft'::text,
  score smallint,
  computed_band text,
  escalated jsonb not null default '[]'::jsonb,
  judgement_band text,
  judgement_reason text,
  raised_band text,
  raised_reason text,
  final_band text,
  band_rank smallint,
  started_at timestamp with time zone not null,
  started_by uuid not null,
  completed_at timestamp with time zone,
  completed_by uuid,
  approved_at timestamp with time zone,
  approved_by uuid,
  superseded_at timestamp with time zone,
  superseded_by_id uuid,
  team_id uuid,
  borough_id uuid,
  sealed_under uuid,
  version integer not null default 1,
  constraint assessments_about_known CHECK ((about = ANY (ARRAY['person'::text, 'caller'::text, 'household'::text]))),
  constraint assessments_approval_whole CHECK ((((status = ANY (ARRAY['approved'::text, 'superseded'::text])) = (approved_at IS NOT NULL)) AND ((approved_at IS NULL) = (approved_by IS NULL)))),
  constraint assessments_approved_by_another CHECK (((approved_by IS DISTINCT FROM completed_by) OR (approved_by IS NULL))),
  constraint assessments_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES accounts(id),
  constraint assessments_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint assessments_completed_by_fkey FOREIGN KEY (completed_by) REFERENCES accounts(id),
  constraint assessments_completed_whole CHECK ((((completed_at IS NULL) = (completed_by IS NULL)) AND ((completed_at IS NULL) = (final_band IS NULL)) AND ((final_band IS NULL) = (score IS NULL)) AND ((score IS NULL) = (computed_band IS NULL)) AND ((computed_band IS NULL) = (band_rank IS NULL)))),
  constraint assessments_draft_is_open CHECK (((status = 'draft'::text) = (completed_at IS NULL))),
  constraint assessments_escalated_list CHECK ((jsonb_typeof(escalated) = 'array'::text)),
  constraint assessments_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint assessments_judgement_whole CHECK (((judgement_band IS NULL) = (judgement_reason IS NULL))),
  constraint assessments_mention_id_fkey FOREIGN KEY (mention_id) REFERENCES person_mentions(id),
  constraint assessments_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint assessments_person_whole CHECK (((about = 'person'::text) = (mention_id IS NOT NULL))),
  constraint assessments_pkey PRIMARY KEY (id),
  constraint assessments_question_set_id_fkey FOREIGN KEY (question_set_id) REFERENCES question_sets(id),
  constraint assessments_raised_whole CHECK (((raised_band IS NULL) = (raised_reason IS NULL))),
  constraint assessments_started_by_fkey FOREIGN KEY (started_by) REFERENCES accounts(id),
  constraint assessments_status_known CHECK ((status = ANY (ARRAY['draft'::text, 'awaiting approval'::text, 'returned'::text, 'approved'::text, 'superseded'::text]))),
  constraint assessments_superseded_by_id_fkey FOREIGN KEY (superseded_by_id) REFERENCES assessments(id),
  constraint assessments_superseded_whole CHECK ((((status = 'superseded'::text) = (superseded_by_id IS NOT NULL)) AND ((superseded_by_id IS NULL) = (superseded_at IS NULL)))),
  constraint assessments_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
);  -- owner heed_owner; row security enabled, forced
comment on table assessments is 'The risk to one victim, scored under one version of a question set and supervised. The five parts of its outcome stand apart; each sending of it is kept whole in assessment_outcomes. Owner: assessments.';
comment on column assessments.escalated is 'the escalators that fired: key, band raised to, sentence';
comment on column assessments.judgement_band is 'what the assessor judged, higher than the score shows; raised_band is what the supervisor judged';
comment on column assessments.band_rank is 'place of final_band in its version: 0 is the least risk; for ordering the queue';
CREATE INDEX assessments_awaiting_borough ON public.assessments USING btree (borough_id, band_rank DESC, completed_at, id) WHERE (status = 'awaiting approval'::text);
CREATE INDEX assessments_awaiting_force ON public.assessments USING btree (band_rank DESC, completed_at, id) WHERE (status = 'awaiting approval'::text);
CREATE INDEX assessments_awaiting_team ON public.assessments USING btree (team_id, band_rank DESC, completed_at, id) WHERE (status = 'awaiting approval'::text);
CREATE INDEX assessments_completed ON public.assessments USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX assessments_incident ON public.assessments USING btree (incident_id, started_at);
CREATE INDEX assessments_mention ON public.assessments USING btree (mention_id) WHERE (mention_id IS NOT NULL);
CREATE UNIQUE INDEX assessments_one_draft ON public.assessments USING btree (incident_id, started_by, about, COALESCE(mention_id, incident_id)) WHERE (status = 'draft'::text);
CREATE INDEX assessments_person ON public.assessments USING btree (person_id, started_at) WHERE (person_id IS NOT NULL);
CREATE INDEX assessments_sealed ON public.assessments USING btree (sealed_under) WHERE (sealed_under IS NOT NULL);
CREATE INDEX assessments_set ON public.assessments USING btree (question_set_id);
CREATE INDEX assessments_started_by ON public.assessments USING btree (started_by) WHERE (status = ANY (ARRAY['draft'::text, 'returned'::text]));
CREATE INDEX assessments_superseded_by ON public.assessments USING btree (superseded_by_id) WHERE (superseded_by_id IS NOT NULL);
create policy changing on assessments as permissive for update to heed_act using ((
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE (( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])) OR (started_by = ( SELECT heed.actor_id() AS actor_id)))
END OR (id = ANY (( SELECT heed.granted('assessment'::text) AS granted)::uuid[])) OR (incident_id = ANY (( SELECT heed.granted('incident'::text) AS granted)::uuid[])))) with check (( SELECT heed.may_write() AS may_write));
create policy definer_follows_identity on assessments as permissive for update to heed_definer using (true) with check (true);
create policy definer_reads on assessments as permissive for select to heed_definer using (true);
create policy definer_seals on assessments as permissive for update to heed_definer using (true) with check (true);
create policy sight on assessments as permissive for select to heed_act, heed_look using ((
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE (( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])) OR (started_by = ( SELECT heed.actor_id() AS actor_id)))
END OR (id = ANY (( SELECT heed.granted('assessment'::text) AS granted)::uuid[])) OR (incident_id = ANY (( SELECT heed.granted('incident'::text) AS granted)::uuid[]))));
create policy writing on assessments as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (started_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = assessments.incident_id)))));
CREATE TRIGGER assessments_approved_by_is_oneself BEFORE INSERT OR UPDATE OF approved_by ON public.assessments FOR EACH ROW WHEN ((new.approved_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('approved_by', 'supervisor');
CREATE TRIGGER assessments_completed_by_is_oneself BEFORE INSERT OR UPDATE OF completed_by ON public.assessments FOR EACH ROW WHEN ((new.completed_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('completed_by');
grant update (approved_at) on assessments to heed_act;
grant update (approved_by) on assessments to heed_act;
grant update (band_rank) on assessments to heed_act;
grant update (borough_id) on assessments to heed_act;
grant update (borough_id) on assessments to heed_definer;
grant update (completed_at) on assessments to heed_act;
grant update (completed_by) on assessments to heed_act;
grant update (computed_band) on assessments to heed_act;
grant update (escalated) on assessments to heed_act;
grant update (final_band) on assessments to heed_act;
grant update (judgement_band) on assessments to heed_act;
grant update (judgement_reason) on assessments to heed_act;
grant update (mention_id) on assessments to heed_act;
grant update (person_id) on assessments to heed_act;
grant update (person_id) on assessments to heed_definer;
grant update (raised_band) on assessments to heed_act;
grant update (raised_reason) on assessments to heed_act;
grant update (score) on assessments to heed_act;
grant update (sealed_under) on assessments to heed_definer;
grant update (status) on assessments to heed_act;
grant update (superseded_at) on assessments to heed_act;
grant update (superseded_by_id) on assessments to heed_act;
grant update (team_id) on assessments to heed_act;
grant update (team_id) on assessments to heed_definer;
grant update (version) on assessments to heed_act;
grant insert, select on assessments to heed_act;
grant select on assessments to heed_definer;
grant select on assessments to heed_look;

create table audit_entries (
  id uuid not null,
  at timestamp with time zone not null,
  actor_id uuid,
  verb text not null,
  act text not null,
  subject_ids uuid[] not null default '{}'::uuid[],
  payload text,
  salt bytea not null,
  digest bytea not null,
  erased_at timestamp with time zone,
  constraint audit_entries_pkey PRIMARY KEY (id),
  constraint audit_entries_verb_known CHECK ((verb = ANY (ARRAY['collection'::text, 'alteration'::text, 'consultation'::text, 'disclosure'::text, 'combination'::text, 'erasure'::text, 'refusal'::text, 'sign-in'::text, 'sign-out'::text, 'failed sign-in'::text, 'system'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table audit_entries is 'Who looked at or changed what (Data Protection Act 2018 s.62), one row a page or act, written in its transaction. digest: sha256 of salt and payload. Append-only. Owner: platform.';
CREATE INDEX audit_entries_actor ON public.audit_entries USING btree (actor_id, at);
CREATE INDEX audit_entries_at ON public.audit_entries USING btree (at);
CREATE INDEX audit_entries_subjects ON public.audit_entries USING gin (subject_ids);
create policy definer_reads on audit_entries as permissive for select to heed_definer using (true);
create policy sight on audit_entries as permissive for select to heed_act, heed_look using ((( SELECT heed.has_role('auditor'::text) AS has_role) OR ( SELECT heed.is_service() AS is_service)));
create policy writing on audit_entries as permissive for insert to heed_act, heed_door, heed_look with check ((NOT (actor_id IS DISTINCT FROM ( SELECT heed.actor_id() AS actor_id))));
CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
CREATE TRIGGER audit_entries_queue AFTER INSERT ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION heed.queue_for_seal();
grant insert, select on audit_entries to heed_act;
grant select on audit_entries to heed_definer;
grant insert on audit_entries to heed_door;
grant insert, select on audit_entries to heed_look;

create table audit_heads (
  seq bigint not null,
  chain bytea not null,
  at timestamp with time zone not null,
  key_id text not null,
  signature bytea not null,
  constraint audit_heads_pkey PRIMARY KEY (seq)
);  -- owner heed_owner
comment on table audit_heads is 'Signed heads of the chain (Ed25519), which partners can hold as witnesses. Owner: platform.';
CREATE TRIGGER audit_heads_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_heads FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant select on audit_heads to heed_act;
grant select on audit_heads to heed_look;
grant insert, select on audit_heads to heed_worker;

create table audit_seals (
  seq bigint not null,
  entry_id uuid not null,
  digest bytea not null,
  chain bytea not null,
  constraint audit_seals_entry_once UNIQUE (entry_id),
  constraint audit_seals_pkey PRIMARY KEY (seq)
);  -- owner heed_owner
comment on table audit_seals is 'The chain over audit entries: chain = sha256(previous chain, seq as text, entry id as text, digest). Owner: platform.';
CREATE TRIGGER audit_seals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant select on audit_seals to heed_act;
grant insert, select on audit_seals to heed_definer;
grant select on audit_seals to heed_look;
grant select on audit_seals to heed_worker;

create table case_closures (
  id uuid not null,
  case_id uuid not null,
  requested_at timestamp with time zone not null,
  requested_by uuid not null,
  result_id uuid not null,
  account text not null,
  victim_told_at timestamp with time zone,
  victim_told_what text,
  victim_not_told_because text,
  decision text,
  decided_at timestamp with time zone,
  decided_by uuid,
  reason text,
  constraint case_closures_another_person CHECK (((decision IS DISTINCT FROM 'approved'::text) OR (decided_by <> requested_by))),
  constraint case_closures_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  constraint case_closures_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint case_closures_decided_whole CHECK ((((decision IS NULL) = (decided_at IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
  constraint case_closures_decision_known CHECK ((decision = ANY (ARRAY['approved'::text, 'refused'::text]))),
  constraint case_closures_pkey PRIMARY KEY (id),
  constraint case_closures_refused_why CHECK (((decision IS DISTINCT FROM 'refused'::text) OR (reason IS NOT NULL))),
  constraint case_closures_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES accounts(id),
  constraint case_closures_result_id_fkey FOREIGN KEY (result_id) REFERENCES reference_values(id),
  constraint case_closures_told_whole CHECK (((victim_told_at IS NULL) = (victim_told_what IS NULL)))
);  -- owner heed_owner; row security enabled, forced
comment on table case_closures is 'Each time closing was asked for: the result, what the victim was told and when, and a supervisor''s answer. Owner: cases.';
CREATE INDEX case_closures_case ON public.case_closures USING btree (case_id, requested_at);
CREATE UNIQUE INDEX case_closures_one_waiting ON public.case_closures USING btree (case_id) WHERE (decision IS NULL);
CREATE INDEX case_closures_result ON public.case_closures USING btree (result_id);
create policy changing on case_closures as permissive for update to heed_act using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_closures.case_id))));
create policy definer_reads on case_closures as permissive for select to heed_definer using (true);
create policy sight on case_closures as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_closures.case_id))));
create policy writing on case_closures as permissive for insert to heed_act with check (((requested_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_closures.case_id)))));
CREATE TRIGGER case_closures_decided_by_is_oneself BEFORE INSERT OR UPDATE OF decided_by ON public.case_closures FOR EACH ROW WHEN ((new.decided_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('decided_by');
grant insert, select, update on case_closures to heed_act;
grant select on case_closures to heed_definer;
grant select on case_closures to heed_look;

create table case_entries (
  id uuid not null,
  case_id uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  happened_at timestamp with time zone,
  by_id uuid not null,
  text text not null default ''::text,
  reason text,
  detail jsonb not null default '{}'::jsonb,
  corrects_id uuid,
  constraint case_entries_by_id_fkey FOREIGN KEY (by_id) REFERENCES accounts(id),
  constraint case_entries_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  constraint case_entries_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES case_entries(id),
  constraint case_entries_kind_known CHECK ((kind = ANY (ARRAY['opened'::text, 'incident linked'::text, 'band'::text, 'allocation'::text, 'transfer'::text, 'contact'::text, 'decision'::text, 'note'::text, 'correction'::text, 'plan'::text, 'review'::text, 'person'::text, 'file'::text, 'seal'::text, 'closing requested'::text, 'closing refused'::text, 'closed'::text, 'reopened'::text]))),
  constraint case_entries_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table case_entries is 'The case''s log: contacts, decisions with their reasons, and every act, in order, never changed; a correction is a new entry pointing at the old. Owner: cases.';
comment on column case_entries.happened_at is 'when it happened, where that is not when it was written down';
CREATE INDEX case_entries_case ON public.case_entries USING btree (case_id, at, id);
CREATE INDEX case_entries_corrects ON public.case_entries USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX case_entries_words ON public.case_entries USING gin (to_tsvector('english'::regconfig, translate(((((text || ' '::text) || COALESCE(reason, ''::text)) || ' '::text) || COALESCE((detail ->> 'told'::text), ''::text)), '’‘ʼ′`'::text, ''''''''''''::text)));
create policy definer_reads on case_entries as permissive for select to heed_definer using (true);
create policy sight on case_entries as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_entries.case_id))));
create policy writing on case_entries as permissive for insert to heed_act with check (((by_id = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_entries.case_id)))));
CREATE TRIGGER case_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.case_entries FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on case_entries to heed_act;
grant select on case_entries to heed_definer;
grant select on case_entries to heed_look;

create table case_incidents (
  case_id uuid not null,
  incident_id uuid not null,
  linked_at timestamp with time zone not null,
  linked_by uuid not null,
  because text not null,
  is_open boolean not null default true,
  constraint case_incidents_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  constraint case_incidents_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint case_incidents_linked_by_fkey FOREIGN KEY (linked_by) REFERENCES accounts(id),
  constraint case_incidents_pkey PRIMARY KEY (case_id, incident_id)
);  -- owner heed_owner; row security enabled, forced
comment on table case_incidents is 'The incidents a case is about, each with why. Owner: cases.';
comment on column case_incidents.is_open is 'the case is not closed; kept by a trigger on cases';
CREATE INDEX case_incidents_incident ON public.case_incidents USING btree (incident_id);
CREATE UNIQUE INDEX case_incidents_one_open_case ON public.case_incidents USING btree (incident_id) WHERE is_open;
create policy definer_follows_status on case_incidents as permissive for update to heed_definer using (true) with check (true);
create policy definer_reads on case_incidents as permissive for select to heed_definer using (true);
create policy sight on case_incidents as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_incidents.case_id))));
create policy writing on case_incidents as permissive for insert to heed_act with check (((linked_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_incidents.case_id))) AND (EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = case_incidents.incident_id)))));
grant update (is_open) on case_incidents to heed_definer;
grant insert, select on case_incidents to heed_act;
grant select on case_incidents to heed_definer;
grant select on case_incidents to heed_look;

create table case_people (
  id uuid not null,
  case_id uuid not null,
  mention_id uuid not null,
  person_id uuid not null,
  part text not null,
  note text,
  added_at timestamp with time zone not null,
  added_by uuid not null,
  name_words text[] not null default '{}'::text[],
  constraint case_people_added_by_fkey FOREIGN KEY (added_by) REFERENCES accounts(id),
  constraint case_people_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  constraint case_people_mention_id_fkey FOREIGN KEY (mention_id) REFERENCES person_mentions(id),
  constraint case_people_part_known CHECK ((part = ANY (ARRAY['victim'::text, 'witness'::text, 'suspect'::text, 'caller'::text]))),
  constraint case_people_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint case_people_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table case_people is 'The people of a case and their parts, each as mentioned in one record. Owner: cases.';
comment on column case_people.name_words is 'what they are called, as it is looked for; kept from the mention by a trigger';
CREATE INDEX case_people_mention ON public.case_people USING btree (mention_id);
CREATE INDEX case_people_names ON public.case_people USING gin (name_words);
CREATE UNIQUE INDEX case_people_once ON public.case_people USING btree (case_id, mention_id, part);
CREATE INDEX case_people_person ON public.case_people USING btree (person_id);
create policy definer_follows_identity on case_people as permissive for update to heed_definer using (true) with check (true);
create policy definer_reads on case_people as permissive for select to heed_definer using (true);
create policy service_follows_correction on case_people as permissive for update to heed_act using (( SELECT heed.is_service() AS is_service));
create policy sight on case_people as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_people.case_id))));
create policy writing on case_people as permissive for insert to heed_act with check (((added_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_people.case_id))) AND heed.sees_mention(mention_id)));
CREATE TRIGGER case_people_names BEFORE INSERT OR UPDATE OF mention_id ON public.case_people FOR EACH ROW EXECUTE FUNCTION heed.keep_name_words();
grant update (mention_id) on case_people to heed_act;
grant update (person_id) on case_people to heed_definer;
grant insert, select on case_people to heed_act;
grant select on case_people to heed_definer;
grant select on case_people to heed_look;

create table case_plan_items (
  id uuid not null,
  case_id uuid not null,
  standard_id uuid not null,
  standard_key text not null,
  name text not null,
  occurrence integer not null default 1,
  recurs boolean not null,
  pause_reasons text[] not null default '{}'::text[],
  escalate_to text,
  target_amount integer,
  target_unit text,
  warn_amount integer,
  warn_unit text,
  target_source text,
  clock_id uuid,
  state text not null default 'to do'::text,
  ended_at timestamp with time zone,
  ended_by uuid,
  because text,
  sort integer not null,
  version integer not null default 1,
  constraint case_plan_items_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  constraint case_plan_items_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES clocks(id),
  constraint case_plan_items_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES accounts(id),
  constraint case_plan_items_ended_whole CHECK ((((state = 'to do'::text) = (ended_at IS NULL)) AND ((ended_at IS NULL) = (ended_by IS NULL)))),
  constraint case_plan_items_once UNIQUE (case_id, standard_key, occurrence),
  constraint case_plan_items_pkey PRIMARY KEY (id),
  constraint case_plan_items_reason CHECK (((state <> ALL (ARRAY['missed'::text, 'not needed'::text])) OR (because IS NOT NULL))),
  constraint case_plan_items_standard_id_fkey FOREIGN KEY (standard_id) REFERENCES reference_values(id),
  constraint case_plan_items_state_known CHECK ((state = ANY (ARRAY['to do'::text, 'done'::text, 'missed'::text, 'not needed'::text]))),
  constraint case_plan_items_unit_known CHECK ((target_unit = ANY (ARRAY['hours'::text, 'working days'::text, 'days'::text]))),
  constraint case_plan_items_warn_unit_known CHECK ((warn_unit = ANY (ARRAY['hours'::text, 'working days'::text, 'days'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table case_plan_items is 'The minimum standards of a case, each with its clock and how it ended: done, not needed because, missed because. Owner: cases.';
comment on column case_plan_items.target_amount is 'in target_unit; null: the force has set no time';
comment on column case_plan_items.warn_amount is 'in warn_unit, before the target runs out';
CREATE INDEX case_plan_items_case ON public.case_plan_items USING btree (case_id, sort, occurrence);
CREATE INDEX case_plan_items_clock ON public.case_plan_items USING btree (clock_id) WHERE (clock_id IS NOT NULL);
CREATE INDEX case_plan_items_standard ON public.case_plan_items USING btree (standard_id);
create policy changing on case_plan_items as permissive for update to heed_act using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_plan_items.case_id))));
create policy definer_reads on case_plan_items as permissive for select to heed_definer using (true);
create policy sight on case_plan_items as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_plan_items.case_id))));
create policy writing on case_plan_items as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_plan_items.case_id)))));
CREATE TRIGGER case_plan_items_ended_by_is_oneself BEFORE INSERT OR UPDATE OF ended_by ON public.case_plan_items FOR EACH ROW WHEN ((new.ended_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('ended_by');
grant insert, select, update on case_plan_items to heed_act;
grant select on case_plan_items to heed_definer;
grant select on case_plan_items to heed_look;

create table case_reviews (
  id uuid not null,
  case_id uuid not null,
  rank text not null,
  due_on date,
  held_at timestamp with time zone not null,
  held_by uuid not null,
  outcome text not null,
  constraint case_reviews_case_id_fkey FOREIGN KEY (case_id) REFERENCES cases(id),
  constraint case_reviews_held_by_fkey FOREIGN KEY (held_by) REFERENCES accounts(id),
  constraint case_reviews_pkey PRIMARY KEY (id),
  constraint case_reviews_rank_known CHECK ((rank = ANY (ARRAY['police staff'::text, 'pcso'::text, 'constable'::text, 'sergeant'::text, 'inspector'::text, 'chief inspector'::text, 'superintendent'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table case_reviews is 'Reviews held, at which rank''s turn, by whom, and what came of them; the next is worked out from these. Owner: cases.';
CREATE INDEX case_reviews_case ON public.case_reviews USING btree (case_id, held_at);
create policy definer_reads on case_reviews as permissive for select to heed_definer using (true);
create policy sight on case_reviews as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_reviews.case_id))));
create policy writing on case_reviews as permissive for insert to heed_act with check (((held_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM cases c
  WHERE (c.id = case_reviews.case_id)))));
grant insert, select on case_reviews to heed_act;
grant select on case_reviews to heed_definer;
grant select on case_reviews to heed_look;

create table cases (
  id uuid not null,
  reference text not null,
  status text not null default 'open'::text,
  band text not null,
  risk_order smallint generated always as (
CASE band
    WHEN 'high'::text THEN 3
    WHEN 'medium'::text THEN 2
    ELSE 1
END) stored,
  type_id uuid,
  qualifier text,
  owner_id uuid,
  team_id uuid not null,
  borough_id uuid,
  victim_person_id uuid,
  victim_mention_id uuid,
  assessment_id uuid,
  reviewed_from timestamp with time zone not null,
  sealed_under uuid,
  opened_at timestamp with time zone not null,
  opened_by uuid not null,
  next_review_on date,
  next_review_rank text,
  next_due_at timestamp with time zone,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  changed_by uuid not null,
  version integer not null default 1,
  constraint cases_band_known CHECK ((band = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  constraint cases_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint cases_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id),
  constraint cases_closed_whole CHECK (((status = 'closed'::text) = (closed_at IS NOT NULL))),
  constraint cases_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES accounts(id),
  constraint cases_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES accounts(id),
  constraint cases_pkey PRIMARY KEY (id),
  constraint cases_qualifier_known CHECK ((qualifier = ANY (ARRAY['personal'::text, 'nuisance'::text, 'environmental'::text]))),
  constraint cases_reference_once UNIQUE (reference),
  constraint cases_review_rank_known CHECK ((next_review_rank = ANY (ARRAY['police staff'::text, 'pcso'::text, 'constable'::text, 'sergeant'::text, 'inspector'::text, 'chief inspector'::text, 'superintendent'::text]))),
  constraint cases_review_whole CHECK (((next_review_on IS NULL) = (next_review_rank IS NULL))),
  constraint cases_sealed_under_itself CHECK (((sealed_under IS NULL) OR (sealed_under = id))),
  constraint cases_status_known CHECK ((status = ANY (ARRAY['open'::text, 'closing requested'::text, 'closed'::text]))),
  constraint cases_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id),
  constraint cases_type_id_fkey FOREIGN KEY (type_id) REFERENCES reference_values(id),
  constraint cases_victim_mention_id_fkey FOREIGN KEY (victim_mention_id) REFERENCES person_mentions(id),
  constraint cases_victim_person_id_fkey FOREIGN KEY (victim_person_id) REFERENCES persons(id)
);  -- owner heed_owner; row security enabled, forced
comment on table cases is 'The work done for one victim or place, across its incidents, until a supervisor agrees that it is closed. Owner: cases.';
comment on column cases.risk_order is 'the band as a number for ordering lists: 3 high, 2 medium, 1 low';
comment on column cases.team_id is 'who answers for it: with no owner it stands on this team''s unallocated list, so it is never nowhere';
comment on column cases.assessment_id is 'the approved assessment its band comes from; null when it was opened by hand';
comment on column cases.reviewed_from is 'review clocks run from here: the approval of the assessment its band comes from, or its opening or reopening';
comment on column cases.sealed_under is 'its own id when it is sealed: then only people named see it';
comment on column cases.next_due_at is 'the soonest of its running clocks and its next review; null when nothing has a date';
CREATE INDEX cases_closed ON public.cases USING btree (borough_id, closed_at) WHERE (status = 'closed'::text);
CREATE INDEX cases_closing ON public.cases USING btree (team_id, borough_id) WHERE (status = 'closing requested'::text);
CREATE INDEX cases_open_borough ON public.cases USING btree (borough_id, risk_order DESC, next_due_at, id) INCLUDE (team_id, owner_id, sealed_under, status, band) WHERE (status <> 'closed'::text);
CREATE INDEX cases_open_force ON public.cases USING btree (risk_order DESC, next_due_at, id) INCLUDE (team_id, borough_id, owner_id, sealed_under, status, band) WHERE (status <> 'closed'::text);
CREATE INDEX cases_open_owner ON public.cases USING btree (owner_id, risk_order DESC, next_due_at, id) INCLUDE (team_id, borough_id, sealed_under, status, band) WHERE (status <> 'closed'::text);
CREATE INDEX cases_open_team ON public.cases USING btree (team_id, risk_order DESC, next_due_at, id) INCLUDE (borough_id, owner_id, sealed_under, status, band) WHERE (status <> 'closed'::text);
CREATE INDEX cases_opened ON public.cases USING btree (opened_at);
CREATE INDEX cases_owner ON public.cases USING btree (owner_id) WHERE (owner_id IS NOT NULL);
CREATE INDEX cases_reviews ON public.cases USING btree (next_review_on) INCLUDE (next_review_rank, risk_order, next_due_at, id, team_id, borough_id, owner_id, sealed_under, status) WHERE ((status <> 'closed'::text) AND (next_review_on IS NOT NULL));
CREATE INDEX cases_unallocated ON public.cases USING btree (team_id, opened_at) WHERE ((owner_id IS NULL) AND (status <> 'closed'::text));
CREATE INDEX cases_victim ON public.cases USING btree (victim_person_id) WHERE (victim_person_id IS NOT NULL);
CREATE INDEX cases_victim_mention ON public.cases USING btree (victim_mention_id) WHERE (victim_mention_id IS NOT NULL);
create policy changing on cases as permissive for update to heed_act using ((
CASE
    WHEN (sealed_under IS NOT NULL) THEN ( SELECT heed.is_service() AS is_service)
    ELSE (( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])) OR (owner_id = ( SELECT heed.actor_id() AS actor_id)))
END OR (id = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[])))) with check (( SELECT heed.may_write() AS may_write));
create policy definer_hands_over on cases as permissive for update to heed_definer using (true) with check (true);
create policy definer_reads on cases as permissive for select to heed_definer using (true);
create policy sight on cases as permissive for select to heed_act, heed_look using ((
CASE
    WHEN (sealed_under IS NOT NULL) THEN ( SELECT heed.is_service() AS is_service)
    ELSE (( SELECT heed.sees_force() AS sees_force) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (owner_id = ( SELECT heed.actor_id() AS actor_id)))
END OR (id = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))));
create policy writing on cases as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (opened_by = ( SELECT heed.actor_id() AS actor_id))));
CREATE TRIGGER cases_changed_by_is_oneself BEFORE INSERT OR UPDATE OF changed_by ON public.cases FOR EACH ROW WHEN ((new.changed_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('changed_by');
CREATE TRIGGER cases_status_followed AFTER UPDATE OF status ON public.cases FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION heed.follow_case_status();
grant update (assessment_id) on cases to heed_act;
grant update (band) on cases to heed_act;
grant update (borough_id) on cases to heed_act;
grant update (borough_id) on cases to heed_definer;
grant update (changed_at) on cases to heed_act;
grant update (changed_at) on cases to heed_definer;
grant update (changed_by) on cases to heed_act;
grant update (changed_by) on cases to heed_definer;
grant update (closed_at) on cases to heed_act;
grant update (next_due_at) on cases to heed_act;
grant update (next_review_on) on cases to heed_act;
grant update (next_review_rank) on cases to heed_act;
grant update (owner_id) on cases to heed_act;
grant update (owner_id) on cases to heed_definer;
grant update (qualifier) on cases to heed_act;
grant update (reviewed_from) on cases to heed_act;
grant update (sealed_under) on cases to heed_definer;
grant update (status) on cases to heed_act;
grant update (team_id) on cases to heed_act;
grant update (team_id) on cases to heed_definer;
grant update (type_id) on cases to heed_act;
grant update (version) on cases to heed_act;
grant update (version) on cases to heed_definer;
grant update (victim_mention_id) on cases to heed_act;
grant update (victim_person_id) on cases to heed_act;
grant update (victim_person_id) on cases to heed_definer;
grant insert, select on cases to heed_act;
grant select on cases to heed_definer;
grant select on cases to heed_look;

create table clock_pauses (
  id uuid not null,
  clock_id uuid not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone,
  reason text not null,
  paused_by uuid not null,
  constraint clock_pauses_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES clocks(id),
  constraint clock_pauses_paused_by_fkey FOREIGN KEY (paused_by) REFERENCES accounts(id),
  constraint clock_pauses_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table clock_pauses is 'Spells in which a clock did not run, with their reasons. Owner: platform.';
CREATE INDEX clock_pauses_clock ON public.clock_pauses USING btree (clock_id);
create policy changing on clock_pauses as permissive for update to heed_act using ((EXISTS ( SELECT 1
   FROM clocks c
  WHERE (c.id = clock_pauses.clock_id))));
create policy definer_reads on clock_pauses as permissive for select to heed_definer using (true);
create policy sight on clock_pauses as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM clocks c
  WHERE (c.id = clock_pauses.clock_id))));
create policy writing on clock_pauses as permissive for insert to heed_act with check ((EXISTS ( SELECT 1
   FROM clocks c
  WHERE (c.id = clock_pauses.clock_id))));
CREATE TRIGGER clock_pauses_paused_by_is_oneself BEFORE INSERT OR UPDATE OF paused_by ON public.clock_pauses FOR EACH ROW WHEN ((new.paused_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('paused_by');
grant insert, select, update on clock_pauses to heed_act;
grant select on clock_pauses to heed_definer;
grant select on clock_pauses to heed_look;

create table clocks (
  id uuid not null,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  name text not null,
  started_at timestamp with time zone not null,
  target_amount integer,
  target_unit text,
  due_at timestamp with time zone,
  warn_at timestamp with time zone,
  beyond_holidays boolean not null default false,
  owner_id uuid,
  team_id uuid,
  borough_id uuid,
  sealed_under uuid,
  escalate_to text,
  met_at timestamp with time zone,
  met_by uuid,
  cancelled_at timestamp with time zone,
  cancelled_because text,
  warned_at timestamp with time zone,
  escalated_at timestamp with time zone,
  missed_because text,
  missed_explained_by uuid,
  missed_explained_at timestamp with time zone,
  version integer not null default 1,
  warn_amount integer,
  warn_unit text,
  pause_reasons text[],
  constraint clocks_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint clocks_due_needs_target CHECK (((target_amount IS NOT NULL) OR (due_at IS NULL))),
  constraint clocks_met_by_fkey FOREIGN KEY (met_by) REFERENCES accounts(id),
  constraint clocks_missed_explained_by_fkey FOREIGN KEY (missed_explained_by) REFERENCES accounts(id),
  constraint clocks_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES accounts(id),
  constraint clocks_pkey PRIMARY KEY (id),
  constraint clocks_target_whole CHECK (((target_amount IS NULL) = (target_unit IS NULL))),
  constraint clocks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id),
  constraint clocks_unit_known CHECK ((target_unit = ANY (ARRAY['hours'::text, 'working days'::text, 'days'::text]))),
  constraint clocks_warn_unit_known CHECK ((warn_unit = ANY (ARRAY['hours'::text, 'working days'::text, 'days'::text]))),
  constraint clocks_warning_whole CHECK (((warn_amount IS NULL) = (warn_unit IS NULL)))
);  -- owner heed_owner; row security enabled, forced
comment on table clocks is 'A standard being kept for a record: when it started, by when it is due, when it was met or why it was missed. Changing the record never resets it. Owner: platform.';
comment on column clocks.target_amount is 'in target_unit; null: the force has set no target';
comment on column clocks.warn_amount is 'in warn_unit, before it is due; null: no warning';
comment on column clocks.pause_reasons is 'the reasons for which it may be paused; null: any reason that is given';
CREATE INDEX clocks_borough ON public.clocks USING btree (borough_id) WHERE ((met_at IS NULL) AND (cancelled_at IS NULL));
CREATE INDEX clocks_owner ON public.clocks USING btree (owner_id, due_at) WHERE ((met_at IS NULL) AND (cancelled_at IS NULL));
CREATE INDEX clocks_running ON public.clocks USING btree (due_at) WHERE ((met_at IS NULL) AND (cancelled_at IS NULL));
CREATE INDEX clocks_subject ON public.clocks USING btree (subject_id);
CREATE INDEX clocks_team ON public.clocks USING btree (team_id, due_at) WHERE ((met_at IS NULL) AND (cancelled_at IS NULL));
CREATE INDEX clocks_to_escalate ON public.clocks USING btree (due_at) WHERE ((met_at IS NULL) AND (cancelled_at IS NULL) AND (escalated_at IS NULL));
CREATE INDEX clocks_to_warn ON public.clocks USING btree (warn_at) WHERE ((met_at IS NULL) AND (cancelled_at IS NULL) AND (warned_at IS NULL));
create policy changing on clocks as permissive for update to heed_act using ((( SELECT heed.is_service() AS is_service) OR
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE ((owner_id = ( SELECT heed.actor_id() AS actor_id)) OR ( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])))
END));
create policy definer_hands_over on clocks as permissive for update to heed_definer using (true) with check (true);
create policy definer_reads on clocks as permissive for select to heed_definer using (true);
create policy service_changes on clocks as permissive for update to heed_act using (( SELECT heed.is_service() AS is_service));
create policy service_keeps on clocks as permissive for select to heed_act using (( SELECT heed.is_service() AS is_service));
create policy sight on clocks as permissive for select to heed_act, heed_look using (
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE ((owner_id = ( SELECT heed.actor_id() AS actor_id)) OR ( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])))
END);
create policy writing on clocks as permissive for insert to heed_act with check (( SELECT heed.may_write() AS may_write));
CREATE TRIGGER clocks_met_by_is_oneself BEFORE INSERT OR UPDATE OF met_by ON public.clocks FOR EACH ROW WHEN ((new.met_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('met_by');
CREATE TRIGGER clocks_missed_explained_by_is_oneself BEFORE INSERT OR UPDATE OF missed_explained_by ON public.clocks FOR EACH ROW WHEN ((new.missed_explained_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('missed_explained_by');
grant update (beyond_holidays) on clocks to heed_act;
grant update (borough_id) on clocks to heed_act;
grant update (borough_id) on clocks to heed_definer;
grant update (cancelled_at) on clocks to heed_act;
grant update (cancelled_because) on clocks to heed_act;
grant update (due_at) on clocks to heed_act;
grant update (escalate_to) on clocks to heed_act;
grant update (escalated_at) on clocks to heed_act;
grant update (met_at) on clocks to heed_act;
grant update (met_by) on clocks to heed_act;
grant update (missed_because) on clocks to heed_act;
grant update (missed_explained_at) on clocks to heed_act;
grant update (missed_explained_by) on clocks to heed_act;
grant update (name) on clocks to heed_act;
grant update (owner_id) on clocks to heed_act;
grant update (owner_id) on clocks to heed_definer;
grant update (pause_reasons) on clocks to heed_act;
grant update (sealed_under) on clocks to heed_definer;
grant update (target_amount) on clocks to heed_act;
grant update (target_unit) on clocks to heed_act;
grant update (team_id) on clocks to heed_act;
grant update (team_id) on clocks to heed_definer;
grant update (version) on clocks to heed_act;
grant update (warn_amount) on clocks to heed_act;
grant update (warn_at) on clocks to heed_act;
grant update (warn_unit) on clocks to heed_act;
grant update (warned_at) on clocks to heed_act;
grant insert, select on clocks to heed_act;
grant select on clocks to heed_definer;
grant select on clocks to heed_look;

create table drafts (
  id uuid not null,
  account_id uuid not null,
  kind text not null,
  answers jsonb not null,
  saved_at timestamp with time zone not null,
  used_at timestamp with time zone,
  became_id uuid,
  constraint drafts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint drafts_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table drafts is 'What somebody has typed and not yet sent, saved by itself; only they can see it. Owner: platform.';
comment on column drafts.became_id is 'the record this draft became; its answers are emptied then';
CREATE INDEX drafts_account ON public.drafts USING btree (account_id, kind) WHERE (used_at IS NULL);
create policy changing on drafts as permissive for update to heed_act using ((account_id = ( SELECT heed.actor_id() AS actor_id)));
create policy definer_reads on drafts as permissive for select to heed_definer using (true);
create policy sight on drafts as permissive for select to heed_act, heed_look using ((account_id = ( SELECT heed.actor_id() AS actor_id)));
create policy writing on drafts as permissive for insert to heed_act with check ((account_id = ( SELECT heed.actor_id() AS actor_id)));
grant insert, select, update on drafts to heed_act;
grant select on drafts to heed_definer;
grant select on drafts to heed_look;

create table events (
  id uuid not null,
  name text not null,
  at timestamp with time zone not null,
  actor_id uuid,
  subject_id uuid,
  body jsonb not null,
  constraint events_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES accounts(id),
  constraint events_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table events is 'What was announced: append-only facts that carry ids and codes, never personal data. Owner: platform.';
CREATE INDEX events_subject ON public.events USING btree (subject_id, at);
create policy definer_reads on events as permissive for select to heed_definer using (true);
create policy sight on events as permissive for select to heed_act, heed_look using (( SELECT heed.is_service() AS is_service));
create policy writing on events as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (actor_id = ( SELECT heed.actor_id() AS actor_id))));
CREATE TRIGGER events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on events to heed_act;
grant select on events to heed_definer;
grant select on events to heed_look;

create table file_chunks (
  file_id uuid not null,
  part integer not null,
  content bytea not null,
  constraint file_chunks_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id),
  constraint file_chunks_pkey PRIMARY KEY (file_id, part)
);  -- owner heed_owner; row security enabled, forced
comment on table file_chunks is 'The bytes of files in parts of a mebibyte, from 0. Owner: platform.';
create policy definer_reads on file_chunks as permissive for select to heed_definer using (true);
create policy sight on file_chunks as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM files f
  WHERE (f.id = file_chunks.file_id))));
create policy writing on file_chunks as permissive for insert to heed_act with check (( SELECT heed.may_write() AS may_write));
CREATE TRIGGER file_chunks_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.file_chunks FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on file_chunks to heed_act;
grant select on file_chunks to heed_definer;
grant select on file_chunks to heed_look;

create table files (
  id uuid not null,
  parent_kind text not null,
  parent_id uuid not null,
  name text not null,
  type text not null,
  is_picture boolean not null,
  bytes integer not null,
  sha256 bytea not null,
  sent_sha256 bytea not null,
  team_id uuid,
  borough_id uuid,
  sealed_under uuid,
  kept_at timestamp with time zone not null,
  kept_by uuid not null,
  constraint files_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint files_kept_by_fkey FOREIGN KEY (kept_by) REFERENCES accounts(id),
  constraint files_not_empty CHECK ((bytes > 0)),
  constraint files_pkey PRIMARY KEY (id),
  constraint files_sha256_whole CHECK (((length(sha256) = 32) AND (length(sent_sha256) = 32))),
  constraint files_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
);  -- owner heed_owner; row security enabled, forced
comment on table files is 'What was attached to a record. Pictures are drawn again before they are kept, so that nothing hidden in them stays. Owner: platform.';
comment on column files.type is 'told from the first bytes, never from the name or from what the sender said';
comment on column files.bytes is 'size as kept';
comment on column files.sha256 is 'of the bytes kept';
comment on column files.sent_sha256 is 'of the bytes that were sent, which differ where a picture was drawn again';
CREATE INDEX files_borough ON public.files USING btree (borough_id);
CREATE INDEX files_kept_by ON public.files USING btree (kept_by);
CREATE INDEX files_parent ON public.files USING btree (parent_id);
CREATE INDEX files_team ON public.files USING btree (team_id);
create policy definer_reads on files as permissive for select to heed_definer using (true);
create policy definer_seals on files as permissive for update to heed_definer using (true) with check (true);
create policy sealing on files as permissive for update to heed_act using (
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE (( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])))
END) with check (( SELECT heed.may_write() AS may_write));
create policy sight on files as permissive for select to heed_act, heed_look using ((
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE (( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])) OR (kept_by = ( SELECT heed.actor_id() AS actor_id)))
END OR ((parent_kind = 'incident'::text) AND (parent_id = ANY (( SELECT heed.granted('incident'::text) AS granted)::uuid[]))) OR ((parent_kind = 'case'::text) AND (parent_id = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[])))));
create policy writing on files as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (kept_by = ( SELECT heed.actor_id() AS actor_id))));
grant update (borough_id) on files to heed_definer;
grant update (sealed_under) on files to heed_definer;
grant update (team_id) on files to heed_definer;
grant insert, select on files to heed_act;
grant select on files to heed_definer;
grant select on files to heed_look;

create table handled_events (
  event_id uuid not null,
  handler text not null,
  at timestamp with time zone not null default now(),
  constraint handled_events_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id),
  constraint handled_events_pkey PRIMARY KEY (event_id, handler)
);  -- owner heed_owner; row security enabled, forced
comment on table handled_events is 'Which handler has dealt with which event, written in the handler''s own transaction: what makes a job done once. Owner: platform.';
create policy definer_reads on handled_events as permissive for select to heed_definer using (true);
create policy sight on handled_events as permissive for select to heed_act, heed_look using (( SELECT heed.is_service() AS is_service));
create policy writing on handled_events as permissive for insert to heed_act with check (( SELECT heed.is_service() AS is_service));
grant insert, select on handled_events to heed_act;
grant select on handled_events to heed_definer;
grant select on handled_events to heed_look;

create table idempotency_keys (
  account_id uuid not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status integer not null,
  reply json not null,
  created_at timestamp with time zone not null default now(),
  constraint idempotency_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint idempotency_keys_pkey PRIMARY KEY (account_id, route, key)
);  -- owner heed_owner; row security enabled, forced
comment on table idempotency_keys is 'What was answered to a keyed request, so that the same key and body again gives the same answer; kept 30 days. Owner: platform.';
create policy definer_reads on idempotency_keys as permissive for select to heed_definer using (true);
create policy removing on idempotency_keys as permissive for delete to heed_act using (( SELECT heed.is_service() AS is_service));
create policy sight on idempotency_keys as permissive for select to heed_act, heed_look using ((account_id = ( SELECT heed.actor_id() AS actor_id)));
create policy writing on idempotency_keys as permissive for insert to heed_act with check ((account_id = ( SELECT heed.actor_id() AS actor_id)));
grant delete, insert, select on idempotency_keys to heed_act;
grant select on idempotency_keys to heed_definer;
grant select on idempotency_keys to heed_look;

create table identity_decisions (
  id uuid not null,
  verdict text not null,
  left_ids uuid[] not null,
  right_ids uuid[] not null,
  reason text not null,
  weight double precision,
  model_version text,
  decided_by uuid not null,
  decided_at timestamp with time zone not null,
  undone_by uuid,
  undone_at timestamp with time zone,
  undone_because text,
  constraint identity_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint identity_decisions_left_some CHECK (((cardinality(left_ids) >= 1) AND (cardinality(left_ids) <= 1000))),
  constraint identity_decisions_pkey PRIMARY KEY (id),
  constraint identity_decisions_right_some CHECK (((cardinality(right_ids) >= 1) AND (cardinality(right_ids) <= 1000))),
  constraint identity_decisions_undoing_whole CHECK ((((undone_at IS NULL) = (undone_by IS NULL)) AND ((undone_at IS NULL) = (undone_because IS NULL)))),
  constraint identity_decisions_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES accounts(id),
  constraint identity_decisions_verdict_known CHECK ((verdict = ANY (ARRAY['same'::text, 'different'::text, 'not sure'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table identity_decisions is 'What somebody decided about two sides of mentions as they then stood: of one person, of two, or not sure. It binds every later run until it is undone. Owner: people.';
comment on column identity_decisions.left_ids is 'mentions of the one side';
comment on column identity_decisions.right_ids is 'mentions of the other side';
comment on column identity_decisions.weight is 'bits of evidence for one person that the decider was shown; null when none was';
CREATE INDEX identity_decisions_decided_by ON public.identity_decisions USING btree (decided_by);
CREATE INDEX identity_decisions_left ON public.identity_decisions USING gin (left_ids) WHERE (undone_at IS NULL);
CREATE INDEX identity_decisions_right ON public.identity_decisions USING gin (right_ids) WHERE (undone_at IS NULL);
CREATE INDEX identity_decisions_undone_by ON public.identity_decisions USING btree (undone_by) WHERE (undone_by IS NOT NULL);
create policy changing on identity_decisions as permissive for update to heed_act using ((( SELECT heed.has_role('intelligence'::text) AS has_role) OR ( SELECT heed.has_role('asb lead'::text) AS has_role) OR ( SELECT heed.has_role('central asb unit'::text) AS has_role))) with check ((undone_by = ( SELECT heed.actor_id() AS actor_id)));
create policy definer_reads on identity_decisions as permissive for select to heed_definer using (true);
create policy sight on identity_decisions as permissive for select to heed_act, heed_look using ((( SELECT heed.is_service() AS is_service) OR ((EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.id = ANY (identity_decisions.left_ids)))) AND (EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.id = ANY (identity_decisions.right_ids)))))));
create policy writing on identity_decisions as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (decided_by = ( SELECT heed.actor_id() AS actor_id)) AND ((cardinality(left_ids) + cardinality(right_ids)) = ( SELECT count(*) AS count
   FROM person_mentions m
  WHERE (m.id = ANY ((identity_decisions.left_ids || identity_decisions.right_ids)))))));
grant update (undone_at) on identity_decisions to heed_act;
grant update (undone_because) on identity_decisions to heed_act;
grant update (undone_by) on identity_decisions to heed_act;
grant insert, select on identity_decisions to heed_act;
grant select on identity_decisions to heed_definer;
grant select on identity_decisions to heed_look;

create table identity_reviews (
  id uuid not null,
  kind text not null,
  left_mention_id uuid not null,
  right_mention_id uuid not null,
  left_person_id uuid not null,
  right_person_id uuid not null,
  weight double precision not null,
  rival text not null,
  consequence smallint not null,
  model_version text not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  closed_because text,
  decision_id uuid,
  constraint identity_reviews_closing_whole CHECK (((closed_at IS NULL) = (closed_because IS NULL))),
  constraint identity_reviews_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES identity_decisions(id),
  constraint identity_reviews_ending_known CHECK ((closed_because = ANY (ARRAY['decided'::text, 'settled by other evidence'::text]))),
  constraint identity_reviews_kind_known CHECK ((kind = ANY (ARRAY['pair'::text, 'cluster'::text]))),
  constraint identity_reviews_left_mention_id_fkey FOREIGN KEY (left_mention_id) REFERENCES person_mentions(id),
  constraint identity_reviews_left_person_id_fkey FOREIGN KEY (left_person_id) REFERENCES persons(id),
  constraint identity_reviews_pkey PRIMARY KEY (id),
  constraint identity_reviews_right_mention_id_fkey FOREIGN KEY (right_mention_id) REFERENCES person_mentions(id),
  constraint identity_reviews_right_person_id_fkey FOREIGN KEY (right_person_id) REFERENCES persons(id)
);  -- owner heed_owner; row security enabled, forced
comment on table identity_reviews is 'Pairs too close to call, and persons put together on doubtful evidence, for an analyst to decide: the gravest consequence first. Owner: people.';
comment on column identity_reviews.weight is 'bits of evidence for one person, against the strongest rival explanation';
comment on column identity_reviews.rival is 'the strongest rival explanation: same household, namesake, same birthday, neighbour or shared contact';
comment on column identity_reviews.consequence is 'how much hangs on it: 3 high, 2 medium, 1 low risk, and 4 more where somebody is flagged vulnerable or intimidated';
CREATE INDEX identity_reviews_decision ON public.identity_reviews USING btree (decision_id) WHERE (decision_id IS NOT NULL);
CREATE INDEX identity_reviews_left ON public.identity_reviews USING btree (left_mention_id);
CREATE INDEX identity_reviews_left_person ON public.identity_reviews USING btree (left_person_id);
CREATE UNIQUE INDEX identity_reviews_once ON public.identity_reviews USING btree (kind, left_person_id, right_person_id) WHERE (closed_at IS NULL);
CREATE INDEX identity_reviews_open ON public.identity_reviews USING btree (consequence DESC, opened_at, id) WHERE (closed_at IS NULL);
CREATE INDEX identity_reviews_right ON public.identity_reviews USING btree (right_mention_id);
CREATE INDEX identity_reviews_right_person ON public.identity_reviews USING btree (right_person_id);
create policy changing on identity_reviews as permissive for update to heed_act using ((( SELECT heed.is_service() AS is_service) OR ((( SELECT heed.has_role('intelligence'::text) AS has_role) OR ( SELECT heed.has_role('asb lead'::text) AS has_role) OR ( SELECT heed.has_role('central asb unit'::text) AS has_role)) AND (EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.id = identity_reviews.left_mention_id))) AND (EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.id = identity_reviews.right_mention_id))))));
create policy definer_reads on identity_reviews as permissive for select to heed_definer using (true);
create policy sight on identity_reviews as permissive for select to heed_act, heed_look using ((( SELECT heed.is_service() AS is_service) OR ((EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.id = identity_reviews.left_mention_id))) AND (EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.id = identity_reviews.right_mention_id))))));
create policy writing on identity_reviews as permissive for insert to heed_act with check (( SELECT heed.is_service() AS is_service));
grant update (closed_at) on identity_reviews to heed_act;
grant update (closed_because) on identity_reviews to heed_act;
grant update (consequence) on identity_reviews to heed_act;
grant update (decision_id) on identity_reviews to heed_act;
grant update (model_version) on identity_reviews to heed_act;
grant update (rival) on identity_reviews to heed_act;
grant update (weight) on identity_reviews to heed_act;
grant insert, select on identity_reviews to heed_act;
grant select on identity_reviews to heed_definer;
grant select on identity_reviews to heed_look;

create table import_rows (
  import_id uuid not null,
  row_number integer not null,
  id uuid not null,
  source_reference text not null,
  year integer not null,
  channel text not null,
  reported_at timestamp with time zone not null,
  occurred_from timestamp with time zone,
  occurred_to timestamp with time zone,
  precision text not null,
  type_id uuid,
  qualifier text,
  narrative text not null,
  location_text text,
  postcode text,
  address_key text,
  longitude double precision,
  latitude double precision,
  easting integer,
  northing integer,
  h3 text,
  lsoa_code text,
  ward_id uuid,
  borough_id uuid,
  team_id uuid,
  grade text,
  is_open_data boolean not null,
  resulted_at timestamp with time zone,
  extra jsonb
);  -- owner heed_owner
comment on table import_rows is 'Rows of a file on their way to becoming incidents, within one act: written by COPY, read by heed.admit_import alone, empty at rest, so not logged. Owner: incidents.';
comment on column import_rows.year is 'the London year of the report: the series its reference is numbered in';
comment on column import_rows.extra is 'people, answers and entries of a row of a force''s own system, ready to be inserted; null for open data';
CREATE INDEX import_rows_import ON public.import_rows USING btree (import_id, row_number) WHERE (extra IS NOT NULL);
grant insert on import_rows to heed_act;
grant delete, select on import_rows to heed_definer;

create table imports (
  id uuid not null,
  source text not null,
  file_name text not null,
  file_sha256 text not null,
  layout text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  imported_by uuid not null,
  rows_read integer not null default 0,
  rows_asb integer not null default 0,
  rows_added integer not null default 0,
  rows_already integer not null default 0,
  rows_restored integer not null default 0,
  rows_rejected integer not null default 0,
  reversed_at timestamp with time zone,
  reversed_by uuid,
  constraint imports_imported_by_fkey FOREIGN KEY (imported_by) REFERENCES accounts(id),
  constraint imports_pkey PRIMARY KEY (id),
  constraint imports_reversed_by_fkey FOREIGN KEY (reversed_by) REFERENCES accounts(id)
);  -- owner heed_owner
comment on table imports is 'A file read in as one act: what it was, what it gave, and whether it was reversed. Owner: incidents.';
CREATE TRIGGER imports_for_administrators BEFORE INSERT OR DELETE OR UPDATE ON public.imports FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role();
grant insert, select, update on imports to heed_act;
grant select, update on imports to heed_definer;
grant select on imports to heed_look;

create table incident_entries (
  id uuid not null,
  incident_id uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  by_id uuid not null,
  text text not null default ''::text,
  detail jsonb not null default '{}'::jsonb,
  corrects_id uuid,
  source text,
  source_reference text,
  constraint incident_entries_by_id_fkey FOREIGN KEY (by_id) REFERENCES accounts(id),
  constraint incident_entries_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES incident_entries(id),
  constraint incident_entries_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint incident_entries_kind_known CHECK ((kind = ANY (ARRAY['recorded'::text, 'grade'::text, 'deployment'::text, 'told unit'::text, 'result'::text, 'caller told'::text, 'qualifier'::text, 'type'::text, 'flag'::text, 'research'::text, 'allocation'::text, 'follow-up'::text, 'crime'::text, 'intelligence'::text, 'duplicate'::text, 'assessment'::text, 'doubt settled'::text, 'note'::text, 'correction'::text, 'case'::text, 'place'::text, 'people'::text, 'times'::text, 'prompt'::text, 'further report'::text, 'similar'::text]))),
  constraint incident_entries_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table incident_entries is 'The incident''s log: every decision and act in order, never changed; a correction is a new entry pointing at the old. Owner: incidents.';
comment on column incident_entries.source is 'the other system that sent this further report; null for all else';
comment on column incident_entries.source_reference is 'its own number there';
CREATE INDEX incident_entries_corrects ON public.incident_entries USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX incident_entries_incident ON public.incident_entries USING btree (incident_id, at);
CREATE INDEX incident_entries_intelligence ON public.incident_entries USING btree (at) WHERE (kind = 'intelligence'::text);
CREATE INDEX incident_entries_source_reference ON public.incident_entries USING btree (source_reference) WHERE (source_reference IS NOT NULL);
CREATE UNIQUE INDEX incident_entries_source_reference_once ON public.incident_entries USING btree (source, source_reference) WHERE (source_reference IS NOT NULL);
CREATE INDEX incident_entries_words ON public.incident_entries USING gin (to_tsvector('english'::regconfig, translate(((((((((text || ' '::text) || COALESCE((detail ->> 'reason'::text), ''::text)) || ' '::text) || COALESCE((detail ->> 'because'::text), ''::text)) || ' '::text) || COALESCE((detail ->> 'searched'::text), ''::text)) || ' '::text) || COALESCE((detail ->> 'note'::text), ''::text)), '’‘ʼ′`'::text, ''''''''''''::text))) WHERE (kind <> ALL (ARRAY['recorded'::text, 'grade'::text]));
create policy definer_admits on incident_entries as permissive for insert to heed_definer with check (true);
create policy definer_reads on incident_entries as permissive for select to heed_definer using (true);
create policy sight on incident_entries as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = incident_entries.incident_id))));
create policy writing on incident_entries as permissive for insert to heed_act with check (heed.may_add_to_incident(incident_id, by_id));
CREATE TRIGGER incident_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.incident_entries FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on incident_entries to heed_act;
grant insert, select on incident_entries to heed_definer;
grant select on incident_entries to heed_look;

create table incident_flags (
  id uuid not null,
  incident_id uuid not null,
  flag text not null,
  origin text not null,
  state text not null default 'raised'::text,
  raised_at timestamp with time zone not null,
  raised_by uuid not null,
  decided_at timestamp with time zone,
  decided_by uuid,
  reason text,
  constraint incident_flags_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint incident_flags_decided_whole CHECK ((((state = 'raised'::text) = (decided_at IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
  constraint incident_flags_flag_known CHECK ((flag = ANY (ARRAY['repeat'::text, 'other agency'::text, 'personal'::text, 'hate'::text, 'vulnerable'::text, 'intimidation'::text]))),
  constraint incident_flags_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint incident_flags_once UNIQUE (incident_id, flag),
  constraint incident_flags_origin_known CHECK ((origin = ANY (ARRAY['screening'::text, 'seen before'::text, 'officer'::text, 'assessment'::text]))),
  constraint incident_flags_pkey PRIMARY KEY (id),
  constraint incident_flags_raised_by_fkey FOREIGN KEY (raised_by) REFERENCES accounts(id),
  constraint incident_flags_state_known CHECK ((state = ANY (ARRAY['raised'::text, 'confirmed'::text, 'lifted'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table incident_flags is 'Warnings raised on an incident, confirmed or lifted by the borough intelligence unit with a reason. Owner: incidents.';
create policy changing on incident_flags as permissive for update to heed_act using ((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = incident_flags.incident_id))));
create policy definer_reads on incident_flags as permissive for select to heed_definer using (true);
create policy sight on incident_flags as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = incident_flags.incident_id))));
create policy writing on incident_flags as permissive for insert to heed_act with check (heed.may_add_to_incident(incident_id, raised_by));
CREATE TRIGGER incident_flags_decided_by_is_oneself BEFORE INSERT OR UPDATE OF decided_by ON public.incident_flags FOR EACH ROW WHEN ((new.decided_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('decided_by');
grant insert, select, update on incident_flags to heed_act;
grant select on incident_flags to heed_definer;
grant select on incident_flags to heed_look;

create table incidents (
  id uuid not null,
  reference text not null,
  source text not null default 'heed'::text,
  source_reference text,
  channel text not null,
  reported_at timestamp with time zone not null,
  occurred_from timestamp with time zone,
  occurred_to timestamp with time zone,
  precision text not null default 'instant'::text,
  type_id uuid,
  opening_qualifier text,
  qualifier text,
  narrative text not null default ''::text,
  location_text text,
  postcode text,
  address_id uuid,
  address_key text,
  longitude double precision,
  latitude double precision,
  easting integer,
  northing integer,
  h3 text,
  lsoa_code text,
  ward_id uuid,
  borough_id uuid,
  team_id uuid,
  grade text,
  suggested_grade text,
  suggested_because text[],
  status text not null default 'recorded'::text,
  risk_order smallint not null default 0,
  flags text[] not null default '{}'::text[],
  allocated_to uuid,
  assessment_asked boolean not null default false,
  crime_reference text,
  victims_code boolean,
  intelligence text,
  intelligence_reference text,
  duplicate_of uuid,
  is_open_data boolean not null default false,
  withdrawn_at timestamp with time zone,
  sealed_under uuid,
  import_id uuid,
  resulted_at timestamp with time zone,
  recorded_at timestamp with time zone not null,
  recorded_by uuid not null,
  version integer not null default 1,
  is_open boolean generated always as (((status <> 'resulted'::text) AND (NOT is_open_data) AND (withdrawn_at IS NULL) AND (duplicate_of IS NULL))) stored,
  words tsvector generated always as (to_tsvector('english'::regconfig, translate(((COALESCE(narrative, ''::text) || ' '::text) || COALESCE(location_text, ''::text)), '’‘ʼ′`'::text, ''''''''''''::text))) stored,
  constraint incidents_address_id_fkey FOREIGN KEY (address_id) REFERENCES addresses(id),
  constraint incidents_allocated_to_fkey FOREIGN KEY (allocated_to) REFERENCES accounts(id),
  constraint incidents_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint incidents_channel_known CHECK ((channel = ANY (ARRAY['999'::text, '101'::text, 'front-counter'::text, 'neighbourhood-team'::text, 'online'::text, 'partner'::text, 'open-data'::text, 'not-known'::text]))),
  constraint incidents_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES incidents(id),
  constraint incidents_intelligence_known CHECK ((intelligence = ANY (ARRAY['submitted'::text, 'considered'::text]))),
  constraint incidents_not_its_own_duplicate CHECK ((duplicate_of IS DISTINCT FROM id)),
  constraint incidents_open_data_bare CHECK (((NOT is_open_data) OR ((allocated_to IS NULL) AND (risk_order = 0) AND (cardinality(flags) = 0)))),
  constraint incidents_opening_qualifier_known CHECK ((opening_qualifier = ANY (ARRAY['personal'::text, 'nuisance'::text, 'environmental'::text]))),
  constraint incidents_pkey PRIMARY KEY (id),
  constraint incidents_precision_known CHECK (("precision" = ANY (ARRAY['instant'::text, 'month'::text]))),
  constraint incidents_qualifier_known CHECK ((qualifier = ANY (ARRAY['personal'::text, 'nuisance'::text, 'environmental'::text]))),
  constraint incidents_reference_once UNIQUE (reference),
  constraint incidents_resulted_whole CHECK (((status = 'resulted'::text) = (resulted_at IS NOT NULL))),
  constraint incidents_risk_order_known CHECK (((risk_order >= 0) AND (risk_order <= 3))),
  constraint incidents_source_reference_once UNIQUE (source, source_reference),
  constraint incidents_status_known CHECK ((status = ANY (ARRAY['recorded'::text, 'deployed'::text, 'not deployed'::text, 'resulted'::text]))),
  constraint incidents_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id),
  constraint incidents_type_id_fkey FOREIGN KEY (type_id) REFERENCES reference_values(id),
  constraint incidents_ward_id_fkey FOREIGN KEY (ward_id) REFERENCES areas(id)
);  -- owner heed_owner; row security enabled, forced
comment on table incidents is 'What was reported, by any channel. Open-data rows are marked and have month precision. Owner: incidents.';
comment on column incidents.precision is 'month: occurred_from is the first instant of the month and nothing finer is known';
comment on column incidents.opening_qualifier is 'the qualifier first recorded; qualifier holds the present one';
comment on column incidents.easting is 'metres, British National Grid';
comment on column incidents.northing is 'metres, British National Grid';
comment on column incidents.h3 is 'H3 cell, resolution 9';
comment on column incidents.risk_order is 'band of the approved assessment: 3 high, 2 medium, 1 low, 0 none; for ordering lists';
comment on column incidents.is_open is 'waits for a result: real, not withdrawn, not a duplicate';
CREATE INDEX incidents_address ON public.incidents USING btree (address_id, reported_at) WHERE (address_id IS NOT NULL);
CREATE INDEX incidents_address_key ON public.incidents USING btree (address_key, reported_at) WHERE (address_key IS NOT NULL);
CREATE INDEX incidents_allocated ON public.incidents USING btree (allocated_to) WHERE (allocated_to IS NOT NULL);
CREATE INDEX incidents_borough_reported ON public.incidents USING btree (borough_id, reported_at);
CREATE INDEX incidents_cell ON public.incidents USING btree (h3, reported_at) WHERE ((h3 IS NOT NULL) AND (NOT is_open_data));
CREATE INDEX incidents_counted ON public.incidents USING btree (reported_at) INCLUDE (id, duplicate_of, type_id, team_id, borough_id, recorded_by, sealed_under, risk_order, flags, address_key, address_id, occurred_from, occurred_to, "precision") WHERE ((NOT is_open_data) AND (withdrawn_at IS NULL));
CREATE INDEX incidents_duplicate_of ON public.incidents USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);
CREATE INDEX incidents_flagged ON public.incidents USING btree (borough_id, reported_at, id) INCLUDE (team_id, recorded_by, sealed_under, flags) WHERE ((cardinality(flags) > 0) AND (NOT is_open_data));
CREATE INDEX incidents_flagged_open ON public.incidents USING btree (borough_id, risk_order DESC, reported_at, id) INCLUDE (team_id, recorded_by, sealed_under, flags) WHERE ((cardinality(flags) > 0) AND is_open);
CREATE INDEX incidents_flagged_team ON public.incidents USING btree (team_id, reported_at, id) INCLUDE (borough_id, recorded_by, sealed_under, flags) WHERE ((cardinality(flags) > 0) AND (NOT is_open_data));
CREATE INDEX incidents_ground ON public.incidents USING btree (easting, northing) INCLUDE (reported_at, team_id, borough_id, recorded_by, sealed_under) WHERE ((easting IS NOT NULL) AND (NOT is_open_data));
CREATE INDEX incidents_import ON public.incidents USING btree (import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX incidents_open_borough ON public.incidents USING btree (borough_id, risk_order DESC, reported_at, id) INCLUDE (team_id, recorded_by, sealed_under) WHERE is_open;
CREATE INDEX incidents_open_data ON public.incidents USING btree (reported_at, id) WHERE (is_open_data AND (withdrawn_at IS NULL));
CREATE INDEX incidents_open_force ON public.incidents USING btree (risk_order DESC, reported_at, id) INCLUDE (team_id, borough_id, recorded_by, sealed_under) WHERE is_open;
CREATE INDEX incidents_open_team ON public.incidents USING btree (team_id, risk_order DESC, reported_at, id) INCLUDE (borough_id, recorded_by, sealed_under) WHERE is_open;
CREATE INDEX incidents_postcode ON public.incidents USING btree (postcode, reported_at) WHERE (postcode IS NOT NULL);
CREATE INDEX incidents_recorded ON public.incidents USING btree (recorded_at) WHERE (NOT is_open_data);
CREATE INDEX incidents_reported ON public.incidents USING brin (reported_at);
CREATE INDEX incidents_sealed ON public.incidents USING btree (sealed_under) WHERE (sealed_under IS NOT NULL);
CREATE INDEX incidents_sealed_ids ON public.incidents USING btree (id) WHERE (sealed_under IS NOT NULL);
CREATE INDEX incidents_source_reference ON public.incidents USING btree (source_reference) WHERE ((source_reference IS NOT NULL) AND (NOT is_open_data));
CREATE INDEX incidents_team_reported ON public.incidents USING btree (team_id, reported_at);
CREATE INDEX incidents_waiting ON public.incidents USING btree (reported_at, id) INCLUDE (team_id, borough_id, recorded_by, sealed_under) WHERE is_open;
CREATE INDEX incidents_ward_reported ON public.incidents USING btree (ward_id, reported_at);
CREATE INDEX incidents_words ON public.incidents USING gin (words) WHERE (NOT is_open_data);
create policy changing on incidents as permissive for update to heed_act using ((
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE (( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])) OR (recorded_by = ( SELECT heed.actor_id() AS actor_id)))
END OR (id = ANY (( SELECT heed.granted('incident'::text) AS granted)::uuid[])))) with check (( SELECT heed.may_write() AS may_write));
create policy definer_admits on incidents as permissive for insert to heed_definer with check (true);
create policy definer_reads on incidents as permissive for select to heed_definer using (true);
create policy definer_restores on incidents as permissive for update to heed_definer using (true) with check (true);
create policy definer_seals on incidents as permissive for update to heed_definer using (true) with check (true);
create policy service_changes on incidents as permissive for update to heed_act using (( SELECT heed.is_service() AS is_service));
create policy service_keeps on incidents as permissive for select to heed_act using (( SELECT heed.is_service() AS is_service));
create policy sight on incidents as permissive for select to heed_act, heed_look using ((((sealed_under IS NULL) AND (( SELECT heed.sees_force() AS sees_force) OR (borough_id = ( SELECT (heed.actor_boroughs())[1] AS actor_boroughs)) OR (team_id = ( SELECT (heed.actor_teams())[1] AS actor_teams)) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (recorded_by = ( SELECT heed.actor_id() AS actor_id)))) OR (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[])) OR (id = ANY (( SELECT heed.granted('incident'::text) AS granted)::uuid[]))));
create policy writing on incidents as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (recorded_by = ( SELECT heed.actor_id() AS actor_id))));
grant update (address_id) on incidents to heed_act;
grant update (address_key) on incidents to heed_act;
grant update (allocated_to) on incidents to heed_act;
grant update (assessment_asked) on incidents to heed_act;
grant update (borough_id) on incidents to heed_act;
grant update (borough_id) on incidents to heed_definer;
grant update (channel) on incidents to heed_act;
grant update (crime_reference) on incidents to heed_act;
grant update (duplicate_of) on incidents to heed_act;
grant update (easting) on incidents to heed_act;
grant update (flags) on incidents to heed_act;
grant update (grade) on incidents to heed_act;
grant update (h3) on incidents to heed_act;
grant update (import_id) on incidents to heed_act;
grant update (intelligence) on incidents to heed_act;
grant update (intelligence_reference) on incidents to heed_act;
grant update (latitude) on incidents to heed_act;
grant update (location_text) on incidents to heed_act;
grant update (longitude) on incidents to heed_act;
grant update (lsoa_code) on incidents to heed_act;
grant update (narrative) on incidents to heed_act;
grant update (northing) on incidents to heed_act;
grant update (occurred_from) on incidents to heed_act;
grant update (occurred_to) on incidents to heed_act;
grant update (opening_qualifier) on incidents to heed_act;
grant update (postcode) on incidents to heed_act;
grant update (precision) on incidents to heed_act;
grant update (qualifier) on incidents to heed_act;
grant update (reported_at) on incidents to heed_act;
grant update (resulted_at) on incidents to heed_act;
grant update (risk_order) on incidents to heed_act;
grant update (sealed_under) on incidents to heed_definer;
grant update (source) on incidents to heed_act;
grant update (source_reference) on incidents to heed_act;
grant update (status) on incidents to heed_act;
grant update (suggested_because) on incidents to heed_act;
grant update (suggested_grade) on incidents to heed_act;
grant update (team_id) on incidents to heed_act;
grant update (team_id) on incidents to heed_definer;
grant update (type_id) on incidents to heed_act;
grant update (version) on incidents to heed_act;
grant update (victims_code) on incidents to heed_act;
grant update (ward_id) on incidents to heed_act;
grant update (ward_id) on incidents to heed_definer;
grant update (withdrawn_at) on incidents to heed_act;
grant insert, select on incidents to heed_act;
grant insert, select, update on incidents to heed_definer;
grant select on incidents to heed_look;

create table linkage_counts (
  comparison text not null,
  mentions integer not null,
  collision double precision not null,
  counted_at timestamp with time zone not null,
  constraint linkage_counts_collision_is_one CHECK (((collision > (0)::double precision) AND (collision <= (1)::double precision))),
  constraint linkage_counts_pkey PRIMARY KEY (comparison),
  constraint linkage_counts_some CHECK ((mentions > 0))
);  -- owner heed_owner; row security enabled, forced
comment on table linkage_counts is 'What the shares of linkage_terms are shares of, as counted at night. Owner: people.';
comment on column linkage_counts.mentions is 'mentions that give any value';
comment on column linkage_counts.collision is 'chance that two of them give the same: the sum of the squares of the shares';
create policy definer_reads on linkage_counts as permissive for select to heed_definer using (true);
create policy removing on linkage_counts as permissive for delete to heed_act using (( SELECT heed.is_service() AS is_service));
create policy sight on linkage_counts as permissive for select to heed_act, heed_look using (( SELECT heed.is_insider() AS is_insider));
create policy writing on linkage_counts as permissive for insert to heed_act with check (( SELECT heed.is_service() AS is_service));
grant delete, insert, select on linkage_counts to heed_act;
grant select on linkage_counts to heed_definer;
grant select on linkage_counts to heed_look;

create table linkage_models (
  id uuid not null,
  version text not null,
  body jsonb not null,
  in_force_from timestamp with time zone not null,
  installed_by uuid not null,
  installed_at timestamp with time zone not null,
  reason text not null,
  constraint linkage_models_installed_by_fkey FOREIGN KEY (installed_by) REFERENCES accounts(id),
  constraint linkage_models_pkey PRIMARY KEY (id),
  constraint linkage_models_version_once UNIQUE (version)
);  -- owner heed_owner; row security enabled, forced
comment on table linkage_models is 'Versions of the model people are recognised by, its thresholds with it, and from when each is in force. Never changed. Holds no personal data. Owner: people.';
CREATE INDEX linkage_models_in_force ON public.linkage_models USING btree (in_force_from DESC);
CREATE INDEX linkage_models_installed_by ON public.linkage_models USING btree (installed_by);
create policy definer_reads on linkage_models as permissive for select to heed_definer using (true);
create policy sight on linkage_models as permissive for select to heed_act, heed_look using (( SELECT heed.is_insider() AS is_insider));
create policy writing on linkage_models as permissive for insert to heed_act with check (((installed_by = ( SELECT heed.actor_id() AS actor_id)) AND (( SELECT heed.is_service() AS is_service) OR ( SELECT heed.has_role('central asb unit'::text) AS has_role))));
grant insert, select on linkage_models to heed_act;
grant select on linkage_models to heed_definer;
grant select on linkage_models to heed_look;

create table linkage_terms (
  comparison text not null,
  term text not null,
  share double precision not null,
  constraint linkage_terms_pkey PRIMARY KEY (comparison, term),
  constraint linkage_terms_share_is_one CHECK (((share > (0)::double precision) AND (share <= (1)::double precision)))
);  -- owner heed_owner; row security enabled, forced
comment on table linkage_terms is 'How common a name is among the force''s own mentions, as counted at night: agreeing on a rare one says more. Only values that ten mentions or more share are kept. And the surnames at communal addresses, by the key of the address: agreeing on one of those says less. Owner: people.';
comment on column linkage_terms.share is 'share of the mentions that give any value, or of the surnames counted at communal addresses, 0 to 1';
create policy definer_reads on linkage_terms as permissive for select to heed_definer using (true);
create policy removing on linkage_terms as permissive for delete to heed_act using (( SELECT heed.is_service() AS is_service));
create policy sight on linkage_terms as permissive for select to heed_act, heed_look using (( SELECT heed.is_insider() AS is_insider));
create policy writing on linkage_terms as permissive for insert to heed_act with check (( SELECT heed.is_service() AS is_service));
grant delete, insert, select on linkage_terms to heed_act;
grant select on linkage_terms to heed_definer;
grant select on linkage_terms to heed_look;

create table notifications (
  id uuid not null,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  team_id uuid,
  account_id uuid,
  borough_id uuid,
  sealed_under uuid,
  created_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by uuid,
  constraint notifications_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint notifications_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES accounts(id),
  constraint notifications_acknowledged_whole CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL))),
  constraint notifications_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint notifications_pkey PRIMARY KEY (id),
  constraint notifications_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id),
  constraint notifications_to_somebody CHECK (((team_id IS NOT NULL) OR (account_id IS NOT NULL)))
);  -- owner heed_owner; row security enabled, forced
comment on table notifications is 'A team or a person told of something, when, and when they said they had seen it. Owner: platform.';
CREATE INDEX notifications_account_waiting ON public.notifications USING btree (account_id, created_at) WHERE (acknowledged_at IS NULL);
CREATE INDEX notifications_borough ON public.notifications USING btree (borough_id) WHERE (borough_id IS NOT NULL);
CREATE INDEX notifications_subject ON public.notifications USING btree (subject_id);
CREATE INDEX notifications_team_waiting ON public.notifications USING btree (team_id, created_at) WHERE (acknowledged_at IS NULL);
create policy changing on notifications as permissive for update to heed_act using ((( SELECT heed.is_service() AS is_service) OR (
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE true
END AND ((account_id = ( SELECT heed.actor_id() AS actor_id)) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[]))))));
create policy definer_reads on notifications as permissive for select to heed_definer using (true);
create policy definer_seals on notifications as permissive for update to heed_definer using (true) with check (true);
create policy sight on notifications as permissive for select to heed_act, heed_look using (
CASE
    WHEN (sealed_under IS NOT NULL) THEN (sealed_under = ANY (( SELECT heed.granted('case'::text) AS granted)::uuid[]))
    ELSE ((account_id = ( SELECT heed.actor_id() AS actor_id)) OR ( SELECT heed.sees_force() AS sees_force) OR (team_id = ANY (( SELECT heed.actor_teams() AS actor_teams)::uuid[])) OR (borough_id = ANY (( SELECT heed.actor_boroughs() AS actor_boroughs)::uuid[])))
END);
create policy writing on notifications as permissive for insert to heed_act with check (( SELECT heed.may_write() AS may_write));
CREATE TRIGGER notifications_acknowledged_by_is_oneself BEFORE INSERT OR UPDATE OF acknowledged_by ON public.notifications FOR EACH ROW WHEN ((new.acknowledged_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('acknowledged_by');
grant update (acknowledged_at) on notifications to heed_act;
grant update (acknowledged_by) on notifications to heed_act;
grant update (sealed_under) on notifications to heed_definer;
grant insert, select on notifications to heed_act;
grant select on notifications to heed_definer;
grant select on notifications to heed_look;

create table person_links (
  id uuid not null,
  mention_id uuid not null,
  from_person_id uuid,
  to_person_id uuid not null,
  decided_by uuid not null,
  decided_at timestamp with time zone not null,
  reason text not null,
  decision_id uuid,
  weight double precision,
  model_version text,
  constraint person_links_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint person_links_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES identity_decisions(id),
  constraint person_links_from_person_id_fkey FOREIGN KEY (from_person_id) REFERENCES persons(id),
  constraint person_links_mention_id_fkey FOREIGN KEY (mention_id) REFERENCES person_mentions(id),
  constraint person_links_pkey PRIMARY KEY (id),
  constraint person_links_to_person_id_fkey FOREIGN KEY (to_person_id) REFERENCES persons(id)
);  -- owner heed_owner; row security enabled, forced
comment on table person_links is 'The history of which mention was taken to be which person, by whom and why: identity is reversible. Owner: people.';
comment on column person_links.decision_id is 'the decision that moved it; null when it was recognised';
comment on column person_links.weight is 'bits of evidence that it is this person, mean over their mentions; null when it was decided';
CREATE INDEX person_links_decision ON public.person_links USING btree (decision_id) WHERE (decision_id IS NOT NULL);
CREATE INDEX person_links_from ON public.person_links USING btree (from_person_id) WHERE (from_person_id IS NOT NULL);
CREATE INDEX person_links_mention ON public.person_links USING btree (mention_id);
CREATE INDEX person_links_to ON public.person_links USING btree (to_person_id);
create policy definer_reads on person_links as permissive for select to heed_definer using (true);
create policy sight on person_links as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.id = person_links.mention_id))));
create policy writing on person_links as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (decided_by = ( SELECT heed.actor_id() AS actor_id))));
grant insert, select on person_links to heed_act;
grant select on person_links to heed_definer;
grant select on person_links to heed_look;

create table person_mentions (
  id uuid not null,
  person_id uuid not null,
  source_kind text not null,
  source_id uuid not null,
  part text not null,
  given_name text,
  family_name text,
  title text,
  date_of_birth date,
  birth_year integer,
  phone text,
  email text,
  address_text text,
  postcode text,
  address_id uuid,
  wants_contact boolean,
  safe_to_contact text,
  given_name_key text,
  family_name_key text,
  phone_key text,
  email_key text,
  postcode_key text,
  address_key text,
  recorded_at timestamp with time zone not null,
  recorded_by uuid not null,
  corrects_id uuid,
  corrected_by_id uuid,
  is_anonymous boolean not null default false,
  family_sound_key text,
  given_initial text,
  keys_version smallint not null default 0,
  street_key text,
  constraint person_mentions_address_id_fkey FOREIGN KEY (address_id) REFERENCES addresses(id),
  constraint person_mentions_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES person_mentions(id),
  constraint person_mentions_part_known CHECK ((part = ANY (ARRAY['caller'::text, 'victim'::text, 'witness'::text, 'suspect'::text]))),
  constraint person_mentions_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint person_mentions_pkey PRIMARY KEY (id),
  constraint person_mentions_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES accounts(id),
  constraint person_mentions_source_known CHECK ((source_kind = ANY (ARRAY['incident'::text, 'case'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table person_mentions is 'A person as heard in one record, raw and in standard form, with the part they played there. Corrections are new mentions pointing at the old. Owner: people.';
comment on column person_mentions.safe_to_contact is 'how and when it is safe to reach this person, in their words';
comment on column person_mentions.is_anonymous is 'they were asked and would not say who they are: nothing is missing';
comment on column person_mentions.family_sound_key is 'how the last part of the family name sounds (double metaphone)';
comment on column person_mentions.given_initial is 'the first letter of the given name, or the initial given in its place: the second field a key over its cap is split by';
comment on column person_mentions.keys_version is 'which version of the rules for keys these were made by; an older one is made again at night';
comment on column person_mentions.street_key is 'the street as it is compared, without flat and number: "tanner st"';
CREATE INDEX person_mentions_address ON public.person_mentions USING btree (address_id) WHERE (address_id IS NOT NULL);
CREATE INDEX person_mentions_address_key ON public.person_mentions USING btree (address_key, given_initial) INCLUDE (family_name_key, part, corrected_by_id) WHERE (address_key IS NOT NULL);
CREATE INDEX person_mentions_birth_given ON public.person_mentions USING btree (date_of_birth, given_initial) WHERE ((date_of_birth IS NOT NULL) AND (given_initial IS NOT NULL));
CREATE INDEX person_mentions_birth_surname ON public.person_mentions USING btree (date_of_birth, family_name_key) WHERE (date_of_birth IS NOT NULL);
CREATE INDEX person_mentions_corrects ON public.person_mentions USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE UNIQUE INDEX person_mentions_corrects_once ON public.person_mentions USING btree (corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX person_mentions_email ON public.person_mentions USING btree (email_key) WHERE (email_key IS NOT NULL);
CREATE INDEX person_mentions_family ON public.person_mentions USING btree (family_name_key, given_name_key) WHERE (family_name_key IS NOT NULL);
CREATE INDEX person_mentions_family_begins ON public.person_mentions USING btree (family_name_key COLLATE "C", given_initial) WHERE (family_name_key IS NOT NULL);
CREATE INDEX person_mentions_old_keys ON public.person_mentions USING btree (keys_version, id);
CREATE INDEX person_mentions_person ON public.person_mentions USING btree (person_id);
CREATE INDEX person_mentions_phone ON public.person_mentions USING btree (phone_key, given_initial) WHERE (phone_key IS NOT NULL);
CREATE INDEX person_mentions_phone_begins ON public.person_mentions USING btree (phone_key COLLATE "C") WHERE (phone_key IS NOT NULL);
CREATE INDEX person_mentions_phone_ends ON public.person_mentions USING btree ("right"(phone_key, 4), family_name_key COLLATE "C") WHERE (phone_key IS NOT NULL);
CREATE INDEX person_mentions_postcode_given ON public.person_mentions USING btree (postcode_key, given_initial) WHERE ((postcode_key IS NOT NULL) AND (given_initial IS NOT NULL));
CREATE INDEX person_mentions_postcode_surname ON public.person_mentions USING btree (postcode_key, family_name_key, given_initial) WHERE (postcode_key IS NOT NULL);
CREATE INDEX person_mentions_sector_house ON public.person_mentions USING btree ("left"(split_part(address_key, ' '::text, 1), '-2'::integer), "substring"(address_key, '[^ ]+$'::text)) WHERE (address_key IS NOT NULL);
CREATE INDEX person_mentions_sector_surname ON public.person_mentions USING btree ("left"(postcode_key, '-2'::integer), family_name_key COLLATE "C") WHERE ((postcode_key IS NOT NULL) AND (family_name_key IS NOT NULL));
CREATE INDEX person_mentions_sound ON public.person_mentions USING btree (family_sound_key, given_name_key) WHERE ((family_sound_key IS NOT NULL) AND (given_name_key IS NOT NULL));
CREATE INDEX person_mentions_source ON public.person_mentions USING btree (source_id) INCLUDE (source_kind, part, corrected_by_id, person_id, phone_key, address_key);
CREATE INDEX person_mentions_street ON public.person_mentions USING btree (given_initial, street_key COLLATE "C") WHERE ((given_initial IS NOT NULL) AND (street_key IS NOT NULL));
create policy changing on person_mentions as permissive for update to heed_act using (
CASE source_kind
    WHEN 'incident'::text THEN (EXISTS ( SELECT 1
       FROM incidents i
      WHERE (i.id = person_mentions.source_id)))
    ELSE (EXISTS ( SELECT 1
       FROM cases c
      WHERE (c.id = person_mentions.source_id)))
END);
create policy definer_admits on person_mentions as permissive for insert to heed_definer with check (true);
create policy definer_reads on person_mentions as permissive for select to heed_definer using (true);
create policy sight on person_mentions as permissive for select to heed_act, heed_look using ((
CASE source_kind
    WHEN 'incident'::text THEN (EXISTS ( SELECT 1
       FROM incidents i
      WHERE (i.id = person_mentions.source_id)))
    ELSE (EXISTS ( SELECT 1
       FROM cases c
      WHERE (c.id = person_mentions.source_id)))
END OR (EXISTS ( SELECT 1
   FROM case_people p
  WHERE (p.mention_id = person_mentions.id)))));
create policy writing on person_mentions as permissive for insert to heed_act with check (
CASE source_kind
    WHEN 'incident'::text THEN heed.may_add_to_incident(source_id, recorded_by)
    ELSE (( SELECT heed.may_write() AS may_write) AND (recorded_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
       FROM cases c
      WHERE (c.id = person_mentions.source_id))))
END);
CREATE TRIGGER person_mentions_identity_followed AFTER UPDATE OF person_id ON public.person_mentions FOR EACH ROW WHEN ((old.person_id IS DISTINCT FROM new.person_id)) EXECUTE FUNCTION heed.follow_identity();
grant update (address_id) on person_mentions to heed_act;
grant update (address_key) on person_mentions to heed_act;
grant update (address_text) on person_mentions to heed_act;
grant update (birth_year) on person_mentions to heed_act;
grant update (corrected_by_id) on person_mentions to heed_act;
grant update (corrects_id) on person_mentions to heed_act;
grant update (date_of_birth) on person_mentions to heed_act;
grant update (email) on person_mentions to heed_act;
grant update (email_key) on person_mentions to heed_act;
grant update (family_name) on person_mentions to heed_act;
grant update (family_name_key) on person_mentions to heed_act;
grant update (family_sound_key) on person_mentions to heed_act;
grant update (given_initial) on person_mentions to heed_act;
grant update (given_name) on person_mentions to heed_act;
grant update (given_name_key) on person_mentions to heed_act;
grant update (is_anonymous) on person_mentions to heed_act;
grant update (keys_version) on person_mentions to heed_act;
grant update (part) on person_mentions to heed_act;
grant update (person_id) on person_mentions to heed_act;
grant update (phone) on person_mentions to heed_act;
grant update (phone_key) on person_mentions to heed_act;
grant update (postcode) on person_mentions to heed_act;
grant update (postcode_key) on person_mentions to heed_act;
grant update (safe_to_contact) on person_mentions to heed_act;
grant update (street_key) on person_mentions to heed_act;
grant update (title) on person_mentions to heed_act;
grant update (wants_contact) on person_mentions to heed_act;
grant insert, select on person_mentions to heed_act;
grant insert, select on person_mentions to heed_definer;
grant select on person_mentions to heed_look;

create table persons (
  id uuid not null,
  created_at timestamp with time zone not null,
  created_by uuid not null,
  version integer not null default 1,
  constraint persons_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint persons_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table persons is 'One human being, as far as is known: nothing but the identity that mentions point at. Owner: people.';
create policy definer_admits on persons as permissive for insert to heed_definer with check (true);
create policy definer_reads on persons as permissive for select to heed_definer using (true);
create policy sight on persons as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM person_mentions m
  WHERE (m.person_id = persons.id))));
create policy writing on persons as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (created_by = ( SELECT heed.actor_id() AS actor_id))));
grant insert, select on persons to heed_act;
grant insert, select on persons to heed_definer;
grant select on persons to heed_look;

create table postcodes (
  postcode text not null,
  longitude double precision not null,
  latitude double precision not null,
  easting integer,
  northing integer,
  ward_code text,
  ward_id uuid,
  borough_id uuid,
  source text not null,
  constraint postcodes_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint postcodes_pkey PRIMARY KEY (postcode),
  constraint postcodes_ward_id_fkey FOREIGN KEY (ward_id) REFERENCES areas(id)
);  -- owner heed_owner
comment on table postcodes is 'Loaded postcodes, without the space, with the point of their centre. A postcode not here is kept on the record and marked, never refused. Owner: places.';
comment on column postcodes.easting is 'metres, British National Grid';
comment on column postcodes.northing is 'metres, British National Grid';
CREATE INDEX postcodes_borough ON public.postcodes USING btree (borough_id);
CREATE INDEX postcodes_ward ON public.postcodes USING btree (ward_id);
CREATE TRIGGER postcodes_for_administrators BEFORE INSERT OR DELETE OR UPDATE ON public.postcodes FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role();
grant delete, insert, select, update on postcodes to heed_act;
grant select on postcodes to heed_definer;
grant select on postcodes to heed_look;

create table question_sets (
  id uuid not null,
  key text not null,
  version text not null,
  purpose text not null,
  title text not null,
  label text not null,
  body jsonb not null,
  valid daterange not null,
  source text,
  certainty text not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  constraint question_sets_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint question_sets_one_at_a_time EXCLUDE USING gist (purpose WITH =, key WITH =, valid WITH &&),
  constraint question_sets_pkey PRIMARY KEY (id),
  constraint question_sets_purpose_known CHECK ((purpose = ANY (ARRAY['screening'::text, 'risk'::text]))),
  constraint question_sets_version_once UNIQUE (key, version)
);  -- owner heed_owner
comment on table question_sets is 'Versions of the screening prompt and of risk matrices: questions, options, scores, bands, escalators. Never changed once used; a new version follows. Owner: admin.';
CREATE TRIGGER question_sets_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.question_sets FOR EACH STATEMENT EXECUTE FUNCTION heed.note_list_change();
CREATE TRIGGER question_sets_for_list_keepers BEFORE INSERT OR DELETE OR UPDATE ON public.question_sets FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role('central asb unit');
grant update (valid) on question_sets to heed_act;
grant insert, select on question_sets to heed_act;
grant select on question_sets to heed_definer;
grant select on question_sets to heed_look;

create table reference_values (
  id uuid not null,
  code_set text not null,
  key text not null,
  code text,
  name text not null,
  definition text,
  valid daterange not null,
  sort integer not null default 0,
  extra jsonb not null default '{}'::jsonb,
  source text,
  certainty text not null,
  changed_by uuid,
  changed_at timestamp with time zone not null default now(),
  constraint reference_values_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id),
  constraint reference_values_one_at_a_time EXCLUDE USING gist (code_set WITH =, key WITH =, valid WITH &&),
  constraint reference_values_pkey PRIMARY KEY (id)
);  -- owner heed_owner
comment on table reference_values is 'Code lists: ASB types, qualifiers, grades, result codes, flags, bank holidays and the like. A record points at the version in force on its day. Owner: admin.';
comment on column reference_values.code is 'the number printed by the source; null where none is known';
CREATE INDEX reference_values_set ON public.reference_values USING btree (code_set, sort);
CREATE TRIGGER reference_values_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.reference_values FOR EACH STATEMENT EXECUTE FUNCTION heed.note_list_change();
CREATE TRIGGER reference_values_for_list_keepers BEFORE INSERT OR DELETE OR UPDATE ON public.reference_values FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role('central asb unit');
grant update (changed_at) on reference_values to heed_act;
grant update (changed_by) on reference_values to heed_act;
grant update (valid) on reference_values to heed_act;
grant insert, select on reference_values to heed_act;
grant select on reference_values to heed_definer;
grant select on reference_values to heed_look;
grant select on reference_values to heed_worker;

create table repeat_finding_incidents (
  finding_id uuid not null,
  incident_id uuid not null,
  constraint repeat_finding_incidents_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES repeat_findings(id),
  constraint repeat_finding_incidents_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint repeat_finding_incidents_pkey PRIMARY KEY (finding_id, incident_id)
);  -- owner heed_owner; row security enabled, forced
comment on table repeat_finding_incidents is 'The reports that made a repeat. Owner: analysis.';
CREATE INDEX repeat_finding_incidents_incident ON public.repeat_finding_incidents USING btree (incident_id);
create policy definer_reads on repeat_finding_incidents as permissive for select to heed_definer using (true);
create policy sight on repeat_finding_incidents as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = repeat_finding_incidents.incident_id))));
create policy writing on repeat_finding_incidents as permissive for insert to heed_act with check (( SELECT heed.is_service() AS is_service));
grant insert, select on repeat_finding_incidents to heed_act;
grant select on repeat_finding_incidents to heed_definer;
grant select on repeat_finding_incidents to heed_look;

create table repeat_finding_subjects (
  id uuid not null,
  finding_id uuid not null,
  rule_id uuid not null,
  kind text not null,
  key text not null,
  person_id uuid,
  first_incident_id uuid not null,
  constraint repeat_finding_subjects_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES repeat_findings(id),
  constraint repeat_finding_subjects_first_incident_id_fkey FOREIGN KEY (first_incident_id) REFERENCES incidents(id),
  constraint repeat_finding_subjects_kind_known CHECK ((kind = ANY (ARRAY['victim'::text, 'caller'::text, 'household'::text, 'phone'::text, 'address'::text, 'place'::text]))),
  constraint repeat_finding_subjects_once UNIQUE (rule_id, kind, key, first_incident_id),
  constraint repeat_finding_subjects_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint repeat_finding_subjects_person_named CHECK (((kind = ANY (ARRAY['victim'::text, 'caller'::text])) = (person_id IS NOT NULL))),
  constraint repeat_finding_subjects_pkey PRIMARY KEY (id),
  constraint repeat_finding_subjects_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES repeat_rules(id)
);  -- owner heed_owner; row security enabled, forced
comment on table repeat_finding_subjects is 'Who or where a repeat is of: one telephone, one address and one person may be the same repeat. Owner: analysis.';
comment on column repeat_finding_subjects.key is 'the person''s id; the telephone or address in the form they are compared in; of a place, the report at its middle';
CREATE INDEX repeat_finding_subjects_finding ON public.repeat_finding_subjects USING btree (finding_id);
CREATE INDEX repeat_finding_subjects_first ON public.repeat_finding_subjects USING btree (first_incident_id);
CREATE INDEX repeat_finding_subjects_person ON public.repeat_finding_subjects USING btree (person_id) WHERE (person_id IS NOT NULL);
create policy definer_reads on repeat_finding_subjects as permissive for select to heed_definer using (true);
create policy sight on repeat_finding_subjects as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM repeat_findings f
  WHERE (f.id = repeat_finding_subjects.finding_id))));
create policy writing on repeat_finding_subjects as permissive for insert to heed_act with check (( SELECT heed.is_service() AS is_service));
grant insert, select on repeat_finding_subjects to heed_act;
grant select on repeat_finding_subjects to heed_definer;
grant select on repeat_finding_subjects to heed_look;

create table repeat_findings (
  id uuid not null,
  rule_id uuid not null,
  state text not null default 'raised'::text,
  reports integer not null,
  first_incident_id uuid not null,
  last_incident_id uuid not null,
  team_id uuid,
  borough_id uuid,
  raised_at timestamp with time zone not null,
  raised_by uuid not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by uuid,
  dealt_at timestamp with time zone,
  dealt_by uuid,
  outcome text,
  what_was_done text,
  version integer not null default 1,
  constraint repeat_findings_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES accounts(id),
  constraint repeat_findings_acknowledged_whole CHECK ((((acknowledged_at IS NULL) = (acknowledged_by IS NULL)) AND ((state <> 'acknowledged'::text) OR (acknowledged_at IS NOT NULL)))),
  constraint repeat_findings_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint repeat_findings_dealt_by_fkey FOREIGN KEY (dealt_by) REFERENCES accounts(id),
  constraint repeat_findings_dealt_whole CHECK ((((state = 'dealt with'::text) = (dealt_at IS NOT NULL)) AND ((dealt_at IS NULL) = (dealt_by IS NULL)) AND ((dealt_at IS NULL) = (outcome IS NULL)) AND ((dealt_at IS NULL) = (what_was_done IS NULL)))),
  constraint repeat_findings_first_incident_id_fkey FOREIGN KEY (first_incident_id) REFERENCES incidents(id),
  constraint repeat_findings_last_incident_id_fkey FOREIGN KEY (last_incident_id) REFERENCES incidents(id),
  constraint repeat_findings_outcome_known CHECK ((outcome = ANY (ARRAY['action under way'::text, 'already in hand'::text, 'no further action'::text, 'not a repeat'::text]))),
  constraint repeat_findings_pkey PRIMARY KEY (id),
  constraint repeat_findings_raised_by_fkey FOREIGN KEY (raised_by) REFERENCES accounts(id),
  constraint repeat_findings_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES repeat_rules(id),
  constraint repeat_findings_state_known CHECK ((state = ANY (ARRAY['raised'::text, 'acknowledged'::text, 'dealt with'::text]))),
  constraint repeat_findings_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
);  -- owner heed_owner; row security enabled, forced
comment on table repeat_findings is 'A new repeat, found by a rule: which reports made it, who was told, and what they did about it. Owner: analysis.';
comment on column repeat_findings.reports is 'how many reports made it';
comment on column repeat_findings.team_id is 'the team told, the borough''s intelligence unit where it has one';
CREATE INDEX repeat_findings_borough ON public.repeat_findings USING btree (borough_id, raised_at);
CREATE INDEX repeat_findings_first ON public.repeat_findings USING btree (first_incident_id);
CREATE INDEX repeat_findings_last ON public.repeat_findings USING btree (last_incident_id);
CREATE INDEX repeat_findings_rule ON public.repeat_findings USING btree (rule_id);
CREATE INDEX repeat_findings_team ON public.repeat_findings USING btree (team_id) WHERE (team_id IS NOT NULL);
CREATE INDEX repeat_findings_waiting ON public.repeat_findings USING btree (raised_at, id) WHERE (state <> 'dealt with'::text);
create policy changing on repeat_findings as permissive for update to heed_act using (((EXISTS ( SELECT 1
   FROM repeat_finding_incidents f
  WHERE (f.finding_id = repeat_findings.id))) AND heed.finding_is_whole(id))) with check (( SELECT heed.may_write() AS may_write));
create policy definer_reads on repeat_findings as permissive for select to heed_definer using (true);
create policy service_keeps on repeat_findings as permissive for select to heed_act using (( SELECT heed.is_service() AS is_service));
create policy sight on repeat_findings as permissive for select to heed_act, heed_look using (((EXISTS ( SELECT 1
   FROM repeat_finding_incidents f
  WHERE (f.finding_id = repeat_findings.id))) AND heed.finding_is_whole(id)));
create policy writing on repeat_findings as permissive for insert to heed_act with check ((( SELECT heed.is_service() AS is_service) AND (raised_by = ( SELECT heed.actor_id() AS actor_id))));
CREATE TRIGGER repeat_findings_acknowledged_by_is_oneself BEFORE INSERT OR UPDATE OF acknowledged_by ON public.repeat_findings FOR EACH ROW WHEN ((new.acknowledged_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('acknowledged_by');
CREATE TRIGGER repeat_findings_dealt_by_is_oneself BEFORE INSERT OR UPDATE OF dealt_by ON public.repeat_findings FOR EACH ROW WHEN ((new.dealt_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('dealt_by');
grant update (acknowledged_at) on repeat_findings to heed_act;
grant update (acknowledged_by) on repeat_findings to heed_act;
grant update (dealt_at) on repeat_findings to heed_act;
grant update (dealt_by) on repeat_findings to heed_act;
grant update (outcome) on repeat_findings to heed_act;
grant update (state) on repeat_findings to heed_act;
grant update (version) on repeat_findings to heed_act;
grant update (what_was_done) on repeat_findings to heed_act;
grant insert, select on repeat_findings to heed_act;
grant select on repeat_findings to heed_definer;
grant select on repeat_findings to heed_look;

create table repeat_rules (
  id uuid not null,
  key text not null,
  version integer not null,
  name text not null,
  definition text,
  least_count integer not null,
  window_days integer not null,
  same_kind boolean not null,
  report_within_days integer,
  radius_metres integer,
  subjects text[] not null,
  raises_task boolean not null,
  is_preset boolean not null default false,
  source text,
  certainty text not null,
  reason text not null,
  valid daterange not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  ended_by uuid,
  ended_because text,
  constraint repeat_rules_count_sensible CHECK (((least_count >= 2) AND (least_count <= 100))),
  constraint repeat_rules_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint repeat_rules_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES accounts(id),
  constraint repeat_rules_key_plain CHECK ((key ~ '^[a-z0-9][a-z0-9-]{0,59}$'::text)),
  constraint repeat_rules_one_at_a_time EXCLUDE USING gist (key WITH =, valid WITH &&),
  constraint repeat_rules_pkey PRIMARY KEY (id),
  constraint repeat_rules_place_measured CHECK (((NOT ('place'::text = ANY (subjects))) OR (radius_metres IS NOT NULL))),
  constraint repeat_rules_preset_sourced CHECK (((NOT is_preset) OR ((source IS NOT NULL) AND (definition IS NOT NULL)))),
  constraint repeat_rules_radius_sensible CHECK (((radius_metres >= 10) AND (radius_metres <= 1000))),
  constraint repeat_rules_report_within_sensible CHECK (((report_within_days >= 1) AND (report_within_days <= 366))),
  constraint repeat_rules_subject_given CHECK ((cardinality(subjects) > 0)),
  constraint repeat_rules_subjects_known CHECK ((subjects <@ ARRAY['victim'::text, 'caller'::text, 'household'::text, 'phone'::text, 'address'::text, 'place'::text])),
  constraint repeat_rules_version_once UNIQUE (key, version),
  constraint repeat_rules_window_sensible CHECK (((window_days >= 1) AND (window_days <= 1100)))
);  -- owner heed_owner
comment on table repeat_rules is 'By how many reports within how many days somebody or somewhere is a repeat: published presets with their source, and the force''s own. A version never changes; what changes is another version. Owner: analysis.';
comment on column repeat_rules.definition is 'what the source says, in its words';
comment on column repeat_rules.window_days is 'London days, the day asked of and those before it';
comment on column repeat_rules.report_within_days is 'days from when it happened to when it was reported; null: no limit';
comment on column repeat_rules.radius_metres is 'metres; of a place. Null: the source names none, so the rule counts no places';
comment on column repeat_rules.raises_task is 'a new repeat under it is told to the borough''s intelligence unit: the force''s choice, never the source''s';
CREATE INDEX repeat_rules_subjects ON public.repeat_rules USING btree (key, valid);
CREATE TRIGGER repeat_rules_for_rule_keepers BEFORE INSERT OR DELETE OR UPDATE ON public.repeat_rules FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role('asb lead');
grant update (ended_because) on repeat_rules to heed_act;
grant update (ended_by) on repeat_rules to heed_act;
grant update (valid) on repeat_rules to heed_act;
grant insert, select on repeat_rules to heed_act;
grant select on repeat_rules to heed_definer;
grant select on repeat_rules to heed_look;

create table role_grants (
  id uuid not null,
  account_id uuid not null,
  role text not null,
  granted_by uuid,
  granted_at timestamp with time zone not null default now(),
  revoked_by uuid,
  revoked_at timestamp with time zone,
  constraint role_grants_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint role_grants_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES accounts(id),
  constraint role_grants_pkey PRIMARY KEY (id),
  constraint role_grants_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES accounts(id),
  constraint role_grants_role_known CHECK ((role = ANY (ARRAY['call handler'::text, 'call supervisor'::text, 'front counter'::text, 'responder'::text, 'neighbourhood officer'::text, 'supervisor'::text, 'intelligence'::text, 'case owner'::text, 'asb lead'::text, 'central asb unit'::text, 'administrator'::text, 'auditor'::text, 'partner'::text, 'volunteer'::text, 'service'::text, 'ingest'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table role_grants is 'Which acts an account may do: the role is a bundle of acts, printed in docs/generated/permissions.md. Owner: platform.';
CREATE INDEX role_grants_account ON public.role_grants USING btree (account_id) WHERE (revoked_at IS NULL);
create policy changing on role_grants as permissive for update to heed_act using ((( SELECT heed.is_service() AS is_service) OR (( SELECT heed.has_role('administrator'::text) AS has_role) AND (account_id <> ( SELECT heed.actor_id() AS actor_id)))));
create policy definer_reads on role_grants as permissive for select to heed_definer using (true);
create policy sight on role_grants as permissive for select to heed_act, heed_look using (((account_id = ( SELECT heed.actor_id() AS actor_id)) OR ( SELECT heed.is_insider() AS is_insider)));
create policy writing on role_grants as permissive for insert to heed_act with check ((( SELECT heed.is_service() AS is_service) OR (( SELECT heed.has_role('administrator'::text) AS has_role) AND (account_id <> ( SELECT heed.actor_id() AS actor_id)) AND (granted_by = ( SELECT heed.actor_id() AS actor_id)))));
CREATE TRIGGER role_grants_revoked_by_is_oneself BEFORE INSERT OR UPDATE OF revoked_by ON public.role_grants FOR EACH ROW WHEN ((new.revoked_by IS NOT NULL)) EXECUTE FUNCTION heed.sign_as_oneself('revoked_by');
grant insert, select, update on role_grants to heed_act;
grant select on role_grants to heed_definer;
grant select on role_grants to heed_look;

create table screening_answers (
  incident_id uuid not null,
  question_set_id uuid not null,
  question text not null,
  answer text not null,
  detail text,
  not_asked_because text,
  answered_at timestamp with time zone not null,
  recorded_by uuid not null,
  is_later boolean not null default false,
  constraint screening_answers_answer_known CHECK ((answer = ANY (ARRAY['yes'::text, 'no'::text, 'declined'::text, 'not-asked'::text]))),
  constraint screening_answers_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint screening_answers_pkey PRIMARY KEY (incident_id, question),
  constraint screening_answers_question_set_id_fkey FOREIGN KEY (question_set_id) REFERENCES question_sets(id),
  constraint screening_answers_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES accounts(id)
);  -- owner heed_owner; row security enabled, forced
comment on table screening_answers is 'Answers to the call handler''s prompt: not a risk assessment. Owner: incidents.';
comment on column screening_answers.is_later is 'put to the caller after the report was recorded; what was said of it first stands in the log';
CREATE INDEX screening_answers_set ON public.screening_answers USING btree (question_set_id);
create policy answering_later on screening_answers as permissive for update to heed_act using (((answer = 'not-asked'::text) AND (EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = screening_answers.incident_id))))) with check ((is_later AND (recorded_by = ( SELECT heed.actor_id() AS actor_id))));
create policy definer_admits on screening_answers as permissive for insert to heed_definer with check (true);
create policy definer_reads on screening_answers as permissive for select to heed_definer using (true);
create policy sight on screening_answers as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = screening_answers.incident_id))));
create policy writing on screening_answers as permissive for insert to heed_act with check (heed.may_add_to_incident(incident_id, recorded_by));
grant update (answer) on screening_answers to heed_act;
grant update (answered_at) on screening_answers to heed_act;
grant update (detail) on screening_answers to heed_act;
grant update (is_later) on screening_answers to heed_act;
grant update (not_asked_because) on screening_answers to heed_act;
grant update (recorded_by) on screening_answers to heed_act;
grant insert, select on screening_answers to heed_act;
grant insert, select on screening_answers to heed_definer;
grant select on screening_answers to heed_look;

create table searches (
  id uuid not null,
  account_id uuid not null,
  at timestamp with time zone not null,
  terms jsonb not null,
  constraint searches_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint searches_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table searches is 'What somebody searched for, under an opaque id, so that no name or address stands in a URL. Owner: platform.';
CREATE INDEX searches_account ON public.searches USING btree (account_id, at);
create policy definer_reads on searches as permissive for select to heed_definer using (true);
create policy sight on searches as permissive for select to heed_act, heed_look using ((account_id = ( SELECT heed.actor_id() AS actor_id)));
create policy writing on searches as permissive for insert to heed_act, heed_look with check ((account_id = ( SELECT heed.actor_id() AS actor_id)));
grant insert, select on searches to heed_act;
grant select on searches to heed_definer;
grant insert, select on searches to heed_look;

create table setting_changes (
  id uuid not null,
  key text not null,
  was jsonb,
  now jsonb not null,
  reason text not null,
  changed_by uuid not null,
  changed_at timestamp with time zone not null,
  constraint setting_changes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id),
  constraint setting_changes_pkey PRIMARY KEY (id)
);  -- owner heed_owner; row security enabled, forced
comment on table setting_changes is 'Every change of a setting of the force, with its reason, never changed. Holds no personal data. Owner: admin.';
CREATE INDEX setting_changes_by ON public.setting_changes USING btree (changed_by);
CREATE INDEX setting_changes_key ON public.setting_changes USING btree (key, changed_at);
create policy definer_reads on setting_changes as permissive for select to heed_definer using (true);
create policy sight on setting_changes as permissive for select to heed_act, heed_look using ((( SELECT heed.has_role('administrator'::text) AS has_role) OR ( SELECT heed.has_role('central asb unit'::text) AS has_role) OR ( SELECT heed.has_role('auditor'::text) AS has_role) OR ( SELECT heed.is_service() AS is_service)));
create policy writing on setting_changes as permissive for insert to heed_act with check (((changed_by = ( SELECT heed.actor_id() AS actor_id)) AND (( SELECT heed.has_role('administrator'::text) AS has_role) OR ( SELECT heed.has_role('central asb unit'::text) AS has_role) OR ( SELECT heed.is_service() AS is_service))));
CREATE TRIGGER setting_changes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.setting_changes FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on setting_changes to heed_act;
grant select on setting_changes to heed_definer;
grant select on setting_changes to heed_look;

create table settled_doubts (
  incident_id uuid not null,
  doubt text not null,
  settled_at timestamp with time zone not null,
  settled_by uuid not null,
  how text not null,
  constraint settled_doubts_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint settled_doubts_pkey PRIMARY KEY (incident_id, doubt),
  constraint settled_doubts_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES accounts(id)
);  -- owner heed_owner; row security enabled, forced
comment on table settled_doubts is 'What was missing or doubtful on an incident and how somebody settled it. Owner: incidents.';
create policy definer_reads on settled_doubts as permissive for select to heed_definer using (true);
create policy sight on settled_doubts as permissive for select to heed_act, heed_look using ((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = settled_doubts.incident_id))));
create policy writing on settled_doubts as permissive for insert to heed_act with check (((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = settled_doubts.incident_id))) AND (settled_by = ( SELECT heed.actor_id() AS actor_id))));
grant insert, select on settled_doubts to heed_act;
grant select on settled_doubts to heed_definer;
grant select on settled_doubts to heed_look;

create table similar_decisions (
  id uuid not null,
  incident_id uuid not null,
  other_id uuid not null,
  verdict text not null,
  reason text not null default ''::text,
  decided_at timestamp with time zone not null,
  decided_by uuid not null,
  constraint similar_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint similar_decisions_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint similar_decisions_other_id_fkey FOREIGN KEY (other_id) REFERENCES incidents(id),
  constraint similar_decisions_pkey PRIMARY KEY (id),
  constraint similar_decisions_two_incidents CHECK ((incident_id <> other_id)),
  constraint similar_decisions_verdict_known CHECK ((verdict = ANY (ARRAY['related'::text, 'separate'::text])))
);  -- owner heed_owner; row security enabled, forced
comment on table similar_decisions is 'Whether two similar incidents belong together or are separate, as somebody decided; never changed: the newest of a pair stands. A duplicate is no decision here, see incidents.duplicate_of. Owner: incidents.';
CREATE INDEX similar_decisions_by ON public.similar_decisions USING btree (decided_by);
CREATE INDEX similar_decisions_incident ON public.similar_decisions USING btree (incident_id, decided_at);
CREATE INDEX similar_decisions_other ON public.similar_decisions USING btree (other_id, decided_at);
create policy definer_reads on similar_decisions as permissive for select to heed_definer using (true);
create policy sight on similar_decisions as permissive for select to heed_act, heed_look using (((EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = similar_decisions.incident_id))) AND (EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = similar_decisions.other_id)))));
create policy writing on similar_decisions as permissive for insert to heed_act with check ((( SELECT heed.may_write() AS may_write) AND (decided_by = ( SELECT heed.actor_id() AS actor_id)) AND (EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = similar_decisions.incident_id))) AND (EXISTS ( SELECT 1
   FROM incidents i
  WHERE (i.id = similar_decisions.other_id)))));
CREATE TRIGGER similar_decisions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.similar_decisions FOR EACH STATEMENT EXECUTE FUNCTION heed.refuse_change();
grant insert, select on similar_decisions to heed_act;
grant select on similar_decisions to heed_definer;
grant select on similar_decisions to heed_look;

create table team_areas (
  team_id uuid not null,
  area_id uuid not null,
  valid_from date not null,
  valid_to date,
  constraint team_areas_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas(id),
  constraint team_areas_pkey PRIMARY KEY (team_id, area_id, valid_from),
  constraint team_areas_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
);  -- owner heed_owner
comment on table team_areas is 'Which Safer Neighbourhoods team is responsible for which ward, and when. Owner: admin.';
CREATE INDEX team_areas_area ON public.team_areas USING btree (area_id);
CREATE TRIGGER team_areas_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.team_areas FOR EACH STATEMENT EXECUTE FUNCTION heed.note_list_change();
CREATE TRIGGER team_areas_for_administrators BEFORE INSERT OR DELETE OR UPDATE ON public.team_areas FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role();
grant insert, select, update on team_areas to heed_act;
grant select on team_areas to heed_definer;
grant select on team_areas to heed_look;

create table team_members (
  team_id uuid not null,
  account_id uuid not null,
  since timestamp with time zone not null default now(),
  until timestamp with time zone,
  constraint team_members_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint team_members_pkey PRIMARY KEY (team_id, account_id, since),
  constraint team_members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id)
);  -- owner heed_owner; row security enabled, forced
comment on table team_members is 'Who belongs to which team: this, and nothing else, gives sight of rows. Owner: admin.';
CREATE INDEX team_members_account ON public.team_members USING btree (account_id);
create policy changing on team_members as permissive for update to heed_act using ((( SELECT heed.is_service() AS is_service) OR (( SELECT heed.has_role('administrator'::text) AS has_role) AND (account_id <> ( SELECT heed.actor_id() AS actor_id)))));
create policy definer_adds_services on team_members as permissive for insert to heed_definer with check (true);
create policy definer_reads on team_members as permissive for select to heed_definer using (true);
create policy sight on team_members as permissive for select to heed_act, heed_look using (((account_id = ( SELECT heed.actor_id() AS actor_id)) OR ( SELECT heed.is_insider() AS is_insider)));
create policy writing on team_members as permissive for insert to heed_act with check ((( SELECT heed.is_service() AS is_service) OR (( SELECT heed.has_role('administrator'::text) AS has_role) AND (account_id <> ( SELECT heed.actor_id() AS actor_id)))));
grant insert, select, update on team_members to heed_act;
grant insert, select on team_members to heed_definer;
grant select on team_members to heed_look;

create table teams (
  id uuid not null,
  name text not null,
  kind text not null,
  sight text not null,
  borough_id uuid,
  is_fallback boolean not null default false,
  telephone text,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  constraint teams_borough_id_fkey FOREIGN KEY (borough_id) REFERENCES areas(id),
  constraint teams_kind_known CHECK ((kind = ANY (ARRAY['safer neighbourhoods'::text, 'response'::text, 'intelligence'::text, 'control room'::text, 'front counter'::text, 'borough'::text, 'central'::text, 'standards'::text, 'system'::text]))),
  constraint teams_name_once UNIQUE (name),
  constraint teams_pkey PRIMARY KEY (id),
  constraint teams_sight_has_borough CHECK (((sight <> 'borough'::text) OR (borough_id IS NOT NULL))),
  constraint teams_sight_known CHECK ((sight = ANY (ARRAY['none'::text, 'team'::text, 'borough'::text, 'force'::text])))
);  -- owner heed_owner
comment on table teams is 'Teams of the force. sight says which rows membership shows: the team''s own, its borough''s, or the whole force''s. The fallback team receives what no other team is responsible for. Owner: admin.';
CREATE INDEX teams_borough ON public.teams USING btree (borough_id);
CREATE UNIQUE INDEX teams_one_fallback ON public.teams USING btree (is_fallback) WHERE is_fallback;
CREATE TRIGGER teams_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.teams FOR EACH STATEMENT EXECUTE FUNCTION heed.note_list_change();
CREATE TRIGGER teams_for_administrators BEFORE INSERT OR DELETE OR UPDATE ON public.teams FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role();
grant insert, select, update on teams to heed_act;
grant insert, select on teams to heed_definer;
grant select on teams to heed_look;

create table heed.asked_jobs (
  event_id uuid not null,
  handler text not null,
  constraint asked_jobs_pkey PRIMARY KEY (event_id, handler)
);  -- owner heed_owner
comment on table heed.asked_jobs is 'Jobs that committed acts have asked for and the worker has not yet put into its queue. Owner: platform.';
grant delete, insert, select, update on heed.asked_jobs to heed_definer;

create table heed.audit_unsealed (
  entry_id uuid not null,
  constraint audit_unsealed_pkey PRIMARY KEY (entry_id)
);  -- owner heed_owner
comment on table heed.audit_unsealed is 'Audit entries that wait for the sealer. Owner: platform.';
grant delete, insert, select on heed.audit_unsealed to heed_definer;

create table heed.credentials (
  account_id uuid not null,
  password_hash text not null,
  changed_at timestamp with time zone not null default now(),
  failures integer not null default 0,
  locked_until timestamp with time zone,
  constraint credentials_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint credentials_pkey PRIMARY KEY (account_id)
);  -- owner heed_owner
comment on table heed.credentials is 'Password hashes (argon2id). No application role can read it; sign-in goes through heed.credential. Owner: platform.';
grant insert, select, update on heed.credentials to heed_definer;

create table heed.demonstration (
  is_only boolean not null default true,
  password text not null,
  constraint demonstration_one CHECK (is_only),
  constraint demonstration_pkey PRIMARY KEY (is_only)
);  -- owner heed_owner
comment on table heed.demonstration is 'The one password of the demonstration''s invented people; empty in a force''s own installation. No login can read it but through the command line''s own service. Owner: admin.';
grant insert, select, update on heed.demonstration to heed_definer;

create table heed.job_kinds (
  name text not null,
  constraint job_kinds_pkey PRIMARY KEY (name)
);  -- owner heed_owner
comment on table heed.job_kinds is 'The allow-list of jobs that heed.enqueue accepts; filled at start from the running handlers. Owner: platform.';
grant select on heed.job_kinds to heed_definer;
grant insert, select on heed.job_kinds to heed_worker;

create table heed.list_versions (
  name text not null,
  version uuid not null,
  constraint list_versions_pkey PRIMARY KEY (name)
);  -- owner heed_owner
comment on table heed.list_versions is 'A new version each time a list, a question set, an area or a team changes: what a process kept is asked for again. Owner: platform.';
grant select on heed.list_versions to heed_act;
grant select, update on heed.list_versions to heed_definer;
grant select on heed.list_versions to heed_look;

create table heed.migrations (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default now(),
  milliseconds integer not null,
  constraint migrations_pkey PRIMARY KEY (name)
);  -- owner heed_owner
comment on table heed.migrations is 'Which migrations were run, and the digest of each as it was. Owner: platform';

create table heed.sessions (
  id uuid not null,
  token_hash bytea not null,
  account_id uuid not null,
  kind text not null,
  label text,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  idle_minutes integer,
  ended_at timestamp with time zone,
  ended_because text,
  constraint sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint sessions_kind_known CHECK ((kind = ANY (ARRAY['person'::text, 'service'::text, 'client'::text]))),
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_once UNIQUE (token_hash)
);  -- owner heed_owner
comment on table heed.sessions is 'Open sessions by sha256 of their token. idle_minutes: minutes without a request before it ends; null means no idle limit. Owner: platform.';
CREATE INDEX sessions_account ON heed.sessions USING btree (account_id) WHERE (ended_at IS NULL);
grant insert, select, update on heed.sessions to heed_definer;

create table heed.settings (
  key text not null,
  value jsonb not null,
  changed_at timestamp with time zone not null default now(),
  constraint settings_pkey PRIMARY KEY (key)
);  -- owner heed_owner
comment on table heed.settings is 'Settings of this installation that are data: the force''s name, the demonstration''s anchor day. Owner: platform.';
CREATE TRIGGER settings_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON heed.settings FOR EACH STATEMENT EXECUTE FUNCTION heed.note_list_change();
CREATE TRIGGER settings_for_list_keepers BEFORE INSERT OR DELETE OR UPDATE ON heed.settings FOR EACH STATEMENT EXECUTE FUNCTION heed.only_for_role('central asb unit');
grant insert, select, update on heed.settings to heed_act;
grant insert, select on heed.settings to heed_definer;
grant select on heed.settings to heed_look;
grant select on heed.settings to heed_worker;

create table heed.sight_keys (
  is_only boolean not null default true,
  secret bytea not null,
  constraint sight_keys_one CHECK (is_only),
  constraint sight_keys_pkey PRIMARY KEY (is_only)
);  -- owner heed_owner
comment on table heed.sight_keys is 'The secret a transaction''s sight is sealed with, made by this database for itself. No login can read it. Owner: platform.';
grant select on heed.sight_keys to heed_definer;

create table heed.sign_in_tries (
  account_id uuid,
  address bytea not null,
  failures integer not null default 0,
  failed_at timestamp with time zone,
  succeeded_at timestamp with time zone,
  constraint sign_in_tries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint sign_in_tries_once UNIQUE NULLS NOT DISTINCT (account_id, address)
);  -- owner heed_owner
comment on table heed.sign_in_tries is 'Wrong passwords of the last quarter of an hour, by account and address and (account null) by address alone; when the account last signed in from there. No application role can read it. Owner: platform.';
comment on column heed.sign_in_tries.address is 'keyed sha256 of the address, an IPv6 address by its first 64 bits';
CREATE INDEX sign_in_tries_failed ON heed.sign_in_tries USING btree (failed_at);
grant delete, insert, select, update on heed.sign_in_tries to heed_definer;

CREATE OR REPLACE FUNCTION heed.actor()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare sight text[] := heed.sight();
begin
  return (select jsonb_build_object(
    'id', a.id, 'username', a.username, 'name', a.name, 'kind', a.kind, 'rank', a.rank, 'agencyId', a.agency_id, 'isDemonstration', a.is_demonstration,
    'roles', (select coalesce(jsonb_agg(distinct g.role), '[]') from public.role_grants g where g.account_id = a.id and g.revoked_at is null),
    'teamIds', to_jsonb(sight[5]::uuid[]), 'boroughIds', to_jsonb(sight[6]::uuid[]), 'seesForce', sight[4] = 'force')
    from public.accounts a where a.id = sight[2]::uuid);
end $function$;
-- owner heed_definer; execute: heed_act, heed_door, heed_look

CREATE OR REPLACE FUNCTION heed.actor_boroughs()
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return coalesce((heed.sight())[6], '{}')::uuid[]; end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.actor_id()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return (heed.sight())[2]::uuid; end $function$;
-- owner heed_definer; execute: heed_act, heed_door, heed_look

CREATE OR REPLACE FUNCTION heed.actor_kind()
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return (heed.sight())[3]; end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.actor_teams()
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return coalesce((heed.sight())[5], '{}')::uuid[]; end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.address_key(address text)
 RETURNS bytea
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select sha256(k.secret || convert_to('address:' || address, 'UTF8')) from heed.sight_keys k
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.admit_extras(import uuid, at timestamp with time zone, by_whom uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
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
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.admit_import(import uuid, at timestamp with time zone)
 RETURNS TABLE(added integer, already integer, restored integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_material TO 'off'
 SET jit TO 'off'
AS $function$
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
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.bound_glass()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('glass:' || new.account_id::text, 0));
  if (select count(*) from public.access_grants g where g.account_id = new.account_id and g.relation = 'break-glass' and g.granted_at > now() - interval '60 minutes') >= 20 then
    raise insufficient_privilege using message = 'twenty records were opened by breaking the glass within the hour';
  end if;
  return new;
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.break_glass(new_id uuid, wanted text, why text)
 RETURNS TABLE(record_kind text, record_id uuid, record_borough uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if heed.actor_kind() is distinct from 'police'
    or not exists (select 1 from public.role_grants g where g.account_id = heed.actor_id() and g.revoked_at is null and g.role in
      ('call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit')) then
    raise insufficient_privilege using message = 'only the police in an operational role may break the glass';
  end if;
  if length(btrim(why)) < 20 then raise exception 'a reason is needed' using errcode = 'check_violation'; end if;
  select 'incident', i.id, i.borough_id into record_kind, record_id, record_borough
    from public.incidents i where i.reference = upper(btrim(wanted)) and i.withdrawn_at is null;
  if record_id is null and to_regclass('public.cases') is not null then
    execute 'select ''case'', c.id, c.borough_id from public.cases c where c.reference = $1' into record_kind, record_id, record_borough using upper(btrim(wanted));
  end if;
  if record_id is null then return; end if;
  insert into public.access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by, until)
    values (new_id, record_kind, record_id, heed.actor_id(), 'break-glass', btrim(why), heed.actor_id(), now() + interval '60 minutes');
  return next;
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.carry_seal(incidents uuid[], which uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare hanging uuid[];
begin
  update public.assessments a set sealed_under = i.sealed_under from public.incidents i
    where i.id = any (incidents) and a.incident_id = i.id and a.sealed_under is distinct from i.sealed_under and (a.sealed_under is null or a.sealed_under = which);
  update public.files f set sealed_under = i.sealed_under from public.incidents i
    where i.id = any (incidents) and f.parent_id = i.id and f.sealed_under is distinct from i.sealed_under and (f.sealed_under is null or f.sealed_under = which);
  with its (id, seal) as (
      select i.id, i.sealed_under from public.incidents i where i.id = any (incidents)
      union all select a.id, a.sealed_under from public.assessments a where a.incident_id = any (incidents)),
    timed as (update public.clocks k set sealed_under = s.seal from its s where k.subject_id = s.id and k.sealed_under is distinct from s.seal and (k.sealed_under is null or k.sealed_under = which))
  update public.notifications n set sealed_under = s.seal from its s where n.subject_id = s.id and n.sealed_under is distinct from s.seal and (n.sealed_under is null or n.sealed_under = which);
  -- a repeat is sealed as long as one of the reports that made it is, under that report's seal
  update public.notifications n set sealed_under = (
      select i.sealed_under from public.repeat_finding_incidents o join public.incidents i on i.id = o.incident_id where o.finding_id = n.subject_id and i.sealed_under is not null order by i.sealed_under limit 1)
    where n.subject_kind = 'repeat' and (n.sealed_under is null or n.sealed_under = which)
      and n.subject_id in (select f.finding_id from public.repeat_finding_incidents f where f.incident_id = any (incidents));
  -- sight of a sealed incident and its assessments by name, and by broken glass, was given before the seal: it ends for those whom the seal does not name
  select array_agg(s.id) into hanging from (
    select i.id from public.incidents i where i.id = any (incidents) and i.sealed_under = which
    union all select a.id from public.assessments a where a.incident_id = any (incidents) and a.sealed_under = which) s;
  update public.access_grants g set revoked_at = now(), revoked_by = heed.actor_id()
    where g.revoked_at is null and (g.until is null or g.until > now()) and g.subject_kind in ('incident', 'assessment') and g.subject_id = any (hanging)
      and not exists (select 1 from public.access_grants n where n.subject_kind = 'case' and n.subject_id = which and n.account_id = g.account_id and n.revoked_at is null);
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.cases_listed_with(terms text, of_status text, of_teams uuid[], of_boroughs uuid[], of_owner uuid, most integer)
 RETURNS TABLE(case_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
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
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.cases_with_words(terms text, most integer)
 RETURNS TABLE(case_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  wanted tsquery := websearch_to_tsquery('english', translate(terms, U&'\2019\2018\02BC\2032`', ''''''''''''));
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  named uuid[] := heed.granted('case'); me uuid := heed.actor_id(); as_service boolean := heed.is_service();
begin
  if not heed.is_insider() or numnode(wanted) = 0 then return; end if;
  return query select c.id from public.cases c
    where c.id in (select e.case_id from public.case_entries e
        where to_tsvector('english'::regconfig, translate(e.text || ' ' || coalesce(e.reason, '') || ' ' || coalesce(e.detail->>'told', ''), U&'\2019\2018\02BC\2032`', '''''''''''')) @@ wanted)
      and (case when c.sealed_under is not null then as_service
             else force or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me end
           or c.id = any (named))
    order by c.opened_at desc, c.id limit least(most, 200);
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.communal_among(addresses text[], from_names integer)
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not heed.is_insider() then return; end if;
  return query
    -- few addresses have so many names, seen or not: only of those it is asked which names are seen
    with full_ones as materialized (
      select a.key from unnest(addresses) as a (key) where (select count(distinct m.family_name_key) from public.person_mentions m where m.address_key = a.key and m.part <> 'suspect' and m.corrected_by_id is null) >= from_names),
    marked as materialized (
      select i.address_key as key, i.id from public.addresses a join public.incidents i on i.address_id = a.id where a.is_communal and i.address_key = any (addresses))
    select f.key from full_ones f
      where (select count(distinct m.family_name_key) from public.person_mentions m where m.address_key = f.key and m.part <> 'suspect' and m.corrected_by_id is null and heed.sees_mention(m.id)) >= from_names
    union
    select k.key from marked k where heed.sees_incident(k.id);
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.count_asked_jobs()
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select count(*) from heed.asked_jobs $function$;
-- owner heed_definer; execute: heed_worker

CREATE OR REPLACE FUNCTION heed.count_try(account uuid, at_address bytea, most integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  insert into heed.sign_in_tries as t (account_id, address, failures, failed_at) values (account, at_address, 1, now())
    on conflict (account_id, address) do update
      set failures = case when t.failed_at > now() - interval '15 minutes' then t.failures + 1 else 1 end, failed_at = now()
      where t.failures < most or t.failed_at is null or t.failed_at <= now() - interval '15 minutes';
  return found;
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.credential(wanted text)
 RETURNS TABLE(account_id uuid, password_hash text, is_locked boolean, is_active boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select c.account_id, c.password_hash, coalesce(c.locked_until > now(), false), a.is_active
  from public.accounts a join heed.credentials c on c.account_id = a.id
  where a.username = lower(wanted) and a.kind in ('police', 'partner', 'volunteer') and (session_user = 'heed_door' or a.id = heed.actor_id())
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.demonstration_password()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select d.password from heed.demonstration d where heed.is_service()
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.end_other_sessions(because text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare ended integer;
begin
  update heed.sessions set ended_at = now(), ended_because = because
    where account_id = heed.actor_id() and ended_at is null and expires_at > now()
      and token_hash <> sha256(convert_to(nullif(current_setting('heed.token', true), ''), 'UTF8'));
  get diagnostics ended = row_count;
  return ended;
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.end_session(token text, because text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  update heed.sessions set ended_at = now(), ended_because = because where token_hash = sha256(convert_to(token, 'UTF8')) and ended_at is null
$function$;
-- owner heed_definer; execute: heed_act, heed_door

CREATE OR REPLACE FUNCTION heed.end_sessions_of(account uuid, because text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  update heed.sessions set ended_at = now(), ended_because = because
  where account_id = account and ended_at is null and (account = heed.actor_id() or heed.has_role('administrator') or heed.is_service())
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.enqueue(job text, event uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not exists (select 1 from heed.job_kinds k where k.name = job) then
    raise exception 'job % is not on the allow-list', job using errcode = 'check_violation';
  end if;
  insert into heed.asked_jobs (event_id, handler) values (event, job);
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.ensure_service(service text, title text, account uuid, team uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare system_team uuid;
begin
  if service !~ '^service:[a-z-]+$' then raise exception 'not a service name' using errcode = 'check_violation'; end if;
  if exists (select 1 from public.accounts a where a.username = service) then return; end if;
  if not exists (select 1 from public.teams t where t.kind = 'system') then
    insert into public.teams (id, name, kind, sight) values (team, 'System', 'system', 'force');
  end if;
  select t.id into system_team from public.teams t where t.kind = 'system';
  insert into public.accounts (id, username, name, kind) values (account, service, title, 'service');
  insert into public.team_members (team_id, account_id) values (system_team, account);
end $function$;
-- owner heed_definer; execute: heed_worker

CREATE OR REPLACE FUNCTION heed.enter(token text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  who record; words text; their_roles text[]; everything boolean := false; their_teams uuid[] := '{}'; their_boroughs uuid[] := '{}';
begin
  perform set_config('heed.token', token, true), set_config('heed.sight', '', true);
  select s.id as session_id, s.last_seen_at, a.* into who
    from heed.sessions s join public.accounts a on a.id = s.account_id
    where s.token_hash = sha256(convert_to(enter.token, 'UTF8')) and s.ended_at is null and s.expires_at > now() and a.is_active
      and (s.idle_minutes is null or s.last_seen_at > now() - make_interval(mins => s.idle_minutes));
  if not found then return null; end if;
  their_roles := array(select distinct g.role from public.role_grants g where g.account_id = who.id and g.revoked_at is null order by 1);
  if who.kind in ('police', 'service') then
    select coalesce(bool_or(t.sight = 'force'), false), coalesce(array_agg(t.id), '{}'), coalesce(array_agg(t.borough_id) filter (where t.sight = 'borough'), '{}')
      into everything, their_teams, their_boroughs
      from public.team_members b join public.teams t on t.id = b.team_id
      where b.account_id = who.id and (b.until is null or b.until > now()) and t.sight <> 'none';
    if cardinality(their_boroughs) > 1 then their_boroughs := array(select distinct b from unnest(their_boroughs) as b order by 1); end if;
  end if;
  if who.last_seen_at < now() - interval '1 minute' and not pg_is_in_recovery() then
    -- a long act of the same session may have this row in hand: then the session was seen a moment ago anyway
    update heed.sessions set last_seen_at = now() where id = (select s.id from heed.sessions s where s.id = who.session_id for update skip locked);
  end if;
  words := concat('|', who.id, '|', who.kind, '|', case when everything then 'force' else '' end, '|', their_teams, '|', their_boroughs, '|',
    case when who.kind in ('police', 'service') then array_to_string(their_roles, ',') else '' end);
  perform set_config('heed.sight', heed.seal_of(words) || words, true);
  return jsonb_build_object('id', who.id, 'username', who.username, 'name', who.name, 'kind', who.kind, 'rank', who.rank, 'agencyId', who.agency_id, 'isDemonstration', who.is_demonstration,
    'roles', to_jsonb(their_roles), 'teamIds', to_jsonb(their_teams), 'boroughIds', to_jsonb(their_boroughs), 'seesForce', everything);
end $function$;
-- owner heed_definer; execute: heed_act, heed_door, heed_look

CREATE OR REPLACE FUNCTION heed.finding_is_whole(which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select not exists (select 1 from public.repeat_finding_incidents f join public.incidents i on i.id = f.incident_id
    where f.finding_id = which and i.sealed_under is not null and not heed.sees_incident(i.id))
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.follow_case_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  update public.case_incidents set is_open = (new.status <> 'closed') where case_id = new.id and is_open is distinct from (new.status <> 'closed');
  return null;
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.follow_identity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  update public.case_people set person_id = new.person_id where mention_id = new.id;
  update public.assessments set person_id = new.person_id where mention_id = new.id;
  update public.cases set victim_person_id = new.person_id where victim_mention_id = new.id;
  return null;
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.forget_sign_in_tries()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  delete from heed.sign_in_tries where heed.is_service() and greatest(failed_at, succeeded_at) < now() - interval '30 days'
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.free_abandoned_jobs(held_seconds double precision)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  with freed as (update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = greatest(run_at, now())
    where locked_at < now() - make_interval(secs => held_seconds) returning 1)
  select count(*)::integer from freed
$function$;
-- owner heed_worker; execute: nobody else

CREATE OR REPLACE FUNCTION heed.glass_broken()
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select count(*) from public.access_grants g where g.account_id = heed.actor_id() and g.relation = 'break-glass' and g.granted_at > now() - interval '60 minutes'
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.granted(kind text)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare sight text[] := heed.sight();
begin
  if sight is null or sight[3] not in ('police', 'service') then return '{}'; end if;
  return (select coalesce(array_agg(g.subject_id), '{}') from public.access_grants g
    where g.account_id = sight[2]::uuid and g.subject_kind = granted.kind and g.revoked_at is null and (g.until is null or g.until > now()));
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE PROCEDURE heed.guard(IN what regclass)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('alter table %s enable row level security', what);
  execute format('alter table %s force row level security', what);
  execute format('create policy definer_reads on %s for select to heed_definer using (true)', what);
  execute format('grant select on %s to heed_definer', what);
end $procedure$;
-- owner heed_owner; execute: nobody else

CREATE OR REPLACE FUNCTION heed.hand_over_case(which uuid, to_team uuid, to_owner uuid, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not (heed.is_service() or ((heed.has_role('supervisor') or heed.has_role('asb lead') or heed.has_role('central asb unit'))
    and exists (select 1 from public.accounts a where a.id = heed.actor_id() and a.rank in ('sergeant', 'inspector', 'chief inspector', 'superintendent')))) then
    raise insufficient_privilege using message = 'a case is handed on by a supervisor of the rank of sergeant or above';
  end if;
  if not heed.sees_case(which) then return false; end if;
  if not heed.is_service() and exists (select 1 from public.cases c where c.id = which and c.sealed_under is not null) and not heed.is_named(which) then return false; end if;
  if to_owner is not null and not exists (select 1 from public.accounts a where a.id = to_owner and a.is_active and a.kind = 'police') then return false; end if;
  update public.cases c set team_id = to_team, borough_id = coalesce(t.borough_id, c.borough_id), owner_id = to_owner, changed_at = at, changed_by = heed.actor_id(), version = c.version + 1
    from public.teams t where c.id = which and t.id = to_team;
  update public.clocks k set owner_id = to_owner, team_id = c.team_id, borough_id = c.borough_id
    from public.cases c where c.id = which and k.subject_id = which and k.met_at is null and k.cancelled_at is null;
  return true;
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.has_role(wanted text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return coalesce(wanted = any (string_to_array((heed.sight())[7], ',')), false); end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.histories_of(persons uuid[])
 RETURNS TABLE(person_id uuid, reports integer, last_at timestamp with time zone, parts text[], flags text[], risk_order integer, case_owner text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
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
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.history_of(kind text, which uuid, before timestamp with time zone, most integer)
 RETURNS TABLE(id uuid, at timestamp with time zone, actor_id uuid, actor_name text, verb text, act text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select e.id, e.at, e.actor_id, a.name, e.verb, e.act
  from public.audit_entries e left join public.accounts a on a.id = e.actor_id
  where (select heed.may_read_history(history_of.kind, history_of.which)) and e.subject_ids @> array[history_of.which]
    and (e.verb <> 'refusal' or (select heed.has_role('auditor'))) and (before is null or e.at < before)
  order by e.at desc, e.id desc limit least(most, 500)
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.incidents_of_case(which uuid)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select l.incident_id from public.case_incidents l where l.case_id = which
  union
  select d.id from public.case_incidents l join public.incidents d on d.duplicate_of = l.incident_id where l.case_id = which
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.incidents_sharing(address_key text, address_id uuid, cells text[], phone_keys text[], person_ids uuid[], reported timestamp with time zone, hours double precision, near_hours double precision, recorded_from timestamp with time zone, except_id uuid, most integer)
 RETURNS TABLE(id uuid, reference text, reported_at timestamp with time zone, recorded_at timestamp with time zone, type text, type_name text, place text, team_name text, status text, narrative text, address_id_of uuid, address_key_of text, easting integer, northing integer, duplicate_of uuid, phone_keys_of text[], person_ids_of text[])
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  sight text[] := heed.sight(); me uuid := sight[2]::uuid; by_itself boolean := sight[3] = 'service'; everything boolean := sight[4] = 'force';
  their_teams uuid[] := sight[5]::uuid[]; their_boroughs uuid[] := sight[6]::uuid[]; their_cases uuid[] := '{}'; named uuid[] := '{}';
  first_at constant timestamptz := reported - make_interval(secs => hours * 3600);
  last_at constant timestamptz := reported + make_interval(secs => hours * 3600);
  ids uuid[] := '{}';
begin
  if sight is null then return; end if;
  if address_key is not null then
    ids := ids || array(select i.id from public.incidents i where i.address_key = incidents_sharing.address_key and i.reported_at between first_at and last_at);
  end if;
  if address_id is not null then
    ids := ids || array(select i.id from public.incidents i where i.address_id = incidents_sharing.address_id and i.reported_at between first_at and last_at);
  end if;
  if cells <> '{}' then
    ids := ids || array(select i.id from public.incidents i where i.h3 = any (cells) and not i.is_open_data
      and i.reported_at between reported - make_interval(secs => near_hours * 3600) and reported + make_interval(secs => near_hours * 3600));
  end if;
  if phone_keys <> '{}' then
    ids := ids || array(select m.source_id from public.person_mentions m where m.phone_key = any (phone_keys) and m.source_kind = 'incident' and m.part <> 'suspect' and m.corrected_by_id is null and m.recorded_at >= recorded_from);
  end if;
  if person_ids <> '{}' then
    ids := ids || array(select m.source_id from public.person_mentions m where m.person_id = any (person_ids) and m.source_kind = 'incident' and m.part <> 'suspect' and m.corrected_by_id is null and m.recorded_at >= recorded_from);
  end if;
  ids := array_remove(ids, except_id);
  if ids = '{}' then return; end if;
  if sight[3] in ('police', 'service') then
    their_cases := heed.granted('case');
    named := heed.granted('incident');
  end if;
  -- the people of each are read once it is known which are shown
  return query
    select i.id, i.reference, i.reported_at, i.recorded_at, t.key, t.name, nullif(concat_ws(', ', i.location_text, i.postcode), ''), m.name,
      i.status, i.narrative, i.address_id, i.address_key, i.easting, i.northing, i.duplicate_of,
      array(select a.phone_key from public.person_mentions a where a.source_kind = 'incident' and a.source_id = i.id and a.part <> 'suspect' and a.corrected_by_id is null and a.phone_key is not null),
      array(select a.person_id::text from public.person_mentions a where a.source_kind = 'incident' and a.source_id = i.id and a.part <> 'suspect' and a.corrected_by_id is null)
    from (select n.id, n.reference, n.reported_at, n.recorded_at, n.type_id, n.location_text, n.postcode, n.team_id, n.status, left(n.narrative, 200) as narrative,
        n.address_id, n.address_key, n.easting, n.northing, n.duplicate_of
      from public.incidents n
      where n.id = any (ids) and n.reported_at between first_at and last_at and not n.is_open_data and n.withdrawn_at is null and n.duplicate_of is null
        and (by_itself or n.id = any (named) or case when n.sealed_under is not null then n.sealed_under = any (their_cases)
          else everything or n.team_id = any (their_teams) or n.borough_id = any (their_boroughs) or n.recorded_by = me end)
      order by abs(extract(epoch from n.reported_at - reported)), n.id limit most) i
    left join public.reference_values t on t.id = i.type_id
    left join public.teams m on m.id = i.team_id
    order by abs(extract(epoch from i.reported_at - reported)), i.id;
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.incidents_with_words(terms text, only_open boolean, of_teams uuid[], of_boroughs uuid[], of_officer uuid, most integer)
 RETURNS TABLE(incident_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  wanted tsquery := websearch_to_tsquery('english', translate(terms, U&'\2019\2018\02BC\2032`', ''''''''''''));
  among text := 'not i.is_open_data and i.withdrawn_at is null'
    || case when only_open then ' and i.is_open' else '' end
    || case when of_teams is null then '' else ' and i.team_id = any ($2)' end
    || case when of_boroughs is null then '' else ' and i.borough_id = any ($3)' end
    || case when of_officer is null then '' else ' and i.allocated_to = $4' end
    || case when heed.sees_force() then ' and (i.sealed_under is null or i.sealed_under = any ($5) or i.id = any ($6))' else
      ' and (case when i.sealed_under is not null then i.sealed_under = any ($5) else i.team_id = any ($7) or i.borough_id = any ($8) or i.recorded_by = $9 end or i.id = any ($6))' end;
  written text := $w$to_tsvector('english'::regconfig, translate(e.text || ' ' || coalesce(e.detail->>'reason', '') || ' ' || coalesce(e.detail->>'because', '') || ' ' || coalesce(e.detail->>'searched', '') || ' ' || coalesce(e.detail->>'note', ''), U&'\2019\2018\02BC\2032`', ''''''''''''))$w$;
begin
  if not heed.is_insider() or numnode(wanted) = 0 then return; end if;
  return query execute format($q$
    select f.id from (
      select i.id, i.reported_at from public.incidents i where i.words @@ $1 and %1$s
      union
      select i.id, i.reported_at from public.incident_entries e join public.incidents i on i.id = e.incident_id where e.kind not in ('recorded', 'grade') and %2$s @@ $1 and %1$s
    ) f order by f.reported_at desc, f.id limit %3$s $q$, among, written, least(most, 10001))
    using wanted, of_teams, of_boroughs, of_officer, heed.granted('case'), heed.granted('incident'), heed.actor_teams(), heed.actor_boroughs(), heed.actor_id();
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.is_insider()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return coalesce((heed.sight())[3] in ('police', 'service'), false); end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.is_named(which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select exists (select 1 from public.access_grants g where g.subject_kind = 'case' and g.subject_id = which and g.account_id = heed.actor_id()
    and g.relation <> 'break-glass' and g.revoked_at is null and (g.until is null or g.until > now()))
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.is_seen_before(keys jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare k record;
begin
  if not heed.may_write() then return false; end if;
  for k in select * from jsonb_to_recordset(keys) as k(phone text, email text, birth date, postcode text, family text, address text) loop
    if k.phone is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.phone_key = k.phone and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.email is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.email_key = k.email and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.birth is not null and k.family is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.date_of_birth = k.birth and m.family_name_key = k.family and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.postcode is not null and k.family is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.postcode_key = k.postcode and m.family_name_key = k.family and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.address is not null and exists (select 1 from public.incidents i where i.address_key = k.address and not i.is_open_data and i.withdrawn_at is null) then return true; end if;
  end loop;
  return false;
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.is_seen_beside(keys jsonb, beside uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select heed.may_write() and exists (
    select 1 from heed.reports_sharing(keys) s join public.incidents i on i.id = s.incident_id where i.withdrawn_at is null and i.id <> beside)
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.is_service()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return coalesce((heed.sight())[3] = 'service', false); end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.issue_client_session(new_id uuid, account uuid, hash bytea, lasts interval, name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not (heed.is_service() or heed.has_role('administrator')) then
    raise insufficient_privilege using message = 'only an administrator may issue a token';
  end if;
  insert into heed.sessions (id, token_hash, account_id, kind, label, expires_at)
  select new_id, hash, a.id, 'client', issue_client_session.name, now() + lasts from public.accounts a where a.id = account and a.kind = 'client';
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.keep_answers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.replaced_at is not null or (old.is_submitted and not new.is_submitted) or (old.is_submitted and new.words is distinct from old.words) then
    raise insufficient_privilege using message = 'an answer that was sent or replaced is kept as it was';
  end if;
  return new;
end $function$;
-- owner heed_owner; execute: public

CREATE OR REPLACE PROCEDURE heed.keep_columns(IN what regclass, IN kept text[])
 LANGUAGE plpgsql
AS $procedure$
declare changing text;
begin
  select string_agg(quote_ident(a.attname), ', ') into changing
    from pg_attribute a where a.attrelid = what and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and not a.attname = any (kept);
  execute format('revoke update on %s from heed_act', what);
  execute format('grant update (%s) on %s to heed_act', changing, what);
end $procedure$;
-- owner heed_owner; execute: nobody else

CREATE OR REPLACE FUNCTION heed.keep_demonstration_password(given text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  insert into heed.demonstration (password) select given where heed.is_service()
    on conflict (is_only) do update set password = excluded.password
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.keep_name_words()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  new.name_words := (select heed.name_words(concat_ws(' ', m.given_name, m.family_name)) from public.person_mentions m where m.id = new.mention_id);
  return new;
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.last_shown(wanted uuid[])
 RETURNS TABLE(record_id uuid, at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select w.id, (select max(e.at) from public.audit_entries e
    where e.actor_id = heed.actor_id() and e.subject_ids @> array[w.id] and e.verb in ('consultation', 'alteration', 'collection')
      and e.act <> 'signed-in' and e.act not like 'work.%')
  from unnest(wanted[1:200]) as w (id)
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.may_add_to_incident(which uuid, by uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare sight text[] := heed.sight(); i record;
begin
  if sight is null or by is distinct from sight[2]::uuid or sight[3] not in ('police', 'service', 'client') then return false; end if;
  select r.team_id, r.borough_id, r.recorded_by, r.sealed_under into i from public.incidents r where r.id = which;
  if not found then return false; end if;
  if sight[3] = 'service' then return true; end if;
  if i.sealed_under is null then
    if i.recorded_by = by or sight[4] = 'force' or i.borough_id = any (sight[6]::uuid[]) or i.team_id = any (sight[5]::uuid[]) then return true; end if;
  elsif i.sealed_under = any (heed.granted('case')) then
    return true;
  end if;
  return which = any (heed.granted('incident'));
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.may_read_history(kind text, which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select case
    when heed.has_role('auditor') then case kind
      when 'incident' then exists (select 1 from public.incidents i where i.id = which)
      when 'case' then exists (select 1 from public.cases c where c.id = which)
      when 'person' then exists (select 1 from public.persons p where p.id = which) else false end
    when heed.has_role('supervisor') or heed.has_role('asb lead') or heed.has_role('central asb unit') then case kind
      when 'incident' then heed.sees_incident(which)
      when 'case' then heed.sees_case(which)
      when 'person' then heed.sees_person(which) else false end
    else false end
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.may_write()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return coalesce((heed.sight())[3] in ('police', 'service', 'client'), false); end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.mentions_agreeing(family text, initial text, begins text, ends text, birth date, postcode text, sector text, address text, house text, street text, most integer)
 RETURNS TABLE(ways text[], is_common boolean, id uuid, person_id uuid, title text, given_name text, family_name text, recorded_at timestamp with time zone, risk_order integer, is_vulnerable boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
declare
  everything boolean := heed.sees_force(); by_itself boolean := heed.is_service(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  family_to text := family || U&'\+10FFFF'; begins_to text := begins || U&'\+10FFFF'; street_to text := street || U&'\+10FFFF';
begin
  if not (heed.is_insider() or by_itself) then return; end if;
  -- a surname alone that too many begin with is said to be common, and nobody is told of
  if length(family) > 2 and initial is null and coalesce(begins, ends, postcode, sector, address) is null and birth is null
      and (select count(*) from (select 1 from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to and m.corrected_by_id is null limit most + 1) c) > most then
    return query select array['surname'], true, null::uuid, null::uuid, null::text, null::text, null::text, null::timestamptz, 0, false;
    return;
  end if;
  return query with hits (way, mention_id, person_id, source_kind, source_id, title, given_name, family_name, recorded_at) as (
      (select 'surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where length(family) > 2 and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to and (initial is null or m.given_initial = initial)
          and m.corrected_by_id is null limit most + 1)
      union all (select 'street', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.given_initial = initial and m.street_key collate "C" >= street and m.street_key collate "C" < street_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'phone begins', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.phone_key collate "C" >= begins and m.phone_key collate "C" < begins_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'phone ends and surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where right(m.phone_key, 4) = right(ends, 4) and right(m.phone_key, length(ends)) = ends and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'phone ends', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where length(ends) > 5 and right(m.phone_key, 4) = right(ends, 4) and right(m.phone_key, length(ends)) = ends
          and m.corrected_by_id is null limit most + 1)
      union all (select 'postcode', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.postcode_key = mentions_agreeing.postcode
          and m.corrected_by_id is null limit most + 1)
      union all (select 'sector and surname', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where left(m.postcode_key, -2) = sector and m.family_name_key collate "C" >= family and m.family_name_key collate "C" < family_to
          and m.corrected_by_id is null limit most + 1)
      union all (select 'sector and house', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where left(split_part(m.address_key, ' ', 1), -2) = sector and substring(m.address_key from '[^ ]+$') = house
          and m.corrected_by_id is null limit most + 1)
      union all (select 'address', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.address_key = address
          and m.corrected_by_id is null limit most + 1)
      union all (select 'birth', m.id, m.person_id, m.source_kind, m.source_id, m.title, m.given_name, m.family_name, m.recorded_at from public.person_mentions m cross join lateral heed.seen_mention(m.id, m.source_kind, m.source_id, by_itself, everything, their_teams, their_boroughs, me, their_cases, named) s where m.date_of_birth = birth
          and m.corrected_by_id is null limit most + 1)),
    counted as (select h.*, count(*) over (partition by h.way) > most as is_common from hits h),
    found as (select distinct on (c.mention_id) c.*, array_agg(c.way) over whole as ways, bool_or(c.is_common) over whole as is_any_common from counted c window whole as (partition by c.mention_id))
    select m.ways, m.is_any_common, m.mention_id, m.person_id, m.title, m.given_name, m.family_name, m.recorded_at, coalesce(i.risk_order, 0)::integer, coalesce('vulnerable' = any (i.flags), false)
    from found m left join public.incidents i on m.source_kind = 'incident' and i.id = m.source_id
      and (by_itself or case when i.sealed_under is not null then i.sealed_under = any (their_cases)
        else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named));
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.mentions_sharing(phone text, email text, birth date, postcode text, address text, family text, given text, initial text, sound text, most integer, at timestamp with time zone)
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
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.move_incident(which uuid, to_ward uuid, to_borough uuid, to_team uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not heed.sees_incident(which) or not heed.may_write() then return false; end if;
  update public.incidents set ward_id = to_ward, borough_id = to_borough, team_id = to_team
    where id = which and not is_open_data and withdrawn_at is null;
  if not found then return false; end if;
  update public.clocks set team_id = to_team, borough_id = to_borough where subject_id = which and met_at is null and cancelled_at is null;
  update public.assessments set team_id = to_team, borough_id = to_borough where incident_id = which;
  update public.files set team_id = to_team, borough_id = to_borough where parent_id = which;
  return true;
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.name_words(name text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog'
AS $function$
  select coalesce(array_agg(distinct w), '{}') from regexp_split_to_table(lower(regexp_replace(normalize(coalesce(name, ''), NFKD), U&'[\0300-\036F''`\2019\2018\02BC\2032]', '', 'g')), '[\s,-]+') w where w <> ''
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.next_reference(prefix text, year integer)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
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
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.note_list_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin update heed.list_versions set version = gen_random_uuid() where name = 'lists'; return null; end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.note_sign_in(account uuid, succeeded boolean)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  -- a closed account's wrong tries are not counted: one try a quarter of an hour must not keep its owner out
  update heed.credentials set
    failures = case when succeeded or failures + 1 >= 10 then 0 else failures + 1 end,
    locked_until = case when succeeded then null when failures + 1 >= 10 then now() + interval '15 minutes' else null end
  where account_id = account and (locked_until is null or locked_until <= now()) and (session_user = 'heed_door' or account = heed.actor_id())
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.note_signed_in(account uuid, from_address text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  update heed.sign_in_tries t set failures = case when t.account_id is null then greatest(t.failures - 1, 0) else 0 end,
      succeeded_at = case when t.account_id is null then t.succeeded_at else now() end
    where session_user = 'heed_door' and t.address = heed.address_key(from_address) and (t.account_id = account or t.account_id is null)
$function$;
-- owner heed_definer; execute: heed_door

CREATE OR REPLACE FUNCTION heed.only_for_role()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if current_user in ('heed_look', 'heed_act') and not (heed.is_service() or heed.has_role('administrator') or heed.has_role(coalesce(tg_argv[0], 'administrator'))) then
    raise insufficient_privilege using message = format('%I is not for this account to change', tg_table_name);
  end if;
  return null;
end $function$;
-- owner heed_owner; execute: nobody else

CREATE OR REPLACE FUNCTION heed.open_service_session(new_id uuid, service text, hash bytea)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  insert into heed.sessions (id, token_hash, account_id, kind, expires_at)
  select new_id, hash, a.id, 'service', now() + interval '12 hours' from public.accounts a where a.username = service and a.is_active and a.kind = 'service'
$function$;
-- owner heed_definer; execute: heed_worker

CREATE OR REPLACE FUNCTION heed.open_session(new_id uuid, account uuid, hash bytea, idle integer, lasts interval)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  insert into heed.sessions (id, token_hash, account_id, kind, idle_minutes, expires_at)
  select new_id, hash, a.id, 'person', idle, now() + lasts from public.accounts a where a.id = account and a.is_active and a.kind in ('police', 'partner', 'volunteer')
    and (session_user = 'heed_door' or heed.is_service())
$function$;
-- owner heed_definer; execute: heed_act, heed_door

CREATE OR REPLACE FUNCTION heed.own_import(import uuid)
 RETURNS imports
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare it public.imports;
begin
  select * into it from public.imports i where i.id = import and i.imported_by = heed.actor_id() and i.finished_at is null;
  if it.id is null or not (heed.is_service() or heed.has_role('administrator')) then
    raise insufficient_privilege using message = 'only an administrator may import, and only as themselves';
  end if;
  return it;
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.queue_for_seal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin insert into heed.audit_unsealed (entry_id) values (new.id); return null; end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.queue_jobs(most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare specs graphile_worker.job_spec[];
begin
  select array_agg(row(t.handler, json_build_object('event', t.event_id), null, null, 20, null, null, null)::graphile_worker.job_spec order by t.event_id, t.handler) into specs
    from heed.take_asked_jobs(most) t;
  if specs is null then return 0; end if;
  perform graphile_worker.add_jobs(specs);
  return cardinality(specs);
end $function$;
-- owner heed_worker; execute: nobody else

CREATE OR REPLACE FUNCTION heed.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin raise insufficient_privilege using message = format('%I is append-only', tg_table_name); end $function$;
-- owner heed_owner; execute: public

CREATE OR REPLACE FUNCTION heed.repeats_reported_within_sight(kinds text[], first_day date, last_day date, until timestamp with time zone, window_days integer, at_least integer, same_kind boolean, report_within integer)
 RETURNS TABLE(kind text, key text, as_of date, was_before boolean, reports integer, last_at timestamp with time zone, is_vulnerable boolean, risk_order smallint, made_by text, borough_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_custom_plan'
 SET work_mem TO '64MB'
 SET enable_nestloop TO 'off'
AS $function$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  since timestamptz := (first_day - window_days)::timestamp at time zone 'Europe/London';
  begins timestamptz := first_day::timestamp at time zone 'Europe/London';
  types uuid[]; nths integer[]; victims uuid[]; callers uuid[]; phones text[]; homes text[]; places text[];
begin
  if not heed.is_insider() then return; end if;
  -- few are told of in a few days: only of those is it read what was told before
  with seen as materialized (
    select i.id, coalesce(i.address_key, i.address_id::text) as address from public.incidents i
    where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= begins and i.reported_at <= until
      and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
             else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
           or i.id = any (named))),
  heard as materialized (
    select m.part, m.person_id, m.phone_key, m.address_key from seen s join public.person_mentions m on m.source_id = s.id
    where m.source_kind = 'incident' and m.corrected_by_id is null and m.part in ('victim', 'caller'))
  select (select array_agg(distinct h.person_id) from heard h where h.part = 'victim' and 'victim' = any (kinds)), (select array_agg(distinct h.person_id) from heard h where h.part = 'caller' and 'caller' = any (kinds)),
    (select array_agg(distinct h.phone_key) from heard h where 'phone' = any (kinds)), (select array_agg(distinct h.address_key) from heard h where 'household' = any (kinds)),
    (select array_agg(distinct s.address) from seen s where 'address' = any (kinds))
    into victims, callers, phones, homes, places;
  select array_agg(t.id order by t.id), array_agg(t.nth order by t.id) into types, nths
    from (select r.id, dense_rank() over (order by r.key collate "C")::integer as nth from public.reference_values r where r.code_set = 'asb-type') t;
  return query
    with seen as materialized (
      select s.* from (
        select i.id, coalesce(i.duplicate_of, i.id) as root, case when same_kind then nths[array_position(types, i.type_id)] else 0 end as nth, i.reported_at, (i.reported_at at time zone 'Europe/London')::date as on_day, i.borough_id, i.risk_order,
          i.flags && array['vulnerable', 'hate', 'intimidation'] as is_vulnerable, coalesce(i.address_key, i.address_id::text) as address
        from public.incidents i
        where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= since and i.reported_at <= until
          and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
                 else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
               or i.id = any (named))
          and (report_within is null or (i.reported_at at time zone 'Europe/London')::date
            - coalesce((case when i.precision = 'instant' then coalesce(i.occurred_to, i.occurred_from) end at time zone 'Europe/London')::date, (i.reported_at at time zone 'Europe/London')::date) <= report_within)) s
      where s.nth is not null),
    said as (
      select 'victim' as kind, m.person_id::text as key, m.source_id from public.person_mentions m where m.person_id = any (victims) and m.part = 'victim' and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select 'caller', m.person_id::text, m.source_id from public.person_mentions m where m.person_id = any (callers) and m.part = 'caller' and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select 'phone', m.phone_key, m.source_id from public.person_mentions m where m.phone_key = any (phones) and m.part in ('victim', 'caller') and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select 'household', m.address_key, m.source_id from public.person_mentions m where m.address_key = any (homes) and m.part in ('victim', 'caller') and m.source_kind = 'incident' and m.corrected_by_id is null),
    told as materialized (
      select o.kind, o.key, s.root, s.nth, s.reported_at, s.on_day, s.borough_id, s.risk_order, s.is_vulnerable from said o join seen s on s.id = o.source_id
      union all select 'address', s.address, s.root, s.nth, s.reported_at, s.on_day, s.borough_id, s.risk_order, s.is_vulnerable from seen s join unnest(places) as p (address) on p.address = s.address),
    -- a kind of which too little was reported in all is never the one that counts
    enough as materialized (select t.kind, t.key, t.nth from told t group by 1, 2, 3 having count(*) >= at_least),
    kept as materialized (select t.* from told t join enough e on e.kind = t.kind and e.key = t.key and e.nth = t.nth),
    asked as (
      select k.kind, k.key, k.on_day from kept k where k.on_day between first_day and last_day
      union select e.kind, e.key, first_day - 1 from enough e),
    once as (
      select a.kind, a.key, a.on_day, t.nth, t.root, min(t.on_day) as first_on, max(t.reported_at) as last_at, bool_or(t.is_vulnerable) as is_vulnerable, max(t.risk_order) as risk_order
      from asked a join kept t on t.kind = a.kind and t.key = a.key and t.on_day <= a.on_day and t.on_day > a.on_day - window_days group by 1, 2, 3, 4, 5),
    counted as (
      select o.kind, o.key, o.on_day, o.nth, count(*)::integer as reports, max(o.last_at) as last_at, bool_or(o.is_vulnerable) as is_vulnerable, max(o.risk_order) as risk_order,
        bool_or(o.first_on = o.on_day) as is_reported_then, bit_xor(uuid_hash_extended(o.root, 1)) || ' ' || bit_xor(uuid_hash_extended(o.root, 2)) as made_by
      from once o group by 1, 2, 3, 4 having count(*) >= at_least),
    standing as materialized (
      select distinct on (c.kind, c.key, c.on_day) c.* from counted c order by c.kind, c.key, c.on_day, c.reports desc, (c.last_at at time zone 'Europe/London')::date desc, c.nth),
    met as materialized (
      select distinct on (s.kind, s.key) s.* from standing s where s.on_day >= first_day and s.is_reported_then order by s.kind, s.key, s.on_day desc),
    placed as (
      select distinct on (t.kind, t.key) t.kind, t.key, t.borough_id from met m join kept t on t.kind = m.kind and t.key = m.key and t.on_day <= m.on_day and t.on_day > m.on_day - window_days
        and t.nth = m.nth and t.borough_id is not null order by t.kind, t.key, t.reported_at desc)
    select m.kind, m.key, m.on_day, b.key is not null, m.reports, m.last_at, m.is_vulnerable, m.risk_order, m.made_by, p.borough_id
    from met m left join placed p on p.kind = m.kind and p.key = m.key left join standing b on b.kind = m.kind and b.key = m.key and b.on_day = first_day - 1;
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.repeats_within_sight(kind text, since timestamp with time zone, until timestamp with time zone, borough uuid, at_least integer, same_kind boolean, report_within integer)
 RETURNS TABLE(key text, reports integer, last_at timestamp with time zone, is_vulnerable boolean, risk_order smallint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_custom_plan'
 SET work_mem TO '64MB'
AS $function$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  types uuid[]; nth integer[];
  parts text[] := case kind when 'victim' then array['victim'] when 'caller' then array['caller'] else array['victim', 'caller'] end;
begin
  if not heed.is_insider() then return; end if;
  -- the versions of one type are one kind
  select array_agg(t.id order by t.id), array_agg(t.nth order by t.id) into types, nth
    from (select r.id, dense_rank() over (order by r.key collate "C")::integer as nth from public.reference_values r where r.code_set = 'asb-type') t;
  return query
    with seen as not materialized (
      select i.id, coalesce(i.duplicate_of, i.id) as root, i.type_id, i.reported_at, i.risk_order, i.flags && array['vulnerable', 'hate', 'intimidation'] as is_vulnerable, coalesce(i.address_key, i.address_id::text) as address
      from public.incidents i
      where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= since and i.reported_at <= until and (borough is null or i.borough_id = borough)
        and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
               else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
             or i.id = any (named))
        -- a report made too late after what it tells of does not count; when that was is read only where the rule asks
        and (report_within is null or (i.reported_at at time zone 'Europe/London')::date
          - coalesce((case when i.precision = 'instant' then coalesce(i.occurred_to, i.occurred_from) end at time zone 'Europe/London')::date, (i.reported_at at time zone 'Europe/London')::date) <= report_within)),
    said as (
      select s.address as key, s.root, s.type_id, s.reported_at, s.risk_order, s.is_vulnerable from seen s where kind = 'address'
      union all
      select case when kind in ('victim', 'caller') then m.person_id::text when kind = 'phone' then m.phone_key else m.address_key end, s.root, s.type_id, s.reported_at, s.risk_order, s.is_vulnerable
      from seen s join public.person_mentions m on m.source_id = s.id where kind <> 'address' and m.source_kind = 'incident' and m.corrected_by_id is null and m.part = any (parts)),
    once as (
      select s.key, case when same_kind then nth[array_position(types, s.type_id)] else 0 end as of_kind, s.root, max(s.reported_at) as last_at, bool_or(s.is_vulnerable) as is_vulnerable, max(s.risk_order) as risk_order
      from said s where s.key is not null and (not same_kind or s.type_id is not null) group by 1, 2, 3),
    counted as (
      select o.key, o.of_kind, count(*)::integer as reports, max(o.last_at) as last_at, bool_or(o.is_vulnerable) as is_vulnerable, max(o.risk_order) as risk_order from once o group by 1, 2 having count(*) >= at_least)
    select distinct on (c.key) c.key, c.reports, c.last_at, c.is_vulnerable, c.risk_order from counted c
    order by c.key, c.reports desc, (c.last_at at time zone 'Europe/London')::date desc, c.of_kind;
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.reports_of_subjects(kind text, keys text[], since timestamp with time zone, unsealed_only boolean)
 RETURNS TABLE(key text, incident_id uuid, label text, parts text[])
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
begin
  if not heed.is_insider() then return; end if;
  return query
    with said as (
      select m.person_id::text as key, m.source_id, nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '') as label, m.part, m.recorded_at from public.person_mentions m
        where kind in ('victim', 'caller') and m.person_id = any (case when kind in ('victim', 'caller') then keys::uuid[] end) and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select m.phone_key, m.source_id, m.phone, m.part, m.recorded_at from public.person_mentions m
        where kind = 'phone' and m.phone_key = any (keys) and m.source_kind = 'incident' and m.corrected_by_id is null
      union all select m.address_key, m.source_id, nullif(concat_ws(', ', m.address_text, m.postcode), ''), m.part, m.recorded_at from public.person_mentions m
        where kind = 'household' and m.address_key = any (keys) and m.source_kind = 'incident' and m.corrected_by_id is null)
    select s.key, i.id, (array_agg(s.label order by s.recorded_at desc) filter (where s.label is not null))[1], array_agg(distinct s.part)
    from said s join public.incidents i on i.id = s.source_id
    where not i.is_open_data and (since is null or i.reported_at >= since) and not (unsealed_only and i.sealed_under is not null)
      and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
             else force or i.borough_id = any (their_boroughs) or i.team_id = any (their_teams) or i.recorded_by = me end
           or i.id = any (named))
    group by 1, 2;
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.reports_sharing(keys jsonb)
 RETURNS TABLE(incident_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  with k as (select * from jsonb_to_recordset(keys) as k(phone text, email text, birth date, postcode text, family text, address text))
  select m.source_id from k join public.person_mentions m on m.phone_key = k.phone where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select m.source_id from k join public.person_mentions m on m.email_key = k.email where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select m.source_id from k join public.person_mentions m on m.date_of_birth = k.birth and m.family_name_key = k.family where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select m.source_id from k join public.person_mentions m on m.postcode_key = k.postcode and m.family_name_key = k.family where m.source_kind = 'incident' and m.corrected_by_id is null
  union
  select i.id from k join public.incidents i on i.address_key = k.address where not i.is_open_data
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.reports_within_sight(kind text, since timestamp with time zone, until timestamp with time zone, borough uuid, unsealed_only boolean)
 RETURNS TABLE(key text, id uuid, duplicate_of uuid, type_id uuid, reported_at timestamp with time zone, recorded_at timestamp with time zone, happened_at timestamp with time zone, import_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
#variable_conflict use_column
declare
  force boolean := heed.sees_force(); their_teams uuid[] := heed.actor_teams(); their_boroughs uuid[] := heed.actor_boroughs();
  their_cases uuid[] := heed.granted('case'); named uuid[] := heed.granted('incident'); me uuid := heed.actor_id();
  parts text[] := case kind when 'victim' then array['victim'] when 'caller' then array['caller'] else array['victim', 'caller'] end;
begin
  if not heed.is_insider() then return; end if;
  return query
    with seen as materialized (
      select i.id, i.duplicate_of, i.type_id, i.reported_at, i.recorded_at, i.import_id, coalesce(i.address_key, i.address_id::text) as address,
        case when i.precision = 'instant' then coalesce(i.occurred_to, i.occurred_from) end as happened_at
      from public.incidents i
      where not i.is_open_data and i.withdrawn_at is null and i.reported_at >= since and i.reported_at <= until
        and (borough is null or i.borough_id = borough) and not (unsealed_only and i.sealed_under is not null)
        and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
               else force or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end
             or i.id = any (named)))
    select s.address, s.id, s.duplicate_of, s.type_id, s.reported_at, s.recorded_at, s.happened_at, s.import_id from seen s where kind = 'address' and s.address is not null
    union all
    select k.key, s.id, s.duplicate_of, s.type_id, s.reported_at, s.recorded_at, s.happened_at, s.import_id
    from seen s join public.person_mentions m on m.source_id = s.id and m.source_kind = 'incident' and m.corrected_by_id is null and m.part = any (parts)
    cross join lateral (select case when kind in ('victim', 'caller') then m.person_id::text when kind = 'phone' then m.phone_key else m.address_key end as key) k
    where kind <> 'address' and k.key is not null;
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.seal_audit(most integer)
 RETURNS TABLE(sealed integer, seq bigint, chain bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare last_seq bigint; last_chain bytea; waiting record; n integer := 0;
begin
  perform pg_advisory_xact_lock(7262001);
  select s.seq, s.chain into last_seq, last_chain from public.audit_seals s order by s.seq desc limit 1;
  last_seq := coalesce(last_seq, 0); last_chain := coalesce(last_chain, '\x'::bytea);
  for waiting in
    select e.id, e.digest from heed.audit_unsealed u join public.audit_entries e on e.id = u.entry_id order by e.id limit most
  loop
    n := n + 1; last_seq := last_seq + 1;
    last_chain := sha256(last_chain || convert_to(last_seq::text || ':' || waiting.id::text || ':', 'UTF8') || waiting.digest);
    insert into public.audit_seals (seq, entry_id, digest, chain) values (last_seq, waiting.id, waiting.digest, last_chain);
    delete from heed.audit_unsealed where entry_id = waiting.id;
  end loop;
  return query select n, last_seq, last_chain;
end $function$;
-- owner heed_definer; execute: heed_worker

CREATE OR REPLACE FUNCTION heed.seal_case(which uuid, names uuid[], given_ids uuid[], because text, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not heed.sees_case(which) or not (heed.has_role('asb lead') or heed.is_service()) then return false; end if;
  if not heed.is_service() and exists (select 1 from public.cases c where c.id = which and c.sealed_under is not null) and not heed.is_named(which) then return false; end if;
  if cardinality(names) = 0 then
    update public.cases set sealed_under = null, changed_at = at, changed_by = heed.actor_id(), version = version + 1 where id = which;
    perform heed.spread_seal(which);
    update public.access_grants set revoked_at = at, revoked_by = heed.actor_id()
      where subject_kind = 'case' and subject_id = which and relation in ('named', 'break-glass') and revoked_at is null;
  else
    insert into public.access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by, granted_at)
      select n.id, 'case', which, n.account, 'named', because, heed.actor_id(), at
      from unnest(given_ids, names) as n (id, account)
      where not exists (select 1 from public.access_grants g where g.subject_kind = 'case' and g.subject_id = which and g.account_id = n.account and g.relation = 'named' and g.revoked_at is null);
    update public.access_grants set revoked_at = at, revoked_by = heed.actor_id()
      where subject_kind = 'case' and subject_id = which and revoked_at is null and not account_id = any (names);
    update public.cases set sealed_under = which, changed_at = at, changed_by = heed.actor_id(), version = version + 1 where id = which;
    perform heed.spread_seal(which);
  end if;
  return true;
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.seal_of(words text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare own bytea;
begin
  select k.secret into own from heed.sight_keys k;
  return encode(sha256(own || sha256(own || int4send(pg_backend_pid()) || timestamptz_send(now()) || convert_to(words, 'UTF8'))), 'hex');
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.seal_over(incident uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select c.sealed_under from public.incidents i join public.case_incidents l on l.incident_id in (i.id, i.duplicate_of) join public.cases c on c.id = l.case_id
    where i.id = incident and c.sealed_under is not null
    order by c.sealed_under is not distinct from i.sealed_under desc, l.incident_id = i.id desc, c.sealed_under limit 1
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.search_words(terms text, most integer)
 RETURNS TABLE(incident_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select w.incident_id from heed.incidents_with_words(terms, false, null, null, null, least(most, 200)) w
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.seen_elsewhere(keys jsonb)
 RETURNS TABLE(reports bigint, team text, telephone text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select count(*), t.name, t.telephone
  from heed.reports_sharing(keys) s
  join public.incidents i on i.id = s.incident_id
  left join lateral (
    select t.name, t.telephone from public.teams t where t.borough_id = i.borough_id and t.kind = 'intelligence' order by t.name limit 1) t on true
  where heed.is_insider() and i.sealed_under is null and i.withdrawn_at is null and i.recorded_by is distinct from heed.actor_id()
    and not heed.sees(i.team_id, i.borough_id, i.sealed_under)
  group by t.name, t.telephone
  order by t.name
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.seen_mention(asked_mention uuid, asked_kind text, asked_source uuid, by_itself boolean, everything boolean, their_teams uuid[], their_boroughs uuid[], me uuid, their_cases uuid[], named uuid[])
 RETURNS TABLE(seen boolean)
 LANGUAGE sql
 STABLE
AS $function$
  select true where by_itself
    or (asked_kind = 'incident' and exists (select from public.incidents i where i.id = asked_source
      and (case when i.sealed_under is not null then i.sealed_under = any (their_cases)
        else everything or i.team_id = any (their_teams) or i.borough_id = any (their_boroughs) or i.recorded_by = me end or i.id = any (named))))
    or (asked_kind = 'case' and exists (select from public.cases c where c.id = asked_source
      and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases))))
    or exists (select from public.case_people p join public.cases c on c.id = p.case_id where p.mention_id = asked_mention
      and ((c.sealed_under is null and (everything or c.team_id = any (their_teams) or c.borough_id = any (their_boroughs) or c.owner_id = me)) or c.id = any (their_cases)))
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.sees(team uuid, borough uuid, sealed_under uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare sight text[];
begin
  if sees.sealed_under is not null then return sees.sealed_under = any (heed.granted('case')); end if;
  sight := heed.sight();
  return coalesce(sight[4] = 'force' or sees.borough = any (sight[6]::uuid[]) or sees.team = any (sight[5]::uuid[]), false);
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.sees_by_glass(kind text, which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  with through (subject_kind, subject_id) as (
    select sees_by_glass.kind, which
    union select 'case', i.sealed_under from public.incidents i where sees_by_glass.kind = 'incident' and i.id = which and i.sealed_under is not null
    union select 'case', a.sealed_under from public.assessments a where sees_by_glass.kind = 'assessment' and a.id = which and a.sealed_under is not null
    union select 'incident', a.incident_id from public.assessments a where sees_by_glass.kind = 'assessment' and a.id = which
  ), held as (
    select g.relation from public.access_grants g join through t on t.subject_kind = g.subject_kind and t.subject_id = g.subject_id
    where g.account_id = heed.actor_id() and g.revoked_at is null and (g.until is null or g.until > now())
  )
  select exists (select 1 from held h where h.relation = 'break-glass') and not exists (select 1 from held h where h.relation <> 'break-glass')
$function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.sees_case(which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select exists (select 1 from public.cases c where c.id = which and (
    c.id = any (heed.granted('case'))
    or (c.sealed_under is null and (heed.sees(c.team_id, c.borough_id, null) or c.owner_id = heed.actor_id()))
    or heed.is_service()))
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.sees_force()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin return coalesce((heed.sight())[4] = 'force', false); end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.sees_incident(which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select exists (select 1 from public.incidents i where i.id = which and (
    case when i.sealed_under is not null then i.sealed_under = any (heed.granted('case'))
      else heed.sees(i.team_id, i.borough_id, null) or i.recorded_by = heed.actor_id() end
    or i.id = any (heed.granted('incident'))))
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.sees_mention(which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select exists (select 1 from public.person_mentions m where m.id = which and (
    case m.source_kind when 'incident' then heed.sees_incident(m.source_id) or heed.is_service() else heed.sees_case(m.source_id) end
    or exists (select 1 from public.case_people p where p.mention_id = m.id and heed.sees_case(p.case_id))))
$function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.sees_person(which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select exists (select 1 from public.person_mentions m where m.person_id = which and (
    case m.source_kind when 'incident' then heed.sees_incident(m.source_id) else heed.sees_case(m.source_id) end
    or exists (select 1 from public.case_people p where p.mention_id = m.id and heed.sees_case(p.case_id))))
$function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.sees_record(kind text, wanted uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog'
AS $function$
declare place text := case kind when 'incident' then 'incidents' when 'case' then 'cases' when 'assessment' then 'assessments' end; found_it boolean;
begin
  if place is null or to_regclass('public.' || place) is null then return false; end if;
  execute format('select exists (select 1 from public.%I r where r.id = $1)', place) into found_it using wanted;
  return found_it;
end $function$;
-- owner heed_owner; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.set_password(account uuid, hash text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not (heed.is_service() or heed.has_role('administrator') or account = heed.actor_id()) then
    raise insufficient_privilege using message = 'only an administrator or the person may set a password';
  end if;
  insert into heed.credentials (account_id, password_hash) values (account, hash)
    on conflict (account_id) do update set password_hash = excluded.password_hash, changed_at = now(), failures = 0, locked_until = null;
  update heed.sign_in_tries t set failures = 0 where t.account_id = account;
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.settle_seal(incident uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare was uuid; seal uuid;
begin
  if not heed.sees_incident(incident) then return; end if;
  select i.sealed_under into was from public.incidents i where i.id = incident for update;
  seal := heed.seal_over(incident);
  if was is not distinct from seal then return; end if;
  update public.incidents i set sealed_under = seal where i.id = incident;
  perform heed.carry_seal(array[incident], coalesce(was, seal));
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.sight()
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare kept text := current_setting('heed.sight', true); own bytea;
begin
  if coalesce(kept, '') = '' then return null; end if;
  -- heed.seal_of, written out: every policy of every statement comes by here
  select k.secret into own from heed.sight_keys k;
  if left(kept, 64) <> encode(sha256(own || sha256(own || int4send(pg_backend_pid()) || timestamptz_send(now()) || convert_to(substr(kept, 65), 'UTF8'))), 'hex') then return null; end if;
  return string_to_array(kept, '|');
end $function$;
-- owner heed_definer; execute: nobody else

CREATE OR REPLACE FUNCTION heed.sign_as_oneself()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
declare named uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
begin
  if current_user <> 'heed_act' or (tg_op = 'UPDATE' and (to_jsonb(old) ->> tg_argv[0])::uuid is not distinct from named) then return new; end if;
  if named is distinct from heed.actor_id() or not (tg_argv[1] is null or heed.has_role(tg_argv[1]) or heed.is_service()) then
    raise insufficient_privilege using message = format('%I of %I names another, or is not for this account to write', tg_argv[0], tg_table_name);
  end if;
  return new;
end $function$;
-- owner heed_owner; execute: nobody else

CREATE OR REPLACE FUNCTION heed.spread_seal(which uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare seal uuid; its uuid[];
begin
  if not heed.sees_case(which) then return; end if;
  select c.sealed_under into seal from public.cases c where c.id = which;
  -- whoever links a duplicate holds the incident it repeats: after waiting for them their duplicate is there to be found
  perform 1 from public.incidents i where i.id in (select l.incident_id from public.case_incidents l where l.case_id = which) order by i.id for update;
  its := array(select heed.incidents_of_case(which));
  -- an incident of two sealed cases stays sealed when one seal is taken off
  update public.incidents i set sealed_under = heed.seal_over(i.id)
    where i.id = any (its) and (i.sealed_under is null or i.sealed_under = which) and i.sealed_under is distinct from heed.seal_over(i.id);
  perform heed.carry_seal(its, which);
  update public.files f set sealed_under = seal where f.parent_id = which and (f.sealed_under is null or f.sealed_under = which);
  update public.clocks k set sealed_under = seal where k.subject_id = which and (k.sealed_under is null or k.sealed_under = which);
  update public.notifications n set sealed_under = seal where n.subject_id = which and (n.sealed_under is null or n.sealed_under = which);
end $function$;
-- owner heed_definer; execute: heed_act

CREATE OR REPLACE FUNCTION heed.take_asked_jobs(most integer)
 RETURNS TABLE(event_id uuid, handler text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  delete from heed.asked_jobs a using (select n.event_id, n.handler from heed.asked_jobs n order by n.event_id, n.handler limit most for update skip locked) next
    where a.event_id = next.event_id and a.handler = next.handler returning a.event_id, a.handler
$function$;
-- owner heed_definer; execute: heed_worker

CREATE OR REPLACE FUNCTION heed.their_number(its_source text, number text)
 RETURNS TABLE(incident_id uuid, is_of_further_report boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare sight text[] := heed.sight(); found uuid; further boolean := false;
begin
  -- a system asks of its own numbers alone
  if sight is null or (sight[3] = 'client' and its_source is distinct from (select a.username from public.accounts a where a.id = sight[2]::uuid)) then return; end if;
  select i.id into found from public.incidents i where i.source = its_source and i.source_reference = number;
  if found is null then
    select e.incident_id into found from public.incident_entries e where e.source = its_source and e.source_reference = number;
    further := true;
  end if;
  if found is null then return; end if;
  if heed.sees_incident(found) then return query select found, further;
  elsif sight[3] in ('client', 'service') then return query select null::uuid, further; end if;
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.try_sign_in(wanted text, from_address text, counts_alone boolean)
 RETURNS TABLE(account_id uuid, password_hash text, is_locked boolean, is_active boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare key bytea := heed.address_key(from_address); who record; is_open boolean := true; is_known boolean := false; elsewhere bigint := 0;
begin
  if session_user <> 'heed_door' then raise insufficient_privilege using message = 'only the sign-in door may ask'; end if;
  select a.id, c.password_hash, a.is_active into who from public.accounts a join heed.credentials c on c.account_id = a.id
    where a.username = lower(wanted) and a.kind in ('police', 'partner', 'volunteer');
  if counts_alone then is_open := heed.count_try(null, key, 100); end if;
  if is_open and who.id is not null then
    select coalesce(bool_or(t.address = key and t.succeeded_at > now() - interval '30 days'), false), coalesce(sum(t.failures) filter (where t.failed_at > now() - interval '15 minutes' and t.address <> key), 0)
      into is_known, elsewhere from heed.sign_in_tries t where t.account_id = who.id;
    is_open := (is_known or elsewhere < 30) and heed.count_try(who.id, key, 10);
  end if;
  return query select who.id, who.password_hash, not is_open, who.is_active where who.id is not null;
end $function$;
-- owner heed_definer; execute: heed_door

CREATE OR REPLACE FUNCTION heed.weighing_now(at timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if not heed.is_insider() then return null; end if;
  return (select concat((select m.version from public.linkage_models m where m.in_force_from <= at order by m.in_force_from desc, m.id desc limit 1), '|', (select max(c.counted_at) from public.linkage_counts c)));
end $function$;
-- owner heed_definer; execute: heed_act, heed_look

CREATE OR REPLACE FUNCTION heed.who_was_shown(person uuid, since timestamp with time zone)
 RETURNS TABLE(account_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select distinct e.actor_id from public.audit_entries e join public.accounts a on a.id = e.actor_id
  where (heed.is_service() or (heed.has_role('intelligence') and heed.sees_person(person)))
    and e.subject_ids @> array[person] and e.at >= since and a.kind <> 'service' and a.is_active and e.actor_id <> heed.actor_id()
$function$;
-- owner heed_definer; execute: heed_act
