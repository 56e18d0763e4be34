import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkFrom } from '../linkage/cluster.ts'
import { RULED } from '../linkage/score.ts'
import type { StandingDecision } from './decisions.ts'
import { groupsOf, pairsWeighed, type Hanging, type Identified } from './gather.ts'
import { type Said } from './cleaned-rows.ts'
import { shippedModel, weighingWith } from './weighing.ts'

const weighing = weighingWith(shippedModel(), { share: () => 0, collision: () => 0, surnamesAt: () => 0 })
const { clustering } = weighing.model
const sure = linkFrom(clustering)

/** Persons of so many named mentions each, plainly one and plainly apart, and somebody without a first name who weighs this with each mention. */
interface Scene {
  readonly sizes: readonly number[]
  readonly weights: readonly number[]
}

const scene: fc.Arbitrary<Scene> = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }).chain((sizes) => {
  const many = sizes.reduce((sum, size) => sum + size, 0)
  return fc.record({ sizes: fc.constant(sizes), weights: fc.array(fc.integer({ min: -9_000, max: 9_000 }).map((weight) => weight / 1000), { minLength: many, maxLength: many }) })
})

/** Which person each named mention is of; the last mention is the one without a name. */
function personsIn({ sizes }: Scene): readonly number[] {
  return sizes.flatMap((size, person) => Array.from({ length: size }, () => person))
}

function hangingOf(given: Scene, nameless: string | null): Hanging<Identified> {
  const persons = personsIn(given)
  const mentions = [...persons.map((person, at): Identified => ({ id: `m${at}`, givenName: `Name${person}` })), { id: 'x', givenName: nameless }]
  return {
    mentions, isBarred: () => false,
    weigh: (left, right) => {
      const [low, high] = [Math.min(left, right), Math.max(left, right)]
      return high === persons.length ? (given.weights[low] ?? 0) : persons[low] === persons[high] ? 10 : -10
    },
  }
}

/** With whom the nameless is put, worked out by hand: the person they fit best, unless another fits within one doubling; null for nobody. */
function fitting(given: Scene): number | null {
  const persons = personsIn(given)
  const fits = given.sizes.map((_, person) => {
    const own = given.weights.filter((__, at) => persons[at] === person)
    return { person, best: Math.max(...own), mean: own.reduce((sum, each) => sum + each, 0) / own.length }
  }).filter(({ best, mean }) => best >= sure && mean >= clustering.joinAt).toSorted((a, b) => b.mean - a.mean)
  const [most, next] = fits
  return most === undefined || (next !== undefined && next.mean > most.mean - 1) ? null : most.person
}

/** With whom they were put; null for nobody. And whether everybody else stayed as they were. */
function found(given: Scene, nameless: string | null, decisions: readonly StandingDecision[] = []): { readonly with: number | null; readonly others: string } {
  const persons = personsIn(given)
  const last = persons.length
  const groups = groupsOf(hangingOf(given, nameless), weighing, decisions)
  const own = groups.find((group) => group.includes(last)) ?? []
  const [other] = own.filter((at) => at !== last)
  return { with: other === undefined ? null : (persons[other] ?? null), others: groups.map((group) => group.filter((at) => at !== last).toSorted((a, b) => a - b).join(' ')).filter((each) => each !== '').toSorted().join(' | ') }
}

function alone({ sizes }: Scene): string {
  let from = 0
  return sizes.map((size) => Array.from({ length: size }, () => from++).join(' ')).toSorted().join(' | ')
}

const decided = (verdict: StandingDecision['verdict'], other: number): StandingDecision => ({ id: verdict, verdict, leftIds: ['x'], rightIds: [`m${other}`], decidedBy: 'wei', decidedAt: new Date('2026-11-23T12:00:00Z') })

