import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#platform/time/day.ts'
import { householdsOf, isCommunal, type Residence, wereTogether } from './households.ts'

const stayed = (personId: string, firstOn: string, lastOn = firstOn, familyKey: string | null = 'pell'): Residence => ({ personId, familyKey, firstOn, lastOn })
const ids = (households: readonly (readonly Residence[])[]) => households.map((household) => household.map(({ personId }) => personId))

describe('households', () => {
  it('RP-30 are people who gave one address within a year of each other, whatever they are called', () => {
    expect(ids(householdsOf([stayed('mother', '2026-01-10'), stayed('daughter', '2026-11-02', '2026-11-20', 'okafor')], false))).toEqual([['mother', 'daughter']])
  })

  it('RP-30 do not join those who moved out with those who came years later', () => {
    expect(ids(householdsOf([stayed('before', '2019-03-01', '2020-02-01'), stayed('now', '2026-03-01')], false))).toEqual([['now'], ['before']])
    expect(wereTogether(stayed('a', '2025-01-01'), stayed('b', '2026-01-01'))).toBe(true)
    expect(wereTogether(stayed('a', '2025-01-01'), stayed('b', '2026-01-02'))).toBe(false)
  })

  it('RP-30 at a communal address are each family name by itself, and nobody without a name is joined', () => {
    const hostel = [stayed('a', '2026-01-01', undefined, 'pell'), stayed('b', '2026-01-02', undefined, 'varga'), stayed('c', '2026-01-03', undefined, 'pell'), stayed('d', '2026-01-04', undefined, null), stayed('e', '2026-01-04', undefined, null)]
    expect(ids(householdsOf(hostel, true)).map((each) => each.join(' ')).sort()).toEqual(['a c', 'b', 'd', 'e'])
  })

  it('RP-31 an address is communal when its gazetteer says so, or six family names were given there', () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => stayed(name, '2026-01-01', undefined, name))
    expect(isCommunal(names, false)).toBe(false)
    expect(isCommunal([...names, stayed('again', '2026-01-01', undefined, 'a'), stayed('nameless', '2026-01-01', undefined, null)], false)).toBe(false)
    expect(isCommunal([...names, stayed('f', '2026-01-01', undefined, 'f')], false)).toBe(true)
    expect(isCommunal([], true)).toBe(true)
  })

  it('RP-30 hold everyone once, in whatever order they are given', () => {
    const people = fc.array(fc.record({ from: fc.integer({ min: 0, max: 3000 }), stay: fc.integer({ min: 0, max: 900 }), family: fc.option(fc.constantFrom('a', 'b', 'c')) }), { maxLength: 12 })
      .map((list) => list.map(({ from, stay, family }, at) => stayed(`p${at}`, addDays('2018-01-01', from), addDays('2018-01-01', from + stay), family)))
    fc.assert(fc.property(people, fc.boolean(), (residences, communal) => {
      const households = householdsOf(residences, communal)
      expect(ids(households).flat().sort()).toEqual(residences.map(({ personId }) => personId).sort())
      expect(ids(householdsOf(residences.toReversed(), communal))).toEqual(ids(households))
    }))
  })
})

describe('the households of any address', () => {
  const residences = fc.array(fc.record({ firstOn: fc.integer({ min: 0, max: 2_000 }), days: fc.integer({ min: 0, max: 300 }), familyKey: fc.constantFrom('pell', 'varga', 'stone', null) }), { maxLength: 10 })
    .map((list) => list.map(({ firstOn, days, familyKey }, at) => stayed(`p${at}`, addDays('2020-01-01', firstOn), addDays('2020-01-01', firstOn + days), familyKey)))

  it('RP-30 hold everybody once, and never two who were there more than a year apart with nobody between', () => {
    fc.assert(fc.property(residences, fc.boolean(), (list, communal) => {
      const households = householdsOf(list, communal)
      expect(households.flat().map(({ personId }) => personId).toSorted()).toEqual(list.map(({ personId }) => personId).toSorted())
      for (const household of households) {
        for (const one of household) if (household.length > 1) expect(household.some((other) => other !== one && wereTogether(one, other))).toBe(true)
      }
    }))
  })

  it('RP-30 RP-31 of a communal address are of one family name each, whoever came first', () => {
    fc.assert(fc.property(residences, (list) => {
      for (const household of householdsOf(list, true)) {
        expect(new Set(household.map(({ familyKey }) => familyKey)).size).toBe(1)
        if (household[0]?.familyKey === null) expect(household).toHaveLength(1)
      }
      expect(ids(householdsOf(list.toReversed(), true)).flat().toSorted()).toEqual(ids(householdsOf(list, true)).flat().toSorted())
    }))
  })

  it('RP-31 communal is whatever the gazetteer says is, and from the sixth family name on', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => stayed(name, '2026-01-01', undefined, name))
    expect([isCommunal([], true), isCommunal(names.slice(0, 5), false), isCommunal(names, false)]).toEqual([true, false, true])
    expect(isCommunal([...names.slice(0, 5), ...names.slice(0, 5), stayed('nameless', '2026-01-01', undefined, null)], false)).toBe(false)
  })
})
