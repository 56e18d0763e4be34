import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { addPerson, correctPerson } from '#features/incidents/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { transferCase } from './allocate.ts'
import { reopenCase } from './closing.ts'
import { openCaseByHand } from './open-case.ts'
import { sealCase } from './sealing.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const owner = () => kyselyOn(heed.ground.pools.bootstrap)
const report = (familyName: string, { personId = null, ward = 1 }: { personId?: string | null; ward?: number } = {}) =>
  heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: 'Ada', familyName, personId })], place: { text: null, postcode: null, ...middleOf(1, ward), addressId: null } }))
const open = (username: string, incidentId: string) => heed.act(username, (ctx) => openCaseByHand(ctx, { incidentId, reason: 'It goes on' }))
const mentionOf = (incidentId: string) => owner().selectFrom('personMentions').select(['id', 'personId']).where('sourceId', '=', incidentId).where('correctedById', 'is', null).executeTakeFirstOrThrow()

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return error
}

describe('one open case an incident', () => {
  it('CA-21 a case of the same victim that this person cannot see is not told of, and a case of their own opens', async () => {
    const first = await report('Quill')
    const hidden = await open('priya.nair', first.incidentId)
    const { personId } = await mentionOf(first.incidentId)
    const second = await report('Quill', { personId, ward: 2 })
    const names = [(await heed.actor('gwen.pritchard')).id, (await heed.actor('imran.rahman')).id]
    await heed.act('imran.rahman', (ctx) => sealCase(ctx, { caseId: hidden.caseId, version: 1, accountIds: names, reason: 'A witness is at risk in this case' }))
    const opened = await open('hana.suzuki', second.incidentId)
    expect([opened.isNew, opened.caseId === hidden.caseId]).toEqual([true, false])
    expect(JSON.stringify(opened)).not.toContain(hidden.reference)
  })

  it('CA-21 an incident in a case that another team works is refused in words, and nothing breaks', async () => {
    const { incidentId } = await report('Roe')
    const made = await open('priya.nair', incidentId)
    const other = await owner().selectFrom('teams').select('id').where('name', '=', 'Bellmaker Safer Neighbourhoods Team').executeTakeFirstOrThrow()
    await heed.act('karin.lindqvist', (ctx) => transferCase(ctx, { caseId: made.caseId, version: 1, teamId: other.id, reason: 'They moved there' }))
    const refused = await refusal(open('priya.nair', incidentId))
    expect([refused.kind, refused.message.includes(made.reference)]).toEqual(['conflict', false])
    expect(await owner().selectFrom('caseIncidents').select('caseId').where('incidentId', '=', incidentId).execute()).toEqual([{ caseId: made.caseId }])
  })

  it('CA-21 the table itself refuses a second open case, follows closing, and reopening waits for the other', async () => {
    const { incidentId } = await report('Stone')
    const first = await open('priya.nair', incidentId)
    const twice = sql`insert into case_incidents (case_id, incident_id, linked_at, linked_by, because) select c.id, ${incidentId}::uuid, now(), c.opened_by, 'again' from cases c where c.id <> ${first.caseId}::uuid limit 1`
    await expect(twice.execute(owner())).rejects.toThrow('case_incidents_one_open_case')
    await sql`update cases set status = 'closed', closed_at = now() where id = ${first.caseId}::uuid`.execute(owner())
    const second = await open('priya.nair', incidentId)
    expect(second.isNew).toBe(true)
    const refused = await refusal(heed.act('karin.lindqvist', (ctx) => reopenCase(ctx, { caseId: first.caseId, version: 1, reason: 'It began again' })))
    expect([refused.kind, refused.message.includes(second.reference)]).toEqual(['conflict', true])
  })

  it('CA-11 details corrected on the incident, and people added there, are those of its case', async () => {
    const { incidentId } = await report('Tarn')
    const { caseId } = await open('priya.nair', incidentId)
    const person = { role: 'victim', givenName: 'Ada', familyName: 'Tarne', dateOfBirth: null, phone: '07700 900456', email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: 'Not before noon', isAnonymous: false } as const
    const { id } = await mentionOf(incidentId)
    const mentionId = await heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 1, mentionId: id, person, reason: 'She spelt it' }))
    const added = await heed.act('priya.nair', (ctx) => addPerson(ctx, { incidentId, version: 2, person: { ...person, role: 'witness', familyName: 'Usher' }, sameAs: null }))
    await heed.follow()
    const people = await owner().selectFrom('casePeople').select(['mentionId', 'part']).where('caseId', '=', caseId).orderBy('part').execute()
    expect(people).toEqual([{ mentionId, part: 'victim' }, { mentionId: added, part: 'witness' }])
    expect((await owner().selectFrom('cases').select('victimMentionId').where('id', '=', caseId).executeTakeFirstOrThrow()).victimMentionId).toBe(mentionId)
  })
})
