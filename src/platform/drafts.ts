import { type Insertable, sql } from 'kysely'
import type { Database, JsonValue } from '#db/types.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'

/** What somebody has typed and not yet sent. */
export interface Draft {
  readonly id: string
  readonly answers: JsonValue
  readonly savedAt: Date
}

/**
 * Keep what has been typed so far. A draft that has become a record is left as it is.
 *
 * Changes: drafts.
 * Refuses: not found, for somebody else's draft.
 */
export async function keepDraft(ctx: Context, id: string, kind: string, answers: JsonValue): Promise<void> {
  await hold(ctx, id)
  const known = await ctx.db.selectFrom('drafts').select('usedAt').where('id', '=', id).executeTakeFirst()
  if (known === undefined) {
    await insert(ctx, { id, accountId: ctx.actor.id, kind, answers: JSON.stringify(answers), savedAt: ctx.now })
  } else if (known.usedAt === null) {
    await ctx.db.updateTable('drafts').set({ answers: JSON.stringify(answers), savedAt: ctx.now }).where('id', '=', id).execute()
  }
}

/** A draft of one's own that has not been sent; null when there is none. */
export async function findDraft(ctx: Context, id: string): Promise<Draft | null> {
  return (await ctx.db.selectFrom('drafts').select(['id', 'answers', 'savedAt']).where('id', '=', id).where('usedAt', 'is', null).executeTakeFirst()) ?? null
}

/** One's own drafts of a kind that have not been sent, newest first. */
export async function openDrafts(ctx: Context, kind: string): Promise<readonly Pick<Draft, 'id' | 'savedAt'>[]> {
  return ctx.db.selectFrom('drafts').select(['id', 'savedAt']).where('kind', '=', kind).where('usedAt', 'is', null).orderBy('savedAt', 'desc').limit(5).execute()
}

/**
 * The record that a draft became, if it was sent before.
 *
 * NOTE: holds the draft until the act ends, so that the same form sent twice at once is one act after the other.
 */
export async function findUsedDraft(ctx: Context, id: string): Promise<string | null> {
  await hold(ctx, id)
  const draft = await ctx.db.selectFrom('drafts').select('becameId').where('id', '=', id).executeTakeFirst()
  return draft?.becameId ?? null
}

/**
 * A draft has become a record: its answers are emptied, for the record holds them now.
 *
 * Changes: drafts.
 * Refuses: not found, for somebody else's draft.
 */
export async function useDraft(ctx: Context, id: string, kind: string, becameId: string): Promise<void> {
  const { numUpdatedRows } = await ctx.db.updateTable('drafts').set({ usedAt: ctx.now, becameId, answers: '{}' }).where('id', '=', id).executeTakeFirst()
  if (numUpdatedRows > 0n) return
  await insert(ctx, { id, accountId: ctx.actor.id, kind, answers: '{}', savedAt: ctx.now, usedAt: ctx.now, becameId })
}

/** Throw a draft away: its answers are emptied. Changes: drafts. */
export async function dropDraft(ctx: Context, id: string): Promise<void> {
  await ctx.db.updateTable('drafts').set({ usedAt: ctx.now, answers: '{}' }).where('id', '=', id).where('usedAt', 'is', null).execute()
}

/** A draft that cannot be seen and yet is there is somebody else's. */
async function insert(ctx: Context, draft: Insertable<Database['drafts']>): Promise<void> {
  await ctx.db.insertInto('drafts').values(draft).execute().catch((error: unknown) => {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'drafts_pkey') throw new Refusal('not found', 'There is no such draft of yours')
    throw error
  })
}

async function hold(ctx: Context, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 7262004))`.execute(ctx.db)
}
