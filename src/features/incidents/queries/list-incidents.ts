import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import type { Flag } from '../rules/screening.ts'
import type { Qualifier } from '../rules/codes.ts'
import type { ResponseStatus } from '../rules/response.ts'

/** How many rows a page of a list holds. */
export const PER_PAGE = 25
/** How far a list is counted; beyond it the heading says "more than". */
export const COUNTED_TO = 10_000
/** The last page that can be asked for by number. */
export const LAST_PAGE = COUNTED_TO / PER_PAGE

/** Whose incidents a list is of. */
export type Scope = 'team' | 'borough' | 'force' | 'mine'

/** What narrows a list. Null: not narrowed by it. */
export interface IncidentFilter {
  readonly scope: Scope | null
  readonly status: 'open' | 'all' | ResponseStatus
  readonly order: 'risk' | 'oldest' | 'newest'
  readonly typeKey: string | null
  readonly qualifier: Qualifier | null
  readonly flag: Flag | null
  readonly wardId: string | null
  readonly teamId: string | null
  readonly grade: string | null
  /** Words in the narrative, the place or the log; never put in an address. */
  readonly words: string | null
  readonly page: number
}

/** A list narrowed by nothing, in the order to work in. */
export const openByRisk: IncidentFilter = {
  scope: null, status: 'open', order: 'risk', typeKey: null, qualifier: null, flag: null, wardId: null, teamId: null, grade: null, words: null, page: 1,
}

/** One incident as a list shows it, to be understood without opening it. */
export interface IncidentRow {
  readonly id: string
  readonly reference: string
  readonly reportedAt: Date
  readonly typeName: string | null
  readonly qualifier: string | null
  readonly place: string | null
  readonly wardName: string | null
  readonly teamName: string | null
  readonly status: ResponseStatus
  readonly isDuplicate: boolean
  readonly riskOrder: number
  readonly flags: readonly string[]
  readonly gradeName: string | null
  readonly allocatedTo: string | null
  /** Since when it has stood as it does; null once resulted. */
  readonly waitingSince: Date | null
}

/** One page of a list, how long the list is, and whose incidents it is of. */
export interface IncidentList {
  readonly rows: readonly IncidentRow[]
  readonly total: number
  readonly isCapped: boolean
  readonly page: number
  readonly pages: number
  readonly scope: Scope
  readonly scopes: readonly Scope[]
}

/**
 * The scopes a person's own membership gives them, the nearest first.
 *
 * Membership alone decides what the rows are; this only says which lists are worth offering.
 */
export function scopesOf(actor: Pick<Actor, 'teamIds' | 'boroughIds' | 'seesForce'>): readonly Scope[] {
  const near: Scope[] = actor.seesForce || actor.teamIds.length === 0 || actor.boroughIds.length > 0 ? [] : ['team']
  return [...near, ...(actor.boroughIds.length > 0 ? ['borough' as const] : []), ...(actor.seesForce ? ['force' as const] : []), 'mine']
}

/**
 * One page of the incidents in a scope, by risk then age unless asked otherwise.
 *
 * The scope is named in the statement so that its index gives the order, and holds all that the row policy asks: what is counted and paged over is never fetched.
 */
export async function listIncidents(ctx: Context, filter: IncidentFilter): Promise<IncidentList> {
  const scopes = scopesOf(ctx.actor)
  const scope = filter.scope !== null && scopes.includes(filter.scope) ? filter.scope : (scopes[0] ?? 'mine')
  const wanted = sql.join([scopeOf(ctx.actor, scope), ...narrowed(ctx.actor, scope, filter)], sql` and `)
  const page = Math.min(Math.max(1, filter.page), LAST_PAGE)
  const [total, ids] = await Promise.all([countTo(ctx, wanted), idsOf(ctx, wanted, filter, page)])
  const rows = await rowsOf(ctx, ids, filter)
  ctx.shown('incident', rows.map(({ id }) => id))
  const pages = Math.max(1, Math.min(LAST_PAGE, Math.ceil(total / PER_PAGE)))
  return { rows, total: Math.min(total, COUNTED_TO), isCapped: total > COUNTED_TO, page, pages, scope, scopes }
}

/** How many incidents wait for a result in the person's own scope, counted to `COUNTED_TO` and one more. */
export async function countOpenIncidents(ctx: Context, scope: Scope | null = null): Promise<number> {
  return countTo(ctx, sql.join([scopeOf(ctx.actor, scope ?? scopesOf(ctx.actor)[0] ?? 'mine'), sql`i.is_open`], sql` and `))
}

/** A scope as a condition on `incidents i`. */
export function scopeOf(actor: Actor, scope: Scope): RawBuilder<unknown> {
  switch (scope) {
    case 'team': return oneOf('team_id', actor.teamIds)
    case 'borough': return oneOf('borough_id', actor.boroughIds)
    case 'force': return sql`true`
    case 'mine': return sql`i.allocated_to = ${actor.id}::uuid`
  }
}

