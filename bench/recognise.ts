import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seenBefore } from '#features/people/index.ts'
import { type MentionAsGiven } from '#features/people/rules/standardise.ts'
import { transact } from '#platform/transact.ts'
import { squareTown } from '../test/support/town.ts'
import { fillWithPeople } from './people-on-record.ts'
import { line, openBenchHouse, percentile, raise, sessionOf } from './house.ts'

const MENTIONS = 1_000_000
const AT_ONCE = 4

/** One caller against a million mentions, as a call handler: search, weighing and explanation, with the audit, beside one indexed lookup in the same run. */
export async function benchRecognise(say: (line: string) => void): Promise<boolean> {
  const house = await openBenchHouse()
  const folder = mkdtempSync(join(tmpdir(), 'heed-bench-people-'))
  try {
    await raise(house, squareTown)
    const callers = await fillWithPeople(house, join(folder, 'people.csv'), MENTIONS)
    const token = await sessionOf(house, 'amara.diallo')
    const search = (person: MentionAsGiven) => transact(house.ground, { token, mode: 'look', act: 'bench.recognise' }, (ctx) => seenBefore(ctx, person))
    const lookup = (person: MentionAsGiven) => transact(house.ground, { token, mode: 'look', act: 'bench.lookup' }, async (ctx) => {
      const rows = await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('phoneKey', '=', person.phone).limit(20).execute()
      ctx.shown('person', rows.map(({ personId }) => personId))
    })
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
      await lookup(said)
      if (seen.people.some(({ personId }) => personId === mentionOf)) found += 1
      if (at >= 100) {
        searched.push(between - before)
        inside.push(within)
        looked.push(performance.now() - between)
      }
    }
    const p99 = percentile(inside, 0.99)
    say(line('one caller among a million, inside the service', house.on, { 'p50 ms': percentile(inside, 0.5), 'p99 ms': p99, below: 15, 'shown to be who they are': found / callers.length }, p99 < 15))
    say(line('with its transaction and audit', house.on, { 'p50 ms': percentile(searched, 0.5), 'p99 ms': percentile(searched, 0.99), 'one lookup p50 ms': percentile(looked, 0.5), ratio: percentile(searched, 0.5) / percentile(looked, 0.5) }, percentile(searched, 0.99) < 60))
    const began = performance.now()
    let done = 0
    await Promise.all(Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let at = lane; at < callers.length; at += AT_ONCE) {
        const caller = callers[at]
        if (caller !== undefined) await search(caller.said)
        done += 1
      }
    }))
    const rate = done / ((performance.now() - began) / 1000)
    say(line('searches a second, four at once', house.on, { rate, reach: 1000 }, rate >= 1000))
    return p99 < 15 && rate >= 1000
  } finally {
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
