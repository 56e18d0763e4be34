import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordParser, type RecordFormat, type Row, type RowFault } from './record-parser.ts'

const FORMAT: RecordFormat = { delimiter: ',', encoding: 'utf-8', maxRowBytes: 10_000 }

function parsed(bytes: Buffer, size = bytes.length, format: RecordFormat = FORMAT): { header: readonly string[] | null; rows: Row[]; faults: RowFault[] } {
  const parser = new RecordParser(format)
  const [rows, faults] = [Array.of<Row>(), Array.of<RowFault>()]
  const keep = (): void => {
    const taken = parser.take()
    rows.push(...taken.rows)
    faults.push(...taken.faults)
  }
  for (let at = 0; at < bytes.length; at += Math.max(size, 1)) {
    parser.feed(bytes.subarray(at, at + Math.max(size, 1)))
    keep()
  }
  parser.end()
  keep()
  return { header: parser.header, rows, faults }
}

const plain = ({ header, rows, faults }: ReturnType<typeof parsed>) => ({ header, rows: rows.map(({ rowNumber, raw, fields }) => [rowNumber, raw.toString('hex'), ...fields]), faults })
const pieces = fc.array(fc.constantFrom('a', 'é', ',', '"', '""', '\n', '\r\n', '\r', ' ', '\0', '1,2\n', '"x,y",z\n', ',"open\n', '"a"b,c\n'), { maxLength: 25 }).map((parts) => Buffer.from(`h1,h2\n${parts.join('')}`))
const spoilt = fc.tuple(pieces, fc.nat(), fc.constantFrom(0xff, 0xc3, 0x80)).map(([bytes, at, by]) => Buffer.concat([bytes.subarray(0, 6 + (at % Math.max(bytes.length - 5, 1))), Buffer.from([by]), bytes.subarray(6 + (at % Math.max(bytes.length - 5, 1)))]))

describe('a file cut into rows', () => {
  it('is the same rows and the same faults however its bytes arrive, be they as broken as they may', () => {
    fc.assert(fc.property(fc.oneof(pieces, spoilt), fc.integer({ min: 1, max: 7 }), (bytes, size) => {
      expect(plain(parsed(bytes, size))).toEqual(plain(parsed(bytes)))
    }), { numRuns: 400 })
  })

  it('gives each row as many fields as the header, under its own number, in order, and counts none twice', () => {
    fc.assert(fc.property(fc.oneof(pieces, spoilt), (bytes) => {
      const { rows, faults } = parsed(bytes)
      for (const { fields } of rows) expect(fields).toHaveLength(2)
      const numbers = [...rows, ...faults].map(({ rowNumber }) => rowNumber)
      expect(new Set(numbers).size).toBe(numbers.length)
      for (const each of [rows, faults]) expect(each.map(({ rowNumber }) => rowNumber)).toEqual(each.map(({ rowNumber }) => rowNumber).sort((a, b) => a - b))
    }), { numRuns: 200 })
  })

  it('keeps a good last row whatever stands before it, unless a mark before it is still open', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('short\n', 'a,b,c\n', '"x"y,z\n', 'p,q\n', '\n', '\r\n', 'n\0,x\n', 'padded,y,,\n'), { maxLength: 12 }), (lines) => {
      expect(parsed(Buffer.from(`h1,h2\n${lines.join('')}last,one\n`)).rows.at(-1)?.fields).toEqual(['last', 'one'])
    }))
  })

  it.each([
    ['no line end at its end', 'h1,h2\na,b', [['a', 'b']]], ['marks around everything', '"h1","h2"\n"a","b"\n', [['a', 'b']]], ['an empty field, marked or not', 'h1,h2\n,""\n', [['', '']]], ['a mark inside a plain field', 'h1,h2\n6" pipe,a"b"\n', [['6" pipe', 'a"b"']]],
    ['a doubled mark alone', 'h1,h2\n"""",""""""\n', [['"', '""']]], ['a lone return within a field', 'h1,h2\na\rb,c\n', [['a\rb', 'c']]], ['blanks around a mark, which then is only a character', 'h1,h2\n a , "b"\n', [[' a ', ' "b"']]],
  ])('reads %s', (_what, text, rows) => {
    const read = parsed(Buffer.from(text))
    expect([read.rows.map(({ fields }) => [...fields]), read.faults]).toEqual([rows, []])
  })

  it.each([';', '\t', '|'] as const)('takes %j between fields and a comma for a character', (delimiter) => {
    expect(parsed(Buffer.from(`h1${delimiter}h2\na,b${delimiter}"c${delimiter}d"\n`), 3, { ...FORMAT, delimiter }).rows.map(({ fields }) => fields)).toEqual([['a,b', `c${delimiter}d`]])
  })

  it('says once of a row that is too long that it is, and goes on with the next, however its bytes arrive', () => {
    const bytes = Buffer.from(`h1,h2\n${'x'.repeat(500)},1\na,b\n${'y'.repeat(99)},${'z'.repeat(100)}\nc,d\n`)
    for (const size of [1, 50, 1000]) {
      const { rows, faults } = parsed(bytes, size, { ...FORMAT, maxRowBytes: 200 })
      expect([rows.map(({ rowNumber, fields }) => [rowNumber, fields[0]?.length]), faults]).toEqual([[[3, 1], [4, 99], [5, 1]], [{ rowNumber: 2, column: null, reason: 'is longer than 200 bytes' }]])
    }
  })
})
