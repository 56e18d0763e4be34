import { describe, expect, it } from 'vitest'
import { readModel } from './read-model.ts'

const COLUMNS = { given: { from: 'first', clean: 'given name' }, family: { from: 'last', clean: 'family name' }, born: { from: 'dob', clean: 'date' }, code: { from: 'pc', clean: 'postcode' } }
const SMALL = { name: 'small', version: '1', id: 'id', columns: COLUMNS }

/** What stops this model from being read; '' when nothing does. */
function fault(changes: object): string {
  try {
    readModel(JSON.stringify({ ...SMALL, ...changes }))
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
const exact = { kind: 'exact' }
const first = (level: object): object => ({ comparisons: [{ column: 'given', levels: [level] }] })

describe('how much a model may hold', () => {
  it.each<[string, (count: number) => object, number, string]>([
    ['comparisons', (count) => ({ comparisons: many(count, () => ({ column: 'given' })) }), 16, 'model.comparisons: '],
    ['levels of one comparison', (count) => ({ comparisons: [{ column: 'given', levels: many(count, () => exact) }] }), 12, 'model.comparisons[0].levels: '],
    ['agreements within one', (count) => first({ kind: 'any', of: many(count, () => exact) }), 20, 'model.comparisons[0].levels[0].of: '],
    ['columns of one comparison', (count) => ({ comparisons: [{ columns: many(count, () => 'given') }] }), 10, 'model.comparisons[0].columns: '],
    ['columns of the file in one', (count) => ({ columns: { given: { from: many(count, (at) => `c${at}`), clean: 'given name' } } }), 10, 'model.columns.given.from: '],
    ['keys', (count) => ({ blocking: many(count, () => ['given', 'family']) }), 60, 'model.blocking: '],
    ['parts of a key', (count) => ({ blocking: [many(count, () => 'given')] }), 6, 'model.blocking[0]: '],
    ['parts of an unordered key', (count) => ({ blocking: [{ key: many(count, () => 'given'), unordered: true }] }), 6, 'model.blocking[0]'],
    ['keys to train on', (count) => ({ training: { blocking: many(count, () => ['given', 'family']) } }), 60, 'model.training.blocking: '],
    ['letters of a name', (count) => ({ name: 'x'.repeat(count) }), 200, 'model.name: must be at most 200 letters.'],
    ['letters of the beginning of a name', (count) => ({ blocking: [[`given:first ${count}`, 'family']] }), 20, 'model.blocking[0][0]: must say how many letters: "first 3".'],
    ['records to a key', (count) => ({ keyCap: count }), 10_000, 'model.keyCap: '],
  ])('%s are as many as they are, and not one more', (_what, changes, most, place) => {
    expect(fault(changes(most))).toBe('')
    expect(fault(changes(most + 1))).toContain(place)
  })

  it.each<[string, object, string]>([
    ['no key', { blocking: [] }, 'model.blocking: '], ['a key of no part, unordered', { blocking: [{ key: [] }] }, 'model.blocking[0]'], ['no key to train on', { training: { blocking: [] } }, 'model.training.blocking: '], ['a comparison of no column', { comparisons: [{ columns: [] }] }, 'model.comparisons[0].columns: '],
    ['no level', { comparisons: [{ column: 'given', levels: [] }] }, 'model.comparisons[0].levels: '], ['a beginning of no letter', { blocking: [['given:first 0', 'family']] }, 'must say how many letters'], ['an empty column of the file', { columns: { given: { from: '', clean: 'given name' } } }, 'model.columns.given.from'],
    ['a share below nought', { trained: { from: 'x', classes: [{ explanation: 'same person', share: -0.1, levels: [] }, { explanation: 'namesake', share: 0.5, levels: [] }] } }, 'model.trained.classes[0].share'],
    ['two names that change places with a third', { swap: ['given', 'family', 'born'] }, 'model.swap'], ['"all" of no list', first({ kind: 'all' }), 'model.comparisons[0].levels[0].of: is missing. Name the agreements of which all must hold.'], ['"any" of no list', first({ kind: 'any' }), 'Name the agreements of which one must hold.'],
  ])('%s is too little', (_what, changes, words) => {
    expect(fault(changes)).toContain(words)
  })
})

describe('the numbers an agreement needs', () => {
  it.each<[string, string, 'atLeast' | 'atMost', number, number]>([
    ['given', 'jaro-winkler', 'atLeast', 0, 1], ['given', 'shared-words', 'atLeast', 0, 1], ['given', 'begins', 'atLeast', 1, 50], ['given', 'edits', 'atMost', 0, 20], ['born', 'years-apart', 'atMost', 0, 200],
  ])('of %s as %s are %s %d and %d at the edges, and none beyond', (column, kind, number, from, to) => {
    const of = (value?: number): string => fault({ comparisons: [{ column, levels: [{ kind, ...(value === undefined ? {} : { [number]: value }) }] }] })
    expect([of(from), of(to)]).toEqual(['', ''])
    expect(of(from - 0.5)).toBe(`model.comparisons[0].levels[0].${number}: ${from - 0.5} is out of range. Give a number from ${from} to ${to}.`)
    expect(of(to + 0.5)).toContain('is out of range')
    expect(of()).toBe(`model.comparisons[0].levels[0].${number}: is missing. Give a number from ${from} to ${to}.`)
  })

  it('are asked for by name: the one beside it does not do', () => {
    expect(fault(first({ kind: 'jaro-winkler', atMost: 1 }))).toContain('atLeast: is missing')
    expect(fault(first({ kind: 'edits', atLeast: 1 }))).toContain('atMost: is missing')
  })
})

describe('what is said of what stands in the wrong place', () => {
  it.each<[string, object, string]>([
    ['a list', { columns: { given: { from: 'first', clean: [1] } } }, 'a list is not known'], ['an object', { columns: { given: { from: 'first', clean: {} } } }, 'an object is not known'], ['nothing', { columns: { given: { from: 'first', clean: null } } }, 'null is not known'],
    ['a number', { columns: { given: { from: 'first', clean: 7 } } }, '7 is not known'], ['a long text', { columns: { given: { from: 'first', clean: 'y'.repeat(100) } } }, `"${'y'.repeat(60)}" is not known`],
  ])('%s is shown as it is, and no longer than names it', (_what, changes, words) => {
    expect(fault(changes)).toContain(words)
  })

  it('is every unknown part by name, wherever it stands', () => {
    expect(fault({ colour: 1, shape: 2 }).split('\n')).toEqual(['model.colour: there is no such part of a model.', 'model.shape: there is no such part of a model.'])
    expect(fault({ comparisons: [{ column: 'given', colour: 1 }] })).toBe('model.comparisons[0].colour: there is no such part of a model.')
    expect(fault({ thresholds: { same: 1, possible: 0, maybe: 0.5 } })).toBe('model.thresholds.maybe: there is no such part of a model.')
    expect(fault({ blocking: [{ key: ['given'], order: true }] })).toContain('order')
  })
})

describe('what a model may say and what it stands for', () => {
  it('may set possible as high as same, and join or link from as much as any pair counts', () => {
    expect(fault({ thresholds: { same: 2, possible: 2 } })).toBe('')
    expect(fault({ clustering: { cap: 6, missing: -3, joinAt: 6, linkAt: 6 } })).toBe('')
    expect(fault({ clustering: { cap: 6, missing: -3, joinAt: 6.1 } })).toContain('Let "joinAt" be at most "cap"')
    expect(fault({ clustering: { cap: 6, missing: -3, joinAt: 0, linkAt: 6.1 } })).toContain('Let "linkAt" be at most "cap"')
  })

  it('is trained on what it compares, unless it names other keys or asks for the usual ones', () => {
    const of = (changes: object) => readModel(JSON.stringify({ ...SMALL, ...changes }))
    const own = { blocking: [['given', 'family']] }
    const same = of(own)
    expect(same.trainingBlocking).toBe(same.blocking)
    expect(of({ ...own, training: { blocking: 'default' } }).trainingBlocking).toEqual(of({}).blocking)
    expect(of({ ...own, training: { blocking: [['born']] } }).trainingBlocking.map(({ name }) => name)).toEqual(['born'])
  })

  it('counts as rare what is told to be, and what usually is', () => {
    const terms = (written: object): number | undefined => readModel(JSON.stringify({ ...SMALL, comparisons: [{ column: 'code', ...written }] })).comparisons[0]?.terms
    expect([terms({}), terms({ terms: true }), terms({ terms: false }), terms({ terms: 'family' }), terms({ about: 'address' }), terms({ about: 'phone', terms: true })]).toEqual([3, 3, -1, 1, -1, 3])
  })
})
