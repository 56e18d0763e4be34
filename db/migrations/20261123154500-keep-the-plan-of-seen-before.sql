-- Whether somebody was in a report before is asked with every report: its plans are kept, as a plpgsql function keeps them, and it stops at the first that agrees.
create or replace function heed.is_seen_before(keys jsonb) returns boolean language plpgsql stable security definer set search_path = pg_catalog as $$
declare k record;
begin
  if not heed.may_write() then return false; end if;
  for k in select * from jsonb_to_recordset(keys) as k(phone text, email text, birth date, postcode text, family text, address text) loop
    if k.phone is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.phone_key = k.phone and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.email is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.email_key = k.email and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.birth is not null and k.family is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.date_of_birth = k.birth and m.family_name_key = k.family and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.postcode is not null and k.family is not null and exists (select 1 from public.person_mentions m join public.incidents i on i.id = m.source_id
      where m.postcode_key = k.postcode and m.family_name_key = k.family and m.source_kind = 'incident' and m.corrected_by_id is null and i.withdrawn_at is null) then return true; end if;
    if k.address is not null and exists (select 1 from public.incidents i where i.address_key = k.address and not i.is_open_data and i.withdrawn_at is null) then return true; end if;
  end loop;
  return false;
end $$;
