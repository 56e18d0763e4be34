import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, mkdirSync, chmodSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { accountFor, canEnter, isRoot, run } from './account.ts'
import { isAlive, isLiving, isNumbered, thisProcess } from './processes.ts'

const held: ChildProcess[] = []
const folders: string[] = []
afterAll(() => {
  for (const child of held) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function started(): Promise<ChildProcess> {
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' })
  held.push(child)
  await once(child, 'spawn')
  return child
}

function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'heed-account-'))
  folders.push(made)
  return made
}

describe('a process', () => {
  it('is told apart from a later one of the same number by when it was born', () => {
    const own = thisProcess()
    expect([own.pid, isAlive(own), isAlive({ ...own, born: `${Number(own.born) + 1}` })]).toEqual([process.pid, true, false])
    expect(own.born).toMatch(/^\d+$/)
  })

  it('is taken to be the same where the system did not tell when it was born', () => {
    expect(isAlive({ pid: process.pid, born: '' })).toBe(true)
  })

  it('lives until it is killed', async () => {
    const child = await started()
    const pid = child.pid ?? 0
    expect([isNumbered(pid), isLiving(pid)]).toEqual([true, true])
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    expect([isNumbered(pid), isLiving(pid), isAlive({ pid, born: '' })]).toEqual([false, false, false])
  })

  it('that is dead and not yet buried is dead, though its number is in use', async () => {
    // the shell becomes a program that never buries the child it was left
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
    held.push(parent)
    const [said] = await once(parent.stdout, 'data')
    const pid = Number(String(said).trim())
    await expect.poll(() => isLiving(pid), { timeout: 5000 }).toBe(false)
    expect(isNumbered(pid)).toBe(true)
  })

  it('of a number that nobody has is not there, and one of another account is', () => {
    expect([isNumbered(0x3ffffff), isLiving(0x3ffffff)]).toEqual([false, false])
    expect(isLiving(1)).toBe(true)
  })
})

describe('a program run to its end', () => {
  it('tells its code and all that it said, on both ways out', async () => {
    expect(await run(null, '/bin/sh', ['-c', 'echo out; echo err >&2; exit 3'])).toMatchObject({ code: 3, output: expect.stringMatching(/out[\s\S]*err|err[\s\S]*out/) })
  })

  it('has nothing of our environment and stands at the root', async () => {
    const { code, output } = await run(null, '/usr/bin/env', [])
    expect([code, output.trim().split('\n').filter((line) => !line.startsWith('PWD=')).sort()]).toEqual([0, ['LC_ALL=C', 'PATH=/usr/bin:/bin', 'TZ=UTC']])
    expect((await run(null, '/bin/pwd', [])).output.trim()).toBe('/')
  })

  it('that cannot be run has no code, and says why', async () => {
    expect(await run(null, '/nowhere/at/all', [])).toEqual({ code: null, output: expect.stringContaining('ENOENT') })
  })

  it('that is killed has no code', async () => {
    expect((await run(null, '/bin/sh', ['-c', 'kill -9 $$'])).code).toBeNull()
  })
})

describe('the account that runs the database', () => {
  it('is our own, unless we are root; then the one that owns the cluster', () => {
    const folder = newFolder()
    if (isRoot()) expect(accountFor(folder)?.uid).not.toBe(0)
    else expect(accountFor(folder)).toBeNull()
    expect(accountFor(join(folder, 'not-yet'))?.uid ?? null).not.toBe(0)
  })

  it('may enter a folder only when it may enter every folder above it', () => {
    const folder = newFolder()
    const inner = join(folder, 'inner')
    mkdirSync(inner)
    const stranger = { uid: 4_000_001, gid: 4_000_001 }
    const allow = (outer: number, within: number): boolean => {
      chmodSync(inner, within)
      chmodSync(folder, outer)
      return canEnter(stranger, inner)
    }
    expect([allow(0o755, 0o755), allow(0o700, 0o755), allow(0o755, 0o700), allow(0o711, 0o711), allow(0o744, 0o755)]).toEqual([true, false, false, true, false])
    expect(canEnter(null, inner)).toBe(true)
  })

  it('is judged as the owner or the group first, even where everybody else may enter', () => {
    const folder = newFolder()
    const { uid, gid } = statSync(folder)
    chmodSync(folder, 0o077)
    expect([canEnter({ uid, gid }, folder), canEnter({ uid: uid + 1, gid }, folder)]).toEqual([false, true])
    chmodSync(folder, 0o701)
    expect([canEnter({ uid, gid }, folder), canEnter({ uid: uid + 1, gid }, folder), canEnter({ uid: uid + 1, gid: gid + 1 }, folder)]).toEqual([true, false, true])
    chmodSync(folder, 0o700)
  })
})
