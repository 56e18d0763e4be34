import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Said } from '../queries/cleaned-rows.ts'
import { shippedModel, weighingWith } from '../queries/weighing.ts'
import { evidenceOf, oddsWords, stepsOf } from './evidence.ts'
import { mostFor, NAME_ALONE, NO_NAME } from './held-down.ts'
import { KEYS_VERSION, mentionKeysOf } from './keys.ts'
import { readModel } from './read-model.ts'
import { standardise } from '../rules/standardise.ts'

const weighing = weighingWith(shippedModel(), { share: () => 0, collision: () => 0, surnamesAt: () => 0 })
const blank: Said = { title: null, givenName: null, familyName: null, dateOfBirth: null, birthYear: null, phone: null, email: null, addressText: null, postcode: null, addressId: null }
const score = (left: Partial<Said>, right: Partial<Said>) => weighing.score(weighing.rowOf({ ...blank, ...left }), weighing.rowOf({ ...blank, ...right }))

const name = { givenName: 'Dilwyn', familyName: 'Featherstonehaugh' }
const home = { addressText: '4 Mill Yard', postcode: 'ZA1 5BB' }

describe('what the records cannot carry', () => {
  it.each([
    ['a name and nothing else', name, name],
    ['a name, and homes far apart', { ...name, ...home }, { ...name, addressText: '9 Weir Lane', postcode: 'ZA9 9XX' }],
    ['a name, and homes in one sector', { ...name, ...home }, { ...name, addressText: '9 Weir Lane', postcode: 'ZA1 5XX' }],
    ['a name, and other telephones', { ...name, phone: '07700 900111' }, { ...name, phone: '07700 900888' }],
  ])('PE-27 puts nobody together on %s', (_what, left, right) => {
    const { weight, rival } = score(left, right)
    expect(weight).toBeLessThanOrEqual(NAME_ALONE)
    expect(weight).toBeLessThan(shippedModel().thresholds.possible)
    expect(rival).toBe('namesake')
  })

  it.each([
    ['a telephone and no name', { phone: '07700 900111' }, { ...name, phone: '07700 900111' }],
    ['a house and no name', home, { ...name, ...home }],
  ])('PE-27 puts nobody together on %s', (_what, left, right) => {
    expect(score(left, right).weight).toBeLessThanOrEqual(NO_NAME)
  })

  it.each([
    ['the telephone', { phone: '07700 900111' }], ['the day of birth', { dateOfBirth: '1970-02-03' }], ['the house', home], ['the e-mail address', { email: 'dilwyn@example.org' }],
  ])('PE-27 lets the evidence speak where the name and %s agree', (_what, own) => {
    expect(score({ ...name, ...own }, { ...name, ...own }).weight).toBeGreaterThan(shippedModel().thresholds.same)
  })
})

it('PE-27 takes births in one decade for nobody’s own, whatever a model of a force’s own compares', () => {
  const model = readModel(JSON.stringify({
    name: 'wide', version: '1', id: 'id', columns: { given: { from: 'g', clean: 'given name' }, born: { from: 'b', clean: 'date' } },
    comparisons: [{ column: 'given' }, { column: 'born', levels: [{ kind: 'exact' }, { kind: 'days-apart', atMost: 31 }, { kind: 'years-apart', atMost: 2 }, { kind: 'years-apart', atMost: 11 }] }],
  }))
  expect([1, 2, 3, 4, 5, 0].map((born) => mostFor(model, Uint8Array.of(1, born)))).toEqual([Infinity, Infinity, Infinity, NAME_ALONE, NAME_ALONE, NAME_ALONE])
})

it('PE-27 looks into what an agreement is made of: of several that may hold each must be somebody’s own, of several that all hold one', () => {
  const decade = { kind: 'years-apart', atMost: 11 }
  const near = [{ kind: 'same-sector' }, { kind: 'same-district' }]
  const model = readModel(JSON.stringify({
    name: 'nested', version: '1', id: 'id', columns: { given: { from: 'g', clean: 'given name' }, born: { from: 'b', clean: 'date' }, home: { from: 'p', clean: 'postcode' } },
    comparisons: [
      { column: 'given' },
      { column: 'born', levels: [{ kind: 'any', of: [{ kind: 'exact' }, { kind: 'days-apart', atMost: 400 }] }, { kind: 'all', of: [decade, { kind: 'month-and-day-turned' }] }, { kind: 'any', of: [{ kind: 'exact' }, decade] }, { kind: 'all', of: [{ kind: 'any', of: [decade] }, decade] }] },
      { column: 'home', levels: [{ kind: 'any', of: [{ kind: 'exact' }, { kind: 'edits', atMost: 1 }] }, { kind: 'any', of: near }, { kind: 'all', of: near }, { kind: 'any', of: [{ kind: 'exact' }, { kind: 'all', of: [{ kind: 'any', of: near }] }] }] },
    ],
  }))
  expect([1, 2, 3, 4].map((born) => mostFor(model, Uint8Array.of(1, born, 5)))).toEqual([Infinity, Infinity, NAME_ALONE, NAME_ALONE])
  expect([1, 2, 3, 4].map((home) => mostFor(model, Uint8Array.of(1, 5, home)))).toEqual([Infinity, NAME_ALONE, NAME_ALONE, NAME_ALONE])
})

