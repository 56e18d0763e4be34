import { contains, isOnEdge, shapeOf, type Bounds, type Outline, type Shape } from './geometry.ts'

/** An area as the index is given it: its own record, and its outline as stored. */
export interface IndexedArea {
  readonly code: string
  readonly outline: Outline
}

/**
 * Finds the area a point lies in, among areas of one kind (boroughs, wards, LSOAs).
 *
 * Each square of a grid lists the areas whose box touches it, so a point is tested against two or three outlines and not hundreds.
 * Where outlines overlap, or a point is on the outermost edge of several, the lowest code is the answer: always the same one.
 */
export class AreaIndex<A extends IndexedArea> {
  readonly areas: readonly A[]
  readonly bounds: Bounds
  readonly #shapes: readonly Shape[]
  readonly #side: number
  readonly #squares: readonly (readonly number[])[]

  constructor(areas: Iterable<A>) {
    this.areas = [...areas].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
    this.#shapes = this.areas.map((area) => shapeOf(area.outline))
    this.bounds = unionOf(this.#shapes.map((shape) => shape.bounds))
    this.#side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(this.areas.length) * 4)))
    const squares = Array.from({ length: this.#side * this.#side }, (): number[] => [])
    for (const [index, { bounds }] of this.#shapes.entries()) {
      const lastColumn = this.#column(bounds.east)
      const lastRow = this.#row(bounds.north)
      for (let row = this.#row(bounds.south); row <= lastRow; row += 1) {
        for (let column = this.#column(bounds.west); column <= lastColumn; column += 1) squares[row * this.#side + column]?.push(index)
      }
    }
    this.#squares = squares
  }

  /** How many areas the index holds. */
  get size(): number {
    return this.areas.length
  }

  /** The area a point lies in, or null when it lies in none. Input: degrees, WGS84. */
  find(longitude: number, latitude: number): A | null {
    const candidates = this.#candidates(longitude, latitude)
    for (const index of candidates) {
      const shape = this.#shapes[index]
      if (shape !== undefined && contains(shape, longitude, latitude)) return this.areas[index] ?? null
    }
    for (const index of candidates) {
      const shape = this.#shapes[index]
      if (shape !== undefined && isOnEdge(shape, longitude, latitude)) return this.areas[index] ?? null
    }
    return null
  }

  /** Every area a point lies in: more than one only where outlines overlap. Lowest code first. */
  list(longitude: number, latitude: number): A[] {
    return this.#candidates(longitude, latitude).flatMap((index) => {
      const shape = this.#shapes[index]
      const area = this.areas[index]
      return shape !== undefined && area !== undefined && contains(shape, longitude, latitude) ? [area] : []
    })
  }

  #candidates(longitude: number, latitude: number): readonly number[] {
    const { west, south, east, north } = this.bounds
    if (!(longitude >= west && longitude <= east && latitude >= south && latitude <= north)) return []
    return this.#squares[this.#row(latitude) * this.#side + this.#column(longitude)] ?? []
  }

  #column(longitude: number): number {
    return square(longitude, this.bounds.west, this.bounds.east, this.#side)
  }

  #row(latitude: number): number {
    return square(latitude, this.bounds.south, this.bounds.north, this.#side)
  }
}

function square(value: number, low: number, high: number, side: number): number {
  if (!(high > low)) return 0
  return Math.max(0, Math.min(side - 1, Math.floor(((value - low) / (high - low)) * side)))
}

function unionOf(all: readonly Bounds[]): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const bounds of all) {
    west = Math.min(west, bounds.west)
    south = Math.min(south, bounds.south)
    east = Math.max(east, bounds.east)
    north = Math.max(north, bounds.north)
  }
  return { west, south, east, north }
}
