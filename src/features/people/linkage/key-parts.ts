// What each value of a column gives to the keys of blocking, worked out once a file and not once a rule.
import { keyTextsOf } from './block.ts'
import type { KeyPart } from './model.ts'
import type { ColumnValues } from './pairs.ts'

/** By value of a column, what one part of a key takes of it, as numbers. */
export interface PartHashes {
  readonly codes: Int32Array
  /** How many texts a value gives: 0, 1, or more. */
  readonly count: Uint8Array
  /** The number of the first. */
  readonly first: Int32Array
  /** All numbers of those that give more than one. */
  readonly more: ReadonlyMap<number, readonly number[]>
}

/** What every part of every rule takes of the columns of one file. */
export class KeyParts {
  readonly #columns: readonly ColumnValues[]
  readonly #hashes = new Map<string, PartHashes>()
  readonly #splits = new Map<string, Int32Array>()

  constructor(columns: readonly ColumnValues[]) {
    this.#columns = columns
  }

  /** The numbers that a part's texts are keyed by. */
  hashesOf(part: KeyPart): PartHashes {
    const known = this.#hashes.get(nameOf(part))
    if (known !== undefined) return known
    const { codes, values } = this.#columns[part.column] ?? NO_VALUES
    const made = { codes, count: new Uint8Array(values.length), first: new Int32Array(values.length), more: new Map<number, readonly number[]>() }
    for (const [at, value] of values.entries()) {
      const texts = keyTextsOf(part, value)
      made.count[at] = Math.min(2, texts.length)
      made.first[at] = hashOf(texts[0] ?? '')
      if (texts.length > 1) made.more.set(at, texts.map(hashOf))
    }
    this.#hashes.set(nameOf(part), made)
    return made
  }

  /** By value, the number of the first text a part takes of it: two values have one number only for one text; 0 where it takes nothing. */
  splitsOf(part: KeyPart): { readonly codes: Int32Array; readonly numbers: Int32Array } {
    const { codes, values } = this.#columns[part.column] ?? NO_VALUES
    const known = this.#splits.get(nameOf(part))
    if (known !== undefined) return { codes, numbers: known }
    const seen = new Map<string, number>([['', 0]])
    const numbers = new Int32Array(values.length)
    for (const [at, value] of values.entries()) {
      const text = keyTextsOf(part, value)[0] ?? ''
      const number = seen.get(text) ?? seen.size
      seen.set(text, number)
      numbers[at] = number
    }
    this.#splits.set(nameOf(part), numbers)
    return { codes, numbers }
  }
}

const NO_VALUES: ColumnValues = { codes: new Int32Array(0), values: [] }

function nameOf({ column, take, letters }: KeyPart): string {
  return `${column} ${take} ${letters}`
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return scrambled(hash)
}

/** A number whose bits are well mixed. */
export function scrambled(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}
