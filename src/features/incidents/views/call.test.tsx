import { describe, expect, it } from 'vitest'
import type { Seen, SeenPerson } from '#features/people/index.ts'
import { readWords } from '#test/support/reading.ts'
import type { Answers } from '#ui/page.ts'
import type { Known, KnownPlace, ReportPageData } from '../queries/record-page.ts'
import { PageButton, PlaceFound, WhatHeedKnows } from './record-known.tsx'
import { ReportPage } from './record-page.tsx'
import { PersonFields } from './record-person.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const place = (over: Partial<KnownPlace> = {}): KnownPlace => ({ wardName: 'Tanner Street', boroughName: 'Marlow Quay', teamName: 'Tanner Street team', isFallbackTeam: false, isPostcodeUnknown: false, choices: [], ...over })
const seenPerson = (over: Partial<SeenPerson> = {}): SeenPerson => ({
  personId: 'p1', name: 'Ada Pell', likelihood: 'same', because: 'same phone and surname', odds: null, reports: 3, lastAt: now, parts: ['victim', 'caller'], flags: [], riskOrder: 0, caseOwner: null, ...over,
})
const seen = (over: Partial<Seen> = {}): Seen => ({ people: [], elsewhere: [], common: [], soFar: null, ...over })
const asked = (over: object = {}) => ({ place: 0, givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, personId: null, notThem: [], seen: seen(), ...over })
const known = (over: Partial<Known> = {}): Known => ({ now, people: [], address: null, suggestion: null, ...over })
const words = (over: Partial<Known>) => readWords(<WhatHeedKnows known={known(over)} />)
const fills = (part: unknown): readonly unknown[] => [...String(part).matchAll(/data-fill="([^"]*)"/g)].map(([, fill = '']) => JSON.parse(fill.replaceAll('&quot;', '"')))

describe('where the place lies', () => {
  it.each([
    [{}, 'Tanner Street ward, Marlow Quay. Tanner Street team will be told.'],
    [{ isFallbackTeam: true }, 'Tanner Street ward, Marlow Quay. Tanner Street team will be told, as no Safer Neighbourhoods team is found.'],
    [{ wardName: null, boroughName: null, teamName: null }, 'This place is not found in any area yet.'],
    [{ wardName: null, isPostcodeUnknown: true }, 'Marlow Quay. Tanner Street team will be told. The postcode is not on the list we hold: it is kept as typed.'],
  ])('%j reads “%s”', (over, said) => {
    expect(readWords(<PlaceFound place={place(over)} />)).toBe(said)
  })

  it('offers the gazetteer’s addresses, each filling the fields it knows', () => {
    const found = <PlaceFound place={place({ choices: [{ id: 'a1', line: '14 Tanner Street', postcode: 'ZA1 2BC' }, { id: 'a2', line: '14a Tanner Street', postcode: null }] })} />
    expect(fills(found)).toEqual([{ 'place.addressId': 'a1', 'place.text': '14 Tanner Street', 'place.postcode': 'ZA1 2BC' }, { 'place.addressId': 'a2', 'place.text': '14a Tanner Street' }])
    expect(readWords(found)).toContain('14 Tanner Street, ZA1 2BC')
  })

  it('is nothing until a place is typed', () => {
    expect(String(<div><PlaceFound place={null} /></div>)).toBe('<div></div>')
  })
})

