import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readModel } from './read-model.ts'
import { compare, RecordIntake, rowAt, rowsOf, termsOf, type Records } from './records.ts'

const model = readModel(JSON.stringify({ name: 'r', version: '1', id: 'id', columns: { given: { from: 'g', clean: 'given name' }, family: { from: 'f', clean: 'family name' }, phone: { from: 'p', clean: 'phone' } } }))

interface Given {
  readonly id: string
  readonly texts: readonly string[]
  readonly time?: string
  readonly source?: string
}

function intake(rows: readonly Given[]): { readonly records: Records; readonly twice: string | null } {
  const taken = new RecordIntake(model)
  for (const { id, texts, time = '', source = '' } of rows) taken.add(id, texts, time, source)
  return taken.finish()
}

function texts(records: Records): (string | null)[][] {
  return Array.from({ length: records.count }, (_, at) => rowAt(records, at).map((value) => value?.text ?? null))
}

describe('records taken in', () => {
  it('are in the order of their ids, each with its own texts, time and source', () => {
    const { records, twice } = intake([{ id: 'b', texts: ['Mary', 'Pell', '07700900123'], time: '2', source: 'call' }, { id: 'a', texts: ['Omar', '', 'withheld'], time: '1', source: 'web' }, { id: 'B', texts: [] }])
    expect(records.ids).toEqual(['B', 'a', 'b'])
    expect(texts(records)).toEqual([[null, null, null], ['omar', null, null], ['mary', 'pell', '+447700900123']])
    expect([records.times, records.sources]).toEqual([['', '1', '2'], ['', 'web', 'call']])
    expect(twice).toBeNull()
  })

  it('whose id comes twice are named', () => {
    expect(intake([{ id: 'x', texts: [] }, { id: 'y', texts: [] }, { id: 'x', texts: [] }]).twice).toBe('x')
    expect(intake([]).twice).toBeNull()
  })

  it('are the same records whatever the order they came in', () => {
    const some = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 4 }), texts: fc.tuple(fc.constantFrom('Mary', 'MARY', 'M', 'Unknown', ''), fc.constantFrom('Pell', 'pell', ''), fc.constantFrom('07700 900123', '')) }), { selector: ({ id }) => id, maxLength: 12 })
    fc.assert(fc.property(some.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([one, other]) => {
      const [a, b] = [intake(one).records, intake(other).records]
      expect(b.ids).toEqual(a.ids)
      expect(texts(b)).toEqual(texts(a))
      expect(a.ids).toEqual(a.ids.toSorted(compare))
      for (const name of ['mary', 'm', 'pell']) for (const column of [0, 1]) expect(termsOf(model, b).share(column, name)).toBe(termsOf(model, a).share(column, name))
      expect(termsOf(model, b).collision(0)).toBe(termsOf(model, a).collision(0))
    }))
  })

  it('are read one after the other as each is read alone, and keep each value once', () => {
    const { records } = intake([{ id: '1', texts: ['Mary', 'Pell', ''] }, { id: '2', texts: ['Mary', '', '07700 900123'] }, { id: '3', texts: ['Mary', 'Pell', ''] }])
    const one: (string | null)[][] = []
    for (const row of rowsOf(records)) one.push(row.map((value) => value?.text ?? null))
    expect(one).toEqual(texts(records))
    expect(records.columns.map(({ values }) => values.length)).toEqual([1, 1, 1])
  })

  it('may be more than there was room for at first', () => {
    const { records } = intake(Array.from({ length: 2600 }, (_, at) => ({ id: String(9999 - at), texts: [`Name${'abcdefghij'[at % 10] ?? ''}`, 'Pell', ''] })))
    expect(records.count).toBe(2600)
    expect(rowAt(records, 2599).map((value) => value?.text ?? null)).toEqual(['namea', 'pell', null])
    expect(rowAt(records, 0)[0]?.text).toBe('namej')
  })
})

describe('how common a value is', () => {
  const { records } = intake([['Mary', 'Pell'], ['MARY', 'Frost'], ['Omar', 'Pell'], ['M', 'Pell'], ['', 'Unknown']].map((each, at) => ({ id: `${at}`, texts: [...each, ''] })))
  const terms = termsOf(model, records)

  it('is its share of those that have one, however it is written; an initial is no name', () => {
    expect(terms.share(0, 'mary')).toBeCloseTo(2 / 3, 12)
    expect(terms.share(0, 'm')).toBe(0)
    expect(terms.share(1, 'pell')).toBeCloseTo(3 / 4, 12)
  })

  it('adds up to the chance that two of them agree', () => {
    expect(terms.collision(0)).toBeCloseTo((2 / 3) ** 2 + (1 / 3) ** 2, 12)
    expect(terms.collision(1)).toBeCloseTo((3 / 4) ** 2 + (1 / 4) ** 2, 12)
  })

  it('is not counted of what is nobody’s to share, nor of what was never said', () => {
    expect([terms.share(2, '+447700900123'), terms.collision(2), terms.share(0, 'zebedee'), terms.share(9, 'x'), terms.surnamesAt('anywhere')]).toEqual([0, 0, 0, 0, 0])
  })
})
