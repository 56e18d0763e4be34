import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RowFault } from '#platform/files/delimited.ts'
import { sourceOf, type Source } from '#platform/files/source.ts'
import { boundsOf, contains, isOnEdge, polygonsOf, shapeOf, type Outline, type Position } from '../rules/geometry.ts'
import { AreaIndex } from '../rules/area-index.ts'
import { readAddresses } from './addresses.ts'
import { readBoundaries, type AreaReading } from './boundaries.ts'
import { readFeatures, type ReadFeature } from './geojson.ts'
import { fromDegrees, fromGrid } from './points.ts'
import { readPostcodes, type ReadBatch } from './postcodes.ts'

async function all<T>(given: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = []
  for await (const each of given) found.push(each)
  return found
}

/** A file that arrives in these pieces. */
function arriving(...pieces: readonly (string | Buffer)[]): Source {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (const piece of pieces) yield Buffer.from(piece)
  }
  return { name: 'odd.geojson', sizeBytes: null, bytes: chunks() }
}

const named = (code: string, coordinates: unknown, type = 'Polygon'): object => ({ type: 'Feature', properties: { WD24CD: code, WD24NM: `Ward ${code}` }, geometry: { type, coordinates } })
const collection = (...features: readonly object[]): string => JSON.stringify({ type: 'FeatureCollection', features })
const wards = (text: string): Promise<AreaReading[]> => all(readBoundaries(sourceOf('odd.geojson', text), 'ward'))
const outcome = (reading: AreaReading | undefined): string => (reading === undefined ? 'nothing' : 'fault' in reading ? reading.fault : reading.area.code)

describe('features found in a stream', () => {
  it('are found wherever the pieces are cut: within a string, an escape, a number, a letter of several bytes', async () => {
    const text = JSON.stringify({ type: 'FeatureCollection', features: [{ a: 'quote " back \\ brace } ] é 東' }, { b: [1.5e-7, [2, [3]]] }, {}] })
    const bytes = Buffer.from(text)
    const whole = await all(readFeatures(arriving(bytes)))
    expect(whole.map(({ value }) => value)).toEqual([{ a: 'quote " back \\ brace } ] é 東' }, { b: [1.5e-7, [2, [3]]] }, {}])
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      expect(await all(readFeatures(arriving(...at.slice(1).map((end, n) => bytes.subarray(at[n], end)))))).toEqual(whole)
    }), { numRuns: 60 })
  })

  it('are those of the list at the top alone, whatever else is called so and wherever the list stands', async () => {
    const text = '{"about":{"features":[{"not":1}]},"type":"FeatureCollection","bbox":[[{"not":2}]],"features":[{"yes":1},{"yes":2}],"more":[{"not":3}],"features_too":[{"not":4}]}'
    expect((await all(readFeatures(arriving(text)))).map(({ number, value }) => [number, value])).toEqual([[1, { yes: 1 }], [2, { yes: 2 }]])
  })

  it.each<[string, string | Buffer, string]>([
    ['bytes that are no text', Buffer.concat([Buffer.from('{"features":[{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"},{"b":1}]}')]), 'is not UTF-8 text'],
    ['a NUL', Buffer.from('{"features":[{"a":"\0"},{"b":1}]}'), 'holds a NUL byte'], ['a comma too many', '{"features":[{"a":1,},{"b":1}]}', 'is not valid JSON'], ['a key without quotes', '{"features":[{a:1},{"b":1}]}', 'is not valid JSON'],
  ])('with %s are a fault each, and the next is read', async (_what, text, fault) => {
    expect(await all(readFeatures(arriving(text)))).toEqual([{ number: 1, value: null, fault }, { number: 2, value: { b: 1 }, fault: null }] satisfies ReadFeature[])
  })

  it('of more than 32 MB are said to be, held nowhere, and the next is read', async () => {
    const piece = 'x'.repeat(1024 * 1024)
    const found = await all(readFeatures(arriving('{"features":[{"a":"', ...Array.from({ length: 33 }, () => piece), '"},{"b":"', piece, '"}]}')))
    expect(found.map(({ number, fault }) => [number, fault])).toEqual([[1, 'is larger than 32 MB'], [2, null]])
  })

  it.each([
    ['<!doctype html><html><head>', 'odd.geojson is a web page: the download gave a page and not the file'], ['code,name,area,population,density,more', 'odd.geojson is not GeoJSON: it begins with "code,name,area,population,dens".'], ['[1,2]', 'odd.geojson is not GeoJSON: it begins with "[1,2]".'], ['{"type":"Polygon","coordinates":[]}', 'odd.geojson is a GeoJSON Polygon, not a FeatureCollection.'],
    ['{"type":"Topology"}', 'is TopoJSON. Convert it to GeoJSON first.'], ['{"features":{}}', 'it has no "features" list.'], ['{}', 'it has no "features" list.'], ['{"features":[{"a":1}', 'is cut short: it ends in the middle of its features.'], ['{"features":[', 'is cut short'],
  ])('%j is refused whole', async (text, words) => {
    await expect(all(readFeatures(arriving(text)))).rejects.toThrow(words)
  })
})

