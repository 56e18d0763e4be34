import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CELLS_MOST_METRES, cellsWithin } from './cells-within.ts'
import { cellAt, distanceMetres } from './distance.ts'

const near = fc.record({ longitude: fc.double({ min: -8, max: 2, noNaN: true }), latitude: fc.double({ min: 49.9, max: 60.8, noNaN: true }) })

describe('the cells within a distance', () => {
  it('hold every place that is no further away, wherever in its cell the middle lies', () => {
    fc.assert(fc.property(near, fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), fc.integer({ min: 1, max: CELLS_MOST_METRES }), fc.double({ min: 0, max: 1, noNaN: true }), (middle, way, metres, part) => {
      const far = metres * part
      const other = { latitude: middle.latitude + (far * Math.cos(way)) / 111_320, longitude: middle.longitude + (far * Math.sin(way)) / (111_320 * Math.cos((middle.latitude * Math.PI) / 180)) }
      fc.pre(distanceMetres(middle, other) <= metres)
      expect(cellsWithin(cellAt(middle), metres)).toContain(cellAt(other))
    }))
  })

  it('are one for no distance, few for what a street is, and never without end', () => {
    const cell = cellAt({ longitude: -0.09, latitude: 51.41 })
    expect(cellsWithin(cell, 0)).toEqual([cell])
    expect(cellsWithin(cell, 250).length).toBeLessThanOrEqual(19)
    expect(cellsWithin(cell, 1e9)).toEqual(cellsWithin(cell, CELLS_MOST_METRES))
  })
})
