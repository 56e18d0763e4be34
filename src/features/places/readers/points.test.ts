import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refusal } from '#platform/errors.ts'
import { sourceOf, type Source } from '#platform/files/source.ts'
import { distanceMetres } from '../rules/distance.ts'
import { matchKeyOf } from '../rules/match-key.ts'
import { readFeatures, type ReadFeature } from './geojson.ts'
import { fromDegrees, fromGrid, pointReaderFor } from './points.ts'

const header = (...names: string[]) => ({ name: 'places.csv', header: names })

describe('a place in degrees', () => {
  it.each([
    ['', '', null],
    ['-0.128', '51.504', { longitude: -0.128, latitude: 51.504 }],
    ['+0.5', '51.', { longitude: 0.5, latitude: 51 }],
    ['-1e-1', '5.15E1', { longitude: -0.1, latitude: 51.5 }],
    ['2.35', '48.85', { longitude: 2.35, latitude: 48.85, easting: null, northing: null }],
    ['-74', '40.7', { easting: null, northing: null }],
    ['180', '-90', { longitude: 180, latitude: -90, easting: null }],
  ] as const)('(%j, %j) is read', (longitude, latitude, expected) => {
    const read = fromDegrees(longitude, latitude)
    if (expected === null) expect(read).toBeNull()
    else expect(read).toMatchObject(expected)
  })

  it('gains the grid, to the metre', () => {
    const read = fromDegrees('-0.128', '51.504')
    if (read === null || typeof read === 'string') throw new Error('it is a place')
    expect([read.easting, read.northing].every(Number.isInteger)).toBe(true)
    expect(Math.hypot((read.easting ?? 0) - 530_037, (read.northing ?? 0) - 180_015)).toBeLessThan(150)
  })

  it.each([
    ['', '51', 'has a longitude and latitude (blank, "51") that are not two numbers'],
    ['west', '51', 'has a longitude and latitude ("west", "51") that are not two numbers'],
    ['1,5', '51', 'has a longitude and latitude ("1,5", "51") that are not two numbers'],
    ['0x10', '51', 'has a longitude and latitude ("0x10", "51") that are not two numbers'],
    ['1e999', '51', 'has a longitude and latitude ("1e999", "51") that are not two numbers'],
    ['181', '51', 'has a longitude and latitude (181, 51) that are no place on the earth'],
    ['0', '90.1', 'has a longitude and latitude (0, 90.1) that are no place on the earth'],
  ])('(%j, %j) is said to be wrong: %s', (longitude, latitude, said) => {
    expect(fromDegrees(longitude, latitude)).toBe(said)
  })

  it('shows no more of a field than shows what is wrong with it', () => {
    const said = fromDegrees('x'.repeat(500), '51')
    expect(typeof said === 'string' && said.length < 120).toBe(true)
  })
})

describe('a place on the grid', () => {
  it.each([['', ''], ['0', '0'], ['0.0', '0']])('(%j, %j) is not known', (easting, northing) => {
    expect(fromGrid(easting, northing)).toBeNull()
  })

  it.each([
    ['530000', '', 'has an easting and northing ("530000", blank) that are not two numbers'], ['-1', '180000', 'has an easting and northing (-1, 180000) off the British National Grid'],
    ['530000', '1800000', 'has an easting and northing (530000, 1800000) off the British National Grid'], ['TQ300800', '180000', 'has an easting and northing ("TQ300800", "180000") that are not two numbers'],
  ])('(%j, %j) is said to be wrong: %s', (easting, northing, said) => {
    expect(fromGrid(easting, northing)).toBe(said)
  })

  it('goes to degrees and back to within a metre, and is kept in whole metres', () => {
    fc.assert(fc.property(fc.integer({ min: 100_000, max: 640_000 }), fc.integer({ min: 20_000, max: 900_000 }), (easting, northing) => {
      const read = fromGrid(`${easting}.4`, String(northing))
      if (read === null || typeof read === 'string') throw new Error('it is on the grid')
      expect([read.easting, read.northing]).toEqual([easting, northing])
      const back = fromDegrees(String(read.longitude), String(read.latitude))
      if (back === null || typeof back === 'string') throw new Error('it is a place')
      expect(Math.hypot((back.easting ?? 0) - easting, (back.northing ?? 0) - northing)).toBeLessThanOrEqual(1.5)
    }), { numRuns: 50 })
  })
})

