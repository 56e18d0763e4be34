import { describe, expect, it } from 'vitest'
import { aRow, caseNow as now } from '#test/support/case-views.ts'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { ListFilter } from '../queries/list-cases.ts'
import { COUNT_MOST } from '../rules/paging.ts'
import { CasesPage } from './list.tsx'

const scopes: readonly ListFilter['scope'][] = ['mine', 'unallocated', 'team', 'borough', 'force', 'closing', 'reviews']
const list = (filter: Partial<ListFilter> = {}, more: { rows?: ReturnType<typeof aRow>[]; total?: number } = {}) =>
  CasesPage({ filter: { scope: 'team', status: 'working', page: 1, ...filter }, scopes, rows: more.rows ?? [], total: more.total ?? more.rows?.length ?? 0, now })
const table = (rows: ReturnType<typeof aRow>[]) => readTable(list({}, { rows }).body, 'Highest risk first, then what is due next')

describe('the list of cases', () => {
  it.each([['mine', 'My cases (0)'], ['unallocated', 'Cases without an owner (0)'], ['team', 'Cases of my team (0)'], ['borough', 'Cases of my borough (0)'], ['force', 'Cases of the force (0)'], ['closing', 'Cases whose closing is to decide (0)'], ['reviews', 'Cases whose review is due (0)']] as const)('of scope %s is called %s', (scope, title) => {
    expect(list({ scope }).title).toBe(title)
  })

  it.each(scopes)('of scope %s says what it means that it is empty, and what would be there', (scope) => {
    const words = readWords(list({ scope }).body)
    expect(words).toMatch(/You own no case|Every case has an owner|No case is open|Nobody waits|No review is yours/)
    expect(words).toMatch(/appears? here|opens one by itself/)
  })

  it('says what to do when a filter leaves nothing, and when words find nothing', () => {
    for (const filter of [{ band: 'low' }, { status: 'closed' }, { due: 'week' }] as const) expect(readWords(list(filter).body)).toContain('No case in this list fits. Clear a filter.')
    expect(readWords(list({ words: 'Pell' }).body)).toContain('The search at the top looks in every list.')
  })

  it('reads whole without being opened: risk, victim, type, what is due, owner, team, status', () => {
    expect(table([aRow()])[1]).toEqual(['CASE/2026/000001', 'High', 'Edna Pell', 'Noise, personal', 'Overdue since 20 NovemberReview by sergeant: 7 December', 'PC Priya Nair', 'Tanner Street Team', 'Open', '23 September at 01:14'])
    expect(table([aRow({ victimName: null, typeName: null, qualifier: null, ownerName: null, nextDueAt: null, sealedUnder: 'c1' })])[1]).toEqual(['CASE/2026/000001', 'High', 'Victim not named', 'Not recorded', 'Nothing dated', 'Unallocated', 'Tanner Street Team', 'Open, sealed', '23 September at 01:14'])
    expect(table([aRow({ status: 'closing requested', nextDueAt: new Date('2026-11-24T10:00:00Z'), nextReviewOn: null })])[1]?.slice(4)).toEqual(['tomorrow at 10:00', 'PC Priya Nair', 'Tanner Street Team', 'Closing requested', '23 September at 01:14'])
  })

  it('keeps the filter in the address of each tab and page, and never words', () => {
    const links = readLinks(list({ band: 'high', due: 'overdue', page: 2 }, { rows: [aRow()], total: 60 }).body)
    expect(links).toEqual(expect.arrayContaining([['My cases', '/cases?scope=mine&band=high&due=overdue'], ['Previous page', '/cases?scope=team&band=high&due=overdue'], ['Next page', '/cases?scope=team&band=high&due=overdue&page=3'], ['Remove this filter high risk', '/cases?scope=team&due=overdue']]))
    const asked = String(list({ words: 'Pell', page: 2 }, { rows: [aRow()], total: 60 }).body)
    expect(asked).not.toMatch(/href="[^"]*Pell/)
    expect(asked).toContain('Page 2 of 3')
  })

  it('says “or more” where counting stopped', () => {
    expect(list({}, { rows: [aRow()], total: COUNT_MOST }).title).toBe('Cases of my team (10,000 or more)')
  })
})
