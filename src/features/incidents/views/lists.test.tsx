import { describe, expect, it } from 'vitest'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { FilterChoices } from '../queries/filter-choices.ts'
import { type IncidentFilter, type IncidentList, type IncidentRow, openByRisk } from '../queries/list-incidents.ts'
import type { ResearchFilter, ResearchQueue, ResearchRow } from '../queries/research-queue.ts'
import type { TeamPage as TeamData, TeamRow } from '../queries/team-page.ts'
import { IncidentsPage, OpenDataPage, UnresultedPage } from './lists.tsx'
import { ResearchQueuePage, TeamPage } from './queues.tsx'
import { channelWords, countWords, sentence } from './words.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const row = (over: Partial<IncidentRow> = {}): IncidentRow => ({
  id: 'i1', reference: 'ASB/2026/000001', reportedAt: now, typeName: 'Rowdy', qualifier: 'personal', place: '14 Tanner Street', wardName: 'Tanner Street', teamName: 'Team', status: 'deployed', isDuplicate: false, riskOrder: 3,
  flags: ['hate', 'repeat'], gradeName: 'Extended', allocatedTo: 'PC Priya Nair', waitingSince: now, ...over,
})
const list = (over: Partial<IncidentList> = {}): IncidentList => ({ rows: [row()], total: 1, isCapped: false, page: 1, pages: 1, scope: 'team', scopes: ['team', 'mine'], ...over })
const choices: FilterChoices = { types: [{ value: '202', text: 'Rowdy' }], grades: [{ value: 'extended', text: 'Extended' }], wards: [{ value: 'w1', text: 'Tanner Street' }], teams: [{ value: 't1', text: 'Team' }], mayResearch: false }
const page = (over: { list?: Partial<IncidentList>; filter?: Partial<IncidentFilter>; choices?: Partial<FilterChoices> } = {}) =>
  IncidentsPage({ list: list(over.list), filter: { ...openByRisk, ...over.filter }, choices: { ...choices, ...over.choices }, now })
const hrefs = (part: Parameters<typeof readLinks>[0]) => readLinks(part).map(([, href]) => href)

describe('the list of incidents', () => {
  it('has a row that need not be opened to be understood', () => {
    expect(readTable(page().body, 'My team: highest risk first, then the oldest')).toEqual([
      ['Incident', 'Reported', 'Type', 'Place', 'Status', 'Risk', 'Flags', 'Grade', 'Allocated to', 'Waiting since'],
      ['ASB/2026/000001', 'today at 12:00', 'Rowdy, personal', '14 Tanner StreetTanner Street ward', 'Deployed', 'High', 'Hate, repeat', 'Extended', 'PC Priya Nair', 'today at 12:00'],
    ])
  })

  it('says in words what is missing', () => {
    const [, cells] = readTable(page({ list: { rows: [row({ typeName: null, qualifier: null, place: null, wardName: null, flags: [], gradeName: null, allocatedTo: null, waitingSince: null, isDuplicate: true, riskOrder: 0 })] } }).body, 'My team: highest risk first, then the oldest')
    expect(cells).toEqual(['ASB/2026/000001', 'today at 12:00', 'Type not recorded', '', 'Duplicate', 'Not assessed', 'None', 'Not graded', 'Nobody yet', ''])
  })

  it.each([
    [{}, {}, 'Open incidents (1)'], [{ status: 'resulted' }, {}, 'Incidents (1)'], [{}, { total: 10_000, isCapped: true }, 'Open incidents (more than 10,000)'],
  ] as const)('is called for what it holds: %j %j', (filter, held, title) => {
    expect(page({ filter, list: held }).title).toBe(title)
  })

  it.each([
    [{}, 'team', 'Nothing is open. Incidents appear here as soon as they are recorded, until they are resulted.'],
    [{}, 'mine', 'Nothing is allocated to you. Incidents appear here as soon as somebody allocates them to you.'],
    [{ status: 'resulted' }, 'team', 'No incident fits. Clear a filter or use other words.'],
    [{ words: 'quadbike' }, 'mine', 'No incident fits. Clear a filter or use other words.'],
  ] as const)('empty, narrowed by %j, in the scope %s, says what would fill it', (filter, scope, words) => {
    expect(readWords(page({ filter, list: { rows: [], scope } }).body)).toContain(words)
  })

  it('keeps every filter in the address of each other way through it, and never the words', () => {
    const filter = { status: 'all', typeKey: '202', qualifier: 'personal', flag: 'hate', wardId: 'w1', teamId: 't1', grade: 'extended' } as const
    const body = page({ filter, list: { pages: 3, page: 2 } }).body
    expect(hrefs(body)).toContain('/incidents?scope=team&status=all&type=202&qualifier=personal&flag=hate&ward=w1&team=t1&grade=extended&page=3')
    expect(hrefs(body)).toContain('/incidents?scope=team&status=all&type=202&qualifier=personal&flag=hate&ward=w1&team=t1&grade=extended')
    for (const [name, words] of [['status', 'All'], ['type', 'Rowdy'], ['qualifier', 'Personal'], ['flag', 'Hate'], ['ward', 'Tanner Street'], ['team', 'Team'], ['grade', 'Extended']]) {
      const [, without] = readLinks(body).find(([text]) => text.includes(`Remove`) && text.includes(words ?? '')) ?? []
      expect([name, new URLSearchParams(without?.split('?')[1]).has(name ?? '')]).toEqual([name, false])
    }
    const asked = page({ filter: { ...filter, words: 'Ada Pell' }, list: { pages: 3, page: 2 } }).body
    expect(hrefs(asked).some((href) => /ada|pell/i.test(href))).toBe(false)
    expect(String(asked)).toContain('name="words" value="Ada Pell"')
    expect(readWords(asked)).toContain('Page 2 of 3')
    expect(String(asked)).toMatch(/name="page"[^>]*value="1"[\s\S]*name="page"[^>]*value="3"/)
  })

  it('asked by words, has no pages to press where there is one', () => {
    expect(readWords(page({ filter: { words: 'dog' } }).body)).not.toContain('Page 1')
  })

  it('leads to research those alone whose work it is, and offers no ward or team where there is none', () => {
    expect(hrefs(page().body)).not.toContain('/incidents/research')
    expect(hrefs(page({ choices: { mayResearch: true } }).body)).toContain('/incidents/research')
    expect(String(page({ choices: { wards: [], teams: [] } }).body)).not.toMatch(/name="(ward|team)"/)
  })

  it('marks the scope it shows', () => {
    expect(hrefs(page().body)).toEqual(expect.arrayContaining(['/incidents?scope=team', '/incidents?scope=mine', '/incidents/open-data']))
    expect(String(page({ list: { scope: 'mine' } }).body)).toMatch(/aria-current="page"[^>]*>\s*Allocated to me|href="\/incidents\?scope=mine"[^>]*aria-current="page"/)
  })
})

