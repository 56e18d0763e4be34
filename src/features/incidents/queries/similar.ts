import { sql } from 'kysely'
import { z } from 'zod'
import { codeList } from '#features/admin/index.ts'
import { seenKeysOf, standardiseAddress } from '#features/people/index.ts'
import { cellsWithin, resolvePlace, type ResolvedPlace } from '#features/places/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { londonDay } from '#platform/time/day.ts'
import { HOUR_MS, plusHours, plusMinutes } from '#platform/time/instant.ts'
import { may } from '../policy.ts'
import { AHEAD_MINUTES } from '../rules/doubts.ts'
import { partsOf, type Report } from '../rules/report.ts'
import { byLikeness, closedToReports, type Comparable, likeness, reachOf, SIMILAR_KEYS, type SimilarSetting } from '../rules/similar.ts'
import { getIncidentSummary, type IncidentSummary } from './incident-summary.ts'
import type { Asked } from './record-page.ts'

/** The most similar incidents that are compared and shown at once. */
export const SIMILAR_MOST = 50

/** A report of more than a century ago, or as far ahead, is mistyped. */
const LONGEST_MS = 100 * 366 * 24 * HOUR_MS

/** An incident like the one in hand, and why. */
export interface SimilarIncident {
  readonly id: string
  readonly reference: string
  readonly reportedAt: Date
  readonly recordedAt: Date
  readonly typeName: string | null
  readonly place: string | null
  readonly teamName: string | null
  readonly status: string
  /** How it begins. */
  readonly narrative: string
  readonly because: readonly string[]
  readonly weight: number
  readonly minutesApart: number
  /** Why nothing more can be added to it; null when it can. */
  readonly closed: string | null
}

/** What is known of a report when others like it are looked for. */
interface Sought extends Comparable {
  readonly cell: string | null
}

/** Incidents like the report being taken, as typed so far. */
export interface SimilarTyped {
  readonly now: Date
  readonly found: readonly SimilarIncident[]
}

/**
 * Incidents like the report being typed that this person may see, each with why; those most alike first.
 *
 * Refuses: not permitted. Rule IN-60.
 */
export async function getSimilarTyped(ctx: Context, asked: Asked & { readonly type: string | null; readonly reportedAt: Date | null }): Promise<SimilarTyped> {
  authorise(may.record(ctx.actor))
  const { text, postcode, addressId } = asked.place
  // a time that cannot be is refused when the report is sent; until then it was made now
  const reportedAt = asked.reportedAt !== null && Math.abs(ctx.now.getTime() - asked.reportedAt.getTime()) < LONGEST_MS ? asked.reportedAt : ctx.now
  const hasPlace = text !== null || postcode !== null
  const place = hasPlace ? await resolvePlace(ctx, { text, postcode, point: null, addressId }, londonDay(reportedAt)) : null
  const found = await findSimilar(ctx, {
    reportedAt, type: asked.type, addressId: place?.addressId ?? null, addressKey: text === null ? null : standardiseAddress(text, place?.postcode ?? null).key,
    grid: place?.grid ?? null, cell: place?.h3 ?? null,
    phoneKeys: asked.people.flatMap((person) => seenKeysOf(ctx, person)?.phone ?? []), personIds: asked.people.flatMap(({ personId }) => personId ?? []),
  })
  return { now: ctx.now, found }
}

/** A report that has been read, as far as it says what is like it. */
export interface SimilarSought {
  /** The id it is about to have. */
  readonly incidentId: string
  readonly report: Pick<Report, 'reportedAt' | 'people'>
  readonly coded: { readonly type: { readonly key: string } | null }
  readonly place: Pick<ResolvedPlace, 'addressId' | 'grid' | 'h3'>
  readonly addressKey: string | null
}

/** Incidents like a report that is about to be recorded, those most alike first. Rule IN-60. */
export async function similarToReport(ctx: Context, { incidentId, report, coded, place, addressKey }: SimilarSought): Promise<readonly SimilarIncident[]> {
  const people = report.people.filter((person) => partsOf(person).some((part) => part !== 'suspect'))
  return findSimilar(ctx, {
    reportedAt: report.reportedAt, type: coded.type?.key ?? null, addressId: place.addressId, addressKey, grid: place.grid, cell: place.h3,
    phoneKeys: people.flatMap((person) => seenKeysOf(ctx, person)?.phone ?? []), personIds: people.flatMap(({ personId }) => personId ?? []),
  }, incidentId)
}

