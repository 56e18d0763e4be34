-- The ground every feature stands on: who acts, what they may see, what was announced, what was looked at.
-- Sight is decided here and nowhere else: a policy asks the session's own token, which no statement can forge.

create schema if not exists heed;
revoke all on schema heed from public;
revoke create on schema public from public;
grant usage on schema heed to heed_look, heed_act, heed_door, heed_worker, heed_definer;
grant usage on schema public to heed_look, heed_act, heed_door, heed_worker, heed_definer;

-- Turns row security on and forces it, and lets the definer functions (and nothing else) read past it.
create procedure heed.guard(what regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', what);
  execute format('alter table %s force row level security', what);
  execute format('create policy definer_reads on %s for select to heed_definer using (true)', what);
  execute format('grant select on %s to heed_definer', what);
end $$;
revoke all on procedure heed.guard(regclass) from public;

create table agencies (
  id uuid primary key,
  name text not null constraint agencies_name_once unique,
  kind text not null constraint agencies_kind_known check (kind in ('police', 'council', 'landlord', 'health', 'voluntary', 'other')),
  created_at timestamptz not null default now()
);
comment on table agencies is 'Organisations that work on anti-social behaviour together. Owner: admin.';
grant select on agencies to heed_look, heed_act, heed_definer;
grant insert, update on agencies to heed_act;

create table accounts (
  id uuid primary key,
  username text not null constraint accounts_username_once unique constraint accounts_username_plain check (username ~ '^[a-z0-9][a-z0-9._:-]{0,62}$'),
  name text not null,
  kind text not null constraint accounts_kind_known check (kind in ('police', 'partner', 'volunteer', 'service', 'client')),
  rank text constraint accounts_rank_known check (rank in ('police staff', 'pcso', 'constable', 'sergeant', 'inspector', 'chief inspector', 'superintendent')),
  agency_id uuid references agencies,
  is_active boolean not null default true,
  is_demonstration boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null default now()
);
comment on table accounts is 'Everyone and everything that can act: people of the force and its partners, service actors, other systems. Owner: platform.';
create index accounts_agency on accounts (agency_id);

create table heed.credentials (
  account_id uuid primary key references accounts,
  password_hash text not null,
  changed_at timestamptz not null default now(),
  failures integer not null default 0,
  locked_until timestamptz
);
comment on table heed.credentials is 'Password hashes (argon2id). No application role can read it; sign-in goes through heed.credential. Owner: platform.';

create table heed.sessions (
  id uuid primary key,
  token_hash bytea not null constraint sessions_token_once unique,
  account_id uuid not null references accounts,
  kind text not null constraint sessions_kind_known check (kind in ('person', 'service', 'client')),
  label text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  idle_minutes integer,
  ended_at timestamptz,
  ended_because text
);
comment on table heed.sessions is 'Open sessions by sha256 of their token. idle_minutes: minutes without a request before it ends; null means no idle limit. Owner: platform.';
create index sessions_account on heed.sessions (account_id) where ended_at is null;

create table areas (
  id uuid primary key,
  kind text not null constraint areas_kind_known check (kind in ('borough', 'ward', 'lsoa')),
  code text not null,
  name text not null,
  parent_id uuid references areas,
  boundary jsonb,
  min_longitude double precision, min_latitude double precision,
  max_longitude double precision, max_latitude double precision,
  valid_from date, valid_to date,
  source text not null,
  created_at timestamptz not null default now(),
  constraint areas_code_once unique (kind, code)
);
comment on table areas is 'Boroughs, wards and lower-layer super output areas with their boundaries (GeoJSON, WGS84). Owner: places.';
comment on column areas.min_longitude is 'degrees, WGS84'; comment on column areas.max_longitude is 'degrees, WGS84';
comment on column areas.min_latitude is 'degrees, WGS84'; comment on column areas.max_latitude is 'degrees, WGS84';
comment on column areas.valid_to is 'first day on which it no longer applies; null: still in force';
create index areas_parent on areas (parent_id);
create index areas_name on areas (kind, name);
grant select on areas to heed_look, heed_act, heed_definer;
grant insert, update on areas to heed_act;

create table teams (
  id uuid primary key,
  name text not null constraint teams_name_once unique,
  kind text not null constraint teams_kind_known check (kind in ('safer neighbourhoods', 'response', 'intelligence', 'control room', 'front counter', 'borough', 'central', 'standards', 'system')),
  sight text not null constraint teams_sight_known check (sight in ('none', 'team', 'borough', 'force')),
  borough_id uuid references areas,
  is_fallback boolean not null default false,
  telephone text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  constraint teams_sight_has_borough check (sight <> 'borough' or borough_id is not null)
);
comment on table teams is 'Teams of the force. sight says which rows membership shows: the team''s own, its borough''s, or the whole force''s. The fallback team receives what no other team is responsible for. Owner: admin.';
create index teams_borough on teams (borough_id);
create unique index teams_one_fallback on teams (is_fallback) where is_fallback;
grant select on teams to heed_look, heed_act, heed_definer;
grant insert, update on teams to heed_act;

create table team_areas (
  team_id uuid not null references teams,
  area_id uuid not null references areas,
  valid_from date not null,
  valid_to date,
  primary key (team_id, area_id, valid_from)
);
comment on table team_areas is 'Which Safer Neighbourhoods team is responsible for which ward, and when. Owner: admin.';
create index team_areas_area on team_areas (area_id);
grant select on team_areas to heed_look, heed_act, heed_definer;
grant insert, update on team_areas to heed_act;

create table team_members (
  team_id uuid not null references teams,
  account_id uuid not null references accounts,
  since timestamptz not null default now(),
  until timestamptz,
  primary key (team_id, account_id, since)
);
comment on table team_members is 'Who belongs to which team: this, and nothing else, gives sight of rows. Owner: admin.';
create index team_members_account on team_members (account_id);

create table role_grants (
  id uuid primary key,
  account_id uuid not null references accounts,
  role text not null constraint role_grants_role_known check (role in ('call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit', 'administrator', 'auditor', 'partner', 'volunteer', 'service', 'ingest')),
  granted_by uuid references accounts,
  granted_at timestamptz not null default now(),
  revoked_by uuid references accounts,
  revoked_at timestamptz
);
comment on table role_grants is 'Which acts an account may do: the role is a bundle of acts, printed in docs/generated/permissions.md. Owner: platform.';
create index role_grants_account on role_grants (account_id) where revoked_at is null;

create table access_grants (
  id uuid primary key,
  subject_kind text not null,
  subject_id uuid not null,
  account_id uuid not null references accounts,
  relation text not null constraint access_grants_relation_known check (relation in ('named', 'assigned', 'break-glass')),
  reason text not null,
  granted_by uuid not null references accounts,
  granted_at timestamptz not null default now(),
  until timestamptz,
  revoked_at timestamptz,
  revoked_by uuid references accounts
);
comment on table access_grants is 'One person let see one record by name: an assignment outside their area, a sealed case, or break-glass. Owner: platform.';
create index access_grants_account on access_grants (account_id, subject_kind) where revoked_at is null;
create index access_grants_subject on access_grants (subject_kind, subject_id);

create table heed.settings (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now()
);
comment on table heed.settings is 'Settings of this installation that are data: the force''s name, the demonstration''s anchor day. Owner: platform.';
grant select on heed.settings to heed_look, heed_act, heed_definer, heed_worker;
grant insert, update on heed.settings to heed_act;

-- ---- the session's own account ------------------------------------------------------------------------------
-- NOTE: plpgsql, because it keeps its plans for the life of a connection; every policy of every statement asks these.
create function heed.actor_id() returns uuid language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return (select s.account_id
    from heed.sessions s join public.accounts a on a.id = s.account_id
    where s.token_hash = sha256(convert_to(nullif(current_setting('heed.token', true), ''), 'UTF8'))
      and s.ended_at is null and s.expires_at > now() and a.is_active
      and (s.idle_minutes is null or s.last_seen_at > now() - make_interval(mins => s.idle_minutes)));
end $$;
create function heed.actor_kind() returns text language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return (select a.kind
    from heed.sessions s join public.accounts a on a.id = s.account_id
    where s.token_hash = sha256(convert_to(nullif(current_setting('heed.token', true), ''), 'UTF8'))
      and s.ended_at is null and s.expires_at > now() and a.is_active
      and (s.idle_minutes is null or s.last_seen_at > now() - make_interval(mins => s.idle_minutes)));
end $$;
create function heed.is_insider() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce(heed.actor_kind() in ('police', 'service'), false); end $$;
create function heed.is_service() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce(heed.actor_kind() = 'service', false); end $$;
create function heed.may_write() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce(heed.actor_kind() in ('police', 'service', 'client'), false); end $$;
create function heed.has_role(wanted text) returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return exists (select 1 from public.role_grants g where g.account_id = heed.actor_id() and g.role = wanted and g.revoked_at is null and heed.is_insider());
end $$;
create function heed.actor_teams() returns uuid[] language plpgsql stable security definer set search_path = pg_catalog as $$
declare me uuid := heed.actor_id();
begin
  return (select coalesce(array_agg(m.team_id), '{}') from public.team_members m join public.teams t on t.id = m.team_id join public.accounts a on a.id = m.account_id
    where m.account_id = me and (m.until is null or m.until > now()) and t.sight <> 'none' and a.kind in ('police', 'service'));
end $$;
create function heed.actor_boroughs() returns uuid[] language plpgsql stable security definer set search_path = pg_catalog as $$
declare me uuid := heed.actor_id();
begin
  return (select coalesce(array_agg(distinct t.borough_id), '{}') from public.team_members m join public.teams t on t.id = m.team_id join public.accounts a on a.id = m.account_id
    where m.account_id = me and (m.until is null or m.until > now()) and t.sight = 'borough' and a.kind in ('police', 'service'));
end $$;
create function heed.sees_force() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
declare me uuid := heed.actor_id();
begin
  return exists (select 1 from public.team_members m join public.teams t on t.id = m.team_id join public.accounts a on a.id = m.account_id
    where m.account_id = me and (m.until is null or m.until > now()) and t.sight = 'force' and a.kind in ('police', 'service'));
end $$;
create function heed.granted(kind text) returns uuid[] language plpgsql stable security definer set search_path = pg_catalog as $$
declare me uuid := heed.actor_id();
begin
  return (select coalesce(array_agg(g.subject_id), '{}') from public.access_grants g join public.accounts a on a.id = g.account_id
    where g.account_id = me and g.subject_kind = granted.kind and g.revoked_at is null and (g.until is null or g.until > now()) and a.kind in ('police', 'service'));
end $$;
-- The same question as the row policies ask, for definer functions that read past them.
create function heed.sees(team uuid, borough uuid, sealed_under uuid) returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if sees.sealed_under is not null then return sees.sealed_under = any (heed.granted('case')); end if;
  return heed.sees_force() or coalesce(sees.borough = any (heed.actor_boroughs()), false) or coalesce(sees.team = any (heed.actor_teams()), false);
end $$;

create function heed.actor() returns jsonb language sql stable security definer set search_path = pg_catalog as $$
  select jsonb_build_object(
    'id', a.id, 'username', a.username, 'name', a.name, 'kind', a.kind, 'rank', a.rank, 'agencyId', a.agency_id,
    'isDemonstration', a.is_demonstration,
    'roles', (select coalesce(jsonb_agg(distinct g.role), '[]') from public.role_grants g where g.account_id = a.id and g.revoked_at is null),
    'teamIds', to_jsonb(heed.actor_teams()), 'boroughIds', to_jsonb(heed.actor_boroughs()), 'seesForce', heed.sees_force())
  from public.accounts a where a.id = heed.actor_id()
$$;

-- Binds the session's token to this transaction and says who it is; null when it is nobody's.
create function heed.enter(token text) returns jsonb language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform set_config('heed.token', token, true);
  update heed.sessions set last_seen_at = now()
    where token_hash = sha256(convert_to(token, 'UTF8')) and ended_at is null and last_seen_at < now() - interval '1 minute'
      and expires_at > now() and (idle_minutes is null or last_seen_at > now() - make_interval(mins => idle_minutes))
      and not pg_is_in_recovery();
  return heed.actor();
end $$;

-- NOTE: session_user is the login, even inside a definer function. Only the sign-in door's own login may ask for anybody's
-- hash or open anybody's session: words injected into an act could otherwise become somebody else.
-- ---- sign-in -----------------------------------------------------------------------------------------------
create function heed.credential(wanted text) returns table (account_id uuid, password_hash text, is_locked boolean, is_active boolean)
language sql stable security definer set search_path = pg_catalog as $$
  select c.account_id, c.password_hash, coalesce(c.locked_until > now(), false), a.is_active
  from public.accounts a join heed.credentials c on c.account_id = a.id
  where a.username = lower(wanted) and a.kind in ('police', 'partner', 'volunteer') and (session_user = 'heed_door' or a.id = heed.actor_id())
$$;
create function heed.note_sign_in(account uuid, succeeded boolean) returns void language sql security definer set search_path = pg_catalog as $$
  -- a closed account's wrong tries are not counted: one try a quarter of an hour must not keep its owner out
  update heed.credentials set
    failures = case when succeeded or failures + 1 >= 10 then 0 else failures + 1 end,
    locked_until = case when succeeded then null when failures + 1 >= 10 then now() + interval '15 minutes' else null end
  where account_id = account and (locked_until is null or locked_until <= now()) and (session_user = 'heed_door' or account = heed.actor_id())
$$;
create function heed.open_session(new_id uuid, account uuid, hash bytea, idle integer, lasts interval) returns void language sql security definer set search_path = pg_catalog as $$
  insert into heed.sessions (id, token_hash, account_id, kind, idle_minutes, expires_at)
  select new_id, hash, a.id, 'person', idle, now() + lasts from public.accounts a where a.id = account and a.is_active and a.kind in ('police', 'partner', 'volunteer')
    and (session_user = 'heed_door' or heed.is_service())
$$;
create function heed.open_service_session(new_id uuid, service text, hash bytea) returns void language sql security definer set search_path = pg_catalog as $$
  insert into heed.sessions (id, token_hash, account_id, kind, expires_at)
  select new_id, hash, a.id, 'service', now() + interval '12 hours' from public.accounts a where a.username = service and a.is_active and a.kind = 'service'
$$;
create function heed.end_session(token text, because text) returns void language sql security definer set search_path = pg_catalog as $$
  update heed.sessions set ended_at = now(), ended_because = because where token_hash = sha256(convert_to(token, 'UTF8')) and ended_at is null
$$;
create function heed.end_sessions_of(account uuid, because text) returns void language sql security definer set search_path = pg_catalog as $$
  update heed.sessions set ended_at = now(), ended_because = because
  where account_id = account and ended_at is null and (account = heed.actor_id() or heed.has_role('administrator') or heed.is_service())
$$;
create function heed.set_password(account uuid, hash text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not (heed.is_service() or heed.has_role('administrator') or account = heed.actor_id()) then
    raise insufficient_privilege using message = 'only an administrator or the person may set a password';
  end if;
  insert into heed.credentials (account_id, password_hash) values (account, hash)
    on conflict (account_id) do update set password_hash = excluded.password_hash, changed_at = now(), failures = 0, locked_until = null;
end $$;
create function heed.issue_client_session(new_id uuid, account uuid, hash bytea, lasts interval, name text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not (heed.is_service() or heed.has_role('administrator')) then
    raise insufficient_privilege using message = 'only an administrator may issue a token';
  end if;
  insert into heed.sessions (id, token_hash, account_id, kind, label, expires_at)
  select new_id, hash, a.id, 'client', issue_client_session.name, now() + lasts from public.accounts a where a.id = account and a.kind = 'client';
end $$;

-- ---- row policies of the ground --------------------------------------------------------------------------------
call heed.guard('accounts');
create policy sight on accounts for select to heed_look, heed_act using (id = (select heed.actor_id()) or (select heed.is_insider()));
create policy writing on accounts for insert to heed_act with check ((select heed.is_service()) or (select heed.has_role('administrator')));
create policy changing on accounts for update to heed_act using ((select heed.is_service()) or (select heed.has_role('administrator')));
grant select on accounts to heed_look, heed_act;
grant insert, update on accounts to heed_act;

call heed.guard('team_members');
create policy sight on team_members for select to heed_look, heed_act using (account_id = (select heed.actor_id()) or (select heed.is_insider()));
create policy writing on team_members for insert to heed_act with check ((select heed.is_service()) or (select heed.has_role('administrator')));
create policy changing on team_members for update to heed_act using ((select heed.is_service()) or (select heed.has_role('administrator')));
grant select on team_members to heed_look, heed_act;
grant insert, update on team_members to heed_act;

call heed.guard('role_grants');
create policy sight on role_grants for select to heed_look, heed_act using (account_id = (select heed.actor_id()) or (select heed.is_insider()));
create policy writing on role_grants for insert to heed_act with check ((select heed.is_service()) or (select heed.has_role('administrator')));
create policy changing on role_grants for update to heed_act using ((select heed.is_service()) or (select heed.has_role('administrator')));
grant select on role_grants to heed_look, heed_act;
grant insert, update on role_grants to heed_act;

call heed.guard('access_grants');
create policy sight on access_grants for select to heed_look, heed_act using ((select heed.is_insider()));
create policy writing on access_grants for insert to heed_act with check ((select heed.is_insider()) and granted_by = (select heed.actor_id()));
create policy changing on access_grants for update to heed_act using ((select heed.is_insider()));
grant select on access_grants to heed_look, heed_act;
grant insert, update on access_grants to heed_act;

grant select, insert, update on heed.credentials, heed.sessions to heed_definer;
grant select, insert on heed.settings to heed_definer;

-- ---- events ----------------------------------------------------------------------------------------------------
create table events (
  id uuid primary key,
  name text not null,
  at timestamptz not null,
  actor_id uuid references accounts,
  subject_id uuid,
  body jsonb not null
);
comment on table events is 'What was announced: append-only facts that carry ids and codes, never personal data. Owner: platform.';
create index events_subject on events (subject_id, at);
call heed.guard('events');
create policy sight on events for select to heed_look, heed_act using ((select heed.is_service()));
create policy writing on events for insert to heed_act with check ((select heed.may_write()) and actor_id = (select heed.actor_id()));
grant select on events to heed_look, heed_act;
grant insert on events to heed_act;

create table heed.job_kinds (name text primary key);
comment on table heed.job_kinds is 'The allow-list of jobs that heed.enqueue accepts; filled at start from the running handlers. Owner: platform.';
grant select, insert on heed.job_kinds to heed_worker;
grant select on heed.job_kinds to heed_definer;

create table handled_events (
  event_id uuid not null references events,
  handler text not null,
  at timestamptz not null default now(),
  primary key (event_id, handler)
);
comment on table handled_events is 'Which handler has dealt with which event, written in the handler''s own transaction: what makes a job done once. Owner: platform.';
call heed.guard('handled_events');
create policy sight on handled_events for select to heed_look, heed_act using ((select heed.is_service()));
create policy writing on handled_events for insert to heed_act with check ((select heed.is_service()));
grant select on handled_events to heed_look, heed_act;
grant insert on handled_events to heed_act;

-- ---- audit -----------------------------------------------------------------------------------------------------
create table audit_entries (
  id uuid primary key,
  at timestamptz not null,
  actor_id uuid,
  verb text not null constraint audit_entries_verb_known check (verb in ('collection', 'alteration', 'consultation', 'disclosure', 'combination', 'erasure', 'refusal', 'sign-in', 'sign-out', 'failed sign-in', 'system')),
  act text not null,
  subject_ids uuid[] not null default '{}',
  payload text,
  salt bytea not null,
  digest bytea not null,
  erased_at timestamptz
);
comment on table audit_entries is 'Who looked at or changed what (Data Protection Act 2018 s.62), one row a page or act, written in its transaction. digest: sha256 of salt and payload. Append-only. Owner: platform.';
create index audit_entries_subjects on audit_entries using gin (subject_ids);
create index audit_entries_actor on audit_entries (actor_id, at);
create index audit_entries_at on audit_entries (at);
call heed.guard('audit_entries');
create policy sight on audit_entries for select to heed_look, heed_act using ((select heed.has_role('auditor')) or (select heed.is_service()));
create policy writing on audit_entries for insert to heed_look, heed_act, heed_door with check (actor_id is not distinct from (select heed.actor_id()));
grant select, insert on audit_entries to heed_look, heed_act;
grant insert on audit_entries to heed_door;

create table heed.audit_unsealed (entry_id uuid primary key);
comment on table heed.audit_unsealed is 'Audit entries that wait for the sealer. Owner: platform.';
create function heed.queue_for_seal() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin insert into heed.audit_unsealed (entry_id) values (new.id); return null; end $$;
create trigger audit_entries_queue after insert on audit_entries for each row execute function heed.queue_for_seal();
create function heed.refuse_change() returns trigger language plpgsql as $$
begin raise insufficient_privilege using message = format('%I is append-only', tg_table_name); end $$;
create trigger audit_entries_append_only before delete or truncate on audit_entries for each statement execute function heed.refuse_change();
create trigger events_append_only before update or delete or truncate on events for each statement execute function heed.refuse_change();

create table audit_seals (
  seq bigint primary key,
  entry_id uuid not null constraint audit_seals_entry_once unique,
  digest bytea not null,
  chain bytea not null
);
comment on table audit_seals is 'The chain over audit entries: chain = sha256(previous chain, seq as text, entry id as text, digest). Owner: platform.';
create trigger audit_seals_append_only before update or delete or truncate on audit_seals for each statement execute function heed.refuse_change();
create table audit_heads (
  seq bigint primary key,
  chain bytea not null,
  at timestamptz not null,
  key_id text not null,
  signature bytea not null
);
comment on table audit_heads is 'Signed heads of the chain (Ed25519), which partners can hold as witnesses. Owner: platform.';
create trigger audit_heads_append_only before update or delete or truncate on audit_heads for each statement execute function heed.refuse_change();
grant select on audit_seals, audit_heads to heed_look, heed_act, heed_worker;
grant insert on audit_heads to heed_worker;
grant select, insert on audit_seals to heed_definer;
grant select, insert, delete on heed.audit_unsealed to heed_definer;

create function heed.seal_audit(most integer) returns table (sealed integer, seq bigint, chain bytea) language plpgsql security definer set search_path = pg_catalog as $$
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
end $$;

-- ---- notifications, clocks, files, idempotency, searches ---------------------------------------------------------
create table notifications (
  id uuid primary key,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  team_id uuid references teams,
  account_id uuid references accounts,
  borough_id uuid references areas,
  sealed_under uuid,
  created_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid references accounts,
  constraint notifications_to_somebody check (team_id is not null or account_id is not null),
  constraint notifications_acknowledged_whole check ((acknowledged_at is null) = (acknowledged_by is null))
);
comment on table notifications is 'A team or a person told of something, when, and when they said they had seen it. Owner: platform.';
create index notifications_subject on notifications (subject_id);
create index notifications_team_waiting on notifications (team_id, created_at) where acknowledged_at is null;
create index notifications_account_waiting on notifications (account_id, created_at) where acknowledged_at is null;
call heed.guard('notifications');
create policy sight on notifications for select to heed_look, heed_act using (
  account_id = (select heed.actor_id())
  or case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
     else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[]) end);
create policy writing on notifications for insert to heed_act with check ((select heed.may_write()));
create policy changing on notifications for update to heed_act using (
  account_id = (select heed.actor_id()) or team_id = any ((select heed.actor_teams())::uuid[]) or (select heed.is_service()));
grant select, insert, update on notifications to heed_act;
grant select on notifications to heed_look;

create table clocks (
  id uuid primary key,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  name text not null,
  started_at timestamptz not null,
  target_amount integer,
  target_unit text constraint clocks_unit_known check (target_unit in ('hours', 'working days', 'days')),
  due_at timestamptz,
  warn_at timestamptz,
  beyond_holidays boolean not null default false,
  owner_id uuid references accounts,
  team_id uuid references teams,
  borough_id uuid references areas,
  sealed_under uuid,
  escalate_to text,
  met_at timestamptz,
  met_by uuid references accounts,
  cancelled_at timestamptz,
  cancelled_because text,
  warned_at timestamptz,
  escalated_at timestamptz,
  missed_because text,
  missed_explained_by uuid references accounts,
  missed_explained_at timestamptz,
  version integer not null default 1,
  constraint clocks_target_whole check ((target_amount is null) = (target_unit is null)),
  constraint clocks_due_needs_target check (target_amount is not null or due_at is null)
);
comment on table clocks is 'A standard being kept for a record: when it started, by when it is due, when it was met or why it was missed. Changing the record never resets it. Owner: platform.';
comment on column clocks.target_amount is 'in target_unit; null: the force has set no target';
create index clocks_subject on clocks (subject_id);
create index clocks_running on clocks (due_at) where met_at is null and cancelled_at is null;
create index clocks_owner on clocks (owner_id, due_at) where met_at is null and cancelled_at is null;
create index clocks_team on clocks (team_id, due_at) where met_at is null and cancelled_at is null;
call heed.guard('clocks');
create policy sight on clocks for select to heed_look, heed_act using (
  owner_id = (select heed.actor_id())
  or case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
     else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[]) end);
create policy writing on clocks for insert to heed_act with check ((select heed.may_write()));
create policy changing on clocks for update to heed_act using (
  owner_id = (select heed.actor_id()) or (select heed.is_service())
  or case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
     else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[]) end);
