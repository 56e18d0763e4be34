import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf, refusedAs } from '#test/support/pages.ts'
import { aPerson, anIncident } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import { acknowledgeIncident, allocateIncident, recordFollowUp } from './allocate.ts'
import { answerPrompt } from './answer-prompt.ts'
import { reclassify, recordCrime, recordIntelligence } from './classify.ts'
import { linkDuplicate, unlinkDuplicate } from './duplicate.ts'
import { addNote, correctEntry, settleDoubt } from './log.ts'
import { addPerson, correctPerson } from './mend-people.ts'
import { correctPlace } from './mend-place.ts'
import { correctTimes } from './mend-times.ts'
import { askForAssessment, decideFlag, flagFromAssessment, raiseFlag, recordResearch } from './research.ts'
import { briefUnit, correctResult, deploy, regrade, resultIncident } from './respond.ts'
import { setIncidentRisk } from './risk.ts'

let heed: TestHeed
const ids: Record<string, string> = {}
beforeAll(async () => {
  heed = await openTestHeed()
  for (const name of ['priya.nair', 'chidi.okafor', 'dev.mistry', 'sam.blank']) ids[name] = (await heed.actor(name)).id
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, over))
const priya = () => ids['priya.nair'] ?? ''
const result = { codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No telephone' }
const person = { role: 'victim', givenName: 'Ida', familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, isAnonymous: false } as const

type Run = (ctx: Context, incidentId: string, version: number) => Promise<unknown>

/** Every act on an incident: somebody of its borough who may, somebody of its borough who may not, and the act itself. */
const acts: readonly (readonly [name: string, may: string, mayNot: string, run: Run])[] = [
  ['regrade', 'amara.diallo', 'chidi.okafor', (ctx, incidentId, version) => regrade(ctx, { incidentId, version, grade: 'immediate', reason: 'Threats' })],
  ['deploy', 'amara.diallo', 'wei.zhang', (ctx, incidentId, version) => deploy(ctx, { incidentId, version, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit free' })],
  ['resultIncident', 'karin.lindqvist', 'wei.zhang', (ctx, incidentId, version) => resultIncident(ctx, { incidentId, version, ...result })],
  ['correctResult', 'karin.lindqvist', 'wei.zhang', (ctx, incidentId, version) => correctResult(ctx, { incidentId, version, ...result, reason: 'Another code' })],
  ['reclassify', 'wei.zhang', 'margaret.osei', (ctx, incidentId, version) => reclassify(ctx, { incidentId, version, type: null, qualifier: 'nuisance', reason: 'No target' })],
  ['recordCrime', 'karin.lindqvist', 'wei.zhang', (ctx, incidentId, version) => recordCrime(ctx, { incidentId, version, crimeReference: '1/26', victimsCode: false })],
  ['recordIntelligence', 'wei.zhang', 'amara.diallo', (ctx, incidentId, version) => recordIntelligence(ctx, { incidentId, version, intelligence: 'considered', reference: '', because: 'Nothing new' })],
  ['linkDuplicate', 'karin.lindqvist', 'margaret.osei', (ctx, incidentId, version) => linkDuplicate(ctx, { incidentId, version, reference: 'ASB/2026/000001', reason: '' })],
  ['unlinkDuplicate', 'karin.lindqvist', 'margaret.osei', (ctx, incidentId, version) => unlinkDuplicate(ctx, { incidentId, version, reason: 'Another street', takeBack: true })],
  ['allocateIncident', 'karin.lindqvist', 'chidi.okafor', (ctx, incidentId, version) => allocateIncident(ctx, { incidentId, version, accountId: priya(), note: '' })],
  ['decideFlag', 'wei.zhang', 'priya.nair', (ctx, incidentId, version) => decideFlag(ctx, { incidentId, version, flag: 'vulnerable', decision: 'confirmed', reason: '' })],
  ['raiseFlag', 'chidi.okafor', 'margaret.osei', (ctx, incidentId, version) => raiseFlag(ctx, { incidentId, version, flag: 'intimidation', reason: 'Afraid' })],
  ['askForAssessment', 'wei.zhang', 'chidi.okafor', (ctx, incidentId, version) => askForAssessment(ctx, { incidentId, version, accountId: priya(), reason: '' })],
  ['answerPrompt', 'priya.nair', 'margaret.osei', (ctx, incidentId, version) => answerPrompt(ctx, { incidentId, version, answers: [{ question: 'd6', answer: 'yes' }] })],
  ['correctPlace', 'priya.nair', 'margaret.osei', (ctx, incidentId, version) => correctPlace(ctx, { incidentId, version, text: '1 Far Row', postcode: null, point: 'keep', reason: 'Misheard' })],
  ['correctTimes', 'priya.nair', 'margaret.osei', (ctx, incidentId, version) => correctTimes(ctx, { incidentId, version, occurredFrom: null, occurredTo: null, reason: 'Not known' })],
  ['addPerson', 'priya.nair', 'margaret.osei', (ctx, incidentId, version) => addPerson(ctx, { incidentId, version, person, sameAs: null })],
  ['correctPerson', 'priya.nair', 'margaret.osei', (ctx, incidentId, version) => correctPerson(ctx, { incidentId, version, mentionId: newId(), person, reason: 'Misheard' })],
]
/** Acts that edit nothing anybody read, and so carry no version. */
const unversioned: typeof acts = [
  ['briefUnit', 'amara.diallo', 'wei.zhang', (ctx, incidentId) => briefUnit(ctx, { incidentId, told: 'A dog' })],
  ['recordFollowUp', 'priya.nair', 'wei.zhang', (ctx, incidentId) => recordFollowUp(ctx, { incidentId, isReached: false, how: 'visit', at: null, said: 'Nobody in' })],
  ['recordResearch', 'wei.zhang', 'priya.nair', (ctx, incidentId) => recordResearch(ctx, { incidentId, searched: 'Names', found: 'Nothing' })],
  ['addNote', 'priya.nair', 'margaret.osei', (ctx, incidentId) => addNote(ctx, { incidentId, text: 'Seen' })],
  ['correctEntry', 'priya.nair', 'margaret.osei', (ctx, incidentId) => correctEntry(ctx, { incidentId, entryId: newId(), text: 'x', reason: 'y' })],
  ['settleDoubt', 'priya.nair', 'margaret.osei', (ctx, incidentId) => settleDoubt(ctx, { incidentId, doubt: 'no grade', how: 'Known' })],
  ['acknowledgeIncident', 'priya.nair', 'chidi.okafor', (ctx, incidentId) => acknowledgeIncident(ctx, { incidentId, notificationId: newId() })],
]
const all = [...acts, ...unversioned]
/** Somebody of the other borough who may do the act there. */
const elsewhere = (name: string) => (/decideFlag|askForAssessment|recordResearch|recordIntelligence/.test(name) ? 'rosa.blake' : /regrade|allocate/.test(name) ? 'owen.tate' : /acknowledge|Note|Entry|Doubt|Prompt|Place|Times|Person|raiseFlag/.test(name) ? 'nadia.kovacs' : 'owen.tate')

describe('every act on an incident', () => {
  it.each(all)('%s is refused to those it is not for, whoever they are', async (_name, _may, mayNot, run) => {
    const { incidentId } = await recorded()
    for (const username of [mayNot, 'sam.blank', 'robin.castle', 'dev.mistry', 'joan.firth', 'peter.lamb']) {
      expect([username, await refusedAs(heed.act(username, (ctx) => run(ctx, incidentId, 1)))]).toEqual([username, 'not permitted'])
    }
  })

  it.each(all)('%s finds nothing in another borough, or under an id nobody has', async (name, may, _mayNot, run) => {
    const { incidentId } = await recorded()
    expect(await refusedAs(heed.act(elsewhere(name), (ctx) => run(ctx, incidentId, 1)))).toBe('not found')
    expect(await refusedAs(heed.act(may, (ctx) => run(ctx, newId(), 1)))).toBe('not found')
  })

  it.each(acts)('PL-01 %s does not write over what somebody saved meanwhile, and names it', async (_name, may, _mayNot, run) => {
    const { incidentId } = await recorded({ grade: 'extended', screening: [{ question: 'd5', answer: 'yes' }] })
    await heed.act('tom.hargreaves', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'significant', reason: 'A child' }))
    await heed.act('femi.adeyemi', (ctx) => raiseFlag(ctx, { incidentId, version: 2, flag: 'hate', reason: 'Words used' }))
    await heed.act('tom.hargreaves', (ctx) => regrade(ctx, { incidentId, version: 3, grade: 'immediate', reason: 'Two children' }))
    const stale = await refusalOf(heed.act(may, (ctx) => run(ctx, incidentId, 1)))
    expect(stale).toMatchObject({ kind: 'conflict', detail: { by: 'Tom Hargreaves', see: `/incidents/${incidentId}` } })
    expect(stale.message).toBe('Tom Hargreaves changed this record while you had it open')
    expect(stale.detail.at).toEqual(new Date('2026-11-23T12:00:00Z'))
    // each field once, from what was read to what it is now
    expect(stale.detail.changed).toEqual([{ field: 'Grade', was: 'Extended', now: 'Immediate' }, { field: 'Flag hate', was: 'not raised', now: 'raised' }])
    expect((await refusalOf(heed.act(may, (ctx) => run(ctx, incidentId, 3)))).detail.changed).toEqual([{ field: 'Grade', was: 'Significant', now: 'Immediate' }])
  })

  it.each(all.filter(([name]) => name !== 'acknowledgeIncident'))('%s leaves open data and withdrawn incidents alone', async (_name, may, _mayNot, run) => {
    const db = kyselyOn(heed.database.pools.bootstrap)
    const withdrawn = await recorded()
    const open = newId()
    await sql`insert into incidents (id, reference, channel, reported_at, precision, location_text, borough_id, team_id, ward_id, is_open_data, recorded_at, recorded_by)
      select ${open}::uuid, ${open}, 'open-data', '2026-10-01', 'month', 'On or near High Road', borough_id, team_id, ward_id, true, now(), recorded_by from incidents where id = ${withdrawn.incidentId}::uuid`.execute(db)
    await sql`update incidents set withdrawn_at = now() where id = ${withdrawn.incidentId}::uuid`.execute(db)
    expect((await refusalOf(heed.act(may, (ctx) => run(ctx, open, 1)))).message).toMatch(/^This is open data/)
    expect((await refusalOf(heed.act(may, (ctx) => run(ctx, withdrawn.incidentId, 1)))).message).toMatch(/^This incident was withdrawn/)
  })

  it('what is refused leaves no trace: no entry, no new version, no notification, no event', async () => {
    const db = kyselyOn(heed.database.pools.bootstrap)
    const counts = async () => (await sql<Record<string, string>>`select (select count(*) from incident_entries) as entries, (select count(*) from notifications) as told, (select count(*) from events) as events, (select sum(version) from incidents) as versions, (select count(*) from access_grants) as grants`.execute(db)).rows[0]
    const { incidentId } = await recorded()
    const before = await counts()
    for (const [, may, mayNot, run] of acts) {
      await refusalOf(heed.act(may, (ctx) => run(ctx, incidentId, 99)))
      await refusalOf(heed.act(mayNot, (ctx) => run(ctx, incidentId, 1)))
    }
    expect(await counts()).toEqual(before)
  })
})

describe('what a single act refuses', () => {
  const on = (username: string, run: (ctx: Context, incidentId: string) => Promise<unknown>, over: Parameters<typeof anIncident>[1] = {}) => recorded(over).then(({ incidentId }) => refusedAs(heed.act(username, (ctx) => run(ctx, incidentId))))

  it.each([
    ['IN-22 deploying somebody who is no colleague', 'invalid officerId', 'amara.diallo', (ctx: Context, incidentId: string) => deploy(ctx, { incidentId, version: 1, isDeployed: true, unit: '', officerId: ids['dev.mistry'] ?? '', at: null, told: '', because: '' })],
    ['IN-23 correcting a result before there is one', 'conflict', 'karin.lindqvist', (ctx: Context, incidentId: string) => correctResult(ctx, { incidentId, version: 1, ...result, reason: 'x' })],
    ['IN-27 undoing a link there is none of', 'conflict', 'karin.lindqvist', (ctx: Context, incidentId: string) => unlinkDuplicate(ctx, { incidentId, version: 1, reason: 'x', takeBack: true })],
    ['IN-31 a contact ahead of now', 'invalid followedUpAtDay', 'priya.nair', (ctx: Context, incidentId: string) => recordFollowUp(ctx, { incidentId, isReached: true, how: 'visit', at: new Date('2026-11-23T13:00:00Z'), said: 'x' })],
    ['IN-33 deciding a flag that was never raised', 'invalid decision', 'wei.zhang', (ctx: Context, incidentId: string) => decideFlag(ctx, { incidentId, version: 1, flag: 'hate', decision: 'confirmed', reason: '' })],
    ['IN-35 asking an assessment of a partner', 'invalid accountId', 'wei.zhang', (ctx: Context, incidentId: string) => askForAssessment(ctx, { incidentId, version: 1, accountId: ids['dev.mistry'] ?? '', reason: '' })],
    ['IN-22 telling a unit nothing', 'invalid told', 'amara.diallo', (ctx: Context, incidentId: string) => briefUnit(ctx, { incidentId, told: ' ' })],
    ['IN-28 settling a doubt without how', 'invalid how', 'priya.nair', (ctx: Context, incidentId: string) => settleDoubt(ctx, { incidentId, doubt: 'no grade', how: ' ' })],
    ['IN-32 research that searched nothing', 'invalid searched', 'wei.zhang', (ctx: Context, incidentId: string) => recordResearch(ctx, { incidentId, searched: ' ', found: 'Nothing' })],
    ['IN-32 research that says not what it found', 'invalid found', 'wei.zhang', (ctx: Context, incidentId: string) => recordResearch(ctx, { incidentId, searched: 'The address', found: ' ' })],
    ['IN-34 raising a flag without why', 'invalid reason', 'chidi.okafor', (ctx: Context, incidentId: string) => raiseFlag(ctx, { incidentId, version: 1, flag: 'hate', reason: ' ' })],
    ['IN-53 no answer at all', 'invalid prompt', 'priya.nair', (ctx: Context, incidentId: string) => answerPrompt(ctx, { incidentId, version: 1, answers: [] })],
    ['IN-53 a question the prompt does not ask', 'invalid screening.0.question', 'priya.nair', (ctx: Context, incidentId: string) => answerPrompt(ctx, { incidentId, version: 1, answers: [{ question: 'd99', answer: 'yes' }] })],
    ['IN-53 a question answered before', 'invalid prompt.d1.answer', 'priya.nair', (ctx: Context, incidentId: string) => answerPrompt(ctx, { incidentId, version: 1, answers: [{ question: 'd1', answer: 'yes' }] })],
    ['IN-29 correcting an entry of another incident', 'not found', 'priya.nair', async (ctx: Context, incidentId: string) => correctEntry(ctx, { incidentId, entryId: ids['other entry'] ?? newId(), text: 'x', reason: 'y' })],
  ] as const)('%s is %s', async (_what, refused, username, run) => {
    const other = await recorded()
    ids['other entry'] = (await heed.look('tom.hargreaves', (ctx) => getIncidentRecord(ctx, other.incidentId))).log[0]?.id ?? ''
    expect(await on(username, run)).toBe(refused)
  })

  it('IN-23 a correction of a result needs a reason and the same care as the result', async () => {
    const { incidentId } = await recorded()
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit free' }))
    await heed.act('amara.diallo', (ctx) => resultIncident(ctx, { incidentId, version: 2, ...result }))
    const correct = (over: object) => heed.act('karin.lindqvist', (ctx) => correctResult(ctx, { incidentId, version: 3, ...result, reason: 'Another code', ...over }))
    expect(await refusedAs(correct({ reason: ' ' }))).toBe('invalid reason')
    expect(await refusedAs(correct({ codes: [] }))).toBe('invalid codes')
    expect(await refusedAs(correct({ attendedAt: new Date('2027-01-01T00:00:00Z') }))).toBe('invalid attendedAtDay')
    await correct({ codes: ['result-704'] })
    const { log, status, version } = await heed.look('karin.lindqvist', (ctx) => getIncidentRecord(ctx, incidentId))
    const results = log.filter(({ kind }) => kind === 'result')
    expect([status, version, results.length, results[0]?.isCorrected, results[1]?.correctsId]).toEqual(['resulted', 4, 2, true, results[0]?.id])
  })

  it('IN-36 a notification is acknowledged only under its own incident, and only by those told', async () => {
    const [one, other] = [await recorded(), await recorded()]
    const told = await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('notifications').select('id').where('subjectId', '=', one.incidentId).executeTakeFirstOrThrow())
    expect(await refusedAs(heed.act('priya.nair', (ctx) => acknowledgeIncident(ctx, { incidentId: other.incidentId, notificationId: told.id })))).toBe('not found')
    expect(await refusedAs(heed.act('karin.lindqvist', (ctx) => acknowledgeIncident(ctx, { incidentId: one.incidentId, notificationId: told.id })))).toBe('not permitted')
    await heed.act('priya.nair', (ctx) => acknowledgeIncident(ctx, { incidentId: one.incidentId, notificationId: told.id }))
    expect(await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('notifications').select('acknowledgedBy').where('id', '=', told.id).executeTakeFirst())).toEqual({ acknowledgedBy: priya() })
  })

  it('IN-34 an assessment raises a flag once, quietly the second time, and finds nothing elsewhere', async () => {
    const { incidentId } = await recorded()
    const flag = (username: string) => heed.act(username, (ctx) => flagFromAssessment(ctx, { incidentId, flag: 'vulnerable', reason: 'The assessment found it' }))
    await flag('priya.nair')
    await flag('priya.nair')
    const record = await heed.look('priya.nair', (ctx) => getIncidentRecord(ctx, incidentId))
    expect(record.flagsOnRecord).toContainEqual(expect.objectContaining({ flag: 'vulnerable', state: 'raised', origin: 'assessment' }))
    expect(record.log.filter(({ kind }) => kind === 'flag').length).toBe(1)
    expect(await refusedAs(flag('nadia.kovacs'))).toBe('not found')
    await heed.act('priya.nair', (ctx) => setIncidentRisk(ctx, incidentId, null))
    await expect(heed.act('priya.nair', (ctx) => setIncidentRisk(ctx, incidentId, 'severe'))).rejects.toThrow('no order for the band severe')
  })

  it('IN-30 gives the earlier officer’s sight back to their team alone, and nobody can take it for themselves', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ phone: '07700 900999' })] })
    const nadia = await heed.actor('nadia.kovacs')
    expect(await refusedAs(heed.act('nadia.kovacs', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId: nadia.id, note: '' })))).toBe('not found')
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId: nadia.id, note: '' }))
    const grants = () => heed.look('helen.whitby', (ctx) => ctx.db.selectFrom('accessGrants').select(['relation', 'revokedAt']).where('subjectId', '=', incidentId).where('accountId', '=', nadia.id).execute())
    expect(await grants()).toEqual([{ relation: 'assigned', revokedAt: null }])
    // whoever holds it may give it on, and sees it no more
    await heed.act('nadia.kovacs', (ctx) => allocateIncident(ctx, { incidentId, version: 2, accountId: priya(), note: '' }))
    expect((await grants())[0]?.revokedAt).not.toBeNull()
    expect(await refusedAs(heed.look('nadia.kovacs', (ctx) => getIncidentRecord(ctx, incidentId)))).toBe('not found')
  })
})
