import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { CannotStart, type Say } from '../config.ts'
import { type Account, accountFor } from './account.ts'
import { findBinaries } from './binaries.ts'
import { BOOTSTRAP_LOGIN, type Running, ensureCluster, findRunning, lastLines, locateCluster, prepareDataFolder, socketFolder, sweepSockets } from './cluster.ts'
import { type Lock, isTaken, takeLock } from './lock.ts'
import { isAlive, isLiving, thisProcess } from './processes.ts'
import { secretsOf } from './secrets.ts'
import { storageSentence } from '../storage.ts'
import type { DatabaseServer } from './server.ts'

const SETTINGS = {
  listen_addresses: '', unix_socket_permissions: '0700', port: '5432', max_connections: '60', superuser_reserved_connections: '3',
  shared_buffers: '256MB', work_mem: '16MB', maintenance_work_mem: '128MB', effective_cache_size: '2GB', max_wal_size: '2GB',
  random_page_cost: '1.1', wal_compression: 'on', jit: 'off', fsync: 'on', synchronous_commit: 'on', password_encryption: 'scram-sha-256',
  timezone: 'UTC', log_timezone: 'UTC', log_error_verbosity: 'terse', log_min_error_statement: 'panic', log_parameter_max_length_on_error: '0',
}
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200', shared_buffers: '128MB', autovacuum: 'off' }
const LOG_BYTES_KEPT = 10_000_000

/** How the embedded PostgreSQL is to be used. */
export interface EmbeddedOptions {
  readonly dataFolder: string
  readonly say: Say
  /** `serve`: the one Heed of this folder; `visit`: a verb that may run beside it. */
  readonly purpose: 'serve' | 'visit'
  /** Nothing in it need survive: only for tests. */
  readonly throwAway?: boolean
  /** Where the programs are, when not where npm put them. */
  readonly binaries?: string
}

/** The embedded PostgreSQL of a data folder, running. */
export interface Embedded extends DatabaseServer {
  /** The process to look at, or to kill in a test. */
  pid(): number
  /** Leave; the last Heed to leave stops PostgreSQL, cleanly. */
  stop(): Promise<void>
}

/**
 * Start the embedded PostgreSQL of a data folder, or join it if it already runs.
 *
 * One left running by a Heed that was killed is adopted; one that dies is started again for as long as we live.
 * Changes: the data folder
 * Refuses: CannotStart, when another Heed serves this folder, or PostgreSQL cannot be started, with its reason
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataFolder, purpose } = options
  prepareDataFolder(dataFolder)
  const serving = purpose === 'serve' ? await takeFolder(dataFolder) : null
  const visit = join(dataFolder, 'run', `${process.pid}.${randomBytes(4).toString('hex')}`)
  try {
    const place = await prepareCluster(options)
    let running = await underMutex(dataFolder, async () => {
      mkdirSync(dirname(visit), { recursive: true })
      writeFileSync(visit, JSON.stringify(thisProcess()))
      return ensureRunning(place, socketFolder(place.cluster, place.account))
    })
    const watch = supervise(place, () => running, (next) => (running = next))
    return {
      bootstrap: { ...bootstrapOf(running, place.password), database: 'heed' },
      loginKey: place.loginKey,
      pid: () => running.pid,
      stop: async () => {
        await watch.stop()
        const leaving = (): Promise<void> => leave(visit, running, options.say)
        // on a full disk no lock can be written: PostgreSQL is stopped all the same
        await underMutex(dataFolder, leaving).catch((error: unknown) => (storageSentence(error, dataFolder) === null ? Promise.reject(error) : leaving()))
        serving?.release()
      },
    }
  } catch (error) {
    rmSync(visit, { force: true })
    serving?.release()
    throw error
  }
}

/** Where an embedded PostgreSQL is, and how it is to be run. */
export interface Place {
  readonly account: Account | null
  readonly binaries: string
  readonly cluster: string
  readonly log: string
  readonly password: string
  readonly loginKey: string
  readonly options: EmbeddedOptions
}

async function takeFolder(dataFolder: string): Promise<Lock> {
  const lock = await takeLock(join(dataFolder, 'heed.lock'), 3000)
  if (isTaken(lock)) return lock
  throw new CannotStart(`Another Heed (process ${lock.pid}) is already running on ${dataFolder}. Stop it first, or set HEED_DATA to another folder.`)
}

/**
 * Make the programs and the cluster of a data folder ready to be started; on a first start that takes longest.
 *
 * Changes: the data folder
 * Refuses: CannotStart, with its reason
 */
export async function prepareCluster(options: EmbeddedOptions): Promise<Place> {
  const { dataFolder, say } = options
  prepareDataFolder(dataFolder)
  const account = accountFor(join(dataFolder, 'postgres'))
  const cluster = locateCluster(dataFolder, account, say)
  const keeper = account === null ? null : accountFor(cluster)
  const binaries = await findBinaries(keeper, say, options.binaries)
  const { bootstrap: password, logins: loginKey } = secretsOf(dataFolder)
  await underMutex(dataFolder, () => ensureCluster({ cluster, binaries, account: keeper, password, say }))
  return { account: keeper, binaries, cluster, log: join(dataFolder, 'postgres.log'), password, loginKey, options }
}

