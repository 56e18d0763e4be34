import { describe, expect, it } from 'vitest'
import type { Content } from '#ui/html.ts'
import { aLine, aRepeat, aReport, idOf, lookedAt as now, lookedOn, ownRule, preset } from '#test/support/repeat-views.ts'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { RepeatList, RepeatsAsked } from '../queries/repeats.ts'
import type { DailyList, WeeklyList } from '../queries/weekly.ts'
import { MARKS, SUBJECT_KINDS } from '../rules/repeats.ts'
import { RepeatLinks, RepeatsPage } from './repeats.tsx'
import { DailyPage, WeeklyPage } from './weekly.tsx'
import { BY_WORDS } from './words.tsx'

const asked: RepeatsAsked = { by: 'victim', ruleKey: null, tried: null, radiusMetres: 100, boroughId: null, mark: 'any', page: 1 }
const list = (over: Partial<RepeatList> = {}): RepeatList => ({ asked, rules: [preset, ownRule], rule: preset, definition: preset, rows: [aRepeat()], communal: new Set(), total: 1, pages: 1, isCutAt: null, boroughs: [], asOf: lookedOn, ...over })
const shown = (over: Partial<RepeatList> = {}): Content => RepeatsPage({ list: list(over), now }).body
const queryOf = (href: string): Record<string, string> => Object.fromEntries(new URL(href, 'http://heed.test').searchParams)

/** What a form holds as it stands: each control with what is chosen or filled in. */
function filledIn(body: Content): Record<string, string> {
  const markup = String(body)
  const inputs = [...markup.matchAll(/<input([^>]*)>/g)].map(([, own = '']) => own).filter((own) => !own.includes('type="radio"') && !own.includes('type="checkbox"'))
  const selects = [...markup.matchAll(/<select[^>]* name="([^"]+)"[\s\S]*?<\/select>/g)].map(([whole, name = '']): [string, string] => [name, /<option value="([^"]*)" selected/.exec(whole)?.[1] ?? ''])
  return Object.fromEntries([...inputs.map((own): [string, string] => [/ name="([^"]*)"/.exec(own)?.[1] ?? '', / value="([^"]*)"/.exec(own)?.[1] ?? '']), ...selects])
}

describe('the list of repeats, cell by cell', () => {
  it('RP-07 says of each who, how often, of what kind, when last and with what marks', () => {
    const many = aRepeat({ label: 'Omar Varga', reports: [aReport(1, { riskOrder: 3, flags: ['hate'] }), aReport(2), aReport(30)] })
    const [headings, row] = readTable(shown({ rows: [many] }), 'The most reports first')
    expect(headings).toEqual(['Who or where', 'Reports that count', 'Kind', 'Last reported', 'Marks', 'Why'])
    expect(row?.slice(0, 3)).toEqual(['Omar Varga (as victim)', '3', 'Noise'])
    expect(row?.[4]).toBe('High Hate')
    expect(row?.[5]).toMatch(/^Why each report counts of Omar Varga The days that count are 24 August 2026 to 23 November 2026\. Counted \(3\)/)
  })

  it('RP-07 says of a rule for any kind that it is any', () => {
    expect(readTable(shown({ rows: [aRepeat({}, ownRule)], rule: ownRule, definition: ownRule }), 'The most reports first')[1]?.[2]).toBe('Any')
  })

  it('is titled with how many there are, and captioned with what they are', () => {
    for (const by of SUBJECT_KINDS) expect(RepeatsPage({ list: list({ asked: { ...asked, by }, total: 1234 }), now })).toMatchObject({ title: 'Repeats (1,234)', caption: BY_WORDS[by], width: 'full' })
    expect(Object.values(BY_WORDS)).toEqual(['Person as victim', 'Person as caller', 'Household', 'Telephone', 'Address', 'Place within a radius'])
  })

  it('says of a rule of the force’s own that it is, and whether anybody outside stands behind it', () => {
    expect(readWords(shown({ rule: ownRule, definition: ownRule }))).toContain('Two in a week: 2 reports of any kind within 7 days. The force’s own rule, with no source outside the force. The rules')
    const sourced = { ...ownRule, source: 'Partnership board, June' }
    expect(readWords(shown({ rule: sourced, definition: sourced }))).toContain('The force’s own rule; source: Partnership board, June.')
    expect(readWords(shown())).toContain('Preset. Source: The flashcards. The rules')
  })

  it('tells of households only what is so of households, and of places what is so of places', () => {
    const household = 'is no household and is left out'
    const place = 'A place is 250 metres round a report. The radius is yours to choose: no source names one.'
    for (const by of SUBJECT_KINDS) {
      const words = readWords(shown({ asked: { ...asked, by, radiusMetres: 250 } }))
      expect(words.includes(household), by).toBe(by === 'household')
      expect(words.includes(place), by).toBe(by === 'place')
    }
  })

  it('says where it was cut, and that a borough narrows it', () => {
    expect(readWords(shown({ isCutAt: 20_000 }))).toContain('Places were sought among the latest 20,000 reports. Choose a borough to see further back.')
    expect(readWords(shown())).not.toContain('Places were sought')
  })

  it('stands among its neighbours, itself not a link away', () => {
    const away = readLinks(RepeatLinks({ here: 'weekly' }))
    expect(away.map(([, href]) => href)).toEqual(['/repeats', '/repeats/daily', '/repeats/weekly', '/repeats/tasks', '/repeats/rules'])
    expect(away.map(([words]) => words)).toEqual(['Repeats now', 'For the daily meeting', 'Weekly list', 'New repeats to deal with', 'Rules'])
    for (const [at, here] of (['list', 'daily', 'weekly', 'tasks', 'rules'] as const).entries()) {
      const current = [...String(RepeatLinks({ here })).matchAll(/<a[^>]*>/g)].map(([tag]) => tag.includes('aria-current="page"'))
      expect(current.indexOf(true), here).toBe(at)
      expect(current.filter((is) => is), here).toHaveLength(1)
    }
  })
})

