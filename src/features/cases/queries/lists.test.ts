import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAssessment } from '#features/assessments/examples.ts'
import { approveAssessment } from '#features/assessments/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { allocateCase } from '../commands/allocate.ts'
import { decideClosing, requestClosing } from '../commands/closing.ts'
import { addNote, correctEntry, recordContact } from '../commands/log.ts'
import { holdReview } from '../commands/review.ts'
import { aCase } from '../examples.ts'
import { findClosure, getPlan, listEntries, listIncidents, listPeople, listReviewsDue, riskOverTime } from './case-parts.ts'
import { countCases, countCasesWaiting, firstScope, listCases, type ListFilter, scopesOf } from './list-cases.ts'

let heed: TestHeed
const cases: { caseId: string; incidentId: string; band: 'low' | 'medium' | 'high'; borough: number; ward: number }[] = []
const names = ['Quill', 'Stone', 'Frost', 'Tarn', 'Usher', 'Varga', 'Okonjo', 'Roe', 'Hale', 'Pell']

beforeAll(async () => {
  heed = await openTestHeed()
  await kyselyOn(heed.database.pools.bootstrap).insertInto('heed.settings').values({ key: 'standards preset', value: JSON.stringify('demonstration') }).execute()
  const plan = [['high', 1, 1], ['medium', 1, 1], ['low', 1, 1], ['high', 1, 2], ['low', 2, 1], ['high', 1, 1], ['medium', 1, 1], ['low', 1, 1], ['high', 2, 1]] as const
  for (const [at, [band, borough, ward]] of plan.entries()) {
    heed.clock.moveTo(new Date(Date.UTC(2026, 10, 2 + at, 10)))
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: `${at} A Street`, postcode: null, addressId: null, ...middleOf(borough, ward) }, people: [aPerson({ role: 'victim', givenName: `Ada${String.fromCharCode(97 + at)}`, familyName: names[at] ?? '' })] }))
    cases.push({ ...(await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId, band }))), band, borough, ward })
  }
  const priya = (await heed.actor('priya.nair')).id
  for (const at of [0, 1, 2]) await heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId: idOf(at), version: 1, ownerId: priya, reason: null }))
  for (const [at, who] of [[1, 'priya.nair'], [2, 'femi.adeyemi'], [7, 'priya.nair']] as const) {
    await heed.act(who, (ctx) => requestClosing(ctx, { caseId: idOf(at), version: at === 7 ? 1 : 2, resultKey: 'stopped', account: 'It stopped', told: null, notToldBecause: 'She asked not to be' }))
  }
  await heed.act('imran.rahman', (ctx) => decideClosing(ctx, { caseId: idOf(7), version: 2, isApproved: true, reason: '' }))
  heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
}, 60_000)
afterAll(() => heed.close())

const idOf = (at: number) => cases[at]?.caseId ?? ''
const list = (who: string, over: Partial<ListFilter> = {}) => heed.look(who, (ctx) => listCases(ctx, { scope: 'team', status: 'working', page: 1, ...over }))
const placesOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => cases.findIndex(({ caseId }) => caseId === id))
const found = async (who: string, over: Partial<ListFilter> = {}) => placesOf((await list(who, over)).rows).sort((a, b) => a - b)

