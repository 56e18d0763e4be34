import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { CannotStart, type Say } from '../config.ts'
import { type Account, canEnter, isRoot, run } from './account.ts'
import { isLiving, isNumbered } from './processes.ts'

/** The major version of PostgreSQL whose programs are packaged. */
export const PACKAGED_MAJOR = '18'

/** The login that owns the embedded cluster. */
export const BOOTSTRAP_LOGIN = 'heed_bootstrap'

/**
 * Make the data folder, so that PostgreSQL's account can pass through it to its own part and read nothing else.
 */
export function prepareDataFolder(dataFolder: string): void {
  if (existsSync(dataFolder)) return
  mkdirSync(dataFolder, { recursive: true })
  chmodSync(dataFolder, isRoot() ? 0o711 : 0o700)
}

/**
 * Where the cluster of a data folder is: inside it, or elsewhere when PostgreSQL's account cannot enter it.
 *
 * Elsewhere is remembered in `postgres-is-at` in the data folder.
 * Refuses: CannotStart, when root's data folder is closed and there is no other place to keep a database
 */
export function locateCluster(dataFolder: string, account: Account | null, say: Say): string {
  const pointer = join(dataFolder, 'postgres-is-at')
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim()
  if (canEnter(account, dataFolder)) return join(dataFolder, 'postgres')
  // a new mark for a new data folder, so that one made anew never meets the database of one that was thrown away
  const mark = randomBytes(6).toString('hex')
  const parent = ['/var/lib', '/var/tmp'].find((folder) => existsSync(folder) && canEnter(account, folder) && canMake(join(folder, 'heed')))
  if (parent === undefined) throw new CannotStart(`The account that runs PostgreSQL cannot enter ${dataFolder}. Set HEED_DATA to a folder whose parents every account may enter.`)
  const cluster = join(parent, 'heed', mark, 'postgres')
  mkdirSync(dirname(cluster), { recursive: true })
  chmodSync(dirname(cluster), 0o711)
  writeFileSync(pointer, `${cluster}\n`)
  say(`The database is kept in ${cluster}, because the account that runs PostgreSQL cannot enter ${dataFolder}`)
  return cluster
}

/**
 * Make the cluster if it is not there yet, whole or not at all.
 *
 * Changes: the cluster's folder, owned by the account
 * Refuses: CannotStart, when the folder was made by another PostgreSQL or belongs to another account
 */
export async function ensureCluster(options: { cluster: string; binaries: string; account: Account | null; password: string; say: Say }): Promise<void> {
  const { cluster, account, say } = options
  removeDrafts(cluster)
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    if (existsSync(cluster) && readdirSync(cluster).length > 0) throw new CannotStart(`${cluster} is not empty and is not a PostgreSQL database. Move it away, or set HEED_DATA to another folder.`)
    say('Making the database (first start)')
    await makeCluster(options)
  }
  const major = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (major !== PACKAGED_MAJOR) throw new CannotStart(`${cluster} was made by PostgreSQL ${major}, and this Heed brings PostgreSQL ${PACKAGED_MAJOR}. Start it with the Heed it was made with, or restore a backup into a new folder.`)
  const owner = lstatSync(cluster).uid
  if (account !== null && owner === 0) give(cluster, account)
  if (!isRoot() && owner !== process.getuid?.()) throw new CannotStart(`${cluster} belongs to another account. Start Heed as the account that made it, or set HEED_DATA to another folder.`)
  // a copy or a restored backup may have opened it, and PostgreSQL refuses an open folder
  chmodSync(cluster, 0o700)
}

