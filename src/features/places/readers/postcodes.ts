import { findColumns, columnAmong, openDelimited, type RowFault } from '#platform/files/delimited.ts'
import type { Source } from '#platform/files/source.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { pointReaderFor, type ReadPoint } from './points.ts'

/** A postcode as its file gives it. */
export interface ReadPostcode {
  readonly rowNumber: number
  /** As printed: "SE1 3LL". */
  readonly postcode: string
  /** Null where the file knows the postcode but not where it is. */
  readonly point: ReadPoint | null
  /** How the place was found, 10 best to 90 none, as Code-Point Open says; null in other files. */
  readonly quality: number | null
  readonly boroughCode: string | null
  readonly wardCode: string | null
}

/** A batch of things read from a file, with the rows that could not be read and how far the file has been read. */
export interface ReadBatch<T> {
  readonly items: readonly T[]
  readonly faults: readonly RowFault[]
  readonly bytesRead: number
  readonly sizeBytes: number | null
}

/** The columns of Code-Point Open, which is published without a header line. */
const CODE_POINT = ['postcode', 'quality', 'eastings', 'northings', 'country', 'nhs_region', 'nhs_ha', 'county', 'district', 'ward']

/**
 * The postcodes of a file: Code-Point Open with or without its header, or any CSV with a postcode and a place.
 *
 * Refuses: invalid, when the file is no CSV or the header has no postcode or no place.
 */
export async function* readPostcodes(source: Source): AsyncGenerator<ReadBatch<ReadPostcode>> {
  const file = await openDelimited(source, {
    headerless: (first) => (first.length === CODE_POINT.length && postcodeOf(first[0] ?? '') !== null ? CODE_POINT : null),
  })
  const [postcodeColumn = -1] = findColumns(file, 'postcodes', [['postcode', 'pcds', 'pcd', 'pcd2', 'pcd7', 'pcd8', 'pc']])
  const pointOf = pointReaderFor(file, 'postcodes')
  const quality = columnAmong(file.header, ['quality', 'positional_quality_indicator', 'positional_quality'])
  const borough = columnAmong(file.header, ['district', 'admin_district_code', 'laua', 'oslaua', 'lad'])
  const ward = columnAmong(file.header, ['ward', 'admin_ward_code', 'osward'])
  for await (const { rows, faults } of file.batches()) {
    const items: ReadPostcode[] = []
    const bad = [...faults]
    for (const { rowNumber, fields } of rows) {
      const postcode = postcodeOf(fields[postcodeColumn] ?? '')
      const point = pointOf(fields)
      if (postcode === null) bad.push({ rowNumber, column: file.header[postcodeColumn] ?? null, reason: 'is not shaped like a postcode' })
      else if (typeof point === 'string') bad.push({ rowNumber, column: null, reason: point })
      else {
        const found = fields[quality]
        items.push({
          rowNumber,
          postcode,
          point,
          quality: found !== undefined && /^\d{2}$/.test(found) ? Number(found) : null,
          boroughCode: filled(fields[borough]),
          wardCode: filled(fields[ward]),
        })
      }
    }
    yield { items, faults: bad, ...file.progress() }
  }
}

function filled(field: string | undefined): string | null {
  const text = field?.trim() ?? ''
  return text === '' ? null : text
}
