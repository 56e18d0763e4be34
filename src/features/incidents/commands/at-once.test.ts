import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident } from '../examples.ts'
import { countOpenIncidents, listIncidents, openByRisk, PER_PAGE } from '../queries/list-incidents.ts'
import { acknowledgeIncident, allocateIncident } from './allocate.ts'
import { answerPrompt } from './answer-prompt.ts'
import { linkDuplicate } from './duplicate.ts'
import { addNote, correctEntry, settleDoubt } from './log.ts'
import { flagFromAssessment, raiseFlag } from './research.ts'
import { deploy, regrade, resultIncident } from './respond.ts'

let heed: TestHeed
const ids: Record<string, string> = {}
beforeAll(async () => {
  heed = await openTestHeed()
  for (const name of ['priya.nair', 'femi.adeyemi', 'nadia.kovacs']) ids[name] = (await heed.actor(name)).id
})
afterAll(() => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)
const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, over))
const rowOf = (id: string) => db().selectFrom('incidents').select(['version', 'duplicateOf', 'status', 'grade', 'allocatedTo', 'flags']).where('id', '=', id).executeTakeFirstOrThrow()

/** Everything at one moment: how many were kept, and the refusals; anything else fails the test. */
async function atOnce(works: readonly (readonly [who: string, run: (ctx: Context) => Promise<unknown>])[]): Promise<{ kept: number; refused: readonly Refusal[] }> {
  const done = await Promise.allSettled(works.map(([who, run]) => heed.act(who, run)))
  const refused = done.flatMap((one): Refusal[] => {
    if (one.status === 'fulfilled') return []
    if (one.reason instanceof Refusal) return [one.reason]
    throw one.reason
  })
  return { kept: done.length - refused.length, refused }
}

