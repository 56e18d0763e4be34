import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { keepDraft } from '#platform/drafts.ts'
import { may } from '../policy.ts'

/**
 * Keep what has been typed of a report so far, for whoever types it alone.
 *
 * Changes: drafts.
 * Refuses: not permitted.
 */
export async function keepReportDraft(ctx: Context, draftId: string, typed: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
  authorise(may.record(ctx.actor))
  await keepDraft(ctx, draftId, 'report', Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]])))
}
