import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Said } from './cleaned-rows.ts'
import { shippedModel, weighingWith } from './weighing.ts'

const weighing = weighingWith(shippedModel(), { share: () => 0, collision: () => 0, surnamesAt: (key) => key.length })
const among = (...values: readonly string[]): fc.Arbitrary<string | null> => fc.constantFrom(null, ...values)
const mention: fc.Arbitrary<Said> = fc.record({
  title: fc.constant(null), givenName: among('Anne', 'Ann', 'Okafor', 'M', 'Maria'), familyName: among('Okafor', 'Okafoor', 'Anne', 'Bell-Okafor'),
  dateOfBirth: among('1970-03-04', '1970-04-03', '1946-11-30'), birthYear: fc.constantFrom(null, 1970, 1971), phone: among('07700 900123', '07700 900132'),
  email: among('anne@example.org', 'a.okafor@example.org'), addressText: among('Flat 2, 7 Vale Row', '7 Vale Row', 'The Hostel'), postcode: among('ZA1 2BC', 'ZA1 2BD'), addressId: among('1', '2'),
})

describe('a row beside another', () => {
  it('PE-22 weighs what the whole row weighs, whatever was left uncleaned', () => {
    fc.assert(fc.property(mention, mention, (one, other) => {
      const row = weighing.rowOf(one)
      const [whole, part] = [weighing.rowOf(other), weighing.rowsBeside(row)(other)]
      expect(weighing.score(row, part)).toEqual(weighing.score(row, whole))
      expect(weighing.weigh(row, part)).toBe(weighing.weigh(row, whole))
    }), { numRuns: 500 })
  })

  it('is not cleaned where the other has nothing to compare it with', () => {
    const nobody: Said = { title: null, givenName: null, familyName: null, dateOfBirth: null, birthYear: null, phone: null, email: null, addressText: null, postcode: null, addressId: null }
    const rowOf = weighing.rowsBeside(weighing.rowOf({ ...nobody, phone: '07700 900123' }))
    const said = rowOf({ ...nobody, phone: '07700 900123', email: 'anne@example.org', familyName: 'Okafor' })
    expect(said.filter((value) => value !== null).map((value) => value?.text)).toEqual(weighing.rowOf({ ...nobody, phone: '07700 900123' }).filter((value) => value !== null).map((value) => value?.text))
  })
})

describe('a weight alone', () => {
  it('PE-22 is the weight of the whole score, whichever pair came before', () => {
    fc.assert(fc.property(mention, mention, (one, other) => {
      const [left, right] = [weighing.rowOf(one), weighing.rowOf(other)]
      expect(weighing.weigh(left, right)).toBeCloseTo(weighing.score(left, right).weight, 9)
      expect(weighing.weigh(right, left)).toBeCloseTo(weighing.weigh(left, right), 9)
    }), { numRuns: 500 })
  })
})
