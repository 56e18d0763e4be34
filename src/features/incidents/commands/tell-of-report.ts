import type { Context } from '#platform/context.ts'
import { tell } from '#platform/notifications/tell.ts'
import type { LockedIncident } from './change-incident.ts'

/**
 * Tell of one more report of an incident: its team, or where there is none whoever took the report, and whoever it is allocated to.
 *
 * Changes: notifications.
 */
export async function tellOfReport(ctx: Context, { id, teamId, boroughId, sealedUnder, allocatedTo }: LockedIncident, isMoreUrgent: boolean): Promise<void> {
  const news = { kind: isMoreUrgent ? 'further report, more urgent than graded' : 'further report', subjectKind: 'incident', subjectId: id, boroughId, sealedUnder }
  await tell(ctx, { ...news, ...(teamId === null ? { accountId: ctx.actor.id } : { teamId }) })
  if (allocatedTo !== null && allocatedTo !== ctx.actor.id) await tell(ctx, { ...news, accountId: allocatedTo })
}
