import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { emit } from '#platform/events/emit.ts'
import { may } from '../policy.ts'
import { decisionsTouching, type StandingDecision } from '../queries/decisions.ts'
import { groupsOf, type Hanging, type Identified, neighbourhoodOf, type Neighbourhood } from '../queries/gather.ts'
import { openWeighing, type Weighing } from '../queries/weighing.ts'
import { oneWriter, placeInGroups } from './regroup.ts'
import { keepReviews, type Doubtful } from './reviews.ts'

/** What came of looking at some mentions anew. */
export interface Recognised {
  readonly moved: number
  readonly personIds: readonly string[]
  /** More hangs together than is looked at while people work; the night takes it. */
  readonly isCut: boolean
}

/**
 * Put mentions with the persons they are of, and take apart what does not hold, by the evidence and within what people decided.
 *
 * What is too close to call is for an analyst. One writer at a time: two calls about one person at once make one person.
 * Changes: person_mentions, person_links, persons, identity_reviews; people.recognised.
 * Refuses: not permitted, to anybody but the service actor.
 * Source: report of 13 October 2011, ¶20, ¶29; the method in docs/linkage-models.md. Rules PE-14, PE-23.
 */
export async function recogniseMentions(ctx: Context, mentionIds: readonly string[]): Promise<Recognised> {
  authorise(may.recognise(ctx.actor))
  await oneWriter(ctx)
  const weighing = await openWeighing(ctx)
  const around = await neighbourhoodOf(ctx, weighing, mentionIds)
  if (around.isCut) return { moved: 0, personIds: [], isCut: true }
  return { ...(await settle(ctx, weighing, around)), isCut: false }
}

/** Recognise everybody one record mentions. Changes, refuses: as recogniseMentions. */
export async function recogniseIn(ctx: Context, record: { kind: 'incident' | 'case'; id: string }): Promise<void> {
  const rows = await ctx.db.selectFrom('personMentions').select('id').where('sourceKind', '=', record.kind).where('sourceId', '=', record.id).where('correctedById', 'is', null).execute()
  if (rows.length > 0) await recogniseMentions(ctx, rows.map(({ id }) => id))
}

/**
 * Group a neighbourhood, move what must move, and keep its reviews.
 *
 * Changes: as recogniseMentions. Input: read after oneWriter.
 */
export async function settle(ctx: Context, weighing: Weighing, around: Neighbourhood): Promise<{ moved: number; personIds: readonly string[] }> {
  const decisions = await decisionsTouching(ctx, around.mentions.map(({ id }) => id))
  const groups = groupsOf(around, weighing, decisions)
  const placed = groups.map((group) => group.flatMap((at) => around.mentions[at] ?? []))
  const { mentionIds, personIds } = await placeInGroups(ctx, placed, {
    decisionId: null, reason: 'Recognised by what the records say', modelVersion: weighing.model.version, weights: meansOf(around, groups),
  })
  await keepReviews(ctx, weighing, around, doubtsOf(weighing, around, groups, decisions))
  if (mentionIds.length > 0) await emit(ctx, 'people.recognised', { personIds: [...personIds], mentionIds: [...mentionIds] })
  return { moved: mentionIds.length, personIds }
}

/** By mention, the mean weight with the others of its group. */
export function meansOf({ mentions, weigh }: Neighbourhood, groups: readonly (readonly number[])[]): Map<string, number> {
  const means = new Map<string, number>()
  for (const group of groups) {
    for (const at of group) {
      const others = group.filter((other) => other !== at)
      const sum = others.reduce((total, other) => total + weigh(at, other), 0)
      if (others.length > 0) means.set(mentions[at]?.id ?? '', sum / others.length)
    }
  }
  return means
}

/**
 * What an analyst should decide: groups nearly joined, and mentions that hardly belong where they are.
 *
 * Nothing that somebody has decided, or was not sure of, is asked again. Rule PE-24.
 */
export function doubtsOf<M extends Identified>({ model }: Weighing, { mentions, weigh }: Hanging<M>, groups: readonly (readonly number[])[], decisions: readonly StandingDecision[]): readonly { readonly kind: Doubtful['kind']; readonly left: M; readonly right: M }[] {
  const isDecided = (one: Identified, other: Identified): boolean => decisions.some(({ leftIds, rightIds }) =>
    (leftIds.includes(one.id) && rightIds.includes(other.id)) || (leftIds.includes(other.id) && rightIds.includes(one.id)))
  const found: { kind: Doubtful['kind']; left: M; right: M }[] = []
  const best = (left: readonly number[], right: readonly number[]): { one: number; other: number; weight: number } =>
    left.flatMap((one) => right.map((other) => ({ one, other, weight: weigh(one, other) }))).reduce((most, each) => (each.weight > most.weight ? each : most), { one: -1, other: -1, weight: -Infinity })
  for (const [at, group] of groups.entries()) {
    for (const other of groups.slice(at + 1)) {
      const pair = best(group, other)
      const [left, right] = [mentions[pair.one], mentions[pair.other]]
      if (left === undefined || right === undefined || pair.weight < model.thresholds.possible) continue
      const isAsked = group.some((a) => other.some((b) => isBetween(mentions, a, b, isDecided)))
      if (!isAsked) found.push({ kind: 'pair', left, right })
    }
    if (group.length < 3) continue
    for (const one of group) {
      const others = group.filter((each) => each !== one)
      const pair = best([one], others)
      const mean = others.reduce((total, each) => total + weigh(one, each), 0) / others.length
      const [left, right] = [mentions[one], mentions[pair.other]]
      if (left !== undefined && right !== undefined && mean < model.thresholds.possible && !isDecided(left, right)) found.push({ kind: 'cluster', left: right, right: left })
    }
  }
  return found
}

function isBetween(mentions: readonly Identified[], a: number, b: number, isDecided: (one: Identified, other: Identified) => boolean): boolean {
  const [one, other] = [mentions[a], mentions[b]]
  return one !== undefined && other !== undefined && isDecided(one, other)
}
