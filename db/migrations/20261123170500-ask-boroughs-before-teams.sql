-- The same sight, asked in another order: whoever sees a borough is mostly asked about rows of that borough, and whoever sees none has nothing to compare.
alter policy sight on incidents using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else (select heed.sees_force()) or borough_id = any ((select heed.actor_boroughs())::uuid[]) or team_id = any ((select heed.actor_teams())::uuid[])
      or recorded_by = (select heed.actor_id()) end
  or id = any ((select heed.granted('incident'))::uuid[]));
alter policy sight on cases using (
  case when sealed_under is not null then (select heed.is_service())
    else (select heed.sees_force()) or borough_id = any ((select heed.actor_boroughs())::uuid[]) or team_id = any ((select heed.actor_teams())::uuid[])
      or owner_id = (select heed.actor_id()) end
  or id = any ((select heed.granted('case'))::uuid[]));
