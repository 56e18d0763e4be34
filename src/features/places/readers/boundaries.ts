import { Refusal } from '#platform/errors.ts'
import type { Source } from '#platform/files/source.ts'
import { isOnGrid, toLongitudeLatitude } from '../rules/grid.ts'
import { boundsOf, isOutline, outlineFault, polygonsOf, type Outline, type Position } from '../rules/geometry.ts'
import { readFeatures } from './geojson.ts'

/** The kinds of area that come as outlines. */
export type AreaKind = 'borough' | 'ward' | 'lsoa'

/** An area as its file gives it. */
export interface ReadArea {
  readonly kind: AreaKind
  /** The official code: E09000012. */
  readonly code: string
  readonly name: string
  /** The code of the borough the file says it lies in, when it says. */
  readonly boroughCode: string | null
  /** Longitude and latitude, WGS84, whatever the file was in. */
  readonly outline: Outline
}

/** An area that was read, or why a feature could not be. */
export type AreaReading = { readonly number: number; readonly area: ReadArea } | { readonly number: number; readonly fault: string }

/** Which properties hold the code and the name, when they go by names nobody foresaw. */
export interface BoundaryOptions {
  readonly codeProperty?: string
  readonly nameProperty?: string
}

const CODE_OF: Record<AreaKind, RegExp> = {
  borough: /^(?:LAD|LTLA|UTLA|CTYUA|LONB|LA)\d{0,4}_?CD$/i,
  ward: /^(?:WD|CMWD|WARD)\d{0,4}_?CD$/i,
  lsoa: /^LSOA\d{0,4}_?CD$/i,
}
const NAME_OF: Record<AreaKind, RegExp> = {
  borough: /^(?:LAD|LTLA|UTLA|CTYUA|LONB|LA)\d{0,4}_?NM$/i,
  ward: /^(?:WD|CMWD|WARD)\d{0,4}_?NM$/i,
  lsoa: /^LSOA\d{0,4}_?NM$/i,
}
const ANY_CODE = /^(?:gss_?code|area_?code|geography_?code|lsoa_?code|ward_?code|code)$/i
const ANY_NAME = /^(?:area_?name|geography_?name|lsoa_?name|ward_?name|borough|name)$/i

/**
 * The areas of a boundary file (GeoJSON, plain or gzip), one at a time.
 *
 * The properties that hold code and name are told from the first feature: ONS names (WD13CD, LAD24NM), Ordnance Survey's (CODE, NAME) or plain
 * ones. Outlines in metres of the British National Grid are turned into degrees.
 * Refuses: invalid, when the file is not GeoJSON, has no such properties, or is of another kind of area.
 */
export async function* readBoundaries(source: Source, kind: AreaKind, options: BoundaryOptions = {}): AsyncGenerator<AreaReading> {
  let keys: PropertyKeys | null = null
  const seen = new Set<string>()
  for await (const { number, value, fault } of readFeatures(source)) {
    if (fault !== null) {
      yield { number, fault }
      continue
    }
    const properties = objectIn(value, 'properties')
    if (properties === null) {
      yield { number, fault: 'has no properties' }
      continue
    }
    keys ??= keysOf(source.name, kind, Object.keys(properties), options)
    const reading = areaOf(kind, keys, properties, value)
    if (typeof reading === 'string') yield { number, fault: reading }
    else if (seen.has(reading.code)) yield { number, fault: `has the code ${reading.code}, which an earlier feature has` }
    else {
      seen.add(reading.code)
      yield { number, area: reading }
    }
  }
}

interface PropertyKeys {
  readonly code: string
  readonly name: string
  readonly borough: string | null
}

function keysOf(file: string, kind: AreaKind, names: readonly string[], options: BoundaryOptions): PropertyKeys {
  const code = options.codeProperty ?? names.find((name) => CODE_OF[kind].test(name)) ?? names.find((name) => ANY_CODE.test(name))
  const name = options.nameProperty ?? names.find((key) => NAME_OF[kind].test(key)) ?? names.find((key) => ANY_NAME.test(key))
  const found = names.length === 0 ? 'no properties' : names.map((key) => `"${key}"`).join(', ')
  const other = kindOf(names)
  if (code === undefined || !names.includes(code)) {
    if (other !== null && other !== kind) throw new Refusal('invalid', `${file} looks like a file of kind ${other}, not ${kind}: it has ${found}.`)
    throw new Refusal('invalid', `${file} has no property that holds the code of a ${kind}. It has ${found}.`)
  }
  if (name === undefined || !names.includes(name)) throw new Refusal('invalid', `${file} has no property that holds the name of a ${kind}. It has ${found}.`)
  const borough = kind === 'borough' ? null : (names.find((key) => CODE_OF.borough.test(key)) ?? null)
  return { code, name, borough }
}

/** The narrowest kind of area the properties speak of: a ward file names its boroughs too. */
function kindOf(names: readonly string[]): AreaKind | null {
  const kinds: readonly AreaKind[] = ['lsoa', 'ward', 'borough']
  return kinds.find((kind) => names.some((name) => CODE_OF[kind].test(name))) ?? null
}

function areaOf(kind: AreaKind, keys: PropertyKeys, properties: Record<string, unknown>, feature: unknown): ReadArea | string {
  const code = textOf(properties[keys.code])
  const name = textOf(properties[keys.name])
  if (code === null) return `has no code in "${keys.code}"`
  if (name === null) return `has no name in "${keys.name}"`
  const geometry = objectIn(feature, 'geometry')
  const fault = outlineFault(geometry)
  if (fault !== null || !isOutline(geometry)) return `(${code}) ${fault ?? 'has no geometry'}`
  const outline = inDegrees(geometry)
  if (outline === null) return `(${code}) has coordinates that are neither degrees nor metres of the British National Grid`
  return { kind, code, name, boroughCode: keys.borough === null ? null : textOf(properties[keys.borough]), outline }
}

function inDegrees(outline: Outline): Outline | null {
  const { west, south, east, north } = boundsOf(outline)
  if (west >= -180 && east <= 180 && south >= -90 && north <= 90) return mapPositions(outline, ([x, y]) => [x, y])
  const isGrid = isOnGrid({ easting: west, northing: south }) && isOnGrid({ easting: east, northing: north })
  if (!isGrid) return null
  return mapPositions(outline, ([easting, northing]) => {
    const { longitude, latitude } = toLongitudeLatitude({ easting, northing })
    return [round7(longitude), round7(latitude)]
  })
}

/** A ten-millionth of a degree is a centimetre. */
function round7(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7
}

function mapPositions(outline: Outline, change: (position: Position) => Position): Outline {
  const polygons = polygonsOf(outline).map((rings) => rings.map((ring) => ring.map(change)))
  const [only] = polygons
  return outline.type === 'Polygon' && only !== undefined ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: polygons }
}

function objectIn(value: unknown, key: string): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || !(key in value)) return null
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1]
  return typeof found === 'object' && found !== null ? Object.fromEntries(Object.entries(found)) : null
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return text === '' || text.length > 200 ? null : text
}
