import { ranks, roles, type Rank, type Role } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import { tell } from '#platform/notifications/tell.ts'
import { every, type Timed } from '#platform/jobs/handlers.ts'
import type { ClockRow } from './facts.ts'

/** Clocks dealt with in one minute; what is left waits for the next. */
const AT_A_TIME = 500

/**
 * Every minute: warn whose clock is soon due, and tell the one above when it is overdue; each once.
 *
 * A clock that is paused is left alone. Source: report of 13 October 2011, ¶75. Rule CK-15.
 */
export const timetable: readonly Timed[] = [every('minute', 'platform.clocks', keepClocks)]

/**
 * Warn of clocks that are soon due and escalate those that are overdue, once each.
 *
 * Changes: clocks, notifications.
 */
export async function keepClocks(ctx: Context): Promise<void> {
  for (const clock of await reached(ctx, 'warnAt', 'warnedAt')) {
    if (clock.dueAt !== null && clock.dueAt >= ctx.now) await tellOwner(ctx, clock, 'standard due soon')
    await mark(ctx, clock, 'warnedAt')
  }
  for (const clock of await reached(ctx, 'dueAt', 'escalatedAt')) {
    await tellOwner(ctx, clock, 'standard overdue')
    await escalate(ctx, clock)
    await mark(ctx, clock, 'escalatedAt')
  }
}

async function reached(ctx: Context, reaches: 'warnAt' | 'dueAt', marks: 'warnedAt' | 'escalatedAt'): Promise<ClockRow[]> {
  return ctx.db.selectFrom('clocks').selectAll()
    .where('metAt', 'is', null).where('cancelledAt', 'is', null).where(marks, 'is', null).where(reaches, '<', ctx.now)
    .where((e) => e.not(e.exists(e.selectFrom('clockPauses as p').select('p.id').whereRef('p.clockId', '=', 'clocks.id').where('p.toAt', 'is', null))))
    .orderBy(reaches).limit(AT_A_TIME).forUpdate().skipLocked().execute()
}

async function mark(ctx: Context, clock: ClockRow, column: 'warnedAt' | 'escalatedAt'): Promise<void> {
  await ctx.db.updateTable('clocks').set({ [column]: ctx.now }).where('id', '=', clock.id).execute()
  ctx.changed('clock', clock.id)
}

async function tellOwner(ctx: Context, clock: ClockRow, kind: string): Promise<void> {
  const news = newsOf(clock, kind)
  if (clock.sealedUnder !== null) {
    const named = (await namedIn(ctx, clock.sealedUnder)).map(({ id }) => id)
    for (const accountId of named.filter((id) => id === clock.ownerId || clock.ownerId === null || !named.includes(clock.ownerId))) await tell(ctx, { ...news, accountId })
    return
  }
  if (clock.ownerId !== null) await tell(ctx, { ...news, accountId: clock.ownerId })
  else if (clock.teamId !== null) await tell(ctx, { ...news, teamId: clock.teamId })
  else await tellFallback(ctx, clock, kind)
}

async function escalate(ctx: Context, clock: ClockRow): Promise<void> {
  const kind = 'standard overdue, escalated'
  const above = (await peopleAbove(ctx, clock)).filter((id) => id !== clock.ownerId)
  for (const accountId of above) await tell(ctx, { ...newsOf(clock, kind), accountId })
  if (above.length === 0 && clock.sealedUnder === null) await tellFallback(ctx, clock, kind)
}

async function tellFallback(ctx: Context, clock: ClockRow, kind: string): Promise<void> {
  const fallback = await ctx.db.selectFrom('teams').select('id').where('isFallback', '=', true).executeTakeFirst()
  if (fallback !== undefined) await tell(ctx, { ...newsOf(clock, kind), teamId: fallback.id })
}

function newsOf(clock: ClockRow, kind: string) {
  return { kind, subjectKind: clock.subjectKind, subjectId: clock.subjectId, boroughId: clock.boroughId, sealedUnder: clock.sealedUnder }
}

