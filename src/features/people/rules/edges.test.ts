import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { birthAsKnown, standardiseBirth } from './birth.ts'
import { nameWords, plainWord, standardiseName } from './names.ts'
import { standardisePhone } from './phone.ts'
import { MATCH_KINDS, standardise, standardiseAddress, standardiseEmail, streetSoFar } from './standardise.ts'

const TODAY = '2026-11-23'

describe('what stands before and after a name', () => {
  it.each([
    'Mr', 'Mrs', 'Miss', 'Ms', 'Mx', 'Master', 'Dr', 'Doctor', 'Prof', 'Professor', 'Rev', 'Revd', 'Reverend', 'Fr', 'Sir', 'Dame', 'Lord', 'Lady', 'Cllr', 'Councillor', 'PC', 'PCSO', 'Sgt', 'Insp', 'Capt', 'Captain', 'Major', 'Col', 'Imam', 'Rabbi', 'Sister', 'Hon',
  ])('"%s" is a title: kept apart, and no part of the name', (title) => {
    expect(standardiseName(`${title}. Marge`, 'Pell')).toMatchObject({ title: title.toLowerCase(), givenKey: 'marge', familyKey: 'pell' })
    expect(standardiseName(null, `${title} Pell`)).toMatchObject({ title: title.toLowerCase(), givenKey: null, familyKey: 'pell' })
  })

  it.each(['Jr', 'Jnr', 'Junior', 'Sr', 'Snr', 'Senior', 'II', 'III', 'IV', 'OBE', 'MBE', 'CBE', 'QPM', 'Esq', 'Esquire', 'PhD', 'BSc', 'MA'])('"%s" after a name is no part of it, and before one is', (suffix) => {
    expect(standardiseName('Tom', `Pell ${suffix}`).familyKey).toBe('pell')
    expect(nameWords(suffix, 'family').words).toEqual([suffix.toLowerCase()])
  })

  it.each([
    'Unknown', 'unk', 'anon', 'anonymous', 'refused', 'withheld', 'none', 'nil', 'null', 'nk', 'not known', 'not given', 'not entered', 'not stated', 'not provided', 'declined', 'caller', 'male', 'female', 'unnamed', 'test', 'xx', 'xxx', 'tba', 'tbc', 'N/K', 'n/a', 'na', 'Unknown-Male', ' unknown  caller ',
  ])('"%s" is put in for a name, and is none, in either field', (text) => {
    expect(standardiseName(text, 'Pell').givenKey).toBeNull()
    expect(standardiseName('Marge', text).familyKey).toBeNull()
    expect(standardiseName(text, null)).toMatchObject({ givenKey: null, familyKey: null })
  })

  it('is a name where only a part of it is put in for one', () => {
    expect(standardiseName('Marge', 'Test-Pilot').familyKey).toBe('testpilot')
    expect(standardiseName('Male Marge', 'Pell').givenKey).toBe('male')
    expect(standardiseName('Unknown Pell', null)).toMatchObject({ givenKey: null, familyKey: 'pell' })
  })
})

describe('how a name is divided', () => {
  it.each<[string | null, string | null, string | null, string | null]>([
    ['Pell,', null, 'pell', null], ['  Marge  Pell ', null, 'marge', 'pell'], ['Marge', '   ', 'marge', null], ['   ', 'Pell', null, 'pell'], ['Marge Anne Pell', ' ', 'marge', 'pell'], ['Pell, Mrs Marge', null, 'marge', 'pell'], [null, 'Pell, Marge', 'marge', 'pell'],
    ['Marge', 'Mac Donald', 'marge', 'macdonald'], ['Ian', 'Mc Ba', 'ian', 'mcba'], ['Ian', 'O Ba', 'ian', 'oba'], ['Ann', 'Pell-Mc Kay', 'ann', 'pellmckay'], ['Ian', 'Mc', 'ian', 'mc'], ['P', 'Q', null, null], ['J P', 'Pell', null, 'pell'], ['Ann–Marie', 'Smith—Jones', 'ann', 'smithjones'],
    [null, 'Anna Pell', null, 'annapell'], ['Fitz', 'Gerald', 'fitz', 'gerald'],
  ])('%j and %j are %j and %j', (given, family, givenKey, familyKey) => {
    expect(standardiseName(given, family)).toMatchObject({ rawGiven: given, rawFamily: family, givenKey, familyKey })
  })

  it('writes letters that do not come apart as plain ones: one name however it is typed', () => {
    const pairs: readonly (readonly [string, string])[] = [['Bjørn', 'bjorn'], ['Đorđe', 'dorde'], ['Guðrun', 'gudrun'], ['Łukasz', 'lukasz'], ['Strauß', 'strauss'], ['Ægir', 'aegir'], ['Œuvre', 'oeuvre'], ['Þór', 'thor'], ['Işık', 'isik'], ['Ħal', 'hal'], ['D’Arcy', 'darcy'], ['Zoë', 'zoe'], ['Ｍａｒｙ', 'mary']]
    for (const [written, plain] of pairs) expect(plainWord(written)).toBe(plain)
  })
})

