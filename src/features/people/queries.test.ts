import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { isSeenBefore } from './queries.ts'
import { seenBefore } from './queries/seen-before.ts'
import type { MentionAsGiven } from './rules/standardise.ts'

let heed: TestHeed

const said: MentionAsGiven = { givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null }

beforeAll(async () => {
  heed = await openTestHeed()
  const north = { text: '3 Cold Lane', postcode: 'ZA2 1AA', ...middleOf(2, 1), addressId: null }
  const mina = aPerson({ givenName: 'Mina', familyName: 'Frost', phone: '07700 900456', email: 'mina@example.org', dateOfBirth: '1961-04-02', postcode: 'ZA1 2BC' })
  await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [mina], screening: [{ question: 'd5', answer: 'yes' }] }))
  await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: north, people: [aPerson({ givenName: 'Noor', familyName: 'Vale', phone: '07700 900789' })] }))
})

afterAll(async () => heed.close())

describe('seen before', () => {
  it.each([
    ['telephone, however it is written', { phone: '+44 (0)7700 900 456' }, 'same phone'],
    ['e-mail', { email: 'MINA@example.org' }, 'same e-mail'],
    ['postcode and surname', { postcode: 'za12bc', familyName: 'FROST' }, 'same postcode and surname'],
    ['date of birth and surname', { dateOfBirth: '1961-04-02', familyName: 'Frost' }, 'same date of birth and surname'],
    ['telephone and surname', { phone: '07700900456', familyName: 'frost' }, 'same phone and surname'],
  ])('PE-02 knows the same %s, and says in plain words what agrees', async (_what, given, because) => {
    const seen = await heed.look('amara.diallo', (ctx) => seenBefore(ctx, { ...said, ...given }))
    expect(seen.people).toMatchObject([{ name: 'Mina Frost', because, reports: 1, flags: ['vulnerable'], caseOwner: null }])
    expect(seen.elsewhere).toEqual([])
  })

  it.each([
    ['a surname alone', { familyName: 'Frost' }, 'surname begins alike'],
    ['a postcode alone', { postcode: 'ZA1 2BC' }, 'same postcode'],
    ['a date of birth alone', { dateOfBirth: '1961-04-02' }, 'same date of birth'],
    ['another surname at the postcode', { postcode: 'ZA1 2BC', familyName: 'Snow' }, 'same postcode'],
  ])('PE-02 takes %s for no more than what somebody agrees in so far', async (_what, given, because) => {
    const seen = await heed.look('amara.diallo', (ctx) => seenBefore(ctx, { ...said, ...given }))
    expect(seen.people).toMatchObject([{ name: 'Mina Frost', likelihood: 'agrees so far', because, odds: null }])
    expect(seen.soFar).toEqual({ people: 1, isMore: false })
  })

  it.each([
    ['a withheld number', { phone: 'withheld' }],
    ['nothing', {}],
  ])('PE-02 takes %s for no agreement', async (_what, given) => {
    const seen = await heed.look('amara.diallo', (ctx) => seenBefore(ctx, { ...said, ...given }))
    expect(seen).toEqual({ people: [], elsewhere: [], common: [], soFar: null })
  })

  it('PE-02 tells an officer of another borough only that somebody else knows, and whom to ring', async () => {
    const seen = await heed.look('chidi.okafor', (ctx) => seenBefore(ctx, { ...said, phone: '07700 900789' }))
    expect(seen.people).toEqual([])
    expect(seen.elsewhere).toMatchObject([{ reports: 1, team: 'Northgate Intelligence Unit' }])
    expect(JSON.stringify(seen)).not.toContain('Noor')
    expect((await heed.look('amara.diallo', (ctx) => seenBefore(ctx, { ...said, phone: '07700 900789' }))).people).toHaveLength(1)
  })

  it('PE-01 answers nobody without a part in taking or working reports, partners and volunteers least of all', async () => {
    for (const person of ['sam.blank', 'robin.castle', 'dev.mistry', 'joan.firth', 'peter.lamb']) {
      await expect(heed.look(person, (ctx) => seenBefore(ctx, { ...said, phone: '07700 900789' }))).rejects.toMatchObject({ kind: 'not permitted' })
    }
  })

  it('writes in the audit whom it showed', async () => {
    const before = await auditRows()
    await heed.look('amara.diallo', (ctx) => seenBefore(ctx, { ...said, phone: '07700 900456' }))
    expect(await auditRows()).toBe(before + 1)
  })

  it('raises nothing but yes or no about people beyond one’s sight', async () => {
    expect(await heed.act('chidi.okafor', (ctx) => isSeenBefore(ctx, [{ ...said, phone: '07700 900789' }], null))).toBe(true)
    expect(await heed.act('chidi.okafor', (ctx) => isSeenBefore(ctx, [{ ...said, phone: '07700 900999' }], null))).toBe(false)
    expect(await heed.act('chidi.okafor', (ctx) => isSeenBefore(ctx, [], 'ZA21AA 3'))).toBe(true)
    expect(await heed.act('dev.mistry', (ctx) => isSeenBefore(ctx, [{ ...said, phone: '07700 900789' }], null))).toBe(false)
  })
})

async function auditRows(): Promise<number> {
  const amara = (await heed.actor('amara.diallo')).id
  return heed.look('margaret.osei', async (ctx) => (await ctx.db.selectFrom('auditEntries').select('id').where('actorId', '=', amara).where('verb', '=', 'consultation').execute()).length)
}
