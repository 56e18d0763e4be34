import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { londonDay } from '#platform/time/day.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf, refusedAs } from '#test/support/pages.ts'
import { aCase } from '../examples.ts'
import { casePanel } from '../index.ts'
import { getCaseHeader } from '../queries/case-header.ts'
import { allocateCase, transferCase } from './allocate.ts'
import { decideClosing, reopenCase, requestClosing } from './closing.ts'
import { addCasePerson, addNote, correctEntry, keepCaseFiles, recordContact, recordDecision } from './log.ts'
import { linkIncident, openCaseByHand } from './open-case.ts'
import { endPlanItem, pausePlanItem } from './plan.ts'
import { holdReview } from './review.ts'
import { sealCase, unsealCase } from './sealing.ts'

let heed: TestHeed
const ids: Record<string, string> = {}
beforeAll(async () => {
  heed = await openTestHeed()
  for (const name of ['priya.nair', 'femi.adeyemi', 'nadia.kovacs']) ids[name] = (await heed.actor(name)).id
  ids['ward 2'] = (await heed.actor('hana.suzuki')).teamIds[0] ?? ''
})
afterAll(() => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)
const opened = async (band: 'low' | 'medium' | 'high' = 'high') => (await heed.act('service:cases', async (ctx) => aCase(ctx, { band, incidentId: (await anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: 'Ada', familyName: 'Pell' })] })).incidentId }))).caseId
const versionOf = async (caseId: string) => (await db().selectFrom('cases').select('version').where('id', '=', caseId).executeTakeFirstOrThrow()).version
const itemOf = (caseId: string, key = 'victim-contacted') => db().selectFrom('casePlanItems').selectAll().where('caseId', '=', caseId).where('standardKey', '=', key).orderBy('occurrence', 'desc').executeTakeFirstOrThrow()
const told = { at: new Date('2026-11-23T10:00:00Z'), what: 'That it stopped' }
const setting = async (key: string, value: string | null) => {
  await db().deleteFrom('heed.settings').where('key', '=', key).execute()
  if (value !== null) await db().insertInto('heed.settings').values({ key, value: JSON.stringify(value) }).execute()
}

type Run = (ctx: Context, caseId: string, version: number) => Promise<unknown>
/** Every act that edits what somebody read of a case: who may, who of its borough may not, and the act. */
const versioned: readonly (readonly [name: string, may: string, mayNot: readonly string[], run: Run])[] = [
  ['allocateCase', 'femi.adeyemi', ['priya.nair', 'wei.zhang'], (ctx, caseId, version) => allocateCase(ctx, { caseId, version, ownerId: ids['priya.nair'] ?? '', reason: null })],
  ['transferCase', 'femi.adeyemi', ['priya.nair', 'wei.zhang'], (ctx, caseId, version) => transferCase(ctx, { caseId, version, teamId: ids['ward 2'] ?? '', reason: 'Moved' })],
  ['holdReview', 'femi.adeyemi', ['priya.nair', 'wei.zhang'], (ctx, caseId, version) => holdReview(ctx, { caseId, version, rank: 'sergeant', outcome: 'Go on' })],
  ['requestClosing', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId, version) => requestClosing(ctx, { caseId, version, resultKey: 'stopped', account: 'It stopped', told, notToldBecause: null })],
  ['decideClosing', 'imran.rahman', ['priya.nair', 'wei.zhang'], (ctx, caseId, version) => decideClosing(ctx, { caseId, version, isApproved: true, reason: '' })],
  ['reopenCase', 'femi.adeyemi', ['priya.nair', 'wei.zhang'], (ctx, caseId, version) => reopenCase(ctx, { caseId, version, reason: 'Again' })],
  ['sealCase', 'imran.rahman', ['priya.nair', 'femi.adeyemi', 'wei.zhang'], (ctx, caseId, version) => sealCase(ctx, { caseId, version, accountIds: [], reason: 'A sister works here' })],
  ['unsealCase', 'imran.rahman', ['priya.nair', 'femi.adeyemi', 'wei.zhang'], (ctx, caseId, version) => unsealCase(ctx, { caseId, version, reason: 'She left' })],
]
const others: typeof versioned = [
  ['recordContact', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => recordContact(ctx, { caseId, how: 'phone', at: told.at, isReached: true, said: 'x', told: null })],
  ['recordDecision', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => recordDecision(ctx, { caseId, decision: 'Patrol', reason: 'At ten' })],
  ['addNote', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => addNote(ctx, { caseId, text: 'x' })],
  ['correctEntry', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => correctEntry(ctx, { caseId, entryId: newId(), text: 'x', reason: 'y' })],
  ['addCasePerson', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => addCasePerson(ctx, { caseId, part: 'witness', givenName: 'Ida', familyName: null, phone: null, safeToContact: null, note: null })],
  ['keepCaseFiles', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => keepCaseFiles(ctx, { caseId, uploads: [{ field: 'file', name: 'a.txt', type: 'text/plain', bytes: Buffer.from('a') }], about: 'Diary' })],
  ['linkIncident', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => linkIncident(ctx, { caseId, reference: 'ASB/2026/000001', because: 'Same people' })],
  ['endPlanItem', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => endPlanItem(ctx, { caseId, itemId: newId(), version: 1, state: 'done', text: 'x' })],
  ['pausePlanItem', 'priya.nair', ['wei.zhang', 'amara.diallo'], (ctx, caseId) => pausePlanItem(ctx, { caseId, itemId: newId(), reason: 'The victim is away' })],
]
const all = [...versioned, ...others]
/** Somebody of the other borough whose role is right. */
const elsewhere = (name: string) => (/seal/i.test(name) ? null : versioned.some(([each]) => each === name) ? 'owen.tate' : 'nadia.kovacs')

