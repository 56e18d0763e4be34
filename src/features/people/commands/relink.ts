import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import type { InAct } from '#platform/jobs/handlers.ts'
import { comparing } from '../linkage/link.ts'
import type { Model } from '../linkage/model.ts'
import { RecordIntake, rowAt, type Records } from '../linkage/records.ts'
import { stepByStep } from '../linkage/steps.ts'
import { may } from '../policy.ts'
import { type Mention, MENTION_COLUMNS } from '../queries/candidates.ts'
import { assertReadsMentions, textsOf } from '../queries/cleaned-rows.ts'
import { countsOf, termsFrom } from '../queries/counts.ts'
import { allDecisions, type StandingDecision } from '../queries/decisions.ts'
import { groupsOf, type Hanging, type Identified, pairsWeighed, weighingAll } from '../queries/gather.ts'
import { openWeighing, type Weighing, weighingWith } from '../queries/weighing.ts'
import { keepCounts } from './keep-counts.ts'
import { keyAnew } from './key-anew.ts'
import { doubtsOf } from './recognise.ts'
import { hangingTogether } from './hanging.ts'
import { batchesOf, settleAnew } from './settle-anew.ts'

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
 * It reads in acts that follow one another, weighs between them, and puts right a few that hang together in an act of its own, read once more there:
 * calls go on meanwhile, and what an interrupted run has put right stays. The next run does the rest. Where another model is put in force meanwhile, it begins anew with that one.
 * Input: `model`, to try another than the one in force; only dry.
 * Changes: person_mentions, person_links, persons, identity_reviews, linkage_terms, linkage_counts; people.recognised.
 * Refuses: not permitted, to anybody but the service actor; invalid, where the other model is not trained or reads what no mention says.
 * Source: the method in docs/linkage-models.md. Rules PE-14, PE-23, PE-25.
 */
export async function relinkAll(inAct: InAct, how: { isDry: boolean; model?: Model }): Promise<Relinked> {
  if (how.model !== undefined) assertReadsMentions(how.model)
  const inForce = await inAct(async (ctx) => {
    authorise(may.recognise(ctx.actor))
    return openWeighing(ctx)
  })
  while (!how.isDry && (await inAct(keyAnew)) > 0);
  const model = how.model ?? inForce.model
  const all = await everybody(inAct, model)
  const { records, persons } = all
  // counted anew, and as the calls of the day will count them: both must come to the same, and a run that is tried dry to what it would do
  const counts = await inAct((ctx) => (how.isDry ? countsOf : keepCounts)(ctx, model, records))
  const weighing = weighingWith(model, termsFrom(model, counts))
  const compared = await stepByStep(comparing(model, records))
  const decisions = await inAct(allDecisions)
  const components = await stepByStep(hangingTogether(records, persons, compared, weighing, decisions))
  const looked = await stepByStep(lookingAt(components, { ...all, weighing, decisions, asked: how.isDry ? new Set() : await inAct(askedAbout) }))
  if (!how.isDry) {
    for (const batch of batchesOf(looked.toSettle)) if (!(await inAct((ctx) => settleAnew(ctx, weighing, batch)))) return relinkAll(inAct, how)
  }
  const found: Relinked = {
    mentions: records.count, pairs: compared.count, before: new Set(persons).size, after: looked.after, merges: looked.merges, splits: looked.splits,
    commonKeys: compared.splits, left: looked.left, modelVersion: model.version,
  }
  if (!how.isDry) await inAct((ctx) => sayWhatWasDone(ctx, found))
  return found
}

/** One line in the audit says what a run looked at and what it left. */
async function sayWhatWasDone(ctx: Context, { mentions, merges, splits, commonKeys, left, modelVersion }: Relinked): Promise<void> {
  ctx.changed('relinking', newId())
  ctx.explain({ mentions, merges: merges.length, splits: splits.length, commonKeys: commonKeys.length, leftAsTheyAre: left.length, modelVersion })
  return Promise.resolve()
}

/** Read so many in an act, so that no statement takes long and nobody waits for the process. */
const READ_AT_ONCE = 5000