describe('somebody who gave no first name', () => {
  it('PE-29 is put with the one person they fit plainly best, with nobody where two fit as well, and moves nobody else', () => {
    fc.assert(fc.property(scene, fc.constantFrom(null, '', 'Mrs', 'unknown', 'N/K'), (given, nameless) => {
      expect(found(given, nameless)).toEqual({ with: fitting(given), others: alone(given) })
    }), { numRuns: 300 })
  })

  it('PE-29 fits two as well to within one doubling, and no further', () => {
    const two = (one: number, other: number): number | null => found({ sizes: [1, 1], weights: [one, other] }, 'Mrs').with
    expect([two(sure + 3, sure + 2.001), two(sure + 3, sure + 2), two(sure + 3, sure + 1.9), two(sure + 2, sure + 3), two(sure + 3, sure + 3)]).toEqual([null, 0, 0, 1, null])
  })

  it('PE-29 fits nobody whose best record does not link, nor whose records on the mean do not', () => {
    const best = (weights: readonly number[]): number | null => found({ sizes: [weights.length], weights }, null).with
    expect([best([sure]), best([sure - 0.01])]).toEqual([0, null])
    const low = 2 * clustering.joinAt - sure
    expect([best([sure, low]), best([sure, low - 0.1])]).toEqual([0, null])
  })

  it('PE-11 PE-29 is put with whom somebody said, and never with whom somebody said they are not', () => {
    fc.assert(fc.property(scene, fc.nat(11), fc.boolean(), (given, at, isSame) => {
      const persons = personsIn(given)
      const other = at % persons.length
      const told = found(given, 'Mrs', [decided(isSame ? 'same' : 'different', other)])
      if (isSame) expect(told.with).toBe(persons[other])
      else expect(told.with).not.toBe(persons[other])
      expect(told.others).toBe(alone(given))
    }))
  })

  it('PE-29 who gave one is put together like anybody: nothing is contested', () => {
    expect(found({ sizes: [1, 1], weights: [sure + 3, sure + 2.5] }, 'Ada').with).toBe(0)
    expect(found({ sizes: [1, 1], weights: [sure + 3, sure + 2.5] }, 'A').with).toBe(0)
  })
})

/** Mentions by id, some without a first name, with what each two of them weigh and what people said is one. */
interface Told {
  readonly names: readonly (string | null)[]
  readonly weights: readonly number[]
  readonly said: readonly (readonly [readonly number[], readonly number[]])[]
}

const MANY = 7
const sides = fc.tuple(fc.uniqueArray(fc.nat(MANY - 1), { minLength: 1, maxLength: 2 }), fc.uniqueArray(fc.nat(MANY - 1), { minLength: 1, maxLength: 2 }))
const told: fc.Arbitrary<Told> = fc.record({
  names: fc.array(fc.constantFrom('Winifred', 'Harriet', null, null), { minLength: MANY, maxLength: MANY }),
  // of no two the mean is the same: which of two is joined first is told by nothing else
  weights: fc.uniqueArray(fc.noBias(fc.integer({ min: -9e8, max: 9e8 })).map((weight) => weight / 1e8), { minLength: (MANY * (MANY - 1)) / 2, maxLength: (MANY * (MANY - 1)) / 2 }),
  said: fc.array(sides, { maxLength: 3 }),
})

/** How they fall into persons when they have these ids: by their places, whatever they are called. */
function personsOf({ names, weights, said: all }: Told, ids: readonly number[]): string {
  const order = [...ids.keys()].toSorted((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0))
  const idOf = (place: number): string => `m${ids[place] ?? 0}`
  const around: Hanging<Identified> = {
    mentions: order.map((place) => ({ id: idOf(place), givenName: names[place] ?? null })), isBarred: () => false,
    weigh: (left, right) => {
      const [low = 0, high = 0] = [order[left] ?? 0, order[right] ?? 0].toSorted((a, b) => a - b)
      return weights[(high * (high - 1)) / 2 + low] ?? 0
    },
  }
  const decisions = all.map(([left, right], at): StandingDecision => ({ id: `d${at}`, verdict: 'same', leftIds: left.map(idOf).toSorted(), rightIds: right.map(idOf).toSorted(), decidedBy: 'wei', decidedAt: new Date('2026-11-23T12:00:00Z') }))
  return groupsOf(around, weighing, decisions).map((group) => group.map((at) => order[at] ?? 0).toSorted((a, b) => a - b).join(' ')).toSorted().join(' | ')
}

