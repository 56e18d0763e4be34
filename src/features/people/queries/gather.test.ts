import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchesOf } from '../commands/settle-anew.ts'
import { doubtsOf, meansOf } from '../commands/recognise.ts'
import { linkFrom } from '../linkage/cluster.ts'
import { atOnce } from '../linkage/steps.ts'
import { type Decision, Groups } from '../rules/identity.ts'
import type { StandingDecision } from './decisions.ts'
import { groupsOf, hangsFrom, pairsWeighed, weighingAll, type Hanging, type Identified } from './gather.ts'
import { shippedModel, weighingWith, type Weighing } from './weighing.ts'

const weighing = weighingWith(shippedModel(), { share: () => 0, collision: () => 0, surnamesAt: () => 0 })
const { clustering } = weighing.model
const sure = linkFrom(clustering)
const { possible } = weighing.model.thresholds

const ids = (many: number): string[] => Array.from({ length: many }, (_, at) => `m${String(at).padStart(2, '0')}`)
const mentionsCalled = (names: readonly (string | null)[]): Identified[] => names.map((givenName, at) => ({ id: ids(names.length)[at] ?? '', givenName }))

type Edge = readonly [left: number, right: number, weight: number]

/** Mentions whose pairs weigh what is given, and little otherwise. */
function hanging(names: readonly (string | null)[], edges: readonly Edge[], barred: readonly (readonly [number, number])[] = []): Hanging<Identified> {
  const isPair = (a: number, b: number, one: number, two: number): boolean => (a === one && b === two) || (a === two && b === one)
  return {
    mentions: mentionsCalled(names), weigh: (left, right) => edges.find(([a, b]) => isPair(a, b, left, right))?.[2] ?? -8,
    isBarred: (left, right) => barred.some(([a, b]) => isPair(a, b, left, right)),
  }
}

function said(verdict: Decision['verdict'], leftIds: readonly string[], rightIds: readonly string[], id = `${verdict} ${leftIds.join('')} ${rightIds.join('')}`): StandingDecision {
  return { id, verdict, leftIds, rightIds, decidedBy: 'wei', decidedAt: new Date('2026-11-23T12:00:00Z') }
}

function idsIn(groups: readonly (readonly number[])[]): string {
  return groups.map((group) => group.toSorted((a, b) => a - b).join(' ')).sort().join(' | ')
}

const THINGS = 8
const edges = fc.uniqueArray(fc.tuple(fc.nat(THINGS - 1), fc.nat(THINGS - 1), fc.integer({ min: -12, max: 12 })).filter(([a, b]) => a < b), { selector: ([a, b]) => `${a} ${b}`, maxLength: 20 })
const pairs = fc.array(fc.tuple(fc.nat(THINGS - 1), fc.nat(THINGS - 1)).filter(([a, b]) => a !== b), { maxLength: 4 })
const ada = Array.from({ length: THINGS }, () => 'Ada')
const idOf = (at: number): string => ids(THINGS)[at] ?? ''

