-- The orders that lists of incidents have besides "open, by risk then age".

-- the force's queue of what waits for a result, oldest first; a team's or a borough's is short enough to sort
create index incidents_waiting on incidents (reported_at, id) where is_open;
-- a team's incidents newest first, resulted ones and published rows too; the borough has incidents_borough_reported
create index incidents_team_reported on incidents (team_id, reported_at);
-- published rows of the whole force by month
create index incidents_open_data on incidents (reported_at, id) where is_open_data and withdrawn_at is null;
