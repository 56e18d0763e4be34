// Words of this file
//   working day  Monday to Friday in London, and no bank holiday of England
//   target       how long something may take: hours, days or working days
//   pause        a stretch in which the clock stands still
//   counted day  a day on which the clock was running as the day ended; only those bring a deadline nearer
import { addDays, type Day, dayNumber, dayOfNumber, endOfLondonDay, isWeekend, londonDay } from './day.ts'
import { plusHours } from './instant.ts'

/**
 * England's bank holidays over a stretch of years, with where they come from.
 *
 * Outside the stretch nothing is known: what is counted there says so.
 */
export interface HolidayTable {
  coversFrom: Day
  coversTo: Day
  days: ReadonlySet<Day>
}

/** What a target is counted in. */
export const TARGET_UNITS = ['hours', 'working days', 'days'] as const
/** What a target is counted in. */
export type TargetUnit = (typeof TARGET_UNITS)[number]

/** How long something may take. */
export interface Target {
  amount: number
  unit: TargetUnit
}

/** A stretch in which a clock stands still. */
export interface Stretch {
  from: Date
  to: Date
}

/** When something is due, and whether the count left the years whose holidays are known. */
export interface Deadline {
  dueAt: Date
  beyondHolidays: boolean
}

/**
 * The holidays as the rules take them, from rows as they are stored.
 */
export function holidayTable(stored: {
  coversFrom: Day
  coversTo: Day
  rows: readonly { day: Day }[]
}): HolidayTable {
  return { coversFrom: stored.coversFrom, coversTo: stored.coversTo, days: new Set(stored.rows.map((row) => row.day)) }
}

/**
 * Whether a day is worked: not a Saturday, a Sunday or a bank holiday.
 */
export function isWorkingDay(day: Day, holidays: HolidayTable): boolean {
  return !isWeekend(dayNumber(day)) && !holidays.days.has(day)
}

/**
 * The working day so many working days after another; the day itself is not counted.
 *
 * From a Friday, one working day is the next Monday; from a Saturday too. None at all is the day itself
 * when it is worked, else the next that is.
 * Input: whole working days, none or more.
 */
export function addWorkingDays(from: Date | Day, amount: number, holidays: HolidayTable): Day {
  return countForward(dayFrom(from), wholeDays(amount), (number) => isWorked(number, holidays))
}

/**
 * How many working days lie after one day up to and including another; negative when the second is earlier.
 */
export function workingDaysBetween(from: Date | Day, to: Date | Day, holidays: HolidayTable): number {
  const [start, end] = [dayNumber(dayFrom(from)), dayNumber(dayFrom(to))]
  const [low, high] = start <= end ? [start, end] : [end, start]
  let worked = 0
  for (let number = low + 1; number <= high; number += 1) if (isWorked(number, holidays)) worked += 1
  return start <= end ? worked : -worked
}

/**
 * When something is due that began at a moment and may take so long.
 *
 * Hours are real hours. Days and working days end with the London day, at 23:59:59.999, so that a
 * deadline "on Tuesday" leaves all of Tuesday. A pause puts off a deadline in hours by its own length, and one
 * in days by every day on which the clock stood still as the day ended.
 * Input: pauses in any order, overlapping or not; those before the start do nothing.
 * Refuses: RangeError, when the amount is negative or days are not whole.
 */
export function deadlineAt(
  start: Date,
  target: Target,
  holidays: HolidayTable,
  pauses: readonly Stretch[] = [],
): Deadline {
  if (target.unit === 'hours') return { dueAt: hoursDeadline(start, target.amount, pauses), beyondHolidays: false }
  const amount = wholeDays(target.amount)
  const isCounted = (number: number) => !isPausedAtEnd(number, pauses)
  if (target.unit === 'days') {
    return { dueAt: endOfLondonDay(countForward(londonDay(start), amount, isCounted)), beyondHolidays: false }
  }
  const from = londonDay(start)
  const dueOn = countForward(from, amount, (number) => isWorked(number, holidays) && isCounted(number))
  return {
    dueAt: endOfLondonDay(dueOn),
    beyondHolidays: from < holidays.coversFrom || dueOn > holidays.coversTo,
  }
}

/**
 * Pauses joined where they touch, in order, without the empty ones.
 */
export function joinStretches(stretches: readonly Stretch[]): Stretch[] {
  const ordered = stretches
    .filter((stretch) => stretch.from.getTime() < stretch.to.getTime())
    .toSorted((a, b) => a.from.getTime() - b.from.getTime())
  const joined: Stretch[] = []
  for (const stretch of ordered) {
    const last = joined.at(-1)
    if (!last || last.to.getTime() < stretch.from.getTime()) joined.push({ ...stretch })
    else if (last.to.getTime() < stretch.to.getTime()) last.to = stretch.to
  }
  return joined
}

function hoursDeadline(start: Date, amount: number, pauses: readonly Stretch[]): Date {
  if (!(amount >= 0)) throw new RangeError('A target cannot be less than nothing')
  let due = plusHours(start, amount).getTime()
  for (const pause of joinStretches(pauses)) {
    const from = Math.max(pause.from.getTime(), start.getTime())
    if (from < due && pause.to.getTime() > from) due += pause.to.getTime() - from
  }
  return new Date(due)
}

function isPausedAtEnd(number: number, pauses: readonly Stretch[]): boolean {
  if (pauses.length === 0) return false
  const end = endOfLondonDay(dayOfNumber(number)).getTime()
  return pauses.some((pause) => pause.from.getTime() <= end && end < pause.to.getTime())
}

function isWorked(number: number, holidays: HolidayTable): boolean {
  return !isWeekend(number) && !holidays.days.has(dayOfNumber(number))
}

function countForward(from: Day, amount: number, counts: (number: number) => boolean): Day {
  let number = dayNumber(from)
  if (amount === 0) {
    while (!counts(number)) number += 1
    return dayOfNumber(number)
  }
  for (let left = amount; left > 0; ) {
    number += 1
    if (counts(number)) left -= 1
  }
  return dayOfNumber(number)
}

function dayFrom(from: Date | Day): Day {
  return typeof from === 'string' ? addDays(from, 0) : londonDay(from)
}

function wholeDays(amount: number): number {
  if (!Number.isInteger(amount) || amount < 0) throw new RangeError('Days are counted whole, none or more')
  return amount
}
