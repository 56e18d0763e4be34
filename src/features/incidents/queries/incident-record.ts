import { sql } from 'kysely'
import { z } from 'zod'
import { accountNames } from '#features/admin/index.ts'
import { clocksOf, type ClockView } from '#platform/clocks/queries.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { notificationsOf, type NotificationView } from '#platform/notifications/queries.ts'
import type { Doubt } from '../rules/doubts.ts'
import { type Duplicate, duplicatesOf } from './duplicates.ts'
import { getIncidentSummary, type IncidentSummary } from './incident-summary.ts'
import { peopleIn, type PersonInIncident } from './people-in.ts'
import { doubtsOnRecord } from './recorded-doubts.ts'
import { type Related, relatedTo } from './similar.ts'

/** One question of the prompt and what was answered, as given to whoever attends. */
export interface PromptAnswer {
  readonly key: string
  readonly question: string
  readonly answer: 'yes' | 'no' | 'declined' | 'not-asked' | null
  readonly detail: string | null
  readonly notAskedBecause: string | null
}

/** A flag, where it came from and how it stands. */
export interface FlagOnRecord {
  readonly flag: string
  readonly origin: string
  readonly state: 'raised' | 'confirmed' | 'lifted'
  readonly raisedAt: Date
  readonly raisedBy: string
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly reason: string | null
}

/** One entry of the log; `detail` holds what the act noted besides its words. */
export interface LogEntry {
  readonly id: string
  readonly kind: string
  readonly at: Date
  readonly by: string
  readonly text: string
  readonly reason: string | null
  readonly codeNames: readonly string[]
  readonly notes: readonly (readonly [string, string])[]
  readonly correctsId: string | null
  readonly isCorrected: boolean
}

/** What this one is a duplicate of. */
export interface LinkedIncident {
  readonly id: string
  readonly reference: string
}

/** Everything the incident's own page shows. */
export interface IncidentRecord extends IncidentSummary {
  readonly narrative: string
  readonly occurredFrom: Date | null
  readonly occurredTo: Date | null
  readonly suggestedGradeName: string | null
  readonly suggestedBecause: readonly string[]
  readonly crimeReference: string | null
  readonly victimsCode: boolean | null
  readonly intelligence: 'submitted' | 'considered' | null
  readonly intelligenceReference: string | null
  readonly openingQualifier: string | null
  readonly recordedAt: Date
  readonly recordedBy: string
  readonly people: readonly PersonInIncident[]
  readonly answers: readonly PromptAnswer[]
  readonly flagsOnRecord: readonly FlagOnRecord[]
  readonly doubts: readonly Doubt[]
  readonly told: readonly NotificationView[]
  readonly clocks: readonly ClockView[]
  readonly log: readonly LogEntry[]
  readonly original: LinkedIncident | null
  /** Shown together: whoever is in one of them, and what they said, belongs to this incident too. */
  readonly duplicates: readonly Duplicate[]
  /** Those it belongs together with, though neither repeats the other. */
  readonly related: readonly Related[]
}

/**
 * Everything about one incident.
 *
 * Refuses: not found, when it is not this person's to see.
 */
