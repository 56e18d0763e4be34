import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { streetSoFar, type MentionAsGiven } from '../rules/standardise.ts'
import { AGREEING_MOST, findAgreeing, inOrder, typedSoFar, type Agreeing, type TypedSoFar } from './agreeing.ts'
import { seenBefore } from './seen-before.ts'

const nothing: MentionAsGiven = { givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null }
const typed = (given: Partial<MentionAsGiven>): TypedSoFar => typedSoFar({ ...nothing, ...given }, '2026-11-23')

describe('what is typed so far', () => {
  it.each<[string, Partial<MentionAsGiven>, Partial<TypedSoFar>]>([
    ['a lone letter of a surname is a beginning', { familyName: 'P' }, { family: 'p' }],
    ['a lone letter of a first name is an initial', { givenName: 'Á' }, { initial: 'a' }],
    ['the beginning of a number in the form it is kept in', { phone: '07700 900' }, { phoneBegins: '+447700900', phoneEnds: null }],
    ['too little of a beginning is none', { phone: '0770' }, { phoneBegins: null, phoneEnds: null }],
    ['figures that begin like no number are its last', { phone: '1234' }, { phoneBegins: null, phoneEnds: '1234' }],
    ['a whole number is looked for as one', { phone: '07700 900123' }, { phoneBegins: null, phoneEnds: null }],
    ['a whole postcode', { postcode: 'za1 2bc' }, { postcode: 'ZA12BC', sector: null }],
    ['a postcode but for its last letters', { postcode: 'za1 2' }, { postcode: null, sector: 'ZA12' }],
    ['a postcode but for its last letter', { postcode: 'za1 2b' }, { postcode: null, sector: 'ZA12' }],
    ['less of a postcode is nothing yet', { postcode: 'za1' }, { postcode: null, sector: null }],
    ['a whole day of birth', { dateOfBirth: '2 April 1961' }, { birth: '1961-04-02' }],
    ['a year alone is not one', { dateOfBirth: '1961' }, { birth: null }],
    ['a house at a postcode', { addressText: '14 Tanner Street', postcode: 'ZA1 2BC' }, { address: 'ZA12BC 14', house: '14', street: 'tanner st' }],
  ])('PE-21 %s', (_what, given, expected) => {
    expect(typed(given)).toMatchObject(expected)
  })

  it.each([['14 Tanner Stre', 'tanner'], ['14 Tanner St', 'tanner st'], ['Tan', 'tan'], ['Flat 2, 14 Mill L', 'mill'], ['14', null], ['Mill Lane', 'mill ln']])('PE-21 the street of “%s” begins “%s”', (raw, begins) => {
    expect(streetSoFar(raw)).toBe(begins)
  })

  it('PE-21 never throws, and never makes a beginning of a number too short to mean anything', () => {
    fc.assert(fc.property(fc.record({ phone: fc.string(), postcode: fc.string(), addressText: fc.string(), familyName: fc.string(), givenName: fc.string(), dateOfBirth: fc.string() }), (given) => {
      const { phoneBegins, phoneEnds, sector } = typed(given)
      if (phoneBegins !== null) expect(phoneBegins.length).toBeGreaterThanOrEqual('+44'.length + 7)
      if (phoneEnds !== null) expect(phoneEnds).toMatch(/^\d{4,10}$/)
      if (sector !== null) expect(sector).toMatch(/^[A-Z]{1,2}\d[A-Z\d]?\d$/)
    }))
  })
})

