import type { Context } from '#platform/context.ts'

/** A report of which nobody was told: there must never be one. */
export interface Untold {
  readonly id: string
  readonly teamId: string | null
  readonly boroughId: string | null
  readonly sealedUnder: string | null
}

/** The most that one reconciling tells at once. */
export const UNTOLD_MOST = 500

/**
 * Reports of which no team was told: the lost-call ledger, which must be empty.
 *
 * Open data and what came from a file are no calls: nobody is told of those. Input: since when they were recorded, null for ever.
 * Source: report of 13 October 2011, ¶57 (72 per cent told when the audits began). Rule IN-42.
 */
export async function listUntold(ctx: Context, since: Date | null): Promise<readonly Untold[]> {
  return untold(ctx, since).select(['i.id', 'i.teamId', 'i.boroughId', 'i.sealedUnder']).orderBy('i.recordedAt').limit(UNTOLD_MOST).execute()
}

/** How many reports nobody was told of: nought, or something is broken. */
export async function countUnnotified(ctx: Context): Promise<number> {
  const { count } = await untold(ctx, null).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return Number(count)
}

function untold(ctx: Context, since: Date | null) {
  const all = ctx.db.selectFrom('incidents as i')
    .where('i.isOpenData', '=', false).where('i.withdrawnAt', 'is', null).where('i.importId', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(
      selectFrom('notifications as n').select('n.id').whereRef('n.subjectId', '=', 'i.id').where('n.kind', '=', 'incident recorded'))))
  return since === null ? all : all.where('i.recordedAt', '>=', since)
}
