// The report page's form: how its fields are named, and how what was typed becomes a report.
//   people.0.phone      the first person's telephone
//   prompt.d1.answer    what was answered to the prompt's question d1
import { z } from 'zod'
import { Id, londonAnswer, words, wordsOrNull } from '#platform/http/fields.ts'
import type { FieldErrors } from '#ui/page.ts'
import { CHANNELS, PEOPLE_ROLES, QUALIFIERS } from '../rules/codes.ts'
import type { Report, ReportedPerson } from '../rules/report.ts'
import { type Answer, ANSWERS } from '../rules/screening.ts'
import type { Exits } from '../rules/similar.ts'
import { bornAnswer } from './born.ts'
import { NARRATIVE_MOST } from './record-api.ts'
import { exitsTyped } from './similar.ts'

/** The most people that the page takes; more are added on the incident itself. */
export const PAGE_PEOPLE_MOST = 10

/** What was typed on the report page, field by field. */
export type Typed = Readonly<Record<string, string | readonly string[]>>

const field = /^(?:draftId|channel|reported(?:Day|Time)|(?:from|to)(?:Day|Time)|type|qualifier|narrative|grade|danger|with|place\.(?:text|postcode|addressId)|prompt\.[\w-]{1,40}\.(?:answer|note)|people\.\d\.(?:role|givenName|familyName|dateOfBirth|phone|email|sameAddress|addressText|postcode|wantsContact|safeToContact|isAnonymous|isVictim|personId|notThem)|similar\.(?:reason|[\da-f-]{36}))$/

/** Whatever was typed so far, when nothing is asked of it: for drafts, suggestions and showing the page again. */
export const TypedForm: z.ZodType<Typed> = z.record(z.string().max(80), z.union([z.string().max(NARRATIVE_MOST * 2), z.array(z.string().max(500)).max(20)]))

/** A report as the page sends it; null where the time of the report is now. */
export type TypedReport = Omit<Report, 'reportedAt'> & { readonly reportedAt: Date | null; readonly exits: Exits }

/** The report page when it is sent: a report, or what is malformed, field by field. Each field says itself when it is too long. */
export const ReportForm: z.ZodType<TypedReport> = z.record(z.string().max(80), z.union([z.string(), z.array(z.string().max(500)).max(20)])).transform((typed, check) => {
  const issues: { field: string; message: string }[] = []
  const report = reportFrom(typed, (name, message) => void issues.push({ field: name, message }))
  for (const { field: name, message } of issues) check.addIssue({ code: 'custom', path: [name], message })
  return report
})

/** What somebody typed in one field. */
export function typedIn(typed: Typed, name: string): string {
  const value = typed[name]
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()
}

/** How many people the page has room for: those named so far, at least the caller. */
export function peopleShown(typed: Typed): number {
  const places = Object.keys(typed).flatMap((name) => /^people\.(\d)\./.exec(name)?.[1] ?? []).map(Number)
  return Math.min(PAGE_PEOPLE_MOST, Math.max(1, ...places.map((place) => place + 1)))
}

