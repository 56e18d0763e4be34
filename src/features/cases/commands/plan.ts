import { sql, type Selectable } from 'kysely'
import type { Database } from '#db/types.ts'
import { authorise } from '#platform/auth/policy.ts'
import { cancelClocks, explainMissed, meetClock, pauseClock, resumeClock, startClock } from '#platform/clocks/commands.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Target } from '#platform/time/working-days.ts'
import { may } from '../policy.ts'
import { getExpectations, type Expectations } from '../queries/standards.ts'
import { assertWorked } from '../rules/life.ts'
import { endIssue, planFor } from '../rules/plan.ts'
import { reviewsDue } from '../rules/reviews.ts'
import { addCaseEntries, lockCase, settleDates, type LockedCase } from './change-case.ts'

type Item = Selectable<Database['casePlanItems']>

/** What a clock of a case hangs on: who answers for it, and its seal. */
export type ClockParent = Pick<LockedCase, 'id' | 'band' | 'ownerId' | 'teamId' | 'boroughId' | 'sealedUnder' | 'reviewedFrom'>

/**
 * Begin the minimum standards that a case of this band needs and that do not run already, each with its clock.
 *
 * Input: `again` begins those that ended once more, as a reopening does.
 * Changes: case_plan_items, clocks.
 * Source: report of 13 October 2011, ¶59, ¶75, ¶76. Rule CA-06.
 */
export async function beginPlan(ctx: Context, held: ClockParent, expected: Expectations, again: boolean): Promise<void> {
  const present = await ctx.db.selectFrom('casePlanItems').select(['standardKey', 'occurrence', 'state']).where('caseId', '=', held.id).execute()
  const plan = planFor(expected.standards, { trigger: 'case opened', band: held.band, at: ctx.now, preset: expected.preset, holidays: expected.holidays })
  for (const [sort, item] of plan.entries()) {
    const before = present.filter(({ standardKey }) => standardKey === item.standardKey)
    if (before.some(({ state }) => state === 'to do') || (before.length > 0 && !again)) continue
    const standard = expected.standards.find(({ key }) => key === item.standardKey)
    if (standard === undefined) continue
    const occurrence = Math.max(0, ...before.map((one) => one.occurrence)) + 1
    await insertItem(ctx, held, { ...item, standardId: standard.id, occurrence, sort }, expected)
  }
}

/**
 * Begin the reviews of a case by its band: one clock for each rank, from the moment its band was settled.
 *
 * Changes: clocks.
 * Source: the regime's own. Rule CA-09.
 */
export async function beginReviews(ctx: Context, held: ClockParent, expected: Expectations): Promise<void> {
  const old = await ctx.db.selectFrom('clocks').select('kind').distinct().where('subjectId', '=', held.id).where('kind', 'like', 'case review: %').execute()
  await cancelClocks(ctx, held.id, old.map(({ kind }) => kind), 'The band was settled again, and the reviews begin from there')
  for (const review of reviewsDue(held.band, held.reviewedFrom, expected.regime)) await startReviewClock(ctx, held, review, held.reviewedFrom, expected)
}

/** Start the clock of one rank's next review. Changes: clocks. */
export async function startReviewClock(ctx: Context, held: ClockParent, review: { rank: string; everyDays: number }, from: Date, expected: Expectations): Promise<string> {
  return startClock(ctx, {
    kind: `case review: ${review.rank}`, name: `Review by ${/^[aeiou]/.test(review.rank) ? 'an' : 'a'} ${review.rank}`, subjectKind: 'case', subjectId: held.id, startedAt: from,
    target: { amount: review.everyDays, unit: 'days' }, warnBefore: { amount: 2, unit: 'days' }, ownerId: held.ownerId, teamId: held.teamId, boroughId: held.boroughId,
    sealedUnder: held.sealedUnder, escalateTo: review.rank, pauseReasons: [],
  }, expected.holidays)
}

