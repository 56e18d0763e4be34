import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { plusHours } from '#platform/time/instant.ts'
import { londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'

/** What a list of cases may be narrowed by. */
export interface ListFilter {
  readonly scope: 'mine' | 'unallocated' | 'team' | 'borough' | 'force'
  readonly band?: 'high' | 'medium' | 'low' | undefined
  readonly status: 'working' | 'open' | 'closing requested' | 'closed'
  readonly due?: 'overdue' | 'week' | undefined
  /** From 1. */
  readonly page: number
}

/** How many cases one page of the list holds. */
export const PAGE_SIZE = 25
/** A list is counted no further than this. */
export const COUNT_MOST = 10_000

/** One page of the list of cases, in the order to work in: risk, then what is due next. */
export async function listCases(ctx: Context, filter: ListFilter) {
  // the rows first, by the index of their scope; names and joins only for the page
  const page = narrowed(ctx, filter).select(['c.id']).orderBy('c.riskOrder', 'desc').orderBy('c.nextDueAt').orderBy('c.id').limit(PAGE_SIZE + 1).offset((filter.page - 1) * PAGE_SIZE)
  const rows = await ctx.db.selectFrom(page.as('p')).innerJoin('cases as c', 'c.id', 'p.id').innerJoin('teams as t', 't.id', 'c.teamId').leftJoin('accounts as o', 'o.id', 'c.ownerId')
    .leftJoin('referenceValues as r', 'r.id', 'c.typeId').leftJoin('personMentions as m', 'm.id', 'c.victimMentionId')
    .select(['c.id', 'c.reference', 'c.status', 'c.band', 'c.qualifier', 'c.openedAt', 'c.nextDueAt', 'c.nextReviewOn', 'c.nextReviewRank', 'c.ownerId', 't.name as teamName', 'o.name as ownerName', 'r.name as typeName', 'c.sealedUnder',
      sql<string | null>`nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '')`.as('victimName')])
    .orderBy('c.riskOrder', 'desc').orderBy('c.nextDueAt').orderBy('c.id').execute()
  const shown = rows.slice(0, PAGE_SIZE)
  ctx.shown('case', shown.map(({ id }) => id))
  return { rows: shown, hasMore: rows.length > PAGE_SIZE, total: await countCases(ctx, filter) }
}
/** One case of a list. */
export type CaseRow = Awaited<ReturnType<typeof listCases>>['rows'][number]

/** How many cases a list holds, no further than COUNT_MOST. */
export async function countCases(ctx: Context, filter: ListFilter): Promise<number> {
  const inner = narrowed(ctx, filter).select(['c.id']).limit(COUNT_MOST)
  const { total } = await ctx.db.selectFrom(inner.as('n')).select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return Number(total)
}

/** The scopes that this person has a list for. */
export function scopesOf(ctx: Context): readonly ListFilter['scope'][] {
  const { actor } = ctx
  const all: ListFilter['scope'][] = ['mine']
  if (actor.teamIds.length > 0) all.push('unallocated', 'team')
  if (actor.boroughIds.length > 0) all.push('borough')
  if (actor.seesForce) all.push('force')
  return all
}

/** What of cases waits for this person: each number is that of the list it links to. */
export interface CasesWaiting {
  readonly mine: number
  readonly unallocated: number
  readonly closingForMe: number
  readonly reviewsDue: number
}

/** What of cases waits for this person, for their own page. */
export async function countCasesWaiting(ctx: Context): Promise<CasesWaiting> {
  if (!may.look(ctx.actor).allowed) return { mine: 0, unallocated: 0, closingForMe: 0, reviewsDue: 0 }
  const closing = await listClosingForMe(ctx)
  const reviews = await listReviewsForMe(ctx)
  return { mine: await countCases(ctx, mine), unallocated: await countCases(ctx, { ...mine, scope: 'unallocated' }), closingForMe: closing.length, reviewsDue: reviews.length }
}
const mine: ListFilter = { scope: 'mine', status: 'working', page: 1 }

/** Closings asked for by others in this person's teams or boroughs, oldest first; at most 200. */
export async function listClosingForMe(ctx: Context) {
  if (!may.decideClosing(ctx.actor).allowed) return []
  return ctx.db.selectFrom('caseClosures as k').innerJoin('cases as c', 'c.id', 'k.caseId').innerJoin('accounts as a', 'a.id', 'k.requestedBy').select(['c.id', 'c.reference', 'c.band', 'k.requestedAt', 'a.name as requestedByName'])
    .where('k.decision', 'is', null).where('k.requestedBy', '<>', ctx.actor.id).where(ofMine(ctx)).orderBy('k.requestedAt').limit(200).execute()
}

/** Cases of this person's teams or boroughs whose next review their rank may hold and is due in three days or overdue; at most 200. */
export async function listReviewsForMe(ctx: Context) {
  if (!may.review(ctx.actor).allowed) return []
  const rows = await ctx.db.selectFrom('cases as c').select(['c.id', 'c.reference', 'c.band', 'c.nextReviewOn', 'c.nextReviewRank']).where('c.status', '<>', 'closed')
    .where('c.nextReviewOn', '<=', londonDay(plusHours(ctx.now, 72))).where(ofMine(ctx)).orderBy('c.nextReviewOn').limit(200).execute()
  return rows.filter(({ nextReviewRank }) => nextReviewRank !== null && may.review(ctx.actor, { rank: nextReviewRank }).allowed)
}

function ofMine(ctx: Context) {
  return sql<boolean>`(c.team_id = any (${[...ctx.actor.teamIds]}::uuid[]) or c.borough_id = any (${[...ctx.actor.boroughIds]}::uuid[]))`
}

function narrowed(ctx: Context, filter: ListFilter) {
  let query = ctx.db.selectFrom('cases as c')
  query = filter.status === 'working' ? query.where('c.status', '<>', 'closed') : query.where('c.status', '=', filter.status)
  switch (filter.scope) {
    case 'mine': query = query.where('c.ownerId', '=', ctx.actor.id); break
    case 'unallocated': query = query.where('c.ownerId', 'is', null).where(anyOf('c.team_id', ctx.actor.teamIds)); break
    case 'team': query = query.where(anyOf('c.team_id', ctx.actor.teamIds)); break
    case 'borough': query = query.where(anyOf('c.borough_id', ctx.actor.boroughIds)); break
    case 'force': break
  }
  if (filter.band !== undefined) query = query.where('c.band', '=', filter.band)
  if (filter.due === 'overdue') query = query.where('c.nextDueAt', '<', ctx.now)
  if (filter.due === 'week') query = query.where('c.nextDueAt', '<', plusHours(ctx.now, 7 * 24))
  return query
}

/** One id is asked for by equality, so that the index of the scope gives the order too. */
function anyOf(column: 'c.team_id' | 'c.borough_id', ids: readonly string[]) {
  const [only, ...others] = ids
  return others.length === 0 ? sql<boolean>`${sql.ref(column)} = ${only ?? null}::uuid` : sql<boolean>`${sql.ref(column)} = any (${[...ids]}::uuid[])`
}
