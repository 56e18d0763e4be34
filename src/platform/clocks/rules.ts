// A clock runs from one moment towards a deadline. It knows nothing of what it times.
//
//   running ── warnBefore reached ──▶ due soon ── past due ──▶ overdue
//      │  ▲                              │                        │
//    pause resume                        └── stopped in time ──▶ met       stopped late ──▶ missed
//      ▼  │
//    paused
import { Refusal } from '#platform/errors.ts'
import { addDays, daysBetween, londonDay, startOfLondonDay } from '#platform/time/day.ts'
import { HOUR_MS, earlier, plusHours } from '#platform/time/instant.ts'
import {
  deadlineAt, type HolidayTable, isWorkingDay, type Stretch, type Target, type TargetUnit, workingDaysBetween,
} from '#platform/time/working-days.ts'

/** A stretch in which a clock stands still, and why. A pause that goes on has no end yet. */
export interface Pause {
  from: Date
  to: Date | null
  reason: string
}

/** Something that must be done in a time. */
export interface ClockFacts {
  startedAt: Date
  target: Target
  warnBefore: Target | null
  pauses: readonly Pause[]
  stoppedAt: Date | null
}

/** How a clock stands. */
export const CLOCK_STATES = ['running', 'due soon', 'overdue', 'paused', 'met', 'missed'] as const
/** How a clock stands. */
export type ClockState = (typeof CLOCK_STATES)[number]

/** How a clock stands at a moment, and what is left of it. */
export interface ClockReading {
  dueAt: Date
  warnAt: Date | null
  state: ClockState
  /** What is left, in the target's own unit; negative when it has run out. Nothing is left of a stopped clock. */
  remaining: { amount: number; unit: TargetUnit }
  beyondHolidays: boolean
}

/**
 * How a clock stands at a moment.
 *
 * Worked out from its start, its target and its pauses alone: editing what it times cannot reset it.
 * While it is paused, the deadline shown is the one it would have if it were resumed now.
 * Source: force procedure, minimum standards of contact (¶21, ¶59, ¶75). Rule CK-01.
 */
export function clockState(clock: ClockFacts, now: Date, holidays: HolidayTable): ClockReading {
  const seenAt = clock.stoppedAt ?? now
  const { dueAt, beyondHolidays } = deadlineAt(clock.startedAt, clock.target, holidays, closedPauses(clock, seenAt))
  const warnAt = clock.warnBefore === null ? null : warnFrom(dueAt, clock.warnBefore, holidays)
  const state = stateOf(clock, { dueAt, warnAt }, now)
  const unit = clock.target.unit
  const amount = clock.stoppedAt === null ? remainingOf(seenAt, dueAt, unit, holidays) : 0
  return { dueAt, warnAt, state, remaining: { amount, unit }, beyondHolidays }
}

/**
 * The moment a warning is due: so long before the deadline; in days, from the start of that London day.
 *
 * Rule CK-02.
 */
export function warnFrom(dueAt: Date, warnBefore: Target, holidays: HolidayTable): Date {
  if (warnBefore.unit === 'hours') return plusHours(dueAt, -warnBefore.amount)
  let day = londonDay(dueAt)
  if (warnBefore.unit === 'days') return startOfLondonDay(addDays(day, -warnBefore.amount))
  for (let left = warnBefore.amount; left > 0; ) {
    day = addDays(day, -1)
    if (isWorkingDay(day, holidays)) left -= 1
  }
  return startOfLondonDay(day)
}

/**
 * The clock, standing still from a moment, for one of the reasons its standard allows.
 *
 * Refuses: conflict, when it is stopped or already paused; invalid, when the reason is not one allowed. Rule CK-03.
 */
