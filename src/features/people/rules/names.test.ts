import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainWord, standardiseName } from './names.ts'

function keys(given: string | null, family: string | null): (string | null)[] {
  const { title, givenKey, familyKey } = standardiseName(given, family)
  return [title, givenKey, familyKey]
}

describe('a name', () => {
  it.each<[string | null, string | null, (string | null)[]]>([
    ['Marge', 'Pell', [null, 'marge', 'pell']],
    ['MARGE', 'pell', [null, 'marge', 'pell']],
    ['Zoë', 'O’Brien', [null, 'zoe', 'obrien']],
    ['Zoe', "O'Brien", [null, 'zoe', 'obrien']],
    ['Zoe', 'O Brien', [null, 'zoe', 'obrien']],
    ['Søren', 'Łukasz-Weiß', [null, 'soren', 'lukaszweiss']],
    ['Ann-Marie', 'Smith Jones', [null, 'ann', 'smithjones']],
    ['Ann', 'Smith-Jones', [null, 'ann', 'smithjones']],
    ['Ian', 'Mc Donald', [null, 'ian', 'mcdonald']],
    ['Mrs', 'Pell', ['mrs', null, 'pell']],
    ['Mrs. M', 'Pell', ['mrs', null, 'pell']],
    ['Mrs Marge Pell', null, ['mrs', 'marge', 'pell']],
    [null, 'Mrs Pell', ['mrs', null, 'pell']],
    [null, 'Mrs Marge Pell', ['mrs', 'marge', 'pell']],
    ['Pell, Marge', null, [null, 'marge', 'pell']],
    [null, 'Pell', [null, null, 'pell']],
    ['Marge', null, [null, 'marge', null]],
    ['John', 'Major', [null, 'john', 'major']],
    ['Yo-Yo Ma', null, [null, 'yo', 'ma']],
    ['Tom', 'Pell Jnr', [null, 'tom', 'pell']],
    [null, 'van der Berg', [null, null, 'vanderberg']],
    ['Unknown', 'Male', [null, null, null]],
    ['REFUSED', 'N/K', [null, null, null]],
    ['Not given', null, [null, null, null]],
    ['Marge', 'unknown', [null, 'marge', null]],
    [null, null, [null, null, null]],
    ['', ' ', [null, null, null]],
    ['J', 'P', [null, null, null]],
    ['محمد', 'علي', [null, 'محمد', 'علي']],
  ])('%j %j has the title and keys %j', (given, family, expected) => {
    expect(keys(given, family)).toEqual(expected)
  })

  it('keeps what was given, every given name, its initials and both parts of a double surname', () => {
    expect(standardiseName('Mary Anne J.', 'Smith-Jones')).toMatchObject({ rawGiven: 'Mary Anne J.', rawFamily: 'Smith-Jones', given: ['mary', 'anne'], initials: ['j'], family: ['smith', 'jones'] })
  })

  it('has the same keys in any case, with accents composed or not, and when its keys are given again', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'é', 'ö', 'Ş', 'b', 'C', "'", 'n'), minLength: 3, maxLength: 12 })
    fc.assert(
      fc.property(name, (text) => {
        const key = plainWord(text)
        return plainWord(text.normalize('NFD')) === key && plainWord(text.normalize('NFC').toUpperCase()) === key && plainWord(key) === key
      }),
    )
  })
})
