import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { newId } from '#platform/ids.ts'
import { ANSWERS } from '../rules/screening.ts'
import { PersonCorrectionForm, PersonForm, PlaceForm, PromptForm, TimesForm } from './mending.ts'
import { askedOf, errorsOnPage, PAGE_PEOPLE_MOST, peopleShown, ReportForm, typedAfter, TypedForm, typedIn } from './record-answers.ts'
import { ReportBody } from './record-api.ts'
import { ListQuery, ResearchQuery, WordsForm } from './working.ts'

/** Which fields a form finds fault with; none when it takes what was sent. */
function faults(form: z.ZodType, sent: unknown): readonly string[] {
  const read = form.safeParse(sent)
  return read.success ? [] : read.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')]))
}
function taken<T>(form: z.ZodType<T>, sent: unknown): T {
  return form.parse(sent)
}

const draftId = newId()
const typed = { draftId, channel: '101', narrative: 'Shouting again' }

describe('the report page', () => {
  it.each([
    [{}, []], [{ channel: '' }, ['channel']], [{ channel: 'pigeon' }, ['channel']], [{ channel: 'open-data' }, ['channel']], [{ draftId: '' }, ['draftId']], [{ draftId: 'x' }, ['draftId']], [{ qualifier: 'rude' }, ['qualifier']],
    [{ reportedDay: '31/2/2026' }, ['reportedDay']], [{ reportedDay: '23/11/2026', reportedTime: '25:00' }, ['reportedTime']], [{ fromTime: '21:00' }, ['fromDay']], [{ toDay: 'later' }, ['toDay']],
    [{ 'prompt.d1.answer': 'maybe' }, ['prompt.d1.answer']], [{ 'prompt.d1.answer': '' }, []], [{ 'prompt.d1.answer': 'not-asked', 'prompt.d1.note': 'x'.repeat(2_001) }, ['prompt.d1.note']],
    [{ 'people.0.dateOfBirth': 'long ago' }, ['people.0.dateOfBirth']], [{ 'people.0.phone': 'x'.repeat(51) }, ['people.0.phone']], [{ 'people.0.email': `${'x'.repeat(250)}@a.b` }, []], [{ 'people.0.email': 'x'.repeat(255) }, ['people.0.email']], [{ 'people.3.personId': 'somebody' }, ['people.3.personId']],
    [{ 'place.text': 'x'.repeat(501) }, ['place.text']], [{ 'place.postcode': 'x'.repeat(21) }, ['place.postcode']], [{ narrative: 'x'.repeat(100_001) }, ['narrative']], [{ narrative: 'a\u0000b' }, ['narrative']],
    [{ colour: 'red' }, ['colour']], [{ 'people.10.phone': '1' }, ['people.10.phone']], [{ 'people.0.sealedUnder': '1' }, ['people.0.sealedUnder']], [{ 'prompt.d1.answer.extra': '1' }, ['prompt.d1.answer.extra']], [{ constructor: 'x' }, ['constructor']], [{ riskOrder: '3' }, ['riskOrder']],
  ])('with %o finds fault with %o alone', (over, expected) => {
    expect([...faults(ReportForm, { ...typed, ...over })].sort()).toEqual([...expected].sort())
  })

  it('reads a report as it was meant, with nothing made up', () => {
    const report = taken(ReportForm, {
      ...typed, reportedDay: '29/3/2026', reportedTime: '01:30', type: ' 202 ', qualifier: 'nuisance', grade: 'extended', danger: 'yes', 'place.text': ' 14 Tanner Street ', 'place.postcode': '', 'place.addressId': 'not one',
      'people.0.givenName': 'Ada', 'people.0.dateOfBirth': '2/4/1961', 'people.0.wantsContact': 'no', 'people.1.role': 'suspect', 'people.1.familyName': 'Rex', 'people.2.role': 'witness',
      'prompt.d1.answer': 'yes', 'prompt.d1.note': 'Weekly', 'prompt.d2.answer': 'not-asked', 'prompt.d2.note': 'She hung up', 'prompt.d3.answer': '',
    })
    expect(report).toMatchObject({
      reportedAt: new Date('2026-03-29T01:30:00Z'), occurredFrom: null, occurredTo: null, type: '202', qualifier: 'nuisance', grade: 'extended', isInDanger: true, sourceReference: null, draftId,
      place: { text: '14 Tanner Street', postcode: null, longitude: null, latitude: null, addressId: null },
    })
    // a witness of whom nothing is said is nobody
    expect(report.people.map(({ role, givenName, familyName, dateOfBirth, wantsContact }) => [role, givenName, familyName, dateOfBirth, wantsContact])).toEqual([['caller', 'Ada', null, '1961-04-02', false], ['suspect', null, 'Rex', null, null]])
    expect(report.screening).toEqual([{ question: 'd1', answer: 'yes', detail: 'Weekly', reason: null }, { question: 'd2', answer: 'not-asked', detail: null, reason: 'She hung up' }])
    expect(taken(ReportForm, typed)).toMatchObject({ reportedAt: null, people: [], screening: [], type: null, qualifier: null, grade: null, isInDanger: false })
  })

  it('gives somebody at the same address the place’s own address and postcode', () => {
    const report = taken(ReportForm, { ...typed, 'place.text': '14 Tanner Street', 'place.postcode': 'ZA1 2BC', 'people.0.sameAddress': 'yes', 'people.0.addressText': 'Elsewhere', 'people.0.givenName': 'Ada' })
    expect(report.people[0]).toMatchObject({ addressText: '14 Tanner Street', postcode: 'ZA1 2BC' })
  })

  it('whatever bytes are typed into whatever fields, is a report or a list of fields that are the page’s own', () => {
    const names = ['draftId', 'channel', 'reportedDay', 'reportedTime', 'fromDay', 'type', 'qualifier', 'narrative', 'grade', 'place.text', 'place.postcode', 'people.0.phone', 'people.0.dateOfBirth', 'people.9.role', 'prompt.d1.answer', 'prompt.d1.note']
    const values = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('', 'yes', '101', 'personal', '23/11/2026', '21:14', draftId, '\ud800', '\u0000', '__proto__'))
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...names), fc.oneof(values, fc.array(values, { maxLength: 3 })), { noNullPrototype: false }), (sent) => {
      for (const field of faults(ReportForm, sent)) expect(['draftId', 'channel', 'reportedDay', ...Object.keys(sent)]).toContain(field)
      expect(() => askedOf(sent)).not.toThrow()
      expect(peopleShown(sent)).toBeLessThanOrEqual(PAGE_PEOPLE_MOST)
      expect(TypedForm.safeParse(sent).success).toBe(true)
    }))
  })

  it('asks Heed of everybody but suspects, each by their place on the page', () => {
    const asked = askedOf({ 'people.0.phone': '07700 900123', 'people.1.role': 'suspect', 'people.1.phone': '07700 900456', 'people.2.role': 'victim', 'people.2.familyName': 'Pell', 'people.2.notThem': 'a b', 'place.text': ' ' })
    expect(asked.people.map(({ place, phone, familyName, notThem }) => [place, phone, familyName, notThem])).toEqual([[0, '07700 900123', null, []], [2, null, 'Pell', ['a', 'b']]])
    expect(asked.place).toEqual({ text: null, postcode: null, addressId: null })
  })

  it.each([
    ['add', { 'people.0.phone': '1' }, { 'people.1.role': 'victim' }], ['same.0.abc', {}, { 'people.0.personId': 'abc' }], ['undo.0', { 'people.0.personId': 'abc' }, { 'people.0.personId': '' }],
    ['not.0.def', { 'people.0.notThem': 'abc' }, { 'people.0.notThem': 'abc def' }], ['place.p1', {}, { 'place.text': '1 A Street', 'place.postcode': 'ZA1 1AA', 'place.addressId': 'p1' }], ['place.none', {}, {}], ['constructor', {}, {}], ['', {}, {}],
  ])('its button “%s” changes what stands there and keeps the rest', (pressed, before, changed) => {
    const after = typedAfter({ ...typed, ...before, with: pressed }, [{ id: 'p1', line: '1 A Street', postcode: 'ZA1 1AA' }])
    expect(after).toEqual({ ...typed, ...before, ...changed })
  })

  it('has room for ten people and offers no more', () => {
    const full = { ...typed, 'people.9.role': 'witness', with: 'add' }
    expect(peopleShown(full)).toBe(10)
    expect(typedAfter(full, [])).toEqual({ ...typed, 'people.9.role': 'witness' })
    expect(typedIn({ a: ['x', 'y'], b: ' z ' }, 'a')).toBe('x')
    expect(errorsOnPage([{ field: 'reportedAt', message: 'm' }, { field: 'type', message: 'n' }])).toEqual([{ field: 'reportedDay', message: 'm' }, { field: 'type', message: 'n' }])
  })
})

