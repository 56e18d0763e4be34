import { Joined } from '../linkage/joined.ts'
import type { ComparedPairs } from '../linkage/link.ts'
import { type Records, writeRow } from '../linkage/records.ts'
import type { StandingDecision } from '../queries/decisions.ts'
import { hangsFrom } from '../queries/gather.ts'
import type { Weighing } from '../queries/weighing.ts'

const WEIGHED_AT_ONCE = 20_000

/**
 * Mentions that hang together: by a weight that groups are joined at, as one person now, or because somebody said they are one. By place; only those of two or more.
 *
 * With a rest every now and then. Input: `persons`, the person each record is taken to be of.
 */
export function* hangingTogether(records: Records, persons: readonly string[], compared: Pick<ComparedPairs, 'count' | 'left' | 'right'>, weighing: Weighing, decisions: readonly StandingDecision[]): Generator<undefined, readonly (readonly number[])[]> {
  const joined = new Joined(records.count)
  const floor = hangsFrom(weighing)
  const [one, two] = [records.columns.map(() => null), records.columns.map(() => null)]
  for (let at = 0; at < compared.count; at += 1) {
    if (at % WEIGHED_AT_ONCE === 0) yield undefined
    const [left, right] = [compared.left[at] ?? 0, compared.right[at] ?? 0]
    writeRow(records, left, one)
    writeRow(records, right, two)
    if (weighing.weigh(one, two) >= floor) joined.join(left, right)
  }
  const firstOf = new Map<string, number>()
  for (const [at, person] of persons.entries()) {
    if (at % WEIGHED_AT_ONCE === 0) yield undefined
    const first = firstOf.get(person)
    if (first === undefined) firstOf.set(person, at)
    else joined.join(first, at)
  }
  for (const { verdict, leftIds, rightIds } of decisions) {
    if (verdict !== 'same') continue
    const said = placesOf(records, [...leftIds, ...rightIds])
    for (const at of said) joined.join(said[0] ?? at, at)
  }
  const found = new Map<number, number[]>()
  for (let at = 0; at < records.count; at += 1) {
    if (at % WEIGHED_AT_ONCE === 0) yield undefined
    const own = found.get(joined.rootOf(at))
    if (own === undefined) found.set(joined.rootOf(at), [at])
    else own.push(at)
  }
  return [...found.values()].filter(({ length }) => length > 1)
}

/** Where these are among the records, which are in the order of their ids. */
function placesOf({ ids }: Records, wanted: readonly string[]): readonly number[] {
  return wanted.flatMap((id) => {
    let [low, high] = [0, ids.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ids[middle] ?? '') < id) low = middle + 1
      else high = middle
    }
    return ids[low] === id ? [low] : []
  })
}
