import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { tell } from '#platform/notifications/tell.ts'
import { may } from '../policy.ts'
import { contradicted } from '../rules/identity.ts'
import { decisionsTouching, type StandingDecision } from '../queries/decisions.ts'
import { mentionsOfPersons } from '../queries/gather.ts'
import { nearestSides } from '../queries/review-sides.ts'
import { openWeighing } from '../queries/weighing.ts'
import { type Deciding, keepDecision, type Verdict, visibleMentionsOf } from './keep-decision.ts'
import { type Because, followCorrections, oneWriter, placeInGroups } from './regroup.ts'

/**
 * Decide whether what is known of two people is known of one: it binds every later run, by whatever road.
 *
 * Result: the decision's id.
 * Changes: identity_decisions, identity_reviews, person_mentions, person_links; people.decided.
 * Refuses: not permitted; not found, when one of them is nobody the actor sees; conflict, when the pair was decided or one of them put with somebody else meanwhile, or a decision in force says otherwise;
 * invalid, without a reason.
 * Source: the method in docs/linkage-models.md. Rules PE-10, PE-11, PE-12.
 */
export async function decideReview(ctx: Context, given: { reviewId: string; verdict: Verdict; reason: string }): Promise<string> {
  authorise(may.decide(ctx.actor))
  await oneWriter(ctx)
  const review = await ctx.db.selectFrom('identityReviews').selectAll().where('id', '=', given.reviewId).forUpdate().executeTakeFirst()
  if (review === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  if (review.closedAt !== null) await refuseDecided(ctx, review.decisionId, review.closedAt)
  await assertStanding(ctx, review)
  const sides = await sidesOfReview(ctx, review)
  const id = await decide(ctx, { ...sides, verdict: given.verdict, reason: given.reason, weight: review.weight, modelVersion: review.modelVersion })
  await ctx.db.updateTable('identityReviews').set({ closedAt: ctx.now, closedBecause: 'decided', decisionId: id }).where('id', '=', review.id).execute()
  return id
}

/**
 * Say that some of what was taken to be of one person is of somebody else: they are apart again, under the ids they had, and stay apart.
 *
 * Decisions that put the two together are undone with this one's reason. Whoever was shown them as one is told.
 * Result: the id of the person they are now.
 * Changes: identity_decisions, person_mentions, person_links, persons, notifications; people.decided.
 * Refuses: not permitted; not found; invalid, without a reason, or when nothing or everything is chosen.
 * Source: the method in docs/linkage-models.md. Rules PE-10, PE-15.
 */
export async function separatePerson(ctx: Context, given: { personId: string; mentionIds: readonly string[]; reason: string }): Promise<string> {
  authorise(may.decide(ctx.actor))
  await oneWriter(ctx)
  const all = await visibleMentionsOf(ctx, given.personId)
  const right = all.filter((id) => given.mentionIds.includes(id))
  const left = all.filter((id) => !right.includes(id))
  if (right.length === 0) throw new Refusal('invalid', 'Choose the records that are of somebody else', { field: 'mentionIds' })
  if (left.length === 0) throw new Refusal('invalid', 'Leave at least one record with this person', { field: 'mentionIds' })
  const since = await togetherSince(ctx, given.personId, all)
  for (const standing of await decisionsTouching(ctx, all)) {
    const sides = [...standing.leftIds, ...standing.rightIds]
    if (standing.verdict === 'same' && sides.some((id) => left.includes(id)) && sides.some((id) => right.includes(id))) await markUndone(ctx, standing.id, given.reason)
  }
  await decide(ctx, { left, right, verdict: 'different', reason: given.reason, weight: null, modelVersion: null })
  await tellWhoSaw(ctx, given.personId, since)
  const moved = await ctx.db.selectFrom('personMentions').select('personId').where('id', 'in', right).executeTakeFirst()
  return moved?.personId ?? given.personId
}

/**
 * Take back what was decided: mentions that it moved return to the persons they were, and the evidence speaks again.
 *
 * Changes: identity_decisions, person_mentions, person_links, notifications; people.decided.
 * Refuses: not permitted; not found; conflict, when it was taken back already; invalid, without a reason. Rules PE-10, PE-15.
 */
export async function undoDecision(ctx: Context, given: { decisionId: string; reason: string }): Promise<void> {
  authorise(may.decide(ctx.actor))
  await oneWriter(ctx)
  const decision = await ctx.db.selectFrom('identityDecisions').selectAll().where('id', '=', given.decisionId).forUpdate().executeTakeFirst()
  if (decision === undefined) throw new Refusal('not found', 'There is nothing at this address that you can see')
  if (decision.undoneAt !== null) throw new Refusal('conflict', 'This decision has been taken back already')
  await markUndone(ctx, decision.id, reasonOf(given.reason))
  const moves = await ctx.db.selectFrom('personLinks as l').innerJoin('personMentions as m', 'm.id', 'l.mentionId')
    .select(['l.mentionId', 'l.fromPersonId', 'l.toPersonId', 'm.personId']).where('l.decisionId', '=', decision.id).where('l.fromPersonId', 'is not', null).execute()
  for (const { mentionId, fromPersonId, toPersonId, personId } of moves) {
    // moved again since: what moved it stands
    if (fromPersonId === null || personId !== toPersonId) continue
    await ctx.db.updateTable('personMentions').set({ personId: fromPersonId }).where('id', '=', mentionId).execute()
    await ctx.db.insertInto('personLinks').values({
      id: newId(), mentionId, fromPersonId: toPersonId, toPersonId: fromPersonId, decidedBy: ctx.actor.id, decidedAt: ctx.now, reason: given.reason.trim(), decisionId: decision.id,
    }).execute()
    ctx.changed('person', [fromPersonId, toPersonId])
  }
  await followCorrections(ctx, moves.map(({ mentionId }) => mentionId))
  const [first] = moves
  if (first !== undefined) await tellWhoSaw(ctx, first.toPersonId, decision.decidedAt)
  await emit(ctx, 'people.decided', { decisionId: decision.id, verdict: 'undone', mentionIds: [...decision.leftIds, ...decision.rightIds] }, decision.id)
}

interface Review {
  readonly kind: string
  readonly leftMentionId: string
  readonly rightMentionId: string
  readonly leftPersonId: string
  readonly rightPersonId: string
}

/** Until the question is asked anew, it speaks of persons whom other records are left with: they are not decided on. */
async function assertStanding(ctx: Context, { leftMentionId, rightMentionId, leftPersonId, rightPersonId }: Review): Promise<void> {
  const rows = await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', 'in', [leftMentionId, rightMentionId]).execute()
  if (rows.every(({ id, personId }) => personId === (id === leftMentionId ? leftPersonId : rightPersonId))) return
  throw new Refusal('conflict', 'Some of these records were put with somebody else meanwhile. If there is still something to decide, it is asked anew')
}

/** Of a pair, everything seen of both; of a person put together on doubtful evidence, each mention with the one of the two it is nearer to. */
async function sidesOfReview(ctx: Context, review: Review): Promise<{ left: readonly string[]; right: readonly string[] }> {
  if (review.kind === 'pair') return { left: await visibleMentionsOf(ctx, review.leftPersonId), right: await visibleMentionsOf(ctx, review.rightPersonId) }
  return nearestSides(await openWeighing(ctx), await mentionsOfPersons(ctx, [review.leftPersonId]), review)
}

async function decide(ctx: Context, deciding: Deciding): Promise<string> {
  const reason = reasonOf(deciding.reason)
  const mentionIds = [...deciding.left, ...deciding.right]
  if (deciding.left.length === 0 || deciding.right.length === 0) throw new Refusal('not found', 'There is nothing at this address that you can see')
  const standing = await decisionsTouching(ctx, mentionIds)
  const clash = contradicted(standing, { id: '', verdict: deciding.verdict, leftIds: deciding.left, rightIds: deciding.right })
  if (clash !== null) await refuseContradiction(ctx, standing.find(({ id }) => id === clash.id) ?? null)
  const id = await keepDecision(ctx, { ...deciding, reason })
  await placeAsDecided(ctx, deciding, { decisionId: id, reason })
  return id
}

/** What the decider sees moves at once; what they do not see follows in the service actor's own act. */
async function placeAsDecided(ctx: Context, { left, right, verdict }: Deciding, because: Because): Promise<void> {
  if (verdict === 'not sure') return
  const placed = await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', 'in', [...left, ...right]).execute()
  const sides = [left, right].map((ids) => placed.filter(({ id }) => ids.includes(id)))
  const isApart = !placed.some((one) => placed.some((other) => one.personId === other.personId && left.includes(one.id) && right.includes(other.id)))
  if (verdict === 'different' && isApart) return
  await placeInGroups(ctx, verdict === 'same' ? [sides.flat()] : sides, because)
}

async function markUndone(ctx: Context, decisionId: string, because: string): Promise<void> {
  await ctx.db.updateTable('identityDecisions').set({ undoneAt: ctx.now, undoneBy: ctx.actor.id, undoneBecause: reasonOf(because) }).where('id', '=', decisionId).execute()
  ctx.changed('identity decision', decisionId)
}

function reasonOf(text: string): string {
  const reason = text.trim()
  if (reason === '') throw new Refusal('invalid', 'Enter the reason', { field: 'reason' })
  return reason
}

async function togetherSince(ctx: Context, personId: string, mentionIds: readonly string[]): Promise<Date> {
  const first = await ctx.db.selectFrom('personLinks').select('decidedAt').where('toPersonId', '=', personId).where('mentionId', 'in', [...mentionIds]).orderBy('decidedAt').executeTakeFirst()
  return first?.decidedAt ?? ctx.now
}

async function tellWhoSaw(ctx: Context, personId: string, since: Date): Promise<void> {
  const { rows } = await sql<{ accountId: string }>`select account_id from heed.who_was_shown(${personId}::uuid, ${since})`.execute(ctx.db)
  for (const { accountId } of rows) await tell(ctx, { kind: 'person separated', subjectKind: 'person', subjectId: personId, accountId })
}

async function refuseDecided(ctx: Context, decisionId: string | null, at: Date): Promise<never> {
  const by = decisionId === null ? undefined : await ctx.db.selectFrom('identityDecisions as d').innerJoin('accounts as a', 'a.id', 'd.decidedBy').select('a.name').where('d.id', '=', decisionId).executeTakeFirst()
  throw new Refusal('conflict', by === undefined ? 'Other evidence has settled this meanwhile. There is nothing left to decide' : `${by.name} has decided this meanwhile`, { at, ...(by === undefined ? {} : { by: by.name }) })
}

async function refuseContradiction(ctx: Context, clash: StandingDecision | null): Promise<never> {
  const by = clash === null ? undefined : await ctx.db.selectFrom('accounts').select('name').where('id', '=', clash.decidedBy).executeTakeFirst()
  const said = clash?.verdict === 'different' ? 'are different people' : 'are one person'
  throw new Refusal('conflict', `${by?.name ?? 'Somebody'} decided that some of these ${said}. Take that decision back first, or decide otherwise`, {
    ...(clash === null ? {} : { at: clash.decidedAt, see: `/recognition/decisions/${clash.id}` }), ...(by === undefined ? {} : { by: by.name }),
  })
}
