import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOfNumber, daysBetween, weekdayOf } from '#platform/time/day.ts'
import { type CountedReport, type Definition, standingUnder } from './repeats.ts'
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

describe('the week, whatever is reported', () => {
  const reports = fc.array(fc.integer({ min: -40, max: 8 }), { maxLength: 12 }).map((days) => on(...days.map((day) => addDays(week.monday, day))))
  const rules = fc.record({ leastCount: fc.integer({ min: 2, max: 4 }), windowDays: fc.integer({ min: 1, max: 40 }), sameKind: fc.constant(false), reportWithinDays: fc.constant(null) })

  it('RP-20 lists who was a repeat on a day of it on which they were reported, and the last such day', () => {
    fc.assert(fc.property(rules, reports, (definition, list) => {
      const days = [0, 1, 2, 3, 4, 5, 6].map((day) => addDays(week.monday, day))
      const met = days.filter((day) => list.some(({ reportedOn }) => reportedOn === day) && standingUnder(definition, list, day).isRepeat)
      expect(standingInWeek(definition, list, week)?.asOf ?? null).toBe(met.at(-1) ?? null)
    }))
  })

  it('RP-20 calls nobody new who was a repeat the day before it began, nor continuing who was not', () => {
    fc.assert(fc.property(rules, reports, (definition, list) => {
      const found = standingInWeek(definition, list, week)
      if (found !== null) expect(found.standing).toBe(standingUnder(definition, list, addDays(week.monday, -1)).isRepeat ? 'continuing' : 'new')
    }))
  })

  it('RP-20 begins on a Monday and has seven days, in whatever year, across every change of the clocks', () => {
    fc.assert(fc.property(fc.integer({ min: -20_000, max: 40_000 }), (number) => {
      const day = dayOfNumber(number)
      const { monday, sunday } = weekOf(day)
      expect([weekdayOf(monday), weekdayOf(sunday), daysBetween(monday, sunday)]).toEqual(['Monday', 'Sunday', 6])
      expect(day >= monday && day <= sunday).toBe(true)
    }))
  })
})
