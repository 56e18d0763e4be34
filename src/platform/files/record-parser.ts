import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'

/** A row of a delimited file, with the very bytes it came from (its line ending left off). */
export interface Row {
  /** As a spreadsheet numbers it: the header is row 1. */
  readonly rowNumber: number
  readonly raw: Buffer
  readonly fields: readonly string[]
}

/** Why a row could not be used. */
export interface RowFault {
  readonly rowNumber: number
  /** The column at fault, when it is one. */
  readonly column: string | null
  /** A phrase that follows the row's number: "has 9 columns where the header has 12". */
  readonly reason: string
}

/** How a delimited file is written. */
export interface RecordFormat {
  readonly delimiter: ',' | ';' | '\t' | '|'
  readonly encoding: 'utf-8' | 'windows-1252'
  /** A row longer than this is a fault and is passed over, so that one bad quotation mark cannot take up the memory. */
  readonly maxRowBytes: number
}

const NEWLINE = 10
const RETURN = 13
const QUOTE = 34

/**
 * Cuts the bytes of a delimited file into rows, and gives up on a row without giving up on the next.
 *
 * Quoting is as in RFC 4180: a field that begins with a quotation mark may hold delimiters, line ends and doubled quotation marks. A mark inside
 * an unquoted field is only a character. When a quoted field never closes, or closes and goes on, only its first line is lost: reading
 * goes on at the next line.
 */
export class RecordParser {
  /** The first record of the file; null until it has been read. */
  header: readonly string[] | null = null
  readonly #format: RecordFormat
  readonly #delimiter: number
  readonly #decoder: TextDecoder
  #buffer: Buffer = Buffer.alloc(0)
  #start = 0
  /** Where the next quotation mark and the next NUL are, so that a file with none is searched once. */
  #quoteAt = 0
  #nulAt = 0
  #rowNumber = 0
  #isSkippingLongRow = false
  #rows: Row[] = []
  #faults: RowFault[] = []

  constructor(format: RecordFormat) {
    this.#format = format
    this.#delimiter = format.delimiter.charCodeAt(0)
    this.#decoder = new TextDecoder('windows-1252')
  }

  /** Takes the next bytes of the file. */
  feed(chunk: Buffer): void {
    this.#buffer = this.#start < this.#buffer.length ? Buffer.concat([this.#buffer.subarray(this.#start), chunk]) : chunk
    this.#start = 0
    this.#quoteAt = 0
    this.#nulAt = 0
    this.#cut(false)
  }

  /** Says that the file has ended. */
  end(): void {
    this.#cut(true)
  }

  /** The rows and faults read since this was last asked. */
  take(): { rows: Row[]; faults: RowFault[] } {
    const taken = { rows: this.#rows, faults: this.#faults }
    this.#rows = []
    this.#faults = []
    return taken
  }

  #cut(isEnd: boolean): void {
    while (this.#start < this.#buffer.length) {
      const newline = this.#buffer.indexOf(NEWLINE, this.#start)
      const lineEnd = newline === -1 ? this.#buffer.length : newline
      if (newline === -1 && !isEnd) {
        if (this.#buffer.length - this.#start > this.#format.maxRowBytes) this.#skipLongRow()
        return
      }
      if (this.#isSkippingLongRow) {
        this.#isSkippingLongRow = false
        this.#start = lineEnd + 1
        continue
      }
      if (!this.#cutRecord(lineEnd, isEnd)) return
    }
  }

  /** Reads the record that starts on this line; false when more bytes are needed. */
  #cutRecord(lineEnd: number, isEnd: boolean): boolean {
    if (!this.#hasQuote(lineEnd)) {
      this.#accept(lineEnd, lineEnd, null)
      return true
    }
    const found = closeOf(this.#buffer, this.#start, this.#delimiter)
    // A closing mark at the very end of the bytes in hand may be the first half of a doubled one.
    const closed = typeof found === 'number' && found >= this.#buffer.length && !isEnd ? 'open' : found
    if (typeof closed === 'number') {
      this.#accept(closed, lineEnd, null)
      return true
    }
    const isTooLong = this.#buffer.length - this.#start > this.#format.maxRowBytes
    if (closed === 'open' && !isEnd && !isTooLong) return false
    const reason = closed === 'open' ? 'has a quotation mark that is never closed' : 'has text after a closing quotation mark'
    this.#accept(lineEnd, lineEnd, reason)
    return true
  }

  #hasQuote(lineEnd: number): boolean {
    if (this.#quoteAt === 0 || (this.#quoteAt !== -1 && this.#quoteAt < this.#start)) this.#quoteAt = this.#buffer.indexOf(QUOTE, this.#start)
    return this.#quoteAt !== -1 && this.#quoteAt < lineEnd
  }

  #hasNul(end: number): boolean {
    if (this.#nulAt === 0 || (this.#nulAt !== -1 && this.#nulAt < this.#start)) this.#nulAt = this.#buffer.indexOf(0, this.#start)
    return this.#nulAt !== -1 && this.#nulAt < end
  }

  #skipLongRow(): void {
    if (!this.#isSkippingLongRow) {
      this.#rowNumber += 1
      this.#faultAsTooLong()
    }
    this.#isSkippingLongRow = true
    this.#start = this.#buffer.length
  }

  #accept(end: number, lineEnd: number, fault: string | null): void {
    const isNul = this.#hasNul(end)
    const from = this.header === null && this.#rowNumber === 0 && isByteOrderMark(this.#buffer) ? 3 : this.#start
    const isReturned = this.#buffer[end - 1] === RETURN && end > from
    const raw = this.#buffer.subarray(from, isReturned ? end - 1 : end)
    this.#rowNumber += 1
    if (raw.length === 0) {
      this.#start = end + 1
      return
    }
    if (raw.length > this.#format.maxRowBytes) {
      this.#faultAsTooLong()
      this.#start = end + 1
      return
    }
    const fields = fault === null && !isNul ? this.#fieldsOf(raw) : null
    const isWhole = fields !== null && (this.header === null || fields.length === this.header.length || isPadded(fields, this.header.length))
    // Only the first line of a record that went wrong over several lines is given up.
    this.#start = (isWhole ? end : lineEnd) + 1
    if (isWhole) this.#keep(raw, fields)
    else if (fault !== null) this.#fault(fault)
    else if (isNul) this.#fault('holds a NUL byte', this.#columnHolding(raw, (field) => field.includes('\0')))
    else if (fields === null) this.#fault('is not UTF-8 text', this.#columnHolding(raw, (field) => !isUtf8(Buffer.from(field, 'latin1'))))
    else this.#fault(`has ${fields.length} ${fields.length === 1 ? 'column' : 'columns'} where the header has ${this.header?.length ?? 0}`)
  }

