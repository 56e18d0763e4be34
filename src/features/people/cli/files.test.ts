import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDelimited } from '#platform/files/delimited.ts'
import { sourceOf } from '#platform/files/source.ts'
import { projectFolder } from '#platform/config.ts'
import { readModel } from '../linkage/read-model.ts'
import { trainedFile } from './model-file.ts'
import { csvRow, readModelFile, readRecordFiles, writeLines } from './record-files.ts'
import { columnOf, readClusters, readTable } from './truth-file.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heed-files-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function given(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('a row of a file that is written', () => {
  it('is quoted where it must be, and nowhere else', () => {
    expect([csvRow(['a', 'b', 3, -1.5]), csvRow(['a,b', 'say "no"', 'two\nlines', 'cr\r', '']), csvRow([])]).toEqual(['a,b,3,-1.5', '"a,b","say ""no""","two\nlines","cr\r",', ''])
  })

  it('is read back as it was, whatever stands in it', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.stringMatching(/^[a-zA-Z0-9 ,"'é;|=]{0,12}$/), { minLength: 2, maxLength: 5 }), async (fields) => {
      const text = `${csvRow(fields.map((_, at) => `c${at}`))}\n${csvRow(fields.map((field) => `x${field}`))}\n`
      const file = await openDelimited(sourceOf('x.csv', text))
      for await (const { rows, faults } of file.batches()) {
        expect(faults).toEqual([])
        expect(rows.map((row) => row.fields.map((field) => field.trim()))).toEqual([fields.map((field) => `x${field}`.trim())])
      }
    }), { numRuns: 60 })
  })
})

describe('a file that is written', () => {
  it('is there whole, each line ended, however many there are', async () => {
    const path = join(folder, 'many.csv')
    await writeLines(path, Array.from({ length: 20_000 }, (_, at) => `line ${at}`))
    const lines = readFileSync(path, 'utf8').split('\n')
    expect([lines.length, lines[0], lines[19_999], lines[20_000]]).toEqual([20_001, 'line 0', 'line 19999', ''])
    await writeLines(path, [])
    expect(readFileSync(path, 'utf8')).toBe('')
  })

  it('is not there at all when it could not be written to its end, and what was there before stays', async () => {
    const path = given('kept.csv', 'before\n')
    const broken = (function* lines() {
      yield 'first'
      throw new Error('the records gave out')
    })()
    await expect(writeLines(path, broken)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('the records gave out') })
    expect(readFileSync(path, 'utf8')).toBe('before\n')
    expect(existsSync(`${path}.part`)).toBe(false)
    await expect(writeLines(join(folder, 'no', 'such', 'folder.csv'), ['x'])).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('cannot be written') })
  })
})

describe('a model’s file with its trained part', () => {
  it('keeps a person’s own words in it, and is read as the model it was', async () => {
    const path = join(projectFolder(), 'models/fake.json')
    const model = readModel(readFileSync(path, 'utf8'))
    const levels = model.comparisons.map((each) => Array.from({ length: each.levels.length + 1 }, () => 1 / (each.levels.length + 1)))
    const trained = { from: '10 records', classes: [{ explanation: 'same person', share: 0.123456789, levels }, { explanation: 'namesake', share: 0.876543211, levels }] } as const
    const [text = ''] = await trainedFile(path, { ...model, trained }, null)
    const read = readModel(text)
    expect(read.version).toMatch(new RegExp(`^${model.version.replaceAll('.', '\\.')}\\+[0-9a-f]{8}$`))
    expect(read.trained?.classes.map(({ share }) => share)).toEqual([0.1234568, 0.8765432])
    expect({ ...read, version: '', trained: null }).toEqual({ ...model, version: '', trained: null })
    expect(text).toContain(JSON.stringify(JSON.parse(readFileSync(path, 'utf8')).about))
    expect((await trainedFile(path, { ...model, trained }, null))[0]).toBe(text)
    expect(readModel((await trainedFile(path, { ...model, trained }, 'ours-7'))[0] ?? '').version).toBe('ours-7')
  })
})

const small = { name: 'small', version: '1', id: 'id', time: 'at', source: 'from', columns: { given: { from: 'first', clean: 'given name' }, line: { from: ['house', 'street'], clean: 'address' } } }

