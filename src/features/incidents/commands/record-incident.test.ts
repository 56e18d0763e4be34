import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident } from '../examples.ts'

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
