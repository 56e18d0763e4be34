/** Pairs of records, each once. */
export class PairSet {
  readonly #records: number
  readonly #about: Uint8Array | null
  #pairs = new Float64Array(1 << 16)
  #count = 0
  #tidied = 0

  /** Input: `about`, by record, 1 for those of which a pair must have one; null for every pair. */
  constructor(records: number, about: Uint8Array | null = null) {
    this.#records = records
    this.#about = about
  }

  /** Whether any of these may be in a pair. */
  wants(group: readonly number[]): boolean {
    const about = this.#about
    if (about === null) return true
    for (const record of group) if (about[record] === 1) return true
    return false
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
    if (this.#count === this.#tidied || (!isLast && this.#count < this.#tidied * 2)) return
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
    if (this.#about !== null && this.#about[one] !== 1 && this.#about[two] !== 1) return
    if (this.#count === this.#pairs.length) {
      const larger = new Float64Array(this.#pairs.length * 2)
      larger.set(this.#pairs)
      this.#pairs = larger
    }
    this.#pairs[this.#count] = one * this.#records + two
    this.#count += 1
  }
}