const anybody = fc.record({
  givenName: fc.option(fc.constantFrom('Mary', 'Maryam', 'M', 'John', 'Jon'), { nil: null }), familyName: fc.option(fc.constantFrom('Pell', 'Pellham', 'Orr'), { nil: null }),
  dateOfBirth: fc.option(fc.constantFrom('1960-01-02', '1960-02-01', '1934-01-02'), { nil: null }), phone: fc.option(fc.constantFrom('07700 900111', '07700 900112'), { nil: null }),
  postcode: fc.option(fc.constantFrom('ZA1 5BB', 'ZA1 5BC'), { nil: null }), addressText: fc.option(fc.constantFrom('1 Mill Yard', '2 Mill Yard'), { nil: null }), email: fc.constant(null),
})

describe('the evidence as it is told', () => {
  it('PE-22 adds up, step by step, to what the two weigh, whoever they are, and is the same from either side', () => {
    fc.assert(fc.property(anybody, anybody, (left, right) => {
      const [one, other] = [score(left, right), score(right, left)]
      expect(one.weight).toBeCloseTo(other.weight, 9)
      expect(stepsOf(weighing.model, one).reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(one.weight, 0)
    }))
  })

  it('PE-22 says what agrees, how much that is, and what else would explain it', () => {
    const told = evidenceOf(weighing.model, score({ ...name, ...home, phone: '07700 900111' }, { ...name, ...home, phone: '07700 900111' }))
    expect(told.because).toBe('same phone, address, surname and first name')
    expect(told.odds).toMatch(/^About 1 chance in [\d,]+ that this is someone else/)
    expect(evidenceOf(weighing.model, score({ ...name, postcode: 'ZA1 5BB' }, { ...name, postcode: 'ZA1 5BB' })).because).toBe('same postcode, surname and first name')
    expect(evidenceOf(weighing.model, score({ givenName: 'Mary' }, { givenName: 'John' })).because).toBe('little agrees')
  })

  it.each([
    [10, 'About 1 chance in 1,000 that this is someone else of the same family or household'], [0, 'As likely to be someone else of the same family or household'], [-3, 'More likely someone else of the same family or household: about 8 to 1'],
  ])('PE-22 puts a weight of %d in words', (weight, words) => {
    expect(oddsWords({ weight, rival: 'same household', rule: null })).toBe(words)
  })

  it('PE-22 names twins, and parent and child, for what they may be', () => {
    expect(oddsWords({ weight: -5, rival: 'same household', rule: 'twins' })).toContain('perhaps a twin')
    expect(oddsWords({ weight: -12, rival: 'same household', rule: 'generations' })).toContain('perhaps parent and child')
  })
})

describe('the keys of a mention', () => {
  it('PE-20 are the forms it is found by, with an initial for a name, the sound of the last surname, and the version of the rules', () => {
    const keysOf = (given: Partial<Record<'givenName' | 'familyName' | 'phone', string>>) => mentionKeysOf(standardise({ ...blank, ...given }, '2026-11-23'))
    expect(keysOf({ givenName: 'Mrs', familyName: 'O’Brien-Smyth', phone: '07700900111' })).toMatchObject({ givenNameKey: null, givenInitial: null, familyNameKey: 'obriensmyth', phoneKey: '+447700900111', keysVersion: KEYS_VERSION })
    expect(keysOf({ givenName: 'J', familyName: 'Smith' })).toMatchObject({ givenNameKey: null, givenInitial: 'j', familySoundKey: 'SM0' })
    expect(keysOf({ familyName: 'Smyth' }).familySoundKey).toBe('SM0')
    expect(keysOf({})).toEqual({ givenNameKey: null, givenInitial: null, familyNameKey: null, familySoundKey: null, phoneKey: null, emailKey: null, postcodeKey: null, addressKey: null, streetKey: null, keysVersion: KEYS_VERSION })
  })
})
