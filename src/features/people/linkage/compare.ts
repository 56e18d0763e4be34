import { areForms, areSpellings, isAlike, holds } from './levels.ts'
import { cleanText, type Value } from './clean.ts'
import type { Comparison, Level, Model } from './model.ts'

/** A record in the form it is compared in: one value a column of the model. */
export type Row = readonly (Value | null)[]

/**
 * A record cleaned for a model.
 *
 * Input: the text of each of the file's own columns by name; a column that is not there counts as empty.
 */
export function cleanRecord(model: Model, raw: Readonly<Record<string, string | null | undefined>>): Row {
  return model.columns.map(({ from, clean }) => cleanText(clean, from.map((name) => raw[name] ?? '').join(' ')))
}

/**
 * What two records agree on: for each comparison the number of the first level that holds.
 *
 * Result: 0 when it cannot be compared, 1 for the best level, one more than the number of levels when nothing agrees. The same whichever record comes first.
 */
export function levelsOf(model: Model, left: Row, right: Row): Uint8Array {
  const found = new Uint8Array(model.comparisons.length)
  writeLevels(model, left, right, found)
  return found
}

/** As levelsOf, into an array that is there already. */
export function writeLevels(model: Model, left: Row, right: Row, into: Uint8Array): void {
  const isSwapped = areSwapped(model, left, right)
  const [one, two] = isSwapped ? aligned(model, left, right) : [left, right]
  for (let at = 0; at < model.comparisons.length; at += 1) {
    const comparison = model.comparisons[at]
    if (comparison !== undefined) into[at] = levelOf(comparison, one, two, isSwapped && model.swap?.[0] === comparison.columns[0])
  }
}

/** The text two records agree on exactly in a column; null when they do not. */
export function sharedText(model: Model, left: Row, right: Row, column: number): string | null {
  const [one, two] = [left[column]?.text, right[column]?.text]
  if (one !== undefined && one === two) return one
  if (model.swap === null || !model.swap.includes(column) || !areSwapped(model, left, right)) return null
  const [first, second] = aligned(model, left, right)
  return first[column]?.text === second[column]?.text ? (first[column]?.text ?? null) : null
}

function levelOf(comparison: Comparison, left: Row, right: Row, isSwapped: boolean): number {
  const { levels } = comparison
  if (!isComparable(comparison, left, right)) return 0
  for (let at = 0; at < levels.length; at += 1) {
    const level = levels[at]
    if (level === undefined) continue
    // names in each other's place agree in that way and in no other
    if (isSwapped ? level.kind === 'swapped' : isHeld(level, left, right)) return at + 1
  }
  return levels.length + 1
}

/** What a record says in a column, or null. */
export function valueIn(row: Row, column: number): Value | null {
  return row[column] ?? null
}

function isComparable(comparison: Comparison, left: Row, right: Row): boolean {
  for (const column of comparison.columns) if (valueIn(left, column) !== null && valueIn(right, column) !== null) return true
  return false
}

function isHeld(level: Level, left: Row, right: Row): boolean {
  if (level.kind === 'swapped') return false
  if (level.kind === 'all' || level.kind === 'any') {
    const isAll = level.kind === 'all'
    for (const each of level.of) if (isHeld(each, left, right) !== isAll) return !isAll
    return isAll
  }
  if (level.other === -1) {
    const [a, b] = [valueIn(left, level.column), valueIn(right, level.column)]
    return a !== null && b !== null && holds(level.kind, a, b, level)
  }
  const [a, b, c, d] = [valueIn(left, level.column), valueIn(right, level.other), valueIn(left, level.other), valueIn(right, level.column)]
  return (a !== null && b !== null && holds(level.kind, a, b, level)) || (c !== null && d !== null && holds(level.kind, c, d, level))
}

const ALIKE = 0.85

/** Are the two names in each other's place: crosswise they agree, straight they do not? */
function areSwapped(model: Model, left: Row, right: Row): boolean {
  if (model.swap === null) return false
  const [given, family] = model.swap
  const [a, b, c, d] = [left[given] ?? null, left[family] ?? null, right[given] ?? null, right[family] ?? null]
  // crosswise names that agree begin alike: nearly every pair is told apart by this alone
  if (!beginAlike(a, d) && !beginAlike(b, c)) return false
  if (agree(a, c) || agree(b, d)) return false
  const [one, two] = [agree(a, d), agree(b, c)]
  if (one && two) return true
  // one name alone must be the very same, and nothing stand against it crosswise
  if (one && (b === null || c === null)) return a?.text === d?.text && (a?.text.length ?? 0) > 2
  if (two && (a === null || d === null)) return b?.text === c?.text && (b?.text.length ?? 0) > 2
  return false
}

function beginAlike(a: Value | null, b: Value | null): boolean {
  return a !== null && b !== null && a.letter === b.letter
}

function agree(a: Value | null, b: Value | null): boolean {
  if (a === null || b === null) return false
  if (a.isPart || b.isPart) return a.letter === b.letter
  return areForms(a, b) || areSpellings(a, b) || isAlike(a.text, b.text, ALIKE)
}

/** Two records of which one has its names exchanged: always the same one, whichever comes first. */
function aligned(model: Model, left: Row, right: Row): readonly [Row, Row] {
  const [given, family] = model.swap ?? [0, 0]
  const key = (row: Row): string => `${row[given]?.text ?? ''} ${row[family]?.text ?? ''}`
  const [first, second] = key(left) <= key(right) ? [left, right] : [right, left]
  const other = second.slice()
  other[given] = second[family] ?? null
  other[family] = second[given] ?? null
  return [first, other]
}
