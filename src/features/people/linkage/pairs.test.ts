import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockingKeysOf } from './block.ts'
import { linkRecords, comparePairs } from './link.ts'
import type { Model } from './model.ts'
import { PairSet } from './pair-set.ts'
import { findingPairs, pairFinder } from './pairs.ts'
import { PatternKeys } from './pattern-keys.ts'
import { readModel } from './read-model.ts'
import { RecordIntake, rowAt, type Records } from './records.ts'
import { atOnce, stepByStep } from './steps.ts'

const COLUMNS = { given: { from: 'given', clean: 'given name' }, family: { from: 'family', clean: 'family name' }, born: { from: 'born', clean: 'date' }, phone: { from: 'phone', clean: 'phone' }, code: { from: 'code', clean: 'postcode' } }
const model = readModel(JSON.stringify({ name: 'pairs', version: '1', id: 'id', columns: COLUMNS }))

type Texts = readonly [given: string, family: string, born: string, phone: string, code: string]

function intake(of: Model, people: readonly (readonly string[])[]): Records {
  const taken = new RecordIntake(of)
  for (const [at, texts] of people.entries()) taken.add(String(at).padStart(4, '0'), texts, '', '')
  return taken.finish().records
}

const person: fc.Arbitrary<Texts> = fc.tuple(
  fc.constantFrom('Mary', 'Marie', 'Bill', 'William', 'M', 'Pell', ''), fc.constantFrom('Pell', 'Pellham', 'Smith', 'Smyth', 'Mary', ''), fc.constantFrom('1961-04-02', '1961', '1975-11-30', ''),
  fc.constantFrom('07700 900123', '07700 900124', '', ''), fc.constantFrom('ZA1 2BC', 'ZA1 2BD', 'ZA7 1AA', ''),
)
const people = fc.array(person, { minLength: 2, maxLength: 25 })

/** Every two records that share a key, the long way. */
function sharing(of: Model, records: Records): string[] {
  const keys = Array.from({ length: records.count }, (_, at) => new Set(blockingKeysOf(of, rowAt(records, at)).map(({ rule, key }) => `${rule} ${key}`)))
  return keys.flatMap((own, left) => keys.flatMap((other, right) => (left < right && [...own].some((key) => other.has(key)) ? [`${left} ${right}`] : [])))
}

function namesOf({ count, left, right }: { count: number; left: Int32Array; right: Int32Array }): string[] {
  return Array.from({ length: count }, (_, at) => `${left[at] ?? ''} ${right[at] ?? ''}`)
}

describe('the pairs of a file', () => {
  it('are all that share a blocking key and no other, each once, the lower number first, in order', () => {
    fc.assert(fc.property(people, (given) => {
      const records = intake(model, given)
      expect(namesOf(atOnce(findingPairs(model, records.columns, records.count)))).toEqual(sharing(model, records))
    }))
  })

  it('of keys that are too full are fewer and never others, and each full key is named with how many share it', () => {
    const tight: Model = { ...model, keyCap: 3 }
    fc.assert(fc.property(fc.array(person, { minLength: 8, maxLength: 30 }), (given) => {
      const records = intake(tight, given)
      const found = atOnce(findingPairs(tight, records.columns, records.count))
      const all = new Set(sharing(model, records))
      const names = namesOf(found)
      expect(names.filter((name) => !all.has(name))).toEqual([])
      if (found.splits.length === 0) expect(names.length).toBe(all.size)
      for (const { rule, records: shared, uncompared } of found.splits) {
        expect(model.blocking.map(({ name }) => name)).toContain(rule)
        expect(shared).toBeGreaterThan(3)
        expect(uncompared).toBeLessThanOrEqual((shared * (shared - 1)) / 2)
      }
    }))
  })

  it('about some records are those that have one of them', () => {
    fc.assert(fc.property(people, fc.nat(24), (given, one) => {
      const records = intake(model, given)
      const about = new Uint8Array(records.count)
      about[one % records.count] = 1
      const wanted = sharing(model, records).filter((name) => name.split(' ').includes(String(one % records.count)))
      expect(namesOf(pairFinder(model, records.columns, records.count)(about))).toEqual(wanted)
    }))
  })

  it('of records that say nothing are none, and of one record none', () => {
    for (const given of [[['', '', '', '', '']], Array.from({ length: 5 }, () => ['', '', '', '', ''])]) {
      const records = intake(model, given)
      expect(atOnce(findingPairs(model, records.columns, records.count)).count).toBe(0)
    }
  })

  it('come to the same with a rest between the steps', async () => {
    const records = intake(model, Array.from({ length: 40 }, (_, at) => ['Mary', ['Pell', 'Smith'][at % 2] ?? '', '1961-04-02', '', '']))
    const rested = await stepByStep(findingPairs(model, records.columns, records.count))
    expect(namesOf(rested)).toEqual(namesOf(atOnce(findingPairs(model, records.columns, records.count))))
    expect(rested.count).toBeGreaterThan(0)
  })
})