describe('who was said to be one', () => {
  it('PE-29 are one person, not two between whom another without a first name is in doubt, though one of those said to be one has none', () => {
    const weights = new Map([['0 3', 6], ['1 3', 5.5], ['0 1', -6]])
    const around = (given: readonly (string | null)[]): Hanging<Identified> => ({
      mentions: given.map((givenName, at) => ({ id: `m${at}`, givenName })), isBarred: () => false, weigh: (left, right) => weights.get(`${Math.min(left, right)} ${Math.max(left, right)}`) ?? -8,
    })
    const same = (...ids: string[]): StandingDecision => ({ id: ids.join(' '), verdict: 'same', leftIds: ids.slice(0, 1), rightIds: ids.slice(1), decidedBy: 'wei', decidedAt: new Date('2026-11-23T12:00:00Z') })
    const grouped = (decisions: readonly StandingDecision[]): string => groupsOf(around(['Winifred', 'Winnie', null, 'Mrs']), weighing, decisions).map((group) => group.toSorted((a, b) => a - b).join(' ')).toSorted().join(' | ')
    expect(grouped([])).toBe('0 | 1 | 2 | 3')
    for (const decisions of [[same('m2', 'm0', 'm1')], [same('m0', 'm1', 'm2')], [same('m2', 'm0'), same('m2', 'm1')], [same('m1', 'm2'), same('m0', 'm2')]]) expect(grouped(decisions)).toBe('0 1 2 3')
  })

  it('PE-11 PE-29 are never counted as two, nor do others fall otherwise, whatever the order of their ids', () => {
    fc.assert(fc.property(told, fc.shuffledSubarray([...Array(MANY).keys()], { minLength: MANY }), (given, ids) => {
      const one = personsOf(given, [...Array(MANY).keys()])
      for (const [left, right] of given.said) expect(one.split(' | ').filter((group) => [...left, ...right].some((at) => group.split(' ').includes(String(at))))).toHaveLength(1)
      expect(personsOf(given, ids)).toBe(one)
    }), { numRuns: 400 })
  })
})

const name = fc.constantFrom('Winifred', 'Harriet', 'Wilfred', 'W', null)
const anybody: fc.Arbitrary<Said> = fc.record({
  title: fc.constantFrom('mrs', null), givenName: name, familyName: fc.constantFrom('Thorneycroft', 'Thornycroft', 'Pell', null), dateOfBirth: fc.constantFrom('1948-06-01', '1975-10-12', '1948-01-06', null), birthYear: fc.constant(null),
  phone: fc.constantFrom('020 7946 0611', '07700 900722', null), email: fc.constantFrom('w.t@example.org', null), addressText: fc.constantFrom('8 Sexton Lane', '9 Sexton Lane', null), postcode: fc.constantFrom('ZA1 9QX', 'ZA1 9QY', null), addressId: fc.constant(null),
})

describe('what two mentions weigh', () => {
  it('PE-22 PE-27 is one number, weighed alone or told with its reasons, whichever comes first', () => {
    fc.assert(fc.property(anybody, anybody, (one, other) => {
      const [left, right] = [weighing.rowOf(one), weighing.rowOf(other)]
      expect(weighing.weigh(left, right)).toBeCloseTo(weighing.score(left, right).weight, 9)
      expect(weighing.weigh(right, left)).toBeCloseTo(weighing.weigh(left, right), 9)
    }), { numRuns: 400 })
  })

  it('PE-23 is no more than the rule for parent and child gives, exactly where the rule holds, and the bar stands from either side', () => {
    fc.assert(fc.property(anybody, anybody, (one, other) => {
      const rows = [weighing.rowOf(one), weighing.rowOf(other)]
      const { weigh, isBarred } = pairsWeighed(weighing, rows)
      const { rule } = weighing.score(rows[0] ?? [], rows[1] ?? [])
      expect([isBarred(0, 1), isBarred(1, 0)]).toEqual([rule === 'generations', rule === 'generations'])
      if (rule === 'generations') expect(weigh(0, 1)).toBeLessThanOrEqual(RULED.generations)
    }), { numRuns: 400 })
  })
})
