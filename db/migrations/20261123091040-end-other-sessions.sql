-- Somebody who changes their password, or has left a computer signed in, ends every session of theirs but the one they are in.

create function heed.end_other_sessions(because text) returns integer language plpgsql security definer set search_path = pg_catalog as $$
declare ended integer;
begin
  update heed.sessions set ended_at = now(), ended_because = because
    where account_id = heed.actor_id() and ended_at is null and expires_at > now()
      and token_hash <> sha256(convert_to(nullif(current_setting('heed.token', true), ''), 'UTF8'));
  get diagnostics ended = row_count;
  return ended;
end $$;
revoke all on function heed.end_other_sessions(text) from public;
alter function heed.end_other_sessions(text) owner to heed_definer;
grant execute on function heed.end_other_sessions(text) to heed_act;
