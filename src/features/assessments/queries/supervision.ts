import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { ranks } from '#platform/auth/actor.ts'
import type { Decision } from '#platform/auth/policy.ts'
import { HOUR_MS, plusMs } from '#platform/time/instant.ts'
import { may } from '../policy.ts'
import { bandsAbove, type Driver, driversOf, reasonsOf } from '../rules/reasons.ts'
import { type AssessmentRecord, chosenOf, getRecord, listRecords, standingAnswers, type StandingAnswer } from './records.ts'
import { type RiskVersion, riskVersion } from './versions.ts'

/** One row of the queue: whole without opening it. */
export interface AwaitingRow {
  readonly record: AssessmentRecord
  readonly why: readonly string[]
  readonly drivers: readonly Driver[]
}

/** How many rows a page of the queue holds. */
export const QUEUE_PAGE = 50

/** What narrows the queue; null: not narrowed by it. */
export interface QueueFilter {
  readonly band: string | null
  readonly team: string | null
  /** Waiting at least so long. */
  readonly waiting: 'day' | 'three-days' | 'week' | null
  readonly page: number
}

/** The whole queue, from its first page. */
export const wholeQueue: QueueFilter = { band: null, team: null, waiting: null, page: 1 }

/** One page of the queue, how long it is, and what it can be narrowed by. */
export interface AwaitingList {
  readonly rows: readonly AwaitingRow[]
  readonly total: number
  readonly page: number
  readonly pages: number
  readonly filter: QueueFilter
  readonly bands: readonly string[]
  readonly teams: readonly { readonly value: string; readonly text: string }[]
  readonly now: Date
}

/** One page of what waits for this supervisor, narrowed, with what it can be narrowed by. */
export async function getAwaitingPage(ctx: Context, asked: QueueFilter): Promise<AwaitingList> {
  const waits = await ctx.db.selectFrom('assessments as a').innerJoin('questionSets as q', 'q.id', 'a.questionSetId').leftJoin('teams as t', 't.id', 'a.teamId')
    .select(['a.finalBand', 'a.bandRank', 'a.teamId', 't.name as teamName']).distinct().where('a.status', '=', 'awaiting approval').where(isForActor(ctx))
    .orderBy('a.bandRank', 'desc').execute()
  const total = await countAwaiting(ctx, asked)
  const pages = Math.max(1, Math.ceil(total / QUEUE_PAGE))
  const filter = { ...asked, page: Math.min(asked.page, pages) }
  const teams = new Map(waits.flatMap(({ teamId, teamName }) => (teamId === null || teamName === null ? [] : [[teamId, teamName] as const])))
  return {
    rows: await listAwaiting(ctx, filter), total, page: filter.page, pages, filter, now: ctx.now,
    bands: [...new Set(waits.flatMap(({ finalBand }) => finalBand ?? []))],
    teams: [...teams].map(([value, text]) => ({ value, text })).sort((one, other) => one.text.localeCompare(other.text)),
  }
}

/**
 * A page of the assessments that wait for this supervisor: the highest band first, then the longest waiting.
 *
 * Those they completed, and those whose version asks for a higher rank, are not theirs to decide and not in it.
 * Rule RA-12.
 */
export async function listAwaiting(ctx: Context, filter: QueueFilter = wholeQueue): Promise<AwaitingRow[]> {
  const records = await listRecords(ctx, (query) => query.where('a.status', '=', 'awaiting approval').where(isForActor(ctx)).where(isWithin(ctx, filter))
    .clearOrderBy().orderBy('a.bandRank', 'desc').orderBy('a.completedAt').orderBy('a.id').limit(QUEUE_PAGE).offset((filter.page - 1) * QUEUE_PAGE))
  const answers = records.length === 0 ? [] : await ctx.db.selectFrom('assessmentAnswers').select(['assessmentId', 'question', 'answer'])
    .where('assessmentId', 'in', records.map(({ id }) => id)).where('replacedAt', 'is', null).where('answer', 'is not', null).execute()
  const byAssessment = Map.groupBy(answers, ({ assessmentId }) => assessmentId)
  ctx.shown('assessment', records.map(({ id }) => id))
  return Promise.all(records.map(async (record) => {
    const version = await riskVersion(ctx, record.questionSetId)
    const chosen = Object.fromEntries((byAssessment.get(record.id) ?? []).map(({ question, answer }) => [question, answer ?? '']))
    return { record, why: record.standing === null ? [] : reasonsOf(version, record.standing), drivers: driversOf(version, chosen).filter(({ score }) => score > 0).slice(0, 3) }
  }))
}

