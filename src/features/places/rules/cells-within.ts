import { getHexagonEdgeLengthAvg, gridDisk, UNITS } from 'h3-js'
import { CELL_RESOLUTION } from './distance.ts'

/** The furthest that is searched by cells: beyond it the list of cells would be longer than a search by area. */
export const CELLS_MOST_METRES = 2000

// cells differ in size over the globe; the smallest have edges a fifth shorter than the mean
const shortestEdge = getHexagonEdgeLengthAvg(CELL_RESOLUTION, UNITS.m) * 0.8

/**
 * Every cell that may hold a place within so many metres of a place in this cell: those to look in, by equality, before measuring.
 *
 * No place within the distance is left out; places a little beyond it are in. At most 2,000 metres.
 */
export function cellsWithin(cell: string, metres: number): readonly string[] {
  const reach = Math.min(Math.max(0, metres), CELLS_MOST_METRES)
  return gridDisk(cell, reach === 0 ? 0 : Math.ceil((reach / shortestEdge + 0.5) / 1.5))
}
