import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundsOf, contains, isOnEdge, isOutline, outlineFault, shapeOf, type Outline, type Position } from './geometry.ts'

function polygon(...rings: Position[][]): Outline {
  return { type: 'Polygon', coordinates: rings }
}

const square: Position[] = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
const hole: Position[] = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]

describe('a point in an outline', () => {
  it('is inside a square and outside its hole', () => {
    const shape = shapeOf(polygon(square, hole))
    expect(contains(shape, 1, 1)).toBe(true)
    expect(contains(shape, 5, 5)).toBe(false)
    expect(contains(shape, 11, 5)).toBe(false)
  })

  it('is found in every piece of an area in several pieces, and in an island inside a hole', () => {
    const shape = shapeOf({ type: 'MultiPolygon', coordinates: [[square, hole], [[[4.5, 4.5], [5.5, 4.5], [5.5, 5.5], [4.5, 5.5]]], [[[20, 20], [21, 20], [21, 21]]]] })
    expect(contains(shape, 5, 5)).toBe(true)
    expect(contains(shape, 4.2, 5)).toBe(false)
    expect(contains(shape, 20.8, 20.2)).toBe(true)
  })

  it('does not vanish where two pieces of an invalid area overlap', () => {
    const shape = shapeOf({ type: 'MultiPolygon', coordinates: [[square], [[[5, 5], [15, 5], [15, 15], [5, 15]]]] })
    expect(contains(shape, 7, 7)).toBe(true)
  })

  it('does not depend on which way round the ring runs or on its last point being repeated', () => {
    const points = fc.tuple(fc.double({ min: -2, max: 12, noNaN: true }), fc.double({ min: -2, max: 12, noNaN: true }))
    const one = shapeOf(polygon(square, hole))
    const other = shapeOf(polygon(square.toReversed().slice(1), hole.toReversed()))
    fc.assert(fc.property(points, ([x, y]) => contains(one, x, y) === contains(other, x, y)))
  })

  it('is answered for a ring that touches or crosses itself', () => {
    const bowTie = shapeOf(polygon([[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]))
    expect(contains(bowTie, 0.5, 2)).toBe(true)
    expect(contains(bowTie, 2, 0.5)).toBe(false)
    const pinched = shapeOf(polygon([[0, 0], [2, 2], [4, 0], [4, 4], [2, 2], [0, 4], [0, 0]]))
    expect(contains(pinched, 3.5, 2)).toBe(true)
    expect(contains(pinched, 2, 3.5)).toBe(false)
  })

  it('is answered for a ring with no area', () => {
    const flat = shapeOf(polygon([[0, 0], [5, 0], [9, 0], [0, 0]]))
    expect(contains(flat, 3, 0)).toBe(false)
    expect(isOnEdge(flat, 3, 0)).toBe(true)
  })

  it('belongs to exactly one of two areas when it is on the edge they share', () => {
    const edge = fc.tuple(fc.double({ min: 3, max: 7, noNaN: true }), fc.double({ min: 3, max: 7, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }))
    fc.assert(
      fc.property(edge, ([foot, head, along]) => {
        const left = shapeOf(polygon([[0, 0], [foot, 0], [head, 10], [0, 10]]))
        const right = shapeOf(polygon([[foot, 0], [10, 0], [10, 10], [head, 10]]))
        const x = foot + (head - foot) * along
        const y = 10 * along
        return contains(left, x, y) !== contains(right, x, y)
      }),
    )
  })

  it('is on an edge only when it is exactly there', () => {
    const shape = shapeOf(polygon(square))
    expect([isOnEdge(shape, 10, 5), isOnEdge(shape, 10, 10), isOnEdge(shape, 5, 10), isOnEdge(shape, 5, 5), isOnEdge(shape, 10, 11)]).toEqual([true, true, true, false, false])
  })

  it('lies nowhere when it is not a number', () => {
    expect(contains(shapeOf(polygon(square)), Number.NaN, 5)).toBe(false)
  })

  it('agrees with a slow count of the edges of any ring at all', () => {
    const corner = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
    fc.assert(
      fc.property(fc.array(corner, { minLength: 3, maxLength: 30 }), fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 11 }), (ring, column, row) => {
        const [x, y] = [column + 0.513, row + 0.497]
        let isInside = false
        for (const [at, [x1, y1]] of ring.entries()) {
          const [x2, y2] = ring[(at + 1) % ring.length] ?? [x1, y1]
          if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isInside = !isInside
        }
        return contains(shapeOf(polygon(ring)), x, y) === isInside
      }),
    )
  })
})

describe('an outline', () => {
  it('has a box round all its pieces', () => {
    expect(boundsOf({ type: 'MultiPolygon', coordinates: [[square], [[[-3, 2], [1, 2], [1, 30]]]] })).toEqual({ west: -3, south: 0, east: 10, north: 30 })
  })

  it.each([
    [null, 'has no geometry'],
    [{ type: 'Point', coordinates: [1, 2] }, 'has a geometry of type "Point", not Polygon or MultiPolygon'],
    [{ type: 'Polygon', coordinates: [] }, 'has no coordinates'],
    [{ type: 'Polygon', coordinates: [[[0, 0], [1, 1]]] }, 'has a ring of fewer than three points'],
    [{ type: 'Polygon', coordinates: [[[0, 0], [1, 'x'], [2, 2]]] }, 'has a point that is not two numbers'],
    [{ type: 'MultiPolygon', coordinates: [[]] }, 'has a polygon without a ring'],
  ])('is refused with its reason: %j', (value, reason) => {
    expect(outlineFault(value)).toBe(reason)
    expect(isOutline(value)).toBe(false)
  })

  it('is accepted with heights as a third number', () => {
    expect(isOutline({ type: 'Polygon', coordinates: [[[0, 0, 5], [1, 0, 5], [1, 1, 5]]] })).toBe(true)
  })
})
