import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { recogniseMentions } from './commands/recognise.ts'
import { correctMention } from './commands.ts'
import { getDecisionPage } from './queries/decision-page.ts'
import { allDecisions, decisionsTouching } from './queries/decisions.ts'
import { getIdentityPage } from './queries/identity-page.ts'
import { countReviews, decidesIdentity, getReviewPage, listReviews } from './queries/reviews.ts'

let heed: TestHeed
let app: FastifyInstance
let asked: { one: string; other: string; reviewId: string }
let north: { one: string; other: string; reviewId: string }

type Person = Parameters<typeof aPerson>[0]
const place = { text: '3 Cold Lane', postcode: 'ZA2 1AA', addressId: null, ...middleOf(2, 1) }

/** Two calls nearly of one person, and the question that is asked of them. */
async function aQuestion(familyName: string, at?: typeof place): Promise<typeof asked> {
  const [postcode, yard, phone] = at === undefined ? ['ZA11 5BB', 'Mill Yard', '07700 900401'] : ['ZA14 5CC', 'Weir Close', '07700 900409']
  const people: Person[] = [{ familyName, postcode, givenName: 'Dilwyn', addressText: `4 ${yard}`, phone }, { familyName, postcode, givenName: 'Dillon', addressText: `9 ${yard}` }]
  const ids = await heed.act('amara.diallo', async (ctx) => {
    const found: string[] = []
    for (const person of people) {
      const { incidentId } = await anIncident(ctx, { people: [aPerson(person)], ...(at === undefined ? {} : { place: at }) })
      found.push((await ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).id)
    }
    return found
  })
  await heed.act('service:people', (ctx) => recogniseMentions(ctx, ids))
  const [one = '', other = ''] = ids
  const review = await heed.act('service:people', (ctx) => ctx.db.selectFrom('identityReviews').select('id').where('closedAt', 'is', null).where('leftMentionId', 'in', ids).where('rightMentionId', 'in', ids).executeTakeFirstOrThrow())
  return { one, other, reviewId: review.id }
}

async function personOf(mentionId: string): Promise<string> {
  return (await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('personId').where('id', '=', mentionId).executeTakeFirstOrThrow())).personId
}

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  asked = await aQuestion('Arkwright')
  north = await aQuestion('Bellamy', place)
}, 60_000)

afterAll(async () => heed.close())

