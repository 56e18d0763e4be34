import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Day } from '#platform/time/day.ts'
import { getIncidentSummary, type IncidentSummary } from './incident-summary.ts'
import { peopleIn, type PersonInIncident } from './people-in.ts'
import { promptOfIncident } from './prompt-of-incident.ts'

/** Where an incident is recorded to have happened. */
export interface PlacePage {
  readonly incident: IncidentSummary
  readonly text: string | null
  readonly postcode: string | null
  readonly hasPoint: boolean
}

/** When an incident is recorded to have happened. */
export interface TimesPage {
  readonly incident: IncidentSummary
  readonly occurredFrom: Date | null
  readonly occurredTo: Date | null
}

/** The people in an incident. */
export interface PeoplePage {
  readonly incident: IncidentSummary
  readonly people: readonly PersonInIncident[]
}

/** What an incident says of somebody, field by field. */
export interface PersonPage {
  readonly incident: IncidentSummary
  readonly person: {
    readonly mentionId: string
    readonly role: 'caller' | 'victim' | 'witness' | 'suspect'
    readonly givenName: string | null
    readonly familyName: string | null
    readonly dateOfBirth: Day | null
    readonly phone: string | null
    readonly email: string | null
    readonly addressText: string | null
    readonly postcode: string | null
    readonly wantsContact: boolean | null
    readonly safeToContact: string | null
    readonly isAnonymous: boolean
  }
}

/** The questions of the prompt that still can be put. */
export interface PromptPage {
  readonly incident: IncidentSummary
  readonly open: readonly { readonly key: string; readonly text: string; readonly notAskedBecause: string | null }[]
}

/** The place of an incident, to be corrected. Refuses: not found. */
export async function getPlacePage(ctx: Context, incidentId: string): Promise<PlacePage> {
  const incident = await getIncidentSummary(ctx, incidentId)
  const row = await ctx.db.selectFrom('incidents').select(['locationText', 'postcode', 'longitude']).where('id', '=', incidentId).executeTakeFirst()
  return { incident, text: row?.locationText ?? null, postcode: row?.postcode ?? null, hasPoint: (row?.longitude ?? null) !== null }
}

/** The times of an incident, to be corrected. Refuses: not found. */
export async function getTimesPage(ctx: Context, incidentId: string): Promise<TimesPage> {
  const incident = await getIncidentSummary(ctx, incidentId)
  const row = await ctx.db.selectFrom('incidents').select(['occurredFrom', 'occurredTo']).where('id', '=', incidentId).executeTakeFirst()
  return { incident, occurredFrom: row?.occurredFrom ?? null, occurredTo: row?.occurredTo ?? null }
}

/** The people of an incident, to be corrected or added to. Refuses: not found. */
export async function getPeoplePage(ctx: Context, incidentId: string): Promise<PeoplePage> {
  return { incident: await getIncidentSummary(ctx, incidentId), people: await peopleIn(ctx, [incidentId]) }
}

/** Somebody in an incident, to be corrected. Refuses: not found. */
export async function getPersonPage(ctx: Context, { incidentId, mentionId }: { incidentId: string; mentionId: string }): Promise<PersonPage> {
  const incident = await getIncidentSummary(ctx, incidentId)
  const person = await ctx.db.selectFrom('personMentions')
    .select(['id as mentionId', 'personId', 'part as role', 'givenName', 'familyName', 'dateOfBirth', 'birthYear', 'phone', 'email', 'addressText', 'postcode', 'wantsContact', 'safeToContact', 'isAnonymous'])
    .where('id', '=', mentionId).where('sourceKind', '=', 'incident').where('sourceId', '=', incidentId).where('correctedById', 'is', null).executeTakeFirst()
  if (person === undefined) throw new Refusal('not found', 'There is no such person in this incident')
  ctx.shown('person', person.personId)
  const { birthYear, ...said } = person
  return { incident, person: { ...said, dateOfBirth: person.dateOfBirth ?? birthYear?.toString() ?? null } }
}

/** The questions that can still be put. Refuses: not found. */
export async function getPromptPage(ctx: Context, incidentId: string): Promise<PromptPage> {
  const incident = await getIncidentSummary(ctx, incidentId)
  const { prompt, answers } = await promptOfIncident(ctx, incidentId, incident.reportedAt)
  const given = new Map(answers.map((one) => [one.question, one]))
  const open = prompt.questions.filter(({ key }) => (given.get(key)?.answer ?? 'not-asked') === 'not-asked')
  return { incident, open: open.map(({ key, text }) => ({ key, text, notAskedBecause: given.get(key)?.reason ?? null })) }
}
