import { z } from 'zod'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'

const Terms = z.object({ query: z.string() })

/**
 * Keep what somebody searches for under an opaque id, so that no name, telephone or address stands in an address bar.
 *
 * Result: the search's id. Changes: searches, which a look may append to.
 */
export async function keepSearch(ctx: Context, query: string): Promise<string> {
  const id = newId()
  await ctx.db.insertInto('searches').values({ id, accountId: ctx.actor.id, at: ctx.now, terms: JSON.stringify({ query }) }).execute()
  ctx.shown('search', id)
  return id
}

/** What one of one's own searches asked; null when it is not one's own, or none. */
export async function findSearch(ctx: Context, id: string): Promise<string | null> {
  const kept = await ctx.db.selectFrom('searches').select('terms').where('id', '=', id).where('accountId', '=', ctx.actor.id).executeTakeFirst()
  const read = Terms.safeParse(kept?.terms)
  return read.success ? read.data.query : null
}
