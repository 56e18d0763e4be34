import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { send, sendRaw } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'

/**
 * Everything that is announced, by name: each feature adds its own in `events.ts` by declaration merging.
 *
 * Bodies carry ids, codes, days and numbers; never a name, an address or words a person wrote.
 */
export interface Events {}

/** What can be announced: every feature adds its own. */
export type EventName = keyof Events

const handlersOf = new Map<string, string[]>()

/** Tell the emitter which handlers want which event; called once, when the features are gathered. */
export function subscribe(event: string, handler: string): void {
  const already = handlersOf.get(event) ?? []
  if (!already.includes(handler)) handlersOf.set(event, [...already, handler])
}

/**
 * Announce what happened, and ask for what must follow, on the act's own transaction.
 *
 * Changes: events; one queued job for each handler.
 */
export async function emit<N extends EventName>(ctx: Context, name: N, body: Events[N], subjectId?: string): Promise<void> {
  const id = newId()
  const handlers = handlersOf.get(name) ?? []
  const row = { id, name, at: ctx.now, actorId: ctx.actor.id, subjectId: subjectId ?? null, body: JSON.stringify(body) }
  if (handlers.length === 0) await send(ctx.db.insertInto('events').values(row))
  else {
    await sendRaw(ctx.db, sql`with announced as (insert into events (id, name, at, actor_id, subject_id, body) values (${row.id}, ${row.name}, ${row.at}, ${row.actorId}, ${row.subjectId}, ${row.body}))
      select heed.enqueue(h, ${id}::uuid) from unnest(${handlers}::text[]) as h`)
  }
  ctx.announced({ id, name, at: ctx.now, actorId: ctx.actor.id, body })
}
