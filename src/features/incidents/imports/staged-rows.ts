import { cellAt, type Ground, type LoadedArea, type ReadPoint, type AreaIndex } from '#features/places/index.ts'
import { newId } from '#platform/ids.ts'
import type { CopyValue } from '#platform/db/copying.ts'
import { startOfLondonDay, type Day } from '#platform/time/day.ts'
import type { ImportedRow, OpenRecord } from './records.ts'

/** The columns of the staging table, in the order rows are copied. */
export const STAGED_COLUMNS = [
  'import_id', 'row_number', 'id', 'source_reference', 'year', 'channel', 'reported_at', 'occurred_from', 'occurred_to', 'precision', 'type_id', 'qualifier', 'narrative',
  'location_text', 'postcode', 'address_key', 'longitude', 'latitude', 'easting', 'northing', 'h3', 'lsoa_code', 'ward_id', 'borough_id', 'team_id', 'grade', 'is_open_data',
  'resulted_at', 'extra',
] as const

/** Where a row lies, and whose it is. */
export interface Whereabouts {
  readonly h3: string | null
  readonly lsoaCode: string | null
  readonly wardId: string | null
  readonly boroughId: string | null
  readonly teamId: string | null
}

const MOST_REMEMBERED = 50_000
const NOWHERE = { h3: null, lsoaCode: null, wardId: null, boroughId: null }

/**
 * Puts the points of a file into areas and teams.
 *
 * Published points are few and come again and again, so what was found for one is remembered.
 */
export class PlaceFinder {
  readonly #ground: Ground
  readonly #lsoas: AreaIndex<LoadedArea>
  readonly #places = new Map<string, Omit<Whereabouts, 'teamId'>>()
  readonly #teams = new Map<string, string | null>()

  constructor(ground: Ground, lsoas: AreaIndex<LoadedArea>) {
    this.#ground = ground
    this.#lsoas = lsoas
  }

  /** Input: the London day the row was reported. */
  find(point: ReadPoint | null, day: Day): Whereabouts {
    const place = point === null ? NOWHERE : this.#placeOf(point)
    return { ...place, teamId: this.#teamOf(place.wardId, day) }
  }

  #placeOf({ longitude, latitude }: ReadPoint): Omit<Whereabouts, 'teamId'> {
    const key = `${longitude} ${latitude}`
    const seen = this.#places.get(key)
    if (seen !== undefined) return seen
    if (this.#places.size >= MOST_REMEMBERED) this.#places.clear()
    const ward = this.#ground.wards.find(longitude, latitude)
    const boroughId = ward?.parentId ?? this.#ground.boroughs.find(longitude, latitude)?.id ?? null
    const found = { h3: cellAt({ longitude, latitude }), lsoaCode: this.#lsoas.find(longitude, latitude)?.code ?? null, wardId: ward?.id ?? null, boroughId }
    this.#places.set(key, found)
    return found
  }

  #teamOf(wardId: string | null, day: Day): string | null {
    const key = `${wardId ?? ''} ${day}`
    const seen = this.#teams.get(key)
    if (seen !== undefined) return seen
    if (this.#teams.size >= MOST_REMEMBERED) this.#teams.clear()
    const found = this.#ground.teamFor(wardId, day)?.id ?? null
    this.#teams.set(key, found)
    return found
  }
}

/** A row of open data as it is copied: known to the month, at the published point, with nobody in it. */
export function stagedOpenRow(importId: string, { rowNumber, key, record }: ImportedRow<OpenRecord>, places: PlaceFinder): readonly CopyValue[] {
  const day = `${record.month}-01`
  const month = startOfMonth(record.month)
  const at = places.find(record.point, day)
  const { point } = record
  return [
    importId, rowNumber, newId(), key, Number(record.month.slice(0, 4)), 'open-data', month, month, null, 'month', null, null, '',
    record.place, null, null, point?.longitude ?? null, point?.latitude ?? null, point?.easting ?? null, point?.northing ?? null, at.h3,
    record.lsoaCode ?? at.lsoaCode, at.wardId, at.boroughId, at.teamId, null, true, null, null,
  ]
}

const months = new Map<string, Date>()

function startOfMonth(month: string): Date {
  const known = months.get(month)
  if (known !== undefined) return known
  const at = startOfLondonDay(`${month}-01`)
  months.set(month, at)
  return at
}
