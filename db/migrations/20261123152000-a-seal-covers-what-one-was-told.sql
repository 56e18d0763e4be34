-- After a seal, what somebody was told of the record before, and the clocks they keep for it, are seen by those it names alone.
alter policy sight on notifications using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else account_id = (select heed.actor_id()) or (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[]) end);
alter policy changing on notifications using (
  (select heed.is_service())
  or case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[]) else true end
     and (account_id = (select heed.actor_id()) or team_id = any ((select heed.actor_teams())::uuid[])));
alter policy sight on clocks using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else owner_id = (select heed.actor_id()) or (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[]) end);
alter policy changing on clocks using (
  (select heed.is_service())
  or case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
     else owner_id = (select heed.actor_id()) or (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[]) end);