describe('records read for a model', () => {
  it('have their columns joined, their time and source, whatever the order of the columns', async () => {
    const model = await readModelFile(given('small.json', JSON.stringify(small)))
    const records = await readRecordFiles(model, [given('r.csv', 'street,at,first,extra,house,id,from\nTanner Street,2026-01-02,Ada,x,14,b,call\n ,2026-01-01,Omar,x,,a,web\n')])
    expect([records.ids, records.times, records.sources]).toEqual([['a', 'b'], ['2026-01-01', '2026-01-02'], ['web', 'call']])
    expect(records.columns.map(({ codes, values }) => Array.from(codes, (code) => values[code]?.text ?? null))).toEqual([['omar', 'ada'], [null, '14 tanner st']])
  })

  it.each([[',', ''], [';', '\uFEFF'], ['\t', ''], ['|', '']])('are read the same parted by %j, whoever saved the file', async (mark, before) => {
    const rows = [['id', 'at', 'from', 'first', 'house', 'street', '', ''], ['0007', '2026-01-02', 'call', ' "Zoë" ', '14', 'Tanner Street', '', ''], ['7', '', '', 'Ann', '', '"Mill Lane, Leeds"', '', '']]
    const records = await readRecordFiles(readModel(JSON.stringify(small)), [given('parted.csv', before + rows.map((row) => `${row.join(mark)}\r\n`).join(''))])
    expect([records.ids, records.columns.map(({ codes, values }) => Array.from(codes, (code) => values[code]?.text ?? null))]).toEqual([['0007', '7'], [['zoe', 'ann'], ['14 tanner st', 'mill ln leeds']]])
  })

  it('say which column is often filled with what is not of its kind, and never what stood there', async () => {
    const model = readModel(JSON.stringify({ name: 'm', version: '1', id: 'id', columns: { given: { from: 'first', clean: 'given name' }, born: { from: ['dob'], clean: 'date' } } }))
    const said: string[] = []
    const rows = Array.from({ length: 100 }, (_, at) => `${at},${at === 0 ? 'unknown' : 'Ada'},${at < 40 ? '' : at < 43 ? 'in spring' : '1961-04-02'}`)
    await readRecordFiles(model, [given('spring.csv', ['id,first,dob', ...rows].join('\n'))], (sentence) => said.push(sentence))
    expect(said).toEqual(['model.columns.born: 3 of 60 values of "dob" cannot be read as date and count as empty'])
  })

  it.each([
    ['the time', 'id,from,first,house,street\n1,x,A,1,B\n', 'model.time: s.csv has no column "at". It has "id", "from", "first", "house", "street".'], ['the source', 'id,at,first,house,street\n1,x,A,1,B\n', 'model.source: s.csv has no column "from".'],
    ['one of two columns', 'id,at,from,first,house\n1,x,y,A,1\n', 'model.columns.line.from[1]: s.csv has no column "street".'],
  ])('are refused without %s, naming its place in the model', async (_what, text, sentence) => {
    await expect(readRecordFiles(readModel(JSON.stringify(small)), [given('s.csv', text)])).rejects.toThrow(sentence)
  })

  it('may have an id in two files once only', async () => {
    const row = 'id,at,from,first,house,street\n1,,,A,,\n'
    await expect(readRecordFiles(readModel(JSON.stringify(small)), [given('one.csv', row), given('two.csv', row)])).rejects.toThrow('two records have "1" in the column "id"')
  })
})

describe('what is said of records elsewhere', () => {
  it('is a table by id, and its columns by any of their names', async () => {
    const table = await readTable(given('truth.csv', 'Record_ID, Person_ID ,group\n 1 ,p1,A\n2,p2,\n'), ['record_id', 'id'])
    expect([...columnOf(table, ['cluster', 'person_id'])]).toEqual([['1', 'p1'], ['2', 'p2']])
    expect(() => columnOf(table, ['owner', 'whose'])).toThrow('truth.csv has no column "owner" or "whose". It has ')
    await expect(readTable(given('other.csv', 'n,person\n1,2\n'), ['record_id', 'id'])).rejects.toThrow('other.csv has no column "record_id" or "id". It has "n", "person".')
    await expect(readTable(given('twice.csv', 'id,person\n1,a\n2,b\n 1 ,b\n'), ['id'])).rejects.toThrow('twice.csv: row 4 has "1" for the second time. What is said of a record stands in one row.')
    await expect(readTable(given('bad.csv', 'id,person\n1,2,3\n'), ['id'])).rejects.toThrow('bad.csv: row 2 has 3 columns where the header has 2.')
  })

  it.each([['as they are', '1,a\n2,b\n3,a\n', ['1', '2', '3'], ['a', 'b'], [0, 1, 0]], ['put in order', '2,b\n10,b\n1,a\n', ['1', '10', '2'], ['b', 'a'], [1, 0, 0]]])('is clusters by the number of their name, the records in the order of their ids: %s', async (_how, rows, ids, names, clusters) => {
    const earlier = await readClusters(given('clusters.csv', `record_id,cluster_id\n${rows}`))
    expect(earlier).toEqual({ ids, names, clusters })
  })

  it('is refused as clusters where a column is not there', async () => {
    await expect(readClusters(given('half.csv', 'record_id,person\n1,a\n'))).rejects.toThrow('half.csv has no column "cluster_id". It has "record_id", "person". Give the file that "people link" wrote.')
  })
})
