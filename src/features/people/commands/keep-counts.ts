import type { Context } from '#platform/context.ts'
import { SURNAMES_AT, surnamesByPlace } from '../linkage/communal.ts'
import type { Row } from '../linkage/compare.ts'
import type { Model } from '../linkage/model.ts'
import { rowsOf, type Records } from '../linkage/records.ts'

/**
 * How common the names are here: only what ten mentions or more share is kept; and how many surnames are at communal addresses.
 *
 * Mentions under a seal are not counted: whoever weighs two records is told how common their surname is, and that many live at their address.
 * Changes: linkage_terms, linkage_counts.
 */
export async function keepCounts(ctx: Context, model: Model, records: Records): Promise<void> {
  const sealed = await underSeal(ctx)
  await ctx.db.deleteFrom('linkageTerms').execute()
  await ctx.db.deleteFrom('linkageCounts').execute()
  for (const [at, column] of model.columns.entries()) {
    if (!NAMES.includes(column.clean)) continue
    const counts = new Map<string, number>()
    const values = records.columns[at]
    let mentions = 0
    for (const [place, code] of (values?.codes ?? []).entries()) {
      const value = values?.values[code]
      if (value === undefined || value.isPart || sealed.has(records.ids[place] ?? '')) continue
      counts.set(value.text, (counts.get(value.text) ?? 0) + 1)
      mentions += 1
    }
    if (mentions < COUNTED_FROM) continue
    const shares = [...counts].map(([term, count]) => ({ term, share: count / mentions, count }))
    await ctx.db.insertInto('linkageCounts').values({ comparison: column.name, mentions, collision: shares.reduce((sum, { share }) => sum + share * share, 0), countedAt: ctx.now }).execute()
    await keepTerms(ctx, column.name, shares.filter(({ count }) => count >= SHARED_BY))
  }
  const surnames = surnamesByPlace(model, () => openRows(records, sealed))
  const all = [...surnames.values()].reduce((sum, each) => sum + each, 0)
  if (all === 0) return
  const shares = [...surnames].map(([term, count]) => ({ term, share: count / all }))
  await ctx.db.insertInto('linkageCounts').values({ comparison: SURNAMES_AT, mentions: all, collision: shares.reduce((sum, { share }) => sum + share * share, 0), countedAt: ctx.now }).execute()
  await keepTerms(ctx, SURNAMES_AT, shares)
}

/** What is under a seal, or of a record that is: the night sees every mention, and not what is sealed. */
async function underSeal(ctx: Context): Promise<ReadonlySet<string>> {
  const rows = await ctx.db.selectFrom('personMentions as m').select('m.id')
    .where((is) => is.not(is.exists(is.selectFrom('incidents as i').select('i.id').whereRef('i.id', '=', 'm.sourceId').where('i.sealedUnder', 'is', null))))
    .where((is) => is.not(is.exists(is.selectFrom('cases as c').select('c.id').whereRef('c.id', '=', 'm.sourceId').where('c.sealedUnder', 'is', null)))).execute()
  return new Set(rows.map(({ id }) => id))
}

function* openRows(records: Records, sealed: ReadonlySet<string>): Generator<Row> {
  let place = 0
  for (const row of rowsOf(records)) if (!sealed.has(records.ids[place++] ?? '')) yield row
}

async function keepTerms(ctx: Context, comparison: string, terms: readonly { readonly term: string; readonly share: number }[]): Promise<void> {
  for (let from = 0; from < terms.length; from += 5000) await ctx.db.insertInto('linkageTerms').values(terms.slice(from, from + 5000).map(({ term, share }) => ({ comparison, term, share }))).execute()
}

const NAMES: readonly string[] = ['given name', 'family name']
/** With fewer mentions no name is taken to be rare or common. */
const COUNTED_FROM = 2000
const SHARED_BY = 10
