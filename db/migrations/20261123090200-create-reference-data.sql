-- What a force may change without us: codes, grades, question sets, standards; each effective-dated, with its source.

create table reference_values (
  id uuid primary key,
  code_set text not null,
  key text not null,
  code text,
  name text not null,
  definition text,
  valid daterange not null,
  sort integer not null default 0,
  extra jsonb not null default '{}',
  source text,
  certainty text not null,
  changed_by uuid references accounts,
  changed_at timestamptz not null default now(),
  constraint reference_values_one_at_a_time exclude using gist (code_set with =, key with =, valid with &&)
);
comment on table reference_values is 'Code lists: ASB types, qualifiers, grades, result codes, flags, bank holidays and the like. A record points at the version in force on its day. Owner: admin.';
comment on column reference_values.code is 'the number printed by the source; null where none is known';
create index reference_values_set on reference_values (code_set, sort);
grant select on reference_values to heed_look, heed_act, heed_definer, heed_worker;
grant insert, update on reference_values to heed_act;

create table question_sets (
  id uuid primary key,
  key text not null,
  version text not null,
  purpose text not null constraint question_sets_purpose_known check (purpose in ('screening', 'risk')),
  title text not null,
  label text not null,
  body jsonb not null,
  valid daterange not null,
  source text,
  certainty text not null,
  created_by uuid references accounts,
  created_at timestamptz not null default now(),
  constraint question_sets_version_once unique (key, version),
  constraint question_sets_one_at_a_time exclude using gist (purpose with =, key with =, valid with &&)
);
comment on table question_sets is 'Versions of the screening prompt and of risk matrices: questions, options, scores, bands, escalators. Never changed once used; a new version follows. Owner: admin.';
grant select on question_sets to heed_look, heed_act, heed_definer;
grant insert on question_sets to heed_act;
