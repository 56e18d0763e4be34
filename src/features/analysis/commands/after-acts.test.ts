import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCaseHeader, sealCase, unsealCase } from '#features/cases/index.ts'
import { aCase } from '#features/cases/examples.ts'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { correctPerson, linkDuplicate, reclassify, type ReportedPerson, unlinkDuplicate } from '#features/incidents/index.ts'
import { decideReview, undoDecision } from '#features/people/commands/decide.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { londonDay } from '#platform/time/day.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { workedOut } from '../examples.ts'
import type { KeyedKind } from '../queries/counted.ts'
import { countFindingsWaiting } from '../queries/findings.ts'
import { reachedIn } from '../queries/reached.ts'
import { listRepeats } from '../queries/repeats.ts'
import type { Definition } from '../rules/repeats.ts'

const tried: Definition = { leastCount: 2, windowDays: 92, sameKind: true, reportWithinDays: null }
const kinds: readonly KeyedKind[] = ['victim', 'caller', 'household', 'phone', 'address']
const viewers = ['wei.zhang', 'priya.nair', 'helen.whitby', 'rosa.blake', 'imran.rahman'] as const
const dilwyn = { role: 'victim' as const, givenName: 'Dilwyn', familyName: 'Arkwright', phone: '07700 900411', addressText: '4 Mill Yard', postcode: 'ZA9 5BB' }

let heed: TestHeed
let incidents: string[] = []

beforeAll(async () => {
  heed = await openTestHeed()
  for (const [day, person] of [['2026-11-02', dilwyn], ['2026-11-09', dilwyn], ['2026-11-12', { ...dilwyn, givenName: 'Dillon', phone: null, addressText: '9 Mill Yard' }]] as const) incidents.push(await reported(day, person))
  await heed.follow()
}, 60_000)

afterAll(async () => heed.close())

async function reported(day: string, person: Partial<ReportedPerson>): Promise<string> {
  heed.clock.moveTo(new Date(`${day}T12:00:00Z`))
  const place = { text: `Near ${newId()}`, postcode: null, addressId: null, ...middleOf(1, 1) }
  return (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place, people: [aPerson(person)] }))).incidentId
}

const row = (id: string) => kyselyOn(heed.database.pools.bootstrap).selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const given = async (id: string) => ({ incidentId: id, version: (await row(id)).version })
const mentionOf = async (id: string) => kyselyOn(heed.database.pools.bootstrap).selectFrom('personMentions').selectAll().where('sourceId', '=', id).where('correctedById', 'is', null).executeTakeFirstOrThrow()

/** Every list, for everybody, is what the pure rule makes of the reports they see. Result: how many reports of somebody count for the borough's analyst. */
async function counted(of = incidents[0] ?? ''): Promise<number> {
  for (const username of viewers) {
    await heed.look(username, async (ctx) => {
      for (const by of kinds) {
        const list = await listRepeats(ctx, { by, ruleKey: null, tried, radiusMetres: 100, boroughId: null, mark: 'any', page: 1 })
        expect([username, by, new Map(list.rows.map(({ subject, standing }) => [subject.key, standing.count]))]).toEqual([username, by, await workedOut(ctx, by, tried)])
      }
    })
  }
  const { personId } = await mentionOf(of)
  return heed.look('wei.zhang', async (ctx) => (await reachedIn(ctx, ['victim'], { monday: '2026-11-01', sunday: londonDay(ctx.now) }, ctx.now, tried)).find(({ key }) => key === personId)?.reports ?? 0)
}

