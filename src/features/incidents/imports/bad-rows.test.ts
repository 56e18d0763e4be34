import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RowFault } from '#platform/files/delimited.ts'
import { sourceOf } from '#platform/files/source.ts'
import { refusalOf } from '#test/support/pages.ts'
import { detectLayout } from './layouts.ts'
import { readImportMap } from './map-schema.ts'
import { openIncidents } from './open-incidents.ts'
import type { ImportedRow, OpenRecord, ReportedRecord } from './records.ts'

interface Whole {
  readonly read: number
  readonly asb: number
  readonly rows: readonly ImportedRow<OpenRecord | ReportedRecord>[]
  readonly faults: readonly RowFault[]
}

async function readWhole(text: string, map: Parameters<typeof openIncidents>[1] = null): Promise<Whole> {
  const file = await openIncidents(sourceOf('file.csv', text), map)
  const [rows, faults]: [ImportedRow<OpenRecord | ReportedRecord>[], RowFault[]] = [[], []]
  let [read, asb] = [0, 0]
  for await (const batch of file.batches()) {
    read += batch.read
    asb += batch.asb
    rows.push(...batch.rows)
    faults.push(...batch.faults)
  }
  return { read, asb, rows, faults }
}

const street = 'Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n'
const streetRow = (over: { month?: string; longitude?: string; latitude?: string; type?: string } = {}) => `${over.month ?? '2020-05'},F,F,${over.longitude ?? '-0.09'},${over.latitude ?? '51.41'},On or near X,E1,A,${over.type ?? 'Anti-social behaviour'}\n`
const grid = 'Month,Reported by,Falls within,Easting,Northing,Location,Crime type\n'
const api = 'month,category,id,latitude,longitude,street_name\n'

describe('a row of a published file that is broken', () => {
  it.each([
    ['a blank month', streetRow({ month: '' }), 'Month', 'is not a month written yyyy-mm: ""'],
    ['a month in words', streetRow({ month: 'May 2020' }), 'Month', 'is not a month written yyyy-mm: "May 2020"'],
    ['a thirteenth month', streetRow({ month: '2020-13' }), 'Month', 'is not a month written yyyy-mm: "2020-13"'],
    ['a month nought', streetRow({ month: '2020-00' }), 'Month', 'is not a month written yyyy-mm: "2020-00"'],
    ['a month of another century', streetRow({ month: '1820-05' }), 'Month', 'is not a month written yyyy-mm: "1820-05"'],
    ['a day', streetRow({ month: '2020-05-01' }), 'Month', 'is not a month written yyyy-mm: "2020-05-01"'],
    ['no type', streetRow({ type: '' }), 'Crime type', 'is blank'],
    ['half a point', streetRow({ latitude: '' }), null, expect.stringContaining('that are not two numbers')],
    ['a point in words', streetRow({ longitude: 'west' }), null, expect.stringContaining('that are not two numbers')],
    ['a point off the earth', streetRow({ latitude: '91' }), null, expect.stringContaining('that are no place on the earth')],
  ])('%s is told by its number and column, and the rows around it are kept', async (_, bad, column, reason) => {
    const { read, rows, faults } = await readWhole(street + streetRow() + bad + streetRow())
    expect([read, rows.length]).toEqual([3, 2])
    expect(faults).toEqual([{ rowNumber: expect.any(Number), column, reason }])
  })

  it('tells no more of what stood there than its beginning', async () => {
    const { faults: [fault] } = await readWhole(street + streetRow({ month: 'x'.repeat(500) }))
    expect(fault?.reason.length).toBeLessThan(80)
  })

  it('a point is off the grid, or of the API has no number for its id', async () => {
    expect((await readWhole(`${grid}2010-12,K,K,9999999,155000,High Street,Anti-social behaviour\n`)).faults).toMatchObject([{ column: null, reason: expect.stringContaining('off the British National Grid') }])
    expect((await readWhole(`${grid}2010-12,K,K,0,0,High Street,Anti-social behaviour\n`)).rows[0]?.record).toMatchObject({ point: null })
    for (const id of ['', 'abc', '1'.repeat(21)]) expect([id, (await readWhole(`${api}2017-05,anti-social-behaviour,${id},51.41,-0.09,On or near X\n`)).faults.map(({ column, reason }) => [column, reason])]).toEqual([id, [['id', 'is not a number']]])
  })

  it('every kind of writing anti-social behaviour counts, and no other crime', async () => {
    const { asb, rows } = await readWhole(street + ['Anti-social behaviour', 'ANTI-SOCIAL BEHAVIOUR', 'Anti-social-behaviour', 'Antisocial behaviour', 'Burglary', 'Public order'].map((type) => streetRow({ type })).join(''))
    expect([asb, rows.length]).toEqual([4, 4])
  })

  it('whatever rows come in whatever order, each is a row, a fault or another crime: none is lost and none counted twice', async () => {
    const kinds = fc.array(fc.constantFrom('good', 'month', 'point', 'blank', 'other'), { maxLength: 30 })
    await fc.assert(fc.asyncProperty(kinds, async (some) => {
      const text = some.map((kind) => streetRow(kind === 'month' ? { month: 'x' } : kind === 'point' ? { latitude: '' } : kind === 'blank' ? { type: '' } : kind === 'other' ? { type: 'Burglary' } : {})).join('')
      const { read, asb, rows, faults } = await readWhole(street + text)
      const count = (...wanted: string[]) => some.filter((kind) => wanted.includes(kind)).length
      expect([read, rows.length, faults.length, asb]).toEqual([some.length, count('good'), count('month', 'point', 'blank'), count('good', 'month', 'point')])
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
    }), { numRuns: 30 })
  })
})

