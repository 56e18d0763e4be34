import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { anIncident } from '#features/incidents/examples.ts'
import { clocksOf } from '#platform/clocks/queries.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import { Refusal } from '#platform/errors.ts'
import { addDays, type Day } from '#platform/time/day.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { codeList, questionSet, questionSets } from '../queries/lists.ts'
import { getSettings } from '../queries/settings.ts'
import { shippedFile } from '../reference.ts'
import { addCode, endCode, loadQuestionSet, type NewCode } from './lists.ts'
import { changeSetting } from './settings.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return error
}

describe('settings', () => {
  const choose = (key: Parameters<typeof changeSetting>[1]['key'], value: string | readonly string[] | null, { reason = 'Agreed by the force', username = 'robin.castle' } = {}) =>
    heed.act(username, (ctx) => changeSetting(ctx, { key, value, reason }))

  it('AD-07 are in force at once for what begins, and leave alone the clocks that run', async () => {
    const due = async (incidentId: string) => (await heed.look('tom.hargreaves', async (ctx) => clocksOf(ctx, incidentId, await holidaysKept(ctx)))).map(({ dueAt }) => dueAt)
    const record = async () => (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
    const before = await record()
    expect(await due(before)).toEqual([null])
    await choose('standards preset', 'demonstration')
    const after = await record()
    expect([await due(before), (await due(after))[0] === null]).toEqual([[null], false])
    const kept = await due(after)
    await choose('standards preset', null, { username: 'helen.whitby' })
    expect([await due(after), await due(await record())]).toEqual([kept, [null]])
  })

  it('AD-07 keep who chose what, and why', async () => {
    await choose('case bands', ['medium', 'high'], { reason: 'The pilot' })
    const settings = await heed.look('helen.whitby', (ctx) => getSettings(ctx))
    expect(settings.bands).toEqual(['medium', 'high'])
    expect(settings.changes[0]).toMatchObject({ key: 'case bands', was: 'not chosen', now: 'medium, high', reason: 'The pilot', by: 'Robin Castle' })
    expect(settings.presets.find(({ key }) => key === 'demonstration')?.origin).toBe('invented')
    expect(settings.presets.filter(({ origin }) => origin !== 'invented').every(({ source }) => source.startsWith('https://'))).toBe(true)
  })

  it('AD-07 are refused to others, without a reason, unchanged, or for what nobody can choose', async () => {
    expect((await refusal(choose('force', 'Marlowshire', { username: 'imran.rahman' }))).kind).toBe('not permitted')
    expect((await refusal(choose('force', 'Marlowshire', { username: 'dev.mistry' }))).kind).toBe('not permitted')
    expect((await refusal(choose('force', 'Marlowshire', { reason: ' ' }))).detail.field).toBe('reason')
    await choose('force', 'Marlowshire')
    for (const [key, value] of [['force', 'Marlowshire'], ['force', ' '], ['force', null], ['standards preset', 'none such'], ['review regime', null], ['case bands', ['low', 'high']], ['case bands', ['low']], ['case bands', []]] as const) {
      expect([key, value, (await refusal(choose(key, value))).detail.field]).toEqual([key, value, 'value'])
    }
  })
})

describe('code lists', () => {
  const row: NewCode = { codeSet: 'asb-type', key: 'noise-boats', code: '299', name: 'Noise from boats', definition: null, from: '2026-12-01', source: null, group: null }
  const add = (over: Partial<NewCode> = {}, username = 'helen.whitby') => heed.act(username, (ctx) => addCode(ctx, { ...row, ...over }))
  const on = async (day: Day) => (await heed.look('helen.whitby', (ctx) => codeList(ctx, 'asb-type', day))).map(({ key }) => key)
  const end = (id: string, from: Day, codeSet = 'asb-type') => heed.act('helen.whitby', (ctx) => endCode(ctx, { codeSet, id, from }))

  it('AD-09 a row is in force from its day until the day it is ended, and a report takes it only then', async () => {
    const id = await add()
    expect([(await on('2026-11-30')).includes('noise-boats'), (await on('2026-12-01')).includes('noise-boats')]).toEqual([false, true])
    expect((await refusal(heed.act('amara.diallo', (ctx) => anIncident(ctx, { type: 'noise-boats' })))).detail.field).toBe('type')
    await end(id, '2027-01-01')
    expect([(await on('2026-12-31')).includes('noise-boats'), (await on('2027-01-01')).includes('noise-boats')]).toEqual([true, false])
    await add({ from: '2027-02-01', name: 'Noise from boats and barges' })
    expect((await on('2027-02-01')).filter((key) => key === 'noise-boats')).toEqual(['noise-boats'])
  })

  it('AD-09 a bank holiday proclaimed for one day counts at once, and not once it is withdrawn', async () => {
    const holiday = { codeSet: 'bank-holiday', key: 'one-off', name: 'A day of celebration', from: '2027-06-15' } as const
    const isHoliday = () => heed.look('priya.nair', async (ctx) => (await holidaysKept(ctx)).days.has('2027-06-15'))
    expect(await isHoliday()).toBe(false)
    const id = await add(holiday)
    expect(await isHoliday()).toBe(true)
    expect((await refusal(add({ ...holiday, key: 'another' }))).detail.field).toBe('from')
    await end(id, '2027-06-15', 'bank-holiday')
    expect(await isHoliday()).toBe(false)
  })

  it('AD-09 is refused to others, for a past day, an overlap, a fixed list, a day before it begins, or twice', async () => {
    expect((await refusal(add({ key: 'x1' }, 'imran.rahman'))).kind).toBe('not permitted')
    expect((await refusal(add({ key: 'x1', from: '2026-11-22' }))).detail.field).toBe('from')
    expect((await refusal(add({ key: 'x1', codeSet: 'channel' }))).detail.field).toBe('key')
    expect((await refusal(add({ key: 'x1', codeSet: 'similar-report' }))).detail.field).toBe('key')
    expect((await refusal(add({ key: 'x1', codeSet: 'a-list-of-our-own' }))).detail.field).toBe('name')
    expect((await refusal(add({ key: 'x1', codeSet: 'result-code' }))).detail.field).toBe('group')
    const id = await add({ key: 'x2' })
    expect((await refusal(add({ key: 'x2', from: '2027-05-01' }))).detail.field).toBe('from')
    expect((await refusal(end(id, '2026-11-30'))).detail.field).toBe('from')
    await end(id, '2026-12-01')
    expect((await refusal(end(id, '2026-12-02'))).kind).toBe('conflict')
    expect((await refusal(end('00000000-0000-7000-8000-000000000000', '2026-12-02'))).kind).toBe('not found')
  })

  it('AD-09 a row ended on its first day is in force on no day', async () => {
    const id = await add({ key: 'never', from: '2026-12-15' })
    await end(id, '2026-12-15')
    for (const day of ['2026-11-23', '2026-12-14', '2026-12-15', '2027-12-15']) expect(await on(day)).not.toContain('never')
    expect((await refusal(heed.act('amara.diallo', (ctx) => anIncident(ctx, { type: 'never' })))).detail.field).toBe('type')
  })

  it('AD-09 whatever is added and ended, never do two rows of one key apply on one day', async () => {
    const step = fc.record({ isEnd: fc.boolean(), days: fc.nat(40) })
    let run = 0
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const key = `run-${(run += 1)}`
      const ids: string[] = []
      for (const { isEnd, days } of steps) {
        const from = addDays('2026-11-23', days)
        const last = ids.at(-1)
        await (isEnd && last !== undefined ? end(last, from) : add({ key, from }).then((id) => void ids.push(id))).catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error
        })
      }
      for (let day = 0; day < 45; day += 4) expect((await on(addDays('2026-11-23', day))).filter((one) => one === key).length).toBeLessThan(2)
    }), { numRuns: 6 })
  })
})

