/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000
/** Milliseconds in an hour. */
export const HOUR_MS = 3_600_000

/**
 * The moment so many milliseconds after another; a negative number goes back.
 */
export function plusMs(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}

/**
 * The moment so many minutes after another.
 */
export function plusMinutes(at: Date, minutes: number): Date {
  return plusMs(at, minutes * MINUTE_MS)
}

/**
 * The moment so many hours after another: real hours, so a clock change moves the hand but not the wait.
 */
export function plusHours(at: Date, hours: number): Date {
  return plusMs(at, hours * HOUR_MS)
}

/**
 * The later of two moments.
 */
export function later(a: Date, b: Date): Date {
  return a.getTime() >= b.getTime() ? a : b
}

/**
 * The earlier of two moments.
 */
export function earlier(a: Date, b: Date): Date {
  return a.getTime() <= b.getTime() ? a : b
}

/**
 * The moment a count of milliseconds since 1970 stands for.
 */
export function instantAt(ms: number): Date {
  return new Date(ms)
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/**
 * The moment an ISO 8601 text names, or null when it names none.
 *
 * A text without an offset is refused: it would mean another moment on another machine.
 * So is a day that is not in the calendar, which JavaScript alone would move to the next month.
 */
export function instantOf(text: string): Date | null {
  if (!INSTANT.test(text)) return null
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return null
  const day = Number(text.slice(8, 10))
  const asUtc = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  return asUtc.getUTCDate() === day ? at : null
}
