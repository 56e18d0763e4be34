import type { Context } from '#platform/context.ts'
import { SURNAMES_AT, surnamesByPlace } from '../linkage/communal.ts'
import type { Row } from '../linkage/compare.ts'
import type { Model } from '../linkage/model.ts'
import { rowsOf, type Records } from '../linkage/records.ts'
import type { Terms } from '../linkage/score.ts'

/** How common the names are here, and how many surnames are at communal addresses: as it is kept, and as it is told. */
export interface Counts {
  /** By column, the mentions counted and the chance that those of two people agree, who are no frequent callers. */
  readonly counts: readonly { readonly comparison: string; readonly mentions: number; readonly collision: number }[]
  /** The share of those mentions that have this text: only where ten or more do. */
  readonly terms: readonly { readonly comparison: string; readonly term: string; readonly share: number }[]
}

/**
 * How common the names are among all mentions, which `records` holds.
 *
 * Mentions under a seal are not counted: whoever weighs two records is told how common their surname is, and that many live at their address.
 */
export async function countsOf(ctx: Context, model: Model, records: Records): Promise<Counts> {
  const sealed = await underSeal(ctx)
  const [counts, terms]: [Counts['counts'][number][], Counts['terms'][number][]] = [[], []]
  for (const [at, { clean, name }] of model.columns.entries()) {
    if (!NAMES.includes(clean)) continue
    const own = new Map<string, number>()
    const values = records.columns[at]
    let mentions = 0
    for (const [place, code] of (values?.codes ?? []).entries()) {
      const value = values?.values[code]
      if (value === undefined || value.isPart || sealed.has(records.ids[place] ?? '')) continue
      own.set(value.text, (own.get(value.text) ?? 0) + 1)
      mentions += 1
    }
    if (mentions < COUNTED_FROM) continue
    counts.push({ comparison: name, mentions, collision: [...own.values()].reduce((sum, count) => sum + Math.min(count / mentions, NAME_MOST) ** 2, 0) })
    for (const [term, count] of own) if (count >= SHARED_BY) terms.push({ comparison: name, term, share: count / mentions })
  }
  const surnames = surnamesByPlace(model, () => openRows(records, sealed))
  const all = [...surnames.values()].reduce((sum, each) => sum + each, 0)
  if (all > 0) counts.push({ comparison: SURNAMES_AT, mentions: all, collision: [...surnames.values()].reduce((sum, each) => sum + (each / all) ** 2, 0) })
  for (const [term, each] of surnames) terms.push({ comparison: SURNAMES_AT, term, share: each / all })
  return { counts, terms }
}

/** A value that fewer mentions share than are counted is taken to be shared by so many. */
const UNCOUNTED_MENTIONS = 3

/** Counts as a model weighs by them. */
export function termsFrom(model: Model, { counts, terms }: Counts): Terms {
  const shares = new Map<string, Map<string, number>>()
  for (const { comparison, term, share } of terms) shares.set(comparison, (shares.get(comparison) ?? new Map<string, number>()).set(term, share))
  const nameOf = (column: number): string => model.columns[column]?.name ?? ''
  const surnames = counts.find(({ comparison }) => comparison === SURNAMES_AT)?.mentions ?? 0
  return {
    share: (column, text) => {
      const counted = counts.find(({ comparison }) => comparison === nameOf(column))
      // nothing is counted yet: no value is rarer than another
      if (counted === undefined) return 0
      return shares.get(nameOf(column))?.get(text) ?? UNCOUNTED_MENTIONS / counted.mentions
    },
    collision: (column) => counts.find(({ comparison }) => comparison === nameOf(column))?.collision ?? 0,
    surnamesAt: (key) => Math.round((shares.get(SURNAMES_AT)?.get(key) ?? 0) * surnames),
  }
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

const NAMES: readonly string[] = ['given name', 'family name']
/** With fewer mentions no name is taken to be rare or common. */
const COUNTED_FROM = 2000
const SHARED_BY = 10
/** No name is borne by more of a force's people: what more mentions share is one frequent caller's, and makes no other name rare. */
const NAME_MOST = 0.05
