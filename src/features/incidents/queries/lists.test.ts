import { sql } from 'kysely'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { allocateIncident } from '../commands/allocate.ts'
import { linkDuplicate } from '../commands/duplicate.ts'
import { decideFlag, recordResearch } from '../commands/research.ts'
import { deploy, resultIncident } from '../commands/respond.ts'
import { setIncidentRisk } from '../commands/risk.ts'
import { anIncident } from '../examples.ts'
import { FLAGS } from '../rules/screening.ts'
import { countOpenIncidents, type IncidentFilter, listIncidents, openByRisk, scopesOf } from './list-incidents.ts'
import { listOpenData } from './open-data.ts'
import { listForResearch } from './research-queue.ts'
import { getTeamPage } from './team-page.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const at = (borough: number, ward: number) => ({ text: '2 Rope Walk', postcode: null, addressId: null, ...middleOf(borough, ward) })
const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, over))
const list = (username: string, over: Partial<IncidentFilter> = {}) => heed.look(username, (ctx) => listIncidents(ctx, { ...openByRisk, ...over }))

describe('the list of incidents', () => {
  it('is in the order of risk, then age, and each row is whole', async () => {
    const older = await recorded({ reportedAt: new Date('2026-11-20T09:00:00Z') })
    const newer = await recorded({ reportedAt: new Date('2026-11-22T09:00:00Z') })
    const high = await recorded()
    await heed.act('karin.lindqvist', (ctx) => setIncidentRisk(ctx, high.incidentId, 'high'))
    const { rows, scope, total } = await list('priya.nair')
    expect(scope).toBe('team')
    expect(rows.map(({ id }) => id).filter((id) => [older, newer, high].some(({ incidentId }) => incidentId === id))).toEqual([high.incidentId, older.incidentId, newer.incidentId])
    expect(total).toBe(await heed.look('priya.nair', (ctx) => countOpenIncidents(ctx)))
    expect(rows[0]).toMatchObject({ reference: high.reference, gradeName: 'Extended', wardName: 'Tanner Street', status: 'recorded', riskOrder: 3, qualifier: 'personal', allocatedTo: null })
    expect(rows[0]?.waitingSince).toEqual(rows[0]?.reportedAt)
  })

  it('shows each person what membership gives and nothing more', async () => {
    const here = await recorded()
    const there = await recorded({ place: at(2, 1) })
    const seen = async (username: string) => (await list(username)).rows.map(({ id }) => id)
    expect(await seen('priya.nair')).toContain(here.incidentId)
    expect(await seen('priya.nair')).not.toContain(there.incidentId)
    expect(await seen('nadia.kovacs')).toEqual([there.incidentId])
    expect(await seen('hana.suzuki')).toEqual([])
    for (const stranger of ['dev.mistry', 'peter.lamb', 'robin.castle']) expect(await seen(stranger)).toEqual([])
    expect((await list('priya.nair', { scope: 'force' })).scope).toBe('team')
    expect((await list('amara.diallo')).scope).toBe('force')
  })

  it('leaves duplicates and resulted incidents out of what is open, and finds them among all', async () => {
    const first = await recorded()
    const second = await recorded()
    await heed.act('priya.nair', (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: 1, reference: first.reference, reason: '' }))
    const third = await recorded()
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId: third.incidentId, version: 1, isDeployed: true, unit: 'R1', officerId: null, at: null, told: '', because: '' }))
    await heed.act('chidi.okafor', (ctx) => resultIncident(ctx, { incidentId: third.incidentId, version: 2, codes: ['result-704'], account: 'Spoke to both sides and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No telephone' }))
    const ids = async (over: Partial<IncidentFilter>) => (await list('priya.nair', { scope: 'team', ...over })).rows.map(({ id }) => id)
    expect(await ids({})).not.toEqual(expect.arrayContaining([second.incidentId]))
    expect(await ids({})).not.toContain(third.incidentId)
    expect(await ids({ status: 'resulted', order: 'newest' })).toEqual([third.incidentId])
    expect(await ids({ status: 'all', order: 'newest' })).toEqual(expect.arrayContaining([first.incidentId, second.incidentId, third.incidentId]))
  })

  it('shows an officer what is allocated to them, also outside their team', async () => {
    const { incidentId } = await recorded()
    const nadia = await heed.actor('nadia.kovacs')
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId: nadia.id, note: '' }))
    expect((await list('nadia.kovacs', { scope: 'mine' })).rows).toMatchObject([{ id: incidentId, allocatedTo: 'PC Nadia Kovacs' }])
  })

  it('whatever it is narrowed by, every row fits, and the count is the rows', async () => {
    await recorded({ qualifier: 'nuisance', grade: 'significant', screening: [{ question: 'd4', answer: 'yes' }] })
    await recorded({ type: '212', qualifier: 'environmental', screening: [{ question: 'd1', answer: 'yes' }] })
    await fc.assert(fc.asyncProperty(
      fc.record({ qualifier: fc.constantFrom('personal', 'nuisance', 'environmental', null), flag: fc.constantFrom(...FLAGS, null), grade: fc.constantFrom('significant', 'extended', null), words: fc.constantFrom('ball', 'quadbike', '"kicking a ball" -door', null), status: fc.constantFrom('open', 'recorded', 'deployed', 'all') }),
      async (over) => {
        const { rows, total } = await list('karin.lindqvist', over)
        expect(rows.length).toBe(total)
        for (const row of rows) {
          if (over.qualifier !== null) expect(row.qualifier).toBe(over.qualifier)
          if (over.flag !== null) expect(row.flags).toContain(over.flag)
          if (over.status === 'recorded' || over.status === 'deployed') expect(row.status).toBe(over.status)
        }
      }), { numRuns: 25 })
  })

  it('offers the nearest scope first', () => {
    const none = { teamIds: [], boroughIds: [], seesForce: false }
    expect(scopesOf(none)).toEqual(['mine'])
    expect(scopesOf({ ...none, teamIds: ['t'] })).toEqual(['team', 'mine'])
    expect(scopesOf({ ...none, teamIds: ['t'], boroughIds: ['b'] })).toEqual(['borough', 'mine'])
    expect(scopesOf({ ...none, teamIds: ['t'], seesForce: true })).toEqual(['force', 'mine'])
  })
})

