import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { approveAssessment } from '#features/assessments/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aCase } from '../examples.ts'
import { allocateCase, transferCase } from './allocate.ts'
import { decideClosing, reopenCase, requestClosing } from './closing.ts'
import { addNote, correctEntry, recordContact } from './log.ts'
import { linkIncident, openCaseByHand } from './open-case.ts'
import { endPlanItem } from './plan.ts'
import { holdReview } from './review.ts'
import { sealCase } from './sealing.ts'

let heed: TestHeed
const ids: Record<string, string> = {}
beforeAll(async () => {
  heed = await openTestHeed()
  for (const name of ['priya.nair', 'femi.adeyemi']) ids[name] = (await heed.actor(name)).id
  ids['ward 2'] = (await heed.actor('hana.suzuki')).teamIds[0] ?? ''
})
afterAll(() => heed.close())

let people = 0
const db = () => kyselyOn(heed.database.pools.bootstrap)
const report = () => heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: `${people} Long Row`, postcode: null, longitude: -0.09, latitude: 51.41, addressId: null }, people: [aPerson({ role: 'victim', givenName: `Ada${letters((people += 1))}`, familyName: `Name${letters(people)}` })] }))
const letters = (n: number) => String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))
const opened = async () => heed.act('service:cases', async (ctx) => aCase(ctx, { incidentId: (await anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: `Bo${letters((people += 1))}`, familyName: `Kin${letters(people)}` })] })).incidentId }))
const itemOf = (caseId: string, key: string) => db().selectFrom('casePlanItems').selectAll().where('caseId', '=', caseId).where('standardKey', '=', key).orderBy('occurrence').execute()
const told = new Date('2026-11-23T10:00:00Z')

/** Everything at one moment: what was kept, and what was refused; anything else fails the test. */
async function atOnce(works: readonly (readonly [who: string, run: (ctx: Context) => Promise<unknown>])[]): Promise<{ kept: number; refused: readonly Refusal[] }> {
  const done = await Promise.allSettled(works.map(([who, run]) => heed.act(who, run)))
  const refused = done.flatMap((one): Refusal[] => {
    if (one.status === 'fulfilled') return []
    if (one.reason instanceof Refusal) return [one.reason]
    throw one.reason
  })
  return { kept: done.length - refused.length, refused }
}