describe('the lists of repeats, after whatever is done', () => {
  it('RP-05 follow who is taken for whom, there and back', async () => {
    expect(await counted()).toBe(2)
    const review = await heed.look('wei.zhang', ({ db }) => db.selectFrom('identityReviews').select('id').where('closedAt', 'is', null).executeTakeFirstOrThrow())
    await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId: review.id, verdict: 'same', reason: 'One birth certificate' }))
    expect(await counted()).toBe(3)
    const decision = await heed.look('wei.zhang', ({ db }) => db.selectFrom('identityDecisions').select('id').where('undoneAt', 'is', null).executeTakeFirstOrThrow())
    await heed.act('wei.zhang', (ctx) => undoDecision(ctx, { decisionId: decision.id, reason: 'Two brothers' }))
    expect(await counted()).toBe(2)
  })

  it('RP-02 RP-05 follow a type put right, a duplicate linked and unlinked, and details put right', async () => {
    const [first = '', second = ''] = incidents
    const { key } = await kyselyOn(heed.database.pools.bootstrap).selectFrom('incidents as i').innerJoin('referenceValues as t', 't.id', 'i.typeId').select('t.key').where('i.id', '=', second).executeTakeFirstOrThrow()
    await heed.act('priya.nair', async (ctx) => reclassify(ctx, { ...(await given(second)), type: 'fireworks', qualifier: null, reason: 'It was the music' }))
    expect(await counted()).toBe(0)
    await heed.act('priya.nair', async (ctx) => reclassify(ctx, { ...(await given(second)), type: key, qualifier: null, reason: 'It was not' }))
    expect(await counted()).toBe(2)
    const { reference } = await row(first)
    await heed.act('priya.nair', async (ctx) => linkDuplicate(ctx, { ...(await given(second)), reference, reason: 'He rang twice' }))
    expect(await counted()).toBe(0)
    await heed.act('priya.nair', async (ctx) => unlinkDuplicate(ctx, { ...(await given(second)), reason: 'Two evenings', takeBack: false }))
    expect(await counted()).toBe(2)
    const mention = await mentionOf(second)
    await heed.act('priya.nair', async (ctx) => correctPerson(ctx, {
      ...(await given(second)), mentionId: mention.id, reason: 'He was only passing', person: { ...aPerson(dilwyn), role: 'witness', isAnonymous: false },
    }))
    await heed.follow()
    expect(await counted()).toBe(0)
  })

  it('RP-05 RP-12 CA-28 follow a seal put on and taken off, and so does what was told of the repeat: its bare row is for those the seal names', async () => {
    const ada = { role: 'victim' as const, givenName: 'Ada', familyName: 'Quarrington', phone: '07700 900412' }
    incidents = []
    for (const day of ['2026-11-14', '2026-11-15', '2026-11-16']) incidents.push(await reported(day, ada))
    await heed.follow()
    const [first = ''] = incidents
    expect(await counted(first)).toBe(3)
    const told = async (username: string) => heed.look(username, async ({ db }) => (await db.selectFrom('notifications').select('id').where('subjectKind', '=', 'repeat').execute()).length)
    const waits = await heed.look('wei.zhang', countFindingsWaiting)
    const before = await told('wei.zhang')
    expect(before).toBeGreaterThan(0)
    const { caseId } = await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId: first }))
    const version = async () => (await heed.look('imran.rahman', (ctx) => getCaseHeader(ctx, caseId))).version
    const { id: priya } = await heed.actor('priya.nair')
    await heed.act('imran.rahman', async (ctx) => sealCase(ctx, { caseId, version: await version(), accountIds: [priya], reason: 'Her brother works here' }))
    expect(await counted(first)).toBe(2)
    expect([await told('wei.zhang'), await told('helen.whitby'), await heed.look('wei.zhang', countFindingsWaiting)]).toEqual([before - 1, before - 1, waits - 1])
    expect(await told('imran.rahman')).toBe(before)
    await heed.act('imran.rahman', async (ctx) => unsealCase(ctx, { caseId, version: await version(), reason: 'He has left' }))
    expect(await counted(first)).toBe(3)
    expect([await told('wei.zhang'), await heed.look('wei.zhang', countFindingsWaiting)]).toEqual([before, waits])
  })

  it('RP-02 RP-05 leave out what was withdrawn', async () => {
    const [first = '', last = ''] = [incidents[0], incidents.at(-1)]
    await kyselyOn(heed.database.pools.bootstrap).updateTable('incidents').set({ withdrawnAt: new Date('2026-11-16T13:00:00Z') }).where('id', '=', last).execute()
    expect(await counted(first)).toBe(2)
  })
})
