import { describe, expect, it } from 'vitest'
import type { CountedReport, Definition } from './repeats.ts'
import { standingInWeek, weekOf, weekWords } from './weeks.ts'

const rule: Definition = { leastCount: 3, windowDays: 92, sameKind: false, reportWithinDays: null }
const week = { monday: '2026-11-16', sunday: '2026-11-22' }
const on = (...days: string[]): CountedReport[] => days.map((reportedOn, at) => ({
  id: `r${at}`, reportedOn, happenedOn: reportedOn, kind: null, kindName: null, isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: 'caller',
}))

describe('the week', () => {
  it('RP-20 runs from Monday to Sunday by London days', () => {
    expect(['2026-11-16', '2026-11-19', '2026-11-22'].map(weekOf)).toEqual([week, week, week])
    expect(weekOf('2026-11-23').monday).toBe('2026-11-23')
    expect(weekOf('1969-12-31').monday).toBe('1969-12-29')
    expect(weekWords(week)).toBe('Monday 16 November 2026 to Sunday 22 November 2026')
  })

  it('RP-20 names as new who became a repeat in it, and as continuing who was one and was reported again', () => {
    expect(standingInWeek(rule, on('2026-11-01', '2026-11-10', '2026-11-18'), week)).toEqual({ standing: 'new', asOf: '2026-11-18' })
    expect(standingInWeek(rule, on('2026-11-01', '2026-11-10', '2026-11-12', '2026-11-22'), week)).toEqual({ standing: 'continuing', asOf: '2026-11-22' })
  })

  it('RP-20 leaves out who was a repeat and was not reported again, and who is not one yet', () => {
    expect(standingInWeek(rule, on('2026-11-01', '2026-11-10', '2026-11-12'), week)).toBeNull()
    expect(standingInWeek(rule, on('2026-11-10', '2026-11-18'), week)).toBeNull()
    expect(standingInWeek(rule, on('2026-11-10', '2026-11-18', '2026-11-23'), week)).toBeNull()
  })

  it('RP-20 finds who was a repeat on its Monday though the window has slid on by its Sunday', () => {
    const first = '2026-08-17'
    expect(standingInWeek(rule, on(first, '2026-11-10', '2026-11-16'), week)).toEqual({ standing: 'new', asOf: '2026-11-16' })
    expect(standingInWeek(rule, on('2026-08-16', '2026-11-10', '2026-11-16'), week)).toBeNull()
  })
})
