import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { decideReview, separatePerson, undoDecision } from './decide.ts'
import { recogniseIn, recogniseMentions } from './recognise.ts'
import { relinkAll } from './relink.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

type Person = Parameters<typeof aPerson>[0]

/** Reports that mention one person each, recorded and nothing more. Result: the mentions' ids. */
async function calls(people: readonly Person[]): Promise<string[]> {
  return heed.act('amara.diallo', async (ctx) => {
    const ids: string[] = []
    for (const person of people) {
      const { incidentId } = await anIncident(ctx, { people: [aPerson(person)] })
      ids.push((await ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).id)
    }
    return ids
  })
}

async function personsOf(ids: readonly string[]): Promise<string[]> {
  const rows = await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', 'in', [...ids]).execute())
  return ids.map((id) => rows.find((row) => row.id === id)?.personId ?? '')
}

/** Which of them are together, whatever the persons' ids. */
async function partition(ids: readonly string[]): Promise<string> {
  const persons = await personsOf(ids)
  return persons.map((person) => persons.indexOf(person)).join(' ')
}

const SURNAMES = ['Bellamy', 'Crowther', 'Dunstable', 'Eastaway', 'Fothergill', 'Gillingham', 'Hathersage', 'Ivinghoe', 'Jessop', 'Kilburn', 'Lowestoft', 'Mumford', 'Nettleton', 'Oxenholme', 'Pickersgill', 'Quarrington']
let drawn = 0

/** A surname and a telephone that no other test gives. */
function someone(): { familyName: string; phone: string; postcode: string } {
  drawn += 1
  return { familyName: SURNAMES[drawn - 1] ?? '', phone: `07700 9004${String(drawn).padStart(2, '0')}`, postcode: `ZA${drawn + 10} 5BB` }
}

/** Two calls nearly of one person, and the question that is asked of them. */
async function aQuestion(): Promise<{ one: string; other: string; reviewId: string }> {
  const { phone, ...named } = someone()
  const [one = '', other = ''] = await calls([{ ...named, givenName: 'Dilwyn', addressText: '4 Mill Yard', phone }, { ...named, givenName: 'Dillon', addressText: '9 Mill Yard' }])
  await heed.act('service:people', (ctx) => recogniseMentions(ctx, [one, other]))
  const review = await heed.act('wei.zhang', (ctx) => ctx.db.selectFrom('identityReviews').select('id').where('closedAt', 'is', null)
    .where('leftMentionId', 'in', [one, other]).where('rightMentionId', 'in', [one, other]).executeTakeFirstOrThrow())
  return { one, other, reviewId: review.id }
}

describe('a question of who is who', () => {
  it('PE-24 is asked where records nearly agree, and not again once somebody is not sure', async () => {
    const { one, other, reviewId } = await aQuestion()
    expect(await partition([one, other])).toBe('0 1')
    await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'not sure', reason: 'Nobody answers at either number' }))
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, [one]))
    expect(await heed.act('wei.zhang', (ctx) => ctx.db.selectFrom('identityReviews').select('id').where('closedAt', 'is', null).where('leftMentionId', 'in', [one, other]).execute())).toEqual([])
    expect(await partition([one, other])).toBe('0 1')
  })

  it('PE-11 keeps what was decided through the night and through every later record', async () => {
    const { one, other, reviewId } = await aQuestion()
    await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'The officer on the ward knows him' }))
    expect(await partition([one, other])).toBe('0 0')
    await relinkAll((work) => heed.act('service:people', work), { isDry: false })
    expect(await partition([one, other])).toBe('0 0')
  })

  it('PE-15 puts everything back when the decision is taken back, ids and all', async () => {
    const { one, other, reviewId } = await aQuestion()
    const before = await personsOf([one, other])
    const decisionId = await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'He is known to us' }))
    await heed.follow()
    await heed.act('wei.zhang', (ctx) => undoDecision(ctx, { decisionId, reason: 'It was his cousin' }))
    await heed.follow()
    expect(await personsOf([one, other])).toEqual(before)
    await expect(heed.act('wei.zhang', (ctx) => undoDecision(ctx, { decisionId, reason: 'Again' }))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('PE-10 is decided by those whose task it is, with a reason, and by one of two at once', async () => {
    const { reviewId } = await aQuestion()
    const decide = (by: string, reason = 'I know them') => heed.act(by, (ctx) => decideReview(ctx, { reviewId, verdict: 'different', reason }))
    for (const person of ['amara.diallo', 'chidi.okafor', 'priya.nair', 'robin.castle', 'sam.blank', 'dev.mistry']) await expect(decide(person)).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(decide('wei.zhang', '  ')).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'reason' } })
    const both = await Promise.allSettled([decide('wei.zhang'), decide('wei.zhang')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { kind: 'conflict', detail: { by: 'Wei Zhang' } } })
    await expect(heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId: '0197b9a0-0000-7000-8000-000000000000', verdict: 'same', reason: 'x' }))).rejects.toMatchObject({ kind: 'not found' })
  })
})

