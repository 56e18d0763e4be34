// Long work in steps: done at once by a verb of its own, and with rests between where others wait for the same process.
import { setImmediate as others } from 'node:timers/promises'

/** All steps at once. */
export function atOnce<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Step by step: after each, whatever else waits comes first. */
export async function stepByStep<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await others()
  }
}
