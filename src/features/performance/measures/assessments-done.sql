-- name: Risk assessments done
-- unit: risk assessments
-- counts: risk assessments completed and sent for supervision in the period, whatever the supervisor then decided
-- over: nothing; a number, not a rate
-- period: the London calendar month in which it was last sent for supervision
-- source: Report of 13 October 2011, ¶58 ("vulnerability assessments completed")
select a.id, 'assessment' as kind, a.id as subject_id, i.reference, a.completed_at as at, a.borough_id, i.ward_id, false as is_open_data
from assessments a left join incidents i on i.id = a.incident_id
where a.completed_at >= :from and a.completed_at < :to
