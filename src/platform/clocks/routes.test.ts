import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { tell } from '#platform/notifications/tell.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { faultsOfErrorPage, partsOf, refusalOf, refusedAs, unescaped, type Visitor, visitorOf } from '#test/support/pages.ts'
import { cancelClocks, explainMissed, meetClock, meetClocks, pauseClock, resumeClock, startClock } from './commands.ts'
import { holidaysKept } from './holidays.ts'
import { getClock } from './queries.ts'

let heed: TestHeed
let visit: Visitor
let incidentId = ''
const place = { teamId: '', boroughId: '' }
const script = '<script>alert("1")</script>'

beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
  Object.assign(place, { teamId: (await heed.actor('joe.sweeney')).teamIds[0], boroughId: (await heed.actor('karin.lindqvist')).boroughIds[0] })
})
afterAll(() => heed.close())

/** A clock of two hours on an incident of the first ward. */
async function started(over: Partial<Parameters<typeof startClock>[1]> = {}): Promise<string> {
  heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  return heed.act('service:cases', async (ctx) => startClock(ctx, {
    kind: `trial ${newId()}`, name: `Contact the victim ${script}`, subjectKind: 'incident', subjectId: incidentId, startedAt: ctx.now, target: { amount: 2, unit: 'hours' }, warnBefore: { amount: 1, unit: 'hours' },
    ownerId: null, ...place, sealedUnder: null, escalateTo: 'sergeant', pauseReasons: ['The victim is away'], ...over,
  }, await holidaysKept(ctx)))
}
const at = (time: string) => heed.clock.moveTo(new Date(`2026-11-23T${time}:00Z`))
const view = (id: string) => heed.look('priya.nair', async (ctx) => getClock(ctx, id, await holidaysKept(ctx)))

describe('the page of a clock', () => {
  it('says what it times, in words, once, and nothing of it is markup', async () => {
    const id = await started()
    const page = await visit.get('priya.nair', `/clocks/${id}`)
    expect([page.statusCode, partsOf(page.body).headings.length, page.body.includes(script)]).toEqual([200, 1, false])
    expect(unescaped(page.body)).toContain(script)
  })

  it.each([
    ['pause', {}, 'reason', /^Enter why the clock is paused$/], ['pause', { reason: ' ' }, 'reason', /^Enter why/], ['pause', { reason: script }, 'reason', /.+/], ['pause', { reason: `${script}${'x'.repeat(300)}` }, 'reason', /300 characters or fewer/],
    ['explanation', {}, 'because', /^Enter why it was missed$/], ['explanation', { because: `${script}${'x'.repeat(2_000)}` }, 'because', /2,000 characters or fewer/],
  ] as const)('%s sent with %o leads to its field', async (noun, form, field, words) => {
    const id = await started()
    if (noun === 'explanation') at('15:00')
    const answer = await visit.post('priya.nair', `/clocks/${id}/${noun}`, form)
    expect([answer.statusCode, partsOf(answer.body).errors.map((error) => error.field), faultsOfErrorPage(answer.body)]).toEqual([422, [field], []])
    expect(partsOf(answer.body).errors[0]?.message).toMatch(words)
    expect(answer.body).not.toContain(script)
  })

  it('CK-03 CK-04 CK-13 pauses, lets it run and takes an explanation, and leads back to the record', async () => {
    const id = await started()
    expect((await visit.post('priya.nair', `/clocks/${id}/pause`, { reason: 'The victim is away' })).headers.location).toBe(`/incidents/${incidentId}`)
    at('13:00')
    expect((await visit.post('priya.nair', `/clocks/${id}/resumption`)).headers.location).toBe(`/incidents/${incidentId}`)
    expect((await view(id)).dueAt).toEqual(new Date('2026-11-23T15:00:00Z'))
    at('16:00')
    expect((await visit.post('priya.nair', `/clocks/${id}/explanation`, { because: `She was away ${script}` })).headers.location).toBe(`/incidents/${incidentId}`)
    const page = await visit.get('femi.adeyemi', `/clocks/${id}`)
    expect([page.body.includes(script), page.body.includes('PC Priya Nair')]).toEqual([false, true])
  })

  it('CK-11 CK-12 CK-13 is looked at within sight; acts are for those who deal with standards', async () => {
    const id = await started()
    for (const [who, look, act] of [['wei.zhang', 200, 403], ['amara.diallo', 200, 403], ['chidi.okafor', 200, 422], ['joe.sweeney', 200, 422], ['nadia.kovacs', 404, 404], ['hana.suzuki', 404, 404], ['dev.mistry', 403, 403], ['peter.lamb', 403, 403]] as const) {
      expect([who, (await visit.get(who, `/clocks/${id}`)).statusCode]).toEqual([who, look])
      for (const noun of ['pause', 'explanation']) expect([who, noun, (await visit.post(who, `/clocks/${id}/${noun}`, {})).statusCode]).toEqual([who, noun, act])
    }
    expect((await visit.get('priya.nair', `/clocks/${newId()}`)).statusCode).toBe(404)
  })
})

