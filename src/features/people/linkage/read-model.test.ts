import { describe, expect, it } from 'vitest'
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
  ])('with %s is refused at its place, with what may stand there', (_what, changes, sentence) => {
    expect(faultOf(changes)).toContain(sentence)
  })

  it('that is not JSON is refused', () => {
    expect(() => readModel('{"name":')).toThrow('The model is not JSON')
  })
})
