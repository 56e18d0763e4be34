import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import type { RowFault } from '#platform/files/delimited.ts'
import type { Source } from '#platform/files/source.ts'
import { may } from '../policy.ts'
import { areaIdsByCode, readAreaIndex } from '../queries/areas.ts'
import { readPostcodes, type ReadPostcode } from '../readers/postcodes.ts'
import type { Loaded, Watch } from './load-areas.ts'

interface PostcodeRow {
  readonly postcode: string
  readonly longitude: number
  readonly latitude: number
  readonly easting: number | null
  readonly northing: number | null
  readonly ward_code: string | null
  readonly ward_id: string | null
  readonly borough_id: string | null
}

/**
 * Load the postcodes of a file, each once; one that is there already is brought up to the file.
 *
 * Its ward is the loaded one its point lies in, and otherwise the one whose code the file names: files of different years name different wards.
 * Changes: postcodes.
 * Refuses: not permitted; invalid, when the file cannot be read.
 */
export async function loadPostcodes(ctx: Context, source: Source, watch: Watch): Promise<Loaded> {
  authorise(may.loadPlaces(ctx.actor))
  const resolve = await areaFinder(ctx)
  let [read, added, changed, rejected] = [0, 0, 0, 0]
  let waiting: PostcodeRow[] = []
  const flush = async (): Promise<void> => {
    const counts = await savePostcodes(ctx, waiting, source.name)
    added += counts.added
    changed += counts.changed
    waiting = []
  }
  for await (const { items, faults } of readPostcodes(source)) {
    const bad: RowFault[] = [...faults]
    for (const item of items) {
      const row = resolve(item)
      if (row === null) bad.push({ rowNumber: item.rowNumber, column: null, reason: 'has a postcode without a place' })
      else waiting.push(row)
    }
    read += items.length + faults.length
    rejected += bad.length
    if (waiting.length >= 4000) await flush()
    await watch(read, bad)
  }
  if (waiting.length > 0) await flush()
  return { read, added, already: read - added - changed - rejected, changed, rejected }
}

async function areaFinder(ctx: Context): Promise<(item: ReadPostcode) => PostcodeRow | null> {
  const [wards, boroughs] = [await readAreaIndex(ctx.db, 'ward'), await readAreaIndex(ctx.db, 'borough')]
  const [wardCodes, boroughCodes] = [await areaIdsByCode(ctx, 'ward'), await areaIdsByCode(ctx, 'borough')]
  return ({ postcode, point, wardCode, boroughCode }) => {
    if (point === null) return null
    const { longitude, latitude, easting, northing } = point
    const within = wards.find(longitude, latitude)
    const ward = within === null ? wardCodes.get(wardCode ?? '') : { id: within.id, parentId: within.parentId }
    const boroughId = ward?.parentId ?? boroughs.find(longitude, latitude)?.id ?? boroughCodes.get(boroughCode ?? '')?.id ?? null
    return { postcode: postcode.replace(' ', ''), longitude, latitude, easting, northing, ward_code: wardCode, ward_id: ward?.id ?? null, borough_id: boroughId }
  }
}

async function savePostcodes(ctx: Context, rows: readonly PostcodeRow[], source: string): Promise<{ added: number; changed: number }> {
  const once = [...new Map(rows.map((row) => [row.postcode, row])).values()]
  const { rows: saved } = await sql<{ added: number; changed: number }>`
    with saved as (
      insert into postcodes as p (postcode, longitude, latitude, easting, northing, ward_code, ward_id, borough_id, source)
      select r.postcode, r.longitude, r.latitude, r.easting, r.northing, r.ward_code, r.ward_id, r.borough_id, ${source}
      from jsonb_to_recordset(${JSON.stringify(once)}::jsonb) as r(postcode text, longitude double precision, latitude double precision,
        easting integer, northing integer, ward_code text, ward_id uuid, borough_id uuid)
      on conflict (postcode) do update set longitude = excluded.longitude, latitude = excluded.latitude, easting = excluded.easting, northing = excluded.northing,
        ward_code = excluded.ward_code, ward_id = excluded.ward_id, borough_id = excluded.borough_id, source = excluded.source
      where (p.longitude, p.latitude, p.ward_code, p.ward_id, p.borough_id)
        is distinct from (excluded.longitude, excluded.latitude, excluded.ward_code, excluded.ward_id, excluded.borough_id)
      returning p.xmax = 0 as is_new)
    select count(*) filter (where is_new)::integer as added, count(*) filter (where not is_new)::integer as changed from saved`.execute(ctx.db)
  return saved[0] ?? { added: 0, changed: 0 }
}
