import { describe, expect, it } from 'vitest'
import type { RowFault } from '#platform/files/delimited.ts'
import { sourceOf } from '#platform/files/source.ts'
import { readAddresses } from './addresses.ts'
import { readBoundaries, type AreaKind, type AreaReading, type BoundaryOptions } from './boundaries.ts'
import { readPostcodes, type ReadBatch } from './postcodes.ts'

async function gathered<T>(batches: AsyncGenerator<ReadBatch<T>>): Promise<{ items: T[]; faults: RowFault[]; bytesRead: number }> {
  const [items, faults] = [Array.of<T>(), Array.of<RowFault>()]
  let bytesRead = 0
  for await (const batch of batches) {
    items.push(...batch.items)
    faults.push(...batch.faults)
    bytesRead = batch.bytesRead
  }
  return { items, faults, bytesRead }
}

const postcodes = (text: string | Buffer) => gathered(readPostcodes(sourceOf('p.csv', text)))
const addresses = (text: string | Buffer) => gathered(readAddresses(sourceOf('a.csv', text)))

describe('a file of postcodes', () => {
  it.each([['pcds'], ['PCD'], ['pcd7'], ['pcd8'], ['PostCode'], ['pc']])('may call them %s', async (name) => {
    expect((await postcodes(`${name},lat,long\nza1 2bc,51.5,-0.1\n`)).items).toMatchObject([{ postcode: 'ZA1 2BC', point: { longitude: -0.1 }, quality: null, boroughCode: null, wardCode: null }])
  })

  it('may name the ward and borough by the names of the postcode directory, and a blank is none', async () => {
    const { items } = await postcodes('pcds,oseast1m,osnrth1m,oslaua,osward,positional_quality\nZA1 2BC,530000,180000,E09000012,E05009367,10\nZA1 2BD,530000,180000, ,,1\n')
    expect(items).toMatchObject([{ boroughCode: 'E09000012', wardCode: 'E05009367', quality: 10 }, { boroughCode: null, wardCode: null, quality: null }])
  })

  it('that has no header is understood only in the layout that is published without one', async () => {
    await expect(postcodes('ZA1 2BC,530000,180000\n')).rejects.toMatchObject({ kind: 'invalid' })
    expect((await postcodes('ZA1 2BC,10,530000,180000,E92000001,,,,E09000012,E05009367\n')).items).toHaveLength(1)
  })

  it('is read to its end, and says how far it was read', async () => {
    const text = `postcode,lon,lat\n${Array.from({ length: 3000 }, (_, at) => `ZA${1 + (at % 9)} ${at % 10}BC,-0.1,51.5\n`).join('')}`
    const { items, faults, bytesRead } = await postcodes(text)
    expect([items.length, faults.length, bytesRead]).toEqual([3000, 0, text.length])
  })

  it('keeps each good row beside the bad ones, and counts rows from the header', async () => {
    const { items, faults } = await postcodes('postcode,lon,lat\nZA1 2BC,-0.1,51.5\nQQQ,-0.1,51.5\nZA1 2BD,-0.1\nZA1 2BE,-0.1,51.5\n')
    expect(items.map(({ postcode }) => postcode)).toContain('ZA1 2BE')
    expect(faults.map(({ rowNumber }) => rowNumber)).toContain(3)
    expect(items.length + faults.length).toBe(4)
  })
})

describe('a gazetteer', () => {
  it.each([['full_address', 'post_code'], ['single_line_address', 'Postcode'], ['ADDRESS', 'POSTCODE']])('may call the line %s and the postcode %s', async (line, code) => {
    expect((await addresses(`UPRN,${line},${code},x,y\n12,1 Alder Row,,530000,180000\n`)).items).toMatchObject([{ uprn: '12', address: '1 Alder Row', postcode: null, point: { easting: 530_000 } }])
  })

  it.each([
    ['1'.repeat(13), 'x', 'uprn', 'is not a number of 1 to 12 digits'], ['-5', 'x', 'uprn', 'is not a number of 1 to 12 digits'], ['1.5', 'x', 'uprn', 'is not a number of 1 to 12 digits'], ['9.0E+10', 'x', 'uprn', 'has been shortened by a spreadsheet'],
    ['1e11', 'x', 'uprn', 'has been shortened by a spreadsheet'], ['000', 'x', 'uprn', 'is not a number of 1 to 12 digits'], ['12', '   ', 'address', 'is blank'], ['12', 'x'.repeat(501), 'address', 'is longer than 500 characters'],
  ])('refuses the row with number %j and line %j…', async (uprn, line, column, reason) => {
    const { items, faults } = await addresses(`uprn,address,postcode,lon,lat\n${uprn},${line},ZA1 2BC,-0.1,51.5\n`)
    expect(items).toEqual([])
    expect(faults).toEqual([{ rowNumber: 2, column, reason }])
  })

  it('takes the longest line and the longest number there are, without their spaces and noughts', async () => {
    const { items } = await addresses(`uprn,address,postcode,lon,lat\n000000000001,${'x'.repeat(500)},,,\n999999999999,"  Flat 1,\t 2  Alder   Row ",za12bc,,\n`)
    expect(items).toMatchObject([{ uprn: '1', point: null }, { uprn: '999999999999', address: 'Flat 1, 2 Alder Row', postcode: 'ZA1 2BC' }])
  })

  it.each([['uprn,address\n', 'it has no column "postcode"'], ['address,postcode,lon,lat\n', 'it has no column "uprn"'], ['uprn,address,postcode\n', 'it has no columns "easting" and "northing", nor "longitude" and "latitude"'], ['', 'a.csv is empty']])('with the header %j is refused', async (text, words) => {
    await expect(addresses(text)).rejects.toThrow(words)
  })
})

