-- Asked again when a record is put right: has any of these people, or this address, been in another report than this one?
create function heed.is_seen_beside(keys jsonb, beside uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select heed.may_write() and exists (
    select 1 from heed.reports_sharing(keys) s join public.incidents i on i.id = s.incident_id where i.withdrawn_at is null and i.id <> beside)
$$;
revoke all on function heed.is_seen_beside(jsonb, uuid) from public;
alter function heed.is_seen_beside(jsonb, uuid) owner to heed_definer;
grant execute on function heed.is_seen_beside(jsonb, uuid) to heed_act;
