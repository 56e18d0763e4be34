import { type Html, nothing } from './html.ts'

const ZONE = 'Europe/London'
const dayParts = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' })
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const longDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long' })

/**
 * An instant in words people use, against the moment the page is made.
 *
 * Result: "today at 21:14", "yesterday at 09:03", "tomorrow at 10:00", else "12 May 2026 at 09:03"; London time.
 */
export function whenText(at: Date, now: Date): string {
  return `${dayText(londonDay(at), londonDay(now))} at ${clock.format(at)}`
}

/**
 * A day in words people use.
 *
 * Input: days as yyyy-mm-dd. Result: "today", "yesterday", "tomorrow", else "12 May 2026"; without `today`, always the date.
 */
export function dayText(day: string, today?: string): string {
  if (today !== undefined) {
    const apart = daysBetween(today, day)
    if (apart === 0) return 'today'
    if (apart === -1) return 'yesterday'
    if (apart === 1) return 'tomorrow'
  }
  return longDay.format(midnight(day))
}

/** The London day an instant falls on, as yyyy-mm-dd. */
export function londonDay(at: Date): string {
  return dayParts.format(at)
}

/** An instant in words, with the exact instant for machines. Nothing when there is none. */
export function When({ at, now }: { at: Date | null | undefined; now: Date }): Html {
  if (at === null || at === undefined) return nothing
  return <time datetime={at.toISOString()} title={`${weekday.format(midnight(londonDay(at)))} ${longDay.format(midnight(londonDay(at)))} at ${clock.format(at)}`}>{whenText(at, now)}</time>
}

/** A day in words, with the exact day for machines. Input: yyyy-mm-dd. Nothing when there is none. */
export function DayText({ day, now }: { day: string | null | undefined; now?: Date }): Html {
  if (day === null || day === undefined) return nothing
  return <time datetime={day}>{dayText(day, now === undefined ? undefined : londonDay(now))}</time>
}

/**
 * How long is left before something is due.
 *
 * Input: whole working days, negative when it is late. Result: "3 working days left", "due today", "2 working days overdue".
 */
export function workingDaysLeftText(workingDays: number): string {
  if (workingDays === 0) return 'due today'
  const days = Math.abs(workingDays)
  return `${days} working ${days === 1 ? 'day' : 'days'} ${workingDays > 0 ? 'left' : 'overdue'}`
}

/** How long is left, marked when it is late: the word is there as well as the colour. */
export function WorkingDaysLeft({ days }: { days: number }): Html {
  return days < 0 ? <strong class="heed-overdue">{workingDaysLeftText(days)}</strong> : <span>{workingDaysLeftText(days)}</span>
}

function midnight(day: string): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return Date.UTC(year, month - 1, date)
}

function daysBetween(from: string, to: string): number {
  return Math.round((midnight(to) - midnight(from)) / 86_400_000)
}