  #keep(raw: Buffer, fields: readonly string[]): void {
    if (this.header === null) this.header = fields
    else this.#rows.push({ rowNumber: this.#rowNumber, raw, fields: fields.length === this.header.length ? fields : fields.slice(0, this.header.length) })
  }

  #faultAsTooLong(): void {
    this.#fault(`is longer than ${this.#format.maxRowBytes.toLocaleString('en-GB')} bytes`)
  }

  #fault(reason: string, column: string | null = null): void {
    this.#faults.push({ rowNumber: this.#rowNumber, column, reason })
  }

  #fieldsOf(raw: Buffer): string[] | null {
    if (this.#format.encoding === 'windows-1252') return split(this.#decoder.decode(raw), this.#format.delimiter)
    return isUtf8(raw) ? split(raw.toString('utf8'), this.#format.delimiter) : null
  }

  #columnHolding(raw: Buffer, isBad: (field: string) => boolean): string | null {
    const at = split(raw.toString('latin1'), this.#format.delimiter).findIndex(isBad)
    return this.header?.[at] ?? null
  }
}

/** Where the record that starts here ends; 'open' when a quoted field has not closed yet; 'broken' when one closes and goes on. */
function closeOf(buffer: Buffer, start: number, delimiter: number): number | 'open' | 'broken' {
  let at = start
  for (;;) {
    if (buffer[at] === QUOTE) {
      at = buffer.indexOf(QUOTE, at + 1)
      while (at !== -1 && buffer[at + 1] === QUOTE) at = buffer.indexOf(QUOTE, at + 2)
      if (at === -1) return 'open'
      at += 1
      if (buffer[at] === RETURN && (buffer[at + 1] === NEWLINE || at + 1 === buffer.length)) at += 1
      if (at < buffer.length && buffer[at] !== delimiter && buffer[at] !== NEWLINE) return 'broken'
    } else {
      while (at < buffer.length && buffer[at] !== delimiter && buffer[at] !== NEWLINE) at += 1
    }
    if (at >= buffer.length || buffer[at] === NEWLINE) return at
    at += 1
  }
}

function split(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter)
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (text[at] === '"') {
      let close = text.indexOf('"', at + 1)
      while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
      const end = close === -1 ? text.length : close
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'))
      at = end + 1
    } else {
      const next = text.indexOf(delimiter, at)
      fields.push(text.slice(at, next === -1 ? text.length : next))
      at = next === -1 ? text.length : next
    }
    if (at >= text.length) return fields
    at += 1
  }
}

function isPadded(fields: readonly string[], columns: number): boolean {
  return fields.length > columns && fields.slice(columns).every((field) => field === '')
}

function isByteOrderMark(buffer: Buffer): boolean {
  return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf
}
