import { every, type Timed } from '#platform/jobs/handlers.ts'
import { HOUR_MS, plusMs } from '#platform/time/instant.ts'
import { reconcileUntold } from './commands/reconcile.ts'

/** The ledger: every minute over the last two days, every night over everything, no report is one that nobody was told of. */
export const timetable: readonly Timed[] = [
  every('minute', 'incidents.reconcile', async (ctx) => void (await reconcileUntold(ctx, plusMs(ctx.now, -48 * HOUR_MS)))),
  every('day', 'incidents.reconcile-all', async (ctx) => void (await reconcileUntold(ctx, null))),
]
