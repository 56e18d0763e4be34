import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { type Decisions, clusters, linkFrom, type ScoredPairs } from '../linkage/cluster.ts'
import type { Row } from '../linkage/compare.ts'
import type { Clustering } from '../linkage/model.ts'
import { RULED } from '../linkage/score.ts'
import { boundsOf, type Decision, Groups } from '../rules/identity.ts'
import { mentionKeysOf } from '../linkage/keys.ts'
import { nameWords } from '../rules/names.ts'
import { standardise } from '../rules/standardise.ts'
import { type Candidate, findCandidates, KEY_CAP, type Mention, MENTION_COLUMNS, type Wanted } from './candidates.ts'
import type { Said } from './cleaned-rows.ts'
import type { Weighing } from './weighing.ts'

/** A mention as far as it need be known to be grouped. */
export interface Identified {
  readonly id: string
  readonly givenName: string | null
}

/** Mentions that hang together by evidence, or are taken to be of one person, with the weight of every pair of them. */
export interface Hanging<M extends Identified> {
  readonly mentions: readonly M[]
  /** Bits of evidence that two of them, by their places, are of one person. */
  weigh(left: number, right: number): number
  /** Parent and child of one name, by their birthdays: never of one group, unless somebody said so. */
  isBarred(left: number, right: number): boolean
}

/** Mentions that hang together, as far as they were looked at. */
export interface Neighbourhood extends Hanging<Mention> {
  /** There is more of it than was looked at: it is left for the night. */
  readonly isCut: boolean
}

/** The most mentions that are put in order at once while people work; more wait for the night. */
export const NEIGHBOURHOOD_MOST = 400
/** The most persons they may be of: of more, a key that too many share may have given only some, and the night sees all. */
const PERSONS_MOST = KEY_CAP / 2

/**
 * Everything that hangs together with these mentions, step by step, until nothing new comes.
 *
 * Two mentions hang together when their weight is at least what groups are joined at, or what an analyst is asked of; those of one person always do.
 * Rule PE-23.
 */
export async function neighbourhoodOf(ctx: Context, weighing: Weighing, mentionIds: readonly string[]): Promise<Neighbourhood> {
  const known = new Map<string, Mention>()
  const rows = new Map<string, Row>()
  const rowOf = (mention: Said & { readonly id: string }): Row => {
    const row = rows.get(mention.id) ?? weighing.rowOf(mention)
    rows.set(mention.id, row)
    return row
  }
  const floor = hangsFrom(weighing)
  const persons = new Set<string>()
  let fresh = await mentionsById(ctx, mentionIds)
  while (fresh.length > 0 && known.size <= NEIGHBOURHOOD_MOST && persons.size <= PERSONS_MOST) {
    for (const mention of fresh) known.set(mention.id, mention)
    const near = new Map<string, Candidate>()
    for (const mention of fresh) {
      for (const each of (await findCandidates(ctx, wantedBy(mention))).mentions) {
        if (!known.has(each.id) && !near.has(each.id) && weighing.weigh(rowOf(mention), rowOf(each)) >= floor) near.set(each.id, each)
      }
    }
    const unmet = [...new Set([...fresh, ...near.values()].map(({ personId }) => personId))].filter((id) => !persons.has(id))
    for (const id of unmet) persons.add(id)
    const theirs = (await mentionsOfPersons(ctx, unmet)).filter(({ id }) => !known.has(id))
    for (const { id } of theirs) near.delete(id)
    // what is near and of somebody met before was recorded meanwhile
    fresh = [...theirs, ...(await mentionsById(ctx, [...near.keys()]))].sort((a, b) => (a.id < b.id ? -1 : 1))
  }
  const mentions = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return { mentions, ...pairsWeighed(weighing, mentions.map(rowOf)), isCut: fresh.length > 0 || persons.size > PERSONS_MOST }
}

