import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLEANINGS, cleanText, type Cleaning, type Value } from './clean.ts'
import { holds, isAlike, kindOf, type LevelKind, type LevelNumbers } from './levels.ts'
import { jaroWinkler } from './strings.ts'

function valueOf(cleaning: Cleaning, raw: string): Value {
  const value = cleanText(cleaning, raw)
  if (value === null) throw new Error(`"${raw}" says nothing as a ${cleaning}`)
  return value
}

type Case = readonly [kind: LevelKind, cleaning: Cleaning, left: string, right: string, numbers?: LevelNumbers]

const HOLD: readonly Case[] = [
  ['exact', 'given name', 'MARY', 'Mary'],
  ['exact', 'identifier', '00-72 43/A', '7243a'],
  ['variant', 'given name', 'Bill', 'William'],
  ['variant', 'given name', 'Mary', 'Mary'],
  ['respelt', 'given name', 'Sergei', 'Sergey'],
  ['sounds-alike', 'family name', 'Smith', 'Smyth'],
  ['sounds-alike', 'family name', 'Catherine', 'Katherine'],
  ['jaro-winkler', 'given name', 'Jonathan', 'Jonahtan', { atLeast: 0.9 }],
  ['jaro-winkler', 'given name', 'Mary', 'Mary', { atLeast: 1 }],
  ['edits', 'phone', '07700 900123', '07700 900124', { atMost: 1 }],
  ['edits', 'phone', '07700 900123', '07700 900132', { atMost: 1 }],
  ['edits', 'identifier', 'AB123', 'AB1', { atMost: 2 }],
  ['initial', 'given name', 'M', 'Mary'],
  ['initial', 'given name', 'M', 'M'],
  ['initial', 'given name', 'M Evie', 'Milly'],
  ['initial', 'given name', 'Kate', 'K. Anne'],
  ['initial', 'given name', 'K', 'K Anne'],
  ['initial', 'given name', 'A', 'K Anne'],
  ['shared-word', 'family name', 'Smith-Jones', 'Jones'],
  ['shared-words', 'text', 'Mill Lane Leeds', 'Leeds Mill', { atLeast: 0.5 }],
  ['begins', 'given name', 'Chris', 'Christopher', { atLeast: 3 }],
  ['same-year', 'date', '1961', '1961-04-02'],
  ['same-year', 'date', '1961', '1961-01-01'],
  ['same-year', 'date', 'April 1961', '1961-04-02'],
  ['same-year', 'date', 'April 1961', '1961'],
  ['same-month', 'date', 'April 1961', '1961-04-02'],
  ['same-month', 'date', 'April 1961', '04/1961'],
  ['month-and-day-turned', 'date', '1961-04-02', '1961-02-04'],
  ['two-of-three', 'date', '1961-04-02', '1961-04-19'],
  ['two-of-three', 'date', '1961-04-02', '1916-04-02'],
  ['year-slip', 'date', '1961-04-02', '1962-04-02'],
  ['year-slip', 'date', '1961-04-02', '1951-04-02'],
  ['years-apart', 'date', '1961-04-02', '1963-11-30', { atMost: 2 }],
  ['days-apart', 'date', '1961-12-19', '1962-01-17', { atMost: 31 }],
  ['days-apart', 'date', '1961-04-02', '1961-04-02', { atMost: 0 }],
  ['days-apart', 'date', '1999-12-31', '2000-01-02', { atMost: 2 }],
  ['numbers-apart', 'number', '14', 'No. 15', { atMost: 1 }],
  ['same-user', 'email', 'm.pell@example.com', 'M.Pell@example.org'],
  ['same-sector', 'postcode', 'ZA1 2BC', 'za12bd'],
  ['same-district', 'postcode', 'ZA1 2BC', 'ZA1 9ZZ'],
  ['same-number', 'address', '14 Tanner Street', '14 Quarry Lane'],
  ['same-number', 'address', 'Flat 2, 14 Tanner Street', 'apartment 2 14 Tanner St'],
]

