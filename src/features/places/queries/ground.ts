import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { listVersion } from '#platform/db/list-version.ts'
import { isDay, type Day } from '#platform/time/day.ts'
import { AreaIndex } from '../rules/area-index.ts'
import { isOutline, type Outline } from '../rules/geometry.ts'
import { readSlimIndex, type LoadedArea } from './areas.ts'

/** A borough or a ward, ready to be found by a point. */
export interface GroundArea {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly parentId: string | null
  readonly outline: Outline
}

/** The team responsible for a place. */
export interface GroundTeam {
  readonly id: string
  readonly name: string
  readonly isFallback: boolean
}

/** The force's ground as it stands: its areas, and which team answers for which ward. */
export interface Ground {
  readonly wards: AreaIndex<GroundArea>
  readonly boroughs: AreaIndex<GroundArea>
  readonly areaById: ReadonlyMap<string, { id: string; name: string; kind: string; parentId: string | null }>
  /** The Safer Neighbourhoods team of a ward on a day, else the team that receives what no other is responsible for. */
  teamFor(wardId: string | null, day: Day): GroundTeam | null
}

interface Known {
  readonly stamp: string
  readonly ground: Ground
}

let known: Known | null = null

/**
 * The force's ground, kept in the process until an area or a team changes.
 *
 * Whether it changed is asked of the database in each transaction.
 */
export async function groundOf(ctx: Context): Promise<Ground> {
  const stamp = await listVersion(ctx)
  if (known !== null && known.stamp === stamp) return known.ground
  const ground = await readGround(ctx)
  known = { stamp, ground }
  return ground
}

let census: { readonly stamp: string; readonly loaded: string; readonly lsoas: AreaIndex<LoadedArea> } | null = null

/**
 * The census areas (lower layer super output areas) that are loaded, kept in the process until one of them changes; none where the force has loaded none.
 *
 * Apart from the ground, because there are thousands and most pages never ask.
 */
export async function censusAreas(ctx: Context): Promise<AreaIndex<LoadedArea>> {
  const stamp = await listVersion(ctx)
  if (census !== null && census.stamp === stamp) return census.lsoas
  const loaded = await censusLoaded(ctx)
  census = { stamp, loaded, lsoas: census !== null && census.loaded === loaded ? census.lsoas : await readSlimIndex(ctx.db, 'lsoa') }
  return census.lsoas
}

/** Changes whenever one of these areas does, and not when a team or a list does: thousands of outlines are not read again for those. */
async function censusLoaded(ctx: Context): Promise<string> {
  const { rows } = await sql<{ loaded: string }>`select count(*) || ':' || coalesce(sum(hashtext(xmin::text || id::text)), 0) as loaded from areas where kind = 'lsoa'`.execute(ctx.db)
  return rows[0]?.loaded ?? ''
}

async function readGround(ctx: Context): Promise<Ground> {
  const areas = await ctx.db.selectFrom('areas').select(['id', 'kind', 'code', 'name', 'parentId', 'boundary']).where('kind', 'in', ['borough', 'ward']).execute()
  const teams = await ctx.db.selectFrom('teams').select(['id', 'name', 'isFallback']).execute()
  const duties = await ctx.db.selectFrom('teamAreas').select(['teamId', 'areaId', 'validFrom', 'validTo']).execute()
  const outlined = (kind: string): GroundArea[] =>
    areas.flatMap(({ id, code, name, parentId, boundary, ...area }) => (area.kind === kind && isOutline(boundary) ? [{ id, code, name, parentId, outline: boundary }] : []))
  const teamById = new Map(teams.map((team) => [team.id, team]))
  const fallback = teams.find((team) => team.isFallback) ?? null
  return {
    wards: new AreaIndex(outlined('ward')),
    boroughs: new AreaIndex(outlined('borough')),
    areaById: new Map(areas.map(({ id, name, kind, parentId }) => [id, { id, name, kind, parentId }])),
    teamFor: (wardId, day) => {
      if (!isDay(day)) return fallback
      const duty = duties.find((each) => each.areaId === wardId && each.validFrom <= day && (each.validTo === null || day < each.validTo))
      return (duty === undefined ? undefined : teamById.get(duty.teamId)) ?? fallback
    },
  }
}
