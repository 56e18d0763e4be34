import type { Context } from '#platform/context.ts'
import { emit } from '#platform/events/emit.ts'
import { stepByStep } from '../linkage/steps.ts'
import type { Mention } from '../queries/candidates.ts'
import { decisionsTouching } from '../queries/decisions.ts'
import { groupsOf, mentionsById, mentionsOfPersons, type Neighbourhood, pairsWeighed, weighingAll } from '../queries/gather.ts'
import { openWeighing, type Weighing } from '../queries/weighing.ts'
import { Groups } from '../rules/identity.ts'
import { doubtsOf, meansOf } from './recognise.ts'
import { oneWriter, placeInGroups } from './regroup.ts'
import { keepReviews } from './reviews.ts'

/** So many mentions are put right in one act, so that calls never wait long for it; what hangs together in larger numbers, together. */
const SETTLED_AT_ONCE = 500

/** What hangs together, a few at a time: nobody is in two of them, so that a few at a time come to what all at once would. */
export function batchesOf(components: readonly (readonly string[])[]): readonly (readonly (readonly string[])[])[] {
  const batches: (readonly string[])[][] = []
  let room = 0
  for (const ids of components) {
    if (room < ids.length) {
      batches.push([])
      room = SETTLED_AT_ONCE
    }
    batches.at(-1)?.push(ids)
    room -= ids.length
  }
  return batches
}

/**
 * Put right mentions that were seen to hang together, as they stand by now: read, grouped and moved in this act, with nobody else writing.
 *
 * Result: whether it was done; not where another model has been put in force since.
 * Changes: person_mentions, person_links, persons, identity_reviews; people.recognised. Rules PE-23, PE-25.
 */
export async function settleAnew(ctx: Context, weighing: Weighing, batch: readonly (readonly string[])[]): Promise<boolean> {
  await oneWriter(ctx)
  if ((await openWeighing(ctx)).model.version !== weighing.model.version) return false
  const components = await asTheyStand(ctx, weighing, batch)
  const decisions = await decisionsTouching(ctx, components.flatMap(({ mentions }) => mentions.map(({ id }) => id)))
  for (const around of components) await stepByStep(weighingAll(around.mentions.length, around))
  const settled = components.map((around) => {
    const ids = new Set(around.mentions.map(({ id }) => id))
    const own = decisions.filter(({ leftIds, rightIds }) => [...leftIds, ...rightIds].some((id) => ids.has(id)))
    return { around, own, groups: groupsOf(around, weighing, own) }
  })
  const { mentionIds, personIds } = await placeInGroups(ctx, settled.flatMap(({ around, groups }) => groups.map((group) => group.flatMap((at) => around.mentions[at] ?? []))), {
    decisionId: null, reason: 'Recognised by what the records say, when everybody was looked at anew', modelVersion: weighing.model.version,
    weights: new Map(settled.flatMap(({ around, groups }) => [...meansOf(around, groups)])),
  })
  for (const { around, groups, own } of settled) await keepReviews(ctx, weighing, around, doubtsOf(weighing, around, groups, own))
  if (mentionIds.length > 0) await emit(ctx, 'people.recognised', { personIds: [...personIds], mentionIds: [...mentionIds] })
  return true
}

/** What hangs together now: calls may have moved somebody since, or brought somebody new. */
async function asTheyStand(ctx: Context, weighing: Weighing, batch: readonly (readonly string[])[]): Promise<readonly Neighbourhood[]> {
  const mentions = new Map<string, Mention>()
  for (const mention of await mentionsById(ctx, batch.flat())) mentions.set(mention.id, mention)
  const persons = [...new Set([...mentions.values()].map(({ personId }) => personId))]
  for (const mention of await mentionsOfPersons(ctx, persons)) mentions.set(mention.id, mention)
  const hanging = new Groups()
  for (const ids of batch) hanging.join(ids)
  const firstOf = new Map<string, string>()
  for (const { id, personId } of mentions.values()) {
    hanging.join([firstOf.get(personId) ?? id, id])
    firstOf.set(personId, firstOf.get(personId) ?? id)
  }
  const components = new Map<string, Mention[]>()
  for (const mention of [...mentions.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const root = hanging.rootOf(mention.id)
    const own = components.get(root)
    if (own === undefined) components.set(root, [mention])
    else own.push(mention)
  }
  return [...components.values()].map((own) => ({ mentions: own, isCut: false, ...pairsWeighed(weighing, own.map((mention) => weighing.rowOf(mention))) }))
}
