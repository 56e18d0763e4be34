import type { Context } from '#platform/context.ts'
import { z } from 'zod'
import { outcomeOf, type Outcome } from '../rules/outcome.ts'
import { type AssessmentRecord, listRecords } from './records.ts'
import { riskVersion } from './versions.ts'

/** The risk as it was found once: for a line over time. */
export interface RiskPoint {
  readonly assessmentId: string
  readonly incidentId: string
  readonly who: string
  readonly approvedAt: Date
  readonly score: number
  readonly maxScore: number | null
  readonly band: string
  readonly stands: boolean
}

/** The latest approved assessment of an incident, or of a person across incidents; null when none was approved. */
export async function latestAssessment(ctx: Context, of: { incidentId: string } | { personId: string }): Promise<AssessmentRecord | null> {
  const [latest] = await listRecords(ctx, (query) => {
    const approved = query.where('a.status', 'in', ['approved', 'superseded']).clearOrderBy().orderBy('a.approvedAt', 'desc').limit(1)
    return 'incidentId' in of ? approved.where('a.incidentId', '=', of.incidentId) : approved.where('a.personId', '=', of.personId)
  })
  if (latest === undefined) return null
  ctx.shown('assessment', latest.id)
  return latest
}

/** Every approved assessment of these incidents, first to last. */
export async function riskHistory(ctx: Context, incidentIds: readonly string[]): Promise<RiskPoint[]> {
  if (incidentIds.length === 0) return []
  const records = await listRecords(ctx, (query) => query.where('a.incidentId', 'in', [...incidentIds]).where('a.status', 'in', ['approved', 'superseded']))
  ctx.shown('assessment', records.map(({ id }) => id))
  return records.toReversed()
    .flatMap(({ id, incidentId, who, approvedAt, standing, maxScore, status }) =>
      (approvedAt === null || standing === null ? [] : [{ assessmentId: id, incidentId, who, approvedAt, score: standing.score, maxScore, band: standing.finalBand, stands: status === 'approved' }]))
    .toSorted((a, b) => a.approvedAt.getTime() - b.approvedAt.getTime())
}

const Kept = z.object({
  answers: z.record(z.string(), z.string()),
  facts: z.object({ threatsViolenceOrHate: z.boolean(), vulnerable: z.boolean(), perpetratorHasCriminalHistory: z.boolean(), earlierIncidents: z.number() }),
  escalated: z.array(z.object({ key: z.string(), raisesTo: z.string(), sentence: z.string() })),
})

/** One sending worked out again, beside what was kept of it. */
export interface Replayed {
  readonly assessmentId: string
  readonly kept: Outcome
  readonly again: Outcome
  readonly isSame: boolean
}

/**
 * Work every sending out again under the version it was scored with, and say whether it comes to the same.
 *
 * Input: one assessment, or null for all within sight.
 * Rule RA-07.
 */
export async function replayed(ctx: Context, assessmentId: string | null): Promise<Replayed[]> {
  const all = ctx.db.selectFrom('assessmentOutcomes as o').innerJoin('assessments as a', 'a.id', 'o.assessmentId')
    .select(['o.assessmentId', 'a.questionSetId', 'o.answers', 'o.facts', 'o.score', 'o.computedBand', 'o.escalated', 'o.judgementBand', 'o.judgementReason', 'o.finalBand'])
    .orderBy('o.id')
  const rows = await (assessmentId === null ? all : all.where('o.assessmentId', '=', assessmentId)).execute()
  ctx.shown('assessment', [...new Set(rows.map((row) => row.assessmentId))])
  return Promise.all(rows.map(async (row) => {
    const { answers, facts, escalated } = Kept.parse({ answers: row.answers, facts: row.facts, escalated: row.escalated })
    const judgement = row.judgementBand === null ? null : { band: row.judgementBand, reason: row.judgementReason ?? '' }
    const kept: Outcome = { score: row.score, computedBand: row.computedBand, fired: escalated, judgement, finalBand: row.finalBand }
    const again = outcomeOf(await riskVersion(ctx, row.questionSetId), answers, facts, judgement)
    return { assessmentId: row.assessmentId, kept, again, isSame: JSON.stringify(inOrder(kept)) === JSON.stringify(inOrder(again)) }
  }))
}

function inOrder({ score, computedBand, fired, judgement, finalBand }: Outcome): unknown {
  return [score, computedBand, fired.map(({ key, raisesTo, sentence }) => [key, raisesTo, sentence]), judgement === null ? null : [judgement.band, judgement.reason], finalBand]
}
