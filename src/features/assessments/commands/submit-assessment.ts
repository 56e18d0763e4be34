import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { emit } from '#platform/events/emit.ts'
import { tell } from '#platform/notifications/tell.ts'
import { addIncidentEntry } from '#features/incidents/index.ts'
import type {} from '../events.ts'
import { knownOf } from '../queries/pages.ts'
import { chosenOf, standingAnswers } from '../queries/records.ts'
import { riskVersion, type RiskVersion } from '../queries/versions.ts'
import { type Facts, type Judgement, outcomeOf } from '../rules/outcome.ts'
import { type Answers, bandRank, completenessOf } from '../rules/question-set.ts'
import { factsFrom } from '../rules/reasons.ts'
import { assertComplete, assertMove, AWAITS } from '../rules/supervision.ts'
import { lockOwn } from './save-answer.ts'

/** An assessment to send: what else the officer knows, and their own judgement if it is higher. */
export interface Submission {
  readonly assessmentId: string
  readonly said: Partial<Facts>
  readonly judgement: Judgement | null
}

/** What is kept of a finished outcome. */
type Finished = ReturnType<typeof finished>

/**
 * Send an assessment for approval: work out its outcome, keep everything it came from, and tell who supervises it.
 *
 * Sent twice, it is sent once.
 * Changes: assessments, assessment_answers, assessment_outcomes, the incident's log, notifications; announces assessment.submitted.
 * Refuses: not found; not permitted, to anyone but the officer who began it; invalid, while questions are unanswered, or judgement does not raise the band or gives no reason; conflict, once approved.
 * Source: report of 13 October 2011, ¶36. Rules RA-06, RA-08, RA-10.
 */
export async function submitAssessment(ctx: Context, { assessmentId, said, judgement }: Submission): Promise<void> {
  const assessment = await lockOwn(ctx, assessmentId)
  if (assessment.status === 'awaiting approval') return
  assertMove(assessment.status, 'awaiting approval')
  const version = await riskVersion(ctx, assessment.questionSetId)
  const answers = chosenOf(await standingAnswers(ctx, assessmentId))
  assertComplete(completenessOf(version, answers))
  const facts = factsFrom(version, answers, { ...(await knownOf(ctx, assessment)), said })
  const outcome = finished(version, answers, facts, judgement)
  const columns = { score: outcome.score, computedBand: outcome.computedBand, escalated: JSON.stringify(outcome.fired), judgementBand: judgement?.band ?? null, judgementReason: judgement?.reason ?? null, finalBand: outcome.finalBand }
  await ctx.db.insertInto('assessmentOutcomes')
    .values({ id: newId(), assessmentId, at: ctx.now, byId: ctx.actor.id, answers: JSON.stringify(answers), facts: JSON.stringify(facts), ...columns }).execute()
  await ctx.db.updateTable('assessments')
    .set({ ...columns, status: 'awaiting approval', bandRank: bandRank(version, outcome.finalBand), completedAt: ctx.now, completedBy: ctx.actor.id, version: assessment.version + 1 })
    .where('id', '=', assessmentId).execute()
  await ctx.db.updateTable('assessmentAnswers').set({ isSubmitted: true }).where('assessmentId', '=', assessmentId).where('replacedAt', 'is', null).where('isSubmitted', '=', false).execute()
  ctx.changed('assessment', assessmentId)
  await announce(ctx, assessment, version, outcome)
}

async function announce(ctx: Context, assessment: Awaited<ReturnType<typeof lockOwn>>, version: RiskVersion, outcome: Finished): Promise<void> {
  const { id, incidentId, personId, boroughId, sealedUnder } = assessment
  await addIncidentEntry(ctx, incidentId, 'assessment', `Risk assessed: ${outcome.finalBand}, ${outcome.score} of ${version.maxScore}. Waiting for a supervisor`, { assessmentId: id })
  const teamId = assessment.teamId ?? (await ctx.db.selectFrom('teams').select('id').where('isFallback', '=', true).executeTakeFirst())?.id ?? null
  if (teamId !== null) await tell(ctx, { kind: AWAITS, subjectKind: 'assessment', subjectId: id, teamId, boroughId, sealedUnder })
  await emit(ctx, 'assessment.submitted', { assessmentId: id, incidentId, personId, band: outcome.finalBand, boroughId, teamId: assessment.teamId, sealedUnder }, id)
}

/** The outcome of a complete set of answers; there is always a band then. */
function finished(version: RiskVersion, answers: Answers, facts: Facts, judgement: Judgement | null) {
  const { score, computedBand, finalBand, fired } = outcomeOf(version, answers, facts, judgement)
  if (computedBand === null || finalBand === null) throw new Error('a complete assessment has a band')
  return { score, computedBand, finalBand, fired }
}
