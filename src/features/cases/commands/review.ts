import { authorise } from '#platform/auth/policy.ts'
import { meetClocks } from '#platform/clocks/commands.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { may } from '../policy.ts'
import { getExpectations } from '../queries/standards.ts'
import { assertWorked } from '../rules/life.ts'
import { reviewsDue } from '../rules/reviews.ts'
import { lockCase, rankOf, saveCase, settleDates } from './change-case.ts'
import { startReviewClock } from './plan.ts'

/**
 * Hold a review at a rank's turn: its outcome is kept, its clock is met and the next begins, so that the cadence is kept.
 *
 * Changes: case_reviews, case_entries, cases, clocks.
 * Refuses: not found; not permitted, below the rank whose turn it is; conflict, when the case is closed or changed; invalid, for a rank without a turn, or without an outcome.
 * Source: the regime's own. Rules CA-09, CA-25.
 */
export async function holdReview(ctx: Context, { caseId, version, rank, outcome }: { caseId: string; version: number; rank: string; outcome: string }): Promise<void> {
  const turn = rankOf(rank)
  authorise(may.review(ctx.actor, { rank: turn }))
  const held = await lockCase(ctx, caseId, version)
  assertWorked(held.status)
  if (outcome.trim() === '') throw new Refusal('invalid', 'Enter what came of the review', { field: 'outcome' })
  const expected = await getExpectations(ctx)
  const before = await ctx.db.selectFrom('caseReviews').select(['rank', 'heldAt']).where('caseId', '=', caseId).execute()
  const due = reviewsDue(held.band, held.reviewedFrom, expected.regime, before).find((review) => review.rank === turn)
  if (due === undefined) throw new Refusal('invalid', `A case at ${held.band} risk has no review by this rank`, { field: 'rank' })
  await ctx.db.insertInto('caseReviews').values({ id: newId(), caseId, rank: turn, dueOn: due.dueOn, heldAt: ctx.now, heldBy: ctx.actor.id, outcome }).execute()
  await meetClocks(ctx, caseId, `case review: ${turn}`)
  await startReviewClock(ctx, held, due, ctx.now, expected)
  await saveCase(ctx, held, {}, [{ kind: 'review', text: `Review at the turn of ${turn}`, reason: outcome, detail: { rank: turn, dueOn: due.dueOn } }])
  await settleDates(ctx, caseId, expected)
}
