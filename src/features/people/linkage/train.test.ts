import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explanationsFor } from './explanations.ts'
import { levelCount } from './model.ts'
import { readModel } from './read-model.ts'
import { train, type Pattern, type TrainingCounts } from './train.ts'

const model = readModel(JSON.stringify({
  name: 't', version: '1', id: 'id',
  columns: { given: { from: 'g', clean: 'given name' }, family: { from: 'f', clean: 'family name' }, born: { from: 'b', clean: 'date' }, code: { from: 'c', clean: 'postcode' } },
}))
const NONE = model.comparisons.map((each) => levelCount(each))

function counted(patterns: readonly (readonly [levels: readonly number[], count: number])[]): TrainingCounts {
  const seen = patterns.map(([levels, count]): Pattern => ({ levels: Uint8Array.from(levels), count }))
  // one in a hundred agrees by chance
  return { patterns: seen, records: 1000, chance: model.comparisons.map((each) => Float64Array.from({ length: levelCount(each) + 1 }, (_, level) => (level === levelCount(each) ? 9900 : level === 1 ? 100 : 0))) }
}

const [g = 0, f = 0, b = 0, c = 0] = NONE
const plausible: readonly (readonly [readonly number[], number])[] = [[[1, 1, 1, 1], 400], [[2, 1, 1, 1], 60], [[1, 2, 1, 4], 50], [[1, 1, 1, c], 90], [[g, 1, b, 1], 300], [[1, 1, b, c], 500], [[g, f, 1, c], 2000], [[g, f, b, 1], 4000], [[g, f, b, c], 20_000]]

const anyPattern = fc.tuple(fc.tuple(...NONE.map((most) => fc.nat(most))), fc.integer({ min: 1, max: 5000 }))

describe('training', () => {
  it('finds from plausible counts one who agrees on everything, a namesake who agrees by name and a neighbour by place', () => {
    const { classes, from } = train(model, counted(plausible))
    expect(classes[0]?.explanation).toBe('same person')
    expect(from).toMatch(/^1000 records, \d+ pairs, 9 patterns, \d+ rounds, /)
    const noneOf = (explanation: string, comparison: number): number => classes.find((each) => each.explanation === explanation)?.levels[comparison]?.at(-1) ?? Number.NaN
    expect(noneOf('same person', 0)).toBeLessThan(0.1)
    expect(noneOf('namesake', 0)).toBeLessThan(noneOf('neighbour', 0))
    expect(noneOf('neighbour', 3)).toBeLessThan(noneOf('namesake', 3))
  })

  it('gives probabilities that add up, none of them nought, of explanations the comparisons can tell apart, whatever was counted', () => {
    const allowed = new Set(explanationsFor(model.comparisons.map(({ about }) => about), true))
    fc.assert(fc.property(fc.array(anyPattern, { minLength: 1, maxLength: 12 }), (patterns) => {
      const { classes } = train(model, counted(patterns))
      expect(classes[0]?.explanation).toBe('same person')
      expect(classes.length).toBeGreaterThanOrEqual(2)
      expect(classes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6)
      for (const { explanation, levels } of classes) {
        expect(allowed.has(explanation)).toBe(true)
        expect(levels.map((row) => row.length)).toEqual(NONE)
        for (const row of levels) {
          expect(row.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6)
          expect(Math.min(...row)).toBeGreaterThan(0)
        }
      }
    }), { numRuns: 40 })
  })

  it('keeps the same person one whose names and birthdays mostly agree, however few true pairs there are', () => {
    fc.assert(fc.property(fc.array(anyPattern, { minLength: 1, maxLength: 8 }), (patterns) => {
      const [same] = train(model, counted(patterns)).classes
      for (const firm of [0, 1, 2]) {
        expect(same?.levels[firm]?.[0]).toBeGreaterThanOrEqual(0.4 - 1e-9)
        expect(same?.levels[firm]?.at(-1)).toBeLessThanOrEqual(0.2 + 1e-9)
      }
    }), { numRuns: 40 })
  })

  it('comes to the same twice, in any order of the patterns, and when one pattern is counted in two parts', () => {
    const once = train(model, counted(plausible))
    expect(train(model, counted(plausible))).toEqual(once)
    const parts = counted([...plausible].reverse().flatMap(([levels, count]): [readonly number[], number][] => [[levels, count / 2], [levels, count / 2]]))
    const again = train(model, parts)
    for (const [at, { explanation, share, levels }] of once.classes.entries()) {
      expect(again.classes[at]?.explanation).toBe(explanation)
      expect(again.classes[at]?.share).toBeCloseTo(share, 5)
      for (const [row, each] of levels.entries()) for (const [level, p] of each.entries()) expect(again.classes[at]?.levels[row]?.[level]).toBeCloseTo(p, 4)
    }
  })

  it('of nothing at all is two explanations or more, and says that nothing was seen', () => {
    const { classes, from } = train(model, { ...counted([]), records: 0 })
    expect(from).toContain('0 records, 0 pairs, 0 patterns')
    expect(classes[0]?.explanation).toBe('same person')
    expect(classes.every(({ share }) => Number.isFinite(share) && share > 0)).toBe(true)
  })
})
