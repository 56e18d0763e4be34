import type { Context } from '#platform/context.ts'
import { may } from '../policy.ts'
import { isOpen } from './pages.ts'
import { type AssessmentRecord, listRecords } from './records.ts'

/** What an incident's page says of its risk. */
export interface Panel {
  readonly incidentId: string
  readonly records: readonly AssessmentRecord[]
  readonly mayAssess: boolean
  /** The assessment this person has under way, if any. */
  readonly mine: string | null
  readonly now: Date
}

/** The assessments of an incident within sight; null for those who may not read assessments. */
export async function findPanel(ctx: Context, incidentId: string): Promise<Panel | null> {
  if (!may.look(ctx.actor).allowed) return null
  const records = await listRecords(ctx, (query) => query.where('a.incidentId', '=', incidentId).where('a.status', '!=', 'superseded').limit(10))
  ctx.shown('assessment', records.map(({ id }) => id))
  const mine = records.find((record) => isOpen(record) && record.startedBy === ctx.actor.id)
  // a duplicate is worked as what it repeats
  const incident = await ctx.db.selectFrom('incidents').select('duplicateOf').where('id', '=', incidentId).executeTakeFirst()
  return { incidentId, records, mayAssess: may.assess(ctx.actor).allowed && incident?.duplicateOf === null, mine: mine?.id ?? null, now: ctx.now }
}
