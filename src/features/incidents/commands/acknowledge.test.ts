import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { notificationsOf } from '#platform/notifications/queries.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident } from '../examples.ts'
import { acknowledgeIncident } from './allocate.ts'

let heed: TestHeed
let incidentId: string
let notificationId: string

beforeAll(async () => {
  heed = await openTestHeed()
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
  const [told] = await heed.look('priya.nair', (ctx) => notificationsOf(ctx, incidentId))
  notificationId = told?.id ?? ''
})

afterAll(async () => heed.close())

describe('saying that the team has seen an incident', () => {
  it('IN-36 is for the team that was told, once, by name and time', async () => {
    await heed.act('priya.nair', (ctx) => acknowledgeIncident(ctx, { incidentId, notificationId }))
    await heed.act('femi.adeyemi', (ctx) => acknowledgeIncident(ctx, { incidentId, notificationId }))
    const [told] = await heed.look('karin.lindqvist', (ctx) => notificationsOf(ctx, incidentId))
    expect(told).toMatchObject({ acknowledgedByName: 'PC Priya Nair' })
    expect(told?.acknowledgedAt).toEqual(heed.clock.now())
  })

  it('IN-36 is not for those without the role, and finds nothing for another borough', async () => {
    await expect(heed.act('sam.blank', (ctx) => acknowledgeIncident(ctx, { incidentId, notificationId }))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('nadia.kovacs', (ctx) => acknowledgeIncident(ctx, { incidentId, notificationId }))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('IN-36 refuses a notification that is of something else', async () => {
    await expect(heed.act('priya.nair', (ctx) => acknowledgeIncident(ctx, { incidentId: newId(), notificationId }))).rejects.toMatchObject({ kind: 'not found' })
  })
})
