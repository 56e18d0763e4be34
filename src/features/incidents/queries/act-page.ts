import { codeList, colleagues } from '#features/admin/index.ts'
import type { Decision } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { NEXT } from '../rules/response.ts'
import { findRaised, type RaisedThere } from './duplicates.ts'
import { type IncidentRecord, logOf } from './incident-record.ts'
import { getIncidentSummary, type IncidentSummary } from './incident-summary.ts'

/** One answer that a list offers. */
export interface Option {
  readonly value: string
  readonly text: string
  readonly hint?: string
}

/** What the page of one act shows: the incident in brief, and the lists it chooses from. */
export interface ActPage {
  readonly incident: IncidentSummary
  readonly grades: readonly Option[]
  readonly types: readonly Option[]
  readonly resultCodes: readonly { readonly group: string; readonly codes: readonly Option[] }[]
  readonly colleagues: readonly Option[]
  /** The result as it stands, to be corrected; null where none is asked for or given. */
  readonly result: ResultNow | null
  /** What it raised in the incident it was linked to as a duplicate. */
  readonly raisedThere: RaisedThere | null
  /** Whether the record itself lets it be allocated. */
  readonly allocation: Decision
}

/** A result as it stands: its codes and the account of what was found. */
export interface ResultNow {
  readonly codeNames: readonly string[]
  readonly account: string
}

/** Which lists an act chooses from. */
export type Lists = 'grades' | 'types' | 'result codes' | 'colleagues' | 'raised there' | 'result'

/**
 * The page of one act on an incident, with only the lists it needs.
 *
 * Refuses: not found.
 */
export async function getActPage(ctx: Context, incidentId: string, wanted: readonly Lists[] = []): Promise<ActPage> {
  const incident = await getIncidentSummary(ctx, incidentId)
  const day = londonDay(incident.reportedAt)
  const named = (rows: readonly { key: string; code: string | null; name: string; definition: string | null }[]) =>
    rows.map(({ key, code, name }) => ({ value: key, text: code === null ? name : `${code} ${name}` }))
  const results = wanted.includes('result codes') ? await codeList(ctx, 'result-code', day) : []
  const groupOf = (row: (typeof results)[number]) => (typeof row.extra['group'] === 'string' ? row.extra['group'] : 'other')
  return {
    incident,
    grades: wanted.includes('grades') ? named(await codeList(ctx, 'response-grade', day)) : [],
    types: wanted.includes('types') ? named(await codeList(ctx, 'asb-type', day)) : [],
    resultCodes: ['result', 'administrative', 'flag'].map((group) => ({ group, codes: named(results.filter((row) => groupOf(row) === group)) })).filter(({ codes }) => codes.length > 0),
    colleagues: wanted.includes('colleagues') ? await colleaguesFor(ctx, incident) : [],
    result: wanted.includes('result') ? ((await logOf(ctx, incidentId)).filter(({ kind }) => kind === 'result').map(({ codeNames, text }) => ({ codeNames, account: text })).at(-1) ?? null) : null,
    raisedThere: wanted.includes('raised there') ? await findRaised(ctx, incidentId) : null,
    allocation: may.allocate(ctx.actor, incident),
  }
}

/** Those who may be given the incident: its own team first, then the rest of the borough. */
async function colleaguesFor(ctx: Context, { teamId, boroughId }: IncidentSummary): Promise<readonly Option[]> {
  const roles = ['responder', 'neighbourhood officer', 'case owner', 'supervisor'] as const
  const own = teamId === null ? [] : await colleagues(ctx, { teamIds: [teamId], roles })
  const others = await colleagues(ctx, { boroughId, roles })
  const known = new Set(own.map(({ id }) => id))
  return [...own, ...others.filter(({ id }) => !known.has(id))].map(({ id, name, teamNames }) => ({ value: id, text: `${name}, ${teamNames.join(', ')}` }))
}

/** Why one would do something to an incident: to deal with it, to look into it, to put right what was recorded. */
export type Purpose = 'deal' | 'look into' | 'put right'

/** Something that can be done about an incident. */
export interface Act {
  readonly text: string
  readonly href: string
  readonly purpose: Purpose
}

/**
 * What this person may do about an incident as it stands, and the reasons worth saying why they may not.
 *
 * What their roles never allow is left out; what the record forbids is said.
 */
