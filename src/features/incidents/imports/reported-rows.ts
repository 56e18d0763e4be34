import { mentionRows, standardiseAddress } from '#features/people/index.ts'
import { cellAt } from '#features/places/index.ts'
import type { Context } from '#platform/context.ts'
import type { CopyValue } from '#platform/db/copying.ts'
import { Refusal } from '#platform/errors.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import { newId } from '#platform/ids.ts'
import { postcodeOf } from '#platform/postcode.ts'
import { londonDay } from '#platform/time/day.ts'
import { HOUR_MS } from '#platform/time/instant.ts'
import { codedReport, type CodedReport, type Report, type ReportedPerson } from '../commands/record-report.ts'
import type { RecordLists } from '../queries/record-lists.ts'
import { CHANNELS, codeInForce, QUALIFIERS, type Coded } from '../rules/codes.ts'
import { ANSWERS } from '../rules/screening.ts'
import type { ImportedRow, ReportedRecord } from './records.ts'
import type { PlaceFinder } from './staged-rows.ts'

/** A row reported within this many hours of its import is news: its team is told as of any report. */
export const LIVE_HOURS = 24

/** A row of a force's own system, checked: what it reports, in the codes of its day. */
export interface CheckedRow {
  readonly row: ImportedRow<ReportedRecord>
  readonly report: Report
  readonly coded: CodedReport
  readonly result: { readonly key: string; readonly name: string } | null
  readonly isLive: boolean
}

const CHANNEL_WORDS = [...CHANNELS.filter((channel) => channel !== 'open-data'), 'not-known'] as const

/**
 * Check a row of a force's own system by the lists in force on the day it was reported.
 *
 * Result: the row checked, or its fault: which field, and why, without repeating what it says of anyone.
 * Rules IN-01, IN-02, IN-13.
 */
export function checkRow(row: ImportedRow<ReportedRecord>, lists: RecordLists, results: readonly Coded[], now: Date): CheckedRow | RowFault {
  const { record, rowNumber } = row
  const fault = (column: string, reason: string): RowFault => ({ rowNumber, column, reason })
  const channel = CHANNEL_WORDS.find((known) => known === (record.channel ?? 'not-known'))
  if (channel === undefined) return fault('channel', `is not a channel. Use one of ${CHANNEL_WORDS.join(', ')}`)
  const qualifier = record.qualifier === null ? null : QUALIFIERS.find((known) => known === record.qualifier)
  if (qualifier === undefined) return fault('qualifier', `is not a qualifier. Use one of ${QUALIFIERS.join(', ')}`)
  if (record.reportedAt.getTime() < Date.UTC(1990, 0, 1)) return fault('reportedAt', 'is before 1990')
  const screening = []
  for (const { question, answer, detail } of record.screening) {
    const known = ANSWERS.find((each) => each === answer)
    if (known === undefined) return fault(`screening ${question}`, `is not an answer. Use one of ${ANSWERS.join(', ')}`)
    screening.push({ question, answer: known, detail, ...(known === 'not-asked' ? { reason: 'Not given by the system it came from' } : {}) })
  }
  const result = record.result === null ? null : codeInForce(results, record.result, record.reportedAt)
  if (result !== null && !result.ok) return fault('result', result.reason)
  const report: Report = {
    sourceReference: null, channel, reportedAt: record.reportedAt, occurredFrom: record.occurredFrom, occurredTo: record.occurredTo, type: record.type, qualifier,
    narrative: record.narrative ?? '', grade: record.grade, screening, people: record.people.map(personOf),
    place: { text: record.locationText, postcode: record.postcode, longitude: record.point?.longitude ?? null, latitude: record.point?.latitude ?? null, addressId: null },
  }
  try {
    const isLive = now.getTime() - record.reportedAt.getTime() <= LIVE_HOURS * HOUR_MS
    return { row, report, coded: codedReport(report, lists, now), result: result === null ? null : { key: result.row.key, name: result.row.name }, isLive }
  } catch (cause) {
    if (cause instanceof Refusal && cause.kind === 'invalid') return { rowNumber, column: cause.detail.field ?? null, reason: cause.message }
    throw cause
  }
}

function personOf({ role, givenName, familyName, dateOfBirth, phone, email, address, postcode }: ReportedRecord['people'][number]): ReportedPerson {
  return { role, givenName, familyName, dateOfBirth, phone, email, addressText: address, postcode, wantsContact: null, safeToContact: null, personId: null }
}

/** A checked row as it is copied, with its people, answers and entries ready to be inserted. */
export function stagedReportedRow(ctx: Context, importId: string, { row, report, coded, result }: CheckedRow, places: PlaceFinder): readonly CopyValue[] {
  const { record } = row
  const id = newId()
  const day = londonDay(report.reportedAt)
  const at = places.find(record.point, day)
  const postcode = record.postcode === null ? null : (postcodeOf(record.postcode) ?? record.postcode.trim().toUpperCase())
  const people = report.people.flatMap(({ role, ...person }) => mentionRows(ctx, { kind: 'incident', id }, { part: role, ...person })
    .map(({ sourceKind: _, sourceId: __, recordedAt: ___, recordedBy: ____, ...mention }) => snakeKeys(mention)))
  const answers = report.screening.map(({ question, answer, detail, reason }) => ({ question_set_id: coded.prompt.id, question, answer, detail: detail ?? null, not_asked_because: reason ?? null }))
  return [
    importId, row.rowNumber, id, row.key, Number(day.slice(0, 4)), report.channel, report.reportedAt, report.occurredFrom, report.occurredTo, 'instant',
    coded.type?.id ?? null, report.qualifier, report.narrative, record.locationText, postcode,
    record.locationText === null ? null : standardiseAddress(record.locationText, postcode).key,
    record.point?.longitude ?? null, record.point?.latitude ?? null, record.point?.easting ?? null, record.point?.northing ?? null,
    record.point === null ? null : (at.h3 ?? cellAt(record.point)), at.lsoaCode, at.wardId, at.boroughId, at.teamId, coded.grade?.key ?? null, false,
    result === null ? null : report.reportedAt, JSON.stringify({ people, answers, entries: entriesOf(record, coded, result) }),
  ]
}

function entriesOf(record: ReportedRecord, coded: CodedReport, result: CheckedRow['result']) {
  const entry = (kind: string, text: string, detail: object) => ({ id: newId(), kind, text, detail })
  return [
    entry('recorded', 'Imported from another system more than a day after it was reported: no team was told, no clock was started', { imported: true }),
    ...record.notes.map((note) => entry('note', note, { imported: true })),
    ...(coded.grade === null ? [] : [entry('grade', `Graded ${coded.grade.name} in the system it came from`, { grade: coded.grade.key, imported: true })]),
    ...(result === null ? [] : [entry('result', `Resulted ${result.name} in the system it came from, which does not say when`, { codes: [result.key], imported: true })]),
  ]
}

function snakeKeys(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]))
}
