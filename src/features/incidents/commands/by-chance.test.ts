import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident } from '../examples.ts'
import { NEXT, type ResponseStatus } from '../rules/response.ts'
import { addNote } from './log.ts'
import { decideFlag, raiseFlag } from './research.ts'
import { briefUnit, correctResult, deploy, type GivenResult, regrade, resultIncident } from './respond.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const people = ['amara.diallo', 'priya.nair', 'karin.lindqvist'] as const
type Person = (typeof people)[number]
type FlagState = 'raised' | 'confirmed' | 'lifted'
/** What an incident should be, worked out from the acts alone. */
interface Model { readonly status: ResponseStatus; readonly version: number; readonly grade: string; readonly flag: FlagState | null; readonly results: number }
type Outcome = 'done' | Refusal['kind']

const WHAT = ['grade', 'send', 'send nobody', 'result', 'correct', 'raise', 'confirm', 'lift', 'note', 'brief'] as const
interface Act { readonly what: (typeof WHAT)[number]; readonly by: Person; readonly isStale: boolean; readonly reason: string; readonly grade: string }
const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom(...WHAT, 'send', 'result', 'correct', 'lift'), by: fc.constantFrom(...people), isStale: fc.nat(7).map((n) => n === 0),
  reason: fc.constantFrom('', '  ', 'A neighbour said so', 'It was another street'), grade: fc.constantFrom('extended', 'significant', 'immediate'),
})

/** What must come of an act, and how the incident then stands: who may, what they had read, what the record allows, what they said. */
function expected({ what, by, isStale, reason, grade }: Act, at: Model): [Outcome, Model] {
  const isBlank = reason.trim() === ''
  const next = { ...at, version: at.version + 1 }
  const move = (status: ResponseStatus): [Outcome, Model] => (NEXT[at.status].includes(status) ? ['done', { ...next, status }] : ['conflict', at])
  if ((what === 'grade' && by === 'priya.nair') || ((what === 'confirm' || what === 'lift') && by !== 'karin.lindqvist')) return ['not permitted', at]
  if (what === 'note') return isBlank ? ['invalid', at] : ['done', at]
  if (what === 'brief') return at.status === 'resulted' ? ['conflict', at] : ['done', at]
  if (isStale) return ['conflict', at]
  switch (what) {
    case 'grade': return at.status === 'resulted' ? ['conflict', at] : at.grade === grade || isBlank ? ['invalid', at] : ['done', { ...next, grade }]
    case 'send': return move('deployed')
    case 'send nobody': return NEXT[at.status].includes('not deployed') && isBlank ? ['invalid', at] : move('not deployed')
    case 'result': return NEXT[at.status].includes('resulted') ? ['done', { ...next, status: 'resulted', results: 1 }] : ['conflict', at]
    case 'correct': return at.status !== 'resulted' ? ['conflict', at] : isBlank ? ['invalid', at] : ['done', { ...next, results: at.results + 1 }]
    case 'raise': return (at.flag !== null && at.flag !== 'lifted') || isBlank ? ['invalid', at] : ['done', { ...next, flag: 'raised' }]
    case 'confirm': return at.flag === null || at.flag === 'confirmed' ? ['invalid', at] : ['done', { ...next, flag: 'confirmed' }]
    case 'lift': return at.flag === null || at.flag === 'lifted' || isBlank ? ['invalid', at] : ['done', { ...next, flag: 'lifted' }]
  }
}

const result: GivenResult = {
  codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: 'Romeo 1', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'They asked not to be rung',
}

