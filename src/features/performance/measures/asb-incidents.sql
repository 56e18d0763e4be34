-- name: ASB incidents
-- unit: incidents
-- counts: incidents of anti-social behaviour reported in the period, without withdrawn ones and duplicates; open data is counted apart
-- over: nothing; a number, not a rate
-- period: the London calendar month in which it was reported
-- source: Report of 13 October 2011, ¶58 ("numbers of ASB CADs")
select i.id, 'incident' as kind, i.id as subject_id, i.reference, i.reported_at as at, i.borough_id, i.ward_id, i.is_open_data
from incidents i
where i.reported_at >= :from and i.reported_at < :to and i.withdrawn_at is null and i.duplicate_of is null
