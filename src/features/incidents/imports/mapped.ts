import { fromDegrees, fromGrid, type ReadPoint } from '#features/places/index.ts'
import { findColumns, type DelimitedFile, type Row, type RowFault } from '#platform/files/delimited.ts'
import { dayReader, timeReader } from './local-time.ts'
import { columnsOf, type ImportMap, type MapValue } from './map-schema.ts'
import type { ImportBatch, ImportedRow, ReadPerson, ReportedRecord } from './records.ts'
import { RowKeys } from './row-keys.ts'

/** Thrown within a row and caught at its end: what is wrong, in which column. */
class BadCell extends Error {
  readonly column: string | null
  constructor(column: string | null, reason: string) {
    super(reason)
    this.column = column
  }
}

/** Gives the text of a value for a row; null where it is blank. */
type Getter = (row: Row) => string | null

/**
 * The incidents of a force's own file, read through its map, a batch at a time.
 *
 * A row's key is its reference where the map gives one, and otherwise the hash of its bytes and its number among equal rows. The same
 * reference again on a row that says something else is a fault of that row.
 * Refuses: invalid, when the file lacks a column the map speaks of.
 */
export function readMapped(file: DelimitedFile, map: ImportMap): AsyncGenerator<ImportBatch<ReportedRecord>> {
  const names = columnsOf(map)
  const places = findColumns(file, map.name, names.map((name) => [name]))
  const at = new Map(names.map((name, index) => [name, places[index] ?? -1]))
  return batchesOf(file, map, rowReader(map, at), at)
}

async function* batchesOf(
  file: DelimitedFile,
  map: ImportMap,
  read: (row: Row) => ReportedRecord,
  at: ReadonlyMap<string, number>,
): AsyncGenerator<ImportBatch<ReportedRecord>> {
  const keys = new RowKeys()
  const isTakenByAnother = referenceWatch()
  const passes = filterOf(map, at)
  for await (const { rows, faults } of file.batches()) {
    const good: ImportedRow<ReportedRecord>[] = []
    const bad: RowFault[] = [...faults]
    let asb = 0
    for (const row of rows) {
      if (!passes(row)) continue
      asb += 1
      try {
        const record = read(row)
        if (record.reference === null) {
          good.push({ rowNumber: row.rowNumber, ...keys.keyOf(row.raw), record })
          continue
        }
        if (isTakenByAnother(record.reference, row.raw)) throw new BadCell(nameOf(map.fields.reference), 'is the reference of an earlier row of this file that says something else')
        good.push({ rowNumber: row.rowNumber, ...keys.keyOfNamed(row.raw, `ref ${record.reference}`), record })
      } catch (cause) {
        if (!(cause instanceof BadCell)) throw cause
        bad.push({ rowNumber: row.rowNumber, column: cause.column, reason: cause.message })
      }
    }
    yield { read: rows.length + faults.length, asb, rows: good, faults: bad, ...file.progress() }
  }
}

/**
 * Tells whether a reference stood before on a row that was not the same, byte for byte.
 *
 * A word such as "NA" for a number nobody gave would otherwise make one incident of thousands, silently.
 */
function referenceWatch(): (reference: string, raw: Uint8Array) => boolean {
  const [references, rows] = [new RowKeys(), new RowKeys()]
  return (reference, raw) => references.numberOf(Buffer.from(reference)) !== rows.numberOf(raw)
}

function filterOf(map: ImportMap, at: ReadonlyMap<string, number>): (row: Row) => boolean {
  const tests = map.only.map(({ column, in: only, notIn }) => {
    const place = at.get(column) ?? -1
    const words = new Set((only ?? notIn ?? []).map((word) => word.trim().toLowerCase()))
    return (row: Row): boolean => words.has((row.fields[place] ?? '').trim().toLowerCase()) === (only !== undefined)
  })
  return (row) => tests.every((test) => test(row))
}