grant select, insert, update on clocks to heed_act;
grant select on clocks to heed_look;

create table clock_pauses (
  id uuid primary key,
  clock_id uuid not null references clocks,
  from_at timestamptz not null,
  to_at timestamptz,
  reason text not null,
  paused_by uuid not null references accounts
);
comment on table clock_pauses is 'Spells in which a clock did not run, with their reasons. Owner: platform.';
create index clock_pauses_clock on clock_pauses (clock_id);
call heed.guard('clock_pauses');
create policy sight on clock_pauses for select to heed_look, heed_act using (exists (select 1 from clocks c where c.id = clock_id));
create policy writing on clock_pauses for insert to heed_act with check (exists (select 1 from clocks c where c.id = clock_id));
create policy changing on clock_pauses for update to heed_act using (exists (select 1 from clocks c where c.id = clock_id));
grant select, insert, update on clock_pauses to heed_act;
grant select on clock_pauses to heed_look;

create table idempotency_keys (
  account_id uuid not null references accounts,
  route text not null,
  key text not null,
  body_hash bytea not null,
  status integer not null,
  reply json not null,
  created_at timestamptz not null default now(),
  primary key (account_id, route, key)
);
comment on table idempotency_keys is 'What was answered to a keyed request, so that the same key and body again gives the same answer; kept 30 days. Owner: platform.';
call heed.guard('idempotency_keys');
create policy sight on idempotency_keys for select to heed_look, heed_act using (account_id = (select heed.actor_id()));
create policy writing on idempotency_keys for insert to heed_act with check (account_id = (select heed.actor_id()));
create policy removing on idempotency_keys for delete to heed_act using ((select heed.is_service()));
grant select, insert, delete on idempotency_keys to heed_act;
grant select on idempotency_keys to heed_look;

