import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { RowFault } from '#platform/files/delimited.ts'
import { openSource, sourceOf, type Source } from '#platform/files/source.ts'
import { openDataFor } from '#test/open-data.ts'
import { columnsOf, readImportMap, type ImportMap } from './map-schema.ts'
import { openIncidents } from './open-incidents.ts'
import type { ImportedRow, OpenRecord, ReportedRecord } from './records.ts'

const maps = fileURLToPath(new URL('../../../../samples/maps', import.meta.url))

function mapFile(name: string): ImportMap {
  return readImportMap(name, readFileSync(join(maps, name), 'utf8'))
}

function mapOf(changes: object): ImportMap {
  return readImportMap('MAP.json', JSON.stringify(changed(changes)))
}

function changed(changes: object): object {
  return { heedMap: 1, name: 'test rows', timeZone: 'Europe/London', timeFormats: ['yyyy-MM-dd HH:mm'], fields: { reportedAt: 'at' }, ...changes }
}

async function readWhole(source: Source, map: ImportMap): Promise<{ read: number; asb: number; rows: ImportedRow<OpenRecord | ReportedRecord>[]; faults: RowFault[] }> {
  const file = await openIncidents(source, map)
  const whole = { read: 0, asb: 0, rows: Array.of<ImportedRow<OpenRecord | ReportedRecord>>(), faults: Array.of<RowFault>() }
  for await (const batch of file.batches()) {
    whole.read += batch.read
    whole.asb += batch.asb
    whole.rows.push(...batch.rows)
    whole.faults.push(...batch.faults)
  }
  return whole
}

const HEADER =
  'CAD number,Source,Date,Time,From,To,Opening code,Risk,Grade,Closing code,Remarks,Location,Postcode,X,Y,Caller forename,Caller surname,Caller DOB,Caller phone,Caller email,Caller address,Caller postcode,Victim forename,Victim surname,Victim phone,Repeat,Repeat detail\n'