describe('how mentions fall into persons', () => {
  it('PE-11 never puts together what was decided to be different, by any path, whatever was said to be the same', () => {
    fc.assert(fc.property(edges, pairs, pairs, (given, same, different) => {
      const decisions = [...same.map(([a, b]) => said('same', [idOf(a)], [idOf(b)])), ...different.map(([a, b]) => said('different', [idOf(a)], [idOf(b)]))]
      const groups = groupsOf(hanging(ada, given), weighing, decisions)
      for (const [a, b] of different) expect(groups.some((group) => group.includes(a) && group.includes(b))).toBe(false)
    }))
  })

  it('PE-11 puts together what was decided to be the same, against all the evidence and against the rule for parent and child', () => {
    fc.assert(fc.property(edges, pairs, (given, same) => {
      const groups = groupsOf(hanging(ada, given, same), weighing, same.map(([a, b]) => said('same', [idOf(a)], [idOf(b)])))
      for (const [a, b] of same) expect(groups.some((group) => group.includes(a) && group.includes(b))).toBe(true)
    }))
  })

  it('PE-23 never puts together a parent and a child of one name, by any path, unless somebody said so', () => {
    fc.assert(fc.property(edges, pairs, (given, kin) => {
      const groups = groupsOf(hanging(ada, given, kin), weighing, [])
      for (const [a, b] of kin) expect(groups.some((group) => group.includes(a) && group.includes(b))).toBe(false)
    }))
  })

  it('PE-23 is the same whatever order the mentions come in, and holds each of them once', () => {
    const places = Array.from({ length: THINGS }, (_, at) => at)
    // joins of one and the same mean are taken in the order the mentions stand in: here no two are
    const uneven = fc.uniqueArray(fc.tuple(fc.nat(THINGS - 1), fc.nat(THINGS - 1), fc.noBias(fc.integer({ min: -12e8, max: 12e8 })).map((weight) => weight / 1e8)).filter(([a, b]) => a < b), { selector: ([a, b]) => `${a} ${b}`, maxLength: 20 })
    fc.assert(fc.property(uneven, pairs, fc.shuffledSubarray(places, { minLength: THINGS }), (given, different, order) => {
      const one = hanging(ada, given)
      const other: Hanging<Identified> = { mentions: order.flatMap((at) => one.mentions[at] ?? []), weigh: (a, b) => one.weigh(order[a] ?? 0, order[b] ?? 0), isBarred: () => false }
      const decisions = different.map(([a, b]) => said('different', [idOf(a)], [idOf(b)]))
      const named = (of: Hanging<Identified>, groups: readonly (readonly number[])[]): string => groups.map((group) => group.map((at) => of.mentions[at]?.id ?? '').sort().join(' ')).sort().join(' | ')
      const [a, b] = [groupsOf(one, weighing, decisions), groupsOf(other, weighing, decisions)]
      expect(b.flat().toSorted((x, y) => x - y)).toEqual(places)
      expect(named(other, b)).toBe(named(one, a))
    }), { numRuns: 300 })
  })

  it('PE-11 comes back to what it was when a decision is taken back', () => {
    fc.assert(fc.property(edges, pairs, (given, same) => {
      const before = idsIn(groupsOf(hanging(ada, given), weighing, []))
      groupsOf(hanging(ada, given), weighing, same.map(([a, b]) => said('same', [idOf(a)], [idOf(b)])))
      expect(idsIn(groupsOf(hanging(ada, given), weighing, []))).toBe(before)
    }))
  })

  it('PE-23 joins what weighs enough, and no more because both are like a third', () => {
    expect(idsIn(groupsOf(hanging(['Ada', 'Ada', 'Ada'], [[0, 1, sure], [1, 2, sure - 0.1], [0, 2, sure - 0.1]]), weighing, []))).toBe('0 1 | 2')
    expect(idsIn(groupsOf(hanging(['Ada', 'Ada', 'Ada'], [[0, 1, 9], [1, 2, sure], [0, 2, clustering.joinAt * 2 - sure]]), weighing, []))).toBe('0 1 2')
    expect(idsIn(groupsOf(hanging(['Ada', 'Ada', 'Ada'], [[0, 1, 9], [1, 2, sure], [0, 2, clustering.joinAt * 2 - sure - 0.1]]), weighing, []))).toBe('0 1 | 2')
    expect(idsIn(groupsOf(hanging(['Ada', 'Ada', 'Ada'], [[0, 1, 12], [1, 2, 5], [0, 2, -12]]), weighing, []))).toBe('0 1 | 2')
  })

  it('PE-29 puts a mention without a first name with neither of two it fits as well, and with the one it fits plainly better', () => {
    const names = [null, 'Winifred', 'Harriet']
    expect(idsIn(groupsOf(hanging(names, [[0, 1, 6], [0, 2, 5.5], [1, 2, -6]]), weighing, []))).toBe('0 | 1 | 2')
    expect(idsIn(groupsOf(hanging(names, [[0, 1, 8], [0, 2, 4], [1, 2, -6]]), weighing, []))).toBe('0 1 | 2')
    expect(idsIn(groupsOf(hanging(['Ada', 'Winifred', 'Harriet'], [[0, 1, 6], [0, 2, 5.5], [1, 2, -12]]), weighing, []))).toBe('0 1 | 2')
    // who gave no first name brings two persons together neither alone nor with another of that kind
    expect(idsIn(groupsOf(hanging([null, 'Winifred', 'Harriet', 'Mrs'], [[0, 1, 8], [0, 2, 4], [1, 2, -3], [3, 2, 8], [3, 1, 4], [0, 3, 3]]), weighing, []))).toBe('0 1 | 2 3')
    // and not a person somebody said they are not
    expect(idsIn(groupsOf(hanging(names, [[0, 1, 6], [0, 2, 5.5], [1, 2, -6]]), weighing, [said('different', ['m00'], ['m02'])]))).toBe('0 1 | 2')
    // two mentions of one daughter are no two people
    expect(idsIn(groupsOf(hanging(names, [[0, 1, 6], [0, 2, 5.5], [1, 2, 9]]), weighing, []))).toBe('0 1 2')
    expect(idsIn(groupsOf(hanging(['Mrs', 'Winifred', 'Harriet'], [[0, 1, 6], [0, 2, 5.5], [1, 2, -6]]), weighing, [said('same', ['m00'], ['m02'])]))).toBe('0 2 | 1')
  })

  it('PE-29 puts "Mrs" on the telephone of one person with that person, whoever else hangs together with them', () => {
    const said = { title: null, givenName: null, familyName: 'Pellham', dateOfBirth: null, birthYear: null, phone: null, email: null, addressText: null, postcode: null, addressId: null }
    const home = { addressText: '31 Cooper Row', postcode: 'ZA1 4QD' }
    const people = [
      { ...said, ...home, givenName: 'Margaret', dateOfBirth: '1961-04-02', phone: '07700 900301' }, { ...said, ...home, givenName: 'Rosalind', dateOfBirth: '1961-04-02' },
      { ...said, ...home, givenName: 'Edith', dateOfBirth: '1934-11-20' }, { ...said, phone: '07700 900301' },
    ]
    for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]]) {
      const own = order.flatMap((at) => people[at] ?? [])
      const around = { mentions: mentionsCalled(own.map(({ givenName }) => givenName)), ...pairsWeighed(weighing, own.map((each) => weighing.rowOf(each))) }
      const named = groupsOf(around, weighing, []).map((group) => group.map((at) => own[at]?.givenName ?? 'Mrs').sort().join(' and '))
      expect(named.toSorted()).toEqual(['Edith', 'Margaret and Mrs', 'Rosalind'])
    }
  })

  it('PE-23 comes to the same for what hangs together as for everybody at once, so that a call and the night end in one place', () => {
    const names = fc.array(fc.constantFrom('Ada', 'Omar', null), { minLength: THINGS, maxLength: THINGS })
    fc.assert(fc.property(edges, names, pairs, (given, called, different) => {
      const whole = hanging(called, given)
      const decisions = different.map(([a, b]) => said('different', [idOf(a)], [idOf(b)]))
      const near = new Groups()
      for (const [a, b, weight] of given) if (weight >= hangsFrom(weighing)) near.join([idOf(a), idOf(b)])
      const apart = [...Map.groupBy(whole.mentions.keys(), (at) => near.rootOf(idOf(at))).values()].flatMap((places) => groupsOf({
        mentions: places.flatMap((at) => whole.mentions[at] ?? []), isBarred: () => false, weigh: (a, b) => whole.weigh(places[a] ?? 0, places[b] ?? 0),
      }, weighing, decisions).map((group) => group.map((at) => places[at] ?? 0)))
      expect(idsIn(apart)).toBe(idsIn(groupsOf(whole, weighing, decisions)))
    }))
  })

  it('of nobody are none', () => {
    expect(groupsOf(hanging([], []), weighing, [])).toEqual([])
  })
})

