import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { CHANNELS, PEOPLE_ROLES, QUALIFIERS } from '../rules/codes.ts'
import { ANSWERS } from '../rules/screening.ts'
import { FurtherReportBody, NARRATIVE_MOST, PEOPLE_MOST, ReportBody } from './record-api.ts'

const faults = (form: z.ZodType, sent: unknown): readonly (readonly [string, string])[] => form.safeParse(sent).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
const least = { channel: '101', reportedAt: '2026-11-23T11:14:00Z' }
const report = (over: object) => faults(ReportBody, { ...least, ...over })
const further = (over: object) => faults(FurtherReportBody, { ...least, ...over })
const person = (over: object) => report({ people: [{ role: 'victim', ...over }] })
const id = '01a0a0a0-0000-7000-8000-000000000000'
const channels = 'Give the channel as one of 999, 101, front-counter, neighbourhood-team, online, partner'
const parts = 'Say which part the person played: caller, victim, witness, suspect'

describe('a report of the fewest words', () => {
  it('is a channel and a moment; all else may be left out or null', () => {
    expect(report({})).toEqual([])
    expect(further({})).toEqual([])
    const nothing = Object.fromEntries(['reference', 'occurredFrom', 'occurredTo', 'type', 'qualifier', 'narrative', 'location', 'people', 'screening', 'grade', 'relatesTo'].map((name) => [name, null]))
    expect(report(nothing)).toEqual([])
    expect(further(Object.fromEntries(['reference', 'narrative', 'place', 'people', 'screening', 'grade'].map((name) => [name, null])))).toEqual([])
  })

  it.each([[ReportBody], [FurtherReportBody]])('says of each of the two that it is missing', (form) => {
    expect(faults(form, {}).map(([field]) => field)).toEqual(['channel', 'reportedAt'])
    expect(faults(form, { ...least, channel: null })).toEqual([['channel', channels]])
  })
})

describe('each field of a report that is wrong by itself', () => {
  it.each([
    [{ channel: 'pigeon' }, 'channel', channels],
    [{ channel: '' }, 'channel', channels],
    [{ channel: 101 }, 'channel', channels],
    [{ channel: 'open-data' }, 'channel', channels],
    [{ reference: 'x'.repeat(101) }, 'reference', 'The reference must be 100 characters or fewer; it has 101'],
    [{ type: 'x'.repeat(61) }, 'type', 'The type must be 60 characters or fewer; it has 61'],
    [{ grade: 'x'.repeat(41) }, 'grade', 'The grade must be 40 characters or fewer; it has 41'],
    [{ qualifier: 'rude' }, 'qualifier', 'Give the qualifier as one of personal, nuisance, environmental'],
    [{ qualifier: 1 }, 'qualifier', 'Give the qualifier as one of personal, nuisance, environmental'],
    [{ location: { longitude: '0', latitude: 51 } }, 'location.longitude', 'Give the longitude as a number of degrees'],
    [{ location: { longitude: 181, latitude: 51 } }, 'location.longitude', 'A longitude lies between -180 and 180 degrees'],
    [{ location: { longitude: 0, latitude: 'north' } }, 'location.latitude', 'Give the latitude as a number of degrees'],
    [{ location: { longitude: 0, latitude: -91 } }, 'location.latitude', 'A latitude lies between -90 and 90 degrees'],
    [{ location: { longitude: 0 } }, 'location.latitude', 'Give both the longitude and the latitude, or neither'],
    [{ location: { latitude: 51, longitude: null } }, 'location.latitude', 'Give both the longitude and the latitude, or neither'],
    [{ location: { text: 'x'.repeat(501) } }, 'location.text', 'The place must be 500 characters or fewer; it has 501'],
    [{ location: { postcode: 'x'.repeat(21) } }, 'location.postcode', 'The postcode must be 20 characters or fewer; it has 21'],
    [{ people: Array.from({ length: PEOPLE_MOST + 1 }, () => ({ role: 'witness' })) }, 'people', 'Name at most 50 people in one report'],
    [{ screening: Array.from({ length: 51 }, () => ({ question: 'd1', answer: 'yes' })) }, 'screening', 'Answer at most 50 questions'],
    [{ screening: [{ question: 'd1', answer: 'perhaps' }] }, 'screening.0.answer', 'Answer with one of yes, no, declined, not-asked'],
    [{ screening: [{ question: '', answer: 'yes' }] }, 'screening.0.question', 'Enter the question’s key'],
    [{ relatesTo: Array.from({ length: 21 }, () => ({ id, as: 'related' })) }, 'relatesTo', 'Name at most 20 incidents'],
    [{ relatesTo: [{ id: 'x', as: 'related' }] }, 'relatesTo.0.id', 'Give the id of an incident'],
    [{ relatesTo: [{ id, as: 'same' }] }, 'relatesTo.0.as', 'Say how they relate: related, or separate'],
  ])('%j is refused by its name: %s', (over, field, message) => {
    expect(report(over)).toEqual([[field, message]])
  })

  it.each([['reportedAt', false], ['occurredFrom', true], ['occurredTo', true]] as const)('%s is an instant with its offset, never a day or a clock on a wall', (name, mayBeNull) => {
    for (const bad of ['2026-11-23', '2026-11-23T11:14:00', '23/11/2026 11:14', 'yesterday', '', 1_764_000_000, '2026-02-30T11:14:00Z']) expect([bad, report({ [name]: bad }).map(([field]) => field)]).toEqual([bad, [name]])
    for (const good of ['2026-11-23T11:14:00Z', '2026-11-23T11:14:00+00:00', '2026-07-01T12:14:00+01:00']) expect([good, report({ [name]: good })]).toEqual([good, []])
    expect(report({ [name]: null }).length).toBe(mayBeNull ? 0 : 1)
  })

  it('a narrative has an end, and a field nobody knows is refused by its name', () => {
    expect(report({ narrative: 'x'.repeat(NARRATIVE_MOST) })).toEqual([])
    expect(report({ narrative: 'x'.repeat(NARRATIVE_MOST + 1) }).map(([field]) => field)).toEqual(['narrative'])
    expect(report({ colour: 'red' })[0]?.[1]).toContain('colour')
    expect(report({ location: { street: 'x' } })[0]?.[0]).toBe('location')
    expect(person({ nickname: 'x' })[0]?.[0]).toBe('people.0')
  })
})

