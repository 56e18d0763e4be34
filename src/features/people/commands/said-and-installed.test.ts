import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { correctMention } from '../commands.ts'
import { may } from '../policy.ts'
import { openWeighing } from '../queries/weighing.ts'
import { installModel } from './install-model.ts'
import { recogniseMentions } from './recognise.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

async function aCall(person: Parameters<typeof aPerson>[0]): Promise<{ id: string; personId: string }> {
  return heed.act('amara.diallo', async (ctx) => {
    const { incidentId } = await anIncident(ctx, { people: [aPerson(person)] })
    return ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('sourceId', '=', incidentId).executeTakeFirstOrThrow()
  })
}

async function personOf(id: string): Promise<string> {
  return (await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('personId').where('id', '=', id).executeTakeFirstOrThrow())).personId
}

describe('what whoever takes the report says', () => {
  const twin = { givenName: 'Beryl', familyName: 'Osgathorpe', phone: '07700 900221', dateOfBirth: '1971-01-01', postcode: 'ZA1 2BC', addressText: '14 Tanner Street' }

  it('PE-16 is kept as a decision: "not them" holds against all the evidence, "this is them" against none', async () => {
    const first = await aCall(twin)
    const other = await aCall({ ...twin, notPersonIds: [first.personId] })
    const linked = await aCall({ givenName: 'B', personId: first.personId })
    await heed.follow()
    for (const { id } of [first, other, linked]) await heed.act('service:people', (ctx) => recogniseMentions(ctx, [id]))
    expect(await personOf(linked.id)).toBe(await personOf(first.id))
    expect(await personOf(other.id)).not.toBe(await personOf(first.id))
    const decisions = await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('identityDecisions').select(['verdict', 'reason']).orderBy('decidedAt').orderBy('id').execute())
    expect(decisions.map(({ verdict }) => verdict).sort()).toEqual(['different', 'same'])
  })

  it('PE-13 takes what was corrected along: what was first heard stays with what it should have been', async () => {
    const wanted = { ...twin, givenName: 'Mavis', familyName: 'Ollerenshaw', phone: '07700 900661', dateOfBirth: '1939-09-03', addressText: '2 Weir Lane', postcode: 'ZA3 3CC' }
    const first = await aCall(wanted)
    const misheard = await aCall({ ...wanted, familyName: 'Quennell', phone: '07700 900128', dateOfBirth: null, addressText: null, postcode: null })
    await heed.follow()
    expect(await personOf(misheard.id)).not.toBe(await personOf(first.id))
    const corrected = await heed.act('amara.diallo', async (ctx) => {
      const { sourceId } = await ctx.db.selectFrom('personMentions').select('sourceId').where('id', '=', misheard.id).executeTakeFirstOrThrow()
      return correctMention(ctx, { kind: 'incident', id: sourceId }, misheard.id, { part: 'caller', ...aPerson(wanted) })
    })
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, [corrected]))
    expect(await personOf(corrected)).toBe(await personOf(first.id))
    expect(await personOf(misheard.id)).toBe(await personOf(first.id))
  })

  it('PE-14 puts nothing together by anybody but the service actor', async () => {
    for (const name of ['wei.zhang', 'amara.diallo', 'robin.castle']) {
      await expect(heed.act(name, (ctx) => recogniseMentions(ctx, []))).rejects.toMatchObject({ kind: 'not permitted' })
      expect(may.recognise(await heed.actor(name)).allowed).toBe(false)
    }
  })
})

describe('a version of the model', () => {
  const text = (version: string, over: object = {}) => JSON.stringify({ ...JSON.parse(readFileSync('models/heed.json', 'utf8')), version, ...over })
  const install = (by: string, given: string, reason = 'Trained on our own year') => heed.act(by, (ctx) => installModel(ctx, { text: given, reason, inForceFrom: ctx.now }))

  it('PE-28 is put in force with a reason by the central unit or an operator, once, and is what people are recognised by from then on', async () => {
    expect(await install('service:cli', text('2026-12-1', { thresholds: { same: 6, possible: 1 } }))).toBe('2026-12-1')
    expect(await heed.look('amara.diallo', async (ctx) => (await openWeighing(ctx)).model.thresholds)).toEqual({ same: 6, possible: 1 })
    await expect(install('service:cli', text('2026-12-1'))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it.each([
    ['no reason', text('a'), ' ', 'Enter the reason'], ['no model', '{', 'why', 'not JSON'], ['a model that is not trained', text('b', { trained: null }), 'why', 'not trained'],
    ['a column that is not there', text('c', { comparisons: [{ column: 'shoe size' }] }), 'why', '"shoe size" is not one of the model'],
  ])('PE-28 is refused with %s', async (_what, given, reason, words) => {
    await expect(install('service:cli', given, reason)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining(words) })
  })

  it('PE-28 is not for an analyst to change', async () => {
    await expect(install('wei.zhang', text('d'))).rejects.toMatchObject({ kind: 'not permitted' })
  })
})