/** How somebody ends a standard. */
export interface PlanEnd {
  readonly caseId: string
  readonly itemId: string
  readonly version: number
  readonly state: 'done' | 'missed' | 'not needed'
  /** What was done, or why it was missed or is not needed. */
  readonly text: string
}

/**
 * Record that a standard was done, was missed or is not needed; its clock ends, and one that recurs begins again when it was done.
 *
 * Changes: case_plan_items, case_entries, clocks, cases.
 * Refuses: not found; not permitted, to set one aside below sergeant; conflict, when it ended already or the case is closed; invalid, without the reason. Rules CA-07, CA-08, CA-22, CA-23.
 */
export async function endPlanItem(ctx: Context, { caseId, itemId, version, state, text }: PlanEnd): Promise<void> {
  authorise(state === 'not needed' ? may.setAside(ctx.actor) : may.work(ctx.actor))
  const { held, item } = await lockItem(ctx, caseId, itemId)
  assertStillToDo(item, version, await endedBy(ctx, item))
  const issue = state === 'done' && text.trim() === '' ? 'Enter what was done' : endIssue(state, text)
  if (issue !== null) throw new Refusal('invalid', issue, { field: 'text' })
  const expected = await getExpectations(ctx)
  await ctx.db.updateTable('casePlanItems').set({ state, endedAt: ctx.now, endedBy: ctx.actor.id, because: text, version: item.version + 1 }).where('id', '=', itemId).execute()
  await addCaseEntries(ctx, caseId, [{ kind: 'plan', text: `${item.name}: ${state}`, reason: text, detail: { itemId, standard: item.standardKey, state } }])
  if (item.clockId !== null) await endClock(ctx, { ...item, clockId: item.clockId }, state, text)
  if (item.recurs && state !== 'not needed') await insertItem(ctx, held, nextOf(item), expected)
  await settleDates(ctx, caseId, expected)
}

/**
 * Let a standard's clock stand still for one of the reasons the standard allows, or run again.
 *
 * Input: `reason` null lets it run again.
 * Changes: clocks, clock_pauses, case_entries, cases.
 * Refuses: not found; conflict; invalid, for a reason the standard does not allow. Rules CK-03, CK-04.
 */
export async function pausePlanItem(ctx: Context, { caseId, itemId, reason }: { caseId: string; itemId: string; reason: string | null }): Promise<void> {
  authorise(may.work(ctx.actor))
  const { item } = await lockItem(ctx, caseId, itemId)
  if (item.state !== 'to do' || item.clockId === null) throw new Refusal('conflict', 'This standard has ended already')
  if (reason !== null && !item.pauseReasons.includes(reason)) throw new Refusal('invalid', 'Choose one of the reasons that this standard allows', { field: 'reason' })
  if (reason === null) await resumeClock(ctx, item.clockId)
  else await pauseClock(ctx, item.clockId, reason)
  await addCaseEntries(ctx, caseId, [{ kind: 'plan', text: reason === null ? `${item.name}: runs again` : `${item.name}: paused`, reason, detail: { itemId } }])
  await settleDates(ctx, caseId)
}

/**
 * End every running occurrence of one standard as done, because what it asks for has happened: the team was told, the victim was spoken to.
 *
 * Result: how many ended.
 * Changes: case_plan_items, clocks.
 */
export async function meetStandard(ctx: Context, held: ClockParent, standardKey: string, because: string, expected: Expectations): Promise<number> {
  const items = await ctx.db.selectFrom('casePlanItems').selectAll().where('caseId', '=', held.id).where('standardKey', '=', standardKey).where('state', '=', 'to do').execute()
  for (const item of items) {
    await ctx.db.updateTable('casePlanItems').set({ state: 'done', endedAt: ctx.now, endedBy: ctx.actor.id, because, version: item.version + 1 }).where('id', '=', item.id).execute()
    if (item.clockId !== null) await meetClock(ctx, item.clockId)
    if (item.recurs) await insertItem(ctx, held, nextOf(item), expected)
  }
  return items.length
}

