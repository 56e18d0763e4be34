import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { RowFault } from '#platform/files/delimited.ts'
import { openSource, sourceOf, type Source } from '#platform/files/source.ts'
import { openDataFor } from '#test/open-data.ts'
import { openIncidents } from './open-incidents.ts'
import type { ImportedRow, OpenRecord, ReportedRecord } from './records.ts'
import { RowKeys } from './row-keys.ts'

const STREET = 'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n'
const API = 'month,category,id,persistent_id,latitude,longitude,street_id,street_name,location_type,location_subtype,context,outcome_category,outcome_date,ward_code\n'
const ROW = ',2018-10,Cheshire Constabulary,Cheshire Constabulary,-2.038409,53.357508,"On or near High Road, Ickenham",E01018585,Cheshire East 001A,Anti-social behaviour,,\n'

interface Whole {
  layout: string
  read: number
  asb: number
  rows: ImportedRow<OpenRecord | ReportedRecord>[]
  faults: RowFault[]
}

async function readWhole(source: Source): Promise<Whole> {
  const file = await openIncidents(source)
  const whole: Whole = { layout: file.layout, read: 0, asb: 0, rows: [], faults: [] }
  for await (const batch of file.batches()) {
    whole.read += batch.read
    whole.asb += batch.asb
    whole.rows.push(...batch.rows)
    whole.faults.push(...batch.faults)
  }
  return whole
}

describe('a street file', () => {
  it('gives its anti-social behaviour and passes over other crime', async () => {
    const { layout, read, asb, rows } = await readWhole(sourceOf('s.csv', `${STREET}${ROW}abc,2018-10,C,C,-2,53,On or near X,E1,N,Burglary,,\n`))
    expect({ layout, read, asb }).toEqual({ layout: 'street', read: 2, asb: 1 })
    expect(rows[0]?.record).toMatchObject({ precision: 'month', month: '2018-10', place: 'On or near High Road, Ickenham', lsoaCode: 'E01018585', fallsWithin: 'Cheshire Constabulary', persistentId: null, point: { longitude: -2.038_409 } })
  })

  it('keeps rows that are the same byte for byte as separate incidents, with the same keys when it is read again', async () => {
    const first = await readWhole(sourceOf('s.csv', STREET + ROW + ROW + ROW))
    const again = await readWhole(sourceOf('renamed.csv.gz', gzipSync((STREET + ROW + ROW + ROW).replaceAll('\n', '\r\n'))))
    expect(new Set(first.rows.map(({ key }) => key)).size).toBe(3)
    expect(first.rows.map(({ key }) => key)).toEqual(again.rows.map(({ key }) => key))
    expect(first.rows[2]?.key).toMatch(/^row [0-9a-f]{64} 3$/)
  })

  it('of the first layout is read from easting and northing', async () => {
    const { layout, rows } = await readWhole(
      sourceOf('2010-12-street.csv', 'Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context\n2010-12,Kent Police,Kent Police,576000,155000,On or near High Street,Anti-social behaviour,\n'),
    )
    expect(layout).toBe('street with grid')
    expect(rows[0]?.record).toMatchObject({ month: '2010-12', lsoaCode: null, point: { easting: 576_000, northing: 155_000, latitude: expect.closeTo(51.267, 2) } })
  })

  it('keeps a row without a point, and rejects one whose month or point is broken', async () => {
    const { rows, faults, asb } = await readWhole(
      sourceOf('s.csv', STREET + ROW.replace('-2.038409,53.357508', ',') + ROW.replace('2018-10', '2018-13') + ROW.replace('53.357508', 'north') + ROW.replace('53.357508', '') + ROW.replace('Anti-social behaviour', '')),
    )
    expect(asb).toBe(4)
    expect(rows.map(({ rowNumber, record }) => [rowNumber, record.point])).toEqual([[2, null]])
    expect(faults.map(({ rowNumber, column, reason }) => [rowNumber, column, reason])).toEqual([
      [3, 'Month', 'is not a month written yyyy-mm: "2018-13"'],
      [4, null, 'has a longitude and latitude ("-2.038409", "north") that are not two numbers'],
      [5, null, 'has a longitude and latitude ("-2.038409", blank) that are not two numbers'],
      [6, 'Crime type', 'is blank'],
    ])
  })
})

