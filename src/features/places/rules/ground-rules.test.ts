import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AreaIndex, type IndexedArea } from './area-index.ts'
import { cellAt, CELL_RESOLUTION, distanceMetres, gridDistanceMetres, isPlace } from './distance.ts'
import { boundsOf, contains, isOnEdge, isOutline, outlineFault, polygonsOf, shapeOf, type Outline, type Position } from './geometry.ts'
import { isOnGrid, toGrid, toLongitudeLatitude } from './grid.ts'

const onGrid = fc.record({ easting: fc.integer({ min: 90_000, max: 640_000 }), northing: fc.integer({ min: 10_000, max: 1_200_000 }) })

describe('the grid and the round earth', () => {
  it('agree on how far apart two places are, to less than one in a hundred, anywhere in Great Britain', () => {
    fc.assert(fc.property(onGrid, fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -5000, max: 5000 }), (place, east, north) => {
      fc.pre(Math.hypot(east, north) > 100)
      const other = { easting: place.easting + east, northing: place.northing + north }
      const [grid, round] = [gridDistanceMetres(place, other), distanceMetres(toLongitudeLatitude(place), toLongitudeLatitude(other))]
      expect(Math.abs(round - grid) / grid).toBeLessThan(0.01)
    }))
  })

  it('agree on which way north and east are', () => {
    fc.assert(fc.property(onGrid, (place) => {
      const [here, north, east] = [place, { ...place, northing: place.northing + 100 }, { ...place, easting: place.easting + 100 }].map(toLongitudeLatitude)
      expect(north?.latitude).toBeGreaterThan(here?.latitude ?? Number.NaN)
      expect(east?.longitude).toBeGreaterThan(here?.longitude ?? Number.NaN)
    }))
  })

  it('go from degrees to the grid and back to where they were, to a thousand-millionth', () => {
    fc.assert(fc.property(fc.double({ min: -6, max: 1.7, noNaN: true }), fc.double({ min: 50, max: 58.6, noNaN: true }), (longitude, latitude) => {
      const back = toLongitudeLatitude(toGrid({ longitude, latitude }))
      expect(back.longitude).toBeCloseTo(longitude, 6)
      expect(back.latitude).toBeCloseTo(latitude, 6)
    }))
  })

  it.each([[{ easting: 0, northing: 0 }, true], [{ easting: 700_000, northing: 1_300_000 }, true], [{ easting: 700_001, northing: 5 }, false], [{ easting: 5, northing: 1_300_001 }, false], [{ easting: 5, northing: -0.1 }, false], [{ easting: 5, northing: Number.NaN }, false]])('%j lies on the grid: %s', (place, is) => {
    expect(isOnGrid(place)).toBe(is)
  })

  it.each([[180, 90, true], [-180, -90, true], [180.001, 0, false], [0, -90.001, false], [Number.NaN, 0, false], [0, Number.NaN, false], [Infinity, 0, false]])('%d, %d is a place: %s', (longitude, latitude, is) => {
    expect(isPlace({ longitude, latitude })).toBe(is)
  })
})

describe('cells', () => {
  it('hold places less than a street apart together or next to one another, and places a mile apart never', () => {
    const place = fc.record({ longitude: fc.double({ min: -5, max: 1, noNaN: true }), latitude: fc.double({ min: 50, max: 58, noNaN: true }) })
    fc.assert(fc.property(place, (here) => {
      const mile = { ...here, latitude: here.latitude + 1600 / 111_320 }
      expect(cellAt(mile)).not.toBe(cellAt(here))
      expect(cellAt(here)).toBe(cellAt({ ...here }))
      expect(cellAt(here).slice(0, 2)).toBe(`8${CELL_RESOLUTION}`)
    }))
  })
})

const ring = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), { minLength: 3, maxLength: 12 })
const point = fc.tuple(fc.double({ min: -25, max: 25, noNaN: true }), fc.double({ min: -25, max: 25, noNaN: true }))
const polygon = (...rings: Position[][]): Outline => ({ type: 'Polygon', coordinates: rings })
const moved = (given: readonly Position[], x: number, y: number): Position[] => given.map(([a, b]): Position => [a + x, b + y])

