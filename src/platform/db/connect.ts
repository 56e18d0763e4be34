import { Writable } from 'node:stream'
import { Kysely, sql, type RawBuilder } from 'kysely'
import pg from 'pg'
import type { Database } from '#db/types.ts'
import { CannotStart } from '../config.ts'
import { camelCaseRows, SnakeCasePostgres } from './camel-case.ts'
import { passwordOf } from './secrets.ts'
import type { DatabaseServer } from './server.ts'
import { planName } from './kept-plans.ts'
import { transactOn, type Db } from './transaction.ts'

export type { Db } from './transaction.ts'

/** The database logins of the application: each may do one kind of thing, owns nothing and is a member of nothing. */
export const LOGINS = { look: 'heed_look', act: 'heed_act', door: 'heed_door', worker: 'heed_worker' } as const

/** One pool of connections a login. */
export interface Pools {
  /** Selects, and appends to the audit. */
  readonly look: pg.Pool
  /** Writes through grants. */
  readonly act: pg.Pool
  /** Signing in and out: the only login that may ask for a password's hash or open a person's session. */
  readonly door: pg.Pool
  /** The job queue only. */
  readonly worker: pg.Pool
  /** Makes the others and migrates; idle afterwards. */
  readonly bootstrap: pg.Pool
  /** Close every connection. */
  end(): Promise<void>
}

/** The oldest PostgreSQL Heed runs on, as server_version_num. */
const OLDEST = 150_014

const SAFE = /^-?\d{1,15}$/

/**
 * The pools for a server that has been migrated. Connections are made when first needed.
 */
export function openPools(server: DatabaseServer, size: { look?: number; act?: number; worker?: number } = {}): Pools {
  const as = (login: string, max: number): pg.Pool => poolOf({ ...server.bootstrap, user: login, password: passwordOf(server.loginKey, login), pipeline: login === LOGINS.act || login === LOGINS.look }, max, login)
  const pools = {
    look: as(LOGINS.look, size.look ?? 10),
    act: as(LOGINS.act, size.act ?? 10),
    door: as(LOGINS.door, 3),
    worker: as(LOGINS.worker, size.worker ?? 6),
    bootstrap: poolOf(server.bootstrap, 2, 'heed_bootstrap'),
  }
  return { ...pools, end: async () => void (await Promise.all(Object.values(pools).map((pool) => pool.end()))) }
}

/**
 * Do something in one transaction: all of it is kept, or none when it throws. Nothing is tried again.
 *
 * Limits of time come with the login (see migrate.ts); `withinSeconds` widens them for one long act.
 */
export async function inTransaction<T>(pool: pg.Pool, fn: (db: Db) => Promise<T>, limits: { withinSeconds?: number } = {}): Promise<T> {
  const seconds = limits.withinSeconds
  return transactOn(pool, async (db) => {
    if (seconds !== undefined) await setLimits(db, Math.ceil(seconds * 1000))
    return fn(db)
  })
}

/** Kysely on a pool, for the job runner and for tests; acts and looks go through inTransaction. */
export function kyselyOn(pool: pg.Pool): Kysely<Database> {
  const known = onPool.get(pool)
  if (known !== undefined) return known
  const made = new Kysely<Database>({ dialect: new SnakeCasePostgres({ pool }), plugins: [camelCaseRows] })
  onPool.set(pool, made)
  return made
}

/**
 * Refuse a PostgreSQL too old for Heed.
 *
 * Refuses: CannotStart, below 15.14 or when the server cannot be reached
 */
export async function assertRecentEnough(bootstrap: pg.Pool): Promise<void> {
  try {
    const { rows } = await bootstrap.query<{ number: number; shown: string }>("select current_setting('server_version_num')::int as number, current_setting('server_version') as shown")
    const [version] = rows
    if (version === undefined || version.number < OLDEST) throw new CannotStart(`This PostgreSQL is ${version?.shown ?? 'unknown'}: Heed needs 15.14 or later.`)
  } catch (error) {
    if (error instanceof CannotStart) throw error
    throw new CannotStart(`The database cannot be reached: ${error instanceof Error ? error.message : 'unknown error'}. Check DATABASE_URL.`, { cause: error })
  }
}

const onPool = new WeakMap<pg.Pool, Kysely<Database>>()

/** A pool that reads values as Heed wants them: days as text, whole numbers as numbers when they are safe, decimals as text. */
export function poolOf(connection: pg.ClientConfig, max: number, name: string): pg.Pool {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.DATE, (text: string) => text)
  types.setTypeParser(pg.types.builtins.TIMESTAMP, (text: string) => text)
  types.setTypeParser(pg.types.builtins.INT8, wholeNumber)
  types.setTypeParser(DATE_ARRAY, (text: string) => text.slice(1, -1).split(',').filter((day) => day !== ''))
  types.setTypeParser(INT8_ARRAY, (text: string) => text.slice(1, -1).split(',').filter((number) => number !== '').map(wholeNumber))
  const pool = new pg.Pool({ ...connection, Client: PreparingClient, max, types, application_name: name, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 30_000, keepAlive: true, allowExitOnIdle: false })
  // an idle connection that dies is replaced by the pool; the act that needs one learns of it by itself
  pool.on('error', () => undefined)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

/**
 * A connection that keeps the plans of what is asked again and again: with row policies, making a plan takes longer than following it.
 *
 * What a look lists page by page is planned anew each time, and so is what selects every column, for a migration may add one.
 * Where statements may go out before others are answered, what is sent waits for the next question, and goes out in one write with it.
 * NOTE: a pooler in transaction mode that does not know prepared statements (PgBouncer before 1.21) cannot stand between.
 */
