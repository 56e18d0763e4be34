import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { actorFrom, type Actor } from '#platform/auth/actor.ts'
import { writeAudit, type AuditVerb } from '#platform/audit/entry.ts'
import { makeContext, type Context } from '#platform/context.ts'
import type { Db, Pools } from '#platform/db/connect.ts'
import { inTransaction, kyselyOn } from '#platform/db/connect.ts'
import { isDeadlock, isDoubled } from '#platform/db/faults.ts'
import { Unanswered } from '#platform/db/transaction.ts'
import { Refusal } from '#platform/errors.ts'
import type { Clock } from '#platform/time/clock.ts'

/** What every door stands on: the database's logins and the clock. */
export interface Ground {
  readonly pools: Pools
  readonly clock: Clock
}

/** One look or act about to be made: by whom (their session's token), and what it is called in the audit. */
export interface Undertaking {
  readonly token: string
  readonly mode: 'look' | 'act'
  readonly act: string
  readonly verb?: AuditVerb
  readonly requestId?: string
  /** It reads something that can be read only once, a file for one: it is never made again. */
  readonly isOnce?: boolean
  /** Who held the token a moment ago: the work begins while the database is still being asked, and is undone where it was somebody else. */
  readonly presumed?: Actor | null
}

/** Nobody holds this token, or not any more. */
export class NobodyEntered extends Refusal {
  constructor() {
    super('not permitted', 'You have been signed out. Sign in again')
  }
}

/** Whoever was presumed to hold the token is not, or is not as they were. */
class Mistaken extends Error {}

/** An unguessable token: 256 bits, for a session or an API client. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** How often an act is made when the database gave it up in favour of another. */
const MOST_TRIES = 3

/**
 * Make one look or one act: enter, do it, write its audit row, commit; or leave nothing behind.
 *
 * A look runs as a login that cannot write. An act is always audited; a look, and what the system does by itself, when it named a record.
 * Two acts that each hold what the other needs: the database undoes one, and it is made again from the beginning.
 * Two that at one moment make what there can be only one of: the second is made again once, and finds what the first made.
 * Refuses: not permitted, when the token is nobody's.
 */
export async function transact<T>(ground: Ground, how: Undertaking, work: (ctx: Context) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await transactOnce(ground, tries > 1 ? { ...how, presumed: null } : how, work)
    } catch (error) {
      if (error instanceof Mistaken) continue
      // a look keeps nothing that anybody would send again
      if (error instanceof Unanswered && how.mode === 'look') throw error.cause
      if (tries >= MOST_TRIES || how.isOnce === true || !(isDeadlock(error) || (tries === 1 && isDoubled(error)))) throw error
    }
  }
}

async function transactOnce<T>(ground: Ground, how: Undertaking, work: (ctx: Context) => Promise<T>): Promise<T> {
  const pool = how.mode === 'look' ? ground.pools.look : ground.pools.act
  return inTransaction(pool, async (db) => {
    const entering = enter(db, how.token)
    const presumed = how.isOnce === true ? null : (how.presumed ?? null)
    if (presumed === null) return made(db, ground, how, await entering, work)
    // what the work asks goes out behind the question who this is: the row policies go by its answer, whatever was presumed
    const [entered, done] = await Promise.allSettled([entering, made(db, ground, how, presumed, work)])
    if (entered.status === 'rejected') throw entered.reason
    if (JSON.stringify(entered.value) !== JSON.stringify(presumed)) throw new Mistaken()
    if (done.status === 'rejected') throw done.reason
    return done.value
  })
}

async function made<T>(db: Db, ground: Ground, how: Undertaking, actor: Actor | null, work: (ctx: Context) => Promise<T>): Promise<T> {
  if (actor === null) throw new NobodyEntered()
  const ctx = makeContext({ db, actor, now: ground.clock(), requestId: how.requestId ?? newToken().slice(0, 12), mode: how.mode })
  const result = await work(ctx)
  const { shown, changed, detail } = ctx.touched
  const isAudited = how.mode === 'act' && how.verb !== 'system'
  if (isAudited || shown.length > 0 || changed.length > 0) {
    await writeAudit(db, {
      at: ctx.now,
      actorId: actor.id,
      verb: how.verb ?? (how.mode === 'look' ? 'consultation' : 'alteration'),
      act: how.act,
      subjects: [...shown, ...changed],
      requestId: ctx.requestId,
      ...(Object.keys(detail).length === 0 ? {} : { detail }),
    })
  }
  return result
}

/** Bind a session's token to this transaction; null when it is nobody's, ended, idle too long or expired. */
export async function enter(db: Db, token: string): Promise<Actor | null> {
  const { rows } = await sql<{ actor: unknown }>`select heed.enter(${token}) as actor`.execute(db)
  return actorFrom(rows[0]?.actor)
}

/** Who holds this token now, without beginning anything. */
export async function whoIs(ground: Ground, token: string): Promise<Actor | null> {
  const { rows } = await sql<{ actor: unknown }>`select heed.enter(${token}) as actor`.execute(kyselyOn(ground.pools.look))
  return actorFrom(rows[0]?.actor)
}
