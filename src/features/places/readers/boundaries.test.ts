import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openSource, sourceOf, type Source } from '#platform/files/source.ts'
import { openDataFor } from '#test/open-data.ts'
import { AreaIndex } from '../rules/area-index.ts'
import { readBoundaries, type AreaKind, type AreaReading, type BoundaryOptions } from './boundaries.ts'

const ring = [[0, 51], [0.1, 51], [0.1, 51.1], [0, 51]]

function feature(properties: Record<string, unknown>, coordinates: unknown = [ring], type = 'Polygon'): object {
  return { type: 'Feature', properties, geometry: { type, coordinates } }
}

function collection(...features: unknown[]): string {
  return JSON.stringify({ type: 'FeatureCollection', name: 'features [{"', crs: { properties: { name: 'x' } }, features, bbox: [0, 0, 1, 1] })
}

async function readAll(source: Source, kind: AreaKind, options: BoundaryOptions = {}): Promise<AreaReading[]> {
  const all: AreaReading[] = []
  for await (const reading of readBoundaries(source, kind, options)) all.push(reading)
  return all
}

function inPieces(text: string, size: number): Source {
  const bytes = Buffer.from(text)
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  return { name: 'areas.geojson', sizeBytes: bytes.length, bytes: pieces() }
}

describe('a boundary file', () => {
  it.each<[AreaKind, Record<string, string>, string, string | null]>([
    ['borough', { LAD13CD: 'E09000012', LAD13NM: 'Hackney' }, 'E09000012', null],
    ['borough', { CODE: 'E09000012', NAME: 'Hackney' }, 'E09000012', null],
    ['borough', { GSS_CODE: 'E09000012', NAME: 'Hackney' }, 'E09000012', null],
    ['ward', { WD24CD: 'E05009367', WD24NM: 'Brownswood', LAD24CD: 'E09000012', LAD24NM: 'Hackney' }, 'E05009367', 'E09000012'],
    ['lsoa', { LSOA21CD: 'E01001748', LSOA21NM: 'Hackney 020A' }, 'E01001748', null],
  ])('of kind %s is understood from its properties %j', async (kind, properties, code, boroughCode) => {
    const [reading] = await readAll(sourceOf('a.geojson', collection(feature(properties))), kind)
    expect(reading).toMatchObject({ number: 1, area: { kind, code, boroughCode, name: Object.values(properties)[1] } })
  })

  it('gives the same areas however its bytes arrive, plain or packed, in awkward spelling', async () => {
    const text = collection(feature({ WD13CD: 'E1', WD13NM: 'Two } braces " and ] \\ São' }), feature({ WD13CD: 'E2', WD13NM: 'b' }))
    const whole = await readAll(sourceOf('a.geojson', gzipSync(text)), 'ward')
    expect(whole).toHaveLength(2)
    for (const size of [1, 2, 7, 64]) expect(await readAll(inPieces(text, size), 'ward')).toEqual(whole)
    expect(await readAll(sourceOf('a.geojson', `\ufeff ${text}\n`), 'ward')).toEqual(whole)
  })

  it('keeps good areas beside bad ones and says what is wrong with each', async () => {
    const readings = await readAll(
      sourceOf(
        'a.geojson',
        collection(
          feature({ WD13CD: 'E1', WD13NM: 'Good' }),
          feature({ WD13CD: null, WD13NM: 'No code' }),
          feature({ WD13CD: 'E3', WD13NM: ' ' }),
          { type: 'Feature', properties: { WD13CD: 'E4', WD13NM: 'No outline' }, geometry: null },
          feature({ WD13CD: 'E5', WD13NM: 'A point' }, [1, 2], 'Point'),
          feature({ WD13CD: 'E6', WD13NM: 'Nowhere' }, [[[9e6, 9e6], [9e6, 9.1e6], [9.1e6, 9e6]]]),
          feature({ WD13CD: 'E1', WD13NM: 'Again' }),
          { type: 'Feature', geometry: null },
          feature({ WD13CD: 'E9', WD13NM: 'Good too' }),
        ),
      ),
      'ward',
    )
    expect(readings.map((reading) => ('fault' in reading ? reading.fault : reading.area.code))).toEqual([
      'E1',
      'has no code in "WD13CD"',
      'has no name in "WD13NM"',
      '(E4) has no geometry',
      '(E5) has a geometry of type "Point", not Polygon or MultiPolygon',
      '(E6) has coordinates that are neither degrees nor metres of the British National Grid',
      'has the code E1, which an earlier feature has',
      'has no properties',
      'E9',
    ])
  })

  it('in metres of the grid is turned into degrees', async () => {
    const metres = [[[530_000, 180_000], [531_000, 180_000], [531_000, 181_000], [530_000, 180_000]]]
    const [reading] = await readAll(sourceOf('a.geojson', collection(feature({ WD13CD: 'E1', WD13NM: 'W' }, metres))), 'ward')
    if (reading === undefined || !('area' in reading)) throw new Error('not read')
    const index = new AreaIndex([reading.area])
    expect(index.bounds.west).toBeCloseTo(-0.128, 3)
    expect(index.bounds.south).toBeCloseTo(51.504, 3)
  })

  it('can be told which properties to use', async () => {
    const [reading] = await readAll(sourceOf('a.geojson', collection(feature({ ref: 7, label: 'Beat 7' }))), 'ward', { codeProperty: 'ref', nameProperty: 'label' })
    expect(reading).toMatchObject({ area: { code: '7', name: 'Beat 7' } })
  })

  it.each<[string, string | Buffer, RegExp]>([
    ['of another kind', collection(feature({ LAD13CD: 'E1', LAD13NM: 'B' })), /looks like a file of kind borough, not ward: it has "LAD13CD", "LAD13NM"/],
    ['without a code', collection(feature({ colour: 'red' })), /no property that holds the code of a ward\. It has "colour"/],
    ['without a name', collection(feature({ WD13CD: 'E1' })), /no property that holds the name of a ward/],
    ['that is TopoJSON', '{"type":"Topology","arcs":[]}', /is TopoJSON/],
    ['that is one feature', JSON.stringify(feature({})), /is a GeoJSON Feature, not a FeatureCollection/],
    ['that is a CSV', 'code,name\n1,2\n', /is not GeoJSON: it begins with "code,name/],
    ['without features', '{"type":"FeatureCollection"}', /no "features" list/],
    ['that ends in the middle', collection(feature({ WD13CD: 'E1', WD13NM: 'W' })).slice(0, -60), /cut short/],
    ['cut short when packed', gzipSync(collection(feature({ WD13CD: 'E1', WD13NM: 'W' }))).subarray(0, 60), /cut short/],
  ])('is refused when it is one %s', async (_, text, message) => {
    await expect(readAll(sourceOf('a.geojson', text), 'ward')).rejects.toThrow(message)
  })
})

const { folder, isMissing } = openDataFor('boundary files of London')

describe.skipIf(isMissing)('the boundary files of London', () => {
  it.each<[AreaKind, string, number]>([
    ['borough', 'london-boroughs.geojson.gz', 33],
    ['ward', 'london-wards.geojson.gz', 649],
    ['lsoa', 'london-lsoa-2011.geojson.gz', 4835],
  ])('of kind %s are all read', async (kind, file, count) => {
    const readings = await readAll(await openSource(join(folder, 'boundaries', file)), kind)
    expect(readings.filter((reading) => 'fault' in reading)).toEqual([])
    expect(readings).toHaveLength(count)
  })
})
