import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#platform/errors.ts'
import { instantAt } from '#platform/time/instant.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident, aPerson } from '../examples.ts'
import { countUnnotified } from '../queries/ledger.ts'
import type { Report } from '../rules/report.ts'
import { ANSWERS } from '../rules/screening.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

const now = new Date('2026-11-23T12:00:00Z').getTime()
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((value) => !/[\u0000-\u001f\u007f]/.test(value))
const textOrNull = fc.option(text.map((value) => value.trim() || 'x'), { nil: null })
const moment = fc.integer({ min: new Date('1995-01-01T00:00:00Z').getTime(), max: now }).map(instantAt)

const person = fc.record({
  role: fc.constantFrom('caller' as const, 'victim' as const, 'witness' as const, 'suspect' as const), givenName: textOrNull, familyName: textOrNull,
  phone: fc.option(fc.constantFrom('07700 900123', '+44 20 7946 0101', 'withheld', 'ring the bell'), { nil: null }), email: textOrNull, addressText: textOrNull,
  postcode: fc.option(fc.constantFrom('ZA1 2BC', 'za12bc', 'nowhere'), { nil: null }), dateOfBirth: fc.option(fc.constantFrom('1961-04-02', '1970-01-01', '2030-01-01'), { nil: null }),
  wantsContact: fc.option(fc.boolean(), { nil: null }), safeToContact: textOrNull,
}).map((over) => aPerson(over))

const report: fc.Arbitrary<Partial<Report>> = fc.record({
  channel: fc.constantFrom('999', '101', 'front-counter', 'neighbourhood-team', 'online', 'partner'), reportedAt: moment, occurredFrom: fc.option(moment, { nil: null }), occurredTo: fc.option(moment, { nil: null }),
  type: fc.option(fc.constantFrom('202', '211', 'fireworks'), { nil: null }), qualifier: fc.option(fc.constantFrom('personal', 'nuisance', 'environmental'), { nil: null }), narrative: text,
  place: fc.record({
    text: textOrNull, postcode: fc.option(fc.constantFrom('ZA1 2BC', 'ZZ', '  '), { nil: null }), addressId: fc.constant(null),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }), latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  }),
  people: fc.array(person, { maxLength: 4 }),
  screening: fc.uniqueArray(fc.record({ question: fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5', 'd6'), answer: fc.constantFrom(...ANSWERS), detail: textOrNull, reason: textOrNull }), { selector: ({ question }) => question }),
  grade: fc.option(fc.constantFrom('immediate', 'significant', 'extended', 'referred'), { nil: null }),
})

const malformed: fc.Arbitrary<Partial<Report>> = fc.constantFrom<Partial<Report>[]>(
  { type: '999' }, { type: 'hoax-call' }, { grade: 'urgent-ish' }, { reportedAt: instantAt(now + 301_000) }, { occurredFrom: instantAt(now + 301_000) }, { occurredTo: instantAt(now + 86_400_000) },
  { screening: [{ question: 'd9', answer: 'yes' }] }, { screening: [{ question: 'd1', answer: 'yes' }, { question: 'd1', answer: 'yes' }] },
)

async function rows() {
  return heed.look('amara.diallo', async (ctx) => {
    const count = async (table: 'incidents' | 'notifications' | 'personMentions' | 'screeningAnswers' | 'incidentEntries') =>
      Number((await ctx.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n)
    return { incidents: await count('incidents'), told: await count('notifications'), people: await count('personMentions'), answers: await count('screeningAnswers'), entries: await count('incidentEntries') }
  })
}

describe('every report', () => {
  it('IN-40 that is well formed makes exactly one incident, tells exactly one team, and keeps each answer and each person as given', async () => {
    await fc.assert(fc.asyncProperty(report, async (given) => {
      const before = await rows()
      const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx, given))
      const after = await rows()
      expect(after).toEqual({
        incidents: before.incidents + 1, told: before.told + 1, people: before.people + (given.people?.length ?? 0), answers: before.answers + (given.screening?.length ?? 0),
        entries: before.entries + (given.grade === null ? 1 : 2),
      })
      await heed.look('amara.diallo', async (ctx) => {
        const kept = await ctx.db.selectFrom('screeningAnswers').select(['question', 'answer', 'detail', 'notAskedBecause as reason']).where('incidentId', '=', made.incidentId).execute()
        expect(new Set(kept.map((row) => JSON.stringify(row)))).toEqual(new Set((given.screening ?? []).map(({ question, answer, detail, reason }) => JSON.stringify({ question, answer, detail: detail ?? null, reason: reason ?? null }))))
        const incident = await ctx.db.selectFrom('incidents').select(['narrative', 'teamId', 'reportedAt']).where('id', '=', made.incidentId).executeTakeFirstOrThrow()
        expect(incident).toEqual({ narrative: given.narrative, teamId: made.teamId, reportedAt: given.reportedAt })
      })
    }), { numRuns: 40 })
    expect(await heed.look('service:cli', countUnnotified)).toBe(0)
  }, 60_000)

  it('IN-40 that is malformed names the field and leaves no row anywhere', async () => {
    await fc.assert(fc.asyncProperty(report, malformed, async (given, fault) => {
      const before = await rows()
      const refused = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { ...given, reportedAt: instantAt(now), ...fault })).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(Refusal)
      expect(refused).toMatchObject({ kind: 'invalid', detail: { field: expect.any(String) } })
      expect(await rows()).toEqual(before)
    }), { numRuns: 20 })
  }, 60_000)
})
