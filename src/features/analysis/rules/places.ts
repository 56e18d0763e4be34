// Words of this file
//   point   where a report happened, metres on the British National Grid
//   middle  the report round which a place is drawn
import type { Day } from '#platform/time/day.ts'
import { type CountedReport, countedUnder, type Definition } from './repeats.ts'

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
  const ground: Ground = { definition, asOf, radius: radiusMetres, cells: Map.groupBy(reports, (report) => cellOf(report, radiusMetres, 0, 0)), open: new Set(reports.map(({ id }) => id)) }
  const byId = new Map(reports.map((report) => [report.id, report]))
  // a place as it was before others took of its reports stays in the queue, and is passed by when its turn comes
  const current = new Map<string, RepeatPlace>()
  const queue: RepeatPlace[] = []
  const weigh = (middle: PlacedReport): void => {
    const place = placeRound(middle, ground)
    if (place === null) return void current.delete(middle.id)
    current.set(middle.id, place)
    put(queue, place)
  }
  for (const report of reports) weigh(report)
  const found: RepeatPlace[] = []
  for (let best = take(queue); best !== null; best = take(queue)) {
    if (current.get(best.middleId) !== best) continue
    found.push(best)
    const members = best.memberIds.flatMap((id) => byId.get(id) ?? [])
    for (const { id } of members) {
      ground.open.delete(id)
      current.delete(id)
    }
    // only those near what was taken can have lost any of it
    const touched = new Set(members.flatMap((member) => around(member, ground).filter(({ id }) => current.has(id))))
    for (const middle of touched) weigh(middle)
  }
  return found
}

interface Ground {
  readonly definition: Definition
  readonly asOf: Day
  readonly radius: number
  readonly cells: ReadonlyMap<string, readonly PlacedReport[]>
  readonly open: Set<string>
}

function cellOf({ easting, northing }: PlacedReport, size: number, across: number, up: number): string {
  return `${Math.floor(easting / size) + across} ${Math.floor(northing / size) + up}`
}

/** The reports not yet in a place within the radius of one. */
function around(middle: PlacedReport, { cells, open, radius }: Ground): readonly PlacedReport[] {
  return [-1, 0, 1].flatMap((across) => [-1, 0, 1].flatMap((up) => cells.get(cellOf(middle, radius, across, up)) ?? []))
    .filter((report) => (report.easting - middle.easting) ** 2 + (report.northing - middle.northing) ** 2 <= radius ** 2 && open.has(report.id))
}

function placeRound(middle: PlacedReport, ground: Ground): RepeatPlace | null {
  const { definition, asOf } = ground
  const near = around(middle, ground)
  if (near.length < definition.leastCount) return null
  const counted = countedUnder(definition, near, asOf)
  // a place is drawn round a report that is itself counted, so that the middle is part of it
  if (counted.length < definition.leastCount || !counted.some(({ id }) => id === middle.id)) return null
  return { middleId: middle.id, count: counted.length, memberIds: counted.map(({ id }) => id).sort(), latest: counted.at(-1)?.reportedOn ?? asOf }
}

function isFuller(one: RepeatPlace, other: RepeatPlace): boolean {
  if (one.count !== other.count) return one.count > other.count
  return one.latest === other.latest ? one.middleId < other.middleId : one.latest > other.latest
}

/** Put a place where it belongs: the fullest stands first, and each stands before the two below it. */
function put(queue: RepeatPlace[], place: RepeatPlace): void {
  let at = queue.push(place) - 1
  for (let above = (at - 1) >> 1; at > 0; above = (at - 1) >> 1) {
    const other = queue[above]
    if (other === undefined || !isFuller(place, other)) break
    queue[at] = other
    at = above
  }
  queue[at] = place
}

/** Take the fullest place; null when none is left. */
function take(queue: RepeatPlace[]): RepeatPlace | null {
  const [first] = queue
  const last = queue.pop()
  if (first === undefined || last === undefined) return null
  let at = 0
  for (let below = 1; below < queue.length; below = 2 * at + 1) {
    const [left, right] = [queue[below], queue[below + 1]]
    const next = right !== undefined && left !== undefined && isFuller(right, left) ? below + 1 : below
    const fuller = queue[next]
    if (fuller === undefined || !isFuller(fuller, last)) break
    queue[at] = fuller
    at = next
  }
  if (queue.length > 0) queue[at] = last
  return first
}
