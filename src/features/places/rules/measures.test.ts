import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AreaIndex, type IndexedArea } from './area-index.ts'
import { cellsWithin } from './cells-within.ts'
import { cellAt, CELL_RESOLUTION, distanceMetres, gridDistanceMetres } from './distance.ts'
import { boundsOf, contains, isOnEdge, polygonsOf, shapeOf, type Outline, type Position } from './geometry.ts'
import { isOnGrid, toGrid, toLongitudeLatitude } from './grid.ts'
import { matchKeyOf } from './match-key.ts'

const place = fc.record({ longitude: fc.double({ min: -8, max: 2, noNaN: true }), latitude: fc.double({ min: 50, max: 60, noNaN: true }) })
const EARTH = 6_371_008.8

describe('how far apart two places are', () => {
  it('is a known part of the earth round: a quarter to the pole, half to the other side, a degree of latitude', () => {
    const quarter = (Math.PI / 2) * EARTH
    expect(distanceMetres({ longitude: 20, latitude: 0 }, { longitude: -70, latitude: 90 })).toBeCloseTo(quarter, 3)
    expect(distanceMetres({ longitude: 0, latitude: 0 }, { longitude: 90, latitude: 0 })).toBeCloseTo(quarter, 3)
    expect(distanceMetres({ longitude: 10, latitude: 35 }, { longitude: -170, latitude: -35 })).toBeCloseTo(2 * quarter, -1)
    expect(distanceMetres({ longitude: 0, latitude: 51 }, { longitude: 0, latitude: 52 })).toBeCloseTo(quarter / 90, 3)
    // a degree of longitude at sixty degrees is half of one at the equator, a little less along the shortest way
    expect(distanceMetres({ longitude: 0, latitude: 60 }, { longitude: 1, latitude: 60 }) / (quarter / 90)).toBeCloseTo(0.5, 4)
  })

  it('is the same either way, nothing for one place, and never more by way of a third', () => {
    fc.assert(fc.property(place, place, place, (a, b, c) => {
      expect(distanceMetres(a, b)).toBeCloseTo(distanceMetres(b, a), 6)
      expect(distanceMetres(a, a)).toBe(0)
      expect(distanceMetres(a, c)).toBeLessThanOrEqual(distanceMetres(a, b) + distanceMetres(b, c) + 1e-6)
    }))
  })

  it('on the grid is by Pythagoras, and over the ground within one in a hundred of it', () => {
    expect(gridDistanceMetres({ easting: 530_000, northing: 180_000 }, { easting: 530_300, northing: 180_400 })).toBe(500)
    fc.assert(fc.property(fc.integer({ min: 200_000, max: 600_000 }), fc.integer({ min: 100_000, max: 900_000 }), fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -5000, max: 5000 }), (easting, northing, east, north) => {
      const [a, b] = [{ easting, northing }, { easting: easting + east, northing: northing + north }]
      const ground = distanceMetres(toLongitudeLatitude(a), toLongitudeLatitude(b))
      expect(Math.abs(ground - gridDistanceMetres(a, b))).toBeLessThanOrEqual(0.01 * gridDistanceMetres(a, b) + 0.1)
    }))
  })
})

describe('the British National Grid', () => {
  it('runs north along its middle line, and east and west of it alike', () => {
    // the true middle line is moved a few metres by the shift between the two ellipsoids
    expect(Math.abs(toGrid({ longitude: -2, latitude: 52 }).easting - 400_000)).toBeLessThan(150)
    const [west, east] = [toLongitudeLatitude({ easting: 300_000, northing: 500_000 }), toLongitudeLatitude({ easting: 500_000, northing: 500_000 })]
    expect(west.longitude + east.longitude).toBeCloseTo(-4, 1)
    expect(west.latitude).toBeCloseTo(east.latitude, 2)
  })

  it('is a scale of its own: shorter by four in ten thousand on the middle line, true a hundred and eighty kilometres off', () => {
    const scaleAt = (easting: number): number => 1000 / distanceMetres(toLongitudeLatitude({ easting, northing: 400_000 }), toLongitudeLatitude({ easting, northing: 401_000 }))
    const [middle, off] = [scaleAt(400_000), scaleAt(580_000)]
    expect(off / middle).toBeCloseTo(1.0004, 4)
  })

  it.each([[0, 0, true], [700_000, 1_300_000, true], [-1, 0, false], [0, -1, false], [700_001, 0, false], [0, 1_300_001, false]])('holds %d, %d: %s', (easting, northing, is) => {
    expect(isOnGrid({ easting, northing })).toBe(is)
  })
})

describe('cells to look in', () => {
  it('are ever more the further one looks, each once, and hold the cell itself', () => {
    fc.assert(fc.property(place, fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 }), (here, one, other) => {
      const cell = cellAt(here)
      const [few, many] = [cellsWithin(cell, Math.min(one, other)), cellsWithin(cell, Math.max(one, other))]
      expect(new Set(many).size).toBe(many.length)
      expect(many).toEqual(expect.arrayContaining([...few]))
      expect(few).toContain(cell)
      expect(cell.slice(1, 2)).toBe(CELL_RESOLUTION.toString(16))
    }), { numRuns: 40 })
  })

  it('of a distance below nought are the cell itself', () => {
    const cell = cellAt({ longitude: -0.1, latitude: 51.5 })
    expect(cellsWithin(cell, -5)).toEqual([cell])
    expect(cellsWithin(cell, 1).length).toBe(7)
  })
})

