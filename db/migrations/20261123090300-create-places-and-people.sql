create table postcodes (
  postcode text primary key,
  longitude double precision not null,
  latitude double precision not null,
  easting integer, northing integer,
  ward_code text,
  ward_id uuid references areas,
  borough_id uuid references areas,
  source text not null
);
comment on table postcodes is 'Loaded postcodes, without the space, with the point of their centre. A postcode not here is kept on the record and marked, never refused. Owner: places.';
comment on column postcodes.easting is 'metres, British National Grid'; comment on column postcodes.northing is 'metres, British National Grid';
create index postcodes_ward on postcodes (ward_id);
create index postcodes_borough on postcodes (borough_id);
grant select on postcodes to heed_look, heed_act, heed_definer;
grant insert, update, delete on postcodes to heed_act;

create table addresses (
  id uuid primary key,
  uprn text constraint addresses_uprn_once unique,
  line text not null,
  postcode text,
  longitude double precision, latitude double precision,
  easting integer, northing integer,
  ward_id uuid references areas,
  borough_id uuid references areas,
  is_communal boolean not null default false,
  match_key text not null,
  source text not null
);
comment on table addresses is 'The gazetteer: property addresses with unique property reference numbers. Owner: places.';
comment on column addresses.match_key is 'line and postcode in capitals without punctuation, for exact matching';
create index addresses_postcode on addresses (postcode);
create index addresses_match on addresses (match_key);
create index addresses_ward on addresses (ward_id);
create index addresses_borough on addresses (borough_id);
grant select on addresses to heed_look, heed_act, heed_definer;
grant insert, update on addresses to heed_act;

create table persons (
  id uuid primary key,
  created_at timestamptz not null,
  created_by uuid not null references accounts,
  version integer not null default 1
);
comment on table persons is 'One human being, as far as is known: nothing but the identity that mentions point at. Owner: people.';

create table person_mentions (
  id uuid primary key,
  person_id uuid not null references persons,
  source_kind text not null constraint person_mentions_source_known check (source_kind in ('incident', 'case')),
  source_id uuid not null,
  part text not null constraint person_mentions_part_known check (part in ('caller', 'victim', 'witness', 'suspect')),
  given_name text, family_name text, title text,
  date_of_birth date, birth_year integer,
  phone text, email text,
  address_text text, postcode text, address_id uuid references addresses,
  wants_contact boolean,
  safe_to_contact text,
  given_name_key text, family_name_key text, phone_key text, email_key text, postcode_key text, address_key text,
  recorded_at timestamptz not null,
  recorded_by uuid not null references accounts,
  corrects_id uuid references person_mentions,
  corrected_by_id uuid
);
comment on table person_mentions is 'A person as heard in one record, raw and in standard form, with the part they played there. Corrections are new mentions pointing at the old. Owner: people.';
comment on column person_mentions.safe_to_contact is 'how and when it is safe to reach this person, in their words';
create index person_mentions_person on person_mentions (person_id);
create index person_mentions_source on person_mentions (source_id);
create index person_mentions_address on person_mentions (address_id) where address_id is not null;
create index person_mentions_phone on person_mentions (phone_key) where phone_key is not null;
create index person_mentions_email on person_mentions (email_key) where email_key is not null;
create index person_mentions_postcode_surname on person_mentions (postcode_key, family_name_key) where postcode_key is not null;
create index person_mentions_birth_surname on person_mentions (date_of_birth, family_name_key) where date_of_birth is not null;
create index person_mentions_address_key on person_mentions (address_key) where address_key is not null;
create index person_mentions_family on person_mentions (family_name_key, given_name_key) where family_name_key is not null;

create table person_links (
  id uuid primary key,
  mention_id uuid not null references person_mentions,
  from_person_id uuid references persons,
  to_person_id uuid not null references persons,
  decided_by uuid not null references accounts,
  decided_at timestamptz not null,
  reason text not null
);
comment on table person_links is 'The history of which mention was taken to be which person, by whom and why: identity is reversible. Owner: people.';
create index person_links_mention on person_links (mention_id);
create index person_links_to on person_links (to_person_id);
create index person_links_from on person_links (from_person_id) where from_person_id is not null;
