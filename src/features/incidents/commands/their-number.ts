import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'

/** The system that sends a report, by which its own numbers are told from another's: a client's name, or Heed itself. */
export function sourceOf(ctx: Context): string {
  return ctx.actor.kind === 'client' ? ctx.actor.username : 'heed'
}

/** Where another system's number is on record: an incident's own, or that of a further report of it. */
export interface TheirNumber {
  /** Null where a seal keeps the incident from the system that sent it. */
  readonly incidentId: string | null
  readonly isOfFurtherReport: boolean
}

/** The incident that a system's own number leads to; null when it is new. */
export async function findTheirNumber(ctx: Context, source: string, sourceReference: string): Promise<TheirNumber | null> {
  const { rows: [found] } = await sql<TheirNumber>`select incident_id, is_of_further_report from heed.their_number(${source}, ${sourceReference})`.execute(ctx.db)
  return found ?? null
}

/**
 * Another system's own number is of one report: of an incident, or of a further report of one, whichever came first.
 *
 * Refuses: conflict, when the number is on record, naming the incident that the actor may know of. Rule IN-62.
 */
export async function assertNewNumber(ctx: Context, sourceReference: string | null): Promise<void> {
  const known = sourceReference === null ? null : await findTheirNumber(ctx, sourceOf(ctx), sourceReference)
  if (known === null) return
  const { incidentId, isOfFurtherReport } = known
  throw new Refusal('conflict', isOfFurtherReport
    ? 'This reference is on record already, as a further report. Read the incident it was added to instead of sending it again'
    : 'This reference is on record already, as an incident of its own. Read the incident it became instead of sending it again',
  { field: 'reference', ...(incidentId === null ? {} : { see: `${ctx.actor.kind === 'client' ? '/api/v1' : ''}/incidents/${incidentId}` }) })
}
