// Words of this file
//   residence  somebody who gave an address as theirs, from the first time to the last
//   household  people who gave one address within a year of each other: never taken for one person
//   communal   an address that many unrelated people give, such as a hostel: sharing it says little
import { daysBetween, type Day } from '#platform/time/day.ts'

/** Somebody who gave an address as theirs, and when they first and last did. */
export interface Residence {
  readonly personId: string
  /** The family name in the form it is compared in; null when it is not known. */
  readonly familyKey: string | null
  readonly firstOn: Day
  readonly lastOn: Day
}

/** How near in time two people must have given one address to be taken as one household. Heed's own figure: no source names one. */
export const HOUSEHOLD_WITHIN_DAYS = 365
/** From how many different family names an address is taken as communal. Heed's own figure: no source names one. */
export const COMMUNAL_FROM_NAMES = 6

/**
 * Whether an address is communal: its gazetteer says so, or so many different family names were given there.
 *
 * Rule RP-31.
 */
export function isCommunal(residences: readonly Residence[], gazetteerSays: boolean): boolean {
  return gazetteerSays || new Set(residences.flatMap(({ familyKey }) => (familyKey === null ? [] : [familyKey]))).size >= COMMUNAL_FROM_NAMES
}

/**
 * Whether two people who gave one address were there within overlapping times: no more than a year lies between.
 *
 * Rule RP-30.
 */
export function wereTogether(one: Pick<Residence, 'firstOn' | 'lastOn'>, other: Pick<Residence, 'firstOn' | 'lastOn'>): boolean {
  const gap = one.lastOn < other.firstOn ? daysBetween(one.lastOn, other.firstOn) : other.lastOn < one.firstOn ? daysBetween(other.lastOn, one.firstOn) : 0
  return gap <= HOUSEHOLD_WITHIN_DAYS
}

/**
 * The households of one address: people who were there within overlapping times, whatever they are called; at a communal address each family name by itself.
 *
 * A household is a list of people; it never makes them one. Result: the latest household first, its people in the order they came.
 * Rule RP-30.
 */
export function householdsOf(residences: readonly Residence[], communal: boolean): readonly (readonly Residence[])[] {
  const households: Residence[][] = []
  for (const residence of residences.toSorted((a, b) => a.firstOn.localeCompare(b.firstOn) || a.personId.localeCompare(b.personId))) {
    const joined = households.filter((household) => household.some((other) => wereTogether(residence, other) && (!communal || (residence.familyKey !== null && residence.familyKey === other.familyKey))))
    const [into, ...merged] = joined
    if (into === undefined) households.push([residence])
    else {
      into.push(...merged.flat(), residence)
      for (const gone of merged) households.splice(households.indexOf(gone), 1)
    }
  }
  const latest = (household: readonly Residence[]): Day => household.map(({ lastOn }) => lastOn).sort().at(-1) ?? ''
  return households.map((household) => household.toSorted((a, b) => a.firstOn.localeCompare(b.firstOn) || a.personId.localeCompare(b.personId)))
    .toSorted((a, b) => latest(b).localeCompare(latest(a)) || (a[0]?.personId ?? '').localeCompare(b[0]?.personId ?? ''))
}