export async function getIncidentRecord(ctx: Context, incidentId: string): Promise<IncidentRecord> {
  const summary = await getIncidentSummary(ctx, incidentId)
  const row = await ctx.db.selectFrom('incidents as i').leftJoin('accounts as a', 'a.id', 'i.recordedBy').leftJoin('incidents as o', 'o.id', 'i.duplicateOf')
    .select(['i.narrative', 'i.occurredFrom', 'i.occurredTo', 'i.suggestedGrade', 'i.suggestedBecause', 'i.crimeReference', 'i.victimsCode', 'i.intelligence', 'i.intelligenceReference', 'i.openingQualifier', 'i.recordedAt', 'a.name as recordedBy', 'o.id as originalId', 'o.reference as originalReference'])
    .where('i.id', '=', incidentId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such incident')
  const { originalId, originalReference, suggestedGrade, suggestedBecause, ...plain } = row
  const people = await peopleIn(ctx, [incidentId])
  const answers = await answersOf(ctx, incidentId)
  return {
    ...summary, ...plain, recordedBy: row.recordedBy ?? 'Not known',
    suggestedGradeName: suggestedGrade === null ? null : await gradeName(ctx, suggestedGrade), suggestedBecause: suggestedBecause ?? [],
    people, answers, flagsOnRecord: await flagsOf(ctx, incidentId),
    doubts: await doubtsOnRecord(ctx, incidentId),
    told: await notificationsOf(ctx, incidentId), clocks: await clocksOf(ctx, incidentId, await holidaysKept(ctx)),
    log: await logOf(ctx, incidentId), related: await relatedTo(ctx, incidentId),
    original: originalId === null || originalReference === null ? null : { id: originalId, reference: originalReference },
    duplicates: await duplicatesOf(ctx, incidentId),
  }
}

/** Everything in an incident's log, first to last. */
export async function logOf(ctx: Context, incidentId: string): Promise<readonly LogEntry[]> {
  const rows = await ctx.db.selectFrom('incidentEntries').selectAll().where('incidentId', '=', incidentId).orderBy('at').orderBy('id').execute()
  const names = await accountNames(ctx, rows.map(({ byId }) => byId))
  const corrected = new Set(rows.map(({ correctsId }) => correctsId))
  return rows.map(({ id, kind, at, byId, text, detail, correctsId, sourceReference }) => {
    const read = readDetail(detail)
    const number = sourceReference === null ? [] : [['Number in the other system', sourceReference] as const]
    return { id, kind, at, text, correctsId, by: names.get(byId) ?? 'Not known', isCorrected: corrected.has(id), ...read, notes: [...read.notes, ...number] }
  })
}

const Text = z.string().nullish().catch(null)
const Detail = z.looseObject({
  reason: Text, because: Text, searched: Text, note: Text, attendedBy: Text, how: Text, contactWhen: Text, toldWhen: Text, doubt: Text, unit: Text, place: Text,
  codeNames: z.array(z.string()).catch([]), isReached: z.boolean().optional().catch(undefined),
}).catch({ codeNames: [] })

function readDetail(detail: unknown): Pick<LogEntry, 'reason' | 'codeNames' | 'notes'> {
  const read = Detail.parse(detail)
  const said = ([
    ['Searched', read.searched], ['Attended by', read.attendedBy], ['How', read.how], ['When', read.contactWhen ?? read.toldWhen], ['Unit', read.unit], ['About', read.doubt], ['Note', read.note], ['Place they gave', read.place],
    ['Reached', read.isReached === undefined ? null : read.isReached ? 'Yes' : 'No: not reached'],
  ] as const).flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, value] as const]))
  return { reason: read.reason ?? read.because ?? null, codeNames: read.codeNames, notes: said }
}

const Questions = z.looseObject({ questions: z.array(z.looseObject({ key: z.string(), text: z.string() })) })

async function answersOf(ctx: Context, incidentId: string): Promise<readonly PromptAnswer[]> {
  const given = await ctx.db.selectFrom('screeningAnswers').select(['question', 'answer', 'detail', 'notAskedBecause', 'questionSetId']).where('incidentId', '=', incidentId).execute()
  const [first] = given
  if (first === undefined) return []
  const set = await ctx.db.selectFrom('questionSets').select('body').where('id', '=', first.questionSetId).executeTakeFirst()
  const { questions } = Questions.parse(set?.body)
  return questions.map(({ key, text }) => {
    const answer = given.find(({ question }) => question === key)
    return { key, question: text, answer: answer?.answer ?? null, detail: answer?.detail ?? null, notAskedBecause: answer?.notAskedBecause ?? null }
  })
}

async function flagsOf(ctx: Context, incidentId: string): Promise<readonly FlagOnRecord[]> {
  const rows = await ctx.db.selectFrom('incidentFlags as f').innerJoin('accounts as r', 'r.id', 'f.raisedBy').leftJoin('accounts as d', 'd.id', 'f.decidedBy')
    .select(['f.flag', 'f.origin', 'f.state', 'f.raisedAt', 'r.name as raisedBy', 'f.decidedAt', 'd.name as decidedBy', 'f.reason'])
    .where('f.incidentId', '=', incidentId).orderBy('f.raisedAt').orderBy('f.id').execute()
  return rows
}

async function gradeName(ctx: Context, key: string): Promise<string> {
  const row = await ctx.db.selectFrom('referenceValues').select('name').where('codeSet', '=', 'response-grade').where('key', '=', key).orderBy(sql`upper(valid) desc nulls first`).executeTakeFirst()
  return row?.name ?? key
}
