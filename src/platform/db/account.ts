import { spawn } from 'node:child_process'
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The operating system account that runs PostgreSQL, which refuses to run as root.
 *
 * Null means: the account that runs Heed.
 */
export interface Account {
  readonly uid: number
  readonly gid: number
}

const NOBODY: Account = { uid: 65534, gid: 65534 }

/**
 * The account PostgreSQL is to run under: our own, unless we are root.
 *
 * An existing cluster keeps its owner, so that an account created later does not lock us out of it.
 */
export function accountFor(cluster: string): Account | null {
  if (!isRoot()) return null
  const owner = statSync(cluster, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return accountNamed('postgres') ?? NOBODY
}

/** Whether Heed runs as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * Whether the account may enter a folder, every folder above it included.
 *
 * Judged from the permission bits of the real path; the account is taken to have no further groups.
 */
export function canEnter(account: Account | null, folder: string): boolean {
  if (account === null) return true
  let at = realpathSync(folder)
  for (;;) {
    const { uid, gid, mode } = lstatSync(at)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    const above = dirname(at)
    if (above === at) return true
    at = above
  }
}

/** What a finished program left behind. */
export interface Outcome {
  readonly code: number | null
  readonly output: string
}

/** Run a program to its end under the account, in the C locale, with nothing of our environment. */
export function run(account: Account | null, program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { ...account, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const hear = (chunk: Buffer): void => void (output += chunk.toString())
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

function accountNamed(name: string): Account | null {
  try {
    const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) }
  } catch {
    return null
  }
}
