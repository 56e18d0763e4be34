import { codeList } from '#features/admin/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import { cancelClocks } from '#platform/clocks/commands.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { settle, tell } from '#platform/notifications/tell.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { getExpectations } from '../queries/standards.ts'
import { assertCaseMove, assertMayClose, assertMayReopen, assertMayRequestClosing, type ClosingFacts } from '../rules/life.ts'
import { lockCase, nameOf, saveCase, settleDates, type LockedCase } from './change-case.ts'
import { beginPlan, beginReviews } from './plan.ts'

/** What is said when closing is asked for. */
export interface ClosingRequest {
  readonly caseId: string
  readonly version: number
  readonly resultKey: string
  readonly account: string
  /** What the victim was told and when; or null and why not. */
  readonly told: { readonly at: Date; readonly what: string } | null
  readonly notToldBecause: string | null
}

/**
 * Ask for a case to be closed: its result, and what the victim was told and when.
 *
 * Its team's supervisors are told.
 * Changes: case_closures, cases, case_entries, notifications.
 * Refuses: not found; not permitted; conflict, when it is not open or changed; invalid, naming what is needed. Rules CA-03, CA-26.
 */
export async function requestClosing(ctx: Context, request: ClosingRequest): Promise<void> {
  authorise(may.requestClosing(ctx.actor))
  const held = await lockCase(ctx, request.caseId, request.version)
  const result = (await codeList(ctx, 'case-result', londonDay(ctx.now))).find(({ key }) => key === request.resultKey)
  if (request.told !== null && request.told.at.getTime() > ctx.now.getTime()) throw new Refusal('invalid', 'Enter a date and time that have passed', { field: 'onDay' })
  const told = { victimToldAt: request.told?.at ?? null, victimToldWhat: request.told?.what ?? null, victimNotToldBecause: request.notToldBecause }
  assertMayRequestClosing(held.status, factsFrom(await countVictims(ctx, held.id), told, result?.key ?? null))
  if (result === undefined) throw new Refusal('invalid', 'Choose the result of the case', { field: 'resultKey' })
  await ctx.db.insertInto('caseClosures').values({ id: newId(), caseId: held.id, requestedAt: ctx.now, requestedBy: ctx.actor.id, resultId: result.id, account: request.account, ...told }).execute()
  await saveCase(ctx, held, { status: 'closing requested' }, [{
    kind: 'closing requested', text: `Closing asked for: ${result.name}`, reason: request.account, changed: [{ field: 'Status', was: 'open', now: 'closing requested' }],
    detail: { result: result.key, told: request.told?.what ?? null, notTold: request.notToldBecause },
  }])
  await tell(ctx, { kind: 'case closing asked for', subjectKind: 'case', subjectId: held.id, teamId: held.teamId, boroughId: held.boroughId, sealedUnder: held.sealedUnder })
}

/**
 * Approve the closing of a case, or refuse it with the reason. Never by the person who asked.
 *
 * Changes: case_closures, cases, case_entries, clocks, notifications; case.closed.
 * Refuses: not found; not permitted, below sergeant or to the one who asked; conflict, when it was not asked for or changed; invalid, for a refusal without a reason. Rules CA-04, CA-05.
 */
export async function decideClosing(ctx: Context, { caseId, version, isApproved, reason }: { caseId: string; version: number; isApproved: boolean; reason: string }): Promise<void> {
  authorise(may.decideClosing(ctx.actor))
  const held = await lockCase(ctx, caseId, version)
  const closure = await ctx.db.selectFrom('caseClosures as c').innerJoin('referenceValues as r', 'r.id', 'c.resultId')
    .select(['c.id', 'c.requestedBy', 'c.victimToldAt', 'c.victimToldWhat', 'c.victimNotToldBecause', 'r.key as resultKey', 'r.name as resultName'])
    .where('c.caseId', '=', caseId).where('c.decision', 'is', null).executeTakeFirst()
  if (closure === undefined) {
    assertCaseMove(held.status, 'closed')
    throw new Refusal('conflict', 'Nobody has asked for this case to be closed')
  }
  authorise(may.decideClosing(ctx.actor, { requestedBy: closure.requestedBy }))
  const decision = { decidedAt: ctx.now, decidedBy: ctx.actor.id, reason: reason.trim() === '' ? null : reason }
  if (isApproved) {
    assertMayClose(held.status, factsFrom(await countVictims(ctx, caseId), closure, closure.resultKey), { requestedBy: closure.requestedBy, approvedBy: ctx.actor.id })
    await ctx.db.updateTable('caseClosures').set({ decision: 'approved', ...decision }).where('id', '=', closure.id).execute()
    await cancelClocks(ctx, caseId, null, 'The case was closed')
    await saveCase(ctx, held, { status: 'closed', closedAt: ctx.now, nextDueAt: null, nextReviewOn: null, nextReviewRank: null }, [{ kind: 'closed', text: `Closed: ${closure.resultName}`, reason: decision.reason, changed: [{ field: 'Status', was: held.status, now: 'closed' }] }])
    await emit(ctx, 'case.closed', { caseId, result: closure.resultKey, boroughId: held.boroughId, teamId: held.teamId }, caseId)
  } else {
    assertMayReopen(held.status, reason)
    await ctx.db.updateTable('caseClosures').set({ decision: 'refused', ...decision }).where('id', '=', closure.id).execute()
    await saveCase(ctx, held, { status: 'open' }, [{ kind: 'closing refused', text: 'Closing refused', reason, changed: [{ field: 'Status', was: held.status, now: 'open' }] }])
  }
  await settle(ctx, caseId, 'case closing asked for')
  await tell(ctx, { kind: isApproved ? 'case closed' : 'case closing refused', subjectKind: 'case', subjectId: caseId, accountId: held.ownerId ?? closure.requestedBy, boroughId: held.boroughId, sealedUnder: held.sealedUnder })
}

