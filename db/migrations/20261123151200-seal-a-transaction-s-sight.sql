-- What a session may see is worked out once a transaction, by heed.enter, and carried in a setting that only the definer functions can seal.
-- Words smuggled into the transaction can overwrite the setting, but not seal what they wrote: an unsealed sight is nobody's.

create table heed.sight_keys (
  is_only boolean primary key default true constraint sight_keys_one check (is_only),
  secret bytea not null
);
comment on table heed.sight_keys is 'The secret a transaction''s sight is sealed with, made by this database for itself. No login can read it. Owner: platform.';
insert into heed.sight_keys (secret) values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
grant select on heed.sight_keys to heed_definer;

-- The seal holds for one transaction of one connection: what was sealed before, or elsewhere, is worth nothing.
create function heed.seal_of(words text) returns text language plpgsql stable security definer set search_path = pg_catalog as $$
declare own bytea;
begin
  select k.secret into own from heed.sight_keys k;
  return encode(sha256(own || sha256(own || int4send(pg_backend_pid()) || timestamptz_send(now()) || convert_to(words, 'UTF8'))), 'hex');
end $$;
-- The sealed sight of this transaction: seal, account, kind, whether the whole force, teams, boroughs, roles; null for nobody.
create function heed.sight() returns text[] language plpgsql stable security definer set search_path = pg_catalog as $$
declare kept text := current_setting('heed.sight', true); own bytea;
begin
  if coalesce(kept, '') = '' then return null; end if;
  -- heed.seal_of, written out: every policy of every statement comes by here
  select k.secret into own from heed.sight_keys k;
  if left(kept, 64) <> encode(sha256(own || sha256(own || int4send(pg_backend_pid()) || timestamptz_send(now()) || convert_to(substr(kept, 65), 'UTF8'))), 'hex') then return null; end if;
  return string_to_array(kept, '|');
end $$;
revoke all on function heed.seal_of(text), heed.sight() from public;
alter function heed.seal_of(text) owner to heed_definer;
alter function heed.sight() owner to heed_definer;

create or replace function heed.actor_id() returns uuid language plpgsql stable security definer set search_path = pg_catalog as $$
begin return (heed.sight())[2]::uuid; end $$;
create or replace function heed.actor_kind() returns text language plpgsql stable security definer set search_path = pg_catalog as $$
begin return (heed.sight())[3]; end $$;
create or replace function heed.is_insider() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce((heed.sight())[3] in ('police', 'service'), false); end $$;
create or replace function heed.is_service() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce((heed.sight())[3] = 'service', false); end $$;
create or replace function heed.may_write() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce((heed.sight())[3] in ('police', 'service', 'client'), false); end $$;
create or replace function heed.sees_force() returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce((heed.sight())[4] = 'force', false); end $$;
create or replace function heed.actor_teams() returns uuid[] language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce((heed.sight())[5], '{}')::uuid[]; end $$;
create or replace function heed.actor_boroughs() returns uuid[] language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce((heed.sight())[6], '{}')::uuid[]; end $$;
create or replace function heed.has_role(wanted text) returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
begin return coalesce(wanted = any (string_to_array((heed.sight())[7], ',')), false); end $$;
-- sight by name is never carried: it begins and ends within the very act that gives or takes it
create or replace function heed.granted(kind text) returns uuid[] language plpgsql stable security definer set search_path = pg_catalog as $$
declare sight text[] := heed.sight();
begin
  if sight is null or sight[3] not in ('police', 'service') then return '{}'; end if;
  return (select coalesce(array_agg(g.subject_id), '{}') from public.access_grants g
    where g.account_id = sight[2]::uuid and g.subject_kind = granted.kind and g.revoked_at is null and (g.until is null or g.until > now()));
end $$;
create or replace function heed.sees(team uuid, borough uuid, sealed_under uuid) returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
declare sight text[];
begin
  if sees.sealed_under is not null then return sees.sealed_under = any (heed.granted('case')); end if;
  sight := heed.sight();
  return coalesce(sight[4] = 'force' or sees.borough = any (sight[6]::uuid[]) or sees.team = any (sight[5]::uuid[]), false);
end $$;
create or replace function heed.actor() returns jsonb language plpgsql stable security definer set search_path = pg_catalog as $$
declare sight text[] := heed.sight();
begin
  return (select jsonb_build_object(
    'id', a.id, 'username', a.username, 'name', a.name, 'kind', a.kind, 'rank', a.rank, 'agencyId', a.agency_id, 'isDemonstration', a.is_demonstration,
    'roles', (select coalesce(jsonb_agg(distinct g.role), '[]') from public.role_grants g where g.account_id = a.id and g.revoked_at is null),
    'teamIds', to_jsonb(sight[5]::uuid[]), 'boroughIds', to_jsonb(sight[6]::uuid[]), 'seesForce', sight[4] = 'force')
    from public.accounts a where a.id = sight[2]::uuid);
end $$;

-- Binds the session's token to this transaction, seals what it may see, and says who it is; null when it is nobody's.
create or replace function heed.enter(token text) returns jsonb language plpgsql security definer set search_path = pg_catalog as $$
declare who record; words text;
begin
  perform set_config('heed.token', token, true), set_config('heed.sight', '', true);
  select s.id as session_id, s.last_seen_at, a.*, r.roles, m.sees_force, m.teams, m.boroughs into who
    from heed.sessions s join public.accounts a on a.id = s.account_id
    cross join lateral (select coalesce(array_agg(distinct g.role), '{}') as roles from public.role_grants g where g.account_id = a.id and g.revoked_at is null) r
    cross join lateral (
      select coalesce(bool_or(t.sight = 'force'), false) as sees_force, coalesce(array_agg(t.id), '{}') as teams,
        coalesce(array_agg(distinct t.borough_id) filter (where t.sight = 'borough'), '{}') as boroughs
      from public.team_members b join public.teams t on t.id = b.team_id
      where b.account_id = a.id and (b.until is null or b.until > now()) and t.sight <> 'none' and a.kind in ('police', 'service')) m
    where s.token_hash = sha256(convert_to(enter.token, 'UTF8')) and s.ended_at is null and s.expires_at > now() and a.is_active
      and (s.idle_minutes is null or s.last_seen_at > now() - make_interval(mins => s.idle_minutes));
  if not found then return null; end if;
  if who.last_seen_at < now() - interval '1 minute' and not pg_is_in_recovery() then
    -- a long act of the same session may have this row in hand: then the session was seen a moment ago anyway
    update heed.sessions set last_seen_at = now() where id = (select s.id from heed.sessions s where s.id = who.session_id for update skip locked);
  end if;
  words := concat('|', who.id, '|', who.kind, '|', case when who.sees_force then 'force' else '' end, '|', who.teams, '|', who.boroughs, '|',
    case when who.kind in ('police', 'service') then array_to_string(who.roles, ',') else '' end);
  perform set_config('heed.sight', heed.seal_of(words) || words, true);
  return jsonb_build_object('id', who.id, 'username', who.username, 'name', who.name, 'kind', who.kind, 'rank', who.rank, 'agencyId', who.agency_id, 'isDemonstration', who.is_demonstration,
    'roles', to_jsonb(who.roles), 'teamIds', to_jsonb(who.teams), 'boroughIds', to_jsonb(who.boroughs), 'seesForce', who.sees_force);
end $$;
