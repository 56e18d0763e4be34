import { cleanText, type Value } from '../linkage/clean.ts'
import type { Row } from '../linkage/compare.ts'
import type { Model } from '../linkage/model.ts'
import type { Mention } from './candidates.ts'

/** What a mention says, whether it is on record or only typed so far. */
export type Said = Pick<Mention, 'title' | 'givenName' | 'familyName' | 'dateOfBirth' | 'birthYear' | 'phone' | 'email' | 'addressText' | 'postcode' | 'addressId'>

/** The texts a model's columns are made from, by the names the model gives them. */
export function textsOf(said: Said): Readonly<Record<string, string | null>> {
  return {
    given_name: said.givenName, family_name: said.familyName, date_of_birth: said.dateOfBirth ?? (said.birthYear === null ? null : String(said.birthYear)),
    phone: said.phone, email: said.email, address: said.addressText, postcode: said.postcode, uprn: said.addressId,
  }
}

/** A mention in the form a model compares, all of it. */
export function rowOf(model: Model, said: Said): Row {
  const texts = textsOf(said)
  return model.columns.map((_, at) => valueOf(model, at, texts))
}

/**
 * Makes rows of mentions that are to be compared with this one, and with nothing else.
 *
 * A comparison says nothing unless both rows have something in it: what this one cannot answer is not cleaned.
 */
export function rowsBeside(model: Model, row: Row): (said: Said) => Row {
  const groups = [...model.comparisons.map(({ columns }) => columns), ...(model.swap === null ? [] : [model.swap])]
  const compared = groups.filter((columns) => columns.some((at) => (row[at] ?? null) !== null)).flat()
  const isCompared = model.columns.map((_, at) => compared.includes(at))
  return (said) => {
    const texts = textsOf(said)
    return isCompared.map((is, at) => (is ? valueOf(model, at, texts) : null))
  }
}

/** Texts cleaned lately, by how: the candidates of one call share theirs with each other and with those of a moment ago. */
const cleaned = new Map<string, Map<string, Value | null>>()
const CLEANED_MOST = 5000

function valueOf(model: Model, at: number, texts: Readonly<Record<string, string | null>>): Value | null {
  const column = model.columns[at]
  if (column === undefined) return null
  const text = column.from.length === 1 ? (texts[column.from[0] ?? ''] ?? '') : column.from.map((name) => texts[name] ?? '').join(' ')
  if (text === '') return null
  const own = cleaned.get(column.clean) ?? new Map<string, Value | null>()
  cleaned.set(column.clean, own)
  const known = own.get(text)
  if (known !== undefined) return known
  const value = cleanText(column.clean, text)
  if (own.size >= CLEANED_MOST) own.clear()
  own.set(text, value)
  return value
}
