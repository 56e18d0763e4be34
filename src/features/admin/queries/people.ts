import { sql } from 'kysely'
import type { ActorKind, Rank, Role } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'

/** Which people a list is narrowed to. */
export interface PeopleFilter {
  readonly role: Role | null
  readonly teamId: string | null
  readonly isActive: boolean
  /** From 1. */
  readonly page: number
}

/** Somebody or something with an account, as the list shows it. */
export interface PersonRow {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly kind: ActorKind
  readonly rank: Rank | null
  readonly isActive: boolean
  readonly roles: readonly Role[]
  readonly teamNames: readonly string[]
}

/** People on one page of the list. */
export const PEOPLE_A_PAGE = 50

/** People and other systems with an account, by name. */
export async function listPeople(ctx: Context, filter: PeopleFilter): Promise<{ people: PersonRow[]; total: number }> {
  const { role, teamId } = filter
  let query = ctx.db.selectFrom('accounts as a').where('a.kind', '<>', 'service').where('a.isActive', '=', filter.isActive)
  if (role !== null) query = query.where((e) => e.exists(e.selectFrom('roleGrants as g').select('g.id').whereRef('g.accountId', '=', 'a.id').where('g.role', '=', role).where('g.revokedAt', 'is', null)))
  if (teamId !== null) query = query.where((e) => e.exists(e.selectFrom('teamMembers as m').select('m.teamId').whereRef('m.accountId', '=', 'a.id').where('m.teamId', '=', teamId).where('m.until', 'is', null)))
  const { total } = await query.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const people = await query
    .select(['a.id', 'a.username', 'a.name', 'a.kind', 'a.rank', 'a.isActive',
      sql<Role[]>`array(select distinct g.role from role_grants g where g.account_id = a.id and g.revoked_at is null order by g.role)`.as('roles'),
      sql<string[]>`array(select t.name from team_members m join teams t on t.id = m.team_id where m.account_id = a.id and m.until is null order by t.name)`.as('teamNames')])
    .orderBy('a.name').orderBy('a.id').limit(PEOPLE_A_PAGE).offset((filter.page - 1) * PEOPLE_A_PAGE).execute()
  ctx.shown('account', people.map(({ id }) => id))
  return { people, total: Number(total) }
}

/** One person's account, whole: for administrators, and for the person. */
export interface Person extends PersonRow {
  readonly agencyName: string | null
  readonly teams: readonly { readonly id: string; readonly name: string; readonly sight: string; readonly since: Date }[]
  readonly grants: readonly { readonly role: Role; readonly grantedAt: Date; readonly grantedByName: string | null }[]
}

/**
 * One person.
 *
 * Refuses: not found.
 */
export async function getPerson(ctx: Context, accountId: string): Promise<Person> {
  const row = await ctx.db.selectFrom('accounts as a').leftJoin('agencies as y', 'y.id', 'a.agencyId')
    .select(['a.id', 'a.username', 'a.name', 'a.kind', 'a.rank', 'a.isActive', 'y.name as agencyName']).where('a.id', '=', accountId).where('a.kind', '<>', 'service').executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such person')
  const teams = await ctx.db.selectFrom('teamMembers as m').innerJoin('teams as t', 't.id', 'm.teamId').select(['t.id', 't.name', 't.sight', 'm.since'])
    .where('m.accountId', '=', accountId).where('m.until', 'is', null).orderBy('t.name').execute()
  const grants = await ctx.db.selectFrom('roleGrants as g').leftJoin('accounts as b', 'b.id', 'g.grantedBy').select(['g.role', 'g.grantedAt', 'b.name as grantedByName'])
    .where('g.accountId', '=', accountId).where('g.revokedAt', 'is', null).orderBy('g.role').execute()
  ctx.shown('account', accountId)
  return { ...row, teams, grants, roles: grants.map(({ role }) => role), teamNames: teams.map(({ name }) => name) }
}

/** A team, with what it sees and who is in it. */
export interface TeamRow {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly sight: string
  readonly boroughId: string | null
  readonly boroughName: string | null
  readonly members: number
  readonly isFallback: boolean
}

/** Every team, by borough and name. */
export async function listTeams(ctx: Context): Promise<TeamRow[]> {
  const rows = await ctx.db.selectFrom('teams as t').leftJoin('areas as b', 'b.id', 't.boroughId')
    .select(['t.id', 't.name', 't.kind', 't.sight', 't.isFallback', 't.boroughId', 'b.name as boroughName',
      sql<number>`(select count(*) from team_members m join accounts a on a.id = m.account_id where m.team_id = t.id and m.until is null and a.is_active)`.as('members')])
    .where('t.kind', '<>', 'system').orderBy(sql`b.name nulls first`).orderBy('t.name').execute()
  return rows.map((row) => ({ ...row, members: Number(row.members) }))
}

/** Somebody of the demonstration, as `demo users` prints them. */
export interface DemonstrationPerson {
  readonly username: string
  readonly name: string
  readonly role: string
  readonly roles: readonly Role[]
  readonly rank: Rank | null
  readonly team: string | null
  readonly borough: string | null
}

/** The invented people of the demonstration, by user name; nobody in a force's own installation. */
export async function demonstrationPeople(ctx: Context): Promise<DemonstrationPerson[]> {
  const rows = await ctx.db.selectFrom('accounts as a')
    .select(['a.username', 'a.name', 'a.rank',
      sql<Role[]>`array(select g.role from role_grants g where g.account_id = a.id and g.revoked_at is null order by g.granted_at, g.id)`.as('roles'),
      sql<string | null>`(select string_agg(t.name, ', ' order by t.name) from team_members m join teams t on t.id = m.team_id where m.account_id = a.id and m.until is null)`.as('team'),
      sql<string | null>`(select min(b.name) from team_members m join teams t on t.id = m.team_id join areas b on b.id = t.borough_id where m.account_id = a.id and m.until is null)`.as('borough')])
    .where('a.isDemonstration', '=', true).where('a.isActive', '=', true).orderBy('a.username').execute()
  return rows.map((row) => ({ ...row, role: row.roles[0] ?? 'none' }))
}

/** The password that the demonstration's people share, for the command line alone; null for everybody else, and where there is no demonstration. */
export async function demonstrationPassword(ctx: Context): Promise<string | null> {
  const chosen = await ctx.db.selectFrom('heed.settings').select('value').where('key', '=', 'demonstration').executeTakeFirst()
  if (chosen?.value !== true) return null
  const { rows } = await sql<{ password: string | null }>`select heed.demonstration_password() as password`.execute(ctx.db)
  return rows[0]?.password ?? null
}
