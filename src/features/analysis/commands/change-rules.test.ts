import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { allRules, rulesInForce } from '../queries/rule-list.ts'
import { addRule, endRule, reviseRule, type RuleGiven } from './change-rules.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

const given = (over: Partial<RuleGiven> = {}): RuleGiven => ({
  name: 'Twice in a fortnight', leastCount: 2, windowDays: 14, sameKind: false, reportWithinDays: null, radiusMetres: null, subjects: ['victim', 'address'], raisesTask: false,
  from: '2026-11-23', reason: 'The borough asked for earlier warning', source: null, ...over,
})
const inForce = (day: string) => heed.look('robin.castle', (ctx) => rulesInForce(ctx, day))
const keys = async (day: string) => (await inForce(day)).map(({ key, version }) => `${key} ${version}`)
const idOf = async (key: string, version: number): Promise<string> => (await heed.look('robin.castle', allRules)).find((rule) => rule.key === key && rule.version === version)?.id ?? ''

describe('the rules that ship', () => {
  it('RP-15 are the three published definitions, each with its source, and nothing of our own', async () => {
    const rules = await inForce('2026-11-23')
    expect(rules.map(({ name, leastCount, windowDays, sameKind, reportWithinDays, radiusMetres }) => [name, leastCount, windowDays, sameKind, reportWithinDays, radiusMetres])).toEqual([
      ['Three similar in three months', 3, 92, true, null, null], ['Two similar in twelve months', 2, 365, true, null, null], ['Three in six months, each reported within a month', 3, 183, false, 31, null],
    ])
    for (const rule of rules) {
      expect(rule.isPreset).toBe(true)
      expect(rule.source).toMatch(/https:\/\//)
      expect(rule.subjects).not.toContain('place')
    }
    expect(await keys('2000-01-01')).toHaveLength(3)
  })
})

describe('a rule of the force’s own', () => {
  it('RP-15 applies from its day on, says why and by whom, and is not taken for a published one', async () => {
    const id = await heed.act('robin.castle', (ctx) => addRule(ctx, given({ from: '2026-12-01' })))
    expect(await keys('2026-11-30')).not.toContain('twice-in-a-fortnight 1')
    expect(await keys('2026-12-01')).toContain('twice-in-a-fortnight 1')
    const rule = (await heed.look('robin.castle', allRules)).find((each) => each.id === id)
    expect(rule).toMatchObject({ isPreset: false, source: null, certainty: 'the force’s own', createdByName: 'Robin Castle', reason: 'The borough asked for earlier warning' })
    await expect(heed.act('robin.castle', (ctx) => addRule(ctx, given()))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'name' } })
  })

  it('RP-15 changes by another version, and the one before ends that day; an old version changes no more', async () => {
    const first = await idOf('twice-in-a-fortnight', 1)
    await heed.act('robin.castle', (ctx) => reviseRule(ctx, first, given({ from: '2027-01-01', windowDays: 21 })))
    expect(await keys('2026-12-31')).toContain('twice-in-a-fortnight 1')
    expect(await keys('2027-01-01')).toContain('twice-in-a-fortnight 2')
    await expect(heed.act('robin.castle', (ctx) => reviseRule(ctx, first, given({ from: '2027-02-01' })))).rejects.toMatchObject({ kind: 'conflict' })
    await expect(heed.act('robin.castle', (ctx) => endRule(ctx, { ruleId: first, from: '2027-02-01', reason: 'No' }))).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('RP-15 ends on a day with its reason, or never begins when it is ended before', async () => {
    const second = await idOf('twice-in-a-fortnight', 2)
    await expect(heed.act('robin.castle', (ctx) => endRule(ctx, { ruleId: second, from: '2026-12-15', reason: 'Too soon' }))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'from' } })
    await heed.act('robin.castle', (ctx) => endRule(ctx, { ruleId: second, from: '2027-01-01', reason: 'Thought better of' }))
    expect((await keys('2027-01-01')).some((key) => key.startsWith('twice-in-a-fortnight'))).toBe(false)
    expect((await heed.look('robin.castle', allRules)).find(({ id }) => id === second)).toMatchObject({ isNever: true, endedBecause: 'Thought better of', endedByName: 'Robin Castle' })
  })

  it.each([
    ['a day that is past', { from: '2026-11-22' }, 'from'], ['no subject', { subjects: [] }, 'subjects'], ['places without a radius', { subjects: ['place' as const] }, 'radiusMetres'], ['a name without letters', { name: '!!!' }, 'name'],
  ])('RP-15 is refused with %s', async (_what, over, field) => {
    await expect(heed.act('robin.castle', (ctx) => addRule(ctx, given({ name: `Another ${field}`, ...over })))).rejects.toMatchObject({ kind: 'invalid', detail: { field } })
  })

  it('RP-43 is made by nobody else, also not past the page', async () => {
    await expect(heed.act('wei.zhang', (ctx) => addRule(ctx, given({ name: 'Mine' })))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('wei.zhang', ({ db }) => sql`update repeat_rules set ended_because = 'smuggled'`.execute(db))).rejects.toThrow(/not for this account/)
    await expect(heed.act('robin.castle', ({ db }) => sql`update repeat_rules set least_count = 2`.execute(db))).rejects.toThrow(/permission denied/)
  })
})

describe('a preset', () => {
  it('RP-15 keeps its count, window and source whatever is sent; the force chooses whom it is for and whether it raises tasks', async () => {
    const preset = await idOf('twice-in-twelve-months', 1)
    await heed.act('robin.castle', (ctx) => reviseRule(ctx, preset, given({ name: 'Mine', leastCount: 9, windowDays: 9, source: 'Me', subjects: ['caller', 'place'], radiusMetres: 75, raisesTask: true, from: '2026-12-01' })))
    const rule = (await inForce('2026-12-01')).find(({ key }) => key === 'twice-in-twelve-months')
    expect(rule).toMatchObject({ version: 2, name: 'Two similar in twelve months', leastCount: 2, windowDays: 365, sameKind: true, isPreset: true, subjects: ['caller', 'place'], radiusMetres: 75, raisesTask: true })
    expect(rule?.source).toContain('slideplayer')
    await expect(heed.act('robin.castle', (ctx) => endRule(ctx, { ruleId: rule?.id ?? '', from: '2026-12-01', reason: 'No' }))).rejects.toMatchObject({ kind: 'invalid' })
    const { rows } = await sql<{ version: number }>`select version from repeat_rules where key = 'twice-in-twelve-months' and valid @> '2026-11-30'::date`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(rows).toEqual([{ version: 1 }])
  })
})
