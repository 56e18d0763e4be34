import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { cancelClocks, explainMissed, handOverClocks, meetClock, meetClocks, pauseClock, resumeClock, startClock, type NewClock } from './commands.ts'
import { holidaysKept } from './holidays.ts'
import { clocksDue, clocksOf, type ClockView } from './queries.ts'

let heed: TestHeed
let place: { teamId: string; boroughId: string; ownerId: string }
const noon = new Date('2026-11-23T12:00:00Z')
const at = (text: string): void => heed.clock.moveTo(new Date(text))

beforeAll(async () => {
  heed = await openTestHeed()
  const priya = await heed.actor('priya.nair')
  place = { ownerId: priya.id, teamId: priya.teamIds[0] ?? '', boroughId: (await heed.actor('karin.lindqvist')).boroughIds[0] ?? '' }
})

afterAll(async () => heed.close())

async function started(more: Partial<NewClock> = {}): Promise<{ id: string; subjectId: string }> {
  at('2026-11-23T12:00:00Z')
  const subjectId = newId()
  const clock: NewClock = {
    kind: 'victim-follow-up', name: 'Victim followed up', subjectKind: 'incident', subjectId, startedAt: noon, target: { amount: 2, unit: 'working days' },
    warnBefore: { amount: 1, unit: 'working days' }, escalateTo: 'sergeant', sealedUnder: null, ...place, ...more,
  }
  const id = await heed.act('priya.nair', async (ctx) => startClock(ctx, clock, await holidaysKept(ctx)))
  return { id, subjectId }
}

async function viewed(subjectId: string, as = 'priya.nair'): Promise<ClockView | undefined> {
  return (await heed.look(as, async (ctx) => clocksOf(ctx, subjectId, await holidaysKept(ctx))))[0]
}

const act = <T>(work: (ctx: Context) => Promise<T>, as = 'priya.nair'): Promise<T> => heed.act(as, work)

