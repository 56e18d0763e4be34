import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveAssessment } from '#features/assessments/index.ts'
import { anAssessment } from '#features/assessments/examples.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aCase } from '../examples.ts'
import { casePanel } from '../index.ts'
import { timetable } from '../jobs.ts'
import { countUncased } from '../queries/ledger.ts'
import { linkIncident, openCaseByHand } from './open-case.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const owner = () => kyselyOn(heed.ground.pools.bootstrap)
const reported = (familyName: string, personId: string | null = null) =>
  heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: 'Ada', familyName, personId })] }))
const approved = async (incidentId: string, band: 'low' | 'medium' | 'high') => {
  const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band }))
  await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null }))
}
const casesOf = (incidentId: string) => owner().selectFrom('caseIncidents as l').innerJoin('cases as c', 'c.id', 'l.caseId').selectAll('c').where('l.incidentId', '=', incidentId).execute()
const personOf = async (incidentId: string) => (await owner().selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).personId

describe('a case', () => {
  it('CA-11 opens at once when a high-risk assessment is approved, on the team’s unallocated list, with its plan and reviews', async () => {
    const { incidentId, teamId } = await reported('Pell')
    await approved(incidentId, 'high')
    expect(await casesOf(incidentId)).toEqual([])
    expect(await heed.act('service:cases', countUncased)).toBe(1)
    await heed.follow()
    expect(await heed.act('service:cases', countUncased)).toBe(0)
    const [made, ...others] = await casesOf(incidentId)
    expect(others).toEqual([])
    expect(made).toMatchObject({ status: 'open', band: 'high', ownerId: null, teamId, reference: 'CASE/2026/000001', nextReviewOn: '2026-12-07', nextReviewRank: 'sergeant', qualifier: 'personal' })
    const plan = await owner().selectFrom('casePlanItems').select(['standardKey', 'state']).where('caseId', '=', made?.id ?? '').orderBy('sort').execute()
    expect(plan.map(({ standardKey }) => standardKey)).toEqual(['victim-contacted', 'background-research', 'neighbourhood-team-told', 'partnership-considered', 'action-group-discussed', 'follow-up-visit', 'intelligence-considered', 'victim-update'])
    expect(plan.filter(({ state }) => state === 'done').map(({ standardKey }) => standardKey)).toEqual(['neighbourhood-team-told'])
    const clocks = await owner().selectFrom('clocks').select('kind').where('subjectId', '=', made?.id ?? '').where('metAt', 'is', null).execute()
    expect(clocks.filter(({ kind }) => kind.startsWith('case review')).map(({ kind }) => kind).sort()).toEqual(['case review: chief inspector', 'case review: inspector', 'case review: sergeant'])
    const told = await owner().selectFrom('notifications').select(['kind', 'teamId']).where('subjectId', '=', made?.id ?? '').execute()
    expect(told).toEqual([{ kind: 'case opened', teamId }])
  })

  it('CA-11 does not open for a lower band, and does when the force has chosen that band too', async () => {
    const first = await reported('Hart')
    await approved(first.incidentId, 'medium')
    await heed.follow()
    expect(await casesOf(first.incidentId)).toEqual([])
    await sql`insert into heed.settings (key, value) values ('case bands', '["medium", "high"]')`.execute(owner())
    const second = await reported('Hale')
    await approved(second.incidentId, 'medium')
    await heed.follow()
    expect(await casesOf(second.incidentId)).toHaveLength(1)
    await sql`delete from heed.settings where key = 'case bands'`.execute(owner())
  })

  it('CA-12 of the same victim is joined by the next incident, and its band rises', async () => {
    const first = await reported('Moss')
    await approved(first.incidentId, 'high')
    await heed.follow()
    const second = await reported('Moss', await personOf(first.incidentId))
    await approved(second.incidentId, 'medium')
    await heed.follow()
    const [one] = await casesOf(first.incidentId)
    expect(await casesOf(second.incidentId)).toMatchObject([{ id: one?.id, band: 'high' }])
  })

  it('CA-12 follows a new assessment of its own incident, down too, and its reviews begin again', async () => {
    const { incidentId } = await reported('Lowe')
    await approved(incidentId, 'high')
    await heed.follow()
    heed.clock.moveTo(new Date('2026-11-25T12:00:00Z'))
    await approved(incidentId, 'medium')
    await heed.follow()
    expect(await casesOf(incidentId)).toMatchObject([{ band: 'medium', nextReviewOn: '2026-12-23' }])
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })

  it('CA-11 is one, however many assessments of one victim are approved at the same moment', async () => {
    const first = await reported('Wren')
    const person = await personOf(first.incidentId)
    const others = [await reported('Wren', person), await reported('Wren', person)]
    const made = await Promise.all([first, ...others].map(({ incidentId }) => heed.act('service:cases', (ctx) => aCase(ctx, { incidentId }))))
    expect(new Set(made.map(({ caseId }) => caseId)).size).toBe(1)
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1)
    const linked = await owner().selectFrom('caseIncidents').select('incidentId').where('caseId', '=', made[0]?.caseId ?? '').execute()
    expect(linked).toHaveLength(3)
  })

  it('CA-14 that should be there and is not is opened by the ledger within the minute', async () => {
    const { incidentId } = await reported('Nash')
    await approved(incidentId, 'high')
    expect(await heed.act('service:cases', countUncased)).toBe(1)
    await timetable[0]?.run((work) => heed.act('service:cases', work))
    expect(await heed.act('service:cases', countUncased)).toBe(0)
    expect(await casesOf(incidentId)).toHaveLength(1)
    await heed.follow()
    expect(await casesOf(incidentId)).toHaveLength(1)
  })

  it('CA-21 opens by hand with a reason, once', async () => {
    const { incidentId } = await reported('Reed')
    await expect(heed.act('priya.nair', (ctx) => openCaseByHand(ctx, { incidentId, reason: ' ' }))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(heed.act('sam.blank', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'Because' }))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('nadia.kovacs', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'Because' }))).rejects.toMatchObject({ kind: 'not found' })
    const made = await heed.act('priya.nair', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'Fourth report in a month' }))
    expect(made.isNew).toBe(true)
    await expect(heed.act('priya.nair', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'Again' }))).rejects.toMatchObject({ kind: 'conflict', detail: { see: `/cases/${made.caseId}` } })
    expect(String(await heed.look('priya.nair', (ctx) => casePanel(ctx, incidentId)))).toContain(made.reference)
    expect(await heed.look('sam.blank', (ctx) => casePanel(ctx, incidentId))).toBeNull()
  })

  it('takes another incident by its reference, once, and says so in both logs', async () => {
    const { caseId } = await heed.act('service:cases', (ctx) => aCase(ctx))
    const other = await reported('Finch')
    await heed.act('priya.nair', (ctx) => linkIncident(ctx, { caseId, reference: other.reference.toLowerCase(), because: 'The same man' }))
    await expect(heed.act('priya.nair', (ctx) => linkIncident(ctx, { caseId, reference: other.reference, because: 'Again' }))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'reference' } })
    await expect(heed.act('priya.nair', (ctx) => linkIncident(ctx, { caseId, reference: 'ASB/2026/999999', because: 'None' }))).rejects.toMatchObject({ kind: 'invalid' })
    const entries = await owner().selectFrom('incidentEntries').select('kind').where('incidentId', '=', other.incidentId).where('kind', '=', 'case').execute()
    expect(entries).toHaveLength(1)
  })
})