describe('every act on a case', () => {
  it.each(all)('%s is for nobody without the role, the rank or the force', async (_name, _may, mayNot, run) => {
    const caseId = await opened()
    for (const who of [...mayNot, 'sam.blank', 'robin.castle', 'margaret.osei', 'dev.mistry', 'joan.firth', 'peter.lamb']) expect([who, await refusedAs(heed.act(who, (ctx) => run(ctx, caseId, 1)))]).toEqual([who, 'not permitted'])
  })

  it.each(all)('%s finds nothing under an id nobody has, in another borough, or behind a seal', async (name, may, _mayNot, run) => {
    const caseId = await opened()
    expect(await refusedAs(heed.act(may, (ctx) => run(ctx, newId(), 1)))).toBe('not found')
    const who = elsewhere(name)
    if (who !== null) expect(await refusedAs(heed.act(who, (ctx) => run(ctx, caseId, 1)))).toBe('not found')
    await heed.act('gwen.pritchard', (ctx) => sealCase(ctx, { caseId, version: 1, accountIds: [], reason: 'A sister works here' }))
    expect(await refusedAs(heed.act(may, (ctx) => run(ctx, caseId, 2)))).toBe('not found')
  })

  it.each(versioned)('PL-01 %s does not write over what somebody saved meanwhile, and names what and who', async (_name, may, _mayNot, run) => {
    const caseId = await opened()
    await heed.act('karin.lindqvist', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids['femi.adeyemi'] ?? '', reason: null }))
    const stale = await refusalOf(heed.act(may, (ctx) => run(ctx, caseId, 1)))
    expect(stale).toMatchObject({ kind: 'conflict', message: 'Sgt Karin Lindqvist changed this record while you had it open', detail: { by: 'Sgt Karin Lindqvist', changed: [{ field: 'Owner', was: 'nobody', now: 'Sgt Femi Adeyemi' }] } })
    expect(stale.detail.at).toEqual(heed.clock.now())
    expect(await versionOf(caseId)).toBe(2)
  })

  it.each(all.filter(([name]) => !/^(reopenCase|sealCase|unsealCase|correctEntry)$/.test(name)))('CA-02 %s waits for a closed case to be opened again', async (_name, may, _mayNot, run) => {
    const caseId = await opened()
    await heed.act('priya.nair', (ctx) => requestClosing(ctx, { caseId, version: 1, resultKey: 'stopped', account: 'It stopped', told, notToldBecause: null }))
    await heed.act('gwen.pritchard', (ctx) => decideClosing(ctx, { caseId, version: 2, isApproved: true, reason: '' }))
    expect(await refusedAs(heed.act(may, (ctx) => run(ctx, caseId, 3)))).toBe('conflict')
    expect(await versionOf(caseId)).toBe(3)
  })
})

