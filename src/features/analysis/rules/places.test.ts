import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placesWithin, type PlacedReport } from './places.ts'
import type { Definition } from './repeats.ts'

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
})
