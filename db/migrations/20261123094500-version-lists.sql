-- Each process keeps the lists and the ground it records by; one small row says whether they changed.
create table heed.list_versions (name text primary key, version uuid not null);
comment on table heed.list_versions is 'A new version each time a list, a question set, an area or a team changes: what a process kept is asked for again. Owner: platform.';
insert into heed.list_versions (name, version) values ('lists', gen_random_uuid());
grant select on heed.list_versions to heed_look, heed_act;
grant select, update on heed.list_versions to heed_definer;

create function heed.note_list_change() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin update heed.list_versions set version = gen_random_uuid() where name = 'lists'; return null; end $$;
revoke all on function heed.note_list_change() from public;
alter function heed.note_list_change() owner to heed_definer;

create trigger reference_values_changed after insert or update or delete or truncate on reference_values for each statement execute function heed.note_list_change();
create trigger question_sets_changed after insert or update or delete or truncate on question_sets for each statement execute function heed.note_list_change();
create trigger areas_changed after insert or update or delete or truncate on areas for each statement execute function heed.note_list_change();
create trigger teams_changed after insert or update or delete or truncate on teams for each statement execute function heed.note_list_change();
create trigger team_areas_changed after insert or update or delete or truncate on team_areas for each statement execute function heed.note_list_change();
