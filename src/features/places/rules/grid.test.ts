import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDataFor } from '#test/open-data.ts'
import { cellAt, distanceMetres, gridDistanceMetres, isPlace } from './distance.ts'
import { isOnGrid, toGrid, toLongitudeLatitude } from './grid.ts'

describe('the British National Grid', () => {
  it('puts a place on the grid within five metres of where the survey puts it', () => {
    // Caister water tower, the worked example of the Ordnance Survey guide, on OSGB36: TG 51409 13177.
    const tower = toGrid({ longitude: 1.716_038, latitude: 52.657_977 })
    expect(gridDistanceMetres(tower, { easting: 651_409.9, northing: 313_177.3 })).toBeLessThan(8)
  })

  it('goes there and back to within a centimetre anywhere in Great Britain', () => {
    const places = fc.record({ easting: fc.integer({ min: 80_000, max: 660_000 }), northing: fc.integer({ min: 5_000, max: 1_220_000 }) })
    fc.assert(fc.property(places, (place) => gridDistanceMetres(toGrid(toLongitudeLatitude(place)), place) < 0.01))
  })

  it('knows what is off the grid', () => {
    expect(isOnGrid({ easting: 530_000, northing: 180_000 })).toBe(true)
    expect(isOnGrid({ easting: -1, northing: 180_000 })).toBe(false)
    expect(isOnGrid({ easting: Number.NaN, northing: 180_000 })).toBe(false)
  })
})

describe('distance and cells', () => {
  it('measures a kilometre on the grid as a kilometre over the ground', () => {
    const from = toLongitudeLatitude({ easting: 530_000, northing: 180_000 })
    const to = toLongitudeLatitude({ easting: 530_000, northing: 181_000 })
    expect(Math.abs(distanceMetres(from, to) - 1000)).toBeLessThan(6)
    expect(distanceMetres(from, from)).toBe(0)
  })

  it('names the cell of a place as text, the same for its near neighbour', () => {
    const cell = cellAt({ longitude: -0.08, latitude: 51.5 })
    expect(cell).toMatch(/^89[0-9a-f]{13}$/)
    expect(cellAt({ longitude: -0.080_01, latitude: 51.5 })).toBe(cell)
  })

  it('knows what is no place on the earth', () => {
    expect(isPlace({ longitude: -0.1, latitude: 51.5 })).toBe(true)
    expect(isPlace({ longitude: -0.1, latitude: 91 })).toBe(false)
    expect(isPlace({ longitude: Number.NaN, latitude: 51 })).toBe(false)
  })
})

const { folder, isMissing } = openDataFor('grid to latitude and longitude against the fire log')

describe.skipIf(isMissing)('the British National Grid on the fire log', () => {
  it('is within 3.1 metres of all 3,700 published pairs', () => {
    const lines = gunzipSync(readFileSync(join(folder, 'dispatch', 'lfb-animal-rescues-2009_2021.csv.gz'))).toString().trim().split('\n')
    let [pairs, worst] = [0, 0]
    for (const line of lines) {
      const found = /,(\d{6}(?:\.\d+)?),(\d{6}(?:\.\d+)?),\d+,\d+,(-?\d+\.\d+),(-?\d+(?:\.\d+)?(?:E-\d+)?)\r?$/.exec(line)
      if (found === null) continue
      const computed = toLongitudeLatitude({ easting: Number(found[1]), northing: Number(found[2]) })
      pairs += 1
      worst = Math.max(worst, distanceMetres(computed, { longitude: Number(found[4]), latitude: Number(found[3]) }))
    }
    process.stdout.write(`grid to degrees: ${pairs} pairs, worst ${worst.toFixed(2)} metres\n`)
    expect(pairs).toBe(3700)
    expect(worst).toBeLessThan(3.1)
  })
})
