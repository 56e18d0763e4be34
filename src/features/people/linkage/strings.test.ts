import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damerauLevenshtein, isWithinOneEdit, jaro, jaroWinkler, levenshtein, sharedWords } from './strings.ts'

const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'é'), maxLength: 9 })

describe('likeness by Jaro and Winkler', () => {
  // W. E. Winkler, Overview of record linkage and current research directions (2006), table 6
  it.each([
    ['SHACKLEFORD', 'SHACKELFORD', 0.97, 0.982], ['DUNNINGHAM', 'CUNNIGHAM', 0.896, 0.896], ['NICHLESON', 'NICHULSON', 0.926, 0.956],
    ['JONES', 'JOHNSON', 0.79, 0.832], ['MASSEY', 'MASSIE', 0.889, 0.933], ['ABROMS', 'ABRAMS', 0.889, 0.922], ['ITMAN', 'SMITH', 0.467, 0.467],
    ['JERALDINE', 'GERALDINE', 0.926, 0.926], ['MARHTA', 'MARTHA', 0.944, 0.961], ['MICHELLE', 'MICHAEL', 0.869, 0.921], ['JULIES', 'JULIUS', 0.889, 0.933],
    ['TANYA', 'TONYA', 0.867, 0.88], ['DWAYNE', 'DUANE', 0.822, 0.84], ['SEAN', 'SUSAN', 0.783, 0.805], ['JON', 'JOHN', 0.917, 0.933], ['JON', 'JAN', 0, 0],
  ])('of %s and %s is as published', (left, right, plain, raised) => {
    if (plain === 0) return expect(jaro(left, right)).toBeGreaterThan(0)
    expect(jaro(left, right)).toBeCloseTo(plain, 2)
    expect(jaroWinkler(left, right)).toBeCloseTo(raised, 2)
  })

  it('is the same either way round, between 0 and 1, and 1 only for one and the same word', () => {
    fc.assert(fc.property(words, words, (a, b) => {
      const alike = jaroWinkler(a, b)
      expect(jaroWinkler(b, a)).toBeCloseTo(alike, 12)
      expect(alike).toBeGreaterThanOrEqual(0)
      expect(alike).toBeLessThanOrEqual(1)
      expect(alike === 1).toBe(a === b && a !== '')
    }))
  })

  it('of nothing is nothing', () => {
    expect([jaro('', ''), jaro('a', ''), jaroWinkler('', 'abc')]).toEqual([0, 0, 0])
  })
})

describe('edits between words', () => {
  it.each([['kitten', 'sitting', 3, 3], ['ca', 'abc', 3, 3], ['saturday', 'sunday', 3, 3], ['abcd', 'acbd', 2, 1], ['', 'abc', 3, 3], ['same', 'same', 0, 0], ['1961-04-02', '1961-04-20', 2, 1]])(
    'of %s and %s are %i, and %i when letters may turn round', (left, right, plain, turned) => {
      expect([levenshtein(left, right), damerauLevenshtein(left, right)]).toEqual([plain, turned])
    })

  it('are the same either way round, and never more than the longer word has letters', () => {
    fc.assert(fc.property(words, words, (a, b) => {
      const edits = damerauLevenshtein(a, b)
      expect(damerauLevenshtein(b, a)).toBe(edits)
      expect(edits).toBeLessThanOrEqual(levenshtein(a, b))
      expect(levenshtein(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }))
  })

  it('keep to the triangle when none turn round', () => {
    fc.assert(fc.property(words, words, words, (a, b, c) => levenshtein(a, c) <= levenshtein(a, b) + levenshtein(b, c)))
  })

  it('of one are told quickly, and as the long way tells them', () => {
    fc.assert(fc.property(words, words, (a, b) => isWithinOneEdit(a, b) === (damerauLevenshtein(a, b) <= 1)), { numRuns: 2000 })
  })
})

describe('shared words', () => {
  it('are counted once each, in any order', () => {
    expect(sharedWords(['mill', 'lane'], ['lane', 'mill', 'mill'])).toBe(1)
    expect(sharedWords(['flat', '2', 'mill', 'lane'], ['2', 'mill'])).toBe(0.5)
    expect(sharedWords([], ['mill'])).toBe(0)
  })
})
