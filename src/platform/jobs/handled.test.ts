import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { emit, subscribe } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { lineLog } from '#platform/log.ts'
import { tell } from '#platform/notifications/tell.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import type { Handler } from './handlers.ts'
import { declareJobs, runHandler, startJobs } from './runner.ts'

declare module '#platform/events/emit.ts' {
  interface Events {
    'trial.happened': { readonly subjectId: string }
    'trial.refused': { readonly subjectId: string }
  }
}

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)
const announce = (subjectId: string) => heed.act('amara.diallo', (ctx) => emit(ctx, 'trial.happened', { subjectId }, subjectId))
const eventOf = async (subjectId: string) => (await db().selectFrom('events').select('id').where('subjectId', '=', subjectId).executeTakeFirstOrThrow()).id
const toldOf = async (subjectId: string) => (await db().selectFrom('notifications').select('id').where('subjectId', '=', subjectId).execute()).length
/** A handler that tells its own account of what happened. */
const telling = (name: string, then: () => void = () => undefined): Handler => ({
  event: 'trial.happened', name,
  run: async (ctx, body) => {
    const subjectId = typeof body === 'object' && body !== null ? String(Reflect.get(body, 'subjectId')) : ''
    await tell(ctx, { kind: 'trial', subjectKind: 'trial', subjectId, accountId: ctx.actor.id })
    then()
  },
})

describe('what is announced', () => {
  it('is there when its act is, and gone when its act failed', async () => {
    const [kept, undone] = [newId(), newId()]
    await announce(kept)
    await heed.act('amara.diallo', async (ctx) => {
      await emit(ctx, 'trial.happened', { subjectId: undone }, undone)
      throw new Error('later fault')
    }).catch(() => undefined)
    const rows = await db().selectFrom('events').select(['name', 'body', 'subjectId']).where('subjectId', 'in', [kept, undone]).execute()
    expect(rows).toEqual([{ name: 'trial.happened', body: { subjectId: kept }, subjectId: kept }])
  })

  it('cannot be announced, nor a job asked for, while only looking', async () => {
    await expect(heed.look('amara.diallo', (ctx) => emit(ctx, 'trial.happened', { subjectId: newId() }))).rejects.toThrow(/permission denied|read-only/)
    await expect(heed.look('amara.diallo', (ctx) => sql`select heed.enqueue('cases.open', ${newId()}::uuid)`.execute(ctx.db))).rejects.toThrow(/permission denied/)
  })

  it('asks only for jobs that were declared: a name nobody knows is refused by the database', async () => {
    const subjectId = newId()
    await announce(subjectId)
    const id = await eventOf(subjectId)
    await expect(heed.act('amara.diallo', (ctx) => sql`select heed.enqueue('trial.not-declared', ${id}::uuid)`.execute(ctx.db))).rejects.toThrow()
  })
})

describe('a handler', () => {
  it('run again for the same event does nothing again, also when it is run several times at once', async () => {
    const subjectId = newId()
    await announce(subjectId)
    const id = await eventOf(subjectId)
    let runs = 0
    const handler = telling('cases.trial-once', () => { runs += 1 })
    for (let again = 0; again < 3; again++) await runHandler(heed.ground, heed.services, handler, id)
    expect(runs).toBe(1)
    await Promise.allSettled(Array.from({ length: 4 }, () => runHandler(heed.ground, heed.services, telling('cases.trial-at-once'), id)))
    expect(await toldOf(subjectId)).toBe(2)
    expect(await db().selectFrom('handledEvents').select('handler').where('eventId', '=', id).orderBy('handler').execute()).toEqual([{ handler: 'cases.trial-at-once' }, { handler: 'cases.trial-once' }])
  })

  it('that failed is as if it had not begun, and does all of it the next time', async () => {
    const subjectId = newId()
    await announce(subjectId)
    const id = await eventOf(subjectId)
    let tries = 0
    const handler = telling('cases.trial-twice', () => {
      tries += 1
      if (tries === 1) throw new Error('the line broke')
    })
    await expect(runHandler(heed.ground, heed.services, handler, id)).rejects.toThrow('the line broke')
    expect([await toldOf(subjectId), (await db().selectFrom('handledEvents').select('handler').where('eventId', '=', id).execute()).length]).toEqual([0, 0])
    await runHandler(heed.ground, heed.services, handler, id)
    expect(await toldOf(subjectId)).toBe(1)
  })

  it('acts as its own feature’s service, in the audit as the system’s own, and never as whoever caused it', async () => {
    const subjectId = newId()
    await announce(subjectId)
    let who: unknown = null
    await runHandler(heed.ground, heed.services, { event: 'trial.happened', name: 'cases.trial-who', run: async (ctx, _body, happening) => {
      who = [ctx.actor.kind, ctx.actor.username, happening.actorId === (await heed.actor('amara.diallo')).id]
      ctx.changed('trial', subjectId)
    } }, await eventOf(subjectId))
    expect(who).toEqual(['service', 'service:cases', true])
    const { rows } = await heed.database.pools.bootstrap.query('select verb, act from audit_entries where $1 = any (subject_ids) order by id desc limit 1', [subjectId])
    expect(rows).toEqual([{ verb: 'system', act: 'cases.trial-who' }])
  })

  it('of an event that is not there does nothing', async () => {
    await runHandler(heed.ground, heed.services, telling('cases.trial-none'), newId())
    expect(await db().selectFrom('handledEvents').select('handler').where('handler', '=', 'cases.trial-none').execute()).toEqual([])
  })
})

describe('a job that is refused', () => {
  it('is not tried again, and the log says that it was and nothing of whom', async () => {
    const lines: string[] = []
    let tries = 0
    const handlers: readonly Handler[] = [{ event: 'trial.refused', name: 'cases.trial-refused', run: async () => { tries += 1; throw new Refusal('conflict', 'Ada Pell is known already') } }]
    await declareJobs(heed.ground, handlers)
    subscribe('trial.refused', 'cases.trial-refused')
    const jobs = await startJobs(heed.ground, { handlers, timetable: [], services: heed.services, log: lineLog((line) => void lines.push(line), heed.clock.now) })
    try {
      for (const subjectId of [newId(), newId()]) await heed.act('amara.diallo', (ctx) => emit(ctx, 'trial.refused', { subjectId }, subjectId))
      await expect.poll(() => lines.filter((line) => line.includes('job refused')).length, { timeout: 15_000 }).toBe(2)
    } finally {
      await jobs.stop()
    }
    expect([tries, lines.some((line) => line.includes('Ada'))]).toEqual([2, false])
    const { rows } = await heed.database.pools.bootstrap.query<{ n: number }>("select count(*)::int as n from graphile_worker.jobs where task_identifier = 'cases.trial-refused'")
    expect(rows[0]?.n).toBe(0)
  })
})
