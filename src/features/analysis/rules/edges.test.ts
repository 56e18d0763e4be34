import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, endOfLondonDay, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { COMMUNAL_FROM_NAMES, HOUSEHOLD_WITHIN_DAYS, householdsOf, isCommunal, type Residence } from './households.ts'
import { placesWithin, type PlacedReport } from './places.ts'
import { type CountedReport, countedUnder, type Definition, newRepeat, standingUnder } from './repeats.ts'
import { standingInWeek, weekOf } from './weeks.ts'

const rule: Definition = { leastCount: 3, windowDays: 30, sameKind: false, reportWithinDays: null }

function report(id: string, reportedOn: string, over: Partial<CountedReport> = {}): CountedReport {
  return { id, reportedOn, happenedOn: reportedOn, kind: 'noise', kindName: 'Noise', isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: 'victim', ...over }
}
const because = (definition: Definition, reports: readonly CountedReport[], asOf: string, id: string): string | undefined => standingUnder(definition, reports, asOf).verdicts.find((verdict) => verdict.id === id)?.because

/** Days on which the clocks change, of several years. */
const CHANGES = ['2024-03-31', '2024-10-27', '2025-03-30', '2025-10-26', '2026-03-29', '2026-10-25', '2027-03-28'] as const

describe('a window across a change of the clocks', () => {
  it.each(CHANGES)('RP-01 over %s is as many London days as any, whatever the hour of the report', (change) => {
    const asOf = addDays(change, 10)
    const first = addDays(asOf, 1 - rule.windowDays)
    for (const [instant, counts] of [[startOfLondonDay(first), true], [new Date(startOfLondonDay(first).getTime() - 1), false], [startOfLondonDay(change), true], [endOfLondonDay(change), true], [endOfLondonDay(asOf), true], [startOfLondonDay(addDays(asOf, 1)), false]] as const) {
      const standing = standingUnder(rule, [report('a', londonDay(instant))], asOf)
      expect([instant.toISOString(), standing.count]).toEqual([instant.toISOString(), counts ? 1 : 0])
    }
  })

  it.each(CHANGES)('RP-03 in which %s lies does not make a report late by an hour', (change) => {
    const late: Definition = { ...rule, leastCount: 1, reportWithinDays: 1 }
    const happened = londonDay(new Date(startOfLondonDay(change).getTime() - 1))
    expect(daysBetween(happened, change)).toBe(1)
    expect(standingUnder(late, [report('a', londonDay(endOfLondonDay(change)), { happenedOn: happened })], change).count).toBe(1)
    expect(standingUnder(late, [report('a', addDays(change, 1), { happenedOn: happened })], addDays(change, 1)).count).toBe(0)
  })

  it.each(CHANGES)('RP-20 has the week of %s end on it: the clocks change on Sundays', (change) => {
    expect(weekOf(change).sunday).toBe(change)
    expect(standingInWeek(rule, [report('a', addDays(change, -9)), report('b', addDays(change, -1)), report('c', change)], weekOf(change))).toEqual({ standing: 'new', asOf: change })
    expect(standingInWeek(rule, [report('a', addDays(change, -9)), report('b', addDays(change, -1)), report('c', addDays(change, 1))], weekOf(change))).toBeNull()
  })
})

describe('a window of one day, and of a leap year', () => {
  it('RP-01 is the day itself, and says so', () => {
    const oneDay: Definition = { ...rule, leastCount: 2, windowDays: 1 }
    expect(standingUnder(oneDay, [report('a', '2028-02-29'), report('b', '2028-02-29'), report('c', '2028-02-28')], '2028-02-29')).toMatchObject({ from: '2028-02-29', to: '2028-02-29', count: 2, isRepeat: true })
    expect(because(oneDay, [report('a', '2028-02-29')], '2028-02-29', 'a')).toBe('Reported on 29 February 2028, the day asked of: within the 1 day from 29 February 2028')
    expect(because(oneDay, [report('c', '2028-02-28')], '2028-02-29', 'c')).toBe('It was reported on 28 February 2028, before the 1 day that count, which begin on 29 February 2028')
    expect(because({ ...rule, windowDays: 2 }, [report('c', '2028-02-28')], '2028-02-29', 'c')).toBe('Reported on 28 February 2028, 1 day before: within the 2 days from 28 February 2028')
  })

  it('RP-01 of 366 days holds the same day of the year before, in a year without a 29 February as little as 365 do', () => {
    const of = (windowDays: number, day: string, asOf: string): number => standingUnder({ ...rule, windowDays }, [report('a', day)], asOf).count
    expect([of(366, '2025-11-23', '2026-11-23'), of(365, '2025-11-23', '2026-11-23'), of(366, '2027-11-23', '2028-11-23'), of(367, '2027-11-23', '2028-11-23')]).toEqual([1, 0, 0, 1])
  })
})

