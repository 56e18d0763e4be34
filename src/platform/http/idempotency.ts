import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { sendLoose, sendRaw } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import type { ApiReply } from './house.ts'

/**
 * What was answered before under this key, if anything was.
 *
 * Refuses: conflict, when the key was used for another body. Rule PL-03.
 */
export async function keptReply(ctx: Context, route: string, key: string, hash: Buffer): Promise<ApiReply<unknown> | null> {
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

/**
 * Keep what is about to be answered, in the act's own transaction.
 *
 * Changes: idempotency_keys.
 */
export async function keepReply(ctx: Context, route: string, key: string, hash: Buffer, made: ApiReply<unknown>): Promise<void> {
  await sendLoose(ctx.db
    .insertInto('idempotencyKeys')
    .values({ accountId: ctx.actor.id, route, key, bodyHash: hash, status: made.status, reply: JSON.stringify(made.body), createdAt: ctx.now }))
}
