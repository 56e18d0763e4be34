import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { may } from '../policy.ts'
import type { Flag } from '../rules/screening.ts'
import { letSee } from './allocate.ts'
import { addIncidentEntry, lockIncident, saveIncident } from './change-incident.ts'
import { colleagueNamed, type Read } from './respond.ts'

/**
 * Record what was searched about a flagged incident, and what was found.
 *
 * Changes: incident_entries.
 * Refuses: not permitted, not found; invalid, without what was searched and what was found. Rule IN-32.
 */
export async function recordResearch(ctx: Context, { incidentId, searched, found }: { incidentId: string; searched: string; found: string }): Promise<void> {
  authorise(may.research(ctx.actor))
  if (searched.trim() === '') throw new Refusal('invalid', 'Enter what was searched', { field: 'searched' })
  if (found.trim() === '') throw new Refusal('invalid', 'Enter what was found', { field: 'found' })
  await lockIncident(ctx, incidentId, null)
  await addIncidentEntry(ctx, incidentId, 'research', found, { searched })
}

/**
 * Confirm a flag, or lift it with a reason. A flag decided once can be decided again: each decision is in the log.
 *
 * Changes: incident_flags, incidents, incident_entries; announces incident.flagged.
 * Refuses: not permitted, not found, conflict; invalid, without a reason for lifting, or when it stands so already. Rule IN-33.
 */
export async function decideFlag(ctx: Context, given: Read & { flag: Flag; decision: 'confirmed' | 'lifted'; reason: string }): Promise<void> {
  authorise(may.decideFlag(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const raised = await ctx.db.selectFrom('incidentFlags').select(['id', 'state']).where('incidentId', '=', incident.id).where('flag', '=', given.flag).executeTakeFirst()
  if (raised === undefined) throw new Refusal('invalid', 'This flag has not been raised on the incident', { field: 'decision' })
  if (raised.state === given.decision) throw new Refusal('invalid', `This flag is ${given.decision} already`, { field: 'decision' })
  const reason = given.reason.trim()
  if (given.decision === 'lifted' && reason === '') throw new Refusal('invalid', 'Enter why the flag is lifted', { field: 'reason' })
  await ctx.db.updateTable('incidentFlags').set({ state: given.decision, decidedAt: ctx.now, decidedBy: ctx.actor.id, reason: reason === '' ? null : reason }).where('id', '=', raised.id).execute()
  const others = incident.flags.filter((flag) => flag !== given.flag)
  await saveIncident(ctx, incident, { flags: given.decision === 'lifted' ? others : [...others, given.flag] }, [{
    kind: 'flag', text: `Flag “${given.flag}” ${given.decision}`, changed: [{ field: `Flag ${given.flag}`, was: raised.state, now: given.decision }], detail: { flag: given.flag, reason },
  }])
  await emit(ctx, 'incident.flagged', { incidentId: incident.id, flag: given.flag, state: given.decision, boroughId: incident.boroughId }, incident.id)
}

/**
 * Raise a flag that an officer sees the need of, saying why.
 *
 * Changes: incident_flags, incidents, incident_entries; announces incident.flagged.
 * Refuses: not permitted, not found, conflict; invalid, without a reason, or when it is raised already. Rule IN-34.
 */
export async function raiseFlag(ctx: Context, given: Read & { flag: Flag; reason: string }): Promise<void> {
  authorise(may.raiseFlag(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  if (given.reason.trim() === '') throw new Refusal('invalid', 'Enter why the flag is raised', { field: 'reason' })
  await putFlag(ctx, incident, given, 'officer')
}

/**
 * Raise a flag because an assessment found it; nothing happens when it is raised already.
 *
 * Changes: as `raiseFlag`. The assessments feature's own policy guards the act.
 * Refuses: not found.
 */
export async function flagFromAssessment(ctx: Context, given: { incidentId: string; flag: Flag; reason: string }): Promise<void> {
  const incident = await lockIncident(ctx, given.incidentId, null)
  if (!incident.flags.includes(given.flag)) await putFlag(ctx, incident, given, 'assessment')
}

async function putFlag(ctx: Context, incident: Awaited<ReturnType<typeof lockIncident>>, { flag, reason }: { flag: Flag; reason: string }, origin: 'officer' | 'assessment'): Promise<void> {
  const before = await ctx.db.selectFrom('incidentFlags').select(['id', 'state']).where('incidentId', '=', incident.id).where('flag', '=', flag).executeTakeFirst()
  if (before !== undefined && before.state !== 'lifted') throw new Refusal('invalid', 'This flag is raised already', { field: 'flag' })
  if (before === undefined) await ctx.db.insertInto('incidentFlags').values({ id: newId(), incidentId: incident.id, flag, origin, raisedAt: ctx.now, raisedBy: ctx.actor.id }).execute()
  else await ctx.db.updateTable('incidentFlags').set({ state: 'raised', decidedAt: null, decidedBy: null, reason: null }).where('id', '=', before.id).execute()
  await saveIncident(ctx, incident, { flags: [...incident.flags.filter((one) => one !== flag), flag] }, [{
    kind: 'flag', text: `Flag “${flag}” raised`, changed: [{ field: `Flag ${flag}`, was: before?.state ?? 'not raised', now: 'raised' }], detail: { flag, reason, origin },
  }])
  await emit(ctx, 'incident.flagged', { incidentId: incident.id, flag, state: 'raised', boroughId: incident.boroughId }, incident.id)
}

/**
 * Ask a named officer for a risk assessment; they are told at once and can see the incident from then on.
 *
 * Changes: incidents, incident_entries, notifications; access_grants, when it lies outside the officer's sight.
 * Refuses: not permitted, not found, conflict, invalid. Rule IN-35.
 */
export async function askForAssessment(ctx: Context, given: Read & { accountId: string; reason: string }): Promise<void> {
  authorise(may.askAssessment(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const officer = await colleagueNamed(ctx, given.accountId, 'accountId')
  await saveIncident(ctx, incident, { assessmentAsked: true }, [{
    kind: 'assessment', text: `Risk assessment asked of ${officer.name}`, changed: [{ field: 'Risk assessment', was: incident.assessmentAsked ? 'asked' : 'not asked', now: `asked of ${officer.name}` }],
    detail: { accountId: officer.id, reason: given.reason.trim() },
  }])
  await letSee(ctx, incident, officer.id, 'Asked for a risk assessment of this incident')
  await tell(ctx, { kind: 'risk assessment asked', subjectKind: 'incident', subjectId: incident.id, accountId: officer.id, boroughId: incident.boroughId, sealedUnder: incident.sealedUnder })
}
