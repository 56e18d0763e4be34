import type {} from '#features/incidents/index.ts'
import type {} from '#features/people/index.ts'
import { every, on, type Timed } from '#platform/jobs/handlers.ts'
import { HOUR_MS, plusMs } from '#platform/time/instant.ts'
import { findRepeatsIn, findRepeatsOf, raiseMissed } from './commands/raise-findings.ts'

/** A report or a recognition may make somebody or somewhere a repeat: the borough is told the same day. */
export const handlers = [
  on('incident.recorded', 'analysis.find-repeats', async (ctx, { incidentId }) => void (await findRepeatsIn(ctx, incidentId))),
  on('incident.person-added', 'analysis.find-repeats-of-added', async (ctx, { incidentId }) => void (await findRepeatsIn(ctx, incidentId))),
  on('incident.person-corrected', 'analysis.find-repeats-of-corrected', async (ctx, { incidentId }) => void (await findRepeatsIn(ctx, incidentId))),
  on('people.recognised', 'analysis.find-repeats-of-recognised', async (ctx, { personIds }) => void (await findRepeatsOf(ctx, personIds))),
]

/** The ledger: every minute over the last two days, every night over every window, no new repeat is one that raised no task. */
export const timetable: readonly Timed[] = [
  every('minute', 'analysis.reconcile', async (ctx) => void (await raiseMissed(ctx, plusMs(ctx.now, -48 * HOUR_MS)))),
  every('day', 'analysis.reconcile-all', async (ctx) => void (await raiseMissed(ctx, null))),
]
