import { sql, type Kysely } from 'kysely'
import type { Database } from '#db/types.ts'
import { listIncidents, openByRisk } from '#features/incidents/queries/list-incidents.ts'
import { kyselyOn, poolOf } from '#platform/db/connect.ts'
import { transact } from '#platform/transact.ts'
import { squareTown } from '../test/support/town.ts'
import { line, openBenchHouse, percentile, raise, sessionOf, withoutPolicies, type BenchHouse } from './house.ts'

const INCIDENTS = 1_000_000
const CASES = 100_000
const TIMES = 120

/** "My borough, open, by risk then age" over a million incidents, against the same transaction without row-level security. */
export async function benchList(say: (line: string) => void): Promise<boolean> {
  const house = await openBenchHouse()
  try {
    await raise(house, squareTown)
    await fill(kyselyOn(house.database.pools.bootstrap))
    let isReached = true
    for (const who of ['priya.nair', 'karin.lindqvist']) {
      for (const page of [1, 200]) isReached = (await oneList(house, who, page, say)) && isReached
    }
    return isReached
  } finally {
    await house.close()
  }
}

async function oneList(house: BenchHouse, who: string, page: number, say: (line: string) => void): Promise<boolean> {
  const token = await sessionOf(house, who)
  const filter = { ...openByRisk, page }
  const bare = poolOf({ ...house.database.server.bootstrap, pipeline: true }, 1, 'heed_bench_floor')
  const guarded: number[] = []
  const floor: number[] = []
  // one after the other, so that both meet the same machine
  for (let time = 0; time < TIMES + 10; time += 1) {
    const before = performance.now()
    await transact(house.ground, { token, mode: 'look', act: 'bench.list' }, (ctx) => listIncidents(ctx, filter))
    const between = performance.now()
    await withoutPolicies(house, bare, token, (ctx) => listIncidents(ctx, filter))
    if (time >= 10) {
      guarded.push(between - before)
      floor.push(performance.now() - between)
    }
  }
  await bare.end()
  const [p50, p95, bare50] = [percentile(guarded, 0.5), percentile(guarded, 0.95), percentile(floor, 0.5)]
  const isReached = p50 / bare50 <= 1.3 && p95 < 50
  say(line(`list as ${who}, page ${page}`, house.on, { 'p50 ms': p50, 'without row security ms': bare50, ratio: p50 / bare50, reach: '<= 1.3', 'p95 ms': p95, below: 50 }, isReached))
  return isReached
}

/** Filled as a restore fills a table: checks and triggers off, its indexes made when the rows are there. */
async function fill(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (one) => {
    for (const [setting, value] of Object.entries({ statement_timeout: '0', synchronous_commit: 'off', session_replication_role: 'replica', maintenance_work_mem: '256MB' })) {
      await sql`select set_config(${setting}, ${value}, true)`.execute(one)
    }
    const { rows: indexes } = await sql<{ name: string; definition: string }>`
      select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid in ('incidents'::regclass, 'cases'::regclass) and not i.indisunique`.execute(one)
    for (const { name } of indexes) await sql`drop index ${sql.raw(name)}`.execute(one)
    await fillIncidents(one)
    await fillCases(one)
    for (const { definition } of indexes) await sql.raw(definition).execute(one)
  })
  // a list is read from a table that has been tended, as autovacuum tends it
  for (const table of ['incidents', 'cases', 'case_incidents']) await sql`vacuum analyze ${sql.table(table)}`.execute(db)
}

/** A tenth of the incidents wait for a result; the wards have unequal shares, as wards do. */
async function fillIncidents(one: Kysely<Database>): Promise<void> {
  await sql`
    insert into incidents (id, reference, channel, reported_at, occurred_from, qualifier, narrative, location_text, ward_id, borough_id, team_id, status, resulted_at, risk_order, recorded_at, recorded_by)
    select gen_random_uuid(), 'BENCH/' || n, '101', at, at, (array['personal', 'nuisance', 'environmental'])[1 + n % 3], 'Shouting in the street', n || ' Tanner Street',
      w.id, w.parent_id, t.team_id, case when n % 10 = 0 then 'recorded' else 'resulted' end, case when n % 10 = 0 then null else at + interval '2 hours' end,
      case when n % 97 = 0 then 3 when n % 31 = 0 then 2 when n % 11 = 0 then 1 else 0 end, at, a.id
    from generate_series(1, ${INCIDENTS}::integer) n
      cross join lateral (select timestamptz '2026-11-01' - n * interval '150 seconds' as at) x
      join (select id, parent_id, row_number() over (order by code) - 1 as place, count(*) over () as wards from areas where kind = 'ward') w on w.place = (n * 7919::bigint) % w.wards
      join team_areas t on t.area_id = w.id
      cross join (select id from accounts where username = 'amara.diallo') a`.execute(one)
}

/** Each case is about one incident. */
async function fillCases(one: Kysely<Database>): Promise<void> {
  await sql`
    insert into cases (id, reference, status, band, borough_id, team_id, reviewed_from, opened_at, opened_by, changed_at, changed_by)
    select gen_random_uuid(), 'BENCH/' || i.reference, 'open', 'medium', i.borough_id, i.team_id, i.reported_at, i.reported_at, i.recorded_by, i.reported_at, i.recorded_by
    from incidents i limit ${CASES}::integer`.execute(one)
  await sql`
    insert into case_incidents (case_id, incident_id, linked_at, linked_by, because)
    select c.id, i.id, c.opened_at, c.opened_by, 'The case began with it' from cases c join incidents i on c.reference = 'BENCH/' || i.reference`.execute(one)
}