describe('what is known of who is calling', () => {
  it('says plainly when nothing agrees, and that a grade will be suggested', () => {
    expect(words({})).toBe('No earlier report agrees with what is typed so far. A grade is suggested as the prompt is answered.')
    expect(words({ people: [asked()] })).toContain('No earlier report agrees')
  })

  it.each([
    ['same', 'Probably known'], ['possible', 'Possibly known'], ['another', 'Shares something, but likelier somebody else'], ['agrees so far', 'Agree with what is typed so far'],
  ] as const)('%s stands apart, as “%s”, with its reason', (likelihood, heading) => {
    const said = words({ people: [asked({ seen: seen({ people: [seenPerson({ likelihood, odds: 'about 1 chance in 500 of coincidence' })] }) })] })
    expect(said).toContain(`Person 1 ${heading} Ada Pell: same phone and surname. about 1 chance in 500 of coincidence. 3 reports as victim, caller, last today at 12:00.`)
  })

  it('shows the surest first, and its keys on nobody else', () => {
    const part = <WhatHeedKnows known={known({ people: [asked({ seen: seen({ people: [seenPerson({ personId: 'p2', name: 'Eda Pell' }), seenPerson({ likelihood: 'possible', name: null, reports: 1 })] }) })] })} />
    expect(readWords(part).indexOf('Eda Pell')).toBeLessThan(readWords(part).indexOf('Someone unnamed: same phone and surname. 1 report as'))
    expect([...String(part).matchAll(/data-alt-key="(\w)"/g)].map(([, key]) => key)).toEqual(['y', 'n'])
    expect(fills(part)[0]).toEqual({ 'people.0.personId': 'p2' })
  })

  it('remembers those who are not them, and adds the next', () => {
    const part = <WhatHeedKnows known={known({ people: [asked({ place: 1, notThem: ['p7'], seen: seen({ people: [seenPerson()] }) })] })} />
    expect(fills(part)).toContainEqual({ 'people.1.notThem': 'p7 p1' })
  })

  it('once linked, says so and offers to undo it, without keys', () => {
    const part = <WhatHeedKnows known={known({ people: [asked({ personId: 'p1', seen: seen({ people: [seenPerson()] }) })] })} />
    expect(readWords(part)).toContain('This is them.')
    expect(fills(part)).toEqual([{ 'people.0.personId': '' }])
    expect(String(part)).not.toContain('data-alt-key="y"')
  })

  it('marks risk, flags and an open case', () => {
    expect(words({ people: [asked({ seen: seen({ people: [seenPerson({ riskOrder: 3, flags: ['repeat', 'vulnerable'], caseOwner: 'PC Hana Suzuki' })] }) })] })).toMatch(/Open case with PC Hana Suzuki\. High\s+repeat\s*vulnerable/i)
  })

  it.each([
    [{ people: 0, isMore: true }, 0, 'More than 200 records begin like this: none is shown. Type a first name, a postcode or more of the surname.'],
    [{ people: 9, isMore: false }, 1, '1 of 9 people are shown, the gravest risk and the latest first. Type more to find the right one.'],
    [{ people: 9, isMore: true }, 1, 'More than 200 records agree so far. 1 of 9 people are shown'],
    [{ people: 1, isMore: false }, 1, 'This shows who may be meant, and proves nothing yet.'],
  ])('leaves nobody out in silence: %j', (soFar, shown, said) => {
    expect(words({ people: [asked({ seen: seen({ soFar, people: Array.from({ length: shown }, () => seenPerson({ likelihood: 'agrees so far' })) }) })] })).toContain(said)
  })

  it('of another borough says whom to ring and no more', () => {
    const said = words({ people: [asked({ seen: seen({ elsewhere: [{ reports: 4, team: 'Hithe team', telephone: '020 7946 0199' }, { reports: 1, team: null, telephone: null }] }) })] })
    expect(said).toContain('Another borough knows of this: ring Hithe team on 020 7946 0199. Another borough knows of this: ring its intelligence unit.')
    expect(said).not.toMatch(/\b4\b/)
  })

  it('says what so many share that not all were looked at, what is known of the address, and the grade with why', () => {
    expect(words({ people: [asked({ seen: seen({ common: ['phone', 'name'], soFar: { people: 1, isMore: false } }) })] })).toContain('So many share this phone, name that only those who agree in more were looked at.')
    expect(words({ address: { reports: 1, lastAt: now }, suggestion: { grade: 'Immediate', because: ['somebody is in danger', 'they are alone'] } }))
      .toBe('This address: 1 report, last today at 12:00. Suggested grade: Immediate, because somebody is in danger, and they are alone. You choose.')
  })

  it('writes names as words, whatever they are', () => {
    expect(String(<WhatHeedKnows known={known({ people: [asked({ seen: seen({ people: [seenPerson({ name: '<img onerror=x>' })] }) })] })} />)).not.toContain('<img')
  })
})

