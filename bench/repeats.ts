import { sql } from 'kysely'
import { listRepeats, type RepeatsAsked } from '#features/analysis/queries/repeats.ts'
import { getDailyList, getWeeklyList } from '#features/analysis/queries/weekly.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { plusMs } from '#platform/time/instant.ts'
import { transact } from '#platform/transact.ts'
import { squareTown } from '../test/support/town.ts'
import { line, openBenchHouse, percentile, raise, sessionOf, type BenchHouse } from './house.ts'
import { fillWithRepeats } from './repeats-on-record.ts'

const REPORTS = 100_000
const DAYS = 400
const TIMES = 12
const BELOW_MS = 300

/** A constable of one ward, the least privileged who may see repeats, and the central unit, which sees the whole force. */
const VIEWERS = ['priya.nair', 'helen.whitby'] as const

const asked = (by: RepeatsAsked['by'], ruleKey: string) => (ctx: Context): Promise<unknown> => listRepeats(ctx, { by, ruleKey, tried: null, radiusMetres: 100, boroughId: null, mark: 'any', page: 1 })
const LISTS: readonly (readonly [string, (ctx: Context) => Promise<unknown>])[] = [
  ['victims, 92 days', asked('victim', 'three-in-three-months')], ['victims, 365 days', asked('victim', 'twice-in-twelve-months')], ['telephones, 365 days', asked('phone', 'twice-in-twelve-months')],
  ['households, 365 days', asked('household', 'twice-in-twelve-months')], ['addresses, 365 days', asked('address', 'twice-in-twelve-months')], ['places, 92 days', asked('place', 'three-in-three-months')],
  ['the week, 92 days', (ctx) => getWeeklyList(ctx, { day: null, ruleKey: 'three-in-three-months', page: 1 })], ['the week, 365 days', (ctx) => getWeeklyList(ctx, { day: null, ruleKey: 'twice-in-twelve-months', page: 1 })],
  ['the day, 92 days', (ctx) => getDailyList(ctx, { ruleKey: 'three-in-three-months', page: 1 })], ['the day, 365 days', (ctx) => getDailyList(ctx, { ruleKey: 'twice-in-twelve-months', page: 1 })],
]

/** Every list of repeats among a hundred thousand reports of a year, beside one reading of a year's reports and who is in them, without policies, in the same run. */
export async function benchRepeats(say: (line: string) => void): Promise<boolean> {
  const house = await openBenchHouse()
  try {
    await raise(house, squareTown)
    const until = house.ground.clock()
    await fillWithRepeats(kyselyOn(house.database.pools.bootstrap), { reports: REPORTS, days: DAYS, until: plusMs(until, -60_000) })
    let isReached = true
    for (const who of VIEWERS) {
      const token = await sessionOf(house, who)
      for (const [name, work] of LISTS) isReached = (await oneList(house, { who, token, name, work }, say)) && isReached
    }
    return isReached
  } finally {
    await house.close()
  }
}

async function oneList(house: BenchHouse, { who, token, name, work }: { who: string; token: string; name: string; work: (ctx: Context) => Promise<unknown> }, say: (line: string) => void): Promise<boolean> {
  const [listed, floor]: [number[], number[]] = [[], []]
  // one after the other, so that both meet the same machine
  for (let time = 0; time < TIMES + 2; time += 1) {
    const before = performance.now()
    await transact(house.ground, { token, mode: 'look', act: 'bench.repeats' }, work)
    const between = performance.now()
    await readOnce(house)
    if (time >= 2) {
      listed.push(between - before)
      floor.push(performance.now() - between)
    }
  }
  const [p50, p95, once] = [percentile(listed, 0.5), percentile(listed, 0.95), percentile(floor, 0.5)]
  const isReached = p95 < BELOW_MS
  say(line(`repeats as ${who}: ${name}`, house.on, { 'p50 ms': p50, 'one reading ms': once, ratio: p50 / once, 'p95 ms': p95, below: BELOW_MS }, isReached))
  return isReached
}

async function readOnce({ database }: BenchHouse): Promise<void> {
  await sql`
    select count(*), count(distinct m.person_id) from incidents i join person_mentions m on m.source_id = i.id and m.source_kind = 'incident' and m.corrected_by_id is null and m.part = 'victim'
    where not i.is_open_data and i.withdrawn_at is null and i.reported_at > now() - interval '365 days'`.execute(kyselyOn(database.pools.bootstrap))
}
