import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { projectFolder } from '#platform/config.ts'
import { freePort } from '../test/kill/running.ts'
import { line } from './house.ts'

const MOST_SECONDS = 300

/** From nothing to the first page with the demonstration loaded, and from there stopped to the first page again. A bundle that is stale is made within the first. */
export async function benchStart(say: (line: string) => void): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'heed-bench-'))
  chmodSync(folder, 0o711)
  try {
    const cold = await toFirstPage(join(folder, 'data'))
    const warm = await toFirstPage(join(folder, 'data'))
    const isReached = cold < 10 && warm < 2
    say(line('start', 'embedded', { 'cold s': cold, 'below': 10, 'warm s': warm, 'and below': 2 }, isReached))
    return isReached
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Result: seconds. */
async function toFirstPage(dataFolder: string): Promise<number> {
  const port = await freePort()
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'DATABASE_URL' && name !== 'HEED_DEMO'))
  const started = performance.now()
  const child = spawn(process.execPath, [join(projectFolder(), 'bin/heed.mjs'), 'start'], { env: { ...own, HEED_DATA: dataFolder, HOST: '127.0.0.1', PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-4000)))
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`Heed ended with ${child.exitCode}: ${said}`)
      if (performance.now() - started > MOST_SECONDS * 1000) throw new Error(`no page after ${MOST_SECONDS} seconds: ${said}`)
      const answer = await fetch(`http://127.0.0.1:${port}/sign-in`).catch(() => null)
      if (answer?.ok === true) return (performance.now() - started) / 1000
      // seldom enough to take nothing from the cores it measures
      await pause(100)
    }
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}
