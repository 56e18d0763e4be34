import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shippedModel } from '../queries/weighing.ts'
import { cleanRecord } from './compare.ts'
import { evidenceOf, oddsWords, rivalWords, stepsOf } from './evidence.ts'
import { EXPLANATIONS } from './model.ts'
import { scorerOf } from './score.ts'

const model = shippedModel()
const plain = scorerOf(model, { share: () => 0, collision: () => 0, surnamesAt: () => 0 })

type Said = Readonly<Partial<Record<'given_name' | 'family_name' | 'date_of_birth' | 'phone' | 'email' | 'address' | 'postcode' | 'uprn', string>>>

const score = (left: Said, right: Said, scorer = plain) => scorer.score(cleanRecord(model, left), cleanRecord(model, right))
const foundIn = (left: Said, right: Said, name: string): string | undefined => stepsOf(model, score(left, right)).find((step) => step.name === name)?.found

describe('a step of the evidence', () => {
  it.each<[Said, Said, string, string]>([
    [{ given_name: 'Mary' }, { given_name: 'MARY' }, 'First name', 'the same'],
    [{ given_name: 'Bill' }, { given_name: 'William' }, 'First name', 'another form of the same name'],
    [{ given_name: 'Jonathan' }, { given_name: 'Jonahtan' }, 'First name', 'alike'],
    [{ given_name: 'M' }, { given_name: 'Mary' }, 'First name', 'the same initial'],
    [{ given_name: 'Mary' }, { given_name: 'Robert' }, 'First name', 'not alike'],
    [{ given_name: 'Maria', family_name: 'Mason' }, { given_name: 'Mason', family_name: 'Maria' }, 'First name', 'in each other’s place'],
    [{ family_name: 'Smith-Jones' }, { family_name: 'Jones' }, 'Surname', 'one word the same'],
    [{ date_of_birth: '1961' }, { date_of_birth: '1961-04-02' }, 'Date of birth', 'the same year, the day not known'],
    [{ phone: '07700 900123' }, { phone: '020 7946 0123' }, 'Phone', 'not alike'],
    [{ email: 'm.pell@example.com' }, { email: 'm.pell@example.org' }, 'E-mail', 'the same before the @'],
    [{ address: '14 Tanner Street', postcode: 'ZA1 2BC' }, { address: '14 Tanner St', postcode: 'za12bc' }, 'Address', 'the same house'],
    [{ uprn: '12345' }, { uprn: '0012345' }, 'Address', 'the same house'],
    [{ address: '14 Tanner Street', postcode: 'ZA1 2BC' }, { address: '9 Tanner Street', postcode: 'ZA1 2BC' }, 'Address', 'the same postcode, another house or none given'],
    [{ postcode: 'ZA1 2BC' }, { postcode: 'ZA1 2BD' }, 'Address', 'the same part of the postcode'],
    [{ postcode: 'ZA1 2BC' }, { postcode: 'ZA9 2BD' }, 'Address', 'not alike'],
  ])('of %j and %j says of %s: %s', (left, right, name, found) => {
    expect(foundIn(left, right, name)).toBe(found)
  })

  it('is left out where nothing can be compared', () => {
    expect(stepsOf(model, score({ given_name: 'Mary', phone: '07700 900123' }, { given_name: 'Mary', email: 'm@example.com' })).map(({ name }) => name)).not.toContain('Phone')
  })

  it('says apart how rare a shared name is, a rare one for and a common one against', () => {
    const family = model.columns.findIndex(({ clean }) => clean === 'family name')
    const counted = scorerOf(model, { share: (column, text) => (column === family ? (text === 'smith' ? 0.05 : 0.0003) : 0), collision: (column) => (column === family ? 0.001 : 0), surnamesAt: () => 0 })
    const rarity = (name: string) => stepsOf(model, score({ given_name: 'Ada', family_name: name, postcode: 'ZA1 2BC' }, { given_name: 'Ada', family_name: name, postcode: 'ZA9 9XX' }, counted)).find((step) => step.name === 'Surname, how common')
    expect(rarity('Featherstonehaugh')).toMatchObject({ found: 'a rare one' })
    expect(rarity('Featherstonehaugh')?.bits).toBeGreaterThan(0)
    expect(rarity('Smith')).toMatchObject({ found: 'a common one' })
    expect(rarity('Smith')?.bits).toBeLessThan(0)
  })

  it('names the rule that stands over the odds, for twins and for parent and child', () => {
    const wilfred = { given_name: 'Wilfred', family_name: 'Thorneycroft', date_of_birth: '1948-06-01', phone: '020 7946 0611', address: '8 Sexton Lane', postcode: 'ZA1 9QX' }
    expect(stepsOf(model, score(wilfred, { ...wilfred, date_of_birth: '1975-10-12' })).at(-1)).toMatchObject({ name: 'Parent and child of one name', found: 'a rule that stands over the odds' })
    expect(stepsOf(model, score(wilfred, { ...wilfred, given_name: 'Rosalind' })).some(({ name }) => name === 'Date of birth')).toBe(true)
  })

  it('comes after where the two start, whoever they are', () => {
    expect(stepsOf(model, score({}, {}))[0]).toMatchObject({ name: 'Before anything is compared' })
  })
})

