// Words of this file
//   mention    one person as one record speaks of them
//   person     the set of mentions taken to be of one human being; its id outlives changes of the set
//   decision   what somebody said of two sides of mentions: same, different, not sure

/** What somebody decided about two sides of mentions. "Not sure" binds nothing: it only takes the pair out of the queue. */
export interface Decision {
  readonly id: string
  readonly verdict: 'same' | 'different' | 'not sure'
  readonly leftIds: readonly string[]
  readonly rightIds: readonly string[]
}

/** What decisions lay down for some mentions: groups that must stay together, and pairs of mentions that never may. */
export interface Bounds {
  readonly together: readonly (readonly string[])[]
  readonly apart: readonly (readonly [string, string])[]
}

/**
 * What the decisions in force lay down for these mentions.
 *
 * "Same" holds both its sides together as they stood; "different" keeps every mention of one side from every mention of the other, by whatever road.
 * Source: the method in docs/linkage-models.md; the house. Rule PE-11.
 */
export function boundsOf(decisions: readonly Decision[], mentionIds: ReadonlySet<string>): Bounds {
  const known = (ids: readonly string[]): string[] => ids.filter((id) => mentionIds.has(id))
  return {
    together: decisions.filter(({ verdict }) => verdict === 'same').map(({ leftIds, rightIds }) => known([...leftIds, ...rightIds])).filter((ids) => ids.length > 1),
    apart: decisions.filter(({ verdict }) => verdict === 'different').flatMap(({ leftIds, rightIds }) => {
      const right = known(rightIds)
      return known(leftIds).flatMap((left) => right.map((other) => [left, other] as const))
    }),
  }
}

/**
 * The decision in force that a new one would contradict, directly or through others; null when there is none.
 *
 * What people said is one person, taken together, may hold nobody that somebody said is different.
 * Rule PE-12.
 */
export function contradicted(standing: readonly Decision[], added: Decision): Decision | null {
  const all = [...standing, added]
  const groups = new Groups()
  for (const { verdict, leftIds, rightIds } of all) if (verdict === 'same') groups.join([...leftIds, ...rightIds])
  const clash = all.find(({ verdict, leftIds, rightIds }) => verdict === 'different' && leftIds.some((left) => rightIds.some((right) => groups.isOne(left, right))))
  if (clash === undefined) return null
  if (clash !== added) return clash
  // the new one says "different": name the standing "same" that holds its sides together
  const inside = new Set(added.leftIds.flatMap((left) => (added.rightIds.some((right) => groups.isOne(left, right)) ? [groups.rootOf(left)] : [])))
  return standing.find(({ verdict, leftIds }) => verdict === 'same' && leftIds.some((id) => inside.has(groups.rootOf(id)))) ?? null
}

/**
 * Which person each mention belongs to once they are grouped anew: nobody is renumbered who need not be.
 *
 * A person's id stays with the largest part that survives; of equals with the part that holds the oldest mention.
 * A part left without an id takes back one it had before, if nobody has it now; else a new one.
 * Input: ids are UUIDv7, so that they sort by age; `earlier`, the persons a mention once belonged to, the latest first; `fresh` makes a new id.
 * Source: the method in docs/linkage-models.md and 3.9. Rule PE-13.
 */
export function settleIdentities(groups: readonly (readonly string[])[], now: ReadonlyMap<string, string>, earlier: ReadonlyMap<string, readonly string[]>, fresh: () => string): Map<string, string> {
  const parts = groups.map((ids) => [...ids].sort()).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
  const claims = parts.flatMap((ids, at) => [...countBy(ids, (id) => now.get(id))].map(([person, size]) => ({ at, person, size })))
  claims.sort((a, b) => b.size - a.size || a.at - b.at || (a.person < b.person ? -1 : 1))
  const taken = new Set<string>()
  const chosen = new Map<number, string>()
  const claim = (at: number, person: string): void => {
    if (chosen.has(at) || taken.has(person)) return
    chosen.set(at, person)
    taken.add(person)
  }
  for (const { at, person } of claims) claim(at, person)
  // a person still held by some mention is nobody's to take back
  for (const person of now.values()) taken.add(person)
  for (const [at, ids] of parts.entries()) {
    if (chosen.has(at)) continue
    const before = [...countBy(ids, (id) => (earlier.get(id) ?? []).find((person) => !taken.has(person)))].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    for (const [person] of before) claim(at, person)
    if (!chosen.has(at)) chosen.set(at, fresh())
  }
  return new Map(parts.flatMap((ids, at) => ids.map((id) => [id, chosen.get(at) ?? fresh()] as const)))
}

function countBy(ids: readonly string[], of: (id: string) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) {
    const value = of(id)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

/** Ids joined into groups, directly or through one another. */
export class Groups {
  readonly #above = new Map<string, string>()

  /** The id that stands for an id's whole group. */
  rootOf(id: string): string {
    let at = id
    for (let above = this.#above.get(at); above !== undefined && above !== at; above = this.#above.get(at)) at = above
    if (at !== id) this.#above.set(id, at)
    return at
  }

  /** Make one group of these. */
  join(ids: readonly string[]): void {
    const [first] = ids
    if (first === undefined) return
    for (const id of ids) {
      const [one, other] = [this.rootOf(first), this.rootOf(id)].sort()
      if (one !== undefined && other !== undefined && one !== other) this.#above.set(other, one)
    }
  }

  /** Whether two ids are in one group. */
  isOne(left: string, right: string): boolean {
    return this.rootOf(left) === this.rootOf(right)
  }
}