/**
 * Incidents like one on record that nobody has decided about yet, those most alike first.
 *
 * Input: `earlier`, only those recorded before it: of two alike, the later asks. Rule IN-60.
 */
export async function similarOnRecord(ctx: Context, incidentId: string, { earlier }: { earlier: boolean }): Promise<readonly SimilarIncident[]> {
  const [row, people] = await Promise.all([
    ctx.db.selectFrom('incidents as i').leftJoin('referenceValues as t', 't.id', 'i.typeId')
      .select(['i.reportedAt', 'i.recordedAt', 't.key as type', 'i.addressId', 'i.addressKey', 'i.easting', 'i.northing', 'i.h3', 'i.isOpenData', 'i.importId', 'i.withdrawnAt', 'i.duplicateOf'])
      .where('i.id', '=', incidentId).executeTakeFirst(),
    ctx.db.selectFrom('personMentions').select(['phoneKey', 'personId'])
      .where('sourceKind', '=', 'incident').where('sourceId', '=', incidentId).where('correctedById', 'is', null).where('part', '<>', 'suspect').execute(),
  ])
  // what came in a file was looked at when it was taken, wherever that was
  if (row === undefined || row.isOpenData || row.importId !== null || row.withdrawnAt !== null || row.duplicateOf !== null) return []
  const found = await findSimilar(ctx, {
    ...row, grid: row.easting === null || row.northing === null ? null : { easting: row.easting, northing: row.northing }, cell: row.h3,
    phoneKeys: people.flatMap(({ phoneKey }) => phoneKey ?? []), personIds: people.map(({ personId }) => personId),
  }, incidentId)
  if (found.length === 0) return []
  const decided = new Set((await decisionsOn(ctx, incidentId)).map(({ otherId }) => otherId))
  return found.filter((one) => !decided.has(one.id) && (!earlier || isBefore(one, { id: incidentId, recordedAt: row.recordedAt })))
}

/** Two incidents that belong together though neither repeats the other. */
export interface Related {
  readonly id: string
  readonly reference: string
  readonly because: string
}

/** The incidents that somebody linked this one to, as far as this person may know of them, by what was decided last. */
export async function relatedTo(ctx: Context, incidentId: string): Promise<readonly Related[]> {
  const linked = (await decisionsOn(ctx, incidentId)).filter(({ verdict }) => verdict === 'related')
  if (linked.length === 0) return []
  const rows = await ctx.db.selectFrom('incidents').select(['id', 'reference']).where('id', 'in', linked.map(({ otherId }) => otherId)).orderBy('reportedAt').orderBy('id').execute()
  ctx.shown('incident', rows.map(({ id }) => id))
  return rows.map((row) => ({ ...row, because: linked.find(({ otherId }) => otherId === row.id)?.reason ?? '' }))
}

/** What the page is drawn from on which similar incidents are decided about. */
export interface SimilarPageData {
  readonly now: Date
  readonly incident: IncidentSummary
  readonly found: readonly SimilarIncident[]
}

/**
 * The page on which somebody decides about the incidents like one on record.
 *
 * Refuses: not found; not permitted.
 */
export async function getSimilarPage(ctx: Context, incidentId: string): Promise<SimilarPageData> {
  authorise(may.decideSimilar(ctx.actor))
  const incident = await getIncidentSummary(ctx, incidentId)
  if (incident.isOpenData) throw new Refusal('not found', 'There is no such page for open data')
  return { now: ctx.now, incident, found: await similarOnRecord(ctx, incidentId, { earlier: false }) }
}

interface Decided {
  readonly otherId: string
  readonly verdict: 'related' | 'separate'
  readonly reason: string
}

