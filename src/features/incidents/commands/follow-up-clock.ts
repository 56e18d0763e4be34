import { cancelClocks, startClock } from '#platform/clocks/commands.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import type { Context } from '#platform/context.ts'
import { isDueNoLater } from '../rules/rise.ts'
import type { LockedIncident } from './change-incident.ts'

/** The clock of the standard that every victim hears from the police again. */
export const FOLLOW_UP = 'victim-follow-up'

/**
 * End the follow-up of a duplicate where the incident it repeats is to be followed up no later; else it stays due by itself.
 *
 * Result: the clock that ended; null where none did.
 * Changes: clocks. Source: report of 13 October 2011, ¶75 (every victim hears from the police again). Rule IN-65.
 */
export async function endFollowUpOf(ctx: Context, duplicate: LockedIncident, original: LockedIncident): Promise<string | null> {
  const running = await ctx.db.selectFrom('clocks').select(['id', 'subjectId', 'startedAt', 'dueAt']).where('kind', '=', FOLLOW_UP)
    .where('subjectId', 'in', [duplicate.id, original.id]).where('metAt', 'is', null).where('cancelledAt', 'is', null).orderBy('startedAt').execute()
  const own = running.find(({ subjectId }) => subjectId === duplicate.id)
  const there = running.find(({ subjectId }) => subjectId === original.id)
  if (own === undefined || there === undefined || !isDueNoLater(there, own)) return null
  await cancelClocks(ctx, duplicate.id, [FOLLOW_UP], `A duplicate of ${original.reference}, and followed up there`)
  return own.id
}

/**
 * Let a follow-up that ended with a link run again once the link is undone: from when it first began, by the time it was given.
 *
 * Changes: clocks. Rule IN-65.
 */
export async function startFollowUpAgain(ctx: Context, incident: LockedIncident, clockId: string | null): Promise<void> {
  if (clockId === null) return
  const ended = await ctx.db.selectFrom('clocks').selectAll().where('id', '=', clockId).where('subjectId', '=', incident.id).where('cancelledAt', 'is not', null).executeTakeFirst()
  if (ended === undefined) return
  const { targetAmount, targetUnit, warnAmount, warnUnit } = ended
  await startClock(ctx, {
    kind: ended.kind, name: ended.name, subjectKind: 'incident', subjectId: incident.id, startedAt: ended.startedAt,
    target: targetAmount === null || targetUnit === null ? null : { amount: targetAmount, unit: targetUnit },
    warnBefore: warnAmount === null || warnUnit === null ? null : { amount: warnAmount, unit: warnUnit },
    ownerId: ended.ownerId, teamId: incident.teamId, boroughId: incident.boroughId, sealedUnder: incident.sealedUnder, escalateTo: ended.escalateTo, pauseReasons: ended.pauseReasons,
  }, await holidaysKept(ctx))
}