describe('which kind is counted', () => {
  const similar: Definition = { ...rule, leastCount: 2, sameKind: true }
  const drink = { kind: 'drink', kindName: 'Street drinking' }

  it('RP-02 is the one with most reports, duplicates counted once, before the one reported last', () => {
    const reports = [report('a', '2026-11-01'), report('b', '2026-11-02'), report('c', '2026-11-10', drink), report('d', '2026-11-11', { ...drink, duplicateOf: 'c' }), report('e', '2026-11-12', { ...drink, duplicateOf: 'c' })]
    expect(standingUnder(similar, reports, '2026-11-23')).toMatchObject({ count: 2, kindName: 'Noise' })
    expect(standingUnder(similar, [...reports, report('f', '2026-11-13', drink)], '2026-11-23')).toMatchObject({ count: 2, kindName: 'Street drinking' })
  })

  it('RP-02 of kinds as common and as late is always the same one', () => {
    const two = [report('a', '2026-11-10'), report('b', '2026-11-10', drink)]
    for (const order of [two, two.toReversed()]) expect(standingUnder(similar, order, '2026-11-23').kindName).toBe('Street drinking')
  })

  it('RP-02 is none where no report in the window has one, and that is said', () => {
    const unknown = [report('a', '2026-11-10', { kind: null, kindName: null }), report('b', '2026-01-01')]
    expect(standingUnder(similar, unknown, '2026-11-23')).toMatchObject({ count: 0, kindName: null, isRepeat: false })
    expect(because(similar, unknown, '2026-11-23', 'a')).toBe('Its kind was not recorded, so it is not known to be similar')
    expect(because(similar, unknown, '2026-11-23', 'b')).toContain('before the 30 days that count')
  })
})

describe('a new repeat', () => {
  it('RP-10 is made by the oldest first, and by neither a duplicate of what was counted nor what it repeats', () => {
    const reports = [report('c', '2026-11-12'), report('a', '2026-11-10'), report('b', '2026-11-11'), report('z', '2026-11-10', { duplicateOf: 'old' }), report('y', '2026-11-10', { duplicateOf: 'other' })]
    expect(newRepeat(rule, reports, new Set(['old']), '2026-11-23')).toEqual(['a', 'y', 'b', 'c'])
    expect(newRepeat(rule, reports, new Set(['old', 'other', 'a']), '2026-11-23')).toEqual([])
    expect(countedUnder(rule, reports, '2026-11-23').map(({ id }) => id)).toEqual(['a', 'y', 'z', 'b', 'c'])
  })

  it('RP-10 is as large as what was reported, not only as the rule asks', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 2, max: 5 }), (many, leastCount) => {
      const reports = Array.from({ length: many }, (_, at) => report(`r${at}`, addDays('2026-11-10', at)))
      expect(newRepeat({ ...rule, leastCount }, reports, new Set(), '2026-11-23')).toHaveLength(many >= leastCount ? many : 0)
    }))
  })
})

