import { sql } from 'kysely'
import { authorise } from '#platform/auth/policy.ts'
import type { Context } from '#platform/context.ts'
import type { Source } from '#platform/files/source.ts'
import { newId } from '#platform/ids.ts'
import { may } from '../policy.ts'
import { readAreaIndex } from '../queries/areas.ts'
import { readAddresses, type ReadAddress } from '../readers/addresses.ts'
import { matchKeyOf } from '../rules/match-key.ts'
import type { Loaded, Watch } from './load-areas.ts'

interface AddressRow {
  readonly id: string
  readonly uprn: string
  readonly line: string
  readonly postcode: string | null
  readonly longitude: number | null
  readonly latitude: number | null
  readonly easting: number | null
  readonly northing: number | null
  readonly ward_id: string | null
  readonly borough_id: string | null
  readonly match_key: string
}

/**
 * Load the addresses of a force's gazetteer, each once by its property reference number; one that is there already is brought up to the file.
 *
 * Changes: addresses.
 * Refuses: not permitted; invalid, when the file cannot be read.
 */
export async function loadAddresses(ctx: Context, source: Source, watch: Watch): Promise<Loaded> {
  authorise(may.loadPlaces(ctx.actor))
  const rowOf = await addressRows(ctx)
  let [read, added, changed, rejected] = [0, 0, 0, 0]
  let waiting: AddressRow[] = []
  const flush = async (): Promise<void> => {
    const counts = await saveAddresses(ctx, waiting, source.name)
    added += counts.added
    changed += counts.changed
    waiting = []
  }
  for await (const { items, faults } of readAddresses(source)) {
    for (const item of items) waiting.push(rowOf(item))
    read += items.length + faults.length
    rejected += faults.length
    if (waiting.length >= 4000) await flush()
    await watch(read, faults)
  }
  if (waiting.length > 0) await flush()
  return { read, added, already: read - added - changed - rejected, changed, rejected }
}

async function addressRows(ctx: Context): Promise<(item: ReadAddress) => AddressRow> {
  const [wards, boroughs] = [await readAreaIndex(ctx.db, 'ward'), await readAreaIndex(ctx.db, 'borough')]
  return ({ uprn, address, postcode, point }) => {
    const ward = point === null ? null : wards.find(point.longitude, point.latitude)
    const borough = point === null ? null : (ward?.parentId ?? boroughs.find(point.longitude, point.latitude)?.id ?? null)
    return {
      id: newId(), uprn, line: address, postcode: postcode?.replace(' ', '') ?? null,
      longitude: point?.longitude ?? null, latitude: point?.latitude ?? null, easting: point?.easting ?? null, northing: point?.northing ?? null,
      ward_id: ward?.id ?? null, borough_id: borough, match_key: matchKeyOf(address, postcode),
    }
  }
}

async function saveAddresses(ctx: Context, rows: readonly AddressRow[], source: string): Promise<{ added: number; changed: number }> {
  const once = [...new Map(rows.map((row) => [row.uprn, row])).values()]
  const { rows: saved } = await sql<{ added: number; changed: number }>`
    with saved as (
      insert into addresses as a (id, uprn, line, postcode, longitude, latitude, easting, northing, ward_id, borough_id, match_key, source)
      select r.id, r.uprn, r.line, r.postcode, r.longitude, r.latitude, r.easting, r.northing, r.ward_id, r.borough_id, r.match_key, ${source}
      from jsonb_to_recordset(${JSON.stringify(once)}::jsonb) as r(id uuid, uprn text, line text, postcode text, longitude double precision, latitude double precision,
        easting integer, northing integer, ward_id uuid, borough_id uuid, match_key text)
      on conflict (uprn) do update set line = excluded.line, postcode = excluded.postcode, longitude = excluded.longitude, latitude = excluded.latitude,
        easting = excluded.easting, northing = excluded.northing, ward_id = excluded.ward_id, borough_id = excluded.borough_id, match_key = excluded.match_key, source = excluded.source
      where (a.line, a.postcode, a.longitude, a.latitude, a.ward_id, a.borough_id)
        is distinct from (excluded.line, excluded.postcode, excluded.longitude, excluded.latitude, excluded.ward_id, excluded.borough_id)
      returning a.xmax = 0 as is_new)
    select count(*) filter (where is_new)::integer as added, count(*) filter (where not is_new)::integer as changed from saved`.execute(ctx.db)
  return saved[0] ?? { added: 0, changed: 0 }
}
