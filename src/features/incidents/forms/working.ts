import { z } from 'zod'
import { choice, Id, londonAnswer, ticked, Version, words, wordsOrNull } from '#platform/http/fields.ts'
import { QUALIFIERS } from '../rules/codes.ts'
import { findingIssues } from '../rules/response.ts'
import { FLAGS } from '../rules/screening.ts'

const TEXT = 10_000
const REASON = 1_000
/** An act that edits nothing the person read takes the version along and does not ask. */
const carried = z.string().max(9).optional()
const orEmpty = (label: string, max: number) => wordsOrNull(label, { max }).transform((text) => text ?? '')
const reason = (label: string) => words(label, { max: REASON })
const optionalId = z.union([Id, z.literal('')]).nullish().transform((id) => (id === undefined || id === null || id === '' ? null : id))
const typedTime = z.string().max(40).nullish().transform((text) => text ?? '')

/** A day and a time in two boxes become one instant; an error names the day's box. */
function momentOf(day: string, time: string, box: string, check: z.RefinementCtx): Date | null {
  const answer = londonAnswer(day, time)
  if ('at' in answer) return answer.at
  check.addIssue({ code: 'custom', message: answer.error, path: [box] })
  return null
}

/** A grade, and why it is changed. */
export const GradeForm = z.strictObject({ version: Version, grade: words('a grade', { max: 60 }), reason: orEmpty('the reason', REASON) })

/** Whether a unit was deployed: who and when, or why not. */
export const DeploymentForm = z.strictObject({
  version: Version, deployed: choice(['yes', 'no'], 'Say whether a unit was deployed'), unit: orEmpty('the unit', 200), officerId: optionalId,
  told: orEmpty('what they were told', TEXT), because: orEmpty('the reason', REASON), deployedDay: typedTime, deployedTime: typedTime,
}).transform((form, check) => ({ ...form, at: momentOf(form.deployedDay, form.deployedTime, 'deployedDay', check) }))

/** What the attending unit was told. */
export const BriefingForm = z.strictObject({ version: carried, told: words('what the unit was told', { max: TEXT }) })

const resultShape = {
  version: Version, codes: z.union([z.array(z.string().max(60)), z.string().max(60)]).nullish().transform((codes) => (codes === undefined || codes === null ? [] : typeof codes === 'string' ? [codes] : codes)),
  account: orEmpty('the account', TEXT), attendedBy: orEmpty('who attended', 200), attendedAtDay: typedTime, attendedAtTime: typedTime,
  callerTold: z.enum(['yes', 'no', '']).catch('').default(''), callerToldWhat: orEmpty('what the caller was told', TEXT), notToldBecause: orEmpty('the reason', REASON),
  callerToldAtDay: typedTime, callerToldAtTime: typedTime,
}
type TypedResult = z.output<z.ZodObject<typeof resultShape>>

/** A result with its times, once; everything that is missing from it is said together. */
function withTimes<T extends TypedResult>(form: T, check: z.RefinementCtx) {
  const fault = (field: string, message: string): void => check.addIssue({ code: 'custom', message, path: [field] })
  for (const { field, message } of findingIssues(form)) fault(field, message)
  const attendedAt = momentOf(form.attendedAtDay, form.attendedAtTime, 'attendedAtDay', check)
  const isTold = form.callerTold === 'yes'
  const callerToldAt = isTold ? momentOf(form.callerToldAtDay, form.callerToldAtTime, 'callerToldAtDay', check) : null
  if (form.callerTold === '') fault('callerTold', 'Say whether the caller was told')
  if (isTold && form.callerToldAtDay.trim() === '') fault('callerToldAtDay', 'Enter when the caller was told')
  if (isTold && form.callerToldWhat.trim() === '') fault('callerToldWhat', 'Enter what the caller was told')
  if (form.callerTold === 'no' && form.notToldBecause.trim() === '') fault('notToldBecause', 'Enter why the caller was not told')
  return { ...form, attendedAt, callerToldAt }
}

/** A result: codes, account, who attended, and what the caller was told. */
export const ResultForm = z.strictObject(resultShape).transform(withTimes)
/** A result entered again, and why. */
export const ResultCorrectionForm = z.strictObject({ ...resultShape, reason: orEmpty('the reason', REASON) }).transform((form, check) => {
  const whole = withTimes(form, check)
  if (form.reason.trim() === '') check.addIssue({ code: 'custom', message: 'Enter why the result is corrected', path: ['reason'] })
  return whole
})