async function doIt(incidentId: string, { what, by, isStale, reason, grade }: Act, at: Model): Promise<Outcome> {
  const read = { incidentId, version: isStale ? at.version - 1 : at.version }
  const done = heed.act(by, async (ctx): Promise<void> => {
    switch (what) {
      case 'grade': return regrade(ctx, { ...read, grade, reason })
      case 'send': return deploy(ctx, { ...read, isDeployed: true, unit: 'Romeo 1', officerId: null, at: null, told: reason, because: '' })
      case 'send nobody': return deploy(ctx, { ...read, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: reason })
      case 'result': return resultIncident(ctx, { ...read, ...result })
      case 'correct': return correctResult(ctx, { ...read, ...result, reason })
      case 'raise': return raiseFlag(ctx, { ...read, flag: 'hate', reason })
      case 'confirm': return decideFlag(ctx, { ...read, flag: 'hate', decision: 'confirmed', reason })
      case 'lift': return decideFlag(ctx, { ...read, flag: 'hate', decision: 'lifted', reason })
      case 'note': return addNote(ctx, { incidentId, text: reason })
      case 'brief': return briefUnit(ctx, { incidentId, told: 'A dog in the yard' })
    }
  })
  return done.then(() => 'done' as const, (error: unknown) => {
    if (error instanceof Refusal) return error.kind
    throw error
  })
}

const Versioned = z.looseObject({ version: z.number().optional() })

async function standingOf(incidentId: string) {
  const db = kyselyOn(heed.database.pools.bootstrap)
  const [row, flags, entries, events] = await Promise.all([
    db.selectFrom('incidents').select(['status', 'version', 'grade', 'flags', 'resultedAt', 'reportedAt', 'recordedAt']).where('id', '=', incidentId).executeTakeFirstOrThrow(),
    db.selectFrom('incidentFlags').select(['flag', 'state', 'reason', 'decidedBy']).where('incidentId', '=', incidentId).where('flag', '=', 'hate').execute(),
    db.selectFrom('incidentEntries').select(['id', 'kind', 'text', 'byId', 'correctsId', 'detail']).where('incidentId', '=', incidentId).orderBy('id').execute(),
    sql<{ name: string }>`select name from events where subject_id = ${incidentId}::uuid and name in ('incident.resulted', 'incident.flagged') order by id`.execute(db),
  ])
  return { row, flags, entries, events: events.rows.map(({ name }) => name) }
}

describe('an incident worked by several people in any order', () => {
  it('IN-05 IN-06 IN-23 IN-29 IN-33 IN-34 PL-01 stands at each step where its rules say; what is refused leaves no trace, and what was written is never changed', async () => {
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 18 }), async (acts) => {
      const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
      let model: Model = { status: 'recorded', version: 1, grade: 'extended', flag: null, results: 0 }
      let before = await standingOf(incidentId)
      const first = before.row
      for (const one of acts) {
        const [outcome, then] = expected(one, model)
        expect([one, await doIt(incidentId, one, model)]).toEqual([one, outcome])
        const after = await standingOf(incidentId)
        expect(after.row).toMatchObject({ status: then.status, version: then.version, grade: then.grade, reportedAt: first.reportedAt, recordedAt: first.recordedAt })
        expect(after.entries.slice(0, before.entries.length)).toEqual(before.entries)
        if (outcome !== 'done') expect(after).toEqual(before)
        else expect(after.entries.length).toBeGreaterThan(before.entries.length)
        // the flag on the incident is the flag on record, and only while it is not lifted
        expect(after.flags.map(({ state }) => state)).toEqual(then.flag === null ? [] : [then.flag])
        expect(after.row.flags.includes('hate')).toBe(then.flag === 'raised' || then.flag === 'confirmed')
        expect(new Set(after.row.flags).size).toBe(after.row.flags.length)
        expect(after.row.resultedAt !== null).toBe(then.status === 'resulted')
        ;[model, before] = [then, after]
      }
      const results = before.entries.filter(({ kind }) => kind === 'result')
      // each correction points at the result before it, so that one alone stands
      expect(results.map(({ correctsId }) => correctsId)).toEqual(results.map((_, at) => results[at - 1]?.id ?? null))
      expect([results.length, before.events.filter((name) => name === 'incident.resulted').length]).toEqual([model.results, Math.min(model.results, 1)])
      // no version is made without an entry that says so
      const said = new Set(before.entries.flatMap(({ detail }) => Versioned.parse(detail).version ?? []))
      for (let version = 2; version <= model.version; version += 1) expect(said).toContain(version)
    }), { numRuns: 12 })
  }, 60_000)
})
