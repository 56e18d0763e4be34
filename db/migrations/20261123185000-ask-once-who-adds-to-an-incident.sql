-- What hangs on an incident was let in by asking eight questions of who asks, each with its seal read again, in every statement. One function asks them all with the seal read
-- once. It answers as the policies of incidents do: held to them, for every role, in similar-sight.test.ts of the incidents.

create function heed.may_add_to_incident(which uuid, by uuid) returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
declare sight text[] := heed.sight(); i record;
begin
  if sight is null or by is distinct from sight[2]::uuid or sight[3] not in ('police', 'service', 'client') then return false; end if;
  select r.team_id, r.borough_id, r.recorded_by, r.sealed_under into i from public.incidents r where r.id = which;
  if not found then return false; end if;
  if sight[3] = 'service' then return true; end if;
  if i.sealed_under is null then
    if i.recorded_by = by or sight[4] = 'force' or i.borough_id = any (sight[6]::uuid[]) or i.team_id = any (sight[5]::uuid[]) then return true; end if;
  elsif i.sealed_under = any (heed.granted('case')) then
    return true;
  end if;
  return which = any (heed.granted('incident'));
end $$;
comment on function heed.may_add_to_incident(uuid, uuid) is 'Whether who is entered, and is the one named, sees this incident and may write: the same as the policies of incidents say.';
alter function heed.may_add_to_incident(uuid, uuid) owner to heed_definer;
revoke all on function heed.may_add_to_incident(uuid, uuid) from public;
grant execute on function heed.may_add_to_incident(uuid, uuid) to heed_act;

alter policy writing on incident_entries with check (heed.may_add_to_incident(incident_id, by_id));
alter policy writing on incident_flags with check (heed.may_add_to_incident(incident_id, raised_by));
alter policy writing on screening_answers with check (heed.may_add_to_incident(incident_id, recorded_by));
alter policy writing on person_mentions with check (case source_kind
  when 'incident' then heed.may_add_to_incident(source_id, recorded_by)
  else (select heed.may_write()) and recorded_by = (select heed.actor_id()) and exists (select 1 from cases c where c.id = person_mentions.source_id) end);
