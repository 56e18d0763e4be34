import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { RISK_ORDER } from '../rules/bands.ts'

/**
 * Order an incident in every list by the band of its approved assessment.
 *
 * Input: the band's key, null when no assessment stands.
 * Changes: incidents. The feature that approves writes the entry in the log.
 * Refuses: not found.
 */
export async function setIncidentRisk(ctx: Context, incidentId: string, band: string | null): Promise<void> {
  const riskOrder = band === null ? 0 : RISK_ORDER[band]
  if (riskOrder === undefined) throw new Error(`no order for the band ${band}`)
  const { numUpdatedRows } = await ctx.db.updateTable('incidents').set({ riskOrder }).where('id', '=', incidentId).executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Refusal('not found', 'There is no such incident')
  ctx.changed('incident', incidentId)
}
