-- Where a system's own number is on record. A system is told that its number is taken also where the incident is not its own to see any more, and no more than that:
-- sent again, it would meet the one number that a report may have only once.
create function heed.their_number(its_source text, number text) returns table (incident_id uuid, is_of_further_report boolean)
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
declare sight text[] := heed.sight(); found uuid; further boolean := false;
begin
  -- a system asks of its own numbers alone
  if sight is null or (sight[3] = 'client' and its_source is distinct from (select a.username from public.accounts a where a.id = sight[2]::uuid)) then return; end if;
  select i.id into found from public.incidents i where i.source = its_source and i.source_reference = number;
  if found is null then
    select e.incident_id into found from public.incident_entries e where e.source = its_source and e.source_reference = number;
    further := true;
  end if;
  if found is null then return; end if;
  if heed.sees_incident(found) then return query select found, further;
  elsif sight[3] in ('client', 'service') then return query select null::uuid, further; end if;
end $$;
alter function heed.their_number(text, text) owner to heed_definer;
revoke all on function heed.their_number(text, text) from public;
grant execute on function heed.their_number(text, text) to heed_act, heed_look;