/**
 * Open a closed case again, with the reason: its standards and reviews begin again, and what was closed stays as it was.
 *
 * Changes: cases, case_entries, case_plan_items, clocks, notifications; case.reopened.
 * Refuses: not found; not permitted, below sergeant; conflict, when it is not closed or changed; invalid, without a reason. Rules CA-05, CA-27.
 */
export async function reopenCase(ctx: Context, { caseId, version, reason }: { caseId: string; version: number; reason: string }): Promise<void> {
  authorise(may.reopen(ctx.actor))
  const held = await lockCase(ctx, caseId, version)
  if (held.status !== 'closed') throw new Refusal('conflict', 'This case is not closed')
  assertMayReopen(held.status, reason)
  await assertNoOther(ctx, caseId)
  const by = await nameOf(ctx, ctx.actor.id)
  await saveCase(ctx, held, { status: 'open', closedAt: null, reviewedFrom: ctx.now }, [{ kind: 'reopened', text: `Opened again by ${by}`, reason, changed: [{ field: 'Status', was: 'closed', now: 'open' }] }])
  await beginAgain(ctx, { ...held, reviewedFrom: ctx.now })
  await tell(ctx, { kind: 'case opened again', subjectKind: 'case', subjectId: caseId, ...(held.ownerId === null ? { teamId: held.teamId } : { accountId: held.ownerId }), boroughId: held.boroughId, sealedUnder: held.sealedUnder })
  await emit(ctx, 'case.reopened', { caseId }, caseId)
}

/** One of its incidents may have come into another case since; then that one is worked. */
async function assertNoOther(ctx: Context, caseId: string): Promise<void> {
  const other = await ctx.db.selectFrom('caseIncidents as l').innerJoin('caseIncidents as o', 'o.incidentId', 'l.incidentId').innerJoin('cases as c', 'c.id', 'o.caseId')
    .select(['c.id', 'c.reference']).where('l.caseId', '=', caseId).where('o.caseId', '<>', caseId).where('c.status', '<>', 'closed').executeTakeFirst()
  if (other !== undefined) throw new Refusal('conflict', `${other.reference} was opened since for one of its incidents. Work there`, { see: `/cases/${other.id}` })
}

async function beginAgain(ctx: Context, held: LockedCase): Promise<void> {
  const expected = await getExpectations(ctx)
  // what was still to do when it was closed has a clock that ended with it
  await ctx.db.updateTable('casePlanItems').set({ state: 'not needed', endedAt: ctx.now, endedBy: ctx.actor.id, because: 'The case was closed before this was done' })
    .where('caseId', '=', held.id).where('state', '=', 'to do').execute()
  await beginPlan(ctx, held, expected, true)
  await beginReviews(ctx, held, expected)
  await settleDates(ctx, held.id, expected)
}

async function countVictims(ctx: Context, caseId: string): Promise<number> {
  const rows = await ctx.db.selectFrom('casePeople').select('personId').where('caseId', '=', caseId).where('part', '=', 'victim').execute()
  return rows.length
}

/** One answer stands for every victim of the case: all were told, or it says why not. */
function factsFrom(victims: number, told: { victimToldAt: Date | null; victimToldWhat: string | null; victimNotToldBecause: string | null }, result: string | null): ClosingFacts {
  const one = { isTold: told.victimToldAt !== null, toldAt: told.victimToldAt, toldWhat: told.victimToldWhat ?? '', notToldBecause: told.victimNotToldBecause ?? '' }
  return { victims: Array.from({ length: victims }, () => one), result }
}
