import { sql } from 'kysely'
import { ranks } from '#platform/auth/actor.ts'
import type { Context } from '#platform/context.ts'
import { plusHours } from '#platform/time/instant.ts'
import { addDays, londonDay } from '#platform/time/day.ts'
import { may } from '../policy.ts'
import { COUNT_MOST, PAGE_SIZE } from '../rules/paging.ts'

/** What a list of cases may be narrowed by. */
export interface ListFilter {
  readonly scope: 'mine' | 'unallocated' | 'team' | 'borough' | 'force' | 'closing' | 'reviews'
  readonly band?: 'high' | 'medium' | 'low' | undefined
  readonly status: 'working' | 'open' | 'closing requested' | 'closed'
  readonly due?: 'overdue' | 'week' | undefined
  /** A reference, names of one person of the case, or words of its log; null or left out: any. */
  readonly words?: string | null
  /** From 1. */
  readonly page: number
}


/** One page of the list of cases, in the order to work in: risk, then what is due next. */
export async function listCases(ctx: Context, filter: ListFilter) {
  // which they are first, by the index of their scope; names and joins only for the page, in one statement for every list
  const page = narrowed(ctx, filter).select(['c.id']).orderBy('c.riskOrder', 'desc').orderBy('c.nextDueAt').orderBy('c.id').limit(PAGE_SIZE + 1).offset((filter.page - 1) * PAGE_SIZE)
  const [ids, total] = await Promise.all([page.execute(), countCases(ctx, filter)])
  const rows = await ctx.db.selectFrom('cases as c').innerJoin('teams as t', 't.id', 'c.teamId').leftJoin('accounts as o', 'o.id', 'c.ownerId')
    .leftJoin('referenceValues as r', 'r.id', 'c.typeId').leftJoin('personMentions as m', 'm.id', 'c.victimMentionId')
    .select(['c.id', 'c.reference', 'c.status', 'c.band', 'c.qualifier', 'c.openedAt', 'c.nextDueAt', 'c.nextReviewOn', 'c.nextReviewRank', 'c.ownerId', 't.name as teamName', 'o.name as ownerName', 'r.name as typeName', 'c.sealedUnder',
      sql<string | null>`nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '')`.as('victimName')])
    .where(sql<boolean>`c.id = any (${ids.map(({ id }) => id)}::uuid[])`).orderBy('c.riskOrder', 'desc').orderBy('c.nextDueAt').orderBy('c.id').execute()
  const shown = rows.slice(0, PAGE_SIZE)
  ctx.shown('case', shown.map(({ id }) => id))
  return { rows: shown, hasMore: rows.length > PAGE_SIZE, total }
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
  if (may.decideClosing(actor).allowed) all.push('closing')
  if (may.review(actor).allowed) all.push('reviews')
  return all
}

/** The list somebody meets first: their own cases, or else the nearest list that holds any. */
export async function firstScope(ctx: Context): Promise<ListFilter['scope']> {
  const near = scopesOf(ctx).filter((scope) => scope === 'mine' || scope === 'team' || scope === 'borough' || scope === 'force')
  for (const scope of near) {
    const one = await narrowed(ctx, { scope, status: 'working', page: 1 }).select(['c.id']).limit(1).executeTakeFirst()
    if (one !== undefined) return scope
  }
  return 'mine'
}

/** What of cases waits for this person: each number is that of the list at `/cases?scope=` mine, unallocated, closing, reviews. */
export interface CasesWaiting {
  readonly mine: number
  readonly unallocated: number
  readonly closingForMe: number
  readonly reviewsDue: number
}

/** What of cases waits for this person, for their own page. */
export async function countCasesWaiting(ctx: Context): Promise<CasesWaiting> {
  if (!may.look(ctx.actor).allowed) return { mine: 0, unallocated: 0, closingForMe: 0, reviewsDue: 0 }
  const count = (scope: ListFilter['scope']): Promise<number> => countCases(ctx, { scope, status: 'working', page: 1 })
  const [mine, unallocated, closingForMe, reviewsDue] = await Promise.all([count('mine'), count('unallocated'), count('closing'), count('reviews')])
  return { mine, unallocated, closingForMe, reviewsDue }
}

/** Closings asked for by others: nobody decides on their own. */
function closingOfOthers(ctx: Context) {
  return sql<boolean>`c.status = 'closing requested' and exists (select 1 from case_closures k where k.case_id = c.id and k.decision is null and k.requested_by <> ${ctx.actor.id}::uuid)`
}

/** The turns of review that this person's rank may take. */
function ranksHeld(ctx: Context): readonly string[] {
  return ranks.filter((rank) => may.review(ctx.actor, { rank }).allowed)
}

function ofMine(ctx: Context) {
  return sql<boolean>`(c.team_id = any (${[...ctx.actor.teamIds]}::uuid[]) or c.borough_id = any (${[...ctx.actor.boroughIds]}::uuid[]))`
}

/** The case with this reference, those with somebody whose names are among these words, and those whose log has them: each by an index, in this list's scope. */
function found(ctx: Context, { scope, status }: ListFilter, typed: string) {
  const teams = scope === 'team' || scope === 'unallocated' ? [...ctx.actor.teamIds] : null
  const boroughs = scope === 'borough' ? [...ctx.actor.boroughIds] : null
  return sql<boolean>`(c.reference = ${typed.trim().toUpperCase()} or c.id = any ((select array(select w.case_id from heed.cases_listed_with(
    ${typed}, ${status}, ${teams}::uuid[], ${boroughs}::uuid[], ${scope === 'mine' ? ctx.actor.id : null}::uuid, ${COUNT_MOST}::integer) w))::uuid[]))`
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
    case 'closing': query = query.where(ofMine(ctx)).where(may.decideClosing(ctx.actor).allowed ? closingOfOthers(ctx) : sql<boolean>`false`); break
    case 'reviews': query = query.where(ofMine(ctx)).where('c.nextReviewOn', '<=', addDays(londonDay(ctx.now), 3)).where(sql<boolean>`c.next_review_rank = any (${ranksHeld(ctx)}::text[])`); break
  }
  if (filter.band !== undefined) query = query.where('c.band', '=', filter.band)
  if (filter.words !== undefined && filter.words !== null) query = query.where(found(ctx, filter, filter.words))
  if (filter.due === 'overdue') query = query.where('c.nextDueAt', '<', ctx.now)
  if (filter.due === 'week') query = query.where('c.nextDueAt', '<', plusHours(ctx.now, 7 * 24))
  return query
}

/** One id is asked for by equality, so that the index of the scope gives the order too. */
function anyOf(column: 'c.team_id' | 'c.borough_id', ids: readonly string[]) {
  const [only, ...others] = ids
  return others.length === 0 ? sql<boolean>`${sql.ref(column)} = ${only ?? null}::uuid` : sql<boolean>`${sql.ref(column)} = any (${[...ids]}::uuid[])`
}
