import { statfs } from 'node:fs/promises'
import type pg from 'pg'
import { auditKeyIn, lastKeyOf, sealAudit } from '#platform/audit/seal.ts'
import { verifyAudit } from '#platform/audit/verify.ts'
import type { Cli } from '#platform/cli.ts'
import { projectFolder } from '#platform/config.ts'
import { readMigrations } from '#platform/db/migrate.ts'
import { join } from 'node:path'

/** One thing that was looked at, whether it is well, and what was found. */
export interface Check {
  readonly name: string
  readonly isWell: boolean
  readonly found: string
}

/** Disk space below which an operator should act, in bytes. */
const LEAST_SPACE = 1_000_000_000

/**
 * Look at everything an installation stands on, and change nothing: the programs, the database and its promises, the logins, the audit, the jobs, the disk.
 *
 * Result: one check a line, in a fixed order; none is left out because another failed.
 */
export async function checkInstallation(cli: Cli): Promise<Check[]> {
  const bootstrap = cli.ground.pools.bootstrap
  const checks: readonly (readonly [string, () => Promise<Omit<Check, 'name'>>])[] = [
    ['Node', nodeVersion],
    ['PostgreSQL', () => databaseVersion(bootstrap)],
    ['What was committed is kept', () => durability(bootstrap)],
    ['Page checksums', () => checksums(bootstrap)],
    ['Migrations', () => migrations(bootstrap)],
    ['The application’s logins', () => logins(bootstrap)],
    ['Row security', () => rowSecurity(bootstrap)],
    ['Audit', () => audit(cli)],
    ['Jobs', () => jobs(bootstrap)],
    ['Disk', () => disk(cli.config.dataFolder)],
  ]
  const found: Check[] = []
  for (const [name, look] of checks) {
    found.push({ name, ...(await look().catch((error: unknown) => ({ isWell: false, found: `could not be looked at: ${error instanceof Error ? error.message : 'unknown error'}` }))) })
  }
  return found
}

async function nodeVersion(): Promise<Omit<Check, 'name'>> {
  return { isWell: process.versions.node.startsWith('24.'), found: `Node ${process.versions.node}` }
}

async function databaseVersion(pool: pg.Pool): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ number: number; shown: string }>("select current_setting('server_version_num')::int as number, current_setting('server_version') as shown")
  return { isWell: (rows[0]?.number ?? 0) >= 150_014, found: rows[0]?.shown ?? 'unknown' }
}

async function durability(pool: pg.Pool): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ name: string; setting: string }>("select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name")
  return { isWell: rows.length === 3 && rows.every(({ setting }) => !['off', 'local'].includes(setting)), found: rows.map(({ name, setting }) => `${name} ${setting}`).join(', ') }
}

async function checksums(pool: pg.Pool): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ setting: string }>("select setting from pg_settings where name = 'data_checksums'")
  return checksumsSaid(rows[0]?.setting ?? 'unknown')
}

/** What is said of the server's page checksums: where they are off, how they are turned on. */
export function checksumsSaid(setting: string): Omit<Check, 'name'> {
  return setting === 'on' ? { isWell: true, found: 'on' } : { isWell: false, found: `${setting}: stop PostgreSQL, run pg_checksums --enable on its data folder, and start it again` }
}

async function migrations(pool: pg.Pool): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ name: string }>('select name from heed.migrations')
  const run = new Set(rows.map(({ name }) => name))
  const waiting = readMigrations(join(projectFolder(), 'db/migrations')).filter(({ name }) => !run.has(name))
  return { isWell: waiting.length === 0, found: waiting.length === 0 ? `${run.size} run, none waits` : `${waiting.length} wait: npm run heed -- db migrate` }
}

/** The logins that serve people own nothing, are members of nothing, and may not pass by row security. */
async function logins(pool: pg.Pool): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ what: string }>(`
    select c.relname as what from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('heed_look', 'heed_act', 'heed_door')
    union all select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname in ('heed_look', 'heed_act', 'heed_door')
    union all select 'member of ' || g.rolname from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid where r.rolname in ('heed_look', 'heed_act', 'heed_door', 'heed_worker')
    union all select r.rolname || ' bypasses row security' from pg_roles r where r.rolname in ('heed_look', 'heed_act', 'heed_door', 'heed_worker', 'heed_owner', 'heed_definer') and (r.rolbypassrls or r.rolsuper)`)
  return { isWell: rows.length === 0, found: rows.length === 0 ? 'own nothing, are members of nothing, bypass nothing' : rows.map(({ what }) => what).join(', ') }
}

async function rowSecurity(pool: pg.Pool): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ guarded: string; half: string | null }>(`
    select count(*) filter (where relrowsecurity and relforcerowsecurity) as guarded, string_agg(relname, ', ') filter (where relrowsecurity <> relforcerowsecurity) as half
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`)
  const half = rows[0]?.half ?? null
  return { isWell: half === null, found: half === null ? `forced on ${rows[0]?.guarded ?? 0} tables` : `not forced on ${half}` }
}

async function audit(cli: Cli): Promise<Omit<Check, 'name'>> {
  const key = auditKeyIn(cli.config.dataFolder)
  const other = await cli.look('platform.verify-audit', (ctx) => lastKeyOf(ctx.db))
  if (other !== null && other !== key.id) return { isWell: false, found: `signed with the key ${other}, and the one in ${cli.config.dataFolder} is ${key.id}` }
  while ((await sealAudit(cli.ground.pools.worker, key, cli.config.dataFolder, cli.ground.clock())) > 0);
  const report = await cli.act('platform.verify-audit', (ctx) => verifyAudit(ctx.db, key, cli.config.dataFolder), 'consultation')
  return { isWell: report.faults.length === 0, found: report.faults[0] ?? `whole: ${report.entries} entries` }
}

async function jobs(pool: pg.Pool): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ failing: string; waiting: string }>('select count(*) filter (where last_error is not null) as failing, count(*) + heed.count_asked_jobs() as waiting from graphile_worker.jobs')
  const failing = Number(rows[0]?.failing ?? 0)
  return { isWell: failing === 0, found: `${failing} failing, ${rows[0]?.waiting ?? 0} waiting` }
}

async function disk(folder: string): Promise<Omit<Check, 'name'>> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  return { isWell: free >= LEAST_SPACE, found: `${(free / 1_000_000_000).toFixed(1)} GB free where the data folder is` }
}
