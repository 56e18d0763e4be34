import { createWriteStream } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#platform/errors.ts'
import { columnAmong, listed, openDelimited, type DelimitedFile } from '#platform/files/delimited.ts'
import { openSource } from '#platform/files/source.ts'
import type { Model } from '../linkage/model.ts'
import { readModel } from '../linkage/read-model.ts'
import { RecordIntake, type Records } from '../linkage/records.ts'
import { separatorOf } from './separators.ts'

/**
 * A model from its file.
 *
 * Refuses: invalid, when the file is not there or is not a model, naming the place in it.
 */
export async function readModelFile(path: string): Promise<Model> {
  return readModel(await readModelText(path))
}

/** The text of a model's file. Refuses: invalid, when it cannot be read. */
export async function readModelText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new Refusal('invalid', `The model ${basename(path)} cannot be read: there is no such file, or it may not be opened.`)
  }
}

/**
 * The records of one or more CSV files, cleaned for a model.
 *
 * Input: where to say which columns are often filled with what cannot be read; a model that cleans a column as what it is not is found so.
 * Refuses: invalid, when a column the model names is not there, a row cannot be read, an id is empty or comes twice, or there is no record at all.
 */
export async function readRecordFiles(model: Model, paths: readonly string[], say?: (sentence: string) => void): Promise<Records> {
  const intake = new RecordIntake(model)
  for (const path of paths) await readInto(intake, model, path)
  const { records, twice } = intake.finish()
  if (twice !== null) throw new Refusal('invalid', `model.id: two records have "${twice}" in the column "${model.id}". Each record needs an id of its own: name another column, or make the ids differ.`)
  if (records.count === 0) throw new Refusal('invalid', `${paths.map((path) => basename(path)).join(', ')}: there is a header and no record below it.`)
  for (const [at, { filled, unread }] of intake.filled().entries()) {
    const column = model.columns[at]
    if (column !== undefined && unread >= OFTEN * filled && unread > 0) say?.(`model.columns.${column.name}: ${unread} of ${filled} values of ${listed(column.from)} cannot be read as ${column.clean} and count as empty`)
  }
  return records
}

/** Of the values of a column, how many must say nothing to be told of. */
const OFTEN = 0.02

/** A file of records opened, parted by whatever its header is parted by. */
export async function openRecords(path: string): Promise<DelimitedFile> {
  const delimiter = await separatorOf(path)
  return openDelimited(await openSource(path), { delimiter })
}

async function readInto(intake: RecordIntake, model: Model, path: string): Promise<void> {
  const file = await openRecords(path)
  const at = (name: string, place: string): number => columnIn(file, name, place)
  const id = at(model.id, 'model.id')
  const time = model.time === null ? -1 : at(model.time, 'model.time')
  const source = model.source === null ? -1 : at(model.source, 'model.source')
  const columns = model.columns.map(({ name, from }) => from.map((each, i) => at(each, from.length === 1 ? `model.columns.${name}.from` : `model.columns.${name}.from[${i}]`)))
  const texts = model.columns.map(() => '')
  for await (const { rows, faults } of file.batches()) {
    const [fault] = faults
    if (fault !== undefined) throw new Refusal('invalid', `${file.name}: row ${fault.rowNumber} ${fault.reason}${fault.column === null ? '' : ` (column "${fault.column}")`}. Put the row right, or save the file as UTF-8 CSV.`)
    for (const { rowNumber, fields } of rows) {
      const own = fields[id]?.trim() ?? ''
      if (own === '') throw new Refusal('invalid', `${file.name}: row ${rowNumber} has nothing in the column "${model.id}", which is its id. Give it one.`)
      for (let c = 0; c < columns.length; c += 1) {
        const from = columns[c] ?? []
        texts[c] = from.length === 1 ? (fields[from[0] ?? 0] ?? '').trim() : from.map((each) => (fields[each] ?? '').trim()).filter((text) => text !== '').join(' ')
      }
      intake.add(own, texts, fields[time] ?? '', fields[source] ?? '')
    }
  }
}

function columnIn(file: DelimitedFile, name: string, place: string): number {
  const found = columnAmong(file.header, [name])
  if (found === -1) throw new Refusal('invalid', `${place}: ${file.name} has no column "${name}". It has ${listed(file.header)}.`)
  return found
}

/** Write lines to a file, whole or not at all. */
export async function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  const part = `${path}.part`
  try {
    await pipeline(Readable.from(inChunks(lines)), createWriteStream(part))
    await rename(part, path)
  } catch (cause) {
    await rm(part, { force: true })
    throw new Refusal('invalid', `${path} cannot be written: ${cause instanceof Error ? cause.message : 'the file cannot be made'}.`)
  }
}

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length > 65_536) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') yield chunk
}

/** A row of a CSV file. */
export function csvRow(fields: readonly (string | number)[]): string {
  return fields.map((field) => (typeof field === 'string' && /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : `${field}`)).join(',')
}
