import { Refusal } from '#platform/errors.ts'
import { columnAmong, listed } from '#platform/files/delimited.ts'
import type { Earlier } from '../linkage/link-after.ts'
import { compare } from '../linkage/records.ts'
import { openRecords } from './record-files.ts'

/** What a file says of each record: its person or cluster, and the other columns it has. */
export interface Table {
  readonly name: string
  readonly header: readonly string[]
  /** By id, the row's fields in the order of the header. */
  readonly rows: ReadonlyMap<string, readonly string[]>
}

/** A small CSV by its id column. Refuses: invalid, when the column is not there, a row cannot be read or a record comes twice. */
export async function readTable(path: string, idNames: readonly string[]): Promise<Table> {
  const file = await openRecords(path)
  const id = columnAmong(file.header, idNames)
  if (id === -1) throw new Refusal('invalid', `${file.name} has no column ${idNames.map((name) => `"${name}"`).join(' or ')}. It has ${listed(file.header)}.`)
  const rows = new Map<string, readonly string[]>()
  for await (const { rows: batch, faults } of file.batches()) {
    const [fault] = faults
    if (fault !== undefined) throw new Refusal('invalid', `${file.name}: row ${fault.rowNumber} ${fault.reason}.`)
    for (const { rowNumber, fields } of batch) {
      const own = fields[id]?.trim() ?? ''
      if (rows.has(own)) throw new Refusal('invalid', `${file.name}: row ${rowNumber} has "${own}" for the second time. What is said of a record stands in one row.`)
      rows.set(own, fields.map((field) => field.trim()))
    }
  }
  return { name: file.name, header: file.header, rows }
}

/**
 * Which cluster each record was in, as "people link" wrote it.
 *
 * Refuses: invalid, when a column is not there, a row cannot be read or a record comes twice.
 */
export async function readClusters(path: string): Promise<Earlier> {
  const file = await openRecords(path)
  const columnAt = (name: string): number => {
    const found = columnAmong(file.header, [name])
    if (found === -1) throw new Refusal('invalid', `${file.name} has no column "${name}". It has ${listed(file.header)}. Give the file that "people link" wrote.`)
    return found
  }
  const [id, cluster] = [columnAt('record_id'), columnAt('cluster_id')]
  const [ids, clusters, rowNumbers]: [string[], number[], number[]] = [[], [], []]
  const numbers = new Map<string, number>()
  for await (const { rows, faults } of file.batches()) {
    const [fault] = faults
    if (fault !== undefined) throw new Refusal('invalid', `${file.name}: row ${fault.rowNumber} ${fault.reason}.`)
    for (const { rowNumber, fields } of rows) {
      const name = fields[cluster] ?? ''
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      ids.push(fields[id] ?? '')
      clusters.push(number)
      rowNumbers.push(rowNumber)
    }
  }
  const order = orderOf(ids)
  const twice = order.find((row, at) => at > 0 && ids[order[at - 1] ?? 0] === ids[row])
  if (twice !== undefined) throw new Refusal('invalid', `${file.name}: row ${rowNumbers[twice] ?? 0} has "${ids[twice] ?? ''}" for the second time. A record is in one cluster.`)
  return { ids: order.map((row) => ids[row] ?? ''), clusters: order.map((row) => clusters[row] ?? 0), names: [...numbers.keys()] }
}

/** The places of texts in the order of the texts; "people link" writes them in that order, and then there is nothing to sort. */
function orderOf(ids: readonly string[]): readonly number[] {
  const order = Array.from(ids.keys())
  return ids.every((id, at) => at === 0 || (ids[at - 1] ?? '') <= id) ? order : order.sort((a, b) => compare(ids[a] ?? '', ids[b] ?? ''))
}

/** One column of a table, by id. Refuses: invalid, when it has none of these names. */
export function columnOf(table: Table, names: readonly string[]): ReadonlyMap<string, string> {
  const at = columnAmong(table.header, names)
  if (at === -1) throw new Refusal('invalid', `${table.name} has no column ${names.map((name) => `"${name}"`).join(' or ')}. It has ${listed(table.header)}. Name the one that says whose record it is: --person COLUMN.`)
  return new Map([...table.rows].map(([id, fields]) => [id, fields[at] ?? '']))
}