/** Somebody who could be told of a clock that is overdue. */
interface Candidate {
  readonly id: string
  readonly rank: Rank | null
  readonly roles: readonly Role[]
  readonly isOfTeam: boolean
}

/**
 * Whom an overdue clock is escalated to: of the clock's own team where there is one such, else of those with sight of its borough.
 *
 * Input: a rank means that rank, or the next above it that anyone holds; anything else is a role.
 */
export function chosenAbove(escalateTo: string | null, candidates: readonly Candidate[]): string[] {
  const wanted = candidates.filter(fits(escalateTo, candidates))
  const ofTeam = wanted.filter(({ isOfTeam }) => isOfTeam)
  return [...new Set((ofTeam.length > 0 ? ofTeam : wanted).map(({ id }) => id))].sort()
}

function fits(escalateTo: string | null, candidates: readonly Candidate[]): (one: Candidate) => boolean {
  const rank = ranks.find((each) => each === escalateTo)
  if (rank !== undefined) {
    const held = ranks.slice(ranks.indexOf(rank)).find((each) => candidates.some((one) => one.rank === each))
    return (one) => held !== undefined && one.rank === held
  }
  const role = roles.find((each) => each === escalateTo)
  return (one) => role !== undefined && one.roles.includes(role)
}

/** Nobody else sees a sealed record or what is told of it: the one above among those it names, else all of them. */
async function peopleNamed(ctx: Context, sealedUnder: string, escalateTo: string | null): Promise<string[]> {
  const named = await namedIn(ctx, sealedUnder)
  const above = chosenAbove(escalateTo, named)
  return above.length > 0 ? above : named.map(({ id }) => id)
}

async function namedIn(ctx: Context, sealedUnder: string): Promise<Candidate[]> {
  const rows = await ctx.db.selectFrom('accessGrants as x').innerJoin('accounts as a', 'a.id', 'x.accountId')
    .leftJoin('roleGrants as g', (join) => join.onRef('g.accountId', '=', 'a.id').on('g.revokedAt', 'is', null)).select(['a.id', 'a.rank', 'g.role'])
    .where('x.subjectKind', '=', 'case').where('x.subjectId', '=', sealedUnder).where('x.relation', '<>', 'break-glass').where('x.revokedAt', 'is', null)
    .where((e) => e.or([e('x.until', 'is', null), e('x.until', '>', ctx.now)])).where('a.isActive', '=', true).execute()
  const ids = [...new Set(rows.map(({ id }) => id))].sort()
  return ids.map((id) => {
    const own = rows.filter((row) => row.id === id)
    return { id, rank: own[0]?.rank ?? null, roles: own.flatMap(({ role }) => role ?? []), isOfTeam: true }
  })
}

async function peopleAbove(ctx: Context, clock: ClockRow): Promise<string[]> {
  if (clock.sealedUnder !== null) return peopleNamed(ctx, clock.sealedUnder, clock.escalateTo)
  if (clock.boroughId === null && clock.teamId === null) return []
  const rows = await ctx.db.selectFrom('teamMembers as m').innerJoin('teams as t', 't.id', 'm.teamId').innerJoin('accounts as a', 'a.id', 'm.accountId')
    .leftJoin('roleGrants as g', (join) => join.onRef('g.accountId', '=', 'a.id').on('g.revokedAt', 'is', null))
    .select(['a.id', 'a.rank', 'g.role', 't.id as teamId'])
    .where('a.kind', '=', 'police').where('a.isActive', '=', true).where('m.until', 'is', null)
    .where((e) => e.or([
      ...(clock.boroughId === null ? [] : [e.and([e('t.boroughId', '=', clock.boroughId), e('t.sight', '=', 'borough')])]),
      ...(clock.teamId === null ? [] : [e('t.id', '=', clock.teamId)]),
    ])).execute()
  return chosenAbove(clock.escalateTo, rows.map(({ id, rank, role, teamId }) => ({ id, rank, roles: role === null ? [] : [role], isOfTeam: teamId === clock.teamId })))
}
