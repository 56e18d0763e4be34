import { type Selectable, sql, type Updateable } from 'kysely'
import { z } from 'zod'
import type { Database, IncidentEntries, JsonValue } from '#db/types.ts'
import type { Context } from '#platform/context.ts'
import { send } from '#platform/db/connect.ts'
import { assertUnchanged, Refusal, type RefusalDetail } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'

const columns = [
  'id', 'reference', 'version', 'status', 'grade', 'typeId', 'openingQualifier', 'qualifier', 'reportedAt', 'teamId', 'boroughId', 'sealedUnder',
  'riskOrder', 'flags', 'allocatedTo', 'assessmentAsked', 'crimeReference', 'victimsCode', 'intelligence', 'intelligenceReference', 'duplicateOf', 'resultedAt',
  'locationText', 'postcode', 'longitude', 'latitude', 'wardId', 'occurredFrom', 'occurredTo', 'suggestedGrade', 'suggestedBecause',
] as const

/** An incident held until the act ends, so that nobody else can change it meanwhile. */
export type LockedIncident = Pick<Selectable<Database['incidents']>, (typeof columns)[number]>

/** One thing an act changed, in words people read: what somebody else is shown who had the record open. */
export interface Change {
  readonly field: string
  readonly was: string
  readonly now: string
}

/** What an act says in the incident's log. */
export interface NewEntry {
  readonly kind: IncidentEntries['kind']
  readonly text: string
  readonly changed?: readonly Change[]
  readonly detail?: Readonly<Record<string, JsonValue>>
  readonly correctsId?: string
  /** The other system that sent a further report, and its own number of it. */
  readonly from?: { readonly source: string; readonly sourceReference: string }
}

/**
 * Take an incident for an act: as it is now, and held until the act ends.
 *
 * Input: the version that the person had read, null where the act edits nothing they read.
 * Refuses: not found, when it is not theirs to see; conflict, when it is open data, or somebody changed it meanwhile: naming what, and who.
 */
export async function lockIncident(ctx: Context, incidentId: string, version: number | null): Promise<LockedIncident> {
  const incident = await ctx.db.selectFrom('incidents').select([...columns, 'isOpenData', 'withdrawnAt']).where('id', '=', incidentId).forUpdate().executeTakeFirst()
  if (incident === undefined) throw new Refusal('not found', 'There is no such incident')
  if (incident.isOpenData) throw new Refusal('conflict', 'This is open data: a month and a point as published. It is never worked as a report')
  if (incident.withdrawnAt !== null) throw new Refusal('conflict', 'This incident was withdrawn with the file it came in')
  if (version !== null && version !== incident.version) assertUnchanged(incident.version, version, await changedSince(ctx, incidentId, version))
  return incident
}

/**
 * Save what an act changed, with its entries in the log.
 *
 * Changes: incidents (its version goes up by one), incident_entries.
 */
export async function saveIncident(ctx: Context, incident: LockedIncident, set: Updateable<Database['incidents']>, entries: readonly NewEntry[]): Promise<void> {
  const version = incident.version + 1
  await send(ctx.db.updateTable('incidents').set({ ...set, version }).where('id', '=', incident.id))
  await insertEntries(ctx, incident.id, entries, version)
}

/**
 * Write in the log of an incident that is this person's to see.
 *
 * Result: the entry's id.
 * Changes: incident_entries.
 * Refuses: not found.
 */
export async function addIncidentEntry(ctx: Context, incidentId: string, kind: NewEntry['kind'], text: string, detail: NewEntry['detail'] = {}): Promise<string> {
  await assertVisible(ctx, incidentId)
  const [id = ''] = await insertEntries(ctx, incidentId, [{ kind, text, detail }], null)
  return id
}

/**
 * Stop here unless the incident is this person's to see.
 *
 * Refuses: not found.
 */
export async function assertVisible(ctx: Context, incidentId: string): Promise<void> {
  const found = await ctx.db.selectFrom('incidents').select('id').where('id', '=', incidentId).executeTakeFirst()
  if (found === undefined) throw new Refusal('not found', 'There is no such incident')
}

/** Append entries; those of one act that changed the incident carry the version they made. */
export async function insertEntries(ctx: Context, incidentId: string, entries: readonly NewEntry[], version: number | null): Promise<readonly string[]> {
  const rows = entries.map(({ kind, text, changed, detail, correctsId, from }) => ({
    id: newId(), incidentId, kind, at: ctx.now, byId: ctx.actor.id, text, correctsId: correctsId ?? null, source: from?.source ?? null, sourceReference: from?.sourceReference ?? null,
    detail: JSON.stringify({ ...detail, ...(version === null ? {} : { version }), ...(changed === undefined ? {} : { changed }) }),
  }))
  const insert = ctx.db.insertInto('incidentEntries').values(rows)
  // only another system's number can be refused: all else is not waited for
  await (entries.some(({ from }) => from !== undefined) ? insert.execute().catch(numberTaken) : send(insert))
  ctx.changed('incident', incidentId)
  return rows.map(({ id }) => id)
}

/** Two requests with one number at the same moment, or with one that this system may not see: the second is told so. */
function numberTaken(error: unknown): never {
  if (error instanceof Error && 'constraint' in error && error.constraint === 'incident_entries_source_reference_once') throw new Refusal('conflict', 'This reference is on record already, as a further report', { field: 'reference' })
  throw error
}

const Noted = z.looseObject({ changed: z.array(z.object({ field: z.string(), was: z.string(), now: z.string() })).optional() })

async function changedSince(ctx: Context, incidentId: string, version: number): Promise<RefusalDetail> {
  const rows = await ctx.db
    .selectFrom('incidentEntries as e').leftJoin('accounts as a', 'a.id', 'e.byId')
    .select(['e.at', 'e.detail', 'a.name'])
    .where('e.incidentId', '=', incidentId)
    .where(sql<boolean>`(e.detail->>'version')::integer > ${version}`)
    .orderBy('e.at').orderBy('e.id')
    .execute()
  const changed = new Map<string, Change>()
  for (const { detail } of rows) {
    for (const one of Noted.parse(detail).changed ?? []) changed.set(one.field, { ...one, was: changed.get(one.field)?.was ?? one.was })
  }
  const last = rows.at(-1)
  return {
    changed: [...changed.values()], see: `/incidents/${incidentId}`,
    ...(last === undefined ? {} : { by: last.name ?? 'Someone else', at: last.at }),
  }
}
