import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { COMMUNAL_FROM_NAMES } from '../rules/households.ts'

/** Which of these addresses are communal, from what the reader may see: as `isCommunal` has it. Input: addresses in the form they are compared in. Rule RP-31. */
export async function communalAmong(ctx: Context, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const { rows } = await sql<{ key: string }>`select heed.communal_among(${[...new Set(keys)]}::text[], ${COMMUNAL_FROM_NAMES}) as key`.execute(ctx.db)
  return new Set(rows.map(({ key }) => key))
}
