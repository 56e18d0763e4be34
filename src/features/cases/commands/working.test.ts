import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { waiting } from '#platform/notifications/queries.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aCase } from '../examples.ts'
import { getCaseHeader } from '../queries/case-header.ts'
import { getPlan, listEntries, listPeople } from '../queries/case-parts.ts'
import { allocateCase, transferCase } from './allocate.ts'
import { decideClosing, reopenCase, requestClosing } from './closing.ts'
import { addCasePerson, addNote, correctEntry, recordContact, recordDecision } from './log.ts'
import { endPlanItem, pausePlanItem } from './plan.ts'
import { holdReview } from './review.ts'

let heed: TestHeed
const ids = { priya: '', femi: '', hana: '', nadia: '', ward2: '', b2: '' }
beforeAll(async () => {
  heed = await openTestHeed()
  for (const [key, name] of [['priya', 'priya.nair'], ['femi', 'femi.adeyemi'], ['hana', 'hana.suzuki'], ['nadia', 'nadia.kovacs']] as const) ids[key] = (await heed.actor(name)).id
  ids.ward2 = (await heed.actor('hana.suzuki')).teamIds[0] ?? ''
  ids.b2 = (await heed.actor('nadia.kovacs')).teamIds[0] ?? ''
  await sql`insert into heed.settings (key, value) values ('standards preset', '"demonstration"')`.execute(owner())
})
afterAll(() => heed.close())

const owner = () => kyselyOn(heed.ground.pools.bootstrap)
const opened = async () => (await heed.act('service:cases', async (ctx) => aCase(ctx, { incidentId: (await anIncident(ctx)).incidentId }))).caseId
const versionOf = async (caseId: string) => (await owner().selectFrom('cases').select('version').where('id', '=', caseId).executeTakeFirstOrThrow()).version
const itemOf = async (caseId: string, key: string) => (await owner().selectFrom('casePlanItems').selectAll().where('caseId', '=', caseId).where('standardKey', '=', key).orderBy('occurrence', 'desc').execute())[0] ?? Promise.reject(new Error(key))
const told = { at: new Date('2026-11-23T10:00:00Z'), what: 'That the flat was closed' }

describe('an owner', () => {
  it('CA-24 is told at once, and the case’s clocks go along', async () => {
    const caseId = await opened()
    await heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids.priya, reason: null }))
    expect((await heed.look('priya.nair', (ctx) => waiting(ctx))).some(({ kind, subjectId, toldName }) => kind === 'case allocated to you' && subjectId === caseId && toldName === 'PC Priya Nair')).toBe(true)
    const running = await owner().selectFrom('clocks').select('ownerId').distinct().where('subjectId', '=', caseId).where('metAt', 'is', null).execute()
    expect(running).toEqual([{ ownerId: ids.priya }])
  })

  it('CA-24 from another ward sees the case and its incident, and nothing else there', async () => {
    const caseId = await opened()
    await expect(heed.look('hana.suzuki', (ctx) => getCaseHeader(ctx, caseId))).rejects.toMatchObject({ kind: 'not found' })
    await heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids.hana, reason: 'Knows the family' }))
    const header = await heed.look('hana.suzuki', (ctx) => getCaseHeader(ctx, caseId))
    expect(header).toMatchObject({ ownerName: 'PC Hana Suzuki', victimName: 'Ada Pell' })
    const seen = await heed.look('hana.suzuki', (ctx) => ctx.db.selectFrom('incidents').select('id').execute())
    expect(seen).toHaveLength(1)
  })

  it('CA-24 is given by a sergeant or above, and only to somebody who may own cases', async () => {
    const caseId = await opened()
    await expect(heed.act('priya.nair', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids.priya, reason: null }))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids.nadia, reason: null }))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'ownerId' } })
    await expect(heed.act('owen.tate', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids.priya, reason: null }))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('PL-01 given by two sergeants at once is given by one; the other is told by whom, and what', async () => {
    const caseId = await opened()
    const both = await Promise.allSettled([
      heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids.priya, reason: null })),
      heed.act('imran.rahman', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids.femi, reason: null })),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = both.find((one) => one.status === 'rejected')
    expect(lost).toMatchObject({ reason: { kind: 'conflict', detail: { changed: [{ field: 'Owner', was: 'nobody' }], by: expect.stringMatching(/Adeyemi|Rahman/) } } })
  })

  it('CA-24 is nobody after a transfer, which reaches a team its sender is not in', async () => {
    const caseId = await opened()
    await heed.act('femi.adeyemi', (ctx) => transferCase(ctx, { caseId, version: 1, teamId: ids.b2, reason: 'She has moved there' }))
    await expect(heed.look('femi.adeyemi', (ctx) => getCaseHeader(ctx, caseId))).rejects.toMatchObject({ kind: 'not found' })
    expect(await heed.look('nadia.kovacs', (ctx) => getCaseHeader(ctx, caseId))).toMatchObject({ ownerId: null, teamId: ids.b2, victimName: 'Ada Pell' })
  })
})

