import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openServices } from '#platform/auth/service-actors.ts'
import { lineLog } from '#platform/log.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { handlers } from '../../features.ts'
import { queueJobs, startJobs } from './runner.ts'

let heed: TestHeed
const wanted = handlers.filter(({ event }) => event === 'incident.recorded').map(({ name }) => name).toSorted()

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

async function asked(): Promise<readonly string[]> {
  const { rows } = await sql<{ handler: string }>`select handler from heed.asked_jobs order by event_id, handler`.execute(kyselyOn(heed.database.pools.bootstrap))
  return rows.map(({ handler }) => handler)
}

async function queued(): Promise<readonly string[]> {
  const { rows } = await sql<{ task: string }>`select task_identifier as task from graphile_worker.jobs order by task_identifier`.execute(kyselyOn(heed.database.pools.bootstrap))
  return rows.map(({ task }) => task)
}

describe('a job that an act asks for', () => {
  it('is asked for in the act itself, and is gone with it when the act fails', async () => {
    await expect(heed.act('amara.diallo', async (ctx) => {
      await anIncident(ctx)
      throw new Error('half way')
    })).rejects.toThrow('half way')
    expect(await asked()).toEqual([])
    await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    expect(await asked()).toEqual(wanted)
  })

  it('is put into the queue once, by however many workers', async () => {
    const { worker } = heed.database.pools
    const counts = await Promise.all([queueJobs(worker), queueJobs(worker), queueJobs(worker)])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(wanted.length)
    expect(await asked()).toEqual([])
    expect(await queued()).toEqual(wanted)
    expect(await queueJobs(worker)).toBe(0)
  })

  it('is done by a running worker, those asked for while none ran too', async () => {
    await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const failed: unknown[] = []
    const log = lineLog((line) => void failed.push(line), heed.ground.clock)
    const jobs = await startJobs(heed.ground, { handlers, timetable: [], services: openServices(heed.database.pools.worker, heed.ground.clock), log })
    try {
      await expect.poll(async () => (await queued()).length + (await asked()).length, { timeout: 15_000 }).toBe(0)
    } finally {
      await jobs.stop()
    }
    const { rows } = await sql<{ handler: string; n: number }>`select handler, count(*) as n from handled_events group by handler order by handler`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(rows.filter(({ handler }) => wanted.includes(handler))).toEqual(wanted.map((handler) => ({ handler, n: 2 })))
    expect(failed).toEqual([])
  })
})
