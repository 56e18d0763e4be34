// Records as they came in, one after the other: for each, who of those known by then it is.
import { type ClusterSettings, linkFrom } from './cluster.ts'
import type { Linkage } from './link.ts'
import { compare, rowAt, type Records } from './records.ts'

/** What was known of a record at the moment it came. */
export interface Recognition {
  readonly record: number
  /** The earlier record it is most like; -1 when none came up. */
  readonly best: number
  /** The odds in doublings that it is that record's person, and not one of the others that came up, nor somebody new. */
  readonly weight: number
  /** The group of that record, by the number of its first record; -1 when none came up. */
  readonly group: number
}

/**
 * For each record in the order of its time, the person among the earlier ones it most likely is.
 *
 * A person is all their earlier records together. A record joins the person it fits best on the mean, as in the night's run. What is said of it is
 * the weight of the best single record, moved by half of each of four things: that mean, since one record that fits speaks less when the person's
 * others do not; what the best of all their records together weigh more or less than that one (the name of one, the telephone of another); how
 * many they have, in doublings, since who came often comes again; and, against it, the odds of the others who came up, since only one of them it
 * can be. Nothing that comes later is looked at.
 */
export function recognitions(linkage: Linkage, records: Records): readonly Recognition[] {
  const { compared, weight, model } = linkage
  const order = Array.from({ length: records.count }, (_, at) => at).sort((a, b) => compare(records.times[a] ?? '', records.times[b] ?? '') || a - b)
  const place = new Int32Array(records.count)
  for (const [at, record] of order.entries()) place[record] = at
  const earlier = earlierPairs(compared.count, compared.left, compared.right, place, records.count)
  const group = new Int32Array(records.count).fill(-1)
  const size = new Int32Array(records.count)
  return order.map((record) => {
    const found: Earlier[] = []
    for (let at = earlier.starts[record] ?? 0; at < (earlier.starts[record + 1] ?? 0); at += 1) {
      const pair = earlier.pairs[at] ?? 0
      const other = compared.left[pair] === record ? (compared.right[pair] ?? 0) : (compared.left[pair] ?? 0)
      found.push({ record: other, group: group[other] ?? other, weight: weight[pair] ?? 0, pair })
    }
    const persons = personsOf(found, (each) => size[each] ?? 1, model.clustering)
    const weights = whatIsSaid(persons, weightsTogether(linkage, records, record, found), size)
    const joined = highest(persons.filter(({ link }) => link >= linkFrom(model.clustering)), ({ mean }) => mean)
    const own = joined !== null && joined.mean >= model.clustering.joinAt ? joined.group : record
    group[record] = own
    size[own] = (size[own] ?? 0) + 1
    const best = highest(persons, ({ group: each }) => weights.get(each) ?? 0)
    return best === null ? { record, best: -1, weight: 0, group: -1 } : { record, best: best.record, weight: weights.get(best.group) ?? 0, group: best.group }
  })
}

interface Earlier extends Candidate {
  readonly pair: number
}

/** Weights beyond which one candidate more or less says nothing. */
const CERTAIN = 20

/** By person, the weight that is said. Input: by person, what their best records weigh together; by person, how many records they had before. */
function whatIsSaid(persons: readonly PersonCandidate[], together: ReadonlyMap<number, number>, size: Int32Array): ReadonlyMap<number, number> {
  const odds = persons.map(({ link }) => 2 ** Math.max(-CERTAIN, Math.min(CERTAIN, link)))
  const all = odds.reduce((sum, each) => sum + each, 0)
  return new Map(persons.map(({ group, link, weight }, at) => {
    const others = Math.log2(1 + Math.max(0, all - (odds[at] ?? 0)))
    return [group, weight + ((together.get(group) ?? link) - link + Math.log2(Math.max(1, size[group] ?? 1)) - others) / 2]
  }))
}

/** By person with more than one record that came up, what their best records weigh together: of each thing compared, the record that agrees best. */
function weightsTogether({ compared, scorer, model }: Linkage, records: Records, record: number, found: readonly Earlier[]): ReadonlyMap<number, number> {
  const weights = new Map<number, number>()
  for (const [group, own] of Map.groupBy(found, (each) => each.group)) {
    if (own.length === 1) continue
    const best = highest(own, ({ weight }) => weight)
    const row = rowAt(records, best?.record ?? record)
    const levels = new Uint8Array(model.comparisons.length)
    for (const [at, { columns }] of model.comparisons.entries()) {
      const levelOf = ({ pair }: Earlier): number => compared.patterns[compared.patternOf[pair] ?? 0]?.levels[at] ?? 0
      const closest = highest(own.filter((each) => levelOf(each) > 0), (each) => -levelOf(each))
      if (closest === null) continue
      levels[at] = levelOf(closest)
      const from = rowAt(records, closest.record)
      for (const column of columns) row[column] = from[column] ?? null
    }
    weights.set(group, scorer.weigherOf(levels)(rowAt(records, record), row))
  }
  return weights
}

/** An earlier record that came up, with its group and what the two weigh. */
export interface Candidate {
  readonly record: number
  readonly group: number
  readonly weight: number
}

/** A person that came up: their record that fits best, the mean over all their records, and the weight of the whole. */
export interface PersonCandidate extends Candidate {
  readonly mean: number
  /** What that one record weighs by itself. */
  readonly link: number
}

/** Candidates gathered into persons. Input: how many records each person has, those that did not come up too. */
export function personsOf(candidates: readonly Candidate[], sizeOf: (group: number) => number, settings: ClusterSettings): readonly PersonCandidate[] {
  const groups = new Map<number, { best: Candidate; sum: number; count: number }>()
  for (const each of candidates) {
    const capped = Math.max(-settings.cap, Math.min(settings.cap, each.weight))
    const found = groups.get(each.group)
    if (found === undefined) {
      groups.set(each.group, { best: each, sum: capped, count: 1 })
      continue
    }
    found.sum += capped
    found.count += 1
    if (each.weight > found.best.weight || (each.weight === found.best.weight && each.record < found.best.record)) found.best = each
  }
  return [...groups.values()].map(({ best, sum, count }) => {
    const size = Math.max(count, sizeOf(best.group))
    const mean = (sum + settings.missing * (size - count)) / size
    return { ...best, mean, link: best.weight, weight: best.weight + mean / 2 }
  })
}

function highest<T extends Candidate>(candidates: readonly T[], by: (candidate: T) => number): T | null {
  let best: T | null = null
  for (const each of candidates) if (best === null || by(each) > by(best) || (by(each) === by(best) && each.record < best.record)) best = each
  return best
}

function earlierPairs(count: number, left: Int32Array, right: Int32Array, place: Int32Array, records: number): { starts: Int32Array; pairs: Int32Array } {
  const laterOf = (pair: number): number => {
    const [a, b] = [left[pair] ?? 0, right[pair] ?? 0]
    return (place[a] ?? 0) > (place[b] ?? 0) ? a : b
  }
  const starts = new Int32Array(records + 1)
  for (let pair = 0; pair < count; pair += 1) starts[laterOf(pair) + 1] = (starts[laterOf(pair) + 1] ?? 0) + 1
  for (let at = 0; at < records; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0)
  const next = starts.slice()
  const pairs = new Int32Array(count)
  for (let pair = 0; pair < count; pair += 1) {
    const later = laterOf(pair)
    pairs[next[later] ?? 0] = pair
    next[later] = (next[later] ?? 0) + 1
  }
  return { starts, pairs }
}
