// What one more report of the same makes of an incident. It may ask for more; it never asks for less.
import { type Coded, rowsInForce } from './codes.ts'
import type { Grade } from './response.ts'
import { asksForAssessment, type Flag, FLAGS } from './screening.ts'

/** How an incident is graded, and how it was suggested to be. */
export interface Graded {
  readonly grade: string | null
  readonly suggestedGrade: string | null
  readonly suggestedBecause: readonly string[]
}

/** What rises with one more report. */
export interface Rise {
  /** The quicker grade that was chosen for it; null where none is. */
  readonly grade: string | null
  /** The quicker grade that its answers suggest, and why; null where none is. */
  readonly suggested: { readonly grade: string; readonly because: readonly string[] } | null
  /** Either calls for a quicker response than the incident is graded for. */
  readonly isMoreUrgent: boolean
}

type ListedGrade = Grade & Coded

/**
 * How urgent each grade is, by the list in force on the London day of the report; by an earlier or later one only for a grade that is
 * no longer on it, since an incident keeps the grade it was given.
 *
 * Result: a number that is lower for what is more urgent; the highest of all for no grade. Rule IN-62.
 */
export function urgencyOn(grades: readonly ListedGrade[], reportedAt: Date): (key: string | null) => number {
  const ordered = [...rowsInForce(grades, reportedAt), ...grades]
  return (key) => ordered.find((row) => row.key === key)?.order ?? Number.POSITIVE_INFINITY
}

/**
 * What rises when an incident is reported once more. A grade or a suggestion that is not quicker changes nothing.
 *
 * Source: report of 13 October 2011, ¶25 and ¶57. Rule IN-62.
 */
export function riseWith(held: Graded, given: Graded, urgency: (key: string | null) => number): Rise {
  const isQuicker = (key: string | null, than: string | null): key is string => key !== null && urgency(key) < urgency(than)
  return {
    grade: isQuicker(given.grade, held.grade) ? given.grade : null,
    suggested: isQuicker(given.suggestedGrade, held.suggestedGrade) ? { grade: given.suggestedGrade, because: given.suggestedBecause } : null,
    isMoreUrgent: isQuicker(given.grade, held.grade) || isQuicker(given.suggestedGrade, held.grade),
  }
}

/** A flag of a report that turns out to be of something on record, and how it came to be there. */
export interface FlagGiven {
  readonly flag: Flag
  readonly origin: string
  readonly state: string
}

/**
 * The flags that an incident takes from a duplicate of it: those that stand there and not here.
 *
 * A duplicate that was found a repeat by looking at the record was found so for this very incident, or for what this one was found by
 * itself: one matter rung in twice is no repeat of itself. Source: none; Heed's own. Rule IN-64.
 */
export function flagsTaken(held: readonly string[], given: readonly FlagGiven[]): readonly Flag[] {
  return given.filter(({ flag, origin, state }) => state !== 'lifted' && !(flag === 'repeat' && origin === 'seen before') && !held.includes(flag)).map(({ flag }) => flag)
}

/** What linking a duplicate raised, kept in the log so that undoing the link can take it back. */
export interface Raised {
  readonly flags: readonly Flag[]
  readonly grade: { readonly from: string | null; readonly to: string } | null
  readonly suggested: { readonly from: string | null; readonly fromBecause: readonly string[]; readonly to: string } | null
  readonly isAssessmentAsked: boolean
}

/** How the incident stands when the link is undone. */
export interface Since extends Graded {
  readonly status: string
  readonly flags: readonly string[]
  /** Of the flags the link raised, those that nobody has decided about since, nor any other report calls for. */
  readonly undecided: readonly Flag[]
  /** Somebody graded it after the link. */
  readonly isGradedSince: boolean
  /** Somebody asked for, or made, an assessment after the link. */
  readonly isAssessedSince: boolean
}

/** What is taken back with an undone link. */
export interface TakenBack {
  readonly flags: readonly Flag[]
  readonly grade: { readonly from: string; readonly to: string | null } | null
  readonly suggested: { readonly to: string | null; readonly because: readonly string[] } | null
  readonly isAssessmentUnasked: boolean
}

/**
 * What may be taken back when a duplicate's link is undone: only what the link raised, and nobody has decided about since.
 *
 * The grade of what has been resulted stays. Source: none; Heed's own. Rule IN-66.
 */
export function takenBack(raised: Raised, since: Since): TakenBack {
  const flags = raised.flags.filter((flag) => since.undecided.includes(flag) && since.flags.includes(flag))
  const { grade, suggested } = raised
  const left = FLAGS.filter((flag) => since.flags.includes(flag) && !flags.includes(flag))
  const isGradeTheirs = grade !== null && since.grade === grade.to && !since.isGradedSince && since.status !== 'resulted'
  return {
    flags,
    grade: isGradeTheirs ? { from: grade.to, to: grade.from } : null,
    suggested: suggested !== null && since.suggestedGrade === suggested.to ? { to: suggested.from, because: suggested.fromBecause } : null,
    isAssessmentUnasked: raised.isAssessmentAsked && !since.isAssessedSince && !asksForAssessment(left),
  }
}

/** When a follow-up began, and when it is due; null where the force has set no time for it. */
export interface FollowUpDue {
  readonly startedAt: Date
  readonly dueAt: Date | null
}

/**
 * Whether following one incident up in its time is in time for another too; without times, whether it has waited as long.
 *
 * Source: report of 13 October 2011, ¶75. Rule IN-65.
 */
export function isDueNoLater(one: FollowUpDue, other: FollowUpDue): boolean {
  if (one.dueAt === null || other.dueAt === null) return one.dueAt === other.dueAt ? one.startedAt <= other.startedAt : other.dueAt === null
  return one.dueAt <= other.dueAt
}
