import { z } from 'zod'
import { day, instant, words, wordsOrNull } from '#platform/http/fields.ts'
import { CHANNELS, PEOPLE_ROLES, QUALIFIERS } from '../rules/codes.ts'
import { ANSWERS } from '../rules/screening.ts'

/** The most characters a narrative may have. */
export const NARRATIVE_MOST = 100_000
/** The most people one report may name. */
export const PEOPLE_MOST = 50

const reportChannels = CHANNELS.filter((channel) => channel !== 'open-data')

/** A code as machines spell it: "Front counter" and "front_counter" are "front-counter". */
function spelt<const T extends readonly string[]>(known: T, message: string): z.ZodType<T[number]> {
  return z.string({ error: message }).transform((text) => text.trim().toLowerCase().replaceAll(/[\s_]+/g, '-')).pipe(z.enum(known, { error: message }))
}

const longitude = z.number({ error: 'Give the longitude as a number of degrees' }).min(-180, { error: 'A longitude lies between -180 and 180 degrees' }).max(180, { error: 'A longitude lies between -180 and 180 degrees' })
const latitude = z.number({ error: 'Give the latitude as a number of degrees' }).min(-90, { error: 'A latitude lies between -90 and 90 degrees' }).max(90, { error: 'A latitude lies between -90 and 90 degrees' })

const Location = z.strictObject({
  text: wordsOrNull('the place', { max: 500 }),
  postcode: wordsOrNull('the postcode', { max: 20 }),
  longitude: longitude.nullish(),
  latitude: latitude.nullish(),
}).refine((place) => ((place.longitude ?? null) === null) === ((place.latitude ?? null) === null), { error: 'Give both the longitude and the latitude, or neither', path: ['latitude'] })

const part = spelt(PEOPLE_ROLES, `Say which part the person played: ${PEOPLE_ROLES.join(', ')}`)

const Person = z.strictObject({
  role: part.optional().describe('The part the person played. Give it, or parts'),
  parts: z.array(part).max(PEOPLE_ROLES.length, { error: `A person plays at most ${PEOPLE_ROLES.length} parts` }).nullish()
    .describe('Every part the person played, where it is more than one: ["caller", "victim"] is one person who rang about what was done to them'),
  anonymous: z.boolean({ error: 'Say true or false' }).nullish().describe('They were asked and would not say who they are; then no name is given'),
  givenName: wordsOrNull('the given name', { max: 100 }),
  familyName: wordsOrNull('the family name', { max: 100 }),
  dateOfBirth: day('the date of birth').nullish(),
  phone: wordsOrNull('the telephone number', { max: 50 }),
  email: wordsOrNull('the e-mail address', { max: 254 }),
  address: z.strictObject({ text: wordsOrNull('the address', { max: 500 }), postcode: wordsOrNull('the postcode', { max: 20 }) }).nullish(),
  wantsContact: z.boolean({ error: 'Say true or false' }).nullish(),
  safeToContact: wordsOrNull('how it is safe to reach them', { max: 500 }),
}).transform(({ role, parts, ...person }, check) => {
  const [first, ...others] = [...new Set([...(role === undefined ? [] : [role]), ...(parts ?? [])])]
  if (first === undefined) check.addIssue({ code: 'custom', message: `Say which part the person played: ${PEOPLE_ROLES.join(', ')}`, path: ['role'] })
  if (person.anonymous === true && (person.givenName !== null || person.familyName !== null)) {
    check.addIssue({ code: 'custom', message: 'Give a name, or say that they would not give one, not both', path: ['anonymous'] })
  }
  return { ...person, role: first ?? 'caller', otherParts: others }
})

const Answered = z.strictObject({
  question: words('the question’s key', { max: 40 }),
  answer: spelt([...ANSWERS, 'would-not-say'] as const, `Answer with one of ${ANSWERS.join(', ')}`),
  detail: wordsOrNull('the detail', { max: 2000 }),
  reason: wordsOrNull('the reason', { max: 500 }),
})

const Relation = z.strictObject({
  id: z.uuid({ error: 'Give the id of an incident' }),
  as: spelt(['related', 'separate'] as const, 'Say how they relate: related, or separate'),
  reason: wordsOrNull('the reason', { max: 1000 }),
})

