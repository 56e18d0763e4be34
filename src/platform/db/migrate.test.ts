import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, openBareDatabase } from '#test/harness.ts'
import { projectFolder } from '../config.ts'
import { migrate, readMigrations } from './migrate.ts'

let database: TestDatabase
let folder: string

beforeEach(async () => {
  database = await openBareDatabase()
  folder = mkdtempSync(join(tmpdir(), 'heed-migrations-'))
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

function write(name: string, sql: string): void {
  writeFileSync(join(folder, name), sql)
}

const query = async (sql: string): Promise<unknown[]> => (await database.pools.bootstrap.query(sql)).rows

describe('migrating', () => {
  it('runs each migration once, in the order of their names, as the owner of the tables', async () => {
    write('2-add-colour.sql', 'alter table cats add column colour text')
    write('1-create-cats.sql', 'create table cats (id uuid primary key)')
    expect(await migrate(database.server, folder)).toEqual(['1-create-cats.sql', '2-add-colour.sql'])
    expect(await migrate(database.server, folder)).toEqual([])
    expect(await query("select tableowner from pg_tables where tablename = 'cats'")).toEqual([{ tableowner: 'heed_owner' }])
  })

  it('refuses when a migration that was run has been changed since', async () => {
    write('1-create-cats.sql', 'create table cats (id uuid primary key)')
    await migrate(database.server, folder)
    write('1-create-cats.sql', 'create table cats (id text primary key)')
    await expect(migrate(database.server, folder)).rejects.toThrow('1-create-cats.sql was changed after it was run')
  })

  it('refuses a database made by a newer Heed', async () => {
    write('1-create-cats.sql', 'create table cats (id uuid primary key)')
    write('2-create-dogs.sql', 'create table dogs (id uuid primary key)')
    await migrate(database.server, folder)
    rmSync(join(folder, '2-create-dogs.sql'))
    await expect(migrate(database.server, folder)).rejects.toThrow('made by a newer Heed (2-create-dogs.sql)')
  })

  it('leaves nothing of a migration that fails, and says where it failed', async () => {
    write('1-create-cats.sql', 'create table cats (id uuid primary key)')
    write('2-fail.sql', 'create table dogs (id uuid primary key);\n\nselect nonsense;')
    await expect(migrate(database.server, folder)).rejects.toThrow(/2-fail\.sql failed: column "nonsense" does not exist at line 3/)
    expect(await query("select name from heed.migrations")).toEqual([{ name: '1-create-cats.sql' }])
    expect(await query("select to_regclass('public.dogs') as dogs")).toEqual([{ dogs: null }])
    write('2-fail.sql', 'create table dogs (id uuid primary key)')
    expect(await migrate(database.server, folder)).toEqual(['2-fail.sql'])
  })

  it('may be asked for by several processes at once', async () => {
    write('1-create-cats.sql', 'create table cats (id uuid primary key)')
    const runs = await Promise.all([1, 2, 3].map(() => migrate(database.server, folder)))
    expect(runs.flat()).toEqual(['1-create-cats.sql'])
  })
})

describe('what a migration may hand over', () => {
  it('is functions to the definer, who afterwards nobody is a member of', async () => {
    write('1-create-count.sql', `create table cats (id uuid primary key);
      create function heed.count_cats() returns bigint language sql security definer set search_path = pg_catalog as 'select count(*) from public.cats';
      grant select on cats to heed_definer;
      alter function heed.count_cats() owner to heed_definer;
      grant execute on function heed.count_cats() to heed_look`)
    await migrate(database.server, folder)
    expect((await database.pools.look.query('select heed.count_cats() as cats')).rows).toEqual([{ cats: 0 }])
    await expect(database.pools.look.query('select * from cats')).rejects.toThrow('permission denied')
    await expect(database.pools.act.query('select heed.count_cats()')).rejects.toThrow('permission denied')
    expect(await query("select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname like 'heed\\_%' and r.rolname <> 'heed_bootstrap'")).toEqual([])
    expect(await query("select has_schema_privilege('heed_definer', 'heed', 'create') as create")).toEqual([{ create: false }])
  })

  it('can be replaced by a later migration', async () => {
    const body = (number: number): string => `create or replace function heed.answer() returns int language sql security definer as 'select ${number}'`
    write('1-create-answer.sql', `${body(1)}; alter function heed.answer() owner to heed_definer; grant execute on function heed.answer() to heed_look`)
    await migrate(database.server, folder)
    write('2-change-answer.sql', body(2))
    await migrate(database.server, folder)
    expect((await database.pools.look.query('select heed.answer() as answer')).rows).toEqual([{ answer: 2 }])
  })
})

describe('what stands ready', () => {
  beforeEach(() => migrate(database.server, folder))

  it('is the job queue, owned by the worker alone, who may make no other schema', async () => {
    expect(await query("select nspowner::regrole::text as owner from pg_namespace where nspname = 'graphile_worker'")).toEqual([{ owner: 'heed_worker' }])
    expect(await query("select has_database_privilege('heed_worker', current_database(), 'create') as create")).toEqual([{ create: false }])
    await database.pools.worker.query("select graphile_worker.add_job('anything')")
  })

  it('is the extensions, found without naming their schema', async () => {
    expect((await database.pools.look.query("select unaccent('Zoë') as plain, similarity('abc', 'abd') > 0 as alike, soundex('Pell') as sound")).rows).toEqual([{ plain: 'Zoe', alike: true, sound: 'P400' }])
  })

  it('lets nobody else connect', async () => {
    expect(await query("select has_database_privilege('public', current_database(), 'connect') as connect")).toEqual([{ connect: false }])
  })
})

describe('the migrations of the project', () => {
  it('are named by their moment and what they do, and no moment is used twice', () => {
    const names = readMigrations(join(projectFolder(), 'db/migrations')).map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(name).toMatch(/^\d{14}-[a-z]+(-[a-z0-9]+)+\.sql$/)
    expect(new Set(names.map((name) => name.slice(0, 14))).size).toBe(names.length)
  })
})
