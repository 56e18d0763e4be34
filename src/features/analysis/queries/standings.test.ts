import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import type { ReportedPerson } from '#features/incidents/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { addRule, reviseRule, type RuleGiven } from '../commands/change-rules.ts'
import { acknowledgeFinding, dealWithFinding } from '../commands/deal.ts'
import { allowedTo } from './allowed.ts'
import { countFindingsWaiting, findingTitles, getFinding, listFindings } from './findings.ts'
import { repeatsInIncident } from './of-incident.ts'
import { standingsOf, standingsOfPerson } from './of-subject.ts'
import { boroughsSeen, ruleAsked, windowOf } from './repeats.ts'
import { residentsAt } from './residents.ts'
import { allRules, getRule, rulesInForce, type RepeatRule } from './rule-list.ts'

let heed: TestHeed
let ada = ''
const made: string[] = []

const home = { addressText: '14 Tanner Street', postcode: 'ZA1 2BC' }
const HOME_KEY = 'ZA12BC 14'

async function reported(day: string, people: readonly Partial<ReportedPerson>[], ward: readonly [number, number] = [1, 1], text = `Near ${newId()}`): Promise<string> {
  heed.clock.moveTo(new Date(`${day}T12:00:00Z`))
  return (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text, postcode: 'ZA1 2BC', addressId: null, ...middleOf(...ward) }, people: people.map((person) => aPerson(person)) }))).incidentId
}

const personIn = (incidentId: string, familyName: string) => heed.look('amara.diallo', async ({ db }) => (await db.selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).where('familyName', '=', familyName).executeTakeFirstOrThrow()).personId)

beforeAll(async () => {
  heed = await openTestHeed()
  const who = { ...home, givenName: 'Ada', familyName: 'Pell', phone: '07700 900123' }
  made.push(await reported('2026-11-02', [{ ...who, role: 'victim' }]))
  ada = await personIn(made[0] ?? '', 'Pell')
  made.push(await reported('2026-11-14', [{ ...who, role: 'victim', personId: ada }, { ...home, role: 'witness', givenName: 'Bo', familyName: 'Varga' }]))
  made.push(await reported('2026-11-15', [{ ...who, role: 'caller', personId: ada }], [2, 1]))
  made.push(await reported('2026-11-16', [{ ...who, role: 'suspect', personId: ada }]))
  made.push(await reported('2026-11-23', [{ ...who, role: 'victim', personId: ada }]))
  await heed.follow()
}, 60_000)

afterAll(async () => heed.close())

const preset = 'Three similar in three months'

describe('how somebody stands', () => {
  const counts = (username: string) => heed.look(username, async (ctx) => (await standingsOfPerson(ctx, ada)).map(({ kind, label, standings }) => [kind, label, standings.find(({ rule }) => rule.name === preset)?.repeat.standing.count]))

  it('RP-06 is told part by part under every rule in force, from what the reader may see', async () => {
    expect(await counts('wei.zhang')).toEqual([['victim', 'Ada Pell', 3]])
    expect(await counts('rosa.blake')).toEqual([['caller', 'Ada Pell', 1]])
    expect(await counts('helen.whitby')).toEqual([['victim', 'Ada Pell', 3], ['caller', 'Ada Pell', 1]])
    expect(await counts('joan.firth')).toEqual([])
    const [victim] = await heed.look('wei.zhang', (ctx) => standingsOfPerson(ctx, ada))
    expect(victim?.standings.map(({ rule, repeat }) => [rule.name, repeat.standing.isRepeat])).toEqual([[preset, true], ['Two similar in twelve months', true], ['Three in six months, each reported within a month', true]])
    const because = victim?.standings[0]?.repeat.standing.verdicts.map(({ counts: is, because: why }) => [is, why.slice(0, 22)])
    expect(because).toHaveLength(4)
    expect(because?.filter(([is]) => is === false)).toEqual([[false, 'In it they are suspect']])
  })

  it('RP-06 is told of a telephone and a household, which a suspect’s part makes no fuller', async () => {
    const of = async (kind: 'phone' | 'household', key: string) => heed.look('helen.whitby', async (ctx) => (await standingsOf(ctx, kind, [key])).map(({ standings, isCommunal, label }) => [label, isCommunal, standings.find(({ rule }) => rule.name === preset)?.repeat.standing.count]))
    expect(await of('phone', '+447700900123')).toEqual([['07700 900123', false, 4]])
    expect(await of('household', HOME_KEY)).toEqual([['14 Tanner Street, ZA1 2BC', false, 4]])
    expect(await of('phone', '+447700900999')).toEqual([])
    expect(await heed.look('helen.whitby', (ctx) => standingsOf(ctx, 'phone', []))).toEqual([])
  })

  it('RP-05 on a report’s page is who and where in it is a repeat, with the findings it belongs to, and nothing beyond one’s sight', async () => {
    const found = await heed.look('wei.zhang', (ctx) => repeatsInIncident(ctx, made[4] ?? ''))
    expect(found.rule?.name).toBe(preset)
    expect(found.repeats.map(({ subject }) => subject.kind)).toEqual(['victim', 'phone'])
    // her three as victim, and the four of her telephone and home
    expect(found.findings.toSorted((a, b) => a.reports - b.reports).map(({ reports, state, ruleName }) => [reports, state, ruleName])).toEqual([[3, 'raised', preset], [4, 'raised', preset]])
    expect(await heed.look('rosa.blake', (ctx) => repeatsInIncident(ctx, made[4] ?? ''))).toMatchObject({ repeats: [], findings: [] })
    expect((await heed.look('wei.zhang', (ctx) => repeatsInIncident(ctx, made[3] ?? ''))).repeats).toEqual([])
  })
})

