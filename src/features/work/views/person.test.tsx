import { describe, expect, it } from 'vitest'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { PersonMention, PersonPage } from '../queries/person.ts'
import { PersonRecordPage } from './person.tsx'

const now = new Date('2026-11-23T21:14:00Z')
const mention = (id: string, changed: Partial<PersonMention> = {}): PersonMention => ({
  id, sourceKind: 'incident', sourceId: `i${id}`, sourceReference: `ASB/2026/00000${id}`, part: 'victim', name: 'Edna Pell', dateOfBirth: '1944-04-02', phone: '07700 900142', email: null,
  addressText: '14 Tanner Street', postcode: 'ZA1 1BE', safeToContact: null, recordedAt: now, ...changed,
})
const person: PersonPage = { id: 'p1', name: 'Edna Pell', mentions: [mention('1')], reports: [], cases: [], safeToContact: [], standings: [], households: [], namesakes: [], mayReadHistory: false, mayDecideIdentity: false, now }
const page = (changed: Partial<PersonPage>) => PersonRecordPage({ ...person, ...changed }).body

describe('the page of a person', () => {
  it('begins with what is safe, the parts played, and how many reports and open cases', () => {
    const body = page({
      mentions: [mention('1'), mention('2', { part: 'caller' })], safeToContact: ['Ring before noon', 'Never by text'],
      cases: [{ id: 'c1', reference: 'CASE/2026/000001', status: 'open', band: 'high', ownerName: null, parts: ['victim'] }, { id: 'c2', reference: 'CASE/2025/000009', status: 'closed', band: 'low', ownerName: 'PC Nair', parts: ['caller'] }],
    })
    expect(readFacts(body)).toMatchObject({ 'Mentioned as': 'victim, caller', Reports: '0', 'Open cases': '1' })
    expect(readWords(body)).toContain('Safe to contact: Ring before noon; Never by text')
    expect(readTable(body, 'Cases (2)')).toEqual([['Case', 'Part', 'Risk', 'Status', 'Owner'], ['CASE/2026/000001', 'Victim', 'High', 'Open', 'No owner yet'], ['CASE/2025/000009', 'Caller', 'Low', 'Closed', 'PC Nair']])
  })

  it('says once what several records say alike, and leads to each', () => {
    const body = page({ mentions: [mention('1'), mention('2'), mention('3', { phone: '07700 900358' })] })
    const words = readWords(body)
    expect(words).toContain('2 records say the same')
    expect(words.match(/07700 900142/g)).toHaveLength(1)
    expect(words.match(/07700 900358/g)).toHaveLength(1)
    expect(readLinks(body)).toEqual(expect.arrayContaining([['ASB/2026/000001', '/incidents/i1'], ['ASB/2026/000002', '/incidents/i2'], ['Open (ASB/2026/000003)', '/incidents/i3']]))
  })

  it('keeps each part by itself even where the words are the same', () => {
    const words = readWords(page({ mentions: [mention('1'), mention('2', { part: 'suspect' })] }))
    expect(words).toMatch(/As victim \(1\).*As suspect \(1\)/)
    expect(words).not.toContain('say the same')
  })

  it('names no record that this reader cannot open', () => {
    const hidden = [mention('1', { sourceReference: null }), mention('2', { sourceReference: null })]
    const body = page({ mentions: hidden })
    expect(readWords(body)).toContain('A record you cannot open')
    expect(readLinks(body).filter(([, href]) => href.startsWith('/incidents/'))).toEqual([])
  })

  it('tells each report in words, with where and as whom', () => {
    const body = page({ reports: [{ id: 'i1', reference: 'ASB/2026/000001', typeName: null, place: null, reportedAt: now, status: 'not deployed', parts: ['victim', 'caller'] }, { id: 'i2', reference: 'ASB/2026/000002', typeName: 'Noise', place: '14 Tanner Street', reportedAt: now, status: 'resulted', parts: ['caller'] }] })
    expect(readWords(body)).toContain('As victim and caller. Type not recorded. Not deployed.')
    expect(readWords(body)).toContain('As caller. Noise, 14 Tanner Street. Resulted.')
  })

  it('says what would be there, and offers no door that is not this reader’s', () => {
    const words = readWords(page({}))
    for (const said of ['Reports that mention this person would be here.', 'Cases that this person is part of would be here.', 'none is counted', 'No address is recorded for this person.']) expect(words).toContain(said)
    expect(readLinks(page({})).map(([, href]) => href)).not.toContain('/people/p1/history')
    const doors = readLinks(page({ mayReadHistory: true, mayDecideIdentity: true })).map(([, href]) => href)
    expect(doors).toEqual(expect.arrayContaining(['/people/p1/history', '/people/p1/identity']))
  })

  it('keeps household and namesakes apart from the person, and says so', () => {
    const resident = { personId: 'p2', name: 'Sunita Mbeki', familyKey: 'mbeki', parts: ['caller'], firstOn: '2025-12-04', lastOn: '2026-07-23' }
    const body = page({
      households: [{ label: '14 Tanner Street, ZA1 1BE', mentionId: 'm1', isCommunal: false, people: 2, others: [resident] }, { label: '1 The Hostel', mentionId: 'm2', isCommunal: true, people: 40, others: [] }],
      namesakes: [{ personId: 'p3', name: 'Edna Pell', dateOfBirth: null, postcode: null, records: 1, lastAt: now }],
    })
    const words = readWords(body)
    expect(words).toContain('They are of one household, not one person.')
    expect(words).toContain('40 people gave this address. Sharing it says little')
    expect(words).toContain('Nobody else gave this address in that time.')
    expect(words).toContain('Same name, not the same person so far as is known (1)')
    expect(readTable(body, 'Same name')[1]).toEqual(['Edna Pell', 'Not recorded', 'Not recorded', '1', 'today at 21:14'])
    expect(readLinks(body)).toEqual(expect.arrayContaining([['14 Tanner Street, ZA1 1BE', '/people/p1/addresses/m1'], ['Sunita Mbeki', '/people/p2']]))
  })
})