const HOLD_NOT: readonly Case[] = [
  ['exact', 'given name', 'Mary', 'Marie'],
  ['exact', 'given name', 'M', 'M'],
  ['exact', 'date', '1961', '1961'],
  ['variant', 'given name', 'Bill', 'Mary'],
  ['variant', 'given name', 'Zzyzx', 'Zzyzy'],
  ['respelt', 'given name', 'Ellen', 'Allan'],
  ['sounds-alike', 'family name', 'Smith', 'Jones'],
  ['sounds-alike', 'family name', 'محمد', 'علي'],
  ['jaro-winkler', 'given name', 'Jonathan', 'Jonahtan', { atLeast: 0.99 }],
  ['edits', 'phone', '07700 900123', '07700 900145', { atMost: 1 }],
  ['edits', 'identifier', 'AB123', 'AB1', { atMost: 1 }],
  ['initial', 'given name', 'M', 'Robert'],
  ['initial', 'given name', 'Mary', 'Mary'],
  ['initial', 'given name', 'M Evie', 'Robert'],
  ['initial', 'given name', 'M Evie', 'M Olivia'],
  ['initial', 'given name', 'B', 'K Anne'],
  ['initial', 'date', '1961', '2001'],
  ['shared-word', 'family name', 'Smith', 'Jones'],
  ['shared-word', 'given name', 'Mary Jo', 'Anna Jo'],
  ['shared-words', 'text', 'Mill Lane Leeds', 'Leeds', { atLeast: 0.5 }],
  ['begins', 'given name', 'Al', 'Alan', { atLeast: 3 }],
  ['begins', 'given name', 'Christa', 'Christopher', { atLeast: 3 }],
  ['same-year', 'date', '1961-11-02', '1961-04-02'],
  ['same-year', 'date', '1961', '1962'],
  ['same-year', 'date', 'April 1961', '1961-11-02'],
  ['same-month', 'date', 'April 1961', '1961'],
  ['same-month', 'date', 'April 1961', '1962-04-02'],
  ['same-month', 'date', '1961-04-02', '1961-04-02'],
  ['same-month', 'date', '1961', '1961'],
  ['month-and-day-turned', 'date', '1961-04-02', '1962-02-04'],
  ['month-and-day-turned', 'date', '1961', '1961'],
  ['two-of-three', 'date', '1961-04-02', '1971-05-02'],
  ['two-of-three', 'date', '1961', '1961'],
  ['year-slip', 'date', '1961-04-02', '1963-04-02'],
  ['year-slip', 'date', '1961', '1962'],
  ['days-apart', 'date', '1961-12-19', '1962-01-20', { atMost: 31 }],
  ['days-apart', 'date', '1961', '1961', { atMost: 31 }],
  ['days-apart', 'date', '2000-02-28', '2000-03-01', { atMost: 1 }],
  ['years-apart', 'date', '1961-04-02', '1964-04-02', { atMost: 2 }],
  ['numbers-apart', 'number', '14', '16', { atMost: 1 }],
  ['same-user', 'email', 'm.pell@example.com', 'n.pell@example.com'],
  ['same-sector', 'postcode', 'ZA1 2BC', 'ZA1 3BC'],
  ['same-district', 'postcode', 'ZA1 2BC', 'ZA11 2BC'],
  ['same-number', 'address', '14 Tanner Street', 'Flat 2, 14 Tanner Street'],
  ['same-number', 'address', 'The Lodge', 'The Lodge'],
]

function named(cases: readonly Case[]) {
  return cases.map(([kind, cleaning, left, right, numbers = {}]) => ({ kind, cleaning, left, right, numbers }))
}

describe('an agreement', () => {
  it.each(named(HOLD))('$kind holds of $left and $right as $cleaning', ({ kind, cleaning, left, right, numbers }) => {
    expect(holds(kind, valueOf(cleaning, left), valueOf(cleaning, right), numbers)).toBe(true)
  })

  it.each(named(HOLD_NOT))('$kind does not hold of $left and $right as $cleaning', ({ kind, cleaning, left, right, numbers }) => {
    expect(holds(kind, valueOf(cleaning, left), valueOf(cleaning, right), numbers)).toBe(false)
  })

  it('of every kind is shown to hold and not to hold, and says what it means', () => {
    const kinds = new Set(HOLD.map(([kind]) => kind))
    expect(new Set(HOLD_NOT.map(([kind]) => kind))).toEqual(kinds)
    for (const kind of kinds) expect(kindOf(kind).about.length).toBeGreaterThan(10)
  })
})

