import { describe, expect, it } from 'vitest'
import { Html } from '#ui/html.ts'
import type { Page } from '#ui/page.ts'
import type { FindingList, FindingPage } from '../queries/findings.ts'
import { type Repeat, type RepeatList, repeatOf, type RepeatsAsked } from '../queries/repeats.ts'
import type { RepeatRule } from '../queries/rule-list.ts'
import type { Subject, SubjectReport } from '../queries/subjects.ts'
import type { DailyList, ListedRepeat, WeeklyList } from '../queries/weekly.ts'
import type { SubjectKind } from '../rules/repeats.ts'
import { FindingsPage, RepeatFindingPage } from './findings.tsx'
import { RepeatsPanel } from './panel.tsx'
import { RepeatsPage } from './repeats.tsx'
import { RuleEndPage, RulePage, RulesPage } from './rules.tsx'
import { StandingsTables } from './standings.tsx'
import { DailyPage, WeeklyPage } from './weekly.tsx'
import { CommunalWords, Marks, Reasons, SubjectLink, TOLD_MOST } from './words.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const today = '2026-11-23'
const rule: RepeatRule = {
  id: '019ab000-0000-7000-8000-000000000001', key: 'three-in-three-months', version: 1, name: 'Three similar in three months', definition: 'three similar occurrences', leastCount: 3, windowDays: 92, sameKind: true,
  reportWithinDays: null, radiusMetres: null, subjects: ['victim', 'phone'], raisesTask: true, isPreset: true, source: 'flashcards', certainty: 'verified', reason: 'Shipped', validFrom: null, validTo: null, isNever: false,
  createdByName: null, endedByName: null, endedBecause: null,
}
const own: RepeatRule = { ...rule, id: '019ab000-0000-7000-8000-000000000009', key: 'own', name: 'Two <b>in a week', leastCount: 2, windowDays: 7, sameKind: false, isPreset: false, source: null, definition: null, raisesTask: false, createdByName: 'Robin Castle' }

function report(nth: number, over: Partial<SubjectReport> = {}): SubjectReport {
  return {
    id: `019ab000-0000-7000-8000-${String(nth).padStart(12, '0')}`, reference: `ASB/2026/${nth}`, reportedAt: new Date(now.getTime() - nth * 3_600_000), reportedOn: today, happenedOn: null, kind: 'noise', kindName: 'Noise',
    isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: 'victim', place: '14 Tanner Street', flags: [], riskOrder: 0, boroughId: null, addressKey: 'ZA12BC 14', ...over,
  }
}
function repeat(over: Partial<Subject> = {}, definition = rule): Repeat {
  return repeatOf({ kind: 'victim', key: 'k', label: 'Ada <Pell>', personId: '019ab000-0000-7000-8000-0000000000aa', reports: [report(1), report(2), report(3)], ...over }, definition, today)
}
const place = (kind: SubjectKind, reports = [report(1), report(2), report(3)]) => repeat({ kind, personId: null, label: 'A hostel', key: reports[0]?.id ?? '', reports })
const asked: RepeatsAsked = { by: 'victim', ruleKey: null, tried: null, radiusMetres: 100, boroughId: null, mark: 'any', page: 1 }
const listed = (over: Partial<RepeatList> = {}): RepeatList => ({
  asked, rules: [rule, own], rule, definition: rule, rows: [repeat()], communal: new Set(), total: 1, pages: 1, isCutAt: null, boroughs: [], asOf: today, ...over,
})
const text = (page: Page | Html): string => (page instanceof Html ? page.toString() : `${page.title}\n${markup(page)}`).replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ')
const markup = ({ body }: Page): string => (body instanceof Html ? body.toString() : '')

