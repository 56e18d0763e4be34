import { describe, expect, it } from 'vitest'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import { MEASURE_KEYS, measureCalled, measures } from './queries/measures.ts'
import type { MonthPage, RowsAsked, RowsPage } from './queries/month.ts'
import { FigureRowsPage, MonthFiguresPage, rowsHref } from './views.tsx'

const now = new Date('2026-11-23T21:14:00Z')
const none = Object.fromEntries(MEASURE_KEYS.map((key) => [key, 0]))
const month: MonthPage = {
  month: '2026-11', name: 'November 2026', previous: '2026-10', next: null, measures: measures(), partial: null, finding: '18 ASB incidents in November 2026 so far', series: [{ month: '2026-10', count: 10, openData: 0 }, { month: '2026-11', count: 1234, openData: 0 }],
  total: { id: null, name: 'All you may see', figures: { ...none, 'asb-incidents': 1234 }, openData: 0 },
  boroughs: [{ id: 'b1', name: 'Marlow Quay', figures: { ...none, 'asb-incidents': 1234 }, openData: 0, wards: [{ id: 'w1', name: 'Tanner Street', figures: { ...none, 'asb-incidents': 7, 'cases-opened': 2 }, openData: 0 }, { id: null, name: 'Ward not known', figures: none, openData: 0 }] }],
}
const page = (changed: Partial<MonthPage> = {}) => MonthFiguresPage({ ...month, ...changed })

describe('the month’s figures', () => {
  it('say their finding first, as the title of the picture, and that they count what the reader may see', () => {
    const words = readWords(page().body)
    expect(words.indexOf('18 ASB incidents in November 2026 so far')).toBeLessThan(words.indexOf('By borough and ward, November 2026'))
    expect(words).toContain('These figures count what you may see. Each opens the rows it counts.')
    expect(readWords(page({ partial: 'November 2026 is not over: these figures are up to now' }).body)).toContain('November 2026 is not over: these figures are up to now.')
  })

  it('stand in one table: all, each borough, each ward with its borough', () => {
    const table = readTable(page().body, 'By borough and ward, November 2026')
    expect(table[0]).toEqual(['Area', ...measures().map(({ name }) => name)])
    expect(table.slice(1).map(([area, incidents]) => [area, incidents])).toEqual([['All you may see', '1,234'], ['Marlow Quay', '1,234'], ['Tanner Street, Marlow Quay', '7'], ['Ward not known, Marlow Quay', '0']])
  })

  it('open exactly the rows they count, and a nought opens nothing', () => {
    const links = readLinks(page().body).filter(([, href]) => /month\/2026-11\/[a-z]+-/.test(href))
    expect(links).toEqual([
      ['1,234', '/performance/month/2026-11/asb-incidents'], ['1,234', '/performance/month/2026-11/asb-incidents?borough=b1'],
      ['7', '/performance/month/2026-11/asb-incidents?borough=b1&ward=w1'], ['2', '/performance/month/2026-11/cases-opened?borough=b1&ward=w1'],
    ])
  })

  it('count open data apart, only where there is any', () => {
    expect(readTable(page().body, 'By borough and ward, November 2026')[0]).not.toContain('Open data, counted apart')
    const open = page({ total: { ...month.total, openData: 40 }, series: [{ month: '2026-11', count: 3, openData: 40 }] })
    expect(readTable(open.body, 'By borough and ward, November 2026')[1]?.at(-1)).toBe('40')
    expect(readLinks(open.body)).toContainEqual(['40', '/performance/month/2026-11/asb-incidents?open=yes'])
    expect(readTable(open.body, 'ASB incidents, the twelve months of the picture')[1]).toEqual(['November 2026', '3', '40'])
  })

  it('lead to the month before and after, and not to one that has not begun', () => {
    const around = (given: ReturnType<typeof page>) => readLinks(given.body).filter(([words]) => words.endsWith('page')).map(([, href]) => href)
    expect(around(page())).toEqual(['/performance/month/2026-10'])
    expect(around(page({ next: '2026-12' }))).toEqual(['/performance/month/2026-10', '/performance/month/2026-12'])
  })

  it('say how each is counted, in words and not in names of columns', () => {
    const words = readWords(page().body)
    for (const { name, counts, source, period } of measures()) for (const said of [name, counts, source, period]) expect(words).toContain(said)
    for (const { period, counts } of measures()) expect(`${period} ${counts}`).not.toMatch(/[a-z]_[a-z]/)
  })
})

describe('the rows behind a figure', () => {
  const asked: RowsAsked = { month: '2026-11', measure: 'asb-incidents', borough: null, ward: null, isOpenData: false, page: 1 }
  const measure = measureCalled('asb-incidents') ?? measures()[0]
  if (measure === undefined) throw new Error('There are no measures')
  const row = { id: '1', kind: 'incident', subjectId: 's1', reference: 'ASB/2026/000001', at: now, boroughId: null, wardId: null, isOpenData: false, about: 'Noise, 14 Tanner Street' } as const
  const rows: RowsPage = { asked, measure, monthName: 'November 2026', areaName: null, rows: [row], count: 1, pages: 1, now }

  it('say what they count, where and when, and lead to each record by its kind', () => {
    const drawn = FigureRowsPage({ ...rows, areaName: 'Marlow Quay', rows: [row, { ...row, id: '2', kind: 'assessment', subjectId: 's2', reference: null }], count: 1200 })
    expect(drawn).toMatchObject({ title: 'ASB incidents (1,200)', caption: 'Marlow Quay, November 2026' })
    expect(readWords(drawn.body)).toContain('Counts incidents of anti-social behaviour reported in the period')
    expect(readLinks(drawn.body)).toEqual([['ASB/2026/000001', '/incidents/s1'], ['Open the record', '/assessments/s2']])
  })

  it('say of open data that only its month is known', () => {
    const drawn = FigureRowsPage({ ...rows, asked: { ...asked, isOpenData: true }, rows: [{ ...row, isOpenData: true }] })
    expect(drawn.caption).toBe('November 2026, open data')
    expect(readTable(drawn.body, 'The oldest first')[1]).toEqual(['ASB/2026/000001 Open data', 'Noise, 14 Tanner Street', 'Only the month is known'])
  })

  it('keep what was asked from page to page', () => {
    expect(rowsHref(asked)).toBe('/performance/month/2026-11/asb-incidents')
    expect(rowsHref({ ...asked, borough: 'none', ward: 'w1', isOpenData: true, page: 3 })).toBe('/performance/month/2026-11/asb-incidents?borough=none&ward=w1&open=yes&page=3')
    expect(readLinks(FigureRowsPage({ ...rows, asked: { ...asked, borough: 'b1' }, pages: 3 }).body).map(([, href]) => href)).toContain('/performance/month/2026-11/asb-incidents?borough=b1&page=2')
    expect(readWords(FigureRowsPage({ ...rows, rows: [], count: 0 }).body)).toContain('Rows that this figure counts would be here.')
  })
})
