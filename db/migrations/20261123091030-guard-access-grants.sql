-- Letting somebody see one record by name: only by those who see it themselves, or by breaking the glass with a reason.

-- May this session see the record? Asked of the record's own row policy, as the session's own login.
create function heed.sees_record(kind text, wanted uuid) returns boolean language plpgsql stable set search_path = pg_catalog as $$
declare place text := case kind when 'incident' then 'incidents' when 'case' then 'cases' when 'assessment' then 'assessments' end; found_it boolean;
begin
  if place is null or to_regclass('public.' || place) is null then return false; end if;
  execute format('select exists (select 1 from public.%I r where r.id = $1)', place) into found_it using wanted;
  return found_it;
end $$;
revoke all on function heed.sees_record(text, uuid) from public;
grant execute on function heed.sees_record(text, uuid) to heed_look, heed_act;

drop policy sight on access_grants;
create policy sight on access_grants for select to heed_look, heed_act using (
  (select heed.is_insider()) and (
    account_id = (select heed.actor_id()) or granted_by = (select heed.actor_id()) or (select heed.has_role('auditor')) or (select heed.is_service())
    or exists (select 1 from notifications n where n.subject_id = access_grants.id)
    or (relation <> 'break-glass' and heed.sees_record(subject_kind, subject_id))));
drop policy writing on access_grants;
create policy writing on access_grants for insert to heed_act with check (
  (select heed.is_insider()) and granted_by = (select heed.actor_id()) and relation in ('named', 'assigned')
  and ((select heed.is_service()) or heed.sees_record(subject_kind, subject_id)));
drop policy changing on access_grants;
create policy changing on access_grants for update to heed_act using (
  (select heed.is_insider()) and ((select heed.is_service()) or heed.sees_record(subject_kind, subject_id)));
revoke update on access_grants from heed_act;
grant update (revoked_at, revoked_by) on access_grants to heed_act;

-- Opens one record, found by its reference, to the person who asks, for an hour. No row when there is none such.
create function heed.break_glass(new_id uuid, wanted text, why text)
returns table (record_kind text, record_id uuid, record_borough uuid) language plpgsql security definer set search_path = pg_catalog as $$
begin
  if heed.actor_kind() is distinct from 'police'
    or not exists (select 1 from public.role_grants g where g.account_id = heed.actor_id() and g.revoked_at is null and g.role in
      ('call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit')) then
    raise insufficient_privilege using message = 'only the police in an operational role may break the glass';
  end if;
  if length(btrim(why)) < 20 then raise exception 'a reason is needed' using errcode = 'check_violation'; end if;
  select 'incident', i.id, i.borough_id into record_kind, record_id, record_borough
    from public.incidents i where i.reference = upper(btrim(wanted)) and i.withdrawn_at is null;
  if record_id is null and to_regclass('public.cases') is not null then
    execute 'select ''case'', c.id, c.borough_id from public.cases c where c.reference = $1' into record_kind, record_id, record_borough using upper(btrim(wanted));
  end if;
  if record_id is null then return; end if;
  insert into public.access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by, until)
    values (new_id, record_kind, record_id, heed.actor_id(), 'break-glass', btrim(why), heed.actor_id(), now() + interval '60 minutes');
  return next;
end $$;
revoke all on function heed.break_glass(uuid, text, text) from public;
alter function heed.break_glass(uuid, text, text) owner to heed_definer;
grant execute on function heed.break_glass(uuid, text, text) to heed_act;
grant insert on access_grants to heed_definer;
create policy definer_breaks_glass on access_grants for insert to heed_definer with check (relation = 'break-glass' and granted_by = heed.actor_id());
