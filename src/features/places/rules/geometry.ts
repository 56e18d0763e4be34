/**
 * Areas as they are published: GeoJSON outlines, and whether a point lies in one.
 *
 * An *outline* is what a file or a table holds (GeoJSON). A *shape* is the same thing made ready to be asked quickly.
 * Longitude is x and latitude is y throughout.
 */

/** A longitude and a latitude in degrees (WGS84), in that order, as GeoJSON writes them. */
export type Position = readonly [number, number]

/** The outline of an area as GeoJSON: one piece, or several. */
export type Outline =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] }

/** The smallest upright box that holds an outline. */
export interface Bounds {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** An outline made ready to be asked whether a point lies in it. */
export interface Shape {
  readonly bounds: Bounds
  readonly pieces: readonly Piece[]
}

/** One polygon with its holes, its edges stored lower end first and listed by the band of latitude they cross. */
interface Piece {
  readonly bounds: Bounds
  /** Four numbers an edge: lower y, its x, upper y, its x. */
  readonly edges: Float64Array
  readonly bands: number
  /** Where each band's edges begin in `listed`; one longer than `bands`. */
  readonly starts: Uint32Array
  readonly listed: Uint32Array
}

/** What stops a value from being an outline, in words; null when nothing does. */
export function outlineFault(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'has no geometry'
  const type = 'type' in value ? value.type : undefined
  const coordinates = 'coordinates' in value ? value.coordinates : undefined
  if (type !== 'Polygon' && type !== 'MultiPolygon') return `has a geometry of type ${JSON.stringify(type) ?? 'none'}, not Polygon or MultiPolygon`
  if (!Array.isArray(coordinates) || coordinates.length === 0) return 'has no coordinates'
  const polygons: unknown[] = type === 'Polygon' ? [coordinates] : coordinates
  for (const polygon of polygons) {
    if (!Array.isArray(polygon) || polygon.length === 0) return 'has a polygon without a ring'
    for (const ring of polygon) {
      const fault = ringFault(ring)
      if (fault !== null) return fault
    }
  }
  return null
}

/** Whether a value is an outline that can be used. */
export function isOutline(value: unknown): value is Outline {
  return outlineFault(value) === null
}

/** The smallest upright box that holds an outline. */
export function boundsOf(outline: Outline): Bounds {
  return boundsOfRings(polygonsOf(outline).flat())
}

/** The polygons of an outline, each a list of rings: its edge first, then its holes. */
export function polygonsOf(outline: Outline): readonly (readonly (readonly Position[])[])[] {
  return outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates
}

/**
 * An outline made ready to be asked whether points lie in it.
 *
 * Rings may be open, touch or cross themselves, or run either way round: inside is what an odd number of edges
 * encloses, so a polygon that is not valid still gives one answer for every point.
 */
export function shapeOf(outline: Outline): Shape {
  const pieces = polygonsOf(outline).map(pieceOf)
  return { bounds: boundsOf(outline), pieces }
}

/**
 * Whether a point lies in a shape.
 *
 * A point exactly on an edge shared by two areas lies in exactly one of them: an edge is always worked out from its lower end, so
 * both areas reach the same sum, and a point on a left or lower edge is in while one on a right or upper edge is not.
 */
export function contains(shape: Shape, longitude: number, latitude: number): boolean {
  for (const piece of shape.pieces) if (pieceContains(piece, longitude, latitude)) return true
  return false
}

/** Whether a point lies exactly on an edge of a shape. */
export function isOnEdge(shape: Shape, longitude: number, latitude: number): boolean {
  return shape.pieces.some((piece) => isOnPieceEdge(piece, longitude, latitude))
}

function ringFault(ring: unknown): string | null {
  if (!Array.isArray(ring) || ring.length < 3) return 'has a ring of fewer than three points'
  for (const position of ring) {
    if (!Array.isArray(position) || !Number.isFinite(position[0]) || !Number.isFinite(position[1])) {
      return 'has a point that is not two numbers'
    }
  }
  return null
}

function boundsOfRings(rings: readonly (readonly Position[])[]): Bounds {
  let west = Infinity
  let south = Infinity
  let east = -Infinity
  let north = -Infinity
  for (const ring of rings) {
    for (const [x, y] of ring) {
      if (x < west) west = x
      if (x > east) east = x
      if (y < south) south = y
      if (y > north) north = y
    }
  }
  return { west, south, east, north }
}

function pieceOf(rings: readonly (readonly Position[])[]): Piece {
  const edges = edgesOf(rings)
  const bounds = boundsOfRings(rings)
  const count = edges.length / 4
  const bands = Math.max(1, Math.min(4096, Math.ceil(count / 2)))
  const starts = new Uint32Array(bands + 1)
  const band = (y: number): number => bandOf(bounds, bands, y)
  for (let edge = 0; edge < count; edge += 1) {
    for (let b = band(edges[edge * 4] ?? 0); b <= band(edges[edge * 4 + 2] ?? 0); b += 1) starts[b + 1] = (starts[b + 1] ?? 0) + 1
  }
  for (let b = 0; b < bands; b += 1) starts[b + 1] = (starts[b + 1] ?? 0) + (starts[b] ?? 0)
  const listed = new Uint32Array(starts[bands] ?? 0)
  const next = starts.slice()
  for (let edge = 0; edge < count; edge += 1) {
    for (let b = band(edges[edge * 4] ?? 0); b <= band(edges[edge * 4 + 2] ?? 0); b += 1) {
      const at = next[b] ?? 0
      listed[at] = edge * 4
      next[b] = at + 1
    }
  }
  return { bounds, edges, bands, starts, listed }
}

/** Level edges are kept: they never count as crossed, but a point may lie on one. */
function edgesOf(rings: readonly (readonly Position[])[]): Float64Array {
  const flat: number[] = []
  for (const ring of rings) {
    let previous = ring.at(-1)
    for (const position of ring) {
      if (previous !== undefined && (previous[0] !== position[0] || previous[1] !== position[1])) {
        const isRising = previous[1] < position[1] || (previous[1] === position[1] && previous[0] < position[0])
        const [low, high] = isRising ? [previous, position] : [position, previous]
        flat.push(low[1], low[0], high[1], high[0])
      }
      previous = position
    }
  }
  return Float64Array.from(flat)
}

function bandOf(bounds: Bounds, bands: number, y: number): number {
  const height = bounds.north - bounds.south
  if (height <= 0) return 0
  return Math.max(0, Math.min(bands - 1, Math.floor(((y - bounds.south) / height) * bands)))
}

function pieceContains({ bounds, bands, edges, starts, listed }: Piece, x: number, y: number): boolean {
  if (!(x >= bounds.west && x <= bounds.east && y >= bounds.south && y <= bounds.north)) return false
  const band = bandOf(bounds, bands, y)
  const end = starts[band + 1] ?? 0
  let isInside = false
  for (let at = starts[band] ?? 0; at < end; at += 1) {
    const edge = listed[at] ?? 0
    const lowY = edges[edge] ?? 0
    const highY = edges[edge + 2] ?? 0
    if (y < lowY || y >= highY) continue
    const lowX = edges[edge + 1] ?? 0
    const highX = edges[edge + 3] ?? 0
    if (x < lowX + ((y - lowY) * (highX - lowX)) / (highY - lowY)) isInside = !isInside
  }
  return isInside
}

function isOnPieceEdge({ bounds, bands, edges, starts, listed }: Piece, x: number, y: number): boolean {
  if (!(x >= bounds.west && x <= bounds.east && y >= bounds.south && y <= bounds.north)) return false
  const band = bandOf(bounds, bands, y)
  return listed.subarray(starts[band] ?? 0, starts[band + 1] ?? 0).some((edge) => {
    const lowY = edges[edge] ?? 0
    const lowX = edges[edge + 1] ?? 0
    const highY = edges[edge + 2] ?? 0
    const highX = edges[edge + 3] ?? 0
    if (y < lowY || y > highY || x < Math.min(lowX, highX) || x > Math.max(lowX, highX)) return false
    return (x - lowX) * (highY - lowY) === (y - lowY) * (highX - lowX)
  })
}
