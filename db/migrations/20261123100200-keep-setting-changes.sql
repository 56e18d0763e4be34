-- What the force chose for itself: by whom, when and why. A change is in force from then on, for what begins after it.

create table setting_changes (
  id uuid primary key,
  key text not null,
  was jsonb,
  now jsonb not null,
  reason text not null,
  changed_by uuid not null references accounts,
  changed_at timestamptz not null
);
comment on table setting_changes is 'Every change of a setting of the force, with its reason, never changed. Holds no personal data. Owner: admin.';
create index setting_changes_key on setting_changes (key, changed_at);
create index setting_changes_by on setting_changes (changed_by);
call heed.guard('setting_changes');
create policy sight on setting_changes for select to heed_look, heed_act using (
  (select heed.has_role('administrator')) or (select heed.has_role('central asb unit')) or (select heed.has_role('auditor')) or (select heed.is_service()));
create policy writing on setting_changes for insert to heed_act with check (changed_by = (select heed.actor_id())
  and ((select heed.has_role('administrator')) or (select heed.has_role('central asb unit')) or (select heed.is_service())));
grant select on setting_changes to heed_look, heed_act;
grant insert on setting_changes to heed_act;
create trigger setting_changes_append_only before update or delete or truncate on setting_changes for each statement execute function heed.refuse_change();

-- what a process keeps of the lists depends on the times the force chose
create trigger settings_changed after insert or update or delete or truncate on heed.settings for each statement execute function heed.note_list_change();

-- lists grow by rows and end them; a row, once there, keeps what it says
revoke update on reference_values from heed_act;
grant update (valid, changed_by, changed_at) on reference_values to heed_act;
grant update (valid) on question_sets to heed_act;
