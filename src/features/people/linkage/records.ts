// Many records at once: a column at a time, each different value kept and cleaned once.
import { cleanText, type Value } from './clean.ts'
import { surnamesByPlace } from './communal.ts'
import type { Row } from './compare.ts'
import type { Model } from './model.ts'
import type { ColumnValues } from './pairs.ts'
import type { Terms } from './score.ts'

/** A file of records cleaned for a model, in the order of their ids whatever order they came in. */
export interface Records {
  readonly count: number
  readonly ids: readonly string[]
  readonly columns: readonly ColumnValues[]
  /** The same codes a record at a time, so that a record is read in one place. */
  readonly codes: Int32Array
  /** When each was recorded and who by, as written; empty texts when the model names no such column. */
  readonly times: readonly string[]
  readonly sources: readonly string[]
}

/** Takes records in, one by one, and puts them in order. */
export class RecordIntake {
  readonly #model: Model
  readonly #ids: string[] = []
  readonly #times: string[] = []
  readonly #sources: string[] = []
  readonly #columns: { codes: Int32Array<ArrayBuffer>; values: Value[]; known: Map<string, number>; filled: number; unread: number }[]

  constructor(model: Model) {
    this.#model = model
    this.#columns = model.columns.map(() => ({ codes: new Int32Array(1024), values: [], known: new Map(), filled: 0, unread: 0 }))
  }

  /** Take one record in: its id, the texts of the model's columns in order, its time and source. */
  add(id: string, texts: readonly string[], time: string, source: string): void {
    const at = this.#ids.push(id) - 1
    this.#times.push(time)
    this.#sources.push(source)
    for (let c = 0; c < this.#columns.length; c += 1) {
      const column = this.#columns[c]
      if (column === undefined) continue
      if (at === column.codes.length) {
        const larger = new Int32Array(at * 2)
        larger.set(column.codes)
        column.codes = larger
      }
      const text = texts[c] ?? ''
      const code = this.#codeOf(column, c, text)
      column.codes[at] = code
      if (text !== '') column.filled += 1
      if (text !== '' && code === -1) column.unread += 1
    }
  }

  #codeOf(column: { values: Value[]; known: Map<string, number> }, at: number, text: string): number {
    if (text === '') return -1
    const found = column.known.get(text)
    if (found !== undefined) return found
    const value = cleanText(this.#model.columns[at]?.clean ?? 'text', text)
    const code = value === null ? -1 : column.values.push(value) - 1
    column.known.set(text, code)
    return code
  }

  /** By column of the model, in how many records it was filled, and in how many of those with what says nothing: a placeholder, or another kind of thing. */
  filled(): readonly { readonly filled: number; readonly unread: number }[] {
    return this.#columns.map(({ filled, unread }) => ({ filled, unread }))
  }

  /** All of them, ordered by id; the first id that came twice, or null. */
  finish(): { readonly records: Records; readonly twice: string | null } {
    const order = Array.from(this.#ids.keys()).sort((a, b) => compare(this.#ids[a] ?? '', this.#ids[b] ?? ''))
    const ids = order.map((at) => this.#ids[at] ?? '')
    const twice = ids.find((id, at) => at > 0 && ids[at - 1] === id) ?? null
    const columns = this.#columns.map(({ codes, values }) => ({ codes: Int32Array.from(order, (at) => codes[at] ?? -1), values }))
    const codes = new Int32Array(ids.length * columns.length)
    for (const [c, column] of columns.entries()) for (let at = 0; at < ids.length; at += 1) codes[at * columns.length + c] = column.codes[at] ?? -1
    return { records: { count: ids.length, ids, columns, codes, times: order.map((at) => this.#times[at] ?? ''), sources: order.map((at) => this.#sources[at] ?? '') }, twice }
  }
}

/** Texts in the order of their code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One record as a row. */
export function rowAt(records: Records, at: number): (Value | null)[] {
  return records.columns.map(({ codes, values }) => values[codes[at] ?? -1] ?? null)
}

/** Every record as a row, one array for all of them. */
export function* rowsOf(records: Records): Generator<Row> {
  const row = records.columns.map((): Value | null => null)
  for (let at = 0; at < records.count; at += 1) {
    writeRow(records, at, row)
    yield row
  }
}

/** One record as a row, into an array that is there already. */
export function writeRow(records: Records, at: number, into: (Value | null)[]): void {
  const { codes, columns } = records
  const from = at * columns.length
  for (let c = 0; c < columns.length; c += 1) {
    const code = codes[from + c] ?? -1
    into[c] = code === -1 ? null : (columns[c]?.values[code] ?? null)
  }
}

/** How common each value is among these records. */
export function termsOf(model: Model, records: Records): Terms {
  const wanted = new Set(model.comparisons.flatMap(({ terms }) => (terms === -1 ? [] : [terms])))
  const tables = records.columns.map((column, at) => (wanted.has(at) ? sharesOf(column) : { shares: new Map<string, number>(), collision: 0 }))
  const surnames = surnamesByPlace(model, () => rowsOf(records))
  return { share: (column, text) => tables[column]?.shares.get(text) ?? 0, collision: (column) => tables[column]?.collision ?? 0, surnamesAt: (key) => surnames.get(key) ?? 0 }
}

function sharesOf({ codes, values }: ColumnValues): { shares: Map<string, number>; collision: number } {
  const counts = new Map<string, number>()
  let total = 0
  const byCode = new Float64Array(values.length)
  for (const code of codes) if (code !== -1) byCode[code] = (byCode[code] ?? 0) + 1
  for (let code = 0; code < values.length; code += 1) {
    const value = values[code]
    if (value === undefined || value.isPart) continue
    counts.set(value.text, (counts.get(value.text) ?? 0) + (byCode[code] ?? 0))
    total += byCode[code] ?? 0
  }
  // whole numbers add up to the same in any order, fractions do not
  let squares = 0
  for (const [text, count] of counts) {
    squares += count * count
    counts.set(text, count / Math.max(1, total))
  }
  return { shares: counts, collision: squares / Math.max(1, total) ** 2 }
}
