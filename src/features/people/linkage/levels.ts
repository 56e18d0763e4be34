// The vocabulary of levels: what one agreement between two values means. docs/linkage-models.md says each in words.
import { damerauLevenshtein, isWithinOneEdit, jaroWinkler, sharedWords } from './strings.ts'
import { shareRoot } from './names.ts'
import type { Cleaning, Value } from './clean.ts'

/** The numbers a level may carry. */
export interface LevelNumbers {
  readonly atLeast?: number | undefined
  readonly atMost?: number | undefined
}

interface Kind {
  readonly about: string
  /** The cleanings it can be asked of; every one when it does not say. */
  readonly reads?: readonly Cleaning[]
  /** Which number it must carry, with the values it may take. */
  readonly needs?: { readonly number: 'atLeast' | 'atMost'; readonly from: number; readonly to: number }
  holds(a: Value, b: Value, numbers: LevelNumbers): boolean
}

/** Every kind of agreement a model may name. */
export const LEVEL_KINDS = {
  exact: { about: 'The same, and whole: never a lone initial or a year alone', holds: (a, b) => a.mark === b.mark && a.text === b.text && !a.isPart && !b.isPart },
  variant: { about: 'Names that are forms of one name: Bill and William', holds: areForms },
  respelt: { about: 'Spellings of one name from another script: Sergei and Sergey, Hussein and Husain', holds: areSpellings },
  'sounds-alike': { about: 'The same double metaphone code', holds: soundsAlike },
  'jaro-winkler': { about: 'Spelt alike, by Jaro and Winkler’s measure', needs: { number: 'atLeast', from: 0, to: 1 }, holds: (a, b, { atLeast = 1 }) => isAlike(a.text, b.text, atLeast) },
  edits: { about: 'So few letters put in, left out, changed or turned round', needs: { number: 'atMost', from: 0, to: 20 }, holds: (a, b, { atMost = 0 }) => areWithin(a.text, b.text, atMost) },
  initial: { about: 'One is an initial, or begins with one, and the other begins with that letter', holds: isInitialOf },
  'shared-word': { about: 'One of the words is the same: Smith and Smith-Jones', holds: sharesWord },
  'shared-words': { about: 'So large a share of their words is the same', needs: { number: 'atLeast', from: 0, to: 1 }, holds: (a, b, { atLeast = 1 }) => sharedWords(a.words, b.words) >= atLeast },
  begins: { about: 'One begins with the whole of the other, of so many letters at least', needs: { number: 'atLeast', from: 1, to: 50 }, holds: (a, b, { atLeast = 1 }) => Math.min(a.text.length, b.text.length) >= atLeast && (a.text.startsWith(b.text) || b.text.startsWith(a.text)) },
  'same-month': { about: 'The same month of the same year, where one of the two is without its day', reads: ['date'], holds: (a, b) => (a.isPart || b.isPart) && a.month !== 0 && a.month === b.month && a.year === b.year },
  'same-year': { about: 'The same year, where one of the two is a year alone, or a month that is the other’s', reads: ['date'], holds: (a, b) => (a.isPart || b.isPart) && a.year === b.year && (a.month === b.month || a.month === 0 || b.month === 0) },
  'month-and-day-turned': { about: 'Month and day have changed places', reads: ['date'], holds: (a, b) => a.year === b.year && a.day !== 0 && a.day === b.month && a.month === b.day },
  'two-of-three': { about: 'Two of year, month and day are the same', reads: ['date'], holds: (a, b) => Number(a.year === b.year) + Number(a.month !== 0 && a.month === b.month) + Number(a.day !== 0 && a.day === b.day) >= 2 },
  'year-slip': { about: 'Month and day the same, and the year one or ten out', reads: ['date'], holds: (a, b) => a.month !== 0 && a.month === b.month && a.day === b.day && [1, 10].includes(Math.abs(a.year - b.year)) },
  'years-apart': { about: 'So few years apart', reads: ['date'], needs: { number: 'atMost', from: 0, to: 200 }, holds: (a, b, { atMost = 0 }) => Math.abs(a.year - b.year) <= atMost },
  'days-apart': { about: 'Whole dates so few days apart', reads: ['date'], needs: { number: 'atMost', from: 0, to: 400 }, holds: (a, b, { atMost = 0 }) => a.day !== 0 && b.day !== 0 && daysBetween(a, b) <= atMost },
  'numbers-apart': { about: 'Numbers so little apart', reads: ['number'], needs: { number: 'atMost', from: 0, to: 1e9 }, holds: (a, b, { atMost = 0 }) => Math.abs(a.year - b.year) <= atMost },
  'same-user': { about: 'E-mail addresses with the same name before the @', reads: ['email'], holds: (a, b) => a.first !== '' && a.first === b.first },
  'same-sector': { about: 'Postcodes in one sector (SE1 3)', reads: ['postcode'], holds: (a, b) => a.first !== '' && a.first === b.first },
  'same-district': { about: 'Postcodes in one district (SE1)', reads: ['postcode'], holds: (a, b) => a.second !== '' && a.second === b.second },
  'same-number': { about: 'Addresses with the same house number and flat', reads: ['address'], holds: (a, b) => a.first !== '' && a.first === b.first && a.second === b.second },
} as const satisfies Readonly<Record<string, Kind>>

