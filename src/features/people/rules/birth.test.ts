import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { birthOf } from '../linkage/dates.ts'
import { standardiseBirth } from './birth.ts'
import { nameWords, plainWord, standardiseName } from './names.ts'
import { standardisePhone } from './phone.ts'
import { standardiseAddress, standardiseEmail, streetSoFar } from './standardise.ts'

const TODAY = '2026-11-23'
const date = fc.record({ year: fc.integer({ min: 1910, max: 2025 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) })
const two = (number: number): string => String(number).padStart(2, '0')
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** The ways in which one day is written. */
function spellings({ year, month, day }: { year: number; month: number; day: number }): string[] {
  const name = MONTHS[month - 1] ?? ''
  return [
    `${year}-${two(month)}-${two(day)}`, `${two(day)}/${two(month)}/${year}`, `${day}/${month}/${year}`, `${day}.${month}.${year}`, `${two(day)}-${two(month)}-${year}`, `${year}${two(month)}${two(day)}`,
    `${day} ${name} ${year}`, `${day} ${name.slice(0, 3).toUpperCase()} ${year}`, `${day} of ${name}, ${year}`, `${year}-${two(month)}-${two(day)}T00:00:00Z`, `  ${day} ${month} ${year} `,
  ]
}

describe('a day of birth', () => {
  it('is one day however it is written', () => {
    fc.assert(fc.property(date, (given) => {
      for (const raw of spellings(given)) {
        const { day, doubt, precision } = standardiseBirth(raw, TODAY)
        if (day === null) expect([raw, doubt]).toEqual([raw, 'placeholder'])
        else expect([day, precision]).toEqual([`${given.year}-${two(given.month)}-${two(given.day)}`, 'day'])
      }
    }))
  })

  it('of a record to be linked is the same day, but for the first of January, which stands for its year', () => {
    fc.assert(fc.property(date, (given) => {
      const isYear = given.month === 1 && given.day === 1
      for (const raw of spellings(given).map((each) => each.trim())) if (!(isYear && given.year === 1970)) expect(birthOf(raw)).toEqual(isYear ? { ...given, month: 0, day: 0 } : given)
    }))
  })

  it('is never after the day it is judged on, and never longer ago than anybody lives', () => {
    fc.assert(fc.property(fc.integer({ min: 1700, max: 2200 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), (year, month, day) => {
      const found = standardiseBirth(`${year}-${two(month)}-${two(day)}`, TODAY)
      if (found.day !== null) expect(found.day <= TODAY && year >= 1906).toBe(true)
      else expect(['ahead', 'too long ago', 'placeholder']).toContain(found.doubt)
      expect(found.year === null).toBe(found.day === null)
    }))
  })

  it('of two figures is the latest that is not ahead, by the day it is judged on', () => {
    expect([standardiseBirth('1/2/27', TODAY).day, standardiseBirth('1/2/26', TODAY).day, standardiseBirth('1/2/26', '2025-01-01').day]).toEqual(['1927-02-01', '2026-02-01', '1926-02-01'])
  })

  it('keeps what was typed, whatever it was, and a day is known only with its month', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (raw) => {
      const { raw: kept, day, month, year, precision, doubt } = standardiseBirth(raw, TODAY)
      expect(kept).toBe(raw)
      expect({ day: day !== null, month: month !== null, year: year !== null }).toEqual({ day: precision === 'day', month: precision === 'day' || precision === 'month', year: precision !== 'none' })
      expect(doubt === null).toBe(precision !== 'none')
    }))
  })
})

describe('a telephone number', () => {
  const mobile = fc.integer({ min: 0, max: 999 }).map((last) => `07700900${String(last).padStart(3, '0')}`)

  it('is one number however it is spaced, bracketed and begun', () => {
    fc.assert(fc.property(mobile, fc.constantFrom(' ', '', '-', '.'), (number, gap) => {
      const [a, b, c] = [number.slice(1, 5), number.slice(5, 8), number.slice(8)]
      const keys = [`0${a}${gap}${b}${gap}${c}`, `+44${gap}${a}${gap}${b}${gap}${c}`, `0044 ${a} ${b} ${c}`, `+44 (0)${a}${gap}${b}${gap}${c}`, `(0${a})${gap}${b}${gap}${c}`, `44${a}${b}${c}`].map((raw) => standardisePhone(raw).key)
      expect(new Set(keys)).toEqual(new Set([`+44${number.slice(1)}`]))
    }))
  })

  it('of two people are two keys', () => {
    fc.assert(fc.property(mobile, mobile, (one, other) => {
      expect(standardisePhone(one).key === standardisePhone(other).key).toBe(one === other)
    }))
  })

  it('has a key or a doubt and never both, keeps what was typed, and once standard is standard', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 24 }), fc.stringMatching(/^[+0-9 ()-]{1,20}$/)), (raw) => {
      const { key, doubt, raw: kept, e164 } = standardisePhone(raw)
      expect(kept).toBe(raw)
      expect((key === null) !== (doubt === null)).toBe(true)
      expect(key).toBe(e164)
      if (key !== null) expect([/^\+\d{8,15}$/.test(key), standardisePhone(key).key]).toEqual([true, key])
    }), { numRuns: 500 })
  })
})

