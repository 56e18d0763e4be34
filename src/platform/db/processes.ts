import { readFileSync } from 'node:fs'

/** A process, told apart from a later one that was given the same number. */
export interface Process {
  readonly pid: number
  readonly born: string
}

/** This very process. */
export function thisProcess(): Process {
  return { pid: process.pid, born: statOf(process.pid).born }
}

/** Whether that very process still lives. */
export function isAlive(one: Process): boolean {
  if (!isLiving(one.pid)) return false
  const { born } = statOf(one.pid)
  return born === '' || one.born === '' || born === one.born
}

/**
 * Whether a process of that number lives, ours or another account's.
 *
 * One that is dead and not yet buried is dead: in a container nobody may ever bury it.
 */
export function isLiving(pid: number): boolean {
  return isNumbered(pid) && statOf(pid).state !== 'Z'
}

/** Whether that number is in use, be it by the dead: PostgreSQL itself looks no further. */
export function isNumbered(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Its state, and the moment it started in clock ticks since boot; both empty where the system does not tell. */
function statOf(pid: number): { state: string; born: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', born: fields[19] ?? '' }
  } catch {
    return { state: '', born: '' }
  }
}
