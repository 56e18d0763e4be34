import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { may } from '../policy.ts'
import { listUntold } from '../queries/ledger.ts'

/**
 * Tell the teams of reports that nobody was told of, and say in each one's log that it was found so.
 *
 * Result: how many there were; anything but nought means that something is broken.
 * Changes: notifications, incident_entries; incident.told-late.
 * Refuses: not permitted.
 * Source: report of 13 October 2011, ¶57. Rule IN-42.
 */
export async function reconcileUntold(ctx: Context, since: Date | null): Promise<number> {
  authorise(may.reconcile(ctx.actor))
  const found = await listUntold(ctx, since)
  for (const { id, teamId, boroughId, sealedUnder } of found) {
    await tell(ctx, { kind: 'incident recorded', subjectKind: 'incident', subjectId: id, boroughId, sealedUnder, ...(teamId === null ? { accountId: ctx.actor.id } : { teamId }) })
    await emit(ctx, 'incident.told-late', { incidentId: id, teamId }, id)
  }
  if (found.length > 0) {
    await ctx.db.insertInto('incidentEntries').values(found.map(({ id }) => ({
      id: newId(), incidentId: id, kind: 'note' as const, at: ctx.now, byId: ctx.actor.id, text: 'The ledger found that no team had been told of this report. The team was told now', detail: '{}',
    }))).execute()
    ctx.changed('incident', found.map(({ id }) => id))
  }
  return found.length
}
