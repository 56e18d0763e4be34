import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import { Logger, parseCronItems, run, type Runner, type Task, type TaskList } from 'graphile-worker'
import type { Services } from '#platform/auth/service-actors.ts'
import { kyselyOn, send } from '#platform/db/connect.ts'
import { isDeadlock } from '#platform/db/faults.ts'
import { Refusal } from '#platform/errors.ts'
import { subscribe } from '#platform/events/emit.ts'
import type { Log } from '#platform/log.ts'
import { transact, type Ground } from '#platform/transact.ts'
import type { Context } from '#platform/context.ts'
import { keepFreeing } from './abandoned.ts'
import type { Handler, Happening, Timed } from './handlers.ts'

/** What the worker needs besides the ground: the handlers and the timetable of every feature. */
export interface Work {
  readonly handlers: readonly Handler[]
  readonly timetable: readonly Timed[]
  readonly services: Services
  readonly log: Log
}

const QUEUE_EVERY_MS = 150
const MOST_QUEUED = 500
const cron = { minute: '* * * * *', hour: '7 * * * *', day: '23 2 * * *' } as const

/**
 * Let every process that emits know who listens, and let the database know which jobs there are.
 *
 * Changes: heed.job_kinds.
 */
export async function declareJobs(ground: Ground, handlers: readonly Handler[]): Promise<void> {
  for (const handler of handlers) subscribe(handler.event, handler.name)
  const names = [...new Set(handlers.map((handler) => handler.name))]
  await sql`insert into heed.job_kinds (name) select n from unnest(${names}::text[]) n
    where not exists (select 1 from heed.job_kinds k where k.name = n)`.execute(kyselyOn(ground.pools.worker))
}

/**
 * Run what must follow from events, and what is done at intervals, until stopped.
 *
 * A refusal is final and noted as handled; any other error is tried again, later and later.
 */
export async function startJobs(ground: Ground, work: Work): Promise<{ stop(): Promise<void> }> {
  const tasks: TaskList = {}
  for (const handler of work.handlers) tasks[handler.name] = handlerTask(ground, work, handler)
  for (const timed of work.timetable) tasks[timed.name] = async () => runTimed(ground, work, timed)
  const runner: Runner = await run({
    pgPool: ground.pools.worker,
    taskList: tasks,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: new Logger(() => () => undefined),
    parsedCronItems: parseCronItems(
      work.timetable.map((timed) => ({ task: timed.name, match: cron[timed.every], options: { backfillPeriod: 0, maxAttempts: 1 } })),
    ),
  })
  const queueing = keepQueueing(ground, work.log)
  const freeing = keepFreeing(ground.pools.worker, work.log)
  return {
    stop: async () => {
      await queueing.stop()
      await freeing.stop()
      await runner.stop()
    },
  }
}

/**
 * Put the jobs that committed acts have asked for into the queue, oldest first.
 *
 * Result: how many were put there. Changes: heed.asked_jobs; the queue.
 */
export async function queueJobs(worker: pg.Pool): Promise<number> {
  const { rows } = await sql<{ queued: number }>`select heed.queue_jobs(${MOST_QUEUED}) as queued`.execute(kyselyOn(worker))
  return rows[0]?.queued ?? 0
}

function keepQueueing(ground: Ground, log: Log): { stop(): Promise<void> } {
  const ended = new AbortController()
  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const queued = await queueJobs(ground.pools.worker).catch((error: unknown) => {
        // NOTE: the queue's own worker names the kinds of job at its first start, in another order: one of the two begins again at once.
        if (!isDeadlock(error)) log.error('jobs not queued', error)
        return 0
      })
      if (queued < MOST_QUEUED) await pause(QUEUE_EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined)
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

/** Run one handler for one event: used by the worker, and by tests and the demonstration to follow at once. */
export async function runHandler(ground: Ground, services: Services, handler: Handler, eventId: string): Promise<void> {
  const token = await services.tokenOf(serviceOf(handler.name))
  await transact(ground, { token, mode: 'act', act: handler.name, verb: 'system' }, async (ctx) => {
    const event = await ctx.db.selectFrom('events').selectAll().where('id', '=', eventId).executeTakeFirst()
    if (event !== undefined) await handleOnce(ctx, handler, event)
  })
}

/**
 * Let a handler deal with an event within an open transaction of its service actor, unless it has done so before.
 *
 * Changes: handled_events; whatever the handler changes.
 */
export async function handleOnce(ctx: Context, handler: Handler, event: Happening & { readonly body: unknown }): Promise<void> {
  const handled = await ctx.db
    .selectFrom('handledEvents').select('handler').where('eventId', '=', event.id).where('handler', '=', handler.name).executeTakeFirst()
  if (handled !== undefined) return
  await send(ctx.db.insertInto('handledEvents').values({ eventId: event.id, handler: handler.name }))
  await handler.run(ctx, event.body, { id: event.id, at: event.at, actorId: event.actorId })
}

function handlerTask(ground: Ground, work: Work, handler: Handler): Task {
  return async (payload) => {
    const eventId = payload !== null && typeof payload === 'object' ? Reflect.get(payload, 'event') : undefined
    if (typeof eventId !== 'string') return
    try {
      await runHandler(ground, work.services, handler, eventId)
    } catch (error) {
      work.log.error(error instanceof Refusal ? 'job refused' : 'job failed', error, { job: handler.name, event: eventId })
      if (!(error instanceof Refusal)) throw error
    }
  }
}

async function runTimed(ground: Ground, work: Work, timed: Timed): Promise<void> {
  try {
    const token = await work.services.tokenOf(serviceOf(timed.name))
    await timed.run((work_) => transact(ground, { token, mode: 'act', act: timed.name, verb: 'system' }, work_))
  } catch (error) {
    work.log.error('timed job failed', error, { job: timed.name })
  }
}

/** `cases.open` is run by `service:cases`. */
function serviceOf(name: string): string {
  return name.slice(0, name.indexOf('.'))
}