describe('a list of cases', () => {
  it.each([
    ['priya.nair', { scope: 'mine' }, [0, 1, 2]], ['priya.nair', { scope: 'team' }, [0, 1, 2, 5, 6]], ['priya.nair', { scope: 'unallocated' }, [5, 6]], ['femi.adeyemi', { scope: 'team' }, [0, 1, 2, 3, 5, 6]], ['hana.suzuki', { scope: 'team' }, [3]],
    ['imran.rahman', { scope: 'borough' }, [0, 1, 2, 3, 5, 6]], ['helen.whitby', { scope: 'force' }, [0, 1, 2, 3, 4, 5, 6, 8]], ['nadia.kovacs', { scope: 'team' }, [4, 8]], ['nadia.kovacs', { scope: 'force' }, [4, 8]],
    ['priya.nair', { scope: 'team', band: 'low' }, [2]], ['priya.nair', { scope: 'team', status: 'closed' }, [7]], ['priya.nair', { scope: 'team', status: 'closing requested' }, [1, 2]], ['priya.nair', { scope: 'team', status: 'open' }, [0, 5, 6]],
    ['femi.adeyemi', { scope: 'closing' }, [1]], ['imran.rahman', { scope: 'closing' }, [1, 2]], ['priya.nair', { scope: 'closing' }, []], ['owen.tate', { scope: 'closing' }, []], ['priya.nair', { scope: 'reviews' }, []],
    ['priya.nair', { scope: 'team', words: 'frost' }, [2]], ['priya.nair', { scope: 'team', words: 'Tarn' }, []], ['priya.nair', { scope: 'team', words: "'; drop table cases; --" }, []], ['priya.nair', { scope: 'team', words: '%' }, []],
    ['dev.mistry', { scope: 'force' }, []], ['robin.castle', { scope: 'force' }, []], ['margaret.osei', { scope: 'force' }, []],
  ] as const)('of %s narrowed by %o is cases %o', async (who, over, expected) => {
    expect(await found(who, over)).toEqual([...expected])
  })

  it('is in the order to work in: risk first, then what is due next, and the same on every page', async () => {
    const rows = (await list('helen.whitby', { scope: 'force' })).rows
    const orders = rows.map(({ band, nextDueAt }) => [{ high: 0, medium: 1, low: 2 }[band], nextDueAt?.getTime() ?? Number.POSITIVE_INFINITY] as const)
    expect(orders).toEqual([...orders].sort(([a, due], [b, other]) => a - b || due - other))
  })

  it('whoever reads it and however it is narrowed, counts its rows, and each is one they may open', async () => {
    const filter = fc.record({
      scope: fc.constantFrom('mine', 'unallocated', 'team', 'borough', 'force', 'closing', 'reviews'), status: fc.constantFrom('working', 'open', 'closing requested', 'closed'), band: fc.constantFrom(undefined, 'high', 'medium', 'low'), due: fc.constantFrom(undefined, 'overdue', 'week'), page: fc.constantFrom(1, 1, 2),
    })
    await fc.assert(fc.asyncProperty(fc.constantFrom('priya.nair', 'femi.adeyemi', 'imran.rahman', 'nadia.kovacs', 'owen.tate', 'helen.whitby', 'wei.zhang', 'amara.diallo'), filter, async (who, given) => {
      await heed.look(who, async (ctx) => {
        const { rows, total } = await listCases(ctx, given)
        const visible = new Set((await ctx.db.selectFrom('cases').select('id').execute()).map(({ id }) => id))
        expect(total).toBe(await countCases(ctx, given))
        expect(rows.length).toBe(given.page === 1 ? total : 0)
        for (const row of rows) {
          expect(visible.has(row.id)).toBe(true)
          expect(given.status === 'working' ? row.status !== 'closed' : row.status === given.status).toBe(true)
          if (given.band !== undefined) expect(row.band).toBe(given.band)
          if (given.scope === 'mine') expect(row.ownerId).toBe(ctx.actor.id)
          if (given.scope === 'unallocated') expect(row.ownerId).toBeNull()
          if (given.due === 'overdue') expect(row.nextDueAt === null || row.nextDueAt < ctx.now).toBe(true)
        }
      })
    }), { numRuns: 40 })
  })

  it('waits for each as their own numbers say, and begins where there is something', async () => {
    for (const who of ['priya.nair', 'femi.adeyemi', 'imran.rahman', 'owen.tate', 'helen.whitby']) {
      await heed.look(who, async (ctx) => {
        const count = (scope: ListFilter['scope']) => countCases(ctx, { scope, status: 'working', page: 1 })
        expect([who, await countCasesWaiting(ctx)]).toEqual([who, { mine: await count('mine'), unallocated: await count('unallocated'), closingForMe: await count('closing'), reviewsDue: await count('reviews') }])
      })
    }
    for (const [who, scope] of [['priya.nair', 'mine'], ['hana.suzuki', 'team'], ['karin.lindqvist', 'borough'], ['amara.diallo', 'force'], ['dev.mistry', 'mine']] as const) expect([who, await heed.look(who, firstScope)]).toEqual([who, scope])
    expect(await heed.look('margaret.osei', countCasesWaiting)).toEqual({ mine: 0, unallocated: 0, closingForMe: 0, reviewsDue: 0 })
    expect(await heed.look('chidi.okafor', async (ctx) => scopesOf(ctx))).toEqual(['mine', 'unallocated', 'team', 'borough'])
  })

  it('CA-25 has the reviews of three days ahead by the London day, also in the night when the clocks go back', async () => {
    const set = (day: string) => heed.database.pools.bootstrap.query('update cases set next_review_on = $1, next_review_rank = $2 where id = $3', [day, 'sergeant', idOf(5)])
    for (const [now, day, isThere] of [
      ['2026-10-24T23:30:00Z', '2026-10-28', true], ['2026-10-24T23:30:00Z', '2026-10-29', false], ['2026-10-24T22:30:00Z', '2026-10-27', true], ['2026-10-24T22:30:00Z', '2026-10-28', false],
      ['2027-03-27T23:30:00Z', '2027-03-30', true], ['2027-03-27T23:30:00Z', '2027-03-31', false], ['2027-03-28T23:30:00Z', '2027-04-01', true],
    ] as const) {
      heed.clock.moveTo(new Date(now))
      await set(day)
      expect([now, day, (await found('femi.adeyemi', { scope: 'reviews' })).includes(5)]).toEqual([now, day, isThere])
    }
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })
})

