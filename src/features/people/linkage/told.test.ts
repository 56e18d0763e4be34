import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedModel } from '../queries/weighing.ts'
import { evidenceOf, oddsWords, stepsOf } from './evidence.ts'
import { EXPLANATIONS, type Explanation } from './model.ts'
import type { Contribution, PairScore } from './score.ts'
import { damerauLevenshtein, isWithinOneEdit, jaro, jaroWinkler, levenshtein, sharedWords } from './strings.ts'

const model = shippedModel()
const aboutOf = (about: string): number => model.comparisons.findIndex((each) => each.about === about)

/** A score of these contributions by comparison; what is not named could not be compared. */
function scored(over: Readonly<Record<string, Partial<Contribution>>>, more: Partial<PairScore> = {}): PairScore {
  const contributions = model.comparisons.map(({ name, about }): Contribution => ({ comparison: name, level: 0, weight: 0, rarity: 0, crowding: 0, ...over[about] }))
  const start = more.start ?? 0
  const sum = contributions.reduce((total, { weight, rarity, crowding }) => total + weight + rarity + crowding, start + (more.others ?? 0))
  return { weight: sum, levels: Uint8Array.from(contributions, ({ level }) => level), rival: 'namesake', start, contributions, others: 0, rule: null, ...more }
}
const names = (score: PairScore): readonly string[] => stepsOf(model, score).map(({ name }) => name)

describe('what is worth a step of its own', () => {
  it('PE-22 is how common a value is from a twentieth of a doubling on, for or against', () => {
    const rarity = (bits: number) => stepsOf(model, scored({ 'family name': { level: 1, weight: 3, rarity: bits } })).find(({ name }) => name === 'Surname, how common')
    expect([rarity(0.049), rarity(-0.049), rarity(0)]).toEqual([undefined, undefined, undefined])
    expect(rarity(0.05)).toEqual({ name: 'Surname, how common', found: 'a rare one', bits: 0.05 })
    expect(rarity(-0.05)).toEqual({ name: 'Surname, how common', found: 'a common one', bits: -0.05 })
  })

  it('PE-22 is that many live at an address, whenever that takes anything away', () => {
    expect(names(scored({ address: { level: 1, weight: 5, crowding: -2 } }))).toContain('Address, shared by many')
    expect(names(scored({ address: { level: 1, weight: 5, crowding: 0 } }))).not.toContain('Address, shared by many')
  })

  it('PE-22 is what other explanations take away from a twentieth of a doubling on, and never what they give', () => {
    expect(names(scored({}, { others: -0.05 }))).toContain('Other reasons')
    for (const others of [-0.04, 0, 0.5]) expect(names(scored({}, { others })), `${others}`).not.toContain('Other reasons')
  })

  it('PE-22 begins with where the two start, against their strongest rival by name', () => {
    for (const rival of EXPLANATIONS.filter((each): each is Exclude<Explanation, 'same person'> => each !== 'same person')) {
      const [first] = stepsOf(model, scored({}, { start: -3, rival }))
      expect(first).toMatchObject({ name: 'Before anything is compared', bits: -3 })
      expect(first?.found).toMatch(/^one person, or (?:someone else|a neighbour)/)
    }
  })

  it('PE-22 says of a birth how far it is the same: a month, or a year alone', () => {
    const { columns: [column = -1] } = model.comparisons[aboutOf('birth')] ?? { columns: [] }
    const kinds = ['exact', 'same-month', 'same-year'] as const
    const ours = { ...model, comparisons: model.comparisons.map((each) => (each.about === 'birth' ? { ...each, levels: kinds.map((kind) => ({ kind, column, other: -1, of: [] })) } : each)) }
    expect(kinds.map((_, at) => stepsOf(ours, scored({ birth: { level: at + 1, weight: 3 } })).find(({ name }) => name === 'Date of birth')?.found)).toEqual(['the same', 'the same month and year, the day not known', 'the same year, the day not known'])
  })

  it('PE-22 adds up to the whole, whatever is compared and however it comes out', () => {
    const bits = fc.double({ min: -8, max: 8, noNaN: true })
    const one = fc.record({ level: fc.integer({ min: 1, max: 3 }), weight: bits, rarity: bits })
    fc.assert(fc.property(one, one, one, bits, fc.double({ min: -4, max: 0, noNaN: true }), (given, family, birth, start, others) => {
      const score = scored({ 'given name': given, 'family name': family, birth }, { start, others })
      expect(stepsOf(model, score).reduce((sum, step) => sum + step.bits, 0)).toBeCloseTo(score.weight, 0)
    }))
  })
})

