import type { Context } from '#platform/context.ts'
import type { Answer, Prompt } from '../rules/screening.ts'
import { type Listed, promptFor, recordLists } from './record-lists.ts'

/**
 * The version of the prompt an incident is answered under, and what was answered so far.
 *
 * The version its first answers were given in; where there are none, the one in force when it was reported.
 */
export async function promptOfIncident(ctx: Context, incidentId: string, reportedAt: Date): Promise<{ readonly prompt: Listed<Prompt>; readonly answers: readonly Answer[] }> {
  const rows = await ctx.db.selectFrom('screeningAnswers').select(['question', 'answer', 'detail', 'notAskedBecause as reason', 'questionSetId']).where('incidentId', '=', incidentId).execute()
  const lists = await recordLists(ctx)
  const prompt = lists.prompts.find(({ id }) => id === rows[0]?.questionSetId) ?? promptFor(lists, reportedAt)
  if (prompt === null) throw new Error('no screening prompt is loaded')
  return { prompt, answers: rows.map(({ questionSetId: _, ...answer }) => answer) }
}
