import { describe, expect, it } from 'vitest'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { AddressPage, ReportThere } from '../queries/address.ts'
import { AddressRecordPage } from './address.tsx'

const now = new Date('2026-11-23T21:14:00Z')
const place: AddressPage['place'] = { label: '14 Tanner Street, ZA1 1BE', uprn: null, addressId: 'a1', key: 'za11be 14', point: { easting: 1, northing: 2 }, gazetteerSaysCommunal: false, incidentId: null, path: '/addresses/a1' }
const there: AddressPage = { place, residents: null, isCommunal: false, reports: [], cases: [], standings: [], near: [], withinMetres: 100, now }
const report = (changed: Partial<ReportThere> = {}): ReportThere => ({ id: 'i1', reference: 'ASB/2026/000376', typeName: 'Noise', reportedAt: now, status: 'resulted', flags: ['repeat', 'personal'], riskOrder: 0, people: [], ...changed })
const page = (changed: Partial<AddressPage> = {}) => AddressRecordPage({ ...there, ...changed }).body

describe('the page of an address', () => {
  it('begins with how much happened there and how many cases are open', () => {
    const cases = [{ id: 'c1', reference: 'CASE/2026/000001', status: 'open', band: 'high', ownerName: null }, { id: 'c2', reference: 'CASE/2026/000002', status: 'closed', band: 'low', ownerName: 'PC Nair' }]
    const body = page({ reports: [report()], cases })
    expect(readFacts(body)).toEqual({ 'Property reference': 'Not in the gazetteer', 'Reports here': '1', 'Open cases': '1' })
    expect(readTable(body, 'Cases of these reports (2)').slice(1).map(([reference, , status, owner]) => [reference, status, owner])).toEqual([['CASE/2026/000001', 'Open', 'No owner yet'], ['CASE/2026/000002', 'Closed', 'PC Nair']])
  })

  it('says of each report who played which part, the victim first', () => {
    const people = [{ personId: 'p2', name: 'Joy Okafor', part: 'witness' }, { personId: 'p1', name: 'Edna Pell', part: 'victim' }, { personId: 'p3', name: 'Ada Pell', part: 'victim' }]
    const body = page({ reports: [report({ people }), report({ id: 'i2', reference: 'ASB/2026/000377', typeName: null, flags: [] })] })
    const [, first, second] = readTable(body, 'Reports here (2)')
    expect(first?.slice(4)).toEqual(['Victim: Edna Pell, Ada Pell Witness: Joy Okafor', 'Repeat, personal'])
    expect(second).toEqual(['ASB/2026/000377', 'Not recorded', 'today at 21:14', 'Resulted', 'Nobody named', 'None'])
    expect(readLinks(body)).toEqual(expect.arrayContaining([['Edna Pell', '/people/p1'], ['ASB/2026/000376', '/incidents/i1']]))
  })

  it('says of a shared building that sharing it means little, and of a half-known address what it may be missing', () => {
    expect(readWords(page({ isCommunal: true }))).toContain('Sharing it says little: people here are grouped by family name')
    expect(readWords(page())).not.toContain('Sharing it says little')
    expect(readWords(page({ place: { ...place, key: null, addressId: null } }))).toContain('Its number or postcode is not known, so only this report is shown as here.')
  })

  it('keeps households apart, each by itself', () => {
    const resident = (personId: string, name: string) => ({ personId, name, familyKey: name, parts: ['caller'], firstOn: '2026-03-13', lastOn: '2026-11-06' })
    const body = page({ residents: { key: 'za11be 14', label: '14 Tanner Street, ZA1 1BE', people: 3, households: [[resident('p1', 'Edna Pell'), resident('p2', 'Ada Pell')], [resident('p3', 'Frank Farah')]], isCommunal: false } })
    expect(readWords(body)).toContain('People who gave this address (3)')
    expect(readTable(body, 'Household 1 of 2')).toHaveLength(3)
    expect(readTable(body, 'Household 2 of 2')[1]).toEqual(['Frank Farah', 'Caller', '13 March 2026', '6 November 2026'])
    expect(readWords(page())).toContain('People who gave this address as theirs would be here, a household at a time.')
  })

  it('shows what is near, and leads to nearer and further', () => {
    const links = readLinks(page({ withinMetres: 50 })).filter(([words]) => words.endsWith('metres'))
    expect(links).toEqual([['100 metres', '/addresses/a1?within=100'], ['200 metres', '/addresses/a1?within=200'], ['500 metres', '/addresses/a1?within=500']])
    expect(readWords(page())).toContain('Reports of other places within this distance would be here.')
    expect(readWords(page({ place: { ...place, point: null } }))).toContain('Where it lies on the ground is not known, so nothing near can be shown.')
  })
})