describe('an e-mail address', () => {
  it('is the same in any case, with a name before it and with a tag, and once standard is standard', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{1,8}$/)
    fc.assert(fc.property(part, part, (user, host) => {
      const address = `${user}.x@${host}.example`
      const keys = [address, address.toUpperCase(), `Ada Pell <${address}>`, `mailto:${address}`, `${user}.x+asb@${host}.example`, ` ${address} `].map((raw) => standardiseEmail(raw).key)
      expect(new Set(keys)).toEqual(new Set([address]))
    }))
  })

  it('has a key only with a user and a host', () => {
    fc.assert(fc.property(fc.string({ maxLength: 30 }), (raw) => {
      const { key, user } = standardiseEmail(raw)
      expect(key === null).toBe(user === null)
      if (key !== null) expect(key.startsWith(`${user ?? ''}@`)).toBe(true)
    }))
  })
})

describe('an address', () => {
  it.each([
    ['Flat B, 14 Tanner Street', '14', 'b', 'tanner st'], ['Unit 3 Riverside House', null, '3', 'riverside hse'], ['14A Saint Mary’s Gardens', '14a', null, 'st marys gdns'], ['Room 12, Hope House, 3 Mill Lane', '3', '12', 'mill ln'],
    ['The Lodge', null, null, 'the lodge'], ['flat', null, null, null], ['123456 Long Road', null, null, '123456 long rd'], ['14, Côté Close', '14', null, 'cote cl'],
  ])('%j has the number %j, the flat %j and the street %j', (raw, number, flat, street) => {
    expect(standardiseAddress(raw, null)).toMatchObject({ raw, number, flat, street, key: null })
  })

  it('has one key for one door, and never the key of the flat beside it', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (house, flat, other) => {
      const key = (raw: string): string | null => standardiseAddress(raw, 'ZA1 2BC').key
      expect(key(`Flat ${flat}, ${house} Tanner Street`)).toBe(key(`apt ${flat} ${house} TANNER ST., ZA1 2BC`))
      expect(key(`Flat ${flat}, ${house} Tanner Street`) === key(`Flat ${other}, ${house} Tanner Street`)).toBe(flat === other)
      expect(key(`Flat ${flat}, ${house} Tanner Street`)).not.toBe(key(`${house} Tanner Street`))
    }))
  })

  it('that is still being typed begins the street it will be', () => {
    const street = 'Tanner Street'
    for (let typed = 3; typed <= street.length; typed += 1) {
      const begins = streetSoFar(`14 ${street.slice(0, typed)}`)
      expect('tanner st'.startsWith(begins ?? 'nothing'), street.slice(0, typed)).toBe(true)
    }
  })
})

describe('the words of a name', () => {
  it('are none of a title, a suffix or what is put in for a name, and keep the title apart', () => {
    expect(nameWords('Mrs Mary-Anne J.', 'given')).toEqual({ words: ['mary', 'anne', 'j'], title: 'mrs' })
    expect(nameWords('Pell Jnr OBE', 'family')).toEqual({ words: ['pell'], title: null })
    expect(nameWords('Major', 'family').words).toEqual(['major'])
    expect(nameWords('Major', 'given')).toEqual({ words: [], title: 'major' })
    for (const nothing of ['Unknown', 'not given', 'N/K', 'n/a', 'REFUSED', 'Unknown Male', '']) expect(nameWords(nothing, 'given').words).toEqual([])
  })

  it('of a name given whole are those of its parts given apart', () => {
    const name = fc.constantFrom('Ada', 'Omar', 'Zoë', 'Mary-Anne', 'Siân')
    const surname = fc.constantFrom('Pell', 'O’Brien', 'Okafor', 'Vale')
    fc.assert(fc.property(name, surname, fc.constantFrom('', 'Mrs ', 'Dr '), (given, family, title) => {
      const whole = standardiseName(`${title}${given} ${family}`, null)
      const apart = standardiseName(`${title}${given}`, family)
      expect([whole.givenKey, whole.familyKey, whole.title]).toEqual([apart.givenKey, apart.familyKey, apart.title])
      expect(standardiseName(`${family}, ${title}${given}`, null)).toMatchObject({ givenKey: apart.givenKey, familyKey: apart.familyKey })
    }))
  })

  it('are letters and figures only, with no accent that can be taken off', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (word) => {
      expect(plainWord(word)).toMatch(/^[\p{L}\p{N}]*$/u)
    }))
  })
})
