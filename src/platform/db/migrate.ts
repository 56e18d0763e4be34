import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Logger, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { CannotStart, type Say, projectFolder } from '../config.ts'
import { LOGINS, poolOf } from './connect.ts'
import { passwordOf } from './secrets.ts'
import type { DatabaseServer } from './server.ts'

/*
 * Roles, in words:
 *   heed_owner    owns tables; nobody signs in as it; migrations run as it
 *   heed_definer  owns the security definer functions
 *   heed_look, heed_act, heed_door, heed_worker   sign in, own nothing of Heed's (heed_worker owns the job queue), are members of nothing
 * While a migration runs, and in its transaction only, heed_owner may hand functions to heed_definer and heed_worker.
 */

/** Where every login and function looks for names: Heed's tables, then the extensions. */
export const SEARCH_PATH = 'public, heed_ext'

const EXTENSIONS = ['pgcrypto', 'btree_gist', 'pg_trgm', 'unaccent', 'fuzzystrmatch']
const TIME_LIMITS = { statement_timeout: '30s', lock_timeout: '10s', idle_in_transaction_session_timeout: '60s' }
const MIGRATION_LOCK = 7_106_201
const QUIET = new Logger(() => () => undefined)

/** One migration, as it lies in the folder. */
export interface Migration {
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

/**
 * Bring the database up to this Heed: its roles, extensions, job queue and every migration not yet run.
 *
 * One process at a time; each migration in its own transaction.
 * Changes: roles, extensions, schemas graphile_worker and heed, and what the migrations say
 * Result: the names of the migrations that were run
 * Refuses: CannotStart, when a migration that was run has been changed or is missing, or one fails
 */
export async function migrate(server: DatabaseServer, folder: string = join(projectFolder(), 'db/migrations'), say: Say = () => undefined): Promise<readonly string[]> {
  const client = new pg.Client(server.bootstrap)
  client.on('error', () => undefined)
  await client.connect()
  try {
    // a step that a crash takes back is done again at the next start: none need wait for the disk
    await client.query('set synchronous_commit = off')
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await prepareDatabase(client, server)
    await prepareJobs(client, server)
    return await runPending(client, readMigrations(folder), say)
  } finally {
    await client.end()
  }
}

/** The migrations of a folder, oldest first. */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()
  return names.map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8')
    return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

async function prepareDatabase(client: pg.Client, server: DatabaseServer): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>("select rolname from pg_roles where rolname like 'heed\\_%'")
  const known = new Set(rows.map((row) => row.rolname))
  for (const role of ['heed_owner', 'heed_definer']) if (!known.has(role)) await create(client, role, 'nologin')
  for (const role of Object.values(LOGINS)) if (!known.has(role)) await create(client, role, 'login')
  for (const role of Object.values(LOGINS)) await ensurePassword(client, server, role)
  const database = client.escapeIdentifier(server.bootstrap.database ?? client.database ?? 'heed')
  const logins = Object.values(LOGINS).join(', ')
  await client.query('begin')
  await client.query(`revoke all on database ${database} from public; grant connect on database ${database} to ${logins}`)
  await client.query(`revoke all on schema public from public; grant usage, create on schema public to heed_owner; grant usage on schema public to heed_definer, ${logins}`)
  await client.query('create schema if not exists heed_ext')
  await client.query(`grant usage on schema heed_ext to heed_owner, heed_definer, ${logins}`)
  for (const extension of EXTENSIONS) await client.query(`create extension if not exists ${extension} schema heed_ext`)
  await asOwner(client, async () => {
    await client.query('alter default privileges for role heed_owner revoke execute on functions from public')
    await client.query(`create table if not exists heed.migrations (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now(), milliseconds int not null)`)
    await client.query("comment on table heed.migrations is 'Which migrations were run, and the digest of each as it was. Owner: platform'")
  }, database)
  await client.query('commit')
}

async function create(client: pg.Client, role: string, login: 'login' | 'nologin'): Promise<void> {
  await client.query(`create role ${role} ${login} nosuperuser nocreatedb nocreaterole ${login === 'login' ? 'noinherit' : 'inherit'} noreplication nobypassrls`).catch((error: unknown) => {
    // 42710, 23505: another database of the same server is being prepared at this moment
    if (!(error instanceof pg.DatabaseError && (error.code === '42710' || error.code === '23505'))) throw error
  })
  if (login === 'nologin') return
  for (const [name, value] of Object.entries(TIME_LIMITS)) await client.query(`alter role ${role} set ${name} = '${value}'`)
  await client.query(`alter role ${role} set search_path = ${SEARCH_PATH}`)
}