create table searches (
  id uuid primary key,
  account_id uuid not null references accounts,
  at timestamptz not null,
  terms jsonb not null
);
comment on table searches is 'What somebody searched for, under an opaque id, so that no name or address stands in a URL. Owner: platform.';
create index searches_account on searches (account_id, at);
call heed.guard('searches');
create policy sight on searches for select to heed_look, heed_act using (account_id = (select heed.actor_id()));
create policy writing on searches for insert to heed_look, heed_act with check (account_id = (select heed.actor_id()));
grant select, insert on searches to heed_look, heed_act;

create table drafts (
  id uuid primary key,
  account_id uuid not null references accounts,
  kind text not null,
  answers jsonb not null,
  saved_at timestamptz not null,
  used_at timestamptz
);
comment on table drafts is 'What somebody has typed and not yet sent, saved by itself; only they can see it. Owner: platform.';
create index drafts_account on drafts (account_id, kind) where used_at is null;
call heed.guard('drafts');
create policy sight on drafts for select to heed_look, heed_act using (account_id = (select heed.actor_id()));
create policy writing on drafts for insert to heed_act with check (account_id = (select heed.actor_id()));
create policy changing on drafts for update to heed_act using (account_id = (select heed.actor_id()));
grant select, insert, update on drafts to heed_act;
grant select on drafts to heed_look;

