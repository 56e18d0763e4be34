import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { relinkAll, type Relinked } from '#features/people/index.ts'
import { transact } from '#platform/transact.ts'
import { squareTown } from '../test/support/town.ts'
import { fillWithPeople } from './people-on-record.ts'
import { line, openBenchHouse, raise, type BenchHouse } from './house.ts'

const MENTIONS = 1_000_000
const MEGABYTES = 4096

/**
 * The night over a million mentions: read and weighed and nothing changed, then the first night there ever was, in which nearly everybody is moved.
 *
 * No time is asked of it but that the memory holds and that whoever shares the process waits little.
 */
export async function benchRelink(say: (line: string) => void): Promise<boolean> {
  const house = await openBenchHouse()
  const folder = mkdtempSync(join(tmpdir(), 'heed-bench-people-'))
  try {
    await raise(house, squareTown)
    await fillWithPeople(house, join(folder, 'people.csv'), MENTIONS)
    let isReached = true
    for (const isDry of [true, false, false]) {
      const { found, seconds, megabytes, acts, longestAct, longestWait } = await night(house, isDry)
      isReached &&= megabytes <= MEGABYTES
      say(line(isDry ? 'a night tried dry' : 'a night', house.on, {
        mentions: found.mentions, seconds, 'MB of memory': megabytes, 'at most MB': MEGABYTES, 'put together': found.merges.length, 'taken apart': found.splits.length, 'left as they are': found.left.length,
        acts, 'longest act ms': longestAct, 'longest that others in the process waited ms': longestWait,
      }, megabytes <= MEGABYTES))
    }
    return isReached
  } finally {
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const TICK_MS = 20

async function night(house: BenchHouse, isDry: boolean): Promise<{ found: Relinked; seconds: number; megabytes: number; acts: number; longestAct: number; longestWait: number }> {
  const token = await house.services.tokenOf('people')
  const seen = { acts: 0, longestAct: 0, longestWait: 0, megabytes: 0 }
  let last = performance.now()
  const ticking = setInterval(() => {
    const now = performance.now()
    seen.longestWait = Math.max(seen.longestWait, now - last - TICK_MS)
    seen.megabytes = Math.max(seen.megabytes, process.memoryUsage.rss() / 1024 / 1024)
    last = now
  }, TICK_MS)
  const started = performance.now()
  const found = await relinkAll(async (work) => {
    const began = performance.now()
    const result = await transact(house.ground, { token, mode: 'act', act: 'people.relink', verb: 'system' }, work)
    seen.acts += 1
    seen.longestAct = Math.max(seen.longestAct, performance.now() - began)
    return result
  }, { isDry })
  clearInterval(ticking)
  return { found, seconds: (performance.now() - started) / 1000, ...seen }
}