class PreparingClient extends pg.Client {
  /** What a statement of this transaction sent without waiting was answered with, when that was an error: told by its next statement that is waited for. */
  #sent: { failed: { readonly error: unknown } | null } = { failed: null }
  #isHeld = false
  /** Inserts that nothing depends on, kept back until something else is asked. */
  #loose: { readonly text: string; readonly values: readonly unknown[] }[] = []

  override query(...args: unknown[]): never {
    const [text] = args
    if (!isPipelined(this) || typeof text !== 'string' || typeof args.at(-1) === 'function') return this.#ask(args)
    if (text.endsWith(LOOSE)) return this.#keep(text, args[1])
    if (text.startsWith('rollback')) this.#loose = []
    this.#sendLoose()
    // the one before may still be waiting to hear of its commit
    if (text === 'begin') this.#sent = { failed: null }
    // a transaction's first answer is that of its first question
    if (text === 'begin' || text.endsWith(UNAWAITED)) return this.#send(args) as never
    // what was held back, and what else is asked at this moment, goes out with it in one write
    this.#hold()
    const answer: unknown = this.#ask(args)
    process.nextTick(() => this.#release())
    return answer instanceof Promise ? (this.#afterSent(answer, text.startsWith('rollback')) as never) : (answer as never)
  }

  /** Put a statement on its way and go on at once. */
  #send(args: unknown[]): Promise<unknown> {
    this.#hold()
    const answer: unknown = this.#ask(args)
    const sent = this.#sent
    if (answer instanceof Promise) answer.catch((error: unknown) => { sent.failed ??= { error } })
    return Promise.resolve(WRITTEN)
  }

  #keep(text: string, values: unknown): never {
    this.#loose.push({ text: text.slice(0, -LOOSE.length), values: Array.isArray(values) ? values : [] })
    return Promise.resolve(WRITTEN) as never
  }

  /** What was kept back goes out as one statement. */
  #sendLoose(): void {
    const loose = this.#loose.splice(0)
    if (loose.length === 0) return
    let before = 0
    const texts = loose.map(({ text, values }) => {
      const from = before
      before += values.length
      return text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + from}`)
    })
    const last = texts.pop() ?? ''
    const others = texts.map((text, at) => `"made_with_${at}" as (${text})`).join(', ')
    void this.#send([others === '' ? last : `with ${others} ${last}`, loose.flatMap(({ values }) => values)])
  }

  async #afterSent(answer: Promise<unknown>, isUndone: boolean): Promise<unknown> {
    const sent = this.#sent
    const [result] = await Promise.allSettled([answer])
    const { failed } = sent
    sent.failed = null
    if (failed !== null && !isUndone) throw failed.error
    if (result.status === 'rejected') throw result.reason
    return result.value
  }

  #hold(): void {
    const stream = streamOf(this)
    if (!this.#isHeld) stream?.cork()
    this.#isHeld = stream !== null
  }

  #release(): void {
    if (this.#isHeld) streamOf(this)?.uncork()
    this.#isHeld = false
  }

  #ask(args: unknown[]): never {
    const [text, values, ...rest] = args
    const name = typeof text === 'string' && Array.isArray(values) ? planName(text, this.user === LOGINS.act ? 'act' : 'look') : null
    // The overloads of query all come down to one call: its arguments are passed on as they came.
    return Reflect.apply(super.query, this, name === null ? args : [{ name, text, values }, ...rest]) as never
  }
}

/** The end of a statement whose answer nobody waits for. */
const UNAWAITED = '/* sent */'
/** The end of an insert that may go in together with others: as sendLoose writes it. */
const LOOSE = '/* loose */'
const WRITTEN = { command: 'INSERT', rowCount: 0, rows: [] }

/**
 * Send an insert or an update without waiting for its answer: what it writes is in the transaction before whatever is asked next.
 *
 * When the database refuses it, the next statement that is waited for throws, the commit at the latest. So only for one whose refusal means nothing to its caller.
 */
export async function send(change: { modifyEnd(words: RawBuilder<unknown>): { execute(): Promise<unknown> } }): Promise<void> {
  await change.modifyEnd(sql.raw(UNAWAITED)).execute()
}

/**
 * Send an insert on the same terms, together with the others so sent just before and after it: one statement for all.
 *
 * They do not see each other: only for rows that no row policy, trigger or default of the others looks at.
 */
export async function sendLoose(insert: { modifyEnd(words: RawBuilder<unknown>): { execute(): Promise<unknown> } }): Promise<void> {
  await insert.modifyEnd(sql`/* loose */`).execute()
}

/** Send any other statement without waiting for its answer, on the same terms. */
export async function sendRaw(db: Db, statement: RawBuilder<unknown>): Promise<void> {
  await sql`${statement}${sql.raw(UNAWAITED)}`.execute(db)
}

function isPipelined(client: pg.Client): boolean {
  return Reflect.get(client, 'pipeline') === true
}

interface Corked {
  cork(): void
  uncork(): void
}

/** The socket of a connection, where it can gather what is written. */
function streamOf(client: pg.Client): Corked | null {
  const stream: unknown = Reflect.get(Object(Reflect.get(client, 'connection')), 'stream')
  return stream instanceof Writable ? stream : null
}

const DATE_ARRAY = 1182
const INT8_ARRAY = 1016

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!SAFE.test(text) && !Number.isSafeInteger(number)) throw new RangeError('A whole number from the database is too large to be exact')
  return number
}

async function setLimits(db: Db, milliseconds: number): Promise<void> {
  const set = (name: string) => db.selectNoFrom((eb) => eb.fn('set_config', [eb.val(name), eb.val(String(milliseconds)), eb.val(true)]).as('set')).execute()
  await set('statement_timeout')
  await set('idle_in_transaction_session_timeout')
}

