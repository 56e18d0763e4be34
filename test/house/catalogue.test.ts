import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { features } from '../../src/features.ts'
import { readTables, type Table } from './catalogue.ts'
import { ownerFaults } from './ownership.ts'
import { readList } from './visitors.ts'

let heed: TestHeed
let tables: readonly Table[]

beforeAll(async () => {
  heed = await openTestHeed()
  tables = await readTables(heed.database.pools.bootstrap)
})

afterAll(async () => heed.close())

async function names(sql: string): Promise<readonly string[]> {
  const { rows } = await heed.database.pools.bootstrap.query(sql)
  return rows.map((row) => Object.values(row).join(' ')).sort()
}

const ours = "('heed_look', 'heed_act', 'heed_door', 'heed_worker', 'heed_definer')"

describe('every table', () => {
  it('has its rows guarded and the guard forced, or is listed with its reason', () => {
    const unguarded = readList('unguarded.txt')
    const open = tables.filter(({ name, isGuarded, isForced }) => !name.includes('.') && !(isGuarded && isForced)).map(({ name }) => name)
    expect(open).toEqual([...unguarded.keys()].toSorted())
    for (const [table, reason] of unguarded) expect(reason.length, table).toBeGreaterThan(15)
  })

  it('says what it means, and belongs to the owner that no login is', () => {
    expect(tables.filter(({ comment }) => comment === null || comment.length < 20).map(({ name }) => name)).toEqual([])
    expect(tables.filter(({ owner }) => owner !== 'heed_owner').map(({ name, owner }) => `${name} ${owner}`)).toEqual([])
  })

  it('is owned by exactly one feature', () => {
    expect(ownerFaults(tables.map(({ name }) => name), features)).toEqual([])
    expect(ownerFaults(['a', 'b'], [{ name: 'x', owns: ['a', 'c'] }, { name: 'y', owns: ['a'] }])).toEqual(['b is owned by nobody', 'a is owned by y and by another', 'x owns c, which does not exist'])
  })

  it('has an index behind every foreign key', async () => {
    expect(await names(`
      select c.conrelid::regclass, c.conname from pg_constraint c join pg_namespace n on n.oid = c.connamespace
      where c.contype = 'f' and n.nspname = 'public' and not exists (
        select 1 from pg_index i where i.indrelid = c.conrelid and (i.indkey::int2[])[0] = c.conkey[1])
      -- accounts and code lists are never removed, and who wrote a row is asked by row, never the other way about
      and c.confrelid::regclass::text not in ('accounts', 'reference_values')
      order by 1, 2`)).toEqual([])
  })

  it('in the secret schema is out of every login’s reach, but for the settings, the lists’ versions and the allow-list of jobs', async () => {
    expect(await names(`
      select r.rolname, c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join pg_roles r
      where n.nspname = 'heed' and c.relkind = 'r' and r.rolname in ('heed_look', 'heed_act', 'heed_door', 'heed_worker') and has_table_privilege(r.oid, c.oid, 'select')
      order by 1, 2`)).toEqual(['heed_act heed.list_versions', 'heed_act heed.settings', 'heed_look heed.list_versions', 'heed_look heed.settings', 'heed_worker heed.job_kinds', 'heed_worker heed.settings'])
  })
})

describe('the logins', () => {
  it('are nobody special, and members of nothing', async () => {
    expect(await names(`select rolname from pg_roles where rolname in ${ours} and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`)).toEqual([])
    expect(await names(`select m.member::regrole, m.roleid::regrole from pg_auth_members m where m.member::regrole::text in ${ours}`)).toEqual([])
    expect(await names("select rolname from pg_roles where rolname in ('heed_owner', 'heed_definer') and rolcanlogin")).toEqual([])
  })

  it('own no table and may make none, temporary ones included', async () => {
    expect(await names(`
      select c.relowner::regrole, c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relowner::regrole::text in ${ours} and n.nspname not in ('graphile_worker', 'heed_numbers', 'pg_toast')`)).toEqual([])
    expect(await names(`
      select r.rolname, n.nspname from pg_roles r cross join pg_namespace n
      where r.rolname in ('heed_look', 'heed_act', 'heed_door') and has_schema_privilege(r.oid, n.oid, 'create')`)).toEqual([])
    expect(await names("select rolname from pg_roles where rolname in ('heed_look', 'heed_act', 'heed_door') and has_database_privilege(oid, current_database(), 'temp, create')")).toEqual([])
  })

  it('may, when looking, add to the audit and remember a search, and write nothing else', async () => {
    expect(await names(`
      select c.oid::regclass, p.kind from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join unnest(array['insert', 'update', 'delete', 'truncate']) as p(kind)
      where n.nspname in ('public', 'heed') and c.relkind = 'r' and has_table_privilege('heed_look', c.oid, p.kind) order by 1`)).toEqual(['audit_entries insert', 'searches insert'])
  })

  it('may remove nothing but answers that are kept for thirty days, and what is counted or loaded anew: how common names are, and postcodes', async () => {
    expect(await names(`
      select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'heed') and c.relkind = 'r' and (has_table_privilege('heed_act', c.oid, 'delete') or has_table_privilege('heed_act', c.oid, 'truncate'))`)).toEqual(['idempotency_keys', 'linkage_counts', 'linkage_terms', 'postcodes'])
  })

  it('may not change the audit, its seals or what was announced', async () => {
    expect(await names(`
      select r.rolname, t.name from pg_roles r cross join unnest(array['audit_entries', 'audit_seals', 'audit_heads', 'events']) as t(name)
      where r.rolname in ${ours} and (has_any_column_privilege(r.oid, t.name, 'update') or has_table_privilege(r.oid, t.name, 'delete'))`)).toEqual([])
  })
})

describe('every function', () => {
  it('that runs as its owner looks names up in a fixed place', async () => {
    expect(await names(`
      select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname in ('public', 'heed') and not exists (select 1 from unnest(p.proconfig) c where c ~ '^search_path=("?pg_catalog"?)(, *("?pg_temp"?))?$') order by 1`)).toEqual([])
  })

  it('is called by nobody it was not granted to', async () => {
    expect(await names(`
      select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'heed') and exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0 and a.privilege_type = 'EXECUTE')
        -- a trigger's function cannot be called at all
        and p.prorettype <> 'trigger'::regtype
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`)).toEqual([])
  })

  it('that runs as its owner belongs to a role that owns no table', async () => {
    expect(await names(`
      select p.oid::regprocedure, p.proowner::regrole from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname in ('public', 'heed') and p.proowner::regrole::text not in ('heed_definer', 'heed_worker') order by 1`)).toEqual([])
  })
})

describe('every view', () => {
  it('asks as whoever looks', async () => {
    expect(await names(`
      select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'heed') and c.relkind in ('v', 'm') and (c.relkind = 'm' or not coalesce('security_invoker=true' = any (c.reloptions), false))`)).toEqual([])
  })
})
