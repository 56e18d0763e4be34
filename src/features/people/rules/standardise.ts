// Words of this file
//   mention    one person as one record speaks of them, raw
//   standard   the same in the form two mentions are compared in; the raw stays beside it
//   match key  a text that two mentions of one person share when they agree on it exactly
import { partsOf, postcodeOf } from '#platform/postcode.ts'
import type { Day } from '#platform/time/day.ts'
import { standardiseBirth, type StandardBirth } from './birth.ts'
import { standardiseName, type StandardName } from './names.ts'
import { standardisePhone, type StandardPhone } from './phone.ts'

/** A person as one record speaks of them. */
export interface MentionAsGiven {
  readonly givenName: string | null
  readonly familyName: string | null
  readonly dateOfBirth: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly addressText: string | null
  readonly postcode: string | null
}

/** An e-mail address as given, and as it is compared. */
export interface StandardEmail {
  readonly raw: string
  readonly key: string | null
  /** The part before the @, which people keep when they change provider. */
  readonly user: string | null
}

/** A postcode as given, and as it is compared. */
export interface StandardPostcode {
  readonly raw: string
  /** As printed: "SE1 3LL". */
  readonly postcode: string | null
  /** Without its space: "SE13LL". */
  readonly key: string | null
  readonly sector: string | null
  readonly district: string | null
}

/** The line of an address as given, and as it is compared. */
export interface StandardAddress {
  readonly raw: string
  /** "flat 2 14 tanner st": abbreviations made alike, the postcode and punctuation gone. */
  readonly line: string
  /** The number of the house, with its letter: "14a". */
  readonly number: string | null
  /** The number or letter of the flat. */
  readonly flat: string | null
  /** The street, without flat and number: "tanner st"; null when too little is said. */
  readonly street: string | null
  /** Postcode, flat and number; null when the postcode or the number is not known. */
  readonly key: string | null
}

/** A person in the form two mentions are compared in. Every part keeps its raw text. */
export interface StandardMention {
  readonly name: StandardName
  readonly birth: StandardBirth | null
  readonly phone: StandardPhone | null
  readonly email: StandardEmail | null
  readonly postcode: StandardPostcode | null
  readonly address: StandardAddress | null
}

/** What an exact match rests on, strongest first. */
export const MATCH_KINDS = ['phone', 'email', 'dob+surname', 'postcode+surname'] as const
/** What an exact match rests on. */
export type MatchKind = (typeof MATCH_KINDS)[number]

/** A text two mentions of one person share when they agree on it exactly. */
export interface MatchKey {
  readonly kind: MatchKind
  readonly value: string
}

const ABBREVIATIONS: Record<string, string> = {
  street: 'st', road: 'rd', avenue: 'ave', av: 'ave', lane: 'ln', close: 'cl', court: 'ct', crescent: 'cres', drive: 'dr', gardens: 'gdns', grove: 'gr',
  house: 'hse', mansions: 'mans', place: 'pl', square: 'sq', terrace: 'ter', apartment: 'flat', apt: 'flat', flt: 'flat', saint: 'st',
}

/**
 * A mention in the form it is compared in.
 *
 * Nothing is thrown away and nothing refused: what cannot be understood has no key, and says why where a person could mend it.
 * Input: today is the London day dates of birth are judged on.
 */
export function standardise(mention: MentionAsGiven, today: Day): StandardMention {
  const postcode = whenFilled(mention.postcode, standardisePostcode)
  return {
    name: standardiseName(mention.givenName, mention.familyName),
    birth: whenFilled(mention.dateOfBirth, (raw) => standardiseBirth(raw, today)),
    phone: whenFilled(mention.phone, standardisePhone),
    email: whenFilled(mention.email, standardiseEmail),
    postcode,
    address: whenFilled(mention.addressText, (raw) => standardiseAddress(raw, postcode?.postcode ?? null)),
  }
}

/**
 * The keys by which a person is known to have been seen before, strongest first: none rests on a name alone.
 *
 * NOTE: a telephone or an e-mail address may be a household's; a match says "this was seen before", never "this is the same person".
 */
