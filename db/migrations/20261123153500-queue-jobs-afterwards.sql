-- A job is asked for in the act by one small row; the worker puts what was committed into its queue, many at once.
-- Putting it there in the act cost a millisecond a job, and its notice made acts wait for each other's commits.

create table heed.asked_jobs (
  event_id uuid not null,
  handler text not null,
  primary key (event_id, handler)
);
comment on table heed.asked_jobs is 'Jobs that committed acts have asked for and the worker has not yet put into its queue. Owner: platform.';
grant select, insert, update, delete on heed.asked_jobs to heed_definer;

create or replace function heed.enqueue(job text, event uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not exists (select 1 from heed.job_kinds k where k.name = job) then
    raise exception 'job % is not on the allow-list', job using errcode = 'check_violation';
  end if;
  insert into heed.asked_jobs (event_id, handler) values (event, job);
end $$;

alter function heed.enqueue(text, uuid) owner to heed_definer;

-- Oldest first; two workers at once each take their own.
create function heed.take_asked_jobs(most integer) returns table (event_id uuid, handler text) language sql security definer set search_path = pg_catalog as $$
  delete from heed.asked_jobs a using (select n.event_id, n.handler from heed.asked_jobs n order by n.event_id, n.handler limit most for update skip locked) next
    where a.event_id = next.event_id and a.handler = next.handler returning a.event_id, a.handler
$$;
create function heed.queue_jobs(most integer) returns integer language plpgsql security definer set search_path = pg_catalog as $$
declare specs graphile_worker.job_spec[];
begin
  select array_agg(row(t.handler, json_build_object('event', t.event_id), null, null, 20, null, null, null)::graphile_worker.job_spec order by t.event_id, t.handler) into specs
    from heed.take_asked_jobs(most) t;
  if specs is null then return 0; end if;
  perform graphile_worker.add_jobs(specs);
  return cardinality(specs);
end $$;
create function heed.count_asked_jobs() returns bigint language sql stable security definer set search_path = pg_catalog as $$ select count(*) from heed.asked_jobs $$;
revoke all on function heed.take_asked_jobs(integer), heed.queue_jobs(integer), heed.count_asked_jobs() from public;
alter function heed.take_asked_jobs(integer) owner to heed_definer;
alter function heed.count_asked_jobs() owner to heed_definer;
alter function heed.queue_jobs(integer) owner to heed_worker;
grant execute on function heed.take_asked_jobs(integer), heed.queue_jobs(integer), heed.count_asked_jobs() to heed_worker;