/** Every uncorrected mention in the form the model compares, in the order of their ids, with the first name as given and the person each is taken to be of. */
interface Everybody {
  readonly records: Records
  readonly persons: readonly string[]
  readonly givenNames: readonly (string | null)[]
}

async function everybody(inAct: InAct, model: Model): Promise<Everybody> {
  const intake = new RecordIntake(model)
  const [persons, givenNames]: [string[], (string | null)[]] = [[], []]
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await inAct(async (ctx) => (await sql<Mention>`
      select ${MENTION_COLUMNS} from person_mentions m where m.id > ${after}::uuid and m.corrected_by_id is null order by m.id limit ${READ_AT_ONCE}`.execute(ctx.db)).rows)
    for (const mention of rows) {
      const texts = textsOf(mention)
      intake.add(mention.id, model.columns.map(({ from }) => from.map((name) => texts[name] ?? '').join(' ').trim()), '', mention.sourceKind)
      persons.push(mention.personId)
      givenNames.push(mention.givenName)
    }
    if (rows.length < READ_AT_ONCE) return { records: intake.finish().records, persons, givenNames }
    after = rows.at(-1)?.id ?? after
  }
}

/** The mentions that open reviews speak of. */
async function askedAbout(ctx: Context): Promise<ReadonlySet<string>> {
  const open = await ctx.db.selectFrom('identityReviews').select(['leftMentionId', 'rightMentionId']).where('closedAt', 'is', null).execute()
  return new Set(open.flatMap(({ leftMentionId, rightMentionId }) => [leftMentionId, rightMentionId]))
}

interface LookedAt {
  readonly after: number
  readonly merges: readonly (readonly string[])[]
  readonly splits: readonly string[]
  readonly left: readonly number[]
  /** Mentions that hang together and must be put otherwise, or asked of an analyst, or not asked any more. */
  readonly toSettle: readonly (readonly string[])[]
}

const LOOKED_AT_ONCE = 200

interface Looking extends Everybody {
  readonly weighing: Weighing
  readonly decisions: readonly StandingDecision[]
  readonly asked: ReadonlySet<string>
}

/** Of everything that hangs together, how it falls into persons, and what that changes; with a rest every now and then. */
function* lookingAt(components: readonly (readonly number[])[], { records, persons, givenNames, weighing, decisions, asked }: Looking): Generator<undefined, LookedAt> {
  const decisionsOf = byMention(decisions)
  const [merges, splits, left, toSettle]: [string[][], string[], number[], (readonly string[])[]] = [[], [], [], []]
  let after = new Set(persons).size
  for (const [at, places] of components.entries()) {
    if (at % LOOKED_AT_ONCE === 0) yield undefined
    if (places.length > TOGETHER_MOST) {
      left.push(places.length)
      continue
    }
    const ids = places.map((place) => records.ids[place] ?? '')
    const around: Hanging<Identified> = { mentions: places.map((place, own) => ({ id: ids[own] ?? '', givenName: givenNames[place] ?? null })), ...pairsWeighed(weighing, places.map((place) => rowAt(records, place))) }
    yield* weighingAll(ids.length, around)
    const own = [...new Set(ids.flatMap((id) => decisionsOf.get(id) ?? []))]
    const groups = groupsOf(around, weighing, own)
    const of = groups.map((group) => [...new Set(group.map((place) => persons[places[place] ?? -1] ?? ''))].sort())
    const counts = new Map<string, number>()
    for (const each of of) for (const id of each) counts.set(id, (counts.get(id) ?? 0) + 1)
    after += groups.length - counts.size
    const merged = of.filter(({ length }) => length > 1)
    const cut = [...counts].filter(([, count]) => count > 1).map(([id]) => id)
    merges.push(...merged)
    splits.push(...cut)
    if (merged.length > 0 || cut.length > 0 || ids.some((id) => asked.has(id)) || doubtsOf(weighing, around, groups, own).length > 0) toSettle.push(ids)
  }
  return { after, merges, splits, left, toSettle }
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
