import { describe, expect, it } from 'vitest'
import type { Content } from '#ui/html.ts'
import { aRepeat, aReport, idOf, lookedAt as now, ownRule, preset } from '#test/support/repeat-views.ts'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { FindingList, FindingPage, FindingRow } from '../queries/findings.ts'
import { OUTCOMES } from '../rules/findings.ts'
import { SUBJECT_KINDS } from '../rules/repeats.ts'
import { FindingsPage, RepeatFindingPage } from './findings.tsx'
import { RepeatsPanel } from './panel.tsx'
import { StandingsTables } from './standings.tsx'
import { CommunalWords, KIND_WORDS, Marks, Reasons, SubjectLink } from './words.tsx'

const row: FindingRow = { id: idOf(1), state: 'raised', ruleName: preset.name, reports: 3, kinds: ['victim', 'phone'], labels: ['Ada Pell', '07700 900123'], flags: ['hate'], riskOrder: 3, boroughName: 'Marlow Quay', raisedAt: now, acknowledgedBy: null, dealtBy: null, dealtAt: null, outcome: null }
const tasks = (over: Partial<FindingList> = {}): FindingList => ({ state: 'waiting', total: 1, page: 1, pages: 1, rows: [row], ...over })
const listed = (over: Partial<FindingList> = {}): Content => FindingsPage({ list: tasks(over), now }).body

describe('the tasks, cell by cell', () => {
  it('RP-14 say who, as what, by which rule and with what marks, and stand as they stand', () => {
    const [headings, cells] = readTable(listed(), 'The most at risk first, then the oldest')
    expect(headings).toEqual(['Who or where', 'As', 'Rule', 'Marks', 'Borough', 'Found', 'Standing'])
    expect(cells).toEqual(['Ada Pell; 07700 900123', 'Victim, telephone', '3 reports: Three similar in three months', 'High Hate', 'Marlow Quay', 'today at 12:00', 'New'])
    expect(readLinks(listed()).filter(([words]) => words === 'Ada Pell; 07700 900123')).toEqual([['Ada Pell; 07700 900123', `/repeats/${idOf(1)}`]])
  })

  it('RP-14 that somebody looks into, or has dealt with, name them', () => {
    const standing = (over: Partial<FindingRow>): string | undefined => readTable(listed({ rows: [{ ...row, ...over }] }), 'The most at risk first, then the oldest')[1]?.[6]
    expect(standing({ state: 'acknowledged', acknowledgedBy: 'Wei Zhang' })).toBe('Wei Zhang looks into it')
    expect(standing({ state: 'dealt with', outcome: 'no further action', dealtBy: 'Rosa Blake', dealtAt: now })).toBe('No further action, Rosa Blake, today at 12:00')
  })

  it('RP-14 that wait and those dealt with are two lists, each leading to the other', () => {
    expect(FindingsPage({ list: tasks({ total: 1200 }), now }).title).toBe('New repeats to deal with (1,200)')
    expect(FindingsPage({ list: tasks({ state: 'dealt with', total: 7 }), now }).title).toBe('Repeats dealt with (7)')
    expect(readLinks(listed()).find(([words]) => words === 'Those dealt with')?.[1]).toBe('/repeats/tasks?state=dealt-with')
    expect(readLinks(listed({ state: 'dealt with' })).find(([words]) => words === 'Those that wait')?.[1]).toBe('/repeats/tasks?state=waiting')
    expect(readTable(listed({ state: 'dealt with' }), 'The latest first')).toHaveLength(2)
  })

  it('keep their list from page to page', () => {
    const hrefs = (state: FindingList['state']): string[] => readLinks(listed({ state, page: 2, pages: 3, total: 70 })).map(([, href]) => href).filter((href) => href.startsWith('/repeats/tasks?'))
    expect(hrefs('waiting')).toEqual(expect.arrayContaining(['/repeats/tasks?state=waiting', '/repeats/tasks?state=waiting&page=3']))
    expect(hrefs('dealt with')).toEqual(expect.arrayContaining(['/repeats/tasks?state=dealt-with', '/repeats/tasks?state=dealt-with&page=3']))
  })
})

