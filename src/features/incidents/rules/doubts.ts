// What is missing or doubtful about an incident. Nothing here stops a save: it is listed until someone settles it.
import { formatInstant } from '#platform/time/day.ts'
import { HOUR_MS, MINUTE_MS } from '#platform/time/instant.ts'
import type { Channel, PeopleRole, Qualifier } from './codes.ts'
import { isReport } from './codes.ts'
import { type Answer, type Prompt, unexplained } from './screening.ts'

/** How far ahead of our clock another's may run before a moment is malformed. */
export const AHEAD_MINUTES = 5
const LONG_AGO = Date.UTC(1800, 0, 1)
/** How long after a report its entry is late. A local default: no source gives it. */
export const LATE_HOURS = 24
/** How far a point may lie from its postcode before one of them is doubted. A local default: no source gives it. */
export const APART_METRES = 1000

/** The kinds of doubt, each settled apart. */
export const DOUBT_KINDS = [
  'no type', 'no qualifier', 'no narrative', 'no place', 'no point', 'unknown postcode', 'outside every area',
  'point and postcode apart', 'no team', 'no caller', 'caller unnamed', 'no way to reach the caller', 'personal without a victim',
  'unreadable phone', 'unreadable email', 'date of birth ahead', 'date of birth long ago', 'times out of order', 'occurred after report', 'entered late', 'no grade', 'prompt not put', 'prompt incomplete', 'similar not decided',
] as const
/** The kinds of doubt, each settled apart. */
export type DoubtKind = (typeof DOUBT_KINDS)[number]

/** Something missing or doubtful: what, as a sentence, and where on the incident's page it is mended. */
export interface Doubt {
  kind: DoubtKind
  sentence: string
  anchor: string
}

/** What is looked at to doubt an incident. */
export interface DoubtFacts {
  /** not-known: it came from another system that does not say. */
  channel: Channel | 'not-known'
  recordedAt: Date
  reportedAt: Date
  occurredFrom: Date | null
  occurredTo: Date | null
  type: string | null
  qualifier: Qualifier | null
  narrative: string
  grade: string | null
  place: {
    text: string
    postcode: string | null
    isPostcodeKnown: boolean
    hasPoint: boolean
    isInsideAnArea: boolean
    metresFromPostcode: number | null
  }
  hasTeam: boolean
  people: readonly {
    role: PeopleRole
    isNamed: boolean
    isReachable: boolean
    isBornAfterReport: boolean
    /** What was given of them that can be used for nothing as it stands. */
    unreadable: { phone: boolean; email: boolean; birth: boolean }
    isAnonymous: boolean
  }[]
  prompt: Prompt
  answers: readonly Answer[]
  /** How many earlier incidents like it nobody has decided about. */
  similarUndecided?: number
}

/**
 * Why a moment given for an incident is malformed, or null when it may stand.
 *
 * Clocks differ, so up to five minutes ahead of ours is taken as now. More is a mistake, and is refused.
 * Nothing that is still somebody's business began more than two centuries ago: such a year is mistyped.
 * Rule IN-13.
 */
export function malformedMoment(at: Date, now: Date): string | null {
  if (at.getTime() < LONG_AGO) return 'This is before 1800. Check the year'
  if (at.getTime() <= now.getTime() + AHEAD_MINUTES * MINUTE_MS) return null
  return `This is in the future. Enter a time no later than now, ${formatInstant(now)}`
}

/**
 * Everything missing or doubtful about an incident, in the order of its page, but for what has been settled.
 *
 * Open data is what its publisher says and no more, so nothing about it is doubted.
 * Source: report of 13 October 2011, ¶11 and ¶57 (what was lost between the call and the borough). Rule IN-14.
 */
export function doubts(incident: DoubtFacts, settled: readonly DoubtKind[] = []): Doubt[] {
  if (!isReport(incident.channel)) return []
  const found = [
    ...callDoubts(incident),
    ...placeDoubts(incident),
    ...peopleDoubts(incident),
    ...timeDoubts(incident),
    ...promptDoubts(incident),
    ...doubtOfSimilar(incident.similarUndecided ?? 0),
  ]
  return found.filter((doubt) => !settled.includes(doubt.kind))
}

function callDoubts({ type, qualifier, narrative, grade }: DoubtFacts): Doubt[] {
  return listed([
    [type === null, 'no type', 'The type of behaviour is not recorded', 'type'],
    [qualifier === null, 'no qualifier', 'Personal, nuisance or environmental is not recorded', 'qualifier'],
    [narrative.trim() === '', 'no narrative', 'What happened is not recorded', 'narrative'],
    [grade === null, 'no grade', 'No grade of response is recorded', 'grade'],
  ])
}