const ring = [[0, 51], [0.1, 51], [0.1, 51.1], [0, 51]]
const feature = (properties: Record<string, unknown>, geometry: unknown = { type: 'Polygon', coordinates: [ring] }) => ({ type: 'Feature', properties, geometry })
async function areas(features: readonly unknown[], kind: AreaKind, options: BoundaryOptions = {}): Promise<AreaReading[]> {
  const all: AreaReading[] = []
  for await (const reading of readBoundaries(sourceOf('a.geojson', JSON.stringify({ type: 'FeatureCollection', features })), kind, options)) all.push(reading)
  return all
}

describe('a file of boundaries', () => {
  it('without a feature has no area, and is no fault', async () => {
    expect(await areas([], 'ward')).toEqual([])
  })

  it('takes its properties from the first feature that has any, and code and name as they are written', async () => {
    const readings = await areas([{ type: 'Feature', geometry: null }, feature({ WD24CD: 5009, WD24NM: ' Alder ' }), feature({ WD24CD: 'E05009367', WD24NM: 'x'.repeat(201) })], 'ward')
    expect(readings).toMatchObject([{ number: 1, fault: 'has no properties' }, { number: 2, area: { code: '5009', name: 'Alder', boroughCode: null } }, { number: 3, fault: 'has no name in "WD24NM"' }])
  })

  it('of wards or census areas says which borough each lies in, where it does', async () => {
    expect(await areas([feature({ LSOA21CD: 'E01000001', LSOA21NM: 'One', LAD22CD: 'E09000001' }), feature({ LSOA21CD: 'E01000002', LSOA21NM: 'Two', LAD22CD: '' })], 'lsoa')).toMatchObject([{ area: { boroughCode: 'E09000001' } }, { area: { boroughCode: null } }])
    expect(await areas([feature({ LAD22CD: 'E09000001', LAD22NM: 'One' })], 'borough')).toMatchObject([{ area: { boroughCode: null, code: 'E09000001' } }])
  })

  it.each<[AreaKind, Record<string, string>, RegExp]>([
    ['borough', { WD24CD: 'E1', WD24NM: 'W' }, /looks like a file of kind ward, not borough/], ['lsoa', { WD24CD: 'E1', WD24NM: 'W', LAD24CD: 'E9' }, /looks like a file of kind ward, not lsoa/], ['ward', { LSOA21CD: 'E1', LSOA21NM: 'L' }, /looks like a file of kind lsoa, not ward/],
    ['ward', {}, /It has no properties\./],
  ])('of another kind is refused where a %s is wanted: %j', async (kind, properties, words) => {
    await expect(areas([feature(properties)], kind)).rejects.toThrow(words)
  })

  it('told which properties to use, and not having them, is refused', async () => {
    await expect(areas([feature({ ref: 'x', label: 'y' })], 'ward', { codeProperty: 'beat' })).rejects.toThrow('no property that holds the code of a ward. It has "ref", "label".')
    await expect(areas([feature({ ref: 'x', label: 'y' })], 'ward', { codeProperty: 'ref', nameProperty: 'beat' })).rejects.toThrow('no property that holds the name of a ward')
  })

  it('keeps an outline’s pieces and holes, and leaves its heights out', async () => {
    const hole = [[0.05, 51.02], [0.06, 51.02], [0.06, 51.03], [0.05, 51.02]]
    const [one, two] = await areas([feature({ CODE: 'a', NAME: 'A' }, { type: 'Polygon', coordinates: [ring.map((each) => [...each, 12]), hole] }), feature({ CODE: 'b', NAME: 'B' }, { type: 'MultiPolygon', coordinates: [[ring], [hole]] })], 'ward')
    expect(one).toMatchObject({ area: { outline: { type: 'Polygon', coordinates: [ring, hole] } } })
    expect(two).toMatchObject({ area: { outline: { type: 'MultiPolygon', coordinates: [[ring], [hole]] } } })
  })
})