describe('an outline of odd coordinates', () => {
  const ring = (...points: Position[]): Position[] => [...points, points[0] ?? [0, 0]]

  it('is in degrees to the very edge of the earth, and beyond it in nothing that is known', async () => {
    const corners = (west: number, south: number, east: number, north: number): Position[][] => [ring([west, south], [east, south], [east, north], [west, north])]
    const read = await wards(collection(named('A', corners(-180, -90, 180, 90)), named('B', corners(-180.001, 0, 10, 10)), named('C', corners(-10, -90.001, 10, 10)), named('D', corners(-10, 0, 180.001, 10)), named('E', corners(-10, 0, 10, 90.001))))
    expect(read.map(outcome)).toEqual(['A', ...['B', 'C', 'D', 'E'].map((code) => `(${code}) has coordinates that are neither degrees nor metres of the British National Grid`)])
  })

  it('in metres is kept to the centimetre and no finer, and in degrees as it is written', async () => {
    const [metres, degrees] = await wards(collection(named('A', [ring([530_000, 180_000], [531_000, 180_000], [531_000, 181_000])]), named('B', [ring([0.123456789012, 51.5], [0.2, 51.5], [0.2, 51.6])])))
    if (metres === undefined || degrees === undefined || 'fault' in metres || 'fault' in degrees) throw new Error('both are areas')
    for (const each of polygonsOf(metres.area.outline).flat(3)) expect(each).toBe(Math.round(each * 1e7) / 1e7)
    expect(boundsOf(metres.area.outline).west).toBeCloseTo(-0.1283, 3)
    expect(boundsOf(degrees.area.outline).west).toBe(0.123456789012)
  })

  it.each<[string, unknown, string, string]>([
    ['no ring', [], 'Polygon', '(A) has no coordinates'], ['a ring of two points', [[[0, 51], [1, 51]]], 'Polygon', '(A) has a ring of fewer than three points'], ['a point of words', [[[0, 51], ['x', 51], [1, 52]]], 'Polygon', '(A) has a point that is not two numbers'],
    ['a point of one number', [[[0, 51], [1], [1, 52]]], 'Polygon', '(A) has a point that is not two numbers'], ['a line', [[0, 51], [1, 51]], 'LineString', '(A) has a geometry of type "LineString", not Polygon or MultiPolygon'], ['pieces of which one is empty', [[[[0, 51], [1, 51], [1, 52]]], []], 'MultiPolygon', '(A) has a polygon without a ring'],
    ['several geometries', undefined, 'GeometryCollection', '(A) has a geometry of type "GeometryCollection", not Polygon or MultiPolygon'],
  ])('with %s is a fault that names it, and the next area is read', async (_what, coordinates, type, fault) => {
    expect((await wards(collection(named('A', coordinates, type), named('B', [ring([0, 51], [1, 51], [1, 52])])))).map(outcome)).toEqual([fault, 'B'])
  })

  it('that crosses itself, runs back on itself or has no width is an area all the same, and every point has one answer', async () => {
    const odd: Record<string, Position[][]> = { A: [ring([0, 0], [4, 4], [4, 0], [0, 4])], B: [ring([0, 0], [4, 0], [2, 0], [4, 0])], C: [ring([0, 0], [4, 0], [4, 4], [0, 4], [0, 0], [4, 0], [4, 4], [0, 4])] }
    const read = await wards(collection(...Object.entries(odd).map(([code, rings]) => named(code, rings))))
    expect(read.map(outcome)).toEqual(['A', 'B', 'C'])
    const inside = (code: string, x: number, y: number): boolean => contains(shapeOf({ type: 'Polygon', coordinates: odd[code] ?? [] }), x, y)
    expect([inside('A', 3, 2), inside('A', 2, 1), inside('B', 3, 0), inside('C', 2, 2)]).toEqual([true, false, false, false])
    expect(isOnEdge(shapeOf({ type: 'Polygon', coordinates: odd['B'] ?? [] }), 3, 0)).toBe(true)
  })

  it('with a hole leaves the hole to whoever lies in it', () => {
    const [town, island]: Outline[] = [{ type: 'Polygon', coordinates: [ring([0, 0], [6, 0], [6, 6], [0, 6]), ring([2, 2], [4, 2], [4, 4], [2, 4])] }, { type: 'Polygon', coordinates: [ring([2, 2], [4, 2], [4, 4], [2, 4])] }]
    const index = new AreaIndex([{ code: 'town', outline: town ?? { type: 'Polygon', coordinates: [] } }, { code: 'island', outline: island ?? { type: 'Polygon', coordinates: [] } }])
    expect([index.find(1, 1)?.code, index.find(3, 3)?.code, index.find(5, 3)?.code, index.find(7, 3)]).toEqual(['town', 'island', 'town', null])
    for (let at = 2; at <= 4; at += 0.25) for (const [x, y] of [[at, 2], [at, 4], [2, at], [4, at]] as const) expect(index.list(x, y), `${x} ${y}`).toHaveLength(1)
  })
})

