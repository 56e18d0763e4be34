import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, readImportMap } from './map-schema.ts'
import { RowKeys } from './row-keys.ts'

const bytes = (text: string) => Buffer.from(text)
const map = { heedMap: 1, name: 'Our system', timeZone: 'Europe/London', timeFormats: ['yyyy-MM-dd HH:mm'], fields: { reportedAt: 'at' } }
const faultsOf = (changes: object): string => {
  try {
    readImportMap('MAP.json', JSON.stringify({ ...map, ...changes }))
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}

describe('a map of a file', () => {
  it('says what it may leave out', () => {
    expect(readImportMap('MAP.json', `\ufeff${JSON.stringify(map)}`)).toMatchObject({
      encoding: 'utf-8', delimiter: ',', blank: [], dateFormats: ['yyyy-MM-dd', 'dd/MM/yyyy'], clockChange: { skipped: 'forward', repeated: 'earlier' }, only: [], people: [], screening: [], fields: { reportedAt: { column: 'at' } },
    })
  })

  it.each([
    [{ heedMap: 2 }, 'heedMap: '],
    [{ colour: 'red' }, 'the map: '],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone: is not a time zone: give one such as "Europe/London" or "UTC"'],
    [{ timeFormats: [] }, 'timeFormats: '],
    [{ timeFormats: ['yyyy-MM-dd'] }, 'timeFormats[0]: '],
    [{ fields: {} }, 'fields.reportedAt: '],
    [{ fields: { reportedAt: 'at', longitude: 'x' } }, 'fields: "longitude" and "latitude" go together'],
    [{ fields: { reportedAt: 'at', northing: 'y' } }, 'fields: "easting" and "northing" go together'],
    [{ fields: { reportedAt: { column: 'a', constant: 'b' } } }, 'fields.reportedAt: give one of "column", "columns" and "constant"'],
    [{ fields: { reportedAt: {} } }, 'fields.reportedAt: give one of "column", "columns" and "constant"'],
    [{ fields: { reportedAt: { column: 'a', otherwise: 'x' } } }, 'fields.reportedAt: "otherwise" needs "codes"'],
    [{ fields: { reportedAt: { constant: 'a', codes: {} } } }, 'fields.reportedAt: a constant needs no "codes"'],
    [{ fields: { reportedAt: { column: 'a', with: ' ' } } }, 'fields.reportedAt: "with" needs "columns"'],
    [{ people: [{ role: 'landlord' }] }, 'people[0].role: '],
    [{ only: [{ column: 'a' }] }, 'only[0]: give one of "in" and "notIn"'],
    [{ only: [{ column: 'a', in: ['x'], notIn: ['y'] }] }, 'only[0]: give one of "in" and "notIn"'],
    [{ screening: [{ question: 'd1' }] }, 'screening[0].answer: '],
  ])('%j is refused, with where it stands', (changes, said) => {
    expect(faultsOf(changes)).toContain(said)
  })

  it('names every fault of a map at once', () => {
    expect(faultsOf({ heedMap: 2, timeZone: 'x', fields: {} }).split('\n')).toHaveLength(4)
  })

  it('that is no JSON is called so, by its name', () => {
    expect(() => readImportMap('MAP.json', '{ heedMap: 1 }')).toThrow(/^MAP\.json is not JSON: /)
  })

  it('speaks of its columns once each: those of fields, people, answers and of what is left out', () => {
    const read = readImportMap('MAP.json', JSON.stringify({
      ...map, fields: { reportedAt: { columns: ['day', 'time'], with: ' ' }, narrative: 'what', grade: { constant: 'extended' } }, people: [{ role: 'caller', givenName: 'first', phone: 'what' }],
      screening: [{ question: 'd1', answer: 'repeat', detail: 'repeat words' }], only: [{ column: 'kind', in: ['ASB'] }],
    }))
    expect([...columnsOf(read)].toSorted((a, b) => a.localeCompare(b))).toEqual(['day', 'first', 'kind', 'repeat', 'repeat words', 'time', 'what'])
  })
})

describe('the keys of rows', () => {
  it('equal rows are numbered in the file’s order, and read again they have the same keys', () => {
    const rows = ['a', 'b', 'a', 'a', 'b', 'c'].map(bytes)
    const keysOf = () => {
      const keys = new RowKeys()
      return rows.map((row) => keys.keyOf(row).key)
    }
    const first = keysOf()
    expect(first.map((key) => key.slice(-1))).toEqual(['1', '1', '2', '3', '2', '1'])
    expect(new Set(first).size).toBe(6)
    expect(keysOf()).toEqual(first)
  })

  it('are as many as there are different rows, however many, whatever they hold', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 200 }), (texts) => {
      const keys = new RowKeys()
      const numbers = new Map<string, number>()
      for (const text of texts) {
        const number = keys.numberOf(bytes(text))
        expect(number).toBe((numbers.get(text) ?? 0) + 1)
        numbers.set(text, number)
      }
      expect(keys.different).toBe(numbers.size)
    }), { numRuns: 30 })
  })

  it('are all kept when the table grows', () => {
    const keys = new RowKeys()
    for (let at = 0; at < 6000; at++) expect(keys.numberOf(bytes(`row ${at}`))).toBe(1)
    expect(keys.different).toBe(6000)
    for (const at of [0, 1, 2999, 5999]) expect(keys.numberOf(bytes(`row ${at}`))).toBe(2)
  })

  it('of a row that names itself are its name, beside what it says now', () => {
    const keys = new RowKeys()
    expect(keys.keyOfNamed(bytes('x'), 'ref A 1')).toEqual({ key: 'ref A 1', rowHash: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' })
    expect(keys.different).toBe(0)
  })
})