describe('what agrees, in one line', () => {
  it.each<[Said, Said, string]>([
    [{ phone: '07700 900123', family_name: 'Pell' }, { phone: '07700900123', family_name: 'PELL' }, 'same phone and surname'],
    [{ given_name: 'Bill', family_name: 'Pell' }, { given_name: 'William', family_name: 'Pell' }, 'same surname, similar first name'],
    [{ given_name: 'Bill', family_name: 'Pel' }, { given_name: 'William', family_name: 'Pell' }, 'similar surname and first name'],
    [{ given_name: 'Maria', family_name: 'Mason' }, { given_name: 'Mason', family_name: 'Maria' }, 'same names the other way round and surname'],
    [{ postcode: 'ZA1 2BC' }, { postcode: 'ZA1 2BD' }, 'similar postcode'],
    [{ postcode: 'ZA1 2BC' }, { postcode: 'ZA1 2BC' }, 'same postcode'],
    [{ given_name: 'Ada' }, { given_name: 'Robert' }, 'little agrees'],
    [{}, {}, 'little agrees'],
  ])('of %j and %j is "%s"', (left, right, because) => {
    expect(evidenceOf(model, score(left, right)).because).toBe(because)
  })
})

describe('the odds in words', () => {
  const figure = (words: string): number => (words.includes('a million or more') ? 1_000_000 : Number(/(?:in|about) ([\d,]+)/.exec(words)?.[1]?.replaceAll(',', '') ?? Number.NaN))

  it('never grow smaller as the evidence grows, for or against', () => {
    const bits = fc.double({ min: 1, max: 30, noNaN: true })
    fc.assert(fc.property(bits, bits, (one, two) => {
      const [less, more] = [Math.min(one, two), Math.max(one, two)]
      for (const sign of [1, -1]) {
        const [small, large] = [less, more].map((weight) => figure(oddsWords({ weight: sign * weight, rival: 'namesake', rule: null })))
        expect(large).toBeGreaterThanOrEqual(small ?? Number.NaN)
      }
    }))
  })

  it.each([[1, 'About 1 chance in 3 that this is'], [25, 'About 1 chance in a million or more that this is'], [0.99, 'As likely to be'], [-0.99, 'As likely to be'], [-1, 'More likely'], [-20, 'about a million or more to 1']])('of %d bits are: %s', (weight, words) => {
    expect(oddsWords({ weight, rival: 'neighbour', rule: null })).toContain(words)
  })

  it('name every rival there is, and somebody else where none is known', () => {
    const said = EXPLANATIONS.map((rival) => rivalWords(rival))
    expect(new Set(said).size).toBe(EXPLANATIONS.length)
    expect(rivalWords('neighbour')).toBe('a neighbour')
    expect(rivalWords('a ghost')).toBe('someone else')
  })
})