/** The person typed in one place of the page; null when nothing is said of them. Faults are passed to `fault`. */
export function personTyped(typed: Typed, place: number, fault: (name: string, message: string) => void): ReportedPerson | null {
  const name = (part: string): string => `people.${place}.${part}`
  const read = (part: string, label: string, max: number): string | null => textIn(typed, name(part), label, max, fault)
  const isSame = typedIn(typed, name('sameAddress')) === 'yes'
  const dayText = typedIn(typed, name('dateOfBirth'))
  const dateOfBirth = dayText === '' ? null : bornAnswer(dayText)
  if (dayText !== '' && dateOfBirth === null) fault(name('dateOfBirth'), 'Enter the date of birth as a date, for example 2/4/1961')
  const id = typedIn(typed, name('personId'))
  if (id !== '' && !Id.safeParse(id).success) fault(name('personId'), 'Choose the person again')
  const wants = typedIn(typed, name('wantsContact'))
  const isVictim = typedIn(typed, name('isVictim')) === 'yes'
  const person: Omit<ReportedPerson, 'otherParts'> = {
    role: PEOPLE_ROLES.find((role) => role === typedIn(typed, name('role'))) ?? (place === 0 ? 'caller' : 'victim'),
    givenName: read('givenName', 'the first name', 100), familyName: read('familyName', 'the last name', 100), dateOfBirth,
    phone: read('phone', 'the telephone number', 50), email: read('email', 'the e-mail address', 254),
    addressText: isSame ? textIn(typed, 'place.text', 'the place', 500, fault) : read('addressText', 'the address', 500),
    postcode: isSame ? textIn(typed, 'place.postcode', 'the postcode', 20, fault) : read('postcode', 'the postcode', 20),
    wantsContact: wants === 'yes' ? true : wants === 'no' ? false : null, safeToContact: read('safeToContact', 'how it is safe to reach them', 500),
    personId: id === '' ? null : id, isAnonymous: typedIn(typed, name('isAnonymous')) === 'yes',
  }
  const notPersonIds = typedIn(typed, name('notThem')).split(' ').filter((each) => Id.safeParse(each).success).slice(0, 20)
  const { role: _role, ...said } = person
  if (!isVictim && Object.values(said).every((value) => value === null || value === false)) return null
  return { ...person, ...(isVictim ? { otherParts: ['victim'] } : {}), ...(notPersonIds.length === 0 ? {} : { notPersonIds }) }
}

function reportFrom(typed: Typed, fault: (name: string, message: string) => void): TypedReport {
  for (const name of Object.keys(typed)) if (!field.test(name)) fault(name, `“${name.slice(0, 40)}” is not a field of this page`)
  const oneOf = <const T extends readonly string[]>(name: string, known: T, message: string): T[number] | null => {
    const value = typedIn(typed, name)
    const found = known.find((each) => each === value) ?? null
    if (value !== '' && found === null) fault(name, message)
    return found
  }
  const narrative = words('what is happening', { max: NARRATIVE_MOST, required: false }).safeParse(typedIn(typed, 'narrative'))
  if (!narrative.success) fault('narrative', narrative.error.issues[0]?.message ?? 'Enter what is happening again')
  const draft = typedIn(typed, 'draftId')
  if (!Id.safeParse(draft).success) fault('draftId', 'Open the page again and repeat what you typed')
  const address = typedIn(typed, 'place.addressId')
  const reported = timeIn(typed, 'reported', fault)
  const channels = CHANNELS.filter((channel) => channel !== 'open-data')
  const channel = oneOf('channel', channels, 'Choose how the report reached us')
  if (channel === null && typedIn(typed, 'channel') === '') fault('channel', 'Choose how the report reached us')
  const people = Array.from({ length: peopleShown(typed) }, (_, place) => personTyped(typed, place, fault)).filter((person) => person !== null)
  return {
    sourceReference: null, channel: channels.find((each) => each === channel) ?? '101', reportedAt: reported, occurredFrom: timeIn(typed, 'from', fault), occurredTo: timeIn(typed, 'to', fault),
    type: typedIn(typed, 'type') || null, qualifier: oneOf('qualifier', QUALIFIERS, 'Choose personal, nuisance or environmental'),
    narrative: narrative.data ?? '', grade: typedIn(typed, 'grade') || null, isInDanger: typedIn(typed, 'danger') === 'yes',
    place: {
      text: textIn(typed, 'place.text', 'the place', 500, fault), postcode: textIn(typed, 'place.postcode', 'the postcode', 20, fault), longitude: null, latitude: null,
      addressId: Id.safeParse(address).success ? address : null,
    },
    people, screening: answersTyped(typed, fault), draftId: draft, exits: exitsTyped(typed, fault),
  }
}

/** What was answered to the prompt so far: a question nobody touched is left out. */
export function answersTyped(typed: Typed, fault: (name: string, message: string) => void = () => undefined): Answer[] {
  const asked = Object.keys(typed).flatMap((name) => /^prompt\.([\w-]+)\.answer$/.exec(name)?.[1] ?? [])
  return asked.flatMap((question) => {
    const name = `prompt.${question}`
    const value = typedIn(typed, `${name}.answer`)
    const answer = ANSWERS.find((each) => each === value)
    if (value === '') return []
    if (answer === undefined) {
      fault(`${name}.answer`, 'Choose yes, no, would not say or not asked')
      return []
    }
    const note = textIn(typed, `${name}.note`, answer === 'not-asked' ? 'why it was not asked' : 'what they said', 2000, fault)
    return [{ question, answer, detail: answer === 'not-asked' ? null : note, reason: answer === 'not-asked' ? note : null }]
  })
}