describe('who gave an address as theirs', () => {
  it('RP-30 is told by household, with the parts they played, from what the reader may see', async () => {
    const [address, ...more] = await heed.look('wei.zhang', (ctx) => residentsAt(ctx, ['ZA99ZZ 1', HOME_KEY]))
    expect(more).toEqual([])
    expect(address).toMatchObject({ key: HOME_KEY, label: '14 Tanner Street, ZA1 2BC', isCommunal: false, people: 2 })
    expect(address?.households.map((household) => household.map(({ name, parts }) => [name, parts]))).toEqual([[['Ada Pell', ['suspect', 'victim']], ['Bo Varga', ['witness']]]])
    const [north] = await heed.look('rosa.blake', (ctx) => residentsAt(ctx, [HOME_KEY]))
    expect(north?.households.flat().map(({ name, parts }) => [name, parts])).toEqual([['Ada Pell', ['caller']]])
    expect(await heed.look('joan.firth', (ctx) => residentsAt(ctx, [HOME_KEY]))).toEqual([])
    expect(await heed.look('wei.zhang', (ctx) => residentsAt(ctx, []))).toEqual([])
  })

  it('RP-31 is said to be shared by many from six family names on, and then makes no household repeat', async () => {
    const hostel = { addressText: 'Hope House, 3 Mill Lane', postcode: 'ZA1 8HH' }
    for (const [at, familyName] of ['Arkwright', 'Bellamy', 'Crowther', 'Dunmore', 'Eccleston', 'Fairfax'].entries()) await reported(`2026-11-${17 + at}`, [{ ...hostel, role: 'caller', givenName: 'Sam', familyName }])
    await heed.follow()
    const [address] = await heed.look('wei.zhang', (ctx) => residentsAt(ctx, ['ZA18HH 3']))
    expect(address).toMatchObject({ isCommunal: true, people: 6 })
    expect(address?.households.every((household) => household.length === 1)).toBe(true)
    expect(await heed.look('wei.zhang', async (ctx) => (await standingsOf(ctx, 'household', ['ZA18HH 3'])).map(({ isCommunal }) => isCommunal))).toEqual([true])
    const kinds = await heed.look('helen.whitby', async (ctx) => (await listFindings(ctx, 'waiting', 1)).rows.flatMap((row) => (row.labels.some((label) => label.includes('Hope House')) ? row.kinds : [])))
    expect(kinds).toEqual([])
  })

  it('writes in the audit whom it named', async () => {
    const wei = (await heed.actor('wei.zhang')).id
    const shown = async () => (await sql<{ ids: string[] }>`select subject_ids as ids from audit_entries where actor_id = ${wei}::uuid order by at desc, id desc limit 1`.execute(kyselyOn(heed.database.pools.bootstrap))).rows[0]?.ids ?? []
    await heed.look('wei.zhang', (ctx) => residentsAt(ctx, [HOME_KEY]))
    expect(await shown()).toContain(ada)
  })
})

