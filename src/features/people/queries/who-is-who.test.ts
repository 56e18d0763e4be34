import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { correctMention, mentionPeople, type NewMention } from '../commands.ts'
import { decideReview, separatePerson, undoDecision } from '../commands/decide.ts'
import { keepDecision } from '../commands/keep-decision.ts'
import { keepReviews } from '../commands/reviews.ts'
import { getDecisionPage } from './decision-page.ts'
import { mentionsById, pairsWeighed } from './gather.ts'
import { getIdentityPage } from './identity-page.ts'
import { countReviews, getReviewPage, listReviews, REVIEWS_SHOWN } from './reviews.ts'
import { openWeighing } from './weighing.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
}, 60_000)

afterAll(async () => heed.close())

const blank: NewMention = { part: 'caller', givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, personId: null }
const bootstrap = () => kyselyOn(heed.database.pools.bootstrap)
const aMinutePasses = (): void => heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))
type Mentioned = { readonly id: string; readonly personId: string; readonly incidentId: string }

/** Somebody in a report of their own. */
async function aRecord(person: Partial<NewMention>): Promise<Mentioned> {
  return heed.act('amara.diallo', async (ctx) => {
    const { incidentId } = await anIncident(ctx, { people: [] })
    const [id = ''] = await mentionPeople(ctx, { kind: 'incident', id: incidentId }, [{ ...blank, ...person }])
    return { incidentId, ...(await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', '=', id).executeTakeFirstOrThrow()) }
  })
}

/** A question asked of two records, as recognising them would ask it. Result: its id. */
async function ask(left: Mentioned, right: Mentioned): Promise<string> {
  aMinutePasses()
  return heed.act('service:people', async (ctx) => {
    const weighing = await openWeighing(ctx)
    const mentions = await mentionsById(ctx, [left.id, right.id])
    const [one, other] = [mentions.find(({ id }) => id === left.id), mentions.find(({ id }) => id === right.id)]
    if (one === undefined || other === undefined) throw new Error('they are not on record')
    await keepReviews(ctx, weighing, { mentions, isCut: false, ...pairsWeighed(weighing, mentions.map((mention) => weighing.rowOf(mention))) }, [{ kind: 'pair', left: one, right: other }])
    return (await ctx.db.selectFrom('identityReviews').select('id').where('closedAt', 'is', null).where('leftMentionId', 'in', [left.id, right.id]).where('rightMentionId', 'in', [left.id, right.id]).executeTakeFirstOrThrow()).id
  })
}

async function twoCalled(familyName: string, over: Partial<NewMention> = {}): Promise<readonly [Mentioned, Mentioned]> {
  return [await aRecord({ familyName, givenName: 'Dilwyn', ...over }), await aRecord({ familyName, givenName: 'Dillon' })]
}

const graver = async ({ incidentId }: Mentioned, riskOrder: number, flags: readonly string[] = []): Promise<void> => {
  await sql`update incidents set risk_order = ${riskOrder}, flags = ${[...flags]} where id = ${incidentId}::uuid`.execute(bootstrap())
}

const surnamesOf = async (page = 1): Promise<readonly (string | undefined)[]> => (await heed.look('wei.zhang', (ctx) => listReviews(ctx, page))).rows.map(({ leftName }) => leftName?.split(' ').at(-1))

/** Who the audit says was shown, when this was looked at. */
async function shownBy(look: (ctx: Context) => Promise<unknown>): Promise<readonly string[]> {
  return auditedBy(() => heed.look('wei.zhang', look))
}

/** Whom and what the audit names, of what was done. */
async function auditedBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { rows: before } = await sql<{ id: string }>`select id from audit_entries`.execute(bootstrap())
  await work()
  const { rows } = await sql<{ id: string; subjectIds: readonly string[] }>`select id, subject_ids from audit_entries`.execute(bootstrap())
  const known = new Set(before.map(({ id }) => id))
  return rows.filter(({ id }) => !known.has(id)).flatMap(({ subjectIds }) => subjectIds)
}

describe('the queue of who is who', () => {
  it('PE-24 begins with the gravest consequence: the vulnerable, then the risk, then what has waited longest; a withdrawn report is no consequence', async () => {
    const asked: Record<string, readonly [Mentioned, Mentioned]> = {}
    for (const familyName of ['Early', 'Lower', 'Higher', 'Frail', 'Afraid', 'Gone', 'Late']) asked[familyName] = await twoCalled(familyName)
    const of = (familyName: string, side: 0 | 1): Mentioned => asked[familyName]?.[side] ?? { id: '', personId: '', incidentId: '' }
    await graver(of('Lower', 0), 1)
    await graver(of('Lower', 1), 2)
    await graver(of('Higher', 1), 3)
    await graver(of('Frail', 0), 0, ['vulnerable'])
    await graver(of('Afraid', 1), 2, ['intimidation', 'repeat'])
    await graver(of('Gone', 0), 3, ['vulnerable'])
    await sql`update incidents set withdrawn_at = now() where id = ${of('Gone', 0).incidentId}::uuid`.execute(bootstrap())
    for (const familyName of ['Early', 'Lower', 'Higher', 'Frail', 'Afraid', 'Gone', 'Late']) await ask(of(familyName, 0), of(familyName, 1))
    expect(await surnamesOf()).toEqual(['Afraid', 'Frail', 'Higher', 'Lower', 'Early', 'Gone', 'Late'])
    const { rows, total } = await heed.look('wei.zhang', (ctx) => listReviews(ctx, 1))
    expect(rows.map(({ riskOrder, isVulnerable }) => [riskOrder, isVulnerable])).toEqual([[2, true], [0, true], [3, false], [2, false], [0, false], [0, false], [0, false]])
    expect(total).toBe(7)
  })

  it('PE-24 names everybody by what was given, a title once, and nobody at all by nothing', async () => {
    const [mrs, nobody] = [await aRecord({ familyName: 'Pellew', givenName: 'Mrs' }), await aRecord({ phone: '07700 900611' })]
    const [doctor, whole] = [await aRecord({ familyName: 'Pellew', givenName: 'Dr Ada' }), await aRecord({ familyName: 'Mr Tom Pellew' })]
    const asked = [await ask(mrs, nobody), await ask(doctor, whole)]
    const { rows } = await heed.look('wei.zhang', (ctx) => listReviews(ctx, 1))
    expect(asked.map((id) => rows.filter((row) => row.id === id).flatMap(({ leftName, rightName }) => [leftName, rightName].toSorted((a, b) => ((a ?? '~') < (b ?? '~') ? -1 : 1))))).toEqual([['Mrs Pellew', null], ['Dr Ada Pellew', 'Mr Tom Pellew']])
    const token = await heed.tokenOf('amara.diallo')
    for (const [{ incidentId }, name] of [[mrs, 'Mrs Pellew'], [doctor, 'Dr Ada Pellew'], [whole, 'Mr Tom Pellew']] as const) {
      const { body } = await (await heed.app()).inject({ url: `/incidents/${incidentId}`, cookies: { heed: token } })
      expect(body).toContain(name)
      expect(body).not.toMatch(/\b(mrs Mrs|dr Dr|mr Mr)\b/)
    }
  })

  it('PE-24 leaves in the audit whom it showed, on the list and on the page of one question', async () => {
    const [left, right] = await twoCalled('Audited')
    const id = await ask(left, right)
    for (const shown of [await shownBy((ctx) => listReviews(ctx, 1)), await shownBy((ctx) => getReviewPage(ctx, id))]) expect(shown).toEqual(expect.arrayContaining([left.personId, right.personId]))
  })

  it('PE-24 is told page by page, each question on one of them', async () => {
    const before = await heed.look('wei.zhang', countReviews)
    const one = await aRecord({ familyName: 'Many', givenName: 'Ann' })
    const others = await heed.act('amara.diallo', async (ctx) => mentionPeople(ctx, { kind: 'incident', id: (await anIncident(ctx, { people: [] })).incidentId }, Array.from({ length: REVIEWS_SHOWN }, () => ({ ...blank, familyName: 'Many' }))))
    await heed.act('service:people', async (ctx) => {
      const persons = new Map((await mentionsById(ctx, others)).map(({ id, personId }) => [id, personId]))
      await ctx.db.insertInto('identityReviews').values(others.map((id) => ({
        id: newId(), kind: 'pair', leftMentionId: one.id, rightMentionId: id, leftPersonId: one.personId, rightPersonId: persons.get(id) ?? '', weight: 1, rival: 'namesake', consequence: 0, modelVersion: 'x', openedAt: ctx.now,
      }))).execute()
    })
    const pages = await Promise.all([1, 2, 3].map((page) => heed.look('wei.zhang', (ctx) => listReviews(ctx, page))))
    expect(pages.map(({ rows, total, pages: all }) => [rows.length, total, all])).toEqual([[REVIEWS_SHOWN, before + REVIEWS_SHOWN, 2], [before, before + REVIEWS_SHOWN, 2], [0, before + REVIEWS_SHOWN, 2]])
    expect(new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(before + REVIEWS_SHOWN)
  })
})

describe('two who decide at once', () => {
  it('PE-12 are each told plainly: what the first said stands, whichever it is, and the second learns who decided and when', async () => {
    for (const round of [1, 2, 3]) {
      const [left, right] = await twoCalled(`Atonce${['', 'a', 'b', 'c'][round] ?? ''}`)
      const reviewId = await ask(left, right)
      const said = { 'wei.zhang': 'same', 'imran.rahman': 'different' } as const
      const names = { 'wei.zhang': 'Wei Zhang', 'imran.rahman': 'Insp Imran Rahman' } as const
      const who = ['wei.zhang', 'imran.rahman'] as const
      const replies = await Promise.allSettled(who.map((by) => heed.act(by, (ctx) => decideReview(ctx, { reviewId, verdict: said[by], reason: 'I know them' }))))
      const first = who[replies.findIndex(({ status }) => status === 'fulfilled')] ?? 'wei.zhang'
      expect(replies.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { kind: 'conflict', message: `${names[first]} has decided this meanwhile`, detail: { by: names[first], at: heed.clock.now() } } }])
      const page = await heed.look('wei.zhang', (ctx) => getReviewPage(ctx, reviewId))
      expect(page).toMatchObject({ isClosed: true, decided: { verdict: said[first], by: names[first], isUndone: false } })
      expect(page.left.personId === page.right.personId).toBe(said[first] === 'same')
    }
  })

  it('PE-12 of records that were put otherwise meanwhile are refused, and whoever is left of that person is not drawn in', async () => {
    const [first, other] = await twoCalled('Meanwhile')
    const again = await aRecord({ familyName: 'Meanwhile', givenName: 'Dilwyn', personId: first.personId })
    const reviewId = await ask(again, other)
    const apart = await heed.act('imran.rahman', (ctx) => separatePerson(ctx, { personId: first.personId, mentionIds: [again.id], reason: 'His son' }))
    expect(apart).not.toBe(first.personId)
    const before = await heed.look('wei.zhang', (ctx) => mentionsById(ctx, [first.id, again.id, other.id]))
    await expect(heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'I know them' }))).rejects.toMatchObject({ kind: 'conflict', message: 'Some of these records were put with somebody else meanwhile. If there is still something to decide, it is asked anew' })
    expect(await heed.look('wei.zhang', (ctx) => mentionsById(ctx, [first.id, again.id, other.id]))).toEqual(before)
  })

  it('PE-24 PE-12 of what other evidence settled meanwhile are told that nothing is left to decide', async () => {
    const [left, right] = await twoCalled('Settled')
    const reviewId = await ask(left, right)
    await heed.act('service:people', async (ctx) => {
      const weighing = await openWeighing(ctx)
      const mentions = await mentionsById(ctx, [left.id, right.id])
      await keepReviews(ctx, weighing, { mentions, isCut: false, ...pairsWeighed(weighing, mentions.map((mention) => weighing.rowOf(mention))) }, [])
    })
    await expect(heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'I know them' }))).rejects.toMatchObject({ kind: 'conflict', message: 'Other evidence has settled this meanwhile. There is nothing left to decide' })
    expect(await heed.look('wei.zhang', (ctx) => getReviewPage(ctx, reviewId))).toMatchObject({ isClosed: true, decided: null })
  })
})

