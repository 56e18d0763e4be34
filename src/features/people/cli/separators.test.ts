import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRecords } from './record-files.ts'
import { bareHeader, separatorOf } from './separators.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-separators-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function given(text: string | Buffer): string {
  const path = join(folder, 'given.csv')
  writeFileSync(path, text)
  return path
}

async function rowsOf(path: string): Promise<readonly (readonly string[])[]> {
  const file = await openRecords(path)
  const found: (readonly string[])[] = [file.header]
  for await (const { rows, faults } of file.batches()) {
    expect(faults).toEqual([])
    found.push(...rows.map(({ fields }) => fields))
  }
  return found
}

describe('a file of records is parted', () => {
  it.each([
    ['by semicolons, all quoted, as statistics programs write it', '"id";"name"\n"1";"Pell; Ada"\n', [['id', 'name'], ['1', 'Pell; Ada']]],
    ['by tabs, all quoted', '"id"\t"name"\r\n"1"\t"Ada"\r\n', [['id', 'name'], ['1', 'Ada']]],
    ['by bars, all quoted, behind a byte order mark', '\uFEFF"id"|"name"\n"1"|"Ada"\n', [['id', 'name'], ['1', 'Ada']]],
    ['by semicolons where a comma stands in quotation marks alone', '"name, in full";id\nAda;1\n', [['name, in full', 'id'], ['Ada', '1']]],
    ['by semicolons where a quoted name holds a doubled mark', '"the ""other"", name";id\nAda;1\n', [['the "other", name', 'id'], ['Ada', '1']]],
    ['by commas where semicolons and bars are quoted', '"a;b","c|d"\n1,2\n', [['a;b', 'c|d'], ['1', '2']]],
    ['by commas where a name has semicolons too', 'id,name;nickname\n1,Ada\n', [['id', 'name;nickname'], ['1', 'Ada']]],
    ['by semicolons where a mark stands within a name', 'size 5";id\n1;2\n', [['size 5"', 'id'], ['1', '2']]],
    ['by nothing where it has one column', 'id\n1\n', [['id'], ['1']]],
    ['by semicolons below empty lines', '\r\n\n"id";"name"\n1;2\n', [['id', 'name'], ['1', '2']]],
  ])('%s', async (_how, text, rows) => {
    expect(await rowsOf(given(text))).toEqual(rows)
  })

  it('alike when it is packed, when its header reaches over many lines, and when no line ends it', async () => {
    expect(await separatorOf(given(gzipSync('"id";"name"\n1;2\n')))).toBe(';')
    expect(await separatorOf(given(`"${'a long, long name\n'.repeat(9000)}";id\n1;2\n`))).toBe(';')
    expect(await separatorOf(given('"id"|"name"'))).toBe('|')
  })

  it('whatever its columns are called, once they are quoted', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(',', ';', '\t', '|'), fc.uniqueArray(fc.stringMatching(/^[a-z,;|"\té\n]{1,8}$/), { minLength: 2, maxLength: 4, selector: (name) => name.trim() }), async (separator, names) => {
      const text = `${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(separator)}\n`
      fc.pre(names.every((name) => name.trim() !== ''))
      expect((await openRecords(given(text))).header).toEqual(names.map((name) => name.trim()))
    }), { numRuns: 60 })
  })

  it('and refused in its own words where a quotation never closes or goes on behind its end', async () => {
    await expect(openRecords(given('"id;name\n1;2\n'))).rejects.toThrow('given.csv cannot be read as a CSV file: its first line has a quotation mark that is never closed.')
    await expect(openRecords(given('"id" x;name\n1;2\n'))).rejects.toThrow('its first line has text after a closing quotation mark')
  })

  it.skipIf(!existsSync('/proc/self/fd'))('without a file left open: neither the one looked into, nor one that is read, nor one that is refused', async () => {
    const path = join(folder, 'large.csv')
    const isOpen = (): boolean => readdirSync('/proc/self/fd').some((each) => {
      try {
        return readlinkSync(`/proc/self/fd/${each}`) === path
      } catch {
        return false
      }
    })
    writeFileSync(path, `"id";"name"\n${'1;Ada\n'.repeat(60_000)}`)
    await separatorOf(path)
    await expect.poll(isOpen).toBe(false)
    writeFileSync(path, `"id" x;name\n${'1;Ada\n'.repeat(60_000)}`)
    await expect(openRecords(path)).rejects.toThrow('closing quotation mark')
    await expect.poll(isOpen).toBe(false)
    writeFileSync(path, `id;id\n${'1;Ada\n'.repeat(60_000)}`)
    await expect(openRecords(path)).rejects.toThrow('two columns called "id"')
    await expect.poll(isOpen).toBe(false)
  })
})

describe('the first line of a file', () => {
  it('is not told before it has ended, wherever the file is cut', () => {
    fc.assert(fc.property(fc.stringMatching(/^["a;,\n]{0,14}$/), fc.nat(14), (text, cut) => {
      const early = bareHeader(text.slice(0, cut))
      if (early !== null) expect(bareHeader(text)).toBe(early)
    }))
  })
})
