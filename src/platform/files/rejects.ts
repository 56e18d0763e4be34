import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { csvText } from './csv-text.ts'
import type { RowFault } from './delimited.ts'

/** A report of the rows of a file that could not be used: file, row, field, reason. Made when the first is found. */
export interface Rejects {
  readonly count: number
  /** Note rows of a file that could not be used. */
  add(file: string, faults: readonly RowFault[]): Promise<void>
  /** Finish the report. Result: where it is, or null when every row could be used. */
  close(): Promise<string | null>
}

/**
 * Where the rows that an import could not use are written down, as a CSV file in the `reports` folder of the data folder.
 *
 * It names row, column and reason, and never repeats the row: a report is read by more people than the record.
 * Input: a name of its own for the report, letters, digits and hyphens.
 */
export function openRejects(dataFolder: string, name: string): Rejects {
  const folder = join(dataFolder, 'reports')
  const path = join(folder, `${name.replaceAll(/[^A-Za-z0-9-]+/g, '-')}.csv`)
  let stream: WriteStream | null = null
  let count = 0
  return {
    get count() {
      return count
    },
    async add(file, faults) {
      if (faults.length === 0) return
      if (stream === null) {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        stream = createWriteStream(path, { mode: 0o600 })
        stream.write(csvText([['file', 'row', 'field', 'reason']]))
      }
      count += faults.length
      const lines = csvText(faults.map(({ rowNumber, column, reason }) => [file, String(rowNumber), column ?? '', reason]))
      if (!stream.write(lines)) await once(stream, 'drain')
    },
    async close() {
      if (stream === null) return null
      stream.end()
      await finished(stream)
      return path
    },
  }
}
