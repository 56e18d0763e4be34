import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCase } from '#features/cases/examples.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { codeList } from '../queries/lists.ts'
import { getSettings } from '../queries/settings.ts'
import { SettingPage } from '../views/settings.tsx'
import { addCode, endCode, type NewCode } from './lists.ts'
import { changeSetting } from './settings.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const own: NewCode = {
  codeSet: 'review-regime', key: 'weekly', code: null, name: 'Weekly for high', definition: null, from: '2026-11-23', source: 'Force policy 12, invented', group: null,
  details: { reviews: 'high, sergeant, 7\nhigh, superintendent, 90', because: 'A serious case review asked for it' },
}
const add = (over: Partial<NewCode> = {}, username = 'robin.castle') => heed.act(username, (ctx) => addCode(ctx, { ...own, ...over }))
const choose = (value: string | null) => heed.act('robin.castle', (ctx) => changeSetting(ctx, { key: 'review regime', value, reason: 'The force decided so' }))
const reviews = async () => {
  const { caseId } = await heed.act('service:cli', (ctx) => aCase(ctx))
  const clocks = await heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('clocks').select(['kind', 'targetAmount', 'targetUnit']).where('subjectId', '=', caseId).where('kind', 'like', 'case review: %').orderBy('targetAmount').execute())
  return clocks.map(({ kind, targetAmount, targetUnit }) => [kind.slice('case review: '.length), `${targetAmount ?? 0} ${targetUnit ?? ''}`])
}
const refusal = async (work: Promise<unknown>): Promise<Refusal> => work.then(() => { throw new Error('nothing was refused') }, (error: unknown) => { if (error instanceof Refusal) return error; throw error })

describe('the force’s own review regime', () => {
  it('AD-10 needs its reviews, why, and a source, and whoever may change lists', async () => {
    expect((await refusal(add({ source: null }))).detail.field).toBe('source')
    expect((await refusal(add({ details: { reviews: 'high, sergeant, 7' } }))).detail.field).toBe('because')
    expect((await refusal(add({ details: { because: 'So' } }))).detail.field).toBe('reviews')
    expect((await refusal(add({}, 'femi.adeyemi'))).kind).toBe('not permitted')
    expect((await refusal(add({ from: '2026-11-22' }))).detail.field).toBe('from')
  })

  it('AD-10 is dated: it can be chosen from its day on, and cases opened from then on are reviewed by it', async () => {
    await add({ key: 'later', name: 'From next year', from: '2027-01-01' })
    const id = await add()
    expect((await refusal(choose('later'))).detail.field).toBe('value')
    await choose('weekly')
    const settings = await heed.look('robin.castle', (ctx) => getSettings(ctx))
    expect(settings.regimes.map(({ key, origin }) => [key, origin])).toEqual([['rank-28-56', 'published'], ['weekly', 'own']])
    expect(settings.changes[0]).toMatchObject({ now: 'weekly', reason: 'The force decided so', by: 'Robin Castle' })
    const page = String(SettingPage({ settings, chosenKey: 'review regime' }).body)
    for (const words of ['Weekly for high (the force’s own)', 'A serious case review asked for it', 'Source: Force policy 12, invented', '(published)', '/admin/lists/review-regime/new']) expect(page).toContain(words)
    expect(await refusal(heed.act('robin.castle', (ctx) => endCode(ctx, { codeSet: 'review-regime', id, from: '2026-12-01' })))).toMatchObject({ kind: 'invalid', message: expect.stringContaining('Choose another under Settings') })
    expect(await reviews()).toEqual([['sergeant', '7 days'], ['superintendent', '90 days']])
  })

  it('AD-10 says something else from a day on; what it said before stays on record', async () => {
    await add({ from: '2026-12-24', details: { reviews: 'high, sergeant, 10', because: 'Weekly was too much' } })
    const on = async (day: string) => (await heed.look('robin.castle', (ctx) => codeList(ctx, 'review-regime', day))).find(({ key }) => key === 'weekly')?.extra['reviews']
    expect(await on('2026-12-23')).toHaveLength(2)
    expect(await on('2026-12-24')).toEqual([{ band: 'high', rank: 'sergeant', everyDays: 10 }])
    expect(await reviews()).toHaveLength(2)
  })
})