describe('a clock', () => {
  it('CK-10 is due by the end of its last working day, and says what is left', async () => {
    const { subjectId } = await started()
    expect(await viewed(subjectId)).toMatchObject({
      state: 'running', dueAt: new Date('2026-11-25T23:59:59.999Z'), remainingWords: '2 working days left', targetWords: 'within 2 working days', ownerName: 'PC Priya Nair', mayPause: true, mayExplain: false,
    })
  })

  it('CK-10 skips the bank holidays that the force keeps', async () => {
    const { subjectId } = await started({ startedAt: new Date('2026-12-24T10:00:00Z') })
    expect((await viewed(subjectId))?.dueAt).toEqual(new Date('2026-12-30T23:59:59.999Z'))
  })

  it('CK-10 runs without a due date where the force has set no target, and says so', async () => {
    const { id, subjectId } = await started({ target: null })
    expect(await viewed(subjectId)).toMatchObject({ state: 'no target set', dueAt: null, remainingWords: 'no target set', mayPause: false })
    await expect(act((ctx) => pauseClock(ctx, id, 'The victim is away'))).rejects.toMatchObject({ kind: 'conflict' })
    await act((ctx) => meetClock(ctx, id))
    expect(await viewed(subjectId)).toMatchObject({ state: 'met', remainingWords: 'done' })
  })

  it('CK-05 is met once, by name, and never moves again', async () => {
    const { id, subjectId } = await started()
    at('2026-11-24T09:00:00Z')
    await act((ctx) => meetClock(ctx, id))
    expect(await viewed(subjectId)).toMatchObject({ state: 'met', metByName: 'PC Priya Nair', mayPause: false })
    await expect(act((ctx) => meetClock(ctx, id))).rejects.toMatchObject({ kind: 'conflict' })
    await expect(act((ctx) => pauseClock(ctx, id, 'away'))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('meets every running clock of a kind for a record, and none when asked again', async () => {
    const { subjectId } = await started()
    expect(await act((ctx) => meetClocks(ctx, subjectId, 'victim-follow-up'))).toBe(1)
    expect(await act((ctx) => meetClocks(ctx, subjectId, 'victim-follow-up'))).toBe(0)
  })

  it('ends with the reason when what it timed is no longer wanted', async () => {
    const { id, subjectId } = await started()
    expect(await act((ctx) => cancelClocks(ctx, subjectId, ['another'], 'none'))).toBe(0)
    expect(await act((ctx) => cancelClocks(ctx, subjectId, null, 'The incident was a duplicate'))).toBe(1)
    expect(await viewed(subjectId)).toMatchObject({ state: 'cancelled', cancelledBecause: 'The incident was a duplicate' })
    await expect(act((ctx) => explainMissed(ctx, id, 'x'))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('CK-01 keeps its start and its due time when it is handed over', async () => {
    const { subjectId } = await started()
    const before = await viewed(subjectId)
    const { id: ownerId } = await heed.actor('joe.sweeney')
    at('2026-11-24T12:00:00Z')
    await act((ctx) => handOverClocks(ctx, subjectId, { ownerId }))
    expect(await viewed(subjectId)).toMatchObject({ ownerName: 'PCSO Joe Sweeney', startedAt: before?.startedAt, dueAt: before?.dueAt })
  })
})

describe('a pause', () => {
  it('CK-03 CK-04 puts off the due time by its own length and nothing else', async () => {
    const { id, subjectId } = await started({ target: { amount: 10, unit: 'hours' }, warnBefore: { amount: 1, unit: 'hours' } })
    at('2026-11-23T14:00:00Z')
    await act((ctx) => pauseClock(ctx, id, 'The victim is away'))
    expect(await viewed(subjectId)).toMatchObject({ state: 'paused', pausedBecause: 'The victim is away', remainingWords: 'paused, 8 hours left', mayResume: true, mayPause: false })
    at('2026-11-23T17:00:00Z')
    await act((ctx) => resumeClock(ctx, id))
    expect(await viewed(subjectId)).toMatchObject({ state: 'running', dueAt: new Date('2026-11-24T01:00:00Z') })
    const kept = await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('clocks').select(['dueAt', 'warnAt']).where('id', '=', id).executeTakeFirst())
    expect(kept).toEqual({ dueAt: new Date('2026-11-24T01:00:00Z'), warnAt: new Date('2026-11-24T00:00:00Z') })
  })

  it('CK-03 takes only a reason that the standard allows', async () => {
    const { id } = await started({ pauseReasons: ['The victim is away'] })
    await expect(act((ctx) => pauseClock(ctx, id, 'Busy'))).rejects.toMatchObject({ kind: 'invalid' })
    await act((ctx) => pauseClock(ctx, id, 'The victim is away'))
    await expect(act((ctx) => pauseClock(ctx, id, 'The victim is away'))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('CK-11 CK-12 is for those whose roles deal with standards', async () => {
    const { id } = await started()
    await expect(act((ctx) => pauseClock(ctx, id, 'away'), 'sam.blank')).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(act((ctx) => resumeClock(ctx, id))).rejects.toMatchObject({ kind: 'conflict' })
  })
})

describe('a standard that was missed', () => {
  it('CK-13 is explained once, by name, and only when it was missed', async () => {
    const { id, subjectId } = await started()
    await expect(act((ctx) => explainMissed(ctx, id, 'Too early'))).rejects.toMatchObject({ kind: 'conflict' })
    at('2026-11-27T09:00:00Z')
    expect(await viewed(subjectId)).toMatchObject({ state: 'overdue', remainingWords: '2 working days overdue', mayExplain: true })
    await act((ctx) => explainMissed(ctx, id, 'The victim moved and left no address'))
    expect(await viewed(subjectId)).toMatchObject({ missedBecause: 'The victim moved and left no address', missedExplainedByName: 'PC Priya Nair', mayExplain: false })
    await expect(act((ctx) => explainMissed(ctx, id, 'Another story'))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('stands among what is due for its owner and their team, and for nobody of another', async () => {
    const { id } = await started()
    at('2026-11-25T09:00:00Z')
    const due = async (as: string): Promise<string[]> => (await heed.look(as, async (ctx) => clocksDue(ctx, await holidaysKept(ctx)))).map((clock) => clock.id)
    expect(await due('priya.nair')).toContain(id)
    expect(await due('joe.sweeney')).toContain(id)
    expect(await due('hana.suzuki')).not.toContain(id)
    expect(await due('dev.mistry')).toEqual([])
  })
})

describe('sight of clocks', () => {
  it('CK-14 follows the team and the borough; another borough, partners and volunteers see nothing', async () => {
    const { id, subjectId } = await started()
    expect(await viewed(subjectId, 'karin.lindqvist')).toBeDefined()
    expect(await viewed(subjectId, 'amara.diallo')).toBeDefined()
    for (const name of ['owen.tate', 'hana.suzuki', 'dev.mistry', 'peter.lamb', 'robin.castle']) expect(await viewed(subjectId, name), name).toBeUndefined()
    await expect(act((ctx) => pauseClock(ctx, id, 'away'), 'owen.tate')).rejects.toMatchObject({ kind: 'not found' })
  })

  it('CK-14 of a sealed record is by name alone: an owner whom the seal does not name sees it no more', async () => {
    const seal = newId()
    const { subjectId } = await started({ sealedUnder: seal })
    for (const name of ['priya.nair', 'karin.lindqvist', 'amara.diallo']) expect(await viewed(subjectId, name), name).toBeUndefined()
    await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (${newId()}, 'case', ${seal}, ${place.ownerId}, 'named', 'a test of sealing', ${place.ownerId})`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(await viewed(subjectId)).toBeDefined()
  })
})

describe('the page of a clock', () => {
  it('shows it, takes a pause, and refuses a pause without a reason with what to mend', async () => {
    const { id, subjectId } = await started()
    const app = await heed.app()
    const token = await heed.tokenOf('priya.nair')
    const post = (path: string, body: string) => app.inject({ method: 'POST', url: `/clocks/${id}/${path}`, cookies: { heed: token }, payload: `csrf=${csrfTokenOf(token)}&${body}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    const page = await app.inject({ url: `/clocks/${id}`, cookies: { heed: token } })
    expect(page.body).toContain('Victim followed up')
    const refused = await post('pause', 'reason=')
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('Enter why the clock is paused')
    const answer = await post('pause', 'reason=The+victim+is+away')
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/incidents/${subjectId}`])
    expect((await post('resumption', '')).statusCode).toBe(303)
    expect((await post('explanation', 'because=late')).statusCode).toBe(409)
    const stranger = await app.inject({ url: `/clocks/${id}`, cookies: { heed: await heed.tokenOf('owen.tate') } })
    expect(stranger.statusCode).toBe(404)
  })
})