/** Another type or qualifier, and why. */
export const ClassificationForm = z.strictObject({
  version: Version, type: wordsOrNull('the type', { max: 60 }),
  qualifier: z.union([z.enum(QUALIFIERS), z.literal('')]).nullish().transform((key) => (key === undefined || key === null || key === '' ? null : key)), reason: reason('why it is changed'),
})
/** The crime that underlies the incident. */
export const CrimeForm = z.strictObject({ version: Version, crimeReference: words('the crime reference', { max: 60 }), victimsCode: ticked })
/** An intelligence report submitted, or why none was. */
export const IntelligenceForm = z.strictObject({
  version: Version, intelligence: choice(['submitted', 'considered'], 'Say whether a report was submitted'), reference: orEmpty('the reference', 60), because: orEmpty('the reason', REASON),
})
/** The reference of which somebody ticked that they know what linking to it does; any other answer is none. */
export const Knowing = words('the reference', { max: 40, required: false }).catch('')
/** The incident that this one repeats; and that whoever links it knows they will not see it any more, where that is so. */
export const DuplicateForm = z.strictObject({ version: Version, reference: words('the reference of the incident it repeats', { max: 40 }), reason: orEmpty('the reason', REASON), knowing: Knowing })
/** Why a duplicate link is undone, and whether what it raised is taken back: it is, unless somebody says otherwise. */
export const UnlinkForm = z.strictObject({ version: Version, reason: reason('why the link is undone'), takeBack: z.enum(['yes', 'no'], { error: 'Say whether to take it back' }).nullish().transform((answer) => answer !== 'no') })

/** The officer an incident is allocated to. */
export const AllocationForm = z.strictObject({ version: Version, accountId: z.uuid({ error: 'Choose an officer' }), note: orEmpty('the note', REASON) })
const HOW = ['telephone', 'visit', 'e-mail', 'text message', 'letter', 'meeting'] as const

/** Contact with the victim or caller, or an attempt; everything that is missing from it is said together. */
export const FollowUpForm = z.strictObject({
  version: carried, reached: z.string().max(20).default(''), how: z.string().max(20).default(''), said: orEmpty('what was said', TEXT), followedUpAtDay: typedTime, followedUpAtTime: typedTime,
}).transform((form, check) => {
  const fault = (field: string, message: string): void => check.addIssue({ code: 'custom', message, path: [field] })
  const how = HOW.find((each) => each === form.how)
  if (form.reached !== 'yes' && form.reached !== 'no') fault('reached', 'Say whether they were reached')
  if (how === undefined) fault('how', 'Choose how')
  const at = momentOf(form.followedUpAtDay, form.followedUpAtTime, 'followedUpAtDay', check)
  if (form.said === '') fault('said', form.reached === 'no' ? 'Enter what was tried' : 'Enter what was said')
  return { isReached: form.reached === 'yes', how: how ?? 'telephone', said: form.said, at }
})

/** What was searched and found. */
export const ResearchForm = z.strictObject({ version: carried, searched: words('what was searched', { max: REASON }), found: words('what was found', { max: TEXT }) })
/** A flag confirmed or lifted. */
export const FlagDecisionForm = z.strictObject({ version: Version, decision: choice(['confirmed', 'lifted'], 'Say whether the flag is confirmed or lifted'), reason: orEmpty('the reason', REASON) })
/** A flag to raise, and why. */
export const FlagForm = z.strictObject({ version: Version, flag: choice(FLAGS, 'Choose a flag'), reason: reason('why the flag is raised') })
/** The officer asked for a risk assessment. */
export const AssessmentRequestForm = z.strictObject({ version: Version, accountId: z.uuid({ error: 'Choose an officer' }), reason: orEmpty('the reason', REASON) })

/** A note for the log. */
export const NoteForm = z.strictObject({ version: carried, text: words('the note', { max: TEXT }) })
/** What an entry should say, and why. */
export const EntryCorrectionForm = z.strictObject({ version: carried, text: words('what it should say', { max: TEXT }), reason: reason('why it is corrected') })
/** How something doubtful was settled. */
export const DoubtForm = z.strictObject({ version: carried, how: words('how it was settled', { max: REASON }) })
/** A button with nothing to fill in. */
export const NothingForm = z.strictObject({})

const optionalWord = z.string().max(80).nullish().transform((text) => (text === undefined || text === null || text === '' ? null : text))
const pageNumber = z.string().regex(/^\d{1,4}$/).nullish().transform((page) => Math.max(1, Number(page ?? '1')))
const listShape = {
  scope: z.enum(['team', 'borough', 'force', 'mine']).nullish().catch(null).transform((scope) => scope ?? null),
  status: z.enum(['open', 'all', 'recorded', 'deployed', 'not deployed', 'resulted']).catch('open').default('open'),
  type: optionalWord, qualifier: z.enum(QUALIFIERS).nullish().catch(null).transform((key) => key ?? null), flag: z.enum(FLAGS).nullish().catch(null).transform((flag) => flag ?? null),
  ward: optionalId.catch(null), team: optionalId.catch(null), grade: optionalWord, page: pageNumber.catch(1),
}

/** What a list's address may hold; what it does not know it ignores, so that an old link still opens. */
export const ListQuery = z.object(listShape)
/** The same with words, which are sent and never stand in an address. */
export const WordsForm = z.object({ ...listShape, words: orEmpty('words', 200) })
/** The month of open data asked for. */
export const OpenDataQuery = z.object({ month: z.string().regex(/^\d{4}-\d{2}-01$/).nullish().catch(null).transform((month) => month ?? null), page: pageNumber.catch(1) })
/** What narrows the queue for research. */
export const ResearchQuery = z.object({
  since: z.string().max(20).nullish().transform((since) => since ?? null), flag: z.enum(['repeat', 'vulnerable', 'hate', 'intimidation']).nullish().catch(null).transform((flag) => flag ?? null),
  unassessed: ticked.catch(false), page: pageNumber.catch(1),
})
