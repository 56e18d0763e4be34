import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { send, sendLoose } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { HolidayTable, Target } from '#platform/time/working-days.ts'
import { dueColumns, factsOf, heldClock, heldRunning, type KeptClock } from './facts.ts'
import { holidaysKept } from './holidays.ts'
import { may } from './policy.ts'
import { clockState, paused, resumed } from './rules.ts'

/** A standard that begins to run for a record. */
export interface NewClock {
  /** The standard's own key, by which the feature finds its clock again. */
  readonly kind: string
  readonly name: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly startedAt: Date
  /** Null: the force has set no target, so the clock runs undated and says so. */
  readonly target: Target | null
  readonly warnBefore: Target | null
  readonly ownerId: string | null
  readonly teamId: string | null
  readonly boroughId: string | null
  readonly sealedUnder: string | null
  /** The rank or the role that is told when it is overdue. */
  readonly escalateTo: string | null
  /** The reasons for which it may be paused; left out or null: any that is given. */
  readonly pauseReasons?: readonly string[] | null
}

/**
 * Start a clock for a record.
 *
 * Result: the clock's id. Changes: clocks.
 * Source: report of 13 October 2011, ¶59 and ¶75. Rule CK-10.
 */
export async function startClock(ctx: Context, clock: NewClock, holidays: HolidayTable): Promise<string> {
  const id = newId()
  const facts = clock.target === null ? null : { startedAt: clock.startedAt, target: clock.target, warnBefore: clock.warnBefore, pauses: [], stoppedAt: null }
  const warns = clock.target === null ? null : clock.warnBefore
  await sendLoose(ctx.db.insertInto('clocks').values({
    id, kind: clock.kind, name: clock.name, subjectKind: clock.subjectKind, subjectId: clock.subjectId, startedAt: clock.startedAt,
    targetAmount: clock.target?.amount ?? null, targetUnit: clock.target?.unit ?? null, warnAmount: warns?.amount ?? null, warnUnit: warns?.unit ?? null,
    pauseReasons: clock.pauseReasons === undefined || clock.pauseReasons === null ? null : [...clock.pauseReasons],
    ownerId: clock.ownerId, teamId: clock.teamId, boroughId: clock.boroughId, sealedUnder: clock.sealedUnder, escalateTo: clock.escalateTo,
    ...dueColumns(facts, clock.startedAt, holidays),
  }))
  ctx.changed('clock', id)
  return id
}

/**
 * What the clock timed is done. A stopped clock never moves again.
 *
 * Changes: clocks, clock_pauses.
 * Refuses: not found; conflict, when it has stopped. Rule CK-05.
 */
export async function meetClock(ctx: Context, clockId: string): Promise<void> {
  await stopAt(ctx, await heldClock(ctx, clockId))
}

/**
 * What clocks of one kind timed for a record is done; those that have stopped stay as they are.
 *
 * Result: how many were met. Changes: clocks, clock_pauses.
 */
export async function meetClocks(ctx: Context, subjectId: string, kind: string): Promise<number> {
  const running = await heldRunning(ctx, subjectId, kind)
  for (const clock of running) await stopAt(ctx, clock)
  return running.length
}

async function stopAt(ctx: Context, kept: KeptClock): Promise<void> {
  assertRunning(kept)
  if (ctx.now < kept.row.startedAt) throw new Refusal('conflict', 'A clock cannot stop before it started')
  await endPause(ctx, kept)
  const { row } = kept
  const facts = factsOf({ row: { ...row, metAt: ctx.now }, pauses: kept.pauses.map((pause) => ({ ...pause, to: pause.to ?? ctx.now })) })
  const due = facts === null ? {} : { ...dueColumns(facts, ctx.now, await holidaysKept(ctx)) }
  await send(ctx.db.updateTable('clocks').set((eb) => ({ metAt: ctx.now, metBy: ctx.actor.id, ...due, version: eb('version', '+', 1) })).where('id', '=', row.id))
  ctx.changed('clock', row.id)
}

/**
 * Let a clock stand still, for one of the reasons its standard allows.
 *
 * Changes: clocks, clock_pauses.
 * Refuses: not found; not permitted; conflict, when it has stopped, is paused or has no target; invalid, for a reason not allowed. Rules CK-03, CK-11.
 */
export async function pauseClock(ctx: Context, clockId: string, reason: string): Promise<void> {
  const kept = await heldClock(ctx, clockId)
  authorise(may.pauseClock(ctx.actor))
  assertRunning(kept)
  const facts = factsOf(kept)
  if (facts === null) throw new Refusal('conflict', 'The force has set no target for this, so there is nothing to pause')
  paused(facts, ctx.now, reason, kept.row.pauseReasons ?? [reason])
  await ctx.db.insertInto('clockPauses').values({ id: newId(), clockId, fromAt: ctx.now, reason, pausedBy: ctx.actor.id }).execute()
  await touch(ctx, clockId)
}

