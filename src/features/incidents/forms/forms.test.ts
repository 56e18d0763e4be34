import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { PersonCorrectionForm, PersonForm, PlaceForm, PromptForm, TimesForm } from './mending.ts'
import { FurtherReportBody, ReportBody } from './record-api.ts'
import { SimilarForm } from './similar.ts'
import { AllocationForm, CrimeForm, DeploymentForm, FollowUpForm, ListQuery, OpenDataQuery, ResearchQuery, ResultCorrectionForm, ResultForm, UnlinkForm, WordsForm } from './working.ts'

/** What is wrong with what was sent, as fields with their sentences, in the order of the page. */
const faults = (form: z.ZodType, sent: unknown): readonly (readonly [string, string])[] => form.safeParse(sent).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
const read = <T>(form: z.ZodType<T>, sent: unknown): T => form.parse(sent)
const id = '01a0a0a0-0000-7000-8000-000000000000'

describe('a result as it is sent', () => {
  it('empty, says everything that is missing at once, in the order of the page', () => {
    const missing = [['codes', 'Choose at least one result code'], ['account', 'Say in a sentence or more what was found and what was done'], ['callerTold', 'Say whether the caller was told']]
    expect(faults(ResultForm, { version: '1' })).toEqual(missing)
    expect(faults(ResultCorrectionForm, { version: '1' })).toEqual([...missing, ['reason', 'Enter why the result is corrected']])
  })

  const whole = { version: '1', codes: 'result-407', account: 'Three young people were spoken to and left.' }

  it.each([
    [{ callerTold: 'yes' }, [['callerToldAtDay', 'Enter when the caller was told'], ['callerToldWhat', 'Enter what the caller was told']]],
    [{ callerTold: 'no' }, [['notToldBecause', 'Enter why the caller was not told']]],
    [{ callerTold: 'perhaps' }, [['callerTold', 'Say whether the caller was told']]],
    [{ callerTold: 'no', notToldBecause: 'x', callerToldAtDay: 'nonsense' }, []],
    [{ callerTold: 'no', notToldBecause: 'x', attendedAtDay: '31/2/2026' }, [['attendedAtDay', 'Enter a date, for example 23/11/2026']]],
  ])('%j', (sent, expected) => {
    expect(faults(ResultForm, { ...whole, ...sent })).toEqual(expected)
  })

  it('reads one code or several, and the time of London as an instant', () => {
    const told = { callerTold: 'yes', callerToldAtDay: '1/7/2026', callerToldAtTime: '21:14', callerToldWhat: 'All of it' }
    expect(read(ResultForm, { ...whole, ...told })).toMatchObject({ codes: ['result-407'], callerToldAt: new Date('2026-07-01T20:14:00Z'), attendedAt: null })
    expect(read(ResultForm, { ...whole, ...told, codes: ['a', 'b'] }).codes).toEqual(['a', 'b'])
  })
})

describe('other acts as they are sent', () => {
  it('contact says everything that is missing at once, and asks for what was tried when nobody was reached', () => {
    expect(faults(FollowUpForm, {})).toEqual([['reached', 'Say whether they were reached'], ['how', 'Choose how'], ['said', 'Enter what was said']])
    expect(faults(FollowUpForm, { reached: 'no', how: 'pigeon' })).toEqual([['how', 'Choose how'], ['said', 'Enter what was tried']])
    expect(read(FollowUpForm, { reached: 'no', how: 'visit', said: 'Knocked', followedUpAtDay: '', followedUpAtTime: '' })).toEqual({ isReached: false, how: 'visit', said: 'Knocked', at: null })
  })

  it.each([[{}, true], [{ takeBack: 'yes' }, true], [{ takeBack: 'no' }, false]])('undoing a link takes back what it raised unless somebody says otherwise: %j', (sent, takeBack) => {
    expect(read(UnlinkForm, { version: '1', reason: 'Another flat', ...sent }).takeBack).toBe(takeBack)
  })

  it('a deployment takes a colleague or none, and an unknown field is refused', () => {
    expect(read(DeploymentForm, { version: '1', deployed: 'yes', officerId: '' })).toMatchObject({ officerId: null, unit: '', at: null })
    expect(faults(DeploymentForm, { version: '1', deployed: 'yes', officerId: 'PC Okafor' }).map(([field]) => field)).toEqual(['officerId'])
    expect(faults(DeploymentForm, { version: '1', deployed: 'yes', colour: 'red' })).toHaveLength(1)
  })

  it.each([['1', 1], [7, 7]])('a version %j is a number', (version, expected) => {
    expect(read(CrimeForm, { version, crimeReference: 'CR1' }).version).toBe(expected)
  })

  it.each(['', 'x', '-1', '1.5', '1234567890', undefined])('a version %j asks to open the page again', (version) => {
    expect(faults(AllocationForm, { version, accountId: id })).toEqual([['version', 'Open the page again and repeat the change']])
  })
})

