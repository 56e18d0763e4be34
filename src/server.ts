import { existsSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Policy } from '#platform/auth/policy.ts'
import { auditKeyIn, refuseOtherKey, sealAudit } from '#platform/audit/seal.ts'
import { CannotStart, projectFolder, type Config } from '#platform/config.ts'
import { inTransaction } from '#platform/db/connect.ts'
import type { Door } from '#platform/http/house.ts'
import { buildServer } from '#platform/http/server.ts'
import { startJobs } from '#platform/jobs/runner.ts'
import { lineLog, type Log } from '#platform/log.ts'
import { systemClock } from '#platform/time/clock.ts'
import { handlers, navigation, policies, routes, searches, timetable } from './features.ts'
import { clientFolder, openHeed, readInstallation, type Opened } from './open.ts'
import { firstStart } from './first-start.ts'
import { cannotListen, portIsFree } from './listening.ts'

const loopback = new Set(['127.0.0.1', 'localhost', '::1'])

/**
 * Run Heed until told to stop: the web server, the jobs, or both.
 *
 * Refuses: CannotStart, when demonstration people would be reachable beyond this machine.
 */
export async function serve(config: Config, what: 'start' | 'server' | 'worker'): Promise<number> {
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)
  const log = lineLog((line) => process.stderr.write(line), systemClock)
  const opened = await openHeed(config, 'serve', say)
  const stops: (() => Promise<void>)[] = [() => opened.close()]
  try {
    if (what !== 'worker') await portIsFree(config)
    if (what !== 'server') await inTransaction(opened.ground.pools.worker, (tx) => refuseOtherKey(tx, auditKeyIn(config.dataFolder), config.dataFolder))
    const people = what === 'start' && config.demo === 'auto' ? await firstStart(opened, say) : null
    if (what !== 'worker') stops.unshift(await runServer(opened, log, say))
    if (what !== 'server') stops.unshift(await runWorker(opened, log))
    if (people !== null) say(people)
    await untilStopped()
    say('Stopping')
    return 0
  } finally {
    for (const stop of stops) await stop()
  }
}

/** Every door of the server, without opening a database: the list the whole-house tests walk. */
export async function listDoors(known: ReadonlyMap<string, Policy<never>>): Promise<readonly Door[]> {
  const refuse = async (): Promise<never> => Promise.reject(new Error('no database is open'))
  const pools = { look: { query: refuse, connect: refuse }, act: {}, worker: {}, bootstrap: {}, end: async () => undefined }
  // NOTE: doors are only listed here, never opened, so pools that answer nothing will do.
  const { app, house } = await buildServer({ ...partsFor(Object(pools)), policies: known })
  await app.close()
  return house.doors
}

async function runServer(opened: Opened, log: Log, say: (sentence: string) => void): Promise<() => Promise<void>> {
  const { config, ground } = opened
  let installation = await readInstallation(ground)
  if (installation.demonstration && !loopback.has(config.host)) {
    throw new CannotStart(`This Heed holds demonstration people whose password is printed, so it listens only on this machine. Leave HOST out, or start with an empty HEED_DATA and HEED_DEMO=off. (HOST is ${config.host})`)
  }
  const parts = partsFor(ground.pools)
  const { app } = await buildServer({ ...parts, ground, installation: () => installation, log, cookies: { secure: config.secure }, trustedProxies: config.trustedProxies })
  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => { throw cannotListen(error, config) })
  const refresh = setInterval(() => {
    readInstallation(ground).then((now) => { installation = now }, () => undefined)
  }, 5000)
  say(`Heed is ready at http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${portOf(app)}`)
  return async () => {
    clearInterval(refresh)
    await app.close()
  }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

async function runWorker(opened: Opened, log: Log): Promise<() => Promise<void>> {
  const { ground, services, config } = opened
  const key = auditKeyIn(config.dataFolder)
  const jobs = await startJobs(ground, { handlers, timetable, services, log })
  let sealing: Promise<unknown> = Promise.resolve()
  const seals = setInterval(() => {
    sealing = sealing.then(() => sealAudit(ground.pools.worker, key, config.dataFolder, ground.clock())).catch((error: unknown) => log.error('audit not sealed', error))
  }, 1000)
  return async () => {
    clearInterval(seals)
    await jobs.stop()
    await sealing
  }
}

/** The features' doors with what every server of this installation shares. */
function partsFor(pools: Opened['ground']['pools']) {
  const folder = clientFolder(projectFolder())
  return {
    ground: { pools, clock: systemClock },
    policies, routes, navigation, searches,
    installation: () => ({ force: 'Heed', demonstration: false }),
    assets: { folder, prefix: `/assets/${assetsHash(folder)}` },
    cookies: { secure: false },
    log: lineLog(() => undefined, systemClock),
  }
}

/** The browser's files are kept for a year, so their address changes with their content. */
function assetsHash(folder: string): string {
  const css = join(folder, 'heed.css')
  const js = join(folder, 'heed.js')
  const hash = createHash('sha256')
  for (const path of [css, js]) if (existsSync(path)) hash.update(readFileSync(path))
  return hash.digest('hex').slice(0, 12)
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
