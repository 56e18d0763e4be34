-- As before, and three times as fast: an aggregate that sorts to leave out doubles takes longer to set up than all the rest of it.
create or replace function heed.enter(token text) returns jsonb language plpgsql security definer set search_path = pg_catalog as $$
declare
  who record; words text; their_roles text[]; everything boolean := false; their_teams uuid[] := '{}'; their_boroughs uuid[] := '{}';
begin
  perform set_config('heed.token', token, true), set_config('heed.sight', '', true);
  select s.id as session_id, s.last_seen_at, a.* into who
    from heed.sessions s join public.accounts a on a.id = s.account_id
    where s.token_hash = sha256(convert_to(enter.token, 'UTF8')) and s.ended_at is null and s.expires_at > now() and a.is_active
      and (s.idle_minutes is null or s.last_seen_at > now() - make_interval(mins => s.idle_minutes));
  if not found then return null; end if;
  their_roles := array(select distinct g.role from public.role_grants g where g.account_id = who.id and g.revoked_at is null order by 1);
  if who.kind in ('police', 'service') then
    select coalesce(bool_or(t.sight = 'force'), false), coalesce(array_agg(t.id), '{}'), coalesce(array_agg(t.borough_id) filter (where t.sight = 'borough'), '{}')
      into everything, their_teams, their_boroughs
      from public.team_members b join public.teams t on t.id = b.team_id
      where b.account_id = who.id and (b.until is null or b.until > now()) and t.sight <> 'none';
    if cardinality(their_boroughs) > 1 then their_boroughs := array(select distinct b from unnest(their_boroughs) as b order by 1); end if;
  end if;
  if who.last_seen_at < now() - interval '1 minute' and not pg_is_in_recovery() then
    -- a long act of the same session may have this row in hand: then the session was seen a moment ago anyway
    update heed.sessions set last_seen_at = now() where id = (select s.id from heed.sessions s where s.id = who.session_id for update skip locked);
  end if;
  words := concat('|', who.id, '|', who.kind, '|', case when everything then 'force' else '' end, '|', their_teams, '|', their_boroughs, '|',
    case when who.kind in ('police', 'service') then array_to_string(their_roles, ',') else '' end);
  perform set_config('heed.sight', heed.seal_of(words) || words, true);
  return jsonb_build_object('id', who.id, 'username', who.username, 'name', who.name, 'kind', who.kind, 'rank', who.rank, 'agencyId', who.agency_id, 'isDemonstration', who.is_demonstration,
    'roles', to_jsonb(their_roles), 'teamIds', to_jsonb(their_teams), 'boroughIds', to_jsonb(their_boroughs), 'seesForce', everything);
end $$;