describe('who comes first', () => {
  const mention: fc.Arbitrary<Agreeing> = fc.record({
    id: fc.uuid(), personId: fc.constantFrom('p1', 'p2', 'p3', 'p4'), ways: fc.uniqueArray(fc.constantFrom<Agreeing['ways'][number]>('surname', 'postcode', 'address', 'birth'), { minLength: 1 }), isCommon: fc.boolean(),
    title: fc.constant(null), givenName: fc.constant('Ada'), familyName: fc.constant('Pell'), recordedAt: fc.date({ noInvalidDate: true }), riskOrder: fc.integer({ min: 0, max: 3 }), isVulnerable: fc.boolean(),
  })

  it('PE-21 is who agrees in more, then the gravest, then the vulnerable, then the latest, whatever order they were found in', () => {
    fc.assert(fc.property(fc.uniqueArray(mention, { maxLength: 12, selector: ({ id }) => id }).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([one, other]) => {
      const ids = (of: readonly Agreeing[]): readonly string[] => inOrder(of).map(({ personId }) => personId)
      expect(ids(other)).toEqual(ids(one))
      const found = inOrder(one)
      for (const [at, person] of found.entries()) {
        const next = found[at + 1]
        const waysOf = (of: readonly Agreeing[]): number => new Set(of.flatMap(({ ways }) => ways)).size
        if (next !== undefined) expect(waysOf(person.mentions)).toBeGreaterThanOrEqual(waysOf(next.mentions))
      }
    }))
  })
})

let heed: TestHeed

const asked = (who: string, given: Partial<MentionAsGiven>) => heed.look(who, (ctx) => findAgreeing(ctx, typed(given)))

const north = { text: '3 Cold Lane', postcode: 'ZA2 1AA', ...middleOf(2, 1), addressId: null }
const catherine = { givenName: 'Catherine', familyName: 'Okonedo', phone: '07700 900150', dateOfBirth: '1950-05-05', addressText: '7 Vale Row', postcode: 'ZA1 2BC' }

beforeAll(async () => {
  heed = await openTestHeed()
  await heed.act('amara.diallo', async (ctx) => {
    for (const place of [undefined, north]) await anIncident(ctx, { people: [aPerson(catherine)], ...(place === undefined ? {} : { place }) })
    await anIncident(ctx, { people: [aPerson({ givenName: 'Clement', familyName: 'Okoro', phone: '07700 901777', addressText: '9 Vale Row', postcode: 'ZA1 2BD' })], screening: [{ question: 'd5', answer: 'yes' }] })
  })
}, 60_000)

afterAll(async () => heed.close())