describe('the edges of a date of birth', () => {
  it('is a hundred and twenty years ago at the most, by the year', () => {
    expect([standardiseBirth('1906', TODAY).year, standardiseBirth('1905', TODAY).doubt, standardiseBirth('01/02/1906', TODAY).day]).toEqual([1906, 'too long ago', '1906-02-01'])
    expect(['01/01/1900', '5/6/1901', '11/11/1111', '1902', '1899-12-30'].map((raw) => standardiseBirth(raw, TODAY).doubt)).toEqual(['placeholder', 'placeholder', 'placeholder', 'too long ago', 'too long ago'])
    expect(['1970-01-01', '01/01/1970', '31/12/9999'].map((raw) => standardiseBirth(raw, TODAY).doubt)).toEqual(['placeholder', 'placeholder', 'placeholder'])
    expect(standardiseBirth('02/01/1970', TODAY).day).toBe('1970-01-02')
  })

  it('may be today, this month and this year, and not a day, a month or a year more', () => {
    expect(['2026-11-23', '2026-11', '2026'].map((raw) => standardiseBirth(raw, TODAY).precision)).toEqual(['day', 'month', 'year'])
    expect(['2026-11-24', '2026-12', '2027'].map((raw) => standardiseBirth(raw, TODAY).doubt)).toEqual(['ahead', 'ahead', 'ahead'])
  })

  it.each(['00/1961', '13/1961', '1961-13', '1961-00', '0/5/1961', '32/5/1961', '29/02/1961', '31/04/1961', '1961-5-40', '0 May 1961', '31 June 1961', '2 Xyz 1961', '1/2/123', '12345'])('%s is none', (raw) => {
    expect(standardiseBirth(raw, TODAY)).toEqual({ raw, day: null, year: null, month: null, precision: 'none', doubt: 'not a date' })
  })

  it.each([
    ['Jan', '01'], ['february', '02'], ['Mar', '03'], ['APRIL', '04'], ['may', '05'], ['Jun.', '06'], ['July', '07'], ['aug', '08'], ['Sept', '09'], ['October', '10'], ['nov', '11'], ['December', '12'],
  ])('says the month %s in words', (word, month) => {
    expect(standardiseBirth(`3 ${word} 1961`, TODAY).day).toBe(`1961-${month}-03`)
    expect(standardiseBirth(`${word} 1961`, TODAY)).toMatchObject({ month: Number(month), precision: 'month' })
  })

  it.each([['2 April 1961', '1961-04-02'], ['April 1961', '1961-04'], ['1961', '1961'], ['about 1961', '1961'], ['circa 1961', '1961'], ['adult', null], ['2030', null], ['01/01/1900', null], ['', null]])('%j is passed on as %j: as far as it is known', (raw, known) => {
    expect(birthAsKnown(raw, TODAY)).toBe(known)
  })

  it('passed on is understood as what it was', () => {
    fc.assert(fc.property(fc.integer({ min: 1907, max: 2025 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 2, max: 28 }), fc.constantFrom('day', 'month', 'year'), (year, month, day, precision) => {
      const raw = precision === 'day' ? `${day}/${month}/${year}` : precision === 'month' ? `${month}/${year}` : `${year}`
      const { raw: _, ...found } = standardiseBirth(raw, TODAY)
      const { raw: __, ...again } = standardiseBirth(birthAsKnown(raw, TODAY) ?? '', TODAY)
      expect([found.precision, again]).toEqual([precision, found])
    }))
  })
})

describe('the edges of a telephone number', () => {
  it.each([
    ['016977 1234', null], ['01697 1234', 'too short'], ['0169 77 12', 'too short'], ['020 7946 01234', 'too long'], ['+33 12345', 'too short'], ['+33 123456', null], ['+999 1234 5678 9012', null], ['+999 1234 5678 90123', 'too long'],
    ['12345', 'too short'], ['123456', 'placeholder'], ['9012345678', 'placeholder'], ['777777', 'placeholder'], ['0777777', 'placeholder'], ['+44 0000000000', 'placeholder'], ['07700 900122', null], ['   ', 'withheld'], [' private ', 'withheld'], ['Ex-directory.', 'withheld'], ['no phone', 'withheld'], ['none at all', 'not a number'],
  ])('%j has the doubt %j', (raw, doubt) => {
    expect(standardisePhone(raw)).toMatchObject({ raw, doubt })
  })

  it.each([['07700 900123 ext 4', '4', '+447700900123'], ['020 7946 0123x123456', '123456', '+442079460123'], ['+44 20 7946 0123 extn. 7', '7', '+442079460123'], ['withheld ext 4', null, null], ['ext 4', null, null]])('%j has the extension %j and the key %j', (raw, extension, key) => {
    expect(standardisePhone(raw)).toMatchObject({ extension, key })
  })
})

