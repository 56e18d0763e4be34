import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aPerson, anIncident, aReport } from '../examples.ts'
import { getActPage } from '../queries/act-page.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import type { Report } from '../rules/report.ts'
import { allocateIncident, recordFollowUp } from './allocate.ts'
import { answerPrompt } from './answer-prompt.ts'
import { linkDuplicate, unlinkDuplicate } from './duplicate.ts'
import { FOLLOW_UP } from './follow-up-clock.ts'
import { addFurtherReport } from './further-report.ts'
import { decideFlag } from './research.ts'
import { deploy, regrade, resultIncident } from './respond.ts'

let heed: TestHeed
let street = 0

beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

/** A street of its own for each matter, so that nothing is a repeat by chance. */
const record = (over: Partial<Report> = {}) => heed.act('amara.diallo', (ctx) => {
  street += 1
  return anIncident(ctx, { people: [], place: { text: `${street} Alder Row`, postcode: null, longitude: -0.09, latitude: 51.41, addressId: null }, ...over })
})
const read = (id: string, who = 'karin.lindqvist') => heed.look(who, (ctx) => getIncidentRecord(ctx, id))
const link = async (id: string, reference: string, who = 'karin.lindqvist') => {
  const { version } = await read(id)
  return heed.act(who, (ctx) => linkDuplicate(ctx, { incidentId: id, version, reference, reason: 'The same shouting' }))
}
const undo = async (id: string, takeBack = true) => {
  const { version } = await read(id)
  return heed.act('karin.lindqvist', (ctx) => unlinkDuplicate(ctx, { incidentId: id, version, reason: 'Another flat', takeBack }))
}
const refusal = async (act: Promise<unknown>): Promise<Refusal> => act.then(() => { throw new Error('it was not refused') }, (error: unknown) => { if (error instanceof Refusal) return error; throw error })
const answers = (over: Record<string, 'yes'>) => (['d1', 'd2', 'd3', 'd4', 'd5', 'd6'] as const).map((question) => ({ question, answer: over[question] ?? ('no' as const), ...(over[question] === undefined ? {} : { detail: 'in their words' }) }))
const urgent: Partial<Report> = { grade: 'immediate', screening: answers({ d5: 'yes' }), people: [aPerson({ role: 'victim', givenName: 'Ines', familyName: 'Arden', phone: '07700 900771' })] }
const clocks = (id: string) => heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('clocks').select(['startedAt', 'dueAt', 'metAt', 'cancelledAt', 'cancelledBecause']).where('subjectId', '=', id).where('kind', '=', FOLLOW_UP).orderBy('id').execute())
const toldOf = async (id: string) => (await read(id)).told.map(({ kind }) => kind)