describe('the list of repeats', () => {
  it('says who, how often, of what kind, since when and why, and escapes what was said', () => {
    const page = RepeatsPage({ list: listed(), now })
    for (const said of ['Repeats (1)', 'Ada &lt;Pell&gt;', '(as victim)', 'Noise', 'Why each report counts', 'Counted (3)', 'Preset. Source: flashcards', 'None']) expect(text(page)).toContain(said)
    expect(markup(page)).toContain('href="/people/019ab000-0000-7000-8000-0000000000aa"')
  })

  it('RP-07 says whom it is narrowed to, by which reports, and leads back to all', () => {
    const page = RepeatsPage({ list: listed({ asked: { ...asked, by: 'phone', mark: 'vulnerable', page: 2 }, pages: 3, total: 60 }), now })
    expect(text(page)).toContain('marked vulnerable, hate or intimidation, or were assessed at medium risk or above. Show all')
    expect(markup(page)).toContain('href="/repeats?by=phone"')
    expect(markup(page)).toContain('mark=vulnerable&amp;page=3')
    expect(text(RepeatsPage({ list: listed({ asked: { ...asked, mark: 'high' } }), now }))).toContain('assessed at high risk')
  })

  it('says kindly what an empty list would hold, by what was asked', () => {
    const empty = (over: Partial<RepeatsAsked>) => text(RepeatsPage({ list: listed({ rows: [], total: 0, asked: { ...asked, ...over } }), now }))
    expect(empty({})).toContain('Nobody and nowhere that you may see is a repeat under this rule. They would be here as soon as their reports are enough.')
    expect(empty({ mark: 'high' })).toContain('No repeat that you may see was assessed at high risk.')
    expect(empty({ mark: 'vulnerable', boroughId: rule.id })).toContain('Another borough may have some.')
    expect(empty({ tried: { leastCount: 9, windowDays: 2, sameKind: false, reportWithinDays: null } })).toContain('A lower count or more days would find more.')
  })

  it('RP-31 says of an address or a place that many unrelated people give why it says little, of how many of its reports, and of nobody else', () => {
    const communal = new Set(['ZA12BC 14'])
    expect(text(RepeatsPage({ list: listed({ rows: [place('address')], communal }), now }))).toContain('Many unrelated people give this address, a hostel for example')
    expect(text(RepeatsPage({ list: listed({ rows: [place('place')], communal, asked: { ...asked, by: 'place' } }), now }))).toContain('All of these reports are from an address that many unrelated people give')
    expect(CommunalWords({ repeat: place('place', [report(1), report(2, { addressKey: null }), report(3, { addressKey: 'elsewhere' })]), communal })?.toString()).toContain('1 of these 3 reports is from')
    expect(CommunalWords({ repeat: repeat(), communal })).toBeNull()
    expect(CommunalWords({ repeat: place('address'), communal: new Set() })).toBeNull()
  })

  it('says where places were sought, what a household leaves out, and when a definition is one’s own', () => {
    expect(text(RepeatsPage({ list: listed({ asked: { ...asked, by: 'place' }, isCutAt: 10_000 }), now }))).toContain('among the latest 10,000 reports')
    expect(text(RepeatsPage({ list: listed({ asked: { ...asked, by: 'household' } }), now }))).toContain('is no household and is left out')
    const tried = { leastCount: 4, windowDays: 30, sameKind: false, reportWithinDays: null }
    expect(text(RepeatsPage({ list: listed({ asked: { ...asked, tried }, definition: tried }), now }))).toContain('4 reports of any kind within 30 days: a definition you chose, not a rule of the force.')
    expect(markup(RepeatsPage({ list: listed({ boroughs: [{ id: rule.id, name: 'Marlow Quay' }, { id: own.id, name: 'Northgate' }] }), now }))).toContain('All you may see')
  })
})

describe('the reasons', () => {
  it('RP-06 tell of every report, and in a list of many of the latest, with how many more there are', () => {
    const many = repeat({ reports: Array.from({ length: 31 }, (_, at) => report(at + 1)) })
    expect(Reasons({ repeat: many }).toString().match(/<li>/g)).toHaveLength(31)
    expect(text(Reasons({ repeat: many }))).not.toContain('earlier ones')
    const inList = RepeatsPage({ list: listed({ rows: [many] }), now })
    for (const said of ['Counted (31)', 'And 11 earlier ones.', `ASB/2026/${TOLD_MOST},`]) expect(text(inList)).toContain(said)
    expect(text(inList)).not.toContain(`ASB/2026/${TOLD_MOST + 1},`)
  })

  it('RP-06 tell of those that do not count, too, and lead to each', () => {
    const one = repeat({ reports: [report(1), report(2), report(3), report(4, { isWithdrawn: true })] })
    expect(text(Reasons({ repeat: one }))).toMatch(/Not counted \(1\) ?ASB\/2026\/4, Noise. It was withdrawn./)
    expect(Reasons({ repeat: one }).toString()).toContain(`href="/incidents/${report(4).id}"`)
  })

  it('lead from an address and a place to the page of the address, and from a telephone nowhere: it stands in no link', () => {
    expect(SubjectLink({ repeat: place('address') }).toString()).toContain(`href="/incidents/${report(1).id}/address"`)
    expect(SubjectLink({ repeat: place('place') }).toString()).toContain('/address"')
    expect(SubjectLink({ repeat: repeat({ kind: 'phone', personId: null, label: '07700 900123' }) }).toString()).not.toContain('href')
  })

  it('mark with words what a colour says', () => {
    expect(text(Marks({ flags: ['repeat', 'vulnerable'], riskOrder: 3 }))).toMatch(/High.*Repeat.*Vulnerable/)
    expect(text(Marks({ flags: [], riskOrder: 0 }))).toBe('None')
  })
})