describe('the parts of a case', () => {
  it('are nothing to whoever may not see it, each of them', async () => {
    const id = idOf(0)
    for (const who of ['hana.suzuki', 'nadia.kovacs', 'owen.tate', 'margaret.osei', 'dev.mistry', 'peter.lamb']) {
      const parts = await heed.look(who, async (ctx) => [await listEntries(ctx, id, null), await listPeople(ctx, id), await listIncidents(ctx, id), await riskOverTime(ctx, id), await listReviewsDue(ctx, id), (await findClosure(ctx, id)) === null ? [] : ['a closure']])
      expect([who, parts.map(({ length }) => length)]).toEqual([who, [0, 0, 0, 0, 0, 0]])
    }
  })

  it('tell everything that happened, the newest first, with what was corrected standing where it stood', async () => {
    const id = idOf(5)
    await heed.act('priya.nair', (ctx) => addNote(ctx, { caseId: id, text: 'The dog is brown' }))
    await heed.act('femi.adeyemi', (ctx) => recordContact(ctx, { caseId: id, how: 'visit', at: new Date('2026-11-20T10:00:00Z'), isReached: true, said: 'Shaken', told: 'A lock is coming' }))
    const [note] = await heed.look('priya.nair', (ctx) => listEntries(ctx, id, ['note']))
    heed.clock.moveTo(new Date('2026-11-23T12:01:00Z'))
    await heed.act('priya.nair', (ctx) => correctEntry(ctx, { caseId: id, entryId: note?.id ?? '', text: 'The dog is black', reason: 'By daylight' }))
    const entries = await heed.look('priya.nair', (ctx) => listEntries(ctx, id, null))
    expect(entries[0]).toMatchObject({ kind: 'correction', correctsId: note?.id, byName: 'PC Priya Nair' })
    expect(entries.find(({ kind }) => kind === 'contact')).toMatchObject({ isReached: true, told: 'A lock is coming', happenedAt: new Date('2026-11-20T10:00:00Z'), byName: 'Sgt Femi Adeyemi' })
    expect(entries.map(({ at }) => at.getTime())).toEqual(entries.map(({ at }) => at.getTime()).toSorted((a, b) => b - a))
    expect((await heed.look('priya.nair', (ctx) => listEntries(ctx, id, null, 2))).length).toBe(2)
    expect(await heed.look('priya.nair', (ctx) => listEntries(ctx, id, ['no such kind']))).toEqual([])
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })

  it('CA-09 keep the plan with its clocks and the reviews with theirs; a review held brings the next', async () => {
    const id = idOf(6)
    const before = await heed.look('femi.adeyemi', (ctx) => listReviewsDue(ctx, id))
    expect(before.map(({ rank }) => rank)).toEqual(['sergeant', 'inspector'])
    const { version } = await kyselyOn(heed.database.pools.bootstrap).selectFrom('cases').select('version').where('id', '=', id).executeTakeFirstOrThrow()
    await heed.act('femi.adeyemi', (ctx) => holdReview(ctx, { caseId: id, version, rank: 'sergeant', outcome: 'Go on' }))
    const after = await heed.look('femi.adeyemi', (ctx) => listReviewsDue(ctx, id))
    expect(after.find(({ rank }) => rank === 'sergeant')?.dueOn).toBe('2026-12-21')
    expect(after.find(({ rank }) => rank === 'inspector')).toEqual(before.find(({ rank }) => rank === 'inspector'))
    const plan = await heed.look('femi.adeyemi', (ctx) => getPlan(ctx, id))
    expect(plan.items.every(({ clock, state }) => clock !== null && (state === 'to do') === (clock.metAt === null && clock.state !== 'cancelled'))).toBe(true)
    expect(plan.reviewClocks.filter(({ metAt, state }) => metAt === null && state !== 'cancelled').length).toBe(2)
  })

  it('show the risk as each approved assessment found it, in order of time', async () => {
    const one = cases[0]
    for (const [band, at] of [['high', '2026-11-24T10:00:00Z'], ['low', '2026-11-25T10:00:00Z']] as const) {
      heed.clock.moveTo(new Date(at))
      const id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, one?.incidentId ?? '', { band }))
      await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: id, version: 2, raise: null }))
    }
    await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, one?.incidentId ?? '', { band: 'medium', isSent: false }))
    expect((await heed.look('priya.nair', (ctx) => riskOverTime(ctx, idOf(0)))).map(({ band, approvedByName }) => [band, approvedByName])).toEqual([['high', 'Sgt Karin Lindqvist'], ['low', 'Sgt Karin Lindqvist']])
    expect(await heed.look('priya.nair', (ctx) => riskOverTime(ctx, newId()))).toEqual([])
    expect(await heed.look('priya.nair', (ctx) => findClosure(ctx, idOf(1)))).toMatchObject({ requestedByName: 'PC Priya Nair', decision: null, victimNotToldBecause: 'She asked not to be' })
    expect(await heed.look('priya.nair', (ctx) => findClosure(ctx, idOf(7)))).toMatchObject({ decision: 'approved' })
  })
})
