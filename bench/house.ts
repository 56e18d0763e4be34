import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type pg from 'pg'
import { writeAudit } from '#platform/audit/entry.ts'
import { hashOf, openServices, type Services } from '#platform/auth/service-actors.ts'
import { readConfig, type Config } from '#platform/config.ts'
import { makeContext, type Context } from '#platform/context.ts'
import { inTransaction, kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openDatabase, type OpenDatabase } from '#platform/db/open.ts'
import { systemClock } from '#platform/time/clock.ts'
import { enter, newToken, transact, type Ground } from '#platform/transact.ts'
import { raiseForce, type DemoBorough } from '#demo/force.ts'
import { databaseOn } from '#platform/db/server.ts'
import { asBootstrap } from '../test/support/server.ts'

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A Heed of the bench's own: a new embedded database with ordinary settings, or a new database on the server TEST_DATABASE_URL names. */
export interface BenchHouse {
  readonly on: 'embedded' | 'server'
  readonly config: Config
  /** What a process of its own is told to find the same house. */
  readonly environment: Readonly<Record<string, string>>
  readonly database: OpenDatabase
  readonly ground: Ground
  readonly services: Services
  close(): Promise<void>
}

/** Open a house with nothing in it. */
export async function openBenchHouse(): Promise<BenchHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'heed-bench-'))
  chmodSync(folder, 0o711)
  const { testDatabaseUrl } = readConfig()
  const made = testDatabaseUrl === null ? null : await newDatabase(testDatabaseUrl)
  const environment = { HEED_DATA: join(folder, 'data'), HEED_DEMO: 'off', ...(made === null ? {} : { DATABASE_URL: made.url }) }
  const config = readConfig(environment)
  const database = await openDatabase(config, { purpose: 'visit', say: () => undefined })
  const shut = async (): Promise<void> => {
    for (const signal of ENDINGS) process.off(signal, endEarly)
    await database.close()
    await made?.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => (closing ??= shut())
  // told to end early, it leaves no database behind
  const endEarly = (): void => void close().finally(() => process.exit(130))
  for (const signal of ENDINGS) process.on(signal, endEarly)
  return {
    on: made === null ? 'embedded' : 'server', config, environment, database,
    ground: { pools: database.pools, clock: systemClock }, services: openServices(database.pools.worker, systemClock), close,
  }
}

/** The environment of a process of its own that is to find this house, and nothing of npm's or of another Heed. */
export function environmentOf(house: Pick<BenchHouse, 'environment'>): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && !name.startsWith('HEED_') && name !== 'DATABASE_URL')
  return { ...Object.fromEntries(own), ...house.environment }
}

async function newDatabase(url: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `heed_bench_${randomBytes(4).toString('hex')}`
  const given = new URL(url)
  const on = databaseOn({ bootstrap: { connectionString: url }, loginKey: '' }, given.pathname.slice(1) || 'postgres')
  await asBootstrap({ ...on, bootstrap: { connectionString: url } }, (client) => client.query(`create database ${name} template template0`))
  given.pathname = `/${name}`
  return { url: given.href, drop: async () => void (await asBootstrap({ ...on, bootstrap: { connectionString: url } }, (client) => client.query(`drop database if exists ${name} with (force)`))) }
}

/** Raise the demonstration's force on this ground. */
export async function raise({ ground, services }: BenchHouse, boroughs: readonly DemoBorough[]): Promise<void> {
  await transact(ground, { token: await services.tokenOf('cli'), mode: 'act', act: 'bench.raise-force' }, (ctx) => raiseForce(ctx, boroughs))
}

/** The same statements as a login that row security does not hold. */
export async function withoutPolicies<T>(house: BenchHouse, pool: pg.Pool, token: string, work: (ctx: Context) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (db) => {
    const actor = await enter(db, token)
    if (actor === null) throw new Error('nobody is signed in')
    const ctx = makeContext({ db, actor, now: house.ground.clock(), requestId: 'bench', mode: 'look' })
    const result = await work(ctx)
    await writeAudit(db, { at: ctx.now, actorId: actor.id, verb: 'consultation', act: 'bench.list', subjects: ctx.touched.shown, requestId: ctx.requestId })
    return result
  })
}

/** A live session's token for somebody of the force. */
export async function sessionOf({ database }: BenchHouse, username: string): Promise<string> {
  const token = newToken()
  const { rows } = await sql<{ id: string }>`select id from accounts where username = ${username}`.execute(kyselyOn(database.pools.bootstrap))
  await sql`select heed.open_session(${newId()}::uuid, ${rows[0]?.id ?? ''}::uuid, ${hashOf(token)}, 600, interval '10 hours')`.execute(kyselyOn(database.pools.door))
  return token
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** One figure against what it is to reach, as a line. */
export function line(what: string, on: string, figures: Readonly<Record<string, string | number>>, isReached: boolean): string {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${typeof value !== 'number' ? value : value >= 1000 ? Math.round(value) : Number(value.toPrecision(3))}`).join(' · ')
  return `${isReached ? 'reached' : 'MISSED '}  ${what} (${on}): ${told}`
}