const open = async (username: string, url: string) => app.inject({ url, cookies: { heed: await heed.tokenOf(username) } })
const send = async (username: string, url: string, answers: Record<string, string>) => {
  const token = await heed.tokenOf(username)
  return app.inject({ method: 'POST', url, cookies: { heed: token }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...answers }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
}

describe('who sees which question of who is who', () => {
  it('PE-24 each analyst is asked of their own borough, the central unit of both', async () => {
    const names = async (username: string): Promise<string[]> => (await heed.look(username, (ctx) => listReviews(ctx, 1))).rows.map(({ leftName }) => leftName?.split(' ').at(-1) ?? '').sort()
    expect(await names('wei.zhang')).toEqual(['Arkwright'])
    expect(await names('rosa.blake')).toEqual(['Bellamy'])
    expect(await names('helen.whitby')).toEqual(['Arkwright', 'Bellamy'])
    for (const [username, count] of [['wei.zhang', 1], ['rosa.blake', 1], ['helen.whitby', 2]] as const) expect(await heed.look(username, countReviews)).toBe(count)
  })

  it('PE-24 a question beyond one’s sight is not there, on the page and for the act', async () => {
    expect((await open('rosa.blake', `/recognition/${asked.reviewId}`)).statusCode).toBe(404)
    expect((await send('rosa.blake', `/recognition/${asked.reviewId}/decision`, { verdict: 'same', reason: 'I know him' })).statusCode).toBe(404)
    await expect(heed.look('wei.zhang', (ctx) => getReviewPage(ctx, north.reviewId))).rejects.toMatchObject({ kind: 'not found' })
    await expect(heed.look('wei.zhang', (ctx) => getReviewPage(ctx, newId()))).rejects.toMatchObject({ kind: 'not found' })
    expect(await personOf(asked.one)).not.toBe(await personOf(asked.other))
  })

  it('PE-10 nobody is asked whose task it is not', async () => {
    for (const username of ['amara.diallo', 'chidi.okafor', 'karin.lindqvist', 'robin.castle', 'margaret.osei', 'sam.blank']) {
      expect((await open(username, '/recognition')).statusCode, username).toBe(403)
      expect(decidesIdentity(await heed.actor(username)), username).toBe(false)
      for (const page of [(): Promise<unknown> => heed.look(username, (ctx) => listReviews(ctx, 1)), () => heed.look(username, (ctx) => getReviewPage(ctx, asked.reviewId)), () => heed.look(username, (ctx) => getDecisionPage(ctx, newId())), () => heed.look(username, (ctx) => getIdentityPage(ctx, newId()))]) {
        await expect(page(), username).rejects.toMatchObject({ kind: 'not permitted' })
      }
    }
    for (const username of ['wei.zhang', 'imran.rahman', 'helen.whitby']) expect(decidesIdentity(await heed.actor(username)), username).toBe(true)
  })

  it('PE-24 a page of the queue beyond the last is empty, and says how many there are all the same', async () => {
    expect(await heed.look('helen.whitby', (ctx) => listReviews(ctx, 7))).toEqual({ rows: [], total: 2, page: 7, pages: 1 })
    expect((await open('wei.zhang', '/recognition?page=nonsense')).statusCode).toBe(200)
  })

  it('PE-24 the question shows both sides with the record each is from, and what speaks for and against', async () => {
    const { body } = await open('wei.zhang', `/recognition/${asked.reviewId}`)
    for (const words of ['Dilwyn Arkwright', 'Dillon Arkwright', '4 Mill Yard', '9 Mill Yard', 'as caller', 'The evidence, step by step', 'Are these one person?']) expect(body).toContain(words)
    expect(body).not.toContain('Bellamy')
  })
})

describe('a decision made on the page', () => {
  it('PE-10 without a verdict or a reason is asked for again, with what was typed, and nothing is decided', async () => {
    const reply = await send('wei.zhang', `/recognition/${asked.reviewId}/decision`, { verdict: 'same', reason: ' ' })
    expect(reply.statusCode).toBe(422)
    expect(reply.body).toContain('There is a problem')
    expect(reply.body).toMatch(/value="same"[^>]*checked/)
    expect((await send('wei.zhang', `/recognition/${asked.reviewId}/decision`, { reason: 'I know him' })).body).toContain('Choose whether they are the same person')
    expect(await heed.act('wei.zhang', allDecisions)).toEqual([])
  })

  it('PE-11 puts them together, is told on their page with who and why, and is found from either record', async () => {
    const reply = await send('wei.zhang', `/recognition/${asked.reviewId}/decision`, { verdict: 'same', reason: 'The ward officer knows him by both' })
    expect([reply.statusCode, reply.headers.location]).toEqual([303, '/recognition'])
    await heed.follow()
    const person = await personOf(asked.one)
    expect(await personOf(asked.other)).toBe(person)
    const { body } = await open('wei.zhang', `/people/${person}/identity`)
    for (const words of ['Decisions that hold (1)', 'The ward officer knows him by both', 'Wei Zhang', 'Put with this person', 'Some of these are of somebody else']) expect(body).toContain(words)
    for (const id of [asked.one, asked.other]) expect(await heed.look('wei.zhang', (ctx) => decisionsTouching(ctx, [id]))).toHaveLength(1)
    expect((await open('rosa.blake', `/people/${person}/identity`)).statusCode).toBe(404)
  })

  it('PE-12 of what was decided meanwhile is refused, naming who decided it', async () => {
    const reply = await send('imran.rahman', `/recognition/${asked.reviewId}/decision`, { verdict: 'different', reason: 'Two brothers' })
    expect(reply.statusCode).toBe(409)
    expect(reply.body).toContain('Wei Zhang has decided this meanwhile')
    expect((await open('wei.zhang', `/recognition/${asked.reviewId}`)).body).toContain('Wei Zhang decided: same person. The ward officer knows him by both')
  })

  it('PE-11 holds for the words of a correction, too', async () => {
    const corrected = await heed.act('amara.diallo', async (ctx) => {
      const { sourceId } = await ctx.db.selectFrom('personMentions').select('sourceId').where('id', '=', asked.other).executeTakeFirstOrThrow()
      return correctMention(ctx, { kind: 'incident', id: sourceId }, asked.other, { part: 'caller', ...aPerson({ givenName: 'Dylan', familyName: 'Arkwright' }) })
    })
    const [found, ...more] = await heed.look('wei.zhang', (ctx) => decisionsTouching(ctx, [corrected]))
    expect(more).toEqual([])
    expect([...(found?.leftIds ?? []), ...(found?.rightIds ?? [])].sort()).toEqual([asked.one, corrected].sort())
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, [corrected]))
    expect(await personOf(corrected)).toBe(await personOf(asked.one))
  })

  it('PE-15 is shown with whom it speaks of to those who may see them, and nobody’s name to those who may not', async () => {
    const [decision] = await heed.look('wei.zhang', allDecisions)
    const page = await heed.look('wei.zhang', (ctx) => getDecisionPage(ctx, decision?.id ?? ''))
    expect(page).toMatchObject({ verdict: 'same', by: 'Wei Zhang', undone: null, names: ['Dilwyn Arkwright'] })
    const elsewhere = await open('rosa.blake', `/recognition/decisions/${decision?.id ?? ''}`)
    expect(elsewhere.body).not.toContain('Arkwright')
    expect((await open('wei.zhang', `/recognition/decisions/${newId()}`)).statusCode).toBe(404)
  })

  it('PE-15 is taken back with a reason, once, and the page says so', async () => {
    const [decision] = await heed.look('wei.zhang', allDecisions)
    const url = `/recognition/decisions/${decision?.id ?? ''}`
    expect((await send('wei.zhang', `${url}/undoing`, { reason: '' })).statusCode).toBe(422)
    expect((await send('wei.zhang', `${url}/undoing`, { reason: 'It was his cousin' })).statusCode).toBe(303)
    const { body } = await open('wei.zhang', url)
    expect(body).toContain('It was his cousin')
    expect(body).not.toContain('Take it back')
    expect((await send('wei.zhang', `${url}/undoing`, { reason: 'Again' })).statusCode).toBe(409)
    expect(await heed.look('wei.zhang', allDecisions)).toEqual([])
  })
})

