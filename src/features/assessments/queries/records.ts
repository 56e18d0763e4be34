import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { Standing } from '../rules/reasons.ts'
import type { Answers } from '../rules/question-set.ts'

const Fired = z.array(z.object({ key: z.string(), raisesTo: z.string(), sentence: z.string() }))

/** One assessment as every page of it needs it, with who did what by name. */
export interface AssessmentRecord extends Row {
  readonly who: string
  /** What stands of its outcome; null until it was sent for approval. */
  readonly standing: Standing | null
}

/** An answer that stands now. */
export interface StandingAnswer {
  readonly answer: string | null
  readonly words: string | null
}

/**
 * One assessment that this person may see.
 *
 * Refuses: not found.
 */
export async function getRecord(ctx: Context, assessmentId: string): Promise<AssessmentRecord> {
  const [row] = await rowsOf(ctx, (query) => query.where('a.id', '=', assessmentId))
  if (row === undefined) throw new Refusal('not found', 'There is no such assessment')
  return recordFrom(row)
}

/** Assessments chosen by a further condition, newest first. */
export async function listRecords(ctx: Context, chosen: (query: Rows) => Rows): Promise<AssessmentRecord[]> {
  return (await rowsOf(ctx, (query) => chosen(query).orderBy('a.startedAt', 'desc').orderBy('a.id', 'desc'))).map(recordFrom)
}

/** What these assessments are called in a list of many kinds of record: of those that this person may see. */
export async function assessmentTitles(ctx: Context, assessmentIds: readonly string[]) {
  if (assessmentIds.length === 0) return new Map()
  const found = await listRecords(ctx, (query) => query.where('a.id', 'in', [...assessmentIds]))
  ctx.shown('assessment', found.map(({ id }) => id))
  return new Map(found.map(({ id, reference, who, about }) => [id, { reference, about: `Risk to ${about === 'person' ? who : who.toLowerCase()}` }]))
}

/** The answers that stand now, by question. */
export async function standingAnswers(ctx: Context, assessmentId: string): Promise<ReadonlyMap<string, StandingAnswer>> {
  const rows = await ctx.db.selectFrom('assessmentAnswers').select(['question', 'answer', 'words'])
    .where('assessmentId', '=', assessmentId).where('replacedAt', 'is', null).execute()
  return new Map(rows.map(({ question, answer, words }) => [question, { answer, words }]))
}

/** Only the options chosen, as the rules take them. */
export function chosenOf(answers: ReadonlyMap<string, StandingAnswer>): Answers {
  return Object.fromEntries([...answers].flatMap(([question, { answer }]) => (answer === null ? [] : [[question, answer]])))
}

/** What somebody mentioned in an incident is called; words for one who gave no name. */
export function nameOf(person: { title?: string | null; givenName: string | null; familyName: string | null }): string {
  const name = [person.givenName, person.familyName].filter((part) => part !== null && part !== '').join(' ')
  return name === '' ? 'Person who gave no name' : name
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number]

/** A query for assessments, to which a condition can be added. */
export type Rows = ReturnType<typeof from>

function from(ctx: Context) {
  return ctx.db.selectFrom('assessments as a')
    .leftJoin('incidents as i', 'i.id', 'a.incidentId').leftJoin('personMentions as m', 'm.id', 'a.mentionId').leftJoin('questionSets as q', 'q.id', 'a.questionSetId')
    .leftJoin('accounts as s', 's.id', 'a.startedBy').leftJoin('accounts as c', 'c.id', 'a.completedBy').leftJoin('accounts as p', 'p.id', 'a.approvedBy')
    .select([
      'a.id', 'a.incidentId', 'a.about', 'a.mentionId', 'a.personId', 'a.questionSetId', 'a.status', 'a.score', 'a.computedBand', 'a.escalated', 'a.judgementBand', 'a.judgementReason',
      'a.raisedBand', 'a.raisedReason', 'a.finalBand', 'a.bandRank', 'a.startedAt', 'a.startedBy', 'a.completedAt', 'a.completedBy', 'a.approvedAt', 'a.approvedBy', 'a.supersededById',
      'a.teamId', 'a.boroughId', 'a.sealedUnder', 'a.version', 'i.reference', 'm.givenName', 'm.familyName', 'm.safeToContact', 'q.label as setLabel', 'q.version as setVersion',
      's.name as startedByName', 'c.name as completedByName', 'p.name as approvedByName',
    ])
    .select(sql<number | null>`(q.body->>'maxScore')::integer`.as('maxScore'))
}

async function rowsOf(ctx: Context, chosen: (query: Rows) => Rows) {
  return chosen(from(ctx)).execute()
}

function recordFrom(row: Row): AssessmentRecord {
  const who = row.about === 'person' ? nameOf({ givenName: row.givenName, familyName: row.familyName }) : row.about === 'caller' ? 'The caller' : 'The household'
  return { ...row, who, standing: standingOf(row) }
}

function standingOf(row: Row): Standing | null {
  if (row.score === null || row.computedBand === null || row.finalBand === null) return null
  return {
    score: row.score, computedBand: row.computedBand, finalBand: row.finalBand, fired: Fired.parse(row.escalated),
    judgement: row.judgementBand === null ? null : { band: row.judgementBand, reason: row.judgementReason ?? '' },
    raised: row.raisedBand === null ? null : { band: row.raisedBand, reason: row.raisedReason ?? '' },
  }
}
