import { describe, expect, it } from 'vitest'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { ResearchFilter, ResearchQueue, ResearchRow } from '../queries/research-queue.ts'
import type { TeamPage as TeamData, TeamRow } from '../queries/team-page.ts'
import { ResearchQueuePage, TeamPage } from './queues.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const script = '<script>alert(1)</script>'
const nothing = { rows: [], total: 0 }

describe('the queue for research', () => {
  const row = (over: Partial<ResearchRow> = {}): ResearchRow => ({
    id: 'i1', reference: 'ASB/2026/000001', reportedAt: now, typeName: 'Noise', qualifier: 'nuisance', place: '14 Tanner Street', wardName: 'Tanner Street', flags: ['hate', 'repeat'], undecided: ['hate'],
    researchedAt: null, researchedBy: null, isUnassessed: true, ...over,
  })
  const queue = (over: Partial<ResearchQueue> = {}): ResearchQueue => ({ rows: [row()], waiting: 1, since: '2026-11-22', total: 1, page: 1, pages: 1, ...over })
  const unfiltered: ResearchFilter = { since: null, flag: null, isUnassessedOnly: false }
  const page = (over: Partial<ResearchQueue> = {}, filter: Partial<ResearchFilter> = {}) => ResearchQueuePage({ queue: queue(over), filter: { ...unfiltered, ...filter }, now })
  const cells = (over: Partial<ResearchRow>) => readTable(page({ rows: [row(over)] }).body, 'Not researched first, then the oldest')[1]

  it('says in its title how many wait, and above the rows of how many since when', () => {
    const shown = page({ waiting: 3, total: 12 })
    expect(shown.title).toBe('Flagged incidents to research (3)')
    expect(readWords(shown.body)).toContain('Reported since 22 November 2026: 12 flagged or waiting to be assessed, 3 not yet researched.')
  })

  it.each([
    [{}, ['ASB/2026/000001', 'today at 12:00', 'Noise, nuisance', '14 Tanner StreetTanner Street ward', 'Hate, repeat', 'Hate', 'Asked for, none begun', 'Research ASB/2026/000001']],
    [{ typeName: null, qualifier: null, wardName: null }, ['ASB/2026/000001', 'today at 12:00', 'Type not recorded', '14 Tanner Street', 'Hate, repeat', 'Hate', 'Asked for, none begun', 'Research ASB/2026/000001']],
    [{ undecided: [], isUnassessed: false }, ['ASB/2026/000001', 'today at 12:00', 'Noise, nuisance', '14 Tanner StreetTanner Street ward', 'Hate, repeat', 'Decided', 'Begun or not asked for', 'Research ASB/2026/000001']],
    [{ researchedAt: now, researchedBy: 'Wei Zhang' }, ['ASB/2026/000001', 'today at 12:00', 'Noise, nuisance', '14 Tanner StreetTanner Street ward', 'Hate, repeat', 'Hate', 'Asked for, none begun', 'Wei Zhang, today at 12:00']],
  ])('a row with %j reads %j', (over, expected) => {
    expect(cells(over)).toEqual(expected)
  })

  it('leads from a row to the incident and to its research, which is not offered where it was done', () => {
    const hrefs = (over: Partial<ResearchRow>) => readLinks(page({ rows: [row(over)] }).body).map(([, href]) => href).filter((href) => href.startsWith('/incidents/i1'))
    expect(hrefs({})).toEqual(['/incidents/i1', '/incidents/i1/research'])
    expect(hrefs({ researchedAt: now, researchedBy: 'Wei Zhang' })).toEqual(['/incidents/i1'])
  })

  it('one narrowing is taken away without the others', () => {
    const shown = page({ pages: 3, page: 2 }, { flag: 'hate', since: '2026-11-01', isUnassessedOnly: true })
    expect(readLinks(shown.body)).toContainEqual(['Remove this filter Hate', '/incidents/research?since=2026-11-01&unassessed=yes&page=1'])
    expect(readLinks(shown.body).map(([, href]) => href)).toContain('/incidents/research?since=2026-11-01&flag=hate&unassessed=yes&page=3')
    expect(readLinks(shown.body)).toContainEqual(['Remove this filter Reported since 1 November 2026', '/incidents/research?flag=hate&unassessed=yes&page=1'])
    expect(readLinks(shown.body)).toContainEqual(['Remove this filter Assessment asked for, none begun', '/incidents/research?since=2026-11-01&flag=hate&page=1'])
    for (const one of [{ since: '2026-11-01' }, { flag: 'hate' }, { isUnassessedOnly: true }] as const) expect([one, readLinks(page({}, one).body).some(([words, href]) => words === 'Clear filters' && href === '/incidents/research')]).toEqual([one, true])
    expect(String(shown.body)).toContain('value="1/11/2026"')
    expect(readLinks(page().body).some(([words]) => words.startsWith('Remove'))).toBe(false)
  })

  it('says what would be there when nothing is, and writes words as words', () => {
    expect(readWords(page({ rows: [], total: 0, waiting: 0 }).body)).toContain('Nothing flagged. Incidents appear here as soon as')
    expect(String(page({ rows: [row({ place: script, typeName: script, researchedBy: script, researchedAt: now })] }).body)).not.toContain(script)
  })
})

