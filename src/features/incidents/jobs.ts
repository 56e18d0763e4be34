import { recogniseIn } from '#features/people/index.ts'
import { every, on, type Timed } from '#platform/jobs/handlers.ts'
import { HOUR_MS, plusMs } from '#platform/time/instant.ts'
import { reconcileUntold } from './commands/reconcile.ts'
import type {} from './events.ts'

/** Whoever a report mentions is recognised as soon as it is recorded or put right. */
export const handlers = [
  on('incident.recorded', 'incidents.recognise', async (ctx, { incidentId }) => recogniseIn(ctx, { kind: 'incident', id: incidentId })),
  on('incident.person-added', 'incidents.recognise-added', async (ctx, { incidentId }) => recogniseIn(ctx, { kind: 'incident', id: incidentId })),
  on('incident.person-corrected', 'incidents.recognise-corrected', async (ctx, { incidentId }) => recogniseIn(ctx, { kind: 'incident', id: incidentId })),
]

/** The ledger: every minute over the last two days, every night over everything, no report is one that nobody was told of. */
export const timetable: readonly Timed[] = [
  every('minute', 'incidents.reconcile', async (ctx) => void (await reconcileUntold(ctx, plusMs(ctx.now, -48 * HOUR_MS)))),
  every('day', 'incidents.reconcile-all', async (ctx) => void (await reconcileUntold(ctx, null))),
]
