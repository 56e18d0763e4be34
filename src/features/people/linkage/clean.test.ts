import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLEANINGS, cleanText } from './clean.ts'
import { birthOf } from './dates.ts'
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
    ['email', 'none'], ['postcode', 'NK'], ['number', 'The Lodge'], ['identifier', 'N/A'], ['text', 'not stated'], ['text', ' '],
  ] as const)('of %s %j is none', (cleaning, raw) => {
    expect(cleanText(cleaning, raw)).toBeNull()
  })

  it('is never made of nothing, whatever is typed', () => {
    fc.assert(fc.property(fc.constantFrom(...CLEANINGS), fc.string({ unit: 'binary', maxLength: 40 }), (cleaning, raw) => cleanText(cleaning, raw)?.text !== ''))
  })
})

describe('a date of birth on a record', () => {
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
