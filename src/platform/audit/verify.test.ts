import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sign, verify as verifySignature } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction, type Db } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { digestOf, writeAudit } from './entry.ts'
import { auditKeyIn, headText, sealAudit, type AuditKey } from './seal.ts'
import { verifyAudit, type AuditReport } from './verify.ts'

const shownIds = Array.from({ length: 6 }, () => newId())
let heed: TestHeed
let folder = ''
let key: AuditKey
let entryIds: readonly string[] = []
let keptLog = ''

/** Six entries, sealed in three heads. */
beforeAll(async () => {
  heed = await openTestHeed()
  folder = mkdtempSync(join(tmpdir(), 'heed-verify-'))
  key = auditKeyIn(folder)
  // what setting up the force left behind is not of this audit
  await inTransaction(heed.database.pools.bootstrap, async (db) => {
    await sql`alter table audit_entries disable trigger user`.execute(db)
    for (const table of ['heed.audit_unsealed', 'audit_entries']) await sql`delete from ${sql.table(table)}`.execute(db)
    await sql`alter table audit_entries enable trigger user`.execute(db)
  })
  for (let round = 0; round < 3; round++) {
    for (const id of shownIds.slice(round * 2, round * 2 + 2)) await heed.look('karin.lindqvist', async (ctx) => ctx.shown('incident', id))
    expect(await sealAudit(heed.database.pools.worker, key, folder, new Date(`2026-11-23T12:00:0${round}Z`))).toBe(2)
  }
  const { rows } = await heed.database.pools.bootstrap.query<{ entry_id: string }>('select entry_id from audit_seals order by seq')
  entryIds = rows.map((row) => row.entry_id)
  keptLog = readFileSync(join(folder, 'audit-heads.log'), 'utf8')
})
afterAll(async () => {
  await heed.close()
  rmSync(folder, { recursive: true, force: true })
})

class Undo extends Error {}