/** A kind of agreement. */
export type LevelKind = keyof typeof LEVEL_KINDS

/** What a kind means and needs, for the reader of models and the printed vocabulary. */
export function kindOf(kind: LevelKind): Kind {
  return LEVEL_KINDS[kind]
}

/** Does this agreement hold between two values? */
export function holds(kind: LevelKind, a: Value, b: Value, numbers: LevelNumbers): boolean {
  const found: Kind = LEVEL_KINDS[kind]
  return found.holds(a, b, numbers)
}

/** Jaro-Winkler, left early when the lengths alone rule it out. */
export function isAlike(a: string, b: string, atLeast: number): boolean {
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a.length, b.length] : [b.length, a.length]
  if (short === 0) return false
  const most = (2 + short / long) / 3
  if (most + 0.4 * (1 - most) < atLeast) return false
  return jaroWinkler(a, b) >= atLeast
}

/** Are two names one, or forms of one? */
export function areForms(a: Value, b: Value): boolean {
  return (a.mark === b.mark && a.text === b.text) || shareRoot(a.roots, b.roots)
}

/** Are two names spellings of one? */
export function areSpellings(a: Value, b: Value): boolean {
  return a.spelling !== 0 && a.spelling === b.spelling
}

/** "K", or "K Anne", beside "Kate", and "K" beside "K Anne": one begins with a letter alone, or is one, and the other begins with that letter. */
function isInitialOf(a: Value, b: Value): boolean {
  const [one, two] = [a.words[0] ?? a.text, b.words[0] ?? b.text]
  if (a.isPart || b.isPart) return a.letter === b.letter || one[0] === two[0]
  return (one.length === 1) !== (two.length === 1) && one[0] === two[0]
}

const DAY_MILLISECONDS = 86_400_000

function daysBetween(a: Value, b: Value): number {
  return Math.abs(Date.UTC(a.year, a.month - 1, a.day) - Date.UTC(b.year, b.month - 1, b.day)) / DAY_MILLISECONDS
}

function areWithin(a: string, b: string, edits: number): boolean {
  if (Math.abs(a.length - b.length) > edits) return false
  return edits === 1 ? isWithinOneEdit(a, b) : damerauLevenshtein(a, b) <= edits
}

function soundsAlike(a: Value, b: Value): boolean {
  if (a.sound === '' || b.sound === '') return false
  return a.sound === b.sound || a.sound === b.otherSound || a.otherSound === b.sound || (a.otherSound !== '' && a.otherSound === b.otherSound)
}

function sharesWord(a: Value, b: Value): boolean {
  for (const word of a.words) if (word.length > 2 && b.words.includes(word)) return true
  return false
}
