-- A further report that another system sends keeps that system's own number, once, as an incident does.
alter table incident_entries add source text, add source_reference text;
comment on column incident_entries.source is 'the other system that sent this further report; null for all else';
comment on column incident_entries.source_reference is 'its own number there';
create unique index incident_entries_source_reference_once on incident_entries (source, source_reference) where source_reference is not null;
