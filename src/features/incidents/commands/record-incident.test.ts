import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident, aPerson } from '../examples.ts'
import { countUnnotified } from '../queries/ledger.ts'
import { reconcileUntold } from './reconcile.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

const nowhere = { text: null, postcode: null, longitude: null, latitude: null, addressId: null }

async function kept(incidentId: string) {
  return heed.look('tom.hargreaves', async (ctx) => ({
    incident: await ctx.db.selectFrom('incidents').selectAll().where('id', '=', incidentId).executeTakeFirstOrThrow(),
    told: await ctx.db.selectFrom('notifications').selectAll().where('subjectId', '=', incidentId).execute(),
    flags: await ctx.db.selectFrom('incidentFlags').select(['flag', 'origin']).where('incidentId', '=', incidentId).orderBy('id').execute(),
    entries: await ctx.db.selectFrom('incidentEntries').select(['kind', 'detail']).where('incidentId', '=', incidentId).orderBy('id').execute(),
    answers: await ctx.db.selectFrom('screeningAnswers').selectAll().where('incidentId', '=', incidentId).orderBy('question').execute(),
    people: await ctx.db.selectFrom('personMentions').selectAll().where('sourceId', '=', incidentId).orderBy('id').execute(),
    clocks: await ctx.db.selectFrom('clocks').selectAll().where('subjectId', '=', incidentId).execute(),
  }))
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  return work.then(() => { throw new Error('it was not refused') }, (error: unknown) => {
    if (error instanceof Refusal) return error
    throw error
  })
}

describe('recording a report', () => {
  it('IN-40 keeps the incident, its people and answers, and tells the team for the place in the same act', async () => {
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    expect(made.reference).toMatch(/^ASB\/2026\/\d{6}$/)
    expect(made.teamName).toBe('Tanner Street Safer Neighbourhoods Team')
    const { incident, told, entries, answers, people, clocks } = await kept(made.incidentId)
    expect(incident).toMatchObject({ status: 'recorded', qualifier: 'personal', openingQualifier: 'personal', grade: 'extended', suggestedGrade: 'extended', postcode: 'ZA1 2BC', addressKey: 'ZA12BC 14', isOpen: true })
    expect(incident.wardId).not.toBeNull()
    expect(incident.boroughId).not.toBeNull()
    expect(told).toMatchObject([{ teamId: made.teamId, kind: 'incident recorded', acknowledgedAt: null }])
    expect(entries.map(({ kind }) => kind)).toEqual(['recorded', 'grade'])
    expect(answers).toHaveLength(6)
    expect(people).toMatchObject([{ part: 'caller', phoneKey: '+447700900123', familyNameKey: 'pell', dateOfBirth: '1961-04-02' }])
    expect(clocks).toMatchObject([{ kind: 'victim-follow-up', dueAt: null, teamId: made.teamId }])
  })

  it('IN-42 tells the fallback team of a place outside every area, and keeps the postcode nobody knows', async () => {
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { ...nowhere, postcode: 'ZA99 9ZZ', longitude: 1.5, latitude: 50.5 } }))
    expect(made.teamName).toBe('Central ASB unit')
    expect(made.doubts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['unknown postcode', 'outside every area', 'no team']))
    const { incident, told } = await kept(made.incidentId)
    expect(incident).toMatchObject({ postcode: 'ZA99 9ZZ', wardId: null, boroughId: null, longitude: 1.5 })
    expect(told).toHaveLength(1)
  })

  it('IN-02 refuses hoax calls after 6 August 2011 with what to use instead, and takes them before', async () => {
    const refused = await refusalOf(heed.act('amara.diallo', (ctx) => anIncident(ctx, { type: 'hoax-call' })))
    expect(refused.kind).toBe('invalid')
    expect(refused.detail.field).toBe('type')
    expect(refused.message).toContain('Use code 325')
  })
})