/**
 * Let a clock run again; what it is due by moves by the pause and by nothing else.
 *
 * Changes: clocks, clock_pauses.
 * Refuses: not found; not permitted; conflict, when it is not paused. Rules CK-04, CK-12.
 */
export async function resumeClock(ctx: Context, clockId: string): Promise<void> {
  const kept = await heldClock(ctx, clockId)
  authorise(may.resumeClock(ctx.actor))
  assertRunning(kept)
  const facts = factsOf(kept)
  if (facts === null) throw new Refusal('conflict', 'This clock is not paused')
  const running = resumed(facts, ctx.now)
  await endPause(ctx, kept)
  await ctx.db.updateTable('clocks').set({ ...dueColumns(running, ctx.now, await holidaysKept(ctx)) }).where('id', '=', clockId).execute()
  await touch(ctx, clockId)
}

/**
 * Say, by name, why a standard was not kept in its time.
 *
 * Changes: clocks.
 * Refuses: not found; not permitted; conflict, when it is not overdue or missed, or was explained already. Rule CK-13.
 */
export async function explainMissed(ctx: Context, clockId: string, because: string): Promise<void> {
  const kept = await heldClock(ctx, clockId)
  authorise(may.explainMissed(ctx.actor))
  const facts = factsOf(kept)
  const state = facts === null || kept.row.cancelledAt !== null ? null : clockState(facts, ctx.now, await holidaysKept(ctx)).state
  if (state !== 'overdue' && state !== 'missed') throw new Refusal('conflict', 'This was not missed, so there is nothing to explain')
  if (kept.row.missedBecause !== null) throw new Refusal('conflict', 'Somebody has already said why this was missed')
  await ctx.db.updateTable('clocks').set({ missedBecause: because, missedExplainedBy: ctx.actor.id, missedExplainedAt: ctx.now }).where('id', '=', clockId).execute()
  await touch(ctx, clockId)
}

/**
 * What the clocks timed is no longer wanted: those that run for a record end, with the reason. `kinds` null: all of them.
 *
 * Result: how many ended. Changes: clocks, clock_pauses.
 */
export async function cancelClocks(ctx: Context, subjectId: string, kinds: readonly string[] | null, because: string): Promise<number> {
  const running = ctx.db.selectFrom('clocks').select('id').where('subjectId', '=', subjectId).where('metAt', 'is', null).where('cancelledAt', 'is', null)
  const rows = await (kinds === null ? running : running.where('kind', 'in', kinds.length === 0 ? [''] : [...kinds])).orderBy('id').execute()
  for (const { id } of rows) {
    await endPause(ctx, await heldClock(ctx, id))
    await ctx.db.updateTable('clocks').set((eb) => ({ cancelledAt: ctx.now, cancelledBecause: because, version: eb('version', '+', 1) })).where('id', '=', id).execute()
  }
  ctx.changed('clock', rows.map(({ id }) => id))
  return rows.length
}

/**
 * Give the clocks that run for a record to somebody else, or to another team. None of them begins again.
 *
 * Changes: clocks.
 */
export async function handOverClocks(ctx: Context, subjectId: string, to: { ownerId: string | null; teamId?: string | null }): Promise<void> {
  const rows = await ctx.db.selectFrom('clocks').select('id').where('subjectId', '=', subjectId).where('metAt', 'is', null).where('cancelledAt', 'is', null).execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return
  await ctx.db.updateTable('clocks').set((eb) => ({ ownerId: to.ownerId, ...(to.teamId === undefined ? {} : { teamId: to.teamId }), version: eb('version', '+', 1) })).where('id', 'in', ids).execute()
  ctx.changed('clock', ids)
}

function assertRunning({ row }: KeptClock): void {
  if (row.metAt !== null || row.cancelledAt !== null) throw new Refusal('conflict', 'This clock has already stopped')
}

async function endPause(ctx: Context, kept: KeptClock): Promise<void> {
  if (!kept.pauses.some(({ to }) => to === null)) return
  await ctx.db.updateTable('clockPauses').set({ toAt: ctx.now }).where('clockId', '=', kept.row.id).where('toAt', 'is', null).execute()
}

async function touch(ctx: Context, clockId: string): Promise<void> {
  await ctx.db.updateTable('clocks').set((eb) => ({ version: eb('version', '+', 1) })).where('id', '=', clockId).execute()
  ctx.changed('clock', clockId)
}
