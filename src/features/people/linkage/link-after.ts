// A file of which most records were linked before: only what hangs together with the new ones is linked anew.
import { Refusal } from '#platform/errors.ts'
import { settleIdentities } from '../rules/identity.ts'
import { clusters } from './cluster.ts'
import { patternsOf, weighPairs } from './link.ts'
import type { Model } from './model.ts'
import { type CandidatePairs, pairFinder } from './pairs.ts'
import { type Records, termsOf } from './records.ts'
import { scorerOf } from './score.ts'
import { atOnce } from './steps.ts'

/** What linking the new records of a file came to. */
export interface LinkedAfter {
  /** By record, the name of its cluster: the one it had, where it is still that cluster. */
  readonly clusterOf: readonly string[]
  /** Records that no cluster was known of, and how many records were linked anew because of them. */
  readonly fresh: number
  readonly linkedAnew: number
  readonly pairs: number
}

/** What records were linked to earlier: their ids in order, each once; the number of the cluster each was in; and the clusters' names by their number. */
export interface Earlier {
  readonly ids: readonly string[]
  readonly clusters: ArrayLike<number>
  readonly names: readonly string[]
}

/**
 * Link a file of records of which some were linked before: as linking all of them would, without looking at what nothing new hangs together with.
 *
 * A record hangs together with another when they weigh at least what groups are joined at, or were in one cluster. A cluster keeps its name with its largest
 * part, a new one is named after its first record. Clusters of which a record has gone are linked anew.
 * Refuses: invalid, when the model is not trained: trained on each file anew, it would weigh old and new records otherwise than before.
 */
export function linkAfter(model: Model, records: Records, earlier: Earlier): LinkedAfter {
  if (model.trained === null) throw new Refusal('invalid', `The model ${model.name} is not trained, and records linked before can only be added to with the model they were linked with. Train it once with "people train", and link with what it writes.`)
  const clusterAt = clustersOf(records.ids, earlier)
  const members = membersOf(clusterAt, earlier.names.length)
  const active = startingWith(clusterAt, earlier, members)
  const found = hangingTogether(model, records, active, (at) => (clusterAt[at] === -1 ? [at] : members.of(clusterAt[at] ?? 0)))
  const groups = new Map<number, number[]>()
  for (const [at, is] of active.entries()) {
    if (is !== 1) continue
    const label = found.labels[at] ?? at
    const own = groups.get(label)
    if (own === undefined) groups.set(label, [at])
    else own.push(at)
  }
  const linkedAnew = [...groups.values()].reduce((sum, { length }) => sum + length, 0)
  return { clusterOf: named(records, clusterAt, earlier.names, [...groups.values()]), fresh: clusterAt.filter((cluster) => cluster === -1).length, linkedAnew, pairs: found.pairs }
}

/** By record, the number of the cluster it was in, or -1: both are in the order of their ids, and are gone through side by side. */
function clustersOf(ids: readonly string[], earlier: Earlier): Int32Array {
  const found = new Int32Array(ids.length).fill(-1)
  let known = 0
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] ?? ''
    while (known < earlier.ids.length && (earlier.ids[known] ?? '') < id) known += 1
    if (earlier.ids[known] === id) found[at] = earlier.clusters[known] ?? -1
  }
  return found
}

interface Members {
  of(cluster: number): Int32Array
}

/** The records of each cluster that are in the file. */
function membersOf(clusterAt: Int32Array, clusters: number): Members {
  const from = new Int32Array(clusters + 1)
  for (const cluster of clusterAt) if (cluster !== -1) from[cluster + 1] = (from[cluster + 1] ?? 0) + 1
  for (let at = 0; at < clusters; at += 1) from[at + 1] = (from[at + 1] ?? 0) + (from[at] ?? 0)
  const filled = from.slice()
  const records = new Int32Array(from[clusters] ?? 0)
  for (const [at, cluster] of clusterAt.entries()) {
    if (cluster === -1) continue
    records[filled[cluster] ?? 0] = at
    filled[cluster] = (filled[cluster] ?? 0) + 1
  }
  return { of: (cluster) => records.subarray(from[cluster] ?? 0, from[cluster + 1] ?? 0) }
}

/** The records to begin with, by number: those that are new, and those of clusters that have lost a record. */
function startingWith(clusterAt: Int32Array, earlier: Earlier, members: Members): Uint8Array {
  const active = Uint8Array.from(clusterAt, (cluster) => (cluster === -1 ? 1 : 0))
  const sizes = new Int32Array(earlier.names.length)
  for (let at = 0; at < earlier.ids.length; at += 1) {
    const cluster = earlier.clusters[at] ?? 0
    sizes[cluster] = (sizes[cluster] ?? 0) + 1
  }
  for (const [cluster, size] of sizes.entries()) if (members.of(cluster).length !== size) for (const at of members.of(cluster)) active[at] = 1
  return active
}