export function matchKeysOf({ name, birth, phone, email, postcode }: StandardMention): MatchKey[] {
  const keys: MatchKey[] = []
  const surname = name.familyKey
  const add = (kind: MatchKind, value: string | null | undefined, surnameToo: boolean): void => {
    if (value === null || value === undefined || (surnameToo && surname === null)) return
    keys.push({ kind, value: surnameToo ? `${value} ${surname ?? ''}` : value })
  }
  add('phone', phone?.key, false)
  add('email', email?.key, false)
  add('dob+surname', birth?.day, true)
  add('postcode+surname', postcode?.key, true)
  return keys
}

/** An e-mail address as it is compared: lower case, without a name before it or a tag after a plus sign. */
export function standardiseEmail(raw: string): StandardEmail {
  const text = raw.normalize('NFKC').trim().replace(/^mailto:/i, '').replace(/^.*<([^<>]+)>$/, '$1').toLowerCase()
  const found = /^([^\s@<>",;]{1,64})@([a-z0-9](?:[a-z0-9.\-]{0,251}[a-z0-9])?\.[a-z]{2,24})$/.exec(text)
  const user = found?.[1]?.replace(/(?!^)\+.*$/, '') ?? null
  if (found === null || user === null || text.includes('..')) return { raw, key: null, user: null }
  return isNobodysMailbox(user) ? { raw, key: null, user: null } : { raw, key: `${user}@${found[2] ?? ''}`, user }
}

/** What is put in before the @ when nobody gave an e-mail address: "noemail", "refused". */
export function isNobodysMailbox(user: string): boolean {
  return /^(?:no-?(?:email|reply|ne)|none|unknown|refused|not-?given|test)$/.test(user)
}

/** A postcode as it is compared. */
export function standardisePostcode(raw: string): StandardPostcode {
  const postcode = postcodeOf(raw)
  if (postcode === null) return { raw, postcode: null, key: null, sector: null, district: null }
  const { sector, district } = partsOf(postcode)
  return { raw, postcode, key: postcode.replace(' ', ''), sector, district }
}

/** The line of an address as it is compared. Input: its postcode as printed, or null when it is not known. */
export function standardiseAddress(raw: string, postcode: string | null): StandardAddress {
  const own = postcode ?? lastPostcodeIn(raw)
  const spelt = raw.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/['’.]/g, '')
  const words = spelt.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').map((word) => ABBREVIATIONS[word] ?? word)
  const bare = withoutPostcode(words, own)
  const flatAt = bare.findIndex((word) => word === 'flat' || word === 'unit' || word === 'room')
  const flat = flatAt === -1 ? null : (bare[flatAt + 1] ?? null)
  const rest = bare.filter((_, at) => flatAt === -1 || (at !== flatAt && at !== flatAt + 1))
  const number = rest.find((word) => /^\d{1,5}[a-z]?$/.test(word)) ?? null
  const key = own === null || number === null ? null : [own.replace(' ', ''), flat, number].filter((part) => part !== null).join(' ')
  const street = rest.slice(number === null ? 0 : rest.indexOf(number) + 1).join(' ')
  return { raw, line: bare.join(' '), number, flat, street: street.length < 3 ? null : street, key }
}

/**
 * The beginning of a street that is still being typed: "Tanner Stre" begins "tanner", because the last word is the beginning of one that is abbreviated.
 */
export function streetSoFar(raw: string): string | null {
  const { street } = standardiseAddress(raw, null)
  const words = street?.split(' ') ?? []
  const last = words.at(-1) ?? ''
  const isHalf = words.length > 1 && Object.entries(ABBREVIATIONS).some(([long, short]) => long.startsWith(last) && last !== short)
  return (isHalf ? words.slice(0, -1).join(' ') : street) ?? null
}

function lastPostcodeIn(text: string): string | null {
  const found = /([a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2})\s*\.?$/i.exec(text.trim())
  return found?.[1] === undefined ? null : postcodeOf(found[1])
}

function withoutPostcode(words: readonly string[], postcode: string | null): readonly string[] {
  if (postcode === null) return words
  const [outward = '', inward = ''] = postcode.toLowerCase().split(' ')
  if (words.at(-1) === outward + inward) return words.slice(0, -1)
  return words.at(-1) === inward && words.at(-2) === outward ? words.slice(0, -2) : words
}

function whenFilled<T>(text: string | null, make: (text: string) => T): T | null {
  return text === null || text.trim() === '' ? null : make(text)
}
