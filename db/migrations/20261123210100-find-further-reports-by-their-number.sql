-- Whoever reads out another system's number is shown the incident it went to, also where it came with a further report.
create index incident_entries_source_reference on incident_entries (source_reference) where source_reference is not null;
