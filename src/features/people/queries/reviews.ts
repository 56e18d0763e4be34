import { sql } from 'kysely'
import type { Actor } from '#platform/auth/actor.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { may } from '../policy.ts'
import { evidenceOf, oddsWords, stepsOf, type Evidence, type Step } from '../linkage/evidence.ts'
import type { Mention } from './candidates.ts'
import { mentionsOfPersons } from './gather.ts'
import { nearestSides } from './review-sides.ts'
import { openWeighing } from './weighing.ts'

/** The rows a page of the queue shows. */
export const REVIEWS_SHOWN = 50

/** One question of who is who that waits for an analyst. */
export interface ReviewRow {
  readonly id: string
  readonly kind: 'pair' | 'cluster'
  readonly leftName: string | null
  readonly rightName: string | null
  /** The odds in words. */
  readonly odds: string
  /** 3 high, 2 medium, 1 low, 0 none. */
  readonly riskOrder: number
  readonly isVulnerable: boolean
  readonly openedAt: Date
}

/** A page of the queue. */
export interface ReviewQueue {
  readonly rows: readonly ReviewRow[]
  readonly total: number
  readonly page: number
  readonly pages: number
}

/**
 * What waits for a decision on who is who: the gravest consequence first, then what has waited longest. Only where both sides are for the viewer to see.
 *
 * Refuses: not permitted. Source: report of 13 October 2011, ¶29, ¶31. Rule PE-24.
 */
export async function listReviews(ctx: Context, page: number): Promise<ReviewQueue> {
  authorise(may.decide(ctx.actor))
  const total = await countReviews(ctx)
  const { rows } = await sql<{ id: string; kind: 'pair' | 'cluster'; leftId: string; rightId: string; leftName: string; rightName: string; weight: number; rival: string; consequence: number; openedAt: Date }>`
    select r.id, r.kind, r.left_person_id as left_id, r.right_person_id as right_id, concat_ws(' ', coalesce(l.given_name, l.title), l.family_name) as left_name, concat_ws(' ', coalesce(o.given_name, o.title), o.family_name) as right_name,
      r.weight, r.rival, r.consequence, r.opened_at
    from identity_reviews r join person_mentions l on l.id = r.left_mention_id join person_mentions o on o.id = r.right_mention_id
    where r.closed_at is null order by r.consequence desc, r.opened_at, r.id limit ${REVIEWS_SHOWN} offset ${(page - 1) * REVIEWS_SHOWN}`.execute(ctx.db)
  ctx.shown('person', [...new Set(rows.flatMap(({ leftId, rightId }) => [leftId, rightId]))])
  return {
    total, page, pages: Math.max(1, Math.ceil(total / REVIEWS_SHOWN)),
    rows: rows.map(({ id, kind, leftName, rightName, weight, rival, consequence, openedAt }) => ({
      id, kind, leftName: leftName || null, rightName: rightName || null, odds: oddsWords({ weight, rival: rivalOf(rival), rule: null }),
      riskOrder: consequence % 4, isVulnerable: consequence >= 4, openedAt,
    })),
  }
}

/** How many questions of who is who wait, that the viewer may see both sides of. */
export async function countReviews(ctx: Context): Promise<number> {
  const { total } = await ctx.db.selectFrom('identityReviews as r').innerJoin('personMentions as l', 'l.id', 'r.leftMentionId').innerJoin('personMentions as o', 'o.id', 'r.rightMentionId')
    .select(({ fn }) => fn.countAll<string>().as('total')).where('r.closedAt', 'is', null).executeTakeFirstOrThrow()
  return Number(total)
}

/** May this actor decide who is who? For pages of other features that lead there. */
export function decidesIdentity(actor: Actor): boolean {
  return may.decide(actor).allowed
}

/** One side of a question: the person, and what each record says of them. */
export interface ReviewSide {
  readonly personId: string
  readonly mentions: readonly (Mention & { readonly reference: string | null; readonly flags: readonly string[] })[]
}

/** Everything an analyst decides by. */
export interface ReviewPage {
  readonly id: string
  readonly kind: 'pair' | 'cluster'
  readonly left: ReviewSide
  readonly right: ReviewSide
  readonly weight: number
  readonly rival: string
  readonly evidence: Evidence
  readonly steps: readonly Step[]
  readonly modelVersion: string
  /** Who decided it and what they said; null while it is open. */
  readonly decided: { readonly verdict: string; readonly reason: string; readonly by: string; readonly at: Date; readonly decisionId: string; readonly isUndone: boolean } | null
  readonly isClosed: boolean
  readonly now: Date
}