describe('records taken out of a person on the page', () => {
  it('PE-15 are chosen with a reason, come away under an id of their own, and are told', async () => {
    const person = { familyName: 'Crowther', givenName: 'Nerys', dateOfBirth: '1970-02-03', phone: '07700 900402', addressText: '2 Weir Lane', postcode: 'ZA12 5BB' }
    const ids = await heed.act('amara.diallo', async (ctx) => {
      const found: string[] = []
      for (const each of [person, person]) {
        const { incidentId } = await anIncident(ctx, { people: [aPerson(each)] })
        found.push((await ctx.db.selectFrom('personMentions').select('id').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).id)
      }
      return found
    })
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, ids))
    const [one = '', two = ''] = ids
    const together = await personOf(one)
    expect(await personOf(two)).toBe(together)
    const bare = await send('wei.zhang', `/people/${together}/separation`, { reason: 'A sister' })
    expect([bare.statusCode, bare.body.includes('Choose the records that are of somebody else')]).toEqual([422, true])
    expect((await send('wei.zhang', `/people/${together}/separation`, { mentionIds: two, reason: '' })).statusCode).toBe(422)
    expect((await send('rosa.blake', `/people/${together}/separation`, { mentionIds: two, reason: 'A sister' })).statusCode).not.toBe(303)
    expect(await personOf(two)).toBe(together)
    const reply = await send('wei.zhang', `/people/${together}/separation`, { mentionIds: two, reason: 'A sister' })
    expect(reply.statusCode).toBe(303)
    expect(new Set([await personOf(one), await personOf(two)]).size).toBe(2)
    expect(reply.headers.location).toBe(`/people/${await personOf(two)}`)
  })
})
