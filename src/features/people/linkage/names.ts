import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '#platform/config.ts'

/**
 * The roots of a name: the name itself and the names it is a short or other form of, as numbers.
 *
 * Two names that share a root may be one person's: Bill and Will (William), Mohammed and Muhammad.
 */
export type Roots = readonly number[]

/** Which names stand for one another. */
export interface NameRoots {
  /** The roots of a word in lower case; only its own when it is in no list. */
  of(word: string, part: 'given' | 'family'): Roots
}

const FILES = {
  given: ['nicknames-en.csv', 'given-variants-uk.csv', 'given-variants-world.csv'],
  family: ['family-variants-uk.csv', 'family-variants-world.csv'],
} as const

let known: NameRoots | null = null

/** The lists that come with Heed (db/reference/names), read once. */
export function nameRoots(): NameRoots {
  known ??= rootsFrom({ given: linesOf(FILES.given), family: linesOf(FILES.family) })
  return known
}

/** Roots from pairs of a name and a form of it. */
export function rootsFrom(pairs: Readonly<Record<'given' | 'family', readonly (readonly [name: string, variant: string])[]>>): NameRoots {
  const numbers = new Map<string, number>()
  const numberOf = (word: string): number => {
    const found = numbers.get(word) ?? numbers.size
    numbers.set(word, found)
    return found
  }
  const tables = { given: tableOf(pairs.given, numberOf), family: tableOf(pairs.family, numberOf) }
  return { of: (word, part) => tables[part].get(word) ?? NO_ROOTS }
}

const NO_ROOTS: Roots = []

function tableOf(pairs: readonly (readonly [string, string])[], numberOf: (word: string) => number): Map<string, Roots> {
  const roots = new Map<string, Set<number>>()
  const add = (word: string, root: string): void => {
    const found = roots.get(word) ?? new Set([numberOf(word)])
    roots.set(word, found.add(numberOf(root)))
  }
  for (const [name, variant] of pairs) {
    add(name, name)
    add(variant, name)
  }
  return new Map([...roots].map(([word, found]) => [word, [...found].sort((a, b) => a - b)]))
}

/** Do two names share a root? */
export function shareRoot(left: Roots, right: Roots): boolean {
  let [i, j] = [0, 0]
  while (i < left.length && j < right.length) {
    const [a, b] = [left[i] ?? 0, right[j] ?? 0]
    if (a === b) return true
    if (a < b) i += 1
    else j += 1
  }
  return false
}

function linesOf(files: readonly string[]): [string, string][] {
  return files.flatMap((file) => readFileSync(join(projectFolder(), 'db/reference/names', file), 'utf8').split('\n').slice(1).flatMap((line): [string, string][] => {
    const [name = '', variant = ''] = line.trim().split(',')
    return name === '' || variant === '' ? [] : [[name, variant]]
  }))
}
