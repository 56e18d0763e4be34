// How a column's text becomes what is compared. Raw text is never changed: a value is made beside it.
import { postcodeOf, partsOf } from '#platform/postcode.ts'
import { nameWords } from '../rules/names.ts'
import { standardisePhone } from '../rules/phone.ts'
import { isNobodysMailbox, standardiseAddress, standardiseEmail } from '../rules/standardise.ts'
import { birthOf, isDayPrecise } from './dates.ts'
import { doubleMetaphone } from './metaphone.ts'
import { nameRoots, type Roots } from './names.ts'
import { spellingOf } from './spellings.ts'

/** The ways a column can be cleaned. */
export const CLEANINGS = [
  'given name', 'family name', 'given part of full name', 'family part of full name', 'date', 'phone', 'email', 'postcode', 'address', 'number', 'identifier', 'text',
] as const
/** One of the ways a column can be cleaned. */
export type Cleaning = (typeof CLEANINGS)[number]

/** A text in the form it is compared in, with what its comparisons need worked out once. */
export interface Value {
  /** What two values must share to be exactly alike. */
  readonly text: string
  /** A number made of the text, and the number of its first letter: two values are told apart by them without reading the texts. */
  readonly mark: number
  readonly letter: number
  /** The words it is made of; of a given name, every given name. */
  readonly words: readonly string[]
  /** A lone letter standing for a name, or a date of which the day is not known: never exactly alike. */
  readonly isPart: boolean
  readonly roots: Roots
  /** Of a name, a number made of the spelling it shares with its other spellings; 0 for none. */
  readonly spelling: number
  /** How it sounds; '' when that is not worked out. */
  readonly sound: string
  readonly otherSound: string
  /** Of a date, its parts, 0 for a month or day that is not known; of a number, the number in `year`. */
  readonly year: number
  readonly month: number
  readonly day: number
  /** Of an address, the number and flat; of an e-mail, the user; of a postcode, sector and district. */
  readonly first: string
  readonly second: string
}

const NOTHING: Omit<Value, 'text'> = { mark: 0, letter: 0, words: [], isPart: false, roots: [], spelling: 0, sound: '', otherSound: '', year: 0, month: 0, day: 0, first: '', second: '' }

/** A text cleaned, or null when it says nothing: empty, a placeholder, impossible. */
export function cleanText(cleaning: Cleaning, raw: string): Value | null {
  const text = raw.trim()
  const value = text === '' ? null : CLEANERS[cleaning](text)
  return value === null ? null : { ...value, mark: markOf(value.text), letter: value.text.charCodeAt(0) }
}

/** A number made of a text: texts with different ones differ. */
export function markOf(text: string): number {
  let mark = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) mark = Math.imul(mark ^ text.charCodeAt(at), 0x01000193)
  return mark
}

const CLEANERS: Readonly<Record<Cleaning, (text: string) => Value | null>> = {
  'given name': (text) => givenOf(nameWords(text, 'given').words),
  'family name': (text) => familyOf(nameWords(text, 'family').words),
  'given part of full name': (text) => givenOf(dividedWords(text).given),
  'family part of full name': (text) => familyOf(dividedWords(text).family),
  date: dateOf,
  phone: phoneOf,
  email: emailOf,
  postcode: postcodeValue,
  address: addressOf,
  number: numberOf,
  identifier: identifierOf,
  text: textOf,
}

function givenOf(words: readonly string[]): Value | null {
  const forename = words.find((word) => word.length > 1) ?? words[0]
  return forename === undefined ? null : nameValue(forename, words, 'given')
}

function familyOf(words: readonly string[]): Value | null {
  const whole = words.join('')
  return whole === '' ? null : nameValue(whole, words, 'family')
}

