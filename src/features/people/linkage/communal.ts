// Hostels, care homes, blocks whose flats are not given: many unrelated people at one address.
import { markOf } from './clean.ts'
import { valueIn, type Row } from './compare.ts'
import { comparisonAbout, type Model } from './model.ts'

/** From so many different surnames an address is communal: no household, with those who lived there before it, comes near. */
export const COMMUNAL_FROM = 10
/** As many surnames as an ordinary address has on record. */
const USUAL = 2
/** However many live there, the address counts no more than this many doublings less. */
const MOST_LESS = 8

/** What is counted at communal addresses, as it is named among the counts of a force's own records. */
export const SURNAMES_AT = 'surnames at an address'

interface PlaceColumns {
  readonly property: number
  readonly line: number
  readonly postcode: number
}

/** The columns that say of which address a record is; null where the model compares no whole addresses. */
function placeColumnsOf(model: Model): PlaceColumns | null {
  const columns = model.comparisons[comparisonAbout(model, 'address')]?.columns ?? []
  const cleanedAs = (clean: string): number => columns.find((at) => model.columns[at]?.clean === clean) ?? -1
  const found = { property: cleanedAs('identifier'), line: cleanedAs('address'), postcode: cleanedAs('postcode') }
  return found.property === -1 && found.line === -1 ? null : found
}

/**
 * The keys a record's address is counted by: its property number, and its postcode with flat and house number; the whole line where the model has no postcode.
 *
 * None where the comparison of addresses has no column cleaned as an address or an identifier.
 */
export function placeKeysOf(model: Model, row: Row): readonly string[] {
  const columns = placeColumnsOf(model)
  return columns === null ? [] : keysAt(columns, row)
}

function keysAt({ property, line, postcode }: PlaceColumns, row: Row): readonly string[] {
  const [number, street, code] = [valueIn(row, property), valueIn(row, line), valueIn(row, postcode)]
  const keys = number === null ? [] : [`#${number.text}`]
  if (street === null || street.first === '') return keys
  if (postcode === -1) keys.push(street.text)
  else if (code !== null) keys.push(`${code.text} ${street.second} ${street.first}`)
  return keys
}

/** By key, how many surnames are on record at it, told apart by their sound; only where they are enough to be communal. */
export function surnamesByPlace(model: Model, records: () => Iterable<Row>): ReadonlyMap<string, number> {
  const columns = placeColumnsOf(model)
  const family = model.comparisons[comparisonAbout(model, 'family name')]?.columns[0] ?? -1
  if (columns === null || family === -1) return new Map()
  const counts = roughCounts(columns, records())
  const surnames = new Map<string, Set<string>>()
  for (const row of records()) {
    const name = valueIn(row, family)
    if (name === null || Math.max(counts[propertyMark(columns, row)] ?? 0, counts[houseMark(columns, row)] ?? 0) < COMMUNAL_FROM) continue
    for (const key of keysAt(columns, row)) surnames.set(key, (surnames.get(key) ?? new Set()).add(name.sound === '' ? name.text : name.sound))
  }
  return new Map([...surnames].flatMap(([key, { size }]) => (size < COMMUNAL_FROM ? [] : [[key, size]])))
}

const ROOM = 2 ** 22

/** Records by the mark of their places, never too few: a million addresses of a few records each need no text of their own. */
function roughCounts(columns: PlaceColumns, records: Iterable<Row>): Uint8Array {
  const counts = new Uint8Array(ROOM)
  const count = (mark: number): void => {
    if (mark !== NO_MARK) counts[mark] = Math.min(COMMUNAL_FROM, (counts[mark] ?? 0) + 1)
  }
  for (const row of records) {
    count(propertyMark(columns, row))
    count(houseMark(columns, row))
  }
  return counts
}

/** Of a record that says nothing of where: a place that is never counted. */
const NO_MARK = -1

/** One number for each key, without making its text; two keys may share one. */
function propertyMark({ property }: PlaceColumns, row: Row): number {
  const number = valueIn(row, property)
  return number === null ? NO_MARK : number.mark & (ROOM - 1)
}

function houseMark({ line, postcode }: PlaceColumns, row: Row): number {
  const [street, code] = [valueIn(row, line), valueIn(row, postcode)]
  if (street === null || street.first === '') return NO_MARK
  if (postcode === -1) return street.mark & (ROOM - 1)
  return code === null ? NO_MARK : (Math.imul(code.mark, 31) + Math.imul(markOf(street.second), 7) + markOf(street.first)) & (ROOM - 1)
}

/** By two records of one address: how many doublings less that says, because many live there. */
export type Crowding = (left: Row, right: Row) => number

/**
 * How many doublings less two records of one address say against whatever leaves it to chance where somebody lives; 0 at an ordinary address.
 *
 * A namesake at the same ordinary house is a rare chance; in a hostel of three hundred surnames it is a hundred and fifty times less rare.
 */
export function crowdingOf(model: Model, surnamesAt: (key: string) => number): Crowding {
  const columns = placeColumnsOf(model)
  if (columns === null) return () => 0
  return (left, right) => {
    const other = keysAt(columns, right)
    const most = Math.max(0, ...keysAt(columns, left).map((key) => (other.includes(key) ? surnamesAt(key) : 0)))
    return most < COMMUNAL_FROM ? 0 : Math.min(MOST_LESS, Math.log2(most / USUAL))
  }
}
