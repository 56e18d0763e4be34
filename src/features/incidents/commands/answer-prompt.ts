import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { may } from '../policy.ts'
import { promptOfIncident } from '../queries/prompt-of-incident.ts'
import { recordLists } from '../queries/record-lists.ts'
import { rowsInForce } from '../rules/codes.ts'
import { type Answer, asksForAssessment, type Flag, flagsFrom, malformedAnswers, suggestGrade } from '../rules/screening.ts'
import { lockIncident, type LockedIncident, type NewEntry, saveIncident } from './change-incident.ts'
import type { Read } from './respond.ts'

/**
 * Put questions of the prompt that the first call left open, or did not ask. What was answered before is never changed.
 *
 * An answer raises the flags it would have raised at the call; the team is told of a new one at once. The suggested grade only ever rises.
 * Changes: screening_answers, incident_flags, incidents, incident_entries, notifications; incident.flagged, for each flag raised.
 * Refuses: not permitted, not found, conflict; invalid, for a question the prompt does not ask, one answered already, or no answer at all. Rule IN-53.
 */
export async function answerPrompt(ctx: Context, given: Read & { answers: readonly Answer[] }): Promise<readonly Flag[]> {
  authorise(may.answerPrompt(ctx.actor))
  const incident = await lockIncident(ctx, given.incidentId, given.version)
  const { prompt, answers: before } = await promptOfIncident(ctx, incident.id, incident.reportedAt)
  if (given.answers.length === 0) throw new Refusal('invalid', 'Answer at least one question', { field: 'prompt' })
  const [malformed] = malformedAnswers(prompt, given.answers)
  if (malformed !== undefined) throw new Refusal('invalid', malformed.message, { field: malformed.field })
  const settled = given.answers.find(({ question }) => before.some((one) => one.question === question && one.answer !== 'not-asked'))
  if (settled !== undefined) throw new Refusal('invalid', 'This question was answered already, and an answer is never changed. Write a note instead', { field: `prompt.${settled.question}.answer` })
  await keepAnswers(ctx, incident, prompt.id, given.answers, before)
  const raised = flagsFrom(prompt, given.answers).map(({ flag }) => flag).filter((flag) => !incident.flags.includes(flag))
  const flags = [...incident.flags, ...raised]
  for (const flag of raised) await raiseByAnswer(ctx, incident.id, flag)
  const all = [...before.filter(({ question }) => !given.answers.some((one) => one.question === question)), ...given.answers]
  await saveIncident(ctx, incident, {
    flags, assessmentAsked: incident.assessmentAsked || asksForAssessment(raised), ...risen(incident, prompt, all, rowsInForce((await recordLists(ctx)).grades, incident.reportedAt)),
  }, entriesFor(prompt, given.answers, before, raised))
  for (const flag of raised) await emit(ctx, 'incident.flagged', { incidentId: incident.id, flag, state: 'raised', boroughId: incident.boroughId }, incident.id)
  if (raised.length > 0) await tellOfFlags(ctx, incident)
  return raised
}

type Kept = Awaited<ReturnType<typeof promptOfIncident>>

async function keepAnswers(ctx: Context, incident: LockedIncident, questionSetId: string, answers: readonly Answer[], before: Kept['answers']): Promise<void> {
  for (const { question, answer, detail, reason } of answers) {
    const said = { answer, detail: detail ?? null, notAskedBecause: reason ?? null, answeredAt: ctx.now, recordedBy: ctx.actor.id, isLater: true }
    if (before.some((one) => one.question === question)) await ctx.db.updateTable('screeningAnswers').set(said).where('incidentId', '=', incident.id).where('question', '=', question).execute()
    else await ctx.db.insertInto('screeningAnswers').values({ incidentId: incident.id, questionSetId, question, ...said }).execute()
  }
}

/** Raise a flag that an answer asks for, also where it was lifted before. Changes: incident_flags. */
export async function raiseByAnswer(ctx: Context, incidentId: string, flag: Flag): Promise<void> {
  const lifted = await ctx.db.selectFrom('incidentFlags').select('id').where('incidentId', '=', incidentId).where('flag', '=', flag).executeTakeFirst()
  if (lifted === undefined) await ctx.db.insertInto('incidentFlags').values({ id: newId(), incidentId, flag, origin: 'screening', raisedAt: ctx.now, raisedBy: ctx.actor.id }).execute()
  else await ctx.db.updateTable('incidentFlags').set({ state: 'raised', decidedAt: null, decidedBy: null, reason: null }).where('id', '=', lifted.id).execute()
}

type Grades = Awaited<ReturnType<typeof recordLists>>['grades']

function risen({ suggestedGrade }: LockedIncident, prompt: Kept['prompt'], answers: readonly Answer[], grades: Grades) {
  const { grade, because } = suggestGrade(prompt, grades, answers)
  const order = (key: string | null) => grades.find((row) => row.key === key)?.order ?? Number.POSITIVE_INFINITY
  return order(grade) < order(suggestedGrade) ? { suggestedGrade: grade, suggestedBecause: because } : {}
}

const answerWords = { yes: 'yes', no: 'no', declined: 'would not say', 'not-asked': 'not asked' } as const

function entriesFor(prompt: Kept['prompt'], answers: readonly Answer[], before: Kept['answers'], raised: readonly Flag[]): readonly NewEntry[] {
  const textOf = (key: string) => prompt.questions.find((question) => question.key === key)?.text ?? key
  const wasOf = (key: string) => before.find(({ question }) => question === key)
  return [
    {
      kind: 'prompt', text: `Asked later. ${answers.map(({ question, answer }) => `${textOf(question)} ${answerWords[answer]}`).join('; ')}`,
      changed: answers.map(({ question, answer }) => ({ field: textOf(question), was: answerWords[wasOf(question)?.answer ?? 'not-asked'], now: answerWords[answer] })),
      detail: { was: before.filter(({ question }) => answers.some((one) => one.question === question)).map(({ question, answer, reason }) => ({ question, answer, because: reason ?? null })) },
    },
    ...raised.map((flag): NewEntry => ({ kind: 'flag', text: `Flag “${flag}” raised by an answer to the prompt`, changed: [{ field: `Flag ${flag}`, was: 'not raised', now: 'raised' }], detail: { flag, origin: 'screening' } })),
  ]
}

/** The team, and whoever it is allocated to, must not learn of a vulnerable victim by chance. */
async function tellOfFlags(ctx: Context, { id, teamId, boroughId, sealedUnder, allocatedTo }: LockedIncident): Promise<void> {
  const news = { kind: 'flag raised by a later answer', subjectKind: 'incident', subjectId: id, boroughId, sealedUnder }
  if (teamId !== null) await tell(ctx, { ...news, teamId })
  if (allocatedTo !== null && allocatedTo !== ctx.actor.id) await tell(ctx, { ...news, accountId: allocatedTo })
}