describe('new repeats that wait', () => {
  it('RP-14 are counted for each as their list has them, by the borough they answer for', async () => {
    for (const username of ['wei.zhang', 'imran.rahman', 'rosa.blake', 'helen.whitby', 'femi.adeyemi', 'nadia.kovacs']) {
      const { rows, total } = await heed.look(username, (ctx) => listFindings(ctx, 'waiting', 1))
      expect([username, await heed.look(username, countFindingsWaiting)]).toEqual([username, total])
      expect(rows.length, username).toBe(total)
    }
    expect(await heed.look('wei.zhang', countFindingsWaiting)).toBe(2)
    expect(await heed.look('rosa.blake', countFindingsWaiting)).toBe(0)
    await expect(heed.look('wei.zhang', (ctx) => listFindings(ctx, 'waiting', 2))).rejects.toMatchObject({ kind: 'not found' })
    expect(await heed.look('wei.zhang', (ctx) => listFindings(ctx, 'dealt with', 1))).toMatchObject({ rows: [], total: 0, pages: 1 })
  })

  it('RP-14 are called by their rule and their number in a list of many kinds, and name nobody', async () => {
    const row = (await heed.look('wei.zhang', (ctx) => listFindings(ctx, 'waiting', 1))).rows.find(({ reports }) => reports === 3)
    const id = row?.id ?? ''
    expect([...(await heed.look('wei.zhang', (ctx) => findingTitles(ctx, [id, newId()])))]).toEqual([[id, { reference: null, about: `3 reports: ${preset}` }]])
    expect((await heed.look('nadia.kovacs', (ctx) => findingTitles(ctx, [id]))).size).toBe(0)
    expect((await heed.look('wei.zhang', (ctx) => findingTitles(ctx, []))).size).toBe(0)
  })

  it('RP-14 RP-42 are dealt with at once too, by whom the act is for; nothing is there for anybody else, and nothing at an id of nobody’s', async () => {
    const row = (await heed.look('wei.zhang', (ctx) => listFindings(ctx, 'waiting', 1))).rows.find(({ reports }) => reports === 3)
    const findingId = row?.id ?? ''
    const page = await heed.look('wei.zhang', (ctx) => getFinding(ctx, findingId))
    expect(page).toMatchObject({ hidden: 0, reports: 3, mayDeal: true, acknowledgedBy: null })
    expect((await heed.look('femi.adeyemi', (ctx) => getFinding(ctx, findingId))).mayDeal).toBe(false)
    await expect(heed.act('wei.zhang', (ctx) => acknowledgeFinding(ctx, newId()))).rejects.toMatchObject({ kind: 'not found' })
    const done = { findingId, version: page.version, outcome: 'no further action', whatWasDone: 'She has moved' } as const
    await expect(heed.act('femi.adeyemi', (ctx) => dealWithFinding(ctx, done))).rejects.toMatchObject({ kind: 'not permitted' })
    await heed.act('imran.rahman', (ctx) => dealWithFinding(ctx, done))
    const after = await heed.look('wei.zhang', (ctx) => getFinding(ctx, findingId))
    expect(after).toMatchObject({ state: 'dealt with', dealtBy: 'Insp Imran Rahman', acknowledgedBy: 'Insp Imran Rahman', outcome: 'no further action' })
    expect(await heed.look('wei.zhang', countFindingsWaiting)).toBe(1)
  })
})

