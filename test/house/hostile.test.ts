import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOGINS } from '#platform/db/connect.ts'
import { passwordOf } from '#platform/db/secrets.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { readTables } from './catalogue.ts'
import { fillWorlds, type Filled } from './worlds.ts'

let heed: TestHeed
let filled: Filled
/** One plain connection a login, as somebody would hold who got past the program. */
const held = new Map<'look' | 'act', pg.Client>()

beforeAll(async () => {
  heed = await openTestHeed()
  filled = await fillWorlds(heed, await readTables(heed.database.pools.bootstrap))
  for (const login of ['look', 'act'] as const) held.set(login, await connect(login))
})

afterAll(async () => {
  for (const client of held.values()) await client.end()
  await heed.close()
})

async function connect(login: 'look' | 'act'): Promise<pg.Client> {
  const { bootstrap, loginKey } = heed.database.server
  const client = new pg.Client({ ...bootstrap, user: LOGINS[login], password: passwordOf(loginKey, LOGINS[login]) })
  await client.connect()
  return client
}

/** What somebody could try who found a way to run SQL of their own in a constable's look or act. Tables stand in for {table}. */
const PER_TABLE = [
  'select * from {table}', 'table {table}', 'select to_jsonb(t) from {table} t', "select string_agg(t::text, '') from {table} t", 'select count(*), max(t::text) from {table} t',
  'with x as (select * from {table}) select * from x', 'select * from (select 1) a cross join lateral (select * from {table}) b', 'select * from {table} union all select * from {table}',
  'copy {table} to stdout', 'explain (analyze, verbose) select * from {table}', "select query_to_xml('select * from {table}', true, false, '')", "select table_to_xml('{table}', true, false, '')",
  "select * from {table} where (t_leak({table}::text))", 'declare c cursor with hold for select * from {table}; fetch all from c', 'prepare p as select * from {table}; execute p',
  'select * from only {table} tablesample system (100)', 'insert into {table} select * from {table}', 'update {table} set id = id returning *', 'delete from {table} returning *',
  'create table stolen as select * from {table}', 'create temporary table stolen as select * from {table}', 'create view stolen as select * from {table}', 'select * into stolen from {table}', 'lock table {table}',
  'alter table {table} disable row level security', 'drop policy sight on {table}', 'create policy mine on {table} using (true)', 'grant select on {table} to public', 'truncate {table}',
  "select * from {table} where id::text::int = 1", "select cast((select t::text from {table} t limit 1) as int)", "select 1 / (select count(*) - count(*) from {table})",
]
const ONCE = [
  "set heed.token = 'guess'", "select set_config('heed.token', 'guess', true)", "select set_config('heed.token', '', false)", 'reset heed.token', 'reset all', 'discard all',
  'set role heed_owner', 'set role heed_definer', 'set role postgres', 'set session authorization heed_owner', "select set_config('role', 'heed_definer', false)", 'reset role', 'reset session authorization',
  'set row_security = off', 'set session_replication_role = replica', "set search_path = heed", 'select * from heed.sessions', 'select * from heed.credentials', 'select * from heed.audit_unsealed',
  'select * from pg_stats', 'select * from pg_statistic', 'select * from pg_statistic_ext_data', 'select * from pg_authid', 'select * from pg_shadow', 'select * from pg_stat_activity', 'select * from pg_stat_statements', 'select * from pg_prepared_statements',
  "select pg_read_file('/etc/passwd')", "select pg_ls_dir('.')", "select lo_import('/etc/passwd')", 'select lo_create(0)', "copy (select 1) to program 'id'", "copy incidents from '/etc/passwd'", "select * from dblink('', 'select 1')",
  'create extension dblink', 'create extension postgres_fdw', "create function steal() returns text language sql as 'select 1::text'", "do $$ begin perform 1; end $$", 'create schema mine', 'create role mine superuser',
  'alter role heed_look bypassrls', "alter role current_user set heed.token = 'x'", 'alter system set log_statement = all', 'listen canary', "select heed.open_session(gen_random_uuid(), (select id from accounts limit 1), sha256('x'), 600, interval '1 hour')",
  "select heed.open_service_session(gen_random_uuid(), 'service:cli', sha256('x'))", "select heed.ensure_service('service:mine', 'Mine', gen_random_uuid(), gen_random_uuid())", "select heed.set_password((select id from accounts where username = 'robin.castle'), 'x')",
  "select heed.issue_client_session(gen_random_uuid(), (select id from accounts limit 1), sha256('x'), interval '1 year', 'mine')", 'select * from heed.seal_audit(1)', "select heed.enqueue('anything', gen_random_uuid())",
  'select * from graphile_worker.jobs', 'select * from graphile_worker._private_jobs', "select graphile_worker.add_job('x')", 'delete from audit_entries', "update audit_entries set act = 'x'", 'alter table audit_entries disable trigger all',
  "select heed.credential('robin.castle')", "select heed.hand_over_case(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now())", 'vacuum full', 'cluster', 'analyze', 'checkpoint',
]

