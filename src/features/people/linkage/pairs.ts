// The pairs of a whole file of records that are compared.
import { keyTextsOf } from './block.ts'
import type { Value } from './clean.ts'
import type { BlockingRule, KeyPart, Model } from './model.ts'

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

/** Every pair of records that shares a key, once, with the keys that had to be split. */
export function candidatePairs(model: Model, columns: readonly ColumnValues[], records: number): CandidatePairs {
  const pairs = new PairSet(records)
  const splits: SplitKey[] = []
  const splitter = splitterOf(model, columns, pairs)
  const size = sizeFor(records)
  for (const rule of model.blocking) {
    const keyed = keyedRecords(rule, columns, records, size)
    const cap = capFor(keyed, size, model.keyCap, pairsAllowed(records))
    for (const [start, end] of groupsOf(keyed, size)) {
      const group = ownersOf(keyed, start, end, size)
      if (group.length <= cap) pairs.addAll(group)
      else splits.push(splitter(group, rule, cap))
    }
    pairs.tidy()
  }
  return { ...pairs.finish(), splits }
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
function splitterOf(model: Model, columns: readonly ColumnValues[], pairs: PairSet): (group: readonly number[], rule: BlockingRule, cap: number) => SplitKey {
  const all = splittersOf(model)
  return (group, rule, cap) => {
    const own = new Set(rule.parts.filter(({ take }) => take === 'all').map(({ column }) => column))
    const by = new Set<string>()
    const split = (part: readonly number[], left: readonly KeyPart[]): number => {
      if (part.length <= cap) {
        pairs.addAll(part)
        return 0
      }
      const [next, ...rest] = left
      if (next === undefined) return pairs.addNeighbours(part, Math.ceil(cap / 2))
      by.add(model.columns[next.column]?.name ?? '')
      let uncompared = 0
      for (const each of partedBy(part, next, columns[next.column])) uncompared += split(each, rest)
      return uncompared
    }
    const uncompared = split(group, all.filter(({ column }) => !own.has(column)))
    return { rule: rule.name, records: group.length, by: [...by], uncompared }
  }
}

function partedBy(group: readonly number[], part: KeyPart, column: ColumnValues | undefined): Iterable<readonly number[]> {
  const parts = new Map<string, number[]>()
  for (const record of group) {
    const value = column?.values[column.codes[record] ?? -1]
    const text = value === undefined ? '' : (keyTextsOf(part, value)[0] ?? '')
    const found = parts.get(text)
    if (found === undefined) parts.set(text, [record])
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
function keyedRecords(rule: BlockingRule, columns: readonly ColumnValues[], records: number, size: number): Float64Array {
  const parts = rule.parts.map((part) => {
    const { codes, values } = columns[part.column] ?? { codes: new Int32Array(0), values: [] }
    return { codes, hashes: values.map((value) => keyTextsOf(part, value).map(hashOf)) }
  })
  const dropped = Math.max(0, Math.log2(size) - 21)
  let [keyed, count] = [new Float64Array(records + 16), 0]
  for (let record = 0; record < records; record += 1) {
    let made: readonly number[] = [0]
    for (const { codes, hashes } of parts) {
      const own = hashes[codes[record] ?? -1] ?? []
      made = own.length === 1 && made.length === 1 ? [mix(made[0] ?? 0, own[0] ?? 0, rule.isUnordered)] : made.flatMap((key) => own.map((hash) => mix(key, hash, rule.isUnordered)))
      if (made.length === 0) break
    }
    for (const key of made) {
      if (count === keyed.length) {
        const larger = new Float64Array(keyed.length * 2)
        larger.set(keyed)
        keyed = larger
      }
      keyed[count] = (key >>> dropped) * size + record
      count += 1
    }
  }
  return keyed.subarray(0, count).sort()
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return scrambled(hash)
}

function scrambled(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function mix(key: number, hash: number, isUnordered: boolean): number {
  return isUnordered ? (key + hash) | 0 : scrambled(Math.imul(key, 31) + hash)
}

/** Pairs of records, each once. */
export class PairSet {
  readonly #records: number
  #pairs = new Float64Array(1 << 16)
  #count = 0
  #tidied = 0

  constructor(records: number) {
    this.#records = records
  }

  /** Every pair of a group whose numbers are in order. */
  addAll(group: readonly number[]): void {
    this.addNeighbours(group, group.length)
  }

  /** Each record with the next so many of its group. Result: how many pairs of the group were left out. */
  addNeighbours(group: readonly number[], reach: number): number {
    let added = 0
    for (let i = 0; i < group.length; i += 1) {
      const last = Math.min(group.length, i + 1 + reach)
      for (let j = i + 1; j < last; j += 1) this.#add(group[i] ?? 0, group[j] ?? 0)
      added += last - i - 1
    }
    return (group.length * (group.length - 1)) / 2 - added
  }

  /** Take out what is in twice, once enough has been added. */
  tidy(isLast = false): void {
    if (this.#count === this.#tidied || (!isLast && this.#count < this.#tidied * 1.5)) return
    const sorted = this.#pairs.subarray(0, this.#count).sort()
    let kept = 0
    for (let at = 0; at < sorted.length; at += 1) {
      if (at > 0 && sorted[at] === sorted[kept - 1]) continue
      sorted[kept] = sorted[at] ?? 0
      kept += 1
    }
    this.#count = kept
    this.#tidied = kept
  }

  /** The pairs in order, the lower number first. */
  finish(): { count: number; left: Int32Array; right: Int32Array } {
    this.tidy(true)
    const left = new Int32Array(this.#count)
    const right = new Int32Array(this.#count)
    for (let at = 0; at < this.#count; at += 1) {
      const pair = this.#pairs[at] ?? 0
      left[at] = Math.floor(pair / this.#records)
      right[at] = pair % this.#records
    }
    return { count: this.#count, left, right }
  }

  #add(one: number, two: number): void {
    if (this.#count === this.#pairs.length) {
      const larger = new Float64Array(this.#pairs.length * 2)
      larger.set(this.#pairs)
      this.#pairs = larger
    }
    this.#pairs[this.#count] = one * this.#records + two
    this.#count += 1
  }
}
