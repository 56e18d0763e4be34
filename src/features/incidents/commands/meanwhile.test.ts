import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import type { RefusalDetail } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf, refusedAs } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { aPerson, anIncident } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import { allocateIncident, recordFollowUp } from './allocate.ts'
import { answerPrompt } from './answer-prompt.ts'
import { reclassify, recordCrime, recordIntelligence } from './classify.ts'
import { linkDuplicate, unlinkDuplicate } from './duplicate.ts'
import { correctEntry, settleDoubt } from './log.ts'
import { addPerson } from './mend-people.ts'
import { correctPlace } from './mend-place.ts'
import { correctTimes } from './mend-times.ts'
import { askForAssessment, decideFlag, raiseFlag } from './research.ts'
import { correctResult, deploy, regrade, resultIncident } from './respond.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [], place: { text: null, postcode: null, addressId: null, ...middleOf(1, 1) }, ...over }))
const idOf = async (username: string) => (await heed.actor(username)).id
const done = { codes: ['result-407'], account: 'Three were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No telephone' }
const sent = { isDeployed: true, unit: 'Romeo 1', officerId: null, at: null, told: '', because: '' }
const ahead = new Date('2026-11-23T12:06:00Z')

describe('PL-01 whoever had it open is told what somebody else changed meanwhile', () => {
  /** What the refusal says when this was done by karin.lindqvist (or who is named) after another read the incident. */
  const told = async (act: (ctx: Context, incidentId: string) => Promise<unknown>, by = 'karin.lindqvist'): Promise<RefusalDetail> => {
    const { incidentId } = await recorded({ screening: [{ question: 'd5', answer: 'yes' }] })
    await heed.act(by, (ctx) => act(ctx, incidentId))
    const refusal = await refusalOf(heed.act('tom.hargreaves', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'referred', reason: 'late' })))
    expect(refusal.kind).toBe('conflict')
    expect(refusal.detail.see).toBe(`/incidents/${incidentId}`)
    return refusal.detail
  }
  const version = 1

  it('a grade, by name, from what to what, by whom and when', async () => {
    expect(await told((ctx, incidentId) => regrade(ctx, { incidentId, version, grade: 'immediate', reason: 'x' }))).toMatchObject({ changed: [{ field: 'Grade', was: 'Extended', now: 'Immediate' }], by: 'Sgt Karin Lindqvist', at: heed.clock.now() })
  })

  it('a deployment, a type with its qualifier, a crime with the code, an intelligence report', async () => {
    expect((await told((ctx, incidentId) => deploy(ctx, { incidentId, version, ...sent }))).changed).toEqual([{ field: 'Status', was: 'recorded', now: 'deployed' }])
    expect((await told((ctx, incidentId) => reclassify(ctx, { incidentId, version, type: 'noise', qualifier: 'nuisance', reason: 'x' }))).changed).toEqual([{ field: 'Type', was: 'Rowdy or inconsiderate behaviour', now: 'Noise' }, { field: 'Qualifier', was: 'personal', now: 'nuisance' }])
    expect((await told((ctx, incidentId) => recordCrime(ctx, { incidentId, version, crimeReference: '1/26', victimsCode: true }))).changed).toEqual([{ field: 'Crime reference', was: 'none', now: '1/26' }, { field: 'Victims’ Code', was: 'not recorded', now: 'applies' }])
    expect((await told((ctx, incidentId) => recordIntelligence(ctx, { incidentId, version, intelligence: 'submitted', reference: 'I1', because: '' }))).changed).toEqual([{ field: 'Intelligence', was: 'not considered', now: 'submitted' }])
  })

  it('an allocation, a flag decided or raised, an assessment asked for, a doubt settled', async () => {
    const accountId = await idOf('priya.nair')
    expect((await told((ctx, incidentId) => allocateIncident(ctx, { incidentId, version, accountId, note: '' }))).changed).toEqual([{ field: 'Allocated to', was: 'nobody', now: 'PC Priya Nair' }])
    expect((await told((ctx, incidentId) => decideFlag(ctx, { incidentId, version, flag: 'vulnerable', decision: 'lifted', reason: 'x' }))).changed).toEqual([{ field: 'Flag vulnerable', was: 'raised', now: 'lifted' }])
    expect((await told((ctx, incidentId) => raiseFlag(ctx, { incidentId, version, flag: 'hate', reason: 'x' }))).changed).toEqual([{ field: 'Flag hate', was: 'not raised', now: 'raised' }])
    expect((await told((ctx, incidentId) => askForAssessment(ctx, { incidentId, version, accountId, reason: '' }))).changed).toEqual([{ field: 'Risk assessment', was: 'asked', now: 'asked of PC Priya Nair' }])
    expect((await told((ctx, incidentId) => settleDoubt(ctx, { incidentId, doubt: 'no caller', how: 'Seen' }))).changed).toEqual([{ field: 'To be checked', was: 'no caller', now: 'settled' }])
  })

  it('a place with its team, a time, a person, an answer to the prompt', async () => {
    const moved = await told((ctx, incidentId) => correctPlace(ctx, { incidentId, version, text: '2 Rope Walk', postcode: null, point: middleOf(1, 2), reason: 'x' }))
    expect(moved.changed).toEqual([{ field: 'Place', was: 'nothing recorded', now: '“2 Rope Walk”' }, { field: 'Team', was: 'Tanner Street Safer Neighbourhoods Team', now: 'Ropewalk Safer Neighbourhoods Team' }])
    const times = await told((ctx, incidentId) => correctTimes(ctx, { incidentId, version, occurredFrom: null, occurredTo: new Date('2026-11-23T11:00:00Z'), reason: 'x' }))
    expect(times.changed).toEqual([{ field: 'Began', was: '23 November 2026 at 12:00', now: 'not recorded' }, { field: 'Ended', was: 'not recorded', now: '23 November 2026 at 11:00' }])
    const person = { role: 'victim', givenName: 'Ida', familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, isAnonymous: false } as const
    expect((await told((ctx, incidentId) => addPerson(ctx, { incidentId, version, person, sameAs: null }))).changed).toHaveLength(1)
    const answered = await told((ctx, incidentId) => answerPrompt(ctx, { incidentId, version, answers: [{ question: 'd4', answer: 'yes' }] }))
    expect(answered.changed?.map(({ was, now }) => [was, now])).toEqual([['not asked', 'yes'], ['not raised', 'raised']])
  })

  it('changed several times, each field once: as it was when read, as it is now, and who was last', async () => {
    const detail = await told(async (ctx, incidentId) => {
      await regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: 'x' })
      await regrade(ctx, { incidentId, version: 2, grade: 'significant', reason: 'x' })
      await deploy(ctx, { incidentId, version: 3, ...sent })
    })
    expect(detail.changed).toEqual([{ field: 'Grade', was: 'Extended', now: 'Significant' }, { field: 'Status', was: 'recorded', now: 'deployed' }])
  })

  it('who read it later is told only what came after', async () => {
    const { incidentId } = await recorded()
    await heed.act('karin.lindqvist', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: 'x' }))
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 2, ...sent }))
    const { detail } = await refusalOf(heed.act('tom.hargreaves', (ctx) => regrade(ctx, { incidentId, version: 2, grade: 'referred', reason: 'x' })))
    expect(detail).toMatchObject({ changed: [{ field: 'Status', was: 'recorded', now: 'deployed' }], by: 'Amara Diallo' })
  })
})

