-- name: Of these, awaiting supervision now
-- unit: risk assessments
-- counts: risk assessments sent for supervision in the period that no supervisor has decided on yet, as it stands when it is read
-- over: nothing; a number, not a rate
-- period: the London calendar month in which it was last sent for supervision
-- source: Report of 13 October 2011, ¶58 ("a requirement was made of boroughs to monitor vulnerability assessments to ensure they were appropriately completed and actioned")
select a.id, 'assessment' as kind, a.id as subject_id, i.reference, a.completed_at as at, a.borough_id, i.ward_id, false as is_open_data
from assessments a left join incidents i on i.id = a.incident_id
where a.status = 'awaiting approval' and a.completed_at >= :from and a.completed_at < :to