/** Step by step, whatever hangs together with the active records becomes active; at the end these are grouped. */
function hangingTogether(model: Model, records: Records, active: Uint8Array, withIt: (record: number) => Iterable<number>): { readonly labels: Int32Array; readonly pairs: number } {
  const scorer = scorerOf(model, termsOf(model, records))
  const pairsAbout = pairFinder(model, records.columns, records.count)
  const kept: Kept[] = []
  const looked = new Uint8Array(records.count)
  for (let about = active.slice(); about.includes(1);) {
    const pairs = unlike(pairsAbout(about), looked)
    const { weight, barred } = weighPairs(scorer, records, atOnce(patternsOf(model, records, pairs)))
    kept.push({ ...pairs, weight, barred })
    const next = new Uint8Array(records.count)
    const wake = (at: number): void => {
      for (const each of withIt(at)) {
        if (active[each] === 1) continue
        active[each] = 1
        next[each] = 1
      }
    }
    for (let at = 0; at < pairs.count; at += 1) {
      if ((weight[at] ?? -Infinity) < model.clustering.joinAt) continue
      wake(pairs.left[at] ?? 0)
      wake(pairs.right[at] ?? 0)
    }
    for (const [at, is] of about.entries()) if (is === 1) looked[at] = 1
    about = next
  }
  const { count, left, right, weight, apart } = together(kept, active)
  return { labels: clusters(records.count, { count, left, right, weight }, model.clustering, { same: [], apart }), pairs: kept.reduce((sum, each) => sum + each.count, 0) }
}

interface Kept extends CandidatePairs {
  readonly weight: Float64Array
  readonly barred: readonly (readonly [number, number])[]
}

/** Those pairs that were not found before: a pair with a record that was looked at was. */
function unlike({ count, left, right, splits }: CandidatePairs, looked: Uint8Array): CandidatePairs {
  const own = Int32Array.from({ length: count }, (_, at) => at).filter((at) => looked[left[at] ?? 0] !== 1 && looked[right[at] ?? 0] !== 1)
  return { count: own.length, left: own.map((at) => left[at] ?? 0), right: own.map((at) => right[at] ?? 0), splits }
}

/** All pairs between active records, in the order a whole run has them in. */
function together(kept: readonly Kept[], active: Uint8Array): { count: number; left: Int32Array; right: Int32Array; weight: Float64Array; apart: readonly (readonly [number, number])[] } {
  const isActive = (one: number, two: number): boolean => active[one] === 1 && active[two] === 1
  const all = kept.flatMap(({ count, left, right, weight }) => Array.from({ length: count }, (_, at) => ({ left: left[at] ?? 0, right: right[at] ?? 0, weight: weight[at] ?? 0 })).filter((pair) => isActive(pair.left, pair.right)))
  all.sort((a, b) => a.left - b.left || a.right - b.right)
  return {
    count: all.length, left: Int32Array.from(all, (pair) => pair.left), right: Int32Array.from(all, (pair) => pair.right), weight: Float64Array.from(all, (pair) => pair.weight),
    apart: kept.flatMap(({ barred }) => barred.filter(([one, two]) => isActive(one, two))),
  }
}

/** What each record's cluster is called: the groups linked anew by the names they had, the others as they were. */
function named(records: Records, clusterAt: Int32Array, earlierNames: readonly string[], groups: readonly (readonly number[])[]): readonly string[] {
  const names = Array.from(clusterAt, (cluster, at) => earlierNames[cluster] ?? records.ids[at] ?? '')
  const ids = groups.map((group) => group.map((at) => records.ids[at] ?? ''))
  const now = new Map(groups.flat().flatMap((at) => (clusterAt[at] === -1 ? [] : [[records.ids[at] ?? '', names[at] ?? ''] as const])))
  let made = 0
  const settled = settleIdentities(ids, now, new Map(), () => `\0${made++}`)
  const taken = new Set(earlierNames)
  for (const [g, group] of groups.entries()) {
    const own = ids[g] ?? []
    let name = settled.get(own[0] ?? '') ?? ''
    if (name.startsWith('\0')) name = own.find((id) => !taken.has(id)) ?? firstFree(own[0] ?? '', taken)
    taken.add(name)
    for (const at of group) names[at] = name
  }
  return names
}

/** All the records of a group have given their names to others: the first with a number. */
function firstFree(id: string, taken: ReadonlySet<string>): string {
  let at = 2
  while (taken.has(`${id} (${at})`)) at += 1
  return `${id} (${at})`
}
