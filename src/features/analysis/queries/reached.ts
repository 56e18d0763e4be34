import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import type { Day } from '#platform/time/day.ts'
import { COMMUNAL_FROM_NAMES } from '../rules/households.ts'
import type { Definition, Mark } from '../rules/repeats.ts'
import type { Week } from '../rules/weeks.ts'
import { communalAmong } from './communal.ts'
import type { KeyedKind } from './counted.ts'

/** Which reports a list is counted from. */
export interface Span {
  readonly from: Date
  readonly until: Date
  readonly boroughId: string | null
}

/** A page of those who reach a definition's count, the most reports first, and how many there are in all. */
export interface ReachedPage {
  readonly keys: readonly string[]
  readonly total: number
}

/** Somebody or somewhere that was a repeat when it was reported within a span of days. */
export interface Reached {
  readonly kind: KeyedKind
  readonly key: string
  /** The last day of the span on which it was reported and a repeat. */
  readonly asOf: Day
  /** It was a repeat on the day before the span. */
  readonly wasBefore: boolean
  readonly reports: number
  readonly lastAt: Date
  readonly isVulnerable: boolean
  readonly riskOrder: number
  /** The same for all that the same reports make a repeat. */
  readonly madeBy: string
  readonly boroughId: string | null
}

/**
 * Who or where reaches a definition's count, in the database and within the reader's sight: the same counting as `standingUnder`.
 *
 * Rules RP-01, RP-02, RP-03, RP-05, RP-07.
 */
export async function repeatsReached(ctx: Context, kind: KeyedKind, { from, until, boroughId }: Span, { leastCount, sameKind, reportWithinDays }: Definition, mark: Mark, page: { size: number; number: number }): Promise<ReachedPage> {
  const isMarked = mark === 'high' ? sql`q.risk_order = 3` : mark === 'vulnerable' ? sql`(q.is_vulnerable or q.risk_order >= 2)` : sql`true`
  const isHome = kind === 'household' ? sql`q.key not in (select heed.communal_among(array(select each.key from q each), ${COMMUNAL_FROM_NAMES}))` : sql`true`
  // counted and paged in one reading: it is the window that costs, not the page
  const { rows } = await sql<{ key: string; total: number | string }>`
    with q as materialized (select * from heed.repeats_within_sight(${kind}, ${from}, ${until}, ${boroughId}::uuid, ${leastCount}, ${sameKind}, ${reportWithinDays}::integer))
    select q.key, count(*) over () as total from q where ${isMarked} and ${isHome}
    order by q.reports desc, q.last_at desc, q.key limit ${page.size} offset ${(page.number - 1) * page.size}`.execute(ctx.db)
  return { keys: rows.map(({ key }) => key), total: Number(rows[0]?.total ?? 0) }
}

/**
 * Everybody and everywhere that belongs on the list of a span of days, in the database and within the reader's sight: the same as `standingInWeek`.
 *
 * Rules RP-20, RP-05.
 */
export async function reachedIn(ctx: Context, kinds: readonly KeyedKind[], { monday, sunday }: Week, until: Date, { leastCount, sameKind, reportWithinDays, windowDays }: Definition): Promise<readonly Reached[]> {
  if (kinds.length === 0) return []
  const { rows } = await sql<Reached>`
    select r.kind, r.key, r.as_of, r.was_before, r.reports, r.last_at, r.is_vulnerable, r.risk_order, r.made_by, r.borough_id
    from heed.repeats_reported_within_sight(${[...kinds]}::text[], ${monday}::date, ${sunday}::date, ${until}, ${windowDays}, ${leastCount}, ${sameKind}, ${reportWithinDays}::integer) r`.execute(ctx.db)
  const shared = await communalAmong(ctx, rows.flatMap(({ kind, key }) => (kind === 'household' ? [key] : [])))
  return rows.filter(({ kind, key }) => kind !== 'household' || !shared.has(key))
}

/** What the reports with these roots make, in the form `madeBy` has: so that a place made by the same reports as somebody stands on their line. */
export async function madeByOf(ctx: Context, places: readonly (readonly string[])[]): Promise<readonly string[]> {
  if (places.length === 0) return []
  const { rows } = await sql<{ madeBy: string }>`
    select bit_xor(uuid_hash_extended(r.root::uuid, 1)) || ' ' || bit_xor(uuid_hash_extended(r.root::uuid, 2)) as made_by
    from jsonb_array_elements(${JSON.stringify(places)}::jsonb) with ordinality as p (roots, nth) cross join lateral jsonb_array_elements_text(p.roots) as r (root) group by p.nth order by p.nth`.execute(ctx.db)
  return rows.map(({ madeBy }) => madeBy)
}
