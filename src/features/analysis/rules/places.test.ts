import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placesWithin, type PlacedReport, type RepeatPlace } from './places.ts'
import { type Definition, standingUnder } from './repeats.ts'

const rule: Definition = { leastCount: 3, windowDays: 92, sameKind: false, reportWithinDays: null }
const today = '2026-11-23'
const at = (id: string, easting: number, northing: number, over: Partial<PlacedReport> = {}): PlacedReport => ({
  id, easting, northing, reportedOn: '2026-11-20', happenedOn: null, kind: 'noise', kindName: 'Noise', isWithdrawn: false, duplicateOf: null, isInPart: true, partWords: '', ...over,
})

describe('places within a radius', () => {
  it('RP-04 takes in what lies on the edge and nothing a metre beyond it', () => {
    const edge = [at('a', 0, 0), at('b', 60, 80), at('c', -100, 0)]
    expect(placesWithin(rule, edge, 100, today).map(({ memberIds }) => memberIds)).toEqual([['a', 'b', 'c']])
    expect(placesWithin(rule, [at('a', 0, 0), at('b', 60, 81), at('c', -100, 0)], 100, today)).toEqual([])
  })

  it('RP-04 puts no report in two places, and takes the fullest first', () => {
    const reports = [...['a', 'b', 'c', 'd'].map((id) => at(id, 0, 0)), ...['e', 'f', 'g'].map((id) => at(id, 90, 0))]
    const places = placesWithin(rule, reports, 50, today)
    expect(places.map(({ count }) => count)).toEqual([4, 3])
  })

  it('RP-04 does not draw a place round a report that does not count', () => {
    const reports = [at('a', 0, 0), at('b', 80, 0), at('c', -80, 0), at('middle', 0, 0, { isWithdrawn: true })]
    expect(placesWithin(rule, reports, 100, today)).toEqual([{ middleId: 'a', count: 3, memberIds: ['a', 'b', 'c'], latest: '2026-11-20' }])
    expect(placesWithin(rule, [at('b', 80, 0), at('c', -80, 0), at('middle', 0, 0, { isWithdrawn: true }), at('d', 75, 0)], 100, today)).toEqual([])
  })

  it('RP-04 finds the same places in whatever order the reports come', () => {
    const reports = fc.array(fc.record({ easting: fc.integer({ min: 0, max: 300 }), northing: fc.integer({ min: 0, max: 300 }), kind: fc.constantFrom('noise', 'drink') }), { maxLength: 30 })
      .map((list) => list.map(({ easting, northing, kind }, index) => at(`r${String(index).padStart(2, '0')}`, easting, northing, { kind })))
    fc.assert(fc.property(reports, fc.integer({ min: 20, max: 150 }), fc.boolean(), (list, radius, sameKind) => {
      const places = placesWithin({ ...rule, sameKind }, list, radius, today)
      expect(placesWithin({ ...rule, sameKind }, list.toReversed(), radius, today)).toEqual(places)
      const members = places.flatMap(({ memberIds }) => memberIds)
      expect(new Set(members).size).toBe(members.length)
      for (const { count, memberIds, middleId } of places) {
        expect(count).toBe(memberIds.length)
        expect(count).toBeGreaterThanOrEqual(3)
        expect(memberIds).toContain(middleId)
      }
    }))
  })

  it('RP-04 is what taking the fullest place again and again gives, worked out the long way', () => {
    const day = fc.constantFrom('2026-11-20', '2026-11-21', '2026-07-01')
    const reports = fc.array(fc.record({ easting: fc.integer({ min: 0, max: 220 }), northing: fc.integer({ min: 0, max: 220 }), kind: fc.constantFrom('noise', 'drink', null), reportedOn: day, duplicateOf: fc.constantFrom(null, null, 'x', 'y') }), { maxLength: 24 })
      .map((list) => list.map(({ easting, northing, ...over }, index) => at(`r${String(index).padStart(2, '0')}`, easting, northing, over)))
    fc.assert(fc.property(reports, fc.integer({ min: 20, max: 120 }), fc.boolean(), (list, radius, sameKind) => {
      expect(placesWithin({ ...rule, sameKind }, list, radius, today)).toEqual(theLongWay({ ...rule, sameKind }, list, radius))
    }), { numRuns: 200 })
  })

  it('RP-04 seeks places among ten thousand reports of a town within a second or two', () => {
    const spread = (n: number, by: number): number => Math.floor(6_000 * Math.abs((Math.sin(n * by) * 43_758.5453) % 1))
    const town = Array.from({ length: 10_000 }, (_, n) => at(`r${String(n).padStart(5, '0')}`, spread(n, 12.9898), spread(n, 78.233), { kind: ['noise', 'drink', 'litter'][n % 3] ?? null }))
    const before = performance.now()
    expect(placesWithin({ ...rule, sameKind: true }, town, 100, today).length).toBeGreaterThan(500)
    // two hundred milliseconds when nothing else runs; it was thirty seconds once
    expect(performance.now() - before).toBeLessThan(8_000)
  })
})

/** Every place weighed anew after each that was taken; who was no repeat to begin with never becomes one by what others lose. */
function theLongWay(definition: Definition, reports: readonly PlacedReport[], radius: number): readonly RepeatPlace[] {
  const open = new Set(reports.map(({ id }) => id))
  const round = (middle: PlacedReport): RepeatPlace | null => {
    const near = reports.filter((report) => open.has(report.id) && Math.hypot(report.easting - middle.easting, report.northing - middle.northing) <= radius)
    const { isRepeat, count, verdicts } = standingUnder(definition, near, today)
    const members = verdicts.flatMap(({ id, counts }) => (counts ? [id] : [])).sort()
    const latest = near.filter(({ id }) => members.includes(id)).map(({ reportedOn }) => reportedOn).sort().at(-1)
    return isRepeat && members.includes(middle.id) && latest !== undefined ? { middleId: middle.id, count, memberIds: members, latest } : null
  }
  const found: RepeatPlace[] = []
  let middles = reports
  for (;;) {
    const places = middles.flatMap((middle) => (open.has(middle.id) ? (round(middle) ?? []) : []))
    const [best] = places.toSorted((a, b) => b.count - a.count || b.latest.localeCompare(a.latest) || a.middleId.localeCompare(b.middleId))
    if (best === undefined) return found
    found.push(best)
    for (const id of best.memberIds) open.delete(id)
    const still = new Set(places.map(({ middleId }) => middleId))
    middles = middles.filter(({ id }) => still.has(id))
  }
}
