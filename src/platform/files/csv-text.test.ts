import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDelimited } from './delimited.ts'
import { csvBytes, csvText } from './csv-text.ts'
import { sourceOf } from './source.ts'

/** The one cell of a table of one, as the file writes it. */
const cell = (text: string): string => csvText([[text]]).slice(0, -2)

/** What a spreadsheet does with a cell: it runs what begins with one of these, whatever it cannot see before it. */
function runs(written: string): boolean {
  const text = /^"[\s\S]*"$/.test(written) ? written.slice(1, -1).replaceAll('""', '"') : written
  return /^[=+\-@|%＝＋－＠]/u.test(text.replace(/^[\s\p{C}\p{Z}"]+/u, ''))
}

describe('a table as a file', () => {
  it('is a line a row, ended as spreadsheets end them, the last one too', () => {
    expect(csvText([['Ward', 'Reports'], ['Fernhope', '41']])).toBe('Ward,Reports\r\nFernhope,41\r\n')
    expect(csvText([[]])).toBe('\r\n')
  })

  it('begins with the mark that tells its letters, once, and only as bytes', () => {
    const bytes = csvBytes([['Café']])
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf')
    expect(bytes.subarray(3).toString('utf8')).toBe('Café\r\n')
    expect(csvText([['Café']])).toBe('Café\r\n')
  })

  it.each([
    ['plain words', 'plain words'], ['', ''], ['a,b', '"a,b"'], ['say "no"', '"say ""no"""'], ['two\nlines', '"two\nlines"'], ['two\r\nlines', '"two\r\nlines"'], ['end\r', '"end\r"'],
    ['a;b', 'a;b'], ['14 Tanner Street', '14 Tanner Street'], ['5-7', '5-7'], ['50%', '50%'], ['a@example.org', 'a@example.org'], ['1+1=2', '1+1=2'],
  ])('writes %j as %j', (text, written) => {
    expect(cell(text)).toBe(written)
  })

  it.each(['=1+1', '+44', '-5', '@SUM(A1)', '|calc', '%0A=1', '＝1', '＋1', '－1', '＠x', ' =1', '\u00a0=1', '\u200b=1', '\ufeff=1', "'=1", '"=1', '\u0000=1', '\u202e=1', '  \u2003\u200d@x', '\u3000=1'])('keeps %j from being run', (text) => {
    expect(cell(text).replace(/^"/, '').startsWith("'")).toBe(true)
    expect(runs(cell(text))).toBe(false)
  })

  it.each(['\tx', '\rx', '\nx'])('keeps %j from being taken for something else than text', (text) => {
    expect(cell(text).replace(/^"/, '')).toMatch(/^'/)
  })

  it('holds nothing that a spreadsheet would run, whatever was typed', () => {
    const nasty = fc.array(fc.constantFrom('=', '+', '-', '@', '|', '%', '＝', '"', "'", ' ', '\t', '\r', '\n', '\u00a0', '\u200b', '\u202e', '\ufeff', ',', 'a', '1'), { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(fc.property(nasty, (text) => {
      expect(runs(cell(text))).toBe(false)
    }), { numRuns: 500 })
  })

  it('is read back as it was written, but for the mark before what would be run', async () => {
    const text = fc.array(fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r\n', ' ', ';', '=', '-'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 }), async (rows) => {
      const file = await openDelimited(sourceOf('t.csv', csvBytes([['one', 'two'], ...rows])))
      const read: (readonly string[])[] = []
      for await (const batch of file.batches()) {
        expect(batch.faults).toEqual([])
        read.push(...batch.rows.map(({ fields }) => fields))
      }
      expect(file.header).toEqual(['one', 'two'])
      expect(read.map((cells) => cells.map((each, at) => (each === `'${rows[read.indexOf(cells)]?.[at] ?? ''}` ? each.slice(1) : each)))).toEqual(rows)
    }), { numRuns: 100 })
  })
})
