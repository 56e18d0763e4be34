import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seenBefore } from '#features/people/index.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { transact, whoIs } from '#platform/transact.ts'
import { Running } from '../test/kill/running.ts'
import { squareTown } from '../test/support/town.ts'
import { posted } from './http.ts'
import { fillWithPeople, type Caller } from './people-on-record.ts'
import { line, openBenchHouse, percentile, raise, sessionOf, type BenchHouse } from './house.ts'

const MENTIONS = 1_000_000
/** How many search at once: as few as keep two cores at work while others wait for the disk, and what was measured before. */
const AT_ONCE = [4, 8] as const
/** The first calls are not counted: plans are made and the machine warms up. */
const WARMING = 100
/** So many call one after another. Whoever calls while others do is met for the first time: what was cleaned for them before would be quicker. */
const ONE_BY_ONE = 1200

type Say = (line: string) => void

/** One caller against a million mentions, as a call handler: in the service and through the page's own door, with the audit, beside one indexed lookup in the same run. */
export async function benchRecognise(say: Say): Promise<boolean> {
  const house = await openBenchHouse()
  const folder = mkdtempSync(join(tmpdir(), 'heed-bench-people-'))
  try {
    await raise(house, squareTown)
    const all = await fillWithPeople(house, join(folder, 'people.csv'), MENTIONS)
    const [callers, others] = [all.slice(0, ONE_BY_ONE), all.slice(ONE_BY_ONE)]
    const token = await sessionOf(house, 'amara.diallo')
    const isReached = [await inService(house, callers, token, say), await throughHttp(house, callers, token, say), await atOnce(house, others, token, say)]
    return isReached.every((each) => each)
  } finally {
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function inService(house: BenchHouse, callers: readonly Caller[], token: string, say: Say): Promise<boolean> {
  const [searched, looked, inside]: [number[], number[], number[]] = [[], [], []]
  let found = 0
  for (const [at, { said, mentionOf }] of callers.entries()) {
    const before = performance.now()
    let within = 0
    const seen = await transact(house.ground, { token, mode: 'look', act: 'bench.recognise' }, async (ctx) => {
      const began = performance.now()
      const result = await seenBefore(ctx, said)
      within = performance.now() - began
      return result
    })
    const between = performance.now()
    await transact(house.ground, { token, mode: 'look', act: 'bench.lookup' }, async (ctx) => {
      const rows = await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('phoneKey', '=', said.phone).limit(20).execute()
      ctx.shown('person', rows.map(({ personId }) => personId))
    })
    if (seen.people.some(({ personId }) => personId === mentionOf)) found += 1
    if (at < WARMING) continue
    searched.push(between - before)
    inside.push(within)
    looked.push(performance.now() - between)
  }
  const p99 = percentile(inside, 0.99)
  say(line('one caller among a million, inside the service', house.on, { 'p50 ms': percentile(inside, 0.5), 'p99 ms': p99, below: 15, 'shown to be who they are': found / callers.length }, p99 < 15))
  const whole = percentile(searched, 0.99)
  say(line('with its transaction and audit', house.on, { 'p50 ms': percentile(searched, 0.5), 'p99 ms': whole, 'one lookup p50 ms': percentile(looked, 0.5), ratio: percentile(searched, 0.5) / percentile(looked, 0.5) }, whole < 60))
  return p99 < 15 && whole < 60
}

/** What a call handler's page asks while they type, of a server in a process of its own: session, policy, search, audit and the drawn answer. */
async function throughHttp(house: BenchHouse, callers: readonly Caller[], token: string, say: Say): Promise<boolean> {
  const running = await Running.start(house.config.dataFolder, house.environment)
  try {
    const waits: number[] = []
    let named = 0
    for (const [at, { said }] of callers.entries()) {
      const body = new URLSearchParams({ csrf: csrfTokenOf(token), 'people.0.role': 'caller' })
      for (const [field, value] of Object.entries<string | null>({ ...said })) if (value !== null) body.set(`people.0.${field}`, value)
      const began = performance.now()
      const { status, text } = await posted(`${running.address}/incidents/new/known`, body.toString(), { 'content-type': 'application/x-www-form-urlencoded', cookie: `heed=${token}`, origin: running.address })
      if (status !== 200) throw new Error(`answered ${status}: ${text.slice(0, 500)}`)
      if (said.familyName !== null && text.includes(said.familyName)) named += 1
      if (at >= WARMING) waits.push(performance.now() - began)
    }
    const p99 = percentile(waits, 0.99)
    say(line('the same through HTTP, as the page asks', house.on, { 'p50 ms': percentile(waits, 0.5), 'p99 ms': p99, below: 60, 'answers that name the surname': named / callers.length }, p99 < 60))
    return p99 < 60
  } finally {
    await running.stop()
  }
}

const WAYS = ['in one transaction', 'each with its own transaction and audit'] as const

/**
 * Searches a second. In one transaction: search, weighing and explanation, inside the service. Each with its own: as a door makes it, where
 * whoever was let in is presumed while the database is asked, and what was shown is in the audit, and kept, before it is answered.
 *
 * Reached when each way reaches it with every number at once.
 */
async function atOnce(house: BenchHouse, callers: readonly Caller[], token: string, say: Say): Promise<boolean> {
  const runs = WAYS.flatMap((way) => AT_ONCE.map((lanes) => ({ way, lanes })))
  const share = Math.floor(callers.length / (runs.length + 1))
  // every connection makes its plans first
  await searched(house, callers.slice(0, share), token, WAYS[1], Math.max(...AT_ONCE))
  const rates: number[] = []
  for (const [at, { way, lanes }] of runs.entries()) {
    const theirs = callers.slice((at + 1) * share, (at + 2) * share)
    const spent = process.cpuUsage()
    const rate = theirs.length / await searched(house, theirs, token, way, lanes)
    const { user, system } = process.cpuUsage(spent)
    rates.push(rate)
    say(line(`searches a second, ${way}, ${lanes} at once`, house.on, { rate, reach: 1000, 'ms of this process a search': (user + system) / 1000 / theirs.length }, rate >= 1000))
  }
  return rates.every((rate) => rate >= 1000)
}

/** Seconds that all these searches took, so many at once. */
async function searched(house: BenchHouse, callers: readonly Caller[], token: string, way: (typeof WAYS)[number], lanes: number): Promise<number> {
  const look = { token, mode: 'look', act: 'bench.recognise', presumed: await whoIs(house.ground, token) } as const
  const began = performance.now()
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => {
    const theirs = callers.filter((__, at) => at % lanes === lane)
    if (way === 'in one transaction') {
      await transact(house.ground, look, async (ctx) => {
        for (const { said } of theirs) await seenBefore(ctx, said)
      })
    } else for (const { said } of theirs) await transact(house.ground, look, (ctx) => seenBefore(ctx, said))
  }))
  return (performance.now() - began) / 1000
}
