import { approveAssessment, returnAssessment, saveAnswer, startAssessment, submitAssessment } from '#features/assessments/index.ts'
import { plusHours, plusMinutes } from '#platform/time/instant.ts'
import type { Telling } from './telling.ts'

/** Answers that come to each band, in the order of the fourteen questions. */
const answers = {
  low: ['most-months', 'no', 'no', 'no', 'none', 'no', 'community', 'no', 'no', 'a-little', 'no', 'no', 'a-few', 'no-one'],
  medium: ['most-weeks', 'yes', 'yes', 'somewhat', 'reputation', 'no', 'family', 'no', 'yes', 'a-lot', 'no', 'no', 'a-few', 'family'],
  high: ['most-days', 'yes', 'yes', 'well', 'now', 'yes', 'you', 'no', 'yes', 'extremely', 'yes', 'no', 'isolated', 'family'],
  hate: ['most-weeks', 'yes', 'yes', 'well', 'reputation', 'yes', 'family', 'yes', 'yes', 'a-lot', 'no', 'no', 'a-few', 'family'],
} as const

/** One assessment of the story. */
export interface Assessed {
  readonly incidentId: string
  readonly by: string
  readonly at: Date
  readonly like: keyof typeof answers
  /** The victim's own words to some questions, by their number. */
  readonly words?: Readonly<Record<number, string>>
  readonly judgement?: { readonly band: string; readonly reason: string }
  /** How far it goes: a draft half answered, sent, approved or returned by somebody. */
  readonly until: 'draft' | 'sent' | { readonly approvedBy: string; readonly at?: Date } | { readonly returnedBy: string; readonly reason: string }
}

/** An officer goes through the matrix with the victim, and as far as the story says. */
export async function assess({ stage }: Telling, one: Assessed): Promise<string> {
  const assessmentId = await stage.as(one.by, one.at, 'assessments.assess', async (ctx) => {
    const mention = await ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', one.incidentId).where('part', 'in', ['caller', 'victim']).executeTakeFirst()
    const { assessmentId: id } = await startAssessment(ctx, { incidentId: one.incidentId, subject: mention?.id ?? 'household' })
    const given = one.until === 'draft' ? answers[one.like].slice(0, 6) : answers[one.like]
    for (const [index, answer] of given.entries()) await saveAnswer(ctx, { assessmentId: id, number: index + 1, answer, words: one.words?.[index + 1] ?? null, isKeptByPage: false })
    return id
  })
  if (one.until === 'draft') return assessmentId
  await stage.as(one.by, plusMinutes(one.at, 14), 'assessments.submit', (ctx) => submitAssessment(ctx, { assessmentId, said: {}, judgement: one.judgement ?? null }))
  if (one.until === 'sent') return assessmentId
  const { until } = one
  const decider = 'approvedBy' in until ? until.approvedBy : until.returnedBy
  await stage.as(decider, ('approvedBy' in until ? until.at : undefined) ?? plusHours(one.at, 3), 'approvedBy' in until ? 'assessments.approve' : 'assessments.return', async (ctx) => {
    const { version } = await ctx.db.selectFrom('assessments').select('version').where('id', '=', assessmentId).executeTakeFirstOrThrow()
    if ('approvedBy' in until) await approveAssessment(ctx, { assessmentId, version, raise: null })
    else await returnAssessment(ctx, { assessmentId, version, reason: until.reason })
  })
  return assessmentId
}