describe('a file read through a map', () => {
  it('takes a reference once: the same row again is the same, another row under it is told and not lost', async () => {
    const rows = 'at,ref,what\n2026-05-01 10:00,A 1,Shouting\n2026-05-01 10:00,A 1,Shouting\n2026-05-02 11:00,A 1,Litter\n2026-05-03 11:00,NA,Litter\n2026-05-03 11:00,NA,Litter\n'
    const whole = await readWhole(sourceOf('refs.csv', rows), mapOf({ blank: ['NA'], fields: { reportedAt: 'at', reference: 'ref', narrative: 'what' } }))
    expect(whole.rows.map(({ rowNumber }) => rowNumber)).toEqual([2, 3, 5, 6])
    expect(whole.rows.filter(({ key }) => key === 'ref A 1').map(({ rowNumber }) => rowNumber)).toEqual([2, 3])
    expect(new Set(whole.rows.map(({ key }) => key)).size).toBe(3)
    expect(whole.faults).toEqual([{ rowNumber: 4, column: 'ref', reason: 'is the reference of an earlier row of this file that says something else' }])
  })

  it('gives what was reported, when, where and by whom, in our words', async () => {
    const row =
      'CAD 2041/23NOV26,9,23/11/2026,21:14:00,23/11/2026 20:30,N/K,ASB-NOISE,P,S,407,"Loud music, again",14 Tanner Street,ZA1 2BC,530000,180000,Marge,Pell,02/04/1961,07700 900123,m.pell@example.com,14 Tanner Street,ZA1 2BC,,,,Y,every weekend since May\n'
    const { rows, faults } = await readWhole(sourceOf('own.csv', HEADER + row), mapFile('own-system.json'))
    expect(faults).toEqual([])
    expect(rows[0]).toMatchObject({ rowNumber: 2, key: 'ref CAD 2041/23NOV26' })
    expect(rows[0]?.record).toEqual({
      precision: 'instant',
      reference: 'CAD 2041/23NOV26',
      channel: '999',
      reportedAt: new Date('2026-11-23T21:14:00Z'),
      occurredFrom: new Date('2026-11-23T20:30:00Z'),
      occurredTo: null,
      type: '211',
      qualifier: 'personal',
      narrative: 'Loud music, again',
      grade: 'significant',
      result: '407',
      locationText: '14 Tanner Street',
      postcode: 'ZA1 2BC',
      point: { longitude: expect.closeTo(-0.128, 2), latitude: expect.closeTo(51.504, 2), easting: 530_000, northing: 180_000 },
      people: [
        { role: 'caller', givenName: 'Marge', familyName: 'Pell', dateOfBirth: '1961-04-02', phone: '07700 900123', email: 'm.pell@example.com', address: '14 Tanner Street', postcode: 'ZA1 2BC' },
      ],
      screening: [{ question: 'd1', answer: 'yes', detail: 'every weekend since May' }],
      notes: [],
    })
  })

  it('leaves out rows that are no incident, and rejects an unknown word without losing the next row', async () => {
    const cells = (code: string, source: string, time: string): string => `C${code}${source},${source},01/06/2026,${time},,,${code},,,,,,,,,,,,,,,,,,,,\n`
    const { read, asb, rows, faults } = await readWhole(
      sourceOf('own.csv', HEADER + cells('CRIME', '9', '10:00') + cells('ASB-VEH', 'PIGEON', '10:00') + cells('OTHER', '1', '10:00') + cells('ASB-VEH', '1', '') + cells('ASB-VEH', '1', '25:00')),
      mapFile('own-system.json'),
    )
    expect({ read, asb }).toEqual({ read: 5, asb: 4 })
    expect(rows.map(({ record }) => record)).toMatchObject([{ type: null, channel: '101', people: [], screening: [] }])
    expect(faults.map(({ rowNumber, column, reason }) => [rowNumber, column, reason])).toEqual([
      [3, 'Source', 'has a word the map does not know: "PIGEON"'],
      [5, 'Date, Time', 'is not a time written as "dd/MM/yyyy HH:mm:ss" or "dd/MM/yyyy HH:mm": "01/06/2026"'],
      [6, 'Date, Time', 'is not a time written as "dd/MM/yyyy HH:mm:ss" or "dd/MM/yyyy HH:mm": "01/06/2026 25:00"'],
    ])
  })

  it('notes a time at a change of the clocks, and a date of birth it cannot read without repeating it', async () => {
    const map = mapOf({ people: [{ role: 'caller', familyName: 'surname', dateOfBirth: 'dob' }] })
    const { rows } = await readWhole(sourceOf('t.csv', 'at,surname,dob\n2018-10-28 01:30,Pell,spring 1961\n'), map)
    expect(rows[0]?.record).toMatchObject({
      reportedAt: new Date('2018-10-28T00:30:00Z'),
      people: [{ familyName: 'Pell', dateOfBirth: null }],
      notes: [expect.stringContaining('came twice'), 'The date of birth of the caller (column "dob") could not be read'],
    })
  })

  it('without a reference keys its rows by their bytes and number', async () => {
    const { rows } = await readWhole(sourceOf('t.csv', 'at\n2018-10-28 03:30\n2018-10-28 03:30\n'), mapOf({}))
    expect(rows.map(({ key }) => key.slice(-2))).toEqual([' 1', ' 2'])
  })

  it('is refused when it lacks columns of the map, naming both sides', async () => {
    const map = mapOf({ fields: { reportedAt: 'at', type: 'kind', narrative: { columns: ['what', 'more'] } } })
    await expect(readWhole(sourceOf('t.csv', 'at,what\n'), map)).rejects.toThrow('t.csv cannot be read as test rows: it has no columns "kind", "more". It has "at", "what".')
  })

  it('may be in an old encoding with another delimiter', async () => {
    const map = mapOf({ encoding: 'windows-1252', delimiter: ';', fields: { reportedAt: 'at', narrative: 'said' } })
    const { rows } = await readWhole(sourceOf('t.csv', Buffer.from('at;said\n2018-01-01 03:30;caf\xe9\n', 'latin1')), map)
    expect(rows[0]?.record).toMatchObject({ narrative: 'café' })
  })
})

