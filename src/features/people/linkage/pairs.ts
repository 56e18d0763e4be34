// The pairs of a whole file of records that are compared.
import type { Value } from './clean.ts'
import { KeyParts, scrambled } from './key-parts.ts'
import type { BlockingRule, KeyPart, Model } from './model.ts'
import { PairSet } from './pair-set.ts'

/** What is said of a key that too many records share. */
export interface SplitKey {
  readonly rule: string
  /** How many records share it. */
  readonly records: number
  /** The columns it was split by, one after the other. */
  readonly by: readonly string[]
  /** Pairs that were left uncompared because nothing was left to split by. */
  readonly uncompared: number
}

/** The pairs to compare: the numbers of two records each, the lower first, in order. */
export interface CandidatePairs {
  readonly count: number
  readonly left: Int32Array
  readonly right: Int32Array
  readonly splits: readonly SplitKey[]
}

/** The values of records, a column at a time: by record the number of its value, or -1; and the values. */
export interface ColumnValues {
  readonly codes: Int32Array
  readonly values: readonly Value[]
}

/**
 * The most pairs one rule may make: some 400,000 in a small file, and ever fewer in a large one.
 *
 * A key that is wide says less the more records there are, and its groups are then split by what else is known.
 */
function pairsAllowed(records: number): number {
  return 400_000 * (10_000 / Math.max(10_000, records)) ** 0.2
}

/** Every pair of records that shares a key, once, with the keys that had to be split; with a rest every now and then. */
export function* findingPairs(model: Model, columns: readonly ColumnValues[], records: number): Generator<undefined, CandidatePairs> {
  const parts = new KeyParts(columns)
  const pairs = new PairSet(records)
  const splits: SplitKey[] = []
  for (const rule of model.blocking) {
    const block = blockOf(rule, parts, records, model.keyCap)
    yield undefined
    yield* addingPairs(model, parts, block, pairs, splits)
    pairs.tidy()
    yield undefined
  }
  return { ...pairs.finish(), splits }
}

/**
 * Finds again and again the pairs that have at least one of some records: `about`, by record, 1 for those.
 *
 * They are the pairs that findingPairs finds, less those of other records among themselves.
 */
export function pairFinder(model: Model, columns: readonly ColumnValues[], records: number): (about: Uint8Array) => CandidatePairs {
  const parts = new KeyParts(columns)
  const blocks = model.blocking.map((rule) => blockOf(rule, parts, records, model.keyCap))
  return (about) => {
    const pairs = new PairSet(records, about)
    const splitter = splitterOf(model, parts, pairs)
    const splits: SplitKey[] = []
    for (const block of blocks) {
      for (const group of groupsAbout(about, block, parts)) {
        if (group.length <= block.cap) pairs.addAll(group)
        else splits.push(splitter(group, block.rule, block.cap))
      }
      pairs.tidy()
    }
    return { ...pairs.finish(), splits }
  }
}

/** The groups of one rule that have any of these records, each once, found by their keys. */
function* groupsAbout(about: Uint8Array, { rule, keyed, size }: Block, parts: KeyParts): Generator<readonly number[]> {
  const seen = new Set<number>()
  const keysOf = keyerOf(rule, parts, size)
  for (let record = about.indexOf(1); record !== -1; record = about.indexOf(1, record + 1)) {
    const starts: number[] = []
    keysOf(record, (each) => starts.push(firstFrom(keyed, each - record)))
    for (const start of starts) {
      if (seen.has(start)) continue
      seen.add(start)
      const next = (Math.floor((keyed[start] ?? 0) / size) + 1) * size
      let end = start + 1
      while (end < keyed.length && (keyed[end] ?? 0) < next) end += 1
      if (end - start > 1) yield ownersOf(keyed, start, end, size)
    }
  }
}

function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The records of one rule in the order of their keys, and from which size its groups are split. */
interface Block {
  readonly rule: BlockingRule
  readonly keyed: Float64Array
  readonly size: number
  readonly cap: number
}

function blockOf(rule: BlockingRule, parts: KeyParts, records: number, most: number): Block {
  const size = sizeFor(records)
  const keyed = keyedRecords(rule, parts, records, size)
  return { rule, keyed, size, cap: capFor(keyed, size, most, pairsAllowed(records)) }
}

const ADDED_AT_ONCE = 50_000

function* addingPairs(model: Model, parts: KeyParts, { rule, keyed, size, cap }: Block, pairs: PairSet, splits: SplitKey[]): Generator<undefined, undefined> {
  const splitter = splitterOf(model, parts, pairs)
  let rested = 0
  for (const [start, end] of groupsOf(keyed, size)) {
    const group = ownersOf(keyed, start, end, size)
    if (group.length <= cap) pairs.addAll(group)
    else splits.push(splitter(group, rule, cap))
    if (end - rested < ADDED_AT_ONCE) continue
    rested = end
    yield undefined
  }
  return undefined
}

/** Where each group of records with one key begins and ends, of those with two or more. */
function* groupsOf(keyed: Float64Array, size: number): Generator<readonly [number, number]> {
  let start = 0
  while (start < keyed.length) {
    const key = Math.floor((keyed[start] ?? 0) / size)
    let end = start + 1
    while (end < keyed.length && Math.floor((keyed[end] ?? 0) / size) === key) end += 1
    if (end - start > 1) yield [start, end]
    start = end
  }
}

