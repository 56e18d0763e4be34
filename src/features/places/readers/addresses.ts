import { findColumns, openDelimited, type RowFault } from '#platform/files/delimited.ts'
import type { Source } from '#platform/files/source.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { pointReaderFor, type ReadPoint } from './points.ts'
import type { ReadBatch } from './postcodes.ts'

/** An address as a force's own gazetteer gives it. */
export interface ReadAddress {
  readonly rowNumber: number
  /** The unique property reference number, its leading noughts left off. */
  readonly uprn: string
  readonly address: string
  readonly postcode: string | null
  readonly point: ReadPoint | null
}

/**
 * The addresses of a gazetteer (CSV: uprn, address, postcode, and easting and northing or longitude and latitude).
 *
 * Refuses: invalid, when the file is no CSV or a column is missing.
 */
export async function* readAddresses(source: Source): AsyncGenerator<ReadBatch<ReadAddress>> {
  const file = await openDelimited(source)
  const columns = findColumns(file, 'addresses', [['uprn'], ['address', 'full_address', 'single_line_address'], ['postcode', 'post_code']])
  const pointOf = pointReaderFor(file, 'addresses')
  for await (const { rows, faults } of file.batches()) {
    const items: ReadAddress[] = []
    const bad: RowFault[] = [...faults]
    for (const { rowNumber, fields } of rows) {
      const [uprnText, addressText, postcodeText] = columns.map((column) => (fields[column] ?? '').trim())
      const address = (addressText ?? '').replaceAll(/\s+/g, ' ')
      const postcode = postcodeText === undefined || postcodeText === '' ? null : postcodeOf(postcodeText)
      const point = pointOf(fields)
      const uprn = uprnText ?? ''
      if (/^\d(?:\.\d+)?E\+?\d+$/i.test(uprn)) bad.push({ rowNumber, column: 'uprn', reason: 'has been shortened by a spreadsheet' })
      else if (!/^\d{1,12}$/.test(uprn) || Number(uprn) === 0) bad.push({ rowNumber, column: 'uprn', reason: 'is not a number of 1 to 12 digits' })
      else if (address === '') bad.push({ rowNumber, column: 'address', reason: 'is blank' })
      else if (address.length > 500) bad.push({ rowNumber, column: 'address', reason: 'is longer than 500 characters' })
      else if (postcode === null && postcodeText !== '') bad.push({ rowNumber, column: 'postcode', reason: 'is not shaped like a postcode' })
      else if (typeof point === 'string') bad.push({ rowNumber, column: null, reason: point })
      else items.push({ rowNumber, uprn: uprn.replace(/^0+/, ''), address, postcode, point })
    }
    yield { items, faults: bad, ...file.progress() }
  }
}
