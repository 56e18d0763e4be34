import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { seenBefore } from '../queries/seen-before.ts'
import type { MentionAsGiven } from '../rules/standardise.ts'
import { decideReview, undoDecision } from './decide.ts'
import { recogniseMentions } from './recognise.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

type Person = Parameters<typeof aPerson>[0]

/** A report that mentions one person; what follows from it has followed. Result: the mention's id. */
async function aCall(person: Person, by = 'amara.diallo'): Promise<string> {
  const { incidentId } = await heed.act(by, (ctx) => anIncident(ctx, { people: [aPerson(person)] }))
  await heed.follow()
  const { id } = await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).executeTakeFirstOrThrow())
  return id
}

async function personOf(mentionId: string): Promise<string> {
  return (await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('personId').where('id', '=', mentionId).executeTakeFirstOrThrow())).personId
}

async function openReviews(of: readonly string[]) {
  return heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('identityReviews').selectAll().where('closedAt', 'is', null).where('leftMentionId', 'in', [...of]).where('rightMentionId', 'in', [...of]).execute())
}

const pell = { givenName: 'Margaret', familyName: 'Pellham', phone: '07700 900301', dateOfBirth: '1961-04-02', addressText: '31 Cooper Row', postcode: 'ZA1 4QD' } as const

describe('a woman who has called from two phones, under two names, once as Mrs', () => {
  let first = ''
  beforeAll(async () => {
    first = await aCall(pell)
  })

  it('PE-23 is one person when she gives her maiden name, her birthday and the second phone', async () => {
    const maiden = await aCall({ givenName: 'Margaret', familyName: 'Quillfeather', phone: '07700 900302', dateOfBirth: '1961-04-02', addressText: '31 Cooper Row', postcode: 'ZA1 4QD' })
    expect(await personOf(maiden)).toBe(await personOf(first))
  })

  it('PE-23 is one person as Peggy from the first phone', async () => {
    const peggy = await aCall({ givenName: 'Peggy', familyName: 'Pellham', phone: '07700 900301', postcode: 'ZA1 4QD', addressText: '31 Cooper Row' })
    expect(await personOf(peggy)).toBe(await personOf(first))
  })

  it('PE-02 is known as she speaks, with her reason, when all she gives is "Mrs Pellham" and the phone', async () => {
    const said: MentionAsGiven = { givenName: 'Mrs', familyName: 'Pellham', dateOfBirth: null, phone: '07700900301', email: null, addressText: null, postcode: null }
    const seen = await heed.look('amara.diallo', (ctx) => seenBefore(ctx, said))
    expect(seen.people).toHaveLength(1)
    expect(seen.people[0]).toMatchObject({ personId: await personOf(first), because: 'same phone and surname', reports: 3, parts: ['caller'] })
    expect(seen.people[0]?.odds).not.toBeNull()
  })

  it('PE-23 is neither her twin sister nor her mother at the same address', async () => {
    const twin = await aCall({ givenName: 'Rosalind', familyName: 'Pellham', dateOfBirth: '1961-04-02', addressText: '31 Cooper Row', postcode: 'ZA1 4QD' })
    const mother = await aCall({ givenName: 'Edith', familyName: 'Pellham', phone: '07700 900301', dateOfBirth: '1934-11-20', addressText: '31 Cooper Row', postcode: 'ZA1 4QD' })
    const ids = [await personOf(first), await personOf(twin), await personOf(mother)]
    expect(new Set(ids).size).toBe(3)
  })

  it.each<[string, Partial<MentionAsGiven>, [string, string][]]>([
    ['her first name at the address: her twin and her mother are somebody else', { givenName: 'Margaret', familyName: 'Pellham', addressText: '31 Cooper Row', postcode: 'ZA1 4QD' }, [['Edith Pellham', 'another'], ['Peggy Pellham', 'same'], ['Rosalind Pellham', 'another']]],
    ['Mrs and a telephone her mother rang from too: it may be either', { givenName: 'Mrs', familyName: 'Pellham', phone: '07700900301' }, [['Edith Pellham', 'possible'], ['Peggy Pellham', 'possible']]],
    ['her birthday with it: it is her, or her twin, never her mother', { givenName: 'Mrs', familyName: 'Pellham', phone: '07700900301', dateOfBirth: '1961-04-02' }, [['Edith Pellham', 'another'], ['Peggy Pellham', 'same'], ['Rosalind Pellham', 'possible']]],
  ])('PE-02 is told by %s', async (_what, given, expected) => {
    const said: MentionAsGiven = { givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, ...given }
    const { people } = await heed.look('amara.diallo', (ctx) => seenBefore(ctx, said))
    expect(people.map(({ name, likelihood }) => [name, likelihood])).toEqual(expect.arrayContaining(expected))
    expect(people).toHaveLength(expected.length)
    for (const { likelihood, odds } of people) if (given.givenName === 'Mrs' && given.dateOfBirth === undefined) expect([likelihood, odds]).toEqual(['possible', expect.stringMatching(/^It fits (?:Edith|Peggy) Pellham as well: ask for a first name or a date of birth$/)])
  })
})

