import type { Context } from '#platform/context.ts'
import { on } from '#platform/jobs/handlers.ts'
import { settle } from '#platform/notifications/tell.ts'
import type {} from './events.ts'
import { AWAITS } from './rules/supervision.ts'

/** A team told that an assessment waits need not be told again once a supervisor of another team has decided it. */
export const handlers = [
  on('assessment.approved', 'assessments.settle-approved', async (ctx, { assessmentId }) => settleDecided(ctx, assessmentId)),
  on('assessment.returned', 'assessments.settle-returned', async (ctx, { assessmentId }) => settleDecided(ctx, assessmentId)),
]

/** What was announced is asked of the record first: an assessment sent again meanwhile still waits. */
async function settleDecided(ctx: Context, assessmentId: string): Promise<void> {
  const record = await ctx.db.selectFrom('assessments').select('status').where('id', '=', assessmentId).executeTakeFirst()
  if (record !== undefined && record.status !== 'awaiting approval') await settle(ctx, assessmentId, AWAITS)
}