/** Every pair of these rows, by place, weighed once, when it is asked for. */
export function pairsWeighed(weighing: Weighing, rows: readonly Row[]): Pick<Neighbourhood, 'weigh' | 'isBarred'> {
  const weights = new Float64Array((rows.length * (rows.length - 1)) / 2).fill(Number.NaN)
  const placeOf = (low: number, high: number): number => (high * (high - 1)) / 2 + low
  const weigh = (left: number, right: number): number => {
    const [low, high] = left < right ? [left, right] : [right, left]
    const known = weights[placeOf(low, high)] ?? Number.NaN
    if (!Number.isNaN(known)) return known
    const weight = weighing.weigh(rows[low] ?? [], rows[high] ?? [])
    weights[placeOf(low, high)] = weight
    return weight
  }
  return { weigh, isBarred: (left, right) => weigh(left, right) <= RULED.generations && weighing.isBarred(rows[Math.min(left, right)] ?? [], rows[Math.max(left, right)] ?? []) }
}

const WEIGHED_AT_ONCE = 10_000

/** Weigh every pair of so many mentions, with a rest every now and then: whoever asks later is answered at once. */
export function* weighingAll(mentions: number, { weigh }: Pick<Neighbourhood, 'weigh'>): Generator<undefined, undefined> {
  let weighed = 0
  for (let left = 0; left < mentions; left += 1) {
    for (let right = left + 1; right < mentions; right += 1) {
      weigh(left, right)
      weighed += 1
      if (weighed % WEIGHED_AT_ONCE === 0) yield undefined
    }
  }
  return undefined
}

/** The weight from which two mentions hang together: what links two groups, or what an analyst is asked of, if that is less. */
export function hangsFrom({ model: { clustering, thresholds } }: Weighing): number {
  return Math.min(linkFrom(clustering), thresholds.possible)
}

/** A mention's keys, as candidates for it are looked for. */
export function wantedBy(mention: Mention): Wanted {
  const standard = standardise(mention, '9999-12-31')
  return { ...mentionKeysOf(standard), dateOfBirth: mention.dateOfBirth, birthYear: mention.birthYear }
}

/**
 * How the mentions of a neighbourhood fall into persons: by the mean of all pairs, where one pair at least links them, within what people decided.
 *
 * Result: places in groups; the same whatever order they come in. Rules PE-11, PE-23, PE-29.
 */
export function groupsOf({ mentions, weigh, isBarred }: Hanging<Identified>, { model: { clustering } }: Weighing, decisions: readonly Decision[]): readonly (readonly number[])[] {
  const places = new Map(mentions.map(({ id }, at) => [id, at]))
  const placeOf = (id: string): number => places.get(id) ?? -1
  const bounds = boundsOf(decisions, new Set(places.keys()))
  const same = bounds.together.flatMap(([first, ...rest]) => rest.map((id): Pair => [placeOf(first ?? ''), placeOf(id)]))
  const said = new Groups()
  for (const ids of bounds.together) said.join(ids)
  const isSaid = ([left, right]: Pair): boolean => said.isOne(mentions[left]?.id ?? '', mentions[right]?.id ?? '')
  const barred = everyPair(mentions.length).filter((pair) => isBarred(...pair) && !isSaid(pair))
  const apart = [...bounds.apart.map(([left, right]): Pair => [placeOf(left), placeOf(right)]), ...barred]
  const nameless = mentions.flatMap(({ givenName }, at) => (nameWords(givenName ?? '', 'given').words.length === 0 ? [at] : []))
  const unfit = nameless.length === 0 ? [] : contestedPairs(nameless, mentions.length, weigh, clustering, { same: saidWithout(nameless, mentions, said), apart }, isSaid)
  return gathered(clusters(mentions.length, pairsOf(mentions.length, weigh), clustering, { same, apart: [...apart, ...unfit] }))
}

type Pair = readonly [number, number]

/** Whom people said to be one, without those who gave no first name: two that are one through such a record are still one. */
function saidWithout(nameless: readonly number[], mentions: readonly Identified[], said: Groups): readonly Pair[] {
  const named = [...mentions.entries()].filter(([at]) => !nameless.includes(at))
  return [...Map.groupBy(named, ([, { id }]) => said.rootOf(id)).values()].flatMap((own) => own.slice(1).map(([at], before): Pair => [own[before]?.[0] ?? at, at]))
}

function gathered(labels: Int32Array): readonly (readonly number[])[] {
  return [...Map.groupBy(labels.keys(), (at) => labels[at] ?? at).values()]
}