describe('the plan', () => {
  it('CA-13 is kept by a contact that reached the victim; one that did not keeps nothing', async () => {
    const caseId = await opened()
    await heed.act('priya.nair', (ctx) => recordContact(ctx, { caseId, how: 'phone', at: told.at, isReached: false, said: 'No answer', told: null }))
    expect((await itemOf(caseId, 'victim-contacted')).state).toBe('to do')
    await heed.act('priya.nair', (ctx) => recordContact(ctx, { caseId, how: 'visit', at: told.at, isReached: true, said: 'Shaken, wants a lock', told: 'A lock is on its way' }))
    expect(await itemOf(caseId, 'victim-contacted')).toMatchObject({ state: 'done', occurrence: 1 })
    expect(await itemOf(caseId, 'follow-up-visit')).toMatchObject({ state: 'to do', occurrence: 2 })
    expect(await itemOf(caseId, 'victim-update')).toMatchObject({ state: 'to do', occurrence: 2 })
    await expect(heed.act('priya.nair', (ctx) => recordContact(ctx, { caseId, how: 'phone', at: new Date('2026-11-24T12:00:00Z'), isReached: true, said: 'x', told: null }))).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('CA-08 ends a standard as done, or as missed or not needed with the reason; the clock ends too', async () => {
    const caseId = await opened()
    const end = async (key: string, state: 'done' | 'missed' | 'not needed', text: string, who = 'priya.nair') => {
      const item = await itemOf(caseId, key)
      await heed.act(who, (ctx) => endPlanItem(ctx, { caseId, itemId: item.id, version: item.version, state, text }))
    }
    await expect(end('background-research', 'done', ' ')).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'text' } })
    await end('background-research', 'done', 'Searched every system')
    await expect(end('background-research', 'done', 'Again')).rejects.toMatchObject({ kind: 'conflict', detail: { by: 'PC Priya Nair' } })
    await expect(end('intelligence-considered', 'not needed', 'None')).rejects.toMatchObject({ kind: 'not permitted' })
    await end('intelligence-considered', 'not needed', 'Nothing to say', 'femi.adeyemi')
    await end('partnership-considered', 'missed', 'On leave')
    const { items } = await heed.look('priya.nair', async (ctx) => getPlan(ctx, caseId))
    const states = Object.fromEntries(items.map(({ standardKey, state, clock }) => [standardKey, [state, clock?.state]]))
    expect(states).toMatchObject({ 'background-research': ['done', 'met'], 'intelligence-considered': ['not needed', 'cancelled'], 'partnership-considered': ['missed', 'cancelled'] })
  })

  it('CK-03 pauses for a reason the standard allows, and for no other', async () => {
    const caseId = await opened()
    const { id: itemId } = await itemOf(caseId, 'victim-contacted')
    await expect(heed.act('priya.nair', (ctx) => pausePlanItem(ctx, { caseId, itemId, reason: 'Too busy' }))).rejects.toMatchObject({ kind: 'invalid' })
    await heed.act('priya.nair', (ctx) => pausePlanItem(ctx, { caseId, itemId, reason: 'The victim is away' }))
    await heed.act('priya.nair', (ctx) => pausePlanItem(ctx, { caseId, itemId, reason: null }))
    const { pauses } = await owner().selectFrom('clockPauses').select((e) => e.fn.countAll<number>().as('pauses')).where('toAt', 'is not', null).executeTakeFirstOrThrow()
    expect(Number(pauses)).toBe(1)
  })

  it('CA-25 is reviewed by at least the rank whose turn it is, and keeps its cadence', async () => {
    const caseId = await opened()
    await expect(heed.act('femi.adeyemi', async (ctx) => holdReview(ctx, { caseId, version: 1, rank: 'inspector', outcome: 'Seen' }))).rejects.toMatchObject({ kind: 'not permitted', message: expect.stringContaining('rank of inspector') })
    await expect(heed.act('femi.adeyemi', (ctx) => holdReview(ctx, { caseId, version: 1, rank: 'superintendent', outcome: 'Seen' }))).rejects.toMatchObject({ kind: 'not permitted' })
    heed.clock.moveTo(new Date('2026-12-01T12:00:00Z'))
    await heed.act('imran.rahman', (ctx) => holdReview(ctx, { caseId, version: 1, rank: 'sergeant', outcome: 'Go on' }))
    const header = await heed.look('femi.adeyemi', (ctx) => getCaseHeader(ctx, caseId))
    expect(header).toMatchObject({ nextReviewOn: '2026-12-15', nextReviewRank: 'sergeant', version: 2 })
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })
})