describe('the edges of an e-mail address', () => {
  it.each([
    ['+asb@example.com', '+asb@example.com'], ['m+a+b@example.com', 'm@example.com'], ['m@sub.example.co.uk', 'm@sub.example.co.uk'], [`${'m'.repeat(64)}@example.com`, `${'m'.repeat(64)}@example.com`], [`${'m'.repeat(65)}@example.com`, null], ['m.@example.com', 'm.@example.com'],
    ['m..p@example.com', null], ['m@example..com', null], ['m@-example.com', null], ['m@example-.com', null], ['m@example.c', null], ['two@example.com, three@example.com', null], ['refused@example.com', null], ['refusednik@example.com', 'refusednik@example.com'],
  ])('%s has the key %s', (raw, key) => {
    expect(standardiseEmail(raw).key).toBe(key)
  })
})

describe('the edges of an address', () => {
  it.each([
    ['Street', 'st'], ['Road', 'rd'], ['Avenue', 'ave'], ['Av', 'ave'], ['Lane', 'ln'], ['Close', 'cl'], ['Court', 'ct'], ['Crescent', 'cres'], ['Drive', 'dr'], ['Gardens', 'gdns'], ['Grove', 'gr'], ['House', 'hse'], ['Mansions', 'mans'], ['Place', 'pl'], ['Square', 'sq'], ['Terrace', 'ter'],
  ])('writes "%s" as "%s", whichever of them was typed', (long, short) => {
    expect(standardiseAddress(`14 Tanner ${long}`, null).line).toBe(`14 tanner ${short}`)
    expect(standardiseAddress(`14 Tanner ${short}.`, null).line).toBe(`14 tanner ${short}`)
  })

  it('takes off its own postcode where it ends with it, whole or in two words, and no other', () => {
    for (const raw of ['14 Tanner Street ZA1 2BC', '14 Tanner Street, za12bc', '14 Tanner Street ZA1  2BC.']) expect(standardiseAddress(raw, 'ZA1 2BC').line).toBe('14 tanner st')
    expect(standardiseAddress('14 Tanner Street ZA9 2BC', 'ZA1 2BC').line).toBe('14 tanner st za9 2bc')
    expect(standardiseAddress('ZA1 2BC 14 Tanner Street', 'ZA1 2BC').line).toBe('za1 2bc 14 tanner st')
    expect(standardiseAddress('14 Tanner Street ZA1 2BC', null)).toMatchObject({ line: '14 tanner st', key: 'ZA12BC 14' })
  })

  it('knows a street only from three letters on, and half a street by what is whole of it', () => {
    expect([standardiseAddress('14 Ox', null).street, standardiseAddress('14 Oxo', null).street]).toEqual([null, 'oxo'])
    expect(['14 Mill Ro', '14 Mill Road', '14 Mill Lan', '14 Str', '14 Old Mill Stre', '1', ''].map((raw) => streetSoFar(raw))).toEqual(['mill', 'mill rd', 'mill', 'str', 'old mill', null, null])
  })
})

describe('a mention of which a part is blank', () => {
  it('has no such part, whatever spaces stand there', () => {
    const blank = { givenName: ' ', familyName: '', dateOfBirth: ' ', phone: '\t', email: ' ', addressText: '  ', postcode: ' ' }
    expect(standardise(blank, TODAY)).toMatchObject({ birth: null, phone: null, email: null, postcode: null, address: null, name: { givenKey: null, familyKey: null } })
    expect([...MATCH_KINDS]).toEqual(['phone', 'email', 'dob+surname', 'postcode+surname'])
  })

  it('has an address compared by the postcode beside it, and by its own where none stands there', () => {
    const of = (addressText: string, postcode: string | null) => standardise({ givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText, postcode }, TODAY).address?.key
    expect([of('14 Tanner Street', 'za12bc'), of('14 Tanner Street, ZA1 2BC', null), of('14 Tanner Street', null), of('14 Tanner Street', 'nowhere')]).toEqual(['ZA12BC 14', 'ZA12BC 14', null, null])
  })
})
