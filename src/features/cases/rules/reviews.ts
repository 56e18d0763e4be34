import { addDays, type Day, londonDay } from '#platform/time/day.ts'

/** How often a case of a band is reviewed, and by which rank: data, with its source. */
export interface ReviewRegime {
  key: string
  name: string
  source: string
  reviews: readonly { band: string; rank: string; everyDays: number }[]
}

/** A review that is due. */
export interface ReviewDue {
  rank: string
  everyDays: number
  /** A London day; the review is in time until that day ends. */
  dueOn: Day
}

/** A review that was held. */
export interface ReviewHeld {
  rank: string
  heldAt: Date
}

/**
 * The next review due of each rank for a case of a band, the soonest first.
 *
 * Each runs in calendar days from the last review of that rank since the assessment was approved, or from the approval
 * itself. A new approval, higher or lower, begins them again under its own band. A band the regime
 * does not name has none.
 * Source: the regime's own. Rule CA-09.
 */
export function reviewsDue(
  band: string,
  approvedAt: Date,
  regime: ReviewRegime,
  held: readonly ReviewHeld[] = [],
): ReviewDue[] {
  return regime.reviews
    .filter((review) => review.band === band)
    .map(({ rank, everyDays }) => ({ rank, everyDays, dueOn: addDays(londonDay(lastOf(rank, approvedAt, held)), everyDays) }))
    .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.everyDays - b.everyDays))
}

/**
 * Whether a review is overdue at a moment: its London day is over.
 *
 * Rule CA-10.
 */
export function isReviewOverdue(review: ReviewDue, now: Date): boolean {
  return londonDay(now) > review.dueOn
}

/**
 * Whether an approved band opens a case at once.
 *
 * High does by itself; the force may add others.
 * Source: report of 13 October 2011, ¶36 and ¶61 (restricted to high risk, to be reviewed). Rule CA-11.
 */
export function opensCase(band: string, openingBands: readonly string[]): boolean {
  return openingBands.includes(band)
}

function lastOf(rank: string, approvedAt: Date, held: readonly ReviewHeld[]): Date {
  return held
    .filter((review) => review.rank === rank && review.heldAt.getTime() > approvedAt.getTime())
    .reduce((last, review) => (review.heldAt.getTime() > last.getTime() ? review.heldAt : last), approvedAt)
}
