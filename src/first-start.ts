import type { Opened } from './open.ts'

/**
 * On a database that holds nobody yet: load the reference data and the demonstration force.
 *
 * Result: what to tell the operator about signing in; null when there is nothing new to say.
 */
export async function firstStart(_opened: Opened, _say: (sentence: string) => void): Promise<string | null> {
  return null
}
