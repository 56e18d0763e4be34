// How good a linkage is, against the truth: pairs, records, the largest group.

/** What a linkage got right, of what it said and of what there was. */
export interface Measure {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** A linkage judged against the truth. */
export interface Judgement {
  readonly records: number
  readonly persons: number
  readonly found: number
  readonly pairs: Measure & { readonly truePairs: number; readonly foundPairs: number; readonly right: number }
  /** The mean over records: of those it was put with, and of those it belongs with. */
  readonly bCubed: Measure
  /** The share of whole persons found exactly. */
  readonly clusters: Measure
  readonly largest: number
  readonly largestTrue: number
}

/** Judge groups against true ones, each given by record. */
export function judge(found: ArrayLike<number>, truth: ArrayLike<number>): Judgement {
  const [sizes, trueSizes, both] = [new Map<number, number>(), new Map<number, number>(), new Map<string, number>()]
  const count = <K>(map: Map<K, number>, key: K): void => void map.set(key, (map.get(key) ?? 0) + 1)
  for (let at = 0; at < found.length; at += 1) {
    count(sizes, found[at] ?? 0)
    count(trueSizes, truth[at] ?? 0)
    count(both, `${found[at]} ${truth[at]}`)
  }
  const pairsIn = (map: ReadonlyMap<unknown, number>): number => [...map.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  const [right, said, all] = [pairsIn(both), pairsIn(sizes), pairsIn(trueSizes)]
  let [byFound, byTrue, exact] = [0, 0, 0]
  for (const [key, n] of both) {
    const [a = '', b = ''] = key.split(' ')
    const [own, real] = [sizes.get(Number(a)) ?? 1, trueSizes.get(Number(b)) ?? 1]
    byFound += (n * n) / own
    byTrue += (n * n) / real
    if (n === own && n === real) exact += 1
  }
  const records = found.length
  return {
    records, persons: trueSizes.size, found: sizes.size,
    pairs: { ...measure(ratio(right, said), ratio(right, all)), truePairs: all, foundPairs: said, right },
    bCubed: measure(ratio(byFound, records), ratio(byTrue, records)),
    clusters: measure(ratio(exact, sizes.size), ratio(exact, trueSizes.size)),
    largest: Math.max(0, ...sizes.values()), largestTrue: Math.max(0, ...trueSizes.values()),
  }
}

/** Judge single pairs: how many of those said were right, of so many true ones. */
export function measureOf(right: number, said: number, all: number): Measure {
  return measure(ratio(right, said), ratio(right, all))
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole
}

function measure(precision: number, recall: number): Measure {
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}