export function paused(clock: ClockFacts, at: Date, reason: string, allowedReasons: readonly string[]): ClockFacts {
  if (clock.stoppedAt !== null) throw new Refusal('conflict', 'This clock has already stopped')
  if (openPause(clock)) throw new Refusal('conflict', 'This clock is already paused')
  if (!allowedReasons.includes(reason)) {
    throw new Refusal('invalid', allowedReasons.length === 0
      ? 'This standard allows no reason to pause its clock'
      : `A clock is paused for one of these reasons: ${allowedReasons.join('; ')}`, { field: 'reason' })
  }
  return { ...clock, pauses: [...clock.pauses, { from: at, to: null, reason }] }
}

/**
 * The clock, running again from a moment.
 *
 * Refuses: conflict, when it is not paused, or when the moment is before the pause began. Rule CK-04.
 */
export function resumed(clock: ClockFacts, at: Date): ClockFacts {
  const open = openPause(clock)
  if (!open) throw new Refusal('conflict', 'This clock is not paused')
  if (at.getTime() < open.from.getTime()) throw new Refusal('conflict', 'A pause cannot end before it began')
  return { ...clock, pauses: clock.pauses.map((pause) => (pause === open ? { ...pause, to: at } : pause)) }
}

/**
 * The clock, stopped because what it timed was done. A stopped clock never moves again.
 *
 * Refuses: conflict, when it has stopped, or when the moment is before it started. Rule CK-05.
 */
export function stopped(clock: ClockFacts, at: Date): ClockFacts {
  if (clock.stoppedAt !== null) throw new Refusal('conflict', 'This clock has already stopped')
  if (at.getTime() < clock.startedAt.getTime()) throw new Refusal('conflict', 'A clock cannot stop before it started')
  const running = openPause(clock) ? resumed(clock, at) : clock
  return { ...running, stoppedAt: at }
}

/**
 * What is left of a clock, as people say it: 3 working days left, 2 hours overdue.
 */
export function remainingInWords(reading: ClockReading): string {
  if (reading.state === 'met' || reading.state === 'missed') return reading.state
  const { amount, unit } = reading.remaining
  const size = Math.abs(unit === 'hours' ? Math.trunc(amount) : amount)
  if (reading.state === 'overdue') return size === 0 ? 'overdue' : `${counted(size, unit)} overdue`
  const left = size === 0 ? (unit === 'hours' ? 'less than an hour left' : 'due today') : `${counted(size, unit)} left`
  return reading.state === 'paused' ? `paused, ${left}` : left
}

function stateOf(clock: ClockFacts, { dueAt, warnAt }: { dueAt: Date; warnAt: Date | null }, now: Date): ClockState {
  if (clock.stoppedAt !== null) return clock.stoppedAt.getTime() <= dueAt.getTime() ? 'met' : 'missed'
  if (now.getTime() > dueAt.getTime()) return 'overdue'
  if (openPause(clock)) return 'paused'
  return warnAt !== null && now.getTime() >= warnAt.getTime() ? 'due soon' : 'running'
}

function openPause(clock: ClockFacts): Pause | undefined {
  return clock.pauses.find((pause) => pause.to === null)
}

/** The pauses as far as they have gone at a moment. */
function closedPauses(clock: ClockFacts, seenAt: Date): Stretch[] {
  return clock.pauses.map((pause) => ({ from: pause.from, to: earlier(pause.to ?? seenAt, seenAt) }))
}

function remainingOf(from: Date, dueAt: Date, unit: TargetUnit, holidays: HolidayTable): number {
  if (unit === 'hours') return (dueAt.getTime() - from.getTime()) / HOUR_MS
  if (unit === 'working days') return workingDaysBetween(from, dueAt, holidays)
  return daysBetween(londonDay(from), londonDay(dueAt))
}

/** Beyond three days nobody counts in hours. */
const HOURS_COUNTED = 72

function counted(size: number, unit: TargetUnit): string {
  if (unit === 'hours' && size > HOURS_COUNTED) return counted(Math.floor(size / 24), 'days')
  return `${size} ${size === 1 ? unit.replace(/s$/, '') : unit}`
}
