import type { Context } from '#platform/context.ts'
import type { Db } from '#platform/db/connect.ts'
import { AreaIndex } from '../rules/area-index.ts'
import { isOutline, type Outline } from '../rules/geometry.ts'

/** An area as loaded, with its outline. */
export interface LoadedArea {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly parentId: string | null
  readonly outline: Outline
}

/** The areas of the force made ready to be asked where points lie. */
export interface AreaIndexes {
  readonly boroughs: AreaIndex<LoadedArea>
  readonly wards: AreaIndex<LoadedArea>
  readonly lsoas: AreaIndex<LoadedArea>
}

/** The areas a point lies in; null where none is loaded there. */
export interface FoundAreas {
  readonly wardId: string | null
  readonly boroughId: string | null
  readonly lsoaCode: string | null
}

/** Areas of one kind made ready to be asked where points lie; those loaded without an outline are left out. */
export async function readAreaIndex(db: Db, kind: 'borough' | 'ward' | 'lsoa'): Promise<AreaIndex<LoadedArea>> {
  const rows = await db.selectFrom('areas').select(['id', 'code', 'name', 'parentId', 'boundary']).where('kind', '=', kind).where('boundary', 'is not', null).execute()
  return new AreaIndex(rows.flatMap(({ id, code, name, parentId, boundary }) => (isOutline(boundary) ? [{ id, code, name, parentId, outline: boundary }] : [])))
}

/** Every area of the force made ready to be asked where points lie. */
export async function readAreaIndexes(ctx: Context): Promise<AreaIndexes> {
  return { boroughs: await readAreaIndex(ctx.db, 'borough'), wards: await readAreaIndex(ctx.db, 'ward'), lsoas: await readAreaIndex(ctx.db, 'lsoa') }
}

/** The areas a point lies in: its ward, the borough of that ward (or the one it lies in by itself), its LSOA. Input: degrees, WGS84. */
export function findAreas({ boroughs, wards, lsoas }: AreaIndexes, longitude: number, latitude: number): FoundAreas {
  const ward = wards.find(longitude, latitude)
  return {
    wardId: ward?.id ?? null,
    boroughId: ward?.parentId ?? boroughs.find(longitude, latitude)?.id ?? null,
    lsoaCode: lsoas.find(longitude, latitude)?.code ?? null,
  }
}

/** Every area of a kind by its code. */
export async function areaIdsByCode(ctx: Context, kind: 'borough' | 'ward' | 'lsoa'): Promise<ReadonlyMap<string, { id: string; parentId: string | null }>> {
  const rows = await ctx.db.selectFrom('areas').select(['id', 'code', 'parentId']).where('kind', '=', kind).execute()
  return new Map(rows.map(({ id, code, parentId }) => [code, { id, parentId }]))
}
