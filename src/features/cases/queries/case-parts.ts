import { sql } from 'kysely'
import { z } from 'zod'
import { clocksOf } from '#platform/clocks/queries.ts'
import type { Context } from '#platform/context.ts'
import type { Day } from '#platform/time/day.ts'
import { bandOf } from '../rules/band.ts'
import { reviewsDue, type ReviewDue } from '../rules/reviews.ts'
import { getExpectations } from './standards.ts'
import { ENTRIES_SHOWN } from '../rules/paging.ts'


const Detail = z.object({ told: z.string().nullish(), isReached: z.boolean().optional(), changed: z.array(z.object({ field: z.string(), was: z.string(), now: z.string() })).optional() })

/** Everything that happened in a case, newest first: one query. Input: `kinds` null for all. */
export async function listEntries(ctx: Context, caseId: string, kinds: readonly string[] | null, limit: number = ENTRIES_SHOWN) {
  let query = ctx.db.selectFrom('caseEntries as e').innerJoin('accounts as a', 'a.id', 'e.byId').leftJoin('caseEntries as l', 'l.correctsId', 'e.id')
    .select(['e.id', 'e.kind', 'e.at', 'e.happenedAt', 'e.text', 'e.reason', 'e.detail', 'e.correctsId', 'a.name as byName', 'l.id as correctedById'])
    .where('e.caseId', '=', caseId)
  if (kinds !== null && kinds.length > 0) query = query.where(sql<boolean>`e.kind = any (${[...kinds]}::text[])`)
  const rows = await query.orderBy('e.at', 'desc').orderBy('e.id', 'desc').limit(limit).execute()
  return rows.map(({ detail, ...row }) => {
    const read = Detail.safeParse(detail)
    return { ...row, told: read.data?.told ?? null, isReached: read.data?.isReached ?? null, changed: read.data?.changed ?? [] }
  })
}
/** One thing that happened in a case. */
export type EntryView = Awaited<ReturnType<typeof listEntries>>[number]

/** The plan of a case: each standard with its clock, and the reviews with theirs. */
export async function getPlan(ctx: Context, caseId: string) {
  const expected = await getExpectations(ctx)
  const [running, reviews, rows] = await Promise.all([clocksOf(ctx, caseId, expected.holidays), listReviews(ctx, caseId), readPlan(ctx, caseId)])
  const clocks = new Map(running.map((clock) => [clock.id, clock]))
  const items = rows.map((row) => ({ ...row, clock: row.clockId === null ? null : (clocks.get(row.clockId) ?? null) }))
  return { items, reviews, regime: expected.regime, reviewClocks: [...clocks.values()].filter(({ kind }) => kind.startsWith('case review: ')) }
}

async function readPlan(ctx: Context, caseId: string) {
  return ctx.db.selectFrom('casePlanItems as i').innerJoin('referenceValues as r', 'r.id', 'i.standardId').leftJoin('accounts as a', 'a.id', 'i.endedBy')
    .select(['i.id', 'i.name', 'i.standardKey', 'i.occurrence', 'i.state', 'i.version', 'i.clockId', 'i.because', 'i.endedAt', 'i.pauseReasons', 'i.targetSource', 'r.source', 'a.name as endedByName', sql<string | null>`r.extra ->> 'about'`.as('about')])
    .where('i.caseId', '=', caseId).orderBy('i.sort').orderBy('i.occurrence').execute()
}
/** The plan of a case. */
export type PlanView = Awaited<ReturnType<typeof getPlan>>
/** One standard of a plan. */
export type PlanItemView = PlanView['items'][number]

/** The reviews held, newest first. */
export async function listReviews(ctx: Context, caseId: string) {
  return ctx.db.selectFrom('caseReviews as v').innerJoin('accounts as a', 'a.id', 'v.heldBy').select(['v.id', 'v.rank', 'v.dueOn', 'v.heldAt', 'v.outcome', 'a.name as byName']).where('v.caseId', '=', caseId).orderBy('v.heldAt', 'desc').execute()
}

/** The reviews that are due in a case, the soonest first. */
export async function listReviewsDue(ctx: Context, caseId: string): Promise<readonly ReviewDue[]> {
  const { regime } = await getExpectations(ctx)
  const held = await ctx.db.selectFrom('cases').select(['band', 'reviewedFrom']).where('id', '=', caseId).executeTakeFirst()
  const before = await ctx.db.selectFrom('caseReviews').select(['rank', 'heldAt']).where('caseId', '=', caseId).execute()
  return held === undefined ? [] : reviewsDue(held.band, held.reviewedFrom, regime, before)
}

