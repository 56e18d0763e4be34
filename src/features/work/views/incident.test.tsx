import { describe, expect, it } from 'vitest'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { IncidentPageData } from '../queries/incident.ts'
import type { Namesake, PersonHousehold } from '../queries/person-kin.ts'
import { IncidentPage } from './incident.tsx'
import { HouseholdsPanel, NamesakesPanel } from './person-kin.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const script = '<script>alert(1)</script>'
const record: IncidentPageData['record'] = {
  id: 'i1', reference: 'ASB/2026/000001', version: 1, channel: '101', reportedAt: now, typeKey: 'noise', typeName: 'Noise', qualifier: 'nuisance', place: '14 Tanner Street', wardName: 'Tanner Street', boroughName: 'Marlow Quay',
  boroughId: 'b1', teamId: 't1', teamName: 'Tanner Street team', status: 'recorded', grade: null, gradeName: null, riskOrder: 0, flags: [], allocatedTo: null, allocatedToName: null, assessmentAsked: false, isOpenData: false,
  isDuplicate: false, sealedUnder: null, narrative: 'Loud music', occurredFrom: null, occurredTo: null, suggestedGradeName: null, suggestedBecause: [], crimeReference: null, victimsCode: null, intelligence: null,
  intelligenceReference: null, openingQualifier: 'nuisance', recordedAt: now, recordedBy: 'Amara Diallo', people: [], answers: [], flagsOnRecord: [], doubts: [{ kind: 'no grade', sentence: 'No grade of response is recorded', anchor: 'grade' }],
  told: [], clocks: [], log: [], original: null, duplicates: [], related: [],
}
const page = (over: Partial<IncidentPageData> = {}, of: Partial<typeof record> = {}) => IncidentPage({
  page: { record: { ...record, ...of }, acts: [], reasons: [], maySettle: false, mayDecideFlags: false, mayWrite: false, mayReadHistory: false, ...over }, panels: [<p>Drawn by another part</p>], now,
})
const hrefs = (given: ReturnType<typeof page>) => readLinks(given.body).map(([, href]) => href)

describe('the page of an incident', () => {
  it.each([
    [{}, 'Noise, 14 Tanner Street'], [{ typeName: null }, 'Type not recorded, 14 Tanner Street'], [{ place: null }, 'Noise'], [{ typeName: null, place: null }, 'Type not recorded'],
  ])('of %j is called “%s”, under its number', (of, title) => {
    expect([page({}, of).title, page({}, of).caption]).toEqual([title, 'ASB/2026/000001'])
    expect(page().breadcrumbs).toEqual([{ text: 'Incidents', href: '/incidents' }])
  })

  it('says what happened before what is missing, what other parts add after that, and the log last', () => {
    const words = readWords(page().body)
    const order = ['Loud music', 'To be checked (1)', 'Drawn by another part', 'Nobody is named in this report.', 'The screening prompt was not used', 'Nobody has been told of this incident', 'What has been done'].map((each) => words.indexOf(each))
    expect(order.every((at) => at >= 0)).toBe(true)
    expect([...order].sort((a, b) => a - b)).toEqual(order)
  })

  it('of open data says the summary alone: nobody is asked, told or written of', () => {
    const words = readWords(page({ reasons: ['This is open data'] }, { isOpenData: true }).body)
    for (const part of ['To be checked', 'Drawn by another part', 'Nobody is named', 'What has been done', 'Nobody has been told of']) expect([part, words.includes(part)]).toEqual([part, false])
    expect(words).toContain('This is open data.')
  })

  it('offers what can be done beside it, with a way to jump there, and neither where nothing can', () => {
    const acts = [{ text: 'Write a note', href: '/incidents/i1/note', purpose: 'deal' as const }]
    expect(hrefs(page({ acts }))).toEqual(expect.arrayContaining(['#acts', '/incidents/i1/note']))
    expect(hrefs(page())).not.toContain('#acts')
    expect(readWords(page({ reasons: ['It is worked as a case'] }).body)).toContain('What you can do It is worked as a case.')
  })

  it('leads to its history those alone who may read it, to its team where it has one, and to settling those who may', () => {
    expect(hrefs(page())).not.toContain('/incidents/i1/history')
    expect(hrefs(page({ mayReadHistory: true }))).toContain('/incidents/i1/history')
    expect(readLinks(page().body)).toContainEqual(['Tanner Street team', '/teams/t1'])
    expect(hrefs(page({}, { teamId: null, teamName: null })).some((href) => href.startsWith('/teams/'))).toBe(false)
    expect(hrefs(page({ maySettle: true }))).toContain('/incidents/i1/doubts/no-grade')
    expect(hrefs(page()).some((href) => href.includes('/doubts/'))).toBe(false)
  })

  it('lets those alone correct the log who may write, and decide flags who may decide', () => {
    const log = [{ id: 'e1', kind: 'note', at: now, by: 'PC Priya Nair', text: 'Heard it', reason: null, codeNames: [], notes: [], correctsId: null, isCorrected: false }]
    const flagsOnRecord = [{ flag: 'hate', origin: 'screening', state: 'raised' as const, raisedAt: now, raisedBy: 'Amara Diallo', decidedAt: null, decidedBy: null, reason: null }]
    const [none, all] = [page({}, { log, flagsOnRecord }), page({ mayWrite: true, mayDecideFlags: true }, { log, flagsOnRecord })]
    expect(hrefs(none).filter((href) => /entries|flags/.test(href))).toEqual([])
    expect(hrefs(all).filter((href) => /entries|flags/.test(href))).toEqual(['/incidents/i1/flags/hate', '/incidents/i1/entries/e1/correction'])
  })

  it('writes words as words, whatever they are', () => {
    const body = String(page({ reasons: [script] }, { narrative: script, teamName: script, doubts: [{ kind: 'no grade', sentence: script, anchor: 'grade' }] }).body)
    expect(body).not.toContain(script)
    expect(body.match(/&lt;script/g)?.length).toBeGreaterThanOrEqual(4)
  })
})

