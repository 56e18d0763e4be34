-- The same sight once more: nearly everybody is in one team and one borough, and to compare one value costs half of looking through an array.
-- A list counts and pages over thousands of rows, and asks this of each.
alter policy sight on incidents using (
  (sealed_under is null and (
    (select heed.sees_force())
    or borough_id = (select (heed.actor_boroughs())[1]) or team_id = (select (heed.actor_teams())[1])
    or borough_id = any ((select heed.actor_boroughs())::uuid[]) or team_id = any ((select heed.actor_teams())::uuid[])
    or recorded_by = (select heed.actor_id())))
  or sealed_under = any ((select heed.granted('case'))::uuid[])
  or id = any ((select heed.granted('incident'))::uuid[]));