/** A report as another system sends it: unknown properties are refused, each field is named. */
export const ReportBody = z.strictObject({
  reference: wordsOrNull('the reference', { max: 100 }),
  channel: spelt(reportChannels, `Give the channel as one of ${reportChannels.join(', ')}`),
  reportedAt: instant('the time it was reported'),
  occurredFrom: instant('when it began').nullish(),
  occurredTo: instant('when it ended').nullish(),
  type: wordsOrNull('the type', { max: 60 }),
  qualifier: spelt([...QUALIFIERS, ''], `Give the qualifier as one of ${QUALIFIERS.join(', ')}`).nullish().transform((given) => (given === '' ? null : given)),
  narrative: words('the narrative', { max: NARRATIVE_MOST, required: false }).nullish(),
  location: Location.nullish(),
  people: z.array(Person).max(PEOPLE_MOST, { error: `Name at most ${PEOPLE_MOST} people in one report` }).nullish(),
  screening: z.array(Answered).max(50, { error: 'Answer at most 50 questions' }).nullish(),
  grade: wordsOrNull('the grade', { max: 40 }),
  relatesTo: z.array(Relation).max(20, { error: 'Name at most 20 incidents' }).nullish()
    .describe('What is known already of incidents like this one: related links the two, separate keeps anybody from asking again. An incident this system may not see is passed over'),
})

/** A further report of an incident on record, as another system sends it. */
export const FurtherReportBody = z.strictObject({
  reference: wordsOrNull('the reference', { max: 100 }).describe('The other system’s own number of this report; taken once'),
  channel: spelt(reportChannels, `Give the channel as one of ${reportChannels.join(', ')}`),
  reportedAt: instant('the time it was reported'),
  narrative: words('the narrative', { max: NARRATIVE_MOST, required: false }).nullish().describe('What was said; it stands in the log of the incident'),
  place: wordsOrNull('the place', { max: 500 }).describe('Where they said it happens, if it is said otherwise than before; the incident’s own place is never changed by it'),
  people: z.array(Person).max(PEOPLE_MOST, { error: `Name at most ${PEOPLE_MOST} people in one report` }).nullish(),
  screening: z.array(Answered).max(50, { error: 'Answer at most 50 questions' }).nullish(),
  grade: wordsOrNull('the grade', { max: 40 }).describe('Where it is quicker than the incident’s, the team is told so; another system’s grade never changes the incident’s own'),
})

const At = z.iso.datetime({ offset: true })
const DoubtReply = z.object({ kind: z.string(), sentence: z.string() })

/** What another system is told when its report is on record. */
export const RecordedReply = z.object({
  id: z.uuid(), reference: z.string(), url: z.string(), team: z.object({ name: z.string() }).nullable(), notifiedAt: At, doubts: z.array(DoubtReply),
  similar: z.array(z.object({ id: z.uuid(), reference: z.string(), because: z.array(z.string()) })),
})

/** What another system is told when its report was added to an incident on record. */
export const FurtherReply = z.object({
  id: z.uuid().describe('The incident it was added to'), reference: z.string(), url: z.string(), team: z.object({ name: z.string() }).nullable(), addedAt: At,
  flagsRaised: z.array(z.string()), isMoreUrgent: z.boolean().describe('Its answers or its grade call for a quicker response than the incident was graded for'),
})

const Coded = z.object({ key: z.string(), code: z.string().nullable(), name: z.string() })

/** An incident as another system reads it back. */
export const IncidentReply = z.object({
  id: z.uuid(), reference: z.string(), sourceReference: z.string().nullable(), url: z.string(), status: z.string(), channel: z.string(),
  reportedAt: At, occurredFrom: At.nullable(), occurredTo: At.nullable(), recordedAt: At,
  type: Coded.nullable(), qualifier: z.string().nullable(), grade: z.string().nullable(), suggestedGrade: z.string().nullable(), flags: z.array(z.string()),
  narrative: z.string(),
  location: z.object({ text: z.string().nullable(), postcode: z.string().nullable(), longitude: z.number().nullable(), latitude: z.number().nullable(), ward: z.string().nullable(), borough: z.string().nullable() }),
  team: z.object({ name: z.string() }).nullable(),
  people: z.array(z.object({ role: z.string(), parts: z.array(z.string()), givenName: z.string().nullable(), familyName: z.string().nullable(), anonymous: z.boolean() })),
  doubts: z.array(DoubtReply),
  screening: z.array(z.object({ question: z.string(), answer: z.string(), detail: z.string().nullable(), reason: z.string().nullable() })),
  furtherReports: z.array(z.object({ reference: z.string().nullable(), channel: z.string(), reportedAt: At.nullable(), addedAt: At })),
})
