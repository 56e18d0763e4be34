import { z } from 'zod'
import type { IncidentPanel } from '#features/incidents/index.ts'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { getIncidentPage, panelsOf } from '../queries/incident.ts'
import { IncidentPage } from '../views/incident.tsx'

/** The incident's own page. Input: the parts that higher features draw on it. */
export function incidentRoutes(house: House, panels: readonly IncidentPanel[]): void {
  house.get('/incidents/:incidentId', { policy: 'incidents.look', params: z.strictObject({ incidentId: Id }) }, async ({ ctx, params: { incidentId } }) => {
    const page = await getIncidentPage(ctx, incidentId)
    return IncidentPage({ page, panels: page.record.isOpenData ? [] : await panelsOf(ctx, incidentId, panels), now: ctx.now })
  })
}
