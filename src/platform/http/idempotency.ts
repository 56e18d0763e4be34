import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { sendLoose, sendRaw } from '#platform/db/connect.ts'
import { isAfterFault } from '#platform/db/faults.ts'
import { Refusal } from '#platform/errors.ts'
import type { ApiReply } from './house.ts'

/** A key that a client chose for one request. */
export interface RequestKey {
  readonly route: string
  readonly key: string
  /** Of the request's body. */
  readonly hash: Buffer
  /** Most keys are: the work begins while the database is still being asked. */
  readonly isPresumedNew: boolean
}

/** The key was presumed new and is not: what was begun is undone, and it is asked again without presuming. */
export class KnownKey extends Error {}

/**
 * Answer a request once: the first time by doing it, after that by what was answered then.
 *
 * Result: the reply: this route's own, now or as it was kept. Changes: idempotency_keys, in the act's own transaction.
 * Refuses: conflict, when the key was used for another body. Throws KnownKey, when the key was presumed new. Rule PL-03.
 */
export async function onceUnder(ctx: Context, asked: RequestKey, answer: () => Promise<ApiReply<unknown>>): Promise<ApiReply<unknown>> {
  const asking = keptReply(ctx, asked)
  if (!asked.isPresumedNew) return (await asking) ?? keepReply(ctx, asked, await answer())
  // what the work asks goes out behind the question, on the same connection
  const [kept, made] = await Promise.allSettled([asking, answer()])
  if (kept.status === 'rejected') throw made.status === 'rejected' && isAfterFault(kept.reason) ? made.reason : kept.reason
  if (kept.value !== null) throw new KnownKey()
  if (made.status === 'rejected') throw made.reason
  return keepReply(ctx, asked, made.value)
}

async function keptReply(ctx: Context, { route, key, hash }: RequestKey): Promise<ApiReply<unknown> | null> {
  // NOTE: a second request under the same key waits here for the first one's reply
  await sendRaw(ctx.db, sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.actor.id} ${route} ${key}`}, 7262003))`)
  const kept = await ctx.db
    .selectFrom('idempotencyKeys').select(['bodyHash', 'status', 'reply'])
    .where('accountId', '=', ctx.actor.id).where('route', '=', route).where('key', '=', key).executeTakeFirst()
  if (kept === undefined) return null
  if (!kept.bodyHash.equals(hash)) {
    throw new Refusal('conflict', 'This Idempotency-Key was used before with another body. Use a new key for a new request', { field: 'Idempotency-Key' })
  }
  return { status: kept.status === 200 ? 200 : 201, body: kept.reply }
}

async function keepReply(ctx: Context, { route, key, hash }: RequestKey, made: ApiReply<unknown>): Promise<ApiReply<unknown>> {
  await sendLoose(ctx.db
    .insertInto('idempotencyKeys')
    .values({ accountId: ctx.actor.id, route, key, bodyHash: hash, status: made.status, reply: JSON.stringify(made.body), createdAt: ctx.now }))
  return made
}