describe('what an act is refused for, in which box', () => {
  it('IN-13 a moment ahead of now, or of before 1800, in each act that takes one, and nothing is written', async () => {
    const { incidentId } = await recorded()
    await heed.act('karin.lindqvist', (ctx) => deploy(ctx, { incidentId, version: 1, ...sent }))
    const before = (await heed.look('karin.lindqvist', (ctx) => getIncidentRecord(ctx, incidentId))).log.length
    for (const at of [ahead, new Date('0001-01-01T00:00:00Z'), new Date('1799-12-31T00:00:00Z')]) {
      const tries = [
        ['invalid callerToldAtDay', (ctx: Context) => resultIncident(ctx, { incidentId, version: 2, ...done, callerToldAt: at, callerToldWhat: 'All', notToldBecause: '' })],
        ['invalid attendedAtDay', (ctx: Context) => resultIncident(ctx, { incidentId, version: 2, ...done, attendedAt: at })],
        ['invalid followedUpAtDay', (ctx: Context) => recordFollowUp(ctx, { incidentId, isReached: true, how: 'visit', at, said: 'Spoke' })],
        ['invalid fromDay', (ctx: Context) => correctTimes(ctx, { incidentId, version: 2, occurredFrom: at, occurredTo: null, reason: 'x' })],
        ['invalid toDay', (ctx: Context) => correctTimes(ctx, { incidentId, version: 2, occurredFrom: null, occurredTo: at, reason: 'x' })],
      ] as const
      for (const [refused, act] of tries) expect([at.toISOString(), await refusedAs(heed.act('karin.lindqvist', act))]).toEqual([at.toISOString(), refused])
    }
    expect((await heed.look('karin.lindqvist', (ctx) => getIncidentRecord(ctx, incidentId))).log.length).toBe(before)
  })

  it('IN-30 nobody, a partner, a closed account or the officer who has it already', async () => {
    const { incidentId } = await recorded()
    const give = (accountId: string, version: number) => heed.act('karin.lindqvist', (ctx) => allocateIncident(ctx, { incidentId, version, accountId, note: '' }))
    for (const username of ['dev.mistry', 'peter.lamb']) expect([username, await refusedAs(give(await idOf(username), 1))]).toEqual([username, 'invalid accountId'])
    const leah = await idOf('leah.marsh')
    await kyselyOn(heed.database.pools.bootstrap).updateTable('accounts').set({ isActive: false }).where('id', '=', leah).execute()
    expect((await refusalOf(give(leah, 1))).message).toBe('Choose a colleague from the list')
    await kyselyOn(heed.database.pools.bootstrap).updateTable('accounts').set({ isActive: true }).where('id', '=', leah).execute()
    await give(leah, 1)
    expect((await refusalOf(give(leah, 2))).message).toBe('It is allocated to this officer already. Choose another')
    expect(await refusedAs(heed.act('karin.lindqvist', (ctx) => askForAssessment(ctx, { incidentId, version: 2, accountId: incidentId, reason: '' })))).toBe('invalid accountId')
    expect(await refusedAs(heed.act('karin.lindqvist', async (ctx) => deploy(ctx, { incidentId, version: 2, ...sent, officerId: await idOf('dev.mistry') })))).toBe('invalid officerId')
  })

  it('IN-27 a duplicate of itself, of what nobody knows, of open data, of a duplicate, or one that others repeat; and undone where there is no link', async () => {
    const [one, two, three] = [await recorded(), await recorded(), await recorded()]
    const link = async (from: { incidentId: string }, reference: string, version = 1) => refusalOf(heed.act('priya.nair', (ctx) => linkDuplicate(ctx, { incidentId: from.incidentId, version, reference, reason: '' })))
    expect((await link(one, one.reference)).message).toBe('An incident cannot be a duplicate of itself')
    for (const unknown of ['ASB/2026/999999', '', 'nonsense', (await recorded({ place: { text: null, postcode: null, addressId: null, ...middleOf(2, 1) } })).reference]) expect((await link(one, unknown)).message).toBe('No incident with this reference can be found. Check it, for example ASB/2026/000123')
    await heed.act('priya.nair', (ctx) => linkDuplicate(ctx, { incidentId: two.incidentId, version: 1, reference: ` ${one.reference.toLowerCase()} `, reason: '' }))
    expect((await link(three, two.reference)).message).toBe('That incident is itself a duplicate. Enter the reference of the one it repeats')
    expect((await link(one, three.reference, 2)).message).toBe('Other incidents are linked to this one as duplicates. Link the other incident to this one instead')
    expect((await link(two, three.reference, 2)).message).toBe('This incident is already linked as a duplicate. Unlink it first')
    expect((await refusalOf(heed.act('priya.nair', (ctx) => unlinkDuplicate(ctx, { incidentId: three.incidentId, version: 1, reason: 'x', takeBack: true })))).message).toBe('This incident is not linked as a duplicate')
    expect(await refusedAs(heed.act('priya.nair', (ctx) => unlinkDuplicate(ctx, { incidentId: two.incidentId, version: 2, reason: ' ', takeBack: true })))).toBe('invalid reason')
  })

  it.each<[string, string, (ctx: Context, incidentId: string) => Promise<unknown>]>([
    ['IN-06 a grade that is none', 'invalid grade', (ctx, incidentId) => regrade(ctx, { incidentId, version: 1, grade: 'soon', reason: 'x' })],
    ['IN-06 the grade it has', 'invalid grade', (ctx, incidentId) => regrade(ctx, { incidentId, version: 1, grade: 'extended', reason: 'x' })],
    ['IN-06 no reason', 'invalid reason', (ctx, incidentId) => regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: ' ' })],
    ['IN-22 nobody named', 'invalid unit', (ctx, incidentId) => deploy(ctx, { incidentId, version: 1, ...sent, unit: ' ' })],
    ['IN-22 no reason', 'invalid because', (ctx, incidentId) => deploy(ctx, { incidentId, version: 1, ...sent, isDeployed: false })],
    ['IN-05 a result before a deployment', 'conflict', (ctx, incidentId) => resultIncident(ctx, { incidentId, version: 1, ...done })],
    ['IN-23 a correction of no result', 'conflict', (ctx, incidentId) => correctResult(ctx, { incidentId, version: 1, ...done, reason: 'x' })],
    ['IN-24 nothing changed', 'invalid type', (ctx, incidentId) => reclassify(ctx, { incidentId, version: 1, type: 'rowdy-inconsiderate', qualifier: 'personal', reason: 'x' })],
    ['IN-24 a type of another day', 'invalid type', (ctx, incidentId) => reclassify(ctx, { incidentId, version: 1, type: 'hoax-call', qualifier: null, reason: 'x' })],
    ['IN-25 no reference', 'invalid crimeReference', (ctx, incidentId) => recordCrime(ctx, { incidentId, version: 1, crimeReference: ' ', victimsCode: true })],
    ['IN-26 submitted without its reference', 'invalid reference', (ctx, incidentId) => recordIntelligence(ctx, { incidentId, version: 1, intelligence: 'submitted', reference: ' ', because: 'x' })],
    ['IN-26 considered without why', 'invalid because', (ctx, incidentId) => recordIntelligence(ctx, { incidentId, version: 1, intelligence: 'considered', reference: 'x', because: ' ' })],
    ['IN-31 nothing said', 'invalid said', (ctx, incidentId) => recordFollowUp(ctx, { incidentId, isReached: true, how: 'visit', at: null, said: ' ' })],
    ['IN-33 a flag nobody raised', 'invalid decision', (ctx, incidentId) => decideFlag(ctx, { incidentId, version: 1, flag: 'hate', decision: 'confirmed', reason: '' })],
    ['IN-33 lifted without why', 'invalid reason', (ctx, incidentId) => decideFlag(ctx, { incidentId, version: 1, flag: 'vulnerable', decision: 'lifted', reason: ' ' })],
    ['IN-34 a flag there is', 'invalid flag', (ctx, incidentId) => raiseFlag(ctx, { incidentId, version: 1, flag: 'vulnerable', reason: 'x' })],
    ['IN-50 a point on no map', 'invalid longitude', (ctx, incidentId) => correctPlace(ctx, { incidentId, version: 1, text: null, postcode: null, point: { longitude: 181, latitude: 0 }, reason: 'x' })],
    ['IN-50 nothing different', 'invalid placeText', (ctx, incidentId) => correctPlace(ctx, { incidentId, version: 1, text: null, postcode: null, point: 'keep', reason: 'x' })],
    ['IN-52 an end before its beginning', 'invalid toDay', (ctx, incidentId) => correctTimes(ctx, { incidentId, version: 1, occurredFrom: new Date('2026-11-23T11:00:00Z'), occurredTo: new Date('2026-11-23T10:00:00Z'), reason: 'x' })],
    ['IN-52 nothing different', 'invalid fromDay', (ctx, incidentId) => correctTimes(ctx, { incidentId, version: 1, occurredFrom: new Date('2026-11-23T12:00:00Z'), occurredTo: null, reason: 'x' })],
    ['IN-53 no answer', 'invalid prompt', (ctx, incidentId) => answerPrompt(ctx, { incidentId, version: 1, answers: [] })],
    ['IN-53 an answer given', 'invalid prompt.d5.answer', (ctx, incidentId) => answerPrompt(ctx, { incidentId, version: 1, answers: [{ question: 'd5', answer: 'no' }] })],
    ['IN-53 a question it does not ask', 'invalid screening.0.question', (ctx, incidentId) => answerPrompt(ctx, { incidentId, version: 1, answers: [{ question: 'd9', answer: 'no' }] })],
    ['IN-29 an entry that is not there', 'not found', (ctx, incidentId) => correctEntry(ctx, { incidentId, entryId: incidentId, text: 'x', reason: 'x' })],
  ])('%s is %s', async (_, refused, act) => {
    const { incidentId } = await recorded({ screening: [{ question: 'd5', answer: 'yes' }], people: [aPerson({ givenName: 'Una' })] })
    expect(await refusedAs(heed.act('karin.lindqvist', (ctx) => act(ctx, incidentId)))).toBe(refused)
  })
})
