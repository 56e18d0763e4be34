import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cliFor, readWords, type Cli } from '#platform/cli.ts'
import { readConfig } from '#platform/config.ts'
import { newId } from '#platform/ids.ts'
import { whoIs } from '#platform/transact.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { verbs } from '../../features.ts'
import { keepDemonstrationPassword } from './commands.ts'

let heed: TestHeed
let folder: string

beforeAll(async () => {
  heed = await openTestHeed()
  folder = mkdtempSync(join(tmpdir(), 'heed-cli-'))
})

afterAll(async () => {
  await heed.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Run a verb as an operator does, and give back its code, its result and what it said beside. */
async function run(name: string, ...args: string[]): Promise<{ code: number; printed: string[]; said: string[] }> {
  const verb = verbs.find((each) => each.name === name)
  if (verb === undefined) throw new Error(`there is no verb ${name}`)
  const printed: string[] = []
  const said: string[] = []
  const config = readConfig({ HEED_DATA: folder, DATABASE_URL: 'postgres://somebody:secret@db.example/heed' })
  const cli: Cli = { ...cliFor({ config, ground: heed.ground, services: heed.services }, readWords(verb, args)), print: (line) => void printed.push(line), say: (line) => void said.push(line) }
  return { code: (await verb.run(cli)) ?? 0, printed, said }
}

describe('admin issue-token', () => {
  it('prints the token alone, and the token is the system’s', async () => {
    const { printed } = await run('admin issue-token', '--client', 'dispatch', '--scope', 'incidents:write')
    expect(printed).toHaveLength(1)
    expect(await whoIs(heed.ground, printed[0] ?? '')).toMatchObject({ kind: 'client', username: 'client:dispatch', roles: ['ingest'], teamIds: [] })
  })

  it('says what is missing or wrong', async () => {
    await expect(run('admin issue-token', '--scope', 'incidents:write')).rejects.toThrow(/--client/)
    await expect(run('admin issue-token', '--client', 'Dispatch 1', '--scope', 'incidents:write')).rejects.toThrow(/small letters/)
    await expect(run('admin issue-token', '--client', 'dispatch', '--scope', 'everything')).rejects.toThrow(/incidents:write/)
  })
})

describe('demo users', () => {
  it('tells nothing where no password was kept', async () => {
    expect(await run('demo users', '--json')).toMatchObject({ code: 1, printed: [] })
  })

  it('prints who can sign in, for people and for programs', async () => {
    await heed.act('service:cli', (ctx) => keepDemonstrationPassword(ctx, 'invented-for-tests'))
    const users: unknown = JSON.parse((await run('demo users', '--json')).printed.join('\n'))
    expect(users).toContainEqual(expect.objectContaining({ username: 'karin.lindqvist', password: 'invented-for-tests', rank: 'sergeant', borough: 'Marlow Quay', team: 'Marlow Quay Response' }))
    expect(users).toContainEqual(expect.objectContaining({ username: 'dev.mistry', role: 'partner', rank: null, team: null }))
    const { printed } = await run('demo users')
    expect(printed[0]).toBe('Everyone’s password: invented-for-tests')
    expect(printed.some((line) => line.startsWith('amara.diallo'))).toBe(true)
  })
})

describe('doctor', () => {
  it('finds the logins, row security, migrations and audit of a sound installation well', async () => {
    const { printed } = await run('doctor')
    for (const name of ['PostgreSQL', 'Migrations', 'The application’s logins', 'Row security', 'Audit', 'Jobs', 'Reports of which nobody was told', 'Approved assessments without their case']) {
      expect(printed.find((line) => line.includes(` ${name}: `)), name).toMatch(/^well /)
    }
  })

  it('names a report of which nobody was told, and a table whose row security is not forced', async () => {
    await heed.act('amara.diallo', (ctx) => ctx.db.insertInto('incidents').values({ id: newId(), reference: 'ASB/2026/000077', channel: '101', reportedAt: ctx.now, recordedAt: ctx.now, recordedBy: ctx.actor.id }).execute())
    await heed.database.pools.bootstrap.query('alter table clocks no force row level security')
    const { code, printed } = await run('doctor')
    expect(code).toBe(1)
    expect(printed).toContain('NOT WELL  Reports of which nobody was told: 1')
    expect(printed).toContain('NOT WELL  Row security: not forced on clocks')
  })
})

describe('config', () => {
  it('prints what was read, without its passwords', async () => {
    const { printed } = await run('config')
    expect(printed).toContain('databaseUrl = postgres://somebody:***@db.example/heed')
    expect(printed.join('\n')).not.toContain('secret')
  })
})
