import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { authorise } from '#platform/auth/policy.ts'
import { assertUnchanged, Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { settle, tell } from '#platform/notifications/tell.ts'
import { addIncidentEntry, setIncidentRisk } from '#features/incidents/index.ts'
import type {} from '../events.ts'
import { may } from '../policy.ts'
import { type RiskVersion, riskVersion } from '../queries/versions.ts'
import { finalBand, type Judgement } from '../rules/outcome.ts'
import { bandRank } from '../rules/question-set.ts'
import { assertMove, assertReturnReason, AWAITS } from '../rules/supervision.ts'

/** A supervisor's approval, with the version they read and, where they judge it higher, the band and why. */
export interface Approval {
  readonly assessmentId: string
  readonly version: number
  readonly raise: Judgement | null
}

/**
 * Approve a risk assessment: it stands from now on, and any earlier one of the same victim is superseded by it, unchanged.
 *
 * Changes: assessments, assessment_decisions; the incident's risk and log; notifications; announces assessment.approved.
 * Refuses: not found; not permitted, below the version's rank or for their own; conflict, naming who decided it, when it has moved on; invalid, when a judgement does not raise the band.
 * Source: report of 13 October 2011, ¶36. Rules RA-06, RA-08, RA-19.
 */
export async function approveAssessment(ctx: Context, { assessmentId, version: read, raise }: Approval): Promise<void> {
  const { assessment, version } = await lockSupervised(ctx, assessmentId)
  authorise(may.approve(ctx.actor, { completedBy: assessment.completedBy, signOffRank: version.signOff.rank }))
  if (assessment.status === 'approved' && assessment.approvedBy === ctx.actor.id) return
  await takeTurn(ctx, assessment)
  await assertStillAwaiting(ctx, assessment, 'approved', read)
  const band = finalBand(version, assessment.finalBand ?? '', raise, 'raised')
  await decide(ctx, assessmentId, { decision: 'approved', reason: raise?.reason ?? null, raisedBand: raise?.band ?? null })
  await ctx.db.updateTable('assessments')
    .set({ status: 'approved', approvedAt: ctx.now, approvedBy: ctx.actor.id, raisedBand: raise?.band ?? null, raisedReason: raise?.reason ?? null, finalBand: band, bandRank: bandRank(version, band), version: assessment.version + 1 })
    .where('id', '=', assessmentId).execute()
  await supersedeEarlier(ctx, assessment)
  await setIncidentRisk(ctx, assessment.incidentId, band)
  const raised = raise === null ? '' : `, raised from ${assessment.finalBand ?? ''} by the supervisor`
  await addIncidentEntry(ctx, assessment.incidentId, 'assessment', `Risk assessment approved: ${band}, ${assessment.score ?? 0} of ${version.maxScore}${raised}`, { assessmentId })
  await settle(ctx, assessmentId, AWAITS)
  await tellAssessor(ctx, assessment, 'assessment approved')
  await emit(ctx, 'assessment.approved', newsOf(assessment, band), assessmentId)
}

/**
 * Send an assessment back to the officer who completed it, with what needs to change.
 *
 * Changes: assessments, assessment_decisions; the incident's log; notifications; announces assessment.returned.
 * Refuses: not found; not permitted, below the version's rank or for their own; conflict, naming who decided it, when it has moved on; invalid, without a reason.
 * Source: report of 13 October 2011, ¶36. Rules RA-08, RA-11, RA-20.
 */
export async function returnAssessment(ctx: Context, { assessmentId, version: read, reason }: { assessmentId: string; version: number; reason: string }): Promise<void> {
  const { assessment, version } = await lockSupervised(ctx, assessmentId)
  authorise(may.return(ctx.actor, { completedBy: assessment.completedBy, signOffRank: version.signOff.rank }))
  assertReturnReason(reason)
  await assertStillAwaiting(ctx, assessment, 'returned', read)
  await decide(ctx, assessmentId, { decision: 'returned', reason, raisedBand: null })
  await ctx.db.updateTable('assessments').set({ status: 'returned', version: assessment.version + 1 }).where('id', '=', assessmentId).execute()
  await addIncidentEntry(ctx, assessment.incidentId, 'assessment', `Risk assessment returned: ${reason}`, { assessmentId })
  await settle(ctx, assessmentId, AWAITS)
  await tellAssessor(ctx, assessment, 'assessment returned')
  await emit(ctx, 'assessment.returned', newsOf(assessment, assessment.finalBand ?? ''), assessmentId)
}

type Locked = Awaited<ReturnType<typeof lockSupervised>>['assessment']

async function lockSupervised(ctx: Context, assessmentId: string) {
  const assessment = await ctx.db.selectFrom('assessments')
    .select(['id', 'incidentId', 'about', 'mentionId', 'personId', 'questionSetId', 'status', 'score', 'finalBand', 'completedBy', 'approvedBy', 'teamId', 'boroughId', 'sealedUnder', 'version'])
    .where('id', '=', assessmentId).forUpdate().executeTakeFirst()
  if (assessment === undefined) throw new Refusal('not found', 'There is no such assessment')
  ctx.changed('assessment', assessmentId)
  const version: RiskVersion = await riskVersion(ctx, assessment.questionSetId)
  return { assessment, version }
}

/** Two supervisors can open one assessment; the second to decide learns who was first, when, and what they decided. */
async function assertStillAwaiting(ctx: Context, assessment: Locked, to: 'approved' | 'returned', read: number): Promise<void> {
  if (assessment.status === 'awaiting approval' && assessment.version === read) return
  const last = await ctx.db.selectFrom('assessmentDecisions as d').leftJoin('accounts as a', 'a.id', 'd.byId').select(['d.at', 'd.decision', 'a.name'])
    .where('d.assessmentId', '=', assessment.id).orderBy('d.id', 'desc').limit(1).executeTakeFirst()
  const see = `/assessments/${assessment.id}`
  if (last !== undefined) {
    const by = last.name ?? 'Someone else'
    throw new Refusal('conflict', `${by} ${last.decision} this assessment while you had it open`, { by, at: last.at, see, changed: [{ field: 'status', was: 'awaiting approval', now: assessment.status }] })
  }
  assertMove(assessment.status, to)
  assertUnchanged(assessment.version, read, { see })
}

async function decide(ctx: Context, assessmentId: string, decision: { decision: 'approved' | 'returned'; reason: string | null; raisedBand: string | null }): Promise<void> {
  const outcome = await ctx.db.selectFrom('assessmentOutcomes').select('id').where('assessmentId', '=', assessmentId).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  await ctx.db.insertInto('assessmentDecisions').values({ id: newId(), assessmentId, outcomeId: outcome.id, ...decision, at: ctx.now, byId: ctx.actor.id }).execute()
}

/** Two assessments of one victim approved at one moment wait for each other, or neither would see the other stand. */
async function takeTurn(ctx: Context, { incidentId, personId }: Locked): Promise<void> {
  const keys = [incidentId, ...(personId === null ? [] : [personId])].sort()
  for (const key of keys) await sql`select pg_advisory_xact_lock(hashtextextended(${`assessed ${key}`}, 0))`.execute(ctx.db)
}

/** The same victim: the same person wherever they were met, or the same part of the same incident. */
async function supersedeEarlier(ctx: Context, { id, incidentId, about, mentionId, personId }: Locked): Promise<void> {
  const earlier = await ctx.db.selectFrom('assessments').select('id').where('id', '!=', id).where('status', '=', 'approved')
    .where((e) => e.or([
      e.and([e('incidentId', '=', incidentId), e('about', '=', about), e('mentionId', 'is not distinct from', mentionId)]),
      ...(personId === null ? [] : [e('personId', '=', personId)]),
    ])).forUpdate().execute()
  if (earlier.length === 0) return
  const ids = earlier.map((row) => row.id)
  await ctx.db.updateTable('assessments').set((e) => ({ status: 'superseded', supersededAt: ctx.now, supersededById: id, version: e('version', '+', 1) })).where('id', 'in', ids).execute()
  ctx.changed('assessment', ids)
}

async function tellAssessor(ctx: Context, { id, completedBy, boroughId, sealedUnder }: Locked, kind: string): Promise<void> {
  if (completedBy === null) return
  await tell(ctx, { kind, subjectKind: 'assessment', subjectId: id, accountId: completedBy, boroughId, sealedUnder })
}

function newsOf({ id, incidentId, personId, boroughId, teamId, sealedUnder }: Locked, band: string) {
  return { assessmentId: id, incidentId, personId, band, boroughId, teamId, sealedUnder }
}