function rowReader(map: ImportMap, at: ReadonlyMap<string, number>): (row: Row) => ReportedRecord {
  const getter = getterOf(map, at)
  const readTime = timeReader(map.timeFormats, map.timeZone, map.clockChange)
  const { fields } = map
  const moment = (value: MapValue | undefined): ((row: Row, notes: string[]) => Date | null) => {
    const get = getter(value)
    return (row, notes) => {
      const text = get(row)
      if (text === null) return null
      const found = readTime(text)
      if ('fault' in found) throw new BadCell(nameOf(value), found.fault)
      if (found.note !== null) notes.push(found.note)
      return found.at
    }
  }
  const [reportedAt, occurredFrom, occurredTo] = [moment(fields.reportedAt), moment(fields.occurredFrom), moment(fields.occurredTo)]
  const [reference, channel, type, qualifier] = [getter(fields.reference), getter(fields.channel), getter(fields.type), getter(fields.qualifier)]
  const [narrative, grade, result] = [getter(fields.narrative), getter(fields.grade), getter(fields.result)]
  const [locationText, postcode, point] = [getter(fields.locationText), getter(fields.postcode), pointOf(map, getter)]
  const people = peopleOf(map, getter)
  const screening = map.screening.map(({ question, answer, detail }) => ({ question, answer: getter(answer), detail: getter(detail) }))
  return (row) => {
    const notes: string[] = []
    const at = reportedAt(row, notes)
    if (at === null) throw new BadCell(nameOf(fields.reportedAt), 'is blank, and an incident needs the time it was reported')
    return {
      precision: 'instant',
      reference: reference(row),
      channel: channel(row),
      reportedAt: at,
      occurredFrom: occurredFrom(row, notes),
      occurredTo: occurredTo(row, notes),
      type: type(row),
      qualifier: qualifier(row),
      narrative: narrative(row),
      grade: grade(row),
      result: result(row),
      locationText: locationText(row),
      postcode: postcode(row),
      point: point(row),
      people: people(row, notes),
      screening: screening.flatMap(({ question, answer, detail }) => {
        const found = answer(row)
        return found === null ? [] : [{ question, answer: found, detail: detail(row) }]
      }),
      notes,
    }
  }
}

function getterOf(map: ImportMap, at: ReadonlyMap<string, number>): (value: MapValue | undefined) => Getter {
  const blank = new Set(['', ...map.blank.map((word) => word.trim().toLowerCase())])
  const cell = (row: Row, column: string): string => {
    const text = (row.fields[at.get(column) ?? -1] ?? '').trim()
    return blank.has(text.toLowerCase()) ? '' : text
  }
  return (value) => {
    if (value === undefined) return () => null
    const { constant, column, codes, otherwise } = value
    if (constant !== undefined) return () => constant
    const columns = value.columns ?? (column === undefined ? [] : [column])
    const between = value.with ?? ' '
    const read = (row: Row): string => columns.map((name) => cell(row, name)).filter((text) => text !== '').join(between)
    if (codes === undefined) return (row) => read(row) || null
    const words = new Map(Object.entries(codes).map(([word, ours]) => [word.trim().toLowerCase(), ours]))
    return (row) => {
      const text = read(row)
      const ours = words.get(text.toLowerCase())
      if (ours !== undefined) return ours
      if (text === '') return null
      if (otherwise !== undefined) return otherwise
      throw new BadCell(nameOf(value), `has a word the map does not know: ${JSON.stringify(text.slice(0, 60))}`)
    }
  }
}

function pointOf(map: ImportMap, getter: (value: MapValue | undefined) => Getter): (row: Row) => ReadPoint | null {
  const [longitude, latitude] = [getter(map.fields.longitude), getter(map.fields.latitude)]
  const [easting, northing] = [getter(map.fields.easting), getter(map.fields.northing)]
  return (row) => {
    const found = fromDegrees(longitude(row) ?? '', latitude(row) ?? '') ?? fromGrid(easting(row) ?? '', northing(row) ?? '')
    if (typeof found === 'string') throw new BadCell(null, found)
    return found
  }
}

/** NOTE: no reason or note here repeats what a row says of a person: the report of an import is read by more people than the incident. */
function peopleOf(map: ImportMap, getter: (value: MapValue | undefined) => Getter): (row: Row, notes: string[]) => ReadPerson[] {
  const readDay = dayReader(map.dateFormats)
  const getters = map.people.map((person) => ({
    role: person.role,
    birthColumn: nameOf(person.dateOfBirth),
    given: getter(person.givenName),
    family: getter(person.familyName),
    birth: getter(person.dateOfBirth),
    phone: getter(person.phone),
    email: getter(person.email),
    address: getter(person.address),
    postcode: getter(person.postcode),
  }))
  return (row, notes) =>
    getters.flatMap((get) => {
      const birth = get.birth(row)
      const dateOfBirth = birth === null ? null : readDay(birth)
      if (birth !== null && dateOfBirth === null) notes.push(`The date of birth of the ${get.role} (column "${get.birthColumn ?? ''}") could not be read`)
      const person: ReadPerson = {
        role: get.role,
        givenName: get.given(row),
        familyName: get.family(row),
        dateOfBirth,
        phone: get.phone(row),
        email: get.email(row),
        address: get.address(row),
        postcode: get.postcode(row),
      }
      const { role: _, ...said } = person
      return Object.values(said).some((value) => value !== null) ? [person] : []
    })
}

function nameOf(value: MapValue | undefined): string | null {
  return value?.column ?? value?.columns?.join(', ') ?? null
}