describe('open data', () => {
  it('stands in a list of its own by month, and never among incidents to work', async () => {
    const { rows: [borough] } = await sql<{ id: string }>`select id from areas where kind = 'borough' order by code limit 1`.execute(kyselyOn(heed.database.pools.bootstrap))
    const importer = await heed.actor('robin.castle')
    for (const month of ['2026-08-01', '2026-10-01']) {
      await sql`insert into incidents (id, reference, channel, reported_at, precision, location_text, borough_id, is_open_data, recorded_at, recorded_by)
        values (${newId()}::uuid, ${`OPEN/${month}`}, 'open-data', ${month}::timestamp at time zone 'Europe/London', 'month', 'On or near High Road', ${borough?.id}::uuid, true, now(), ${importer.id}::uuid)`.execute(kyselyOn(heed.database.pools.bootstrap))
    }
    const open = await heed.look('karin.lindqvist', (ctx) => listOpenData(ctx, { month: null, page: 1 }))
    expect([open.months, open.month, open.rows.map(({ reference }) => reference)]).toEqual([['2026-10-01', '2026-08-01'], '2026-10-01', ['OPEN/2026-10-01']])
    expect((await heed.look('karin.lindqvist', (ctx) => listOpenData(ctx, { month: '2026-08-01', page: 1 }))).total).toBe(1)
    expect((await heed.look('nadia.kovacs', (ctx) => listOpenData(ctx, { month: null, page: 1 }))).rows).toEqual([])
    const all = await list('karin.lindqvist', { status: 'all' })
    expect(all.rows.some(({ reference }) => reference.startsWith('OPEN'))).toBe(false)
  })
})

describe('the queues', () => {
  it('puts unresearched flagged incidents of the last day first, and drops those whose flags are lifted', async () => {
    const flagged = (reportedAt?: Date) => recorded({ screening: [{ question: 'd6', answer: 'yes' }], ...(reportedAt === undefined ? {} : { reportedAt }) })
    const [one, two, old] = [await flagged(), await flagged(), await flagged(new Date('2026-11-19T10:00:00Z'))]
    await heed.act('wei.zhang', (ctx) => recordResearch(ctx, { incidentId: one.incidentId, searched: 'Names', found: 'Nothing' }))
    const queue = (over: object = {}) => heed.look('wei.zhang', (ctx) => listForResearch(ctx, { since: null, flag: 'intimidation', isUnassessedOnly: false, ...over }))
    expect((await queue()).rows.map(({ id }) => id)).toEqual([two.incidentId, one.incidentId])
    expect(await queue()).toMatchObject({ waiting: 1, since: '2026-11-22', rows: [{ isUnassessed: true, undecided: ['intimidation', 'repeat'] }, { researchedBy: 'Wei Zhang' }] })
    expect((await queue({ since: '2026-11-18' })).rows.map(({ id }) => id)).toContain(old.incidentId)
    await heed.act('wei.zhang', (ctx) => decideFlag(ctx, { incidentId: two.incidentId, version: 1, flag: 'intimidation', decision: 'lifted', reason: 'A misunderstanding' }))
    expect((await queue()).rows.map(({ id }) => id)).toEqual([one.incidentId])
    expect((await heed.look('rosa.blake', (ctx) => listForResearch(ctx, { since: null, flag: null, isUnassessedOnly: true }))).rows.map(({ wardName }) => wardName)).not.toContain('Tanner Street')
  })

  it('shows a team what was told and not acknowledged, and what is new', async () => {
    const { incidentId, teamId } = await recorded()
    const team = await heed.look('priya.nair', (ctx) => getTeamPage(ctx, teamId ?? ''))
    expect(team.fresh.rows.map(({ id }) => id)).toContain(incidentId)
    expect(team.open.total).toBeGreaterThanOrEqual(team.open.rows.length)
    expect(team.waiting.length).toBeGreaterThan(0)
    expect(team).toMatchObject({ wards: ['Tanner Street'], isMember: true })
  })
})
