import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { may } from './policy.ts'

/** An area about to be loaded: its outline is GeoJSON in degrees, WGS84. */
export interface NewArea {
  readonly kind: 'borough' | 'ward' | 'lsoa'
  readonly code: string
  readonly name: string
  readonly parentId: string | null
  readonly boundary: unknown
  readonly bounds: { readonly west: number; readonly south: number; readonly east: number; readonly north: number } | null
  readonly source: string
}

/**
 * Load one area. An area of that kind and code that is there already is left as it is.
 *
 * Result: its id.
 * Changes: areas.
 * Refuses: not permitted.
 */
export async function addArea(ctx: Context, area: NewArea): Promise<string> {
  authorise(may.loadPlaces(ctx.actor))
  const known = await ctx.db.selectFrom('areas').select('id').where('kind', '=', area.kind).where('code', '=', area.code).executeTakeFirst()
  if (known !== undefined) return known.id
  const id = newId()
  await ctx.db.insertInto('areas').values({
    id, kind: area.kind, code: area.code, name: area.name, parentId: area.parentId, boundary: area.boundary === null ? null : JSON.stringify(area.boundary),
    minLongitude: area.bounds?.west ?? null, minLatitude: area.bounds?.south ?? null, maxLongitude: area.bounds?.east ?? null, maxLatitude: area.bounds?.north ?? null,
    source: area.source, createdAt: ctx.now,
  }).execute()
  ctx.changed('area', id)
  return id
}
