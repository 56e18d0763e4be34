import { createHash, randomBytes } from 'node:crypto'
import { sendLoose, type Db } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'

/** The six verbs of the Data Protection Act 2018 s.62, and what else a log must hold. */
export type AuditVerb =
  | 'collection' | 'alteration' | 'consultation' | 'disclosure' | 'combination' | 'erasure'
  | 'refusal' | 'sign-in' | 'sign-out' | 'failed sign-in' | 'system'

/** One look, act, refusal or sign-in, before it is written. */
export interface AuditEntry {
  readonly at: Date
  readonly actorId: string | null
  readonly verb: AuditVerb
  /** The policy's name or the route: what was being done. */
  readonly act: string
  readonly subjects: readonly { readonly kind: string; readonly ids: readonly string[] }[]
  readonly requestId: string
  /** Codes and counts that explain it; never a person's words. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/**
 * Write who looked at or changed what, on the transaction it happened in.
 *
 * Changes: audit_entries (one row). The sealer chains it after the commit, so no lock is held here.
 * Source: Data Protection Act 2018 s.62. Rule PL-02.
 */
export async function writeAudit(db: Db, entry: AuditEntry): Promise<void> {
  const id = newId()
  const payload = payloadOf(id, entry)
  const salt = randomBytes(16)
  await sendLoose(db
    .insertInto('auditEntries')
    .values({
      id,
      at: entry.at,
      actorId: entry.actorId,
      verb: entry.verb,
      act: entry.act,
      subjectIds: [...new Set(entry.subjects.flatMap((subject) => subject.ids))],
      payload,
      salt,
      digest: digestOf(salt, payload),
    }))
}

/** The digest that the chain holds on to when the payload itself has been erased. */
export function digestOf(salt: Buffer, payload: string): Buffer {
  return createHash('sha256').update(salt).update(payload, 'utf8').digest()
}

/** The words of an entry exactly as they are digested: everything its columns say, and more. */
function payloadOf(id: string, entry: AuditEntry): string {
  return JSON.stringify({
    id,
    at: entry.at.toISOString(),
    actor: entry.actorId,
    verb: entry.verb,
    act: entry.act,
    subjects: entry.subjects,
    request: entry.requestId,
    ...(entry.detail === undefined ? {} : { detail: entry.detail }),
  })
}
