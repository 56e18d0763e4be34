import { createHash, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '#platform/db/connect.ts'
import { digestOf } from './entry.ts'
import { headText, type AuditKey } from './seal.ts'

/** What the check of the whole audit found; `faults` is empty when nothing was altered. */
export interface AuditReport {
  readonly entries: number
  readonly sealed: number
  readonly heads: number
  readonly waiting: number
  readonly faults: readonly string[]
}

const atATime = 5000

/**
 * Read the audit from its first entry and find any change: altered, removed, added between, reordered, cut short, re-signed.
 *
 * Input: a connection that may read the audit; the signing key; the folder with the log of heads kept outside the database.
 * Result: at most a hundred faults, each a sentence naming the entry or the head.
 */
export async function verifyAudit(db: Db, key: AuditKey, folder: string): Promise<AuditReport> {
  const faults: string[] = []
  const fault = (sentence: string) => void (faults.length < 100 && faults.push(sentence))
  const chains = await verifyChain(db, fault)
  const heads = await verifyHeads(db, key, folder, chains, fault)
  const { entries } = await db.selectFrom('auditEntries').select((e) => e.fn.countAll<number>().as('entries')).executeTakeFirstOrThrow()
  return { entries: Number(entries), sealed: chains.size, heads, waiting: Number(entries) - chains.size, faults }
}

async function verifyChain(db: Db, fault: (sentence: string) => void): Promise<Map<number, string>> {
  const chains = new Map<number, string>()
  let seq = 0
  let chain: Buffer = Buffer.alloc(0)
  for (;;) {
    const page = await db
      .selectFrom('auditSeals as s')
      .leftJoin('auditEntries as e', 'e.id', 's.entryId')
      .select(['s.seq', 's.entryId', 's.digest as sealed', 's.chain', 'e.id', 'e.payload', 'e.salt', 'e.digest', 'e.erasedAt', 'e.at', 'e.actorId', 'e.verb', 'e.act'])
      .where('s.seq', '>', seq)
      .orderBy('s.seq')
      .limit(atATime)
      .execute()
    for (const row of page) {
      if (row.seq !== seq + 1) fault(`Seal ${seq + 1} is missing`)
      seq = row.seq
      chain = createHash('sha256').update(chain).update(`${seq}:${row.entryId}:`, 'utf8').update(row.sealed).digest()
      if (!chain.equals(row.chain)) {
        fault(`Seal ${seq} does not follow from the one before it`)
        chain = row.chain
      }
      chains.set(seq, chain.toString('hex'))
      const wrong = wrongEntry(row)
      if (wrong !== null) fault(`Entry ${row.entryId} (seal ${seq}) ${wrong}`)
    }
    if (page.length < atATime) return chains
  }
}

interface SealedRow {
  readonly id: string | null
  readonly sealed: Buffer
  readonly digest: Buffer | null
  readonly payload: string | null
  readonly salt: Buffer | null
  readonly erasedAt: Date | null
  readonly at: Date | null
  readonly actorId: string | null
  readonly verb: string | null
  readonly act: string | null
}

/** What is wrong with one sealed entry; null when it is as it was written. */
function wrongEntry(row: SealedRow): string | null {
  if (row.id === null || row.digest === null || row.salt === null) return 'was removed'
  if (!row.digest.equals(row.sealed)) return 'carries another digest than was sealed'
  if (row.payload === null) return row.erasedAt === null ? 'lost its words without an erasure' : null
  if (!digestOf(row.salt, row.payload).equals(row.digest)) return 'was altered'
  const said: unknown = JSON.parse(row.payload)
  const columns = { at: row.at?.toISOString(), actor: row.actorId, verb: row.verb, act: row.act }
  return Object.entries(columns).every(([name, value]) => said !== null && typeof said === 'object' && Reflect.get(said, name) === value)
    ? null
    : 'has columns that differ from what was sealed'
}

async function verifyHeads(
  db: Db, key: AuditKey, folder: string, chains: ReadonlyMap<number, string>, fault: (sentence: string) => void,
): Promise<number> {
  const heads = await db.selectFrom('auditHeads').selectAll().orderBy('seq').execute()
  for (const head of heads) {
    if (head.keyId !== key.id) fault(`Head ${head.seq} was signed with another key (${head.keyId})`)
    else if (!verify(null, headText(head.seq, head.chain, head.at), key.publicKey, head.signature)) fault(`Head ${head.seq} has a false signature`)
    if (chains.get(head.seq) !== head.chain.toString('hex')) fault(`Head ${head.seq} does not match the chain`)
  }
  const log = join(folder, 'audit-heads.log')
  for (const line of existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []) {
    const [seq, chain] = line.split(' ')
    if (seq === undefined || chain === undefined || seq === '') continue
    if (chains.get(Number(seq)) !== chain) fault(`The log kept outside the database holds another head ${seq}`)
  }
  return heads.length
}
