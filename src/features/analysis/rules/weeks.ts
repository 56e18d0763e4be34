import { addDays, dayNumber, formatDay, type Day, weekdayOf } from '#platform/time/day.ts'
import { type CountedReport, countedUnder, type Definition } from './repeats.ts'

/** A week of the list: its Monday and its Sunday, London days. */
export interface Week {
  readonly monday: Day
  readonly sunday: Day
}

/** How a repeat stands in a week: it became one, or it was one and went on. */
export type WeekStanding = 'new' | 'continuing'

/** The week in which a day lies. */
export function weekOf(day: Day): Week {
  const monday = addDays(day, -((((dayNumber(day) + 3) % 7) + 7) % 7))
  return { monday, sunday: addDays(monday, 6) }
}

/** A week in words: "Monday 16 November to Sunday 22 November 2026". */
export function weekWords({ monday, sunday }: Week): string {
  return `${weekdayOf(monday)} ${formatDay(monday)} to ${weekdayOf(sunday)} ${formatDay(sunday)}`
}

/**
 * Whether a subject belongs on the list of a week: new when it became a repeat in it, continuing when it was one before and was reported again.
 *
 * The window slides day by day, so it is asked on each day of the week on which something was reported, up to the last day there is.
 * Source: report of 13 October 2011, ¶32 and ¶80 (the weekly list of repeat callers). Rule RP-20.
 */
export function standingInWeek(definition: Definition, reports: readonly CountedReport[], { monday, sunday }: Week): { standing: WeekStanding; asOf: Day } | null {
  const days = [...new Set(reports.map(({ reportedOn }) => reportedOn).filter((day) => day >= monday && day <= sunday))].sort()
  const met = days.filter((day) => {
    const counted = countedUnder(definition, reports, day)
    return counted.length >= definition.leastCount && counted.some(({ reportedOn }) => reportedOn === day)
  })
  const last = met.at(-1)
  if (last === undefined) return null
  return { standing: countedUnder(definition, reports, addDays(monday, -1)).length >= definition.leastCount ? 'continuing' : 'new', asOf: last }
}
