-- Wrong passwords are counted for each account and address together, and for each address over all accounts: a stranger's tries
-- close nobody else's way in, and guessing stays slow. Addresses are kept only as keyed digests, and for thirty days.
create table heed.sign_in_tries (
  account_id uuid references accounts,
  address bytea not null,
  failures integer not null default 0,
  failed_at timestamptz,
  succeeded_at timestamptz,
  constraint sign_in_tries_once unique nulls not distinct (account_id, address)
);
comment on table heed.sign_in_tries is 'Wrong passwords of the last quarter of an hour, by account and address and (account null) by address alone; when the account last signed in from there. No application role can read it. Owner: platform.';
comment on column heed.sign_in_tries.address is 'keyed sha256 of the address, an IPv6 address by its first 64 bits';
grant select, insert, update, delete on heed.sign_in_tries to heed_definer;
create index sign_in_tries_failed on heed.sign_in_tries (failed_at);

create function heed.address_key(address text) returns bytea language sql stable security definer set search_path = pg_catalog as $$
  select sha256(k.secret || convert_to('address:' || address, 'UTF8')) from heed.sight_keys k
$$;

-- Counts one wrong try until it is known to be right. False when there have been too many in a quarter of an hour: then it is not counted, so that the wait ends.
create function heed.count_try(account uuid, at_address bytea, most integer) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into heed.sign_in_tries as t (account_id, address, failures, failed_at) values (account, at_address, 1, now())
    on conflict (account_id, address) do update
      set failures = case when t.failed_at > now() - interval '15 minutes' then t.failures + 1 else 1 end, failed_at = now()
      where t.failures < most or t.failed_at is null or t.failed_at <= now() - interval '15 minutes';
  return found;
end $$;

-- What is needed to judge one try at signing in, which is counted at once as a wrong one. For the sign-in door's own login.
-- 10 tries an account from one address, 100 an address over all accounts; 30 an account from addresses it has not signed in from in thirty days.
create function heed.try_sign_in(wanted text, from_address text, counts_alone boolean) returns table (account_id uuid, password_hash text, is_locked boolean, is_active boolean)
language plpgsql security definer set search_path = pg_catalog as $$
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
end $$;

-- The try was right: it does not count as a wrong one after all.
create function heed.note_signed_in(account uuid, from_address text) returns void language sql security definer set search_path = pg_catalog as $$
  update heed.sign_in_tries t set failures = case when t.account_id is null then greatest(t.failures - 1, 0) else 0 end,
      succeeded_at = case when t.account_id is null then t.succeeded_at else now() end
    where session_user = 'heed_door' and t.address = heed.address_key(from_address) and (t.account_id = account or t.account_id is null)
$$;

create function heed.forget_sign_in_tries() returns void language sql security definer set search_path = pg_catalog as $$
  delete from heed.sign_in_tries where heed.is_service() and greatest(failed_at, succeeded_at) < now() - interval '30 days'
$$;

-- whoever is given a new password can use it at once
create or replace function heed.set_password(account uuid, hash text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not (heed.is_service() or heed.has_role('administrator') or account = heed.actor_id()) then
    raise insufficient_privilege using message = 'only an administrator or the person may set a password';
  end if;
  insert into heed.credentials (account_id, password_hash) values (account, hash)
    on conflict (account_id) do update set password_hash = excluded.password_hash, changed_at = now(), failures = 0, locked_until = null;
  update heed.sign_in_tries t set failures = 0 where t.account_id = account;
end $$;

do $$
declare f text;
begin
  foreach f in array array['heed.address_key(text)', 'heed.count_try(uuid, bytea, integer)', 'heed.try_sign_in(text, text, boolean)', 'heed.note_signed_in(uuid, text)', 'heed.forget_sign_in_tries()'] loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to heed_definer', f);
  end loop;
end $$;
grant execute on function heed.try_sign_in(text, text, boolean), heed.note_signed_in(uuid, text) to heed_door;
grant execute on function heed.forget_sign_in_tries() to heed_act;
-- these count the tries at one's own present password, on the page that changes it
revoke execute on function heed.credential(text), heed.note_sign_in(uuid, boolean) from heed_door;

-- ---- the demonstration's password is nobody's to read but the command line's -----------------------------------
create table heed.demonstration (
  is_only boolean primary key default true constraint demonstration_one check (is_only),
  password text not null
);
comment on table heed.demonstration is 'The one password of the demonstration''s invented people; empty in a force''s own installation. No login can read it but through the command line''s own service. Owner: admin.';
grant select, insert, update on heed.demonstration to heed_definer;
insert into heed.demonstration (password) select value #>> '{}' from heed.settings where key = 'demonstration password';
delete from heed.settings where key = 'demonstration password';
create function heed.keep_demonstration_password(given text) returns void language sql security definer set search_path = pg_catalog as $$
  insert into heed.demonstration (password) select given where heed.is_service()
    on conflict (is_only) do update set password = excluded.password
$$;
create function heed.demonstration_password() returns text language sql stable security definer set search_path = pg_catalog as $$
  select d.password from heed.demonstration d where heed.is_service()
$$;
revoke all on function heed.keep_demonstration_password(text), heed.demonstration_password() from public;
alter function heed.keep_demonstration_password(text) owner to heed_definer;
alter function heed.demonstration_password() owner to heed_definer;
grant execute on function heed.keep_demonstration_password(text) to heed_act;
grant execute on function heed.demonstration_password() to heed_look, heed_act;

-- ---- a case is handed on by those whose task it is ----------------------------------------------------------------
create or replace function heed.hand_over_case(which uuid, to_team uuid, to_owner uuid, at timestamptz) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
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
end $$;
