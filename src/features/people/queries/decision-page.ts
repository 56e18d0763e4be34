import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'
import { mentionsById } from './gather.ts'

/** One decision of who is who. */
export interface DecisionPage {
  readonly id: string
  readonly verdict: 'same' | 'different' | 'not sure'
  readonly reason: string
  readonly by: string
  readonly at: Date
  /** The names of those it speaks of that the viewer may see. */
  readonly names: readonly string[]
  readonly undone: { readonly by: string; readonly at: Date; readonly because: string } | null
  readonly now: Date
}

/** A decision and whether it still holds. Refuses: not permitted; not found. */
export async function getDecisionPage(ctx: Context, decisionId: string): Promise<DecisionPage> {
  authorise(may.decide(ctx.actor))
  const found = await ctx.db.selectFrom('identityDecisions as d').innerJoin('accounts as a', 'a.id', 'd.decidedBy').leftJoin('accounts as u', 'u.id', 'd.undoneBy')
    .select(['d.id', 'd.verdict', 'd.reason', 'd.leftIds', 'd.rightIds', 'a.name as by', 'd.decidedAt as at', 'u.name as undoneBy', 'd.undoneAt', 'd.undoneBecause']).where('d.id', '=', decisionId).executeTakeFirst()
  if (found === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const mentions = await mentionsById(ctx, [...found.leftIds, ...found.rightIds])
  ctx.shown('person', [...new Set(mentions.map(({ personId }) => personId))])
  const names = mentions.map(({ title, givenName, familyName }) => [givenName ?? title, familyName].filter((part) => part !== null).join(' ')).filter((name) => name !== '')
  const { undoneBy, undoneAt, undoneBecause } = found
  return {
    id: found.id, verdict: found.verdict, reason: found.reason, by: found.by, at: found.at, names: [...new Set(names)].slice(0, 8), now: ctx.now,
    undone: undoneBy === null || undoneAt === null || undoneBecause === null ? null : { by: undoneBy, at: undoneAt, because: undoneBecause },
  }
}
