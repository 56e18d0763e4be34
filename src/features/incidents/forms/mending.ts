import { z } from 'zod'
import { choice, Id, londonAnswer, ticked, Version, words, wordsOrNull } from '#platform/http/fields.ts'
import { PEOPLE_ROLES } from '../rules/codes.ts'
import { type Answer, ANSWERS } from '../rules/screening.ts'
import { bornAnswer } from './born.ts'

const REASON = 1_000
const reason = words('why it is corrected', { max: REASON })
const typedTime = z.string().max(40).nullish().transform((text) => text ?? '')
const degrees = (label: string, most: number) => z.string().max(30).nullish().transform((text, check): number | null => {
  const typed = (text ?? '').trim()
  if (typed === '') return null
  const value = Number(typed)
  if (Number.isFinite(value) && Math.abs(value) <= most) return value
  check.addIssue({ code: 'custom', message: `Enter the ${label} as degrees, for example ${most === 180 ? '-0.0812' : '51.5012'}` })
  return z.NEVER
})

/** Where it happened after all, and how its point is found. */
export const PlaceForm = z.strictObject({
  version: Version, placeText: wordsOrNull('the address or place', { max: 500 }), placePostcode: wordsOrNull('the postcode', { max: 20 }),
  point: choice(['look up', 'keep', 'given'], 'Choose how the point on the map is found'), longitude: degrees('longitude', 180), latitude: degrees('latitude', 90), reason,
}).transform(({ placeText, placePostcode, point, longitude, latitude, ...form }, check) => {
  const read = { ...form, text: placeText, postcode: placePostcode }
  if (point !== 'given') return { ...read, point }
  if (longitude !== null && latitude !== null) return { ...read, point: { longitude, latitude } }
  check.addIssue({ code: 'custom', message: `Enter the ${longitude === null ? 'longitude' : 'latitude'}`, path: [longitude === null ? 'longitude' : 'latitude'] })
  return z.NEVER
})

/** When it began and ended, and why that is corrected. */
export const TimesForm = z.strictObject({ version: Version, fromDay: typedTime, fromTime: typedTime, toDay: typedTime, toTime: typedTime, reason }).transform((form, check) => {
  const moment = (name: 'from' | 'to'): Date | null => {
    const read = londonAnswer(form[`${name}Day`], form[`${name}Time`])
    if ('at' in read) return read.at
    check.addIssue({ code: 'custom', message: read.error, path: [read.error.includes('time') ? `${name}Time` : `${name}Day`] })
    return null
  }
  return { version: form.version, reason: form.reason, occurredFrom: moment('from'), occurredTo: moment('to') }
})

const personShape = {
  version: Version, role: choice(PEOPLE_ROLES, 'Choose their part'),
  givenName: wordsOrNull('the first name', { max: 100 }), familyName: wordsOrNull('the last name', { max: 100 }),
  dateOfBirth: z.string().max(40).nullish().transform((text, check) => {
    const typed = (text ?? '').trim()
    const read = typed === '' ? null : bornAnswer(typed)
    if (typed !== '' && read === null) check.addIssue({ code: 'custom', message: 'Enter the date of birth as a date, for example 2/4/1961' })
    return read
  }),
  phone: wordsOrNull('the telephone number', { max: 50 }), email: wordsOrNull('the e-mail address', { max: 254 }), addressText: wordsOrNull('the address', { max: 500 }), postcode: wordsOrNull('the postcode', { max: 20 }),
  wantsContact: z.union([z.enum(['yes', 'no']), z.literal('')]).nullish().transform((said) => (said === 'yes' ? true : said === 'no' ? false : null)),
  safeToContact: wordsOrNull('how it is safe to reach them', { max: 500 }), isAnonymous: ticked,
}

/** What is right of somebody, and why it is corrected. */
export const PersonCorrectionForm = z.strictObject({ ...personShape, reason }).transform(({ version, reason: why, ...person }) => ({ version, reason: why, person }))
/** Somebody to add: their own details, or those of somebody in it already. */
export const PersonForm = z.strictObject({ ...personShape, sameAs: z.union([Id, z.literal('')]).nullish().transform((id) => (id === undefined || id === null || id === '' ? null : id)) })
  .transform(({ version, sameAs, ...person }) => ({ version, sameAs, person }))

/** Answers to the prompt given later: the questions left alone are left out. */
export const PromptForm = z.record(z.string().max(80), z.string().max(2_000)).transform((typed, check): { version: number; answers: Answer[] } => {
  const fault = (field: string, message: string): void => check.addIssue({ code: 'custom', message, path: [field] })
  const version = Version.safeParse(typed['version'])
  if (!version.success) fault('version', 'Open the page again and repeat the change')
  for (const name of Object.keys(typed)) if (name !== 'version' && !/^prompt\.[\w-]{1,40}\.(?:answer|note)$/.test(name)) fault(name, 'This is not a field of the page')
  const answers = Object.entries(typed).flatMap(([name, value]): Answer[] => {
    const question = /^prompt\.([\w-]+)\.answer$/.exec(name)?.[1]
    if (question === undefined || value === '') return []
    const answer = ANSWERS.find((each) => each === value)
    const note = wordsOrNull('what they said', { max: 2_000 }).safeParse(typed[`prompt.${question}.note`])
    if (answer === undefined || !note.success) {
      fault(answer === undefined ? name : `prompt.${question}.note`, answer === undefined ? 'Choose yes, no, would not say or not asked' : 'Enter what they said again')
      return []
    }
    if (answer === 'not-asked' && note.data === null) fault(`prompt.${question}.note`, 'Enter why it was not asked')
    return [{ question, answer, detail: answer === 'not-asked' ? null : note.data, reason: answer === 'not-asked' ? note.data : null }]
  })
  return { version: version.data ?? 0, answers }
})
