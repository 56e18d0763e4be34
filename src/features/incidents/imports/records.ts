import type { Day } from '#platform/time/day.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import type { ReadPoint } from '#features/places/index.ts'
import type { PeopleRole } from '../rules/codes.ts'

/** A row of published open data: known to the month, at an anonymised point, with nobody in it. */
export interface OpenRecord {
  readonly precision: 'month'
  /** yyyy-mm */
  readonly month: string
  /** The published place: "On or near High Road, Ickenham". */
  readonly place: string | null
  readonly point: ReadPoint | null
  /** The published LSOA, which wins over one worked out from the point. */
  readonly lsoaCode: string | null
  readonly lsoaName: string | null
  readonly reportedBy: string | null
  readonly fallsWithin: string | null
  readonly category: string
  /** The publisher's own lasting identity, where it gives one. */
  readonly persistentId: string | null
  readonly streetId: string | null
  /** The ward that was asked for: not a published field, so never taken for the ward of the point. */
  readonly wardAskedFor: string | null
  readonly context: string | null
}

/** A person in a row of a force's own system, as given there. */
export interface ReadPerson {
  readonly role: PeopleRole
  readonly givenName: string | null
  readonly familyName: string | null
  readonly dateOfBirth: Day | null
  readonly phone: string | null
  readonly email: string | null
  readonly address: string | null
  readonly postcode: string | null
}

/** A row of a force's own system, read through a map. */
export interface ReportedRecord {
  readonly precision: 'instant'
  readonly reference: string | null
  readonly channel: string | null
  readonly reportedAt: Date
  readonly occurredFrom: Date | null
  readonly occurredTo: Date | null
  readonly type: string | null
  readonly qualifier: string | null
  readonly narrative: string | null
  readonly grade: string | null
  readonly result: string | null
  readonly locationText: string | null
  readonly postcode: string | null
  readonly point: ReadPoint | null
  readonly people: readonly ReadPerson[]
  readonly screening: readonly { readonly question: string; readonly answer: string; readonly detail: string | null }[]
  /** What was doubtful and how it was read: kept with the incident as "to be checked". */
  readonly notes: readonly string[]
}

/** A row that becomes an incident. */
export interface ImportedRow<R> {
  readonly rowNumber: number
  /** The same row of the same source has the same key in every import. */
  readonly key: string
  /** The SHA-256 of the row's bytes, as hex: two rows of one key that differ can be told apart. */
  readonly rowHash: string
  readonly record: R
}

/** Rows read together from an incident file. */
export interface ImportBatch<R = OpenRecord | ReportedRecord> {
  /** How many data rows of the file this batch covers, bad ones included. */
  readonly read: number
  /** How many of them are anti-social behaviour, which are those in `rows`. */
  readonly asb: number
  readonly rows: readonly ImportedRow<R>[]
  readonly faults: readonly RowFault[]
  readonly bytesRead: number
  readonly sizeBytes: number | null
}

/** How a file of incidents is laid out. */
export type Layout = 'street' | 'street with grid' | 'api' | 'mapped'

/** A file of incidents whose layout is known and whose rows have not been read. */
export interface IncidentFile {
  readonly name: string
  readonly layout: Layout
  batches(): AsyncGenerator<ImportBatch>
  /** The SHA-256 of the file as stored; whole only after the last batch. */
  sha256(): string
}