/**
 * Both sides of one question beside each other, and the evidence step by step against its strongest rival explanation.
 *
 * Refuses: not permitted; not found, when either side is not for the viewer to see.
 */
export async function getReviewPage(ctx: Context, reviewId: string): Promise<ReviewPage> {
  authorise(may.decide(ctx.actor))
  const review = await ctx.db.selectFrom('identityReviews').selectAll().where('id', '=', reviewId).executeTakeFirst()
  if (review === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const weighing = await openWeighing(ctx)
  const all = await withSources(ctx, await mentionsOfPersons(ctx, [review.leftPersonId, review.rightPersonId]))
  const { left, right } = sidesOf(review, all, weighing)
  const [one, other] = [all.find(({ id }) => id === review.leftMentionId), all.find(({ id }) => id === review.rightMentionId)]
  if (one === undefined || other === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const rows = [weighing.rowOf(one), weighing.rowOf(other)] as const
  const score = weighing.score(...rows)
  ctx.shown('person', [...new Set([review.leftPersonId, review.rightPersonId])])
  return {
    id: review.id, kind: review.kind === 'pair' ? 'pair' : 'cluster', now: ctx.now, isClosed: review.closedAt !== null,
    left: { personId: one.personId, mentions: left }, right: { personId: other.personId, mentions: right },
    weight: score.weight, rival: score.rival, evidence: evidenceOf(weighing.model, score), steps: stepsOf(weighing.model, score), modelVersion: weighing.model.version,
    decided: review.decisionId === null ? null : await decisionOf(ctx, review.decisionId),
  }
}

type Sourced = ReviewSide['mentions'][number]

function sidesOf(review: { kind: string; leftPersonId: string; leftMentionId: string; rightMentionId: string }, all: readonly Sourced[], weighing: Awaited<ReturnType<typeof openWeighing>>): { left: readonly Sourced[]; right: readonly Sourced[] } {
  if (review.kind === 'pair' && all.some(({ personId }) => personId !== all[0]?.personId)) {
    const leftPerson = all.find(({ id }) => id === review.leftMentionId)?.personId
    return { left: all.filter(({ personId }) => personId === leftPerson), right: all.filter(({ personId }) => personId !== leftPerson) }
  }
  const sides = nearestSides(weighing, all, review)
  return { left: all.filter(({ id }) => sides.left.includes(id)), right: all.filter(({ id }) => sides.right.includes(id)) }
}

/** The record each mention stands in, with its flags. */
export async function withSources(ctx: Context, mentions: readonly Mention[]): Promise<readonly Sourced[]> {
  const ids = mentions.map(({ id }) => id)
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string; reference: string | null; flags: readonly string[] | null }>`
    select m.id, coalesce(i.reference, c.reference) as reference, i.flags from person_mentions m
    left join incidents i on i.id = m.source_id and m.source_kind = 'incident' left join cases c on c.id = m.source_id and m.source_kind = 'case'
    where m.id = any (${ids}::uuid[])`.execute(ctx.db)
  const sources = new Map(rows.map((row) => [row.id, row]))
  return mentions.map((mention) => ({ ...mention, reference: sources.get(mention.id)?.reference ?? null, flags: sources.get(mention.id)?.flags ?? [] }))
}

async function decisionOf(ctx: Context, decisionId: string): Promise<ReviewPage['decided']> {
  const found = await ctx.db.selectFrom('identityDecisions as d').innerJoin('accounts as a', 'a.id', 'd.decidedBy')
    .select(['d.verdict', 'd.reason', 'a.name as by', 'd.decidedAt as at', 'd.id as decisionId', 'd.undoneAt']).where('d.id', '=', decisionId).executeTakeFirst()
  return found === undefined ? null : { verdict: found.verdict, reason: found.reason, by: found.by, at: found.at, decisionId: found.decisionId, isUndone: found.undoneAt !== null }
}

function rivalOf(text: string): Parameters<typeof oddsWords>[0]['rival'] {
  const known = ['same household', 'namesake', 'same birthday', 'neighbour', 'shared contact'] as const
  return known.find((each) => each === text) ?? 'namesake'
}
