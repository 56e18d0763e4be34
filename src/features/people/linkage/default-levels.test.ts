import { describe, expect, it } from 'vitest'
import { CLEANINGS, cleanText, type Cleaning } from './clean.ts'
import { cleanRecord, levelsOf } from './compare.ts'
import { defaultAbout, defaultLevels, type WrittenLevel } from './default-levels.ts'
import { kindOf, LEVEL_KINDS, type LevelKind } from './levels.ts'
import { readModel } from './read-model.ts'

function isKind(kind: string): kind is LevelKind {
  return kind in LEVEL_KINDS
}

/** The number of the level two texts of one column agree at, without a word from the model. */
function levelAt(clean: Cleaning, left: string, right: string): number {
  const model = readModel(JSON.stringify({ name: 'n', version: '1', id: 'id', columns: { it: { from: 'it', clean } }, swap: false }))
  return levelsOf(model, cleanRecord(model, { it: left }), cleanRecord(model, { it: right }))[0] ?? -1
}

describe('the levels of a comparison that names none', () => {
  it.each<[Cleaning, string, string, number, string]>([
    ['given name', 'Mary', 'MARY', 1, 'the same'], ['given name', 'Bill', 'William', 2, 'forms of one name'], ['given name', 'Jonathan', 'Jonahtan', 3, 'two letters turned round'], ['given name', 'Sergei', 'Sergey', 2, 'forms of one name, from another script'],
    ['given name', 'Mary Ann', 'Annabel Mary', 4, 'one given name of two'], ['given name', 'Christabel', 'Chris', 3, 'half the letters and all of them in order'], ['given name', 'Zebulon', 'Zeb', 4, 'a beginning'], ['given name', 'M', 'Mary', 5, 'an initial'], ['given name', 'Mary', 'Robert', 7, 'nothing'],
    ['family name', 'Pell', 'pell', 1, 'the same'], ['family name', 'Featherstone', 'Fetherstone', 2, 'one letter left out'], ['family name', 'Smith', 'Smyth', 2, 'two spellings on the lists'], ['family name', 'Smith-Jones', 'Jones', 4, 'half of a double surname'], ['family name', 'Pell', 'Okafor', 5, 'nothing'],
    ['date', '1961-04-02', '2 April 1961', 1, 'the same day'], ['date', '1961', '1961-04-02', 2, 'the year alone'], ['date', '1961-04-02', '1961-04-03', 3, 'one figure'], ['date', '1961-04-02', '1961-02-04', 3, 'day and month turned'],
    ['date', '1961-04-02', '1961-04-19', 4, 'year and month'], ['date', '1961-04-02', '1951-04-02', 3, 'one figure of the year'], ['date', '1960-04-02', '1959-04-02', 4, 'a year out, two figures'], ['date', '1961-04-02', '1963-11-19', 5, 'two years apart'], ['date', '1961-04-02', '1964-11-19', 6, 'three years apart'],
    ['phone', '07700 900123', '+44 7700 900123', 1, 'the same'], ['phone', '07700 900123', '07700 900124', 2, 'one figure'], ['phone', '07700 900123', '07700 900145', 3, 'two figures'],
    ['email', 'm.pell@example.com', 'M.Pell@Example.com', 1, 'the same'], ['email', 'm.pell@example.com', 'm.pell@example.org', 2, 'one user'], ['email', 'margepell@example.com', 'margepel@example.com', 3, 'a letter left out'], ['email', 'm@example.com', 'quill@elsewhere.org', 4, 'nothing'],
    ['postcode', 'ZA1 2BC', 'za12bc', 1, 'the same'], ['postcode', 'ZA1 2BC', 'ZA1 2BD', 2, 'one letter'], ['postcode', 'ZA1 2BC', 'ZA1 2XY', 3, 'the sector'], ['postcode', 'ZA1 2BC', 'ZA1 9XY', 4, 'the district'], ['postcode', 'ZA1 2BC', 'ZA7 9XY', 5, 'nothing'],
    ['address', '14 Tanner Street', '14 Tanner St.', 1, 'the same'], ['address', '14 Tanner Street', '14 Taner Street', 2, 'the number and nearly the street'], ['address', '14 Tanner Street', '41 Tanner Street', 3, 'half the words'], ['address', '14 Tanner Street', '9 Mill Lane', 4, 'nothing'],
    ['number', '14', '014', 1, 'the same'], ['number', '14', '15', 2, 'one apart'], ['number', '14', '16', 3, 'two apart'],
    ['identifier', 'AB 123', 'ab123', 1, 'the same'], ['identifier', 'AB123', 'AB124', 2, 'one sign'], ['identifier', 'AB123', 'XY999', 3, 'nothing'],
    ['text', 'Mill Lane', 'mill lane', 1, 'the same'], ['text', 'Birmingham', 'Birmingam', 2, 'a letter left out'], ['text', 'north mill', 'mill house north', 3, 'half the words and more'], ['text', 'Leeds', 'York', 4, 'nothing'],
  ])('of a column cleaned as %s put %j and %j at %i: %s', (clean, left, right, level) => {
    expect(levelAt(clean, left, right)).toBe(level)
    expect(levelAt(clean, right, left)).toBe(level)
  })

  it('ask of every cleaning only what can be asked of it, with a number where one is needed', () => {
    const all = (levels: readonly WrittenLevel[]): readonly WrittenLevel[] => levels.flatMap((level) => [level, ...all(level.of ?? [])])
    for (const clean of CLEANINGS) {
      for (const { kind, of, ...numbers } of all(defaultLevels(clean))) {
        if (!isKind(kind)) {
          expect(['any', 'all', 'swapped'], clean).toContain(kind)
          continue
        }
        const { reads, needs } = kindOf(kind)
        expect(of, `${clean} ${kind}`).toBeUndefined()
        if (reads !== undefined) expect(reads, `${clean} ${kind}`).toContain(clean)
        if (needs !== undefined) expect(numbers[needs.number], `${clean} ${kind}`).toBeTypeOf('number')
      }
    }
  })

  it('speak of what such a column holds', () => {
    expect(Object.fromEntries(CLEANINGS.map((clean) => [clean, defaultAbout(clean)]))).toEqual({
      'given name': 'given name', 'family name': 'family name', 'given part of full name': 'given name', 'family part of full name': 'family name', date: 'birth', phone: 'phone', email: 'email', postcode: 'area', address: 'address',
      number: 'trait', identifier: 'identity', text: 'trait',
    })
  })

  it('compare nothing with nothing: what says nothing has no level at all', () => {
    for (const clean of CLEANINGS) expect(levelAt(clean, '', '14 Pell'), clean).toBe(0)
    expect(cleanText('date', 'unknown')).toBeNull()
    expect(levelAt('date', 'unknown', '1961-04-02')).toBe(0)
  })
})
