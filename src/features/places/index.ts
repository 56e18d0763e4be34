// The front door of places: what other features may use.

export { AreaIndex, type IndexedArea } from './rules/area-index.ts'
export { cellAt, distanceMetres, gridDistanceMetres, isPlace } from './rules/distance.ts'
export { cellsWithin } from './rules/cells-within.ts'
export { boundsOf, type Bounds, type Outline, type Position } from './rules/geometry.ts'
export { type GridPoint, isOnGrid, type Point, toGrid, toLongitudeLatitude } from './rules/grid.ts'
export { fromDegrees, fromGrid, type ReadPoint } from './readers/points.ts'
export { matchKeyOf } from './rules/match-key.ts'
export { findAddresses, type AddressChoice } from './queries/find-addresses.ts'
export { resolvePlace, type PlaceGiven, type ResolvedPlace } from './queries/resolve-place.ts'
export { groundOf, type Ground } from './queries/ground.ts'
export { readSlimIndex, type LoadedArea } from './queries/areas.ts'
export { addArea, type NewArea } from './commands.ts'
export { loadAddresses } from './commands/load-addresses.ts'
export { loadPostcodes } from './commands/load-postcodes.ts'

/** The tables that only places writes. */
export const owns = ['addresses', 'areas', 'postcodes'] as const