describe('people who agree so far', () => {
  it.each<[string, Partial<MentionAsGiven>, number, string]>([
    ['the beginning of a surname', { familyName: 'Okone' }, 2, 'surname begins alike'],
    ['the beginning of a surname with an initial', { familyName: 'Oko', givenName: 'C' }, 3, 'surname begins alike'],
    ['the beginning of a number', { phone: '07700 900' }, 2, 'phone begins alike'],
    ['its last four figures with a letter of the surname', { phone: '1777', familyName: 'O' }, 1, 'phone ends alike, and surname begins alike'],
    ['its last six figures', { phone: '901777' }, 1, 'phone ends alike'],
    ['a whole postcode', { postcode: 'ZA1 2BC' }, 2, 'same postcode'],
    ['part of a postcode with a letter of the surname', { postcode: 'ZA1 2', familyName: 'O' }, 3, 'same part of the postcode, and surname begins alike'],
    ['part of a postcode with a house number', { postcode: 'ZA1 2', addressText: '9' }, 1, 'same house number in the same part of the postcode'],
    ['a house', { addressText: '7 Vale Row', postcode: 'ZA1 2BC' }, 2, 'same house'],
    ['a day of birth', { dateOfBirth: '05/05/1950' }, 2, 'same date of birth'],
    ['a first name and the beginning of a street', { givenName: 'Cath', addressText: 'Vale R' }, 3, 'the street begins alike, and the same first initial'],
  ])('PE-21 are found by %s', async (_what, given, count, because) => {
    const { people, isCommon } = await asked('amara.diallo', given)
    expect(people).toHaveLength(count)
    expect(people[0]?.because).toBe(because)
    expect(isCommon).toBe(false)
  })

  it.each<[string, Partial<MentionAsGiven>]>([
    ['two letters of a surname', { familyName: 'Ok' }], ['part of a postcode alone', { postcode: 'ZA1 2' }], ['four last figures alone', { phone: '1777' }],
    ['a street alone', { addressText: 'Vale Row' }], ['a first name alone', { givenName: 'Catherine' }], ['a house number alone', { addressText: '7' }],
  ])('PE-21 are nobody by %s', async (_what, given) => {
    expect((await asked('amara.diallo', given)).people).toEqual([])
  })

  it('PE-21 are shown on the call apart from who was weighed, the vulnerable first, with how many there are', async () => {
    const seen = await heed.look('amara.diallo', (ctx) => seenBefore(ctx, { ...nothing, familyName: 'Oko', givenName: 'C' }))
    expect(seen.people.map(({ name, likelihood, odds }) => [name, likelihood, odds])).toEqual([['Clement Okoro', 'agrees so far', null], ['Catherine Okonedo', 'agrees so far', null], ['Catherine Okonedo', 'agrees so far', null]])
    expect(seen.soFar).toEqual({ people: 3, isMore: false })
  })

  it('PE-21 are nobody beyond the row policies, and everybody within them, for every role', async () => {
    const names = ['amara.diallo', 'ines.moreau', 'chidi.okafor', 'priya.nair', 'karin.lindqvist', 'wei.zhang', 'owen.tate', 'nadia.kovacs', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'joan.firth', 'peter.lamb']
    const counts = new Set<number>()
    for (const name of names) {
      await heed.look(name, async (ctx) => {
        const visible = await ctx.db.selectFrom('personMentions').select('id').where('dateOfBirth', '=', '1950-05-05').orderBy('id').execute()
        const { people } = await findAgreeing(ctx, typed({ dateOfBirth: '1950-05-05' }))
        expect(people.flatMap(({ mentions }) => mentions.map(({ id }) => id)).sort(), name).toEqual(visible.map(({ id }) => id))
        counts.add(visible.length)
      })
    }
    expect([...counts].sort((a, b) => a - b)).toEqual([0, 1, 2])
  })

  it('PE-21 are found by indexes alone: no way of looking reads the mentions through', async () => {
    await heed.look('amara.diallo', async (ctx) => {
      await sql`set local enable_seqscan = off`.execute(ctx.db)
      const scans = async (): Promise<string> => (await sql<{ scans: string }>`select pg_stat_get_xact_numscans('person_mentions'::regclass)::text as scans`.execute(ctx.db)).rows[0]?.scans ?? ''
      const before = await scans()
      for (const given of [{ ...catherine, familyName: 'Okon', phone: '1777', postcode: 'ZA1 2' }, { ...catherine, phone: '900150', dateOfBirth: '1950-05-05' }, { familyName: 'Oko', phone: '07700 900' }]) await findAgreeing(ctx, typed(given))
      expect(await scans()).toBe(before)
    })
  })
})

describe('what too many share', () => {
  it('PE-21 is said to be, to those who see the whole force, and a surname alone that too many begin with shows nobody', async () => {
    await heed.act('amara.diallo', async (ctx) => {
      for (let made = 0; made < AGREEING_MOST + 20; made += 20) await anIncident(ctx, { people: Array.from({ length: 20 }, () => aPerson({ givenName: 'Ben', familyName: 'Muchsaid', dateOfBirth: '1999-09-09' })) })
    })
    expect(await asked('amara.diallo', { familyName: 'Muchs' })).toEqual({ people: [], isCommon: true })
    expect((await asked('amara.diallo', { familyName: 'Muchs', givenName: 'B' })).people).toHaveLength(AGREEING_MOST + 1)
    expect((await asked('karin.lindqvist', { dateOfBirth: '1999-09-09' })).isCommon).toBe(false)
    const seen = await heed.look('amara.diallo', (ctx) => seenBefore(ctx, { ...nothing, dateOfBirth: '1999-09-09' }))
    expect([seen.people.length, seen.soFar?.isMore]).toEqual([6, true])
  }, 60_000)
})
