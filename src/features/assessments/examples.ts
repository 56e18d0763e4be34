import type { Context } from '#platform/context.ts'
import { saveAnswer } from './commands/save-answer.ts'
import { startAssessment } from './commands/start-assessment.ts'
import { submitAssessment } from './commands/submit-assessment.ts'
import { getRecord } from './queries/records.ts'
import { type RiskVersion, riskVersion } from './queries/versions.ts'
import type { Judgement } from './rules/outcome.ts'
import type { Answers, Band } from './rules/question-set.ts'

/** What an invented assessment is to be. */
export interface ExampleAssessment {
  readonly band?: Band
  readonly subject?: string
  /** Some answers as they should be; the rest are chosen to reach the band. */
  readonly answers?: Answers
  readonly words?: Readonly<Record<string, string>>
  readonly judgement?: Judgement | null
  readonly isSent?: boolean
}

/**
 * Assess an incident as the officer acting, through the commands; sent for approval unless `isSent` is false.
 *
 * Result: the assessment's id. Someone else approves it: `approveAssessment(ctx, { assessmentId, version: 2, raise: null })`.
 */
export async function anAssessment(ctx: Context, incidentId: string, given: ExampleAssessment = {}): Promise<string> {
  const subject = given.subject ?? (await firstVictim(ctx, incidentId)) ?? 'household'
  const { assessmentId } = await startAssessment(ctx, { incidentId, subject })
  const version = await riskVersion(ctx, (await getRecord(ctx, assessmentId)).questionSetId)
  const answers = answersFor(version, given.band ?? 'medium', given.answers)
  for (const [at, { key }] of version.questions.entries()) {
    await saveAnswer(ctx, { assessmentId, number: at + 1, answer: answers[key] ?? null, words: given.words?.[key] ?? null, isKeptByPage: false })
  }
  if (given.isSent !== false) await submitAssessment(ctx, { assessmentId, said: {}, judgement: given.judgement ?? null })
  return assessmentId
}

/** Answers whose score falls in a band: the highest that fit, question by question. Hate is answered yes only where it is asked for or needed. */
export function answersFor(version: RiskVersion, band: Band, fixed: Answers = {}): Answers {
  const aim = version.bands.find(({ key }) => key === band)
  if (aim === undefined) throw new Error(`no band ${band} in ${version.version}`)
  const answers = new Map<string, { key: string; score: number }>()
  for (const { key, options } of version.questions) {
    const chosen = options.find((option) => option.key === fixed[key]) ?? options.toSorted((a, b) => a.score - b.score)[0]
    if (chosen !== undefined) answers.set(key, chosen)
  }
  const total = (): number => [...answers.values()].reduce((sum, { score }) => sum + score, 0)
  const free = version.questions.filter(({ key }) => fixed[key] === undefined).toSorted((a, b) => Number(a.theme === 'hate') - Number(b.theme === 'hate'))
  for (const { key, options } of free) {
    if (total() >= aim.min) break
    const now = answers.get(key)?.score ?? 0
    const best = options.toSorted((a, b) => b.score - a.score).find(({ score }) => total() - now + score <= aim.max)
    if (best !== undefined) answers.set(key, best)
  }
  return Object.fromEntries([...answers].map(([key, option]) => [key, option.key]))
}

async function firstVictim(ctx: Context, incidentId: string): Promise<string | null> {
  const row = await ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).where('part', 'in', ['victim', 'caller']).where('correctedById', 'is', null)
    .orderBy('part', 'desc').orderBy('id').limit(1).executeTakeFirst()
  return row?.id ?? null
}
