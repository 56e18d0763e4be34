import type { Selectable } from 'kysely'
import type { Clocks } from '#db/types.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { HolidayTable, Target } from '#platform/time/working-days.ts'
import { clockState, type ClockFacts, type Pause } from './rules.ts'

/** A clock as it is kept. */
export type ClockRow = Selectable<Clocks>

/** A clock with its pauses. */
export interface KeptClock {
  readonly row: ClockRow
  readonly pauses: readonly Pause[]
}

/**
 * One clock, held for changing.
 *
 * Refuses: not found.
 */
export async function heldClock(ctx: Context, clockId: string): Promise<KeptClock> {
  const [row, pauses] = await Promise.all([ctx.db.selectFrom('clocks').selectAll().where('id', '=', clockId).forUpdate().executeTakeFirst(), pausesOf(ctx, clockId)])
  if (row === undefined) throw new Refusal('not found', 'There is no such clock')
  return { row, pauses }
}

/** The clocks of one kind that run for a record, held for changing. */
export async function heldRunning(ctx: Context, subjectId: string, kind: string): Promise<readonly KeptClock[]> {
  const [rows, pauses] = await Promise.all([
    ctx.db.selectFrom('clocks').selectAll().where('subjectId', '=', subjectId).where('kind', '=', kind).where('metAt', 'is', null).where('cancelledAt', 'is', null).orderBy('id').forUpdate().execute(),
    ctx.db.selectFrom('clockPauses as p').innerJoin('clocks as c', 'c.id', 'p.clockId').select(['p.clockId', 'p.fromAt', 'p.toAt', 'p.reason']).where('c.subjectId', '=', subjectId).where('c.kind', '=', kind).orderBy('p.fromAt').execute(),
  ])
  return rows.map((row) => ({ row, pauses: pauses.filter(({ clockId }) => clockId === row.id).map(({ fromAt, toAt, reason }) => ({ from: fromAt, to: toAt, reason })) }))
}

/** The stretches in which a clock stood still, first to last. */
export async function pausesOf(ctx: Context, clockId: string): Promise<Pause[]> {
  const rows = await ctx.db.selectFrom('clockPauses').select(['fromAt', 'toAt', 'reason']).where('clockId', '=', clockId).orderBy('fromAt').execute()
  return rows.map(({ fromAt, toAt, reason }) => ({ from: fromAt, to: toAt, reason }))
}

/** What the rules work a clock out from; null when the force has set no target for it. */
export function factsOf({ row, pauses }: KeptClock): ClockFacts | null {
  if (row.targetAmount === null || row.targetUnit === null) return null
  return { startedAt: row.startedAt, target: { amount: row.targetAmount, unit: row.targetUnit }, warnBefore: warningOf(row), pauses, stoppedAt: row.metAt }
}

/** When a clock is due and when its warning is, as they are kept beside it so that a list can be ordered by them. */
export function dueColumns(facts: ClockFacts | null, now: Date, holidays: HolidayTable): { dueAt: Date | null; warnAt: Date | null; beyondHolidays: boolean } {
  if (facts === null) return { dueAt: null, warnAt: null, beyondHolidays: false }
  const { dueAt, warnAt, beyondHolidays } = clockState(facts, now, holidays)
  return { dueAt, warnAt, beyondHolidays }
}

function warningOf(row: ClockRow): Target | null {
  return row.warnAmount === null || row.warnUnit === null ? null : { amount: row.warnAmount, unit: row.warnUnit }
}