const line = (over: Partial<ListedRepeat> = {}): ListedRepeat => ({ standing: 'new', repeats: [repeat(), repeat({ kind: 'phone', personId: null, label: '07700 900123' })], count: 3, lastAt: now, flags: [], riskOrder: 0, boroughId: null, ...over })
const weekly = (over: Partial<WeeklyList> = {}): WeeklyList => ({
  week: { monday: '2026-11-16', sunday: '2026-11-22' }, previous: '2026-11-09', next: today, isOver: true, rules: [rule, own], rule, total: 60, page: 1, pages: 3, isCut: false, communal: new Set(),
  boroughs: [{ boroughId: rule.id, name: 'Marlow Quay', total: 60, lines: [line(), line({ standing: 'continuing' })] }], ...over,
})
const daily = (over: Partial<DailyList> = {}): DailyList => ({
  since: '2026-11-22', rules: [rule], rule, vulnerable: [line()], vulnerableTotal: 1, others: [], othersTotal: 0, page: 1, pages: 1, isCut: false, communal: new Set(), ...over,
})

describe('the week’s and the day’s list', () => {
  it('RP-21 shows a borough’s whole number and the lines of this page, new or continuing, and leads on', () => {
    const page = WeeklyPage({ list: weekly(), mayTakeAway: true, now })
    for (const said of ['Repeats of the week (60)', 'Marlow Quay (60)', 'New', 'Continuing', '07700 900123', 'Download as CSV']) expect(text(page)).toContain(said)
    for (const href of ['week=2026-11-09', 'week=2026-11-16&amp;rule=three-in-three-months&amp;page=2']) expect(markup(page)).toContain(href)
    expect(text(WeeklyPage({ list: weekly(), mayTakeAway: false, now }))).not.toContain('Download')
  })

  it('RP-21 says when the week is not over, when places were cut, and what an empty week would hold', () => {
    const page = text(WeeklyPage({ list: weekly({ isOver: false, next: null, isCut: true, boroughs: [], total: 0, pages: 1 }), mayTakeAway: false, now }))
    for (const said of ['This week is not over', 'among the latest reports only', 'No repeat that you may see was reported in this week']) expect(page).toContain(said)
  })

  it('RP-22 puts the vulnerable first, and says where the others are when they are on later pages', () => {
    expect(text(DailyPage({ list: daily(), now }))).toMatch(/Repeat and vulnerable \(1\).*Other repeats \(0\).*would be here/)
    expect(text(DailyPage({ list: daily({ vulnerableTotal: 30, othersTotal: 1_200, pages: 50 }), now }))).toContain('1,200 other repeats follow the vulnerable ones, on the next pages.')
    expect(text(DailyPage({ list: daily({ vulnerable: [], vulnerableTotal: 30, others: [line()], othersTotal: 40, page: 2, pages: 3 }), now }))).not.toContain('Repeat and vulnerable')
    expect(text(DailyPage({ list: daily({ vulnerable: [], vulnerableTotal: 0 }), now }))).toContain('Repeats marked vulnerable, hate or intimidation')
  })
})

const finding: FindingPage = {
  id: rule.id, version: 1, state: 'raised', rule, reports: 3, hidden: 1, repeats: [repeat()], communal: new Set(), madeBy: [report(1).id, report(9).id], boroughName: 'Marlow Quay', teamName: 'Marlow Quay intelligence unit', raisedAt: now,
  acknowledgedAt: null, acknowledgedBy: null, dealtAt: null, dealtBy: null, outcome: null, whatWasDone: null, told: [], mayDeal: true, now,
}
const waiting: FindingList = {
  state: 'waiting', total: 1, page: 1, pages: 1, rows: [{ id: rule.id, state: 'raised', ruleName: rule.name, reports: 3, kinds: ['victim', 'phone'], labels: [], flags: [], riskOrder: 0, boroughName: null, raisedAt: now, acknowledgedBy: null, dealtBy: null, dealtAt: null, outcome: null }],
}

