-- Recognition: which mentions are of one person. Identity stays what a mention points at; here is how it is found, decided and undone.

-- ---- keys that candidates are found by ---------------------------------------------------------------------------
alter table person_mentions
  add column family_sound_key text,
  add column given_initial text,
  add column keys_version smallint not null default 0;
comment on column person_mentions.family_sound_key is 'how the last part of the family name sounds (double metaphone)';
comment on column person_mentions.given_initial is 'the first letter of the given name, or the initial given in its place: the second field a key over its cap is split by';
comment on column person_mentions.keys_version is 'which version of the rules for keys these were made by; an older one is made again at night';
grant update (family_sound_key, given_initial, keys_version) on person_mentions to heed_act;

drop index person_mentions_phone;
create index person_mentions_phone on person_mentions (phone_key, given_initial) where phone_key is not null;
drop index person_mentions_postcode_surname;
create index person_mentions_postcode_surname on person_mentions (postcode_key, family_name_key, given_initial) where postcode_key is not null;
create index person_mentions_postcode_given on person_mentions (postcode_key, given_initial) where postcode_key is not null and given_initial is not null;
create index person_mentions_birth_given on person_mentions (date_of_birth, given_initial) where date_of_birth is not null and given_initial is not null;
drop index person_mentions_address_key;
create index person_mentions_address_key on person_mentions (address_key, given_initial) where address_key is not null;
create index person_mentions_sound on person_mentions (family_sound_key, given_name_key) where family_sound_key is not null and given_name_key is not null;
-- while somebody is still typing: a surname or a number of which the beginning is known
create index person_mentions_family_begins on person_mentions (family_name_key collate "C", given_initial) where family_name_key is not null;
create index person_mentions_phone_begins on person_mentions (phone_key collate "C") where phone_key is not null;
create index person_mentions_old_keys on person_mentions (keys_version, id);

-- ---- what people decided ------------------------------------------------------------------------------------------
create table identity_decisions (
  id uuid primary key,
  verdict text not null constraint identity_decisions_verdict_known check (verdict in ('same', 'different', 'not sure')),
  left_ids uuid[] not null constraint identity_decisions_left_some check (cardinality(left_ids) between 1 and 1000),
  right_ids uuid[] not null constraint identity_decisions_right_some check (cardinality(right_ids) between 1 and 1000),
  reason text not null,
  weight double precision,
  model_version text,
  decided_by uuid not null references accounts,
  decided_at timestamptz not null,
  undone_by uuid references accounts,
  undone_at timestamptz,
  undone_because text,
  constraint identity_decisions_undoing_whole check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_because is null))
);
comment on table identity_decisions is 'What somebody decided about two sides of mentions as they then stood: of one person, of two, or not sure. It binds every later run until it is undone. Owner: people.';
comment on column identity_decisions.left_ids is 'mentions of the one side';
comment on column identity_decisions.right_ids is 'mentions of the other side';
comment on column identity_decisions.weight is 'bits of evidence for one person that the decider was shown; null when none was';
create index identity_decisions_left on identity_decisions using gin (left_ids) where undone_at is null;
create index identity_decisions_right on identity_decisions using gin (right_ids) where undone_at is null;
create index identity_decisions_decided_by on identity_decisions (decided_by);
create index identity_decisions_undone_by on identity_decisions (undone_by) where undone_by is not null;
call heed.guard('identity_decisions');
-- a decision is known to whoever sees something on both of its sides
create policy sight on identity_decisions for select to heed_act, heed_look using (
  (select heed.is_service()) or (exists (select 1 from person_mentions m where m.id = any (left_ids)) and exists (select 1 from person_mentions m where m.id = any (right_ids))));
create policy writing on identity_decisions for insert to heed_act with check (
  (select heed.may_write()) and decided_by = (select heed.actor_id())
  and cardinality(left_ids) + cardinality(right_ids) = (select count(*) from person_mentions m where m.id = any (left_ids || right_ids)));
-- taken back by those whose task it is, in their own name
create policy changing on identity_decisions for update to heed_act using (
  (select heed.has_role('intelligence')) or (select heed.has_role('asb lead')) or (select heed.has_role('central asb unit'))) with check (undone_by = (select heed.actor_id()));