function placeDoubts({ place, hasTeam }: DoubtFacts): Doubt[] {
  const isNowhere = place.text.trim() === '' && place.postcode === null && !place.hasPoint
  const metres = place.metresFromPostcode
  return listed([
    [isNowhere, 'no place', 'Where it happened is not recorded', 'place'],
    [!isNowhere && !place.hasPoint, 'no point', 'The place could not be put on the map', 'place'],
    [place.postcode !== null && !place.isPostcodeKnown, 'unknown postcode', `The postcode ${place.postcode ?? ''} is not on the list we hold. It may be new or mistyped`, 'place'],
    [place.hasPoint && !place.isInsideAnArea, 'outside every area', 'The place lies outside every area of the force', 'place'],
    [metres !== null && metres > APART_METRES, 'point and postcode apart', `The point lies ${kilometres(metres ?? 0)} km from its postcode`, 'place'],
    [!hasTeam, 'no team', 'No Safer Neighbourhoods team could be found for the place', 'team'],
  ])
}

function peopleDoubts({ people, qualifier }: DoubtFacts): Doubt[] {
  const caller = people.find((person) => person.role === 'caller')
  const isNamedOrUnwilling = caller === undefined || caller.isNamed || caller.isAnonymous
  const isReachableOrUnwilling = caller === undefined || caller.isReachable || caller.isAnonymous
  return listed([
    [caller === undefined, 'no caller', 'Who reported it is not recorded', 'people'],
    [!isNamedOrUnwilling, 'caller unnamed', 'The caller has no name recorded', 'people'],
    [!isReachableOrUnwilling, 'no way to reach the caller', 'There is no telephone, e-mail or address for the caller', 'people'],
    [qualifier === 'personal' && !people.some((person) => person.role === 'victim'), 'personal without a victim', 'It is recorded as personal, but no victim is named', 'people'],
    [people.some(({ unreadable }) => unreadable.phone), 'unreadable phone', 'A telephone number cannot be rung as it is recorded', 'people'],
    [people.some(({ unreadable }) => unreadable.email), 'unreadable email', 'An e-mail address cannot be written to as it is recorded', 'people'],
    [people.some((person) => person.isBornAfterReport), 'date of birth ahead', 'A date of birth is later than the report', 'people'],
    [people.some(({ unreadable }) => unreadable.birth), 'date of birth long ago', 'A date of birth is before anybody living', 'people'],
  ])
}

function timeDoubts({ occurredFrom, occurredTo, reportedAt, recordedAt }: DoubtFacts): Doubt[] {
  const isOutOfOrder = occurredFrom !== null && occurredTo !== null && occurredTo.getTime() < occurredFrom.getTime()
  const isAfterReport = occurredFrom !== null && occurredFrom.getTime() > reportedAt.getTime()
  const isLate = recordedAt.getTime() - reportedAt.getTime() > LATE_HOURS * HOUR_MS
  return listed([
    [isOutOfOrder, 'times out of order', 'It is recorded as ending before it began', 'times'],
    [isAfterReport, 'occurred after report', 'It is recorded as happening after it was reported', 'times'],
    [isLate, 'entered late', `It was entered more than ${LATE_HOURS} hours after it was reported`, 'times'],
  ])
}

function promptDoubts({ prompt, answers }: DoubtFacts): Doubt[] {
  const missing = unexplained(prompt, answers).length
  const count = missing === 1 ? '1 question of the prompt has' : `${missing} questions of the prompt have`
  return listed([
    [answers.length === 0 && missing > 0, 'prompt not put', 'The screening prompt has not been used', 'prompt'],
    [answers.length > 0 && missing > 0, 'prompt incomplete', `${count} no answer and no reason for not asking`, 'prompt'],
  ])
}

/** A report like one on record is saved without a choice, and asks for it here. Rule IN-61. */
export function doubtOfSimilar(count: number): Doubt[] {
  const words = count === 1 ? '1 earlier report is like this one' : `${count} earlier reports are like this one`
  return listed([[count > 0, 'similar not decided', `${words}, and nobody has said whether they belong together`, 'similar']])
}

function listed(rows: readonly (readonly [boolean, DoubtKind, string, string])[]): Doubt[] {
  return rows.flatMap(([isSo, kind, sentence, anchor]) => (isSo ? [{ kind, sentence, anchor }] : []))
}

function kilometres(metres: number): string {
  return (metres / 1000).toFixed(1)
}
