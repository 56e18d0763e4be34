import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'

/**
 * Let only one act at a time change this, until it ends: whoever comes second sees what the first did.
 *
 * Input: what is changed, as words that tell it from everything else: "lists", an account's id.
 */
export async function oneAtATime(ctx: Context, what: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`admin:${what}`}, 7262010))`.execute(ctx.db)
}