/** The password is set only when it does not work yet: setting it anew would disturb those connecting. */
async function ensurePassword(client: pg.Client, server: DatabaseServer, role: string): Promise<void> {
  const password = passwordOf(server.loginKey, role)
  const trial = new pg.Client({ ...server.bootstrap, user: role, password })
  trial.on('error', () => undefined)
  const works = await trial.connect().then(() => true, () => false)
  await trial.end().catch(() => undefined)
  if (!works) await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`)
}

/** The job queue's own tables, made by its own login so that nobody else can write them. */
async function prepareJobs(client: pg.Client, server: DatabaseServer): Promise<void> {
  const database = client.escapeIdentifier(server.bootstrap.database ?? client.database ?? 'heed')
  const { rowCount } = await client.query("select 1 from pg_namespace where nspname = 'graphile_worker'")
  if (rowCount === 0) await client.query(`grant create on database ${database} to ${LOGINS.worker}`)
  const pool = poolOf({ ...server.bootstrap, user: LOGINS.worker, password: passwordOf(server.loginKey, LOGINS.worker) }, 2, 'heed_migrate')
  try {
    await runMigrations({ pgPool: pool, logger: QUIET })
  } finally {
    await pool.end()
    if (rowCount === 0) await client.query(`revoke create on database ${database} from ${LOGINS.worker}`)
  }
}

async function runPending(client: pg.Client, migrations: readonly Migration[], say: Say): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from heed.migrations')
  const run = new Map(rows.map((row) => [row.name, row.sha256]))
  for (const { name, sha256 } of migrations) {
    const before = run.get(name)
    if (before !== undefined && before !== sha256) throw new CannotStart(`The migration ${name} was changed after it was run on this database. Put it back as it was and write a new one.`)
  }
  const here = new Set(migrations.map(({ name }) => name))
  const unknown = [...run.keys()].filter((name) => !here.has(name))
  if (unknown.length > 0) throw new CannotStart(`This database was made by a newer Heed (${unknown[0]}). Start that one, or a later one.`)
  const pending = migrations.filter(({ name }) => !run.has(name))
  if (pending.length > 0) say(`Preparing the database: ${pending.length} ${pending.length === 1 ? 'step' : 'steps'}`)
  for (const migration of pending) await runOne(client, migration)
  return pending.map(({ name }) => name)
}

async function runOne(client: pg.Client, migration: Migration): Promise<void> {
  const started = performance.now()
  await client.query('begin')
  try {
    await asOwner(client, () => client.query(migration.sql))
    await client.query('insert into heed.migrations (name, sha256, milliseconds) values ($1, $2, $3)', [migration.name, migration.sha256, Math.round(performance.now() - started)])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new CannotStart(`The migration ${migration.name} failed: ${whereItFailed(error, migration.sql)}`, { cause: error })
  }
}

/** Act as heed_owner inside the open transaction, with the memberships handing over functions needs; none outlives it. */
async function asOwner(client: pg.Client, act: () => Promise<unknown>, database?: string): Promise<void> {
  const { rows } = await client.query<{ number: number; super: boolean }>("select current_setting('server_version_num')::int as number, (select rolsuper from pg_roles where rolname = current_user) as super")
  const [me] = rows
  const how = (me?.number ?? 0) >= 160_000 ? ' with inherit true, set true' : ''
  if (me?.super !== true) await client.query(`grant heed_owner to current_user${how}`)
  if (database !== undefined) {
    await client.query(`grant create on database ${database} to heed_owner`)
    await client.query('create schema if not exists heed authorization heed_owner')
    await client.query(`grant usage on schema heed to heed_definer, ${Object.values(LOGINS).join(', ')}`)
  }
  await client.query(`grant heed_definer, heed_worker to heed_owner${how}`)
  await client.query('grant create on schema heed to heed_definer, heed_worker')
  await client.query(`set local role heed_owner; set local search_path = ${SEARCH_PATH}`)
  await act()
  await client.query('reset role; reset search_path')
  await client.query('revoke create on schema heed from heed_definer, heed_worker')
  await client.query('revoke heed_definer, heed_worker from heed_owner')
}

function whereItFailed(error: unknown, sql: string): string {
  if (!(error instanceof pg.DatabaseError)) return String(error)
  const line = error.position === undefined ? '' : ` at line ${sql.slice(0, Number(error.position)).split('\n').length}`
  return [`${error.message}${line}`, error.detail, error.hint, error.where].filter((part) => part !== undefined).join('; ')
}
