import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusters, type ScoredPairs } from './cluster.ts'

const SETTINGS = { cap: 12, missing: -3, joinAt: -2 }

type Edge = readonly [left: number, right: number, weight: number]

function pairsOf(edges: readonly Edge[]): ScoredPairs {
  return { count: edges.length, left: Int32Array.from(edges, ([a]) => a), right: Int32Array.from(edges, ([, b]) => b), weight: Float64Array.from(edges, ([, , w]) => w) }
}

const THINGS = 9
const edges = fc.uniqueArray(fc.tuple(fc.nat(THINGS - 1), fc.nat(THINGS - 1), fc.integer({ min: -15, max: 15 })).filter(([a, b]) => a < b), { selector: ([a, b]) => `${a} ${b}`, maxLength: 25 })
const decided = fc.array(fc.tuple(fc.nat(THINGS - 1), fc.nat(THINGS - 1)).filter(([a, b]) => a !== b), { maxLength: 4 })

type Settings = typeof SETTINGS & { readonly linkAt?: number }

/** As the method says it, without haste: begin with what was decided, then join the two with the highest mean, one pair of theirs at least being sure, until none are left to join. */
function slowly(given: readonly Edge[], { cap, missing, joinAt, linkAt = -Infinity }: Settings, same: readonly (readonly [number, number])[], apart: readonly (readonly [number, number])[]): number[] {
  let groups = Array.from({ length: THINGS }, (_, at) => [at])
  const between = (one: readonly number[], two: readonly number[]): number[] => given.filter(([a, b]) => (one.includes(a) && two.includes(b)) || (one.includes(b) && two.includes(a))).map(([, , weight]) => weight)
  const isBarred = (one: readonly number[], two: readonly number[]): boolean => apart.some(([a, b]) => (one.includes(a) && two.includes(b)) || (one.includes(b) && two.includes(a)))
  const join = (one: readonly number[], two: readonly number[]): void => {
    groups = [...groups.filter((group) => group !== one && group !== two), [...one, ...two].toSorted((a, b) => a - b)]
  }
  const groupOf = (thing: number): readonly number[] => groups.find((group) => group.includes(thing)) ?? []
  for (const [a, b] of same.map(([x, y]): [number, number] => [Math.min(x, y), Math.max(x, y)]).toSorted((x, y) => x[0] - y[0] || x[1] - y[1])) {
    if (groupOf(a) !== groupOf(b) && !isBarred(groupOf(a), groupOf(b))) join(groupOf(a), groupOf(b))
  }
  for (;;) {
    const offers = groups.flatMap((one, at) => groups.slice(at + 1).flatMap((two) => {
      const weights = between(one, two)
      const all = one.length * two.length
      const mean = (weights.reduce((sum, each) => sum + Math.max(-cap, Math.min(cap, each)), 0) + missing * (all - weights.length)) / all
      return weights.length > 0 && Math.max(...weights) >= linkAt && mean >= joinAt && !isBarred(one, two) ? [{ one, two, mean }] : []
    }))
    const [best] = offers.toSorted((x, y) => y.mean - x.mean)
    if (best === undefined) return Array.from({ length: THINGS }, (_, thing) => groupOf(thing)[0] ?? thing)
    join(best.one, best.two)
  }
}