/** How many assessments wait for this supervisor: as many as the queue has rows, on all its pages. */
export async function countAwaiting(ctx: Context, filter: QueueFilter = wholeQueue): Promise<number> {
  if (!may.supervise(ctx.actor).allowed) return 0
  const { waits } = await ctx.db.selectFrom('assessments as a').innerJoin('questionSets as q', 'q.id', 'a.questionSetId').select((e) => e.fn.countAll<string>().as('waits'))
    .where('a.status', '=', 'awaiting approval').where(isForActor(ctx)).where(isWithin(ctx, filter)).executeTakeFirstOrThrow()
  return Number(waits)
}

/** An assessment as its supervisor reads it: what drove the score first, its history beside it. */
export interface SupervisionPage {
  readonly record: AssessmentRecord
  readonly version: RiskVersion
  readonly given: ReadonlyMap<string, StandingAnswer>
  readonly drivers: readonly Driver[]
  readonly why: readonly string[]
  /** The bands that the supervisor's judgement could raise it to. */
  readonly above: RiskVersion['bands']
  readonly sendings: readonly Sending[]
  readonly others: readonly AssessmentRecord[]
  readonly mayApprove: Decision
  readonly mayReturn: Decision
  readonly mayAnswer: Decision
  readonly now: Date
}

/** Once that it was sent, and what was decided on it. */
export interface Sending {
  readonly id: string
  readonly at: Date
  readonly byName: string | null
  readonly score: number
  readonly finalBand: string
  readonly decision: { readonly decision: 'approved' | 'returned'; readonly reason: string | null; readonly raisedBand: string | null; readonly at: Date; readonly byName: string | null } | null
}

/**
 * One assessment with the answers that drove its score, each time it was sent and decided on, and others of the same person or incident.
 *
 * Refuses: not found.
 */
export async function getSupervisionPage(ctx: Context, assessmentId: string): Promise<SupervisionPage> {
  const record = await getRecord(ctx, assessmentId)
  const version = await riskVersion(ctx, record.questionSetId)
  const answers = await standingAnswers(ctx, assessmentId)
  const others = await listRecords(ctx, (query) => query.where('a.id', '!=', assessmentId).where('a.status', '!=', 'draft')
    .where((e) => e.or([e('a.incidentId', '=', record.incidentId), ...(record.personId === null ? [] : [e('a.personId', '=', record.personId)])])).limit(20))
  ctx.shown('assessment', [assessmentId, ...others.map(({ id }) => id)])
  const supervised = { completedBy: record.completedBy, signOffRank: version.signOff.rank }
  return {
    record, version, given: answers, others, drivers: driversOf(version, chosenOf(answers)), why: record.standing === null ? [] : reasonsOf(version, record.standing),
    above: record.standing === null ? [] : [...bandsAbove(version, record.standing.finalBand)], sendings: await sendingsOf(ctx, assessmentId), now: ctx.now,
    mayApprove: may.approve(ctx.actor, supervised), mayReturn: may.return(ctx.actor, supervised), mayAnswer: may.answer(ctx.actor, record),
  }
}

async function sendingsOf(ctx: Context, assessmentId: string): Promise<Sending[]> {
  const rows = await ctx.db.selectFrom('assessmentOutcomes as o').leftJoin('accounts as a', 'a.id', 'o.byId')
    .leftJoin('assessmentDecisions as d', 'd.outcomeId', 'o.id').leftJoin('accounts as b', 'b.id', 'd.byId')
    .select(['o.id', 'o.at', 'o.score', 'o.finalBand', 'a.name as byName', 'd.decision', 'd.reason', 'd.raisedBand', 'd.at as decidedAt', 'b.name as decidedByName'])
    .where('o.assessmentId', '=', assessmentId).orderBy('o.id').execute()
  return rows.map(({ decision, reason, raisedBand, decidedAt, decidedByName, ...sending }) => ({
    ...sending, decision: decision === null || decidedAt === null ? null : { decision, reason, raisedBand, at: decidedAt, byName: decidedByName },
  }))
}

const waitingHours = { day: 24, 'three-days': 72, week: 7 * 24 } as const

function isWithin(ctx: Context, { band, team, waiting }: QueueFilter) {
  const conditions = [
    sql<boolean>`true`,
    ...(band === null ? [] : [sql<boolean>`a.final_band = ${band}`]),
    ...(team === null ? [] : [sql<boolean>`a.team_id = ${team}::uuid`]),
    ...(waiting === null ? [] : [sql<boolean>`a.completed_at <= ${plusMs(ctx.now, -waitingHours[waiting] * HOUR_MS)}`]),
  ]
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

/** Ranks at or below the actor's own: those whose versions they may sign off. */
function isForActor(ctx: Context) {
  const within = ctx.actor.rank === null ? [] : ranks.slice(0, ranks.indexOf(ctx.actor.rank) + 1)
  return sql<boolean>`(a.completed_by <> ${ctx.actor.id}::uuid and q.body->'signOff'->>'rank' = any (${within}::text[]))`
}
