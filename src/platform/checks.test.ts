import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { checkInstallation, checksumsSaid, type Check } from './checks.ts'
import { cliFor } from './cli.ts'
import { readConfig } from './config.ts'

const NAMES = ['Node', 'PostgreSQL', 'What was committed is kept', 'Page checksums', 'Migrations', 'The application’s logins', 'Row security', 'Audit', 'Jobs', 'Disk']
let heed: TestHeed
let folder = ''

beforeAll(async () => {
  heed = await openTestHeed()
  folder = mkdtempSync(join(tmpdir(), 'heed-checks-'))
})
afterAll(async () => {
  await heed.close()
  rmSync(folder, { recursive: true, force: true })
})

const checks = (dataFolder = folder): Promise<Check[]> => checkInstallation(cliFor({ config: readConfig({ HEED_DATA: dataFolder }), ground: heed.ground, services: heed.services }, { words: [], flags: new Map() }))
const query = (text: string, values: readonly unknown[] = []) => heed.database.pools.bootstrap.query(text, [...values])

/** What one check says while something is broken; it is mended afterwards. */
async function whileBroken(broken: string, mended: string, name: string): Promise<Check | undefined> {
  await query(broken)
  try {
    return (await checks()).find((check) => check.name === name)
  } finally {
    await query(mended)
  }
}

describe('the check of an installation', () => {
  it('looks at everything, in one order, and finds what was just made well', async () => {
    const found = await checks()
    expect(found.map(({ name }) => name)).toEqual(NAMES)
    const well = new Map(found.map(({ name, isWell, found: said }) => [name, [isWell, said]]))
    expect(well.get('Node')).toEqual([true, `Node ${process.versions.node}`])
    expect(well.get('PostgreSQL')).toEqual([true, expect.stringMatching(/^1[5-9]/)])
    expect(well.get('Migrations')).toEqual([true, expect.stringMatching(/^\d+ run, none waits$/)])
    expect(well.get('The application’s logins')).toEqual([true, 'own nothing, are members of nothing, bypass nothing'])
    expect(well.get('Row security')).toEqual([true, expect.stringMatching(/^forced on \d\d tables$/)])
    expect(well.get('Audit')).toEqual([true, expect.stringMatching(/^whole: \d+ entr/)])
    expect(well.get('Jobs')).toEqual([true, '0 failing, 0 waiting'])
  })

  it('says of what was committed what the server itself says', async () => {
    const { rows } = await query("select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages, current_setting('synchronous_commit') as kept, current_setting('data_checksums') as sums")
    const found = new Map((await checks()).map((check) => [check.name, check]))
    expect(found.get('What was committed is kept')).toMatchObject({ found: `fsync ${rows[0].fsync}, full_page_writes ${rows[0].pages}, synchronous_commit ${rows[0].kept}`, isWell: ![rows[0].fsync, rows[0].pages, rows[0].kept].includes('off') })
    expect(found.get('Page checksums')).toEqual({ name: 'Page checksums', ...checksumsSaid(rows[0].sums), isWell: rows[0].sums === 'on' })
  })

  it('says how page checksums are turned on where the server was made without them, and only there', () => {
    expect(checksumsSaid('on')).toEqual({ isWell: true, found: 'on' })
    expect(checksumsSaid('off')).toEqual({ isWell: false, found: 'off: stop PostgreSQL, run pg_checksums --enable on its data folder, and start it again' })
    expect(checksumsSaid('unknown').isWell).toBe(false)
  })

  it('PL-02 is itself in the audit, each time', async () => {
    const looks = async (): Promise<readonly string[]> => (await query("select verb from audit_entries where act = 'platform.verify-audit'")).rows.map(({ verb }) => verb)
    const before = await looks()
    await checks()
    expect(await looks()).toEqual([...before, 'consultation'])
  })

  it('names the key that signs the audit where this folder holds another, and leaves the audit as it was', async () => {
    const other = mkdtempSync(join(tmpdir(), 'heed-checks-'))
    try {
      const found = (await checks(other)).find(({ name }) => name === 'Audit')
      expect(found).toMatchObject({ isWell: false, found: expect.stringMatching(/^signed with the key [0-9a-f]{16}, and the one in /) })
      expect((await checks()).find(({ name }) => name === 'Audit')?.isWell).toBe(true)
    } finally {
      rmSync(other, { recursive: true, force: true })
    }
  })

  it('names a table whose row security its owner passes by', async () => {
    expect(await whileBroken('alter table incidents no force row level security', 'alter table incidents force row level security', 'Row security')).toMatchObject({ isWell: false, found: 'not forced on incidents' })
  })

  it('names what a login of the application owns', async () => {
    await query('create table public.trial_owned (n int)')
    expect(await whileBroken('alter table public.trial_owned owner to heed_act', 'drop table public.trial_owned', 'The application’s logins')).toMatchObject({ isWell: false, found: 'trial_owned' })
  })

  it('counts the migrations that wait, and says how they are run', async () => {
    await query('create table public.trial_migrations as select * from heed.migrations order by name desc limit 1')
    const said = await whileBroken('delete from heed.migrations where name in (select name from public.trial_migrations)', 'insert into heed.migrations select * from public.trial_migrations', 'Migrations')
    await query('drop table public.trial_migrations')
    expect(said).toMatchObject({ isWell: false, found: '1 wait: npm run heed -- db migrate' })
  })

  it('counts the jobs that fail, and those that wait beside them', async () => {
    await query("select graphile_worker.add_job('trial.fails'), graphile_worker.add_job('trial.waits')")
    const said = await whileBroken("update graphile_worker._private_jobs set last_error = 'x' where id = (select min(id) from graphile_worker._private_jobs)", 'delete from graphile_worker._private_jobs', 'Jobs')
    expect(said).toMatchObject({ isWell: false, found: '1 failing, 2 waiting' })
  })

  it('says the first thing that was changed in the audit, however lately it was written', async () => {
    await heed.look('karin.lindqvist', async (ctx) => ctx.shown('incident', newId()))
    expect((await checks()).find(({ name }) => name === 'Audit')?.isWell).toBe(true)
    await query('alter table audit_entries disable trigger user')
    const said = await whileBroken("update audit_entries set act = act || '!' where id = (select max(id::text)::uuid from audit_entries where verb = 'consultation')", "update audit_entries set act = rtrim(act, '!') where act like '%!'", 'Audit')
    await query('alter table audit_entries enable trigger user')
    expect(said).toMatchObject({ isWell: false, found: expect.stringMatching(/^Entry [0-9a-f-]{36} \(seal \d+\) has columns that differ from what was sealed$/) })
  })

  it('leaves nothing out because something else could not be looked at, and calls that not well', async () => {
    const found = await checks(join(folder, 'not', 'there'))
    expect(found.map(({ name }) => name)).toEqual(NAMES)
    for (const name of ['Audit', 'Disk']) expect(found.find((check) => check.name === name)).toMatchObject({ isWell: false, found: expect.stringMatching(/^could not be looked at: /) })
    expect(found.find(({ name }) => name === 'Row security')?.isWell).toBe(true)
  })
})