describe('taking somebody apart', () => {
  it('PE-15 keeps them apart by every road, tells whoever saw them as one, and refuses to take all or nothing', async () => {
    const person = { ...someone(), givenName: 'Nerys', dateOfBirth: '1970-02-03', addressText: '2 Weir Lane' }
    const [one = '', two = '', three = ''] = await calls([person, person, { ...person, phone: null }])
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, [one, two, three]))
    const [together = ''] = await personsOf([one])
    expect(await partition([one, two, three])).toBe('0 0 0')
    await heed.look('priya.nair', (ctx) => Promise.resolve(ctx.shown('person', together)))
    const apart = (mentionIds: string[], reason = 'She has a sister of the same name, adopted') => heed.act('wei.zhang', (ctx) => separatePerson(ctx, { personId: together, mentionIds, reason }))
    await expect(apart([])).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'mentionIds' } })
    await expect(apart([one, two, three])).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'mentionIds' } })
    await expect(apart([two], ' ')).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'reason' } })
    await apart([two])
    await heed.follow()
    expect((await personsOf([one, two]))[0]).not.toBe((await personsOf([two]))[0])
    await relinkAll((work) => heed.act('service:people', work), { isDry: false })
    // a further call that agrees with both may go with either, and joins them by no road
    const [four = ''] = await calls([person])
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, [four]))
    const [a, b] = await personsOf([one, two])
    expect(a).not.toBe(b)
  })

  it('PE-12 refuses a decision against one that holds, and names who made it', async () => {
    const person = { ...someone(), givenName: 'Idris', dateOfBirth: '1981-07-09', addressText: '5 Weir Lane' }
    const [one = '', two = ''] = await calls([person, person])
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, [one, two]))
    const [together = ''] = await personsOf([one])
    await heed.act('wei.zhang', (ctx) => separatePerson(ctx, { personId: together, mentionIds: [two], reason: 'Two brothers share the phone' }))
    const [left = '', right = ''] = await personsOf([one, two])
    const reviewId = await heed.act('service:people', async (ctx) => {
      const id = '0197b9a0-0000-7000-8000-00000000abcd'
      await ctx.db.insertInto('identityReviews').values({
        id, kind: 'pair', leftMentionId: one, rightMentionId: two, leftPersonId: left, rightPersonId: right, weight: 1, rival: 'same household', consequence: 0, modelVersion: 'x', openedAt: ctx.now,
      }).execute()
      return id
    })
    await expect(heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'No, one man' }))).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('Wei Zhang decided that some of these are different people') })
  })
})

describe('two calls of one person at once', () => {
  it('PE-23 make one person, whichever is first', async () => {
    const person = { ...someone(), givenName: 'Oluwaseun', dateOfBirth: '1990-12-24', addressText: '7 Weir Lane' }
    const [one = '', two = ''] = await calls([person, person])
    await Promise.all([one, two].map((id) => heed.act('service:people', (ctx) => recogniseMentions(ctx, [id]))))
    expect(await partition([one, two])).toBe('0 0')
  })
})

describe('one by one, and all at once', () => {
  const given = fc.constantFrom('Mary', 'Maryam', 'Molly', 'John', 'Jon', 'J')
  const family = fc.constantFrom('Overbeck', 'Overbek', 'Underhay')
  const anybody = fc.record({
    givenName: given, familyName: family,
    phone: fc.option(fc.constantFrom('07700 900801', '07700 900802', '07700 900803'), { nil: null }),
    dateOfBirth: fc.option(fc.constantFrom('1960-01-02', '1985-05-06'), { nil: null }),
    postcode: fc.constantFrom('ZA2 1AB', 'ZA2 9XY'), addressText: fc.constantFrom('1 Long Row', '2 Long Row'),
  })

  it('PE-25 come to the same, whatever the order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anybody, { minLength: 2, maxLength: 8 }), fc.integer({ min: 0, max: 1e6 }), async (people, mark) => {
      const own = people.map((person) => ({ ...person, familyName: `${person.familyName}${String(mark)}`.replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? ''), postcode: person.postcode }))
      const ids = await calls(own)
      for (const id of [...ids].reverse()) await heed.act('service:people', (ctx) => recogniseMentions(ctx, [id]))
      const one = await partition(ids)
      const persons = await personsOf(ids)
      await relinkAll((work) => heed.act('service:people', work), { isDry: false })
      expect(await partition(ids)).toBe(one)
      expect(await personsOf(ids)).toEqual(persons)
    }), { numRuns: 5 })
  })

  it('PE-25 says what a run would do, and does nothing, when it is tried dry', async () => {
    const person = { ...someone(), givenName: 'Gwenllian', dateOfBirth: '1955-03-01', addressText: '3 Long Row' }
    const ids = await calls([person, person])
    const dry = await relinkAll((work) => heed.act('service:people', work), { isDry: true })
    expect(dry.merges).toContainEqual((await personsOf(ids)).sort())
    expect(dry.after).toBeLessThan(dry.before)
    expect(dry.left).toEqual([])
    expect(await partition(ids)).toBe('0 1')
    await expect(relinkAll((work) => heed.act('wei.zhang', work), { isDry: true })).rejects.toMatchObject({ kind: 'not permitted' })
  })
})

describe('what speaks of a person', () => {
  it('PE-26 follows them: their cases and assessments know them by the id they have now', async () => {
    const person = { ...someone(), givenName: 'Ffion', dateOfBirth: '1966-03-01', addressText: '3 Long Row', role: 'victim' as const }
    const [one = '', two = ''] = await calls([person, person])
    const incident = await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('sourceId').where('id', '=', two).executeTakeFirstOrThrow())
    await heed.act('service:people', (ctx) => recogniseIn(ctx, { kind: 'incident', id: incident.sourceId }))
    expect(await partition([one, two])).toBe('0 0')
  })
})
