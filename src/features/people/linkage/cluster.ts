// From pairs to persons: groups are joined while the mean of all pairs between them is high enough.
import { Joined } from './joined.ts'

/** Scored pairs of things numbered from 0. */
export interface ScoredPairs {
  readonly count: number
  readonly left: Int32Array
  readonly right: Int32Array
  readonly weight: Float64Array
}

/** What people have decided: always the same, and never, whatever the weights and whatever lies between. */
export interface Decisions {
  readonly same: readonly (readonly [number, number])[]
  readonly apart: readonly (readonly [number, number])[]
}

/** How far a weight may count, what a pair counts that was never compared, and down to which mean groups are joined. */
export interface ClusterSettings {
  readonly cap: number
  readonly missing: number
  readonly joinAt: number
  /** What one pair at least must weigh between two groups that are joined; nothing more than the mean where it is not said. */
  readonly linkAt?: number | undefined
}

/** The least that brings two things together by itself: a pair is its own mean. */
export function linkFrom({ joinAt, linkAt = joinAt }: ClusterSettings): number {
  return Math.max(joinAt, linkAt)
}

const NO_DECISIONS: Decisions = { same: [], apart: [] }

/**
 * Which of so many things belong together: by thing, the lowest number in its group.
 *
 * Connected components only say what could belong together; inside each, the two groups with the highest mean weight are joined first, and nothing
 * is joined below the setting, nor where no single pair links the two. Things decided to be apart are in different groups by every path; that wins over things decided to be the same.
 * The same whatever the order of the pairs.
 */
export function clusters(things: number, pairs: ScoredPairs, settings: ClusterSettings, decisions: Decisions = NO_DECISIONS): Int32Array {
  const joined = componentsOf(things, pairs, linkFrom(settings), decisions)
  const groups = new Map<number, number[]>()
  for (let at = 0; at < pairs.count; at += 1) {
    const root = joined[pairs.left[at] ?? 0] ?? 0
    if (root !== joined[pairs.right[at] ?? 0]) continue
    const found = groups.get(root)
    if (found === undefined) groups.set(root, [at])
    else found.push(at)
  }
  const labels = Int32Array.from({ length: things }, (_, at) => at)
  const decided = { same: byComponent(decisions.same, joined), apart: byComponent(decisions.apart, joined) }
  for (const root of new Set([...groups.keys(), ...decided.same.keys()])) {
    agglomerate(groups.get(root) ?? [], pairs, settings, { same: decided.same.get(root) ?? [], apart: decided.apart.get(root) ?? [] }, labels)
  }
  return labels
}

function byComponent(pairs: readonly (readonly [number, number])[], joined: Int32Array): Map<number, (readonly [number, number])[]> {
  const found = new Map<number, (readonly [number, number])[]>()
  for (const pair of pairs) {
    const root = joined[pair[0]] ?? 0
    if (root === joined[pair[1]]) found.set(root, [...(found.get(root) ?? []), pair])
  }
  return found
}

/** By thing, the lowest number it hangs together with. */
function componentsOf(things: number, pairs: ScoredPairs, from: number, decisions: Decisions): Int32Array {
  const joined = new Joined(things)
  for (let at = 0; at < pairs.count; at += 1) if ((pairs.weight[at] ?? -Infinity) >= from) joined.join(pairs.left[at] ?? 0, pairs.right[at] ?? 0)
  for (const [one, two] of decisions.same) joined.join(one, two)
  return joined.roots()
}

interface Between {
  sum: number
  count: number
  best: number
  isBarred: boolean
}

interface Group {
  readonly lowest: number
  members: number[]
  readonly others: Map<number, Between>
  version: number
}

interface Offer {
  readonly mean: number
  readonly one: number
  readonly two: number
  readonly versions: number
}

