import { sql } from 'kysely'
import { codeList } from '#features/admin/index.ts'
import { groundOf, readAreaIndex, type AreaIndex, type LoadedArea } from '#features/places/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { actWithCopy, type Copying } from '#platform/db/copying.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import type { Source } from '#platform/files/source.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Ground } from '#platform/transact.ts'
import { recordIncident } from '../commands/record-incident.ts'
import { may } from '../policy.ts'
import { recordLists } from '../queries/record-lists.ts'
import type { ImportMap } from './map-schema.ts'
import { openIncidents } from './open-incidents.ts'
import type { ImportBatch, ImportedRow, IncidentFile, OpenRecord, ReportedRecord } from './records.ts'
import { checkRow, stagedReportedRow, type CheckedRow } from './reported-rows.ts'
import { PlaceFinder, STAGED_COLUMNS, stagedOpenRow } from './staged-rows.ts'

/** What came of importing a file. */
export interface Imported {
  readonly importId: string
  readonly read: number
  readonly asb: number
  readonly added: number
  readonly already: number
  readonly restored: number
  readonly rejected: number
}

/** What is told while a file is being read: how far, and the rows that could not be used. */
export type WatchImport = (progress: { readonly read: number; readonly bytesRead: number; readonly sizeBytes: number | null }, faults: readonly RowFault[]) => Promise<void>

/** How a file is to be imported: as whom, what its source is called, and its map where it is in no published layout. */
export interface ImportHow {
  readonly token: string
  readonly source: string
  readonly map: ImportMap | null
  readonly watch: WatchImport
}

let lsoas: AreaIndex<LoadedArea> | null = null

/**
 * Import one file of incidents, as one act: all of its good rows, or nothing.
 *
 * A row that is on record already is not added again; one that was withdrawn with a reversed import is restored. Open data has the
 * precision of a month, tells nobody and starts no clock. A row of the force's own system reported in the last day is recorded like any
 * report, its team told; an older one is kept with an entry saying that no team was.
 * Changes: imports, incidents, and the people, answers and entries that come with them.
 * Refuses: not permitted; invalid, when the file cannot be read or is cut short.
 * Source: decisions on import keys: (source, hash of the row, its number among equal rows), or the publisher's own id. Rule IN-45.
 */
export async function importFile(ground: Ground, file: Source, how: ImportHow): Promise<Imported> {
  const opened = await openIncidents(file, how.map)
  return actWithCopy(ground, { token: how.token, act: 'incidents.importFiles', verb: 'collection' }, async (ctx, copyInto) => {
    authorise(may.importFiles(ctx.actor))
    const importId = newId()
    await ctx.db.insertInto('imports').values({ id: importId, source: how.source, fileName: opened.name, fileSha256: '', layout: opened.layout, startedAt: ctx.now, importedBy: ctx.actor.id }).execute()
    lsoas ??= await readAreaIndex(ctx.db, 'lsoa')
    const places = new PlaceFinder(await groundOf(ctx), lsoas)
    const stage = opened.layout === 'mapped' ? await mappedStager(ctx, importId, places) : openStager(importId, places)
    const copying = copyInto('import_rows', STAGED_COLUMNS)
    const counts = await copyRows(opened, stage, copying, how.watch)
    await copying.end()
    const admitted = await admit(ctx, importId)
    const live = await recordLive(ctx, importId, how.source, stage.live)
    await how.watch({ read: counts.read, bytesRead: 0, sizeBytes: null }, live.faults)
    const outcome = { added: admitted.added + live.added, already: admitted.already + live.already, restored: admitted.restored, rejected: counts.rejected + live.faults.length }
    await finish(ctx, importId, opened, { read: counts.read, asb: counts.asb, ...outcome }, how.source)
    return { importId, read: counts.read, asb: counts.asb, ...outcome }
  })
}

/** Turns the rows of a batch into rows to be copied; what is news is kept apart to be recorded like any report. */
interface Stager {
  readonly rowsOf: (batch: ImportBatch) => { readonly rows: (readonly (string | number | boolean | Date | null)[])[]; readonly faults: RowFault[] }
  readonly live: CheckedRow[]
}

