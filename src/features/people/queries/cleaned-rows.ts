import { Refusal } from '#platform/errors.ts'
import { listed } from '#platform/files/delimited.ts'
import { cleanText, type Value } from '../linkage/clean.ts'
import type { Row } from '../linkage/compare.ts'
import type { Model } from '../linkage/model.ts'
import type { Mention } from './candidates.ts'

/** What a mention says, whether it is on record or only typed so far. */
export type Said = Pick<Mention, 'title' | 'givenName' | 'familyName' | 'dateOfBirth' | 'birthYear' | 'phone' | 'email' | 'addressText' | 'postcode' | 'addressId'>

/** The texts a model's columns are made from, by the names the model gives them. */
const TEXTS: ReadonlyMap<string, (said: Said) => string | null> = new Map([
  ['given_name', (said: Said) => said.givenName], ['family_name', (said: Said) => said.familyName],
  ['date_of_birth', (said: Said) => said.dateOfBirth ?? (said.birthYear === null ? null : String(said.birthYear))],
  ['phone', (said: Said) => said.phone], ['email', (said: Said) => said.email], ['address', (said: Said) => said.addressText], ['postcode', (said: Said) => said.postcode], ['uprn', (said: Said) => said.addressId],
])

/**
 * Does a model read what mentions say? One for a file with columns of other names would know nobody again.
 *
 * Refuses: invalid, naming the column and those there are.
 */
export function assertReadsMentions({ columns }: Model): void {
  for (const { name, from } of columns) {
    const missing = from.find((each) => !TEXTS.has(each))
    if (missing !== undefined) throw new Refusal('invalid', `model.columns.${name}.from: Heed's own records have no column "${missing}". They have ${listed([...TEXTS.keys()])}. Name the columns so, or link a file with "people link".`, { field: 'model' })
  }
}

/** What a mention says, by the names a model gives its columns. */
export function textsOf(said: Said): Readonly<Record<string, string | null>> {
  return Object.fromEntries([...TEXTS].map(([name, read]) => [name, read(said)]))
}

/** Makes rows of mentions for one model, each text cleaned once as long as it is met again and again. */
export interface RowMaker {
  /** A mention in the form the model compares, all of it. */
  rowOf(said: Said): Row
  /**
   * Makes rows of mentions that are to be compared with this one, and with nothing else.
   *
   * A comparison says nothing unless both rows have something in it: what this one cannot answer is not cleaned.
   */
  rowsBeside(row: Row): (said: Said) => Row
}

/** Ready to make rows for this model. */
export function rowMakerFor(model: Model): RowMaker {
  const cells = model.columns.map(cellOf)
  const groups = [...model.comparisons.map(({ columns }) => columns), ...(model.swap === null ? [] : [model.swap])]
  return {
    rowOf: (said) => cells.map((cell) => cell(said)),
    rowsBeside: (row) => {
      const compared = new Set(groups.filter((columns) => columns.some((at) => (row[at] ?? null) !== null)).flat())
      const wanted = cells.map((cell, at) => (compared.has(at) ? cell : saysNothing))
      return (said) => wanted.map((cell) => cell(said))
    },
  }
}

/** Says of a mention what one column of the model holds. */
type Cell = (said: Said) => Value | null

function saysNothing(): null {
  return null
}

/** The candidates of one call share their texts with each other and with those of a moment ago. */
const CLEANED_MOST = 20_000

function cellOf({ from, clean }: Model['columns'][number]): Cell {
  const read = readerOf(from)
  const cleaned = new Map<string, Value | null>()
  return (said) => {
    const text = read(said)
    if (text === '') return null
    const known = cleaned.get(text)
    if (known !== undefined) return known
    const value = cleanText(clean, text)
    if (cleaned.size >= CLEANED_MOST) cleaned.clear()
    cleaned.set(text, value)
    return value
  }
}

function readerOf(from: readonly string[]): (said: Said) => string {
  const [only] = from
  const one = from.length === 1 && only !== undefined ? TEXTS.get(only) : undefined
  if (one !== undefined) return (said) => one(said) ?? ''
  return (said) => from.map((name) => TEXTS.get(name)?.(said) ?? '').join(' ')
}
