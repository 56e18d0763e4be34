-- name: Intelligence reports submitted
-- unit: incidents with a submitted intelligence report
-- counts: incidents on which an intelligence report is recorded as submitted, in the period when that was last recorded; reports only considered do not count
-- over: nothing; a number, not a rate
-- period: the London calendar month in which that was last recorded
-- source: Report of 13 October 2011, ¶58 ("the number of intelligence reports")
select i.id, 'incident' as kind, i.id as subject_id, i.reference, e.at, i.borough_id, i.ward_id, false as is_open_data
from (
  select x.incident_id, max(x.at) as at from incident_entries x where x.kind = 'intelligence' and x.at >= :from group by x.incident_id
) e join incidents i on i.id = e.incident_id
where e.at < :to and i.intelligence = 'submitted' and i.withdrawn_at is null and i.duplicate_of is null
