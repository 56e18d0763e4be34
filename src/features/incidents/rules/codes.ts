// What an incident is called on the day it was reported: channel, type, qualifier, grade.
import { type Day, formatDay, londonDay } from '#platform/time/day.ts'

/** The ways in which a report reaches the force; open data is no report, but a record published without people. */
export const CHANNELS = ['999', '101', 'front-counter', 'neighbourhood-team', 'online', 'partner', 'open-data'] as const
/** The ways in which a report reaches the force. */
export type Channel = (typeof CHANNELS)[number]

/** Whom or what the behaviour is felt to be aimed at. */
export const QUALIFIERS = ['personal', 'nuisance', 'environmental'] as const
/** Whom or what the behaviour is felt to be aimed at. */
export type Qualifier = (typeof QUALIFIERS)[number]

/** The parts people play in an incident. */
export const PEOPLE_ROLES = ['caller', 'victim', 'witness', 'suspect'] as const
/** The parts people play in an incident. */
export type PeopleRole = (typeof PEOPLE_ROLES)[number]

/** A row of a list of codes with the days it was in force: from the first, up to but not on the last. */
export interface Coded {
  key: string
  code: string | null
  name: string
  validFrom: Day | null
  validTo: Day | null
}

/** A type of anti-social behaviour, and what to use now if it no longer is one. */
export interface AsbType extends Coded {
  instead?: { code: string; name: string; group: string } | undefined
}

/** Either the row that was in force, or why there is none. */
export type InForce<Row> = { ok: true; row: Row } | { ok: false; reason: string }

/**
 * Whether a row of a code list was in force on a day.
 */
export function isInForce(row: Coded, day: Day): boolean {
  return (row.validFrom === null || row.validFrom <= day) && (row.validTo === null || day < row.validTo)
}

/**
 * The rows of a code list in force when something was reported, by the London day.
 *
 * For types: fourteen until 6 August 2011, thirteen from 7 August 2011.
 * Source: report of 13 October 2011, ¶6-7. Rule IN-01.
 */
export function rowsInForce<Row extends Coded>(rows: readonly Row[], reportedAt: Date): Row[] {
  const day = londonDay(reportedAt)
  return rows.filter((row) => isInForce(row, day))
}

/**
 * The type an incident is given, by its number or its key, if it was a type on the London day it was reported.
 *
 * Hoax calls to emergency services are none since 7 August 2011: the reason says what to use instead.
 * Source: report of 13 October 2011, ¶7. Rule IN-02.
 */
export function typeInForce(types: readonly AsbType[], given: string, reportedAt: Date): InForce<AsbType> {
  const day = londonDay(reportedAt)
  const known = types.filter((type) => type.key === given || type.code === given)
  const found = known.find((type) => isInForce(type, day))
  if (found) return { ok: true, row: found }
  const [other] = known
  if (other) return { ok: false, reason: whyNotInForce(other, day) }
  const replaced = types.find((type) => type.instead?.code === given)
  if (replaced && isInForce(replaced, day)) {
    return { ok: false, reason: `On ${formatDay(day)} this was still a type: use ${replaced.key}, ${replaced.name}` }
  }
  if (replaced) return { ok: false, reason: whyNotInForce(replaced, day) }
  const use = types.filter((type) => isInForce(type, day)).map((type) => type.code ?? type.key)
  return { ok: false, reason: `Not a type of anti-social behaviour. Use one of ${use.join(', ')}` }
}

/**
 * The row of any other code list in force when something was reported, or why there is none.
 *
 * Rule IN-01.
 */
export function codeInForce<Row extends Coded>(rows: readonly Row[], given: string, reportedAt: Date): InForce<Row> {
  const day = londonDay(reportedAt)
  const known = rows.filter((row) => row.key === given || row.code === given)
  const found = known.find((row) => isInForce(row, day))
  if (found) return { ok: true, row: found }
  const [other] = known
  return { ok: false, reason: other ? whyNotInForce(other, day) : 'Not a code on the list' }
}

/**
 * The test a call handler puts to decide a qualifier. Any one person's feeling is enough.
 *
 * The qualifier is chosen apart from the type: an incident of any type carries any one of the three.
 * Source: report of 13 October 2011, ¶7 and ¶26; definitions paraphrased with their sources in the list. Rule IN-03.
 */
export function perceptionTest(
  qualifiers: readonly { key: string; perceptionTest: string }[],
  qualifier: Qualifier,
): string | null {
  return qualifiers.find((row) => row.key === qualifier)?.perceptionTest ?? null
}

/**
 * Whether an incident is a report at all, and so may notify a team, start a clock or wait in a queue.
 *
 * Open data is a month and an anonymised point: it feeds patterns and nothing else.
 * Source: open data as data.police.uk publishes it. Rule IN-04.
 */
export function isReport(channel: Channel | 'not-known'): boolean {
  return channel !== 'open-data'
}

function whyNotInForce(row: AsbType, day: Day): string {
  if (row.validFrom !== null && day < row.validFrom) return `${row.name} came into use on ${formatDay(row.validFrom)}`
  const ended = row.validTo === null ? '' : ` on ${formatDay(row.validTo)}`
  if (!row.instead) return `${row.name} went out of use${ended}`
  const { code, name, group } = row.instead
  return `${row.name} stopped being a type of anti-social behaviour${ended}. Use code ${code}, ${name} (${group}), instead`
}
