-- Jobs are asked for inside the act's own transaction, through one allow-listed door.

create function heed.enqueue(job text, event uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not exists (select 1 from heed.job_kinds k where k.name = job) then
    raise exception 'job % is not on the allow-list', job using errcode = 'check_violation';
  end if;
  perform graphile_worker.add_job(job, json_build_object('event', event), max_attempts => 20);
end $$;
revoke all on function heed.enqueue(text, uuid) from public;
alter function heed.enqueue(text, uuid) owner to heed_worker;
grant execute on function heed.enqueue(text, uuid) to heed_act;

-- Service actors: one for each feature's jobs and one for the command line, members of the system team.
create function heed.ensure_service(service text, title text, account uuid, team uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
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
end $$;
revoke all on function heed.ensure_service(text, text, uuid, uuid) from public;
alter function heed.ensure_service(text, text, uuid, uuid) owner to heed_definer;
grant execute on function heed.ensure_service(text, text, uuid, uuid) to heed_worker;
grant insert on accounts, team_members, teams to heed_definer;
create policy definer_adds_services on accounts for insert to heed_definer with check (kind = 'service');
create policy definer_adds_services on team_members for insert to heed_definer with check (true);