describe('the log', () => {
  it('keeps decisions with reasons, notes, people and corrections, and changes none of them', async () => {
    const caseId = await opened()
    await expect(heed.act('priya.nair', (ctx) => recordDecision(ctx, { caseId, decision: 'Patrol', reason: ' ' }))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(heed.act('priya.nair', (ctx) => recordDecision(ctx, { caseId, decision: ' ', reason: 'Why not' }))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'decision' } })
    await expect(heed.act('priya.nair', (ctx) => addNote(ctx, { caseId, text: '\n ' }))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'text' } })
    await heed.act('priya.nair', (ctx) => recordDecision(ctx, { caseId, decision: 'Patrol at ten', reason: 'That is when it happens' }))
    await heed.act('priya.nair', (ctx) => addNote(ctx, { caseId, text: 'The dog is brown' }))
    await heed.act('priya.nair', (ctx) => addCasePerson(ctx, { caseId, part: 'suspect', givenName: 'Rex', familyName: null, phone: '07700 900456', safeToContact: null, note: 'Lives above' }))
    const note = (await heed.look('priya.nair', (ctx) => listEntries(ctx, caseId, ['note'])))[0]
    await heed.act('priya.nair', (ctx) => correctEntry(ctx, { caseId, entryId: note?.id ?? '', text: 'The dog is black', reason: 'Seen by daylight' }))
    await expect(heed.act('priya.nair', (ctx) => correctEntry(ctx, { caseId, entryId: note?.id ?? '', text: 'Grey', reason: 'x' }))).rejects.toMatchObject({ kind: 'conflict' })
    const entries = await heed.look('priya.nair', (ctx) => listEntries(ctx, caseId, null))
    expect(entries.find(({ id }) => id === note?.id)).toMatchObject({ text: 'The dog is brown', correctedById: entries.find(({ kind }) => kind === 'correction')?.id })
    expect((await heed.look('priya.nair', (ctx) => listPeople(ctx, caseId))).map(({ part, name }) => [part, name])).toEqual([['victim', 'Ada Pell'], ['suspect', 'Rex']])
    await expect(heed.act('priya.nair', (ctx) => ctx.db.updateTable('caseEntries').set({ text: 'Nothing' }).execute())).rejects.toThrow()
    await expect(heed.act('priya.nair', (ctx) => ctx.db.deleteFrom('cases').execute())).rejects.toThrow()
    await expect(heed.look('priya.nair', (ctx) => addNote(ctx, { caseId, text: 'In a look' }))).rejects.toThrow()
  })
})

