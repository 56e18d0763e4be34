import { Refusal } from '#platform/errors.ts'
import { type Day, formatDay, formatMonth, londonDay, startOfLondonDay } from '#platform/time/day.ts'

/** A calendar month in London, written yyyy-mm. */
export type Month = string

/** The month it is in London at a moment. */
export function monthAt(at: Date): Month {
  return londonDay(at).slice(0, 7)
}

/** The month so many months after another; a negative number goes back. */
export function addMonths(month: Month, months: number): Month {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const count = year * 12 + number - 1 + months
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
}

/** The months that end with this one, the earliest first. */
export function monthsUpTo(month: Month, count: number): readonly Month[] {
  return Array.from({ length: count }, (_, at) => addMonths(month, at - count + 1))
}

/** The first moment of a month in London, and the first moment after it. */
export function spanOf(month: Month): { readonly from: Date; readonly to: Date } {
  return { from: startOfLondonDay(firstDay(month)), to: startOfLondonDay(firstDay(addMonths(month, 1))) }
}

/** The month as people say it: October 2026. */
export function monthName(month: Month): string {
  return formatMonth(firstDay(month))
}

/**
 * Refuse a month that has not begun, for nothing can be counted in it.
 *
 * Refuses: not found. Rule PF-02.
 */
export function assertBegun(month: Month, now: Date): void {
  if (month > monthAt(now)) throw new Refusal('not found', 'This month has not begun')
}

/**
 * Why a month's figures are not whole; null when they are.
 *
 * Input: the day of the earliest report on record, null when there is none. Rule PF-03.
 */
export function partialBecause(month: Month, now: Date, earliest: Day | null): string | null {
  const first = firstDay(month)
  const next = firstDay(addMonths(month, 1))
  if (month === monthAt(now)) return `${monthName(month)} is not over: these figures are up to now`
  if (earliest === null) return 'No report of Heed’s own that you may see is on record yet'
  if (earliest >= next) return `The first report on record is of ${formatDay(earliest)}, after this month`
  return earliest > first ? `The first report on record is of ${formatDay(earliest)}: days before it are not counted, so the month is not whole` : null
}

/** One month of a series. */
export interface MonthCount {
  readonly month: Month
  readonly count: number
}

/** What a series of months shows, in a sentence about its last month. The months given are whole but the last may not be. */
export function findingOf(series: readonly MonthCount[], isLastPartial: boolean): string {
  const last = series.at(-1)
  const before = series.at(-2)
  if (last === undefined || series.every(({ count }) => count === 0)) return 'No ASB incidents in these twelve months'
  const said = `${numbered(last.count)} in ${monthName(last.month)}`
  if (isLastPartial) return `${said} so far`
  if (before === undefined) return said
  const others = series.slice(0, -1).map(({ count }) => count)
  if (last.count > Math.max(...others)) return `${said}: the most in twelve months`
  if (last.count < Math.min(...others)) return `${said}: the fewest in twelve months`
  const change = last.count - before.count
  if (change === 0) return `${said}, as in the month before`
  return `${said}, ${Math.abs(change).toLocaleString('en-GB')} ${change > 0 ? 'more' : 'fewer'} than in the month before`
}

function numbered(count: number): string {
  return `${count.toLocaleString('en-GB')} ASB ${count === 1 ? 'incident' : 'incidents'}`
}

function firstDay(month: Month): Day {
  return `${month}-01`
}