describe('new repeats', () => {
  it('RP-14 say what waits, who looks into it and what came of it', () => {
    expect(text(FindingsPage({ list: waiting, now }))).toMatch(/A repeat.*Victim, telephone.*Not known.*New/)
    const [row] = waiting.rows
    if (row === undefined) throw new Error('one waits')
    expect(text(FindingsPage({ list: { ...waiting, rows: [{ ...row, state: 'acknowledged', acknowledgedBy: 'Wei Zhang' }] }, now }))).toContain('Wei Zhang looks into it')
    expect(text(FindingsPage({ list: { ...waiting, state: 'dealt with', rows: [{ ...row, state: 'dealt with', outcome: 'not a repeat', dealtBy: 'Wei Zhang', dealtAt: now }] }, now }))).toContain('Not a repeat, Wei Zhang')
    expect(text(FindingsPage({ list: { ...waiting, rows: [], total: 0 }, now }))).toContain('Nothing waits.')
    expect(text(FindingsPage({ list: { ...waiting, state: 'dealt with', rows: [], total: 0 }, now }))).toContain('that somebody has dealt with would be here')
  })

  it('RP-12 say how many of the reports are beyond one’s sight, and nothing else of them', () => {
    expect(text(RepeatFindingPage({ page: finding }))).toContain('One of these reports is beyond what you may see. Another team or borough knows of it.')
    expect(text(RepeatFindingPage({ page: { ...finding, hidden: 2, madeBy: [] } }))).toMatch(/2 of these reports are beyond what you may see.*None of them is one that you may see/)
    expect(text(RepeatFindingPage({ page: { ...finding, hidden: 0 } }))).not.toContain('beyond what you may see')
    expect(text(RepeatFindingPage({ page: finding }))).toContain('A report that was corrected since')
  })

  it('RP-42 offer what to do to who may do it, keep what was typed, and only while it waits', () => {
    expect(text(RepeatFindingPage({ page: finding }))).toContain('I am looking into this')
    expect(text(RepeatFindingPage({ page: { ...finding, mayDeal: false } }))).not.toContain('Record it')
    const again = RepeatFindingPage({ page: { ...finding, state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: 'Wei Zhang' }, errors: [{ field: 'outcome', message: 'Choose what came of it' }], answers: { whatWasDone: 'Half a thought' } })
    for (const said of ['Choose what came of it', 'Half a thought', 'Wei Zhang, since']) expect(text(again)).toContain(said)
    expect(text(again)).not.toContain('I am looking into this')
    const dealt = text(RepeatFindingPage({ page: { ...finding, state: 'dealt with', dealtAt: now, dealtBy: 'Wei Zhang', outcome: 'already in hand', whatWasDone: 'The case has it', repeats: [repeat({ reports: [report(1)] })] } }))
    for (const said of ['Dealt with', 'Already in hand', 'The case has it', 'it is no repeat now']) expect(dealt).toContain(said)
    expect(dealt).not.toContain('Record it')
  })
})

describe('on other pages', () => {
  it('RP-05 an incident says who in it is a repeat, and that nobody is only so far as one may see', () => {
    expect(text(RepeatsPanel({ found: { rule, repeats: [repeat()], findings: [{ id: rule.id, state: 'raised', ruleName: rule.name, reports: 3 }] }, incidentId: rule.id }))).toMatch(/Ada &lt;Pell&gt; \(as victim\): 3 reports.*3 reports: Three similar in three months, new/)
    expect(text(RepeatsPanel({ found: { rule, repeats: [], findings: [] }, incidentId: rule.id }))).toContain('so far as you may see')
    expect(text(RepeatsPanel({ found: null, incidentId: rule.id }))).not.toContain('repeat under')
  })

  it('RP-06 RP-31 a person’s and an address’s page count under every rule, and say when the address is communal', () => {
    const standing = (kind: 'victim' | 'household' | 'address', isCommunal: boolean) => text(StandingsTables({ standings: [{ kind, label: '14 Tanner Street', isCommunal, standings: [{ rule, repeat: repeat() }, { rule: own, repeat: repeat({}, { ...own, leastCount: 9 }) }] }] }))
    expect(standing('victim', false)).toMatch(/Person as victim.*3 of 3.*Repeat.*The force’s own.*3 of 2.*Not by this rule/)
    expect(standing('household', true)).toContain('says little of any household')
    expect(standing('address', true)).toContain('may be of different people')
  })

  it('RP-15 RP-44 the rules say each source, what is the force’s own choice, and what is not in force', () => {
    const page = RulesPage({ rules: [rule, own, { ...own, id: rule.id, validTo: '2026-11-01', endedBecause: 'A trial', endedByName: 'Robin Castle' }, { ...own, validFrom: '2027-01-01' }], today, mayChange: true, mayLook: true })
    for (const said of ['“three similar occurrences”', 'None outside the force', 'Two &lt;b&gt;in a week', 'Not yet', 'Ended, and earlier versions (1)', 'A trial (Robin Castle)', 'Add a rule']) expect(text(page)).toContain(said)
    expect(text(RulesPage({ rules: [rule], today, mayChange: false, mayLook: false }))).not.toContain('Add a rule')
    expect(text(RulePage({ rule, isUseOnly: true }))).toContain('3 reports of one kind within 92 days. That stays as it is.')
    expect(text(RulePage({ rule: null, errors: [{ field: 'from', message: 'Enter a day' }], answers: { name: 'Mine' } }))).toContain('Enter a day')
    expect(text(RuleEndPage({ rule: own }))).toContain('The first day it applies no more')
  })
})
