import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aPerson, anIncident, aReport } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import { allocateIncident } from './allocate.ts'
import { answerPrompt } from './answer-prompt.ts'
import { linkDuplicate, unlinkDuplicate } from './duplicate.ts'
import { addFurtherReport } from './further-report.ts'
import { correctPerson } from './mend-people.ts'

let heed: TestHeed
let street = 0
const ids: Record<string, string> = {}
beforeAll(async () => {
  heed = await openTestHeed()
  for (const name of ['priya.nair', 'karin.lindqvist', 'hana.suzuki', 'amara.diallo']) ids[name] = (await heed.actor(name)).id
})
afterAll(() => heed.close())

const owner = () => kyselyOn(heed.database.pools.bootstrap)
/** An incident of its own street, in ward 1, allocated to somebody. */
const given = async (who: string, over: Parameters<typeof anIncident>[1] = {}) => {
  street += 1
  const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [], place: { text: `${street} Alder Row`, postcode: null, longitude: -0.09, latitude: 51.41, addressId: null }, ...over }))
  await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId: made.incidentId, version: 1, accountId: ids[who] ?? '', note: '' }))
  return made
}
const versionOf = async (id: string) => (await owner().selectFrom('incidents').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
/** Which news of an incident somebody got by name, but for the allocation itself. */
const toldByName = async (id: string, who: string) =>
  (await owner().selectFrom('notifications').select('kind').where('subjectId', '=', id).where('accountId', '=', ids[who] ?? '').orderBy('id').execute()).map(({ kind }) => kind).filter((kind) => kind !== 'incident allocated')

/** What happens to an incident after it was given to an officer, and what the officer must then hear. */
const happenings: readonly (readonly [what: string, news: string, run: (who: string, incidentId: string) => Promise<unknown>])[] = [
  ['IN-53 a question was answered yes later', 'flag raised by a later answer', async (who, incidentId) => {
    const version = await versionOf(incidentId)
    return heed.act(who, (ctx) => answerPrompt(ctx, { incidentId, version, answers: [{ question: 'd5', answer: 'yes', detail: 'He is ill' }] }))
  }],
  ['IN-54 somebody put right is in another report', 'repeat found by a correction', async (who, incidentId) => {
    const phone = `07700 9006${String(street).padStart(2, '0')}`
    await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: `${street + 50} Cinder Lane`, postcode: null, longitude: -0.09, latitude: 51.41, addressId: null }, people: [aPerson({ givenName: 'Ida', familyName: 'Hart', phone })] }))
    const version = await versionOf(incidentId)
    const { id: mentionId } = await owner().selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()
    const { personId: _, ...person } = aPerson({ role: 'victim', givenName: 'Ida', familyName: 'Hart', phone })
    return heed.act(who, (ctx) => correctPerson(ctx, { incidentId, version, mentionId, person: { ...person, isAnonymous: false }, reason: 'Read back to her' }))
  }],
  ['IN-62 somebody else reported it too', 'further report', async (who, incidentId) => heed.act(who, (ctx) => addFurtherReport(ctx, incidentId, aReport(ctx, { people: [] })))],
]
const unanswered = (['d1', 'd2', 'd3', 'd4', 'd5', 'd6'] as const).map((question) => ({ question, answer: 'not-asked' as const, reason: 'The caller rang off' }))
const open = { screening: unanswered, people: [aPerson({ role: 'victim', givenName: 'Ida', familyName: null })] }

describe('the officer an incident is allocated to', () => {
  it.each(happenings)('is told by name when %s', async (_what, news, run) => {
    const { incidentId } = await given('hana.suzuki', open)
    await run('amara.diallo', incidentId)
    expect(await toldByName(incidentId, 'hana.suzuki')).toEqual([news])
  })

  it.each(happenings.slice(0, 2))('is not told of what they did themselves: %s', async (_what, news, run) => {
    const { incidentId } = await given('priya.nair', open)
    await run('priya.nair', incidentId)
    expect(await toldByName(incidentId, 'priya.nair')).toEqual([])
    const team = await owner().selectFrom('notifications').select('teamId').where('subjectId', '=', incidentId).where('kind', '=', news).execute()
    expect(team.map(({ teamId }) => teamId !== null)).toEqual([true])
  })

  it('IN-64 IN-65 is told when it is worked under another number, and when it stands by itself again', async () => {
    const [first, second] = [await given('priya.nair'), await given('hana.suzuki')]
    const link = await versionOf(second.incidentId)
    await heed.act('karin.lindqvist', (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: link, reference: first.reference, reason: 'The same shouting' }))
    expect(await toldByName(second.incidentId, 'hana.suzuki')).toHaveLength(1)
    const undo = await versionOf(second.incidentId)
    await heed.act('karin.lindqvist', (ctx) => unlinkDuplicate(ctx, { incidentId: second.incidentId, version: undo, reason: 'Another flat', takeBack: true }))
    const news = await toldByName(second.incidentId, 'hana.suzuki')
    expect(news).toHaveLength(2)
    expect(new Set(news).size).toBe(2)
  })

  it('IN-64 so is the team of an incident of another ward than the one it repeats', async () => {
    const first = await given('priya.nair')
    const second = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [] }))
    const { teamId } = await heed.look('hana.suzuki', async ({ actor }) => ({ teamId: actor.teamIds[0] ?? '' }))
    await owner().updateTable('incidents').set({ teamId }).where('id', '=', second.incidentId).execute()
    await heed.act('karin.lindqvist', (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: 1, reference: first.reference, reason: 'Seen from both ends of the street' }))
    const told = await owner().selectFrom('notifications').select(['kind', 'teamId']).where('subjectId', '=', second.incidentId).where('teamId', '=', teamId).execute()
    expect(told).toHaveLength(1)
    expect((await heed.look('karin.lindqvist', (ctx) => getIncidentRecord(ctx, second.incidentId))).told.map(({ kind }) => kind)).toContain(told[0]?.kind)
  })
})
