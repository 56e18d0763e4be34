import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { newId } from '#platform/ids.ts'
import { PersonCorrectionForm, PersonForm, PlaceForm, PromptForm, TimesForm } from './mending.ts'

const said = (form: z.ZodType, sent: unknown): readonly (readonly [string, string])[] => {
  const read = form.safeParse(sent)
  return read.success ? [] : read.error.issues.map(({ path, message }) => [path.join('.'), message] as const)
}
const place = { version: '1', placeText: '14 Tanner Street', placePostcode: '', point: 'given', longitude: '-0.09', latitude: '51.41', reason: 'Misheard' }
const person = { version: '1', role: 'victim', reason: 'She rang back' }

describe('where it happened', () => {
  it('takes degrees to the very ends of the map and no further, and says how they are written', () => {
    for (const [longitude, latitude] of [['180', '90'], ['-180', '-90'], [' 0 ', '0']]) expect(said(PlaceForm, { ...place, longitude, latitude })).toEqual([])
    expect(said(PlaceForm, { ...place, longitude: '180.01' })).toEqual([['longitude', 'Enter the longitude as degrees, for example -0.0812']])
    expect(said(PlaceForm, { ...place, latitude: '-90.01' })).toEqual([['latitude', 'Enter the latitude as degrees, for example 51.5012']])
    expect(said(PlaceForm, { ...place, latitude: 'north' })).toEqual([['latitude', 'Enter the latitude as degrees, for example 51.5012']])
  })

  it('asks for the half of a point that is not there, and for neither when the point is looked up', () => {
    expect(said(PlaceForm, { ...place, longitude: ' ' })).toEqual([['longitude', 'Enter the longitude']])
    expect(said(PlaceForm, { ...place, latitude: '' })).toEqual([['latitude', 'Enter the latitude']])
    expect(PlaceForm.parse({ ...place, point: 'look up', longitude: '', latitude: '' })).toEqual({ version: 1, text: '14 Tanner Street', postcode: null, point: 'look up', reason: 'Misheard' })
    expect(PlaceForm.parse(place)).toMatchObject({ point: { longitude: -0.09, latitude: 51.41 } })
  })

  it('names what is too long, what is not chosen, and what says nothing of why', () => {
    expect(said(PlaceForm, { ...place, placePostcode: 'x'.repeat(21) })).toEqual([['placePostcode', expect.stringMatching(/the postcode/i)]])
    expect(said(PlaceForm, { ...place, placeText: 'x'.repeat(501) })).toEqual([['placeText', expect.stringMatching(/the address or place/i)]])
    expect(said(PlaceForm, { ...place, point: 'nearby' })).toEqual([['point', 'Choose how the point on the map is found']])
    expect(said(PlaceForm, { ...place, reason: ' ' })).toEqual([['reason', 'Enter why it is corrected']])
  })
})

describe('when it happened', () => {
  const times = { version: '2', fromDay: '', fromTime: '', toDay: '', toTime: '', reason: 'It began earlier' }

  it('reads London’s clock in both halves of the year, and empty boxes as not known', () => {
    expect(TimesForm.parse(times)).toEqual({ version: 2, reason: 'It began earlier', occurredFrom: null, occurredTo: null })
    expect(TimesForm.parse({ ...times, fromDay: '1/7/2026', fromTime: '23:30', toDay: '23/11/2026', toTime: '09:05' })).toMatchObject({ occurredFrom: new Date('2026-07-01T22:30:00Z'), occurredTo: new Date('2026-11-23T09:05:00Z') })
  })

  it('stands each fault by its own box, and both when both are wrong', () => {
    expect(said(TimesForm, { ...times, fromDay: '31/2/2026', toDay: '1/7/2026', toTime: '26:00' }).map(([field]) => field)).toEqual(['fromDay', 'toTime'])
    expect(said(TimesForm, { ...times, toTime: '09:00' }).map(([field]) => field)).toEqual(['toDay'])
  })
})

