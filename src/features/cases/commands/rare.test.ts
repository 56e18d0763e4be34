import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { aCase } from '../examples.ts'
import { getCaseHeader } from '../queries/case-header.ts'
import { allocateCase } from './allocate.ts'
import { openCaseByHand } from './open-case.ts'
import { endPlanItem, pausePlanItem } from './plan.ts'
import { sealCase } from './sealing.ts'

let heed: TestHeed
let made = 0
const ids: Record<string, string> = {}
const noon = new Date('2026-11-23T12:00:00Z')
beforeAll(async () => {
  heed = await openTestHeed()
  for (const name of ['priya.nair', 'hana.suzuki', 'femi.adeyemi']) ids[name] = (await heed.actor(name)).id
  await sql`insert into heed.settings (key, value) values ('standards preset', '"demonstration"')`.execute(owner())
})
afterAll(() => heed.close())

const owner = () => kyselyOn(heed.database.pools.bootstrap)
/** A case of its own victim, so that no two come together. */
const opened = async () => {
  made += 1
  const person = aPerson({ role: 'victim', givenName: `Ida${'abcdefgh'[made] ?? ''}`, familyName: `Hart${'klmnopqr'[made] ?? ''}` })
  return heed.act('service:cases', async (ctx) => aCase(ctx, { incidentId: (await anIncident(ctx, { people: [person] })).incidentId }))
}
const itemOf = (caseId: string, key: string) => owner().selectFrom('casePlanItems').selectAll().where('caseId', '=', caseId).where('standardKey', '=', key).orderBy('occurrence', 'desc').executeTakeFirstOrThrow()
const clockOf = (id: string | null) => owner().selectFrom('clocks').select(['dueAt', 'missedBecause', 'missedExplainedBy', 'cancelledBecause', 'metAt']).where('id', '=', id ?? '').executeTakeFirstOrThrow()
const missed = async (caseId: string, key: string, text = 'The officer was ill') => {
  const item = await itemOf(caseId, key)
  await heed.act('priya.nair', (ctx) => endPlanItem(ctx, { caseId, itemId: item.id, version: item.version, state: 'missed', text }))
  return clockOf(item.clockId)
}

describe('a standard that was missed', () => {
  it('CA-08 CK-13 explains its clock when its time is over, and no clock that had time left', async () => {
    const { caseId } = await opened()
    expect(await missed(caseId, 'background-research')).toMatchObject({ missedBecause: null, cancelledBecause: 'The officer was ill' })
    const item = await itemOf(caseId, 'victim-contacted')
    const { dueAt } = await clockOf(item.clockId)
    expect(dueAt).not.toBeNull()
    heed.clock.moveTo(new Date('2026-12-14T12:00:00Z'))
    try {
      expect(await missed(caseId, 'victim-contacted')).toMatchObject({ missedBecause: 'The officer was ill', missedExplainedBy: ids['priya.nair'], metAt: null })
    } finally {
      heed.clock.moveTo(noon)
    }
  })

  it('CA-08 can be ended as missed while its clock stands still, also when its day went by meanwhile', async () => {
    const { caseId } = await opened()
    const pausable = await owner().selectFrom('casePlanItems as i').innerJoin('clocks as c', 'c.id', 'i.clockId').select(['i.id', 'i.standardKey', 'i.pauseReasons']).where('i.caseId', '=', caseId).where('c.dueAt', 'is not', null).where(sql<boolean>`cardinality(i.pause_reasons) > 0`).executeTakeFirstOrThrow()
    await heed.act('priya.nair', (ctx) => pausePlanItem(ctx, { caseId, itemId: pausable.id, reason: pausable.pauseReasons[0] ?? '' }))
    heed.clock.moveTo(new Date('2027-02-14T12:00:00Z'))
    try {
      expect(await missed(caseId, pausable.standardKey, 'She moved away')).toMatchObject({ cancelledBecause: 'She moved away', missedBecause: null })
      expect((await itemOf(caseId, pausable.standardKey)).state).toBe('missed')
    } finally {
      heed.clock.moveTo(noon)
    }
  })
})

describe('a sealed case', () => {
  it('CA-24 CA-28 is given to an owner from another ward, who then sees it and its incident by name, and to nobody else', async () => {
    const { caseId, incidentId } = await opened()
    await heed.act('imran.rahman', (ctx) => sealCase(ctx, { caseId, version: 1, accountIds: [ids['femi.adeyemi'] ?? ''], reason: 'A sister works here' }))
    const sees = (who: string) => heed.look(who, async ({ db }) => (await db.selectFrom('cases').select('id').where('id', '=', caseId).execute()).length + (await db.selectFrom('incidents').select('id').where('id', '=', incidentId).execute()).length)
    expect(await sees('hana.suzuki')).toBe(0)
    await heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 2, ownerId: ids['hana.suzuki'] ?? '', reason: null }))
    expect([await sees('hana.suzuki'), await sees('femi.adeyemi'), await sees('imran.rahman'), await sees('priya.nair'), await sees('karin.lindqvist')]).toEqual([2, 2, 2, 0, 0])
    expect((await heed.look('hana.suzuki', (ctx) => getCaseHeader(ctx, caseId))).ownerName).toBe('PC Hana Suzuki')
  })
})

describe('a case of a place that no team answers for', () => {
  const nowhere = () => heed.act('amara.diallo', async (ctx) => {
    made += 1
    const { incidentId } = await anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: `Una${'abcdefgh'[made] ?? ''}`, familyName: 'Reed' })], place: { text: 'The old pier', postcode: null, longitude: 1.5, latitude: 50.5, addressId: null } })
    return incidentId
  })

  it('CA-11 is with the team that receives what no other does; with no such team it is refused in words, not lost', async () => {
    const incidentId = await nowhere()
    await owner().updateTable('incidents').set({ teamId: null }).where('id', '=', incidentId).execute()
    const { caseId } = await heed.act('helen.whitby', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'It goes on' }))
    const { isFallback } = await owner().selectFrom('cases as c').innerJoin('teams as t', 't.id', 'c.teamId').select('t.isFallback').where('c.id', '=', caseId).executeTakeFirstOrThrow()
    expect(isFallback).toBe(true)
    const other = await nowhere()
    await owner().updateTable('incidents').set({ teamId: null }).where('id', '=', other).execute()
    await owner().updateTable('teams').set({ isFallback: false }).where('isFallback', '=', true).execute()
    expect(await refusalOf(heed.act('helen.whitby', (ctx) => openCaseByHand(ctx, { incidentId: other, reason: 'It goes on' })))).toMatchObject({ kind: 'conflict', message: expect.stringMatching(/^No team is responsible for this place/) })
  })
})
