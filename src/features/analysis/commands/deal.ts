import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { assertUnchanged, Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import type {} from '../events.ts'
import { may } from '../policy.ts'
import type { Outcome } from '../rules/findings.ts'

/**
 * Say that a new repeat is being looked into, by whom and since when. Saying it again changes nothing.
 *
 * Changes: repeat_findings.
 * Refuses: not found; not permitted; conflict, when it has been dealt with. Rules RP-42, RP-14.
 */
export async function acknowledgeFinding(ctx: Context, findingId: string): Promise<void> {
  const finding = await lockVisible(ctx, findingId)
  authorise(may.deal(ctx.actor))
  if (finding.state === 'dealt with') throw new Refusal('conflict', 'This repeat has been dealt with already')
  if (finding.state === 'acknowledged') return
  await ctx.db.updateTable('repeatFindings').set({ state: 'acknowledged', acknowledgedAt: ctx.now, acknowledgedBy: ctx.actor.id, version: finding.version + 1 }).where('id', '=', findingId).execute()
  ctx.changed('repeat', findingId)
}

/**
 * Record what was found and done about a new repeat: by whom, when and what.
 *
 * Changes: repeat_findings; repeat.dealt-with.
 * Refuses: not found; not permitted; conflict, when it has been dealt with or somebody changed it meanwhile. Rules RP-42, RP-14.
 */
export async function dealWithFinding(ctx: Context, given: { findingId: string; version: number; outcome: Outcome; whatWasDone: string }): Promise<void> {
  const finding = await lockVisible(ctx, given.findingId)
  authorise(may.deal(ctx.actor))
  if (finding.state === 'dealt with') throw new Refusal('conflict', 'This repeat has been dealt with already')
  assertUnchanged(finding.version, given.version)
  await ctx.db.updateTable('repeatFindings').set({
    state: 'dealt with', dealtAt: ctx.now, dealtBy: ctx.actor.id, outcome: given.outcome, whatWasDone: given.whatWasDone, version: finding.version + 1,
    ...(finding.acknowledgedAt === null ? { acknowledgedAt: ctx.now, acknowledgedBy: ctx.actor.id } : {}),
  }).where('id', '=', given.findingId).execute()
  ctx.changed('repeat', given.findingId)
  await emit(ctx, 'repeat.dealt-with', { findingId: given.findingId, outcome: given.outcome, boroughId: finding.boroughId }, given.findingId)
}

async function lockVisible(ctx: Context, findingId: string) {
  const finding = await ctx.db.selectFrom('repeatFindings').select(['state', 'version', 'acknowledgedAt', 'boroughId']).where('id', '=', findingId).forUpdate().executeTakeFirst()
  if (finding === undefined) throw new Refusal('not found', 'There is no such repeat')
  return finding
}
