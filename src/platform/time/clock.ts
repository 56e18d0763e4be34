/**
 * Where the present moment comes from, so that a test or a replay may say what time it is.
 */
export type Clock = () => Date

/**
 * The machine's own clock.
 *
 * The only place in the product that asks it: everything else is handed a moment.
 */
export function systemClock(): Date {
  return new Date()
}

/**
 * A clock that stands still until it is moved, for tests and for the demonstration's own year.
 *
 * Input: the moment it shows first.
 */
export function stillClock(at: Date): { now: Clock; moveTo: (next: Date) => void } {
  let shown = at
  return {
    now: () => shown,
    moveTo: (next) => {
      shown = next
    },
  }
}