describe('what the list is narrowed by', () => {
  const tried = { leastCount: 4, windowDays: 30, sameKind: true, reportWithinDays: null }

  it('RP-07 is filled in as it was asked', () => {
    expect(filledIn(shown())).toMatchObject({ by: 'victim', rule: 'three-in-three-months', mark: 'any', borough: '', count: '', days: '', kind: 'any', radius: '100' })
    expect(filledIn(shown({ asked: { ...asked, by: 'place', tried, radiusMetres: 75, mark: 'high' } }))).toMatchObject({ by: 'place', mark: 'high', count: '4', days: '30', kind: 'same', radius: '75' })
    expect(filledIn(shown({ asked: { ...asked, tried: { ...tried, sameKind: false } }, rule: null }))).toMatchObject({ kind: 'any', count: '4' })
  })

  it('offers every kind of subject, every mark and every rule, and says which rules are the force’s own', () => {
    const words = readWords(shown())
    for (const text of [...Object.values(BY_WORDS), 'Everyone', 'Vulnerable', 'High risk', 'Any kind', 'One kind only', 'Two in a week (the force’s own)']) expect(words).toContain(text)
    expect(words).not.toContain('Three similar in three months (the force’s own)')
    expect([...String(shown()).matchAll(/<option value="([^"]*)"/g)].map(([, value]) => value)).toEqual([...SUBJECT_KINDS, 'three-in-three-months', 'two-in-a-week', ...MARKS, 'any', 'same'])
  })

  it('offers a choice of boroughs only to those who see two, and keeps the one that is asked', () => {
    const boroughs = [{ id: idOf(1), name: 'Marlow Quay' }, { id: idOf(2), name: 'Northgate' }]
    expect(String(shown({ boroughs: boroughs.slice(0, 1), asked: { ...asked, boroughId: idOf(1) } }))).toMatch(/<input type="hidden" name="borough" value="[^"]*000000000001"/)
    const choice = shown({ boroughs, asked: { ...asked, boroughId: idOf(2) } })
    expect(filledIn(choice)['borough']).toBe(idOf(2))
    expect(readWords(choice)).toContain('All you may see')
  })

  it('RP-07 is kept on every further page, and left behind only where one asks for all', () => {
    const full = { ...asked, by: 'place', ruleKey: 'two-in-a-week', tried, radiusMetres: 75, boroughId: idOf(2), mark: 'vulnerable', page: 2 } as const
    const hrefs = readLinks(shown({ asked: full, pages: 3, total: 60 })).map(([, href]) => href).filter((href) => href.startsWith('/repeats?'))
    const kept = { by: 'place', rule: 'two-in-a-week', count: '4', days: '30', kind: 'same', radius: '75', borough: idOf(2) }
    expect(queryOf(hrefs[0] ?? '')).toEqual(kept)
    expect(queryOf(hrefs.find((href) => href.includes('page=3')) ?? '')).toEqual({ ...kept, mark: 'vulnerable', page: '3' })
    const first = hrefs.filter((href) => !href.includes('page=')).map(queryOf)
    expect(first).toContainEqual({ ...kept, mark: 'vulnerable' })
    const plain = readLinks(shown({ pages: 2, total: 40 })).map(([, href]) => href).filter((href) => href.startsWith('/repeats?by'))
    expect(plain.map(queryOf)).toContainEqual({ by: 'victim', page: '2' })
  })

  it('says of those left out why, in the words of the mark', () => {
    expect(readWords(shown({ asked: { ...asked, mark: 'high' } }))).toContain('Only those with a report that counts assessed at high risk. Show all')
    expect(readWords(shown())).not.toContain('Show all')
    expect(readWords(shown({ rows: [], total: 0, asked: { ...asked, mark: 'vulnerable', tried } }))).toContain('No repeat that you may see is marked vulnerable. They would be here as soon as one is. A lower count or more days would find more.')
    expect(readWords(shown({ rows: [], total: 0, asked: { ...asked, boroughId: idOf(1) } }))).toContain('as soon as their reports are enough. Another borough may have some.')
  })
})

const week = (over: Partial<WeeklyList> = {}): WeeklyList => ({
  week: { monday: '2026-11-16', sunday: '2026-11-22' }, previous: '2026-11-09', next: lookedOn, isOver: true, rules: [preset, ownRule], rule: preset, total: 2, page: 1, pages: 1, isCut: false, communal: new Set(),
  boroughs: [{ boroughId: idOf(1), name: 'Marlow Quay', total: 1, lines: [aLine()] }, { boroughId: idOf(2), name: 'Northgate', total: 1, lines: [aLine({ standing: 'continuing', count: 7, riskOrder: 2, flags: ['vulnerable'] })] }], ...over,
})
const weekly = (over: Partial<WeeklyList> = {}, mayTakeAway = false): Content => WeeklyPage({ list: week(over), mayTakeAway, now }).body

describe('the week’s list, cell by cell', () => {
  it('RP-20 RP-21 says of each borough apart who is new and who goes on, how often and with what marks', () => {
    expect(readTable(weekly(), 'Marlow Quay (1)')[1]?.slice(0, 3)).toEqual(['Ada <Pell> (as victim)', 'New', '3'])
    const [headings, row] = readTable(weekly(), 'Northgate (1)')
    expect(headings).toEqual(['Who or where', 'Standing', 'Reports that count', 'Last reported', 'Marks', 'Why'])
    expect([row?.[1], row?.[2], row?.[4]]).toEqual(['Continuing', '7', 'Medium Vulnerable'])
    expect(row?.[5]).toContain('Why each report counts of Ada <Pell>')
  })

  it('RP-11 RP-21 puts on one line what the same reports make, each with its own way in, and tells the reasons once', () => {
    const one = aLine({ repeats: [aRepeat(), aRepeat({ kind: 'phone', personId: null, label: '07700 900123' }), aRepeat({ kind: 'address', personId: null, label: '14 Tanner Street' })] })
    const lines = weekly({ boroughs: [{ boroughId: null, name: 'Borough not known', total: 1, lines: [one] }] })
    expect(readTable(lines, 'Borough not known (1)')[1]?.[0]).toBe('Ada <Pell> (as victim) 07700 900123 (telephone) 14 Tanner Street (where it happened)')
    expect(String(lines).match(/<details/g)).toHaveLength(1)
    expect(readLinks(lines).filter(([words]) => words === '14 Tanner Street').map(([, href]) => href)).toEqual([`/incidents/${idOf(1)}/address`])
  })

  it('leads to the week before, to the week after unless it has not come, and keeps the rule', () => {
    const hrefs = (over: Partial<WeeklyList>): string[] => readLinks(weekly(over)).map(([, href]) => href).filter((href) => href.startsWith('/repeats/weekly?'))
    expect(hrefs({})).toEqual(['/repeats/weekly?week=2026-11-09&rule=three-in-three-months', '/repeats/weekly?week=2026-11-23&rule=three-in-three-months'])
    expect(hrefs({ next: null })).toEqual(['/repeats/weekly?week=2026-11-09&rule=three-in-three-months'])
    expect(hrefs({ next: null, page: 2, pages: 3 }).slice(1)).toContain('/repeats/weekly?week=2026-11-16&rule=three-in-three-months')
    expect(hrefs({ next: null, page: 2, pages: 3 }).slice(1)).toContain('/repeats/weekly?week=2026-11-16&rule=three-in-three-months&page=3')
    expect(filledIn(weekly())).toMatchObject({ week: '2026-11-16', rule: 'three-in-three-months' })
    expect(readWords(weekly())).toContain('Two in a week (the force’s own)')
    expect(readWords(weekly())).not.toContain('Three similar in three months (the force’s own)')
  })

  it('RP-21 is taken away by those who may, as the week and the rule it shows, and stands under its week', () => {
    expect(readLinks(weekly({}, true)).filter(([words]) => words === 'Download as CSV')).toEqual([['Download as CSV', '/repeats/weekly/csv?week=2026-11-16&rule=three-in-three-months']])
    expect(readLinks(weekly()).some(([words]) => words === 'Download as CSV')).toBe(false)
    expect(WeeklyPage({ list: week({ total: 4321 }), mayTakeAway: false, now })).toMatchObject({ title: 'Repeats of the week (4,321)', caption: 'Monday 16 November 2026 to Sunday 22 November 2026', width: 'full' })
  })

  it('says nothing of a week that is over, whole and full, and the one thing that is so of another', () => {
    const said = ['This week is not over: the list will grow.', 'Places were sought among the latest reports only', 'No repeat that you may see was reported in this week.']
    const told = (over: Partial<WeeklyList>): boolean[] => said.map((words) => readWords(weekly(over)).includes(words))
    expect([told({}), told({ isOver: false }), told({ isCut: true }), told({ boroughs: [] })]).toEqual([[false, false, false], [true, false, false], [false, true, false], [false, false, true]])
  })
})

const day = (over: Partial<DailyList> = {}): Content => DailyPage({ list: { since: '2026-11-22', rules: [preset, ownRule], rule: preset, vulnerable: [aLine({ flags: ['hate'] })], vulnerableTotal: 1, others: [aLine({ count: 5 })], othersTotal: 1, page: 1, pages: 1, isCut: false, communal: new Set(), ...over }, now }).body

describe('the daily list, cell by cell', () => {
  it('RP-22 puts the vulnerable in a table of their own, without standing', () => {
    expect(readTable(day(), 'Repeat and vulnerable (1)')[0]).toEqual(['Who or where', 'Reports that count', 'Last reported', 'Marks', 'Why'])
    expect(readTable(day(), 'Repeat and vulnerable (1)')[1]?.[3]).toBe('Hate')
    expect(readTable(day(), 'Other repeats (1)')[1]?.slice(1, 2)).toEqual(['5'])
    expect(readWords(day())).toContain('is a repeat under this rule and was reported since yesterday began.')
  })

  it('RP-22 says where the others are only when there are some that are not here', () => {
    const follow = 'other repeats follow the vulnerable ones, on the next pages.'
    expect(readWords(day())).not.toContain(follow)
    expect(readWords(day({ others: [], othersTotal: 12, pages: 2 }))).toContain(`12 ${follow}`)
    expect(readWords(day({ others: [], othersTotal: 0 }))).toContain('Other repeats reported since yesterday would be here.')
  })

  it('keeps the rule from page to page, and says when it was cut', () => {
    const hrefs = readLinks(day({ page: 2, pages: 3 })).map(([, href]) => href).filter((href) => href.startsWith('/repeats/daily?'))
    expect(hrefs).toContain('/repeats/daily?rule=three-in-three-months')
    expect(hrefs).toContain('/repeats/daily?rule=three-in-three-months&page=3')
    expect(readWords(day({ isCut: true }))).toContain('there are more than are weighed at once')
    expect(DailyPage({ list: { since: lookedOn, rules: [preset], rule: preset, vulnerable: [], vulnerableTotal: 0, others: [], othersTotal: 0, page: 1, pages: 1, isCut: false, communal: new Set() }, now }).title).toBe('Repeats for the daily meeting')
  })
})
