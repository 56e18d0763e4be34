// Words of this file
//   day      a calendar day in London, written yyyy-mm-dd; never an instant
//   instant  a moment, the same everywhere; a JavaScript Date
//   number   days since 1 January 1970, so that counting days never meets a clock change
import { Temporal } from 'temporal-polyfill'
import { HOUR_MS } from './instant.ts'

/** A calendar day in Europe/London, written yyyy-mm-dd. */
export type Day = string

/** A day of the week, as it is said. */
export type Weekday = (typeof WEEKDAYS)[number]

const ZONE = 'Europe/London'
const DAY_MS = 86_400_000
// London keeps whole hours from Greenwich and changes them on the hour, so an hour lies in one London day:
// remembering it makes an import of a few hundred thousand rows a second shorter.
const HOURS_KEPT = 50_000
const dayOfHour = new Map<number, Day>()
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] as const

/**
 * Whether a text is a day of the calendar written yyyy-mm-dd; 30 February is not, nor any of a year 0, which the database does not know.
 */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && dayOfNumber(ms / DAY_MS) === text
}

/**
 * The day it is in London at a moment.
 */
export function londonDay(at: Date): Day {
  const hour = Math.floor(at.getTime() / HOUR_MS)
  const known = dayOfHour.get(hour)
  if (known !== undefined) return known
  const day = inLondon(at).toPlainDate().toString()
  if (dayOfHour.size >= HOURS_KEPT) dayOfHour.clear()
  dayOfHour.set(hour, day)
  return day
}

/**
 * The first moment of a day in London: midnight there, 23:00 or 00:00 by Greenwich.
 */
export function startOfLondonDay(day: Day): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(ZONE).epochMilliseconds)
}

/**
 * The last moment of a day in London: 23:59:59.999 there.
 */
export function endOfLondonDay(day: Day): Date {
  return new Date(startOfLondonDay(addDays(day, 1)).getTime() - 1)
}

/**
 * The moment a London wall clock shows a time on a day.
 *
 * Where the clocks go forward over it, the moment as long after the gap; where they go back, the first of the two.
 * Input: time as hh:mm.
 */
export function londonInstant(day: Day, time: string): Date {
  const zoned = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: ZONE, plainTime: Temporal.PlainTime.from(time) })
  return new Date(zoned.epochMilliseconds)
}

/**
 * The day so many days after another; a negative number goes back.
 */
export function addDays(day: Day, days: number): Day {
  return dayOfNumber(dayNumber(day) + days)
}

/**
 * How many days from one day to another; negative when the second is earlier.
 */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

/**
 * Days since 1 January 1970.
 *
 * Refuses: a RangeError when the text is no day; a form has already said so to the person.
 */
export function dayNumber(day: Day): number {
  if (!isDay(day)) throw new RangeError('Not a day written yyyy-mm-dd')
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

/**
 * The day so many days after 1 January 1970.
 */
export function dayOfNumber(number: number): Day {
  return new Date(number * DAY_MS).toISOString().slice(0, 10)
}

/**
 * Which day of the week a day is.
 */
export function weekdayOf(day: Day): Weekday {
  return WEEKDAYS[weekdayIndex(dayNumber(day))] ?? 'Monday'
}

/**
 * Whether a numbered day is a Saturday or a Sunday.
 */
export function isWeekend(number: number): boolean {
  return weekdayIndex(number) >= 5
}

/**
 * A day as people write it: 12 May 2026.
 */
export function formatDay(day: Day): string {
  const date = new Date(dayNumber(day) * DAY_MS)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`
}

/**
 * A month as people write it: May 2026. For records that know no day.
 */
export function formatMonth(day: Day): string {
  return formatDay(day).replace(/^\d+ /, '')
}

/**
 * The time a London clock shows at a moment: 21:14.
 */
export function formatTime(at: Date): string {
  return inLondon(at).toPlainTime().toString().slice(0, 5)
}

/**
 * A moment in full: 12 May 2026 at 21:14.
 */
export function formatInstant(at: Date): string {
  return `${formatDay(londonDay(at))} at ${formatTime(at)}`
}

/**
 * A moment as people say it: today at 21:14, yesterday at 21:14, tomorrow at 09:00, 12 May at 21:14, with its year when that is another.
 */
export function formatWhen(at: Date, now: Date): string {
  return `${formatDayNear(londonDay(at), londonDay(now))} at ${formatTime(at)}`
}

/**
 * A day as people say it: today, yesterday, tomorrow, 12 May, or 12 May 2025 when that is another year.
 */
export function formatDayNear(day: Day, today: Day): string {
  const near = nearDay(day, today)
  if (near !== null) return near
  return day.slice(0, 4) === today.slice(0, 4) ? formatDay(day).slice(0, -5) : formatDay(day)
}

function nearDay(day: Day, today: Day): string | null {
  const away = daysBetween(today, day)
  if (away === 0) return 'today'
  if (away === -1) return 'yesterday'
  return away === 1 ? 'tomorrow' : null
}

function inLondon(at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE)
}

/** Monday is 0. 1 January 1970 was a Thursday. */
function weekdayIndex(number: number): number {
  return (((number + 3) % 7) + 7) % 7
}
