// Words of this file
//   reading   one way in which what was typed can be meant; several may hold at once
//   reference Heed's own number for a record, or another system's
import { standardise } from '#features/people/index.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { type Day, formatDay, londonDay } from '#platform/time/day.ts'

/** Who somebody may be, as far as what was typed says: every part that is there must agree. */
export interface PersonSought {
  readonly phone: string | null
  readonly email: string | null
  readonly postcode: string | null
  readonly birth: Day | null
  readonly family: string | null
  readonly given: string | null
}

/** What was typed in the search box, and every way in which it is looked for. */
export interface Understood {
  /** In words, for the page: "the telephone number +447700900123". Empty when nothing could be made of it. */
  readonly as: readonly string[]
  /** Heed's own references it may be. */
  readonly references: readonly string[]
  /** Another system's reference, exactly as typed. */
  readonly sourceReference: string | null
  readonly person: PersonSought | null
  /** A postcode for the place of an incident, as printed. */
  readonly place: string | null
  /** Words to look for in what was told. */
  readonly words: string | null
}

/** The most years back that a bare number is looked for in. */
const YEARS_BACK = 20
const nothing: Understood = { as: [], references: [], sourceReference: null, person: null, place: null, words: null }
const nobody: PersonSought = { phone: null, email: null, postcode: null, birth: null, family: null, given: null }

/**
 * What somebody means who types this in the search box.
 *
 * A reference, a telephone number or an e-mail address is only that; anything else may be a name, a date of birth, a postcode and words at once.
 * Input: the words as typed, and the moment, for the years of a bare number.
 */
export function understand(typed: string, now: Date): Understood {
  const text = typed.normalize('NFKC').replaceAll(/\s+/g, ' ').trim()
  if (text === '') return nothing
  return referenceIn(text, now) ?? contactIn(text, now) ?? mixed(text, now)
}

function referenceIn(text: string, now: Date): Understood | null {
  const whole = /^(ASB|CASE)\s?[/-]?\s?(\d{4})\s?[/-]\s?(\d{1,9})$/i.exec(text)
  if (whole !== null) {
    const reference = `${(whole[1] ?? '').toUpperCase()}/${whole[2]}/${(whole[3] ?? '').padStart(6, '0')}`
    return { ...nothing, references: [reference], as: [`the reference ${reference}`] }
  }
  if (/^\d{1,7}$/.test(text)) {
    const year = Number(londonDay(now).slice(0, 4))
    const number = text.padStart(6, '0')
    const years = Array.from({ length: YEARS_BACK }, (_, back) => year - back)
    return { ...nothing, references: years.flatMap((each) => [`ASB/${each}/${number}`, `CASE/${each}/${number}`]), sourceReference: text, as: [`the number ${text} of a report or a case`] }
  }
  // a reference of another system has a figure and a letter, and a mark between parts or no space at all
  const isForeign = /\d/.test(text) && /[a-z]/i.test(text) && /[/_-]/.test(text) && !text.includes('@') && postcodeOf(text) === null && birthIn(text, now) === null
  return isForeign && text.length <= 60 ? { ...nothing, sourceReference: text, words: wordsOf(text), as: [`the reference “${text}” of another system`] } : null
}

function contactIn(text: string, now: Date): Understood | null {
  const standard = standardise({ givenName: null, familyName: null, dateOfBirth: null, phone: text, email: text, addressText: null, postcode: null }, londonDay(now))
  if (text.includes('@') && standard.email?.key !== null && standard.email?.key !== undefined) {
    return { ...nothing, person: { ...nobody, email: standard.email.key }, as: [`the e-mail address ${standard.email.key}`] }
  }
  const phone = standard.phone?.key ?? null
  // eight figures may be a date; a telephone number has more
  if (phone !== null && text.replaceAll(/\D/g, '').length > 8) return { ...nothing, person: { ...nobody, phone }, as: [`the telephone number ${phone}`] }
  return null
}

/** Names, a date of birth, a postcode and words, in any order. */
function mixed(text: string, now: Date): Understood {
  const birth = birthIn(text, now)
  const afterBirth = birth === null ? text : text.replace(birth.text, ' ')
  const postcode = postcodeIn(afterBirth)
  const left = (postcode === null ? afterBirth : afterBirth.replace(postcode.text, ' ')).replaceAll(/[\s;]+/g, ' ').replaceAll(/^[ ,]+|[ ,]+$/g, '')
  const rest = left.replaceAll(/[ ,]+/g, ' ')
  // a comma says which name is the family's
  const name = nameIn(left, now)
  const hasPerson = birth !== null || postcode !== null || name !== null
  const person = hasPerson && (rest === '' || name !== null)
    ? { ...nobody, birth: birth?.day ?? null, postcode: postcode?.postcode.replace(' ', '') ?? null, family: name?.family ?? null, given: name?.given ?? null }
    : null
  const as = [
    ...(name === null ? [] : [`the name ${left}`]),
    ...(birth === null ? [] : [`the date of birth ${formatDay(birth.day)}`]),
    ...(postcode === null ? [] : [`the postcode ${postcode.postcode}`]),
  ]
  const words = birth === null && rest !== '' ? wordsOf(rest) : null
  return {
    ...nothing, person, words, sourceReference: name === null && rest !== '' && !/\s/.test(text) ? text : null,
    place: postcode !== null && birth === null && rest === '' ? postcode.postcode : null,
    as: words === null ? as : [...as, `the words “${rest}” in what was told and written down`],
  }
}

const DATE = /(?<![\d/.-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4})(?![\d/.-])/i

function birthIn(text: string, now: Date): { text: string; day: Day } | null {
  const [found] = DATE.exec(text) ?? []
  if (found === undefined) return null
  const day = standardise({ givenName: null, familyName: null, dateOfBirth: found, phone: null, email: null, addressText: null, postcode: null }, londonDay(now)).birth?.day ?? null
  return day === null ? null : { text: found, day }
}

function postcodeIn(text: string): { text: string; postcode: string } | null {
  const parts = text.split(' ').filter((part) => part !== '')
  for (const size of [2, 1]) {
    for (let at = 0; at + size <= parts.length; at += 1) {
      const found = parts.slice(at, at + size).join(' ').replaceAll(/[,;]/g, '')
      const postcode = postcodeOf(found)
      if (postcode !== null && /\d[a-z]{2}$/i.test(found)) return { text: parts.slice(at, at + size).join(' '), postcode }
    }
  }
  return null
}

/** Up to four words of letters only may be a name: the last is the family's, unless a comma says otherwise. */
function nameIn(text: string, now: Date): { family: string; given: string | null } | null {
  const words = text.split(' ').filter((word) => word !== '')
  if (words.length === 0 || words.length > 4 || words.some((word) => !/^[\p{L}\p{M}'’.,-]+$/u.test(word))) return null
  const comma = text.indexOf(',')
  const [given, family] = comma > 0 ? [text.slice(comma + 1).trim(), text.slice(0, comma)] : [words.slice(0, -1).join(' '), words.at(-1) ?? '']
  const { name } = standardise({ givenName: given === '' ? null : given, familyName: family, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null }, londonDay(now))
  return name.familyKey === null ? null : { family: name.familyKey, given: name.givenKey }
}

function wordsOf(text: string): string | null {
  return /[\p{L}\p{N}]{2}/u.test(text) ? text.slice(0, 200) : null
}
