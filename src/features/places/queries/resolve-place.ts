import type { Context } from '#platform/context.ts'
import { postcodeOf } from '#platform/postcode.ts'
import type { Day } from '#platform/time/day.ts'
import { cellAt, distanceMetres, isPlace } from '../rules/distance.ts'
import { isOnGrid, toGrid, type Point } from '../rules/grid.ts'
import { matchKeyOf } from '../rules/match-key.ts'
import { censusAreas, groundOf, type Ground } from './ground.ts'

/** Where something happened, as it was said. */
export interface PlaceGiven {
  readonly text: string | null
  readonly postcode: string | null
  readonly point: Point | null
  /** An address chosen from the gazetteer. */
  readonly addressId: string | null
}

/** Where something happened, as far as it is known; what could not be found is null and stays to be settled. */
export interface ResolvedPlace {
  readonly text: string | null
  /** As printed ("SE1 3LL"); as typed where it is not shaped like one. */
  readonly postcode: string | null
  readonly isPostcodeKnown: boolean
  readonly addressId: string | null
  readonly point: Point | null
  /** Whole metres on the British National Grid. */
  readonly grid: { readonly easting: number; readonly northing: number } | null
  readonly h3: string | null
  /** The census area it lies in, where such areas are loaded. */
  readonly lsoaCode: string | null
  readonly wardId: string | null
  readonly wardName: string | null
  readonly boroughId: string | null
  readonly boroughName: string | null
  readonly team: { readonly id: string; readonly name: string; readonly isFallback: boolean } | null
  readonly isInsideAnArea: boolean
  /** How far the point given lies from its postcode; null when either is not known. */
  readonly metresFromPostcode: number | null
}

interface Found {
  readonly id: string | null
  readonly point: Point | null
  readonly wardId: string | null
  readonly boroughId: string | null
}

/**
 * Put a place on the ground: its point, ward and borough, and the team responsible there on that day.
 *
 * A point given comes first, then the gazetteer's address, then the postcode. An unknown postcode or a point outside
 * every area is kept as it is: it goes to the team that receives what no other is responsible for.
 */
export async function resolvePlace(ctx: Context, given: PlaceGiven, onDay: Day): Promise<ResolvedPlace> {
  const typed = given.postcode === null ? null : (postcodeOf(given.postcode) ?? given.postcode.trim().toUpperCase())
  const postcode = typed === '' ? null : typed
  const [ground, address, centre] = await Promise.all([groundOf(ctx), findAddress(ctx, given, postcode), postcode === null ? null : findPostcode(ctx, postcode)])
  const point = given.point !== null && isPlace(given.point) ? given.point : (address?.point ?? centre?.point ?? null)
  const area = areaOf(ground, point, [address, centre])
  const onGrid = point === null ? null : toGrid(point)
  return {
    text: given.text, postcode, isPostcodeKnown: centre !== null, addressId: address?.id ?? null, point,
    grid: onGrid === null || !isOnGrid(onGrid) ? null : { easting: Math.round(onGrid.easting), northing: Math.round(onGrid.northing) },
    h3: point === null ? null : cellAt(point),
    lsoaCode: point === null ? null : ((await censusAreas(ctx)).find(point.longitude, point.latitude)?.code ?? null),
    ...area,
    team: ground.teamFor(area.wardId, onDay),
    isInsideAnArea: area.wardId !== null || area.boroughId !== null,
    metresFromPostcode: given.point === null || centre === null || centre.point === null ? null : Math.round(distanceMetres(given.point, centre.point)),
  }
}

/** The names of a ward and borough for a point or the areas a gazetteer row says it is in. */
export function areaOf(ground: Ground, point: Point | null, found: readonly (Found | null)[]): Pick<ResolvedPlace, 'wardId' | 'wardName' | 'boroughId' | 'boroughName'> {
  const ward = point === null ? null : ground.wards.find(point.longitude, point.latitude)
  const borough = point === null ? null : ground.boroughs.find(point.longitude, point.latitude)
  const said = point !== null && (ward !== null || borough !== null) ? null : found.find((each) => each !== null && (each.wardId !== null || each.boroughId !== null))
  const wardId = ward?.id ?? said?.wardId ?? null
  const boroughId = ward?.parentId ?? borough?.id ?? said?.boroughId ?? (wardId === null ? null : (ground.areaById.get(wardId)?.parentId ?? null))
  return { wardId, wardName: nameIn(ground, wardId), boroughId, boroughName: nameIn(ground, boroughId) }
}

function nameIn(ground: Ground, id: string | null): string | null {
  return id === null ? null : (ground.areaById.get(id)?.name ?? null)
}

async function findAddress(ctx: Context, given: PlaceGiven, postcode: string | null): Promise<Found | null> {
  if (given.text === null || given.text.trim() === '') return null
  // NOTE: the choice tells apart addresses written alike; once the line is typed over, it no longer says what was chosen
  const matched = await ctx.db.selectFrom('addresses').select(['id', 'longitude', 'latitude', 'wardId', 'boroughId'])
    .where('matchKey', '=', matchKeyOf(given.text ?? '', postcode)).limit(20).execute()
  const row = matched.find(({ id }) => id === given.addressId) ?? (matched.length === 1 ? matched[0] : undefined)
  return row === undefined ? null : { ...row, point: pointOf(row) }
}

async function findPostcode(ctx: Context, postcode: string): Promise<Found | null> {
  const row = await ctx.db.selectFrom('postcodes').select(['longitude', 'latitude', 'wardId', 'boroughId']).where('postcode', '=', postcode.replaceAll(' ', '')).executeTakeFirst()
  return row === undefined ? null : { ...row, id: null, point: pointOf(row) }
}

function pointOf({ longitude, latitude }: { longitude: number | null; latitude: number | null }): Point | null {
  return longitude === null || latitude === null ? null : { longitude, latitude }
}
