import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLEANINGS, cleanText, markOf, type Cleaning } from './clean.ts'
import { birthOf, isDayPrecise } from './dates.ts'
import { nameRoots, rootsFrom, shareRoot } from './names.ts'

describe('a cleaned value', () => {
  it.each([
    ['given name', 'Mrs. Mary-Anne', 'mary'], ['given name', 'B', 'b'], ['family name', 'O’Brien', 'obrien'], ['family name', 'Smith Jones', 'smithjones'],
    ['given part of full name', 'Mrs Marge Pell', 'marge'], ['family part of full name', 'Mrs Marge Pell', 'pell'], ['family part of full name', 'Pell, Marge', 'pell'],
    ['family part of full name', 'Anna van der Berg', 'vanderberg'], ['date', '02/04/1961', '1961-04-02'], ['date', '19610402', '1961-04-02'], ['date', 'April 1961', '1961-04-00'],
    ['phone', '+44 (0)7700 900 123', '+447700900123'], ['email', 'M.Pell@Example.COM', 'm.pell@example.com'], ['email', 'm pell@example', 'mpell@example'],
    ['postcode', 'za1 2bc', 'ZA12BC'], ['postcode', '4011', '4011'], ['address', 'Flat 2, 14 Tanner Street', 'flat 2 14 tanner st'],
    ['number', 'No. 014', '14'], ['identifier', '00-72 43/A', '7243A'], ['text', '  São   Paulo ', 'sao paulo'],
  ] as const)('of %s %j is %j', (cleaning, raw, text) => {
    expect(cleanText(cleaning, raw)?.text).toBe(text)
  })

  it.each([
    ['given name', 'Unknown'], ['family name', 'REFUSED'], ['given name', 'MRS'], ['date', '1900-01-01'], ['date', '31/02/1961'], ['date', 'adult'], ['phone', 'withheld'],
    ['email', 'none'], ['postcode', 'NK'], ['postcode', 'ZZ99 3VZ'], ['postcode', 'zz993wz'], ['number', 'The Lodge'], ['identifier', 'N/A'], ['text', 'not stated'], ['text', ' '],
  ] as const)('of %s %j is none', (cleaning, raw) => {
    expect(cleanText(cleaning, raw)).toBeNull()
  })

  it('is never made of nothing, whatever is typed', () => {
    fc.assert(fc.property(fc.constantFrom(...CLEANINGS), fc.string({ unit: 'binary', maxLength: 40 }), (cleaning, raw) => cleanText(cleaning, raw)?.text !== ''))
  })
})

describe('a value cleaned again', () => {
  const words: Readonly<Record<string, readonly string[]>> = {
    'given name': ['Mary', 'Mrs Mary-Anne', 'B', 'Zoë', 'Mc Kenzie', 'محمد', 'Dr', 'J. Robert', 'O’Neil'], 'family name': ['Pell', 'O’Brien', 'Smith-Jones', 'van der Berg', 'Mc Donald', 'Pell Jnr', 'Mrs Pell', 'Łukasz'],
    date: ['1961-04-02', '02/04/1961', '2 April 1961', '1961', 'April 1961', '1977-01-01', '19610402', 'c. 1950', '00/00/1961'],
    phone: ['07700 900123', '+44 (0)7700 900123', '020 7946 0123 ext 42', '+33 1 99 00 12 34'], email: ['M.Pell+asb@Example.COM', 'm pell@example', 'Marge <m.pell@example.com>'],
    postcode: ['za1 2bc', '4011', 'D-10115', 'ZA12BC'], address: ['Flat 2, 14 Tanner Street', 'The Lodge', '14a Mill Lane, ZA1 2BC', 'Apartment 3 Saint Mary’s Court'], number: ['No. 014', '-3', '1,200', '14.50'],
    identifier: ['00-72 43/A', 'ab 12 c', '000'], text: ['  São   Paulo ', 'NORTH-EAST', 'Straße 5'],
  }

  it('is the value it was', () => {
    const one = fc.constantFrom(...CLEANINGS.filter((cleaning) => words[cleaning] !== undefined)).chain((cleaning) => fc.tuple(fc.constant(cleaning), fc.constantFrom(...(words[cleaning] ?? []))))
    fc.assert(fc.property(one, ([cleaning, raw]) => {
      const first = cleanText(cleaning, raw)
      if (first !== null) expect(cleanText(cleaning, first.text)).toMatchObject({ text: first.text, mark: first.mark, isPart: first.isPart })
    }), { numRuns: 300 })
  })

  it('is the value it was, whatever was typed, where nothing is told from how it is divided', () => {
    fc.assert(fc.property(fc.constantFrom<Cleaning>('text', 'identifier', 'date', 'phone', 'postcode'), fc.string({ unit: 'grapheme', maxLength: 20 }), (cleaning, raw) => {
      const first = cleanText(cleaning, raw)
      if (first !== null) expect(cleanText(cleaning, first.text)?.text ?? first.text).toBe(first.text)
    }), { numRuns: 500 })
  })

  it('does not mind the spaces around it, nor in names the case', () => {
    const name = fc.constantFrom('Mary', 'O’Brien', 'Smith-Jones', 'Zoë', 'mc donald', 'José María')
    fc.assert(fc.property(fc.constantFrom<Cleaning>('given name', 'family name', 'text'), name, fc.stringMatching(/^ {0,3}$/), (cleaning, raw, spaces) => {
      expect(cleanText(cleaning, `${spaces}${raw.toUpperCase()}${spaces}`)?.text).toBe(cleanText(cleaning, raw)?.text)
    }))
  })
})