describe('question sets', () => {
  const risk = (over: object = {}) => JSON.stringify({ ...Object(shippedFile('question-set-ram14-2026')), version: 'ram14-2027', ...over })
  const load = (file: string, from: Day = '2027-01-01', { username = 'helen.whitby', purpose = 'risk' as const } = {}) => heed.act(username, (ctx) => loadQuestionSet(ctx, { purpose, file, from }))
  const inForce = async (day: Day) => (await heed.look('helen.whitby', (ctx) => questionSet(ctx, 'risk', day)))?.version

  it('AD-08 names each fault of a file, and where it stands', async () => {
    const faults = async (file: string) => (await refusal(load(file))).message
    expect(await faults('{')).toContain('This is not JSON')
    expect(await faults('{}')).toContain('questions: ')
    expect(await faults(risk({ maxScore: 40 }))).toContain('maxScore: The answers add up to 41 at most, not 40')
    expect(await faults(risk({ bands: [{ key: 'low', name: 'Low', min: 0, max: 15 }, { key: 'high', name: 'High', min: 17, max: 41 }] }))).toContain('bands.1.min: This band must begin at 16')
    expect(await faults(risk({ opensCaseFrom: { band: 'dire' } }))).toContain('There is no band “dire”')
    expect(await faults(JSON.stringify(shippedFile('screening-default')))).toContain('bands: ')
  })

  it('AD-08 begins on its day, when the one before it ends, and neither ever changes', async () => {
    const before = await inForce('2026-11-23')
    await load(risk())
    expect([await inForce('2026-12-31'), await inForce('2027-01-01')]).toEqual([before, 'ram14-2027'])
    const all = await heed.look('helen.whitby', (ctx) => questionSets(ctx))
    expect(all.filter(({ purpose }) => purpose === 'risk').map(({ version, validTo }) => [version, validTo])).toEqual([[before, '2027-01-01'], ['ram14-2027', null]])
    expect((await refusal(load(risk(), '2027-03-01'))).detail.field).toBe('file')
    expect((await refusal(load(risk({ version: 'ram14-early' }), '2026-12-01'))).detail.field).toBe('from')
    expect((await refusal(load(risk({ version: 'ram14-past' }), '2026-11-22'))).detail.field).toBe('from')
    expect((await refusal(load(risk({ version: 'ram14-x' }), '2027-03-01', { username: 'imran.rahman' }))).kind).toBe('not permitted')
  })
})
