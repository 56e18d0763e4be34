-- Lists are counted and paged from their index alone: each holds what the row policy asks of a row, so that only the rows of one page are fetched.

drop index incidents_open_team, incidents_open_borough, incidents_open_force, incidents_waiting, incidents_flagged;
create index incidents_open_team on incidents (team_id, risk_order desc, reported_at, id) include (borough_id, recorded_by, sealed_under) where is_open;
create index incidents_open_borough on incidents (borough_id, risk_order desc, reported_at, id) include (team_id, recorded_by, sealed_under) where is_open;
create index incidents_open_force on incidents (risk_order desc, reported_at, id) include (team_id, borough_id, recorded_by, sealed_under) where is_open;
-- the queue of what waits for a result, oldest first
create index incidents_waiting on incidents (reported_at, id) include (team_id, borough_id, recorded_by, sealed_under) where is_open;
-- a list narrowed by a flag may find nothing: it reads no more than what is flagged
create index incidents_flagged on incidents (borough_id, reported_at, id) include (team_id, recorded_by, sealed_under, flags) where cardinality(flags) > 0 and not is_open_data;
create index incidents_flagged_open on incidents (borough_id, risk_order desc, reported_at, id) include (team_id, recorded_by, sealed_under, flags) where cardinality(flags) > 0 and is_open;
create index incidents_flagged_team on incidents (team_id, reported_at, id) include (borough_id, recorded_by, sealed_under, flags) where cardinality(flags) > 0 and not is_open_data;

drop index cases_open_team, cases_open_borough, cases_open_force, cases_open_owner;
create index cases_open_team on cases (team_id, risk_order desc, next_due_at, id) include (borough_id, owner_id, sealed_under, status, band) where status <> 'closed';
create index cases_open_borough on cases (borough_id, risk_order desc, next_due_at, id) include (team_id, owner_id, sealed_under, status, band) where status <> 'closed';
create index cases_open_force on cases (risk_order desc, next_due_at, id) include (team_id, borough_id, owner_id, sealed_under, status, band) where status <> 'closed';
create index cases_open_owner on cases (owner_id, risk_order desc, next_due_at, id) include (team_id, borough_id, sealed_under, status, band) where status <> 'closed';
create index cases_reviews on cases (next_review_on) include (next_review_rank, risk_order, next_due_at, id, team_id, borough_id, owner_id, sealed_under, status) where status <> 'closed' and next_review_on is not null;
create index cases_closing on cases (team_id, borough_id) where status = 'closing requested';
