import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Process, isAlive, thisProcess } from './processes.ts'

/** A lock file held by this process. */
export interface Lock {
  release(): void
}

/**
 * Take a lock file, waiting up to `patienceMs` for a live holder to let go.
 *
 * A lock whose holder no longer lives (kill -9, power cut) is taken over.
 * Result: the lock, or the live process that holds it
 */
export async function takeLock(path: string, patienceMs: number): Promise<Lock | Process> {
  mkdirSync(dirname(path), { recursive: true })
  const until = performance.now() + patienceMs
  for (;;) {
    if (place(path)) return { release: () => rmSync(path, { force: true }) }
    const holder = readHolder(path)
    if (holder !== null && !isAlive(holder)) setAside(path, holder)
    else if (holder !== null && performance.now() >= until) return holder
    else await pause(50)
  }
}

/** Whether a lock was taken, and not found in another's hands. */
export function isTaken(lock: Lock | Process): lock is Lock {
  return 'release' in lock
}

/** Written beside and linked into place, so that no reader ever sees half a lock. */
function place(path: string): boolean {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(draft, JSON.stringify(thisProcess()), { mode: 0o644 })
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function readHolder(path: string): Process | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return null
  }
  const [pid, born] = [/"pid":(\d+)/.exec(text)?.[1], /"born":"(\d*)"/.exec(text)?.[1]]
  return pid === undefined ? { pid: 0x7fffffff, born: 'unreadable' } : { pid: Number(pid), born: born ?? '' }
}

/** Two starters may both find a dead holder: what was moved is looked at, and put back if it was a live one's. */
function setAside(path: string, dead: Process): void {
  const aside = `${path}.dead.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    renameSync(path, aside)
    const moved = readHolder(aside)
    if (moved !== null && (moved.pid !== dead.pid || moved.born !== dead.born)) linkSync(aside, path)
  } catch {
    // someone else was quicker: the next attempt looks again
  } finally {
    rmSync(aside, { force: true })
  }
}
