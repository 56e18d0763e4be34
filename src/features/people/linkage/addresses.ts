// Which records speak of one address: a household's, not a person's.
import type { Value } from './clean.ts'
import { Joined } from './joined.ts'
import { isAlike } from './levels.ts'

/** What a record says of an address. */
export interface AddressSaid {
  readonly uprn: Value | null
  /** The line, cleaned as an address. */
  readonly line: Value | null
  readonly postcode: Value | null
}

/** How alike two street names must be that share postcode, number and flat. */
const STREET_ALIKE = 0.8

/**
 * Which of these are one address: for each the lowest number of its group, or -1 where too little is said.
 *
 * One property number is one address. Otherwise postcode, number and flat must be the same and the street spelt alike; the same line in one sector
 * is one address with a slip in its postcode, and a line without a postcode belongs where nearly all of that very line are. Two property numbers are two addresses, whatever their lines say.
 */
export function addressGroups(said: readonly AddressSaid[]): Int32Array {
  const joined = new Joined(said.length)
  const uprnOf = said.map(({ uprn }) => uprn?.text ?? null)
  const join = (one: number, two: number): void => {
    const [a, b] = [joined.rootOf(one), joined.rootOf(two)]
    const [own, other] = [uprnOf[a] ?? null, uprnOf[b] ?? null]
    if (a === b || (own !== null && other !== null && own !== other)) return
    uprnOf[joined.join(a, b)] = own ?? other
  }
  joinAlike(said, ({ uprn }) => uprn?.text ?? null, join)
  joinAlike(said, ({ line, postcode }) => (line === null || postcode === null ? null : `${postcode.text} ${line.text}`), join)
  for (const group of groupsBy(said, ({ line, postcode }) => (line === null || postcode === null || line.first === '' ? null : `${postcode.text} ${line.second} ${line.first}`))) {
    for (const [at, one] of group.entries()) for (const two of group.slice(at + 1)) if (isAlike(streetOf(said[one]), streetOf(said[two]), STREET_ALIKE)) join(one, two)
  }
  joinAlike(said, ({ line, postcode }) => (line === null || postcode === null || line.first === '' || postcode.first === '' ? null : `${postcode.first} ${line.text}`), join)
  for (const group of groupsBy(said, ({ line }) => (line === null || line.first === '' ? null : line.text))) {
    const home = usualOf(group.filter((at) => said[at]?.postcode !== null || said[at]?.uprn !== null).map((at) => joined.rootOf(at)))
    if (home === null) for (const at of group) join(group[0] ?? at, at)
    else if (home >= 0) for (const at of group) if (said[at]?.postcode === null && said[at]?.uprn === null) join(home, at)
  }
  return Int32Array.from(said, ({ uprn, line }, at) => (uprn === null && line === null ? -1 : joined.rootOf(at)))
}

/** Where nine in ten of a line's records are; null when it is nowhere, -1 when it is in several places. */
function usualOf(roots: readonly number[]): number | null {
  const counts = new Map<number, number>()
  for (const root of roots) counts.set(root, (counts.get(root) ?? 0) + 1)
  for (const [root, count] of counts) if (count >= 0.9 * roots.length) return root
  return roots.length === 0 ? null : -1
}

function streetOf(said: AddressSaid | undefined): string {
  return said?.line?.words.filter((word) => word !== said.line?.first && !/^(?:flat|unit|room)$/.test(word)).join(' ') ?? ''
}

function joinAlike(said: readonly AddressSaid[], keyOf: (each: AddressSaid) => string | null, join: (one: number, two: number) => void): void {
  for (const [first, ...rest] of groupsBy(said, keyOf)) for (const at of rest) join(first ?? at, at)
}

function groupsBy(said: readonly AddressSaid[], keyOf: (each: AddressSaid) => string | null): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>()
  for (const [at, each] of said.entries()) {
    const key = keyOf(each)
    if (key === null) continue
    const found = groups.get(key)
    if (found === undefined) groups.set(key, [at])
    else found.push(at)
  }
  return groups.values()
}
