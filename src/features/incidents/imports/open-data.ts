import { fromDegrees, fromGrid, type ReadPoint } from '#features/places/index.ts'
import { columnAmong, type DelimitedFile, type Row, type RowFault } from '#platform/files/delimited.ts'
import type { ImportBatch, ImportedRow, Layout, OpenRecord } from './records.ts'
import { RowKeys } from './row-keys.ts'

/** Gives the text of a named column of a row; blank where the file has no such column. */
type Cell = (row: Row, name: OpenColumn) => string

type OpenColumn = keyof typeof COLUMNS

/** Every column either publisher uses, by its name in street files and in API records. */
const COLUMNS = {
  month: ['Month'],
  category: ['Crime type', 'category'],
  id: ['id'],
  persistentId: ['Crime ID', 'persistent_id'],
  longitude: ['Longitude'],
  latitude: ['Latitude'],
  easting: ['Easting'],
  northing: ['Northing'],
  place: ['Location', 'street_name'],
  lsoaCode: ['LSOA code'],
  lsoaName: ['LSOA name'],
  reportedBy: ['Reported by'],
  fallsWithin: ['Falls within'],
  streetId: ['street_id'],
  ward: ['ward_code'],
  context: ['Context'],
} as const

const ASB = new Set(['anti-social behaviour', 'anti-social-behaviour', 'antisocial behaviour'])

/**
 * The anti-social behaviour in a published file, a batch at a time; other crimes are counted as read and passed over.
 *
 * A street row's key is the hash of its bytes and its number among equal rows of the file; an API record's is its id, so that a record
 * on a ward's edge, which comes once for each ward, has one key.
 */
export async function* readOpenData(file: DelimitedFile, layout: Exclude<Layout, 'mapped'>): AsyncGenerator<ImportBatch<OpenRecord>> {
  const keys = new RowKeys()
  const at = Object.fromEntries(Object.entries(COLUMNS).map(([name, names]) => [name, columnAmong(file.header, names)]))
  const cell: Cell = (row, name) => (row.fields[at[name] ?? -1] ?? '').trim()
  for await (const { rows, faults } of file.batches()) {
    const good: ImportedRow<OpenRecord>[] = []
    const bad: RowFault[] = [...faults]
    let asb = 0
    for (const row of rows) {
      const category = cell(row, 'category')
      if (category === '') {
        bad.push({ rowNumber: row.rowNumber, column: file.header[at['category'] ?? -1] ?? null, reason: 'is blank' })
        continue
      }
      if (!ASB.has(category.toLowerCase())) continue
      asb += 1
      const { key, rowHash } = layout === 'api' ? keys.keyOfNamed(row.raw, `id ${cell(row, 'id')}`) : keys.keyOf(row.raw)
      const record = recordOf(row, cell, layout)
      if ('reason' in record) bad.push(record)
      else good.push({ rowNumber: row.rowNumber, key, rowHash, record })
    }
    yield { read: rows.length + faults.length, asb, rows: good, faults: bad, ...file.progress() }
  }
}

function recordOf(row: Row, cell: Cell, layout: Exclude<Layout, 'mapped'>): OpenRecord | RowFault {
  const fault = (column: OpenColumn | null, reason: string): RowFault => ({ rowNumber: row.rowNumber, column: column === null ? null : nameIn(layout, column), reason })
  const filled = (name: OpenColumn): string | null => {
    const text = cell(row, name)
    return text === '' ? null : text
  }
  const month = cell(row, 'month')
  if (!/^(?:19|20)\d{2}-(?:0[1-9]|1[0-2])$/.test(month)) return fault('month', `is not a month written yyyy-mm: ${JSON.stringify(month.slice(0, 20))}`)
  if (layout === 'api' && !/^\d{1,20}$/.test(cell(row, 'id'))) return fault('id', 'is not a number')
  const point = pointOf(row, cell, layout)
  if (typeof point === 'string') return fault(null, point)
  return {
    precision: 'month',
    month,
    place: filled('place'),
    point,
    lsoaCode: filled('lsoaCode'),
    lsoaName: filled('lsoaName'),
    reportedBy: filled('reportedBy'),
    fallsWithin: filled('fallsWithin'),
    category: cell(row, 'category'),
    persistentId: filled('persistentId'),
    streetId: filled('streetId'),
    wardAskedFor: filled('ward'),
    context: filled('context'),
  }
}

function pointOf(row: Row, cell: Cell, layout: Exclude<Layout, 'mapped'>): ReadPoint | null | string {
  if (layout === 'street with grid') return fromGrid(cell(row, 'easting'), cell(row, 'northing'))
  return fromDegrees(cell(row, 'longitude'), cell(row, 'latitude'))
}

function nameIn(layout: Layout, column: OpenColumn): string {
  const [first, second] = COLUMNS[column]
  return (layout === 'api' ? (second ?? first.toLowerCase()) : first)
}