function openStager(importId: string, places: PlaceFinder): Stager {
  return { live: [], rowsOf: ({ rows }) => ({ rows: rows.flatMap((row) => (isOpen(row) ? [stagedOpenRow(importId, row, places)] : [])), faults: [] }) }
}

async function mappedStager(ctx: Context, importId: string, places: PlaceFinder): Promise<Stager> {
  const lists = await recordLists(ctx)
  const results = await codeList(ctx, 'result-code', null)
  const live: CheckedRow[] = []
  return {
    live,
    rowsOf: ({ rows: given }) => {
      const faults: RowFault[] = []
      const rows = given.flatMap((row) => {
        if (isOpen(row) || !isReported(row)) return []
        const checked = checkRow(row, lists, results, ctx.now)
        if ('reason' in checked) faults.push(checked)
        else if (checked.isLive) live.push(checked)
        else return [stagedReportedRow(ctx, importId, checked, places)]
        return []
      })
      return { rows, faults }
    },
  }
}

function isOpen(row: ImportedRow<OpenRecord | ReportedRecord>): row is ImportedRow<OpenRecord> {
  return row.record.precision === 'month'
}

function isReported(row: ImportedRow<OpenRecord | ReportedRecord>): row is ImportedRow<ReportedRecord> {
  return row.record.precision === 'instant'
}

async function copyRows(opened: IncidentFile, stage: Stager, copying: Copying, watch: WatchImport): Promise<{ read: number; asb: number; rejected: number }> {
  let [read, asb, rejected] = [0, 0, 0]
  for await (const batch of opened.batches()) {
    const { rows, faults } = stage.rowsOf(batch)
    const bad = [...batch.faults, ...faults]
    read += batch.read
    asb += batch.asb
    rejected += bad.length
    await copying.add(rows)
    await watch({ read, bytesRead: batch.bytesRead, sizeBytes: batch.sizeBytes }, bad)
  }
  return { read, asb, rejected }
}

async function admit(ctx: Context, importId: string): Promise<{ added: number; already: number; restored: number }> {
  const { rows } = await sql<{ added: number; already: number; restored: number }>`select added, already, restored from heed.admit_import(${importId}::uuid, ${ctx.now})`.execute(ctx.db)
  const [row] = rows
  if (row === undefined) throw new Error('the database admitted nothing and said nothing')
  return row
}

/** The import holds the lock of its source by now, so nobody else adds the same rows. */
async function recordLive(ctx: Context, importId: string, source: string, live: readonly CheckedRow[]): Promise<{ added: number; already: number; faults: RowFault[] }> {
  let [added, already] = [0, 0]
  const faults: RowFault[] = []
  for (const { row, report } of live) {
    const known = await ctx.db.selectFrom('incidents').select('id').where('source', '=', source).where('sourceReference', '=', row.key).executeTakeFirst()
    if (known !== undefined) {
      already += 1
      continue
    }
    try {
      const { incidentId } = await recordIncident(ctx, report)
      await ctx.db.updateTable('incidents').set({ source, sourceReference: row.key, importId }).where('id', '=', incidentId).execute()
      added += 1
    } catch (cause) {
      if (!(cause instanceof Refusal) || cause.kind !== 'invalid') throw cause
      faults.push({ rowNumber: row.rowNumber, column: cause.detail.field ?? null, reason: cause.message })
    }
  }
  return { added, already, faults }
}

async function finish(ctx: Context, importId: string, opened: IncidentFile, counts: Omit<Imported, 'importId'>, source: string): Promise<void> {
  const sha256 = opened.sha256()
  await ctx.db.updateTable('imports').set({
    fileSha256: sha256, finishedAt: ctx.now, rowsRead: counts.read, rowsAsb: counts.asb, rowsAdded: counts.added, rowsAlready: counts.already, rowsRestored: counts.restored, rowsRejected: counts.rejected,
  }).where('id', '=', importId).execute()
  ctx.changed('import', importId)
  ctx.explain({ file: opened.name, sha256, source, layout: opened.layout, rows: counts })
}