describe('somebody', () => {
  it.each([['yes', true], ['no', false], ['', null], [undefined, null]])('who was asked whether they want contact and said “%s” wants it: %s', (wantsContact, wants) => {
    expect(PersonCorrectionForm.parse({ ...person, ...(wantsContact === undefined ? {} : { wantsContact }) }).person.wantsContact).toBe(wants)
  })

  it('is read as typed, with blanks as nothing and a birthday however much of it is known', () => {
    expect(PersonCorrectionForm.parse({ ...person, givenName: ' Ada ', familyName: ' ', dateOfBirth: ' 2/4/1961 ', isAnonymous: 'yes' }).person).toMatchObject({ role: 'victim', givenName: 'Ada', familyName: null, dateOfBirth: '1961-04-02', isAnonymous: true, phone: null })
    expect(PersonCorrectionForm.parse({ ...person, dateOfBirth: '1961' }).person.dateOfBirth).toBe('1961')
    expect(said(PersonCorrectionForm, { ...person, dateOfBirth: 'in spring' })).toEqual([['dateOfBirth', 'Enter the date of birth as a date, for example 2/4/1961']])
  })

  it.each([['phone', 50, 'the telephone number'], ['email', 254, 'the e-mail address'], ['addressText', 500, 'the address'], ['postcode', 20, 'the postcode'], ['givenName', 100, 'the first name'], ['familyName', 100, 'the last name'], ['safeToContact', 500, 'how it is safe to reach them']])('%s has room for %i characters, and is called %s', (name, most, label) => {
    expect(said(PersonCorrectionForm, { ...person, [name]: 'x'.repeat(most) })).toEqual([])
    expect(said(PersonCorrectionForm, { ...person, [name]: 'x'.repeat(most + 1) })).toEqual([[name, expect.stringMatching(new RegExp(label, 'i'))]])
  })

  it('is somebody else unless chosen from those in it; correcting asks why and adding does not', () => {
    const id = newId()
    const added = { version: '1', role: 'victim' }
    expect([PersonForm.parse(added).sameAs, PersonForm.parse({ ...added, sameAs: '' }).sameAs, PersonForm.parse({ ...added, sameAs: id }).sameAs]).toEqual([null, null, id])
    expect(said(PersonForm, { ...added, sameAs: 'her' }).map(([field]) => field)).toEqual(['sameAs'])
    expect(said(PersonCorrectionForm, { version: '1', role: 'victim' }).map(([field]) => field)).toEqual(['reason'])
    expect(said(PersonForm, { ...added, role: 'neighbour' })).toEqual([['role', 'Choose their part']])
  })
})

describe('the prompt put later', () => {
  it('keeps what they said apart from why it was not asked', () => {
    const sent = { version: '3', 'prompt.d1.answer': 'yes', 'prompt.d1.note': ' Weekly ', 'prompt.d2.answer': 'not-asked', 'prompt.d2.note': 'She hung up', 'prompt.d3.answer': '', 'prompt.d3.note': 'left alone' }
    expect(PromptForm.parse(sent)).toEqual({ version: 3, answers: [{ question: 'd1', answer: 'yes', detail: 'Weekly', reason: null }, { question: 'd2', answer: 'not-asked', detail: null, reason: 'She hung up' }] })
  })

  it('asks why for what was not asked, and again for a page that has lost its version', () => {
    expect(said(PromptForm, { version: '3', 'prompt.d2.answer': 'not-asked', 'prompt.d2.note': ' ' })).toEqual([['prompt.d2.note', 'Enter why it was not asked']])
    expect(said(PromptForm, { 'prompt.d2.answer': 'yes' })).toEqual([['version', 'Open the page again and repeat the change']])
    expect(said(PromptForm, { version: '3', 'prompt.d2.answer': 'perhaps' })).toEqual([['prompt.d2.answer', 'Choose yes, no, would not say or not asked']])
  })
})
