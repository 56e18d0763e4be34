import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCase } from '#features/cases/examples.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { ranks, roles } from '#platform/auth/actor.ts'
import { clocksOf } from '#platform/clocks/queries.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import { Refusal } from '#platform/errors.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { codeList } from '../queries/lists.ts'
import { ABOVE, detailsOf, LIST_RULES, OPEN_LISTS } from '../rules/lists.ts'
import { addCode, endCode, type NewCode } from './lists.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const add = (codeSet: string, over: Partial<NewCode>, username = 'robin.castle') =>
  heed.act(username, (ctx) => addCode(ctx, { codeSet, key: 'own', code: null, name: 'Our own', definition: null, from: '2026-11-23', source: null, group: null, ...over }))
const rowsOn = (codeSet: string, day: string) => heed.look('robin.castle', (ctx) => codeList(ctx, codeSet, day))
async function refusedField(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return error.detail.field
}

describe('every list of the force', () => {
  it('AD-09 takes a new grade with its urgency and target; one that the prompt suggests cannot end, another can', async () => {
    expect(await refusedField(add('response-grade', { key: 'desk' }))).toBe('order')
    expect(await refusedField(add('response-grade', { key: 'desk', details: { order: '5', targetMinutes: 'soon' } }))).toBe('targetMinutes')
    const id = await add('response-grade', { key: 'desk', name: 'Dealt with at a desk', details: { order: '5', targetMinutes: '90' } })
    expect((await heed.act('amara.diallo', (ctx) => anIncident(ctx, { grade: 'desk' }))).reference).toMatch(/^ASB/)
    expect((await rowsOn('response-grade', '2026-11-23')).find(({ key }) => key === 'desk')?.extra).toMatchObject({ order: 5, targetMinutes: 90 })
    const extended = (await rowsOn('response-grade', '2026-11-23')).find(({ key }) => key === 'extended')?.id ?? ''
    expect(await refusedField(heed.act('robin.castle', (ctx) => endCode(ctx, { codeSet: 'response-grade', id: extended, from: '2027-01-01' })))).toBe('from')
    await heed.act('robin.castle', (ctx) => endCode(ctx, { codeSet: 'response-grade', id, from: '2027-01-01' }))
    expect((await rowsOn('response-grade', '2027-01-01')).map(({ key }) => key)).not.toContain('desk')
  })

  it('AD-09 takes another target for a grade from a day on; the row before it ends that day, and keeps its place', async () => {
    const before = (await rowsOn('response-grade', '2026-11-23')).map(({ key }) => key)
    await add('response-grade', { key: 'significant', name: 'Significant', from: '2027-03-01', details: { targetMinutes: '60' } })
    const target = async (day: string) => (await rowsOn('response-grade', day)).filter(({ key }) => key === 'significant').map(({ extra }) => extra['targetMinutes'])
    expect([await target('2027-02-28'), await target('2027-03-01')]).toEqual([[null], [60]])
    expect((await rowsOn('response-grade', '2027-03-01')).map(({ key }) => key).filter((key) => before.includes(key))).toEqual(before.filter((key) => key !== 'desk'))
    expect(await refusedField(add('response-grade', { key: 'significant', from: '2027-02-01', details: { order: '2' } }))).toBe('from')
  })

  it('AD-09 takes a time for a standard, which comes before the preset’s; and a standard of its own, in the plan of the next case', async () => {
    const first = { about: 'Heard from again', targetAmount: '2', targetUnit: 'days', warnAmount: '1', warnUnit: 'days', pauseReasons: 'Away\n Asked to wait ', escalateTo: 'sergeant' }
    expect(await refusedField(add('standard', { key: 'victim-follow-up', details: { ...first, targetAmount: '0' } }))).toBe('targetAmount')
    expect(await refusedField(add('standard', { key: 'victim-follow-up', details: { ...first, targetAmount: null } }))).toBe('warnAmount')
    expect(await refusedField(add('standard', { key: 'victim-follow-up', details: { ...first, escalateTo: 'the mayor' } }))).toBe('escalateTo')
    await add('standard', { key: 'victim-follow-up', name: 'Victim heard from again', details: first })
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const clocks = await heed.look('tom.hargreaves', async (ctx) => clocksOf(ctx, incidentId, await holidaysKept(ctx)))
    expect(clocks.map(({ name, dueAt }) => [name, dueAt?.toISOString().slice(0, 10)])).toEqual([['Victim heard from again', '2026-11-25']])
    expect(await refusedField(add('standard', { key: 'neighbours-asked', details: { ...first, about: 'Neighbours are asked' } }))).toBe('bands')
    await add('standard', { key: 'neighbours-asked', name: 'Neighbours asked', details: { ...first, bands: ['high'], recurs: 'yes' } })
    const plan = async (band: 'high' | 'low') => {
      const { caseId } = await heed.act('service:cli', async (ctx) => aCase(ctx, { incidentId: (await anIncident(ctx, { people: [] })).incidentId, band }))
      return heed.look('femi.adeyemi', (ctx) => ctx.db.selectFrom('casePlanItems').select(['standardKey', 'recurs', 'targetAmount', 'targetUnit']).where('caseId', '=', caseId).where('standardKey', '=', 'neighbours-asked').execute())
    }
    expect([await plan('high'), await plan('low')]).toEqual([[{ standardKey: 'neighbours-asked', recurs: true, targetAmount: 2, targetUnit: 'days' }], []])
  })

  it('AD-09 changes what a qualifier or a channel is called and means, and never which there are', async () => {
    for (const codeSet of ['qualifier', 'channel']) {
      expect(LIST_RULES[codeSet === 'qualifier' ? 'qualifier' : 'channel']).toEqual({ takesNewKeys: false, ends: false, replaces: true })
      expect(await refusedField(add(codeSet, { key: 'pigeon' }))).toBe('key')
      const [row] = await rowsOn(codeSet, '2026-11-23')
      expect(await refusedField(heed.act('robin.castle', (ctx) => endCode(ctx, { codeSet, id: row?.id ?? '', from: '2027-01-01' })))).toBe('from')
    }
    const before = (await rowsOn('qualifier', '2026-11-23')).find(({ key }) => key === 'nuisance')
    await add('qualifier', { key: 'nuisance', code: '215', name: 'Nuisance', from: '2027-01-01', details: { meaning: 'It bears on the neighbourhood.' } })
    const after = (await rowsOn('qualifier', '2027-01-01')).find(({ key }) => key === 'nuisance')
    expect(after?.extra).toEqual({ ...before?.extra, meaning: 'It bears on the neighbourhood.' })
    await add('channel', { key: '101', name: 'Telephone, 101' })
    expect((await rowsOn('channel', '2026-11-23')).filter(({ key }) => key === '101').map(({ name }) => name)).toEqual(['Telephone, 101'])
    expect((await heed.act('amara.diallo', (ctx) => anIncident(ctx))).reference).toMatch(/^ASB/)
  })

  it('AD-09 changes how near in time and place two reports must be to be shown as alike', async () => {
    const change = (details: Record<string, string>) => add('similar-report', { key: 'nearby', name: 'Near by', from: '2027-01-01', details })
    expect(await refusedField(change({ hours: 'a day', metres: '100', types: 'any' }))).toBe('hours')
    expect(await refusedField(change({ hours: '12', metres: '9000', types: 'any' }))).toBe('metres')
    await change({ hours: '12', metres: '100', types: 'any' })
    const on = async (day: string) => (await rowsOn('similar-report', day)).find(({ key }) => key === 'nearby')?.extra
    expect(await on('2026-12-31')).toMatchObject({ hours: 6, metres: 250, types: 'same' })
    expect(await on('2027-01-01')).toMatchObject({ hours: 12, metres: 100, types: 'any' })
    const page = await (await heed.app()).inject({ url: '/admin/lists/similar-report', cookies: { heed: await heed.tokenOf('helen.whitby') } })
    expect(page.body).toContain('Within 12 hours, 100 metres, any type')
  })

  it('AD-09 takes a result of a case, which says whether it was resolved', async () => {
    expect(await refusedField(add('case-result', { key: 'moved-away' }))).toBe('isResolved')
    await add('case-result', { key: 'moved-away', name: 'The victim moved away', details: { isResolved: 'no' } })
    expect((await rowsOn('case-result', '2026-11-23')).find(({ key }) => key === 'moved-away')?.extra).toEqual({ isResolved: false })
  })

  it('AD-09 has a page of its own to add to and to change, filled with what stands, and only for those whose task it is', async () => {
    const app = await heed.app()
    const get = async (url: string, who = 'helen.whitby') => app.inject({ url, cookies: { heed: await heed.tokenOf(who) } })
    for (const list of OPEN_LISTS) {
      expect([list, (await get(`/admin/lists/${list}/new`)).statusCode]).toEqual([list, 200])
      expect([list, (await get(`/admin/lists/${list}/new`, 'imran.rahman')).statusCode]).toEqual([list, 403])
      expect((await get(`/admin/lists/${list}`)).body.includes(`/admin/lists/${list}/new?key=`)).toBe(LIST_RULES[list].replaces)
    }
    const page = await get('/admin/lists/standard/new?key=neighbours-asked')
    expect(page.body).toContain('Change “Neighbours asked”')
    expect(page.body).toContain('Away\nAsked to wait')
    const token = await heed.tokenOf('helen.whitby')
    const send = (fields: Record<string, string>) => app.inject({ method: 'POST', url: '/admin/lists/standard/new', cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...fields }).toString() })
    const wrong = await send({ key: 'neighbours-asked', name: 'Neighbours asked', from: '1/2/2027', bands: 'high', targetAmount: 'soon', escalateTo: 'sergeant' })
    expect(wrong.statusCode).toBe(422)
    expect(wrong.body).toContain('Enter the time as a whole number with its unit, or leave it empty')
    const right = await send({ key: 'neighbours-asked', name: 'Neighbours asked twice', from: '1/2/2027', bands: 'high', targetAmount: '3', targetUnit: 'working days', escalateTo: 'sergeant' })
    expect([right.statusCode, right.headers.location]).toEqual([303, '/admin/lists/standard'])
    expect((await rowsOn('standard', '2027-02-01')).find(({ key }) => key === 'neighbours-asked')?.name).toBe('Neighbours asked twice')
  })
})

describe('the details of a row', () => {
  it('AD-09 name only ranks and roles there are as those who are told', () => {
    for (const each of ABOVE) expect([...ranks, ...roles]).toContain(each)
  })

  it('AD-09 keeps what was not asked, and asks nothing more of a list that holds nothing more', () => {
    expect(detailsOf('asb-type', {}, { instead: { code: '1' } })).toEqual({ extra: { instead: { code: '1' } } })
    expect(detailsOf('channel', {}, { isReport: true })).toEqual({ extra: { isReport: true } })
    expect(detailsOf('result-code', {}, { group: 'flag' })).toEqual({ extra: { group: 'flag' } })
    expect(detailsOf('case-result', {}, { isResolved: true })).toEqual({ extra: { isResolved: true } })
    for (const order of ['0', '-1', '1.5', '100', 'first', '']) expect(detailsOf('response-grade', { order }, {})).toMatchObject({ field: 'order' })
  })
})
