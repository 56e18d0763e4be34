-- name: Of these, with a crime report
-- unit: risk assessments
-- counts: risk assessments completed in the period whose incident carries a crime reference, as it stands when it is read
-- over: nothing; a number, not a rate
-- period: the London calendar month in which it was last sent for supervision
-- source: Report of 13 October 2011, ¶58 ("including the number of assessments converting to crime reports")
select a.id, 'assessment' as kind, a.id as subject_id, i.reference, a.completed_at as at, a.borough_id, i.ward_id, false as is_open_data
from assessments a join incidents i on i.id = a.incident_id
where i.crime_reference is not null and a.completed_at >= :from and a.completed_at < :to
