import type { Context } from '#platform/context.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'

/** What somebody says of two sides. */
export type Verdict = 'same' | 'different' | 'not sure'

/** A decision about to be kept: ids of mentions on either side. */
export interface Deciding {
  readonly left: readonly string[]
  readonly right: readonly string[]
  readonly verdict: Verdict
  readonly reason: string
  /** Bits of evidence the decider was shown; null when none was. */
  readonly weight: number | null
  readonly modelVersion: string | null
}

/** Keep a decision. Result: its id. Changes: identity_decisions; people.decided. Rule PE-11. */
export async function keepDecision(ctx: Context, { left, right, verdict, reason, weight, modelVersion }: Deciding): Promise<string> {
  const id = newId()
  await ctx.db.insertInto('identityDecisions').values({
    id, verdict, leftIds: [...left], rightIds: [...right], reason, weight, modelVersion, decidedBy: ctx.actor.id, decidedAt: ctx.now,
  }).execute()
  ctx.changed('identity decision', id)
  await emit(ctx, 'people.decided', { decisionId: id, verdict, mentionIds: [...left, ...right] }, id)
  return id
}

/**
 * Keep what whoever took a report said of who somebody is, or is not: it binds like an analyst's decision, and an analyst may take it back.
 *
 * Changes: identity_decisions; people.decided. Source: report of 13 October 2011, ¶20. Rule PE-16.
 */
export async function keepWhatWasSaid(ctx: Context, mentionIds: readonly string[], personId: string, verdict: 'same' | 'different'): Promise<void> {
  const right = (await visibleMentionsOf(ctx, personId)).filter((id) => !mentionIds.includes(id))
  if (right.length === 0 || mentionIds.length === 0) return
  const reason = verdict === 'same' ? 'Said to be the same person by whoever took the report' : 'Said to be somebody else by whoever took the report'
  await keepDecision(ctx, { left: mentionIds, right, verdict, reason, weight: null, modelVersion: null })
}

/** The uncorrected mentions of a person that the actor sees, the oldest first. */
export async function visibleMentionsOf(ctx: Context, personId: string): Promise<readonly string[]> {
  const rows = await ctx.db.selectFrom('personMentions').select('id').where('personId', '=', personId).where('correctedById', 'is', null).orderBy('id').limit(1000).execute()
  return rows.map(({ id }) => id)
}
