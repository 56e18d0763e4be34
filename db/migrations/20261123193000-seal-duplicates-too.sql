-- A duplicate tells of the same thing as the incident it repeats, and of the same people: a seal on that covers it too, whichever of the two came first.

-- The incidents a case is about: those linked to it, and the duplicates of those.
create function heed.incidents_of_case(which uuid) returns setof uuid language sql stable security definer set search_path = pg_catalog as $$
  select l.incident_id from public.case_incidents l where l.case_id = which
  union
  select d.id from public.case_incidents l join public.incidents d on d.duplicate_of = l.incident_id where l.case_id = which
$$;
-- The seal an incident belongs under: that of a sealed case which it, or the incident it repeats, is in. The one it is under already goes before another.
create function heed.seal_over(incident uuid) returns uuid language sql stable security definer set search_path = pg_catalog as $$
  select c.sealed_under from public.incidents i join public.case_incidents l on l.incident_id in (i.id, i.duplicate_of) join public.cases c on c.id = l.case_id
    where i.id = incident and c.sealed_under is not null
    order by c.sealed_under is not distinct from i.sealed_under desc, l.incident_id = i.id desc, c.sealed_under limit 1
$$;
-- What hangs on incidents goes under their own seals; what is under another seal than this case's stays there.
create function heed.carry_seal(incidents uuid[], which uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare hanging uuid[];
begin
  update public.assessments a set sealed_under = i.sealed_under from public.incidents i
    where i.id = any (incidents) and a.incident_id = i.id and a.sealed_under is distinct from i.sealed_under and (a.sealed_under is null or a.sealed_under = which);
  update public.files f set sealed_under = i.sealed_under from public.incidents i
    where i.id = any (incidents) and f.parent_id = i.id and f.sealed_under is distinct from i.sealed_under and (f.sealed_under is null or f.sealed_under = which);
  with its (id, seal) as (
      select i.id, i.sealed_under from public.incidents i where i.id = any (incidents)
      union all select a.id, a.sealed_under from public.assessments a where a.incident_id = any (incidents)),
    timed as (update public.clocks k set sealed_under = s.seal from its s where k.subject_id = s.id and k.sealed_under is distinct from s.seal and (k.sealed_under is null or k.sealed_under = which))
  update public.notifications n set sealed_under = s.seal from its s where n.subject_id = s.id and n.sealed_under is distinct from s.seal and (n.sealed_under is null or n.sealed_under = which);
  -- a repeat is sealed as long as one of the reports that made it is, under that report's seal
  update public.notifications n set sealed_under = (
      select i.sealed_under from public.repeat_finding_incidents o join public.incidents i on i.id = o.incident_id where o.finding_id = n.subject_id and i.sealed_under is not null order by i.sealed_under limit 1)
    where n.subject_kind = 'repeat' and (n.sealed_under is null or n.sealed_under = which)
      and n.subject_id in (select f.finding_id from public.repeat_finding_incidents f where f.incident_id = any (incidents));
  -- sight of a sealed incident and its assessments by name, and by broken glass, was given before the seal: it ends for those whom the seal does not name
  select array_agg(s.id) into hanging from (
    select i.id from public.incidents i where i.id = any (incidents) and i.sealed_under = which
    union all select a.id from public.assessments a where a.incident_id = any (incidents) and a.sealed_under = which) s;
  update public.access_grants g set revoked_at = now(), revoked_by = heed.actor_id()
    where g.revoked_at is null and (g.until is null or g.until > now()) and g.subject_kind in ('incident', 'assessment') and g.subject_id = any (hanging)
      and not exists (select 1 from public.access_grants n where n.subject_kind = 'case' and n.subject_id = which and n.account_id = g.account_id and n.revoked_at is null);
end $$;

create or replace function heed.spread_seal(which uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare seal uuid; its uuid[];
begin
  if not heed.sees_case(which) then return; end if;
  select c.sealed_under into seal from public.cases c where c.id = which;
  -- whoever links a duplicate holds the incident it repeats: after waiting for them their duplicate is there to be found
  perform 1 from public.incidents i where i.id in (select l.incident_id from public.case_incidents l where l.case_id = which) order by i.id for update;
  its := array(select heed.incidents_of_case(which));
  -- an incident of two sealed cases stays sealed when one seal is taken off
  update public.incidents i set sealed_under = heed.seal_over(i.id)
    where i.id = any (its) and (i.sealed_under is null or i.sealed_under = which) and i.sealed_under is distinct from heed.seal_over(i.id);
  perform heed.carry_seal(its, which);
  update public.files f set sealed_under = seal where f.parent_id = which and (f.sealed_under is null or f.sealed_under = which);
  update public.clocks k set sealed_under = seal where k.subject_id = which and (k.sealed_under is null or k.sealed_under = which);
  update public.notifications n set sealed_under = seal where n.subject_id = which and (n.sealed_under is null or n.sealed_under = which);
end $$;

-- Puts an incident that was just linked as a duplicate, or no longer is one, under the seal it belongs under now. It can only ever be made what the links on record make it.
create function heed.settle_seal(incident uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare was uuid; seal uuid;
begin
  if not heed.sees_incident(incident) then return; end if;
  select i.sealed_under into was from public.incidents i where i.id = incident for update;
  seal := heed.seal_over(incident);
  if was is not distinct from seal then return; end if;
  update public.incidents i set sealed_under = seal where i.id = incident;
  perform heed.carry_seal(array[incident], coalesce(was, seal));
end $$;

drop function heed.of_case(uuid);
do $$ declare f text; begin
  foreach f in array array['heed.incidents_of_case(uuid)', 'heed.seal_over(uuid)', 'heed.carry_seal(uuid[], uuid)', 'heed.settle_seal(uuid)'] loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to heed_definer', f);
  end loop;
end $$;
grant execute on function heed.settle_seal(uuid) to heed_act;

-- duplicates linked before today, of what is sealed
do $$ declare d record; begin
  for d in select i.id, o.sealed_under as seal from incidents i join incidents o on o.id = i.duplicate_of where o.sealed_under is not null and i.sealed_under is null loop
    update incidents set sealed_under = d.seal where id = d.id;
    perform heed.carry_seal(array[d.id], d.seal);
  end loop;
end $$;