function nameValue(text: string, words: readonly string[], part: 'given' | 'family'): Value {
  const [sound, otherSound] = doubleMetaphone(text)
  const spelling = spellingOf(text, part)
  return { ...NOTHING, text, words, isPart: text.length === 1, spelling: spelling === '' ? 0 : markOf(spelling), roots: nameRoots().of(text, part), sound, otherSound: otherSound === sound ? '' : otherSound }
}

/** "Pell, Marge", "Mrs Marge Pell", "Marge van der Berg": what comes last, or before a comma, is the family's. */
function dividedWords(text: string): { given: readonly string[]; family: readonly string[] } {
  const [before = '', after] = text.split(',', 2)
  if (after !== undefined && after.trim() !== '' && !/\d/.test(after)) return { given: nameWords(after, 'given').words, family: nameWords(before, 'family').words }
  const { words } = nameWords(before, 'given')
  const particle = words.findIndex((word, at) => at > 0 && ['van', 'von', 'de', 'der', 'del', 'di', 'bin', 'al', 'el', 'ap', 'st'].includes(word) && at < words.length - 1)
  const cut = particle === -1 ? Math.max(1, words.length - 1) : particle
  return { given: words.slice(0, cut), family: words.slice(cut) }
}

function dateOf(text: string): Value | null {
  const birth = birthOf(text)
  if (birth === null) return null
  const whole = `${String(birth.year).padStart(4, '0')}-${String(birth.month).padStart(2, '0')}-${String(birth.day).padStart(2, '0')}`
  return { ...NOTHING, ...birth, text: whole, isPart: !isDayPrecise(birth) }
}

function phoneOf(text: string): Value | null {
  const { key } = standardisePhone(text)
  return key === null ? null : { ...NOTHING, text: key }
}

function emailOf(text: string): Value | null {
  const { key, user } = standardiseEmail(text)
  if (key !== null) return { ...NOTHING, text: key, first: user ?? '' }
  const rough = text.toLowerCase().replaceAll(/\s+/g, '')
  const own = rough.slice(0, rough.indexOf('@'))
  return rough.includes('@') && rough.length > 5 && !isNobodysMailbox(own) ? { ...NOTHING, text: rough, first: own } : null
}

/** What the health service puts in for nobody's home: no fixed abode, abroad, not known. */
const NO_PLACE = /^ZZ\s*99/i

/** A postcode of the United Kingdom, or one of another country as it stands. */
function postcodeValue(text: string): Value | null {
  if (NO_PLACE.test(text)) return null
  const printed = postcodeOf(text)
  if (printed !== null) {
    const { sector, district } = partsOf(printed)
    return { ...NOTHING, text: printed.replace(' ', ''), first: sector, second: district }
  }
  const bare = text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  return bare.length < 3 || /^(?:0+|9+|UNKNOWN|NONE|NK|NA)$/.test(bare) ? null : { ...NOTHING, text: bare, first: bare.slice(0, -1), second: bare.slice(0, -2) }
}

function addressOf(text: string): Value | null {
  const { line, number, flat } = standardiseAddress(text, null)
  return line === '' ? null : { ...NOTHING, text: line, words: line.split(' '), first: number ?? '', second: flat ?? '' }
}

function numberOf(text: string): Value | null {
  const digits = /-?\d+(?:\.\d+)?/.exec(text.replaceAll(',', ''))?.[0]
  return digits === undefined ? null : { ...NOTHING, text: String(Number(digits)), year: Number(digits) }
}

function identifierOf(text: string): Value | null {
  const bare = text.normalize('NFKC').toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '').replace(/^0+(?=.)/, '')
  return bare === '' || /^(?:0|N|NA|NK|NONE|UNKNOWN|NULL)$/.test(bare) ? null : { ...NOTHING, text: bare }
}

function textOf(text: string): Value | null {
  const words = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const whole = words.join(' ')
  return whole === '' || /^(?:unknown|not known|n k|n a|none|null|refused|not given|not stated)$/.test(whole) ? null : { ...NOTHING, text: whole, words, sound: doubleMetaphone(whole)[0] }
}
