import { sql } from 'kysely'
import type { Actor } from '#platform/auth/actor.ts'
import { hashOf } from '#platform/auth/service-actors.ts'
import { writeAudit } from '#platform/audit/entry.ts'
import { makeContext, type Announced, type Context } from '#platform/context.ts'
import { sendRaw, type Db } from '#platform/db/connect.ts'
import { shareListVersion } from '#platform/db/list-version.ts'
import { newId } from '#platform/ids.ts'
import type { Handler } from '#platform/jobs/handlers.ts'
import { handleOnce } from '#platform/jobs/runner.ts'
import { enter, newToken } from '#platform/transact.ts'

/** A whole year acted out in one transaction: each act by its own person at its own instant, audited, with what follows done at once. */
export interface Stage {
  /** Somebody acts at an instant of the story. */
  as<T>(username: string, at: Date, act: string, work: (ctx: Context) => Promise<T>): Promise<T>
  /** A service actor does what it does by itself. */
  asService<T>(service: string, at: Date, act: string, work: (ctx: Context) => Promise<T>): Promise<T>
  /** Leave: the sessions opened for the story end. */
  close(): Promise<void>
}

/**
 * Set the stage on an open transaction of the act login.
 *
 * Input: the handlers of the house, so that what follows from an event follows within the story; the token of the jobs' service actor.
 */
export function setStage(db: Db, accounts: ReadonlyMap<string, string>, handlers: readonly Handler[], tokenOfService: (service: string) => Promise<string>): Stage {
  const cast = castOf(db, accounts, tokenOfService)
  const follow = async (announced: readonly Announced[], now: Date): Promise<void> => {
    for (const event of announced) {
      for (const handler of handlers.filter((each) => each.event === event.name)) {
        const ctx = await cast.contextOf(await tokenOfService(handler.name.slice(0, handler.name.indexOf('.'))), now)
        await handleOnce(ctx, handler, event)
        await audit(ctx, handler.name, 'system')
        await follow(ctx.touched.announced, now)
      }
    }
  }
  return {
    async as(username, at, act, work) {
      const ctx = await cast.contextOf(await cast.tokenOf(username), at)
      const result = await work(ctx)
      await audit(ctx, act, 'alteration')
      await follow(ctx.touched.announced, at)
      return result
    },
    async asService(service, at, act, work) {
      const ctx = await cast.contextOf(await tokenOfService(service), at)
      const result = await work(ctx)
      await audit(ctx, act, 'system')
      await follow(ctx.touched.announced, at)
      return result
    },
    close: cast.leave,
  }
}

interface Cast {
  contextOf(token: string, now: Date): Promise<Context>
  tokenOf(username: string): Promise<string>
  leave(): Promise<void>
}

/** Everybody who acts, each entered through a session of their own that ends with the story. */
function castOf(db: Db, accounts: ReadonlyMap<string, string>, tokenOfService: (service: string) => Promise<string>): Cast {
  const tokens = new Map<string, string>()
  const actors = new Map<string, { readonly actor: Actor; readonly sight: string }>()
  let entered: string | null = null
  const enterAs = async (token: string): Promise<Actor> => {
    const known = actors.get(token)
    if (known !== undefined) {
      // what was sealed for this transaction holds to its end, so whoever entered before comes back with what they were given
      if (token !== entered) await sendRaw(db, sql`select set_config('heed.token', ${token}, true), set_config('heed.sight', ${known.sight}, true)`)
      entered = token
      return known.actor
    }
    const actor = await enter(db, token)
    if (actor === null) throw new Error('nobody holds that token')
    const { rows } = await sql<{ sight: string }>`select current_setting('heed.sight') as sight`.execute(db)
    actors.set(token, { actor, sight: rows[0]?.sight ?? '' })
    entered = token
    return actor
  }
  let first: Context | null = null
  return {
    contextOf: async (token, now) => {
      const ctx = makeContext({ db, actor: await enterAs(token), now, requestId: 'demonstration', mode: 'act' })
      // nobody in the story changes the force's lists
      first ??= ctx
      shareListVersion(first, ctx)
      return ctx
    },
    tokenOf: async (username) => {
      const known = tokens.get(username)
      if (known !== undefined) return known
      const account = accounts.get(username)
      if (account === undefined) throw new Error(`nobody in the demonstration is called ${username}`)
      // a service alone opens sessions for others
      await enterAs(await tokenOfService('demonstration'))
      const token = newToken()
      await sql`select heed.open_session(${newId()}::uuid, ${account}::uuid, ${hashOf(token)}, null, interval '1 hour')`.execute(db)
      tokens.set(username, token)
      return token
    },
    leave: async () => {
      for (const token of tokens.values()) await sql`select heed.end_session(${token}, 'the demonstration was loaded')`.execute(db)
    },
  }
}

async function audit(ctx: Context, act: string, verb: 'alteration' | 'system'): Promise<void> {
  await writeAudit(ctx.db, { at: ctx.now, actorId: ctx.actor.id, verb, act, requestId: ctx.requestId, subjects: [...ctx.touched.shown, ...ctx.touched.changed] })
}