describe('what single acts refuse', () => {
  it('CA-24 an owner they have already, none when there is none, and a team that has it already', async () => {
    const caseId = await opened()
    expect((await refusalOf(heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: null, reason: null })))).message).toBe('This case has no owner already')
    await heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 1, ownerId: ids['priya.nair'] ?? '', reason: null }))
    expect((await refusalOf(heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version: 2, ownerId: ids['priya.nair'] ?? '', reason: null })))).message).toBe('This case is theirs already')
    const { teamId } = await heed.look('femi.adeyemi', (ctx) => getCaseHeader(ctx, caseId))
    expect((await refusalOf(heed.act('femi.adeyemi', (ctx) => transferCase(ctx, { caseId, version: 2, teamId, reason: 'x' })))).message).toBe('This team has the case already')
    expect(await refusedAs(heed.act('femi.adeyemi', (ctx) => transferCase(ctx, { caseId, version: 2, teamId: newId(), reason: 'x' })))).toBe('invalid teamId')
    const { rows } = await heed.database.pools.bootstrap.query<{ id: string }>("select id from teams where sight = 'none' limit 1")
    expect(await refusedAs(heed.act('femi.adeyemi', (ctx) => transferCase(ctx, { caseId, version: 2, teamId: rows[0]?.id ?? '', reason: 'x' })))).toBe('invalid teamId')
  })

  it('CA-21 a case by hand without a reason, of a duplicate, and a second one for an incident', async () => {
    const { incidentId, reference } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const byHand = (id: string, reason = 'It goes on', who = 'priya.nair') => heed.act(who, (ctx) => openCaseByHand(ctx, { incidentId: id, reason }))
    expect(await refusedAs(byHand(incidentId, ' '))).toBe('invalid reason')
    expect(await refusedAs(byHand(newId()))).toBe('not found')
    expect(await refusedAs(byHand(incidentId, 'x', 'wei.zhang'))).toBe('not permitted')
    expect(await refusedAs(byHand(incidentId, 'x', 'nadia.kovacs'))).toBe('not found')
    const made = await byHand(incidentId)
    expect(await refusalOf(byHand(incidentId))).toMatchObject({ kind: 'conflict', detail: { see: `/cases/${made.caseId}` } })
    const other = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [] }))
    const offered = async () => String(await heed.look('femi.adeyemi', (ctx) => casePanel(ctx, other.incidentId))).includes('Open a case')
    expect(await offered()).toBe(true)
    await db().updateTable('incidents').set({ duplicateOf: incidentId }).where('id', '=', other.incidentId).execute()
    expect(await offered()).toBe(false)
    expect((await refusalOf(byHand(other.incidentId))).message).toMatch(/^This is a duplicate/)
    expect(await refusedAs(heed.act('priya.nair', (ctx) => linkIncident(ctx, { caseId: made.caseId, reference, because: 'x' })))).toBe('invalid reference')
  })

  it('CA-13 a contact yet to come, files without a file, a person without a name, a correction of nothing or twice', async () => {
    const caseId = await opened()
    expect(await refusedAs(heed.act('priya.nair', (ctx) => recordContact(ctx, { caseId, how: 'phone', at: new Date('2026-11-23T12:00:01Z'), isReached: true, said: 'x', told: null })))).toBe('invalid onDay')
    expect(await refusedAs(heed.act('priya.nair', (ctx) => keepCaseFiles(ctx, { caseId, uploads: [], about: 'x' })))).toBe('invalid file')
    expect(await refusedAs(heed.act('priya.nair', (ctx) => addCasePerson(ctx, { caseId, part: 'victim', givenName: null, familyName: null, phone: '07700 900456', safeToContact: null, note: null })))).toBe('invalid givenName')
    expect(await refusedAs(heed.act('priya.nair', (ctx) => recordDecision(ctx, { caseId, decision: 'Patrol', reason: ' ' })))).toBe('invalid reason')
    const other = await opened()
    const entry = await db().selectFrom('caseEntries').select('id').where('caseId', '=', other).executeTakeFirstOrThrow()
    expect(await refusedAs(heed.act('priya.nair', (ctx) => correctEntry(ctx, { caseId, entryId: entry.id, text: 'x', reason: 'y' })))).toBe('not found')
    await heed.act('priya.nair', (ctx) => correctEntry(ctx, { caseId: other, entryId: entry.id, text: 'x', reason: 'y' }))
    expect(await refusalOf(heed.act('femi.adeyemi', (ctx) => correctEntry(ctx, { caseId: other, entryId: entry.id, text: 'z', reason: 'y' })))).toMatchObject({ kind: 'conflict', detail: { by: 'PC Priya Nair' } })
  })

  it('CA-28 a seal without a reason, and taking off what is not there', async () => {
    const caseId = await opened()
    expect(await refusedAs(heed.act('imran.rahman', (ctx) => sealCase(ctx, { caseId, version: 1, accountIds: [], reason: ' ' })))).toBe('invalid reason')
    expect(await refusedAs(heed.act('imran.rahman', (ctx) => unsealCase(ctx, { caseId, version: 1, reason: 'x' })))).toBe('conflict')
    await heed.act('imran.rahman', (ctx) => sealCase(ctx, { caseId, version: 1, accountIds: [], reason: 'x' }))
    expect(await refusedAs(heed.act('imran.rahman', (ctx) => unsealCase(ctx, { caseId, version: 2, reason: '' })))).toBe('invalid reason')
  })

  it('CA-09 a review at a rank that has no turn at this band, and none without its outcome', async () => {
    const caseId = await opened('medium')
    expect(await refusedAs(heed.act('gwen.pritchard', (ctx) => holdReview(ctx, { caseId, version: 1, rank: 'chief inspector', outcome: 'x' })))).toBe('invalid rank')
    expect(await refusedAs(heed.act('femi.adeyemi', (ctx) => holdReview(ctx, { caseId, version: 1, rank: 'sergeant', outcome: ' ' })))).toBe('invalid outcome')
    const low = await opened('low')
    for (const rank of ['sergeant', 'inspector']) expect(await refusedAs(heed.act('gwen.pritchard', (ctx) => holdReview(ctx, { caseId: low, version: 1, rank, outcome: 'x' })))).toBe('invalid rank')
  })

  it('CA-08 a standard is ended once, by the one who read it, and never without words', async () => {
    const caseId = await opened()
    const { id: itemId } = await itemOf(caseId, 'background-research')
    const end = (who: string, over: object = {}) => heed.act(who, (ctx) => endPlanItem(ctx, { caseId, itemId, version: 1, state: 'missed', text: 'On leave', ...over }))
    for (const state of ['done', 'missed'] as const) expect(await refusedAs(end('priya.nair', { state, text: ' ' }))).toBe('invalid text')
    expect(await refusedAs(end('femi.adeyemi', { state: 'not needed', text: '' }))).toBe('invalid text')
    expect(await refusedAs(end('priya.nair', { version: 2 }))).toBe('conflict')
    await end('priya.nair')
    expect(await refusalOf(end('femi.adeyemi', { state: 'done' }))).toMatchObject({ kind: 'conflict', message: 'PC Priya Nair ended this standard while you had it open', detail: { by: 'PC Priya Nair', changed: [{ was: 'to do', now: 'missed' }] } })
    expect(await refusedAs(heed.act('priya.nair', (ctx) => pausePlanItem(ctx, { caseId, itemId, reason: null })))).toBe('conflict')
  })
})