describe('groups', () => {
  it('are what the method comes to when it is followed slowly, with and without decisions, and where one pair must be sure', () => {
    // of weights so fine no two means are the same: which of two is joined first is told by nothing else
    const fine = fc.uniqueArray(fc.tuple(fc.nat(THINGS - 1), fc.nat(THINGS - 1), fc.noBias(fc.integer({ min: -15e8, max: 15e8 })).map((weight) => weight / 1e8)).filter(([a, b]) => a < b), { selector: ([a, b]) => `${a} ${b}`, maxLength: 36 })
    fc.assert(fc.property(fine, decided, decided, fc.constantFrom<Settings>(SETTINGS, { ...SETTINGS, linkAt: 4 }, { cap: 6, missing: -1, joinAt: 1 }, { ...SETTINGS, linkAt: -5 }), (given, same, apart, settings) => {
      // what counts for no more than the cap may count the same
      fc.pre(given.filter(([, , weight]) => Math.abs(weight) >= settings.cap).length < 2)
      expect([...clusters(THINGS, pairsOf(given), settings, { same, apart })]).toEqual(slowly(given, settings, same, apart))
    }), { numRuns: 400 })
  })

  it('are joined by strong pairs, and named by their lowest number', () => {
    expect([...clusters(5, pairsOf([[1, 3, 8], [3, 4, 8], [1, 4, 8]]), SETTINGS)]).toEqual([0, 1, 2, 1, 1])
  })

  it('are not chained by one bad pair between two families', () => {
    const families: Edge[] = [[0, 1, 9], [0, 2, 9], [1, 2, 9], [3, 4, 9], [3, 5, 9], [4, 5, 9], [2, 3, 5]]
    expect([...clusters(6, pairsOf(families), SETTINGS)]).toEqual([0, 0, 0, 3, 3, 3])
  })

  it('keep apart what was decided to be apart, by every path, even against what was decided to be the same', () => {
    fc.assert(fc.property(edges, decided, decided, (given, same, apart) => {
      const found = clusters(THINGS, pairsOf(given), SETTINGS, { same, apart })
      for (const [a, b] of apart) expect(found[a]).not.toBe(found[b])
    }))
  })

  it('put together what was decided to be the same, whatever the weights, when nothing forbids it', () => {
    fc.assert(fc.property(edges, decided, (given, same) => {
      const found = clusters(THINGS, pairsOf(given), SETTINGS, { same, apart: [] })
      for (const [a, b] of same) expect(found[a]).toBe(found[b])
    }))
  })

  it('are the same whatever the order of the pairs', () => {
    fc.assert(fc.property(edges.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length }))), decided, ([given, other], apart) => {
      expect([...clusters(THINGS, pairsOf(other), SETTINGS, { same: [], apart })]).toEqual([...clusters(THINGS, pairsOf(given), SETTINGS, { same: [], apart: apart.toReversed() })])
    }))
  })

  it('are named by their own lowest number and hold nothing that no path of pairs reaches', () => {
    fc.assert(fc.property(edges, (given) => {
      const found = clusters(THINGS, pairsOf(given), SETTINGS)
      for (const [thing, group] of found.entries()) {
        expect(group).toBeLessThanOrEqual(thing)
        expect(found[group]).toBe(group)
        if (group !== thing) expect(given.some(([a, b, w]) => w >= SETTINGS.joinAt && (a === thing || b === thing))).toBe(true)
      }
    }))
  })

  it('of a decision withdrawn are as if it had never been made', () => {
    fc.assert(fc.property(edges, decided, (given, same) => {
      const before = clusters(THINGS, pairsOf(given), SETTINGS)
      clusters(THINGS, pairsOf(given), SETTINGS, { same, apart: [] })
      expect([...clusters(THINGS, pairsOf(given), SETTINGS)]).toEqual([...before])
    }))
  })

  it('are joined only where one pair at least is sure, however high the mean, and then though the others are not', () => {
    const sure = { ...SETTINGS, linkAt: 4 }
    const four: Edge[] = [[0, 1, 9], [2, 3, 9], [0, 2, 3.9], [0, 3, 3.9], [1, 2, 3.9], [1, 3, 3.9]]
    expect([...clusters(4, pairsOf(four), sure)]).toEqual([0, 0, 2, 2])
    expect([...clusters(4, pairsOf(four), SETTINGS)]).toEqual([0, 0, 0, 0])
    expect([...clusters(4, pairsOf([[0, 1, 9], [2, 3, 9], [0, 2, 4], [0, 3, -1], [1, 2, -2], [1, 3, -2]]), sure)]).toEqual([0, 0, 0, 0])
    fc.assert(fc.property(edges, (given) => {
      const found = clusters(THINGS, pairsOf(given), sure)
      for (const [thing, group] of found.entries()) if (group !== thing) expect(given.some(([a, b, w]) => w >= sure.linkAt && (a === thing || b === thing) && found[a] === found[b])).toBe(true)
    }))
  })
})