/** From which size a rule's groups are split: the model's cap, or less where the whole rule would make more pairs than are allowed. */
function capFor(keyed: Float64Array, size: number, most: number, allowed: number): number {
  const ofSize = new Float64Array(most + 1)
  for (const [start, end] of groupsOf(keyed, size)) {
    const members = end - start
    // a larger group is split, and makes some pairs of a group at the cap for each of its records
    if (members <= most) ofSize[members] = (ofSize[members] ?? 0) + 1
  }
  let [made, cap] = [0, 2]
  for (; cap <= most; cap += 1) {
    made += ((ofSize[cap] ?? 0) * cap * (cap - 1)) / 2
    if (made > allowed && cap > 4) return cap - 1
  }
  return most
}

/** Splits a group of records that is too large by what else is known of them. */
function splitterOf(model: Model, parts: KeyParts, pairs: PairSet): (group: readonly number[], rule: BlockingRule, cap: number) => SplitKey {
  const all = splittersOf(model)
  return (group, rule, cap) => {
    const own = new Set(rule.parts.filter(({ take }) => take === 'all').map(({ column }) => column))
    const by = new Set<string>()
    const split = (part: readonly number[], left: readonly KeyPart[]): number => {
      if (!pairs.wants(part)) return 0
      if (part.length <= cap) {
        pairs.addAll(part)
        return 0
      }
      const [next, ...rest] = left
      if (next === undefined) return pairs.addNeighbours(part, Math.ceil(cap / 2))
      by.add(model.columns[next.column]?.name ?? '')
      let uncompared = 0
      for (const each of partedBy(part, parts.splitsOf(next))) uncompared += split(each, rest)
      return uncompared
    }
    const uncompared = split(group, all.filter(({ column }) => !own.has(column)))
    return { rule: rule.name, records: group.length, by: [...by], uncompared }
  }
}

function partedBy(group: readonly number[], { codes, numbers }: { readonly codes: Int32Array; readonly numbers: Int32Array }): Iterable<readonly number[]> {
  const parts = new Map<number, number[]>()
  for (const record of group) {
    const number = numbers[codes[record] ?? -1] ?? 0
    const found = parts.get(number)
    if (found === undefined) parts.set(number, [record])
    else found.push(record)
  }
  return parts.values()
}

/** What an overfull key is split by, in turn: how the names sound and begin, the year of birth, then everything else. */
function splittersOf(model: Model): readonly KeyPart[] {
  const about = (wanted: string): readonly number[] => model.comparisons.filter((each) => each.about === wanted).flatMap((each) => each.columns.slice(0, 1))
  const part = (column: number, take: KeyPart['take']): KeyPart => ({ column, take, letters: 0 })
  const first = [...about('family name').map((at) => part(at, 'sound')), ...about('given name').map((at) => part(at, 'initial')), ...about('birth').map((at) => part(at, 'year'))]
  return [...first, ...model.columns.map((_, at) => part(at, 'all'))]
}

/** A power of two no record's number reaches: key and record share one exact number of 53 bits. */
function sizeFor(records: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(records + 1)))
}

function ownersOf(keyed: Float64Array, start: number, end: number, size: number): readonly number[] {
  const found: number[] = []
  for (let at = start; at < end; at += 1) {
    const owner = (keyed[at] ?? 0) % size
    if (found.at(-1) !== owner) found.push(owner)
  }
  return found
}

/**
 * The keys of every record for one rule with the record's number, in order.
 *
 * Keys are numbers of up to 32 bits made of their text: two texts that fall on one number are compared in vain, and nothing worse.
 */
function keyedRecords(rule: BlockingRule, parts: KeyParts, records: number, size: number): Float64Array {
  let [keyed, count] = [new Float64Array(records + 16), 0]
  const add = (each: number): void => {
    if (count === keyed.length) {
      const larger = new Float64Array(keyed.length * 2)
      larger.set(keyed)
      keyed = larger
    }
    keyed[count] = each
    count += 1
  }
  const keysOf = keyerOf(rule, parts, size)
  for (let record = 0; record < records; record += 1) keysOf(record, add)
  return keyed.subarray(0, count).sort()
}

/** Tells the keys of one record, each with the record's number. */
function keyerOf(rule: BlockingRule, parts: KeyParts, size: number): (record: number, add: (keyed: number) => void) => void {
  const taken = rule.parts.map((part) => parts.hashesOf(part))
  const dropped = Math.max(0, Math.log2(size) - 21)
  return (record, add) => {
    let [key, several]: [number, readonly number[] | null] = [0, null]
    for (const { codes, count, first, more } of taken) {
      const value = codes[record] ?? -1
      const texts = value === -1 ? 0 : (count[value] ?? 0)
      if (texts === 0) return
      if (texts === 1 && several === null) key = mix(key, first[value] ?? 0, rule.isUnordered)
      else several = (several ?? [key]).flatMap((each) => (more.get(value) ?? [first[value] ?? 0]).map((hash) => mix(each, hash, rule.isUnordered)))
    }
    if (several === null) add((key >>> dropped) * size + record)
    else for (const each of several) add((each >>> dropped) * size + record)
  }
}

function mix(key: number, hash: number, isUnordered: boolean): number {
  return isUnordered ? (key + hash) | 0 : scrambled(Math.imul(key, 31) + hash)
}