describe('what agrees, in one line', () => {
  it('PE-22 names what is most a person’s own first, what is the same before what is alike', () => {
    const best = Object.fromEntries(['given name', 'family name', 'birth', 'phone', 'email'].map((about) => [about, { level: 1 }]))
    expect(evidenceOf(model, scored(best)).because).toBe('same phone, e-mail, date of birth, surname and first name')
    expect(evidenceOf(model, scored({ ...best, phone: { level: 2 }, birth: { level: 3 } })).because).toBe('same e-mail, surname and first name, similar phone and date of birth')
  })

  it('PE-22 leaves out what does not agree and what could not be compared', () => {
    const none = (model.comparisons[aboutOf('phone')]?.levels.length ?? 0) + 1
    expect(evidenceOf(model, scored({ phone: { level: none }, 'family name': { level: 1 } })).because).toBe('same surname')
    expect(evidenceOf(model, scored({ phone: { level: none } })).because).toBe('little agrees')
  })

  it('PE-22 has odds that are the same in words whoever the rival, but for the rival', () => {
    for (const weight of [-9, -3, -0.5, 0.5, 3, 9]) {
      const said = EXPLANATIONS.map((rival) => oddsWords({ weight, rival, rule: null }).replace(/someone else(?: of the same family or household| of the same name| born the same day| with the same telephone or e-mail)|a neighbour|the same person(?!’s)/, 'X'))
      expect(new Set(said).size, `${weight}`).toBe(1)
    }
  })
})

describe('likeness of texts at the edges', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 })

  it('counts no more than the first four letters alike, and none but the first', () => {
    expect(jaroWinkler('abcdefgh', 'abcdefgx') - jaro('abcdefgh', 'abcdefgx')).toBeCloseTo(0.4 * (1 - jaro('abcdefgh', 'abcdefgx')), 12)
    expect(jaroWinkler('abcdxxxx', 'abcdyyyy') - jaro('abcdxxxx', 'abcdyyyy')).toBeCloseTo(0.4 * (1 - jaro('abcdxxxx', 'abcdyyyy')), 12)
    expect(jaroWinkler('xbcdefgh', 'ybcdefgh')).toBe(jaro('xbcdefgh', 'ybcdefgh'))
    expect(jaroWinkler('ab', 'ab')).toBe(1)
  })

  it('reads five hundred letters of a text and no more, and is one for itself however long it is', () => {
    const long = 'ab'.repeat(1000)
    expect(jaro(long, long)).toBe(1)
    expect(jaro(`${'a'.repeat(512)}x`, `${'a'.repeat(512)}y`)).toBe(1)
    expect(jaro(`${'a'.repeat(511)}x`, `${'a'.repeat(511)}y`)).toBeLessThan(1)
  })

  it('is never less for a text that shares its beginning than for its letters alone', () => {
    fc.assert(fc.property(word, word, (one, other) => {
      expect(jaroWinkler(one, other)).toBeGreaterThanOrEqual(jaro(one, other))
      expect(jaro(one, other)).toBe(jaro(other, one))
    }))
  })

  it('turns two neighbours round once, at the beginning, in the middle and at the end', () => {
    for (const [one, other] of [['bacd', 'abcd'], ['acbd', 'abcd'], ['abdc', 'abcd'], ['ba', 'ab']] as const) expect([levenshtein(one, other), damerauLevenshtein(one, other), isWithinOneEdit(one, other)]).toEqual([2, 1, true])
    expect([damerauLevenshtein('abc', 'cba'), damerauLevenshtein('aabb', 'bbaa')]).toEqual([2, 3])
  })

  it('is one edit to put in, leave out or change a letter anywhere, and two are two', () => {
    fc.assert(fc.property(word, fc.nat(8), fc.constantFrom('x', 'y'), (text, place, letter) => {
      const at = place % (text.length + 1)
      const put = `${text.slice(0, at)}${letter}${text.slice(at)}`
      expect([damerauLevenshtein(text, put), isWithinOneEdit(text, put), isWithinOneEdit(put, text)]).toEqual([1, true, true])
      expect([damerauLevenshtein(text, `${put}z`), isWithinOneEdit(text, `${put}z`)]).toEqual([2, false])
    }))
  })

  it('of words is the same in any order, and less for every word that one has alone', () => {
    const words = fc.uniqueArray(word, { minLength: 1, maxLength: 6 })
    fc.assert(fc.property(words, words, (one, other) => {
      expect(sharedWords(one, other)).toBe(sharedWords(other.toReversed(), one.toReversed()))
      expect(sharedWords(one, [...one, 'alone'])).toBeCloseTo(one.length / (one.length + 1), 12)
    }))
  })
})
