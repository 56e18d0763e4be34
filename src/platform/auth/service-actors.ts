import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type pg from 'pg'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { newToken } from '#platform/transact.ts'

/** Sessions of service actors are renewed well before their twelve hours end. */
const renewAfterMs = 6 * 60 * 60 * 1000

/**
 * The service actors of this process, entered like anyone else: by a session's token.
 *
 * Each feature's jobs act as `service:<feature>`; the command line as `service:cli`.
 */
export interface Services {
  /** A live token for a service actor, made when first asked for. */
  tokenOf(service: string): Promise<string>
}

/** Open sessions for service actors through the worker's login, the only one that may. */
export function openServices(worker: pg.Pool, clock: () => Date): Services {
  const tokens = new Map<string, { token: string; madeAt: number }>()
  const db = kyselyOn(worker)
  return {
    async tokenOf(service) {
      const known = tokens.get(service)
      if (known !== undefined && clock().getTime() - known.madeAt < renewAfterMs) return known.token
      const name = `service:${service}`
      await sql`select heed.ensure_service(${name}, ${signatureOf(service)}, ${newId()}::uuid, ${newId()}::uuid)`.execute(db)
      const token = newToken()
      await sql`select heed.open_service_session(${newId()}::uuid, ${name}, ${hashOf(token)})`.execute(db)
      tokens.set(service, { token, madeAt: clock().getTime() })
      return token
    },
  }
}

/** What a service actor is called where people read who did something. */
export function signatureOf(service: string): string {
  return service === 'cli' ? 'Heed’s command line' : `Heed itself (${service})`
}

/** The form in which the database keeps a token. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}
