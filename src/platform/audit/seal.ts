import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type pg from 'pg'
import { CannotStart } from '#platform/config.ts'
import { inTransaction, type Db } from '#platform/db/connect.ts'
import { keepOnce } from '#platform/kept-once.ts'

/** The key that signs the heads of the audit chain, and the name it goes by. */
export interface AuditKey {
  readonly id: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/**
 * The signing key kept in the data folder, made on first use (Ed25519).
 *
 * Changes: audit-key.pem, readable by its owner only; audit-key.pub.pem beside it.
 */
export function auditKeyIn(folder: string): AuditKey {
  const file = join(folder, 'audit-key.pem')
  if (!existsSync(file)) {
    keepOnce(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    keepOnce(join(folder, 'audit-key.pub.pem'), createPublicKey(createPrivateKey(readFileSync(file))).export({ type: 'spki', format: 'pem' }).toString())
  }
  const privateKey = createPrivateKey(readFileSync(file))
  const publicKey = createPublicKey(privateKey)
  const id = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16)
  return { id, privateKey, publicKey }
}

/**
 * Make sure that the audit of this database is signed with the key of this folder: another's would look like a change for ever.
 *
 * Refuses: CannotStart, naming the key that signed last.
 */
export async function refuseOtherKey(db: Db, key: AuditKey, folder: string): Promise<void> {
  const last = await lastKeyOf(db)
  if (last === null || last === key.id) return
  throw new CannotStart([
    `The audit of this database is signed with the key ${last}, and the one in ${folder} is ${key.id}.`,
    'Set HEED_DATA to the folder Heed was started with before, or copy audit-key.pem from there. If that key is lost for good, sign with this one from now on: npm run heed -- audit new-key --instead-of KEY',
  ].join('\n'))
}

/** The name of the key that signed last; null when nothing is signed yet. */
export async function lastKeyOf(db: Db): Promise<string | null> {
  const last = await db.selectFrom('auditHeads').select('keyId').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return last?.keyId ?? null
}

/** What a signature over a head covers. */
export function headText(seq: number, chain: Buffer, at: Date): Buffer {
  return Buffer.from(`heed audit head\n${seq}\n${chain.toString('hex')}\n${at.toISOString()}\n`, 'utf8')
}

/**
 * Chain every committed audit entry that waits, in order, and sign the new head.
 *
 * Runs as the worker's login, one sealer at a time; entries are chained after their commit, so a long act holds no one up.
 * Result: how many were sealed.
 * Refuses: CannotStart, when the last head was signed with another key, unless this one `takesOver`.
 * Changes: audit_seals, audit_heads; a line in audit-heads.log outside the database, which a rewritten chain cannot match.
 */
export async function sealAudit(worker: pg.Pool, key: AuditKey, folder: string, at: Date, { takesOver = false } = {}): Promise<number> {
  const head = await inTransaction(worker, async (tx) => {
    const { rows } = await sql<{ sealed: number; seq: number; chain: Buffer }>`select * from heed.seal_audit(5000)`.execute(tx)
    const made = rows[0]
    if (made === undefined || made.sealed === 0) return null
    if (!takesOver) await refuseOtherKey(tx, key, folder)
    const signature = sign(null, headText(made.seq, made.chain, at), key.privateKey)
    await tx.insertInto('auditHeads').values({ seq: made.seq, chain: made.chain, at, keyId: key.id, signature }).execute()
    return made
  })
  if (head === null) return 0
  // after the commit: a head that was never kept, in a log that is never corrected, would look like a change for ever
  appendFileSync(join(folder, 'audit-heads.log'), `${head.seq} ${head.chain.toString('hex')} ${at.toISOString()}\n`)
  return head.sealed
}
