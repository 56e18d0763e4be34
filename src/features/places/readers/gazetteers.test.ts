import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSource, sourceOf, type Source } from '#platform/files/source.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import { openDataFor } from '#test/open-data.ts'
import { readAddresses } from './addresses.ts'
import { readPostcodes, type ReadBatch } from './postcodes.ts'

async function gather<T>(batches: AsyncGenerator<ReadBatch<T>>): Promise<{ items: T[]; faults: RowFault[] }> {
  const [items, faults] = [Array.of<T>(), Array.of<RowFault>()]
  for await (const batch of batches) {
    items.push(...batch.items)
    faults.push(...batch.faults)
  }
  return { items, faults }
}

function postcodesIn(text: string): Promise<Awaited<ReturnType<typeof gather<unknown>>>> {
  return gather<unknown>(readPostcodes(sourceOf('p.csv', text)))
}

describe('a postcode file', () => {
  it('is read in the layout of Code-Point Open, with and without its header', async () => {
    const row = 'BR1 1AB,10,540260,169398,E92000001,E19000003,E18000007,,E09000006,E05000109\n'
    const header = 'postcode,quality,eastings,northings,country,nhs_region,nhs_ha,county,district,ward\n'
    const bare = await postcodesIn(row)
    expect(bare.items).toMatchObject([{ rowNumber: 1, postcode: 'BR1 1AB', quality: 10, boroughCode: 'E09000006', wardCode: 'E05000109', point: { easting: 540_260 } }])
    const headed = await postcodesIn(header + row)
    expect(headed.items).toMatchObject([{ rowNumber: 2, postcode: 'BR1 1AB', point: { northing: 169_398 } }])
  })

  it('is read with longitude and latitude, and gains the grid', async () => {
    const { items } = await postcodesIn('Postcode,Lon,Lat\nza12bc,-0.128,51.504\n')
    expect(items).toMatchObject([{ postcode: 'ZA1 2BC', quality: null, point: { longitude: -0.128, latitude: 51.504, easting: expect.closeTo(530_000, -2) } }])
  })

  it('keeps a postcode whose place is not known', async () => {
    const { items, faults } = await postcodesIn('postcode,easting,northing\nZA1 2BC,0,0\nZA1 2BD,,\n')
    expect(items).toMatchObject([{ postcode: 'ZA1 2BC', point: null }, { postcode: 'ZA1 2BD', point: null }])
    expect(faults).toEqual([])
  })

  it('says what is wrong with each bad row', async () => {
    const { items, faults } = await postcodesIn('postcode,easting,northing\nLondon,1,2\nZA1 2BC,1e9,5\nZA1 2BC,abc,5\nZA1 2BC,530000,\nZA1 2BC,530000,180000\n')
    expect(items).toHaveLength(1)
    expect(faults.map(({ rowNumber, column, reason }) => [rowNumber, column, reason])).toEqual([
      [2, 'postcode', 'is not shaped like a postcode'],
      [3, null, 'has an easting and northing (1000000000, 5) off the British National Grid'],
      [4, null, 'has an easting and northing ("abc", "5") that are not two numbers'],
      [5, null, 'has an easting and northing ("530000", blank) that are not two numbers'],
    ])
  })

  it('is refused when it has no place, naming what it has', async () => {
    await expect(postcodesIn('postcode,town\n')).rejects.toThrow('it has no columns "easting" and "northing", nor "longitude" and "latitude". It has "postcode", "town".')
    await expect(postcodesIn('town,lon,lat\n')).rejects.toThrow('p.csv cannot be read as postcodes: it has no column "postcode"')
  })
})

function addressesIn(text: string): ReturnType<typeof gather<unknown>> {
  return gather<unknown>(readAddresses(sourceOf('a.csv', text)))
}

describe('an address gazetteer', () => {
  it('is read with its references, addresses and places', async () => {
    const { items } = await addressesIn('UPRN,Address,Postcode,Easting,Northing\n000123456789,"14  Tanner Street, Fernhope",za1 2bc,530000,180000\n9,Lodge,,530000,180000\n')
    expect(items).toMatchObject([
      { rowNumber: 2, uprn: '123456789', address: '14 Tanner Street, Fernhope', postcode: 'ZA1 2BC', point: { easting: 530_000 } },
      { rowNumber: 3, uprn: '9', postcode: null },
    ])
  })

  it('says what is wrong with each bad row', async () => {
    const { items, faults } = await addressesIn(
      'uprn,address,postcode,longitude,latitude\n1.00E+11,a,ZA1 2BC,0,51\nx,a,ZA1 2BC,0,51\n1,,ZA1 2BC,0,51\n2,a,nowhere,0,51\n3,a,ZA1 2BC,0,95\n0,a,ZA1 2BC,0,51\n4,a,ZA1 2BC,0,51\n',
    )
    expect(items).toHaveLength(1)
    expect(faults.map(({ rowNumber, column, reason }) => [rowNumber, column, reason])).toEqual([
      [2, 'uprn', 'has been shortened by a spreadsheet'],
      [3, 'uprn', 'is not a number of 1 to 12 digits'],
      [4, 'address', 'is blank'],
      [5, 'postcode', 'is not shaped like a postcode'],
      [6, null, 'has a longitude and latitude (0, 95) that are no place on the earth'],
      [7, 'uprn', 'is not a number of 1 to 12 digits'],
    ])
  })

  it('is refused when columns are missing', async () => {
    await expect(addressesIn('uprn,postcode,easting,northing\n')).rejects.toThrow('it has no column "address" or "full_address"')
  })
})

const { folder, isMissing } = openDataFor('the postcodes of London')

describe.skipIf(isMissing)('the postcodes of London', () => {
  it('are all read, at a speed that is printed', async () => {
    const source: Source = await openSource(join(folder, 'reference', 'code-point-open-2014-greater-london.csv.gz'))
    const began = performance.now()
    const { items, faults } = await gather(readPostcodes(source))
    process.stdout.write(`postcodes: ${Math.round(items.length / ((performance.now() - began) / 1000)).toLocaleString('en-GB')} a second\n`)
    expect(faults).toEqual([])
    expect(items).toHaveLength(181_216)
    expect(items.filter(({ point }) => point === null)).toHaveLength(items.filter(({ quality }) => quality === 90).length)
  })
})
