import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { addDays, endOfLondonDay, londonDay } from '#platform/time/day.ts'
import { earlier } from '#platform/time/instant.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { isCommunal } from '../rules/households.ts'
import { type Definition, isVulnerable, MARKS } from '../rules/repeats.ts'
import { standingInWeek } from '../rules/weeks.ts'
import { everySubject, workedOut } from '../examples.ts'
import { communalAmong } from './communal.ts'
import { type KeyedKind, keyOf, sourceOf } from './counted.ts'
import { reachedIn } from './reached.ts'
import { listRepeats, repeatOf, type RepeatsAsked } from './repeats.ts'
import { getDailyList, getWeeklyList, LINES_SHOWN } from './weekly.ts'
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
    home: fc.constantFrom(...homes), at: fc.constantFrom(...homes), type: fc.constantFrom(...types, null), borough: fc.constantFrom(1, 2), ward: fc.constantFrom(1, 2), fate: fc.constantFrom('', '', '', '', 'withdrawn', 'sealed', 'duplicate'), flag: fc.constantFrom('', '', '', 'vulnerable', 'hate', 'repeat'), risk: fc.constantFrom(0, 0, 0, 1, 2, 3),
  }), { numRuns: 70, seed: 11 })
  const known = new Map<number, string>()
  const made: Made[] = []
  for (const { ago, late, who, part, phone, home, at, type, borough, ward } of plan.toSorted((a, b) => b.ago - a.ago)) {
    const day = addDays(today, -ago)
    heed.clock.moveTo(new Date(`${day}T11:00:00Z`))
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
      type, occurredFrom: late === null ? null : new Date(`${addDays(day, -late)}T10:00:00Z`), place: { text: at, postcode: 'ZA1 2BC', addressId: null, ...middleOf(borough, ward) },
      people: [aPerson({ role: part, givenName: `Person${who}`, familyName: 'Invented', phone, addressText: home, postcode: 'ZA1 2BC', personId: known.get(who) ?? null })],
    }))
    if (!known.has(who)) known.set(who, await heed.look('amara.diallo', async ({ db }) => (await db.selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).personId))
    made.push({ id: incidentId, fate: plan[made.length]?.fate ?? '', flag: plan[made.length]?.flag ?? '', risk: plan[made.length]?.risk ?? 0 })
  }
  heed.clock.moveTo(new Date(`${today}T12:00:00Z`))
  await settle(made)
}, 120_000)

afterAll(async () => heed.close())

interface Made {
  readonly id: string
  readonly fate: string
  readonly flag: string
  readonly risk: number
}