describe('a report as another system sends it', () => {
  const body = { channel: '101', reportedAt: '2026-11-23T21:14:00+00:00' }

  it.each([
    [{}, []], [{ channel: 'Front counter' }, []], [{ channel: 'front_counter' }, []], [{ channel: 'pigeon' }, ['channel']], [{ channel: undefined }, ['channel']], [{ reportedAt: '2026-11-23T21:14:00' }, ['reportedAt']], [{ reportedAt: 5 }, ['reportedAt']],
    [{ occurredFrom: 'yesterday' }, ['occurredFrom']], [{ occurredFrom: null }, []], [{ qualifier: 'PERSONAL' }, []], [{ qualifier: 'rude' }, ['qualifier']], [{ narrative: null }, []], [{ narrative: 'x'.repeat(100_001) }, ['narrative']], [{ narrative: 7 }, ['narrative']],
    [{ location: { longitude: 1 } }, ['location.latitude']], [{ location: { longitude: 181, latitude: 0 } }, ['location.longitude']], [{ location: { longitude: 0, latitude: -90.1 } }, ['location.latitude']], [{ location: { longitude: '0', latitude: '51' } }, ['location.longitude', 'location.latitude']],
    [{ location: { postcode: 'x'.repeat(21) } }, ['location.postcode']], [{ location: { text: 'a', what3words: 'b' } }, ['what3words']],
    [{ people: [{ role: 'bystander' }] }, ['people.0.role']], [{ people: [{ role: 'caller', dateOfBirth: '2/4/1961' }] }, ['people.0.dateOfBirth']], [{ people: [{ role: 'caller', wantsContact: 'yes' }] }, ['people.0.wantsContact']], [{ people: Array.from({ length: 51 }, () => ({ role: 'witness' })) }, ['people']],
    [{ people: [{ role: 'caller', address: { text: 'a', city: 'b' } }] }, ['city']], [{ screening: [{ question: 'd1', answer: 'would not say' }] }, []], [{ screening: [{ question: 'd1', answer: 'perhaps' }] }, ['screening.0.answer']], [{ screening: [{ answer: 'yes' }] }, ['screening.0.question']],
    [{ grade: 'x'.repeat(41) }, ['grade']], [{ reference: 'x'.repeat(101) }, ['reference']], [{ sealedUnder: '1' }, ['sealedUnder']], [{ type: 202 }, ['type']],
  ])('with %o finds fault with %o alone', (over, expected) => {
    expect([...faults(ReportBody, { ...body, ...over })].sort()).toEqual([...expected].sort())
  })

  it('is never anything but an object of its own fields', () => {
    for (const sent of [null, [], 'x', 7, true, undefined]) expect(ReportBody.safeParse(sent).success).toBe(false)
    fc.assert(fc.property(fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue(), { noNullPrototype: false }), (sent) => {
      const known = Object.keys(sent).every((key) => ['channel', 'reportedAt'].includes(key))
      if (!known) fc.pre(!Object.hasOwn(sent, 'reference'))
      expect(ReportBody.safeParse({ ...sent, ...body }).success || !known).toBe(true)
    }))
  })
})