describe('the household of a person', () => {
  const resident = (over: object = {}) => ({ personId: 'p2', name: 'Idris Pell', familyKey: 'pell', parts: ['victim', 'caller'], firstOn: '2026-01-02', lastOn: '2026-11-20', ...over })
  const household = (over: Partial<PersonHousehold> = {}): PersonHousehold => ({ label: '14 Tanner Street, ZA1 2BC', mentionId: 'm1', isCommunal: false, people: 2, others: [resident()], ...over })
  const panel = (households: readonly PersonHousehold[]) => <HouseholdsPanel personId="p1" households={households} />

  it('WK-07 is others and never the person, an address at a time, each opened by who gave it', () => {
    const drawn = panel([household(), household({ label: '9 Cold Harbour', mentionId: 'm2', others: [resident({ personId: 'p3', name: 'Noor Vale' }), resident({ personId: 'p4', name: 'Ada Vale' })] })])
    expect(readWords(drawn)).toContain('Household (3) Others who gave the same address within')
    expect(readTable(drawn, 'Others at 14 Tanner Street, ZA1 2BC').slice(1)).toEqual([['Idris Pell', 'Victim, caller', '2 January 2026', '20 November 2026']])
    expect(readTable(drawn, 'Others at 9 Cold Harbour').slice(1).map(([name]) => name)).toEqual(['Noor Vale', 'Ada Vale'])
    expect(readLinks(drawn).map(([, href]) => href)).toEqual(['/people/p1/addresses/m1', '/people/p2', '/people/p1/addresses/m2', '/people/p3', '/people/p4'])
  })

  it('WK-07 says of an address that many give that sharing it says little, and of none recorded that none is', () => {
    expect(readWords(panel([household({ isCommunal: true, people: 31 })]))).toContain('Communal 31 people gave this address. Sharing it says little, so only those of the same family name are listed.')
    expect(readWords(panel([household()]))).not.toContain('Communal')
    expect(readWords(panel([]))).toContain('Household (0)')
    expect(readWords(panel([]))).toContain('No address is recorded for this person.')
    expect(readWords(panel([household({ others: [] })]))).toContain('Nobody else gave this address in that time.')
  })

  it('WK-08 namesakes stand apart, with what tells them apart; where there is none, nothing is said', () => {
    const namesake = (over: Partial<Namesake> = {}): Namesake => ({ personId: 'p9', name: 'Ada Pell', dateOfBirth: '1990-05-06', postcode: 'ZA2 1AA', records: 3, lastAt: now, ...over })
    const drawn = <NamesakesPanel namesakes={[namesake(), namesake({ personId: 'p8', dateOfBirth: null, postcode: null, records: 1 })]} now={now} />
    expect(readWords(drawn)).toContain('Same name, not the same person so far as is known (2)')
    expect(readTable(drawn, 'Same name').slice(1)).toEqual([['Ada Pell', '6 May 1990', 'ZA2 1AA', '3', 'today at 12:00'], ['Ada Pell', 'Not recorded', 'Not recorded', '1', 'today at 12:00']])
    expect(readLinks(drawn).map(([, href]) => href)).toEqual(['/people/p9', '/people/p8'])
    expect(String(<NamesakesPanel namesakes={[]} now={now} />)).toBe('')
    expect(String(<NamesakesPanel namesakes={[namesake({ name: script })]} now={now} />)).not.toContain(script)
  })
})