/** Plain equality keeps the index's order; several at once are sorted. */
function oneOf(column: 'team_id' | 'borough_id', ids: readonly string[]): RawBuilder<unknown> {
  const [only, ...others] = ids
  const name = sql.ref(`i.${column}`)
  return only !== undefined && others.length === 0 ? sql`${name} = ${only}::uuid` : sql`${name} = any (${[...ids]}::uuid[])`
}

function narrowed(actor: Actor, scope: Scope, filter: IncidentFilter): RawBuilder<unknown>[] {
  const state = filter.status === 'all' ? sql`not i.is_open_data and i.withdrawn_at is null`
    : filter.status === 'open' ? sql`i.is_open`
    : filter.status === 'resulted' ? sql`not i.is_open_data and i.withdrawn_at is null and i.status = 'resulted'`
    : sql`i.is_open and i.status = ${filter.status}`
  return [
    state,
    filter.typeKey === null ? null : sql`i.type_id in (select r.id from reference_values r where r.code_set = 'asb-type' and r.key = ${filter.typeKey})`,
    filter.qualifier === null ? null : sql`i.qualifier = ${filter.qualifier}`,
    filter.flag === null ? null : sql`cardinality(i.flags) > 0 and not i.is_open_data and ${filter.flag} = any (i.flags)`,
    filter.wardId === null ? null : sql`i.ward_id = ${filter.wardId}::uuid`,
    filter.teamId === null ? null : sql`i.team_id = ${filter.teamId}::uuid`,
    filter.grade === null ? null : sql`i.grade = ${filter.grade}`,
    filter.words === null ? null : withWords(actor, scope, filter.words, filter.status !== 'all' && filter.status !== 'resulted'),
  ].filter((part) => part !== null)
}

/**
 * The incidents with these words: looked for where the index of the words can be used, and row policies cannot hinder it.
 *
 * No further than a list is counted: of more, the latest reported.
 */
function withWords(actor: Actor, scope: Scope, words: string, isOpenOnly: boolean): RawBuilder<unknown> {
  const [teams, boroughs] = [scope === 'team' ? [...actor.teamIds] : null, scope === 'borough' ? [...actor.boroughIds] : null]
  return sql`i.id = any ((select array(select w.incident_id from heed.incidents_with_words(
    ${words}, ${isOpenOnly}, ${teams}::uuid[], ${boroughs}::uuid[], ${scope === 'mine' ? actor.id : null}::uuid, ${COUNTED_TO + 1}::integer) w))::uuid[])`
}

const orders: Readonly<Record<IncidentFilter['order'], RawBuilder<unknown>>> = {
  risk: sql`i.risk_order desc, i.reported_at, i.id`,
  oldest: sql`i.reported_at, i.id`,
  newest: sql`i.reported_at desc, i.id`,
}

async function countTo(ctx: Context, wanted: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: string }>`select count(*) as total from (select 1 from incidents i where ${wanted} limit ${COUNTED_TO + 1}) counted`.execute(ctx.db)
  return Number(rows[0]?.total ?? 0)
}

interface ReadRow extends Omit<IncidentRow, 'waitingSince'> {
  readonly lastSent: Date | null
}

/** Which incidents stand on a page, read from the index of their order alone. */
async function idsOf(ctx: Context, wanted: RawBuilder<unknown>, { order }: IncidentFilter, page: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select i.id from incidents i where ${wanted} order by ${orders[order]} limit ${PER_PAGE} offset ${(page - 1) * PER_PAGE}`.execute(ctx.db)
  return rows.map(({ id }) => id)
}

/** What the page shows of them: one statement for every list, so that its plan is kept. */
async function rowsOf(ctx: Context, ids: readonly string[], { order }: IncidentFilter): Promise<IncidentRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<ReadRow>`
    select i.id, i.reference, i.reported_at, t.name as type_name, i.qualifier, nullif(concat_ws(', ', i.location_text, i.postcode), '') as place, w.name as ward_name, m.name as team_name,
      i.status, i.duplicate_of is not null as is_duplicate, i.risk_order, i.flags, coalesce(g.name, i.grade) as grade_name, a.name as allocated_to,
      (select max(e.at) from incident_entries e where e.incident_id = i.id and e.kind = 'deployment') as last_sent
    from incidents i
    left join reference_values t on t.id = i.type_id
    left join areas w on w.id = i.ward_id
    left join teams m on m.id = i.team_id
    left join accounts a on a.id = i.allocated_to
    left join lateral (select r.name from reference_values r where r.code_set = 'response-grade' and r.key = i.grade and r.valid @> (i.reported_at at time zone 'Europe/London')::date limit 1) g on true
    where i.id = any (${[...ids]}::uuid[])
    order by ${orders[order]}`.execute(ctx.db)
  return rows.map(({ lastSent, ...row }) => ({ ...row, waitingSince: row.status === 'resulted' || row.isDuplicate ? null : (lastSent ?? row.reportedAt) }))
}