describe('a place at the edge of what is British', () => {
  it.each([
    [-9.0001, 57.8, false], [3.0001, 52, false], [0, 48.9999, false], [0, 61.5001, false], [-2, 49.8, false], [-2, 49.95, true], [-1, 60.8, true], [1.7, 52.6, true], [-8.6, 57.8, true], [2.9, 53, false], [2.3, 53, true],
  ])('%d, %d has a grid reference: %s', (longitude, latitude, is) => {
    const read = fromDegrees(String(longitude), String(latitude))
    if (read === null || typeof read === 'string') throw new Error('it is a place')
    expect([read.easting !== null, read.northing !== null]).toEqual([is, is])
  })

  it('is not known where the directories of postcodes write that it is not, in degrees or on the grid', async () => {
    expect([fromDegrees('0.000000', '99.999999'), fromDegrees('0', '99.999999'), fromGrid('0', '0')]).toEqual([null, null, null])
    expect([fromDegrees('1', '99.999999'), fromDegrees('0', '99.9')].every((read) => typeof read === 'string')).toBe(true)
    const { items, faults } = await gathered(readPostcodes(sourceOf('p.csv', 'pcds,lat,long\nZA1 2BC,99.999999,0.000000\nZA1 2BD,51.5,-0.1\n')))
    expect([items.map(({ postcode, point }) => [postcode, point === null]), faults]).toEqual([[['ZA1 2BC', true], ['ZA1 2BD', false]], []])
  })
})

async function gathered<T>(batches: AsyncGenerator<ReadBatch<T>>): Promise<{ items: T[]; faults: RowFault[] }> {
  const read = await all(batches)
  return { items: read.flatMap(({ items }) => items), faults: read.flatMap(({ faults }) => faults) }
}

describe('rows that are bad in more than one way', () => {
  it('are told the first thing that is wrong, once, and counted where they stand', async () => {
    const text = 'uprn,address,postcode,lon,lat\nx,,nowhere,a,b\n1,,nowhere,a,b\n2,Elm Walk,nowhere,a,b\n3,Elm Walk,,a,b\n4,Elm Walk,,,\n'
    const { items, faults } = await gathered(readAddresses(sourceOf('a.csv', text)))
    expect(faults.map(({ rowNumber, column, reason }) => [rowNumber, column, reason])).toEqual([
      [2, 'uprn', 'is not a number of 1 to 12 digits'], [3, 'address', 'is blank'], [4, 'postcode', 'is not shaped like a postcode'], [5, null, 'has a longitude and latitude ("a", "b") that are not two numbers'],
    ])
    expect(items).toEqual([{ rowNumber: 6, uprn: '4', address: 'Elm Walk', postcode: null, point: null }])
  })

  it('are every one either read or told of, whatever stands in them', async () => {
    const cell = fc.constantFrom('', '1', '0', '1E+11', '1234567890123', 'Elm Walk', '"Elm, Walk"', 'ZA1 2BC', 'nowhere', '-0.1', '51.5', '999', ' ')
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell, cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
      const text = `uprn,address,postcode,lon,lat\n${rows.map((row) => row.join(',')).join('\n')}\n`
      const { items, faults } = await gathered(readAddresses(sourceOf('a.csv', text)))
      const told = [...items.map(({ rowNumber }) => rowNumber), ...faults.map(({ rowNumber }) => rowNumber)].toSorted((a, b) => a - b)
      expect(new Set(told).size).toBe(told.length)
      for (const { uprn, address } of items) expect([/^[1-9]\d{0,11}$/.test(uprn), address.trim() === address && address !== '']).toEqual([true, true])
      for (const [at, row] of rows.entries()) if (row.some((each) => each.trim() !== '')) expect(told, JSON.stringify(row)).toContain(at + 2)
    }), { numRuns: 60 })
  })
})
