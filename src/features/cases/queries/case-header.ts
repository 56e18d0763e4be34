import { sql } from 'kysely'
import type { Decision } from '#platform/auth/policy.ts'
import { safeWordsOf } from '#features/people/index.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'

/** What every page of a case shows at its top, and what this person may do with it. */
export type CaseHeader = Awaited<ReturnType<typeof getCaseHeader>>

/**
 * A case as the top of its pages shows it: one query.
 *
 * Refuses: not found.
 */
export async function getCaseHeader(ctx: Context, caseId: string) {
  const row = await ctx.db.selectFrom('cases as c')
    .innerJoin('teams as t', 't.id', 'c.teamId').leftJoin('areas as b', 'b.id', 'c.boroughId').leftJoin('accounts as o', 'o.id', 'c.ownerId').innerJoin('accounts as p', 'p.id', 'c.openedBy')
    .leftJoin('referenceValues as r', 'r.id', 'c.typeId').leftJoin('personMentions as m', 'm.id', 'c.victimMentionId').leftJoin('assessments as a', 'a.id', 'c.assessmentId')
    .select(['c.id', 'c.reference', 'c.status', 'c.band', 'c.version', 'c.qualifier', 'c.ownerId', 'c.teamId', 'c.boroughId', 'c.openedAt', 'c.closedAt', 'c.nextReviewOn', 'c.nextReviewRank', 'c.nextDueAt', 'c.sealedUnder', 'c.victimPersonId',
      't.name as teamName', 'b.name as boroughName', 'o.name as ownerName', 'p.name as openedByName', 'r.name as typeName', safeWordsOf('m').as('safeToContact'), 'm.wantsContact', 'm.phone as victimPhone', 'a.score',
      sql<string | null>`nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '')`.as('victimName')])
    .where('c.id', '=', caseId).executeTakeFirst()
  if (row === undefined) throw new Refusal('not found', 'There is no such case')
  ctx.shown('case', caseId)
  return { ...row, isSealed: row.sealedUnder !== null, acts: actsOf(ctx, row.status) }
}

/** What these cases are called in a list of many kinds of record: of those that this person may see. */
export async function caseTitles(ctx: Context, caseIds: readonly string[]) {
  if (caseIds.length === 0) return new Map()
  const found = await ctx.db.selectFrom('cases as c').leftJoin('referenceValues as r', 'r.id', 'c.typeId').select(['c.id', 'c.reference', 'c.band', 'r.name as typeName']).where('c.id', 'in', [...caseIds]).execute()
  ctx.shown('case', found.map(({ id }) => id))
  return new Map(found.map(({ id, reference, band, typeName }) => [id, { reference, about: [`${band.charAt(0).toUpperCase()}${band.slice(1)} risk`, typeName].filter((part) => part !== null).join(', ') }]))
}

/** What this person could do with the case as it stands; the acts themselves ask again. */
export interface Acts {
  readonly work: Decision
  readonly allocate: Decision
  readonly setAside: Decision
  readonly review: Decision
  readonly requestClosing: Decision
  readonly decideClosing: Decision
  readonly reopen: Decision
  readonly seal: Decision
}

function actsOf(ctx: Context, status: string): Acts {
  const { actor } = ctx
  const when = (holds: boolean, reason: string, decision: Decision): Decision => (holds ? decision : { allowed: false, reason })
  const open = status !== 'closed'
  const closed = 'This case is closed. Reopen it first'
  return {
    work: when(open, closed, may.work(actor)),
    allocate: when(open, closed, may.allocate(actor)),
    setAside: when(open, closed, may.setAside(actor)),
    review: when(open, closed, may.review(actor)),
    requestClosing: when(status === 'open', open ? 'Closing has been asked for already' : 'This case is closed', may.requestClosing(actor)),
    decideClosing: when(status === 'closing requested', 'Nobody has asked for this case to be closed', may.decideClosing(actor)),
    reopen: when(!open, 'This case is not closed', may.reopen(actor)),
    seal: may.seal(actor),
  }
}
