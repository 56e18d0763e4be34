import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedModel } from '../queries/weighing.ts'
import { addressGroups, type AddressSaid } from './addresses.ts'
import { cleanText } from './clean.ts'
import { clusters, type ScoredPairs } from './cluster.ts'
import { cleanRecord, levelsOf, sharedText, valueIn, type Row } from './compare.ts'
import { NAME_ALONE, NO_NAME, heldDown, mostFor } from './held-down.ts'
import { comparisonAbout, levelCount } from './model.ts'
import { nameRoots, rootsFrom, shareRoot } from './names.ts'
import { scorerOf } from './score.ts'

const model = shippedModel()
const scorer = scorerOf(model, { share: () => 0, collision: () => 0, surnamesAt: () => 0 })

type Said = Readonly<Record<string, string>>

const row = (said: Said): Row => cleanRecord(model, said)
const anybody: fc.Arbitrary<Said> = fc.record({
  given_name: fc.constantFrom('Maria', 'Mary', 'M', 'Mason', 'Bill', 'William', ''), family_name: fc.constantFrom('Mason', 'Maria', 'Masson', 'Pell', ''), date_of_birth: fc.constantFrom('1961-04-02', '1961', '1975-10-12', ''),
  phone: fc.constantFrom('07700 900123', '07700 900132', ''), email: fc.constantFrom('m.mason@example.org', ''), address: fc.constantFrom('14 Tanner Street', 'Flat 2, 14 Tanner Street', ''), postcode: fc.constantFrom('ZA1 2BC', 'ZA1 2BD', ''), uprn: fc.constantFrom('12345', '67890', ''),
})
const PHONE = comparisonAbout(model, 'phone')

describe('two records, whichever comes first', () => {
  it('share the same text or none, and only one that both have, as it stands or in each other’s place', () => {
    fc.assert(fc.property(anybody, anybody, (one, other) => {
      const [left, right] = [row(one), row(other)]
      for (const [at] of model.columns.entries()) {
        const shared = sharedText(model, left, right, at)
        expect(sharedText(model, right, left, at)).toBe(shared)
        if (shared !== null) expect([left, right].every((each) => each.some((value) => value?.text === shared))).toBe(true)
      }
    }), { numRuns: 500 })
  })

  it('have a level of every comparison, nought exactly where one of them says nothing of it', () => {
    fc.assert(fc.property(anybody, anybody, (one, other) => {
      const [left, right] = [row(one), row(other)]
      const levels = levelsOf(model, left, right)
      for (const [at, comparison] of model.comparisons.entries()) {
        expect(levels[at]).toBeLessThanOrEqual(levelCount(comparison))
        const isComparable = comparison.columns.some((column) => valueIn(left, column) !== null && valueIn(right, column) !== null)
        const isName = comparison.about === 'given name' || comparison.about === 'family name'
        if (!isName) expect(levels[at] !== 0).toBe(isComparable)
      }
    }), { numRuns: 500 })
  })

  it('are never less one person for saying less that is plainly different', () => {
    fc.assert(fc.property(anybody, anybody, (one, other) => {
      const full = scorer.score(row(one), row(other))
      if (full.rule !== null) return
      if ((full.levels[PHONE] ?? 0) <= (model.comparisons[PHONE]?.levels.length ?? 0)) return
      expect(scorer.score(row({ ...one, phone: '' }), row(other)).weight).toBeGreaterThanOrEqual(full.weight - 1e-9)
    }), { numRuns: 500 })
  })

  it('PE-27 weigh no more held down than they did, and as much where something of their own agrees with a name', () => {
    fc.assert(fc.property(anybody, anybody, (one, other) => {
      const score = scorer.score(row(one), row(other))
      const held = heldDown(model, score)
      expect(held.weight).toBeLessThanOrEqual(score.weight)
      expect([NO_NAME, NAME_ALONE, Infinity]).toContain(mostFor(model, score.levels))
      if (held.weight < score.weight) expect(held.weight).toBe(mostFor(model, score.levels))
      if (mostFor(model, score.levels) === NAME_ALONE) expect(held.rival).toBe('namesake')
      expect(held.levels).toBe(score.levels)
    }), { numRuns: 500 })
  })
})