describe('two people at one incident at one moment', () => {
  it('IN-27 each linked as the duplicate of the other: one link is kept, and nobody is told of a fault', async () => {
    for (let again = 0; again < 4; again++) {
      const [one, two] = [await recorded(), await recorded()]
      const link = (incidentId: string, reference: string) => (ctx: Context) => linkDuplicate(ctx, { incidentId, version: 1, reference, reason: 'Same call' })
      const { kept } = await atOnce([['priya.nair', link(one.incidentId, two.reference)], ['femi.adeyemi', link(two.incidentId, one.reference)]])
      const rows = [await rowOf(one.incidentId), await rowOf(two.incidentId)]
      expect([kept, rows.filter(({ duplicateOf }) => duplicateOf !== null).length]).toEqual([1, 1])
    }
  })

  it('IN-27 a chain linked at once leaves no duplicate of a duplicate', async () => {
    for (let again = 0; again < 4; again++) {
      const [a, b, c] = [await recorded(), await recorded(), await recorded()]
      const link = (incidentId: string, reference: string) => (ctx: Context) => linkDuplicate(ctx, { incidentId, version: 1, reference, reason: 'Same call' })
      await atOnce([['priya.nair', link(a.incidentId, b.reference)], ['femi.adeyemi', link(b.incidentId, c.reference)]])
      const of = new Map([[a.incidentId, await rowOf(a.incidentId)], [b.incidentId, await rowOf(b.incidentId)], [c.incidentId, await rowOf(c.incidentId)]])
      for (const { duplicateOf } of of.values()) if (duplicateOf !== null) expect(of.get(duplicateOf)?.duplicateOf).toBeNull()
    }
  })

  it('IN-30 given to two officers at once is one officer’s, who alone is told so', async () => {
    const { incidentId } = await recorded()
    const give = (name: string) => (ctx: Context) => allocateIncident(ctx, { incidentId, version: 1, accountId: ids[name] ?? '', note: '' })
    const { kept, refused } = await atOnce([['femi.adeyemi', give('priya.nair')], ['karin.lindqvist', give('nadia.kovacs')]])
    expect([kept, refused[0]?.kind, refused[0]?.detail.changed?.[0]?.field]).toEqual([1, 'conflict', 'Allocated to'])
    const told = await db().selectFrom('notifications').select('accountId').where('subjectId', '=', incidentId).where('kind', '=', 'incident allocated').execute()
    expect(told).toEqual([{ accountId: (await rowOf(incidentId)).allocatedTo }])
  })

  it('IN-28 IN-29 IN-34 IN-53 a doubt is settled, an entry corrected, a flag raised and a question answered once', async () => {
    const { incidentId } = await recorded({ grade: null, screening: [] })
    await heed.act('priya.nair', (ctx) => addNote(ctx, { incidentId, text: 'Seen' }))
    const note = await db().selectFrom('incidentEntries').select('id').where('incidentId', '=', incidentId).where('kind', '=', 'note').executeTakeFirstOrThrow()
    const twice = (run: (ctx: Context) => Promise<unknown>) => atOnce([['priya.nair', run], ['femi.adeyemi', run], ['karin.lindqvist', run]])
    expect((await twice((ctx) => settleDoubt(ctx, { incidentId, doubt: 'no grade', how: 'Known' }))).kept).toBe(1)
    expect((await twice((ctx) => correctEntry(ctx, { incidentId, entryId: note.id, text: 'Heard', reason: 'x' }))).kept).toBe(1)
    const { version } = await rowOf(incidentId)
    expect((await twice((ctx) => raiseFlag(ctx, { incidentId, version, flag: 'hate', reason: 'Words used' }))).kept).toBe(1)
    expect((await twice((ctx) => answerPrompt(ctx, { incidentId, version: version + 1, answers: [{ question: 'd5', answer: 'yes' }] }))).kept).toBe(1)
    expect((await twice((ctx) => flagFromAssessment(ctx, { incidentId, flag: 'intimidation', reason: 'Found' }))).kept).toBe(3)
    const flags = await db().selectFrom('incidentFlags').select('flag').where('incidentId', '=', incidentId).where('flag', 'in', ['hate', 'vulnerable', 'intimidation']).orderBy('flag').execute()
    expect(flags).toEqual([{ flag: 'hate' }, { flag: 'intimidation' }, { flag: 'vulnerable' }])
    expect([...(await rowOf(incidentId)).flags].filter((flag) => flag !== 'repeat').sort()).toEqual(['hate', 'intimidation', 'vulnerable'])
  })

  it('IN-05 of a regrade, a deployment and another deployment one is kept; a result waits for what is settled', async () => {
    const { incidentId } = await recorded()
    const { kept } = await atOnce([
      ['tom.hargreaves', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: 'Threats' })],
      ['amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: true, unit: 'R1', officerId: null, at: null, told: '', because: '' })],
      ['ines.moreau', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit' })],
      ['karin.lindqvist', (ctx) => resultIncident(ctx, { incidentId, version: 1, codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'x' })],
    ])
    expect([kept, (await rowOf(incidentId)).version]).toEqual([1, 2])
  })

  it('IN-36 acknowledged by the whole team at once is acknowledged by one of them', async () => {
    const { incidentId } = await recorded()
    const { id } = await db().selectFrom('notifications').select('id').where('subjectId', '=', incidentId).executeTakeFirstOrThrow()
    const { kept } = await atOnce(['priya.nair', 'joe.sweeney', 'femi.adeyemi'].map((who) => [who, (ctx) => acknowledgeIncident(ctx, { incidentId, notificationId: id })] as const))
    expect(kept).toBe(3)
    const by = await db().selectFrom('notifications').select('acknowledgedBy').where('id', '=', id).executeTakeFirstOrThrow()
    expect(by.acknowledgedBy).not.toBeNull()
  })
})

describe('a list of many pages', () => {
  it('holds each incident once, in one order, and its count is all of them', async () => {
    for (let n = 0; n < PER_PAGE * 2; n++) await recorded({ reportedAt: new Date(Date.UTC(2026, 10, 20, 9, n % 7)), people: [], screening: [] })
    for (const order of ['risk', 'oldest', 'newest'] as const) {
      await heed.look('priya.nair', async (ctx) => {
        const first = await listIncidents(ctx, { ...openByRisk, order })
        const rows = [...first.rows]
        for (let page = 2; page <= first.pages; page++) rows.push(...(await listIncidents(ctx, { ...openByRisk, order, page })).rows)
        expect([order, rows.length, new Set(rows.map(({ id }) => id)).size]).toEqual([order, first.total, first.total])
        if (order === 'risk') expect(await countOpenIncidents(ctx)).toBe(first.total)
        const times = rows.map(({ reportedAt }) => reportedAt.getTime())
        if (order !== 'risk') expect(times).toEqual([...times].sort((a, b) => (order === 'oldest' ? a - b : b - a)))
        const beyond = await listIncidents(ctx, { ...openByRisk, order, page: first.pages + 5 })
        expect(beyond.total).toBe(first.total)
      })
    }
  })
})
