-- What is missing on an incident can be mended: its place, its people, its times, the questions of the prompt.

alter table person_mentions add column is_anonymous boolean not null default false;
comment on column person_mentions.is_anonymous is 'they were asked and would not say who they are: nothing is missing';
-- each heard name is corrected once; who corrects it again corrects the correction
create unique index person_mentions_corrects_once on person_mentions (corrects_id) where corrects_id is not null;

alter table incident_entries drop constraint incident_entries_kind_known;
alter table incident_entries add constraint incident_entries_kind_known check (kind in ('recorded', 'grade', 'deployment', 'told unit', 'result', 'caller told', 'qualifier', 'type', 'flag', 'research', 'allocation', 'follow-up', 'crime', 'intelligence', 'duplicate', 'assessment', 'doubt settled', 'note', 'correction', 'case', 'place', 'people', 'times', 'prompt'));

-- A question that was not put when the report was taken may be put later; an answer once given is never changed.
alter table screening_answers add column is_later boolean not null default false;
comment on column screening_answers.is_later is 'put to the caller after the report was recorded; what was said of it first stands in the log';
create policy answering_later on screening_answers for update to heed_act
  using (answer = 'not-asked' and exists (select 1 from incidents i where i.id = incident_id))
  with check (is_later and recorded_by = (select heed.actor_id()));
grant update (answer, detail, not_asked_because, answered_at, recorded_by, is_later) on screening_answers to heed_act;

-- Put an incident into another ward, and so with another team: its running clocks, its assessments and its files go along.
-- The actor may see it no more afterwards, which an update of their own could not do.
create function heed.move_incident(which uuid, to_ward uuid, to_borough uuid, to_team uuid) returns boolean language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not heed.sees_incident(which) or not heed.may_write() then return false; end if;
  update public.incidents set ward_id = to_ward, borough_id = to_borough, team_id = to_team
    where id = which and not is_open_data and withdrawn_at is null;
  if not found then return false; end if;
  update public.clocks set team_id = to_team, borough_id = to_borough where subject_id = which and met_at is null and cancelled_at is null;
  update public.assessments set team_id = to_team, borough_id = to_borough where incident_id = which;
  update public.files set team_id = to_team, borough_id = to_borough where parent_id = which;
  return true;
end $$;
grant update (ward_id, borough_id, team_id) on incidents to heed_definer;
grant update (team_id, borough_id) on assessments, files to heed_definer;

revoke all on function heed.move_incident(uuid, uuid, uuid, uuid) from public;
alter function heed.move_incident(uuid, uuid, uuid, uuid) owner to heed_definer;
grant execute on function heed.move_incident(uuid, uuid, uuid, uuid) to heed_act;