describe('a report recorded before', () => {
  it('IN-45 flags a repeat where the telephone, or the address, was in a report before, and says that this raised it', async () => {
    const people = [aPerson({ givenName: 'Mina', familyName: 'Frost', phone: '07700 900456' })]
    const first = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people, place: { ...nowhere, text: '90 Long Road', postcode: 'ZA5 5AA' } }))
    expect((await kept(first.incidentId)).flags).toEqual([])
    const byPhone = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ phone: '+447700900456' })], place: nowhere }))
    expect((await kept(byPhone.incidentId)).flags).toEqual([{ flag: 'repeat', origin: 'seen before' }])
    const byAddress = await heed.act('ines.moreau', (ctx) => anIncident(ctx, { people: [], place: { ...nowhere, text: '90 Long Rd', postcode: 'za55aa' } }))
    expect(byAddress.incidentId).not.toBe('')
    expect((await kept(byAddress.incidentId)).incident).toMatchObject({ flags: ['repeat'], assessmentAsked: true })
  })

  it('IN-45 keeps the prompt’s own repeat flag where the caller said so', async () => {
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { screening: [{ question: 'd1', answer: 'yes' }, { question: 'd4', answer: 'yes' }] }))
    const { flags, incident } = await kept(made.incidentId)
    expect(flags).toEqual([{ flag: 'repeat', origin: 'screening' }, { flag: 'hate', origin: 'screening' }])
    expect(incident).toMatchObject({ suggestedGrade: 'significant', suggestedBecause: ['they believe it is because of who they are'], grade: 'extended' })
  })

  it('refuses to link a person who is not on record', async () => {
    const refused = await refusalOf(heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ phone: '07700 900111' }), aPerson({ personId: newId(), givenName: 'Eve' })] })))
    expect(refused).toMatchObject({ kind: 'invalid', detail: { field: 'people.1.personId' } })
  })

  it('IN-40 keeps times that contradict each other, and doubts them', async () => {
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { occurredFrom: ctx.now, occurredTo: new Date('2026-11-22T12:00:00Z') }))
    expect(made.doubts.map(({ kind }) => kind)).toContain('times out of order')
  })

  it('IN-01 numbers an incident within the London year it was reported in', async () => {
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { reportedAt: new Date('2024-12-31T23:59:00Z') }))
    expect(made.reference).toMatch(/^ASB\/2024\//)
  })

  it('uses a changed list from the next report on', async () => {
    await heed.act('service:cli', (ctx) => ctx.db.updateTable('teams').set({ name: 'Tanner Street Team' }).where('name', '=', 'Tanner Street Safer Neighbourhoods Team').execute())
    const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    expect(made.teamName).toBe('Tanner Street Team')
  })
})

describe('who may record, and who may see what was recorded', () => {
  it('IN-40 refuses those with no part in it', async () => {
    for (const person of ['sam.blank', 'robin.castle', 'margaret.osei', 'wei.zhang', 'dev.mistry', 'peter.lamb']) {
      expect((await refusalOf(heed.act(person, (ctx) => anIncident(ctx)))).kind).toBe('not permitted')
    }
  })

  it('shows nothing of it to another team, another borough, a partner or a volunteer', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { screening: [{ question: 'd1', answer: 'yes' }] }))
    for (const [person, sees] of [['priya.nair', true], ['karin.lindqvist', true], ['chidi.okafor', true], ['hana.suzuki', false], ['nadia.kovacs', false], ['owen.tate', false], ['robin.castle', false], ['dev.mistry', false], ['joan.firth', false], ['peter.lamb', false]] as const) {
      const found = await heed.look(person, async (ctx) => [
        await ctx.db.selectFrom('incidents').select('id').where('id', '=', incidentId).execute(),
        await ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).execute(),
        await ctx.db.selectFrom('screeningAnswers').select('question').where('incidentId', '=', incidentId).execute(),
        await ctx.db.selectFrom('incidentFlags').select('id').where('incidentId', '=', incidentId).execute(),
        await ctx.db.selectFrom('incidentEntries').select('id').where('incidentId', '=', incidentId).execute(),
        await ctx.db.selectFrom('notifications').select('id').where('subjectId', '=', incidentId).execute(),
        await ctx.db.selectFrom('clocks').select('id').where('subjectId', '=', incidentId).execute(),
        await ctx.db.selectFrom('persons as p').innerJoin('personMentions as m', 'm.personId', 'p.id').select('p.id').where('m.sourceId', '=', incidentId).execute(),
      ])
      expect(found.map((rows) => rows.length > 0), person).toEqual(found.map(() => sees))
    }
  })
})

describe('the ledger', () => {
  it('IN-42 is empty, and tells the team of a report that slipped through', async () => {
    const { incidentId, teamId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    expect(await heed.look('service:cli', countUnnotified)).toBe(0)
    expect(await heed.act('service:cli', (ctx) => reconcileUntold(ctx, null))).toBe(0)
    await sql`delete from notifications where subject_id = ${incidentId}`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(await heed.look('service:cli', countUnnotified)).toBe(1)
    expect(await heed.act('service:cli', (ctx) => reconcileUntold(ctx, null))).toBe(1)
    const { told, entries } = await kept(incidentId)
    expect(told).toMatchObject([{ teamId }])
    expect(entries.map(({ kind }) => kind)).toContain('note')
    expect(await heed.look('service:cli', countUnnotified)).toBe(0)
  })

  it('IN-44 is the system’s own: nobody runs it by hand', async () => {
    expect((await refusalOf(heed.act('amara.diallo', (ctx) => reconcileUntold(ctx, null)))).kind).toBe('not permitted')
  })
})