describe('addresses, in any order', () => {
  const said = (line: string, postcode: string, uprn: string): AddressSaid => ({ line: cleanText('address', line), postcode: cleanText('postcode', postcode), uprn: cleanText('identifier', uprn) })
  const anywhere = fc.tuple(fc.constantFrom('14 Tanner Street', '14 Tannr St', 'Flat 1, 14 Tanner Street', '9 Mill Lane', 'The Lodge', ''), fc.constantFrom('ZA1 2BC', 'ZA1 2BD', 'ZA9 9XX', ''), fc.constantFrom('111111', '222222', '')).map(([line, postcode, uprn]) => said(line, postcode, uprn))

  it('never hold two property numbers together, and are known by the first of each group', () => {
    fc.assert(fc.property(fc.array(anywhere, { maxLength: 14 }), (all) => {
      const groups = addressGroups(all)
      for (const [at, group] of groups.entries()) {
        if (group === -1) {
          expect([all[at]?.uprn, all[at]?.line]).toEqual([null, null])
          continue
        }
        expect(group).toBeLessThanOrEqual(at)
        expect(groups[group]).toBe(group)
      }
      const numbers = new Map<number, Set<string>>()
      for (const [at, group] of groups.entries()) numbers.set(group, (numbers.get(group) ?? new Set()).add(all[at]?.uprn?.text ?? ''))
      for (const own of numbers.values()) expect([...own].filter((number) => number !== '').length).toBeLessThanOrEqual(1)
    }))
  })

  it('put together the very same address said twice, wherever it stands', () => {
    fc.assert(fc.property(fc.array(anywhere, { maxLength: 10 }), fc.constantFrom('111111', '333333'), (others, uprn) => {
      const one = said('14 Tanner Street', 'ZA1 2BC', uprn)
      const groups = addressGroups([one, ...others, one])
      expect(groups[0]).toBe(groups.at(-1))
    }))
  })
})

describe('groups, whatever the weights', () => {
  const settings = { cap: 12, missing: -3, joinAt: 2 }
  const edges = fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: -15, max: 15 })).filter(([a, b]) => a < b), { selector: ([a, b]) => `${a} ${b}`, maxLength: 20 })
  const pairsOf = (given: readonly (readonly [number, number, number])[]): ScoredPairs => ({ count: given.length, left: Int32Array.from(given, ([a]) => a), right: Int32Array.from(given, ([, b]) => b), weight: Float64Array.from(given, ([, , w]) => w) })
  const found = (given: readonly (readonly [number, number, number])[], how = settings) => [...clusters(8, pairsOf(given), how)]

  it('are everybody alone where nothing weighs enough, and nothing weighs more than the cap', () => {
    fc.assert(fc.property(edges, (given) => {
      expect(found(given.map(([a, b]) => [a, b, settings.joinAt - 1]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(found(given.map(([a, b, w]) => [a, b, w > settings.cap ? w * 1000 : w]))).toEqual(found(given))
      expect(found(given, { ...settings, cap: 1.5 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    }))
  })

  it('hold a mean of all their pairs that is enough, the last joining of each included', () => {
    fc.assert(fc.property(edges, (given) => {
      const labels = found(given)
      const weightOf = (a: number, b: number): number => Math.max(-settings.cap, Math.min(settings.cap, given.find(([x, y]) => x === Math.min(a, b) && y === Math.max(a, b))?.[2] ?? settings.missing))
      for (const label of new Set(labels)) {
        const own = labels.flatMap((each, at) => (each === label ? [at] : []))
        if (own.length !== 2) continue
        expect(weightOf(own[0] ?? 0, own[1] ?? 0)).toBeGreaterThanOrEqual(settings.joinAt)
      }
    }))
  })
})

describe('names that stand for one another', () => {
  it('do so either way, and with themselves, in the lists that come with Heed', () => {
    const name = fc.constantFrom('william', 'bill', 'will', 'mohammed', 'muhammad', 'margaret', 'peggy', 'kate', 'catherine', 'zzyzx', 'ann', 'nancy')
    fc.assert(fc.property(name, name, (one, other) => {
      const [a, b] = [nameRoots().of(one, 'given'), nameRoots().of(other, 'given')]
      expect(shareRoot(a, b)).toBe(shareRoot(b, a))
      if (a.length > 0) expect(shareRoot(a, a)).toBe(true)
      expect(a).toEqual(a.toSorted((x, y) => x - y))
    }))
  })

  it('are told apart as first names and as surnames', () => {
    const roots = rootsFrom({ given: [['william', 'bill']], family: [['macdonald', 'mcdonald']] })
    expect(shareRoot(roots.of('bill', 'given'), roots.of('william', 'given'))).toBe(true)
    expect([roots.of('bill', 'family'), roots.of('mcdonald', 'given'), roots.of('nobody', 'given')]).toEqual([[], [], []])
    expect(shareRoot(roots.of('mcdonald', 'family'), roots.of('macdonald', 'family'))).toBe(true)
  })
})