/** Some are withdrawn, some sealed under a case that one inspector is named for, some repeat the one before; some are marked. */
async function settle(made: readonly Made[]): Promise<void> {
  const bootstrap = kyselyOn(heed.database.pools.bootstrap)
  const caseId = newId()
  const imran = await heed.actor('imran.rahman')
  await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (${newId()}, 'case', ${caseId}, ${imran.id}, 'named', 'a test of sealing', ${imran.id})`.execute(bootstrap)
  for (const [at, { id, fate, flag, risk }] of made.entries()) {
    await sql`update incidents set risk_order = ${risk}, flags = ${flag === '' ? [] : [flag]}::text[] where id = ${id}::uuid`.execute(bootstrap)
    if (fate === 'withdrawn') await sql`update incidents set withdrawn_at = now() where id = ${id}::uuid`.execute(bootstrap)
    if (fate === 'sealed') await sql`update incidents set sealed_under = ${caseId}::uuid where id = ${id}::uuid`.execute(bootstrap)
    if (fate === 'duplicate' && at > 0) await sql`update incidents set duplicate_of = ${made[at - 1]?.id}::uuid where id = ${id}::uuid`.execute(bootstrap)
  }
}

const definitions: fc.Arbitrary<Definition> = fc.record({ leastCount: fc.integer({ min: 2, max: 4 }), windowDays: fc.constantFrom(1, 14, 30, 92, 131), sameKind: fc.boolean(), reportWithinDays: fc.option(fc.constantFrom(1, 20, 31)) })

describe('the list of repeats', () => {
  it('RP-05 RP-07 has exactly those whom the rule makes repeats, from what the reader may see, and counts as many, whomever it is narrowed to; the most reports first', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...viewers), fc.constantFrom(...kinds), definitions, fc.constantFrom(...MARKS), async (username, by, tried, mark) => {
      const { list, expected } = await heed.look(username, async (ctx) => ({ list: await listRepeats(ctx, asked({ by, tried, mark })), expected: await workedOut(ctx, by, tried, { mark }) }))
      expect(new Map(list.rows.map(({ subject, standing }) => [subject.key, standing.count]))).toEqual(expected)
      expect(list.total).toBe(expected.size)
      for (const { standing } of list.rows) expect(standing.isRepeat).toBe(true)
      const order = list.rows.map(({ standing, lastAt }) => [standing.count, lastAt.getTime()] as const)
      expect(order).toEqual(order.toSorted((a, b) => b[0] - a[0] || b[1] - a[1]))
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
              return { list: found, expected: await workedOut(ctx, by, found.definition, { boroughId }) }
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

  it('RP-05 reads of somebody exactly the reports in which the policies show them, in the parts and by the names they show', async () => {
    const named = { victim: sql`concat_ws(' ', m.given_name, m.family_name)`, caller: sql`concat_ws(' ', m.given_name, m.family_name)`, phone: sql`m.phone`, household: sql`concat_ws(', ', m.address_text, m.postcode)` } as const
    for (const username of viewers) {
      await heed.look(username, async (ctx) => {
        for (const kind of ['victim', 'caller', 'phone', 'household'] as const) {
          const { rows } = await sql<{ key: string; id: string; parts: string[]; label: string }>`
            select ${keyOf(kind)} as key, i.id, array_agg(distinct m.part order by m.part) as parts, max(${named[kind]}) as label from ${sourceOf(kind, true)} where ${keyOf(kind)} is not null group by 1, 2`.execute(ctx.db)
          const read = await sql<(typeof rows)[number]>`select key, incident_id as id, parts, label from heed.reports_of_subjects(${kind}, ${[...new Set(rows.map(({ key }) => key))]}::text[], null, false)`.execute(ctx.db)
          const order = (list: typeof rows) => list.toSorted((a, b) => (`${a.key} ${a.id}` < `${b.key} ${b.id}` ? -1 : 1))
          expect([username, kind, order(read.rows)]).toEqual([username, kind, order(rows)])
        }
      })
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

describe('the lists of a span of days', () => {
  it('RP-20 RP-05 have exactly those who were a repeat when they were reported in it, from what the reader may see, each on its last such day', async () => {
    const spans = fc.record({ ago: fc.integer({ min: 0, max: 40 }), days: fc.integer({ min: 1, max: 7 }) }).map(({ ago, days }) => ({ monday: addDays(today, 1 - ago - days), sunday: addDays(today, -ago) }))
    await fc.assert(fc.asyncProperty(fc.constantFrom(...viewers), definitions, spans, async (username, tried, span) => {
      await heed.look(username, async (ctx) => {
        const reached = await reachedIn(ctx, kinds, span, earlier(ctx.now, endOfLondonDay(span.sunday)), tried)
        const madeBy = new Map<string, Set<string>>()
        for (const kind of kinds) {
          const expected = (await everySubject(ctx, kind)).flatMap((subject) => {
            const found = standingInWeek(tried, subject.reports, span)
            if (found === null) return []
            const { standing, lastAt, riskOrder, flags } = repeatOf(subject, tried, found.asOf)
            const roots = subject.reports.flatMap(({ id, duplicateOf }) => (standing.alike.has(id) ? [duplicateOf ?? id] : []))
            const mark = reached.find((one) => one.kind === kind && one.key === subject.key)?.madeBy ?? 'missing'
            madeBy.set(mark, (madeBy.get(mark) ?? new Set()).add([...new Set(roots)].sort().join(' ')))
            return [[subject.key, found.asOf, found.standing, standing.count, lastAt.getTime(), riskOrder, flags.some((flag) => ['vulnerable', 'hate', 'intimidation'].includes(flag))] as const]
          })
          const told = reached.filter((one) => one.kind === kind).map((one) => [one.key, one.asOf, one.wasBefore ? 'continuing' : 'new', one.reports, one.lastAt.getTime(), one.riskOrder, one.isVulnerable] as const)
          expect([kind, told.toSorted(byKey)]).toEqual([kind, expected.toSorted(byKey)])
        }
        // the same reports have the same mark, and no two sets of reports share one
        for (const sets of madeBy.values()) expect(sets.size).toBe(1)
        expect(new Set([...madeBy.values()].flatMap((sets) => [...sets])).size).toBe(madeBy.size)
      })
    }), { numRuns: 30 })
  })

  it('RP-21 RP-22 turn page by page through every line once, and have none beyond the last', async () => {
    const whole = await heed.look('helen.whitby', (ctx) => getWeeklyList(ctx, { day: today, ruleKey: 'twice-in-twelve-months', page: null }))
    const first = await heed.look('helen.whitby', (ctx) => getWeeklyList(ctx, { day: today, ruleKey: 'twice-in-twelve-months', page: 1 }))
    const lines = (list: typeof whole): readonly string[] => list.boroughs.flatMap(({ lines: own }) => own.map(({ repeats }) => repeats.map(({ subject }) => subject.key).join()))
    expect(lines(first)).toEqual(lines(whole).slice(0, LINES_SHOWN))
    expect(whole.boroughs.reduce((sum, { total }) => sum + total, 0)).toBe(whole.total)
    await expect(heed.look('helen.whitby', (ctx) => getWeeklyList(ctx, { day: today, ruleKey: null, page: 99 }))).rejects.toMatchObject({ kind: 'not found' })
    await expect(heed.look('helen.whitby', (ctx) => getDailyList(ctx, { ruleKey: null, page: 99 }))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('RP-31 RP-05 takes for communal exactly the addresses that so many family names are seen to give, for each reader by what they see', async () => {
    const people = kyselyOn(heed.database.pools.bootstrap)
    const { rows: mentions } = await sql<{ id: string; key: string }>`select m.id, m.address_key as key from person_mentions m order by m.id`.execute(people)
    // the fewest names from which an address is communal, on some of them seen by all and on some only by a few
    for (const [at, { id }] of mentions.entries()) await sql`update person_mentions set family_name_key = ${`family ${at % 9}`} where id = ${id}::uuid`.execute(people)
    for (const username of viewers) {
      await heed.look(username, async (ctx) => {
        const keys = [...new Set(mentions.map(({ key }) => key))]
        const seen = await ctx.db.selectFrom('personMentions').select(['addressKey', 'familyNameKey', 'personId']).where('part', '<>', 'suspect').where('correctedById', 'is', null).execute()
        const expected = keys.filter((key) => isCommunal(seen.filter(({ addressKey }) => addressKey === key).map(({ personId, familyNameKey }) => ({ personId, familyKey: familyNameKey, firstOn: today, lastOn: today })), false))
        expect([username, [...(await communalAmong(ctx, keys))].sort()]).toEqual([username, expected.sort()])
      })
    }
    await sql`update person_mentions set family_name_key = 'invented'`.execute(people)
  })
})

function byKey(one: readonly unknown[], other: readonly unknown[]): number {
  return String(one[0]) < String(other[0]) ? -1 : 1
}

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
    for (const line of list.vulnerable) expect(isVulnerable(line)).toBe(true)
    for (const line of list.others) expect(isVulnerable(line)).toBe(false)
    expect([list.vulnerable.length, list.others.length]).toEqual([list.vulnerableTotal, list.othersTotal])
  })
})
