// How alike two texts are. Small and exact, so that the call, the night's run and an explanation all say the same.

const flagsLeft = new Uint8Array(512)
const flagsRight = new Uint8Array(512)
const LONGEST = 512

/**
 * How alike two words are by the letters they share and those out of place: 1 for the same word, 0 for nothing in common.
 *
 * Source: M. A. Jaro, Advances in record-linkage methodology, JASA 84 (1989).
 */
export function jaro(left: string, right: string): number {
  if (left === right) return left === '' ? 0 : 1
  const a = left.length > LONGEST ? left.slice(0, LONGEST) : left
  const b = right.length > LONGEST ? right.slice(0, LONGEST) : right
  if (a === '' || b === '') return 0
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const matches = markMatches(a, b, reach)
  if (matches === 0) return 0
  let [at, halfTurns] = [0, 0]
  for (let i = 0; i < a.length; i += 1) {
    if (flagsLeft[i] === 0) continue
    while (flagsRight[at] === 0) at += 1
    if (a.charCodeAt(i) !== b.charCodeAt(at)) halfTurns += 1
    at += 1
  }
  return (matches / a.length + matches / b.length + (matches - halfTurns / 2) / matches) / 3
}

function markMatches(a: string, b: string, reach: number): number {
  flagsLeft.fill(0, 0, a.length)
  flagsRight.fill(0, 0, b.length)
  let matches = 0
  for (let i = 0; i < a.length; i += 1) {
    const letter = a.charCodeAt(i)
    const last = Math.min(b.length - 1, i + reach)
    for (let j = Math.max(0, i - reach); j <= last; j += 1) {
      if (flagsRight[j] === 1 || b.charCodeAt(j) !== letter) continue
      flagsLeft[i] = 1
      flagsRight[j] = 1
      matches += 1
      break
    }
  }
  return matches
}

/**
 * Jaro's likeness, raised for words that begin alike: a tenth of what is missing for each of the first four letters shared.
 *
 * Source: W. E. Winkler, String comparator metrics and enhanced decision rules (1990).
 */
export function jaroWinkler(left: string, right: string): number {
  const alike = jaro(left, right)
  const most = Math.min(4, left.length, right.length)
  let shared = 0
  while (shared < most && left.charCodeAt(shared) === right.charCodeAt(shared)) shared += 1
  return alike + shared * 0.1 * (1 - alike)
}

/** How many letters must be put in, taken out or changed to make one text of the other. */
export function levenshtein(left: string, right: string): number {
  return edits(left, right, false)
}

/** As levenshtein, with two neighbouring letters changing places as one edit (optimal string alignment). */
export function damerauLevenshtein(left: string, right: string): number {
  return edits(left, right, true)
}

function edits(left: string, right: string, mayTurn: boolean): number {
  if (left === right) return 0
  const [a, b] = left.length <= right.length ? [left, right] : [right, left]
  let before = new Int32Array(a.length + 1)
  let row = new Int32Array(a.length + 1)
  let next = new Int32Array(a.length + 1)
  for (let i = 0; i <= a.length; i += 1) row[i] = i
  for (let j = 1; j <= b.length; j += 1) {
    next[0] = j
    const letter = b.charCodeAt(j - 1)
    for (let i = 1; i <= a.length; i += 1) {
      const same = a.charCodeAt(i - 1) === letter
      let least = Math.min((next[i - 1] ?? 0) + 1, (row[i] ?? 0) + 1, (row[i - 1] ?? 0) + (same ? 0 : 1))
      const turned = mayTurn && i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === letter
      if (turned) least = Math.min(least, (before[i - 2] ?? 0) + 1)
      next[i] = least
    }
    const spare = before
    before = row
    row = next
    next = spare
  }
  return row[a.length] ?? 0
}

/** Can one text be made of the other by one letter put in, left out or changed, or two neighbours turned round? As damerauLevenshtein <= 1, and quicker. */
export function isWithinOneEdit(left: string, right: string): boolean {
  const [a, b] = left.length <= right.length ? [left, right] : [right, left]
  if (b.length - a.length > 1) return false
  let start = 0
  while (start < a.length && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  let end = 0
  while (end < a.length - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1
  const [restA, restB] = [a.length - start - end, b.length - start - end]
  if (restB <= 1) return true
  return restA === 2 && restB === 2 && a.charCodeAt(start) === b.charCodeAt(start + 1) && a.charCodeAt(start + 1) === b.charCodeAt(start)
}

/** The share of words two texts have in common: 1 when they have the same words in any order. */
export function sharedWords(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return 0
  const other = new Set(right)
  const own = new Set(left)
  let both = 0
  for (const word of own) if (other.has(word)) both += 1
  return both / (own.size + other.size - both)
}
