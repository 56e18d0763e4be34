import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { standardiseBirth } from './birth.ts'
import { standardisePhone } from './phone.ts'
import { matchKeysOf, standardise, standardiseAddress, standardiseEmail, standardisePostcode, type MentionAsGiven } from './standardise.ts'

const TODAY = '2026-11-23'
const nobody: MentionAsGiven = { givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null }

describe('a telephone number', () => {
  it.each([
    '07700 900123', '07700900123', '+44 7700 900123', '+447700900123', '0044 7700 900123', '+44 (0)7700 900123', '(07700) 900-123', '447700900123', '7700900123', 'tel: 07700.900.123', ' 07700  900123 ',
    '０７７００９００１２３',
  ])('written %s is one number', (raw) => {
    expect(standardisePhone(raw)).toEqual({ raw, e164: '+447700900123', extension: null, key: '+447700900123', doubt: null })
  })

  it.each(['020 7946 0123 ext 42', '020 7946 0123 x42', '02079460123 extension: 42', '020 7946 0123, ext.42', '020 7946 0123 #42'])('written %s has an extension, which is no part of its key', (raw) => {
    expect(standardisePhone(raw)).toMatchObject({ extension: '42', key: '+442079460123' })
  })

  it.each([
    ['withheld', 'withheld'], ['Number withheld?', 'not a number'], ['No CLI', 'withheld'], ['n/k', 'withheld'], ['', 'withheld'], ['anonymous', 'withheld'],
    ['ask at 14', 'not a number'], ['--', 'not a number'], ['999', 'too short'], ['0770090012', null], ['077009001234', 'too long'],
    ['00000000000', 'placeholder'], ['01234567890', 'placeholder'], ['07700 900123 / 07700 900124', 'too long'],
  ])('%j has the doubt %j', (raw, doubt) => {
    const standard = standardisePhone(raw)
    expect(standard.doubt).toBe(doubt)
    expect(standard.key === null).toBe(doubt !== null)
  })

  it('of another country is kept as it is', () => {
    expect(standardisePhone('+33 1 99 00 12 34').e164).toBe('+33199001234')
    expect(standardisePhone('001 202 555 0123').e164).toBe('+12025550123')
  })

  it('once standard is standard', () => {
    fc.assert(fc.property(fc.stringMatching(/^(\+44 ?|0)7[0-9]{3} ?[0-9]{6}$/), (raw) => {
      const { e164 } = standardisePhone(raw)
      return e164 === null || standardisePhone(e164).e164 === e164
    }))
  })
})

describe('a date of birth', () => {
  it.each([
    ['1961-04-02', '1961-04-02'], ['02/04/1961', '1961-04-02'], ['2/4/61', '1961-04-02'], ['2.4.1961', '1961-04-02'], ['19610402', '1961-04-02'], ['2 April 1961', '1961-04-02'],
    ['2nd of Apr 1961', '1961-04-02'], ['02-APR-61', '1961-04-02'], ['1961-04-02T00:00:00Z', '1961-04-02'], ['01/02/26', '2026-02-01'], ['29/02/1996', '1996-02-29'],
  ])('%s is %s', (raw, day) => {
    expect(standardiseBirth(raw, TODAY)).toMatchObject({ raw, day, precision: 'day', doubt: null })
  })

  it.each([
    ['1961', { year: 1961, month: null, precision: 'year' }], ['c. 1961', { year: 1961, precision: 'year' }], ['04/1961', { year: 1961, month: 4, precision: 'month' }],
    ['April 1961', { year: 1961, month: 4, precision: 'month' }], ['1961-04', { year: 1961, month: 4, precision: 'month' }],
  ])('%s is known in part and gives no day', (raw, part) => {
    expect(standardiseBirth(raw, TODAY)).toMatchObject({ ...part, day: null, doubt: null })
  })

  it.each([
    ['31/02/1961', 'not a date'], ['04/13/1961', 'not a date'], ['adult', 'not a date'], ['45 yrs', 'not a date'], ['2 Smarch 1961', 'not a date'], ['24/11/2026', 'ahead'], ['12/2026', 'ahead'], ['2027', 'ahead'],
    ['01/01/1900', 'placeholder'], ['1970-01-01', 'placeholder'], ['02/04/1861', 'too long ago'],
  ])('%s is none: %s', (raw, doubt) => {
    expect(standardiseBirth(raw, TODAY)).toMatchObject({ raw, day: null, doubt })
  })
})

