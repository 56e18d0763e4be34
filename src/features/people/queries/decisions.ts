import type { Context } from '#platform/context.ts'
import type { Decision } from '../rules/identity.ts'
import { sql } from 'kysely'

/** A decision in force, with who made it and when. */
export interface StandingDecision extends Decision {
  readonly decidedBy: string
  readonly decidedAt: Date
}

/** How far decisions are followed from one to the next. */
const MOST_STEPS = 20

/**
 * The decisions in force that speak of these mentions, and those that speak of what they hold together, to the end of the chain.
 *
 * Only those the reader may know of. Rule PE-11.
 */
export async function decisionsTouching(ctx: Context, mentionIds: readonly string[]): Promise<readonly StandingDecision[]> {
  const found = new Map<string, StandingDecision>()
  let asked = [...mentionIds]
  const known = new Set(asked)
  for (let step = 0; step < MOST_STEPS && asked.length > 0; step += 1) {
    const rows = await ctx.db.selectFrom('identityDecisions').select(['id', 'verdict', 'leftIds', 'rightIds', 'decidedBy', 'decidedAt']).where('undoneAt', 'is', null)
      .where(sql<boolean>`(left_ids && ${asked}::uuid[] or right_ids && ${asked}::uuid[])`).orderBy('decidedAt').orderBy('id').execute()
    const fresh = rows.filter(({ id }) => !found.has(id))
    for (const row of fresh) found.set(row.id, row)
    asked = [...new Set(fresh.filter(({ verdict }) => verdict === 'same').flatMap(({ leftIds, rightIds }) => [...leftIds, ...rightIds]))].filter((id) => !known.has(id))
    for (const id of asked) known.add(id)
  }
  return [...found.values()]
}