describe('households at the edges', () => {
  const stayed = (personId: string, firstOn: string, lastOn = firstOn, familyKey: string | null = 'pell'): Residence => ({ personId, familyKey, firstOn, lastOn })

  it('RP-30 are joined by whoever was there with both, though those two never met', () => {
    const [early, late] = [stayed('a', '2020-01-01'), stayed('c', '2023-01-01')]
    expect(householdsOf([early, late], false)).toHaveLength(2)
    expect(householdsOf([early, late, stayed('b', '2020-06-01', '2022-06-01')], false).map((each) => each.map(({ personId }) => personId))).toEqual([['a', 'b', 'c']])
  })

  it('RP-30 meet a year apart to the day, over a leap day too, and not a day more', () => {
    const together = (one: string, other: string): boolean => householdsOf([stayed('a', one), stayed('b', other)], false).length === 1
    expect([together('2023-03-01', addDays('2023-03-01', HOUSEHOLD_WITHIN_DAYS)), together('2023-03-01', addDays('2023-03-01', HOUSEHOLD_WITHIN_DAYS + 1)), together('2023-03-01', '2024-02-29'), together('2023-03-01', '2024-03-01')]).toEqual([true, false, true, false])
  })

  it('RP-30 come with the latest first, those as late by whoever came first, each in the order they came', () => {
    const order = householdsOf([stayed('z', '2018-01-01'), stayed('b', '2026-01-01', '2026-05-01'), stayed('a', '2026-02-01'), stayed('y', '2015-01-01')], false).map((each) => each.map(({ personId }) => personId))
    expect(order).toEqual([['b', 'a'], ['z'], ['y']])
    expect(householdsOf([stayed('q', '2026-01-01', undefined, 'x'), stayed('p', '2026-01-01', undefined, 'y')], true).map((each) => each.map(({ personId }) => personId))).toEqual([['p'], ['q']])
  })

  it('RP-31 are of a communal address from the sixth name on, whoever else gives none', () => {
    const named = (many: number): Residence[] => Array.from({ length: many }, (_, at) => stayed(`p${at}`, '2026-01-01', undefined, `name${at}`))
    expect([isCommunal(named(COMMUNAL_FROM_NAMES - 1), false), isCommunal(named(COMMUNAL_FROM_NAMES), false), isCommunal([...named(COMMUNAL_FROM_NAMES - 1), stayed('x', '2026-01-01', undefined, null)], false)]).toEqual([false, true, false])
  })
})

describe('places at the edges', () => {
  const at = (id: string, easting: number, northing: number, over: Partial<PlacedReport> = {}): PlacedReport => ({ ...report(id, '2026-11-10'), easting, northing, ...over })

  it('RP-04 are measured round, not square: the corner of a box is too far', () => {
    const corner = [at('a', 0, 0), at('b', 71, 71), at('c', -10, 0)]
    expect(placesWithin(rule, corner, 100, '2026-11-23')).toEqual([])
    expect(placesWithin(rule, corner, 101, '2026-11-23').map(({ memberIds }) => memberIds)).toEqual([['a', 'b', 'c']])
  })

  it('RP-04 on either side of nought of the grid are as near as anywhere', () => {
    const cross = [at('a', -5, -5), at('b', 5, 5), at('c', 0, 0)]
    expect(placesWithin(rule, cross, 10, '2026-11-23').map(({ middleId }) => middleId)).toEqual(['c'])
  })

  it('RP-04 as full are taken by the latest report, then by their middle, and say when that was', () => {
    const three = (mark: string, easting: number, day: string): PlacedReport[] => ['1', '2', '3'].map((nth) => at(`${mark}${nth}`, easting, 0, { reportedOn: nth === '3' ? day : '2026-11-01' }))
    const places = placesWithin(rule, [...three('a', 0, '2026-11-10'), ...three('b', 5000, '2026-11-20'), ...three('c', 9000, '2026-11-10')], 50, '2026-11-23')
    expect(places.map(({ middleId, latest }) => [middleId, latest])).toEqual([['b1', '2026-11-20'], ['a1', '2026-11-10'], ['c1', '2026-11-10']])
  })

  it('RP-04 count one kind where the rule does, and a duplicate once', () => {
    const mixed = [at('a', 0, 0), at('b', 1, 0), at('c', 2, 0, { kind: 'drink', kindName: 'Drink' }), at('d', 3, 0, { duplicateOf: 'a' })]
    expect(placesWithin({ ...rule, sameKind: true }, mixed, 50, '2026-11-23')).toEqual([])
    expect(placesWithin(rule, mixed, 50, '2026-11-23').map(({ count, memberIds }) => [count, memberIds])).toEqual([[3, ['a', 'b', 'c']]])
  })
})