const TEXTS: Readonly<Record<Cleaning, readonly string[]>> = {
  'given name': ['Mary', 'Marie', 'Mary Ann', 'M', 'M Ann', 'A', 'Bill', 'William', 'Sergei', 'Sergey', 'Chris', 'Christopher', 'محمد'],
  'given part of full name': ['Mary Pell', 'Pell, Mary', 'M Pell'],
  'family name': ['Pell', 'Pel', 'Smith', 'Smith-Jones', 'Smyth', 'Ivanov', 'Ivanova'],
  'family part of full name': ['Mary Pell', 'Pell, Mary', 'Anna van der Berg'],
  date: ['1961-04-02', '1961-02-04', '1961', '1962-04-02', '1971-04-02', '1961-04-19', 'April 1961'],
  phone: ['07700 900123', '07700 900132', '020 7946 0123'],
  email: ['m.pell@example.com', 'm.pell@example.org', 'mpell@example'],
  postcode: ['ZA1 2BC', 'ZA1 2BD', 'ZA2 1AA', '4011', '4012'],
  address: ['14 Tanner Street', '14 Tanner St', 'Flat 2, 14 Tanner Street', 'The Lodge', '12 Mill Lane'],
  number: ['14', '15', '-3', '14.5'],
  identifier: ['AB123', 'AB124', 'A1'],
  text: ['Mill Lane', 'Lane Mill', 'Leeds', 'São Paulo'],
}

const someValues = fc.constantFrom(...CLEANINGS).chain((cleaning) => fc.tuple(fc.constantFrom(...TEXTS[cleaning]), fc.constantFrom(...TEXTS[cleaning])).map(([left, right]) => ({ cleaning, left: valueOf(cleaning, left), right: valueOf(cleaning, right) })))
const anyKind = fc.constantFrom(...new Set(HOLD.map(([kind]) => kind)))

describe('every kind of agreement', () => {
  it('is the same whichever value comes first', () => {
    fc.assert(fc.property(someValues, anyKind, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(4), ({ left, right }, kind, atLeast, atMost) => {
      expect(holds(kind, left, right, { atLeast, atMost })).toBe(holds(kind, right, left, { atLeast, atMost }))
    }), { numRuns: 2000 })
  })

  it('initial holds of "K", "K Anne" and "Kate", each beside each of the others, and of a name of another letter beside none', () => {
    const three = ['K', 'K Anne', 'Kate', 'Rose'].map((name) => valueOf('given name', name))
    expect(three.map((one) => three.map((other) => holds('initial', one, other, {})))).toEqual([
      [true, true, true, false], [true, false, true, false], [true, true, false, false], [false, false, false, false],
    ])
  })

  it('days-apart counts the days the calendar has, and holds of no two dates that are more than two years apart', () => {
    const days = fc.integer({ min: Date.UTC(1850, 0, 2) / 86_400_000, max: Date.UTC(2100, 0, 1) / 86_400_000 })
    fc.assert(fc.property(days, fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), (day, apart, atMost) => {
      const [one, other] = [day, day + apart].map((each) => cleanText('date', new Date(each * 86_400_000).toISOString().slice(0, 10)))
      // 1 January is a year alone, and some days are put in for none
      fc.pre(one !== null && one !== undefined && other !== null && other !== undefined && !one.isPart && !other.isPart)
      expect(holds('days-apart', one, other, { atMost })).toBe(apart <= atMost)
      if (holds('days-apart', one, other, { atMost })) expect(holds('years-apart', one, other, { atMost: 2 })).toBe(true)
    }), { numRuns: 500 })
  })

  it('that holds for a hard number holds for every easier one', () => {
    fc.assert(fc.property(someValues, anyKind, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(4), fc.nat(4), ({ left, right }, kind, one, two, few, more) => {
      const hard = { atLeast: Math.max(one, two), atMost: Math.min(few, more) }
      const easy = { atLeast: Math.min(one, two), atMost: Math.max(few, more) }
      if (holds(kind, left, right, hard)) expect(holds(kind, left, right, easy)).toBe(true)
    }), { numRuns: 2000 })
  })

  it('exact implies every likeness of spelling there is, and sound', () => {
    fc.assert(fc.property(someValues, ({ left, right }) => {
      if (!holds('exact', left, right, {})) return
      expect(holds('jaro-winkler', left, right, { atLeast: 1 })).toBe(true)
      expect(holds('edits', left, right, { atMost: 0 })).toBe(true)
      expect(holds('begins', left, right, { atLeast: 1 })).toBe(true)
      expect(holds('variant', left, right, {})).toBe(true)
      if (left.sound !== '') expect(holds('sounds-alike', left, right, {})).toBe(true)
    }))
  })
})

describe('likeness told early', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 14 })

  it('is never otherwise than in full, however much the lengths differ', () => {
    fc.assert(fc.property(word, word, fc.double({ min: 0, max: 1, noNaN: true }), (left, right, atLeast) => {
      expect(isAlike(left, right, atLeast)).toBe(jaroWinkler(left, right) >= atLeast)
    }), { numRuns: 3000 })
  })

  it('of something with nothing is none', () => {
    expect([isAlike('', 'mary', 0), isAlike('mary', '', 0)]).toEqual([false, false])
  })
})
