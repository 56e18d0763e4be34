import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { emit } from '#platform/events/emit.ts'
import { comparePairs } from '../linkage/link.ts'
import type { Model } from '../linkage/model.ts'
import { RecordIntake, rowAt, type Records, termsOf } from '../linkage/records.ts'
import { may } from '../policy.ts'
import { type Mention, MENTION_COLUMNS } from '../queries/candidates.ts'
import { allDecisions, type StandingDecision } from '../queries/decisions.ts'
import { groupsOf, hangsFrom, type Neighbourhood, pairsWeighed } from '../queries/gather.ts'
import { textsOf } from '../queries/cleaned-rows.ts'
import { openWeighing, type Weighing, weighingWith } from '../queries/weighing.ts'
import { Groups } from '../rules/identity.ts'
import { keepCounts } from './keep-counts.ts'
import { keyAnew } from './key-anew.ts'
import { doubtsOf } from './recognise.ts'
import { oneWriter, placeInGroups } from './regroup.ts'
import { keepReviews } from './reviews.ts'

/** What a whole run found, and what it did or would do. */
export interface Relinked {
  readonly mentions: number
  readonly pairs: number
  /** Persons before and after. */
  readonly before: number
  readonly after: number
  /** Groups of persons that become one, and persons that come apart: the ids as they are now, the first of each. */
  readonly merges: readonly (readonly string[])[]
  readonly splits: readonly string[]
  /** Keys that too many share, which were split by a second field. */
  readonly commonKeys: readonly { readonly rule: string; readonly records: number; readonly by: readonly string[]; readonly uncompared: number }[]
  /** Sizes of what hangs together in such numbers that it was left as it is: a person must look why. */
  readonly left: readonly number[]
  readonly modelVersion: string
}

/** The most mentions that are grouped together at night: every pair of them is weighed. */
const TOGETHER_MOST = 2000

/**
 * Everybody on record, looked at anew: what the night does, and what a new model or threshold would do.
 *
 * Comes to what recognising each as they came would have come to. Nothing is changed when it is tried dry.
 * Input: `model`, to try another than the one in force; only dry.
 * Changes: person_mentions, person_links, persons, identity_reviews, linkage_terms, linkage_counts; people.recognised.
 * Refuses: not permitted, to anybody but the service actor.
 * Source: the method in docs/linkage-models.md. Rules PE-14, PE-23, PE-25.
 */
export async function relinkAll(ctx: Context, how: { isDry: boolean; model?: Model }): Promise<Relinked> {
  authorise(may.recognise(ctx.actor))
  if (!how.isDry) {
    await oneWriter(ctx)
    await keyAnew(ctx)
  }
  const mentions = await allMentions(ctx)
  const inForce = await openWeighing(ctx)
  const model = how.model ?? inForce.model
  const records = recordsOf(model, mentions)
  if (!how.isDry) await keepCounts(ctx, model, records)
  // counted anew, and as the calls of the day will count them: both must come to the same
  const weighing: Weighing = how.model === undefined ? await openWeighing(ctx) : weighingWith(model, termsOf(model, records))
  const compared = comparePairs(model, records)
  const hanging = componentsOf(records, compared, mentions, weighing)
  const decisions = await allDecisions(ctx)
  const decisionsOf = byMention(decisions)
  const components: Component[] = []
  const merges: string[][] = []
  const splits: string[] = []
  const left: (readonly number[])[] = []
  for (const at of withDecided(hanging, decisions, mentions)) {
    if (at.length > TOGETHER_MOST) {
      left.push(at)
      continue
    }
    const around = aroundOf(at, mentions, records, weighing)
    const own = [...new Set(around.mentions.flatMap(({ id }) => decisionsOf.get(id) ?? []))]
    const groups = groupsOf(around, weighing, own)
    components.push({ around, groups, own })
    const persons = groups.map((group) => [...new Set(group.flatMap((place) => around.mentions[place]?.personId ?? []))].sort())
    merges.push(...persons.filter(({ length }) => length > 1))
    const counts = new Map<string, number>()
    for (const each of persons) for (const id of each) counts.set(id, (counts.get(id) ?? 0) + 1)
    splits.push(...[...counts].filter(([, count]) => count > 1).map(([id]) => id))
  }
  const before = new Set(mentions.map(({ personId }) => personId)).size
  const inComponents = components.reduce((sum, { around }) => sum + around.mentions.length, 0)
  const personsLeft = left.reduce((sum, places) => sum + new Set(places.map((at) => mentions[at]?.personId)).size - places.length, 0)
  const after = mentions.length + personsLeft - inComponents + components.reduce((sum, { groups }) => sum + groups.length, 0)
  if (!how.isDry) await write(ctx, weighing, components)
  return { mentions: mentions.length, pairs: compared.count, before, after, merges, splits, commonKeys: compared.splits, left: left.map(({ length }) => length), modelVersion: model.version }
}

function byMention(decisions: readonly StandingDecision[]): Map<string, StandingDecision[]> {
  const found = new Map<string, StandingDecision[]>()
  for (const decision of decisions) {
    for (const id of [...decision.leftIds, ...decision.rightIds]) {
      const own = found.get(id)
      if (own === undefined) found.set(id, [decision])
      else own.push(decision)
    }
  }
  return found
}

