import type { DemoBorough } from '#demo/force.ts'

const names: readonly (readonly [string, readonly string[]])[] = [
  ['Marlow Quay', ['Tanner Street', 'Ropewalk', 'St Osyth’s']],
  ['Northgate', ['Bellmaker', 'Cold Harbour']],
]

/** Two boroughs of square wards, side by side: enough ground for a test, with nothing real on it. Each ward is 0.02 by 0.02 degrees. */
export const squareTown: readonly DemoBorough[] = names.map(([name, wards], index) => {
  const south = 51.4 + index * 0.1
  const edges = (column: number, width: number) => ({ west: -0.1 + column * 0.02, south, east: -0.1 + (column + width) * 0.02, north: south + 0.02 })
  return {
    key: `b${index + 1}`, name, code: `T0900000${index + 1}`, source: 'invented for tests', boundary: square(edges(0, wards.length)), bounds: edges(0, wards.length),
    wards: wards.map((ward, column) => ({ name: ward, code: `T0500${index + 1}00${column + 1}`, boundary: square(edges(column, 1)), bounds: edges(column, 1) })),
  }
})

/** The middle of a ward of the square town, in degrees. */
export function middleOf(borough: number, ward: number): { longitude: number; latitude: number } {
  return { longitude: -0.1 + (ward - 1) * 0.02 + 0.01, latitude: 51.4 + (borough - 1) * 0.1 + 0.01 }
}

function square({ west, south, east, north }: { west: number; south: number; east: number; north: number }) {
  return { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] }
}