describe('closing', () => {
  const ask = async (caseId: string, who = 'priya.nair') => heed.act(who, async (ctx) => requestClosing(ctx, { caseId, version: await versionOf(caseId), resultKey: 'stopped', account: 'It stopped', told, notToldBecause: null }))
  const decide = async (caseId: string, who: string, isApproved: boolean, reason = '') => heed.act(who, async (ctx) => decideClosing(ctx, { caseId, version: await versionOf(caseId), isApproved, reason }))

  it('CA-03 is not asked for until the victim was told what and when, and there is a result', async () => {
    const caseId = await opened()
    await expect(heed.act('priya.nair', (ctx) => requestClosing(ctx, { caseId, version: 1, resultKey: 'stopped', account: 'x', told: null, notToldBecause: null }))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'isTold' } })
    await expect(heed.act('priya.nair', (ctx) => requestClosing(ctx, { caseId, version: 1, resultKey: 'unheard-of', account: 'x', told, notToldBecause: null }))).rejects.toMatchObject({ kind: 'invalid' })
    await ask(caseId)
    await expect(ask(caseId)).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('CA-04 is approved by a supervisor, never by the one who asked; then every clock has ended', async () => {
    const caseId = await opened()
    await ask(caseId, 'femi.adeyemi')
    await expect(decide(caseId, 'femi.adeyemi', true)).rejects.toMatchObject({ kind: 'not permitted', message: 'You cannot approve a closing you asked for' })
    await expect(decide(caseId, 'priya.nair', true)).rejects.toMatchObject({ kind: 'not permitted' })
    await decide(caseId, 'imran.rahman', true)
    expect(await heed.look('priya.nair', (ctx) => getCaseHeader(ctx, caseId))).toMatchObject({ status: 'closed', nextReviewOn: null, nextDueAt: null })
    const running = await owner().selectFrom('clocks').select('id').where('subjectId', '=', caseId).where('metAt', 'is', null).where('cancelledAt', 'is', null).execute()
    expect(running).toEqual([])
    await expect(heed.act('priya.nair', (ctx) => addNote(ctx, { caseId, text: 'Late' }))).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('Reopen') })
  })

  it('CA-05 is refused only with a reason, and reopened with one: the plan begins again and the closure stays', async () => {
    const caseId = await opened()
    await ask(caseId)
    await expect(decide(caseId, 'imran.rahman', false)).rejects.toMatchObject({ kind: 'invalid' })
    await decide(caseId, 'imran.rahman', false, 'The visits are not done')
    await ask(caseId)
    await decide(caseId, 'imran.rahman', true)
    await expect(heed.act('priya.nair', async (ctx) => reopenCase(ctx, { caseId, version: await versionOf(caseId), reason: 'Again' }))).rejects.toMatchObject({ kind: 'not permitted' })
    await heed.act('femi.adeyemi', async (ctx) => reopenCase(ctx, { caseId, version: await versionOf(caseId), reason: 'It began again' }))
    expect(await itemOf(caseId, 'background-research')).toMatchObject({ state: 'to do', occurrence: 2 })
    const closures = await owner().selectFrom('caseClosures').select('decision').where('caseId', '=', caseId).orderBy('requestedAt').execute()
    expect(closures.map(({ decision }) => decision).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual(['approved', 'refused'])
  })

  it('waits for the team that was told until it is decided, and no longer', async () => {
    const caseId = await opened()
    await ask(caseId)
    const waits = async () => (await heed.look('femi.adeyemi', (ctx) => waiting(ctx))).filter(({ subjectId, kind }) => subjectId === caseId && kind === 'case closing asked for').length
    expect(await waits()).toBe(1)
    await decide(caseId, 'femi.adeyemi', false, 'She has not been asked')
    expect(await waits()).toBe(0)
  })

  it('CA-04 decided by two supervisors at once is decided once', async () => {
    const caseId = await opened()
    await ask(caseId)
    const version = await versionOf(caseId)
    const both = await Promise.allSettled(['femi.adeyemi', 'imran.rahman'].map((who) => heed.act(who, (ctx) => decideClosing(ctx, { caseId, version, isApproved: true, reason: '' }))))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'conflict', detail: { changed: [{ field: 'Status', now: 'closed' }] } } })
  })
})
