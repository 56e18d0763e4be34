import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths, assertBegun, findingOf, monthAt, monthName, monthsUpTo, partialBecause, spanOf } from './months.ts'

const month = fc.record({ year: fc.integer({ min: 2000, max: 2099 }), number: fc.integer({ min: 1, max: 12 }) }).map(({ year, number }) => `${year}-${String(number).padStart(2, '0')}`)

describe('a month', () => {
  it('is London’s, in summer too', () => {
    expect(monthAt(new Date('2026-09-30T23:01:00Z'))).toBe('2026-10')
    expect(monthAt(new Date('2026-10-31T23:59:00Z'))).toBe('2026-10')
    expect(spanOf('2026-10')).toEqual({ from: new Date('2026-09-30T23:00:00Z'), to: new Date('2026-11-01T00:00:00Z') })
    expect(monthName('2026-10')).toBe('October 2026')
  })

  it('is followed at once by the next, and counting there and back leads home', () => {
    fc.assert(fc.property(month, fc.integer({ min: -300, max: 300 }), (one, by) => {
      expect(spanOf(one).to).toEqual(spanOf(addMonths(one, 1)).from)
      expect(addMonths(addMonths(one, by), -by)).toBe(one)
    }))
  })

  it('ends a series of twelve', () => {
    const series = monthsUpTo('2026-02', 12)
    expect([series.length, series[0], series.at(-1)]).toEqual([12, '2025-03', '2026-02'])
  })

  it('PF-02 that has not begun has no figures', () => {
    const now = new Date('2026-11-23T12:00:00Z')
    expect(() => assertBegun('2026-12', now)).toThrow('has not begun')
    expect(() => assertBegun('2026-11', now)).not.toThrow()
  })

  it('PF-03 is whole when it is over and every day of it was recorded', () => {
    const now = new Date('2026-11-23T12:00:00Z')
    expect(partialBecause('2026-10', now, '2026-10-01')).toBeNull()
    expect(partialBecause('2026-10', now, '2026-10-02')).toContain('2 October 2026')
    expect(partialBecause('2026-10', now, '2026-11-02')).toContain('after this month')
    expect(partialBecause('2026-10', now, null)).toContain('No report')
    expect(partialBecause('2026-11', now, '2025-01-01')).toContain('not over')
  })
})

describe('the finding', () => {
  const series = (...counts: number[]) => counts.map((count, at) => ({ month: addMonths('2026-01', at), count }))
  it.each([
    [[3, 5, 9], false, '9 ASB incidents in March 2026: the most in twelve months'],
    [[3, 5, 1], false, '1 ASB incident in March 2026: the fewest in twelve months'],
    [[3, 5, 4], false, '4 ASB incidents in March 2026, 1 fewer than in the month before'],
    [[9, 3, 4], false, '4 ASB incidents in March 2026, 1 more than in the month before'],
    [[9, 3, 3], false, '3 ASB incidents in March 2026, as in the month before'],
    [[9, 3, 3], true, '3 ASB incidents in March 2026 so far'],
    [[0, 0, 0], false, 'No ASB incidents in these twelve months'],
  ] as const)('of %j says what happened', (counts, isLastPartial, said) => {
    expect(findingOf(series(...counts), isLastPartial)).toBe(said)
  })
})
