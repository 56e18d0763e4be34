import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anAssessment } from '../examples.ts'
import { replayed } from '../queries/history.ts'
import { approveAssessment } from './decide.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)
const approve = (assessmentId: string, who: string) => heed.act(who, (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null }))
const standing = (ids: readonly string[]) => db().selectFrom('assessments').select(['id', 'status', 'finalBand', 'supersededById']).where('id', 'in', [...ids]).execute()
let people = 0
const report = (personId: string | null = null) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: 'Ada', familyName: `Name${String.fromCharCode(97 + (people += 1))}`, personId })] }))

describe('two assessments of one victim, approved at one moment', () => {
  it('RA-08 of the same incident leave one standing, the other superseded by it, and the incident at the band that stands', async () => {
    for (let again = 0; again < 4; again++) {
      const { incidentId } = await report()
      const ids = [await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'low' })), await heed.act('leah.marsh', (ctx) => anAssessment(ctx, incidentId, { band: 'high' }))]
      await Promise.all([approve(ids[0] ?? '', 'karin.lindqvist'), approve(ids[1] ?? '', 'imran.rahman')])
      const rows = await standing(ids)
      expect(rows.map(({ status }) => status).sort()).toEqual(['approved', 'superseded'])
      const stands = rows.find(({ status }) => status === 'approved')
      expect(rows.find(({ status }) => status === 'superseded')?.supersededById).toBe(stands?.id)
      const { riskOrder } = await db().selectFrom('incidents').select('riskOrder').where('id', '=', incidentId).executeTakeFirstOrThrow()
      expect(riskOrder).toBe(stands?.finalBand === 'high' ? 3 : 1)
    }
  })

  it('RA-08 of two incidents of one person leave one standing', async () => {
    for (let again = 0; again < 4; again++) {
      const first = await report()
      const { personId } = await db().selectFrom('personMentions').select('personId').where('sourceId', '=', first.incidentId).executeTakeFirstOrThrow()
      const second = await report(personId)
      const ids = [await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, first.incidentId, { band: 'low' })), await heed.act('leah.marsh', (ctx) => anAssessment(ctx, second.incidentId, { band: 'high' }))]
      await Promise.all([approve(ids[0] ?? '', 'karin.lindqvist'), approve(ids[1] ?? '', 'imran.rahman')])
      expect((await standing(ids)).map(({ status }) => status).sort()).toEqual(['approved', 'superseded'])
    }
  })

  it('RA-07 each replays to what it was, whichever stands', async () => {
    const all = await heed.look('service:cli', (ctx) => replayed(ctx, null))
    expect(all.length).toBe(16)
    expect(all.every(({ isSame }) => isSame)).toBe(true)
  })
})