describe('a button that fills fields', () => {
  it('works without script: it sends the page to itself and says what was pressed', () => {
    expect(String(<PageButton text="This is them" act="same.0.p1" altKey="y" />)).toMatch(/type="submit"[^>]*formaction="\/incidents\/new\/form" formnovalidate[^>]*name="with" value="same\.0\.p1"[^>]*aria-keyshortcuts="Alt\+Y"/)
  })
})

describe('one person of a report', () => {
  const names = (at: number, answers: Answers = {}) => [...String(<PersonFields place={at} answers={answers} errors={undefined} />).matchAll(/name="people\.(\d)\.(\w+)"/g)].map(([, where, name]) => `${where}.${name}`)

  it('the first is the caller, who may be the victim; the others have a part to choose', () => {
    expect(readWords(<PersonFields place={0} answers={{}} errors={undefined} />)).toMatch(/^Who is calling/)
    expect(names(0)).toContain('0.isVictim')
    expect(names(2)).not.toContain('2.isVictim')
    expect(readWords(<PersonFields place={2} answers={{}} errors={undefined} />)).toMatch(/^Person 3 Their part/)
  })

  it('stays the part it was typed as, and keeps who it was said to be', () => {
    const part = String(<PersonFields place={0} answers={{ 'people.0.role': 'witness', 'people.0.personId': 'p1', 'people.0.notThem': 'p2 p3' }} errors={[{ field: 'people.0.phone', message: 'Too long' }]} />)
    for (const [name, value] of [['role', 'witness'], ['personId', 'p1'], ['notThem', 'p2 p3']]) expect(part).toContain(`name="people.0.${name}" value="${value}"`)
    expect(part).toContain('Too long')
  })
})

describe('the page a report is taken on', () => {
  const page: ReportPageData = {
    now, types: [{ id: 't', key: '202', code: '202', name: 'Rowdy', validFrom: null, validTo: null, instead: undefined }], qualifiers: [{ id: 'q', key: 'personal', code: null, name: 'Personal', validFrom: null, validTo: null, meaning: 'm', perceptionTest: 'The caller or another sees it so' }],
    grades: [{ id: 'g', key: 'extended', code: null, name: 'Extended', validFrom: null, validTo: null, order: 3, targetMinutes: null }, { id: 'h', key: 'immediate', code: null, name: 'Immediate', validFrom: null, validTo: null, order: 1, targetMinutes: 15 }],
    channels: [{ id: 'c', key: '101', code: null, name: '101', validFrom: null, validTo: null }], prompt: null, drafts: [], known: known(), place: null,
  }
  const shown = (over: object = {}) => ReportPage({ page, similar: { now, found: [] }, draftId: 'd1', people: 1, answers: {}, ...over })

  it('offers grades with their targets, and only those that have one', () => {
    expect(readWords(shown().body)).toContain('Grade Extended Immediate within 15 minutes')
  })

  it('has room for ten people and no more', () => {
    expect(readWords(shown({ people: 9 }).body)).toContain('Add another person')
    expect(readWords(shown({ people: 10 }).body)).not.toContain('Add another person')
  })

  it('offers what was begun and not finished, but not itself', () => {
    const drafts = [{ id: 'd1', savedAt: now }, { id: 'd2', savedAt: now }]
    const said = readWords(shown({ page: { ...page, drafts } }).body)
    expect(said).toContain('You have not finished a report: resume the one kept today at 12:00')
    expect(readWords(shown({ page: { ...page, drafts: drafts.slice(0, 1) } }).body)).not.toContain('You have not finished')
  })
})
