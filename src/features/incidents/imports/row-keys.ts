import { hash } from 'node:crypto'
import { Refusal } from '#platform/errors.ts'

const WORDS = 5
const FIRST_SLOTS = 1 << 12
const MOST_ROWS = 12_000_000

/**
 * Gives each row of a file its key: the hash of its bytes, and which of the equal rows of the file it is.
 *
 * Two reports of one month at one anonymised point are the same bytes and yet two incidents; the same file read again must give the same
 * keys. So equal rows are numbered in the file's order.
 * Memory: 20 bytes a slot, 29 to 57 bytes a different row; a million different rows take 42 MB.
 * Refuses: invalid, beyond 12 million different rows in one file (about 400 MB).
 */
export class RowKeys {
  /** Each slot: 16 bytes of the hash, and how often it has been seen (0: an empty slot). */
  #table = new Uint32Array(FIRST_SLOTS * WORDS)
  #slots = FIRST_SLOTS
  #used = 0

  /** The key of the next row, and the hash in it. */
  keyOf(raw: Uint8Array): { key: string; rowHash: string } {
    const rowHash = hash('sha256', raw, 'hex')
    return { key: `row ${rowHash} ${this.#count(rowHash)}`, rowHash }
  }

  /** The key of the next row where the row names itself: nothing is counted. */
  keyOfNamed(raw: Uint8Array, name: string): { key: string; rowHash: string } {
    return { key: name, rowHash: hash('sha256', raw, 'hex') }
  }

  /** Which of the equal rows of the file this is: 1 for the first. */
  numberOf(raw: Uint8Array): number {
    return this.#count(hash('sha256', raw, 'hex'))
  }

  /** How many different rows have been seen. */
  get different(): number {
    return this.#used
  }

  #count(rowHash: string): number {
    const words = [0, 8, 16, 24].map((at) => Number.parseInt(rowHash.slice(at, at + 8), 16))
    const [a = 0, b = 0, c = 0, d = 0] = words
    const at = slotFor(this.#table, this.#slots, a, b, c, d)
    const seen = this.#table[at + 4] ?? 0
    this.#table.set([a, b, c, d, seen + 1], at)
    if (seen === 0) {
      this.#used += 1
      if (this.#used > MOST_ROWS) throw new Refusal('invalid', 'The file has more than 12 million different rows. Import it in parts, one month to a file.')
      if (this.#used > this.#slots * 0.7) this.#grow()
    }
    return seen + 1
  }

  #grow(): void {
    const slots = this.#slots * 2
    const table = new Uint32Array(slots * WORDS)
    for (let from = 0; from < this.#table.length; from += WORDS) {
      if (this.#table[from + 4] === 0) continue
      const row = this.#table.subarray(from, from + WORDS)
      table.set(row, slotFor(table, slots, row[0] ?? 0, row[1] ?? 0, row[2] ?? 0, row[3] ?? 0))
    }
    this.#table = table
    this.#slots = slots
  }
}

function slotFor(table: Uint32Array, slots: number, a: number, b: number, c: number, d: number): number {
  let slot = a & (slots - 1)
  for (;;) {
    const at = slot * WORDS
    const isFree = table[at + 4] === 0
    if (isFree || (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d)) return at
    slot = (slot + 1) & (slots - 1)
  }
}
