import type { Context } from '#platform/context.ts'
import type { EventName, Events } from '#platform/events/emit.ts'

/** What a handler is told of the event besides its body. */
export interface Happening {
  readonly id: string
  readonly at: Date
  readonly actorId: string | null
}

/** Something done because an event happened; run in its own transaction, once for each event. */
export interface Handler {
  readonly event: string
  readonly name: string
  run(ctx: Context, body: unknown, happening: Happening): Promise<void>
}

/** Makes an act of its own of a piece of work: what it did stays, whatever becomes of the next. */
export type InAct = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

/** Something done at intervals, whatever happened. */
export interface Timed {
  readonly every: 'minute' | 'hour' | 'day'
  readonly name: string
  run(inAct: InAct): Promise<void>
}

/**
 * Do this when that was announced.
 *
 * `name` is `<feature>.<what it does>`; it must stay the same, for queued jobs carry it.
 */
export function on<N extends EventName>(
  event: N,
  name: string,
  run: (ctx: Context, body: Events[N], happening: Happening) => Promise<void>,
): Handler {
  // The body was written by emit under the same name, so its shape is the event's own.
  return { event, name, run: (ctx, body, happening) => run(ctx, body as Events[N], happening) }
}

/** Do this every so often, in one act. */
export function every(interval: Timed['every'], name: string, run: (ctx: Context) => Promise<void>): Timed {
  return { every: interval, name, run: (inAct) => inAct(run) }
}

/** Do this every so often, in as many acts as it likes: for what would hold one open for too long. What it leaves undone is for the next time. */
export function everyInActs(interval: Timed['every'], name: string, run: (inAct: InAct) => Promise<void>): Timed {
  return { every: interval, name, run }
}
