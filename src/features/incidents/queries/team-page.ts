import { type RawBuilder, sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { addDays, londonDay, startOfLondonDay } from '#platform/time/day.ts'

/** How many rows each part of a team's page shows. */
export const TEAM_SHOWN = 25

/** One incident on a team's page. */
export interface TeamRow {
  readonly id: string
  readonly reference: string
  readonly reportedAt: Date
  readonly typeName: string | null
  readonly place: string | null
  readonly wardName: string | null
  readonly status: string
  readonly riskOrder: number
  readonly flags: readonly string[]
  readonly allocatedTo: string | null
  /** Another team's to investigate, though it lies in this team's ward. */
  readonly otherTeam: string | null
}

/** Part of a team's page: its first rows, and how many there are. */
export interface TeamPart {
  readonly rows: readonly TeamRow[]
  readonly total: number
}

/** A clock of one of the team's incidents that runs, and is due soon or overdue. */
export interface TeamClock {
  readonly id: string
  readonly incidentId: string
  readonly reference: string
  readonly name: string
  readonly dueAt: Date
  readonly isOverdue: boolean
}

/** Somebody told of an incident who has not said they have seen it. */
export interface TeamWaiting {
  readonly id: string
  readonly incidentId: string
  readonly reference: string
  readonly kind: string
  readonly createdAt: Date
}

/** Everything in a team's wards, whether or not it is theirs to investigate. */
export interface TeamPage {
  readonly id: string
  readonly name: string
  readonly telephone: string | null
  readonly wards: readonly string[]
  readonly members: readonly string[]
  readonly isMember: boolean
  readonly fresh: TeamPart
  readonly open: TeamPart
  readonly allocated: TeamPart
  readonly waiting: readonly TeamWaiting[]
  /** How many there are, of which the first are shown. */
  readonly waitingTotal: number
  readonly clocks: readonly TeamClock[]
  /** How many there are, of which the first are shown. */
  readonly clocksTotal: number
}

/**
 * A team's page.
 *
 * Refuses: not found, when the team is none, or none that this person's membership shows.
 * Source: report of 13 October 2011, ¶65 and ¶75.
 */
export async function getTeamPage(ctx: Context, teamId: string): Promise<TeamPage> {
  const team = await ctx.db.selectFrom('teams').select(['id', 'name', 'telephone', 'boroughId']).where('id', '=', teamId).executeTakeFirst()
  const { actor } = ctx
  const isMember = actor.teamIds.includes(teamId)
  const isSeen = team !== undefined && (actor.seesForce || isMember || (team.boroughId !== null && actor.boroughIds.includes(team.boroughId)))
  if (!isSeen) throw new Refusal('not found', 'There is no such team')
  const today = londonDay(ctx.now)
  const wards = await ctx.db.selectFrom('teamAreas as x').innerJoin('areas as w', 'w.id', 'x.areaId').select(['w.id', 'w.name']).where('x.teamId', '=', teamId)
    .where('x.validFrom', '<=', today).where((on) => on.or([on('x.validTo', 'is', null), on('x.validTo', '>', today)])).orderBy('w.name').execute()
  const theirs = sql`(i.team_id = ${teamId}::uuid or i.ward_id = any (${wards.map(({ id }) => id)}::uuid[])) and not i.is_open_data and i.withdrawn_at is null`
  const since = startOfLondonDay(addDays(today, -1))
  const page = {
    fresh: await part(ctx, teamId, sql`${theirs} and i.reported_at >= ${since}`, sql`i.reported_at desc, i.id`),
    open: await part(ctx, teamId, sql`${theirs} and i.is_open`, sql`i.risk_order desc, i.reported_at, i.id`),
    allocated: await part(ctx, teamId, sql`${theirs} and i.is_open and i.allocated_to is not null`, sql`i.risk_order desc, i.reported_at, i.id`),
    ...(await waitingFor(ctx, teamId)), ...(await clocksFor(ctx, teamId)),
  }
  const listed = [...page.fresh.rows, ...page.open.rows, ...page.allocated.rows].map(({ id }) => id)
  const named = [...page.waiting, ...page.clocks].map(({ incidentId }) => incidentId)
  ctx.shown('incident', [...new Set([...listed, ...named])])
  return { id: team.id, name: team.name, telephone: team.telephone, wards: wards.map(({ name }) => name), members: await membersOf(ctx, teamId), isMember, ...page }
}

async function part(ctx: Context, teamId: string, wanted: RawBuilder<unknown>, order: RawBuilder<unknown>): Promise<TeamPart> {
  const { rows } = await sql<TeamRow & { total: string }>`
    select i.id, i.reference, i.reported_at, t.name as type_name, nullif(concat_ws(', ', i.location_text, i.postcode), '') as place, w.name as ward_name, i.status, i.risk_order, i.flags,
      a.name as allocated_to, case when i.team_id is distinct from ${teamId}::uuid then m.name end as other_team, i.total
    from (select i.*, count(*) over () as total from incidents i where ${wanted} order by ${order} limit ${TEAM_SHOWN}) i
    left join reference_values t on t.id = i.type_id left join areas w on w.id = i.ward_id
    left join teams m on m.id = i.team_id left join accounts a on a.id = i.allocated_to
    order by ${order}`.execute(ctx.db)
  return { rows, total: Number(rows[0]?.total ?? 0) }
}

async function waitingFor(ctx: Context, teamId: string): Promise<Pick<TeamPage, 'waiting' | 'waitingTotal'>> {
  const rows = await ctx.db.selectFrom('notifications as n').innerJoin('incidents as i', 'i.id', 'n.subjectId')
    .select(({ fn }) => ['n.id', 'i.id as incidentId', 'i.reference', 'n.kind', 'n.createdAt', fn.countAll<number | string>().over().as('total')])
    .where('n.teamId', '=', teamId).where('n.subjectKind', '=', 'incident').where('n.acknowledgedAt', 'is', null).where('i.withdrawnAt', 'is', null)
    .orderBy('n.createdAt').limit(TEAM_SHOWN).execute()
  return { waiting: rows.map(({ total: _, ...row }) => row), waitingTotal: Number(rows[0]?.total ?? 0) }
}

async function clocksFor(ctx: Context, teamId: string): Promise<Pick<TeamPage, 'clocks' | 'clocksTotal'>> {
  const rows = await ctx.db.selectFrom('clocks as c').innerJoin('incidents as i', 'i.id', 'c.subjectId')
    .select(({ fn }) => ['c.id', 'i.id as incidentId', 'i.reference', 'c.name', 'c.dueAt', fn.countAll<number | string>().over().as('total')])
    .where('c.teamId', '=', teamId).where('c.subjectKind', '=', 'incident').where('c.metAt', 'is', null).where('c.cancelledAt', 'is', null).where('i.withdrawnAt', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('clockPauses as p').select('p.id').whereRef('p.clockId', '=', 'c.id').where('p.toAt', 'is', null))))
    .where((on) => on.or([on('c.warnAt', '<=', ctx.now), on('c.dueAt', '<=', startOfLondonDay(addDays(londonDay(ctx.now), 2)))]))
    .orderBy('c.dueAt').limit(TEAM_SHOWN).execute()
  const clocks = rows.flatMap(({ dueAt, total: _, ...row }) => (dueAt === null ? [] : [{ ...row, dueAt, isOverdue: dueAt <= ctx.now }]))
  return { clocks, clocksTotal: Number(rows[0]?.total ?? 0) }
}

async function membersOf(ctx: Context, teamId: string): Promise<readonly string[]> {
  const rows = await ctx.db.selectFrom('teamMembers as m').innerJoin('accounts as a', 'a.id', 'm.accountId').select('a.name').where('m.teamId', '=', teamId)
    .where((on) => on.or([on('m.until', 'is', null), on('m.until', '>', ctx.now)])).where('a.isActive', '=', true).orderBy('a.name').execute()
  return rows.map(({ name }) => name)
}
