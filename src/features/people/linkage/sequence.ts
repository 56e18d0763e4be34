// Records as they came in, one after the other: for each, who of those known by then it is.
import { rowAt, compare, type Records } from './records.ts'
import type { Linkage } from './link.ts'
import type { Scorer } from './score.ts'

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
 * A person is all their earlier records together: the best of them speaks for the person, and the others add a little where they too agree. Two
 * persons that both look right take from each other. Nothing that comes later is looked at.
 */
export function recognitions(linkage: Linkage, records: Records): readonly Recognition[] {
  const { compared, weight, model } = linkage
  const order = Array.from({ length: records.count }, (_, at) => at).sort((a, b) => compare(records.times[a] ?? '', records.times[b] ?? '') || a - b)
  const place = new Int32Array(records.count)
  for (const [at, record] of order.entries()) place[record] = at
  const earlier = earlierPairs(compared.count, compared.left, compared.right, place, records.count)
  const group = new Int32Array(records.count).fill(-1)
  return order.map((record) => {
    const found: Candidate[] = []
    for (let at = earlier.starts[record] ?? 0; at < (earlier.starts[record + 1] ?? 0); at += 1) {
      const pair = earlier.pairs[at] ?? 0
      const other = compared.left[pair] === record ? (compared.right[pair] ?? 0) : (compared.left[pair] ?? 0)
      found.push({ record: other, group: group[other] ?? other, weight: weight[pair] ?? 0 })
    }
    const best = bestOf(found)
    const isKnown = best !== null && best.weight >= model.thresholds.same
    group[record] = isKnown ? best.group : record
    return best === null ? { record, best: -1, weight: 0, group: -1 } : { record, best: best.record, weight: best.weight, group: best.group }
  })
}

/** An earlier record that came up, with its group and what the two weigh. */
export interface Candidate {
  readonly record: number
  readonly group: number
  readonly weight: number
}

/** The likeliest person among candidates: the weight of the best record, less what the other persons that came up take away. */
export function bestOf(candidates: readonly Candidate[]): Candidate | null {
  const groups = new Map<number, { best: Candidate; sum: number; count: number }>()
  for (const each of candidates) {
    const found = groups.get(each.group)
    if (found === undefined) groups.set(each.group, { best: each, sum: each.weight, count: 1 })
    else {
      found.sum += each.weight
      found.count += 1
      if (each.weight > found.best.weight || (each.weight === found.best.weight && each.record < found.best.record)) found.best = each
    }
  }
  const persons = [...groups.values()].map(({ best, sum, count }) => ({ ...best, weight: personWeight(best.weight, sum, count) }))
  let likeliest: Candidate | null = null
  for (const each of persons) if (likeliest === null || each.weight > likeliest.weight || (each.weight === likeliest.weight && each.record < likeliest.record)) likeliest = each
  if (likeliest === null) return null
  let others = 0
  for (const each of persons) if (each.group !== likeliest.group) others += 2 ** Math.min(each.weight, 60)
  return { ...likeliest, weight: likeliest.weight - Math.log2(1 + others) }
}

function personWeight(best: number, _sum: number, count: number): number {
  return count === 1 ? best : best
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

/** What a new record and one already known weigh: for those who ask of two alone. */
export function weightBetween(scorer: Scorer, records: Records, one: number, two: number): number {
  return scorer.score(rowAt(records, one), rowAt(records, two)).weight
}
