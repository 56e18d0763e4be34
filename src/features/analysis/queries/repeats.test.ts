import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { addDays, londonDay } from '#platform/time/day.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { type Definition, standingUnder } from '../rules/repeats.ts'
import { type KeyedKind, keyOf, sourceOf } from './counted.ts'
import { listRepeats, type RepeatsAsked } from './repeats.ts'
import { subjectsOf } from './subjects.ts'
import { getDailyList, getWeeklyList } from './weekly.ts'
import { weeklyCsv } from './weekly-csv.ts'

const today = '2026-11-23'
const phones = ['07700 900101', '07700 900102', '07700 900103'] as const
const homes = ['1 Tanner Street', '2 Tanner Street', '3 Tanner Street'] as const
const types = ['202', '204'] as const
const parts = ['victim', 'caller', 'suspect', 'witness'] as const
const kinds: readonly KeyedKind[] = ['victim', 'caller', 'household', 'phone', 'address']
const viewers = ['wei.zhang', 'priya.nair', 'femi.adeyemi', 'rosa.blake', 'helen.whitby', 'owen.tate', 'nadia.kovacs'] as const
const asked = (over: Partial<RepeatsAsked> = {}): RepeatsAsked => ({ by: 'victim', ruleKey: null, tried: null, radiusMetres: 100, boroughId: null, mark: 'any', page: 1, ...over })

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
  const plan = fc.sample(fc.record({
    ago: fc.integer({ min: 0, max: 130 }), late: fc.option(fc.integer({ min: 0, max: 60 })), who: fc.integer({ min: 0, max: 3 }), part: fc.constantFrom(...parts), phone: fc.constantFrom(...phones, null),
    home: fc.constantFrom(...homes), at: fc.constantFrom(...homes), type: fc.constantFrom(...types, null), borough: fc.constantFrom(1, 2), ward: fc.constantFrom(1, 2), fate: fc.constantFrom('', '', '', '', 'withdrawn', 'sealed', 'duplicate'),
  }), { numRuns: 70, seed: 11 })
  const known = new Map<number, string>()
  const made: { id: string; fate: string }[] = []
  for (const { ago, late, who, part, phone, home, at, type, borough, ward } of plan.toSorted((a, b) => b.ago - a.ago)) {
    const day = addDays(today, -ago)
    heed.clock.moveTo(new Date(`${day}T11:00:00Z`))
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
      type, occurredFrom: late === null ? null : new Date(`${addDays(day, -late)}T10:00:00Z`), place: { text: at, postcode: 'ZA1 2BC', addressId: null, ...middleOf(borough, ward) },
      people: [aPerson({ role: part, givenName: `Person${who}`, familyName: 'Invented', phone, addressText: home, postcode: 'ZA1 2BC', personId: known.get(who) ?? null })],
    }))
    if (!known.has(who)) known.set(who, await heed.look('amara.diallo', async ({ db }) => (await db.selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).personId))
    made.push({ id: incidentId, fate: plan[made.length]?.fate ?? '' })
  }
  heed.clock.moveTo(new Date(`${today}T12:00:00Z`))
  await settle(made)
}, 120_000)

afterAll(async () => heed.close())