describe('a file by its header', () => {
  const layout = (header: string) => detectLayout({ name: 'file.csv', header: header.trim().split(',') })

  it('is told in whatever order and case its columns stand', () => {
    expect([layout(street), layout(grid), layout(api)]).toEqual(['street', 'street with grid', 'api'])
    expect(layout(street.trim().split(',').toReversed().join(','))).toBe('street')
  })

  it.each([
    ['Crime ID,Month,Outcome type', 'is a data.police.uk outcomes file'],
    ['Type,Date,Object of search,Gender', 'is a data.police.uk stop-and-search file. Read it through a map (--map).'],
    ['uprn,address,postcode', 'is a file of addresses. Load it with "places import --kind address".'],
    ['postcode,eastings,northings', 'is a file of postcodes. Load it with "places import --kind postcode".'],
    ['Month,Falls within,Location,Crime type,Longitude', 'As a street file it lacks "Latitude".'],
    ['month,category,id,latitude,longitude', 'As API records it lacks "street_name".'],
    ['Colour,Size', 'A street file has "Month", "Falls within", "Location", "Crime type", "Longitude" and "Latitude".'],
  ])('%s is refused with what it looks like', async (header, words) => {
    const refusal = await refusalOf((async () => layout(header))())
    expect([refusal.kind, refusal.message.includes(words), refusal.message.startsWith('file.csv ')]).toEqual(['invalid', true, true])
  })
})