function textIn(typed: Typed, name: string, label: string, max: number, fault: (name: string, message: string) => void): string | null {
  const read = lineOf(label, max).safeParse(typedIn(typed, name))
  if (read.success) return read.data
  fault(name, read.error.issues[0]?.message ?? `Enter ${label} again`)
  return null
}

/** A page of ten people has a hundred fields of a few kinds; making each kind once and not each time is most of the reading's cost. */
const lines = new Map<string, ReturnType<typeof wordsOrNull>>()
function lineOf(label: string, max: number): ReturnType<typeof wordsOrNull> {
  const key = `${max} ${label}`
  const known = lines.get(key) ?? wordsOrNull(label, { max })
  lines.set(key, known)
  return known
}

function timeIn(typed: Typed, name: string, fault: (name: string, message: string) => void): Date | null {
  const read = londonAnswer(typedIn(typed, `${name}Day`), typedIn(typed, `${name}Time`))
  if ('at' in read) return read.at
  fault(read.error.includes('time') ? `${name}Time` : `${name}Day`, read.error)
  return null
}

/** What the page asks Heed of what was typed so far; what is malformed is passed over. */
export function askedOf(typed: Typed) {
  const silent = (): void => undefined
  const people = Array.from({ length: peopleShown(typed) }, (_, place) => {
    const person = personTyped(typed, place, silent)
    if (person === null || person.role === 'suspect') return null
    const { givenName, familyName, dateOfBirth, phone, email, addressText, postcode, personId } = person
    return { place, givenName, familyName, dateOfBirth, phone, email, addressText, postcode, personId: Id.safeParse(personId).success ? personId : null, notThem: typedIn(typed, `people.${place}.notThem`).split(' ').filter((id) => id !== '') }
  }).filter((person) => person !== null)
  return {
    place: { text: typedIn(typed, 'place.text') || null, postcode: typedIn(typed, 'place.postcode') || null, addressId: typedIn(typed, 'place.addressId') || null },
    people, answers: answersTyped(typed), isInDanger: typedIn(typed, 'danger') === 'yes',
    type: typedIn(typed, 'type') || null, reportedAt: timeIn(typed, 'reported', silent),
  }
}

/** What stands on the page after one of its buttons was pressed: another person, a person known or not, an address chosen. */
export function typedAfter(typed: Typed, choices: readonly { id: string; line: string; postcode: string | null }[]): Typed {
  const { with: pressed, ...kept } = typed
  const [what = '', first = '', second = ''] = typeof pressed === 'string' ? pressed.split('.') : []
  const chosen = choices.find(({ id }) => id === first)
  switch (what) {
    case 'add': return peopleShown(kept) >= PAGE_PEOPLE_MOST ? kept : { ...kept, [`people.${peopleShown(kept)}.role`]: 'victim' }
    case 'same': return { ...kept, [`people.${first}.personId`]: second }
    case 'undo': return { ...kept, [`people.${first}.personId`]: '' }
    case 'not': return { ...kept, [`people.${first}.notThem`]: `${typedIn(kept, `people.${first}.notThem`)} ${second}`.trim() }
    case 'place': return chosen === undefined ? kept : { ...kept, 'place.text': chosen.line, 'place.postcode': chosen.postcode ?? typedIn(kept, 'place.postcode'), 'place.addressId': chosen.id }
    default: return kept
  }
}

/** The page's own name for a field that a rule found fault with. */
export function errorsOnPage(errors: FieldErrors): FieldErrors {
  const own: Readonly<Record<string, string>> = { reportedAt: 'reportedDay', occurredFrom: 'fromDay', occurredTo: 'toDay' }
  return errors.map(({ field: name, message }) => ({ field: own[name] ?? name, message }))
}