/** Starting and leaving are one at a time in a folder. */
async function underMutex<T>(dataFolder: string, act: () => Promise<T>): Promise<T> {
  const mutex = await takeLock(join(dataFolder, 'postgres.lock'), 120_000)
  if (!isTaken(mutex)) throw new CannotStart(`Another Heed (process ${mutex.pid}) has been starting or stopping the database in ${dataFolder} for two minutes. See postgres.log there.`)
  try {
    return await act()
  } finally {
    mutex.release()
  }
}

async function ensureRunning(place: Place, sockets: string): Promise<Running> {
  const found = findRunning(place.cluster)
  const running = found ?? (await launch(place, sockets))
  const progress = everyTwoSeconds(place.options.say, 'PostgreSQL is making good what was not finished')
  try {
    await ensureDatabase(bootstrapOf(running, place.password), running.pid)
    return running
  } catch (error) {
    if (found === null) process.kill(running.pid, 'SIGINT')
    throw error
  } finally {
    progress()
  }
}

/** The children of a killed PostgreSQL may need a moment to die: until then a new one refuses to start. */
async function launch(place: Place, sockets: string): Promise<Running> {
  const until = performance.now() + 20_000
  for (;;) {
    const said = await launchOnce(place, sockets)
    if (typeof said !== 'string') return said
    if (performance.now() > until || !/shared memory|postmaster\.pid|is still in use|still running/i.test(said)) {
      throw new CannotStart(`PostgreSQL did not start: ${lastLines(said) || 'it said nothing'} (${place.log})`)
    }
    await pause(200)
  }
}

async function launchOnce(place: Place, sockets: string): Promise<Running | string> {
  const settings = { ...SETTINGS, ...(place.options.throwAway === true ? THROW_AWAY : {}), unix_socket_directories: sockets }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  sweepSockets(place.cluster, sockets)
  const log = openLog(place.log)
  const from = statSync(place.log).size
  // NOTE: detached, so that Ctrl-C in a terminal reaches Heed alone and PostgreSQL outlives the acts it is serving
  const child = spawn(join(place.binaries, 'bin/postgres'), ['-D', place.cluster, ...args], {
    ...place.account, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }, detached: true, stdio: ['ignore', log, log],
  })
  let ended = false
  child.on('exit', () => (ended = true))
  child.on('error', () => (ended = true))
  child.unref()
  closeSync(log)
  while (!ended) {
    const running = findRunning(place.cluster)
    if (running !== null && running.pid === child.pid) return running
    await pause(10)
  }
  return readFileSync(place.log, 'utf8').slice(from)
}

/** Wait until it answers, however long its recovery takes, and make our database in it. */
async function ensureDatabase(connection: pg.ClientConfig, pid: number): Promise<void> {
  const client = await firstConnection(connection, pid)
  try {
    const found = await client.query("select 1 from pg_database where datname = 'heed'")
    if (found.rowCount === 0) await client.query('create database heed template template0')
  } finally {
    await client.end()
  }
}

async function firstConnection(connection: pg.ClientConfig, pid: number): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 10_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      if (error instanceof Error && 'code' in error && error.code === '28P01') {
        throw new CannotStart('The embedded database does not accept the password in secrets.json: the file and the database are not from the same data folder.')
      }
      if (!isLiving(pid)) throw new CannotStart('PostgreSQL stopped while starting. See postgres.log in the data folder.', { cause: error })
      await pause(20)
    }
  }
}

function bootstrapOf(running: Running, password: string): pg.ClientConfig {
  return { host: running.socketFolder, port: running.port, user: BOOTSTRAP_LOGIN, password }
}

/** If PostgreSQL dies while we live, it is started again on the same socket; what was committed is there. */
function supervise(place: Place, now: () => Running, put: (next: Running) => void): { stop(): Promise<void> } {
  let reviving: Promise<void> = Promise.resolve()
  let busy = false
  const revive = async (): Promise<void> => {
    try {
      place.options.say('PostgreSQL has stopped: starting it again')
      put(await underMutex(place.options.dataFolder, () => ensureRunning(place, now().socketFolder)))
    } catch (error) {
      place.options.say(error instanceof Error ? error.message : 'PostgreSQL could not be started again')
      await pause(1000)
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => {
    if (busy || isLiving(now().pid)) return
    busy = true
    reviving = revive()
  }, 200)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await reviving
    },
  }
}

async function leave(visit: string, running: Running, say: Say): Promise<void> {
  rmSync(visit, { force: true })
  if (anyoneIn(dirname(visit)) || !isLiving(running.pid)) return
  const progress = everyTwoSeconds(say, 'PostgreSQL is stopping')
  process.kill(running.pid, 'SIGINT')
  const until = performance.now() + 60_000
  while (isLiving(running.pid) && performance.now() < until) await pause(20)
  if (isLiving(running.pid)) process.kill(running.pid, 'SIGQUIT')
  rmSync(running.socketFolder, { recursive: true, force: true })
  progress()
}

/** Whether another living Heed uses this PostgreSQL; the marks of dead ones are swept. */
function anyoneIn(visits: string): boolean {
  return readdirSync(visits).some((name) => {
    const path = join(visits, name)
    const born = /"born":"(\d*)"/.exec(existsSync(path) ? readFileSync(path, 'utf8') : '')?.[1] ?? ''
    const lives = isAlive({ pid: Number.parseInt(name, 10), born })
    if (!lives) rmSync(path, { force: true })
    return lives
  })
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_BYTES_KEPT) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

function everyTwoSeconds(say: Say, sentence: string): () => void {
  const timer = setInterval(() => say(sentence), 2000)
  return () => clearInterval(timer)
}