const finding: FindingPage = {
  id: idOf(1), version: 4, state: 'raised', rule: preset, reports: 3, hidden: 0, repeats: [aRepeat()], communal: new Set(), madeBy: [aReport(1).id, aReport(2).id], boroughName: 'Marlow Quay', teamName: 'Marlow Quay intelligence unit', raisedAt: now,
  acknowledgedAt: null, acknowledgedBy: null, dealtAt: null, dealtBy: null, outcome: null, whatWasDone: null, told: [], mayDeal: true, now,
}
const page = (over: Partial<FindingPage> = {}): Content => RepeatFindingPage({ page: { ...finding, ...over } }).body

describe('one new repeat', () => {
  it('RP-14 is titled with who, or with nobody where nobody is for one to see', () => {
    expect(RepeatFindingPage({ page: finding })).toMatchObject({ title: '3 reports: Ada <Pell>', caption: 'New repeat' })
    expect(RepeatFindingPage({ page: { ...finding, repeats: [], madeBy: [], hidden: 3 } }).title).toBe('3 reports: a repeat')
  })

  it('RP-14 says how it stands now: how many count, and whether it still is one', () => {
    const now_ = (reports: number, over: Partial<FindingPage> = {}): string | undefined => readFacts(page({ repeats: [aRepeat({ reports: [1, 2, 3, 4].slice(0, reports).map((nth) => aReport(nth)) })], ...over }))['Now']
    expect(now_(4)).toBe('4 reports that you may see count under this rule')
    expect(now_(2)).toBe('2 reports that you may see count under this rule: it is no repeat now')
    expect(now_(1)).toBe('1 report that you may see counts under this rule: it is no repeat now')
  })

  it('RP-14 lists the reports that made it by what they are, and leads to each', () => {
    const made = page({ repeats: [aRepeat({ reports: [aReport(1, { kindName: null, place: null }), aReport(2, { place: 'Mill Lane' })] })], madeBy: [aReport(1).id, aReport(2).id, aReport(9).id] })
    const links = readLinks(made).filter(([, href]) => /^\/incidents\/[^/]+$/.test(href)).slice(-3)
    expect(links).toEqual([['ASB/2026/1', `/incidents/${aReport(1).id}`], ['ASB/2026/2, Noise, Mill Lane', `/incidents/${aReport(2).id}`], ['A report that was corrected since', `/incidents/${aReport(9).id}`]])
    expect(readWords(made)).not.toContain('None of them is one that you may see')
  })

  it('RP-12 says of what is beyond one’s sight that it is, in one or in several', () => {
    expect(readWords(page({ hidden: 1 }))).toContain('One of these reports is beyond what you may see. Another team or borough knows of it.')
    expect(readWords(page({ hidden: 3 }))).toContain('3 of these reports are beyond what you may see. Another team or borough knows of them.')
    expect(readWords(page())).not.toContain('beyond what you may see')
  })

  it('RP-14 says fact by fact how it stands, leaving out what has not happened', () => {
    const stands = (over: Partial<FindingPage>): Record<string, string> => {
      const { 'Who or where': _who, Now: _now, Marks: _marks, ...facts } = readFacts(page(over))
      return facts
    }
    expect(stands({})).toEqual({ State: 'New', Found: 'today at 12:00', Told: 'Marlow Quay intelligence unit', Borough: 'Marlow Quay' })
    expect(stands({ teamName: null, boroughName: null })).toMatchObject({ Told: 'No team', Borough: 'Not known' })
    expect(stands({ state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: 'Wei Zhang' })).toMatchObject({ State: 'Acknowledged', 'Looked into': 'Wei Zhang, since today at 12:00' })
    expect(stands({ state: 'dealt with', dealtAt: now, dealtBy: 'Wei Zhang', outcome: 'already in hand', whatWasDone: 'The case has it' })).toMatchObject({ State: 'Dealt with', 'Dealt with': 'Wei Zhang, today at 12:00', 'What came of it': 'Already in hand', 'What was done': 'The case has it' })
  })

  it('RP-42 asks what came of it with every outcome there is and what each means, and sends which version was read', () => {
    const markup = String(page())
    expect([...markup.matchAll(/type="radio" value="([^"]*)"/g)].map(([, value]) => value)).toEqual([...OUTCOMES])
    expect(markup).toContain('<input type="hidden" name="version" value="4">')
    for (const action of [`/repeats/${idOf(1)}/acknowledgement`, `/repeats/${idOf(1)}/dealing`]) expect(markup).toContain(`method="post" action="${action}"`)
    for (const words of ['Something is being done: say what and by whom', 'A case or a plan covers it', 'Looked into, and nothing more is needed', 'The reports are not of the same person, household or place, or not of one thing', 'What was searched, found and done', 'Record it', 'Deal with it']) expect(readWords(page())).toContain(words)
  })

  it('RP-42 asks it of nobody who may not, and of nobody once it is dealt with', () => {
    for (const over of [{ mayDeal: false }, { state: 'dealt with', dealtAt: now, dealtBy: 'Wei Zhang', outcome: 'already in hand', whatWasDone: 'Done' }] as const) expect(String(page(over))).not.toContain('/dealing')
    expect(String(page({ state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: 'Wei Zhang' }))).toContain('/dealing')
    expect(String(page({ state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: 'Wei Zhang' }))).not.toContain('/acknowledgement')
  })
})

describe('who or where', () => {
  it('RP-06 is called by name and by what it is as, whichever of the six it is', () => {
    expect(SUBJECT_KINDS.map((kind) => readWords(SubjectLink({ repeat: aRepeat({ kind, label: 'X' }) })))).toEqual(['X (as victim)', 'X (as caller)', 'X (household)', 'X (telephone)', 'X (where it happened)', 'X (place)'])
    expect(Object.keys(KIND_WORDS)).toEqual([...SUBJECT_KINDS])
  })

  it('RP-06 leads to a person’s own page, to the latest report’s address, to the middle of a place, and of a household or telephone nowhere', () => {
    const led = (kind: (typeof SUBJECT_KINDS)[number], over = {}): string | undefined => readLinks(SubjectLink({ repeat: aRepeat({ kind, key: idOf(55), personId: null, ...over }) }))[0]?.[1]
    expect(led('victim', { personId: idOf(777) })).toBe(`/people/${idOf(777)}`)
    expect(led('address')).toBe(`/incidents/${idOf(1)}/address`)
    expect(led('place')).toBe(`/incidents/${idOf(55)}/address`)
    expect([led('household'), led('phone'), led('address', { reports: [] }), led('place', { reports: [] })]).toEqual([undefined, undefined, undefined, undefined])
  })

  it('is marked with the band and each flag, a repeat in a colour of its own, and with None where there is nothing', () => {
    expect([0, 1, 2, 3, 9].map((riskOrder) => readWords(Marks({ flags: [], riskOrder })))).toEqual(['None', 'Low', 'Medium', 'High', 'None'])
    expect(readWords(Marks({ flags: ['repeat', 'hate', 'other-agency'], riskOrder: 0 }))).toBe('Repeat Hate Other-agency')
    const tags = [...String(Marks({ flags: ['repeat', 'hate'], riskOrder: 0 })).matchAll(/govuk-tag--(\w+)/g)].map(([, colour]) => colour)
    expect(tags).toEqual(['blue', 'purple'])
  })

  it('RP-31 of whom only some reports are from a communal address is told so, and of how many', () => {
    const communal = new Set(['ZA12BC 14'])
    const place = (keys: readonly (string | null)[]): string => readWords(CommunalWords({ repeat: aRepeat({ kind: 'place', personId: null, reports: keys.map((addressKey, at) => aReport(at + 1, { addressKey })) }), communal }) ?? '')
    expect(place(['ZA12BC 14', 'elsewhere', 'elsewhere'])).toContain('1 of these 3 reports is from an address')
    expect(place(['ZA12BC 14'])).toContain('This report is from an address')
    expect(place(['ZA12BC 14', 'ZA12BC 14', 'elsewhere'])).toContain('2 of these 3 reports are from an address that many unrelated people give, a hostel for example')
    expect(place(['ZA12BC 14', 'ZA12BC 14'])).toContain('All of these reports are from an address')
    expect([place([null, 'elsewhere']), place([])]).toEqual(['', ''])
    for (const kind of ['victim', 'caller', 'household', 'phone'] as const) expect(CommunalWords({ repeat: aRepeat({ kind }), communal }), kind).toBeNull()
  })
})

describe('why each report counts', () => {
  it('RP-06 leaves out the half that is empty, and names a report whose kind nobody recorded without one', () => {
    const none = readWords(Reasons({ repeat: aRepeat({ reports: [aReport(1, { isWithdrawn: true, kindName: null, kind: null })] }) }))
    expect(none).toContain('Not counted (1) ASB/2026/1. It was withdrawn.')
    expect(none).not.toMatch(/ Counted \(/)
    expect(readWords(Reasons({ repeat: aRepeat() }))).not.toContain('Not counted')
    expect(readWords(Reasons({ repeat: aRepeat(), title: 'Under this rule' }))).toMatch(/^Under this rule of Ada/)
  })

  it('RP-06 tells of as many as are asked for on either side, and how many more there are on each', () => {
    const reports = [...[1, 2, 3, 4].map((nth) => aReport(nth)), ...[5, 6, 7].map((nth) => aReport(nth, { isWithdrawn: true }))]
    const words = readWords(Reasons({ repeat: aRepeat({ reports }), most: 2 }))
    expect(words).toMatch(/Counted \(4\) ASB\/2026\/1,.*ASB\/2026\/2,.*And 2 earlier ones\. Not counted \(3\) ASB\/2026\/5,.*ASB\/2026\/6,.*And 1 earlier one\.$/)
    expect(words).not.toContain('ASB/2026/3')
    expect(readWords(Reasons({ repeat: aRepeat({ reports }), most: 4 }))).not.toContain('And 0')
  })
})

describe('on the pages of others', () => {
  it('RP-05 an incident’s panel says how each repeat of it stands, in small letters within a sentence', () => {
    const found = (state: 'raised' | 'acknowledged' | 'dealt with') => readWords(RepeatsPanel({ found: { rule: preset, repeats: [], findings: [{ id: idOf(4), state, ruleName: 'By rule', reports: 5 }] }, incidentId: idOf(9) }))
    expect((['raised', 'acknowledged', 'dealt with'] as const).map((state) => /5 reports: By rule, ([a-z ]+?) Everything/.exec(found(state))?.[1])).toEqual(['new', 'acknowledged', 'dealt with'])
    expect(readLinks(RepeatsPanel({ found: null, incidentId: idOf(9) }))).toEqual([['Everything known of this address', `/incidents/${idOf(9)}/address`]])
  })

  it('RP-06 a person is headed by the part they played, anything else by its name too, each rule with its count', () => {
    const kinds = (['victim', 'caller', 'household', 'phone', 'address'] as const).map((kind) => ({ kind, label: 'Here', isCommunal: false, standings: [{ rule: ownRule, repeat: aRepeat({ kind }, ownRule) }, { rule: preset, repeat: aRepeat({ kind, reports: [aReport(1)] }) }] }))
    const tables = StandingsTables({ standings: kinds })
    const captions = ['Person as victim', 'Person as caller', 'Household: Here', 'Telephone: Here', 'Address: Here']
    for (const caption of captions) {
      expect(readTable(tables, caption)[0]).toEqual(['Rule', 'Count', 'Repeat', 'Why'])
      expect(readTable(tables, caption)[1]?.slice(0, 3)).toEqual(['Two in a week The force’s own 2 reports of any kind within 7 days', '3 of 2', 'Repeat'])
      expect(readTable(tables, caption)[2]?.slice(0, 3)).toEqual(['Three similar in three months 3 reports of one kind within 92 days', '1 of 3', 'Not by this rule'])
    }
    expect(readWords(StandingsTables({ standings: [{ kind: 'victim', label: 'Here', isCommunal: false, standings: [] }] }))).toContain('No rule in force counts this.')
  })
})
