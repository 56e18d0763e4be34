import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import { kyselyOn } from '#platform/db/connect.ts'
import type { Log } from '#platform/log.ts'

/** A job held so long was left by a worker that was killed: no handler lasts nearly so long, its statements being limited. */
const HELD_SECONDS = 120
const LOOK_EVERY_MS = 30_000

/**
 * Give back the jobs that a killed worker was in the middle of, to be done by another; nothing of what it had begun was kept.
 *
 * Without it the queue itself gives them back after four hours. Should the worker live after all, the job is still done once: its event is handled once.
 * Result: how many were given back. Changes: the queue.
 */
export async function freeAbandoned(worker: pg.Pool, heldSeconds: number = HELD_SECONDS): Promise<number> {
  const { rows } = await sql<{ freed: number }>`select heed.free_abandoned_jobs(${heldSeconds}) as freed`.execute(kyselyOn(worker))
  return rows[0]?.freed ?? 0
}

/** Give them back from now on, until stopped. */
export function keepFreeing(worker: pg.Pool, log: Log): { stop(): Promise<void> } {
  const ended = new AbortController()
  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await freeAbandoned(worker).catch((error: unknown) => log.error('abandoned jobs not given back', error))
      await pause(LOOK_EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    stop: async () => {
      ended.abort()
      await running
    },
  }
}