describe('what a clock refuses', () => {
  it('CK-03 CK-04 CK-05 each act that does not follow, naming why, and changes nothing', async () => {
    const id = await started()
    const act = (run: (ctx: Parameters<typeof pauseClock>[0]) => Promise<void>) => heed.act('priya.nair', run)
    expect(await refusedAs(act((ctx) => resumeClock(ctx, id)))).toMatch(/^conflict/)
    expect(await refusedAs(act((ctx) => explainMissed(ctx, id, 'Not missed yet')))).toMatch(/^(conflict|invalid)/)
    expect(await refusedAs(act((ctx) => pauseClock(ctx, id, 'Too busy')))).toMatch(/^invalid/)
    await act((ctx) => pauseClock(ctx, id, 'The victim is away'))
    expect(await refusedAs(act((ctx) => pauseClock(ctx, id, 'The victim is away')))).toMatch(/^conflict/)
    await act((ctx) => meetClock(ctx, id))
    for (const run of [pauseClock, (ctx: Parameters<typeof pauseClock>[0]) => resumeClock(ctx, id), meetClock] as const) expect(await refusedAs(act((ctx) => run(ctx, id, 'The victim is away')))).toMatch(/^conflict/)
    for (const run of [meetClock, resumeClock] as const) expect(await refusedAs(act((ctx) => run(ctx, newId())))).toBe('not found')
    expect((await view(id)).state).toBe('met')
  })

  it('CK-05 two people at once: it is met once, by one of them', async () => {
    const id = await started()
    const both = await Promise.allSettled(['priya.nair', 'femi.adeyemi', 'karin.lindqvist'].map((who) => heed.act(who, (ctx) => meetClock(ctx, id))))
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'conflict' })
  })

  it('CK-03 two people at once: it is paused once', async () => {
    const id = await started()
    const both = await Promise.allSettled(['priya.nair', 'femi.adeyemi'].map((who) => heed.act(who, (ctx) => pauseClock(ctx, id, 'The victim is away'))))
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    const { rows } = await heed.database.pools.bootstrap.query('select id from clock_pauses where clock_id = $1', [id])
    expect(rows.length).toBe(1)
  })

  it('CK-05 a kind that is not there meets and ends nothing, and what ended before stays as it ended', async () => {
    const kind = `trial ${newId()}`
    const [first] = [await started({ kind })]
    await heed.act('priya.nair', (ctx) => meetClocks(ctx, incidentId, 'no such kind'))
    await heed.act('priya.nair', (ctx) => meetClocks(ctx, incidentId, kind))
    await heed.act('priya.nair', (ctx) => cancelClocks(ctx, incidentId, [kind], 'Closed'))
    expect(await view(first)).toMatchObject({ state: 'met', cancelledBecause: null, metByName: 'PC Priya Nair' })
  })
})

describe('news that waits', () => {
  it('NO-02 is acknowledged once by one of those told, and the next to press is told nothing wrong', async () => {
    const id = await heed.act('service:cases', (ctx) => tell(ctx, { kind: 'incident recorded', subjectKind: 'incident', subjectId: incidentId, ...place }))
    const both = await Promise.allSettled(['priya.nair', 'joe.sweeney', 'femi.adeyemi'].map((who) => visit.post(who, `/notifications/${id}/acknowledgement`)))
    expect(both.map((one) => (one.status === 'fulfilled' ? one.value.statusCode : 0))).toEqual([303, 303, 303])
    const { rows } = await heed.database.pools.bootstrap.query<{ name: string }>('select a.name from notifications n join accounts a on a.id = n.acknowledged_by where n.id = $1', [id])
    expect(rows.length).toBe(1)
    for (const who of ['karin.lindqvist', 'wei.zhang']) expect([who, (await visit.post(who, `/notifications/${id}/acknowledgement`)).statusCode]).toEqual([who, 403])
    expect((await visit.post('nadia.kovacs', `/notifications/${id}/acknowledgement`)).statusCode).toBe(404)
    expect((await visit.post('priya.nair', `/notifications/${newId()}/acknowledgement`)).statusCode).toBe(404)
  })
})

describe('breaking glass', () => {
  it.each([
    [{}, ['reference', 'reason']], [{ reference: ' ', reason: 'x' }, ['reference']], [{ reference: 'ASB/2026/999999', reason: 'A threat to life tonight, heard on the street' }, ['reference']], [{ reference: script, reason: `Threat to life tonight ${script}` }, ['reference']],
    [{ reference: 'x'.repeat(41), reason: 'y'.repeat(1_001) }, ['reference', 'reason']],
  ])('AC-03 sent with %o leads to the field at fault', async (form, fields) => {
    const answer = await visit.post('nadia.kovacs', '/break-glass', form)
    expect([partsOf(answer.body).errors.map(({ field }) => field), faultsOfErrorPage(answer.body), answer.body.includes(script)]).toEqual([fields, [], false])
  })

  it('AC-03 is closed to those outside the force and to those with no part in the work', async () => {
    for (const who of ['dev.mistry', 'joan.firth', 'peter.lamb', 'sam.blank', 'robin.castle', 'margaret.osei']) {
      expect([who, (await visit.get(who, '/break-glass')).statusCode, (await visit.post(who, '/break-glass', { reference: 'x', reason: 'y' })).statusCode]).toEqual([who, 403, 403])
    }
    expect((await refusalOf(heed.look('nadia.kovacs', async (ctx) => getClock(ctx, newId(), await holidaysKept(ctx))))).kind).toBe('not found')
  })
})
