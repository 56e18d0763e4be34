import { sql } from 'kysely'
import { codeList } from '#features/admin/index.ts'
import { groundOf, readSlimIndex } from '#features/places/index.ts'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { actWithCopy, copyLine, type CopyInto, type CopyValue } from '#platform/db/copying.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import type { Source } from '#platform/files/source.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { memoryKeeper } from '#platform/memory.ts'
import type { Ground } from '#platform/transact.ts'
import { recordIncident } from '../commands/record-incident.ts'
import { findTheirNumber, type TheirNumber } from '../commands/their-number.ts'
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

/** Rows are admitted this many at a time, while the next are being read. */
const PART_ROWS = 10_000
const KEY_AT = STAGED_COLUMNS.indexOf('source_reference')

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
    const places = await placesOf(ctx)
    const stage = opened.layout === 'mapped' ? await mappedStager(ctx, importId, places) : openStager(importId, places)
    const { counts, admitted } = await readAndAdmit(opened, stage, admitter(ctx, importId, copyInto), how.watch)
    const live = await recordLive(ctx, importId, how.source, stage.live)
    await how.watch({ read: counts.read, bytesRead: 0, sizeBytes: null }, live.faults)
    const outcome = { added: admitted.added + live.added, already: admitted.already + live.already, restored: admitted.restored + live.restored, rejected: counts.rejected + live.faults.length }
    await finish(ctx, importId, opened, { read: counts.read, asb: counts.asb, ...outcome }, how.source)
    return { importId, read: counts.read, asb: counts.asb, ...outcome }
  })
}

let known: { readonly places: PlaceFinder; readonly ground: object } | null = null

/** One file after another lies on the same ground: what was found for one is found for the next. */
async function placesOf(ctx: Context): Promise<PlaceFinder> {
  const ground = await groundOf(ctx)
  if (known === null || known.ground !== ground) known = { ground, places: new PlaceFinder(ground, await readSlimIndex(ctx.db, 'lsoa')) }
  return known.places
}

/** Turns the rows of a batch into rows to be copied; what is news is kept apart to be recorded like any report. */
interface Stager {
  readonly rowsOf: (batch: ImportBatch) => { readonly rows: readonly (readonly CopyValue[])[]; readonly faults: readonly RowFault[] }
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

interface Admitted {
  readonly added: number
  readonly already: number
  readonly restored: number
}

/** Copies and admits a part of the file's rows; the parts of one file follow one another. */
type Admit = (lines: readonly string[]) => Promise<Admitted>

function admitter(ctx: Context, importId: string, copyInto: CopyInto): Admit {
  return async (lines) => {
    await copyInto('import_rows', STAGED_COLUMNS, lines)
    const { rows } = await sql<Admitted>`select added, already, restored from heed.admit_import(${importId}::uuid, ${ctx.now})`.execute(ctx.db)
    const [row] = rows
    if (row === undefined) throw new Error('the database admitted nothing and said nothing')
    return row
  }
}

/** While the database admits one part, the next is read; never more than two are in memory. */
async function readAndAdmit(opened: IncidentFile, stage: Stager, admit: Admit, watch: WatchImport) {
  const counts = { read: 0, asb: 0, rejected: 0 }
  const admitted = { added: 0, already: 0, restored: 0 }
  let running: Promise<Admitted> | null = null
  let lines: string[] = []
  // a record on a ward's edge comes once for each ward: within a part it is told here, across parts by the database
  const keys = new Set<CopyValue>()
  const keepFlat = memoryKeeper()
  const settle = async (): Promise<void> => {
    const done = await running
    running = null
    if (done !== null) for (const key of ['added', 'already', 'restored'] as const) admitted[key] += done[key]
  }
  try {
    for await (const batch of opened.batches()) {
      const { rows, faults } = stage.rowsOf(batch)
      const bad = [...batch.faults, ...faults]
      counts.read += batch.read
      counts.asb += batch.asb
      counts.rejected += bad.length
      for (const row of rows) {
        const key = row[KEY_AT] ?? null
        if (keys.has(key)) admitted.already += 1
        else lines.push(copyLine(row))
        keys.add(key)
      }
      keepFlat()
      await watch({ read: counts.read, bytesRead: batch.bytesRead, sizeBytes: batch.sizeBytes }, bad)
      if (lines.length >= PART_ROWS) {
        await settle()
        running = admit(lines)
        running.catch(() => undefined)
        lines = []
        keys.clear()
      }
    }
  } finally {
    await settle()
  }
  running = admit(lines)
  await settle()
  return { counts, admitted }
}

/** The import holds the lock of its source by now, so nobody else adds the same rows. */
async function recordLive(ctx: Context, importId: string, source: string, live: readonly CheckedRow[]): Promise<Admitted & { faults: RowFault[] }> {
  let [added, already, restored] = [0, 0, 0]
  const faults: RowFault[] = []
  for (const { row, report } of live) {
    const known = await findTheirNumber(ctx, source, row.key)
    if (known !== null) {
      if (await restoreReversed(ctx, importId, known)) restored += 1
      else already += 1
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
  return { added, already, restored, faults }
}

/** An incident withdrawn with its import comes back as it was: its clocks ran on meanwhile, its team is not told twice. */
async function restoreReversed(ctx: Context, importId: string, { incidentId, isOfFurtherReport }: TheirNumber): Promise<boolean> {
  if (incidentId === null || isOfFurtherReport) return false
  const { numUpdatedRows } = await ctx.db.updateTable('incidents').set((eb) => ({ withdrawnAt: null, importId, version: eb('version', '+', 1) }))
    .where('id', '=', incidentId).where('withdrawnAt', 'is not', null)
    .where(({ exists, selectFrom }) => exists(selectFrom('imports as was').select('was.id').whereRef('was.id', '=', 'incidents.importId').where('was.reversedAt', 'is not', null)))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

async function finish(ctx: Context, importId: string, opened: IncidentFile, counts: Omit<Imported, 'importId'>, source: string): Promise<void> {
  const sha256 = opened.sha256()
  await ctx.db.updateTable('imports').set({
    fileSha256: sha256, finishedAt: ctx.now, rowsRead: counts.read, rowsAsb: counts.asb, rowsAdded: counts.added, rowsAlready: counts.already, rowsRestored: counts.restored, rowsRejected: counts.rejected,
  }).where('id', '=', importId).execute()
  ctx.changed('import', importId)
  ctx.explain({ file: opened.name, sha256, source, layout: opened.layout, rows: counts })
}
