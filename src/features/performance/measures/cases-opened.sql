-- name: Cases opened
-- unit: cases
-- counts: cases opened in the period; the ward is that of the first incident linked to the case
-- over: nothing; a number, not a rate
-- period: the London calendar month in which it was opened
-- source: Report of 13 October 2011, ¶58 ("increased case management of vulnerability issues")
select c.id, 'case' as kind, c.id as subject_id, c.reference, c.opened_at as at, c.borough_id,
  (select i.ward_id from case_incidents l join incidents i on i.id = l.incident_id where l.case_id = c.id order by l.linked_at, l.incident_id limit 1) as ward_id,
  false as is_open_data
from cases c
where c.opened_at >= :from and c.opened_at < :to
