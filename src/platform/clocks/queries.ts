import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import type { HolidayTable, TargetUnit } from '#platform/time/working-days.ts'
import { factsOf, type ClockRow } from './facts.ts'
import { may } from './policy.ts'
import { clockState, remainingInWords, type ClockFacts, type ClockReading, type ClockState, type Pause } from './rules.ts'

/** A clock as pages show it. A clock without a target is "no target set" until what it times is done. */
export interface ClockView {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly state: ClockState | 'no target set' | 'cancelled'
  readonly startedAt: Date
  readonly dueAt: Date | null
  readonly remainingWords: string
  readonly targetWords: string
  readonly ownerId: string | null
  readonly ownerName: string | null
  readonly teamName: string | null
  readonly metAt: Date | null
  readonly metByName: string | null
  readonly pausedBecause: string | null
  /** The reasons for which it may be paused; null: any that is given. */
  readonly pauseReasons: readonly string[] | null
  readonly missedBecause: string | null
  readonly missedExplainedByName: string | null
  readonly missedExplainedAt: Date | null
  readonly cancelledBecause: string | null
  /** The due day lies outside the years whose bank holidays are known. */
  readonly beyondHolidays: boolean
  readonly mayPause: boolean
  readonly mayResume: boolean
  readonly mayExplain: boolean
}

/** The most that one list of due clocks holds. */
const DUE_SHOWN = 200

/** Every clock of a record, in the order they started. */
export async function clocksOf(ctx: Context, subjectId: string, holidays: HolidayTable): Promise<ClockView[]> {
  const rows = await named(ctx).where('c.subjectId', '=', subjectId).orderBy('c.startedAt').orderBy('c.id').execute()
  return views(ctx, rows, holidays)
}

/**
 * One clock.
 *
 * Refuses: not found.
 */
export async function getClock(ctx: Context, clockId: string, holidays: HolidayTable): Promise<ClockView> {
  const [view] = await views(ctx, await named(ctx).where('c.id', '=', clockId).execute(), holidays)
  if (view === undefined) throw new Refusal('not found', 'There is no such clock')
  return view
}

/** The clocks of this person and their teams that are due soon or overdue, the soonest first; at most 200. */
export async function clocksDue(ctx: Context, holidays: HolidayTable): Promise<ClockView[]> {
  const rows = await named(ctx)
    .where('c.metAt', 'is', null).where('c.cancelledAt', 'is', null).where('c.dueAt', 'is not', null)
    .where((e) => e.or([e('c.warnAt', '<=', ctx.now), e('c.dueAt', '<=', ctx.now)]))
    .where((e) => e.or([e('c.ownerId', '=', ctx.actor.id), ...(ctx.actor.teamIds.length === 0 ? [] : [e('c.teamId', 'in', [...ctx.actor.teamIds])])]))
    .orderBy('c.dueAt').orderBy('c.id').limit(DUE_SHOWN).execute()
  return views(ctx, rows, holidays)
}

function named(ctx: Context) {
  return ctx.db.selectFrom('clocks as c')
    .leftJoin('accounts as o', 'o.id', 'c.ownerId').leftJoin('teams as t', 't.id', 'c.teamId')
    .leftJoin('accounts as m', 'm.id', 'c.metBy').leftJoin('accounts as x', 'x.id', 'c.missedExplainedBy')
    .selectAll('c').select(['o.name as ownerName', 't.name as teamName', 'm.name as metByName', 'x.name as missedExplainedByName'])
}

type NamedClock = ClockRow & { readonly ownerName: string | null; readonly teamName: string | null; readonly metByName: string | null; readonly missedExplainedByName: string | null }

async function views(ctx: Context, rows: readonly NamedClock[], holidays: HolidayTable): Promise<ClockView[]> {
  const ids = rows.map(({ id }) => id)
  ctx.shown('clock', ids)
  const pauses = ids.length === 0 ? [] : await ctx.db.selectFrom('clockPauses').select(['clockId', 'fromAt', 'toAt', 'reason']).where('clockId', 'in', ids).orderBy('fromAt').execute()
  return rows.map((row) => viewOf(ctx, row, pauses.filter(({ clockId }) => clockId === row.id).map(({ fromAt, toAt, reason }) => ({ from: fromAt, to: toAt, reason })), holidays))
}

function viewOf(ctx: Context, row: NamedClock, pauses: readonly Pause[], holidays: HolidayTable): ClockView {
  const facts = factsOf({ row, pauses })
  const reading = facts === null ? null : clockState(facts, ctx.now, holidays)
  const state = stateOf(row, reading)
  const pausedBecause = row.metAt === null && row.cancelledAt === null ? (pauses.find(({ to }) => to === null)?.reason ?? null) : null
  const isRunning = row.metAt === null && row.cancelledAt === null
  return {
    id: row.id, kind: row.kind, name: row.name, subjectKind: row.subjectKind, subjectId: row.subjectId, state, startedAt: row.startedAt,
    dueAt: reading?.dueAt ?? null, remainingWords: wordsFor(state, reading), targetWords: targetInWords(facts),
    ownerId: row.ownerId, ownerName: row.ownerName, teamName: row.teamName, metAt: row.metAt, metByName: row.metByName,
    pausedBecause, pauseReasons: row.pauseReasons,
    missedBecause: row.missedBecause, missedExplainedByName: row.missedExplainedByName, missedExplainedAt: row.missedExplainedAt,
    cancelledBecause: row.cancelledBecause, beyondHolidays: reading?.beyondHolidays ?? false,
    mayPause: isRunning && reading !== null && pausedBecause === null && (row.pauseReasons === null || row.pauseReasons.length > 0) && may.pauseClock(ctx.actor).allowed,
    mayResume: pausedBecause !== null && may.resumeClock(ctx.actor).allowed,
    mayExplain: (state === 'overdue' || state === 'missed') && row.missedBecause === null && may.explainMissed(ctx.actor).allowed,
  }
}

function stateOf(row: ClockRow, reading: ClockReading | null): ClockView['state'] {
  if (row.cancelledAt !== null) return 'cancelled'
  if (reading !== null) return reading.state
  return row.metAt === null ? 'no target set' : 'met'
}

function wordsFor(state: ClockView['state'], reading: ClockReading | null): string {
  if (state === 'cancelled') return 'no longer wanted'
  if (reading === null) return state === 'met' ? 'done' : 'no target set'
  return remainingInWords(reading)
}

function targetInWords(facts: ClockFacts | null): string {
  if (facts === null) return 'no target set'
  const { amount, unit } = facts.target
  return `within ${amount} ${amount === 1 ? singular[unit] : unit}`
}

const singular: Readonly<Record<TargetUnit, string>> = { hours: 'hour', 'working days': 'working day', days: 'day' }
