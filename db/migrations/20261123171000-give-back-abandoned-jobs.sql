-- Jobs held so long were left by a worker that was killed: they are given back, to be done by another. (The queue itself waits four hours.)
create function heed.free_abandoned_jobs(held_seconds double precision) returns integer language sql security definer set search_path = pg_catalog as $$
  with freed as (update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = greatest(run_at, now())
    where locked_at < now() - make_interval(secs => held_seconds) returning 1)
  select count(*)::integer from freed
$$;
revoke all on function heed.free_abandoned_jobs(double precision) from public;
alter function heed.free_abandoned_jobs(double precision) owner to heed_worker;
grant execute on function heed.free_abandoned_jobs(double precision) to heed_worker;