/** One doubling apart is as good as even. */
const AS_WELL = 1

/**
 * Pairs that are not put together by the evidence, because one of them gave no first name.
 *
 * The others are put in order first. Whoever gave no first name may then be of the person they fit best and of no other; of nobody, where they fit two as
 * well: "Mrs Pell" on the telephone of mother and daughter is one of them, and nothing says which. So they never bring two persons together.
 * Of whom somebody said they are, they are of that person, their later records too, and of no other.
 * Input: `same`, of those who gave one alone.
 * Source: the house. Rule PE-29.
 */
function contestedPairs(nameless: readonly number[], mentions: number, weigh: Neighbourhood['weigh'], settings: Clustering, { same, apart }: Decisions, isSaid: (pair: Pair) => boolean): readonly Pair[] {
  const isNameless = new Set(nameless)
  const isOfOthers = ([left, right]: Pair): boolean => !isNameless.has(left) && !isNameless.has(right)
  const pairs = pairsOf(mentions, (left, right) => (isOfOthers([left, right]) ? weigh(left, right) : -settings.cap))
  const others = gathered(clusters(mentions, pairs, settings, { same, apart: apart.filter(isOfOthers) })).filter(([first]) => !isNameless.has(first ?? -1))
  return nameless.flatMap((at) => {
    const isOwn = (group: readonly number[]): boolean => group.some((other) => isSaid([at, other]))
    if (others.some(isOwn)) return others.filter((group) => !isOwn(group)).flatMap((group) => group.map((other): Pair => [at, other]))
    const never = new Set(apart.flatMap(([left, right]) => (left === at ? [right] : right === at ? [left] : [])))
    const fits = others.filter((group) => !group.some((other) => never.has(other))).map((group) => fitOf(group, group.map((other) => weigh(at, other)), settings)).filter(({ best, mean }) => best >= linkFrom(settings) && mean >= settings.joinAt)
    const [most, next] = fits.sort((a, b) => b.mean - a.mean)
    if (most === undefined) return []
    const isContested = next !== undefined && next.mean > most.mean - AS_WELL
    return others.filter((group) => isContested || group !== most.group).flatMap((group) => group.map((other): Pair => [at, other]))
  })
}

function fitOf(group: readonly number[], weights: readonly number[], { cap }: Clustering): { readonly group: readonly number[]; readonly best: number; readonly mean: number } {
  const sum = weights.reduce((total, each) => total + Math.max(-cap, Math.min(cap, each)), 0)
  return { group, best: Math.max(...weights), mean: sum / weights.length }
}

function everyPair(things: number): readonly (readonly [number, number])[] {
  return Array.from({ length: things }, (_, left) => Array.from({ length: things - left - 1 }, (__, at): [number, number] => [left, left + 1 + at])).flat()
}

function pairsOf(things: number, weigh: (left: number, right: number) => number): ScoredPairs {
  const count = (things * (things - 1)) / 2
  const pairs = { count, left: new Int32Array(count), right: new Int32Array(count), weight: new Float64Array(count) }
  let at = 0
  for (let left = 0; left < things; left += 1) {
    for (let right = left + 1; right < things; right += 1) {
      pairs.left[at] = left
      pairs.right[at] = right
      pairs.weight[at] = weigh(left, right)
      at += 1
    }
  }
  return pairs
}

/** Mentions by their ids that the reader may see and that stand uncorrected. */
export async function mentionsById(ctx: Context, ids: readonly string[]): Promise<readonly Mention[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Mention>`select ${MENTION_COLUMNS} from person_mentions m where m.id = any (${[...ids]}::uuid[]) and m.corrected_by_id is null order by m.id`.execute(ctx.db)
  return rows
}

/** Every mention of these persons that the reader may see and that stands uncorrected. */
export async function mentionsOfPersons(ctx: Context, personIds: readonly string[]): Promise<readonly Mention[]> {
  if (personIds.length === 0) return []
  const { rows } = await sql<Mention>`select ${MENTION_COLUMNS} from person_mentions m where m.person_id = any (${[...personIds]}::uuid[]) and m.corrected_by_id is null order by m.id`.execute(ctx.db)
  return rows
}