describe('an e-mail address put in for none', () => {
  it.each(['noemail@example.com', 'no-email@example.com', 'none@none.com', 'NONE@example.org', 'unknown@example.com', 'refused@police.example', 'not-given@example.com', 'no-reply@example.com', 'test@test.com'])('%s is nobody’s: two who gave it have nothing in common', (raw) => {
    expect(cleanText('email', raw)).toBeNull()
  })

  it.each(['nonesuch@example.com', 'unknown.soldier@example.com', 'testa@example.com'])('%s is somebody’s', (raw) => {
    expect(cleanText('email', raw)?.text).toBe(raw)
  })
})

describe('a postcode', () => {
  it.each([['0000'], ['9999'], ['unknown'], ['NK'], ['n/a'], ['--'], ['X']])('%s is none', (raw) => {
    expect(cleanText('postcode', raw)).toBeNull()
  })

  it('of another country has its own parts, from the back', () => {
    expect(cleanText('postcode', '10115')).toMatchObject({ text: '10115', first: '1011', second: '101' })
    expect(cleanText('postcode', 'ZA1 2BC')).toMatchObject({ first: 'ZA1 2', second: 'ZA1' })
  })
})

describe('a full name', () => {
  it.each([
    ['Marge Pell', 'marge', 'pell'], ['Pell, Marge', 'marge', 'pell'], ['Dr Marge Anne Pell', 'marge', 'pell'], ['Anna van der Berg', 'anna', 'vanderberg'], ['Umar bin Khalid', 'umar', 'binkhalid'],
    ['Marge', 'marge', undefined], ['Pell, 14 Tanner Street', 'pell', undefined], ['Ludwig van', 'ludwig', 'van'],
  ])('%j is divided into %j and %j', (raw, given, family) => {
    expect(cleanText('given part of full name', raw)?.text).toBe(given)
    expect(cleanText('family part of full name', raw)?.text).toBe(family)
  })
})

describe('the mark of a text', () => {
  it('tells nearly all texts apart without reading them, the order of their letters too', () => {
    expect(markOf('ab')).not.toBe(markOf('ba'))
    const marks = new Set(Array.from({ length: 5000 }, (_, at) => markOf(`text ${at}`)))
    expect(marks.size).toBeGreaterThan(4995)
  })
})

describe('a date of birth on a record', () => {
  it.each([
    ['1961-00-00', { year: 1961, month: 0, day: 0 }], ['00/00/1961', { year: 1961, month: 0, day: 0 }], ['05/00/1961', { year: 1961, month: 0, day: 0 }], ['1961-04-00', { year: 1961, month: 4, day: 0 }],
    ['c. 1950', { year: 1950, month: 0, day: 0 }], ['2nd of April, 1961', { year: 1961, month: 4, day: 2 }], ['1961-04-02 00:00:00', { year: 1961, month: 4, day: 2 }], ['1961-04-02T09:30:00Z', { year: 1961, month: 4, day: 2 }],
    ['02 04 1961', { year: 1961, month: 4, day: 2 }], ['Sept 1961', { year: 1961, month: 9, day: 0 }],
  ])('as %j is known as far as %j', (raw, birth) => {
    expect(birthOf(raw)).toEqual(birth)
    expect(isDayPrecise(birth)).toBe(birth.day !== 0)
  })

  it.each(['1900-01-01', '1901-01-01', '01/01/1970', '11/11/1111', '9999-12-31', '1899-12-30', '32/01/1961', '30 February 1961', '1900-02-29', '0/13/1961', '61', '2 Smarch 1961', 'June'])('as %j is none', (raw) => {
    expect(birthOf(raw)).toBeNull()
  })

  it('is a year alone on the first of January, because that is how systems keep a year', () => {
    expect(birthOf('1977-01-01')).toEqual({ year: 1977, month: 0, day: 0 })
    expect(cleanText('date', '1977-01-01')).toMatchObject({ isPart: true, text: '1977-00-00' })
  })

  it('may be of any century, with its real days', () => {
    expect(birthOf('1688-06-10')).toEqual({ year: 1688, month: 6, day: 10 })
    expect(birthOf('29 Feb 2024')).toEqual({ year: 2024, month: 2, day: 29 })
    expect([birthOf('29/02/2023'), birthOf('0999-01-05'), birthOf('1961-13-05')]).toEqual([null, null, null])
  })
})

describe('the roots of names', () => {
  it.each([['bill', 'william'], ['bill', 'will'], ['mohammed', 'muhammad'], ['aisha', 'ayesha'], ['katarzyna', 'kasia'], ['yusuf', 'youssef']])('are shared by %s and %s', (left, right) => {
    expect(shareRoot(nameRoots().of(left, 'given'), nameRoots().of(right, 'given'))).toBe(true)
  })

  it.each([['william', 'susan'], ['mohammed', 'ibrahim'], ['zzyzx', 'zzyzx']])('are not shared by %s and %s', (left, right) => {
    expect(shareRoot(nameRoots().of(left, 'given'), nameRoots().of(right, 'given'))).toBe(false)
  })

  it('do not chain: two names with a short form in common are not one name', () => {
    const roots = rootsFrom({ given: [['albert', 'al'], ['alan', 'al']], family: [] })
    expect(shareRoot(roots.of('al', 'given'), roots.of('albert', 'given'))).toBe(true)
    expect(shareRoot(roots.of('alan', 'given'), roots.of('albert', 'given'))).toBe(false)
  })
})
