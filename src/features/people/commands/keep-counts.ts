import type { Context } from '#platform/context.ts'
import type { Model } from '../linkage/model.ts'
import type { Records } from '../linkage/records.ts'
import { type Counts, countsOf } from '../queries/counts.ts'

const KEPT_AT_ONCE = 5000

/**
 * Count how common the names are here, and keep that for the calls that come.
 *
 * Result: what was counted. Changes: linkage_terms, linkage_counts.
 */
export async function keepCounts(ctx: Context, model: Model, records: Records): Promise<Counts> {
  const { counts, terms } = await countsOf(ctx, model, records)
  await ctx.db.deleteFrom('linkageTerms').execute()
  await ctx.db.deleteFrom('linkageCounts').execute()
  if (counts.length > 0) await ctx.db.insertInto('linkageCounts').values(counts.map((each) => ({ ...each, countedAt: ctx.now }))).execute()
  for (let from = 0; from < terms.length; from += KEPT_AT_ONCE) await ctx.db.insertInto('linkageTerms').values(terms.slice(from, from + KEPT_AT_ONCE)).execute()
  return { counts, terms }
}