describe('raw SQL in somebody’s session', () => {
  it.each(['look', 'act'] as const)('shows nothing of what they may not see, neither in rows nor in errors (%s)', async (login) => {
    const token = await heed.tokenOf('nadia.kovacs')
    const hidden = filled.worlds.filter(({ name }) => name !== 'other borough').map(({ canary }) => canary)
    const tables = [...filled.rows.keys()].filter((name) => !['imports', 'addresses'].includes(name))
    const statements = [...PER_TABLE.flatMap((sql) => tables.map((table) => sql.replaceAll('{table}', table))), ...ONCE.flatMap((sql) => [sql, `${sql}; select * from incidents; select * from person_mentions; select * from cases`])]
    expect(statements.length).toBeGreaterThan(500)
    const shown: string[] = []
    let own = 0
    for (const sql of statements) {
      const said = await tryOut(login, token, sql)
      if (hidden.some((canary) => said.includes(canary))) shown.push(sql)
      if (said.includes('canary-other-borough')) own += 1
    }
    expect(shown).toEqual([])
    // the same attempts do show what is theirs, so the search for canaries is not blind
    expect(own).toBeGreaterThan(100)
  }, 60_000)

  it('gives nobody a session, a password or a role that was not theirs', async () => {
    const sessions = await count('select count(*) from heed.sessions')
    const credentials = await count('select count(*) from heed.credentials')
    const token = await heed.tokenOf('nadia.kovacs')
    for (const sql of ONCE.filter((each) => /session|password|credential|service/.test(each))) await tryOut('act', token, sql, 'commit')
    expect(await count('select count(*) from heed.sessions')).toBe(sessions)
    expect(await count('select count(*) from heed.credentials')).toBe(credentials)
  })
})

/** Everything the database said to one attempt: rows, errors, details, hints. */
async function tryOut(login: 'look' | 'act', token: string, sql: string, end: 'rollback' | 'commit' = 'rollback'): Promise<string> {
  const client = held.get(login) ?? (await connect(login))
  held.set(login, client)
  try {
    await client.query('begin')
    await client.query("set local statement_timeout = '2s'")
    await client.query('select heed.enter($1)', [token])
    const done: unknown = await client.query(sql)
    return JSON.stringify(Array.isArray(done) ? done.map(({ rows }) => rows) : Object(done).rows)
  } catch (error) {
    return error instanceof Error ? JSON.stringify({ ...error, message: error.message }) : ''
  } finally {
    await client.query(end)
    // what one attempt left in its session must not help or spoil the next
    await client.query('discard all')
  }
}

async function count(sql: string): Promise<number> {
  const { rows } = await heed.database.pools.bootstrap.query(sql)
  return Number(rows[0].count)
}
