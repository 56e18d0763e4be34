// Kills the server and the database again and again while reports come in, and proves that none is lost and none is doubled.
//   node test/kill/kill-ingest.ts [N]       (200 when not said)
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Ingest } from './ingest.ts'
import { raiseHouse, storedReferences } from './house.ts'
import { Running } from './running.ts'

const WRITERS = 8
const kills = Number(process.argv[2] ?? 200)
if (!Number.isInteger(kills) || kills < 1) {
  console.error('Say how many kills: a whole number from 1')
  process.exit(2)
}
process.exitCode = await main()

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'heed-kill-'))
  chmodSync(folder, 0o711)
  const dataFolder = join(folder, 'data')
  const token = await raiseHouse(dataFolder)
  const running = await Running.start(dataFolder)
  const ingest = new Ingest(() => running.address, token)
  const writers = Array.from({ length: WRITERS }, () => ingest.write())
  let [passed, failed] = [0, 0]
  const stopAll = async (): Promise<void> => {
    ingest.stop()
    await Promise.all(writers)
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const fault = await oneKill(kill, running, ingest)
      if (fault === null) passed += 1
      else failed += 1
      console.log(`${kill} ${kill % 2 === 1 ? 'server' : 'database'} killed: ${fault ?? 'all there'} (${ingest.acknowledged.size} acknowledged, ${ingest.retried} sent again)`)
    }
    ingest.stop()
    await Promise.all(writers)
    await running.stop()
    const { lost, doubled, extra } = compare(ingest.acknowledged, await storedReferences(dataFolder))
    console.log(`${ingest.acknowledged.size} acknowledged, ${lost} lost, ${doubled} doubled, ${extra} kept that nobody sent`)
    if (lost + doubled + extra > 0) failed += 1
  } finally {
    await stopAll()
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

/** One kill in the middle of the work. Result: what went wrong, or null. */
async function oneKill(kill: number, running: Running, ingest: Ingest): Promise<string | null> {
  const from = ingest.acknowledged.size
  if (!(await ingest.reaches(from + 3, 30_000))) return 'nothing came in for 30 seconds'
  await pause((kill * 137) % 400)
  const before = [...ingest.acknowledged]
  if (kill % 2 === 1) await running.killServer()
  else running.killDatabase()
  if (!(await ingest.reaches(before.length + WRITERS, 60_000))) return 'not back after 60 seconds'
  const missing = await ingest.missing(before.slice(from))
  return missing === 0 ? null : `${missing} acknowledged reports are gone`
}

function compare(acknowledged: ReadonlyMap<string, string>, stored: readonly string[]): { lost: number; doubled: number; extra: number } {
  const kept = new Set(stored)
  return {
    lost: [...acknowledged.keys()].filter((reference) => !kept.has(reference)).length,
    doubled: stored.length - kept.size,
    extra: [...kept].filter((reference) => !acknowledged.has(reference)).length,
  }
}
