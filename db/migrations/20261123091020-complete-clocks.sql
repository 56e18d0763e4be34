-- A clock keeps its own warning and its own reasons to stand still, so that pausing needs nothing but the clock.

alter table clocks
  add column warn_amount integer,
  add column warn_unit text constraint clocks_warn_unit_known check (warn_unit in ('hours', 'working days', 'days')),
  add column pause_reasons text[],
  add constraint clocks_warning_whole check ((warn_amount is null) = (warn_unit is null));
comment on column clocks.warn_amount is 'in warn_unit, before it is due; null: no warning';
comment on column clocks.pause_reasons is 'the reasons for which it may be paused; null: any reason that is given';
create index clocks_borough on clocks (borough_id) where met_at is null and cancelled_at is null;
create index clocks_to_warn on clocks (warn_at) where met_at is null and cancelled_at is null and warned_at is null;
create index clocks_to_escalate on clocks (due_at) where met_at is null and cancelled_at is null and escalated_at is null;

-- what the system does by itself keeps every clock, those of sealed cases too
create policy service_keeps on clocks for select to heed_act using ((select heed.is_service()));
create policy service_changes on clocks for update to heed_act using ((select heed.is_service()));
