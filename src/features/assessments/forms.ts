import { z } from 'zod'
import { Id, ticked, tickedOf, Version, words, wordsOrNull } from '#platform/http/fields.ts'

/** An incident's address. */
export const IncidentParams = z.strictObject({ incidentId: Id })

/** An assessment's address. */
export const AssessmentParams = z.strictObject({ assessmentId: Id })

/** A question's address: its number on the form, from 1. */
export const QuestionParams = z.strictObject({ assessmentId: Id, number: z.string().regex(/^[1-9]\d{0,2}$/).transform(Number) })

const narrowing = z.string().max(80).nullish().transform((text) => (text === undefined || text === null || text === '' ? null : text))

/** What the queue for supervision is narrowed by; what it does not know it ignores, so that an old link still opens. */
export const QueueQuery = z.object({
  band: narrowing.catch(null), team: Id.nullish().catch(null).transform((id) => id ?? null),
  waiting: z.enum(['day', 'three-days', 'week']).nullish().catch(null).transform((since) => since ?? null),
  page: z.string().regex(/^\d{1,4}$/).nullish().catch(null).transform((page) => Math.max(1, Number(page ?? '1'))),
})

/** Where to go after the answer: on, or back to the check page the question was opened from. */
export const QuestionQuery = z.strictObject({ from: z.literal('check').optional() })

/** Whom the assessment is about: somebody the incident mentions, the caller, or the household. */
export const StartForm = z.strictObject({
  subject: z.union([Id, z.enum(['caller', 'household'])], { error: 'Choose whom the assessment is about' }),
})

const chosen = z.string().max(60).nullish().transform((text) => (text === undefined || text === '' ? null : text))

/** One answer, with the victim's own words; `skip` leaves the question for later. */
export const AnswerForm = z.strictObject({
  answer: chosen,
  words: wordsOrNull('the victim’s own words', { max: 4000 }),
  skip: ticked,
}).refine(({ answer, skip }) => answer !== null || skip, { error: 'Choose an answer, or skip the question for now', path: ['answer'] })

/** One answer as the page keeps it by itself while it is being given. */
export const KeptForm = z.strictObject({ answer: chosen, words: wordsOrNull('the victim’s own words', { max: 4000 }), skip: ticked })

const band = z.string().max(40).nullish().transform((text) => (text === undefined || text === '' ? null : text))

/** The assessment sent for approval: what else is known, and the officer's own judgement. */
export const SubmissionForm = z.strictObject({
  known: tickedOf(['threats', 'vulnerable', 'history']),
  judgementBand: band,
  judgementReason: wordsOrNull('why the risk is higher', { max: 4000 }),
}).refine(({ judgementBand, judgementReason }) => judgementBand === null || judgementReason !== null, { error: 'Enter why the risk is higher than the score shows', path: ['judgementReason'] })

/** Approval, with a higher band where the supervisor judges so. */
export const ApprovalForm = z.strictObject({
  version: Version,
  raisedBand: band,
  raisedReason: wordsOrNull('why the risk is higher', { max: 4000 }),
}).refine(({ raisedBand, raisedReason }) => raisedBand === null || raisedReason !== null, { error: 'Enter why the risk is higher than the assessor found', path: ['raisedReason'] })

/** Sending back, with what needs to change. */
export const ReturnForm = z.strictObject({ version: Version, reason: words('what needs to change before it can be approved', { max: 4000 }) })