async function endClock(ctx: Context, item: Item & { clockId: string }, state: PlanEnd['state'], because: string): Promise<void> {
  if (state === 'done') return meetClock(ctx, item.clockId)
  if (state === 'missed') {
    // while a clock stands still its time does not run out, whatever day it was due by
    const { rows } = await sql<{ isLate: boolean }>`select due_at < ${ctx.now} and missed_because is null and not exists (select 1 from clock_pauses where clock_id = clocks.id and to_at is null) as is_late from clocks where id = ${item.clockId}::uuid`.execute(ctx.db)
    if (rows[0]?.isLate === true) await explainMissed(ctx, item.clockId, because)
  }
  await cancelClock(ctx, item, because)
}

/** One clock of a case, by its own kind: occurrences of a standard follow one another, so a kind names one running clock. */
async function cancelClock(ctx: Context, item: Item, because: string): Promise<void> {
  await cancelClocks(ctx, item.caseId, [`case plan: ${item.standardKey}`], because)
}

type Planned = Pick<Item, 'standardId' | 'standardKey' | 'name' | 'recurs' | 'occurrence' | 'sort'> & {
  target: Target | null; warnBefore: Target | null; pauseReasons: readonly string[]; escalateTo: string | null; targetSource: string | null
}

async function insertItem(ctx: Context, held: ClockParent, item: Planned, expected: Expectations): Promise<void> {
  const clockId = await startClock(ctx, {
    kind: `case plan: ${item.standardKey}`, name: item.name, subjectKind: 'case', subjectId: held.id, startedAt: ctx.now, target: item.target, warnBefore: item.warnBefore,
    ownerId: held.ownerId, teamId: held.teamId, boroughId: held.boroughId, sealedUnder: held.sealedUnder, escalateTo: item.escalateTo, pauseReasons: item.pauseReasons,
  }, expected.holidays)
  await ctx.db.insertInto('casePlanItems').values({
    id: newId(), caseId: held.id, standardId: item.standardId, standardKey: item.standardKey, name: item.name, occurrence: item.occurrence, recurs: item.recurs,
    pauseReasons: [...item.pauseReasons], escalateTo: item.escalateTo, targetAmount: item.target?.amount ?? null, targetUnit: item.target?.unit ?? null,
    warnAmount: item.warnBefore?.amount ?? null, warnUnit: item.warnBefore?.unit ?? null, targetSource: item.targetSource, clockId, sort: item.sort,
  }).execute()
}

function nextOf(item: Item): Planned {
  const span = (amount: number | null, unit: Target['unit'] | null): Target | null => (amount === null || unit === null ? null : { amount, unit })
  return { ...item, occurrence: item.occurrence + 1, target: span(item.targetAmount, item.targetUnit), warnBefore: span(item.warnAmount, item.warnUnit) }
}

async function lockItem(ctx: Context, caseId: string, itemId: string): Promise<{ held: LockedCase; item: Item }> {
  const held = await lockCase(ctx, caseId, null)
  assertWorked(held.status)
  const item = await ctx.db.selectFrom('casePlanItems').selectAll().where('id', '=', itemId).where('caseId', '=', caseId).executeTakeFirst()
  if (item === undefined) throw new Refusal('not found', 'There is no such standard in this case')
  return { held, item }
}

async function endedBy(ctx: Context, item: Item): Promise<string | undefined> {
  if (item.endedBy === null) return undefined
  return (await ctx.db.selectFrom('accounts').select('name').where('id', '=', item.endedBy).executeTakeFirst())?.name
}

function assertStillToDo(item: Item, version: number, by: string | undefined): void {
  if (item.state === 'to do' && item.version === version) return
  const changed = [{ field: item.name, was: 'to do', now: item.state }]
  throw new Refusal('conflict', `${by ?? 'Someone else'} ended this standard while you had it open`, { changed, ...(by === undefined ? {} : { by }), ...(item.endedAt === null ? {} : { at: item.endedAt }) })
}
