import { birthAsKnown } from '#features/people/index.ts'
import { dayAnswer } from '#platform/http/fields.ts'
import { systemClock } from '#platform/time/clock.ts'
import { londonDay } from '#platform/time/day.ts'

/**
 * A date of birth as people type it: "2/4/1961", "2 April 1961", "02.04.61", "April 1961", "1961"; null when it is none.
 *
 * Result: the day, or the month or year where no more is known. A year of two figures is the latest that is not ahead.
 */
export function bornAnswer(text: string): string | null {
  return dayAnswer(text) ?? birthAsKnown(text, londonDay(systemClock()))
}