export function actsOn(ctx: Context, incident: IncidentSummary & Pick<IncidentRecord, 'answers'>): { readonly acts: readonly Act[]; readonly reasons: readonly string[] } {
  if (incident.isOpenData) return { acts: [], reasons: ['This is open data: a month and a point as published. It is never worked as a report.'] }
  const { actor } = ctx
  const href = (noun: string) => `/incidents/${incident.id}/${noun}`
  const isResulted = incident.status === 'resulted'
  const isAllAsked = incident.answers.length > 0 && incident.answers.every(({ answer }) => answer !== null && answer !== 'not-asked')
  const rows: readonly (readonly [Decision, boolean, Act])[] = [
    [may.regrade(actor), !isResulted, { text: incident.grade === null ? 'Choose the grade' : 'Change the grade', href: href('grade'), purpose: 'deal' }],
    [may.deploy(actor), NEXT[incident.status].some((next) => next !== 'resulted'), { text: 'Record deployment', href: href('deployment'), purpose: 'deal' }],
    [may.deploy(actor), incident.status === 'deployed', { text: 'Record what the unit was told', href: href('briefing'), purpose: 'deal' }],
    [may.result(actor), NEXT[incident.status].includes('resulted'), { text: 'Result it', href: href('result'), purpose: 'deal' }],
    [may.result(actor), isResulted, { text: 'Correct the result', href: href('result-correction'), purpose: 'put right' }],
    [may.allocate(actor, incident), true, { text: incident.allocatedTo === null ? 'Allocate it' : 'Allocate it to somebody else', href: href('allocation'), purpose: 'deal' }],
    [may.followUp(actor), true, { text: 'Record a follow-up contact', href: href('follow-up'), purpose: 'deal' }],
    [may.askAssessment(actor), true, { text: 'Ask for a risk assessment', href: href('assessment-request'), purpose: 'look into' }],
    [may.research(actor), true, { text: 'Record research', href: href('research'), purpose: 'look into' }],
    [may.raiseFlag(actor), true, { text: 'Raise a flag', href: href('flags'), purpose: 'look into' }],
    [may.classify(actor), true, { text: 'Change type or qualifier', href: href('classification'), purpose: 'put right' }],
    [may.correctPlace(actor), true, { text: 'Correct the place', href: href('place'), purpose: 'put right' }],
    [may.correctTimes(actor), true, { text: 'Correct when it happened', href: href('times'), purpose: 'put right' }],
    [may.correctPeople(actor), true, { text: 'Correct or add people', href: href('people'), purpose: 'put right' }],
    [may.answerPrompt(actor), !isAllAsked, { text: 'Ask what was not asked', href: href('prompt'), purpose: 'put right' }],
    [may.recordCrime(actor), true, { text: 'Record a crime reference', href: href('crime'), purpose: 'look into' }],
    [may.recordIntelligence(actor), true, { text: 'Record an intelligence report', href: href('intelligence'), purpose: 'look into' }],
    [may.linkDuplicate(actor), !incident.isDuplicate, { text: 'Link as a duplicate', href: href('duplicate'), purpose: 'put right' }],
    [may.linkDuplicate(actor), incident.isDuplicate, { text: 'Undo the duplicate link', href: href('duplicate-undo'), purpose: 'put right' }],
    [may.write(actor), true, { text: 'Write a note', href: href('note'), purpose: 'deal' }],
  ]
  const allocation = may.allocate(actor, incident)
  return {
    acts: rows.filter(([decision, fits]) => decision.allowed && fits).map(([, , act]) => act),
    reasons: may.allocate(actor).allowed && !allocation.allowed ? [allocation.reason] : [],
  }
}

/** What this person's roles let them do on parts of the page. */
export function mayWorkOn({ actor }: Context): { readonly maySettle: boolean; readonly mayDecideFlags: boolean; readonly mayWrite: boolean } {
  return { maySettle: may.settleDoubt(actor).allowed, mayDecideFlags: may.decideFlag(actor).allowed, mayWrite: may.write(actor).allowed }
}

/** One entry of the log, to be corrected. */
export interface EntryPage {
  readonly incident: IncidentSummary
  readonly entry: { readonly id: string; readonly text: string; readonly at: Date }
}

/**
 * The page that corrects an entry.
 *
 * Refuses: not found.
 */
export async function getEntryPage(ctx: Context, { incidentId, entryId }: { incidentId: string; entryId: string }): Promise<EntryPage> {
  const incident = await getIncidentSummary(ctx, incidentId)
  const entry = await ctx.db.selectFrom('incidentEntries').select(['id', 'text', 'at']).where('id', '=', entryId).where('incidentId', '=', incidentId).executeTakeFirst()
  if (entry === undefined) throw new Refusal('not found', 'There is no such entry')
  return { incident, entry }
}