/** The people of a case with their parts, victims first. */
export async function listPeople(ctx: Context, caseId: string) {
  const rows = await ctx.db.selectFrom('casePeople as p').innerJoin('personMentions as m', 'm.id', 'p.mentionId').innerJoin('accounts as a', 'a.id', 'p.addedBy')
    .select(['p.id', 'p.part', 'p.note', 'p.addedAt', 'a.name as addedByName', 'm.personId', 'm.phone', 'm.email', 'm.addressText', 'm.postcode', 'm.safeToContact', 'm.wantsContact', sql<Day | null>`m.date_of_birth`.as('dateOfBirth'),
      sql<string | null>`nullif(concat_ws(' ', m.title, m.given_name, m.family_name), '')`.as('name')])
    .where('p.caseId', '=', caseId).orderBy(sql`array_position(array['victim', 'caller', 'witness', 'suspect'], p.part)`).orderBy('p.addedAt').execute()
  ctx.shown('person', rows.map(({ personId }) => personId))
  return rows
}
/** One person of a case. */
export type PersonView = Awaited<ReturnType<typeof listPeople>>[number]

/** The incidents of a case, newest first; those under another seal are not among them. */
export async function listIncidents(ctx: Context, caseId: string) {
  const rows = await ctx.db.selectFrom('caseIncidents as l').innerJoin('incidents as i', 'i.id', 'l.incidentId').leftJoin('referenceValues as r', 'r.id', 'i.typeId')
    .select(['i.id', 'i.reference', 'i.reportedAt', 'i.locationText', 'i.postcode', 'i.status', 'l.because', 'r.name as typeName']).where('l.caseId', '=', caseId).orderBy('i.reportedAt', 'desc').execute()
  ctx.shown('incident', rows.map(({ id }) => id))
  return rows
}
/** One incident of a case. */
export type IncidentView = Awaited<ReturnType<typeof listIncidents>>[number]

/** The approved assessments of a case's incidents, in order of time: what its risk was and how it was scored. */
export async function riskOverTime(ctx: Context, caseId: string) {
  const rows = await ctx.db.selectFrom('assessments as a').innerJoin('caseIncidents as l', 'l.incidentId', 'a.incidentId').leftJoin('accounts as s', 's.id', 'a.approvedBy')
    .select(['a.id', 'a.score', 'a.finalBand', 'a.approvedAt', 's.name as approvedByName']).where('l.caseId', '=', caseId).where('a.approvedAt', 'is not', null).orderBy('a.approvedAt').orderBy('a.id').execute()
  ctx.shown('assessment', rows.map(({ id }) => id))
  return rows.flatMap(({ approvedAt, finalBand, ...row }) => (approvedAt === null ? [] : [{ ...row, approvedAt, band: bandOf(finalBand ?? '') }]))
}
/** One point of the risk over time. */
export type RiskPoint = Awaited<ReturnType<typeof riskOverTime>>[number]

/** The last closing that was asked for; null when none was. */
export async function findClosure(ctx: Context, caseId: string) {
  const row = await ctx.db.selectFrom('caseClosures as c').innerJoin('referenceValues as r', 'r.id', 'c.resultId').innerJoin('accounts as q', 'q.id', 'c.requestedBy').leftJoin('accounts as d', 'd.id', 'c.decidedBy')
    .select(['c.requestedAt', 'c.requestedBy', 'q.name as requestedByName', 'r.name as resultName', 'c.account', 'c.victimToldAt', 'c.victimToldWhat', 'c.victimNotToldBecause', 'c.decision', 'c.decidedAt', 'd.name as decidedByName', 'c.reason'])
    .where('c.caseId', '=', caseId).orderBy('c.requestedAt', 'desc').executeTakeFirst()
  return row ?? null
}
/** One closing that was asked for. */
export type ClosureView = NonNullable<Awaited<ReturnType<typeof findClosure>>>

/** Who sees a sealed case by name. */
export async function listNamed(ctx: Context, caseId: string) {
  return ctx.db.selectFrom('accessGrants as g').innerJoin('accounts as a', 'a.id', 'g.accountId').leftJoin('accounts as b', 'b.id', 'g.grantedBy').select(['a.id', 'a.name', 'g.relation', 'g.grantedAt', 'b.name as grantedByName'])
    .where('g.subjectKind', '=', 'case').where('g.subjectId', '=', caseId).where('g.revokedAt', 'is', null).where((e) => e.or([e('g.until', 'is', null), e('g.until', '>', ctx.now)])).orderBy('a.name').execute()
}
