import { describe, expect, it } from 'vitest'
import { repeatOf } from './repeats.ts'
import type { RepeatRule } from './rule-list.ts'
import type { SubjectReport } from './subjects.ts'
import { weeklyCsv } from './weekly-csv.ts'
import type { ListedRepeat, WeeklyList } from './weekly.ts'

const rule: RepeatRule = {
  id: '019ab000-0000-7000-8000-000000000001', key: 'two', version: 1, name: 'Two in a month', definition: null, leastCount: 2, windowDays: 30, sameKind: false, reportWithinDays: null, radiusMetres: null, subjects: ['victim'],
  raisesTask: true, isPreset: false, source: null, certainty: 'chosen', reason: 'A trial', validFrom: null, validTo: null, isNever: false, createdByName: null, endedByName: null, endedBecause: null,
}
const report = (reference: string, over: Partial<SubjectReport> = {}): SubjectReport => ({
  id: reference, reference, reportedAt: new Date('2026-11-18T10:00:00Z'), reportedOn: '2026-11-18', happenedOn: null, kind: null, kindName: null, isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: 'victim',
  place: null, flags: ['vulnerable'], riskOrder: 2, boroughId: null, addressKey: null, ...over,
})
function line(labels: readonly string[], reports: readonly SubjectReport[]): ListedRepeat {
  const repeats = labels.map((label) => repeatOf({ kind: 'victim', key: label, label, personId: null, reports }, rule, '2026-11-22'))
  return { standing: 'new', repeats, count: repeats[0]?.standing.count ?? 0, lastAt: new Date('2026-11-18T10:00:00Z'), flags: ['repeat', 'vulnerable'], riskOrder: 2, boroughId: null }
}
const list = (lines: readonly ListedRepeat[], over: Partial<WeeklyList> = {}): WeeklyList => ({
  week: { monday: '2026-11-16', sunday: '2026-11-22' }, previous: '2026-11-09', next: null, isOver: true, rules: [rule], rule, total: lines.length, page: 1, pages: 1, isCut: false, communal: new Set(),
  boroughs: [{ boroughId: null, name: 'Marlow Quay', total: lines.length, lines }], ...over,
})
const rowsOf = (of: WeeklyList): readonly string[] => weeklyCsv(of).toString('utf8').trim().split('\r\n')

describe('the week as a file', () => {
  it('RP-21 has a row a repeat, whoever it is of, with the references of the reports that count alone', () => {
    const [heads, row, ...more] = rowsOf(list([line(['Ada Pell', '07700 900123'], [report('ASB/1'), report('ASB/2'), report('ASB/3', { isWithdrawn: true })])]))
    expect(heads).toContain('references')
    expect(more).toEqual([])
    for (const said of ['Monday 16 November 2026 to Sunday 22 November 2026', 'Two in a month: 2 reports of any kind within 30 days', 'the force’s own', 'Marlow Quay', 'new', 'Ada Pell; 07700 900123', 'repeat; vulnerable', 'medium', 'ASB/1; ASB/2']) expect(row).toContain(said)
    expect(row).not.toContain('ASB/3')
  })

  it('RP-21 names a preset’s source, and runs nothing that somebody’s name says', () => {
    const [, row] = rowsOf(list([line(['=HYPERLINK("x")'], [report('ASB/1'), report('ASB/2')])], { rule: { ...rule, isPreset: true, source: 'https://legislation.gov.uk/x' } }))
    expect(row).toContain('https://legislation.gov.uk/x')
    expect(row).toContain("'=HYPERLINK")
  })

  it('RP-21 has its heads when nobody is on it', () => {
    expect(rowsOf(list([]))).toHaveLength(1)
  })
})