describe('the forms that mend', () => {
  const place = { version: '1', placeText: '9 Cold Harbour', placePostcode: '', point: 'look up', longitude: '', latitude: '', reason: 'Misheard' }
  const person = { version: '1', role: 'caller', givenName: 'Ada', reason: 'Misheard' }

  it.each([
    [{}, []], [{ point: '' }, ['point']], [{ point: 'given' }, ['longitude']], [{ point: 'given', longitude: '-0.1' }, ['latitude']], [{ longitude: '181' }, ['longitude']], [{ latitude: '1e9' }, ['latitude']], [{ longitude: 'NaN' }, ['longitude']], [{ longitude: '0x10' }, []],
    [{ reason: ' ' }, ['reason']], [{ version: '' }, ['version']], [{ placeText: 'x'.repeat(501) }, ['placeText']], [{ wardId: 'x' }, ['wardId']],
  ])('the place, with %o, finds fault with %o', (over, expected) => {
    expect(faults(PlaceForm, { ...place, ...over })).toEqual(expected)
  })

  it('the place takes a point only where one is given', () => {
    expect(taken(PlaceForm, { ...place, longitude: '-0.09', latitude: '51.41' })).toMatchObject({ point: 'look up', text: '9 Cold Harbour', postcode: null })
    expect(taken(PlaceForm, { ...place, point: 'given', longitude: '-0.09', latitude: '51.41' })).toMatchObject({ point: { longitude: -0.09, latitude: 51.41 } })
  })

  it.each([[{ fromDay: '31/2/2026' }, ['fromDay']], [{ fromDay: '23/11/2026', fromTime: '99' }, ['fromTime']], [{ toTime: '9' }, ['toDay']], [{ fromDay: 'x', toDay: 'y' }, ['fromDay', 'toDay']], [{}, []]])('the times, with %o, find fault with %o', (over, expected) => {
    expect(faults(TimesForm, { version: '1', fromDay: '', fromTime: '', toDay: '', toTime: '', reason: 'x', ...over })).toEqual(expected)
  })

  it.each([[{}, []], [{ role: 'bystander' }, ['role']], [{ dateOfBirth: '1961' }, []], [{ dateOfBirth: '31 April 1961' }, ['dateOfBirth']], [{ wantsContact: 'perhaps' }, ['wantsContact']], [{ isAnonymous: 'on' }, ['isAnonymous']], [{ reason: '' }, ['reason']], [{ personId: newId() }, ['personId']]])('a person, with %o, finds fault with %o', (over, expected) => {
    expect(faults(PersonCorrectionForm, { ...person, ...over })).toEqual(expected)
  })

  it('a person to add is themselves, or one who is in it already', () => {
    const { reason: _, ...added } = person
    expect(taken(PersonForm, { ...added, sameAs: '' })).toMatchObject({ sameAs: null, person: { givenName: 'Ada', isAnonymous: false, wantsContact: null } })
    expect(faults(PersonForm, { ...added, sameAs: 'x' })).toEqual(['sameAs'])
  })

  it('the prompt takes answers that are answers, with why where nobody asked', () => {
    expect(taken(PromptForm, { version: '3', 'prompt.d1.answer': 'yes', 'prompt.d1.note': 'Weekly', 'prompt.d2.answer': '', 'prompt.d3.answer': 'not-asked', 'prompt.d3.note': 'He left' })).toEqual({ version: 3, answers: [
      { question: 'd1', answer: 'yes', detail: 'Weekly', reason: null }, { question: 'd3', answer: 'not-asked', detail: null, reason: 'He left' },
    ] })
    expect(faults(PromptForm, { version: 'x', 'prompt.d1.answer': 'perhaps', 'prompt.d3.answer': 'not-asked', other: '1' })).toEqual(['version', 'other', 'prompt.d1.answer', 'prompt.d3.note'])
    for (const answer of ANSWERS) expect(faults(PromptForm, { version: '1', 'prompt.d1.answer': answer, 'prompt.d1.note': 'said' })).toEqual([])
  })
})

describe('what an old or a broken link asks of a list', () => {
  it('is what can be read of it, and the rest is passed over', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('scope', 'status', 'type', 'qualifier', 'flag', 'ward', 'team', 'page'), fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('team', 'open', 'personal', 'hate', '2', '-1', '1e9')), { noNullPrototype: false }), (query) => {
      const read = ListQuery.parse(query)
      expect(read.page).toBeGreaterThanOrEqual(1)
      expect(read.page).toBeLessThanOrEqual(9_999)
      expect(['team', 'borough', 'force', 'mine', null]).toContain(read.scope)
      expect(ListQuery.parse({ ...query, unheardOf: 'x' })).toEqual(read)
    }))
    expect(ListQuery.parse({})).toMatchObject({ scope: null, status: 'open', page: 1, type: null, ward: null })
    expect(WordsForm.parse({ words: ' ball ', scope: 'team' })).toMatchObject({ words: 'ball', scope: 'team' })
    expect(ResearchQuery.parse({ since: '', flag: 'nonsense', unassessed: 'yes' })).toMatchObject({ since: '', flag: null })
  })
})
