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

/** Something done at intervals, whatever happened. */
export interface Timed {
  readonly every: 'minute' | 'hour' | 'day'
  readonly name: string
  run(ctx: Context): Promise<void>
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

/** Do this every so often. */
export function every(interval: Timed['every'], name: string, run: (ctx: Context) => Promise<void>): Timed {
  return { every: interval, name, run }
}
