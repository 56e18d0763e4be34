/** The parts of a name as given, and as they are compared. */
export interface StandardName {
  readonly rawGiven: string | null
  readonly rawFamily: string | null
  readonly title: string | null
  /** Every given name that is one, as compared: "mary", "anne". */
  readonly given: readonly string[]
  /** Single letters standing for given names. */
  readonly initials: readonly string[]
  /** Every part of the family name: "smith", "jones" for Smith-Jones. */
  readonly family: readonly string[]
  /** The first given name; null when there is none or only an initial. */
  readonly givenKey: string | null
  /** The family name whole, its parts run together: "smithjones", "obrien", "macdonald" stays apart from "mcdonald". */
  readonly familyKey: string | null
}

const TITLES = new Set([
  'mr', 'mrs', 'miss', 'ms', 'mx', 'master', 'dr', 'doctor', 'prof', 'professor', 'rev', 'revd', 'reverend', 'fr', 'sir', 'dame', 'lord', 'lady',
  'cllr', 'councillor', 'pc', 'pcso', 'sgt', 'insp', 'capt', 'captain', 'major', 'col', 'imam', 'rabbi', 'sister', 'hon',
])
const SUFFIXES = new Set(['jr', 'jnr', 'junior', 'sr', 'snr', 'senior', 'ii', 'iii', 'iv', 'obe', 'mbe', 'cbe', 'qpm', 'esq', 'esquire', 'phd', 'bsc', 'ma'])
const PLACEHOLDERS = new Set([
  'unknown', 'unk', 'anon', 'anonymous', 'refused', 'withheld', 'none', 'nil', 'null', 'nk', 'not', 'given', 'known', 'entered', 'stated', 'provided',
  'declined', 'caller', 'male', 'female', 'unnamed', 'test', 'xx', 'xxx', 'tba', 'tbc',
])
/** Letters that do not come apart into a plain one and an accent. */
const PLAIN: Record<string, string> = { ø: 'o', đ: 'd', ð: 'd', ł: 'l', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ı: 'i', ħ: 'h' }

/**
 * A name in the form it is compared in: lower case, accents and apostrophes gone, hyphens taken as spaces, titles and placeholders dropped.
 *
 * A name given whole in the field of given names, or beginning with a title, is divided at its last word, unless it is written "Family, Given".
 * The raw parts stay beside it.
 */
export function standardiseName(rawGiven: string | null, rawFamily: string | null): StandardName {
  const [givenText, familyText] = divided(rawGiven, rawFamily)
  const titles: string[] = []
  const given = wordsOf(givenText, titles, true)
  const family = wordsOf(familyText, titles, false)
  const names = given.filter((word) => word.length > 1)
  const familyKey = family.join('')
  return {
    rawGiven,
    rawFamily,
    title: titles[0] ?? null,
    given: names,
    initials: given.filter((word) => word.length === 1),
    family,
    givenKey: names[0] ?? null,
    familyKey: familyKey.length < 2 ? null : familyKey,
  }
}

/**
 * The words of one part of a name as they are compared, titles, suffixes and placeholders dropped; the title apart.
 *
 * For records whose given and family names are in columns of their own and are never divided.
 */
export function nameWords(text: string, part: 'given' | 'family'): { readonly words: readonly string[]; readonly title: string | null } {
  const titles: string[] = []
  const words = wordsOf(text, titles, part === 'given')
  return { words, title: titles[0] ?? null }
}

/** One word as it is compared: "O’Brien" is "obrien", "Zoë" is "zoe". Writing that is not Latin is kept as it is. */
export function plainWord(word: string): string {
  const lower = word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/[øđðłßæœþıħ]/g, (letter) => PLAIN[letter] ?? letter)
  return lower.replaceAll(/[^\p{L}\p{N}]/gu, '').normalize('NFC')
}

function divided(rawGiven: string | null, rawFamily: string | null): [string, string] {
  const given = rawGiven?.trim() ?? ''
  const family = rawFamily?.trim() ?? ''
  const only = given === '' ? family : family === '' ? given : null
  if (only === null || isPlaceholder(only)) return only === null ? [given, family] : ['', '']
  const [before, after] = only.split(',', 2)
  if (after !== undefined && before !== undefined && after.trim() !== '') return [after, before]
  const words = only.split(/\s+/)
  const isTitled = words.length > 1 && TITLES.has(plainWord(words[0] ?? ''))
  if (given === '' && !isTitled) return ['', only]
  return words.length === 1 ? [only, ''] : [words.slice(0, -1).join(' '), words.at(-1) ?? '']
}

function isPlaceholder(text: string): boolean {
  const words = text.split(/[\s\-]+/).filter((word) => word !== '')
  return /^\W*n\/?[ak]\W*$/i.test(text) || words.every((word) => PLACEHOLDERS.has(plainWord(word)))
}

/** A lone "Major" is a title in the field of given names and a surname in the other. */
function wordsOf(text: string, titles: string[], isGiven: boolean): string[] {
  if (isPlaceholder(text)) return []
  const words = text
    .split(/[\s\-\u2010-\u2015.,]+/)
    .map(plainWord)
    .filter((word) => word !== '')
  const kept: string[] = []
  for (const [at, word] of words.entries()) {
    if (TITLES.has(word) && kept.length === 0 && (isGiven || at < words.length - 1)) titles.push(word)
    else if (!(SUFFIXES.has(word) && kept.length > 0)) kept.push(word)
  }
  return joinMac(kept)
}

/** "Mc Donald" and "O Brien" are one word. */
function joinMac(words: readonly string[]): string[] {
  const joined: string[] = []
  for (const word of words) {
    const last = joined.at(-1)
    if (last !== undefined && ['mc', 'mac', 'o'].includes(last) && word.length > 2) joined[joined.length - 1] = last + word
    else joined.push(word)
  }
  return joined
}
