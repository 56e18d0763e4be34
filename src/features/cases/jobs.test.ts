import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { emit } from '#platform/events/emit.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aCase } from './examples.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const owner = () => kyselyOn(heed.ground.pools.bootstrap)
const casesOf = (incidentId: string) => owner().selectFrom('caseIncidents').select('caseId').where('incidentId', '=', incidentId).execute()
const mentionIn = async (incidentId: string) => owner().selectFrom('personMentions').select(['id', 'personId']).where('sourceId', '=', incidentId).executeTakeFirstOrThrow()
const report = (familyName: string) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ role: 'victim', familyName })] }))

describe('a false announcement', () => {
  it('CA-11 of an approval opens no case: the assessment is asked, not the announcement', async () => {
    const { incidentId } = await report('Quill')
    const other = await report('Varga')
    const { personId } = await mentionIn(incidentId)
    const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high' }))
    await heed.act('priya.nair', async (ctx) => {
      for (const [said, about] of [[assessmentId, incidentId], [newId(), incidentId], [assessmentId, other.incidentId]] as const) {
        await emit(ctx, 'assessment.approved', { assessmentId: said, incidentId: about, personId, boroughId: null, teamId: null, band: 'high', sealedUnder: null }, said)
      }
    })
    await heed.follow()
    expect([await casesOf(incidentId), await casesOf(other.incidentId)]).toEqual([[], []])
  })

  it('CA-11 of a person added or corrected brings nobody into a case, and takes nobody’s place in it', async () => {
    const { incidentId } = await report('Okonjo')
    const { caseId } = await heed.act('amara.diallo', (ctx) => aCase(ctx, { incidentId }))
    const stranger = await mentionIn((await report('Frost')).incidentId)
    const own = await mentionIn(incidentId)
    const before = await owner().selectFrom('casePeople').selectAll().where('caseId', '=', caseId).execute()
    await heed.act('priya.nair', async (ctx) => {
      await emit(ctx, 'incident.person-added', { incidentId, mentionId: stranger.id }, incidentId)
      await emit(ctx, 'incident.person-corrected', { incidentId, mentionId: stranger.id, correctsId: own.id }, incidentId)
      await emit(ctx, 'incident.person-corrected', { incidentId, mentionId: newId(), correctsId: own.id }, incidentId)
    })
    await heed.follow()
    expect(await owner().selectFrom('casePeople').selectAll().where('caseId', '=', caseId).execute()).toEqual(before)
    expect(await owner().selectFrom('cases').select('victimMentionId').where('id', '=', caseId).executeTakeFirstOrThrow()).toEqual({ victimMentionId: own.id })
  })
})