describe('the rules there are', () => {
  const given = (over: Partial<RuleGiven> = {}): RuleGiven => ({
    name: 'Twice in a fortnight', leastCount: 2, windowDays: 14, sameKind: false, reportWithinDays: null, radiusMetres: 40, subjects: ['phone'], raisesTask: false, from: '2026-12-01', reason: 'A trial', source: null, ...over,
  })

  it('RP-15 are known by their name, whatever its accents and signs, and keep no radius where they count no places', async () => {
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
    const id = await heed.act('robin.castle', (ctx) => addRule(ctx, given({ name: '  Déjà-vu: 2 × 14!  ' })))
    expect(await heed.look('robin.castle', (ctx) => getRule(ctx, id))).toMatchObject({ key: 'de-ja-vu-2-14', radiusMetres: null, version: 1, validFrom: '2026-12-01', validTo: null, isNever: false })
    await expect(heed.act('robin.castle', (ctx) => addRule(ctx, given({ name: 'DE JA vu 2 14' })))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'name' } })
    await expect(heed.look('robin.castle', (ctx) => getRule(ctx, newId()))).rejects.toMatchObject({ kind: 'not found' })
    await expect(heed.act('robin.castle', (ctx) => reviseRule(ctx, newId(), given()))).rejects.toMatchObject({ kind: 'not found' })
    expect((await heed.look('robin.castle', allRules)).map(({ isPreset }) => isPreset)).toEqual([true, true, true, false])
  })

  it('RP-15 that raise no task are asked for last, and one asked for by a name of no rule is not there', () => {
    const rule = (key: string, raisesTask: boolean): RepeatRule => ({
      id: key, key, version: 1, name: key, definition: null, leastCount: 2, windowDays: 7, sameKind: false, reportWithinDays: null, radiusMetres: null, subjects: ['victim'], raisesTask, isPreset: false, source: null, certainty: 'x',
      reason: 'x', validFrom: null, validTo: null, isNever: false, createdByName: null, endedByName: null, endedBecause: null,
    })
    const [quiet, loud] = [rule('quiet', false), rule('loud', true)]
    expect([ruleAsked([quiet, loud], null), ruleAsked([quiet], null), ruleAsked([], null), ruleAsked([quiet, loud], 'quiet')]).toEqual([loud, quiet, null, quiet])
    expect(() => ruleAsked([quiet, loud], 'other')).toThrow('No such rule is in force')
  })

  it('RP-05 where none of them raises tasks, a report’s page says no rule and finds nobody', async () => {
    const rules = await heed.look('robin.castle', (ctx) => rulesInForce(ctx))
    for (const rule of rules.filter(({ raisesTask }) => raisesTask)) await heed.act('robin.castle', (ctx) => reviseRule(ctx, rule.id, { ...given(), subjects: rule.subjects, radiusMetres: null, raisesTask: false, from: '2026-11-24' }))
    heed.clock.moveTo(new Date('2026-11-24T12:00:00Z'))
    const found = await heed.look('wei.zhang', (ctx) => repeatsInIncident(ctx, made[4] ?? ''))
    expect([found.rule, found.repeats, found.findings.length]).toEqual([null, [], 2])
  })
})

describe('what a list is narrowed by', () => {
  it('RP-05 is the boroughs that the reader belongs to, or all of them', async () => {
    const names = async (username: string) => (await heed.look(username, boroughsSeen)).map(({ name }) => name)
    expect(await names('wei.zhang')).toEqual(['Marlow Quay'])
    expect(await names('rosa.blake')).toEqual(['Northgate'])
    expect(await names('helen.whitby')).toEqual(['Marlow Quay', 'Northgate'])
    expect(await names('sam.blank')).not.toContain('Northgate')
  })

  it('RP-01 is a window of London days: it begins at their midnight on either side of the change of the clocks, and never reaches beyond now', () => {
    const definition = { leastCount: 3, windowDays: 30, sameKind: true, reportWithinDays: null }
    expect(windowOf(definition, '2026-11-23', new Date('2026-11-23T15:00:00Z'))).toEqual({ from: new Date('2026-10-24T23:00:00Z'), until: new Date('2026-11-23T15:00:00Z') })
    expect(windowOf(definition, '2026-11-24', new Date('2026-11-30T15:00:00Z')).from).toEqual(new Date('2026-10-26T00:00:00Z'))
    const over = windowOf(definition, '2026-11-20', new Date('2026-11-23T15:00:00Z')).until.getTime()
    expect(over).toBeLessThan(new Date('2026-11-21T00:00:00Z').getTime() + 1)
    expect(over).toBeGreaterThan(new Date('2026-11-20T23:59:00Z').getTime())
  })

  it('RP-40 RP-41 RP-43 what a page offers is what the policy allows', async () => {
    const of = (username: string) => heed.look(username, (ctx) => Promise.resolve(allowedTo(ctx)))
    expect(await of('wei.zhang')).toEqual({ look: true, takeAway: true, changeRules: false })
    expect(await of('priya.nair')).toEqual({ look: true, takeAway: false, changeRules: false })
    expect(await of('robin.castle')).toEqual({ look: false, takeAway: false, changeRules: true })
    expect(await of('amara.diallo')).toEqual({ look: false, takeAway: false, changeRules: false })
  })
})
