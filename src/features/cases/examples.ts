import { anIncident } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { openCase, type Opened } from './commands/open-case.ts'
import type { Band } from './rules/band.ts'

/** Open an invented case, from an invented incident unless one is given, as an approved assessment would. */
export async function aCase(ctx: Context, over: { incidentId?: string; band?: Band; because?: string } = {}): Promise<Opened & { incidentId: string }> {
  const incidentId = over.incidentId ?? (await anIncident(ctx)).incidentId
  return { ...(await openCase(ctx, { incidentId, personId: null, band: over.band ?? 'high', assessmentId: null, because: over.because ?? 'Invented' })), incidentId }
}
