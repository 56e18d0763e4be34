import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import type { Day } from '#platform/time/day.ts'
import { COUNTED_TO, LAST_PAGE, PER_PAGE, type Scope, scopeOf } from './list-incidents.ts'

/** One published row: a month and an anonymised point, and nothing finer. */
export interface OpenDataRow {
  readonly id: string
  readonly reference: string
  readonly month: Day
  readonly place: string | null
  readonly wardName: string | null
  readonly boroughName: string | null
  readonly source: string
}

/** A page of published rows of one month, and the months there are. */
export interface OpenDataList {
  readonly rows: readonly OpenDataRow[]
  readonly months: readonly Day[]
  readonly month: Day | null
  readonly total: number
  readonly isCapped: boolean
  readonly page: number
  readonly pages: number
}

/**
 * Published open data of one month, the latest unless one is named: never among the incidents to work.
 *
 * Input: the first day of the month.
 */
export async function listOpenData(ctx: Context, { month, page }: { month: Day | null; page: number }): Promise<OpenDataList> {
  const months = await monthsOf(ctx)
  const chosen = month !== null && months.includes(month) ? month : (months[0] ?? null)
  const at = Math.min(Math.max(1, page), LAST_PAGE)
  if (chosen === null) return { rows: [], months, month: null, total: 0, isCapped: false, page: 1, pages: 1 }
  const within = sql`i.is_open_data and i.withdrawn_at is null and i.reported_at >= ${chosen}::timestamp at time zone 'Europe/London' and i.reported_at < (${chosen}::timestamp + interval '1 month') at time zone 'Europe/London' and ${scopeOf(ctx.actor, widest(ctx))}`
  const counted = await sql<{ total: string }>`select count(*) as total from (select 1 from incidents i where ${within} limit ${COUNTED_TO + 1}) counted`.execute(ctx.db)
  const total = Number(counted.rows[0]?.total ?? 0)
  const { rows } = await sql<OpenDataRow>`
    select i.id, i.reference, ${chosen}::text as month, i.location_text as place, w.name as ward_name, b.name as borough_name, i.source
    from (select * from incidents i where ${within} order by i.reported_at desc, i.id limit ${PER_PAGE} offset ${(at - 1) * PER_PAGE}) i
    left join areas w on w.id = i.ward_id left join areas b on b.id = i.borough_id
    order by i.reported_at desc, i.id`.execute(ctx.db)
  ctx.shown('incident', rows.map(({ id }) => id))
  return { rows, months, month: chosen, total: Math.min(total, COUNTED_TO), isCapped: total > COUNTED_TO, page: at, pages: Math.max(1, Math.min(LAST_PAGE, Math.ceil(total / PER_PAGE))) }
}

/** The months of published data, newest first: read by stepping from month to month, not by reading every row. */
async function monthsOf(ctx: Context): Promise<readonly Day[]> {
  const published = sql`i.is_open_data and i.withdrawn_at is null and ${scopeOf(ctx.actor, widest(ctx))}`
  const { rows } = await sql<{ month: Day }>`
    with recursive step as (
      (select date_trunc('month', max(i.reported_at) at time zone 'Europe/London')::date as month from incidents i where ${published})
      union all
      select (select date_trunc('month', max(i.reported_at) at time zone 'Europe/London')::date from incidents i where ${published} and i.reported_at < step.month::timestamp at time zone 'Europe/London')
      from step where step.month is not null)
    select month from step where month is not null limit 240`.execute(ctx.db)
  return rows.map(({ month }) => month)
}

/** The widest that membership shows. */
function widest({ actor }: Context): Scope {
  return actor.seesForce ? 'force' : actor.boroughIds.length > 0 ? 'borough' : 'team'
}
