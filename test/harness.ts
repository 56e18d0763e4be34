import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { type Pools, openPools } from '#platform/db/connect.ts'
import { type DatabaseServer, databaseOn } from '#platform/db/server.ts'
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '#platform/auth/actor.ts'
import { hashOf, openServices, type Services } from '#platform/auth/service-actors.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { buildServer } from '#platform/http/server.ts'
import { newId } from '#platform/ids.ts'
import { declareJobs, runHandler } from '#platform/jobs/runner.ts'
import { lineLog } from '#platform/log.ts'
import { stillClock } from '#platform/time/clock.ts'
import { newToken, transact, whoIs, type Ground } from '#platform/transact.ts'
import { handlers, navigation, policies, routes, searches } from '../src/features.ts'
import { type TestCluster, asBootstrap } from './support/server.ts'

/** A migrated database of a test file's own. */
export interface TestDatabase {
  readonly server: DatabaseServer
  readonly pools: Pools
  readonly close: () => Promise<void>
}

/**
 * A fresh copy of the migrated template, seen by nobody else.
 *
 * Close it in afterAll: its connections end and it is dropped. (A copy does not bring the template's grants to connect along.)
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const cluster: TestCluster = JSON.parse(inject('cluster').json)
  const name = await newDatabase(cluster, cluster.template)
  await asBootstrap(cluster.server, (client) => client.query(`revoke all on database ${name} from public; grant connect on database ${name} to heed_look, heed_act, heed_door, heed_worker`))
  return databaseCalled(cluster, name)
}

/** A database with nothing in it yet, for tests of migrating itself. */
export async function openBareDatabase(): Promise<TestDatabase> {
  const cluster: TestCluster = JSON.parse(inject('cluster').json)
  return databaseCalled(cluster, await newDatabase(cluster, 'template0'))
}

function databaseCalled(cluster: TestCluster, name: string): TestDatabase {
  const server = databaseOn(cluster.server, name)
  const pools = openPools(server, { look: 4, act: 6, worker: 3 })
  return {
    server,
    pools,
    close: async () => {
      await pools.end()
      await asBootstrap(cluster.server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

async function newDatabase(cluster: TestCluster, template: string): Promise<string> {
  const name = `${cluster.template}_${randomBytes(5).toString('hex')}`
  await asBootstrap(cluster.server, (client) => client.query(`create database ${name} template ${template}`))
  return name
}

/** Heed on a test file's own database, with its force, a clock that stands still, and nobody listening. */
export interface TestHeed {
  readonly ground: Ground
  readonly services: Services
  readonly database: TestDatabase
  readonly clock: { now: () => Date; moveTo: (next: Date) => void }
  /** A live session's token for somebody of the force, by user name. */
  tokenOf(username: string): Promise<string>
  /** Who they are, as the database says. */
  actor(username: string): Promise<Actor>
  act<T>(username: string, work: (ctx: Context) => Promise<T>): Promise<T>
  look<T>(username: string, work: (ctx: Context) => Promise<T>): Promise<T>
  /** Run what must follow from the events so far, until nothing more follows. */
  follow(): Promise<void>
  /** The web server, in this process; asked with `inject`. */
  app(): Promise<FastifyInstance>
  close(): Promise<void>
}

/** A fresh Heed: the instant is 23 November 2026 at noon until the test moves it. `service:cli` may be named as a user. */
export async function openTestHeed(): Promise<TestHeed> {
  const database = await openTestDatabase()
  const clock = stillClock(new Date('2026-11-23T12:00:00Z'))
  const ground: Ground = { pools: database.pools, clock: clock.now }
  const services = openServices(database.pools.worker, clock.now)
  await declareJobs(ground, handlers)
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (username: string): Promise<string> => {
    const known = tokens.get(username) ?? (username.startsWith('service:') ? services.tokenOf(username.slice(8)) : openSession(database, username))
    tokens.set(username, known)
    return known
  }
  const within = (mode: 'look' | 'act') => async <T>(username: string, work: (ctx: Context) => Promise<T>): Promise<T> =>
    transact(ground, { token: await tokenOf(username), mode, act: `test.${mode}` }, work)
  let server: Promise<FastifyInstance> | null = null
  return {
    ground, services, database, clock, tokenOf,
    actor: async (username) => {
      const actor = await whoIs(ground, await tokenOf(username))
      if (actor === null) throw new Error(`nobody is called ${username}`)
      return actor
    },
    act: within('act'),
    look: within('look'),
    follow: () => followAll(ground, services, database),
    app: () => (server ??= testServer(ground)),
    close: async () => {
      await (await server)?.close()
      await database.close()
    },
  }
}

async function openSession({ pools }: TestDatabase, username: string): Promise<string> {
  const token = newToken()
  const db = kyselyOn(pools.door)
  const { rows } = await sql<{ id: string }>`select id from accounts where username = ${username}`.execute(kyselyOn(pools.bootstrap))
  const id = rows[0]?.id
  if (id === undefined) throw new Error(`nobody is called ${username}`)
  await sql`select heed.open_session(${newId()}::uuid, ${id}::uuid, ${hashOf(token)}, 600, interval '10 hours')`.execute(db)
  return token
}

async function followAll(ground: Ground, services: Services, { pools }: TestDatabase): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const { rows } = await sql<{ id: string; name: string }>`select e.id, e.name from events e order by e.id`.execute(kyselyOn(pools.bootstrap))
    const { rows: done } = await sql<{ eventId: string; handler: string }>`select event_id, handler from handled_events`.execute(kyselyOn(pools.bootstrap))
    const handled = new Set(done.map(({ eventId, handler }) => `${eventId} ${handler}`))
    const due = rows.flatMap(({ id, name }) => handlers.filter((handler) => handler.event === name && !handled.has(`${id} ${handler.name}`)).map((handler) => ({ id, handler })))
    if (due.length === 0) return
    for (const { id, handler } of due) await runHandler(ground, services, handler, id)
  }
  throw new Error('events keep following from events')
}

async function testServer(ground: Ground): Promise<FastifyInstance> {
  const { app } = await buildServer({
    ground, policies, routes, navigation, searches, installation: () => ({ force: 'Metroshire Police', demonstration: true }),
    assets: { folder: import.meta.dirname, prefix: '/assets/test' }, cookies: { secure: false }, log: lineLog(() => undefined, ground.clock), signInsAMinute: 10_000,
  })
  return app
}