describe('records of the API', () => {
  it('have their id as key, so that a record on a ward edge has one', async () => {
    const row = '2016-05,anti-social-behaviour,48840833,,51.538218,0.088862,963063,On or near Greenslade Road,Force,,,,,E05000026\n'
    const { layout, rows } = await readWhole(sourceOf('a.csv', API + row + row.replace('E05000026', 'E05000027')))
    expect(layout).toBe('api')
    expect(rows.map(({ key }) => key)).toEqual(['id 48840833', 'id 48840833'])
    expect(rows[1]?.rowHash).not.toBe(rows[0]?.rowHash)
    expect(rows[0]?.record).toMatchObject({ streetId: '963063', wardAskedFor: 'E05000026', month: '2016-05' })
  })

  it('are rejected without an id', async () => {
    const { faults } = await readWhole(sourceOf('a.csv', `${API}2016-05,anti-social-behaviour,x,,51.5,0.1,1,Y,Force,,,,,\n`))
    expect(faults).toEqual([{ rowNumber: 2, column: 'id', reason: 'is not a number' }])
  })
})

describe('a file in no published layout', () => {
  it.each([
    ['Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type\n', /outcomes file: it says what became of crimes/],
    ['Type,Date,Part of a policing operation,Latitude,Longitude,Object of search\n', /stop-and-search file\. Read it through a map/],
    ['uprn,address,postcode,easting,northing\n', /file of addresses/],
    ['postcode,quality,eastings,northings\n', /file of postcodes/],
    [STREET.replace('Crime type', 'Kind'), /As a street file it lacks "Crime type"\. It has "Crime ID", "Month"/],
    [API.replace('street_name', 'street'), /As API records it lacks "street_name"/],
    ['a,b,c\n', /in no published layout\. A street file has .*It has "a", "b", "c"\. A force's own file needs a map/],
  ])('is refused, saying what it is: %s', async (header, message) => {
    await expect(readWhole(sourceOf('f.csv', header))).rejects.toThrow(message)
  })
})

describe('row keys', () => {
  it('number equal rows and tell different ones apart through any growth', () => {
    const keys = new RowKeys()
    const seen = new Set<string>()
    for (let turn = 0; turn < 3; turn += 1) for (let row = 0; row < 20_000; row += 1) seen.add(keys.keyOf(Buffer.from(`row ${row}`)).key)
    expect(keys.different).toBe(20_000)
    expect(seen.size).toBe(60_000)
    expect(keys.keyOf(Buffer.from('row 7')).key).toMatch(/ 4$/)
  })
})

const samples = fileURLToPath(new URL('../../../../samples/incidents', import.meta.url))

describe('the samples', () => {
  it('are read whole, with identical rows apart and ward-edge repeats together', async () => {
    const street = await readWhole(await openSource(join(samples, '2020-05-street.csv.gz')))
    expect({ ...street, rows: new Set(street.rows.map(({ key }) => key)).size, different: new Set(street.rows.map(({ rowHash }) => rowHash)).size }).toMatchObject({ read: 660, asb: 600, rows: 600, different: 454, faults: [] })
    const api = await readWhole(await openSource(join(samples, '2017-05-api-records.csv.gz')))
    expect({ ...api, rows: new Set(api.rows.map(({ key }) => key)).size }).toMatchObject({ read: 606, asb: 606, rows: 556, faults: [] })
  })
})

const { folder, isMissing } = openDataFor('published incident files')

describe.skipIf(isMissing)('the published files', () => {
  it('of the Metropolitan Police hold 257,044 records of 244,352 incidents', { timeout: 60_000 }, async () => {
    const ids = new Set<string>()
    const began = performance.now()
    let [read, faults] = [0, 0]
    for (const name of readdirSync(join(folder, 'met-wards-api', 'asb'))) {
      const file = await openIncidents(await openSource(join(folder, 'met-wards-api', 'asb', name)))
      for await (const batch of file.batches()) {
        read += batch.read
        faults += batch.faults.length
        for (const { key } of batch.rows) ids.add(key)
      }
    }
    process.stdout.write(`API records: ${Math.round(read / ((performance.now() - began) / 1000)).toLocaleString('en-GB')} a second\n`)
    expect({ read, different: ids.size, faults }).toEqual({ read: 257_044, different: 244_352, faults: 0 })
  })

  it('of Leicestershire hold 14,531 incidents, a quarter or more of them repeated rows, each with its own key', { timeout: 60_000 }, async () => {
    let [asb, keys, different, faults] = [0, 0, 0, 0]
    for (const name of readdirSync(join(folder, 'street', 'leicestershire')).filter((file) => file.includes('-street.csv'))) {
      const whole = await readWhole(await openSource(join(folder, 'street', 'leicestershire', name)))
      asb += whole.asb
      keys += new Set(whole.rows.map(({ key }) => key)).size
      different += new Set(whole.rows.map(({ rowHash }) => rowHash)).size
      faults += whole.faults.length
    }
    expect({ asb, keys, faults }).toEqual({ asb: 14_531, keys: 14_531, faults: 0 })
    expect(1 - different / asb).toBeGreaterThan(0.24)
    process.stdout.write(`street rows that repeat another: ${(100 * (1 - different / asb)).toFixed(1)} per cent\n`)
  })
})