describe('what waits for a result', () => {
  it('stands oldest first in each scope, its pages too', () => {
    const waiting = UnresultedPage({ list: list({ pages: 2, scope: 'team', total: 30 }), now })
    expect(waiting.title).toBe('Waiting for a result (30)')
    expect(hrefs(waiting.body)).toEqual(expect.arrayContaining(['/incidents/unresulted?scope=mine', '/incidents/unresulted?scope=team&page=2']))
    expect(readWords(UnresultedPage({ list: list({ rows: [], total: 0 }), now }).body)).toContain('Nothing waits for a result.')
  })
})

describe('open data', () => {
  const data = { rows: [{ id: 'i9', reference: 'ASB/2026/000009', month: '2026-10-01', place: 'On or near Alder Row', wardName: null, boroughName: 'Marlow Quay', source: 'data.police.uk' }], months: ['2026-10-01', '2026-09-01'], month: '2026-10-01', total: 1, isCapped: false, page: 1, pages: 2 }

  it('is a month and a point, never work', () => {
    const open = OpenDataPage({ list: data, scopes: ['force', 'mine'] })
    expect(readTable(open.body, 'October 2026')[1]).toEqual(['ASB/2026/000009', 'October 2026', 'On or near Alder Row', '', 'Marlow Quay', 'data.police.uk'])
    expect(readWords(open.body)).toContain('It shows patterns, and is never worked.')
    expect(hrefs(open.body)).toContain('/incidents/open-data?month=2026-10-01&page=2')
  })

  it('says so when none is loaded, and asks for no month', () => {
    const none = OpenDataPage({ list: { ...data, rows: [], months: [], month: null, pages: 1 }, scopes: ['mine'] })
    expect(readWords(none.body)).toContain('No open data has been loaded for your area.')
    expect(String(none.body)).not.toContain('name="month"')
  })
})

describe('the queue for research', () => {
  const flagged = (over: Partial<ResearchRow> = {}): ResearchRow => ({ id: 'i1', reference: 'ASB/2026/000001', reportedAt: now, typeName: 'Rowdy', qualifier: null, place: null, wardName: null, flags: ['hate'], undecided: ['hate'], researchedAt: null, researchedBy: null, isUnassessed: true, ...over })
  const queue = (rows: readonly ResearchRow[], over: Partial<ResearchQueue> = {}): ResearchQueue => ({ rows, waiting: 1, since: '2026-11-22', total: 4, page: 1, pages: 1, ...over })
  const none: ResearchFilter = { since: null, flag: null, isUnassessedOnly: false }

  it('says what waits for whom: to research, to decide, to assess', () => {
    const shown = ResearchQueuePage({ queue: queue([flagged(), flagged({ id: 'i2', researchedAt: now, researchedBy: 'Wei Zhang', undecided: [], isUnassessed: false })]), filter: none, now })
    expect(shown.title).toBe('Flagged incidents to research (1)')
    expect(readWords(shown.body)).toContain('Reported since 22 November 2026: 4 flagged or waiting to be assessed, 1 not yet researched.')
    expect(readTable(shown.body, 'Not researched first, then the oldest').slice(1).map((cells) => cells.slice(5))).toEqual([
      ['Hate', 'Asked for, none begun', 'Research ASB/2026/000001'], ['Decided', 'Begun or not asked for', 'Wei Zhang, today at 12:00'],
    ])
  })

  it('keeps what narrows it from page to page', () => {
    const shown = ResearchQueuePage({ queue: queue([flagged()], { pages: 2 }), filter: { since: '2026-11-01', flag: 'hate', isUnassessedOnly: true }, now })
    expect(hrefs(shown.body)).toContain('/incidents/research?since=2026-11-01&flag=hate&unassessed=yes&page=2')
    // what stands in the box is what the box reads
    expect(String(shown.body)).toMatch(/name="since"[^>]*value="1\/11\/2026"/)
    expect(readWords(ResearchQueuePage({ queue: queue([]), filter: none, now }).body)).toContain('Nothing flagged. Incidents appear here as soon as')
  })
})

