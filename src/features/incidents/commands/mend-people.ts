import { correctMention, mentionPeople } from '#features/people/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { may } from '../policy.ts'
import type { ReportedPerson } from '../rules/report.ts'
import { type Change, lockIncident, saveIncident } from './change-incident.ts'
import type { Read } from './respond.ts'
import { seeAgain, tellOfRepeat } from './see-again.ts'

/** What an incident says of somebody. */
export type PersonDetails = Omit<ReportedPerson, 'personId' | 'notPersonIds' | 'isAnonymous' | 'otherParts'> & { readonly isAnonymous: boolean }

const labels: readonly (readonly [keyof PersonDetails, string])[] = [
  ['role', 'Part'], ['givenName', 'First name'], ['familyName', 'Last name'], ['dateOfBirth', 'Date of birth'], ['phone', 'Telephone'], ['email', 'E-mail'],
  ['addressText', 'Address'], ['postcode', 'Postcode'], ['wantsContact', 'Wants contact'], ['safeToContact', 'Safe to contact'], ['isAnonymous', 'Would not say who they are'],
]

/**
 * Put right what an incident says of somebody, or that they would not say who they are. What it said before is kept behind it.
 *
 * Somebody who plays two parts in it is put right in both. What is right now is looked for in other reports: a repeat is flagged, and the team told.
 * Changes: person_mentions, incidents (its version), incident_entries, incident_flags, notifications; incident.person-corrected, for each part; incident.flagged.
 * Refuses: not permitted, not found, conflict; invalid, when nothing changes, there is no reason, or somebody both has a name and would not give it. Rule IN-51.
 */
export async function correctPerson(ctx: Context, given: Read & { mentionId: string; person: PersonDetails; reason: string }): Promise<string> {
  authorise(may.correctPeople(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const before = await detailsOf(ctx, incident.id, given.mentionId)
  assertOneWay(given.person)
  const changed = labels.flatMap(([key, field]): Change[] => (before[key] === given.person[key] ? [] : [{ field, was: wordOf(before[key]), now: wordOf(given.person[key]) }]))
  if (changed.length === 0) throw new Refusal('invalid', 'Nothing is different. Change what is wrong', { field: 'givenName' })
  const reason = given.reason.trim()
  if (reason === '') throw new Refusal('invalid', 'Enter why it is corrected', { field: 'reason' })
  const { role, ...said } = given.person
  if (role !== before.role) await assertNewPart(ctx, incident.id, before.personId, role)
  const others = await otherPartsOf(ctx, incident.id, before.personId, given.mentionId)
  const corrected: { mentionId: string; correctsId: string }[] = []
  for (const one of [{ id: given.mentionId, part: role }, ...others]) {
    corrected.push({ mentionId: await correctMention(ctx, { kind: 'incident', id: incident.id }, one.id, { part: one.part, ...said }), correctsId: one.id })
  }
  const again = await seeAgain(ctx, incident, { people: role === 'suspect' ? [] : [given.person], place: null })
  await saveIncident(ctx, incident, again.set, [{
    kind: 'people', text: `Details of the ${[before.role, ...others.map(({ part }) => part)].join(' and ')} corrected: ${changed.map(({ field }) => field.toLowerCase()).join(', ')}`, changed, detail: { reason, ...corrected[0] },
  }, ...again.entries])
  for (const one of corrected) await emit(ctx, 'incident.person-corrected', { incidentId: incident.id, ...one }, incident.id)
  if (again.isRepeat) await tellOfRepeat(ctx, incident)
  return corrected[0]?.mentionId ?? given.mentionId
}

/** The same person's other parts in this incident. */
async function otherPartsOf(ctx: Context, incidentId: string, personId: string, mentionId: string) {
  return ctx.db.selectFrom('personMentions').select(['id', 'part']).where('sourceKind', '=', 'incident').where('sourceId', '=', incidentId)
    .where('personId', '=', personId).where('correctedById', 'is', null).where('id', '<>', mentionId).orderBy('id').execute()
}

/**
 * Add somebody the report did not name, or another part that somebody in it plays: the caller who is the victim too.
 *
 * Input: `sameAs`, the mention of whoever plays this part too; then nothing else is asked of them.
 * Changes: person_mentions, persons, person_links, incidents (its version), incident_entries, incident_flags, notifications; incident.person-added, incident.flagged.
 * Refuses: not permitted, not found, conflict; invalid, when nothing is said of them, or they are in it in that part already. Rule IN-51.
 */
export async function addPerson(ctx: Context, given: Read & { person: PersonDetails; sameAs: string | null }): Promise<string> {
  authorise(may.correctPeople(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const { role } = given.person
  const known = given.sameAs === null ? null : await detailsOf(ctx, incident.id, given.sameAs)
  if (known !== null) await assertNewPart(ctx, incident.id, known.personId, role)
  const { personId, ...person } = known === null ? { ...given.person, personId: null } : { ...known, role }
  assertOneWay(person)
  const { role: part, ...said } = person
  const isBlank = Object.values(said).every((value) => value === null || value === false)
  if (isBlank) throw new Refusal('invalid', 'Enter what is known of them, or say that they would not say who they are', { field: 'givenName' })
  const [mentionId = ''] = await mentionPeople(ctx, { kind: 'incident', id: incident.id }, [{ part, personId, ...said }])
  const again = await seeAgain(ctx, incident, { people: part === 'suspect' || known !== null ? [] : [person], place: null })
  await saveIncident(ctx, incident, again.set, [{ kind: 'people', text: `Added a ${part}`, changed: [{ field: 'People', was: 'as recorded', now: `one more: a ${part}` }], detail: { mentionId } }, ...again.entries])
  await emit(ctx, 'incident.person-added', { incidentId: incident.id, mentionId }, incident.id)
  if (again.isRepeat) await tellOfRepeat(ctx, incident)
  return mentionId
}

async function detailsOf(ctx: Context, incidentId: string, mentionId: string): Promise<PersonDetails & { readonly personId: string }> {
  const row = await ctx.db.selectFrom('personMentions')
    .select(['personId', 'part as role', 'givenName', 'familyName', 'dateOfBirth', 'birthYear', 'phone', 'email', 'addressText', 'postcode', 'wantsContact', 'safeToContact', 'isAnonymous'])
    .where('id', '=', mentionId).where('sourceKind', '=', 'incident').where('sourceId', '=', incidentId).where('correctedById', 'is', null).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such person in this incident')
  const { birthYear, ...said } = row
  return { ...said, dateOfBirth: row.dateOfBirth ?? birthYear?.toString() ?? null }
}

async function assertNewPart(ctx: Context, incidentId: string, personId: string, part: PersonDetails['role']): Promise<void> {
  const already = await ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).where('personId', '=', personId).where('part', '=', part).where('correctedById', 'is', null).executeTakeFirst()
  if (already !== undefined) throw new Refusal('invalid', `They are in it as a ${part} already. Choose another part`, { field: 'role' })
}

function assertOneWay({ isAnonymous, givenName, familyName }: Pick<PersonDetails, 'isAnonymous' | 'givenName' | 'familyName'>): void {
  if (isAnonymous && (givenName !== null || familyName !== null)) throw new Refusal('invalid', 'Enter a name, or say that they would not give one, not both', { field: 'isAnonymous' })
}

function wordOf(value: string | boolean | null): string {
  return value === null ? 'not recorded' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
}