-- ---- who owns and may call the functions -----------------------------------------------------------------------
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as signature, p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname = 'heed' and p.prokind = 'f' loop
    execute format('revoke all on function %s from public', f.signature);
    if f.proname <> 'refuse_change' then execute format('alter function %s owner to heed_definer', f.signature); end if;
  end loop;
end $$;
grant execute on function heed.actor_id(), heed.actor_kind(), heed.is_insider(), heed.is_service(), heed.may_write(), heed.has_role(text),
  heed.actor_teams(), heed.actor_boroughs(), heed.sees_force(), heed.granted(text), heed.sees(uuid, uuid, uuid), heed.actor(), heed.enter(text)
  to heed_look, heed_act;
grant execute on function heed.credential(text), heed.note_sign_in(uuid, boolean), heed.open_session(uuid, uuid, bytea, integer, interval),
  heed.end_session(text, text), heed.end_sessions_of(uuid, text), heed.set_password(uuid, text),
  heed.issue_client_session(uuid, uuid, bytea, interval, text) to heed_act;
grant execute on function heed.actor_id(), heed.actor(), heed.enter(text), heed.credential(text), heed.note_sign_in(uuid, boolean),
  heed.open_session(uuid, uuid, bytea, integer, interval), heed.end_session(text, text) to heed_door;
grant execute on function heed.open_service_session(uuid, text, bytea), heed.seal_audit(integer) to heed_worker;
grant execute on function heed.refuse_change() to public;