describe('a standard that recurs', () => {
  it.each([['done', 2], ['missed', 2], ['not needed', 1]] as const)('CA-07 ended as %s stands %d times in the plan; one that does not recur stands once', async (state, times) => {
    const caseId = await opened()
    for (const [key, expected] of [['victim-update', times], ['background-research', 1]] as const) {
      const { id: itemId } = await itemOf(caseId, key)
      await heed.act('femi.adeyemi', (ctx) => endPlanItem(ctx, { caseId, itemId, version: 1, state, text: 'Said why' }))
      const items = await db().selectFrom('casePlanItems').select(['state', 'occurrence']).where('caseId', '=', caseId).where('standardKey', '=', key).orderBy('occurrence').execute()
      expect([key, items]).toEqual([key, [{ state, occurrence: 1 }, ...(expected === 2 ? [{ state: 'to do', occurrence: 2 }] : [])]])
    }
  })
})

describe('time in the plan of a case', () => {
  const dueOn = async (at: string, preset: string, band: 'low' | 'medium' | 'high' = 'high') => {
    await setting('standards preset', preset)
    heed.clock.moveTo(new Date(at))
    const caseId = await opened(band)
    const { clockId } = await itemOf(caseId)
    const clock = await db().selectFrom('clocks').select(['dueAt', 'startedAt']).where('id', '=', clockId ?? '').executeTakeFirstOrThrow()
    const { nextReviewOn } = await heed.look('femi.adeyemi', (ctx) => getCaseHeader(ctx, caseId))
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
    return { due: clock.dueAt === null ? null : londonDay(clock.dueAt), at: clock.dueAt, nextReviewOn }
  }

  it.each([
    ['a Monday', '2026-11-23T10:00:00Z', '2026-11-25'], ['a Friday', '2026-11-27T10:00:00Z', '2026-12-01'], ['a Saturday', '2026-11-28T10:00:00Z', '2026-12-01'],
    ['Christmas Eve, with Christmas Day and the Monday for Boxing Day between', '2026-12-24T16:00:00Z', '2026-12-30'], ['New Year’s Eve', '2026-12-31T16:00:00Z', '2027-01-05'],
    ['the Thursday before Easter', '2027-03-25T10:00:00Z', '2027-03-31'], ['the Saturday before the clocks go forward', '2027-03-27T23:30:00Z', '2027-03-31'],
    ['half past midnight in summer, still yesterday in Greenwich', '2026-06-14T23:30:00Z', '2026-06-17'],
  ])('CK-01 two working days from %s', async (_what, from, day) => {
    expect((await dueOn(from, 'lambeth')).due).toBe(day)
  })

  it.each([['2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z'], ['2027-03-27T23:30:00Z', '2027-03-28T23:30:00Z']])('CK-01 twenty-four hours from %s are twenty-four hours when the clocks change', async (from, to) => {
    expect((await dueOn(from, 'oxford')).at).toEqual(new Date(to))
  })

  it('CA-09 reviews fall on the London day, fourteen and twenty-eight days on, whatever the clocks do', async () => {
    expect((await dueOn('2026-10-20T22:30:00Z', 'lambeth')).nextReviewOn).toBe('2026-11-03')
    expect((await dueOn('2026-10-20T23:30:00Z', 'lambeth')).nextReviewOn).toBe('2026-11-04')
    expect((await dueOn('2027-03-20T12:00:00Z', 'lambeth', 'medium')).nextReviewOn).toBe('2027-04-17')
    expect((await dueOn('2027-03-20T12:00:00Z', 'lambeth', 'low')).nextReviewOn).toBeNull()
  })

  it('CA-06 a force that has chosen no times has clocks that run undated, and none is ever late', async () => {
    await setting('standards preset', null)
    const caseId = await opened()
    heed.clock.moveTo(new Date('2029-11-23T12:00:00Z'))
    const clocks = await db().selectFrom('clocks').select(['dueAt', 'kind']).where('subjectId', '=', caseId).where('kind', 'like', 'case plan:%').execute()
    expect(clocks.length).toBeGreaterThan(5)
    expect(clocks.filter(({ dueAt }) => dueAt !== null)).toEqual([])
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })
})

