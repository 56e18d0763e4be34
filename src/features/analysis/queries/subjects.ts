import { type RawBuilder, sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { type Day, londonDay } from '#platform/time/day.ts'
import { type CountedReport, type SubjectKind, VULNERABLE_FLAGS } from '../rules/repeats.ts'
import type { PlacedReport } from '../rules/places.ts'
import { isOneOf, type KeyedKind, keyOf } from './counted.ts'

/** One report of a subject, as lists show it. */
export interface SubjectReport extends CountedReport {
  readonly reference: string
  readonly reportedAt: Date
  readonly place: string | null
  readonly flags: readonly string[]
  readonly riskOrder: number
  readonly boroughId: string | null
  /** Where it happened, in the form addresses are compared in. */
  readonly addressKey: string | null
}

/** A report as far as seeking places among many goes. */
export interface PlacedPoint extends PlacedReport {
  readonly riskOrder: number
  readonly isVulnerable: boolean
}

/** Somebody or somewhere, with every report of them that the reader may see. */
export interface Subject {
  readonly kind: SubjectKind
  /** Who or where, in the form it is compared in: it never stands in an address or an event. */
  readonly key: string
  /** As last recorded. */
  readonly label: string
  readonly personId: string | null
  /** The latest first. */
  readonly reports: readonly SubjectReport[]
}

interface Row {
  readonly key: string
  readonly label: string | null
  readonly id: string
  readonly reference: string
  readonly reportedAt: Date
  readonly happenedAt: Date | null
  readonly kind: string | null
  readonly kindName: string | null
  readonly isWithdrawn: boolean
  readonly duplicateOf: string | null
  readonly parts: readonly string[]
  readonly place: string | null
  readonly flags: readonly string[]
  readonly riskOrder: number
  readonly boroughId: string | null
  readonly addressKey: string | null
  readonly easting: number | null
  readonly northing: number | null
}

/** The most reports read in one reading; where there are more, half of the subjects are read at a time. */
const READ_MOST = 20_000

/** Which of the reports are read: leaving out sealed ones, or those reported before an instant. */
export interface Read {
  readonly isUnsealedOnly?: boolean
  readonly since?: Date
}

/**
 * Subjects with every report that mentions them, in whatever part, withdrawn and duplicate ones too: so that it can be said why one does not count.
 *
 * Only what the reader may see is read. Result: in the order of the keys; keys with no visible report are left out.
 */
export async function subjectsOf(ctx: Context, kind: KeyedKind, keys: readonly string[], which: Read = {}): Promise<readonly Subject[]> {
  if (keys.length === 0) return []
  const rows = await read(ctx, kind, keys, which)
  if (rows.length >= READ_MOST && keys.length > 1) {
    const middle = Math.ceil(keys.length / 2)
    return [...(await subjectsOf(ctx, kind, keys.slice(0, middle), which)), ...(await subjectsOf(ctx, kind, keys.slice(middle), which))]
  }
  const byKey = Map.groupBy(rows, ({ key }) => key)
  return keys.flatMap((key) => {
    const own = byKey.get(key)
    return own === undefined ? [] : [subjectFrom(kind, key, own)]
  })
}

/** Every report with a point that lies where a condition on `i` says. Input: `most` is how many are read, the latest first. */
export async function placedReports(ctx: Context, where: RawBuilder<unknown>, most: number): Promise<readonly (PlacedReport & SubjectReport)[]> {
  const { rows } = await sql<Row>`
    select '' as key, null as label, ${columns}, '{}'::text[] as parts from incidents i left join reference_values t on t.id = i.type_id
    where i.easting is not null and i.northing is not null and not i.is_open_data and ${where} order by i.reported_at desc, i.id limit ${most}`.execute(ctx.db)
  return rows.flatMap((row) => (row.easting === null || row.northing === null ? [] : [{ ...reportFrom('place', row), easting: row.easting, northing: row.northing }]))
}

/** Where reports lie and what they count by, and no more: so that places can be sought among thousands. Input as `placedReports`. */
export async function placedPoints(ctx: Context, where: RawBuilder<unknown>, most: number): Promise<readonly PlacedPoint[]> {
  const { rows } = await sql<Pick<Row, 'id' | 'reportedAt' | 'happenedAt' | 'kind' | 'duplicateOf' | 'riskOrder'> & { easting: number; northing: number; isVulnerable: boolean }>`
    select i.id, i.reported_at, ${happenedAt} as happened_at, t.key as kind, i.duplicate_of, i.risk_order, i.flags && ${[...VULNERABLE_FLAGS]}::text[] as is_vulnerable, i.easting, i.northing
    from incidents i left join reference_values t on t.id = i.type_id
    where i.easting is not null and i.northing is not null and not i.is_open_data and i.withdrawn_at is null and ${where} order by i.reported_at desc, i.id limit ${most}`.execute(ctx.db)
  return rows.map(({ reportedAt, happenedAt: happened, ...row }) => ({
    ...row, kindName: null, reportedOn: londonDay(reportedAt), happenedOn: happened === null ? null : londonDay(happened), isWithdrawn: false, isInPart: true, partWords: '',
  }))
}

const happenedAt = sql`case when i.precision = 'instant' then coalesce(i.occurred_to, i.occurred_from) end`

const columns = sql`i.id, i.reference, i.reported_at, ${happenedAt} as happened_at, t.key as kind, t.name as kind_name,
  i.withdrawn_at is not null as is_withdrawn, i.duplicate_of, nullif(concat_ws(', ', i.location_text, i.postcode), '') as place, i.flags, i.risk_order, i.borough_id, i.address_key, i.easting, i.northing`

async function read(ctx: Context, kind: KeyedKind, keys: readonly string[], { isUnsealedOnly = false, since }: Read): Promise<readonly Row[]> {
  const narrowed = sql`${isUnsealedOnly ? sql`and i.sealed_under is null` : sql``}${since === undefined ? sql`` : sql` and i.reported_at >= ${since}`}`
  const { rows } = kind === 'address'
    ? await sql<Row>`
      select ${keyOf(kind)} as key, nullif(concat_ws(', ', i.location_text, i.postcode), '') as label, '{}'::text[] as parts, ${columns}
      from incidents i left join reference_values t on t.id = i.type_id
      where not i.is_open_data ${narrowed} and ${isOneOf(kind, keys)} order by i.reported_at desc, i.id limit ${READ_MOST}`.execute(ctx.db)
    : await sql<Row>`
      select p.key, p.label, p.parts, ${columns}
      from heed.reports_of_subjects(${kind}, ${[...keys]}::text[], ${since ?? null}::timestamptz, ${isUnsealedOnly}) p join incidents i on i.id = p.incident_id left join reference_values t on t.id = i.type_id
      order by i.reported_at desc, i.id limit ${READ_MOST}`.execute(ctx.db)
  return rows
}

const nameless: Readonly<Record<SubjectKind, string>> = {
  victim: 'Name not given', caller: 'Name not given', household: 'An address', phone: 'A telephone', address: 'An address', place: 'A place',
}

function subjectFrom(kind: KeyedKind, key: string, rows: readonly Row[]): Subject {
  return {
    kind, key, label: rows.find(({ label }) => label !== null)?.label ?? nameless[kind],
    personId: kind === 'victim' || kind === 'caller' ? key : null, reports: rows.map((row) => reportFrom(kind, row)),
  }
}

function reportFrom(kind: SubjectKind, row: Row): SubjectReport {
  const { id, reference, reportedAt, happenedAt, isWithdrawn, duplicateOf, parts, place, flags, riskOrder, boroughId, addressKey } = row
  const happenedOn: Day | null = happenedAt === null ? null : londonDay(happenedAt)
  return {
    id, reference, reportedAt, reportedOn: londonDay(reportedAt), happenedOn, kind: row.kind, kindName: row.kindName, isWithdrawn, duplicateOf, place, flags, riskOrder, boroughId, addressKey,
    isInPart: isInPart(kind, parts), partWords: parts.join(' and '),
  }
}

function isInPart(kind: SubjectKind, parts: readonly string[]): boolean {
  if (kind === 'address' || kind === 'place') return true
  return kind === 'victim' || kind === 'caller' ? parts.includes(kind) : parts.includes('victim') || parts.includes('caller')
}