interface Component {
  readonly around: Neighbourhood
  readonly groups: readonly (readonly number[])[]
  readonly own: readonly StandingDecision[]
}

/** So many mentions are moved in one statement at the most. */
const MOVED_AT_ONCE = 2000

async function write(ctx: Context, weighing: Weighing, components: readonly Component[]): Promise<void> {
  const because = { decisionId: null, reason: 'Recognised by what the records say, when everybody was looked at anew', modelVersion: weighing.model.version }
  const moved: string[] = []
  const persons = new Set<string>()
  // nobody is in two components, so that a few at a time come to what all at once would
  for (const batch of batchesOf(components.filter(isMoved))) {
    const { mentionIds, personIds } = await placeInGroups(ctx, batch.flatMap(({ around, groups }) => groups.map((group) => group.flatMap((at) => around.mentions[at] ?? []))), because)
    moved.push(...mentionIds)
    for (const id of personIds) persons.add(id)
  }
  const open = await ctx.db.selectFrom('identityReviews').select(['leftMentionId', 'rightMentionId']).where('closedAt', 'is', null).execute()
  const asked = new Set(open.flatMap(({ leftMentionId, rightMentionId }) => [leftMentionId, rightMentionId]))
  for (const { around, groups, own } of components) {
    const doubts = doubtsOf(weighing, around, groups, own)
    if (doubts.length > 0 || around.mentions.some(({ id }) => asked.has(id))) await keepReviews(ctx, weighing, around, doubts)
  }
  for (let from = 0; from < moved.length; from += MOVED_AT_ONCE) await emit(ctx, 'people.recognised', { personIds: [...persons], mentionIds: moved.slice(from, from + MOVED_AT_ONCE) })
}

/** Do its groups differ from the persons its mentions are taken to be of now? */
function isMoved({ around, groups }: Component): boolean {
  const persons = groups.map((group) => new Set(group.map((at) => around.mentions[at]?.personId)))
  return persons.some(({ size }) => size > 1) || new Set(persons.flatMap((each) => [...each])).size < groups.length
}

function batchesOf(components: readonly Component[]): readonly (readonly Component[])[] {
  const batches: Component[][] = []
  let room = 0
  for (const component of components) {
    if (room < component.around.mentions.length) {
      batches.push([])
      room = MOVED_AT_ONCE
    }
    batches.at(-1)?.push(component)
    room -= component.around.mentions.length
  }
  return batches
}

/** Read so many at a time, so that no statement takes long. */
const READ_AT_ONCE = 20_000

async function allMentions(ctx: Context): Promise<readonly Mention[]> {
  const all: Mention[] = []
  for (;;) {
    const after = all.at(-1)?.id ?? '00000000-0000-0000-0000-000000000000'
    const { rows } = await sql<Mention>`select ${MENTION_COLUMNS} from person_mentions m where m.id > ${after}::uuid and m.corrected_by_id is null order by m.id limit ${READ_AT_ONCE}`.execute(ctx.db)
    for (const row of rows) all.push(row)
    if (rows.length < READ_AT_ONCE) return all
  }
}

function recordsOf(model: Model, mentions: readonly Mention[]): Records {
  const intake = new RecordIntake(model)
  for (const mention of mentions) {
    const texts = textsOf(mention)
    intake.add(mention.id, model.columns.map(({ from }) => from.map((name) => texts[name] ?? '').join(' ').trim()), mention.recordedAt.toISOString(), mention.sourceKind)
  }
  return intake.finish().records
}

/** Mentions that hang together: by a weight that groups are joined at, or as one person now. By place; only those of two or more. */
function componentsOf(records: Records, compared: { count: number; left: Int32Array; right: Int32Array }, mentions: readonly Mention[], weighing: Weighing): Groups {
  const groups = new Groups()
  const floor = hangsFrom(weighing)
  for (let at = 0; at < compared.count; at += 1) {
    const [left, right] = [compared.left[at] ?? 0, compared.right[at] ?? 0]
    if (weighing.score(rowAt(records, left), rowAt(records, right)).weight >= floor) groups.join([records.ids[left] ?? '', records.ids[right] ?? ''])
  }
  const byPerson = new Map<string, string>()
  for (const { id, personId } of mentions) {
    const first = byPerson.get(personId)
    if (first === undefined) byPerson.set(personId, id)
    else groups.join([first, id])
  }
  return groups
}

function withDecided(groups: Groups, decisions: readonly StandingDecision[], mentions: readonly Mention[]): readonly (readonly number[])[] {
  const places = new Map(mentions.map(({ id }, at) => [id, at]))
  for (const { verdict, leftIds, rightIds } of decisions) if (verdict === 'same') groups.join([...leftIds, ...rightIds].filter((id) => places.has(id)))
  const found = new Map<string, number[]>()
  for (const [at, { id }] of mentions.entries()) {
    const root = groups.rootOf(id)
    const own = found.get(root)
    if (own === undefined) found.set(root, [at])
    else own.push(at)
  }
  return [...found.values()].filter(({ length }) => length > 1)
}

function aroundOf(places: readonly number[], mentions: readonly Mention[], records: Records, weighing: Weighing): Neighbourhood {
  return { mentions: places.flatMap((at) => mentions[at] ?? []), isCut: false, ...pairsWeighed(weighing, places.map((at) => rowAt(records, at))) }
}
