import { sql } from 'kysely'
import type { Rank, Role } from '#platform/auth/actor.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import type { Context } from '#platform/context.ts'
import { keptReading } from '#platform/db/list-version.ts'
import type { Day } from '#platform/time/day.ts'
import type { HolidayTable } from '#platform/time/working-days.ts'

const readings = new Map<string, (ctx: Context) => Promise<readonly CodeRow[]>>()

/** England's bank holidays as the force keeps them; one cheap query. */
export async function holidays(ctx: Context): Promise<HolidayTable> {
  return holidaysKept(ctx)
}

/** One row of a code list, with whatever else its source says of it. */
export interface CodeRow {
  readonly id: string
  readonly codeSet: string
  readonly key: string
  /** The number printed by the source; null where none is known. */
  readonly code: string | null
  readonly name: string
  readonly definition: string | null
  readonly source: string | null
  readonly certainty: string
  readonly extra: Readonly<Record<string, unknown>>
  /** First day it applies; null: always has. */
  readonly validFrom: Day | null
  /** First day it applies no more; null: still in force. */
  readonly validTo: Day | null
  /** It was ended before it began. */
  readonly isNever: boolean
}

/** The rows of a code list in force on a London day, in the list's own order; `onDay` null gives every version. Kept in the process until a list changes. */
export async function codeList(ctx: Context, codeSet: string, onDay: Day | null): Promise<CodeRow[]> {
  const reading = readings.get(codeSet) ?? keptReading((each) => readCodes(each, codeSet))
  const rows = await reading(ctx)
  // only lists that exist are kept, so that asking for others costs no memory
  if (rows.length > 0) readings.set(codeSet, reading)
  return rows.filter(({ validFrom, validTo, isNever }) => onDay === null || (!isNever && (validFrom === null || validFrom <= onDay) && (validTo === null || onDay < validTo)))
}

async function readCodes(ctx: Context, codeSet: string): Promise<readonly CodeRow[]> {
  const rows = await ctx.db.selectFrom('referenceValues')
    .select(['id', 'codeSet', 'key', 'code', 'name', 'definition', 'source', 'certainty', 'extra', sql<Day | null>`lower(valid)`.as('validFrom'), sql<Day | null>`upper(valid)`.as('validTo'), sql<boolean>`isempty(valid)`.as('isNever')])
    .where('codeSet', '=', codeSet).orderBy('sort').orderBy('key').execute()
  return rows.map((row) => ({ ...row, extra: fieldsOf(row.extra) }))
}

/** The names of every code list, each with how many rows it has. */
export async function codeSets(ctx: Context): Promise<{ codeSet: string; rows: number }[]> {
  const rows = await ctx.db.selectFrom('referenceValues').select((e) => ['codeSet' as const, e.fn.countAll<number>().as('rows')]).groupBy('codeSet').orderBy('codeSet').execute()
  return rows.map(({ codeSet, rows: count }) => ({ codeSet, rows: Number(count) }))
}

/** One version of a prompt or a matrix: `body` is the document that the rules read. */
export interface QuestionSetRow {
  readonly id: string
  readonly key: string
  readonly version: string
  readonly purpose: 'screening' | 'risk'
  readonly title: string
  readonly label: string
  readonly body: unknown
  readonly source: string | null
  readonly certainty: string
  readonly validFrom: Day | null
  readonly validTo: Day | null
}

/** The version in force on a London day; null when there is none. */
export async function questionSet(ctx: Context, purpose: 'screening' | 'risk', onDay: Day): Promise<QuestionSetRow | null> {
  const row = await versions(ctx).where('purpose', '=', purpose).where(sql<boolean>`valid @> ${onDay}::date`).orderBy('key').executeTakeFirst()
  return row ?? null
}

/** One version by its id: how an old answer is read under the version it was given in. */
export async function questionSetById(ctx: Context, id: string): Promise<QuestionSetRow | null> {
  return (await versions(ctx).where('id', '=', id).executeTakeFirst()) ?? null
}

/** Every version of every question set. */
export async function questionSets(ctx: Context): Promise<QuestionSetRow[]> {
  return versions(ctx).orderBy('purpose').orderBy('key').orderBy(sql`lower(valid) nulls first`).execute()
}

function versions(ctx: Context) {
  return ctx.db.selectFrom('questionSets')
    .select(['id', 'key', 'version', 'purpose', 'title', 'label', 'body', 'source', 'certainty', sql<Day | null>`lower(valid)`.as('validFrom'), sql<Day | null>`upper(valid)`.as('validTo')])
}

/** The names of accounts by id, as far as this person may know them. */
export async function accountNames(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.selectFrom('accounts').select(['id', 'name']).where('id', 'in', [...new Set(ids)]).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Somebody to whom work may be given. */
export interface Colleague {
  readonly id: string
  readonly name: string
  readonly rank: Rank | null
  readonly roles: readonly Role[]
  readonly teamNames: readonly string[]
}

/** The people of the police in these teams, or in any team of a borough, who hold one of the roles; by name. Nothing given: the whole force. */
export async function colleagues(ctx: Context, among: { teamIds?: readonly string[]; boroughId?: string | null; roles?: readonly Role[] }): Promise<Colleague[]> {
  let query = ctx.db.selectFrom('accounts as a')
    .innerJoin('teamMembers as m', 'm.accountId', 'a.id').innerJoin('teams as t', 't.id', 'm.teamId')
    .select((e) => ['a.id', 'a.name', 'a.rank', sql<string[]>`array_agg(distinct t.name)`.as('teamNames'),
      e.selectFrom('roleGrants as g').select(sql<Role[]>`coalesce(array_agg(distinct g.role), '{}')`.as('roles')).whereRef('g.accountId', '=', 'a.id').where('g.revokedAt', 'is', null).as('roles')])
    .where('a.kind', '=', 'police').where('a.isActive', '=', true)
    .where((e) => e.or([e('m.until', 'is', null), e('m.until', '>', ctx.now)]))
    .groupBy(['a.id', 'a.name', 'a.rank']).orderBy('a.name')
  if (among.teamIds !== undefined) query = query.where('m.teamId', 'in', among.teamIds.length === 0 ? [noTeam] : [...among.teamIds])
  if (among.boroughId !== undefined && among.boroughId !== null) query = query.where('t.boroughId', '=', among.boroughId)
  const { roles } = among
  if (roles !== undefined) query = query.where((e) => e.exists(e.selectFrom('roleGrants as w').select('w.id').whereRef('w.accountId', '=', 'a.id').where('w.revokedAt', 'is', null).where('w.role', 'in', [...roles])))
  const rows = await query.execute()
  return rows.map((row) => ({ ...row, roles: row.roles ?? [] }))
}

/** An id that nothing has. */
const noTeam = '00000000-0000-0000-0000-000000000000'

function fieldsOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value)) : {}
}