describe('any outline', () => {
  it('holds nothing outside the box round it', () => {
    fc.assert(fc.property(ring, point, (given, [x, y]) => {
      const shape = shapeOf(polygon(given))
      const { west, south, east, north } = shape.bounds
      expect(shape.bounds).toEqual(boundsOf(polygon(given)))
      if (x < west || x > east || y < south || y > north) expect([contains(shape, x, y), isOnEdge(shape, x, y)]).toEqual([false, false])
    }))
  })

  it('holds what it held wherever it is moved to, by whole steps', () => {
    fc.assert(fc.property(ring, fc.integer({ min: -80, max: 80 }), fc.integer({ min: -80, max: 80 }), fc.integer({ min: -100, max: 100 }), fc.integer({ min: -100, max: 100 }), (given, x, y, east, north) => {
      const [px, py] = [x / 4 + 0.125, y / 4 + 0.125]
      expect(contains(shapeOf(polygon(moved(given, east, north))), px + east, py + north)).toBe(contains(shapeOf(polygon(given)), px, py))
    }))
  })

  it('has every corner of it on its edge, and the middle of every side', () => {
    fc.assert(fc.property(ring, (given) => {
      const even = given.map(([x, y]): Position => [x * 2, y * 2])
      const shape = shapeOf(polygon(even))
      for (const [at, [x, y]] of even.entries()) {
        const [nextX, nextY] = even[(at + 1) % even.length] ?? [x, y]
        if (even.every(([a, b]) => a === x && b === y)) continue
        expect(isOnEdge(shape, x, y)).toBe(true)
        if (nextX !== x || nextY !== y) expect(isOnEdge(shape, (x + nextX) / 2, (y + nextY) / 2)).toBe(true)
      }
    }))
  })

  it('is its pieces: a point lies in the whole where it lies in one of them', () => {
    fc.assert(fc.property(fc.array(ring, { minLength: 1, maxLength: 4 }), point, (rings, [x, y]) => {
      const whole: Outline = { type: 'MultiPolygon', coordinates: rings.map((each) => [each]) }
      expect(contains(shapeOf(whole), x, y)).toBe(rings.some((each) => contains(shapeOf(polygon(each)), x, y)))
      expect(polygonsOf(whole)).toHaveLength(rings.length)
    }))
  })

  it.each<[unknown, string]>([
    ['text', 'has no geometry'], [7, 'has no geometry'], [{}, 'has a geometry of type none, not Polygon or MultiPolygon'], [{ type: 'Polygon' }, 'has no coordinates'], [{ type: 'Polygon', coordinates: 'x' }, 'has no coordinates'],
    [{ type: 'Polygon', coordinates: [[]] }, 'has a ring of fewer than three points'], [{ type: 'Polygon', coordinates: ['x'] }, 'has a ring of fewer than three points'],
    [{ type: 'Polygon', coordinates: [[[0, 0], [1, 1], [Infinity, 2]]] }, 'has a point that is not two numbers'], [{ type: 'Polygon', coordinates: [[[0, 0], [1, 1], null]] }, 'has a point that is not two numbers'],
    [{ type: 'MultiPolygon', coordinates: [[[[0, 0], [1, 0], [1, 1]]], 'x'] }, 'has a polygon without a ring'],
  ])('%j is none: %s', (value, fault) => {
    expect([outlineFault(value), isOutline(value)]).toEqual([fault, false])
  })
})

describe('an index of any areas', () => {
  const box = fc.record({ west: fc.integer({ min: 0, max: 20 }), south: fc.integer({ min: 0, max: 20 }), wide: fc.integer({ min: 1, max: 8 }), high: fc.integer({ min: 1, max: 8 }) })
  const boxes = fc.array(box, { maxLength: 12 }).map((all) => all.map(({ west, south, wide, high }, at): IndexedArea => ({
    code: `A${String(at).padStart(2, '0')}`, outline: polygon([[west, south], [west + wide, south], [west + wide, south + high], [west, south + high]]),
  })))

  it('finds what looking through all of them finds, the lowest code first', () => {
    fc.assert(fc.property(boxes, fc.double({ min: -1, max: 30, noNaN: true }), fc.double({ min: -1, max: 30, noNaN: true }), (areas, x, y) => {
      const index = new AreaIndex(areas.toReversed())
      const within = areas.filter(({ outline }) => contains(shapeOf(outline), x, y)).map(({ code }) => code)
      expect(index.list(x, y).map(({ code }) => code)).toEqual(within)
      if (within.length > 0) expect(index.find(x, y)?.code).toBe(within[0])
      else if (!areas.some(({ outline }) => isOnEdge(shapeOf(outline), x, y))) expect(index.find(x, y)).toBeNull()
      expect(index.size).toBe(areas.length)
    }))
  })

  it('puts every point of a ground that is divided without gaps in exactly one area, its inner edges and corners too', () => {
    const tiles = Array.from({ length: 16 }, (_, at): IndexedArea => ({ code: `T${String(at).padStart(2, '0')}`, outline: polygon([[at % 4, Math.floor(at / 4)], [(at % 4) + 1, Math.floor(at / 4)], [(at % 4) + 1, Math.floor(at / 4) + 1], [at % 4, Math.floor(at / 4) + 1]]) }))
    const index = new AreaIndex(tiles)
    for (let x = 0; x < 4; x += 0.25) for (let y = 0; y < 4; y += 0.25) expect(index.list(x, y), `${x} ${y}`).toHaveLength(1)
    for (let along = 0; along <= 4; along += 0.5) for (const [x, y] of [[along, 4], [4, along]] as const) expect(index.find(x, y), `${x} ${y}`).not.toBeNull()
    expect(index.bounds).toEqual({ west: 0, south: 0, east: 4, north: 4 })
  })
})
