import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { sendRaw } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'

/** The system that sends a report, by which its own numbers are told from another's: a client's name, or Heed itself. */
export function sourceOf(ctx: Context): string {
  return ctx.actor.kind === 'client' ? ctx.actor.username : 'heed'
}

/** Where another system's number is on record: an incident's own, or that of a further report of it. */
export interface TheirNumber {
  /** Null where the incident is out of sight of the system that sent it, under a seal or otherwise. */
  readonly incidentId: string | null
  readonly isOfFurtherReport: boolean
}

/** The incident that a system's own number leads to; null when it is new. */
export async function findTheirNumber(ctx: Context, source: string, sourceReference: string): Promise<TheirNumber | null> {
  const { rows: [found] } = await sql<TheirNumber>`select incident_id, is_of_further_report from heed.their_number(${source}, ${sourceReference})`.execute(ctx.db)
  return found ?? null
}

/**
 * Another system's own number is of one report: of an incident, or of a further report of one, whichever came first. Of two that come at
 * once with one number, the second waits until the first is kept or given up.
 *
 * Refuses: conflict, when the number is on record, naming the incident that the actor may know of. Rule IN-62.
 */
export async function assertNewNumber(ctx: Context, sourceReference: string | null): Promise<void> {
  if (sourceReference === null) return
  const source = sourceOf(ctx)
  // no way there and back: what is asked next waits behind it
  await sendRaw(ctx.db, sql`select pg_advisory_xact_lock(hashtextextended(${`heed number ${source} ${sourceReference}`}, 0))`)
  const known = await findTheirNumber(ctx, source, sourceReference)
  if (known === null) return
  const { incidentId, isOfFurtherReport } = known
  const onRecord = `This reference is on record already, ${isOfFurtherReport ? 'as a further report' : 'as an incident of its own'}.`
  if (incidentId === null) throw new Refusal('conflict', `${onRecord} There is no need to send it again`, { field: 'reference' })
  throw new Refusal('conflict', `${onRecord} Read the incident it ${isOfFurtherReport ? 'was added to' : 'became'} instead of sending it again`,
    { field: 'reference', see: `${ctx.actor.kind === 'client' ? '/api/v1' : ''}/incidents/${incidentId}` })
}