/** Some are withdrawn, some sealed under a case that one inspector is named for, some repeat the one before. */
async function settle(made: readonly { id: string; fate: string }[]): Promise<void> {
  const bootstrap = kyselyOn(heed.database.pools.bootstrap)
  const caseId = newId()
  const imran = await heed.actor('imran.rahman')
  await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (${newId()}, 'case', ${caseId}, ${imran.id}, 'named', 'a test of sealing', ${imran.id})`.execute(bootstrap)
  for (const [at, { id, fate }] of made.entries()) {
    if (fate === 'withdrawn') await sql`update incidents set withdrawn_at = now() where id = ${id}::uuid`.execute(bootstrap)
    if (fate === 'sealed') await sql`update incidents set sealed_under = ${caseId}::uuid where id = ${id}::uuid`.execute(bootstrap)
    if (fate === 'duplicate' && at > 0) await sql`update incidents set duplicate_of = ${made[at - 1]?.id}::uuid where id = ${id}::uuid`.execute(bootstrap)
  }
}

/** Every repeat of a kind, worked out from the reports one may see by the pure rule alone. */
async function workedOut(ctx: Context, kind: KeyedKind, definition: Definition, boroughId: string | null): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: string }>`select distinct ${keyOf(kind)} as key from ${sourceOf(kind, true)} where ${keyOf(kind)} is not null`.execute(ctx.db)
  const subjects = await subjectsOf(ctx, kind, rows.map(({ key }) => key))
  return new Map(subjects.flatMap(({ key, reports }) => {
    const { isRepeat, count } = standingUnder(definition, reports.filter((report) => boroughId === null || report.boroughId === boroughId), londonDay(ctx.now))
    return isRepeat ? [[key, count] as const] : []
  }))
}

const definitions: fc.Arbitrary<Definition> = fc.record({ leastCount: fc.integer({ min: 2, max: 4 }), windowDays: fc.constantFrom(1, 14, 30, 92, 131), sameKind: fc.boolean(), reportWithinDays: fc.constant(null) })

describe('the list of repeats', () => {
  it('RP-05 has exactly those whom the rule makes repeats, from what the reader may see, and counts as many', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...viewers), fc.constantFrom(...kinds), definitions, async (username, by, tried) => {
      const { list, expected } = await heed.look(username, async (ctx) => ({ list: await listRepeats(ctx, asked({ by, tried })), expected: await workedOut(ctx, by, tried, null) }))
      expect(new Map(list.rows.map(({ subject, standing }) => [subject.key, standing.count]))).toEqual(expected)
      expect(list.total).toBe(expected.size)
      for (const { standing } of list.rows) expect(standing.isRepeat).toBe(true)
    }), { numRuns: 60 })
  })

  it('RP-03 RP-05 under each preset, and narrowed to a borough, too', async () => {
    for (const username of ['wei.zhang', 'helen.whitby'] as const) {
      for (const ruleKey of ['three-in-three-months', 'twice-in-twelve-months', 'case-review-threshold']) {
        for (const by of kinds) {
          const { boroughs } = await heed.look(username, (ctx) => listRepeats(ctx, asked({ by, ruleKey })))
          for (const boroughId of [null, boroughs[0]?.id ?? null]) {
            const { list, expected } = await heed.look(username, async (ctx) => {
              const found = await listRepeats(ctx, asked({ by, ruleKey, boroughId }))
              return { list: found, expected: await workedOut(ctx, by, found.definition, boroughId) }
            })
            expect([username, ruleKey, by, new Map(list.rows.map(({ subject, standing }) => [subject.key, standing.count]))]).toEqual([username, ruleKey, by, expected])
            expect(list.total).toBe(expected.size)
          }
        }
      }
    }
  })

  it('RP-05 names and counts nothing of a report beyond the reader’s sight, by whichever way it is asked', async () => {
    for (const username of viewers) {
      const visible = new Set(await heed.look(username, async ({ db }) => (await db.selectFrom('incidents').select('id').execute()).map(({ id }) => id)))
      for (const by of [...kinds, 'place' as const]) {
        const list = await heed.look(username, (ctx) => listRepeats(ctx, asked({ by, tried: { leastCount: 2, windowDays: 131, sameKind: false, reportWithinDays: null }, radiusMetres: 500 })))
        for (const { subject, standing } of list.rows) {
          expect(subject.reports.every(({ id }) => visible.has(id))).toBe(true)
          expect(standing.count).toBeLessThanOrEqual(subject.reports.length)
        }
      }
      for (const list of [await heed.look(username, (ctx) => getWeeklyList(ctx, { day: null, ruleKey: null, page: null })), await heed.look(username, (ctx) => getWeeklyList(ctx, { day: today, ruleKey: 'twice-in-twelve-months', page: null }))]) {
        for (const { lines } of list.boroughs) for (const { repeats } of lines) for (const { subject } of repeats) expect(subject.reports.every(({ id }) => visible.has(id))).toBe(true)
      }
    }
  })

  it('RP-04 has places within the radius asked for', async () => {
    const { rows, total } = await heed.look('helen.whitby', (ctx) => listRepeats(ctx, asked({ by: 'place', tried: { leastCount: 3, windowDays: 131, sameKind: false, reportWithinDays: null } })))
    // four wards' middles, 1.4 kilometres apart or more: every report lies in one of them
    expect(total).toBe(4)
    for (const { standing, subject } of rows) expect(subject.reports).toHaveLength(standing.count)
  })

  it('RP-05 has no page beyond its last, and no rule that is not in force', async () => {
    await expect(heed.look('wei.zhang', (ctx) => listRepeats(ctx, asked({ page: 40 })))).rejects.toMatchObject({ kind: 'not found' })
    await expect(heed.look('wei.zhang', (ctx) => listRepeats(ctx, asked({ ruleKey: 'no-such-rule' })))).rejects.toMatchObject({ kind: 'not found' })
  })
})

describe('the weekly list', () => {
  it('RP-20 RP-21 is the last week that is over unless another is asked for; each line once, new ones first, and its file says the same', async () => {
    const list = await heed.look('helen.whitby', (ctx) => getWeeklyList(ctx, { day: null, ruleKey: 'twice-in-twelve-months', page: null }))
    expect(list.week).toEqual({ monday: '2026-11-16', sunday: '2026-11-22' })
    expect(list).toMatchObject({ isOver: true, next: today, previous: '2026-11-09' })
    expect(list.total).toBeGreaterThan(0)
    for (const { lines } of list.boroughs) {
      expect(lines.map(({ standing }) => standing)).toEqual(lines.map(({ standing }) => standing).toSorted((a, b) => b.localeCompare(a)))
      for (const { lastAt, count } of lines) {
        expect(londonDay(lastAt) >= list.week.monday && londonDay(lastAt) <= list.week.sunday).toBe(true)
        expect(count).toBeGreaterThanOrEqual(2)
      }
    }
    const sets = list.boroughs.flatMap(({ lines }) => lines.map(({ repeats }) => repeats[0]?.standing.verdicts.filter(({ counts }) => counts).map(({ id }) => id).sort().join(' ')))
    expect(new Set(sets).size).toBe(sets.length)
    const text = weeklyCsv(list).toString('utf8')
    expect(text.trim().split('\r\n')).toHaveLength(list.total + 1)
    expect(text).toContain('slideplayer.com')
    await expect(heed.look('helen.whitby', (ctx) => getWeeklyList(ctx, { day: '2026-11-30', ruleKey: null, page: 1 }))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('RP-22 the day’s list has the repeats reported since yesterday, the vulnerable apart', async () => {
    const list = await heed.look('helen.whitby', (ctx) => getDailyList(ctx, { ruleKey: 'twice-in-twelve-months', page: 1 }))
    expect(list.since).toBe('2026-11-22')
    for (const { lastAt } of [...list.vulnerable, ...list.others]) expect(londonDay(lastAt) >= list.since).toBe(true)
    for (const { flags, riskOrder } of list.vulnerable) expect(riskOrder >= 2 || ['vulnerable', 'hate', 'intimidation'].some((flag) => flags.includes(flag))).toBe(true)
  })
})
