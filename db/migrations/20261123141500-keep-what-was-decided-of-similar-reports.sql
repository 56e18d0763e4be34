-- Reports like one another: what somebody decided of each two, and the entries that say so in both logs.

create table similar_decisions (
  id uuid primary key,
  incident_id uuid not null references incidents,
  other_id uuid not null references incidents,
  verdict text not null constraint similar_decisions_verdict_known check (verdict in ('related', 'separate')),
  reason text not null default '',
  decided_at timestamptz not null,
  decided_by uuid not null references accounts,
  constraint similar_decisions_two_incidents check (incident_id <> other_id)
);
comment on table similar_decisions is 'Whether two similar incidents belong together or are separate, as somebody decided; never changed: the newest of a pair stands. A duplicate is no decision here, see incidents.duplicate_of. Owner: incidents.';
create index similar_decisions_incident on similar_decisions (incident_id, decided_at);
create index similar_decisions_other on similar_decisions (other_id, decided_at);
create index similar_decisions_by on similar_decisions (decided_by);
call heed.guard('similar_decisions');
-- that two incidents belong together is known only to whoever may know of both
create policy sight on similar_decisions for select to heed_look, heed_act using (
  exists (select 1 from incidents i where i.id = incident_id) and exists (select 1 from incidents i where i.id = other_id));
create policy writing on similar_decisions for insert to heed_act with check (
  (select heed.may_write()) and decided_by = (select heed.actor_id())
  and exists (select 1 from incidents i where i.id = incident_id) and exists (select 1 from incidents i where i.id = other_id));
grant select on similar_decisions to heed_look, heed_act;
grant insert on similar_decisions to heed_act;
create trigger similar_decisions_append_only before update or delete or truncate on similar_decisions for each statement execute function heed.refuse_change();

-- what is near is found by cell and time, as what is at an address is by its key and time
create index incidents_cell on incidents (h3, reported_at) where h3 is not null and not is_open_data;

alter table incident_entries drop constraint incident_entries_kind_known;
alter table incident_entries add constraint incident_entries_kind_known check (kind in ('recorded', 'grade', 'deployment', 'told unit', 'result', 'caller told', 'qualifier', 'type', 'flag', 'research', 'allocation', 'follow-up', 'crime', 'intelligence', 'duplicate', 'assessment', 'doubt settled', 'note', 'correction', 'case', 'place', 'people', 'times', 'prompt', 'further report', 'similar'));
