-- A seal covers the notifications of the repeats that its incidents made, too: to whoever may not know one of the reports, that something was told is nothing to know either.
create or replace function heed.spread_seal(which uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare seal uuid;
begin
  if not heed.sees_case(which) then return; end if;
  select c.sealed_under into seal from public.cases c where c.id = which;
  -- an incident of two sealed cases stays sealed when one seal is taken off
  update public.incidents i set sealed_under = coalesce(seal, (
      select o.sealed_under from public.case_incidents l join public.cases o on o.id = l.case_id where l.incident_id = i.id and o.id <> which and o.sealed_under is not null limit 1))
    from public.case_incidents l
    where l.case_id = which and i.id = l.incident_id and i.sealed_under is distinct from seal and (i.sealed_under is null or i.sealed_under = which);
  update public.assessments a set sealed_under = i.sealed_under from public.case_incidents l join public.incidents i on i.id = l.incident_id
    where l.case_id = which and a.incident_id = l.incident_id and (a.sealed_under is null or a.sealed_under = which);
  update public.files f set sealed_under = seal where f.parent_id = which and (f.sealed_under is null or f.sealed_under = which);
  update public.files f set sealed_under = i.sealed_under from public.case_incidents l join public.incidents i on i.id = l.incident_id
    where l.case_id = which and f.parent_id = l.incident_id and (f.sealed_under is null or f.sealed_under = which);
  update public.clocks k set sealed_under = seal where k.subject_id = which and (k.sealed_under is null or k.sealed_under = which);
  update public.notifications n set sealed_under = seal where n.subject_id = which and (n.sealed_under is null or n.sealed_under = which);
  update public.clocks k set sealed_under = s.seal from heed.of_case(which) s where k.subject_id = s.record_id and (k.sealed_under is null or k.sealed_under = which);
  update public.notifications n set sealed_under = s.seal from heed.of_case(which) s where n.subject_id = s.record_id and (n.sealed_under is null or n.sealed_under = which);
  -- a repeat is sealed as long as one of the reports that made it is, under that report's seal
  update public.notifications n set sealed_under = (
      select i.sealed_under from public.repeat_finding_incidents o join public.incidents i on i.id = o.incident_id where o.finding_id = n.subject_id and i.sealed_under is not null order by i.sealed_under limit 1)
    where n.subject_kind = 'repeat' and (n.sealed_under is null or n.sealed_under = which)
      and n.subject_id in (select f.finding_id from public.repeat_finding_incidents f join public.case_incidents l on l.incident_id = f.incident_id where l.case_id = which);
  if seal is null then return; end if;
  -- sight of its incidents and assessments by name, and by broken glass, was given before the seal: it ends for those whom the seal does not name
  update public.access_grants g set revoked_at = now(), revoked_by = heed.actor_id()
    where g.revoked_at is null and (g.until is null or g.until > now()) and g.subject_kind in ('incident', 'assessment')
      and g.subject_id in (select s.record_id from heed.of_case(which) s)
      and not exists (select 1 from public.access_grants n where n.subject_kind = 'case' and n.subject_id = which and n.account_id = g.account_id and n.revoked_at is null);
end $$;
