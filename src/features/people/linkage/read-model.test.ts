import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#platform/config.ts'
import { CLEANINGS } from './clean.ts'
import { ABOUTS } from './model.ts'
import { readModel } from './read-model.ts'

const COLUMNS = { given: { from: 'first', clean: 'given name' }, family: { from: 'last', clean: 'family name' }, born: { from: 'dob', clean: 'date' } }
const SMALL = { name: 'small', version: '1', id: 'id', columns: COLUMNS }

function faultOf(changes: object): string {
  try {
    readModel(JSON.stringify({ ...SMALL, ...changes }))
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}

describe('a model', () => {
  it('of columns alone is whole: levels, blocking, thresholds and grouping have defaults', () => {
    const model = readModel(JSON.stringify(SMALL))
    expect(model.comparisons.map(({ name, about }) => [name, about])).toEqual([['given', 'given name'], ['family', 'family name'], ['born', 'birth']])
    expect(model.comparisons.every(({ levels }) => levels.length > 1)).toBe(true)
    expect(model.blocking.length).toBeGreaterThan(5)
    expect(model).toMatchObject({ swap: [0, 1], thresholds: { same: 2, possible: 0 }, clustering: { cap: 12, missing: -3, joinAt: -2 }, trained: null })
  })

  it.each([
    ['a comparison unknown', { comparisons: [{ column: 'given', levels: [{ kind: 'jarow' }] }] }, 'model.comparisons[0].levels[0].kind: "jarow" is not known. Choose one of all, any, swapped, exact'],
    ['a cleaning unknown', { columns: { given: { from: 'first', clean: 'name' } } }, 'model.columns.given.clean: "name" is not known. Choose one of given name'],
    ['a column of its own that is not there', { comparisons: [{ column: 'town' }] }, 'model.comparisons[0].column: "town" is not one of the model\'s columns. They are given, family, born.'],
    ['an about unknown', { comparisons: [{ column: 'given', about: 'forename' }] }, 'model.comparisons[0].about: "forename" is not known'],
    ['a part unknown', { colour: 'red' }, 'model.colour: there is no such part of a model.'],
    ['a level without its number', { comparisons: [{ column: 'given', levels: [{ kind: 'jaro-winkler' }] }] }, 'model.comparisons[0].levels[0].atLeast: is missing. Give a number from 0 to 1.'],
    ['a number out of range', { comparisons: [{ column: 'given', levels: [{ kind: 'jaro-winkler', atLeast: 90 }] }] }, 'levels[0].atLeast: 90 is out of range. Give a number from 0 to 1.'],
    ['"all" of nothing', { comparisons: [{ column: 'given', levels: [{ kind: 'all' }] }] }, 'model.comparisons[0].levels[0].of: is missing.'],
    ['a key of an unknown column', { blocking: [['given', 'town']] }, 'model.blocking[0][1]: "town" is not one of the model\'s columns.'],
    ['a key with an unknown part', { blocking: [['given:soundex']] }, 'model.blocking[0][0]: "soundex" is not known. Choose one of all, first, sound'],
    ['a beginning of no length', { blocking: [['given:first']] }, 'must say how many letters: "first 3".'],
    ['no column', { columns: {} }, 'model.columns: names no column.'],
    ['no id', { id: undefined }, 'model.id: must be a text.'],
    ['a trained part of another model', { trained: { from: 'x', classes: [{ explanation: 'same person', share: 0.5, levels: [[1]] }, { explanation: 'namesake', share: 0.5, levels: [[1]] }] } }, 'model.trained.classes[0].levels: do not fit the comparisons. Train the model again.'],
    ['possible above same', { thresholds: { same: 2, possible: 5 } }, 'model.thresholds: nobody is possible from 5 who is the same from 2. Let "possible" be at most "same".'],
    ['one threshold', { thresholds: { same: 2 } }, 'model.thresholds.possible: '],
    ['a threshold in words', { thresholds: { same: 'high', possible: 0 } }, 'model.thresholds.same: '],
    ['groups joined from more than any pair counts for', { clustering: { cap: 6, missing: -3, joinAt: 8 } }, 'model.clustering: no pair counts for more than 6, and groups are joined from 8: none ever would be.'],
    ['groups linked from more than any pair counts for', { clustering: { cap: 6, missing: -3, joinAt: -2, linkAt: 8 } }, 'model.clustering: no pair counts for more than 6, and groups are linked from 8: none ever would be.'],
    ['a column that is not there, in what it is trained on', { training: { blocking: [['shoe']] } }, 'model.training.blocking[0][0]: "shoe" is not one of the model'],
    ['a cap of nothing', { clustering: { cap: 0, missing: -3, joinAt: -2 } }, 'model.clustering.cap: '],
    ['a key cap of one', { keyCap: 1 }, 'model.keyCap: '],
    ['half a key cap', { keyCap: 2.5 }, 'model.keyCap: '],
    ['too many comparisons', { comparisons: Array.from({ length: 17 }, () => ({ column: 'given' })) }, 'model.comparisons: '],
    ['too many levels', { comparisons: [{ column: 'given', levels: Array.from({ length: 13 }, () => ({ kind: 'exact' })) }] }, 'model.comparisons[0].levels: '],
    ['no comparison', { comparisons: [] }, 'model.comparisons: '],
    ['a comparison of nothing', { comparisons: [{ name: 'who' }] }, 'model.comparisons[0]: says not what it compares. Give it a column.'],
    ['a second column that is not there', { comparisons: [{ columns: ['given', 'town'] }] }, 'model.comparisons[0].columns[1]: "town" is not one of the model\'s columns.'],
    ['a level of a column that is not there', { comparisons: [{ column: 'given', levels: [{ kind: 'exact', column: 'town' }] }] }, 'model.comparisons[0].levels[0].column: "town" is not one of'],
    ['a crosswise column that is not there', { comparisons: [{ column: 'given', levels: [{ kind: 'exact', other: 'town' }] }] }, 'model.comparisons[0].levels[0].other: "town" is not one of'],
    ['terms of a column that is not there', { comparisons: [{ column: 'given', terms: 'town' }] }, 'model.comparisons[0].terms: "town" is not one of'],
    ['names that change places with nothing', { swap: ['given', 'town'] }, 'model.swap[1]: "town" is not one of'],
    ['years of a name', { comparisons: [{ column: 'given', levels: [{ kind: 'years-apart', atMost: 2 }] }] }, 'model.comparisons[0].levels[0].kind: "years-apart" cannot be asked of "given", which is cleaned as given name. It is for a column cleaned as date.'],
    ['years of a name, within another level', { comparisons: [{ column: 'born', levels: [{ kind: 'any', of: [{ kind: 'exact' }, { kind: 'same-year', column: 'family' }] }] }] }, 'model.comparisons[0].levels[0].of[1].kind: "same-year" cannot be asked of "family"'],
    ['years beside a name, crosswise', { comparisons: [{ column: 'born', levels: [{ kind: 'year-slip', other: 'given' }] }] }, '"year-slip" cannot be asked of "given"'],
    ['the sector of a name', { comparisons: [{ column: 'given', levels: [{ kind: 'same-sector' }] }] }, '"same-sector" cannot be asked of "given", which is cleaned as given name. It is for a column cleaned as postcode.'],
    ['an unknown agreement within another', { comparisons: [{ column: 'given', levels: [{ kind: 'all', of: [{ kind: 'exact' }, { kind: 'soundex' }] }] }] }, 'model.comparisons[0].levels[0].of[1].kind: "soundex" is not known.'],
    ['"any" of no agreement', { comparisons: [{ column: 'given', levels: [{ kind: 'any', of: [] }] }] }, 'model.comparisons[0].levels[0].of: '],
    ['too few edits', { comparisons: [{ column: 'given', levels: [{ kind: 'edits', atMost: -1 }] }] }, 'model.comparisons[0].levels[0].atMost: -1 is out of range. Give a number from 0 to 20.'],
    ['a beginning too long', { blocking: [['given:first 99', 'family']] }, 'model.blocking[0][0]: must say how many letters: "first 3".'],
    ['a key of nothing', { blocking: [[]] }, 'model.blocking[0]: '],
    ['an unordered key of a column that is not there', { blocking: [{ key: ['given', 'town'], unordered: true }] }, 'model.blocking[0][1]: "town" is not one of'],
    ['a column that is nowhere in the file', { columns: { given: { from: [], clean: 'given name' } } }, 'model.columns.given.from: '],
    ['a column cleaned in no way', { columns: { given: { from: 'first' } } }, 'model.columns.given.clean: is missing. Choose one of given name'],
    ['a cleaning that is a list', { columns: { given: { from: 'first', clean: ['date'] } } }, 'model.columns.given.clean: a list is not known. Choose one of'],
    ['no columns', { columns: undefined }, 'model.columns: is missing: it must be an object in { }.'],
    ['columns in a list', { columns: [] }, 'model.columns: is a list: it must be an object in { }.'],
    ['a column that is only its name', { columns: { given: 'first' } }, 'model.columns.given: is "first": it must be an object in { }.'],
    ['a column of a number', { columns: { given: { from: 1, clean: 'given name' } } }, 'model.columns.given.from: must name a column of the file, or a list of them.'],
    ['a level that is only its kind', { comparisons: [{ column: 'given', levels: ['exact'] }] }, 'model.comparisons[0].levels[0]: is "exact": it must be an object in { }.'],
    ['a key that is no list', { blocking: ['family'] }, 'model.blocking[0]: must be a list of parts, such as ["family:sound", "given:first 3"].'],
    ['names that change places with one', { swap: 'given' }, 'model.swap: must be two columns, such as ["given", "family"], or false.'],
    ['half a clustering', { clustering: { cap: 12, joinAt: -2 } }, 'model.clustering.missing: is missing: it must be a number.'],
    ['a key cap of one', { keyCap: 1 }, 'model.keyCap: must be at least 2.'],
    ['an empty name', { name: '' }, 'model.name: must not be empty.'],
    ['a name without end', { name: 'x'.repeat(201) }, 'model.name: must be at most 200 letters.'],
    ['a number for its version', { version: 2 }, 'model.version: must be a text.'],
    ['one explanation', { trained: { from: 'x', classes: [{ explanation: 'same person', share: 1, levels: [] }] } }, 'model.trained.classes: '],
    ['an explanation unknown', { trained: { from: 'x', classes: [{ explanation: 'cousin', share: 0.5, levels: [] }, { explanation: 'namesake', share: 0.5, levels: [] }] } }, 'model.trained.classes[0].explanation: "cousin" is not known. Choose one of same person'],
    ['a share of more than all', { trained: { from: 'x', classes: [{ explanation: 'same person', share: 1.5, levels: [] }, { explanation: 'namesake', share: 0.5, levels: [] }] } }, 'model.trained.classes[0].share: '],
  ])('with %s is refused at its place, with what may stand there', (_what, changes, sentence) => {
    expect(faultOf(changes)).toContain(sentence)
  })

  it.each(['{"name":', '', 'name: small', '<html>'])('that is not JSON is refused: %j', (text) => {
    expect(() => readModel(text)).toThrow('The model is not JSON')
  })

  it.each(['[]', 'null', '"small"', '7', 'true'])('that is no object is refused at its top: %s', (text) => {
    expect(() => readModel(text)).toThrow(/^model: /)
  })

  it('with many faults is refused with the first five of them, a line each', () => {
    const lines = faultOf({ name: 1, version: 2, id: 3, time: 4, source: 5, keyCap: 'many', columns: 6 }).split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toBe('model.name: must be a text.')
    for (const line of lines) expect(line).toMatch(/^model\.\w+: .+\.$/)
  })

  it('may ask for agreements within one another to five deep, and no deeper however long the file is', () => {
    const within = (depth: number): object => (depth === 1 ? { kind: 'exact' } : { kind: 'any', of: [within(depth - 1)] })
    expect(faultOf({ comparisons: [{ column: 'given', levels: [within(5)] }] })).toBe('')
    expect(faultOf({ comparisons: [{ column: 'given', levels: [within(6)] }] })).toContain('.of[0].of[0].of[0].of[0].of: goes deeper than 5 agreements within one another.')
    const deep = `${'{"kind":"any","of":['.repeat(50_000)}{"kind":"exact"}${']}'.repeat(50_000)}`
    expect(() => readModel(JSON.stringify({ ...SMALL, comparisons: [{ column: 'given', levels: ['here'] }] }).replace('"here"', deep))).toThrow('goes deeper than 5')
    expect(() => readModel(JSON.stringify({ ...SMALL, columns: { given: { from: 'first', clean: 'here' } } }).replace('"here"', `${'['.repeat(50_000)}${']'.repeat(50_000)}`))).toThrow('a list is not known')
  })

  it('that is longer than any model is refused unread', () => {
    expect(() => readModel(' '.repeat(5_000_001))).toThrow('The model is longer than 5,000,000 letters')
  })

  it('says of a comparison what it speaks of, what is rare in it and what may change places, unless it is told otherwise', () => {
    const told = readModel(JSON.stringify({ ...SMALL, swap: false, comparisons: [{ name: 'first', column: 'given', about: 'trait', terms: false }, { column: 'family', terms: 'given' }, { columns: ['born', 'family'] }] }))
    expect(told.swap).toBeNull()
    expect(told.comparisons.map(({ name, about, columns, terms }) => [name, about, columns, terms])).toEqual([['first', 'trait', [0], -1], ['family', 'family name', [1], 0], ['born', 'birth', [2, 1], 2]])
    const bare = readModel(JSON.stringify(SMALL))
    expect(bare.comparisons.map(({ terms }) => terms)).toEqual([0, 1, 2])
    expect(readModel(JSON.stringify({ ...SMALL, swap: ['family', 'given'] })).swap).toEqual([1, 0])
  })

  it('reads a key as it is written, whatever the spaces', () => {
    const { blocking } = readModel(JSON.stringify({ ...SMALL, blocking: [['given: first 3', ' family :sound'], { key: ['given', 'family'], unordered: true }] }))
    expect(blocking).toEqual([
      { name: 'given: first 3 +  family :sound', isUnordered: false, parts: [{ column: 0, take: 'first', letters: 3 }, { column: 1, take: 'sound', letters: 0 }] },
      { name: 'given + family', isUnordered: true, parts: [{ column: 0, take: 'all', letters: 0 }, { column: 1, take: 'all', letters: 0 }] },
    ])
  })

  it('of a column of any cleaning at all is whole, with its own levels, the hardest first', () => {
    for (const clean of CLEANINGS) {
      const { comparisons: [only] } = readModel(JSON.stringify({ ...SMALL, columns: { it: { from: ['one', 'two'], clean } } }))
      expect(only?.levels[0]?.kind, clean).toBe('exact')
      expect(only?.levels.length, clean).toBeGreaterThan(1)
      expect(ABOUTS, clean).toContain(only?.about)
      const likeness = only?.levels.flatMap(({ kind, atLeast }) => (kind === 'jaro-winkler' ? [atLeast ?? 0] : [])) ?? []
      expect(likeness, clean).toEqual(likeness.toSorted((a, b) => b - a))
    }
  })
})

describe('the models that come with Heed', () => {
  it.each(['heed.json', 'asb.json', 'fake.json', 'febrl.json', 'febrl-calls.json', 'febrl-name-birth-postcode.json'])('%s is read, and what is trained of it fits', (name) => {
    const model = readModel(readFileSync(join(projectFolder(), 'models', name), 'utf8'))
    expect(model.thresholds.possible).toBeLessThanOrEqual(model.thresholds.same)
    expect(model.comparisons.length).toBeGreaterThan(3)
    for (const { share, levels } of model.trained?.classes ?? []) {
      expect(share).toBeGreaterThan(0)
      for (const row of levels) expect(row.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 4)
    }
  })
})
