import { Refusal } from '../errors.ts'
import { RecordParser, type RecordFormat, type Row, type RowFault } from './record-parser.ts'
import { unpack, type Source, type Unpacked } from './source.ts'

export type { Row, RowFault } from './record-parser.ts'

/** Rows read together, with the rows that could not be. */
export interface RowBatch {
  readonly rows: readonly Row[]
  readonly faults: readonly RowFault[]
}

/** A delimited file whose header has been read and whose rows have not. */
export interface DelimitedFile {
  readonly name: string
  readonly header: readonly string[]
  /** The rows, in the file's order, a batch at a time. May be asked for once. */
  batches(): AsyncGenerator<RowBatch>
  /** How much of the file as stored has been read, for a progress line. */
  progress(): { readonly bytesRead: number; readonly sizeBytes: number | null }
  /** The SHA-256 of the file as stored, as hex; whole only after the last batch. */
  sha256(): string
}

/** How the file is written, where it is not comma-separated UTF-8 with a header line. */
export interface DelimitedOptions extends Partial<RecordFormat> {
  /** Names the columns of a file without a header line, told by its first row; null when that row is a header. */
  readonly headerless?: (firstRow: readonly string[]) => readonly string[] | null
}

const MEBIBYTE = 1024 * 1024

/**
 * Opens a CSV file, plain or gzip, and reads its header.
 *
 * Memory does not grow with the file. Text must be what it says it is: a row that is not UTF-8, or holds a NUL, is a fault of that row.
 * Refuses: invalid, when the file is empty, is not a CSV, has no readable header, or names a column twice.
 */
export async function openDelimited(source: Source, options: DelimitedOptions = {}): Promise<DelimitedFile> {
  const parser = new RecordParser({
    delimiter: options.delimiter ?? ',',
    encoding: options.encoding ?? 'utf-8',
    maxRowBytes: options.maxRowBytes ?? MEBIBYTE,
  })
  const unpacked = unpack(source)
  const feed = feeder(parser, unpacked)
  const { header, early } = await openHeader(source.name, parser, feed, options).catch(async (cause: unknown) => {
    await unpacked.chunks.return(undefined)
    throw cause
  })
  async function* batches(): AsyncGenerator<RowBatch> {
    try {
      if (early.rows.length > 0 || early.faults.length > 0) yield early
      while (await feed()) {
        const batch = parser.take()
        if (batch.rows.length > 0 || batch.faults.length > 0) yield batch
      }
    } finally {
      await unpacked.chunks.return(undefined)
    }
  }
  return {
    name: source.name,
    header,
    batches,
    progress: () => ({ bytesRead: unpacked.bytesRead(), sizeBytes: source.sizeBytes }),
    sha256: unpacked.sha256,
  }
}

/**
 * Where the named columns are in a header, in the order asked, whatever their case.
 *
 * Input: each wanted column, with the other names it goes by.
 * Refuses: invalid, naming every column that is missing and every one that was found.
 */
export function findColumns(file: Pick<DelimitedFile, 'name' | 'header'>, what: string, wanted: readonly (readonly string[])[]): number[] {
  const found = wanted.map((names) => columnAmong(file.header, names))
  const missing = wanted.filter((_, at) => found[at] === -1).map((names) => names.map((name) => `"${name}"`).join(' or '))
  if (missing.length === 0) return found
  const noun = missing.length === 1 ? 'column' : 'columns'
  throw new Refusal('invalid', `${file.name} cannot be read as ${what}: it has no ${noun} ${missing.join(', ')}. It has ${listed(file.header)}.`)
}

/** Where a column that goes by any of these names is in a header, or -1. */
export function columnAmong(header: readonly string[], names: readonly string[]): number {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  return header.findIndex((name) => wanted.has(name.toLowerCase()))
}

/** Column names as a person reads them in a sentence, cut short when they are many. */
export function listed(header: readonly string[]): string {
  const shown = header.slice(0, 40).map((name) => `"${name.slice(0, 60)}"`)
  return shown.join(', ') + (header.length > shown.length ? ` and ${header.length - shown.length} more` : '')
}

/** Gives the parser its next bytes; false when there are none left. */
function feeder(parser: RecordParser, unpacked: Unpacked): () => Promise<boolean> {
  let isEnded = false
  return async () => {
    if (isEnded) return false
    const next = await unpacked.chunks.next()
    isEnded = next.done === true
    if (next.done === true) parser.end()
    else parser.feed(next.value)
    return true
  }
}

/** The names of the columns, and the rows that came with them. */
async function openHeader(name: string, parser: RecordParser, feed: () => Promise<boolean>, { headerless }: DelimitedOptions): Promise<{ header: readonly string[]; early: RowBatch }> {
  const early = await readHeader(name, parser, feed)
  if (parser.header === null) throw new Refusal('invalid', `${name} holds no rows, not even a header.`)
  const names = headerless?.(parser.header) ?? null
  if (names !== null) early.rows.unshift({ rowNumber: 1, raw: Buffer.from(parser.header.join(',')), fields: parser.header })
  const header = names ?? parser.header.map((each) => each.trim())
  parser.header = header
  refuseRepeated(name, header)
  return { header, early }
}

/** Reads as far as the header, and gives the rows that came with it. */
async function readHeader(name: string, parser: RecordParser, feed: () => Promise<boolean>): Promise<{ rows: Row[]; faults: RowFault[] }> {
  const early = { rows: Array.of<Row>(), faults: Array.of<RowFault>() }
  while (parser.header === null && (await feed())) {
    const { rows, faults } = parser.take()
    const broken = faults.find(({ rowNumber }) => rowNumber === 1) ?? (parser.header === null ? faults[0] : undefined)
    if (broken !== undefined) throw headerRefusal(name, broken.reason)
    early.rows.push(...rows)
    early.faults.push(...faults)
  }
  return early
}

function headerRefusal(name: string, reason: string): Refusal {
  return new Refusal('invalid', `${name} cannot be read as a CSV file: its first line ${reason}.`)
}

function refuseRepeated(name: string, header: readonly string[]): void {
  const repeated = header.find((column, at) => column !== '' && header.indexOf(column) !== at)
  if (repeated !== undefined) throw new Refusal('invalid', `${name} has two columns called "${repeated}". Give each column a name of its own.`)
}
