import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedModel } from '../queries/weighing.ts'
import { linkRecords } from './link.ts'
import type { Model } from './model.ts'
import { RecordIntake } from './records.ts'
import { personsOf, recognitions, type Candidate } from './sequence.ts'

const SETTINGS = { cap: 12, missing: -3, joinAt: -2 }
const candidate = (record: number, group: number, weight: number): Candidate => ({ record, group, weight })

describe('candidates gathered into persons', () => {
  it('speak by their best record, and by half the mean of all the person’s records', () => {
    expect(personsOf([candidate(1, 1, 8), candidate(2, 1, 4)], () => 2, SETTINGS)).toEqual([{ record: 1, group: 1, link: 8, weight: 8 + 3, mean: 6 }])
  })

  it('speak less where other records of theirs did not come up at all', () => {
    const [all] = personsOf([candidate(1, 1, 8)], () => 1, SETTINGS)
    const [some] = personsOf([candidate(1, 1, 8)], () => 3, SETTINGS)
    expect(some?.mean).toBeCloseTo((8 - 3 - 3) / 3, 9)
    expect(some?.weight).toBeLessThan(all?.weight ?? 0)
  })

  it('never count one record for more than the cap in the mean, for or against', () => {
    const [strong, weak] = personsOf([candidate(1, 1, 40), candidate(2, 2, -40)], () => 1, SETTINGS)
    expect([strong?.mean, weak?.mean]).toEqual([12, -12])
    expect([strong?.weight, weak?.weight]).toEqual([46, -46])
  })

  it('of equal weight are known by the record that came first', () => {
    expect(personsOf([candidate(9, 1, 5), candidate(4, 1, 5)], () => 2, SETTINGS)[0]?.record).toBe(4)
  })

  it('are the same persons whatever the order they came up in, each once', () => {
    const some = fc.array(fc.record({ record: fc.nat(50), group: fc.nat(4), weight: fc.integer({ min: -20, max: 20 }) }), { maxLength: 12 }).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(fc.property(some, ([one, other]) => {
      const byGroup = (all: readonly Candidate[]) => personsOf(all, (group) => group + 1, SETTINGS).toSorted((a, b) => a.group - b.group).map(({ group, record, mean, weight }) => [group, record, mean.toFixed(9), weight.toFixed(9)])
      expect(byGroup(other)).toEqual(byGroup(one))
      expect(byGroup(one)).toHaveLength(new Set(one.map(({ group }) => group)).size)
    }))
  })
})

/** How rare a name is hangs on who else is there: without that a pair weighs the same in any company. */
const model: Model = { ...shippedModel(), comparisons: shippedModel().comparisons.map((each) => ({ ...each, terms: -1 })) }

type Said = Readonly<Record<string, string>>

const ada = { given_name: 'Ada', family_name: 'Pellham', date_of_birth: '1961-04-02', phone: '07700 900123', address: '14 Tanner Street', postcode: 'ZA1 2BC' }
const omar = { given_name: 'Omar', family_name: 'Vale', date_of_birth: '1990-07-07', phone: '07700 900456', address: '3 Mill Lane', postcode: 'ZA7 1AA' }

function recognised(calls: readonly { readonly id: string; readonly at: string; readonly said: Said }[]) {
  const intake = new RecordIntake(model)
  for (const { id, at, said } of calls) intake.add(id, model.columns.map(({ from }) => from.map((name) => said[name] ?? '').join(' ')), at, 'call')
  const { records } = intake.finish()
  const name = (at: number): string | null => (at === -1 ? null : (records.ids[at] ?? null))
  return recognitions(linkRecords(model, records), records).map(({ record, best, weight, group }) => ({ id: name(record), best: name(best), group: name(group), weight }))
}

