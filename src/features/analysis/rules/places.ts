// Words of this file
//   point   where a report happened, metres on the British National Grid
//   middle  the report round which a place is drawn
import { type CountedReport, type Definition, standingUnder } from './repeats.ts'
import type { Day } from '#platform/time/day.ts'

/** A report with where it happened, in metres on the British National Grid. */
export interface PlacedReport extends CountedReport {
  readonly easting: number
  readonly northing: number
}

/** A place: a report in its middle, and those counted within the radius of it. */
export interface RepeatPlace {
  readonly middleId: string
  readonly count: number
  readonly memberIds: readonly string[]
  readonly latest: Day
}

/**
 * The places that are repeats: round each the reports within the radius, none in two places, the fullest taken first.
 *
 * Input: the radius in metres, its edge included. Result: the fullest first; the same reports in any order give the same places.
 * Rule RP-04.
 */
export function placesWithin(definition: Definition, reports: readonly PlacedReport[], radiusMetres: number, asOf: Day): readonly RepeatPlace[] {
  const grid = gridOf(reports, radiusMetres)
  const open = new Set(reports.map(({ id }) => id))
  const found: RepeatPlace[] = []
  let seeds = reports.map((report) => placeRound(definition, report, grid, radiusMetres, open, asOf)).filter((place) => place !== null).toSorted(fullestFirst)
  while (seeds.length > 0) {
    const [best, ...others] = seeds
    if (best === undefined) break
    found.push(best)
    for (const id of best.memberIds) open.delete(id)
    const taken = new Set(best.memberIds)
    const touched = new Set(others.filter(({ memberIds }) => memberIds.some((id) => taken.has(id))))
    seeds = others.flatMap((place) => {
      if (!touched.has(place)) return [place]
      const middle = grid.byId.get(place.middleId)
      const again = middle === undefined || !open.has(place.middleId) ? null : placeRound(definition, middle, grid, radiusMetres, open, asOf)
      return again === null ? [] : [again]
    }).toSorted(fullestFirst)
  }
  return found
}

interface Grid {
  readonly byId: ReadonlyMap<string, PlacedReport>
  readonly cells: ReadonlyMap<string, readonly PlacedReport[]>
}

function gridOf(reports: readonly PlacedReport[], size: number): Grid {
  const cells = new Map<string, PlacedReport[]>()
  for (const report of reports) {
    const key = cellOf(report, size, 0, 0)
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, [report])
    else cell.push(report)
  }
  return { cells, byId: new Map(reports.map((report) => [report.id, report])) }
}

function cellOf({ easting, northing }: PlacedReport, size: number, across: number, up: number): string {
  return `${Math.floor(easting / size) + across} ${Math.floor(northing / size) + up}`
}

function placeRound(definition: Definition, middle: PlacedReport, { cells }: Grid, radius: number, open: ReadonlySet<string>, asOf: Day): RepeatPlace | null {
  const near = [-1, 0, 1].flatMap((across) => [-1, 0, 1].flatMap((up) => cells.get(cellOf(middle, radius, across, up)) ?? []))
    .filter((report) => open.has(report.id) && (report.easting - middle.easting) ** 2 + (report.northing - middle.northing) ** 2 <= radius ** 2)
  if (near.length < definition.leastCount) return null
  const { isRepeat, count, verdicts } = standingUnder(definition, near, asOf)
  const counted = new Set(verdicts.filter(({ counts }) => counts).map(({ id }) => id))
  // a place is drawn round a report that is itself counted, so that the middle is part of it
  if (!isRepeat || !counted.has(middle.id)) return null
  const members = near.filter(({ id }) => counted.has(id))
  return { middleId: middle.id, count, memberIds: members.map(({ id }) => id).sort(), latest: members.map(({ reportedOn }) => reportedOn).sort().at(-1) ?? asOf }
}

function fullestFirst(one: RepeatPlace, other: RepeatPlace): number {
  return other.count - one.count || other.latest.localeCompare(one.latest) || one.middleId.localeCompare(other.middleId)
}
