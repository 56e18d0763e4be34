import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aCase } from '../examples.ts'
import { allocateCase } from './allocate.ts'
import { decideClosing, reopenCase, requestClosing } from './closing.ts'
import { addNote, recordContact } from './log.ts'
import { holdReview } from './review.ts'

const people = ['priya.nair', 'femi.adeyemi', 'imran.rahman'] as const
type Person = (typeof people)[number]
const ids = new Map<Person, string>()
let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
  for (const name of people) ids.set(name, (await heed.actor(name)).id)
  await sql`insert into heed.settings (key, value) values ('standards preset', '"demonstration"')`.execute(owner())
})
afterAll(async () => heed.close())

const owner = () => kyselyOn(heed.ground.pools.bootstrap)

/** What a case should be, worked out from the acts alone. */
interface Model { status: 'open' | 'closing requested' | 'closed'; version: number; ownerId: string | null; requestedBy: Person | null }
type Outcome = 'done' | Refusal['kind']
interface Act { readonly what: 'allocate' | 'note' | 'contact' | 'ask' | 'decide' | 'reopen' | 'review'; readonly by: Person; readonly isStale: boolean; readonly isYes: boolean; readonly reason: string; readonly other: Person }

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom('allocate', 'note', 'contact', 'ask', 'ask', 'decide', 'decide', 'reopen', 'review'), by: fc.constantFrom(...people), isStale: fc.nat(7).map((n) => n === 0), isYes: fc.boolean(), reason: fc.constantFrom('', ' ', 'Seen at home', 'It began again'), other: fc.constantFrom<Person[]>('priya.nair', 'femi.adeyemi'),
})

/** What must come of an act, and what the case then is: who may first, then what it had read, then how the case stands. */
function expected({ what, by, isStale, isYes, reason, other }: Act, model: Model): [Outcome, Model] {
  const isSergeant = by !== 'priya.nair'
  const next = { ...model, version: model.version + 1 }
  const isBlank = reason.trim() === ''
  if (['allocate', 'decide', 'reopen', 'review'].includes(what) && !isSergeant) return ['not permitted', model]
  if (isStale && what !== 'note' && what !== 'contact') return ['conflict', model]
  switch (what) {
    case 'note':
    case 'contact': return model.status === 'closed' ? ['conflict', model] : ['done', model]
    case 'allocate': return model.status === 'closed' || model.ownerId === ids.get(other) ? ['conflict', model] : ['done', { ...next, ownerId: ids.get(other) ?? null }]
    case 'ask': return model.status !== 'open' ? ['conflict', model] : ['done', { ...next, status: 'closing requested', requestedBy: by }]
    case 'reopen': return model.status !== 'closed' ? ['conflict', model] : isBlank ? ['invalid', model] : ['done', { ...next, status: 'open' }]
    case 'review': return model.status === 'closed' ? ['conflict', model] : isBlank ? ['invalid', model] : ['done', next]
    case 'decide':
      if (model.status !== 'closing requested') return ['conflict', model]
      if (model.requestedBy === by) return ['not permitted', model]
      return isYes ? ['done', { ...next, status: 'closed', requestedBy: null }] : isBlank ? ['invalid', model] : ['done', { ...next, status: 'open', requestedBy: null }]
  }
}

async function doIt(caseId: string, { what, by, isStale, isYes, reason, other }: Act, at: Model): Promise<Outcome> {
  const version = isStale ? at.version - 1 : at.version
  const done = heed.act(by, async (ctx) => {
    switch (what) {
      case 'note': return addNote(ctx, { caseId, text: 'A note' })
      case 'contact': return recordContact(ctx, { caseId, how: 'visit', at: ctx.now, isReached: isYes, said: 'What was said', told: null })
      case 'allocate': return allocateCase(ctx, { caseId, version, ownerId: ids.get(other) ?? '', reason: null })
      case 'ask': return requestClosing(ctx, { caseId, version, resultKey: 'stopped', account: 'It has stopped', told: { at: ctx.now, what: 'That it will close' }, notToldBecause: null })
      case 'decide': return decideClosing(ctx, { caseId, version, isApproved: isYes, reason })
      case 'reopen': return reopenCase(ctx, { caseId, version, reason })
      case 'review': return holdReview(ctx, { caseId, version, rank: 'sergeant', outcome: reason })
    }
  })
  return done.then(() => 'done' as const, (error: unknown) => {
    if (error instanceof Refusal) return error.kind
    throw error
  })
}

async function standingOf(caseId: string) {
  const db = owner()
  const [row, entries, clocks, closures] = await Promise.all([
    db.selectFrom('cases').select(['status', 'version', 'ownerId', 'closedAt', 'nextDueAt', 'nextReviewOn']).where('id', '=', caseId).executeTakeFirstOrThrow(),
    db.selectFrom('caseEntries').select(['id', 'kind', 'text', 'byId']).where('caseId', '=', caseId).orderBy('id').execute(),
    db.selectFrom('clocks').select('id').where('subjectId', '=', caseId).where('metAt', 'is', null).where('cancelledAt', 'is', null).execute(),
    db.selectFrom('caseClosures').select(['decision']).where('caseId', '=', caseId).execute(),
  ])
  return { row, entries, clocks: clocks.length, undecided: closures.filter(({ decision }) => decision === null).length }
}

describe('a case worked by several people in any order', () => {
  it('CA-01 CA-02 CA-04 CA-05 PL-01 stands at each step where its rules say; what is refused leaves no trace, and what was written is never changed', async () => {
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 16 }), async (acts) => {
      const { caseId } = await heed.act('service:cases', (ctx) => aCase(ctx))
      let model: Model = { status: 'open', version: 1, ownerId: null, requestedBy: null }
      let before = await standingOf(caseId)
      for (const one of acts) {
        const [outcome, then] = expected(one, model)
        expect([one, await doIt(caseId, one, model)]).toEqual([one, outcome])
        const after = await standingOf(caseId)
        expect(after.row).toMatchObject({ status: then.status, version: then.version, ownerId: then.ownerId })
        expect(after.entries.slice(0, before.entries.length)).toEqual(before.entries)
        if (outcome !== 'done') expect(after).toEqual(before)
        else expect(after.entries.slice(before.entries.length).some(({ byId }) => byId === ids.get(one.by))).toBe(true)
        // a closed case waits for nothing; one that is worked always has its next review
        expect([after.row.closedAt !== null, after.clocks === 0, after.row.nextDueAt === null, after.row.nextReviewOn === null]).toEqual(Array(4).fill(then.status === 'closed'))
        expect(after.undecided).toBe(then.status === 'closing requested' ? 1 : 0)
        ;[model, before] = [then, after]
      }
    }), { numRuns: 10 })
  }, 60_000)
})
