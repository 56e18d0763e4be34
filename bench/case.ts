import { sql } from 'kysely'
import { getCaseHeader } from '#features/cases/queries/case-header.ts'
import { findClosure, listEntries, listIncidents, listPeople, listReviews, riskOverTime } from '#features/cases/queries/case-parts.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn, poolOf } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { transact } from '#platform/transact.ts'
import { squareTown } from '../test/support/town.ts'
import { line, openBenchHouse, percentile, raise, sessionOf, withoutPolicies, type BenchHouse } from './house.ts'

const ENTRIES = 200
const TIMES = 200

/** What a case's page reads, with two hundred entries in its timeline, against the same statements without row-level security. */
export async function benchCase(say: (line: string) => void): Promise<boolean> {
  const house = await openBenchHouse()
  try {
    await raise(house, squareTown)
    const caseId = await makeCase(house)
    const token = await sessionOf(house, 'femi.adeyemi')
    const bare = poolOf({ ...house.database.server.bootstrap, pipeline: true }, 1, 'heed_bench_floor')
    const [guarded, floor]: [number[], number[]] = [[], []]
    for (let time = 0; time < TIMES; time += 1) {
      const before = performance.now()
      await transact(house.ground, { token, mode: 'look', act: 'bench.case' }, (ctx) => readPage(ctx, caseId))
      const between = performance.now()
      await withoutPolicies(house, bare, token, (ctx) => readPage(ctx, caseId))
      if (time >= 20) {
        guarded.push(between - before)
        floor.push(performance.now() - between)
      }
    }
    await bare.end()
    const [p50, p95, bare50] = [percentile(guarded, 0.5), percentile(guarded, 0.95), percentile(floor, 0.5)]
    say(line(`case with ${ENTRIES} entries`, house.on, { 'p50 ms': p50, 'without row security ms': bare50, ratio: p50 / bare50, 'p95 ms': p95, below: 60 }, p95 < 60))
    return p95 < 60
  } finally {
    await house.close()
  }
}

async function readPage(ctx: Context, caseId: string): Promise<void> {
  await Promise.all([
    getCaseHeader(ctx, caseId), listEntries(ctx, caseId, null), listPeople(ctx, caseId), listIncidents(ctx, caseId), listReviews(ctx, caseId), riskOverTime(ctx, caseId), findClosure(ctx, caseId),
  ])
}

async function makeCase({ database }: BenchHouse): Promise<string> {
  const caseId = newId()
  const db = kyselyOn(database.pools.bootstrap)
  await sql`
    insert into cases (id, reference, status, band, borough_id, team_id, reviewed_from, opened_at, opened_by, changed_at, changed_by)
    select ${caseId}::uuid, 'BENCH/1', 'open', 'high', w.parent_id, t.team_id, now(), now(), a.id, now(), a.id
    from team_areas t join areas w on w.id = t.area_id, accounts a where a.username = 'femi.adeyemi' order by w.code limit 1`.execute(db)
  await sql`
    insert into case_entries (id, case_id, kind, at, by_id, text)
    select gen_random_uuid(), ${caseId}::uuid, (array['note', 'contact', 'decision'])[1 + n % 3], now() - n * interval '1 hour', a.id, repeat('What was said and done. ', 12)
    from generate_series(1, ${ENTRIES}::integer) n, accounts a where a.username = 'femi.adeyemi'`.execute(db)
  return caseId
}
