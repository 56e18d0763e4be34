import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findColumns, openDelimited, type DelimitedOptions, type Row, type RowFault } from './delimited.ts'
import { openSource, sourceOf, type Source } from './source.ts'

async function readAll(source: Source, options: DelimitedOptions = {}): Promise<{ header: readonly string[]; rows: Row[]; faults: RowFault[]; sha256: string }> {
  const file = await openDelimited(source, options)
  const [rows, faults] = [Array.of<Row>(), Array.of<RowFault>()]
  for await (const batch of file.batches()) {
    rows.push(...batch.rows)
    faults.push(...batch.faults)
  }
  return { header: file.header, rows, faults, sha256: file.sha256() }
}

/** The same bytes, given a few at a time. */
function inPieces(text: string | Buffer, size: number): Source {
  const bytes = Buffer.from(text)
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return { name: 'pieces.csv', sizeBytes: bytes.length, bytes: pieces() }
}

function quote(field: string): string {
  return `"${field.replaceAll('"', '""')}"`
}

describe('a delimited file', () => {
  it('is read into its header and rows, numbered as a spreadsheet numbers them', async () => {
    const { header, rows } = await readAll(sourceOf('a.csv', '\ufeffa, b \r\n1,"x, ""y"""\r\n\r\n3,"two\nlines"\n'))
    expect(header).toEqual(['a', 'b'])
    expect(rows.map(({ rowNumber, fields }) => [rowNumber, ...fields])).toEqual([
      [2, '1', 'x, "y"'],
      [4, '3', 'two\nlines'],
    ])
    expect(rows.map(({ raw }) => raw.toString())).toEqual(['1,"x, ""y"""', '3,"two\nlines"'])
  })

  it('gives the same rows however its bytes arrive, plain or packed', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r\n', ' ', '😀'), maxLength: 6 })
    const table = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (rows, size, isPacked) => {
        const text = ['x,y,z', ...rows.map((row) => row.map(quote).join(','))].join('\r\n')
        const read = await readAll(inPieces(isPacked ? gzipSync(text) : text, size))
        expect(read.rows.map(({ fields }) => fields)).toEqual(rows)
        expect(read.faults).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('keeps good rows on both sides of every kind of bad one', async () => {
    const bytes = Buffer.concat([
      Buffer.from('name,street\ngood 1,x\nshort\ntoo,many,columns\npadded,y,,\n'),
      Buffer.from([0x62, 0xe9, 0x2c, 0x78, 0x0a]),
      Buffer.from('ok,nul\0here\n"broken"text,x\ngood 2,6" pipe\n"never closed,x\ngood 3,x\n'),
    ])
    const { rows, faults } = await readAll(sourceOf('b.csv', bytes))
    expect(rows.map(({ fields }) => fields)).toEqual([['good 1', 'x'], ['padded', 'y'], ['good 2', '6" pipe'], ['good 3', 'x']])
    expect(faults).toEqual([
      { rowNumber: 3, column: null, reason: 'has 1 column where the header has 2' },
      { rowNumber: 4, column: null, reason: 'has 3 columns where the header has 2' },
      { rowNumber: 6, column: 'name', reason: 'is not UTF-8 text' },
      { rowNumber: 7, column: 'street', reason: 'holds a NUL byte' },
      { rowNumber: 8, column: null, reason: 'has text after a closing quotation mark' },
      { rowNumber: 10, column: null, reason: 'has a quotation mark that is never closed' },
    ])
  })

  it('loses one line and not the next when a stray mark swallows several', async () => {
    const { rows, faults } = await readAll(sourceOf('c.csv', 'a,b\n1,"open\n2,x\n3,"closed"\n4,y\n'))
    expect(faults.map(({ rowNumber }) => rowNumber)).toEqual([2])
    expect(rows.map(({ fields }) => fields[0])).toEqual(['2', '3', '4'])
  })

  it('passes over a row that is too long without holding it', async () => {
    const text = `a,b\n1,${'x'.repeat(5000)}\n2,y\n3,"${'z'.repeat(5000)}"\n4,w\n`
    const { rows, faults } = await readAll(inPieces(text, 700), { maxRowBytes: 1000 })
    expect(rows.map(({ fields }) => fields[0])).toEqual(['2', '4'])
    expect(faults.map(({ rowNumber, reason }) => [rowNumber, reason])).toEqual([
      [2, 'is longer than 1,000 bytes'],
      [4, expect.stringMatching(/longer than|never closed/)],
    ])
  })

  it('reads other delimiters and an old encoding when told to', async () => {
    const { rows } = await readAll(sourceOf('d.csv', Buffer.from('a;b\ncaf\xe9;0,56\n', 'latin1')), { delimiter: ';', encoding: 'windows-1252' })
    expect(rows[0]?.fields).toEqual(['café', '0,56'])
  })

  it('tells the SHA-256 of the file as stored', async () => {
    const { sha256 } = await readAll(sourceOf('e.csv', 'a,b\n1,2\n'))
    expect(sha256).toBe(createHash('sha256').update('a,b\n1,2\n').digest('hex'))
  })
})

describe('a file that is not one', () => {
  const whole = gzipSync(`a,b\n${'1,some text that is not all the same\n'.repeat(50)}`)
  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /empty\.csv is empty/],
    ['blank', '\n\n\n', /holds no rows, not even a header/],
    ['a ZIP', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), /ZIP archive or a spreadsheet/],
    ['UTF-16', Buffer.from('\ufeffa,b', 'utf16le'), /UTF-16/],
    ['a web page', '<!DOCTYPE html><html>', /web page/],
    ['a PDF', '%PDF-1.7', /PDF/],
    ['cut short', whole.subarray(0, whole.length - 12), /cut short: its compressed data ends in the middle/],
    ['damaged', Buffer.concat([whole.subarray(0, 12), Buffer.alloc(20, 0xff), whole.subarray(32)]), /damaged/],
    ['packed twice', gzipSync(whole), /compressed twice/],
    ['not UTF-8 in its header', Buffer.from('caf\xe9,b\n1,2\n', 'latin1'), /its first line is not UTF-8 text/],
    ['a header that names a column twice', 'a,b,a\n', /two columns called "a"/],
  ])('is refused when it is %s', async (_, bytes, message) => {
    await expect(readAll(sourceOf('empty.csv', bytes))).rejects.toThrow(message)
  })

  it('is refused when there is none, or it is a folder', async () => {
    await expect(openSource('/nowhere/at/all.csv')).rejects.toThrow('There is no file all.csv.')
    await expect(openSource(import.meta.dirname)).rejects.toThrow('files is not a file.')
  })
})

describe('the columns of a file', () => {
  it('are found in any case and by any of their names', () => {
    expect(findColumns({ name: 'f.csv', header: ['Lat', 'PCDS'] }, 'postcodes', [['postcode', 'pcds'], ['latitude', 'lat']])).toEqual([1, 0])
  })

  it('that are missing are named, beside those that were found', () => {
    expect(() => findColumns({ name: 'f.csv', header: ['Town', 'Lat'] }, 'postcodes', [['postcode', 'pcds'], ['lat'], ['lon']])).toThrow(
      'f.csv cannot be read as postcodes: it has no columns "postcode" or "pcds", "lon". It has "Town", "Lat".',
    )
  })
})
