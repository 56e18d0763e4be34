import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { openingBands } from './standards.ts'

/**
 * Approved assessments of a band that opens a case, whose incident is in none: must be none.
 *
 * Source: report of 13 October 2011, ¶36. Rule CA-14.
 */
export async function listUncased(ctx: Context) {
  const bands = await openingBands(ctx)
  return ctx.db.selectFrom('assessments as a').select(['a.id', 'a.incidentId', 'a.personId', 'a.finalBand'])
    .where('a.status', '=', 'approved').where(sql<boolean>`a.final_band = any (${[...bands]}::text[])`)
    .where((e) => e.not(e.exists(e.selectFrom('caseIncidents as l').select('l.caseId').whereRef('l.incidentId', '=', 'a.incidentId'))))
    .orderBy('a.approvedAt').limit(500).execute()
}

/** How many approved assessments wait for a case that should be there: must be none. */
export async function countUncased(ctx: Context): Promise<number> {
  return (await listUncased(ctx)).length
}
