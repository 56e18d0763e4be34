import { z } from 'zod'
import { choice, Id, londonAnswer, ticked, Version, words, wordsOrNull } from '#platform/http/fields.ts'
import { contactWays } from './rules/contact.ts'

const most = { max: 10_000 }
const reason = (label: string) => words(label, { max: 2_000 })

/** A moment typed in two boxes, `onDay` and `atTime`; the day is needed. */
function momentOf(onDay: string, atTime: string, check: z.core.$RefinementCtx, label: string): Date | null {
  const answer = londonAnswer(onDay, atTime)
  if ('error' in answer || answer.at === null) {
    check.addIssue({ code: 'custom', path: ['onDay'], message: 'error' in answer ? answer.error : `Enter ${label}` })
    return null
  }
  return answer.at
}
const dayBox = words('the date', { max: 30, required: false })
const timeBox = words('the time', { max: 20, required: false })

/** Opening a case by hand: the reason. */
export const OpenForm = z.strictObject({ reason: reason('why a case is opened') })

/** A contact with the victim, or an attempt at one. */
export const ContactForm = z.strictObject({
  how: choice(contactWays, 'Choose how you reached the victim, or tried to'), onDay: dayBox, atTime: timeBox,
  isReached: choice(['yes', 'no'], 'Choose whether you reached them'), said: words('what was said', most), told: wordsOrNull('what the victim was told', most),
}).transform(({ onDay, atTime, isReached, ...rest }, check) => {
  const at = momentOf(onDay, atTime, check, 'when it was')
  return at === null ? z.NEVER : { ...rest, at, isReached: isReached === 'yes' }
})

/** A decision and its reason. */
export const DecisionForm = z.strictObject({ decision: words('the decision', most), reason: reason('the reason') })
/** A note in the case’s log. */
export const NoteForm = z.strictObject({ text: words('the note', most) })
/** What an entry should have said, and why. */
export const CorrectionForm = z.strictObject({ text: words('what it should say', most), reason: reason('why it is corrected') })
/** Another incident that belongs to the case. */
export const LinkForm = z.strictObject({ reference: words('the incident’s reference', { max: 40 }), because: reason('why it belongs to this case') })
/** Somebody who plays a part in the case. */
export const PersonForm = z.strictObject({
  part: choice(['victim', 'witness', 'suspect'], 'Choose their part in the case'), givenName: wordsOrNull('the given name', { max: 100 }), familyName: wordsOrNull('the family name', { max: 100 }),
  phone: wordsOrNull('the telephone number', { max: 40 }), safeToContact: wordsOrNull('how it is safe to reach them', { max: 500 }), note: wordsOrNull('the note', { max: 2_000 }),
})
/** What the files that come with this form are. */
export const FilesForm = z.strictObject({ about: words('what the files are', { max: 200 }) })
/** Who is to own the case; nobody puts it back on the team’s list. */
export const AllocationForm = z.strictObject({ version: Version, ownerId: z.union([z.uuid({ error: 'Choose who will own the case' }), z.literal('nobody')], { error: 'Choose who will own the case' }), reason: wordsOrNull('the reason', { max: 2_000 }) })
/** The team the case goes to. */
export const TransferForm = z.strictObject({ version: Version, teamId: z.uuid({ error: 'Choose the team' }), reason: reason('why it is transferred') })
/** How a standard ended. */
export const PlanForm = z.strictObject({ version: Version, state: choice(['done', 'missed', 'not needed'], 'Choose done, missed or not needed'), text: words('what was done, or why not', most) })
/** Why a standard’s clock stands still; nothing lets it run again. */
export const PauseForm = z.strictObject({ reason: words('the reason', { max: 300, required: false }) })
/** What came of a review, and whose turn it was. */
export const ReviewForm = z.strictObject({ version: Version, rank: choice(['police staff', 'pcso', 'constable', 'sergeant', 'inspector', 'chief inspector', 'superintendent'], 'Choose whose turn it is'), outcome: words('what came of the review', most) })
/** What closing needs: the result, and what the victim was told and when, or why not. */
export const ClosingForm = z.strictObject({
  version: Version, resultKey: words('the result of the case', { max: 60 }), account: words('what was done and how it ended', most),
  isTold: choice(['yes', 'no', 'no victim'], 'Choose whether the victim was told'), onDay: dayBox, atTime: timeBox,
  toldWhat: words('what the victim was told', { ...most, required: false }), notToldBecause: words('why the victim was not told', { ...most, required: false }),
}).transform(({ isTold, onDay, atTime, toldWhat, notToldBecause, ...rest }, check) => {
  if (isTold !== 'yes') {
    if (isTold === 'no' && notToldBecause === '') check.addIssue({ code: 'custom', path: ['notToldBecause'], message: 'Enter why the victim was not told' })
    return { ...rest, told: null, notToldBecause: notToldBecause === '' ? null : notToldBecause }
  }
  const at = momentOf(onDay, atTime, check, 'when the victim was told')
  if (toldWhat === '') check.addIssue({ code: 'custom', path: ['toldWhat'], message: 'Enter what the victim was told' })
  return at === null || toldWhat === '' ? z.NEVER : { ...rest, told: { at, what: toldWhat }, notToldBecause: null }
})
/** Whether the case is closed, with the reason when it is not. */
export const ClosingDecisionForm = z.strictObject({ version: Version, answer: choice(['approve', 'refuse'], 'Choose whether the case is closed'), reason: words('the reason', { max: 2_000, required: false }) })
/** Why a closed case is opened again. */
export const ReopeningForm = z.strictObject({ version: Version, reason: reason('why the case is opened again') })
/** Who may see a sealed case, and why it is sealed. */
export const SealForm = z.strictObject({
  version: Version, reason: reason('why'), takeOff: ticked,
  accountIds: z.union([z.array(Id), Id]).nullish().transform((value) => (value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value)),
})

/** What a list of cases may be narrowed by. */
export const ListQuery = z.object({
  scope: z.enum(['mine', 'unallocated', 'team', 'borough', 'force', 'closing', 'reviews']).optional().catch(undefined),
  band: z.enum(['high', 'medium', 'low']).optional().catch(undefined),
  status: z.enum(['working', 'open', 'closing requested', 'closed']).catch('working'),
  due: z.enum(['overdue', 'week']).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(400).catch(1),
})
/** The same with words, which can be a name: they are sent, and never stand in an address. */
export const ListWordsForm = ListQuery.extend({ words: wordsOrNull('words', { max: 100 }) })
