import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { openServices } from '#platform/auth/service-actors.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { lineLog } from '#platform/log.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { handlers } from '../../features.ts'
import { freeAbandoned } from './abandoned.ts'
import { on } from './handlers.ts'
import { declareJobs, queueJobs, runHandler, startJobs } from './runner.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)
const waits = async () => Number((await sql<{ n: string }>`select count(*) as n from graphile_worker.jobs`.execute(db())).rows[0]?.n)

describe('a worker that is killed in the middle of a job', () => {
  it('leaves nothing of it, and the job is done once by another', async () => {
    const reached = Promise.withResolvers<number>()
    const ever = Promise.withResolvers<never>()
    let isFirst = true
    const handler = on('incident.recorded', 'incidents.tried-here', async (ctx, { incidentId }) => {
      await ctx.db.insertInto('incidentEntries').values({ id: newId(), incidentId, kind: 'note', at: ctx.now, byId: ctx.actor.id, text: 'done' }).execute()
      if (!isFirst) return
      isFirst = false
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(ctx.db)
      reached.resolve(rows[0]?.pid ?? 0)
      await ever.promise
    })
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const { id } = await db().selectFrom('events').select('id').where('subjectId', '=', incidentId).where('name', '=', 'incident.recorded').executeTakeFirstOrThrow()
    const notes = async () => (await db().selectFrom('incidentEntries').select('id').where('incidentId', '=', incidentId).where('text', '=', 'done').execute()).length
    const killed = runHandler(heed.ground, heed.services, handler, id).catch(() => 'killed')
    await sql`select pg_terminate_backend(${await reached.promise})`.execute(db())
    ever.reject(new Error('the connection is gone'))
    expect([await killed, await notes()]).toEqual(['killed', 0])
    await Promise.all([1, 2, 3].map(() => runHandler(heed.ground, heed.services, handler, id).catch(() => undefined)))
    expect(await notes()).toBe(1)
  })

  it('leaves the job to others within minutes, not hours; a job that is just being done is left alone', async () => {
    await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const { worker } = heed.database.pools
    await queueJobs(worker)
    const held = (age: string) => sql`update graphile_worker._private_jobs set locked_at = now() - ${age}::interval, locked_by = 'worker-that-is-gone', attempts = 1`.execute(db())
    await held('1 minute')
    expect(await freeAbandoned(worker)).toBe(0)
    await held('3 minutes')
    const log = lineLog(() => undefined, heed.ground.clock)
    const jobs = await startJobs(heed.ground, { handlers, timetable: [], services: openServices(worker, heed.ground.clock), log })
    try {
      await expect.poll(waits, { timeout: 15_000 }).toBe(0)
    } finally {
      await jobs.stop()
    }
  })

  it('gives back nothing of what may be done once only', async () => {
    await sql`select graphile_worker.add_job('incidents.reconcile', max_attempts => 1)`.execute(db())
    await sql`update graphile_worker._private_jobs set locked_at = now() - interval '1 hour', locked_by = 'worker-that-is-gone', attempts = 1`.execute(db())
    expect(await freeAbandoned(heed.database.pools.worker)).toBe(1)
    const { rows } = await sql<{ available: boolean }>`select bool_or(is_available) as available from graphile_worker._private_jobs`.execute(db())
    expect(rows[0]?.available).toBe(false)
    await sql`delete from graphile_worker._private_jobs`.execute(db())
  })
})

describe('a queue that is full', () => {
  it('keeps nobody from recording a report, and empties in its own time', async () => {
    await declareJobs(heed.ground, handlers)
    await sql`insert into heed.asked_jobs (event_id, handler) select gen_random_uuid(), 'incidents.recognise' from generate_series(1, 60000)`.execute(db())
    await sql`select graphile_worker.add_jobs(array(select row('incidents.recognise', json_build_object('event', gen_random_uuid()), null, null, 20, null, null, null)::graphile_worker.job_spec from generate_series(1, 20000)))`.execute(db())
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const told = await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('notifications').select('id').where('subjectId', '=', incidentId).execute())
    expect(told).toHaveLength(1)
    await heed.act('amara.diallo', (ctx) => emit(ctx, 'incident.moved', { incidentId, fromTeamId: null, teamId: null, boroughId: null }, incidentId))
    const before = await waits()
    expect(await queueJobs(heed.database.pools.worker)).toBe(500)
    expect(await waits()).toBe(before + 500)
  }, 60_000)
})