describe('a map', () => {
  it.each<[string, object, string]>([
    ['an unknown setting', { colour: 'red' }, 'the map: Unrecognized key: "colour"'],
    ['no time reported', { fields: {} }, 'fields.reportedAt: '],
    ['two sources for a field', { fields: { reportedAt: { column: 'a', constant: 'b' } } }, 'fields.reportedAt: give one of "column", "columns" and "constant"'],
    ['an unknown role', { people: [{ role: 'bystander' }] }, 'people[0].role: '],
    ['a zone that is none', { timeZone: 'Europe/Fernhope' }, 'timeZone: is not a time zone'],
    ['a format that is none', { timeFormats: ['DD/MM'] }, 'timeFormats[0]: has letters that mean nothing in it'],
    ['half a place', { fields: { reportedAt: 'a', longitude: 'x' } }, 'fields: "longitude" and "latitude" go together'],
    ['words for nothing', { fields: { reportedAt: 'a', type: { column: 'b', otherwise: 'x' } } }, 'fields.type: "otherwise" needs "codes"'],
    ['another version', { heedMap: 2 }, 'heedMap: '],
    ['a filter both ways', { only: [{ column: 'a', in: ['x'], notIn: ['y'] }] }, 'only[0]: give one of "in" and "notIn"'],
  ])('with %s is refused, and the place named', (_, changes, message) => {
    expect(() => mapOf(changes)).toThrow(message)
  })

  it('that is not JSON is refused', () => {
    expect(() => readImportMap('MAP.json', '{ "heedMap": 1,')).toThrow('MAP.json is not JSON')
  })

  it('knows every column it speaks of, once', () => {
    const map = mapOf({ fields: { reportedAt: 'a', narrative: { columns: ['b', 'c'] } }, only: [{ column: 'a', in: ['x'] }], people: [{ role: 'victim', phone: 'd' }], screening: [{ question: 'd1', answer: 'e' }] })
    expect(columnsOf(map).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('that we ship can be used, every one', () => {
    const names = readdirSync(maps)
    expect(names).toHaveLength(4)
    for (const name of names) expect(mapFile(name).heedMap).toBe(1)
  })
})

const { folder, isMissing } = openDataFor('dispatch logs read through maps')

describe.skipIf(isMissing)('the logs read through the maps we ship', () => {
  it('of the fire brigade are read by the clock of London, "NULL" being blank', async () => {
    const { read, rows, faults } = await readWhole(await openSource(join(folder, 'dispatch', 'lfb-animal-rescues-2009_2021.csv.gz')), mapFile('fire-log.json'))
    expect({ read, rows: rows.length, faults }).toEqual({ read: 7544, rows: 7544, faults: [] })
    expect(rows.filter(({ record }) => record.point === null)).toHaveLength(0)
    expect(rows.find(({ key }) => key === 'ref 139091')?.record).toMatchObject({ reportedAt: new Date('2009-01-01T03:01:00Z'), locationText: 'Waddington Way, Crystal Palace & Upper Norwood, Croydon', channel: '999' })
    expect(JSON.stringify(rows)).not.toContain('NULL')
  })

  it('of the city are read by the clock of its own zone', async () => {
    const { read, rows, faults } = await readWhole(await openSource(join(folder, 'dispatch', 'milwaukee-calls-2018-05-01_07.csv.gz')), mapFile('city-dispatch.json'))
    expect({ read, faults }).toEqual({ read: 12_294, faults: [] })
    expect(rows).toHaveLength(825 + 108 + 165 + 101 + 39 + 17 + 15)
    expect(rows.find(({ key }) => key === 'ref 1211372')?.record).toMatchObject({ reportedAt: new Date('2018-05-01T05:10:28Z'), type: '202' })
  })

  it('of stop and search are taken at their offset, so a summer file begins the evening before', async () => {
    const { read, rows, faults } = await readWhole(await openSource(join(folder, 'dispatch', 'stop-and-search', '2016-03-metropolitan-stop-and-search.csv.gz')), mapFile('stop-and-search.json'))
    expect(faults).toEqual([])
    expect(rows).toHaveLength(read)
    expect(rows[0]?.record).toMatchObject({ reportedAt: new Date('2016-03-01T00:12:00Z'), point: null })
  })
})