grant select on identity_decisions to heed_look, heed_act;
grant insert on identity_decisions to heed_act;
grant update (undone_by, undone_at, undone_because) on identity_decisions to heed_act;

alter table person_links add column decision_id uuid references identity_decisions, add column weight double precision, add column model_version text;
comment on column person_links.decision_id is 'the decision that moved it; null when it was recognised';
comment on column person_links.weight is 'bits of evidence that it is this person, mean over their mentions; null when it was decided';
create index person_links_decision on person_links (decision_id) where decision_id is not null;

-- ---- what is for people to decide ---------------------------------------------------------------------------------
create table identity_reviews (
  id uuid primary key,
  kind text not null constraint identity_reviews_kind_known check (kind in ('pair', 'cluster')),
  left_mention_id uuid not null references person_mentions,
  right_mention_id uuid not null references person_mentions,
  left_person_id uuid not null references persons,
  right_person_id uuid not null references persons,
  weight double precision not null,
  rival text not null,
  consequence smallint not null,
  model_version text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_because text constraint identity_reviews_ending_known check (closed_because in ('decided', 'settled by other evidence')),
  decision_id uuid references identity_decisions,
  constraint identity_reviews_closing_whole check ((closed_at is null) = (closed_because is null))
);
comment on table identity_reviews is 'Pairs too close to call, and persons put together on doubtful evidence, for an analyst to decide: the gravest consequence first. Owner: people.';
comment on column identity_reviews.weight is 'bits of evidence for one person, against the strongest rival explanation';
comment on column identity_reviews.rival is 'the strongest rival explanation: same household, namesake, same birthday, neighbour or shared contact';
comment on column identity_reviews.consequence is 'how much hangs on it: 3 high, 2 medium, 1 low risk, and 4 more where somebody is flagged vulnerable or intimidated';
create unique index identity_reviews_once on identity_reviews (kind, left_person_id, right_person_id) where closed_at is null;
create index identity_reviews_open on identity_reviews (consequence desc, opened_at, id) where closed_at is null;
create index identity_reviews_left on identity_reviews (left_mention_id);
create index identity_reviews_right on identity_reviews (right_mention_id);
create index identity_reviews_left_person on identity_reviews (left_person_id);
create index identity_reviews_right_person on identity_reviews (right_person_id);
create index identity_reviews_decision on identity_reviews (decision_id) where decision_id is not null;
call heed.guard('identity_reviews');
create policy sight on identity_reviews for select to heed_act, heed_look using (
  (select heed.is_service()) or (exists (select 1 from person_mentions m where m.id = left_mention_id) and exists (select 1 from person_mentions m where m.id = right_mention_id)));
create policy writing on identity_reviews for insert to heed_act with check ((select heed.is_service()));
create policy changing on identity_reviews for update to heed_act using (
  (select heed.is_service()) or ((select heed.has_role('intelligence')) or (select heed.has_role('asb lead')) or (select heed.has_role('central asb unit')))
  and exists (select 1 from person_mentions m where m.id = left_mention_id) and exists (select 1 from person_mentions m where m.id = right_mention_id));
grant select on identity_reviews to heed_look, heed_act;
grant insert on identity_reviews to heed_act;
grant update (weight, rival, consequence, model_version, closed_at, closed_because, decision_id) on identity_reviews to heed_act;

-- ---- what it is recognised by -------------------------------------------------------------------------------------
create table linkage_models (
  id uuid primary key,
  version text not null constraint linkage_models_version_once unique,
  body jsonb not null,
  in_force_from timestamptz not null,
  installed_by uuid not null references accounts,
  installed_at timestamptz not null,
  reason text not null
);
comment on table linkage_models is 'Versions of the model people are recognised by, its thresholds with it, and from when each is in force. Never changed. Holds no personal data. Owner: people.';
create index linkage_models_in_force on linkage_models (in_force_from desc);
create index linkage_models_installed_by on linkage_models (installed_by);
call heed.guard('linkage_models');
create policy sight on linkage_models for select to heed_act, heed_look using ((select heed.is_insider()));
create policy writing on linkage_models for insert to heed_act with check (installed_by = (select heed.actor_id()) and ((select heed.is_service()) or (select heed.has_role('central asb unit'))));
grant select on linkage_models to heed_look, heed_act;
grant insert on linkage_models to heed_act;