describe('a team’s page', () => {
  const teamRow = (over: Partial<TeamRow> = {}): TeamRow => ({ id: 'i1', reference: 'ASB/2026/000001', reportedAt: now, typeName: 'Rowdy', place: null, wardName: null, status: 'recorded', riskOrder: 0, flags: [], allocatedTo: null, otherTeam: null, ...over })
  const nothing = { rows: [], total: 0 }
  const team = (over: Partial<TeamData> = {}): TeamData => ({ id: 't1', name: 'Tanner Street team', telephone: '020 7946 0101', wards: ['Tanner Street'], members: ['PC Priya Nair'], isMember: true, fresh: nothing, open: nothing, allocated: nothing, waiting: over.waiting ?? [], waitingTotal: over.waiting?.length ?? 0, clocks: [], clocksTotal: over.clocks?.length ?? 0, ...over })

  it('counts each of its parts and leads to it', () => {
    const shown = TeamPage({ team: team({ open: { rows: [teamRow()], total: 40 } }), now })
    expect(readLinks(shown.body).slice(0, 5)).toEqual([['0New since yesterday', '#new'], ['40Open', '#open'], ['0Allocated', '#allocated'], ['0Not acknowledged', '#waiting'], ['0Due', '#due']])
    expect(readWords(shown.body)).toContain('Showing the first 1 of 40. All of the team’s open incidents')
    expect(hrefs(shown.body)).toContain('/incidents?team=t1')
  })

  it('empty, says of every part what would stand there', () => {
    const words = readWords(TeamPage({ team: team(), now }).body)
    for (const said of ['Nothing has been reported in the team’s wards', 'acknowledged everything it was told', 'No standard of the team’s incidents is due', 'Nothing in the team’s wards waits', 'Nothing open is allocated']) expect(words).toContain(said)
  })

  it.each([
    [{ allocatedTo: 'PC Priya Nair', otherTeam: 'Another' }, 'PC Priya Nair'], [{ otherTeam: 'Hithe team' }, 'Another team: Hithe team'], [{}, 'Nobody'],
  ])('%j is the work of “%s”', (over, words) => {
    const shown = TeamPage({ team: team({ fresh: { rows: [teamRow(over)], total: 1 } }), now })
    expect(readTable(shown.body, 'New since yesterday (1)')[1]?.at(-1)).toBe(words)
  })

  it('marks what is overdue in a word', () => {
    const clock = { id: 'c1', incidentId: 'i1', reference: 'ASB/2026/000001', name: 'Victim followed up', dueAt: now, isOverdue: true }
    const shown = TeamPage({ team: team({ clocks: [clock, { ...clock, isOverdue: false }], waiting: [{ id: 'n1', incidentId: 'i1', reference: 'ASB/2026/000001', kind: 'further report', createdAt: now }] }), now })
    expect(readTable(shown.body, 'Due soon or overdue (2)').slice(1).map(([, , due]) => due)).toEqual(['Overdue: today at 12:00', 'today at 12:00'])
    expect(readTable(shown.body, 'Told, and not acknowledged (1)')[1]).toEqual(['ASB/2026/000001', 'Further report', 'today at 12:00'])
  })
})

describe('words', () => {
  it.each([[0, false, '0'], [1234, false, '1,234'], [10_000, true, 'more than 10,000']] as const)('%d capped %s is “%s”', (total, isCapped, words) => {
    expect(countWords(total, isCapped)).toBe(words)
  })

  it('begin with a capital, and a channel has a name of its own or its number', () => {
    expect([sentence('not deployed'), sentence('')]).toEqual(['Not deployed', ''])
    expect(['999', '101', 'front-counter', 'neighbourhood-team', 'partner', 'not-known'].map(channelWords)).toEqual(['999', '101', 'Front counter', 'Neighbourhood team', 'Partner agency', 'Not known'])
  })
})
