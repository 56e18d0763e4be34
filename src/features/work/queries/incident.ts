import { type Act, actsOn, getIncidentRecord, type IncidentPanel, type IncidentRecord, mayWorkOn } from '#features/incidents/index.ts'
import type { Context } from '#platform/context.ts'
import type { Html } from '#ui/html.ts'
import { may } from '../policy.ts'

/** Everything the incident's page shows but what higher features add. */
export interface IncidentPageData {
  readonly record: IncidentRecord
  readonly acts: readonly Act[]
  readonly reasons: readonly string[]
  readonly maySettle: boolean
  readonly mayDecideFlags: boolean
  readonly mayWrite: boolean
  readonly mayReadHistory: boolean
}

/**
 * One incident and what this person may do about it.
 *
 * Refuses: not found.
 */
export async function getIncidentPage(ctx: Context, incidentId: string): Promise<IncidentPageData> {
  const record = await getIncidentRecord(ctx, incidentId)
  return { record, ...actsOn(ctx, record), ...mayWorkOn(ctx), mayReadHistory: may.readHistory(ctx.actor).allowed }
}

/** What higher features add to the page, in the order they are listed. */
export async function panelsOf(ctx: Context, incidentId: string, panels: readonly IncidentPanel[]): Promise<readonly Html[]> {
  const drawn: Html[] = []
  for (const panel of panels) {
    const part = await panel(ctx, incidentId)
    if (part !== null) drawn.push(part)
  }
  return drawn
}
