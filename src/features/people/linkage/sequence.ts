// Records as they came in, one after the other: for each, who of those known by then it is.
import { type ClusterSettings, linkFrom } from './cluster.ts'
import type { Linkage } from './link.ts'
import { compare, type Records } from './records.ts'

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
 * A person is all their earlier records together. A record joins the person it fits best on the mean, as in the night's run; what is said of it is
 * the weight of the best single record, with half of that mean: one record that fits speaks less when the person's others do not. Nothing that
 * comes later is looked at.
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
    const found: Candidate[] = []
    for (let at = earlier.starts[record] ?? 0; at < (earlier.starts[record + 1] ?? 0); at += 1) {
      const pair = earlier.pairs[at] ?? 0
      const other = compared.left[pair] === record ? (compared.right[pair] ?? 0) : (compared.left[pair] ?? 0)
      found.push({ record: other, group: group[other] ?? other, weight: weight[pair] ?? 0 })
    }
    const persons = personsOf(found, (each) => size[each] ?? 1, model.clustering)
    const joined = highest(persons.filter(({ link }) => link >= linkFrom(model.clustering)), ({ mean }) => mean)
    const own = joined !== null && joined.mean >= model.clustering.joinAt ? joined.group : record
    group[record] = own
    size[own] = (size[own] ?? 0) + 1
    const best = highest(persons, ({ weight: each }) => each)
    return best === null ? { record, best: -1, weight: 0, group: -1 } : { record, best: best.record, weight: best.weight, group: best.group }
  })
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

function highest(persons: readonly PersonCandidate[], by: (person: PersonCandidate) => number): PersonCandidate | null {
  let best: PersonCandidate | null = null
  for (const each of persons) if (best === null || by(each) > by(best) || (by(each) === by(best) && each.record < best.record)) best = each
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