describe('callers as they called', () => {
  it('are nobody at first, and known by their first record from then on, whatever their ids', () => {
    const found = recognised([{ id: 'z', at: '2026-01-01', said: ada }, { id: 'a', at: '2026-01-02', said: omar }, { id: 'm', at: '2026-01-03', said: { ...ada, phone: '' } }, { id: 'b', at: '2026-01-04', said: ada }])
    expect(found.map(({ id, best, group }) => [id, best, group])).toEqual([['z', null, null], ['a', null, null], ['m', 'z', 'z'], ['b', 'z', 'z']])
    expect(found[0]?.weight).toBe(0)
    expect(found[3]?.weight).toBeGreaterThan(model.thresholds.same)
  })

  it('at one and the same moment are taken in the order of their ids', () => {
    expect(recognised([{ id: 'b', at: '2026-01-01', said: ada }, { id: 'a', at: '2026-01-01', said: ada }]).map(({ id, best }) => [id, best])).toEqual([['a', null], ['b', 'a']])
  })

  it('who are not like enough are compared and begin a person of their own', () => {
    const sister = { ...ada, given_name: 'Rosalind', date_of_birth: '1958-09-30', phone: '' }
    const found = recognised([{ id: '1', at: '1', said: ada }, { id: '2', at: '2', said: sister }, { id: '3', at: '3', said: sister }])
    expect(found[1]).toMatchObject({ best: '1', group: '1' })
    expect(found[1]?.weight).toBeLessThan(0)
    expect(found[2]).toMatchObject({ best: '2', group: '2' })
  })

  it('are surer the more of what they say was said before, be it in this record or that, and the oftener they came', () => {
    const [named, numbered] = [{ ...ada, phone: '' }, { ...ada, date_of_birth: '' }]
    const lastOf = (before: readonly Said[], last: Said) => recognised([...before, last].map((said, at) => ({ id: `r${at}`, at: String(at), said }))).at(-1)?.weight ?? 0
    const call = { ...ada, address: '', postcode: '' }
    // one record alone is its own mean, which counts half
    const [one, two] = [lastOf([named], call) / 1.5, lastOf([numbered], call) / 1.5]
    const apart = Math.max(one, two) + (one + two) / 4 + Math.log2(2) / 2
    expect(lastOf([named, numbered], call)).toBeGreaterThan(apart + 1)
    const often = [named, named, named, named].map((_, many, all) => lastOf(all.slice(0, many + 1), call))
    expect(often).toEqual(often.toSorted((few, many) => few - many))
    expect(often.at(-1)).toBeGreaterThan(often[0] ?? 0)
  })

  it('are less sure where somebody else fits as well', () => {
    const brother = { ...ada, given_name: 'Wilfred', date_of_birth: '1958-09-30', phone: '07700 900456' }
    const [call, stranger] = [{ family_name: ada.family_name, address: ada.address, postcode: ada.postcode }, { ...omar, given_name: 'Wilfred' }]
    const lastWith = (other: Said) => recognised([ada, other, call].map((said, at) => ({ id: `r${at}`, at: String(at), said }))).at(-1)
    expect(lastWith(stranger)).toMatchObject({ best: 'r0', group: 'r0' })
    expect(lastWith(brother)?.weight).toBeLessThan(lastWith(stranger)?.weight ?? 0)
  })

  it('are known by what came before them and by nothing that came after', () => {
    const someone = fc.record({
      given_name: fc.constantFrom('Ada', 'Ad', 'Omar', 'A', ''), family_name: fc.constantFrom('Pellham', 'Vale', ''), date_of_birth: fc.constantFrom('1961-04-02', '1990-07-07', ''),
      phone: fc.constantFrom('07700 900123', '07700 900456', ''), address: fc.constantFrom('14 Tanner Street', '3 Mill Lane', ''), postcode: fc.constantFrom('ZA1 2BC', 'ZA7 1AA'),
    })
    fc.assert(fc.property(fc.array(someone, { minLength: 2, maxLength: 10 }), fc.nat(9), (people, cut) => {
      const calls = people.map((said, at) => ({ id: `r${at}`, at: String(at), said }))
      const before = calls.slice(0, 1 + (cut % calls.length))
      expect(recognised(calls).slice(0, before.length)).toEqual(recognised(before))
    }), { numRuns: 60 })
  })
})