describe('a set of pairs', () => {
  const groups = fc.array(fc.uniqueArray(fc.nat(19), { maxLength: 8 }).map((group) => group.toSorted((a, b) => a - b)), { maxLength: 8 })

  it('holds each pair once, in order, however often and however late it was tidied', () => {
    fc.assert(fc.property(groups, fc.boolean(), (given, tidies) => {
      const set = new PairSet(20)
      for (const group of given) {
        set.addAll(group)
        if (tidies) set.tidy()
      }
      const wanted = new Set(given.flatMap((group) => group.flatMap((one, at) => group.slice(at + 1).map((two) => one * 20 + two))))
      expect(namesOf(set.finish())).toEqual([...wanted].sort((a, b) => a - b).map((pair) => `${Math.floor(pair / 20)} ${pair % 20}`))
    }))
  })

  it('takes each record with the next few of a group, and counts those left out', () => {
    const set = new PairSet(20)
    expect(set.addNeighbours([1, 4, 6, 9], 1)).toBe(3)
    expect(namesOf(set.finish())).toEqual(['1 4', '4 6', '6 9'])
    expect(new PairSet(20).addNeighbours([1, 4, 6, 9], 10)).toBe(0)
  })

  it('about some records wants no group without them, and keeps no pair without them', () => {
    const set = new PairSet(6, Uint8Array.from([0, 0, 1, 0, 0, 0]))
    expect([set.wants([0, 1]), set.wants([0, 2])]).toEqual([false, true])
    set.addAll([0, 2, 3])
    expect(namesOf(set.finish())).toEqual(['0 2', '2 3'])
  })

  it('grows beyond what it began with', () => {
    const set = new PairSet(500)
    set.addAll(Array.from({ length: 500 }, (_, at) => at))
    const { count, left, right } = set.finish()
    expect(count).toBe((500 * 499) / 2)
    expect([left[0], right[0], left[count - 1], right[count - 1]]).toEqual([0, 1, 498, 499])
  })
})

describe('patterns of levels', () => {
  const pattern = fc.uint8Array({ minLength: 16, maxLength: 16, max: 13 })

  it('have one number only when every level is the same, of as many comparisons as a model may have', () => {
    fc.assert(fc.property(pattern, pattern, (one, other) => {
      const keys = new PatternKeys()
      expect(keys.of(one) === keys.of(other)).toBe(one.every((level, at) => level === other[at]))
      expect(keys.of(one)).toBe(keys.of(one.slice()))
    }))
    const keys = new PatternKeys()
    const last = (level: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? level : 13))
    expect(new Set(Array.from({ length: 14 }, (_, level) => keys.of(last(level)))).size).toBe(14)
  })

  it('of sixteen comparisons are told apart by the last of them, when a file is linked', () => {
    const names = Array.from({ length: 16 }, (_, at) => `c${at}`)
    const wide = readModel(JSON.stringify({ name: 'wide', version: '1', id: 'id', columns: Object.fromEntries(names.map((name) => [name, { from: name, clean: 'text' }])), blocking: [['c0']] }))
    const records = intake(wide, ['leeds', 'leeds', 'york'].map((last) => names.map((_, at) => (at === 15 ? last : `same ${at}`))))
    const compared = comparePairs(wide, records)
    expect(namesOf(compared)).toEqual(['0 1', '0 2', '1 2'])
    expect(Array.from(compared.patternOf, (pattern) => compared.patterns[pattern]?.levels[15])).toEqual([1, 4, 4])
    expect(linkRecords(wide, records).compared.patterns).toHaveLength(2)
  })
})
