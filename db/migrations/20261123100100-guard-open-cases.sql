-- An incident is worked in one open case at a time, whoever opens the next and whether or not they see the first.

alter table case_incidents add column is_open boolean not null default true;
comment on column case_incidents.is_open is 'the case is not closed; kept by a trigger on cases';
update case_incidents l set is_open = false from cases c where c.id = l.case_id and c.status = 'closed';
create unique index case_incidents_one_open_case on case_incidents (incident_id) where is_open;

create policy definer_follows_status on case_incidents for update to heed_definer using (true) with check (true);
grant update (is_open) on case_incidents to heed_definer;

create function heed.follow_case_status() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  update public.case_incidents set is_open = (new.status <> 'closed') where case_id = new.id and is_open is distinct from (new.status <> 'closed');
  return null;
end $$;
revoke all on function heed.follow_case_status() from public;
alter function heed.follow_case_status() owner to heed_definer;
create trigger cases_status_followed after update of status on cases for each row when (old.status is distinct from new.status) execute function heed.follow_case_status();

-- somebody's details corrected on an incident are followed by the cases that name them
create policy service_follows_correction on case_people for update to heed_act using ((select heed.is_service()));
grant update (mention_id) on case_people to heed_act;