describe('what stays true of a case whatever is done to it', () => {
  it('CA-01 CA-08 a standard is never to do twice, an ended case runs no clock, and its version only rises', async () => {
    const steps: readonly (readonly [who: string, run: Run])[] = [...versioned.filter(([name]) => !/seal|transfer/i.test(name)), ...others.slice(0, 5)].map(([, may, , run]) => [may, run])
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 12 }), async (walk) => {
      const caseId = await opened()
      let version = 1
      for (const [who, run] of walk) {
        await heed.act(who, (ctx) => run(ctx, caseId, version)).catch((error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'Refusal') throw error
        })
        const now = await versionOf(caseId)
        expect(now === version || now === version + 1).toBe(true)
        version = now
      }
      const { status } = await db().selectFrom('cases').select('status').where('id', '=', caseId).executeTakeFirstOrThrow()
      const todo = await db().selectFrom('casePlanItems').select('standardKey').where('caseId', '=', caseId).where('state', '=', 'to do').execute()
      expect(new Set(todo.map(({ standardKey }) => standardKey)).size).toBe(todo.length)
      const running = await db().selectFrom('clocks').select('id').where('subjectId', '=', caseId).where('metAt', 'is', null).where('cancelledAt', 'is', null).execute()
      if (status === 'closed') expect(running).toEqual([])
      else expect(running.length).toBeGreaterThanOrEqual(todo.length)
      const entries = await db().selectFrom('caseEntries').select('id').where('caseId', '=', caseId).execute()
      expect(entries.length).toBeGreaterThanOrEqual(version)
    }), { numRuns: 8 })
  })
})
