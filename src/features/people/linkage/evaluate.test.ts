import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge, measureOf } from './evaluate.ts'

const labels = fc.integer({ min: 1, max: 12 }).chain((length) => fc.tuple(fc.array(fc.nat(5), { minLength: length, maxLength: length }), fc.array(fc.nat(5), { minLength: length, maxLength: length })))

describe('a linkage judged against the truth', () => {
  it('is worked out by hand for a small one', () => {
    // three of Ada's four records found together, the fourth with one of Omar's two
    const found = judge([0, 0, 0, 1, 1, 2], [7, 7, 7, 7, 8, 8])
    expect(found).toMatchObject({ records: 6, persons: 2, found: 3, largest: 3, largestTrue: 4 })
    expect(found.pairs).toMatchObject({ truePairs: 7, foundPairs: 4, right: 3, precision: 3 / 4, recall: 3 / 7 })
    expect(found.bCubed.precision).toBeCloseTo((9 / 3 + 1 / 2 + 1 / 2 + 1) / 6, 12)
    expect(found.bCubed.recall).toBeCloseTo((9 / 4 + 1 / 4 + 1 / 2 + 1 / 2) / 6, 12)
    expect(found.clusters).toEqual({ precision: 0, recall: 0, f1: 0 })
  })

  it('counts a person whole only when all their records and nobody else’s are together', () => {
    expect(judge([0, 0, 1, 1], [5, 5, 6, 7]).clusters).toMatchObject({ precision: 1 / 2, recall: 1 / 3 })
  })

  it('is perfect of itself, whatever the groups are called', () => {
    fc.assert(fc.property(labels, ([groups]) => {
      const { pairs, bCubed, clusters } = judge(groups, groups.map((label) => 100 - label))
      for (const { precision, recall, f1 } of [pairs, bCubed, clusters]) expect([precision, recall, f1]).toEqual([1, 1, 1])
    }))
  })

  it('has for precision what the truth judged by it has for recall', () => {
    fc.assert(fc.property(labels, ([found, truth]) => {
      const [one, other] = [judge(found, truth), judge(truth, found)]
      expect(one.pairs.precision).toBe(other.pairs.recall)
      expect(one.bCubed.precision).toBeCloseTo(other.bCubed.recall, 12)
      expect(one.clusters.precision).toBe(other.clusters.recall)
      expect([one.largest, one.persons]).toEqual([other.largestTrue, other.found])
    }))
  })

  it('is the same whatever the order of the records, and never beyond one', () => {
    fc.assert(fc.property(labels, ([found, truth]) => {
      const one = judge(found, truth)
      const turned = judge(found.toReversed(), truth.toReversed())
      expect(turned.pairs).toEqual(one.pairs)
      expect(turned.bCubed.f1).toBeCloseTo(one.bCubed.f1, 12)
      for (const { precision, recall, f1 } of [one.pairs, one.bCubed, one.clusters]) {
        expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0)
        expect(Math.max(precision, recall)).toBeLessThanOrEqual(1 + 1e-12)
        expect(f1).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-12)
      }
    }))
  })

  it('says of everybody alone that nothing said was wrong, and of everybody together that nothing was missed', () => {
    const truth = [0, 0, 1, 1, 2]
    expect(judge([0, 1, 2, 3, 4], truth).pairs).toMatchObject({ foundPairs: 0, precision: 1, recall: 0 })
    expect(judge([0, 0, 0, 0, 0], truth).pairs).toMatchObject({ foundPairs: 10, recall: 1, precision: 0.2 })
    expect(judge([], [])).toMatchObject({ records: 0, persons: 0, largest: 0, largestTrue: 0 })
  })
})

describe('pairs judged one by one', () => {
  it.each([[3, 4, 6, 0.75, 0.5, 0.6], [0, 0, 5, 1, 0, 0], [0, 3, 0, 0, 1, 0], [0, 0, 0, 1, 1, 1], [5, 5, 5, 1, 1, 1]])('%i right of %i said and %i there are', (right, said, all, precision, recall, f1) => {
    expect(measureOf(right, said, all)).toEqual({ precision, recall, f1: expect.closeTo(f1, 12) })
  })
})