describe('the columns a place is read from', () => {
  it.each([
    [['Easting', 'Northing']], [['X_COORDINATE', 'Y_COORDINATE']], [['oseast1m', 'osnrth1m']], [['x', 'y']],
  ])('%j are a grid', (names) => {
    expect(pointReaderFor(header(...names), 'places')(['530000', '180000'])).toMatchObject({ easting: 530_000, northing: 180_000 })
  })

  it.each([[['Longitude', 'Latitude']], [['lon', 'lat']], [['lng', 'LAT']]])('%j are degrees', (names) => {
    expect(pointReaderFor(header(...names), 'places')(['-0.1', '51.5'])).toMatchObject({ longitude: -0.1, latitude: 51.5 })
  })

  it('with both, degrees where they are filled, the grid where they are not, and a fault in the degrees is a fault', () => {
    const read = pointReaderFor(header('lon', 'lat', 'easting', 'northing'), 'places')
    expect(read(['-0.1', '51.5', '1', '1'])).toMatchObject({ longitude: -0.1 })
    expect(read(['', '', '530000', '180000'])).toMatchObject({ easting: 530_000 })
    expect(read(['', '', '', ''])).toBeNull()
    expect(read(['east', '51.5', '530000', '180000'])).toContain('not two numbers')
  })

  it.each([[['uprn', 'address']], [['easting', 'address']], [['lat', 'northing']]])('%j are refused, naming the file and what it has', (names) => {
    const refusal = (() => {
      try {
        return pointReaderFor(header(...names), 'addresses') === null ? null : null
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(Refusal)
    expect(String(refusal)).toContain('places.csv cannot be read as addresses')
    for (const name of names) expect(String(refusal)).toContain(name)
  })

  it('a row that is too short has no place', () => {
    expect(pointReaderFor(header('uprn', 'lon', 'lat'), 'addresses')(['1'])).toBeNull()
  })
})

describe('the key of an address', () => {
  it.each([
    ['14 Tanner Street', 'ZA1 2BC', '14 TANNER STREET ZA12BC'], ['  14,tanner-street ', null, '14 TANNER STREET'], ['3 St John’s Gate', null, '3 ST JOHNS GATE'], ['3 St. John\'s Gate', 'za1 2bc', '3 ST JOHNS GATE ZA12BC'],
    ['Café Zoë, Flat 2/1', null, 'CAFE ZOE FLAT 2 1'], ['', null, ''], ['', 'ZA1 2BC', 'ZA12BC'],
  ])('%j with %j is %j', (line, postcode, key) => {
    expect(matchKeyOf(line, postcode)).toBe(key)
  })

  it('is its own key, and the same however it is spaced, capitalised or pointed', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[A-Za-z0-9]{1,6}$/), { minLength: 1, maxLength: 5 }), (words) => {
      const key = matchKeyOf(words.join(' '), null)
      expect(matchKeyOf(key, null)).toBe(key)
      expect(matchKeyOf(words.map((word) => word.toLowerCase()).join(', '), null)).toBe(key)
    }))
  })
})

describe('how far apart two places are', () => {
  const at = fc.record({ longitude: fc.double({ min: -8, max: 2, noNaN: true }), latitude: fc.double({ min: 50, max: 60, noNaN: true }) })

  it('is the same both ways, nothing to itself, and no further than by way of a third', () => {
    fc.assert(fc.property(at, at, at, (a, b, c) => {
      expect(distanceMetres(a, b)).toBeCloseTo(distanceMetres(b, a), 6)
      expect(distanceMetres(a, a)).toBe(0)
      expect(distanceMetres(a, c)).toBeLessThanOrEqual(distanceMetres(a, b) + distanceMetres(b, c) + 1e-6)
    }))
  })

  it('is half the earth round at the most', () => {
    expect(distanceMetres({ longitude: 0, latitude: 90 }, { longitude: 0, latitude: -90 })).toBeCloseTo(Math.PI * 6_371_008.8, 0)
  })
})

describe('the features of a file', () => {
  const feature = (name: string) => ({ type: 'Feature', properties: { name, odd: '}]{["\\"' }, geometry: { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1]]] } })
  const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', name: 'features', crs: { properties: { name: 'x' } }, features })
  const cut = (bytes: Buffer, sizes: readonly number[]): Source => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      let from = 0
      for (let n = 0; from < bytes.length; n++) {
        const to = from + Math.max(1, sizes[n % sizes.length] ?? 1)
        yield bytes.subarray(from, to)
        from = to
      }
    }
    return { ...sourceOf('a.geojson', bytes), bytes: parts() }
  }
  const all = async (source: Source): Promise<ReadFeature[]> => {
    const found: ReadFeature[] = []
    for await (const one of readFeatures(source)) found.push(one)
    return found
  }

  it('are the same wherever the bytes are cut', async () => {
    const bytes = Buffer.from(collection(feature('Tanner Street'), feature('Zoë’s “Row”'), feature('')))
    const whole = await all(sourceOf('a.geojson', bytes))
    expect(whole.map(({ number, fault }) => [number, fault])).toEqual([[1, null], [2, null], [3, null]])
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
      expect(await all(cut(bytes, sizes))).toEqual(whole)
    }), { numRuns: 30 })
  })

  it('one that is broken is said to be, beside those that are whole', async () => {
    const broken = `{"type":"FeatureCollection","features":[${JSON.stringify(feature('a'))},{"type":nonsense},${JSON.stringify(feature('b'))}]}`
    expect((await all(sourceOf('a.geojson', broken))).map(({ number, fault }) => [number, fault])).toEqual([[1, null], [2, 'is not valid JSON'], [3, null]])
    const nul = Buffer.from(collection(feature('a')).replace('Feature"', 'Feature\u0000"'))
    expect((await all(sourceOf('a.geojson', nul)))[0]?.fault).toBe('holds a NUL byte')
  })

  it.each([
    ['<html>', /a\.geojson is a web page/], ['easting,northing', /is not GeoJSON: it begins with "easting,northing"/], ['{"type":"Topology","objects":{}}', /is TopoJSON\. Convert it to GeoJSON first/], ['{"type":"Feature","geometry":null}', /is a GeoJSON Feature, not a FeatureCollection/],
    ['{}', /has no "features" list/], [collection(feature('a')).slice(0, -30), /is cut short: it ends in the middle of its features/], ['', /a\.geojson is empty/],
  ])('%j is refused, with what it is instead', async (text, said) => {
    await expect(all(sourceOf('a.geojson', text))).rejects.toThrow(said)
  })
})