describe('what a list’s address may hold', () => {
  it('is read as far as it is known, so that an old link still opens', () => {
    expect(read(ListQuery, { scope: 'galaxy', status: 'asleep', flag: 'red', qualifier: 'rude', ward: 'x', page: '-2', colour: 'red' }))
      .toEqual({ scope: null, status: 'open', type: null, qualifier: null, flag: null, ward: null, team: null, grade: null, page: 1 })
    expect(read(ListQuery, { scope: 'team', status: 'resulted', flag: 'other agency', ward: id, page: '12' })).toMatchObject({ scope: 'team', status: 'resulted', flag: 'other agency', ward: id, page: 12 })
  })

  it('holds no words: they are sent', () => {
    expect(read(ListQuery, { words: 'Ada Pell' })).not.toHaveProperty('words')
    expect(read(WordsForm, { words: ' Ada Pell ' }).words).toBe('Ada Pell')
    expect(faults(WordsForm, { words: 'x'.repeat(201) })[0]?.[0]).toBe('words')
  })

  it('a month is the first of one, and a queue’s flags are those that are researched', () => {
    expect([read(OpenDataQuery, { month: '2026-10-01' }).month, read(OpenDataQuery, { month: '2026-10-02' }).month, read(OpenDataQuery, {}).month]).toEqual(['2026-10-01', null, null])
    expect([read(ResearchQuery, { flag: 'personal' }).flag, read(ResearchQuery, { flag: 'hate', unassessed: 'yes' })]).toEqual([null, { since: null, flag: 'hate', unassessed: true, page: 1 }])
  })
})

describe('a place put right', () => {
  const sent = { version: '1', point: 'look up', reason: 'Misheard', placeText: ' 14 Tanner Street ' }

  it.each([
    [{}, []], [{ point: 'keep' }, []], [{ point: 'given', longitude: '-0.0812', latitude: '51.5012' }, []],
    [{ point: undefined }, [['point', 'Choose how the point on the map is found']]],
    [{ reason: ' ' }, [['reason', 'Enter why it is corrected']]],
    [{ point: 'given', longitude: '-0.08' }, [['latitude', 'Enter the latitude']]],
    [{ point: 'given' }, [['longitude', 'Enter the longitude']]],
    [{ point: 'given', longitude: '181', latitude: '51' }, [['longitude', 'Enter the longitude as degrees, for example -0.0812']]],
    [{ point: 'given', longitude: '0', latitude: '-91' }, [['latitude', 'Enter the latitude as degrees, for example 51.5012']]],
    [{ point: 'given', longitude: 'west', latitude: '51' }, [['longitude', 'Enter the longitude as degrees, for example -0.0812']]],
  ])('%j', (over, expected) => {
    expect(faults(PlaceForm, { ...sent, ...over })).toEqual(expected)
  })

  it('is text without its edges, and a point where one is given', () => {
    expect(read(PlaceForm, sent)).toMatchObject({ text: '14 Tanner Street', postcode: null, point: 'look up' })
    expect(read(PlaceForm, { ...sent, point: 'given', longitude: '-0.5', latitude: '51' })).toMatchObject({ point: { longitude: -0.5, latitude: 51 } })
  })
})

describe('times, people and answers put right', () => {
  it.each([
    [{ fromDay: '30/2/2026' }, 'fromDay'], [{ fromDay: '1/7/2026', fromTime: '25:00' }, 'fromTime'], [{ toTime: '21:00' }, 'toDay'], [{ reason: '' }, 'reason'],
  ])('%j names the box to put right', (over, box) => {
    expect(faults(TimesForm, { version: '1', reason: 'Misheard', ...over }).map(([field]) => field)).toEqual([box])
  })

  it('an hour that the clocks skip is not lost, and nothing typed is not known', () => {
    expect(read(TimesForm, { version: '1', reason: 'x', fromDay: '', toDay: '1/7/2026', toTime: '00:30' })).toMatchObject({ occurredFrom: null, occurredTo: new Date('2026-06-30T23:30:00Z') })
  })

  const person = { version: '1', role: 'victim', reason: 'Misspelt' }
  it.each([
    [{ role: 'landlord' }, [['role', 'Choose their part']]], [{ dateOfBirth: '31/4/1961' }, [['dateOfBirth', 'Enter the date of birth as a date, for example 2/4/1961']]], [{ reason: '' }, [['reason', 'Enter why it is corrected']]],
    [{ givenName: 'x'.repeat(101) }, [['givenName', 'The first name must be 100 characters or fewer. It is now 101']]],
  ])('%j', (over, expected) => {
    const found = faults(PersonCorrectionForm, { ...person, ...over })
    expect(found.map(([field]) => field)).toEqual(expected.map(([field]) => field))
    if (!('givenName' in over)) expect(found).toEqual(expected)
  })

  it('somebody is read as they are: no answer is not a no', () => {
    expect(read(PersonCorrectionForm, { ...person, wantsContact: '', dateOfBirth: '2/4/1961', isAnonymous: 'yes' }).person).toMatchObject({ role: 'victim', wantsContact: null, dateOfBirth: '1961-04-02', isAnonymous: true, givenName: null })
    expect(read(PersonForm, { version: '1', role: 'witness', sameAs: '' })).toMatchObject({ sameAs: null, person: { wantsContact: null, isAnonymous: false } })
    expect(read(PersonForm, { version: '1', role: 'witness', sameAs: id, wantsContact: 'no' })).toMatchObject({ sameAs: id, person: { wantsContact: false } })
  })

  it('questions left alone are left out; not asked needs its reason; another field is refused', () => {
    expect(read(PromptForm, { version: '3', 'prompt.d1.answer': '', 'prompt.d2.answer': 'yes', 'prompt.d2.note': ' weekly ', 'prompt.d3.answer': 'not-asked', 'prompt.d3.note': 'Hung up' }))
      .toEqual({ version: 3, answers: [{ question: 'd2', answer: 'yes', detail: 'weekly', reason: null }, { question: 'd3', answer: 'not-asked', detail: null, reason: 'Hung up' }] })
    expect(faults(PromptForm, { version: '1', 'prompt.d3.answer': 'not-asked' })).toEqual([['prompt.d3.note', 'Enter why it was not asked']])
    expect(faults(PromptForm, { version: '1', 'prompt.d3.answer': 'maybe' })).toEqual([['prompt.d3.answer', 'Choose yes, no, would not say or not asked']])
    expect(faults(PromptForm, { version: '1', __proto__x: 'y' })).toEqual([['__proto__x', 'This is not a field of the page']])
  })
})

