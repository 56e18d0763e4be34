import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { z } from 'zod'
import { raiseWardTeams } from '#features/admin/index.ts'
import { loadAreas } from '#features/places/commands/load-areas.ts'
import { projectFolder } from '#platform/config.ts'
import { openSource } from '#platform/files/source.ts'
import { transact } from '#platform/transact.ts'
import { findOpenData } from '../test/open-data.ts'
import { environmentOf, line, openBenchHouse, type BenchHouse } from './house.ts'

const Outcome = z.object({ added: z.number(), seconds: z.number() })

/** Import every file of real incidents, against COPY of the same rows into one table with the same indexes. */
export async function benchImport(say: (line: string) => void): Promise<boolean> {
  const data = findOpenData()
  if (data === null) {
    say('skipped  import: data not present')
    return true
  }
  const house = await openBenchHouse()
  try {
    await loadGround(house, data)
    const folder = join(data, 'met-wards-api', 'asb')
    const { added, seconds, peakMegabytes } = await importAll(house, readdirSync(folder).filter((name) => name.endsWith('.csv.gz')).sort().map((name) => join(folder, name)))
    const floor = await copyFloor(house.database.pools.bootstrap)
    const ratio = added / seconds / (added / floor)
    const isReached = ratio >= 0.25 && peakMegabytes < 300
    say(line('import', house.on, { incidents: added, 'rows a second': added / seconds, 'COPY rows a second': added / floor, ratio, 'reach': '>= 0.25', 'MB of memory': peakMegabytes, 'at most': 300 }, isReached))
    return isReached
  } finally {
    await house.close()
  }
}

async function loadGround(house: BenchHouse, data: string): Promise<void> {
  const act = { token: await house.services.tokenOf('cli'), mode: 'act' as const, act: 'bench.load-ground' }
  for (const [kind, file] of [['borough', 'london-boroughs.geojson.gz'], ['ward', 'london-wards.geojson.gz']] as const) {
    await transact(house.ground, act, async (ctx) => loadAreas(ctx, await openSource(join(data, 'boundaries', file)), kind, async () => undefined))
  }
  await transact(house.ground, act, (ctx) => raiseWardTeams(ctx))
}

/** The verb as an operator runs it, in a process of its own: its memory is its own too. */
async function importAll(house: BenchHouse, paths: readonly string[]): Promise<{ added: number; seconds: number; peakMegabytes: number }> {
  const child = spawn(process.execPath, [join(projectFolder(), 'bin/heed.mjs'), 'incidents', 'import', ...paths, '--source', 'met'], { env: environmentOf(house), stdio: ['ignore', 'pipe', 'pipe'] })
  let [peak, told, said] = [0, '', '']
  const sample = setInterval(() => {
    peak = Math.max(peak, mostMemoryOf(child.pid))
  }, 50)
  child.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const [code] = await once(child, 'close')
  clearInterval(sample)
  if (code !== 0) throw new Error(`the import ended with ${String(code)}: ${said}`)
  return { ...Outcome.parse(JSON.parse(told)), peakMegabytes: peak }
}

/** The most memory a process has held so far, in megabytes; 0 when it has ended, not a number where the system does not tell. */
function mostMemoryOf(pid: number | undefined): number {
  if (process.platform !== 'linux') return Number.NaN
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Result: seconds, the better of two. */
async function copyFloor(bootstrap: pg.Pool): Promise<number> {
  const client = await bootstrap.connect()
  const path = join(tmpdir(), `heed-bench-${process.pid}.copy`)
  try {
    await client.query('set statement_timeout = 0')
    const { rows } = await client.query<{ columns: string }>("select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns from information_schema.columns where table_name = 'incidents' and is_generated = 'NEVER'")
    const columns = rows[0]?.columns ?? ''
    await pipeline(client.query(copyTo(`copy (select ${columns} from incidents) to stdout`)), createWriteStream(path))
    const runs: number[] = []
    for (let run = 0; run < 2; run += 1) {
      await client.query('drop table if exists import_floor')
      await client.query('create table import_floor (like incidents including all)')
      const started = performance.now()
      await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), client.query(copyFrom(`copy import_floor (${columns}) from stdin`)))
      runs.push((performance.now() - started) / 1000)
    }
    return Math.min(...runs)
  } finally {
    rmSync(path, { force: true })
    client.release()
  }
}
