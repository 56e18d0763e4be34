import { permit } from '#platform/auth/policy.ts'

const source = 'Report of 13 October 2011, ¶57: a team is told at once and says that it has seen it'

/** Who may look at what waits for them, and say that they have seen it. */
export const may = {
  seeNotifications: permit({ rule: 'NO-01', source, does: 'see what waits for you and your teams' }),
  acknowledge: permit<{ teamId: string | null; accountId: string | null }>({
    rule: 'NO-02', source, does: 'say that a notification has been seen', further: 'the person told, or a member of the team told',
    unless: (actor, told) =>
      told.accountId === actor.id || (told.teamId !== null && actor.teamIds.includes(told.teamId)) ? null : 'Only the person told, or a member of the team told, can say that they have seen this',
  }),
}