describe('a row of a force’s own file that is broken', () => {
  const map = readImportMap('own.json', JSON.stringify({
    heedMap: 1, name: 'own', timeZone: 'Europe/London', timeFormats: ['dd/MM/yyyy HH:mm'], dateFormats: ['dd/MM/yyyy'], blank: ['NULL'],
    only: [{ column: 'Kind', in: ['ASB'] }],
    fields: { reference: 'No', reportedAt: 'When', occurredFrom: 'From', type: { column: 'Type', codes: { N: 'noise', R: 'rowdy-inconsiderate' } }, channel: { column: 'How', codes: { '1': '999', '2': '101' }, otherwise: 'partner' }, narrative: { columns: ['Said', 'More'], with: '. ' }, longitude: 'X', latitude: 'Y' },
    people: [{ role: 'caller', givenName: 'First', dateOfBirth: 'Born' }],
  }))
  const header = 'No,When,From,Kind,Type,How,Said,More,X,Y,First,Born\n'
  const row = (over: Partial<Record<'no' | 'when' | 'from' | 'kind' | 'type' | 'how' | 'said' | 'more' | 'x' | 'y' | 'first' | 'born', string>> = {}) =>
    `${over.no ?? '1'},${over.when ?? '01/03/2020 12:00'},${over.from ?? ''},${over.kind ?? 'ASB'},${over.type ?? 'N'},${over.how ?? '2'},${over.said ?? 'Music'},${over.more ?? ''},${over.x ?? ''},${over.y ?? ''},${over.first ?? ''},${over.born ?? ''}\n`
  const whole = (text: string) => readWhole(header + text, map)

  it.each([
    ['no time', { when: '' }, 'When', 'is blank, and an incident needs the time it was reported'],
    ['a blank word for its time', { when: 'null' }, 'When', 'is blank, and an incident needs the time it was reported'],
    ['no such time', { when: '31/02/2020 12:00' }, 'When', expect.any(String)],
    ['a beginning that is none', { from: 'yesterday' }, 'From', expect.any(String)],
    ['a word the map does not know', { type: 'Q' }, 'Type', 'has a word the map does not know: "Q"'],
    ['half a point', { x: '-0.09' }, null, expect.stringContaining('that are not two numbers')],
  ])('%s is told by its number and column, and the next row is kept', async (_, over, column, reason) => {
    const { read, rows, faults } = await whole(row(over) + row({ no: '2' }))
    expect([read, rows.length, faults]).toEqual([2, 1, [{ rowNumber: expect.any(Number), column, reason }]])
  })

  it('reads its words by the map, joins what is in several columns, and leaves out what is blank', async () => {
    const { rows } = await whole(row({ type: 'r', how: '1', said: 'Music', more: 'Again' }) + row({ no: '2', how: '9', said: 'NULL', more: 'Alone', type: '' }))
    expect(rows.map(({ record }) => record)).toMatchObject([{ type: 'rowdy-inconsiderate', channel: '999', narrative: 'Music. Again', people: [] }, { type: null, channel: 'partner', narrative: 'Alone' }])
  })

  it('passes over what is not anti-social behaviour, and counts only what is', async () => {
    const { read, asb, rows } = await whole(row() + row({ no: '2', kind: 'Theft' }) + row({ no: '3', kind: ' asb ' }))
    expect([read, asb, rows.length]).toEqual([3, 2, 2])
  })

  it('a reference again on the same row is the same row; on another it is told, and nothing of anybody is repeated', async () => {
    const { rows, faults } = await whole(row({ first: 'Zebedee' }) + row({ first: 'Zebedee' }) + row({ first: 'Zebedee', said: 'Other' }))
    expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(['ref 1']))
    expect(faults).toMatchObject([{ column: 'No', reason: 'is the reference of an earlier row of this file that says something else' }])
    expect(JSON.stringify(faults)).not.toContain('Zebedee')
  })

  it('keeps somebody whose date of birth it cannot read, with a note that does not repeat it', async () => {
    const { rows: [one] } = await whole(row({ first: 'Ada', born: '1961' }))
    expect(one?.record).toMatchObject({ people: [{ role: 'caller', givenName: 'Ada', dateOfBirth: null }], notes: ['The date of birth of the caller (column "Born") could not be read'] })
    expect((await whole(row({ first: 'Ada', born: '02/04/1961' }))).rows[0]?.record).toMatchObject({ people: [{ dateOfBirth: '1961-04-02' }], notes: [] })
  })

  it('a file that lacks columns of the map is refused by their names', async () => {
    const refusal = await refusalOf(readWhole('No,When\n1,01/03/2020 12:00\n', map))
    expect(refusal.kind).toBe('invalid')
    for (const column of ['Kind', 'Type', 'Born']) expect(refusal.message).toContain(column)
  })
})