/** What the check says after somebody who owns the machine changed the tables, their triggers off; everything is put back. */
async function after(change: (db: Db) => Promise<unknown>, with_: AuditKey = key): Promise<AuditReport> {
  const found: AuditReport[] = []
  await inTransaction(heed.database.pools.bootstrap, async (db) => {
    for (const table of ['audit_entries', 'audit_seals', 'audit_heads']) await sql`alter table ${sql.table(table)} disable trigger user`.execute(db)
    await change(db)
    found.push(await verifyAudit(db, with_, folder))
    throw new Undo()
  }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
  const [report] = found
  if (report === undefined) throw new Error('the check said nothing')
  return report
}
const faultsAfter = async (change: (db: Db) => Promise<unknown>): Promise<readonly string[]> => (await after(change)).faults
const entry = (seq: number): string => `Entry ${entryIds[seq - 1] ?? ''} (seal ${seq})`

describe('the check of an audit that nobody touched', () => {
  it('PL-02 counts what is there, what is sealed, what is signed and what waits, and finds nothing', async () => {
    expect(await after(async () => undefined)).toEqual({ entries: 6, sealed: 6, heads: 3, waiting: 0, faults: [], givenUp: [] })
  })

  it('PL-02 counts an entry that is not sealed yet as waiting, which is no fault', async () => {
    const report = await after((db) => sql`insert into audit_entries (id, at, actor_id, verb, act, subject_ids, payload, salt, digest) select ${newId()}::uuid, at, actor_id, verb, act, subject_ids, payload, salt, digest from audit_entries where id = ${entryIds[0]}`.execute(db))
    expect(report).toMatchObject({ entries: 7, sealed: 6, waiting: 1, faults: [] })
  })

  it('PL-02 takes an erasure for what it is: the words are gone, the digest stays', async () => {
    expect(await faultsAfter((db) => sql`update audit_entries set payload = null, erased_at = now() where id = ${entryIds[2]}`.execute(db))).toEqual([])
  })

  it('PL-02 leaves the database as it was, so that each of these begins with a whole audit', async () => {
    expect((await heed.look('service:cli', (ctx) => verifyAudit(ctx.db, key, folder))).faults).toEqual([])
  })
})

describe('the check names what was changed', () => {
  it.each([
    ['the words of an entry', `payload = replace(payload, 'incident', 'person')`, 'was altered'],
    ['one blank in an entry', `payload = payload || ' '`, 'was altered'],
    ['the salt of an entry', `salt = '\\x00'`, 'was altered'],
    ['the digest of an entry', `digest = sha256('x')`, 'carries another digest than was sealed'],
    ['an entry and its digest together', `payload = payload || ' ', digest = sha256(salt || convert_to(payload || ' ', 'UTF8'))`, 'carries another digest than was sealed'],
    ['who it was', 'actor_id = gen_random_uuid()', 'has columns that differ from what was sealed'], ['that it was anybody', 'actor_id = null', 'has columns that differ from what was sealed'],
    ['when it was, by a millisecond', `at = at + interval '1 millisecond'`, 'has columns that differ from what was sealed'], ['what was done', `act = 'nothing'`, 'has columns that differ from what was sealed'],
    ['what kind of thing it was', `verb = 'collection'`, 'has columns that differ from what was sealed'], ['its words to nothing', 'payload = null', 'lost its words without an erasure'],
  ])('PL-02 %s: in that entry, and in no other', async (_what, change, fault) => {
    expect(await faultsAfter((db) => sql`update audit_entries set ${sql.raw(change)} where id = ${entryIds[2]}`.execute(db))).toEqual([`${entry(3)} ${fault}`])
  })

  it('PL-02 an entry that was removed', async () => {
    expect(await faultsAfter((db) => sql`delete from audit_entries where id = ${entryIds[4]}`.execute(db))).toEqual([`${entry(5)} was removed`])
  })

  it('PL-02 a seal that was removed, and nothing of those after it but the break', async () => {
    expect(await faultsAfter((db) => sql`delete from audit_seals where seq = 3`.execute(db))).toEqual(['Seal 3 is missing', 'Seal 4 does not follow from the one before it'])
  })

  it('PL-02 an entry removed together with its seal', async () => {
    expect(await faultsAfter((db) => sql`with s as (delete from audit_seals where seq = 3 returning entry_id) delete from audit_entries where id in (select entry_id from s)`.execute(db)))
      .toEqual(['Seal 3 is missing', 'Seal 4 does not follow from the one before it'])
  })

  it('PL-02 two entries that changed places, at both places', async () => {
    expect(await faultsAfter(async (db) => {
      await sql`alter table audit_seals drop constraint audit_seals_entry_once`.execute(db)
      await sql`with o as (select seq, entry_id, digest from audit_seals where seq in (2, 3)) update audit_seals s set entry_id = o.entry_id, digest = o.digest from o where s.seq in (2, 3) and o.seq = 5 - s.seq`.execute(db)
    })).toEqual(['Seal 2 does not follow from the one before it', 'Seal 3 does not follow from the one before it'])
  })

  it('PL-02 a true entry slipped in between two others, the rest moved up', async () => {
    expect(await faultsAfter(async (db) => {
      await sql`update audit_seals set seq = seq + 1000 where seq > 3`.execute(db)
      await sql`with made as (insert into audit_entries (id, at, actor_id, verb, act, subject_ids, payload, salt, digest) select ${newId()}::uuid, at, actor_id, verb, act, subject_ids, payload, salt, digest from audit_entries where id = ${entryIds[0]} returning id, digest) insert into audit_seals (seq, entry_id, digest, chain) select 4, made.id, made.digest, s.chain from made, audit_seals s where s.seq = 3`.execute(db)
      await sql`update audit_seals set seq = seq - 999 where seq > 1000`.execute(db)
    })).toEqual([
      ...[4, 5, 6, 7].map((seq) => `Seal ${seq} does not follow from the one before it`), 'Head 4 does not match the chain', 'Head 6 does not match the chain',
      'The log kept outside the database holds another head 4', 'The log kept outside the database holds another head 6',
    ])
  })

  it('PL-02 an entry taken out and the whole chain written anew and signed with the right key: only the log outside still tells, of each head', async () => {
    expect(await faultsAfter(async (db) => {
      await sql`with s as (delete from audit_seals where seq = 2 returning entry_id) delete from audit_entries where id in (select entry_id from s)`.execute(db)
      await sql`insert into heed.audit_unsealed select entry_id from audit_seals`.execute(db)
      for (const table of ['audit_seals', 'audit_heads']) await sql`delete from ${sql.table(table)}`.execute(db)
      const { rows } = await sql<{ seq: number; chain: Buffer }>`select * from heed.seal_audit(5000)`.execute(db)
      const [{ seq, chain } = { seq: 0, chain: Buffer.alloc(0) }] = rows
      const at = heed.clock.now()
      await db.insertInto('auditHeads').values({ seq, chain, at, keyId: key.id, signature: sign(null, headText(seq, chain, at), key.privateKey) }).execute()
    })).toEqual([2, 4, 6].map((seq) => `The log kept outside the database holds another head ${seq}`))
  })

  it('PL-02 a seal rewritten to fit another entry', async () => {
    expect(await faultsAfter((db) => sql`update audit_seals set digest = sha256('x') where seq = 4`.execute(db))).toEqual(['Seal 4 does not follow from the one before it', `${entry(4)} carries another digest than was sealed`])
  })

  it('PL-02 the end cut off: the heads that were signed over it, and the log outside, still tell', async () => {
    expect(await faultsAfter((db) => sql`delete from audit_seals where seq > 4`.execute(db))).toEqual(['Head 6 does not match the chain', 'The log kept outside the database holds another head 6'])
    expect(await faultsAfter(async (db) => {
      await sql`with s as (delete from audit_seals where seq > 4 returning entry_id) delete from audit_entries where id in (select entry_id from s)`.execute(db)
      await sql`delete from audit_heads where seq > 4`.execute(db)
    })).toEqual(['The log kept outside the database holds another head 6'])
  })

  it('PL-02 everything removed: only the log outside still tells, of each head', async () => {
    const report = await after(async (db) => {
      for (const table of ['audit_seals', 'audit_heads', 'audit_entries']) await sql`delete from ${sql.table(table)}`.execute(db)
    })
    expect(report).toEqual({ entries: 0, sealed: 0, heads: 0, waiting: 0, faults: [2, 4, 6].map((seq) => `The log kept outside the database holds another head ${seq}`), givenUp: [] })
  })

  it.each([
    ['a signature of nobody', `signature = '\\x00'`, 'Head 4 has a false signature'], ['the time of a head', `at = at + interval '1 second'`, 'Head 4 has a false signature'],
    ['the name of the key', `key_id = 'another'`, 'Head 4 was signed with another key (another)'],
  ])('PL-02 %s', async (_what, change, fault) => {
    expect(await faultsAfter((db) => sql`update audit_heads set ${sql.raw(change)} where seq = 4`.execute(db))).toEqual([fault])
  })

  it('PL-02 the chain of a head, which then is neither what was signed nor what is there', async () => {
    expect(await faultsAfter((db) => sql`update audit_heads set chain = sha256('x') where seq = 4`.execute(db))).toEqual(['Head 4 has a false signature', 'Head 4 does not match the chain'])
  })

  it('PL-02 by every head, when it is checked with another installation’s key', async () => {
    const other = mkdtempSync(join(tmpdir(), 'heed-verify-'))
    try {
      expect((await after(async () => undefined, auditKeyIn(other))).faults).toEqual([2, 4, 6].map((seq) => `Head ${seq} was signed with another key (${key.id})`))
    } finally {
      rmSync(other, { recursive: true, force: true })
    }
  })

  it('PL-02 in the log outside: a line rewritten, a line invented; a line that was never finished is passed over', async () => {
    const log = join(folder, 'audit-heads.log')
    try {
      writeFileSync(log, `${keptLog.replace(/^4 [0-9a-f]{8}/m, '4 00000000')}9 abc 2026-11-23T12:00:00.000Z\n7`)
      expect(await faultsAfter(async () => undefined)).toEqual(['The log kept outside the database holds another head 4', 'The log kept outside the database holds another head 9'])
      rmSync(log)
      expect(await faultsAfter(async () => undefined)).toEqual([])
    } finally {
      writeFileSync(log, keptLog)
    }
  })

  it('PL-02 a hundred times at the most', async () => {
    const many = Array.from({ length: 150 }, (_, at) => `${at + 100} abc now\n`).join('')
    try {
      writeFileSync(join(folder, 'audit-heads.log'), many)
      expect(await faultsAfter(async () => undefined)).toHaveLength(100)
    } finally {
      writeFileSync(join(folder, 'audit-heads.log'), keptLog)
    }
  })
})

describe('a key that was lost', () => {
  const heads = 101
  /** One more head an entry, signed with a key nobody has; then, or not, the act that gives it up. */
  async function signedWithLost(db: Db, givenUp: string | null): Promise<void> {
    const seal = async (by: AuditKey | null): Promise<void> => {
      const { rows } = await sql<{ seq: number; chain: Buffer }>`select * from heed.seal_audit(5000)`.execute(db)
      const [{ seq, chain } = { seq: 0, chain: Buffer.alloc(0) }] = rows
      const at = heed.clock.now()
      await db.insertInto('auditHeads').values({ seq, chain, at, keyId: by?.id ?? 'lost', signature: by === null ? Buffer.from('lost') : sign(null, headText(seq, chain, at), by.privateKey) }).execute()
    }
    const write = async (act: string, detail: Record<string, unknown>): Promise<void> => {
      await writeAudit(db, { at: heed.clock.now(), actorId: null, verb: 'alteration', act, subjects: [], requestId: 'trial', detail })
      await sql`insert into heed.audit_unsealed select id from audit_entries e where not exists (select from audit_seals s where s.entry_id = e.id) on conflict do nothing`.execute(db)
    }
    for (let n = 0; n < heads; n++) {
      await write('trial.act', {})
      await seal(null)
    }
    await write('platform.new-audit-key', { keyId: key.id, insteadOf: givenUp ?? 'another' })
    await seal(key)
  }
  const line = `Heads 7 to ${6 + heads} (${heads}) were signed with the key lost, which was given up as lost: their signatures cannot be checked`

  it('PL-02 is named once, however many heads it signed, and is no change; where no act gives it up, each head is a fault', async () => {
    expect(await after((db) => signedWithLost(db, 'lost'))).toMatchObject({ heads: 4 + heads, faults: [], givenUp: [line] })
    const { faults, givenUp } = await after((db) => signedWithLost(db, null))
    expect([faults.length, faults[0], givenUp]).toEqual([100, 'Head 7 was signed with another key (lost)', []])
  })

  it.each([['given up', 'lost'], ['not given up', null]])('PL-02 hides no change behind the heads it signed (%s)', async (_what, by) => {
    const { faults } = await after(async (db) => {
      await signedWithLost(db, by)
      await sql`update audit_heads set chain = sha256('x') where seq = ${7 + heads}`.execute(db)
    })
    expect(faults.slice(0, 2)).toEqual([`Head ${7 + heads} has a false signature`, `Head ${7 + heads} does not match the chain`])
  })

  it('PL-02 covers nothing that was signed with it after it was given up', async () => {
    const { faults } = await after(async (db) => {
      await signedWithLost(db, 'lost')
      await sql`update audit_heads set key_id = 'lost' where seq = ${7 + heads}`.execute(db)
    })
    expect(faults).toEqual([`Head ${7 + heads} was signed with another key (lost)`])
  })

  it('PL-02 is not given up by an act whose words were altered', async () => {
    const { faults, givenUp } = await after(async (db) => {
      await signedWithLost(db, null)
      await sql`update audit_entries set payload = replace(payload, '"another"', '"lost"') where act = 'platform.new-audit-key'`.execute(db)
    })
    expect([faults[0], givenUp]).toEqual([expect.stringContaining('was altered'), []])
  })
})

describe('sealing', () => {
  it('PL-02 signs each head over its number, its chain and its moment, and writes it outside the database too', async () => {
    const { rows } = await heed.database.pools.bootstrap.query<{ seq: number; chain: Buffer; at: Date; key_id: string; signature: Buffer }>('select seq, chain, at, key_id, signature from audit_heads order by seq')
    expect(rows.map(({ seq, key_id: keyId }) => [Number(seq), keyId])).toEqual([2, 4, 6].map((seq) => [seq, key.id]))
    for (const { seq, chain, at, signature } of rows) expect(verifySignature(null, headText(Number(seq), chain, at), key.publicKey, signature)).toBe(true)
    expect(keptLog).toBe(rows.map(({ seq, chain, at }) => `${seq} ${chain.toString('hex')} ${at.toISOString()}\n`).join(''))
  })

  it('PL-02 writes no head in the log outside that was not kept: a commit that fails leaves the log as it was', async () => {
    const { bootstrap, worker } = heed.database.pools
    await bootstrap.query("create function public.trial_fails() returns trigger language plpgsql as $$ begin raise exception 'lost on the way'; end $$")
    await bootstrap.query('create constraint trigger trial_fails after insert on audit_heads deferrable initially deferred for each row execute function public.trial_fails()')
    await heed.look('karin.lindqvist', async (ctx) => ctx.shown('incident', shownIds[0] ?? ''))
    try {
      await expect(sealAudit(worker, key, folder, heed.clock.now())).rejects.toThrow('lost on the way')
      expect(readFileSync(join(folder, 'audit-heads.log'), 'utf8')).toBe(keptLog)
    } finally {
      await bootstrap.query('drop function public.trial_fails() cascade')
      await bootstrap.query('alter table audit_entries disable trigger user; with gone as (delete from heed.audit_unsealed returning entry_id) delete from audit_entries where id in (select entry_id from gone); alter table audit_entries enable trigger user')
    }
  })

  it('PL-02 of nothing new seals nothing, signs nothing and writes nothing', async () => {
    expect(await sealAudit(heed.database.pools.worker, key, folder, heed.clock.now())).toBe(0)
    expect(readFileSync(join(folder, 'audit-heads.log'), 'utf8')).toBe(keptLog)
  })

  it('PL-02 is refused to the key of another folder, until it is told to take over; what was signed before is still told apart', async () => {
    const other = mkdtempSync(join(tmpdir(), 'heed-other-'))
    try {
      const theirs = auditKeyIn(other)
      await heed.look('karin.lindqvist', async (ctx) => ctx.shown('incident', shownIds[0] ?? ''))
      const { worker } = heed.database.pools
      await expect(sealAudit(worker, theirs, other, heed.clock.now())).rejects.toThrow(new RegExp(`signed with the key ${key.id}, and the one in ${other} is ${theirs.id}`))
      expect(existsSync(join(other, 'audit-heads.log'))).toBe(false)
      expect(await after(async () => undefined)).toMatchObject({ sealed: 6, heads: 3, waiting: 1, faults: [] })
      expect(await sealAudit(worker, theirs, other, heed.clock.now(), { takesOver: true })).toBe(1)
      expect(await faultsAfter(async () => undefined)).toEqual([`Head 7 was signed with another key (${theirs.id})`])
      await heed.look('karin.lindqvist', async (ctx) => ctx.shown('incident', shownIds[0] ?? ''))
      await expect(sealAudit(worker, key, folder, heed.clock.now())).rejects.toThrow('copy audit-key.pem')
      expect(await sealAudit(worker, theirs, other, heed.clock.now())).toBe(1)
    } finally {
      rmSync(other, { recursive: true, force: true })
    }
  })

  it('PL-02 has a key that is made once, is its owner’s alone, and goes by a name that says nothing of it', () => {
    const again = auditKeyIn(folder)
    expect([again.id, again.privateKey.equals(key.privateKey)]).toEqual([key.id, true])
    expect(key.id).toMatch(/^[0-9a-f]{16}$/)
    expect(statSync(join(folder, 'audit-key.pem')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'audit-key.pub.pem'), 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  })

  it('PL-02 digests an entry with its salt before its words, so that equal words look different', () => {
    expect(digestOf(Buffer.from('a'), 'b').toString('hex')).toBe('fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603')
    expect(digestOf(Buffer.from('x'), 'b').equals(digestOf(Buffer.from('y'), 'b'))).toBe(false)
  })
})
