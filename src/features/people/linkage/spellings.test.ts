import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, type Cleaning } from './clean.ts'
import { areForms, areSpellings } from './levels.ts'
import { spellingOf } from './spellings.ts'

function areSpelt(cleaning: Cleaning, left: string, right: string): boolean {
  const [a, b] = [cleanText(cleaning, left), cleanText(cleaning, right)]
  return a !== null && b !== null && areSpellings(a, b)
}

describe('spellings of one name', () => {
  it.each([
    ['Mohammed', 'Muhammad'], ['Hussein', 'Husayn'], ['Ahmed', 'Ahmad'], ['Omar', 'Umar'], ['Khadija', 'Kadeeja'], ['Zainab', 'Zeinab'], ['Qasim', 'Kassim'], ['Rasheed', 'Rashid'], ['Mahmood', 'Mahmud'],
    ['Sulayman', 'Suleiman'], ['Sandeep', 'Sandip'], ['Manjeet', 'Manjit'], ['Vikram', 'Wikram'], ['Aneesa', 'Anisa'], ['Sergei', 'Sergey'], ['Dmitriy', 'Dmitri'], ['Yulia', 'Yuliya'], ['Oscar', 'Oskar'], ['Wiktor', 'Victor'],
  ])('%s is %s', (left, right) => {
    expect(areSpelt('given name', left, right)).toBe(true)
  })

  it.each([
    ['Ivanov', 'Ivanova'], ['Petrov', 'Petroff'], ['Kowalski', 'Kowalska'], ['Lewandowski', 'Levandovsky'], ['Hussain', 'Husain'], ['Sheikh', 'Shaikh'], ['Choudhri', 'Choudry'], ['Medvedev', 'Medvedeva'],
  ])('%s is %s, in the family', (left, right) => {
    expect(areSpelt('family name', left, right)).toBe(true)
  })

  it.each([
    ['Ellen', 'Allan'], ['Ruby', 'Robbie'], ['Kyle', 'Kyla'], ['Jade', 'Jada'], ['Aaron', 'Arun'], ['Lois', 'Louis'], ['Jane', 'Jana'], ['Keeley', 'Kylie'], ['Sonny', 'Sunny'], ['Theodore', 'Theodora'], ['Ali', 'Ely'], ['Marcin', 'Martin'],
  ])('%s is not %s', (left, right) => {
    expect(areSpelt('given name', left, right)).toBe(false)
  })

  it.each([['Khan', 'Cann'], ['Booth', 'Butt'], ['Hull', 'Holl'], ['Hogg', 'Hough'], ['Smith', 'Smyth-Jones']])('%s is not %s, in the family', (left, right) => {
    expect(areSpelt('family name', left, right)).toBe(false)
  })

  it('is said of no name too short, and of none in another script', () => {
    expect([spellingOf('ali', 'given'), spellingOf('khan', 'family'), spellingOf('мария', 'given'), spellingOf('', 'given')]).toEqual(['', '', '', ''])
  })

  it('is the same either way round, of a name with itself, and of a name already in that spelling', () => {
    const name = fc.stringMatching(/^[a-z]{4,12}$/)
    fc.assert(fc.property(name, name, (left, right) => {
      expect(areSpelt('given name', left, right)).toBe(areSpelt('given name', right, left))
      if (spellingOf(left, 'given') !== '' && cleanText('given name', left) !== null) expect(areSpelt('given name', left, left)).toBe(true)
    }))
  })
})

describe('forms of one name from all over the world', () => {
  it.each<[Cleaning, string, string]>([
    ['given name', 'Mohammed', 'Maxamed'], ['given name', 'Osman', 'Cismaan'], ['given name', 'Fatima', 'Faadumo'], ['given name', 'Yusuf', 'Joseph'], ['given name', 'Ayşe', 'Aisha'], ['given name', 'Volodymyr', 'Vladimir'],
    ['given name', 'Kasia', 'Katarzyna'], ['given name', 'Oleksandr', 'Sasha'], ['given name', 'Wojtek', 'Wojciech'], ['given name', 'Femi', 'Olufemi'], ['given name', 'Laxmi', 'Lakshmi'], ['given name', 'Bijoy', 'Vijay'],
    ['family name', 'Chowdhury', 'Chaudhry'], ['family name', 'Chatterjee', 'Chattopadhyay'], ['family name', 'Xuseen', 'Hussain'], ['family name', 'Miah', 'Mia'], ['family name', 'Shevchenko', 'Szewczenko'],
  ])('as a %s: %s and %s', (cleaning, left, right) => {
    const [a, b] = [cleanText(cleaning, left), cleanText(cleaning, right)]
    expect(a !== null && b !== null && areForms(a, b)).toBe(true)
  })

  it.each<[string, string]>([['James', 'Jacob'], ['Anna', 'Hanna'], ['Wei', 'May'], ['Ali', 'Eli']])('and %s stays apart from %s', (left, right) => {
    const [a, b] = [cleanText('given name', left), cleanText('given name', right)]
    expect(a !== null && b !== null && areForms(a, b)).toBe(false)
  })
})
