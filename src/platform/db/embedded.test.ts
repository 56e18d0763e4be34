import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFolder } from '../config.ts'
import { accountFor, isRoot } from './account.ts'
import { findBinaries, packagedBinaries } from './binaries.ts'
import { type Embedded, startEmbedded } from './embedded.ts'
import { isLiving } from './processes.ts'
import { secretsOf } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'heed-embedded-'))
const made = join(folder, 'made')

beforeAll(async () => {
  chmodSync(folder, 0o755)
  await (await start(made)).stop()
})
afterAll(() => rmSync(folder, { recursive: true }))

const said: string[] = []
function start(dataFolder: string, purpose: 'serve' | 'visit' = 'serve'): Promise<Embedded> {
  return startEmbedded({ dataFolder, purpose, say: (sentence) => said.push(sentence) })
}

/** A data folder with a cluster in it, without waiting for a new one to be made. */
function copyOfMade(name: string): string {
  cpSync(made, join(folder, name), { recursive: true, preserveTimestamps: true })
  return join(folder, name)
}

async function startApart(dataFolder: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [join(projectFolder(), 'test/support/start-embedded.ts'), dataFolder], { stdio: ['ignore', 'pipe', 'inherit'], cwd: projectFolder() })
  const [chunk]: unknown[] = await once(child.stdout, 'data')
  return { child, line: String(chunk).trim() }
}

async function ask<T extends pg.QueryResultRow>(embedded: Embedded, sql: string): Promise<T[]> {
  const client = new pg.Client(embedded.bootstrap)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('It did not come to pass within ten seconds')
    await pause(20)
  }
}

describe('the embedded database', () => {
  it('is safe from a power cut, checks its pages, and listens to no network', async () => {
    const embedded = await start(copyOfMade('safe'))
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses', 'server_encoding', 'jit']
    const rows = await ask<{ name: string; setting: string }>(embedded, `select name, setting from pg_settings where name in ('${names.join("','")}')`)
    await embedded.stop()
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', data_checksums: 'on', listen_addresses: '', server_encoding: 'UTF8', jit: 'off' })
  })

  it('keeps its secrets to its owner, and asks for a password even on its own socket', async () => {
    const data = copyOfMade('secret')
    const embedded = await start(data)
    const socket = String(embedded.bootstrap.host)
    const stranger = new pg.Client({ ...embedded.bootstrap, password: 'guess' })
    await expect(stranger.connect()).rejects.toThrow('password authentication failed')
    expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(statSync(join(data, 'postgres')).mode & 0o777).toBe(0o700)
    expect(statSync(socket).mode & 0o777).toBe(0o700)
    expect(Buffer.byteLength(join(socket, '.s.PGSQL.5432'))).toBeLessThan(107)
    await embedded.stop()
    expect(existsSync(socket)).toBe(false)
  })

  it('writes nothing of a failing statement into its log: it could hold a name', async () => {
    const data = copyOfMade('log')
    const embedded = await start(data)
    await ask(embedded, "create table people (name text primary key); insert into people values ('Pell')")
    await expect(ask(embedded, "insert into people values ('Pell')")).rejects.toThrow('duplicate key')
    await embedded.stop()
    expect(readFileSync(join(data, 'postgres.log'), 'utf8')).not.toContain('Pell')
  })
})

describe('after a kill', () => {
  it('of Heed, the database it left running is adopted, with everything that was committed', async () => {
    const data = copyOfMade('orphan')
    const { child, line } = await startApart(data)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const orphan = Number(line.replace('ready ', ''))
    expect(isLiving(orphan)).toBe(true)
    const embedded = await start(data)
    expect(embedded.pid()).toBe(orphan)
    await embedded.stop()
    expect(isLiving(orphan)).toBe(false)
  })

  it('of the database, it is started again and keeps what was committed', async () => {
    const embedded = await start(copyOfMade('revived'))
    await ask(embedded, 'create table kept (id int); insert into kept values (1)')
    const before = embedded.pid()
    process.kill(before, 'SIGKILL')
    await until(() => embedded.pid() !== before)
    expect(await ask(embedded, 'select id from kept')).toEqual([{ id: 1 }])
    await embedded.stop()
    expect(isLiving(embedded.pid())).toBe(false)
  })

  it('of both, the next start finds a stale process file and starts', async () => {
    const data = copyOfMade('both')
    const { child, line } = await startApart(data)
    child.kill('SIGKILL')
    process.kill(Number(line.replace('ready ', '')), 'SIGKILL')
    await once(child, 'exit')
    expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(true)
    const embedded = await start(data)
    expect(await ask(embedded, 'select 1 as fine')).toEqual([{ fine: 1 }])
    await embedded.stop()
  })

  it('and a restart of the machine, a process file naming another program is seen through', async () => {
    const data = copyOfMade('reused')
    writeFileSync(join(data, 'postgres/postmaster.pid'), `${process.pid}\n${join(data, 'postgres')}\n1\n5432\n/tmp\n\n`)
    const embedded = await start(data)
    expect(embedded.pid()).not.toBe(process.pid)
    await embedded.stop()
  })

  it('half way through the first start, the next one begins again', async () => {
    const data = join(folder, 'half')
    mkdirSync(join(data, 'postgres.draft-0123'), { recursive: true })
    const embedded = await start(data)
    await embedded.stop()
    expect(readdirSync(data).filter((name) => name.includes('draft'))).toEqual([])
  })
})

