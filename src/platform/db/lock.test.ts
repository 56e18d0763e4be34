import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isTaken, takeLock } from './lock.ts'
import { isAlive, thisProcess } from './processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'heed-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a lock file', () => {
  it('is held by one at a time, and the second learns by whom', async () => {
    const path = join(folder, 'one')
    const first = await takeLock(path, 0)
    expect(await takeLock(path, 0)).toEqual(thisProcess())
    if (isTaken(first)) first.release()
    expect(existsSync(path)).toBe(false)
    expect(isTaken(await takeLock(path, 0))).toBe(true)
  })

  it('is waited for as long as patience lasts', async () => {
    const path = join(folder, 'patience')
    const first = await takeLock(path, 0)
    setTimeout(() => isTaken(first) && first.release(), 200)
    expect(isTaken(await takeLock(path, 5000))).toBe(true)
  })

  it('is taken over from a process that was killed', async () => {
    const path = join(folder, 'killed')
    const child = spawn('sleep', ['60'])
    writeFileSync(path, JSON.stringify({ pid: child.pid, born: '' }))
    expect(isTaken(await takeLock(path, 0))).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isTaken(await takeLock(path, 0))).toBe(true)
  })

  it('is taken over when its process number has been given to another program', async () => {
    const path = join(folder, 'reused')
    writeFileSync(path, JSON.stringify({ pid: process.pid, born: '1' }))
    expect(isTaken(await takeLock(path, 0))).toBe(true)
    expect(isAlive({ pid: process.pid, born: '1' })).toBe(false)
  })

  it('is taken over when a power cut left it empty', async () => {
    const path = join(folder, 'empty')
    writeFileSync(path, '')
    expect(isTaken(await takeLock(path, 0))).toBe(true)
  })

  it('goes to exactly one of many who find it stale together, and leaves nothing behind', async () => {
    const path = join(folder, 'many')
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, born: '1' }))
    const tried = await Promise.all(Array.from({ length: 20 }, () => takeLock(path, 0)))
    expect(tried.filter((each) => isTaken(each))).toHaveLength(1)
    expect(readdirSync(folder).filter((name) => name.startsWith('many'))).toEqual(['many'])
  })
})