async function makeCluster({ cluster, binaries, account, password }: { cluster: string; binaries: string; account: Account | null; password: string }): Promise<void> {
  const draft = `${cluster}.draft-${randomBytes(6).toString('hex')}`
  const passwordFile = join(draft, 'password')
  mkdirSync(join(draft, 'data'), { recursive: true, mode: 0o700 })
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account !== null) give(draft, account)
  const made = await run(account, join(binaries, 'bin/initdb'), [
    ['--pgdata', join(draft, 'data')], ['--username', BOOTSTRAP_LOGIN], ['--pwfile', passwordFile],
    ['--auth-local=scram-sha-256', '--auth-host=scram-sha-256', '--data-checksums', '--no-instructions'],
    ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    // one call for the whole disk instead of one for each of a thousand files
    process.platform === 'linux' ? ['--sync-method=syncfs'] : [],
  ].flat())
  try {
    if (made.code !== 0) throw new CannotStart(`The database could not be made in ${dirname(cluster)}: ${lastLines(made.output)}`)
    rmSync(cluster, { recursive: true, force: true })
    renameSync(join(draft, 'data'), cluster)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/**
 * A folder for the server's socket: short, since a socket's path may have 107 bytes, and closed to other accounts.
 *
 * Named for this very cluster: one made anew in the same place does not meet the old one's socket.
 * What another account may have put in the shared folder under the same name is not trusted: a fresh name is taken.
 */
export function socketFolder(cluster: string, account: Account | null): string {
  const shared = Buffer.byteLength(tmpdir()) <= 70 && canEnter(account, tmpdir()) ? tmpdir() : '/tmp'
  const uid = account?.uid ?? process.getuid?.()
  const { ino, birthtimeMs } = lstatSync(cluster)
  const folder = join(shared, `heed-${createHash('sha256').update(`${cluster}\0${ino}\0${birthtimeMs}`).digest('hex').slice(0, 10)}`)
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found !== undefined && found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return folder
  const fresh = found === undefined ? made(folder) : mkdtempSync(`${folder}-`)
  chmodSync(fresh, 0o700)
  if (account !== null) chownSync(fresh, account.uid, account.gid)
  return fresh
}

/** What a running PostgreSQL wrote about itself in its folder. */
export interface Running {
  readonly pid: number
  readonly socketFolder: string
  readonly port: number
}

/**
 * The PostgreSQL that is running on a cluster, or null.
 *
 * A postmaster.pid whose process is dead, or is not a PostgreSQL in that very folder, is stale. It is left for
 * PostgreSQL itself to judge, unless the number is in use by another program or by the dead: that one PostgreSQL would believe.
 */
export function findRunning(cluster: string): Running | null {
  const path = join(cluster, 'postmaster.pid')
  if (!existsSync(path)) return null
  const [pid, , , port, folder] = readFileSync(path, 'utf8').split('\n').map((line) => line.trim())
  const number = Math.abs(Number(pid))
  if (!Number.isSafeInteger(number) || number === 0) return null
  if (isPostgresOf(cluster, number)) return folder === undefined || folder === '' ? null : { pid: number, socketFolder: folder, port: Number(port) }
  if (isNumbered(number) && !anyPostgresOf(cluster)) rmSync(path, { force: true })
  return null
}

/** A PostgreSQL process works in its cluster's folder, whatever title it gives itself. */
function isPostgresOf(cluster: string, pid: number): boolean {
  if (!isLiving(pid)) return false
  if (!existsSync('/proc/self/cwd')) return true
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres') && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return false
  }
}

/** Remove the socket a killed PostgreSQL left in its folder, once nothing of it lives: it names a process as well. */
export function sweepSockets(cluster: string, sockets: string): void {
  if (anyPostgresOf(cluster)) return
  for (const name of readdirSync(sockets)) rmSync(join(sockets, name), { force: true })
}

/** Children of a PostgreSQL that was killed may outlive it for a moment: they still hold its memory. */
function anyPostgresOf(cluster: string): boolean {
  if (!existsSync('/proc/self/cwd')) return true
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isPostgresOf(cluster, Number(name)))
}

function canMake(folder: string): boolean {
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder)
      chmodSync(folder, 0o755)
    }
    return true
  } catch {
    return false
  }
}

function made(folder: string): string {
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

function removeDrafts(cluster: string): void {
  if (!existsSync(dirname(cluster))) return
  const drafts = readdirSync(dirname(cluster)).filter((name) => name.startsWith(`${basename(cluster)}.draft-`))
  for (const draft of drafts) rmSync(join(dirname(cluster), draft), { recursive: true, force: true })
}

function give(path: string, account: Account): void {
  chownSync(path, account.uid, account.gid)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) give(inner, account)
    else if (entry.isFile()) chownSync(inner, account.uid, account.gid)
  }
}

/** The end of a program's output, where it says what went wrong. */
export function lastLines(output: string): string {
  return output.trim().split('\n').slice(-3).join(' ')
}