create table linkage_terms (
  comparison text not null,
  term text not null,
  share double precision not null constraint linkage_terms_share_is_one check (share > 0 and share <= 1),
  primary key (comparison, term)
);
comment on table linkage_terms is 'How common a name is among the force''s own mentions, as counted at night: agreeing on a rare one says more. Only values that ten mentions or more share are kept. Owner: people.';
comment on column linkage_terms.share is 'share of the mentions that give any value, 0 to 1';
call heed.guard('linkage_terms');
create policy sight on linkage_terms for select to heed_act, heed_look using ((select heed.is_insider()));
create policy writing on linkage_terms for insert to heed_act with check ((select heed.is_service()));
create policy removing on linkage_terms for delete to heed_act using ((select heed.is_service()));
grant select on linkage_terms to heed_look, heed_act;
grant insert, delete on linkage_terms to heed_act;

create table linkage_counts (
  comparison text primary key,
  mentions integer not null constraint linkage_counts_some check (mentions > 0),
  collision double precision not null constraint linkage_counts_collision_is_one check (collision > 0 and collision <= 1),
  counted_at timestamptz not null
);
comment on table linkage_counts is 'What the shares of linkage_terms are shares of, as counted at night. Owner: people.';
comment on column linkage_counts.mentions is 'mentions that give any value';
comment on column linkage_counts.collision is 'chance that two of them give the same: the sum of the squares of the shares';
call heed.guard('linkage_counts');
create policy sight on linkage_counts for select to heed_act, heed_look using ((select heed.is_insider()));
create policy writing on linkage_counts for insert to heed_act with check ((select heed.is_service()));
create policy removing on linkage_counts for delete to heed_act using ((select heed.is_service()));
grant select on linkage_counts to heed_look, heed_act;
grant insert, delete on linkage_counts to heed_act;

-- ---- whoever a mention is taken to be, so are those that speak of it ------------------------------------------------
alter table case_people drop constraint case_people_once;
create unique index case_people_once on case_people (case_id, mention_id, part);
create policy definer_follows_identity on case_people for update to heed_definer using (true) with check (true);
grant update (person_id) on case_people to heed_definer;
create policy definer_follows_identity on assessments for update to heed_definer using (true) with check (true);
grant update (person_id) on assessments to heed_definer;
grant update (victim_person_id) on cases to heed_definer;
create function heed.follow_identity() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  update public.case_people set person_id = new.person_id where mention_id = new.id;
  update public.assessments set person_id = new.person_id where mention_id = new.id;
  update public.cases set victim_person_id = new.person_id where victim_mention_id = new.id;
  return null;
end $$;
revoke all on function heed.follow_identity() from public;
alter function heed.follow_identity() owner to heed_definer;
create trigger person_mentions_identity_followed after update of person_id on person_mentions
  for each row when (old.person_id is distinct from new.person_id) execute function heed.follow_identity();

-- Who was shown this person since then: they are told when it comes apart. Accounts only, and only to those who may decide.
create function heed.who_was_shown(person uuid, since timestamptz) returns table (account_id uuid) language sql stable security definer set search_path = pg_catalog as $$
  select distinct e.actor_id from public.audit_entries e join public.accounts a on a.id = e.actor_id
  where (heed.is_service() or (heed.has_role('intelligence') and heed.sees_person(person)))
    and e.subject_ids @> array[person] and e.at >= since and a.kind <> 'service' and a.is_active and e.actor_id <> heed.actor_id()
$$;
revoke all on function heed.who_was_shown(uuid, timestamptz) from public;
alter function heed.who_was_shown(uuid, timestamptz) owner to heed_definer;
grant execute on function heed.who_was_shown(uuid, timestamptz) to heed_act;