describe('an e-mail address', () => {
  it.each(['m.pell@example.com', 'M.Pell@Example.COM', ' m.pell@example.com ', 'mailto:m.pell@example.com', 'Marge Pell <m.pell@example.com>', 'm.pell+asb@example.com'])('written %s is one address', (raw) => {
    expect(standardiseEmail(raw)).toEqual({ raw, key: 'm.pell@example.com', user: 'm.pell' })
  })

  it.each(['none', 'm.pell', 'm.pell@', '@example.com', 'a b@example.com', 'a@example', 'noemail@example.com', 'a@b..com'])('%s has no key', (raw) => {
    expect(standardiseEmail(raw)).toEqual({ raw, key: null, user: null })
  })
})

describe('a postcode and an address', () => {
  it('are compared by postcode, flat and number, however they are spelt', () => {
    const spellings = ['Flat 2, 14 Tanner Street', 'FLT 2 14 Tanner St.', 'apartment 2, 14 Tanner Street, ZA1 2BC', 'Flat 2, 14 Tanner Street za12bc']
    for (const spelling of spellings) expect(standardiseAddress(spelling, 'ZA1 2BC')).toMatchObject({ line: 'flat 2 14 tanner st', number: '14', flat: '2', key: 'ZA12BC 2 14' })
    expect(standardiseAddress('14a Tanner Street, ZA1 2BC', null).key).toBe('ZA12BC 14a')
  })

  it('have no key when a part is missing', () => {
    expect(standardiseAddress('The Lodge', 'ZA1 2BC').key).toBeNull()
    expect(standardiseAddress('14 Tanner Street', null).key).toBeNull()
    expect(standardisePostcode('nowhere')).toEqual({ raw: 'nowhere', postcode: null, key: null, sector: null, district: null })
    expect(standardisePostcode('za12bc')).toMatchObject({ postcode: 'ZA1 2BC', key: 'ZA12BC', sector: 'ZA1 2', district: 'ZA1' })
  })
})

describe('the keys of a mention', () => {
  const marge: MentionAsGiven = { givenName: 'Marge', familyName: 'Pell', dateOfBirth: '02/04/1961', phone: '07700 900123', email: 'M.Pell@example.com', addressText: '14 Tanner Street', postcode: 'za12bc' }

  it('are phone, e-mail, date of birth with surname, and postcode with surname', () => {
    expect(matchKeysOf(standardise(marge, TODAY))).toEqual([
      { kind: 'phone', value: '+447700900123' },
      { kind: 'email', value: 'm.pell@example.com' },
      { kind: 'dob+surname', value: '1961-04-02 pell' },
      { kind: 'postcode+surname', value: 'ZA12BC pell' },
    ])
  })

  it('are the same however the person is written', () => {
    const other: MentionAsGiven = { givenName: 'MRS M', familyName: "P'ELL", dateOfBirth: '1961-04-02', phone: '+44 (0)7700 900 123 x3', email: 'm.pell@EXAMPLE.com', addressText: null, postcode: 'ZA1  2BC' }
    expect(matchKeysOf(standardise(other, TODAY))).toEqual(matchKeysOf(standardise(marge, TODAY)))
  })

  it('are none for a mention that says nothing, and never rest on a name or a place alone', () => {
    expect(matchKeysOf(standardise(nobody, TODAY))).toEqual([])
    expect(matchKeysOf(standardise({ ...nobody, givenName: 'Marge', familyName: 'Pell' }, TODAY))).toEqual([])
    expect(matchKeysOf(standardise({ ...nobody, postcode: 'ZA1 2BC' }, TODAY))).toEqual([])
    expect(matchKeysOf(standardise({ ...nobody, familyName: 'unknown', postcode: 'ZA1 2BC', dateOfBirth: '1961' }, TODAY))).toEqual([])
  })

  it('never fail, whatever is typed', () => {
    const typed = fc.option(fc.string({ unit: 'binary', maxLength: 60 }))
    const mention = fc.record({ givenName: typed, familyName: typed, dateOfBirth: typed, phone: typed, email: typed, addressText: typed, postcode: typed })
    fc.assert(fc.property(mention, (given) => matchKeysOf(standardise(given, TODAY)).every(({ value }) => value !== '')))
  })

  it('keep the raw text beside each standard form', () => {
    const standard = standardise(marge, TODAY)
    expect([standard.name.rawFamily, standard.phone?.raw, standard.postcode?.raw, standard.birth?.raw, standard.email?.raw, standard.address?.raw]).toEqual(['Pell', '07700 900123', 'za12bc', '02/04/1961', 'M.Pell@example.com', '14 Tanner Street'])
  })
})
