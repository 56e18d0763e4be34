import { codeList } from '#features/admin/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import type { Qualifier } from '../rules/codes.ts'
import { lockIncident, type NewEntry, saveIncident } from './change-incident.ts'
import type { Read } from './respond.ts'

/**
 * Change the type or the qualifier with a reason; what was first recorded is kept.
 *
 * Input: the type's key, in force on the London day of the report; null leaves it as it is.
 * Changes: incidents, incident_entries.
 * Refuses: not permitted, not found, conflict; invalid, when nothing changes, there is no reason, or the type was not in force. Rule IN-24.
 */
export async function reclassify(ctx: Context, given: Read & { type: string | null; qualifier: Qualifier | null; reason: string }): Promise<void> {
  authorise(may.classify(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const types = await codeList(ctx, 'asb-type', londonDay(incident.reportedAt))
  const type = given.type === null ? undefined : types.find(({ key }) => key === given.type)
  if (given.type !== null && type === undefined) throw new Refusal('invalid', 'Choose a type that was in force on the day of the report', { field: 'type' })
  const reason = given.reason.trim()
  const entries: NewEntry[] = []
  if (type !== undefined && type.id !== incident.typeId) {
    const was = types.find(({ id }) => id === incident.typeId)?.name ?? 'not recorded'
    entries.push({ kind: 'type', text: `Type changed from ${was} to ${type.name}`, changed: [{ field: 'Type', was, now: type.name }], detail: { reason, fromId: incident.typeId, toId: type.id } })
  }
  if (given.qualifier !== null && given.qualifier !== incident.qualifier) {
    const was = incident.qualifier ?? 'not recorded'
    entries.push({ kind: 'qualifier', text: `Qualifier changed from ${was} to ${given.qualifier}`, changed: [{ field: 'Qualifier', was, now: given.qualifier }], detail: { reason, from: incident.qualifier, to: given.qualifier } })
  }
  if (entries.length === 0) throw new Refusal('invalid', 'Choose another type or another qualifier', { field: 'type' })
  if (reason === '') throw new Refusal('invalid', 'Enter why it is changed', { field: 'reason' })
  const qualifier = given.qualifier ?? incident.qualifier
  await saveIncident(ctx, incident, { typeId: type?.id ?? incident.typeId, qualifier, openingQualifier: incident.openingQualifier ?? qualifier }, entries)
}

/**
 * Record the crime that underlies the incident, and whether the Victims' Code applies.
 *
 * Changes: incidents, incident_entries.
 * Refuses: not permitted, not found, conflict; invalid, without a reference. Rule IN-25.
 */
export async function recordCrime(ctx: Context, given: Read & { crimeReference: string; victimsCode: boolean }): Promise<void> {
  authorise(may.recordCrime(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const crimeReference = given.crimeReference.trim()
  if (crimeReference === '') throw new Refusal('invalid', 'Enter the crime reference', { field: 'crimeReference' })
  await saveIncident(ctx, incident, { crimeReference, victimsCode: given.victimsCode }, [{
    kind: 'crime',
    text: `Crime ${crimeReference}. The Victims’ Code ${given.victimsCode ? 'applies' : 'does not apply'}`,
    changed: [
      { field: 'Crime reference', was: incident.crimeReference ?? 'none', now: crimeReference },
      { field: 'Victims’ Code', was: codeWords(incident.victimsCode), now: codeWords(given.victimsCode) },
    ],
  }])
}

/**
 * Record that an intelligence report was submitted, or considered and not submitted, and why.
 *
 * Changes: incidents, incident_entries.
 * Refuses: not permitted, not found, conflict; invalid, without the reference of what was submitted, or the reason why nothing was. Rule IN-26.
 */
export async function recordIntelligence(ctx: Context, given: Read & { intelligence: 'submitted' | 'considered'; reference: string; because: string }): Promise<void> {
  authorise(may.recordIntelligence(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const reference = given.reference.trim()
  const because = given.because.trim()
  if (given.intelligence === 'submitted' && reference === '') throw new Refusal('invalid', 'Enter the reference of the intelligence report', { field: 'reference' })
  if (given.intelligence === 'considered' && because === '') throw new Refusal('invalid', 'Enter why no intelligence report was submitted', { field: 'because' })
  const isSubmitted = given.intelligence === 'submitted'
  await saveIncident(ctx, incident, { intelligence: given.intelligence, intelligenceReference: isSubmitted ? reference : null }, [{
    kind: 'intelligence',
    text: isSubmitted ? `Intelligence report ${reference} submitted` : `An intelligence report was considered and not submitted: ${because}`,
    changed: [{ field: 'Intelligence', was: incident.intelligence ?? 'not considered', now: given.intelligence }],
  }])
}

function codeWords(applies: boolean | null): string {
  return applies === null ? 'not recorded' : applies ? 'applies' : 'does not apply'
}
