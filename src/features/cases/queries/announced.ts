import type { Context } from '#platform/context.ts'

/**
 * What the record says of an assessment that was announced as approved: null unless it is approved, or was and has been superseded since.
 *
 * An announcement is only a reason to look: somebody could have forged it, and whom it is about may be better known by now.
 */
export async function approvedOnRecord(ctx: Context, assessmentId: string): Promise<{ readonly incidentId: string; readonly personId: string | null; readonly band: string } | null> {
  const row = await ctx.db.selectFrom('assessments').select(['incidentId', 'personId', 'finalBand as band', 'approvedAt'])
    .where('id', '=', assessmentId).where('status', 'in', ['approved', 'superseded']).executeTakeFirst()
  return row === undefined || row.approvedAt === null || row.band === null ? null : { incidentId: row.incidentId, personId: row.personId, band: row.band }
}

/** Whether the record says what was announced: a mention in this incident, in place of the one named where one is named. */
export async function isMentionedSo(ctx: Context, said: { incidentId: string; mentionId: string; correctsId: string | null }): Promise<boolean> {
  const row = await ctx.db.selectFrom('personMentions').select(['sourceKind', 'sourceId', 'correctsId']).where('id', '=', said.mentionId).executeTakeFirst()
  return row !== undefined && row.sourceKind === 'incident' && row.sourceId === said.incidentId && row.correctsId === said.correctsId
}
