-- One person opens at most twenty records an hour by breaking the glass: one is an exception, many are a search of what is not theirs.
create function heed.glass_broken() returns bigint language sql stable security definer set search_path = pg_catalog as $$
  select count(*) from public.access_grants g where g.account_id = heed.actor_id() and g.relation = 'break-glass' and g.granted_at > now() - interval '60 minutes'
$$;
revoke all on function heed.glass_broken() from public;
alter function heed.glass_broken() owner to heed_definer;
grant execute on function heed.glass_broken() to heed_act;

create function heed.bound_glass() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('glass:' || new.account_id::text, 0));
  if (select count(*) from public.access_grants g where g.account_id = new.account_id and g.relation = 'break-glass' and g.granted_at > now() - interval '60 minutes') >= 20 then
    raise insufficient_privilege using message = 'twenty records were opened by breaking the glass within the hour';
  end if;
  return new;
end $$;
revoke all on function heed.bound_glass() from public;
alter function heed.bound_glass() owner to heed_definer;
create trigger access_grants_glass_is_bounded before insert on access_grants for each row when (new.relation = 'break-glass') execute function heed.bound_glass();