describe('pairs that are weighed', () => {
  it('are weighed once, whichever comes first, and all of them when all are asked for', () => {
    const asked: string[] = []
    const counting: Weighing = { ...weighing, weigh: (left, right) => {
      asked.push(`${left.length} ${right.length}`)
      return left.length * 10 + right.length
    } }
    const rows = [0, 1, 2, 3].map((length) => Array.from({ length }, () => null))
    const { weigh } = pairsWeighed(counting, rows)
    expect([weigh(1, 3), weigh(3, 1), weigh(1, 3)]).toEqual([13, 13, 13])
    expect(asked).toEqual(['1 3'])
    atOnce(weighingAll(4, { weigh }))
    expect(asked.toSorted()).toEqual(['0 1', '0 2', '0 3', '1 2', '1 3', '2 3'])
  })

  it('hang together from what links two groups, or from what an analyst is asked of where that is less', () => {
    expect(hangsFrom(weighing)).toBe(Math.min(sure, possible))
    expect(hangsFrom({ ...weighing, model: { ...weighing.model, clustering: { cap: 12, missing: -3, joinAt: -4 } } })).toBe(-4)
  })
})

describe('what an analyst is asked', () => {
  it('PE-24 is about two groups nearly joined, by the two records that are most alike, once', () => {
    const around = hanging(['Ada', 'Ada', 'Edith', 'Edith'], [[0, 1, 9], [2, 3, 9], [0, 2, possible], [1, 2, possible + 1], [1, 3, -2]])
    const doubts = doubtsOf(weighing, around, [[0, 1], [2, 3]], [])
    expect(doubts.map(({ kind, left, right }) => [kind, left.id, right.id])).toEqual([['pair', 'm01', 'm02']])
  })

  it('PE-24 is nothing of groups that are plainly two, and nothing that somebody has decided or was not sure of', () => {
    const near: readonly Edge[] = [[0, 1, possible + 1]]
    expect(doubtsOf(weighing, hanging(['Ada', 'Edith'], [[0, 1, possible - 0.1]]), [[0], [1]], [])).toEqual([])
    expect(doubtsOf(weighing, hanging(['Ada', 'Edith'], near), [[0], [1]], [])).toHaveLength(1)
    for (const verdict of ['same', 'different', 'not sure'] as const) {
      expect(doubtsOf(weighing, hanging(['Ada', 'Edith'], near), [[0], [1]], [said(verdict, ['m00'], ['m01'])])).toEqual([])
      expect(doubtsOf(weighing, hanging(['Ada', 'Edith'], near), [[0], [1]], [said(verdict, ['m01'], ['m00'])])).toEqual([])
      expect(doubtsOf(weighing, hanging(['Ada', 'Edith'], near), [[0], [1]], [said(verdict, ['m00'], ['elsewhere'])])).toHaveLength(1)
    }
  })

  it('PE-24 is about a mention that hardly belongs where it is, among three or more', () => {
    const loose = hanging(['Ada', 'Ada', 'Ada'], [[0, 1, 10], [0, 2, 2], [1, 2, -6]])
    expect(doubtsOf(weighing, loose, [[0, 1, 2]], []).map(({ kind, left, right }) => [kind, left.id, right.id])).toEqual([['cluster', 'm00', 'm02']])
    expect(doubtsOf(weighing, loose, [[0, 1, 2]], [said('same', ['m00'], ['m02'])])).toEqual([])
    expect(doubtsOf(weighing, hanging(['Ada', 'Ada'], [[0, 1, -6]]), [[0, 1]], [])).toEqual([])
  })

  it('is kept with the mean weight of each mention among its own, and with none for one alone', () => {
    const around = hanging(['Ada', 'Ada', 'Ada', 'Edith'], [[0, 1, 10], [0, 2, 4], [1, 2, 7]])
    expect([...meansOf({ ...around, isCut: false, mentions: around.mentions.map((each) => ({ ...NOBODY, ...each })) }, [[0, 1, 2], [3]])]).toEqual([['m00', 7], ['m01', 8.5], ['m02', 5.5]])
  })
})

const NOBODY = {
  personId: 'p', sourceKind: 'incident', sourceId: 'i', part: 'caller', title: null, familyName: null, dateOfBirth: null, birthYear: null, phone: null, email: null, addressText: null, postcode: null,
  addressId: null, addressKey: null, recordedAt: new Date('2026-11-23T12:00:00Z'),
} as const

describe('what is put right a few at a time', () => {
  it('PE-25 is everything that hangs together, in its order, each once, what hangs together never divided', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 2, max: 900 }), { maxLength: 12 }), (sizes) => {
      const components = sizes.map((size, at) => Array.from({ length: size }, (_, n) => `${at}-${n}`))
      const batches = batchesOf(components)
      expect(batches.flat()).toEqual(components)
      for (const batch of batches) expect(batch.length === 1 || batch.flat().length <= 500).toBe(true)
    }))
  })
})
