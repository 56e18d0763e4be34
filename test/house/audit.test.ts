import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles } from '#platform/auth/actor.ts'
import { hashOf } from '#platform/auth/service-actors.ts'
import { auditKeyIn, sealAudit, type AuditKey } from '#platform/audit/seal.ts'
import { verifyAudit, type AuditReport } from '#platform/audit/verify.ts'
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

interface Tampering {
  /** Change the tables as somebody who owns the machine: triggers off. */
  readonly run: (sql: string, values?: readonly unknown[]) => Promise<void>
  readonly folder: string
  readonly key: AuditKey
}

/** The ways to change the past, done as the superuser. Each is tried on a fresh sealed audit of its own. */
const tamperings: Readonly<Record<string, (t: Tampering) => Promise<void>>> = {
  'alters an entry’s words': ({ run }) => run("update audit_entries set payload = replace(payload, 'consultation', 'alteration') where id = (select entry_id from audit_seals where seq = 3)"),
  'alters who did it': ({ run }) => run("update audit_entries set actor_id = gen_random_uuid() where id = (select entry_id from audit_seals where seq = 2)"),
  'alters when it was done': ({ run }) => run("update audit_entries set at = at - interval '1 day' where id = (select entry_id from audit_seals where seq = 2)"),
  'alters what was done': ({ run }) => run("update audit_entries set act = 'nothing' where id = (select entry_id from audit_seals where seq = 2)"),
  'alters an entry and its digest': ({ run }) => run("update audit_entries set payload = payload || ' ', digest = sha256(salt || convert_to(payload || ' ', 'UTF8')) where id = (select entry_id from audit_seals where seq = 4)"),
  'blanks an entry without an erasure': ({ run }) => run('update audit_entries set payload = null where id = (select entry_id from audit_seals where seq = 2)'),
  'removes an entry': ({ run }) => run('delete from audit_entries where id = (select entry_id from audit_seals where seq = 3)'),
  'removes a seal': ({ run }) => run('delete from audit_seals where seq = 3'),
  'removes an entry and its seal': ({ run }) => run('with s as (delete from audit_seals where seq = 3 returning entry_id) delete from audit_entries where id in (select entry_id from s)'),
  'swaps two entries': async ({ run }) => {
    await run("create temporary table swapped as select seq, entry_id, digest from audit_seals where seq in (2, 3)")
    await run('alter table audit_seals drop constraint audit_seals_entry_once')
    await run('update audit_seals s set entry_id = o.entry_id, digest = o.digest from swapped o where s.seq in (2, 3) and o.seq = 5 - s.seq')
  },
  'slips an entry in between': async ({ run }) => {
    await run('update audit_seals set seq = seq + 1000 where seq > 3')
    await run("insert into audit_seals (seq, entry_id, digest, chain) select 4, gen_random_uuid(), digest, chain from audit_seals where seq = 3")
    await run('update audit_seals set seq = seq - 999 where seq > 1000')
  },
  'cuts the end off': async ({ run }) => {
    await run('with s as (delete from audit_seals where seq > 4 returning entry_id) delete from audit_entries where id in (select entry_id from s)')
    await run('delete from audit_heads where seq > 4')
  },
  'removes everything': async ({ run }) => {
    for (const table of ['audit_seals', 'audit_heads', 'audit_entries']) await run(`delete from ${table}`)
  },
  'signs a head with another key': async ({ run, key }) => {
    await run('update audit_heads set signature = $1', [Buffer.alloc(64, 7)])
    expect(key.id).toHaveLength(16)
  },
  'names another key on a head': ({ run }) => run("update audit_heads set key_id = 'another'"),
  'writes the whole chain anew and signs it with the right key': async ({ run, folder, key }) => {
    await run('with s as (delete from audit_seals where seq = 2 returning entry_id) delete from audit_entries where id in (select entry_id from s)')
    await run('insert into heed.audit_unsealed select entry_id from audit_seals on conflict do nothing')
    await run('delete from audit_seals')
    await run('delete from audit_heads')
    const log = readFileSync(join(folder, 'audit-heads.log'), 'utf8')
    await sealAudit(heed.database.pools.worker, key, folder, heed.clock.now())
    writeFileSync(join(folder, 'audit-heads.log'), log)
  },
}

/** A fresh audit of six entries, sealed in three heads; tampered with; checked; put back as it was. */
async function tamper(how: (t: Tampering) => Promise<void>): Promise<AuditReport> {
  const own = await openTestHeed()
  const folder = mkdtempSync(join(tmpdir(), 'heed-audit-'))
  const before = heed
  heed = own
  try {
    const key = auditKeyIn(folder)
    for (let round = 0; round < 3; round++) {
      for (let at = 0; at < 2; at++) await own.look('karin.lindqvist', async (ctx) => ctx.shown('incident', newId()))
      await sealAudit(own.database.pools.worker, key, folder, own.clock.now())
    }
    const client = await own.database.pools.bootstrap.connect()
    await client.query('alter table audit_entries disable trigger user; alter table audit_seals disable trigger user; alter table audit_heads disable trigger user')
    try {
      await how({ run: async (sql, values) => void (await client.query(sql, [...(values ?? [])])), folder, key })
    } finally {
      client.release(true)
    }
    return await own.look('service:cli', (ctx) => verifyAudit(ctx.db, key, folder))
  } finally {
    heed = before
    await own.close()
    rmSync(folder, { recursive: true, force: true })
  }
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

describe('the check of the whole audit', () => {
  it('finds nothing in an audit that nobody touched', async () => {
    expect((await tamper(async () => undefined)).faults).toEqual([])
  })

  it.each(Object.keys(tamperings))('finds it when somebody %s', async (kind) => {
    const report = await tamper(tamperings[kind] ?? (async () => undefined))
    expect(report.faults.length).toBeGreaterThan(0)
  })
})
