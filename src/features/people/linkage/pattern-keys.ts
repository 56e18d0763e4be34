/** A level is at most 13: so many of them make a whole number that is exact. */
const LEVELS = 14
const FITS = 12

/** Numbers patterns of levels: of patterns of one length, two have one number only when every level is the same. */
export class PatternKeys {
  readonly #heads = new Map<number, number>()

  /** The number of a pattern. */
  of(levels: Uint8Array): number {
    let key = 0
    for (let at = 0; at < levels.length; at += 1) {
      // more would no longer be told apart: what came so far is counted, and goes on as its number
      if (at === FITS) key = this.#headOf(key)
      key = key * LEVELS + (levels[at] ?? 0)
    }
    return key
  }

  #headOf(key: number): number {
    const head = this.#heads.get(key) ?? this.#heads.size
    this.#heads.set(key, head)
    return head
  }
}