describe('an outline in several pieces with holes', () => {
  const ring = (west: number, south: number, side: number): Position[] => [[west, south], [west + side, south], [west + side, south + side], [west, south + side]]

  it('is in each piece but for its own hole, whichever piece comes first', () => {
    const pieces: Position[][][] = [[ring(0, 0, 6), ring(2, 2, 2)], [ring(10, 10, 4)], [ring(2.5, 2.5, 1)]]
    for (const coordinates of [pieces, pieces.toReversed()]) {
      const outline: Outline = { type: 'MultiPolygon', coordinates }
      const shape = shapeOf(outline)
      expect([[1, 1], [2.2, 2.2], [3, 3], [12, 12], [8, 8]].map(([x = 0, y = 0]) => contains(shape, x, y))).toEqual([true, false, true, true, false])
      expect([[2, 3], [6, 3], [14, 14], [3, 3]].map(([x = 0, y = 0]) => isOnEdge(shape, x, y))).toEqual([true, true, true, false])
      expect([boundsOf(outline), shape.bounds, polygonsOf(outline).length]).toEqual([{ west: 0, south: 0, east: 14, north: 14 }, { west: 0, south: 0, east: 14, north: 14 }, 3])
    }
  })

  it('of many corners is answered as one of few: a ring of a thousand sides is a circle', () => {
    const circle = shapeOf({ type: 'Polygon', coordinates: [Array.from({ length: 1000 }, (_, at): Position => [Math.cos((at / 1000) * 2 * Math.PI), Math.sin((at / 1000) * 2 * Math.PI)])] })
    fc.assert(fc.property(fc.double({ min: -1.2, max: 1.2, noNaN: true }), fc.double({ min: -1.2, max: 1.2, noNaN: true }), (x, y) => {
      const away = Math.hypot(x, y)
      fc.pre(Math.abs(away - 1) > 0.001)
      expect(contains(circle, x, y)).toBe(away < 1)
    }), { numRuns: 300 })
  })
})

describe('an index of very many areas', () => {
  const side = 40
  const tiles = Array.from({ length: side * side }, (_, at): IndexedArea => {
    const [x, y] = [at % side, Math.floor(at / side)]
    return { code: `T${String(at).padStart(5, '0')}`, outline: { type: 'Polygon', coordinates: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]]] } }
  })
  const index = new AreaIndex(tiles)

  it('finds each tile by its middle, and the one to the east or north of an edge they share', () => {
    for (const [at, { code }] of tiles.entries()) expect(index.find((at % side) + 0.5, Math.floor(at / side) + 0.5)?.code).toBe(code)
    expect([index.find(7, 3.5)?.code, index.find(7.5, 3)?.code, index.find(7, 3)?.code]).toEqual(['T00127', 'T00127', 'T00127'])
    expect([index.find(side, side)?.code, index.find(0, 0)?.code, index.find(-0.001, 5), index.find(5, side + 0.001)]).toEqual(['T01599', 'T00000', null, null])
  })

  it('of areas that lie in one line or on one spot finds them all the same', () => {
    const row = new AreaIndex(tiles.slice(0, side))
    expect([row.find(39.5, 0.5)?.code, row.find(0.5, 0.99)?.code]).toEqual(['T00039', 'T00000'])
    const spot: Outline = { type: 'Polygon', coordinates: [[[5, 5], [5, 5], [5, 5]]] }
    expect(new AreaIndex([{ code: 'S', outline: spot }]).find(5.1, 5)).toBeNull()
    const line: Outline = { type: 'Polygon', coordinates: [[[0, 5], [9, 5], [4, 5]]] }
    expect([new AreaIndex([{ code: 'L', outline: line }]).find(3, 5)?.code, new AreaIndex([{ code: 'L', outline: line }]).find(3, 5.01)]).toEqual(['L', null])
  })
})

describe('the key an address is looked up by', () => {
  it('is the same however it is spaced, cased and marked, and once made is itself', () => {
    const line = fc.constantFrom('14 Tanner Street', 'Flat 2/1, O’Brien Court', 'Café Zoë', '3 St. John’s Gate')
    fc.assert(fc.property(line, fc.constantFrom(' ', '  ', ', ', '-'), fc.boolean(), (text, gap, isLoud) => {
      const typed = text.split(' ').join(gap)
      expect(matchKeyOf(isLoud ? typed.toUpperCase() : ` ${typed} `, 'za1 2bc')).toBe(matchKeyOf(text, 'ZA12BC'))
      expect(matchKeyOf(matchKeyOf(text, null), null)).toBe(matchKeyOf(text, null))
    }))
  })

  it('tells two numbers, two flats and two postcodes apart', () => {
    expect(new Set([matchKeyOf('1 Elm', 'ZA1 2BC'), matchKeyOf('2 Elm', 'ZA1 2BC'), matchKeyOf('Flat 1, 2 Elm', 'ZA1 2BC'), matchKeyOf('1 Elm', 'ZA1 2BD'), matchKeyOf('1 Elm', null)]).size).toBe(5)
  })
})