describe('what was decided, as it is told afterwards', () => {
  it('PE-10 PE-15 keeps what the decider was shown, is closed with its question, and is told as taken back where it was', async () => {
    const [left, right] = await twoCalled('Keeping', { phone: '07700 900612' })
    const reviewId = await ask(left, right)
    const shown = await heed.look('wei.zhang', (ctx) => getReviewPage(ctx, reviewId))
    const decisionId = await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'One man' }))
    const kept = await heed.act('wei.zhang', (ctx) => ctx.db.selectFrom('identityDecisions').select(['weight', 'modelVersion']).where('id', '=', decisionId).executeTakeFirstOrThrow())
    expect(kept.modelVersion).toBe(shown.modelVersion)
    expect(kept.weight).toBeCloseTo(shown.weight, 6)
    aMinutePasses()
    await heed.act('imran.rahman', (ctx) => undoDecision(ctx, { decisionId, reason: 'Two men' }))
    expect(await heed.look('wei.zhang', (ctx) => getReviewPage(ctx, reviewId))).toMatchObject({ decided: { decisionId, verdict: 'same', isUndone: true } })
    const told = await heed.look('wei.zhang', (ctx) => getDecisionPage(ctx, decisionId))
    expect(told).toMatchObject({ by: 'Wei Zhang', undone: { by: 'Insp Imran Rahman', because: 'Two men', at: heed.clock.now() } })
    expect(told.names.toSorted()).toEqual(['Dillon Keeping', 'Dilwyn Keeping'])
    expect(await shownBy((ctx) => getDecisionPage(ctx, decisionId))).toEqual(expect.arrayContaining([left.personId, right.personId]))
  })

  it('PE-15 taken back or taken apart is told to whoever was shown them as one person since they were put together, and is in the audit', async () => {
    const told = async (personId: string): Promise<number> => (await heed.look('priya.nair', (ctx) => ctx.db.selectFrom('notifications').select('id').where('kind', '=', 'person separated').where('subjectId', '=', personId).where('accountId', '=', ctx.actor.id).execute())).length
    for (const [familyName, ending] of [['Tellback', 'back'], ['Tellapart', 'apart']] as const) {
      const [left, right] = await twoCalled(familyName)
      const reviewId = await ask(left, right)
      const decisionId = await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'One man' }))
      const together = (await heed.look('wei.zhang', (ctx) => getReviewPage(ctx, reviewId))).left.personId
      aMinutePasses()
      await heed.look('priya.nair', (ctx) => Promise.resolve(ctx.shown('person', together)))
      aMinutePasses()
      const changed = await auditedBy(() => heed.act('wei.zhang', async (ctx) => {
        if (ending === 'back') await undoDecision(ctx, { decisionId, reason: 'Two men' })
        else await separatePerson(ctx, { personId: together, mentionIds: [right.id], reason: 'Two men' })
      }))
      expect([ending, await told(together)]).toEqual([ending, 1])
      expect(changed).toEqual(expect.arrayContaining([decisionId, left.personId, right.personId]))
    }
  })

  it('PE-10 not sure leaves everybody where they are, also of one put together on doubtful evidence; against a decision that holds, the way to that decision is told', async () => {
    const one = await aRecord({ familyName: 'Notsure', givenName: 'Dilwyn' })
    const other = await aRecord({ familyName: 'Notsure', givenName: 'Dillon', personId: one.personId })
    const clusterId = newId()
    await heed.act('service:people', (ctx) => ctx.db.insertInto('identityReviews').values({
      id: clusterId, kind: 'cluster', leftMentionId: one.id, rightMentionId: other.id, leftPersonId: one.personId, rightPersonId: one.personId, weight: 1, rival: 'namesake', consequence: 0, modelVersion: 'x', openedAt: ctx.now,
    }).execute())
    await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId: clusterId, verdict: 'not sure', reason: 'Nobody answers' }))
    expect(new Set((await heed.look('wei.zhang', (ctx) => mentionsById(ctx, [one.id, other.id]))).map(({ personId }) => personId))).toEqual(new Set([one.personId]))
    const [left, right] = await twoCalled('Against')
    const first = await heed.act('imran.rahman', (ctx) => keepDecision(ctx, { left: [left.id], right: [right.id], verdict: 'different', reason: 'Brothers', weight: null, modelVersion: null }))
    const reviewId = await ask(left, right)
    await expect(heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'One man' }))).rejects.toMatchObject({
      kind: 'conflict', message: 'Insp Imran Rahman decided that some of these are different people. Take that decision back first, or decide otherwise', detail: { see: `/recognition/decisions/${first}`, by: 'Insp Imran Rahman' },
    })
  })

  it('PE-15 names eight of those it speaks of at the most, each name once', async () => {
    const ids = await heed.act('amara.diallo', async (ctx) => mentionPeople(ctx, { kind: 'incident', id: (await anIncident(ctx, { people: [] })).incidentId }, [
      ...['Ann', 'Ann', 'Beth', 'Cara', 'Dora', 'Ella', 'Faye', 'Gwen', 'Hope', 'Iris'].map((givenName) => ({ ...blank, givenName, familyName: 'Several' })), blank,
    ]))
    const decisionId = await heed.act('wei.zhang', (ctx) => keepDecision(ctx, { left: ids.slice(0, 2), right: ids.slice(2), verdict: 'different', reason: 'A class of school', weight: null, modelVersion: null }))
    const { names } = await heed.look('wei.zhang', (ctx) => getDecisionPage(ctx, decisionId))
    expect(names).toEqual(['Ann', 'Beth', 'Cara', 'Dora', 'Ella', 'Faye', 'Gwen', 'Hope'].map((givenName) => `${givenName} Several`))
  })

  it('PE-15 PE-13 takes what was corrected back along with its correction', async () => {
    const [left, right] = await twoCalled('Correcting')
    const better = await heed.act('amara.diallo', (ctx) => correctMention(ctx, { kind: 'incident', id: right.incidentId }, right.id, { ...blank, familyName: 'Correcting', givenName: 'Dillan' }))
    const decisionId = await heed.act('wei.zhang', async (ctx) => decideReview(ctx, { reviewId: await ask(left, { ...right, id: better }), verdict: 'same', reason: 'One man' }))
    const personOf = (id: string) => heed.look('wei.zhang', async (ctx) => (await ctx.db.selectFrom('personMentions').select('personId').where('id', '=', id).executeTakeFirstOrThrow()).personId)
    expect([await personOf(better), await personOf(right.id)]).toEqual([await personOf(left.id), await personOf(left.id)])
    await heed.act('wei.zhang', (ctx) => undoDecision(ctx, { decisionId, reason: 'Two men' }))
    expect(await personOf(better)).not.toBe(await personOf(left.id))
    expect(await personOf(right.id)).toBe(await personOf(better))
  })

  it('PE-15 is on the person’s page, the latest first, with what came and what went; and who was shown them is known', async () => {
    const [left, right] = await twoCalled('History')
    const reviewId = await ask(left, right)
    await heed.act('wei.zhang', (ctx) => decideReview(ctx, { reviewId, verdict: 'same', reason: 'One man' }))
    aMinutePasses()
    const person = (await heed.look('wei.zhang', (ctx) => getReviewPage(ctx, reviewId))).left.personId
    await heed.act('wei.zhang', (ctx) => separatePerson(ctx, { personId: person, mentionIds: [right.id], reason: 'Two men' }))
    const page = await heed.look('wei.zhang', (ctx) => getIdentityPage(ctx, person))
    expect(page.mentions.map(({ id }) => id)).toEqual([left.id])
    expect(page.moves.map(({ isArrival, reason, by }) => [isArrival, reason, by])).toEqual([[false, 'Two men', 'Wei Zhang'], [true, 'One man', 'Wei Zhang']])
    expect(page.decisions.map(({ verdict, reason }) => [verdict, reason])).toEqual([['different', 'Two men']])
    expect(await shownBy((ctx) => getIdentityPage(ctx, person))).toContain(person)
  })
})
