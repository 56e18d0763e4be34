import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles } from '#platform/auth/actor.ts'
import { hashOf } from '#platform/auth/service-actors.ts'
import type { Door } from '#platform/http/house.ts'
import { newId } from '#platform/ids.ts'
import { newToken } from '#platform/transact.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { readTables } from './catalogue.ts'
import { addressOf, allDoors, nameOf, readList } from './visitors.ts'
import { fillWorlds, type Filled } from './worlds.ts'

let heed: TestHeed
let app: FastifyInstance
let filled: Filled
let token: string
let doors: readonly Door[]

/** Names of ids that are not the plural of their table. */
const TABLES: Readonly<Record<string, string>> = { grant: 'access_grants', mention: 'person_mentions', flag: 'incident_flags', item: 'case_plan_items', closure: 'case_closures', review: 'case_reviews', set: 'question_sets' }

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  filled = await fillWorlds(heed, await readTables(heed.database.pools.bootstrap))
  token = await admitEverything()
  doors = (await allDoors()).filter(({ method, path, policy }) => method === 'GET' && path.includes(':') && policy !== 'open')
})

afterAll(async () => heed.close())

/** Somebody with every role, the highest rank and the whole force’s sight. */
async function admitEverything(): Promise<string> {
  const { bootstrap } = heed.database.pools
  const [id, made] = [newId(), newToken()]
  await bootstrap.query("insert into accounts (id, username, name, kind, rank) values ($1, 'every.role', 'Every Role', 'police', 'superintendent')", [id])
  for (const role of roles) await bootstrap.query('insert into role_grants (id, account_id, role) values ($1, $2, $3)', [newId(), id, role])
  await bootstrap.query("insert into team_members (team_id, account_id) select id, $1 from teams where sight = 'force' limit 1", [id])
  await bootstrap.query("insert into heed.sessions (id, token_hash, account_id, kind, expires_at) values ($1, $2, $3, 'person', now() + interval '1 hour')", [newId(), hashOf(made), id])
  return made
}

function recordFor(param: string): string {
  const noun = param.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return filled.rows.get(TABLES[noun] ?? `${noun}s`)?.get('first') ?? newId()
}

async function open(door: Door): Promise<{ status: number; ids: readonly string[]; rows: readonly { act: string; subjects: readonly string[] }[]; body: string }> {
  const ids: string[] = []
  const url = addressOf(door.path, (name) => {
    ids.push(recordFor(name))
    return ids.at(-1) ?? ''
  })
  const since = await lastEntry()
  const { statusCode, body } = await app.inject({ url, headers: { cookie: `heed=${token}`, authorization: `Bearer ${token}` } })
  const { rows } = await heed.database.pools.bootstrap.query('select act, subject_ids as subjects from audit_entries where id > $1', [since])
  return { status: statusCode, ids, rows, body }
}

async function lastEntry(): Promise<string> {
  const { rows } = await heed.database.pools.bootstrap.query("select coalesce(max(id::text), '00000000-0000-0000-0000-000000000000') as id from audit_entries")
  return rows[0].id
}

describe('PL-02 every page that names a record', () => {
  it('leaves an audit entry that names it', async () => {
    const faults: string[] = []
    const needsWhole = readList('needs-whole-record.txt')
    let opened = 0
    for (const door of doors) {
      const { status, ids, rows } = await open(door)
      const named = rows.filter(({ act }) => act === door.policy).flatMap(({ subjects }) => subjects)
      // an address that goes inside a record names the record first
      if (status === 200 && !named.includes(ids[0] ?? '')) faults.push(`${nameOf(door)} showed a record and left no entry naming it`)
      if (status === 200) opened += 1
      else if (status >= 500 && !needsWhole.has(nameOf(door))) faults.push(`${nameOf(door)} answered ${status} to a record that is there`)
    }
    expect(faults).toEqual([])
    expect(opened).toBeGreaterThan(0)
  })

  it('is not shown when the entry cannot be written', async () => {
    const { bootstrap } = heed.database.pools
    const pages: Door[] = []
    for (const door of doors) if ((await open(door)).status === 200) pages.push(door)
    await bootstrap.query('revoke insert on audit_entries from heed_look, heed_act')
    try {
      const faults: string[] = []
      for (const door of pages) {
        const { status, body, rows } = await open(door)
        if (status < 500 || rows.length > 0 || body.includes('canary')) faults.push(`${nameOf(door)} answered ${status}`)
      }
      expect(faults).toEqual([])
    } finally {
      await bootstrap.query('grant insert on audit_entries to heed_look, heed_act')
    }
  })

  it('leaves an entry too when it was refused or not there, beside the answer', async () => {
    const stranger = await heed.tokenOf('sam.blank')
    for (const door of doors) {
      const since = await lastEntry()
      const id = newId()
      const { statusCode } = await app.inject({ url: addressOf(door.path, () => id), headers: { cookie: `heed=${stranger}`, authorization: `Bearer ${stranger}` } })
      const { rows } = await heed.database.pools.bootstrap.query("select subject_ids from audit_entries where id > $1 and verb = 'refusal'", [since])
      expect([403, 404], nameOf(door)).toContain(statusCode)
      expect(rows.flatMap((row) => row.subject_ids), nameOf(door)).toContain(id)
    }
  })
})