describe('what is chosen of reports alike', () => {
  const other = '01a0a0a0-0000-7000-8000-000000000001'

  it('is read by incident: at most one to add to, any number to link or keep apart', () => {
    expect(read(SimilarForm, { version: '2', [`similar.${id}`]: 'add', [`similar.${other}`]: 'separate', 'similar.reason': ' Another flat ' })).toEqual({ version: 2, exits: { addTo: id, link: [], separate: [other], reason: 'Another flat' }, knowing: '' })
    expect(read(SimilarForm, { version: '2', [`similar.${id}`]: '' }).exits).toEqual({ addTo: null, link: [], separate: [], reason: '' })
    for (const [typed, knowing] of [[' ASB/2026/000001 ', 'ASB/2026/000001'], [['one', 'two'], ''], ['x'.repeat(41), '']] as const) expect([typed, read(SimilarForm, { version: '2', knowing: typed }).knowing]).toEqual([typed, knowing])
  })

  it.each([
    [{ [`similar.${id}`]: 'add', [`similar.${other}`]: 'add' }, `similar.${other}`], [{ [`similar.${id}`]: 'merge' }, `similar.${id}`], [{ 'similar.reason': 'x'.repeat(1001) }, 'similar.reason'], [{ colour: 'red' }, 'colour'], [{ version: 'x' }, 'version'],
  ])('%j names the choice to put right', (over, field) => {
    expect(faults(SimilarForm, { version: '1', ...over }).map(([name]) => name)).toEqual([field])
  })
})

describe('a report from another system', () => {
  const sent = { channel: '101', reportedAt: '2026-11-23T11:00:00Z' }

  it.each(['Front counter', 'front_counter', 'FRONT-COUNTER', ' front  counter '])('a code is itself however it is spelt: %j', (channel) => {
    expect(read(ReportBody, { ...sent, channel }).channel).toBe('front-counter')
    expect(read(FurtherReportBody, { ...sent, channel }).channel).toBe('front-counter')
  })

  it.each([
    [{ people: [{ role: 'caller', parts: ['victim', 'caller'] }] }, ['caller', ['victim']]], [{ people: [{ parts: ['witness'] }] }, ['witness', []]],
  ])('%j is one person with their parts, each once', (over, expected) => {
    expect(read(ReportBody, { ...sent, ...over }).people?.map(({ role, otherParts }) => [role, otherParts])[0]).toEqual(expected)
  })

  it.each([
    [{ people: Array.from({ length: 51 }, () => ({ role: 'witness' })) }, 'people'], [{ relatesTo: [{ id: 'x', as: 'related' }] }, 'relatesTo.0.id'], [{ relatesTo: [{ id, as: 'same' }] }, 'relatesTo.0.as'],
    [{ screening: Array.from({ length: 51 }, () => ({ question: 'd1', answer: 'yes' })) }, 'screening'], [{ location: { latitude: 51 } }, 'location.latitude'], [{ location: { longitude: 0, latitude: 91 } }, 'location.latitude'],
  ])('names what is wrong: case %#', (over, field) => {
    expect(faults(ReportBody, { ...sent, ...over }).map(([name]) => name)).toContain(field)
  })

  it('a further report has no place on the map, no type and no times of its own', () => {
    for (const key of ['location', 'type', 'qualifier', 'occurredFrom', 'relatesTo']) expect([key, faults(FurtherReportBody, { ...sent, [key]: null }).length]).toEqual([key, 1])
  })
})