describe('linking a duplicate later', () => {
  it('IN-64 raises its flags and its quicker grade, tells the team that more is asked, and says so in both logs', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await link(second.incidentId, first.reference)
    const original = await read(first.incidentId)
    expect(original).toMatchObject({ grade: 'immediate', assessmentAsked: true, flags: ['vulnerable'] })
    expect(original.log.map(({ text }) => text)).toEqual(expect.arrayContaining([
      `${second.reference} is linked to this incident as a duplicate`, `Flag “vulnerable” raised by the duplicate ${second.reference}`, 'Regraded from Extended to Immediate',
    ]))
    expect(await toldOf(first.incidentId)).toContain('further report, more urgent than graded')
    expect((await read(second.incidentId)).log.at(-1)).toMatchObject({ text: `Linked as a duplicate of ${first.reference}`, reason: 'The same shouting' })
  })

  it('IN-64 shows its people and its words with the incident it repeats, and leaves them where they are', async () => {
    const [first, second] = [await record({ people: [aPerson({ givenName: 'Ada', familyName: 'Pell' })] }), await record({ ...urgent, narrative: 'They are at my window now' })]
    await link(second.incidentId, first.reference)
    const original = await read(first.incidentId)
    expect(original.people.map(({ name }) => name)).toEqual(['Ada Pell'])
    expect(original.duplicates).toMatchObject([{ id: second.incidentId, narrative: 'They are at my window now', people: [{ name: 'Ines Arden', incidentId: second.incidentId }] }])
    await undo(second.incidentId)
    expect((await read(first.incidentId)).duplicates).toEqual([])
    expect((await read(second.incidentId)).people.map(({ name }) => name)).toEqual(['Ines Arden'])
  })

  it('IN-64 a repeat found by looking at the record is no repeat of itself', async () => {
    const [first, second] = [await record({ people: [aPerson({ givenName: 'Noor', familyName: 'Vale', phone: '07700 900881' })] }), await record({ people: [aPerson({ givenName: 'Noor', familyName: 'Vale', phone: '07700 900881' })] })]
    expect((await read(second.incidentId)).flags).toEqual(['repeat'])
    await link(second.incidentId, first.reference)
    expect(await read(first.incidentId)).toMatchObject({ flags: [], assessmentAsked: false })
    expect(await toldOf(first.incidentId)).toContain('further report')
  })

  it('IN-64 leaves the grade to those who may grade, and tells the team all the same', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await link(second.incidentId, first.reference, 'priya.nair')
    expect(await read(first.incidentId)).toMatchObject({ grade: 'extended', flags: ['vulnerable'] })
    expect(await toldOf(first.incidentId)).toContain('further report, more urgent than graded')
  })

  it('IN-64 tells whoever has either of them, and no team twice', async () => {
    const [first, second] = [await record(), await record()]
    const officer = (await heed.actor('priya.nair')).id
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId: second.incidentId, version: 1, accountId: officer, note: '' }))
    await link(second.incidentId, first.reference)
    const of = await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('notifications').select(['kind', 'accountId']).where('subjectId', '=', second.incidentId).where('kind', 'like', '%duplicate%').execute())
    expect(of).toEqual([{ kind: 'linked as a duplicate, and worked under another number', accountId: officer }])
  })

  it('IN-64 nothing of what is sealed goes where the seal does not', async () => {
    const [first, second] = [await record(), await record(urgent)]
    const bootstrap = kyselyOn(heed.database.pools.bootstrap)
    const by = (await heed.actor('karin.lindqvist')).id
    await sql`update incidents set sealed_under = gen_random_uuid() where id = ${second.incidentId}::uuid`.execute(bootstrap)
    await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_at, granted_by) values (gen_random_uuid(), 'incident', ${second.incidentId}::uuid, ${by}::uuid, 'assigned', 'to try it', ${heed.clock.now()}, ${by}::uuid)`.execute(bootstrap)
    await link(second.incidentId, first.reference)
    expect(await read(first.incidentId)).toMatchObject({ flags: [], grade: 'extended' })
    expect((await read(first.incidentId, 'femi.adeyemi')).duplicates).toEqual([])
  })
})

describe('a resulted incident', () => {
  const result = async (id: string) => {
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId: id, version: 1, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit free' }))
    await heed.act('karin.lindqvist', (ctx) => resultIncident(ctx, { incidentId: id, version: 2, codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No telephone' }))
  }

  it('IN-27 takes no duplicate that still waits: nobody would work it there', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await result(first.incidentId)
    expect(await refusal(link(second.incidentId, first.reference))).toMatchObject({ kind: 'conflict', message: expect.stringContaining('Result this one first, or say that they belong together') })
    expect((await read(second.incidentId)).original).toBeNull()
  })

  it('IN-64 takes one that has been resulted too, and nothing rises any more', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await result(first.incidentId)
    await result(second.incidentId)
    await link(second.incidentId, first.reference)
    expect(await read(first.incidentId)).toMatchObject({ grade: 'extended', flags: [], status: 'resulted' })
  })
})

describe('who is followed up when', () => {
  it('IN-65 a later duplicate is followed up with the first, and by itself again once the link is undone: due when it first was', async () => {
    const early = new Date('2026-11-22T12:00:00Z')
    const [first, second] = [await record({ reportedAt: early, occurredFrom: null }), await record()]
    const [before] = await clocks(second.incidentId)
    await link(second.incidentId, first.reference)
    expect(await clocks(second.incidentId)).toMatchObject([{ cancelledAt: heed.clock.now(), cancelledBecause: `A duplicate of ${first.reference}, and followed up there` }])
    expect(await clocks(first.incidentId)).toMatchObject([{ startedAt: early, cancelledAt: null }])
    await undo(second.incidentId)
    expect((await clocks(second.incidentId)).at(-1)).toMatchObject({ startedAt: before?.startedAt, dueAt: before?.dueAt, cancelledAt: null, metAt: null })
    expect(await clocks(second.incidentId)).toHaveLength(2)
  })

  it('IN-65 one who has waited longer stays due by their own report', async () => {
    const [first, second] = [await record(), await record({ reportedAt: new Date('2026-11-21T12:00:00Z'), occurredFrom: null })]
    await link(second.incidentId, first.reference)
    expect(await clocks(second.incidentId)).toMatchObject([{ cancelledAt: null, metAt: null }])
  })

  it('IN-65 where the first has been followed up already, the duplicate’s own stays due', async () => {
    const [first, second] = [await record(), await record()]
    await heed.act('priya.nair', (ctx) => recordFollowUp(ctx, { incidentId: first.incidentId, isReached: true, how: 'visit', at: null, said: 'Called on them' }))
    await link(second.incidentId, first.reference)
    expect(await clocks(second.incidentId)).toMatchObject([{ cancelledAt: null, metAt: null }])
    await undo(second.incidentId)
    expect(await clocks(second.incidentId)).toHaveLength(1)
  })
})

describe('undoing it', () => {
  it('IN-66 takes back flags, grade and suggestion, tells nobody a second time what they know, and needs a reason', async () => {
    const [first, second] = [await record(), await record(urgent)]
    const before = await read(first.incidentId)
    await link(second.incidentId, first.reference)
    expect((await heed.look('karin.lindqvist', (ctx) => getActPage(ctx, second.incidentId, ['raised there']))).raisedThere).toEqual({ reference: first.reference, words: ['the flag “vulnerable”', 'its grade', 'the grade suggested'] })
    await undo(second.incidentId)
    const after = await read(first.incidentId)
    expect([after.grade, after.flags, after.assessmentAsked, after.suggestedGradeName, after.suggestedBecause]).toEqual([before.grade, before.flags, before.assessmentAsked, before.suggestedGradeName, before.suggestedBecause])
    expect(after.flagsOnRecord).toMatchObject([{ flag: 'vulnerable', state: 'lifted', reason: 'Another flat' }])
    expect(after.log.map(({ text }) => text)).toEqual(expect.arrayContaining([`Flag “vulnerable” lifted: it came with ${second.reference}`, 'Regraded from Immediate to Extended']))
  })

  it('IN-66 leaves it all where the person says so', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await link(second.incidentId, first.reference)
    await undo(second.incidentId, false)
    expect(await read(first.incidentId)).toMatchObject({ grade: 'immediate', flags: ['vulnerable'], assessmentAsked: true })
  })

  it('IN-66 leaves what somebody has decided since', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await link(second.incidentId, first.reference)
    await heed.act('wei.zhang', (ctx) => decideFlag(ctx, { incidentId: first.incidentId, version: 2, flag: 'vulnerable', decision: 'confirmed', reason: '' }))
    heed.clock.moveTo(new Date('2026-11-23T12:05:00Z'))
    await heed.act('karin.lindqvist', (ctx) => regrade(ctx, { incidentId: first.incidentId, version: 3, grade: 'significant', reason: 'A unit is near' }))
    await undo(second.incidentId)
    expect(await read(first.incidentId)).toMatchObject({ grade: 'significant', flags: ['vulnerable'] })
  })

  it.each([
    ['another duplicate', async (first: { incidentId: string; reference: string }) => link((await record(urgent)).incidentId, first.reference)],
    ['a further report since', async ({ incidentId }: { incidentId: string }) => {
      heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))
      return heed.act('amara.diallo', (ctx) => addFurtherReport(ctx, incidentId, aReport(ctx, { people: [], screening: answers({ d5: 'yes' }) })))
    }],
  ])('IN-66 leaves a flag that %s calls for too', async (_, more) => {
    const [first, second] = [await record(), await record(urgent)]
    await link(second.incidentId, first.reference)
    await more(first)
    await undo(second.incidentId)
    expect((await read(first.incidentId)).flags).toEqual(['vulnerable'])
  })

  it('IN-66 leaves a flag that its own caller, asked since, calls for', async () => {
    const [first, second] = [await record({ screening: [] }), await record(urgent)]
    await link(second.incidentId, first.reference)
    await heed.act('priya.nair', (ctx) => answerPrompt(ctx, { incidentId: first.incidentId, version: 2, answers: [{ question: 'd5', answer: 'yes', detail: 'uses a wheelchair' }] }))
    await undo(second.incidentId)
    expect((await read(first.incidentId)).flags).toEqual(['vulnerable'])
  })

  it('IN-27 linked, undone and linked again raises the same again', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await link(second.incidentId, first.reference)
    await undo(second.incidentId)
    await link(second.incidentId, first.reference)
    expect(await read(first.incidentId)).toMatchObject({ flags: ['vulnerable'], grade: 'immediate', duplicates: [{ id: second.incidentId }] })
    await undo(second.incidentId)
    expect((await read(first.incidentId)).flags).toEqual([])
  })

  it('IN-27 undone by two at once, one is told that it has changed', async () => {
    const [first, second] = [await record(), await record(urgent)]
    await link(second.incidentId, first.reference)
    const { version } = await read(second.incidentId)
    const both = await Promise.allSettled(['karin.lindqvist', 'priya.nair'].map((who) => heed.act(who, (ctx) => unlinkDuplicate(ctx, { incidentId: second.incidentId, version, reason: 'Another flat', takeBack: true }))))
    expect(both.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b))).toEqual(['fulfilled', 'rejected'])
    expect((await clocks(second.incidentId)).filter(({ cancelledAt }) => cancelledAt === null)).toHaveLength(1)
    expect((await read(first.incidentId)).log.filter(({ text }) => text.includes('no longer linked'))).toHaveLength(1)
  })
})
