import { type Day, formatDay, formatDayNear, formatTime, formatWhen, londonDay, weekdayOf } from '#platform/time/day.ts'
import { type Html, nothing } from './html.ts'

/** An instant in words people use ("today at 21:14"), with the exact instant for machines. Nothing when there is none. */
export function When({ at, now }: { at: Date | null | undefined; now: Date }): Html {
  if (at === null || at === undefined) return nothing
  const day = londonDay(at)
  return <time datetime={at.toISOString()} title={`${weekdayOf(day)} ${formatDay(day)} at ${formatTime(at)}`}>{formatWhen(at, now)}</time>
}

/** When something is due: what is due by the end of a day is due on that day, and nobody is told of its last minute. */
export function DueBy({ at, now }: { at: Date | null | undefined; now: Date }): Html {
  if (at === null || at === undefined || formatTime(at) !== '23:59') return When({ at, now })
  const day = londonDay(at)
  return <time datetime={at.toISOString()} title={`By the end of ${weekdayOf(day)} ${formatDay(day)}`}>{formatDayNear(day, londonDay(now))}</time>
}

/** A day in words people use, with the exact day for machines: with `now`, "today" or "yesterday" where it is. Nothing when there is none. */
export function DayText({ day, now }: { day: Day | null | undefined; now?: Date }): Html {
  if (day === null || day === undefined) return nothing
  return <time datetime={day}>{now === undefined ? formatDay(day) : formatDayNear(day, londonDay(now))}</time>
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
