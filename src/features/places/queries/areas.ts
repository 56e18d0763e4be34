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

const NOTHING: Outline = { type: 'Polygon', coordinates: [] }
const PAGE = 500

/** Areas of one kind made ready to be asked where points lie, their outlines given up once they are: for many areas in little memory. */
export async function readSlimIndex(db: Db, kind: 'borough' | 'ward' | 'lsoa'): Promise<AreaIndex<LoadedArea>> {
  const areas: { id: string; code: string; name: string; parentId: string | null; outline: Outline }[] = []
  for (let after = ''; ; after = areas.at(-1)?.code ?? '') {
    const rows = await db.selectFrom('areas').select(['id', 'code', 'name', 'parentId', 'boundary']).where('kind', '=', kind).where('boundary', 'is not', null).where('code', '>', after).orderBy('code').limit(PAGE).execute()
    for (const { id, code, name, parentId, boundary } of rows) if (isOutline(boundary)) areas.push({ id, code, name, parentId, outline: boundary })
    if (rows.length < PAGE) break
  }
  const index = new AreaIndex<LoadedArea>(areas)
  for (const area of areas) area.outline = NOTHING
  return index
}

/** Areas of one kind made ready to be asked where points lie; those loaded without an outline are left out. */
export async function readAreaIndex(db: Db, kind: 'borough' | 'ward' | 'lsoa'): Promise<AreaIndex<LoadedArea>> {
  const rows = await db.selectFrom('areas').select(['id', 'code', 'name', 'parentId', 'boundary']).where('kind', '=', kind).where('boundary', 'is not', null).execute()
  return new AreaIndex(rows.flatMap(({ id, code, name, parentId, boundary }) => (isOutline(boundary) ? [{ id, code, name, parentId, outline: boundary }] : [])))
}

/** Every area of a kind by its code. */
export async function areaIdsByCode(ctx: Context, kind: 'borough' | 'ward' | 'lsoa'): Promise<ReadonlyMap<string, { id: string; parentId: string | null }>> {
  const rows = await ctx.db.selectFrom('areas').select(['id', 'code', 'parentId']).where('kind', '=', kind).execute()
  return new Map(rows.map(({ id, code, parentId }) => [code, { id, parentId }]))
}
