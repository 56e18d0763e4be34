import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import type { Source } from '#platform/files/source.ts'
import { newId } from '#platform/ids.ts'
import { may } from '../policy.ts'
import { areaIdsByCode, readAreaIndex, type LoadedArea } from '../queries/areas.ts'
import { readBoundaries, type AreaKind, type ReadArea } from '../readers/boundaries.ts'
import type { AreaIndex } from '../rules/area-index.ts'
import { boundsOf, polygonsOf } from '../rules/geometry.ts'

/** What loading a file of places came to. */
export interface Loaded {
  readonly read: number
  readonly added: number
  /** There before and unchanged. */
  readonly already: number
  /** There before, and now as this file says. */
  readonly changed: number
  readonly rejected: number
}

/** What is told while a file is being loaded: how many were read, and the rows that could not be. */
export type Watch = (read: number, faults: readonly RowFault[]) => Promise<void>

/**
 * Load the areas of a boundary file, each once by its code; one that is there already is brought up to the file.
 *
 * A ward's or LSOA's borough is the one its file names, and otherwise the one that most of its outline lies in.
 * Changes: areas.
 * Refuses: not permitted; invalid, when the file cannot be read.
 */
export async function loadAreas(ctx: Context, source: Source, kind: AreaKind, watch: Watch): Promise<Loaded> {
  authorise(may.loadPlaces(ctx.actor))
  const boroughOf = kind === 'borough' ? () => null : await boroughFinder(ctx)
  let [read, added, changed, rejected] = [0, 0, 0, 0]
  for await (const reading of readBoundaries(source, kind)) {
    read += 1
    if ('fault' in reading) rejected += 1
    else {
      const outcome = await loadArea(ctx, reading.area, boroughOf(reading.area), source.name)
      if (outcome === 'added') added += 1
      if (outcome === 'changed') changed += 1
    }
    await watch(read, 'fault' in reading ? [{ rowNumber: reading.number, column: null, reason: reading.fault }] : [])
  }
  return { read, added, already: read - added - changed - rejected, changed, rejected }
}

async function loadArea(ctx: Context, area: ReadArea, parentId: string | null, source: string): Promise<'added' | 'changed' | 'already'> {
  const { west, south, east, north } = boundsOf(area.outline)
  const { rows } = await sql<{ id: string; isNew: boolean }>`
    insert into areas as a (id, kind, code, name, parent_id, boundary, min_longitude, min_latitude, max_longitude, max_latitude, source, created_at)
    values (${newId()}, ${area.kind}, ${area.code}, ${area.name}, ${parentId}, ${JSON.stringify(area.outline)}, ${west}, ${south}, ${east}, ${north}, ${source}, ${ctx.now})
    on conflict (kind, code) do update set name = excluded.name, parent_id = coalesce(excluded.parent_id, a.parent_id), boundary = excluded.boundary,
      min_longitude = excluded.min_longitude, min_latitude = excluded.min_latitude, max_longitude = excluded.max_longitude, max_latitude = excluded.max_latitude, source = excluded.source
    where (a.name, a.parent_id, a.boundary) is distinct from (excluded.name, coalesce(excluded.parent_id, a.parent_id), excluded.boundary)
    returning a.id, (a.xmax = 0) as is_new`.execute(ctx.db)
  const [row] = rows
  if (row === undefined) return 'already'
  ctx.changed('area', row.id)
  return row.isNew ? 'added' : 'changed'
}

async function boroughFinder(ctx: Context): Promise<(area: ReadArea) => string | null> {
  const byCode = await areaIdsByCode(ctx, 'borough')
  const boroughs = await readAreaIndex(ctx.db, 'borough')
  return (area) => (area.boroughCode === null ? null : byCode.get(area.boroughCode)?.id) ?? mostlyWithin(boroughs, area)
}

/** Generalised outlines cross their borough's edge a little, so points halfway between middle and corner decide. */
function mostlyWithin(boroughs: AreaIndex<LoadedArea>, { outline }: ReadArea): string | null {
  const { west, south, east, north } = boundsOf(outline)
  const middle = { longitude: (west + east) / 2, latitude: (south + north) / 2 }
  const corners = polygonsOf(outline).flatMap(([ring]) => ring ?? [])
  const votes = new Map<string, number>()
  for (let at = 0; at < corners.length; at += Math.max(1, Math.floor(corners.length / 40))) {
    const [longitude, latitude] = corners[at] ?? [middle.longitude, middle.latitude]
    const found = boroughs.find((longitude + middle.longitude) / 2, (latitude + middle.latitude) / 2)
    if (found !== null) votes.set(found.id, (votes.get(found.id) ?? 0) + 1)
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}