describe('somebody who gives no first name, on a telephone two people share', () => {
  it('PE-29 is put with neither, is asked about, and is put with whom a person says', async () => {
    const house = { familyName: 'Ravensworth', phone: '020 7946 0722', addressText: '5 Sexton Lane', postcode: 'ZA1 9QX' }
    const mother = await aCall({ ...house, givenName: 'Winifred', dateOfBirth: '1938-02-11' })
    const daughter = await aCall({ ...house, givenName: 'Harriet', dateOfBirth: '1966-08-30' })
    const mrs = await aCall({ familyName: 'Ravensworth', givenName: 'Mrs', phone: '020 7946 0722' })
    expect(new Set(await Promise.all([mother, daughter, mrs].map(personOf))).size).toBe(3)
    const asked = (await openReviews([mother, daughter, mrs])).filter(({ leftMentionId, rightMentionId }) => [leftMentionId, rightMentionId].includes(mrs))
    expect(asked).toHaveLength(2)
    const question = asked.find(({ leftMentionId, rightMentionId }) => [leftMentionId, rightMentionId].includes(mother))
    if (question === undefined) throw new Error('nothing was asked')
    await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId: question.id, verdict: 'same', reason: 'The daughter is a Miss' }))
    await heed.follow()
    expect(await personOf(mrs)).toBe(await personOf(mother))
    expect(await personOf(daughter)).not.toBe(await personOf(mother))
  })
})

describe('a father and a son of one name at one address', () => {
  it('PE-23 are two people when both birthdays are known, however many calls come from the house', async () => {
    const house = { familyName: 'Thorneycroft', givenName: 'Wilfred', phone: '020 7946 0611', addressText: '8 Sexton Lane', postcode: 'ZA1 9QX' }
    const calls = [await aCall({ ...house, dateOfBirth: '1948-06-01' }), await aCall({ ...house, dateOfBirth: '1975-10-12' }), await aCall({ ...house, dateOfBirth: '1948-06-01' }), await aCall({ ...house, dateOfBirth: '1975-10-12' })]
    const [father, son, fatherAgain, sonAgain] = await Promise.all(calls.map(personOf))
    expect(father).not.toBe(son)
    expect([fatherAgain, sonAgain]).toEqual([father, son])
  })
})

describe('what is too close to call', () => {
  it('PE-24 is for an analyst, is asked once, and what they decide survives the night', async () => {
    const one = await aCall({ givenName: 'Dilwyn', familyName: 'Arkwright', postcode: 'ZA1 5BB', addressText: '4 Mill Yard', phone: '07700 900566' })
    const other = await aCall({ givenName: 'Dillon', familyName: 'Arkwright', postcode: 'ZA1 5BB', addressText: '9 Mill Yard' })
    const [review, ...more] = await openReviews([one, other])
    expect(more).toEqual([])
    if (review === undefined) throw new Error('nothing was asked')
    const decisionId = await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId: review.id, verdict: 'same', reason: 'The officer on the ward knows him by both' }))
    await heed.follow()
    expect(await personOf(one)).toBe(await personOf(other))
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, [one]))
    expect(await personOf(one)).toBe(await personOf(other))
    expect(await openReviews([one, other])).toEqual([])
    await heed.act('wei.zhang', (ctx) => undoDecision(ctx, { decisionId, reason: 'He was mistaken' }))
    expect(await personOf(one)).not.toBe(await personOf(other))
  })
})
