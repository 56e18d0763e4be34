import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { approveAssessment } from '#features/assessments/index.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { correctPlace } from '#features/incidents/index.ts'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { transact } from '#platform/transact.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = () => heed.act('amara.diallo', (ctx) => anIncident(ctx))
const hold = (ctx: Context, id: string) => sql`update incidents set version = version + 1 where id = ${id}::uuid`.execute(ctx.db)

describe('two acts that stand in each other’s way', () => {
  it('are both done: the one that the database gave up is made again from the beginning, and once', async () => {
    const [one, two] = [await recorded(), await recorded()]
    const tries = [0, 0]
    let arrived = 0
    let isOneDone = false
    const cross = (own: number, first: string, second: string) => heed.act('service:cli', async (ctx) => {
      tries[own] = (tries[own] ?? 0) + 1
      // begun again, it lets the other have its second row first: otherwise that one may be given up in its turn
      for (let waited = 0; (tries[own] ?? 0) > 1 && !isOneDone && waited < 250; waited++) await new Promise((resolve) => setTimeout(resolve, 20))
      await hold(ctx, first)
      arrived += 1
      for (let waited = 0; arrived < 2 && waited < 100; waited++) await new Promise((resolve) => setTimeout(resolve, 20))
      await hold(ctx, second)
    }).then(() => { isOneDone = true })
    await Promise.all([cross(0, one.incidentId, two.incidentId), cross(1, two.incidentId, one.incidentId)])
    expect(tries.toSorted((a, b) => a - b)).toEqual([1, 2])
    const { rows } = await heed.database.pools.bootstrap.query<{ version: number }>('select version from incidents where id = any ($1)', [[one.incidentId, two.incidentId]])
    expect(rows.map(({ version }) => version)).toEqual([3, 3])
  })

  it('make what there can be only one of: the second is made again once, and finds what the first made', async () => {
    const number = newId()
    const tries = [0, 0]
    let arrived = 0
    const open = (own: number) => heed.act('amara.diallo', async (ctx) => {
      tries[own] = (tries[own] ?? 0) + 1
      const there = await ctx.db.selectFrom('incidents').select('id').where('sourceReference', '=', number).executeTakeFirst()
      if (there !== undefined) return 'found'
      arrived += 1
      for (let waited = 0; arrived < 2 && waited < 100; waited++) await new Promise((resolve) => setTimeout(resolve, 20))
      await ctx.db.insertInto('incidents').values({
        id: newId(), reference: `ASB/2026/${newId()}`, source: 'heed', sourceReference: number, channel: '101', reportedAt: ctx.now, narrative: 'noise', recordedAt: ctx.now, recordedBy: ctx.actor.id,
      }).execute()
      return 'made'
    })
    expect((await Promise.all([open(0), open(1)])).toSorted()).toEqual(['found', 'made'])
    expect(tries.toSorted((a, b) => a - b)).toEqual([1, 2])
  })

  it('make it in vain when it was there all along: told after a second try', async () => {
    let tries = 0
    await expect(heed.act('service:cli', async () => {
      tries += 1
      throw Object.assign(new Error('duplicate key'), { code: '23505' })
    })).rejects.toThrow('duplicate key')
    expect(tries).toBe(2)
  })

  it('are never made again for another reason: a fault or a refusal is told at once', async () => {
    let tries = 0
    await expect(heed.act('service:cli', async () => {
      tries += 1
      throw Object.assign(new Error('serialisation'), { code: '40001' })
    })).rejects.toThrow('serialisation')
    expect(tries).toBe(1)
  })

  it('are never made again when they read what can be read only once', async () => {
    let tries = 0
    await expect(transact(heed.ground, { token: await heed.tokenOf('service:cli'), mode: 'act', act: 'trial', isOnce: true }, async () => {
      tries += 1
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    })).rejects.toThrow('deadlock detected')
    expect(tries).toBe(1)
  })

  it('give up in the end, and say so as our own fault', async () => {
    let tries = 0
    await expect(heed.act('service:cli', async () => {
      tries += 1
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    })).rejects.toThrow('deadlock detected')
    expect(tries).toBe(3)
  })

  it('an incident moved while its assessment is approved: both are done, and the assessment goes along', async () => {
    for (let again = 0; again < 4; again++) {
      const { incidentId } = await recorded()
      const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high' }))
      await Promise.all([
        heed.act('imran.rahman', (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null })),
        heed.act('tom.hargreaves', (ctx) => correctPlace(ctx, { incidentId, version: 1, text: '3 Mill Row', postcode: null, point: middleOf(1, 2), reason: 'Misheard' })),
      ])
      const { rows } = await heed.database.pools.bootstrap.query('select a.status, a.team_id = i.team_id as goes_along, i.risk_order from assessments a join incidents i on i.id = a.incident_id where a.id = $1', [assessmentId])
      expect(rows).toEqual([{ status: 'approved', goes_along: true, risk_order: 3 }])
    }
  })
})