function agglomerate(own: readonly number[], pairs: ScoredPairs, settings: ClusterSettings, decisions: Decisions, labels: Int32Array): void {
  const groups = new Map<number, Group>()
  const groupOf = (thing: number): Group => {
    const found = groups.get(thing) ?? { lowest: thing, members: [thing], others: new Map<number, Between>(), version: 0 }
    groups.set(thing, found)
    return found
  }
  const between = (one: number, two: number): Between => {
    const found = groupOf(one).others.get(two) ?? { sum: 0, count: 0, best: -Infinity, isBarred: false }
    groupOf(one).others.set(two, found)
    groupOf(two).others.set(one, found)
    return found
  }
  for (const at of own) {
    const link = between(pairs.left[at] ?? 0, pairs.right[at] ?? 0)
    link.sum += Math.max(-settings.cap, Math.min(settings.cap, pairs.weight[at] ?? 0))
    link.count += 1
    link.best = Math.max(link.best, pairs.weight[at] ?? 0)
  }
  for (const [one, two] of decisions.apart) between(one, two).isBarred = true
  const standing = new Map<number, number>()
  const rootOf = (thing: number): number => {
    let at = thing
    for (let next = standing.get(at); next !== undefined; next = standing.get(at)) at = next
    return at
  }
  for (const [one, two] of inOrder(decisions.same)) {
    const [a, b] = [rootOf(one), rootOf(two)].toSorted((x, y) => x - y)
    if (a !== undefined && b !== undefined && a !== b && groupOf(a).others.get(b)?.isBarred !== true) merge(groups, groupOf(a), groupOf(b), standing)
  }
  joinBest(groups, settings, standing)
  for (const group of groups.values()) for (const thing of group.members) labels[thing] = group.lowest
}

function inOrder(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return pairs.map(([a, b]): readonly [number, number] => (a < b ? [a, b] : [b, a])).sort((x, y) => x[0] - y[0] || x[1] - y[1])
}

function joinBest(groups: Map<number, Group>, settings: ClusterSettings, standing: Map<number, number>): void {
  const heap = new Heap()
  const least = settings.linkAt ?? -Infinity
  const offer = (one: Group, two: Group): void => {
    const link = one.others.get(two.lowest)
    if (link === undefined || link.isBarred || link.best < least) return
    const all = one.members.length * two.members.length
    const mean = (link.sum + settings.missing * (all - link.count)) / all
    if (mean >= settings.joinAt) heap.push({ mean, one: Math.min(one.lowest, two.lowest), two: Math.max(one.lowest, two.lowest), versions: one.version + two.version })
  }
  for (const group of groups.values()) for (const other of group.others.keys()) {
    const two = groups.get(other)
    if (two !== undefined && group.lowest < other) offer(group, two)
  }
  for (let best = heap.pop(); best !== undefined; best = heap.pop()) {
    const [one, two] = [groups.get(best.one), groups.get(best.two)]
    if (one === undefined || two === undefined || one.version + two.version !== best.versions) continue
    merge(groups, one, two, standing)
    for (const other of one.others.keys()) {
      const third = groups.get(other)
      if (third !== undefined) offer(one, third)
    }
  }
}

/** The second group goes into the first, which has the lower number. */
function merge(groups: Map<number, Group>, one: Group, two: Group, standing: Map<number, number>): void {
  one.others.delete(two.lowest)
  for (const [other, link] of two.others) {
    if (other === one.lowest) continue
    const third = groups.get(other)
    third?.others.delete(two.lowest)
    const found = one.others.get(other)
    const sum = found === undefined ? link : { sum: found.sum + link.sum, count: found.count + link.count, best: Math.max(found.best, link.best), isBarred: found.isBarred || link.isBarred }
    one.others.set(other, sum)
    third?.others.set(one.lowest, sum)
  }
  one.members = [...one.members, ...two.members]
  one.version += two.version + 1
  groups.delete(two.lowest)
  standing.set(two.lowest, one.lowest)
}

/** The best offer first: the highest mean, then the lowest numbers. */
class Heap {
  readonly #offers: Offer[] = []

  push(offer: Offer): void {
    let at = this.#offers.push(offer) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!isBetter(offer, this.#offers[up])) break
      this.#swap(at, up)
      at = up
    }
  }

  pop(): Offer | undefined {
    const best = this.#offers[0]
    const last = this.#offers.pop()
    if (last === undefined || this.#offers.length === 0) return best
    this.#offers[0] = last
    for (let at = 0; ;) {
      const down = [2 * at + 1, 2 * at + 2].filter((each) => each < this.#offers.length).sort((a, b) => (isBetter(this.#offers[a], this.#offers[b]) ? -1 : 1))[0]
      if (down === undefined || !isBetter(this.#offers[down], this.#offers[at])) return best
      this.#swap(at, down)
      at = down
    }
  }

  #swap(one: number, two: number): void {
    const [a, b] = [this.#offers[one], this.#offers[two]]
    if (a === undefined || b === undefined) return
    this.#offers[one] = b
    this.#offers[two] = a
  }
}

function isBetter(one: Offer | undefined, two: Offer | undefined): boolean {
  if (one === undefined || two === undefined) return one !== undefined
  if (one.mean !== two.mean) return one.mean > two.mean
  return one.one !== two.one ? one.one < two.one : one.two < two.two
}