async function decisionsOn(ctx: Context, incidentId: string): Promise<readonly Decided[]> {
  const { rows } = await sql<Decided>`
    select distinct on (other_id) other_id, verdict, reason from (
      select other_id, verdict, reason, decided_at, id from similar_decisions where incident_id = ${incidentId}::uuid
      union all
      select incident_id, verdict, reason, decided_at, id from similar_decisions where other_id = ${incidentId}::uuid) d
    order by other_id, decided_at desc, id desc`.execute(ctx.db)
  return rows
}

function isBefore(one: { readonly recordedAt: Date; readonly id: string }, other: { readonly recordedAt: Date; readonly id: string }): boolean {
  const between = one.recordedAt.getTime() - other.recordedAt.getTime()
  return between < 0 || (between === 0 && one.id < other.id)
}

const Extra = z.looseObject({ hours: z.number().nonnegative(), metres: z.number().nonnegative().nullish(), types: z.enum(['any', 'same']).default('any') })

/** The force's settings on the London day of a report; a row it cannot read counts for nothing. */
async function settingsOn(ctx: Context, reportedAt: Date): Promise<readonly SimilarSetting[]> {
  const rows = await codeList(ctx, 'similar-report', londonDay(reportedAt))
  return rows.flatMap((row) => {
    const key = SIMILAR_KEYS.find((each) => each === row.key)
    const read = Extra.safeParse(row.extra)
    return key === undefined || !read.success ? [] : [{ key, hours: read.data.hours, metres: read.data.metres ?? null, types: read.data.types }]
  })
}

interface Candidate extends Omit<SimilarIncident, 'because' | 'weight' | 'minutesApart' | 'closed'> {
  readonly type: string | null
  readonly addressId: string | null
  readonly addressKey: string | null
  readonly easting: number | null
  readonly northing: number | null
  readonly duplicateOf: string | null
  readonly phoneKeys: readonly string[]
  readonly personIds: readonly string[]
}

async function findSimilar(ctx: Context, sought: Sought, except: string | null = null): Promise<readonly SimilarIncident[]> {
  const settings = await settingsOn(ctx, sought.reportedAt)
  const found = (await candidates(ctx, sought, settings, except)).flatMap(({ type, addressId, addressKey, easting, northing, duplicateOf, phoneKeys, personIds, ...shown }) => {
    const grid = easting === null || northing === null ? null : { easting, northing }
    const like = likeness(sought, { reportedAt: shown.reportedAt, type, addressId, addressKey, grid, phoneKeys, personIds }, settings)
    return like === null ? [] : [{ ...shown, ...like, closed: closedToReports({ status: shown.status, duplicateOf }) }]
  }).sort(byLikeness)
  ctx.shown('incident', found.map(({ id }) => id))
  return found
}

/** Every incident in reach that shares a key, by equality on indexed columns; the viewer's own sight applies to each. */
async function candidates(ctx: Context, sought: Sought, settings: readonly SimilarSetting[], except: string | null): Promise<readonly Candidate[]> {
  const { hours, metres } = reachOf(settings)
  if (hours === 0) return []
  // nothing is recorded before it is reported, but for clocks that differ
  const recordedFrom = plusMinutes(plusHours(sought.reportedAt, -hours), -AHEAD_MINUTES)
  // what is near lies within hours of its own: a town's centre holds much in three days
  const nearHours = Math.max(0, ...settings.filter(({ key }) => key === 'nearby').map((each) => each.hours))
  const cells = sought.cell === null || metres === 0 ? [] : cellsWithin(sought.cell, metres)
  const keys = sql`${sought.addressKey}::text, ${sought.addressId}::uuid, ${cells}::text[], ${[...sought.phoneKeys]}::text[], ${[...sought.personIds]}::uuid[]`
  const reach = sql`${sought.reportedAt}::timestamptz, ${hours}::double precision, ${nearHours}::double precision, ${recordedFrom}::timestamptz, ${except}::uuid, ${SIMILAR_MOST}::integer`
  const { rows } = await sql<Candidate>`
    select id, reference, reported_at, recorded_at, type, type_name, place, team_name, status, narrative,
      address_id_of as address_id, address_key_of as address_key, easting, northing, duplicate_of, phone_keys_of as phone_keys, person_ids_of as person_ids
    from heed.incidents_sharing(${keys}, ${reach})`.execute(ctx.db)
  return rows
}
