// Which reports are like one being taken, and what may be done about it. Nothing here stops a save.
//
//   like one on record ──▶ a further report of it   its log, its people, its team; no incident more
//                     ├──▶ related                  two incidents that point at each other
//                     └──▶ separate                 kept, with the reason, so that nobody asks again
import { HOUR_MS, MINUTE_MS } from '#platform/time/instant.ts'

/** What two reports may share that makes them worth looking at together. */
export const SIMILAR_KEYS = ['same-address', 'nearby', 'same-person'] as const
/** What two reports may share that makes them worth looking at together. */
export type SimilarKey = (typeof SIMILAR_KEYS)[number]

/** How near in time and place two reports must be for one likeness to count: the force's own setting. */
export interface SimilarSetting {
  readonly key: SimilarKey
  /** Between the two reports, either way. */
  readonly hours: number
  /** On the ground; null where no distance is meant. */
  readonly metres: number | null
  readonly types: 'any' | 'same'
}

/** What is compared of a report. */
export interface Comparable {
  readonly reportedAt: Date
  /** The key of its type, whatever the version; null when it has none yet. */
  readonly type: string | null
  readonly addressId: string | null
  readonly addressKey: string | null
  readonly grid: { readonly easting: number; readonly northing: number } | null
  /** Of everybody in it but suspects. */
  readonly phoneKeys: readonly string[]
  readonly personIds: readonly string[]
}

/** Why two reports are like each other, in words, and how far they are apart. */
export interface Likeness {
  readonly because: readonly string[]
  readonly weight: number
  readonly minutesApart: number
}

/** What may be done with a report like one on record. */
export const EXITS = ['add', 'link', 'separate'] as const
/** What may be done with a report like one on record. */
export type Exit = (typeof EXITS)[number]

/** What somebody chose for each of the incidents like theirs. */
export interface Exits {
  /** The incident this is a further report of. */
  readonly addTo: string | null
  readonly link: readonly string[]
  readonly separate: readonly string[]
  readonly reason: string
}

/** Nothing was chosen: the report is recorded by itself, and the question stands. */
export const NO_EXITS: Exits = { addTo: null, link: [], separate: [], reason: '' }

/**
 * Why another report is like this one, by the settings in force; null when it is not.
 *
 * The same address, a place near by, or the same telephone or person, each within its own hours. Every reason is said, so that whoever
 * is on the telephone can judge. Source: none says when two reports are one matter; Heed's own. Rule IN-60.
 */
export function likeness(report: Comparable, other: Comparable, settings: readonly SimilarSetting[]): Likeness | null {
  const apart = Math.abs(report.reportedAt.getTime() - other.reportedAt.getTime())
  const isSameType = report.type !== null && report.type === other.type
  const metres = metresApart(report, other)
  const counts = (key: SimilarKey): boolean => settings.some((each) =>
    each.key === key && apart <= each.hours * HOUR_MS && (each.types === 'any' || isSameType)
    && (key !== 'nearby' || (metres !== null && each.metres !== null && metres <= each.metres)))
  const signs = [
    isSameAddress(report, other) && counts('same-address') ? { words: 'same address', weight: 4 }
      : metres !== null && counts('nearby') ? { words: metres < 10 ? 'less than 10 metres away' : `${Math.round(metres / 10) * 10} metres away`, weight: 2 } : null,
    shares(report.personIds, other.personIds) && counts('same-person') ? { words: 'same person', weight: 4 }
      : shares(report.phoneKeys, other.phoneKeys) && counts('same-person') ? { words: 'same telephone', weight: 3 } : null,
  ].filter((sign) => sign !== null)
  if (signs.length === 0) return null
  return {
    because: [...signs.map(({ words }) => words), timeWords(report.reportedAt, other.reportedAt), ...(isSameType ? ['same type'] : report.type === null || other.type === null ? [] : ['another type'])],
    weight: signs.reduce((sum, { weight }) => sum + weight, 0) + (isSameType ? 1 : 0),
    minutesApart: Math.round(apart / MINUTE_MS),
  }
}

/** The order in which similar reports are shown: what shares most first, then what is nearest in time. Rule IN-60. */
export function byLikeness(a: Likeness & { readonly id: string }, b: Likeness & { readonly id: string }): number {
  return b.weight - a.weight || a.minutesApart - b.minutesApart || (a.id < b.id ? -1 : 1)
}

/** The longest time and distance any setting reaches: what has to be searched. */
export function reachOf(settings: readonly SimilarSetting[]): { readonly hours: number; readonly metres: number } {
  return { hours: Math.max(0, ...settings.map(({ hours }) => hours)), metres: Math.max(0, ...settings.flatMap(({ key, metres }) => (key === 'nearby' && metres !== null ? [metres] : []))) }
}

/**
 * Why nothing more can be added to an incident, or null when it can: what is resulted or a duplicate is worked no more.
 *
 * A further report there would be read by nobody. It is recorded by itself and linked instead. Source: report of 13 October 2011,
 * ¶57 (nothing recorded is lost). Rule IN-61.
 */
export function closedToReports({ status, duplicateOf }: { readonly status: string; readonly duplicateOf: string | null }): string | null {
  if (duplicateOf !== null) return 'it is a duplicate, and worked under another number'
  return status === 'resulted' ? 'it has been resulted' : null
}

function isSameAddress(a: Comparable, b: Comparable): boolean {
  return (a.addressId !== null && a.addressId === b.addressId) || (a.addressKey !== null && a.addressKey === b.addressKey)
}

function metresApart({ grid: a }: Comparable, { grid: b }: Comparable): number | null {
  return a === null || b === null ? null : Math.hypot(a.easting - b.easting, a.northing - b.northing)
}

function shares(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one))
}

function timeWords(at: Date, other: Date): string {
  const minutes = Math.round((at.getTime() - other.getTime()) / MINUTE_MS)
  const size = Math.abs(minutes)
  if (size === 0) return 'at the same time'
  const hours = Math.round(size / 60)
  const words = size < 90 ? (size === 1 ? '1 minute' : `${size} minutes`) : hours < 48 ? `${hours} hours` : `${Math.round(size / (60 * 24))} days`
  return `${words} ${minutes > 0 ? 'earlier' : 'later'}`
}