describe('two on one folder', () => {
  it('the second Heed is refused, and told who is there', async () => {
    const data = copyOfMade('two')
    const { child, line } = await startApart(data)
    expect(line).toMatch(/^ready \d+$/)
    await expect(start(data)).rejects.toThrow(`Another Heed (process ${child.pid}) is already running on ${data}`)
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(existsSync(join(data, 'heed.lock'))).toBe(false)
  })

  it('a verb runs beside the server, and the last to leave stops the database', async () => {
    const data = copyOfMade('beside')
    const verb = await start(data, 'visit')
    const server = await start(data)
    expect(server.pid()).toBe(verb.pid())
    await verb.stop()
    expect(await ask(server, 'select 1 as fine')).toEqual([{ fine: 1 }])
    await server.stop()
    expect(isLiving(server.pid())).toBe(false)
  })
})

describe('what cannot be', () => {
  it('is said in a sentence: secrets of another folder', async () => {
    const data = copyOfMade('swapped')
    rmSync(join(data, 'secrets.json'))
    secretsOf(data)
    await expect(start(data)).rejects.toThrow('does not accept the password in secrets.json')
    await until(() => !existsSync(join(data, 'postgres/postmaster.pid')))
  })

  it('is said in a sentence: secrets that are no secrets', async () => {
    const data = copyOfMade('garbled')
    writeFileSync(join(data, 'secrets.json'), '{}')
    await expect(start(data)).rejects.toThrow('secrets.json cannot be understood')
    expect(existsSync(join(data, 'heed.lock'))).toBe(false)
  })

  it('is said in a sentence: a database of another version, or no database at all', async () => {
    const data = copyOfMade('older')
    writeFileSync(join(data, 'postgres/PG_VERSION'), '15\n')
    await expect(start(data)).rejects.toThrow('was made by PostgreSQL 15')
    const strange = join(folder, 'strange')
    mkdirSync(join(strange, 'postgres'), { recursive: true })
    writeFileSync(join(strange, 'postgres/holiday.jpg'), '')
    await expect(start(strange)).rejects.toThrow('is not empty and is not a PostgreSQL database')
  })
})

describe('the programs', () => {
  it('find their libraries after an install that ran no scripts', async () => {
    const copy = join(folder, 'native')
    cpSync(packagedBinaries(), copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !lstatSync(path).isSymbolicLink() })
    const account = accountFor(join(folder, 'nothing'))
    expect(await findBinaries(account, () => undefined, copy)).toBe(copy)
    expect(lstatSync(join(copy, 'lib/libpq.so.5')).isSymbolicLink()).toBe(true)
  })

  it.runIf(isRoot())('and the data are put where another account can use them, when root starts Heed in a closed folder', async () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    cpSync(packagedBinaries(), join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
    const told: string[] = []
    const embedded = await startEmbedded({ dataFolder: join(closed, 'data'), purpose: 'serve', say: (each) => told.push(each), binaries: join(closed, 'native') })
    const cluster = readFileSync(join(closed, 'data/postgres-is-at'), 'utf8').trim()
    expect(await ask(embedded, 'select 1 as fine')).toEqual([{ fine: 1 }])
    await embedded.stop()
    expect(told.join('\n')).toContain(`The database is kept in ${cluster}, because`)
    expect(lstatSync(cluster).uid).not.toBe(0)
    const again = await startEmbedded({ dataFolder: join(closed, 'data'), purpose: 'serve', say: () => undefined, binaries: join(closed, 'native') })
    await again.stop()
    rmSync(join(cluster, '..'), { recursive: true })
  })
})
