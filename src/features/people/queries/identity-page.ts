import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'
import { decisionsTouching } from './decisions.ts'
import { mentionsOfPersons } from './gather.ts'
import { withSources, type ReviewSide } from './reviews.ts'

/** How one person came to be who they are taken to be. */
export interface IdentityPage {
  readonly personId: string
  readonly mentions: ReviewSide['mentions']
  /** Each time records came to this person or left them, the latest first. */
  readonly moves: readonly { readonly id: string; readonly mentionId: string; readonly isArrival: boolean; readonly reason: string; readonly weight: number | null; readonly modelVersion: string | null; readonly by: string; readonly at: Date }[]
  /** Decisions in force that speak of these records. */
  readonly decisions: readonly { readonly id: string; readonly verdict: 'same' | 'different' | 'not sure'; readonly reason: string; readonly by: string; readonly at: Date }[]
  readonly now: Date
}

/**
 * The records taken to be of one person, when each was put there, by whom and why, and what was decided.
 *
 * Refuses: not permitted; not found, when nothing of this person is for the viewer to see. Rule PE-15.
 */
export async function getIdentityPage(ctx: Context, personId: string): Promise<IdentityPage> {
  authorise(may.decide(ctx.actor))
  const mentions = await withSources(ctx, await mentionsOfPersons(ctx, [personId]))
  if (mentions.length === 0) throw new Refusal('not found', 'There is nothing at this address that you can see')
  ctx.shown('person', personId)
  const moves = await ctx.db.selectFrom('personLinks as l').innerJoin('accounts as a', 'a.id', 'l.decidedBy')
    .select(['l.id', 'l.mentionId', 'l.toPersonId', 'l.reason', 'l.weight', 'l.modelVersion', 'a.name as by', 'l.decidedAt as at'])
    .where(({ or, eb }) => or([eb('l.toPersonId', '=', personId), eb('l.fromPersonId', '=', personId)])).orderBy('l.decidedAt', 'desc').orderBy('l.id', 'desc').limit(200).execute()
  const standing = await decisionsTouching(ctx, mentions.map(({ id }) => id))
  const ids = standing.map(({ id }) => id)
  const decisions = ids.length === 0 ? [] : await ctx.db.selectFrom('identityDecisions as d').innerJoin('accounts as a', 'a.id', 'd.decidedBy')
    .select(['d.id', 'd.verdict', 'd.reason', 'a.name as by', 'd.decidedAt as at']).where('d.id', 'in', ids).orderBy('d.decidedAt', 'desc').execute()
  return { personId, mentions, moves: moves.map(({ toPersonId, ...move }) => ({ ...move, isArrival: toPersonId === personId })), decisions, now: ctx.now }
}
