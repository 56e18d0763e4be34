import type { Context } from '#platform/context.ts'
import { authorise } from '#platform/auth/policy.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { flagFromAssessment } from '#features/incidents/index.ts'
import { may } from '../policy.ts'
import { riskVersion } from '../queries/versions.ts'
import { isHateAnswer } from '../rules/reasons.ts'
import { assertAnswerable } from '../rules/supervision.ts'

/** An answer to one question, by its number on the form; no answer keeps the words alone. */
export interface NewAnswer {
  readonly assessmentId: string
  readonly number: number
  readonly answer: string | null
  readonly words: string | null
  /** Kept by the page itself while it is being given: it announces nothing. */
  readonly isKeptByPage: boolean
}

/**
 * Keep an answer. The same answer again changes nothing, so a form sent twice, or sent again after a lost connection, does no harm.
 *
 * A changed option is a new row and the old one stays; only words not yet sent for approval grow in their place.
 * An answer that says it is hate raises that flag on the incident at once.
 * Changes: assessment_answers; the incident's flags.
 * Refuses: not found; not permitted, to anyone but the officer who began it; conflict, once it is sent; invalid, for an option the version has not.
 * Source: report of 13 October 2011, ¶36. Rule RA-09.
 */
export async function saveAnswer(ctx: Context, { assessmentId, number, answer, words, isKeptByPage }: NewAnswer): Promise<void> {
  const assessment = await lockOwn(ctx, assessmentId)
  assertAnswerable(assessment.status)
  const version = await riskVersion(ctx, assessment.questionSetId)
  const question = version.questions[number - 1]
  if (question === undefined) throw new Refusal('not found', 'There is no such question')
  if (answer !== null && !question.options.some(({ key }) => key === answer)) throw new Refusal('invalid', 'Choose one of the answers to this question', { field: 'answer' })
  const stands = await ctx.db.selectFrom('assessmentAnswers').select(['id', 'answer', 'words', 'isSubmitted', 'answeredBy'])
    .where('assessmentId', '=', assessmentId).where('question', '=', question.key).where('replacedAt', 'is', null).executeTakeFirst()
  // No option sent is "not now", never "take my answer back".
  const option = answer ?? stands?.answer ?? null
  if (!isKeptByPage && isHateAnswer(version, question.key, option)) await warnOfHate(ctx, assessment.incidentId, stands?.answer !== option)
  if (stands === undefined ? option === null && words === null : stands.answer === option && stands.words === words) return
  ctx.changed('assessment', assessmentId)
  if (stands !== undefined && stands.answer === option && !stands.isSubmitted && stands.answeredBy === ctx.actor.id && (option !== null || words !== null)) {
    await ctx.db.updateTable('assessmentAnswers').set({ words }).where('id', '=', stands.id).execute()
    return
  }
  if (stands !== undefined) await ctx.db.updateTable('assessmentAnswers').set({ replacedAt: ctx.now }).where('id', '=', stands.id).execute()
  if (option === null && words === null) return
  await ctx.db.insertInto('assessmentAnswers')
    .values({ id: newId(), assessmentId, question: question.key, answer: option, words, answeredAt: ctx.now, answeredBy: ctx.actor.id }).execute()
}

/** The flag is raised when the answer is given; the same answer sent again does not bring back a flag that was lifted since. */
async function warnOfHate(ctx: Context, incidentId: string, isNew: boolean): Promise<void> {
  const flag = await ctx.db.selectFrom('incidentFlags').select('state').where('incidentId', '=', incidentId).where('flag', '=', 'hate').executeTakeFirst()
  if (flag !== undefined && !isNew) return
  await flagFromAssessment(ctx, { incidentId, flag: 'hate', reason: 'The victim said in a risk assessment that it is linked to who they are' })
}

/** An assessment this officer began, held until the act ends. */
export async function lockOwn(ctx: Context, assessmentId: string) {
  const assessment = await ctx.db.selectFrom('assessments')
    .select(['id', 'incidentId', 'personId', 'questionSetId', 'status', 'startedBy', 'completedBy', 'teamId', 'boroughId', 'sealedUnder', 'version'])
    .where('id', '=', assessmentId).forUpdate().executeTakeFirst()
  if (assessment === undefined) throw new Refusal('not found', 'There is no such assessment')
  authorise(may.answer(ctx.actor, assessment))
  return assessment
}