describe('a team’s page', () => {
  const teamRow = (over: Partial<TeamRow> = {}): TeamRow => ({ id: 'i1', reference: 'ASB/2026/000001', reportedAt: now, typeName: 'Noise', place: '14 Tanner Street', wardName: 'Tanner Street', status: 'deployed', riskOrder: 2, flags: [], allocatedTo: null, otherTeam: null, ...over })
  const waiting = { id: 'n1', incidentId: 'i1', reference: 'ASB/2026/000001', kind: 'incident recorded', createdAt: now }
  const clock = { id: 'c1', incidentId: 'i1', reference: 'ASB/2026/000001', name: 'Victim followed up', dueAt: now, isOverdue: false }
  const team = (over: Partial<TeamData> = {}): TeamData => ({
    id: 't1', name: 'Tanner Street team', telephone: '020 7946 0101', wards: ['Ropewalk', 'Tanner Street'], members: ['PC Priya Nair', 'Sgt Femi Adeyemi'], isMember: true,
    fresh: nothing, open: nothing, allocated: nothing, waiting: [], waitingTotal: 0, clocks: [], clocksTotal: 0, ...over,
  })
  const body = (over: Partial<TeamData> = {}) => TeamPage({ team: team(over), now }).body

  it('says who they are, where, and how to ring them', () => {
    expect(readFacts(body())).toEqual({ Wards: 'Ropewalk, Tanner Street', Telephone: '020 7946 0101', Members: 'PC Priya Nair, Sgt Femi Adeyemi' })
    expect(TeamPage({ team: team(), now }).title).toBe('Tanner Street team')
  })

  it('a row says what, where, how it stands and whose work it is', () => {
    expect(readTable(body({ open: { rows: [teamRow()], total: 1 } }), 'Open, highest risk first, then the oldest (1)')[1]).toEqual(['ASB/2026/000001', 'today at 12:00', 'Noise', '14 Tanner StreetTanner Street ward', 'Deployed', 'Medium', 'None', 'Nobody'])
    expect(readTable(body({ fresh: { rows: [teamRow({ typeName: null, flags: ['hate'], riskOrder: 0, allocatedTo: 'PC Leah Marsh' })], total: 1 } }), 'New since yesterday (1)')[1]?.slice(2)).toEqual(['Type not recorded', '14 Tanner StreetTanner Street ward', 'Deployed', expect.any(String), 'Hate', 'PC Leah Marsh'])
  })

  it.each([
    ['what is new', { fresh: { rows: [teamRow()], total: 40 } }, 'Showing the first 1 of 40.'],
    ['what was told', { waiting: [waiting], waitingTotal: 31 }, 'Showing the first 1 of 31.'],
    ['what is due', { clocks: [clock], clocksTotal: 26 }, 'Showing the first 1 of 26.'],
  ])('says of %s that there is more than is shown, and how much', (_, over, words) => {
    expect(readWords(body(over))).toContain(words)
  })

  it('counts all there is, not only what is shown, and where all is shown says no more', () => {
    const shown = body({ waiting: [waiting], waitingTotal: 31, clocks: [clock], clocksTotal: 26 })
    expect(readLinks(shown).slice(0, 5).map(([words]) => words)).toEqual(['0New since yesterday', '0Open', '0Allocated', '31Not acknowledged', '26Due'])
    expect(readTable(shown, 'Told, and not acknowledged (31)')[1]).toEqual(['ASB/2026/000001', 'Incident recorded', 'today at 12:00'])
    expect(readWords(body({ waiting: [waiting], waitingTotal: 1, open: { rows: [teamRow()], total: 1 } }))).not.toContain('Showing the first')
  })

  it('leads to all of the open where only some are shown', () => {
    expect(readLinks(body({ open: { rows: [teamRow()], total: 30 } })).map(([, href]) => href)).toContain('/incidents?team=t1')
    expect(readLinks(body({ open: { rows: [teamRow()], total: 1 } })).map(([, href]) => href)).not.toContain('/incidents?team=t1')
  })

  it('writes words as words', () => {
    expect(String(body({ wards: [script], members: [script], fresh: { rows: [teamRow({ place: script, allocatedTo: script })], total: 1 }, clocks: [{ ...clock, name: script }], clocksTotal: 1 }))).not.toContain(script)
  })
})
