import { createHash, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
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
  /** What keys signed that were lost and given up by a recorded act: no change, but nobody can tell any more whether it was. */
  readonly givenUp: readonly string[]
}

/** An act that gave up a key: heads below its seal may still carry that key. */
interface GivenUp {
  readonly seq: number
  readonly keyId: string
}

interface Chain {
  readonly chains: ReadonlyMap<number, string>
  readonly givenUp: readonly GivenUp[]
}

const Act = z.object({ detail: z.object({ insteadOf: z.string() }) })

type Fault = (sentence: string) => void

const atATime = 5000
/** Faults that are named; more would tell nobody more. */
const most = 100

/**
 * Read the audit from its first entry and find any change: altered, removed, added between, reordered, cut short, re-signed.
 *
 * Input: a connection that may read the audit; the signing key; the folder with the log of heads kept outside the database.
 * Result: at most a hundred faults, each a sentence naming the entry or the head.
 */
export async function verifyAudit(db: Db, key: AuditKey, folder: string): Promise<AuditReport> {
  const faults: string[] = []
  // kept apart, so that however many heads another key signed, they hide no change behind them
  const strangers: string[] = []
  const into = (list: string[]): Fault => (sentence) => void (list.length < most && list.push(sentence))
  const { chains, givenUp } = await verifyChain(db, into(faults))
  const heads = await verifyHeads(db, key, { chains, givenUp }, { fault: into(faults), stranger: into(strangers) })
  verifyLog(folder, chains, into(faults))
  const { entries } = await db.selectFrom('auditEntries').select((e) => e.fn.countAll<number>().as('entries')).executeTakeFirstOrThrow()
  return { entries: Number(entries), sealed: chains.size, heads: heads.count, waiting: Number(entries) - chains.size, faults: [...faults, ...strangers].slice(0, most), givenUp: heads.givenUp }
}

async function verifyChain(db: Db, fault: Fault): Promise<Chain> {
  const chains = new Map<number, string>()
  const givenUp: GivenUp[] = []
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
      else if (row.act === 'platform.new-audit-key') givenUp.push(...keyGivenUp(seq, row.payload))
    }
    if (page.length < atATime) return { chains, givenUp }
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

/** The key that a sealed, unaltered act gave up; none where it says none. */
function keyGivenUp(seq: number, payload: string | null): readonly GivenUp[] {
  const said = Act.safeParse(JSON.parse(payload ?? 'null'))
  return said.success ? [{ seq, keyId: said.data.detail.insteadOf }] : []
}

async function verifyHeads(db: Db, key: AuditKey, { chains, givenUp }: Chain, say: { fault: Fault; stranger: Fault }): Promise<{ count: number; givenUp: readonly string[] }> {
  const heads = await db.selectFrom('auditHeads').selectAll().orderBy('seq').execute()
  const lost = new Map<string, { first: number; last: number; count: number }>()
  for (const head of heads) {
    if (head.keyId === key.id) {
      if (!verify(null, headText(head.seq, head.chain, head.at), key.publicKey, head.signature)) say.fault(`Head ${head.seq} has a false signature`)
    } else if (givenUp.some((act) => act.keyId === head.keyId && act.seq > head.seq)) {
      const before = lost.get(head.keyId)
      lost.set(head.keyId, { first: before?.first ?? head.seq, last: head.seq, count: (before?.count ?? 0) + 1 })
    } else say.stranger(`Head ${head.seq} was signed with another key (${head.keyId})`)
    if (chains.get(head.seq) !== head.chain.toString('hex')) say.fault(`Head ${head.seq} does not match the chain`)
  }
  return { count: heads.length, givenUp: [...lost].map(([keyId, { first, last, count }]) => `Heads ${first} to ${last} (${count}) were signed with the key ${keyId}, which was given up as lost: their signatures cannot be checked`) }
}

function verifyLog(folder: string, chains: ReadonlyMap<number, string>, fault: Fault): void {
  const log = join(folder, 'audit-heads.log')
  for (const line of existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []) {
    const [seq, chain] = line.split(' ')
    if (seq === undefined || chain === undefined || seq === '') continue
    if (chains.get(Number(seq)) !== chain) fault(`The log kept outside the database holds another head ${seq}`)
  }
}
