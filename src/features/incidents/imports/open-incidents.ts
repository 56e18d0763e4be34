import { openDelimited } from '#platform/files/delimited.ts'
import type { Source } from '#platform/files/source.ts'
import { detectLayout } from './layouts.ts'
import type { ImportMap } from './map-schema.ts'
import { readMapped } from './mapped.ts'
import { readOpenData } from './open-data.ts'
import type { IncidentFile } from './records.ts'

/**
 * Opens a file of incidents: a published layout told by its header, or any CSV through its map.
 *
 * Refuses: invalid, when the file cannot be read, is in no known layout, or lacks a column of the map.
 */
export async function openIncidents(source: Source, map: ImportMap | null = null): Promise<IncidentFile> {
  if (map !== null) {
    const file = await openDelimited(source, { delimiter: map.delimiter, encoding: map.encoding })
    const batches = readMapped(file, map)
    return { name: file.name, layout: 'mapped', batches: () => batches, sha256: file.sha256 }
  }
  const file = await openDelimited(source)
  const layout = detectLayout(file)
  return { name: file.name, layout, batches: () => readOpenData(file, layout), sha256: file.sha256 }
}
