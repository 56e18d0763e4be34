import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'

/** The system that sends a report, by which its own numbers are told from another's: a client's name, or Heed itself. */
export function sourceOf(ctx: Context): string {
  return ctx.actor.kind === 'client' ? ctx.actor.username : 'heed'
}

/** Where another system's number is on record: an incident's own, or that of a further report of it. */
export interface TheirNumber {
  readonly incidentId: string
  readonly isOfFurtherReport: boolean
}

/** The incident that a system's own number leads to, within the actor's sight; null when it is new. */
export async function findTheirNumber(ctx: Context, source: string, sourceReference: string): Promise<TheirNumber | null> {
  // asked together: one way there and back
  const [own, further] = await Promise.all([
    ctx.db.selectFrom('incidents').select('id').where('source', '=', source).where('sourceReference', '=', sourceReference).executeTakeFirst(),
    ctx.db.selectFrom('incidentEntries').select('incidentId as id').where('source', '=', source).where('sourceReference', '=', sourceReference).executeTakeFirst(),
  ])
  const incidentId = own?.id ?? further?.id
  return incidentId === undefined ? null : { incidentId, isOfFurtherReport: own === undefined }
}

/**
 * Another system's own number is of one report: of an incident, or of a further report of one, whichever came first.
 *
 * Refuses: conflict, naming the incident, when the number is on record. Rule IN-62.
 */
export async function assertNewNumber(ctx: Context, sourceReference: string | null): Promise<void> {
  const known = sourceReference === null ? null : await findTheirNumber(ctx, sourceOf(ctx), sourceReference)
  if (known === null) return
  const { incidentId, isOfFurtherReport } = known
  throw new Refusal('conflict', isOfFurtherReport
    ? 'This reference is on record already, as a further report. Read the incident it was added to instead of sending it again'
    : 'This reference is on record already, as an incident of its own. Read the incident it became instead of sending it again',
  { field: 'reference', see: `${ctx.actor.kind === 'client' ? '/api/v1' : ''}/incidents/${incidentId}` })
}