describe('two people at one case at one moment', () => {
  it('CA-21 an incident comes into one case, by hand, by an approved assessment or both', async () => {
    for (let again = 0; again < 3; again++) {
      const { incidentId } = await report()
      const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high' }))
      await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null }))
      await Promise.all([heed.follow(), atOnce(['priya.nair', 'femi.adeyemi', 'karin.lindqvist'].map((who) => [who, (ctx) => openCaseByHand(ctx, { incidentId, reason: 'It goes on' })] as const))])
      const cases = await db().selectFrom('caseIncidents').select('caseId').where('incidentId', '=', incidentId).execute()
      expect(cases.length).toBe(1)
    }
  })

  it('an incident linked to two cases at once is in one of them', async () => {
    const { reference, incidentId } = await report()
    const [one, two] = [await opened(), await opened()]
    const { kept, refused } = await atOnce([one, two].map(({ caseId }) => ['priya.nair', (ctx) => linkIncident(ctx, { caseId, reference, because: 'Same people' })] as const))
    expect([kept, refused.length, refused[0]?.detail.field ?? refused[0]?.kind]).toEqual([1, 1, expect.stringMatching(/reference|conflict/)])
    expect((await db().selectFrom('caseIncidents').select('caseId').where('incidentId', '=', incidentId).execute()).length).toBe(1)
  })

  it('PL-01 of allocating, transferring, sealing, reviewing and asking to close exactly one of those that read the same version is kept', async () => {
    const acts: readonly (readonly [string, (ctx: Context, caseId: string) => Promise<unknown>])[] = [
      ['femi.adeyemi', (ctx, caseId) => allocateCase(ctx, { caseId, version: 1, ownerId: ids['priya.nair'] ?? '', reason: null })], ['karin.lindqvist', (ctx, caseId) => transferCase(ctx, { caseId, version: 1, teamId: ids['ward 2'] ?? '', reason: 'Moved' })],
      ['imran.rahman', (ctx, caseId) => sealCase(ctx, { caseId, version: 1, accountIds: [], reason: 'A sister works here' })], ['gwen.pritchard', (ctx, caseId) => holdReview(ctx, { caseId, version: 1, rank: 'sergeant', outcome: 'Go on' })],
      ['priya.nair', (ctx, caseId) => requestClosing(ctx, { caseId, version: 1, resultKey: 'stopped', account: 'It stopped', told: null, notToldBecause: 'She asked' })],
    ]
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...acts), { minLength: 2, maxLength: 4, selector: ([who]) => who }), async (chosen) => {
      const { caseId } = await opened()
      const { kept, refused } = await atOnce(chosen.map(([who, run]) => [who, (ctx) => run(ctx, caseId)] as const))
      expect(kept).toBe(1)
      // behind a seal, or with another team, the rest find nothing; else they learn who was first
      for (const { kind, detail } of refused) expect(kind === 'not found' || (kind === 'conflict' && detail.by !== undefined)).toBe(true)
      expect((await db().selectFrom('cases').select('version').where('id', '=', caseId).executeTakeFirstOrThrow()).version).toBe(2)
    }), { numRuns: 6 })
  })

  it('CA-07 a standard kept by a contact and ended by hand at once ends once and begins again once', async () => {
    for (let again = 0; again < 3; again++) {
      const { caseId } = await opened()
      const [item] = await itemOf(caseId, 'victim-update')
      await atOnce([
        ['priya.nair', (ctx) => recordContact(ctx, { caseId, how: 'phone', at: told, isReached: true, said: 'x', told: 'All of it' })],
        ['femi.adeyemi', (ctx) => endPlanItem(ctx, { caseId, itemId: item?.id ?? '', version: 1, state: 'done', text: 'Rang her' })],
        ['karin.lindqvist', (ctx) => recordContact(ctx, { caseId, how: 'visit', at: told, isReached: true, said: 'y', told: 'Again' })],
      ])
      const items = await itemOf(caseId, 'victim-update')
      expect(items.filter(({ state }) => state === 'to do').length).toBe(1)
      expect(items.map(({ occurrence }) => occurrence)).toEqual(items.map((_, at) => at + 1))
      const running = await db().selectFrom('clocks').select('id').where('subjectId', '=', caseId).where('kind', '=', 'case plan: victim-update').where('metAt', 'is', null).where('cancelledAt', 'is', null).execute()
      expect(running.length).toBe(1)
    }
  })

  it('CA-02 a case closed while others write ends with every clock ended, and nothing written after the closing', async () => {
    for (let again = 0; again < 3; again++) {
      const { caseId } = await opened()
      await heed.act('priya.nair', (ctx) => requestClosing(ctx, { caseId, version: 1, resultKey: 'stopped', account: 'It stopped', told: { at: told, what: 'That it stopped' }, notToldBecause: null }))
      const { refused } = await atOnce([
        ['imran.rahman', (ctx) => decideClosing(ctx, { caseId, version: 2, isApproved: true, reason: '' })],
        ['priya.nair', (ctx) => recordContact(ctx, { caseId, how: 'visit', at: told, isReached: true, said: 'x', told: 'y' })], ['femi.adeyemi', (ctx) => addNote(ctx, { caseId, text: 'Late or not' })],
      ])
      for (const { message } of refused) expect(message).toMatch(/closed/)
      const running = await db().selectFrom('clocks').select('id').where('subjectId', '=', caseId).where('metAt', 'is', null).where('cancelledAt', 'is', null).execute()
      const entries = await db().selectFrom('caseEntries').select('kind').where('caseId', '=', caseId).orderBy('id').execute()
      expect(running).toEqual([])
      expect(entries.filter(({ kind }) => kind === 'closed').length).toBe(1)
    }
  })

  it('CA-05 reopened by two at once is reopened once; an entry corrected by two is corrected once', async () => {
    const { caseId } = await opened()
    await heed.act('priya.nair', (ctx) => requestClosing(ctx, { caseId, version: 1, resultKey: 'stopped', account: 'It stopped', told: { at: told, what: 'x' }, notToldBecause: null }))
    await heed.act('imran.rahman', (ctx) => decideClosing(ctx, { caseId, version: 2, isApproved: true, reason: '' }))
    const reopened = await atOnce(['femi.adeyemi', 'karin.lindqvist', 'imran.rahman'].map((who) => [who, (ctx) => reopenCase(ctx, { caseId, version: 3, reason: 'Again' })] as const))
    expect([reopened.kept, reopened.refused.map(({ kind }) => kind)]).toEqual([1, ['conflict', 'conflict']])
    expect((await itemOf(caseId, 'background-research')).map(({ occurrence, state }) => [occurrence, state])).toEqual([[1, 'not needed'], [2, 'to do']])
    const entry = await db().selectFrom('caseEntries').select('id').where('caseId', '=', caseId).orderBy('id').executeTakeFirstOrThrow()
    const corrected = await atOnce(['priya.nair', 'femi.adeyemi', 'karin.lindqvist'].map((who) => [who, (ctx) => correctEntry(ctx, { caseId, entryId: entry.id, text: `By ${who}`, reason: 'x' })] as const))
    expect([corrected.kept, corrected.refused.every(({ kind, detail }) => kind === 'conflict' && detail.by !== undefined)]).toEqual([1, true])
  })
})
