import { latLngToCell } from 'h3-js'
import type { GridPoint, Point } from './grid.ts'

const EARTH_RADIUS_METRES = 6_371_008.8
const RADIANS = Math.PI / 180

/** How fine a cell is for counting incidents: about 0.1 square kilometres, 200 metres from centre to corner. */
export const CELL_RESOLUTION = 9

/** How far apart two places are, over a round earth. Result: metres, within 0.6 per cent. */
export function distanceMetres(a: Point, b: Point): number {
  const halfLatitude = ((b.latitude - a.latitude) * RADIANS) / 2
  const halfLongitude = ((b.longitude - a.longitude) * RADIANS) / 2
  const chord =
    Math.sin(halfLatitude) ** 2 + Math.cos(a.latitude * RADIANS) * Math.cos(b.latitude * RADIANS) * Math.sin(halfLongitude) ** 2
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** How far apart two places on the grid are. Result: metres. */
export function gridDistanceMetres(a: GridPoint, b: GridPoint): number {
  return Math.hypot(a.easting - b.easting, a.northing - b.northing)
}

/** Whether a longitude and latitude are a place on the earth at all. */
export function isPlace({ longitude, latitude }: Point): boolean {
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
}

/** The H3 cell a place lies in, as text, at the resolution incidents are counted at. */
export function cellAt({ longitude, latitude }: Point): string {
  return latLngToCell(latitude, longitude, CELL_RESOLUTION)
}