describe('each field of somebody in a report that is wrong by itself', () => {
  it.each([
    [{ role: 'landlord' }, 'role', parts],
    [{ role: undefined }, 'role', parts],
    [{ parts: ['victim', 'landlord'] }, 'parts.1', parts],
    [{ parts: ['victim', 'caller', 'witness', 'suspect', 'victim'] }, 'parts', 'A person plays at most 4 parts'],
    [{ anonymous: 'yes' }, 'anonymous', 'Say true or false'],
    [{ wantsContact: 'no' }, 'wantsContact', 'Say true or false'],
    [{ anonymous: true, givenName: 'Ada' }, 'anonymous', 'Give a name, or say that they would not give one, not both'],
    [{ anonymous: true, familyName: 'Pell' }, 'anonymous', 'Give a name, or say that they would not give one, not both'],
    [{ givenName: 'x'.repeat(101) }, 'givenName', 'The given name must be 100 characters or fewer; it has 101'],
    [{ familyName: 'x'.repeat(101) }, 'familyName', 'The family name must be 100 characters or fewer; it has 101'],
    [{ phone: 'x'.repeat(51) }, 'phone', 'The telephone number must be 50 characters or fewer; it has 51'],
    [{ email: 'x'.repeat(255) }, 'email', 'The e-mail address must be 254 characters or fewer; it has 255'],
    [{ safeToContact: 'x'.repeat(501) }, 'safeToContact', 'How it is safe to reach them must be 500 characters or fewer; it has 501'],
    [{ address: { text: 'x'.repeat(501) } }, 'address.text', 'The address must be 500 characters or fewer; it has 501'],
  ])('%j is refused by its name: %s', (over, field, message) => {
    expect(person(over)).toEqual([[`people.0.${field}`, message]])
    expect(further({ people: [{ role: 'victim', ...over }] })).toEqual([[`people.0.${field}`, message]])
  })

  it('names which of several it is', () => {
    expect(report({ people: [{ role: 'caller' }, { role: 'landlord' }, { role: 'victim', wantsContact: 1 }] }).map(([field]) => field)).toEqual(['people.1.role', 'people.2.wantsContact'])
  })

  it('is one person however many parts they play, the first first', () => {
    const read = (over: object) => ReportBody.parse({ ...least, people: [over] }).people?.[0]
    expect(read({ parts: ['witness', 'victim'] })).toMatchObject({ role: 'witness', otherParts: ['victim'] })
    expect(read({ role: 'caller', parts: ['victim', 'caller'] })).toMatchObject({ role: 'caller', otherParts: ['victim'] })
    expect(read({ role: 'caller', anonymous: true })).toMatchObject({ givenName: null, anonymous: true })
  })
})

describe('codes as machines spell them', () => {
  const spelt = fc.constantFrom((code: string) => code, (code: string) => code.toUpperCase(), (code: string) => code.replaceAll('-', '_'), (code: string) => ` ${code.replaceAll('-', ' ')} `, (code: string) => code.replaceAll('-', '__'))

  it('are themselves in any case, with blanks or lines between their words', () => {
    const known = CHANNELS.filter((channel) => channel !== 'open-data')
    fc.assert(fc.property(fc.constantFrom(...known), fc.constantFrom(...QUALIFIERS), fc.constantFrom(...PEOPLE_ROLES), fc.constantFrom(...ANSWERS), spelt, (channel, qualifier, role, answer, write) => {
      const read = ReportBody.parse({ ...least, channel: write(channel), qualifier: write(qualifier), people: [{ role: write(role) }], screening: [{ question: 'd1', answer: write(answer) }] })
      expect([read.channel, read.qualifier, read.people?.[0]?.role, read.screening?.[0]?.answer]).toEqual([channel, qualifier, role, answer])
    }))
  })

  it('an empty qualifier is none', () => {
    expect(ReportBody.parse({ ...least, qualifier: '' }).qualifier).toBeNull()
  })
})

describe('a further report', () => {
  it.each(['location', 'type', 'qualifier', 'occurredFrom', 'occurredTo', 'relatesTo', 'source'])('has no %s: that is the incident’s own', (name) => {
    expect(further({ [name]: null })).toHaveLength(1)
  })

  it.each([
    [{ place: 'x'.repeat(501) }, 'place'], [{ grade: 'x'.repeat(41) }, 'grade'], [{ reference: 'x'.repeat(101) }, 'reference'], [{ narrative: 7 }, 'narrative'],
    [{ screening: [{ question: 'd1', answer: 'x' }] }, 'screening.0.answer'], [{ people: 'Ada' }, 'people'], [{ reportedAt: '2026-11-23' }, 'reportedAt'],
  ])('%j is refused by its name: %s', (over, field) => {
    expect(further(over).map(([name]) => name)).toEqual([field])
  })
})
