import { sql } from 'kysely'
import { grantAccess, revokeAccess } from '#platform/auth/access.ts'
import { authorise } from '#platform/auth/policy.ts'
import { meetClocks } from '#platform/clocks/commands.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { acknowledge, tell } from '#platform/notifications/tell.ts'
import { formatInstant } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { malformedMoment } from '../rules/doubts.ts'
import { insertEntries, lockIncident, type LockedIncident, saveIncident } from './change-incident.ts'
import { FOLLOW_UP } from './follow-up-clock.ts'
import { colleagueNamed, type Read } from './respond.ts'

/**
 * Allocate an incident below high risk to a named officer, who is told at once and can see it from then on.
 *
 * An officer who had it before is told too, and what let them see it by name ends.
 * Changes: incidents, incident_entries, notifications; access_grants, when it lies outside either officer's sight; announces incident.allocated.
 * Refuses: not permitted (also at high risk), not found, conflict; invalid, for nobody or the same officer. Rule IN-30.
 */
export async function allocateIncident(ctx: Context, given: Read & { accountId: string; note: string }): Promise<void> {
  authorise(may.allocate(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  authorise(may.allocate(ctx.actor, incident))
  if (incident.allocatedTo === given.accountId) throw new Refusal('invalid', 'It is allocated to this officer already. Choose another', { field: 'accountId' })
  const officer = await colleagueNamed(ctx, given.accountId, 'accountId')
  const before = incident.allocatedTo === null ? null : await ctx.db.selectFrom('accounts').select('name').where('id', '=', incident.allocatedTo).executeTakeFirst()
  await saveIncident(ctx, incident, { allocatedTo: officer.id }, [{
    kind: 'allocation', text: `Allocated to ${officer.name}`, changed: [{ field: 'Allocated to', was: before?.name ?? 'nobody', now: officer.name }],
    detail: { accountId: officer.id, note: given.note.trim() },
  }])
  await letSee(ctx, incident, officer.id, 'Allocated this incident')
  await tell(ctx, { kind: 'incident allocated', subjectKind: 'incident', subjectId: incident.id, accountId: officer.id, boroughId: incident.boroughId, sealedUnder: incident.sealedUnder })
  await emit(ctx, 'incident.allocated', { incidentId: incident.id, accountId: officer.id, boroughId: incident.boroughId, teamId: incident.teamId }, incident.id)
  // last of all, for the earlier officer may be the one who gives it away
  if (incident.allocatedTo !== null) await releaseFrom(ctx, incident, incident.allocatedTo)
}

/**
 * The earlier officer is told, and sees the incident only as their team shows it; unless they were asked for its risk assessment, or a case may need them to see it.
 */
async function releaseFrom(ctx: Context, incident: LockedIncident, accountId: string): Promise<void> {
  await tell(ctx, { kind: 'incident allocated to somebody else', subjectKind: 'incident', subjectId: incident.id, accountId, boroughId: incident.boroughId, sealedUnder: incident.sealedUnder })
  const needed = await ctx.db.selectFrom('incidentEntries').select('id').where('incidentId', '=', incident.id)
    .where(sql<boolean>`(kind = 'case' or kind = 'assessment' and detail->>'accountId' = ${accountId})`).executeTakeFirst()
  if (needed === undefined) await revokeAccess(ctx, { subjectKind: 'incident', subjectId: incident.id, accountId, relation: 'assigned' })
}

/**
 * Let an officer see an incident that their teams do not show them.
 *
 * Changes: access_grants, where needed.
 */
export async function letSee(ctx: Context, incident: LockedIncident, accountId: string, reason: string): Promise<void> {
  if (incident.sealedUnder === null && (await seesByTeam(ctx, incident, accountId))) return
  await grantAccess(ctx, { subjectKind: 'incident', subjectId: incident.id, accountId, relation: 'assigned', reason, until: null })
}

async function seesByTeam(ctx: Context, incident: LockedIncident, accountId: string): Promise<boolean> {
  const teams = await ctx.db
    .selectFrom('teamMembers as m').innerJoin('teams as t', 't.id', 'm.teamId')
    .select(['t.id', 't.sight', 't.boroughId'])
    .where('m.accountId', '=', accountId)
    .where((on) => on.or([on('m.until', 'is', null), on('m.until', '>', ctx.now)]))
    .execute()
  return teams.some(({ id, sight, boroughId }) =>
    sight === 'force' || (sight !== 'none' && id === incident.teamId) || (sight === 'borough' && boroughId !== null && boroughId === incident.boroughId))
}

/** Contact with the victim or caller, or an attempt at it. */
export interface FollowUp {
  readonly incidentId: string
  readonly isReached: boolean
  readonly how: 'telephone' | 'visit' | 'e-mail' | 'text message' | 'letter' | 'meeting'
  readonly at: Date | null
  readonly said: string
}

/**
 * Record contact with the victim or caller after the first; an attempt that did not reach them is kept too, and leaves the clock running.
 *
 * Changes: incident_entries; the follow-up clock, when they were reached.
 * Refuses: not permitted, not found; invalid, without what was said or tried, or with a time ahead. Rule IN-31.
 */
export async function recordFollowUp(ctx: Context, given: FollowUp): Promise<void> {
  authorise(may.followUp(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, null)
  const at = given.at ?? ctx.now
  const why = malformedMoment(at, ctx.now)
  if (why !== null) throw new Refusal('invalid', why, { field: 'followedUpAtDay' })
  const said = given.said.trim()
  if (said === '') throw new Refusal('invalid', given.isReached ? 'Enter what was said' : 'Enter what was tried', { field: 'said' })
  await insertEntries(ctx, incident.id, [{ kind: 'follow-up', text: said, detail: { isReached: given.isReached, how: given.how, contactAt: at.toISOString(), contactWhen: formatInstant(at) } }], null)
  if (given.isReached) await meetClocks(ctx, incident.id, FOLLOW_UP)
}

/**
 * Say that the team told of an incident has seen it.
 *
 * Changes: notifications.
 * Refuses: not found, when this notification is not of this incident; not permitted, to those who were not told. Rule IN-36.
 */
export async function acknowledgeIncident(ctx: Context, { incidentId, notificationId }: { incidentId: string; notificationId: string }): Promise<void> {
  authorise(may.acknowledge(ctx.actor))
  const told = await ctx.db.selectFrom('notifications').select('id').where('id', '=', notificationId).where('subjectId', '=', incidentId).executeTakeFirst()
  if (told === undefined) throw new Refusal('not found', 'There is no such notification')
  await acknowledge(ctx, notificationId)
}
