import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pauseClock } from '#platform/clocks/commands.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { acknowledgeIncident, allocateIncident } from '../commands/allocate.ts'
import { linkDuplicate } from '../commands/duplicate.ts'
import { reconcileUntold } from '../commands/reconcile.ts'
import { askForAssessment, decideFlag, recordResearch } from '../commands/research.ts'
import { deploy, resultIncident } from '../commands/respond.ts'
import { setIncidentRisk } from '../commands/risk.ts'
import { anIncident } from '../examples.ts'
import { timetable } from '../jobs.ts'
import { filterChoices } from './filter-choices.ts'
import { countUnnotified, listUntold } from './ledger.ts'
import { countForResearch, listForResearch, type ResearchFilter } from './research-queue.ts'
import { getTeamPage, TEAM_SHOWN } from './team-page.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [], ...over }))
const nowhere = { text: null, postcode: null, longitude: null, latitude: null, addressId: null }
const at = (borough: number, ward: number) => ({ text: null, postcode: null, addressId: null, ...middleOf(borough, ward) })
const bootstrap = () => kyselyOn(heed.database.pools.bootstrap)
const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

describe('the queue for research', () => {
  const queue = (over: Partial<ResearchFilter> = {}, username = 'wei.zhang') => heed.look(username, (ctx) => listForResearch(ctx, { since: null, flag: null, isUnassessedOnly: false, ...over }))
  const flagged = (question: string, over: Parameters<typeof anIncident>[1] = {}) => recorded({ place: at(1, 3), screening: [{ question, answer: 'yes' }], ...over })

  it('holds the four flags that are researched and no others, of its own borough, and of all boroughs for the central unit', async () => {
    const made: Record<string, string> = {}
    for (const [flag, question] of [['repeat', 'd1'], ['agency', 'd2'], ['personal', 'd3'], ['hate', 'd4'], ['vulnerable', 'd5'], ['intimidation', 'd6']] as const) made[flag] = (await flagged(question)).incidentId
    const there = await flagged('d4', { place: at(2, 1) })
    const seen = idsOf((await queue()).rows)
    for (const flag of ['repeat', 'hate', 'vulnerable', 'intimidation']) expect([flag, seen.includes(made[flag] ?? '')]).toEqual([flag, true])
    for (const flag of ['agency', 'personal']) expect([flag, seen.includes(made[flag] ?? '')]).toEqual([flag, false])
    expect(seen).not.toContain(there.incidentId)
    expect(idsOf((await queue({}, 'rosa.blake')).rows)).toEqual([there.incidentId])
    expect(idsOf((await queue({}, 'helen.whitby')).rows)).toEqual(expect.arrayContaining([there.incidentId, made['hate'] ?? '']))
    expect(idsOf((await queue({ flag: 'hate' })).rows)).toEqual([made['hate']])
    expect((await queue({ flag: 'vulnerable' })).total).toBe(1)
  })

  it('counts all that stands in it and all of those that wait, and as many as its page of the day', async () => {
    const all = await queue()
    expect([all.total, all.waiting]).toEqual([all.rows.length, all.rows.filter(({ researchedAt }) => researchedAt === null).length])
    expect(await heed.look('wei.zhang', (ctx) => countForResearch(ctx))).toBe(all.waiting)
    const [first] = all.rows
    await heed.act('wei.zhang', (ctx) => recordResearch(ctx, { incidentId: first?.id ?? '', searched: 'Names', found: 'Nothing' }))
    const after = await queue()
    expect([after.total, after.waiting]).toEqual([all.total, all.waiting - 1])
    expect(after.rows.at(-1)).toMatchObject({ id: first?.id, researchedBy: 'Wei Zhang', researchedAt: heed.clock.now() })
    expect(await queue({ page: 2 })).toMatchObject({ rows: [], total: all.total, page: 2, pages: 1 })
  })

  it('narrows to those nobody has begun to assess where that was asked, and lists what is not decided yet', async () => {
    const { incidentId } = await flagged('d3')
    const row = async () => (await queue({ isUnassessedOnly: true })).rows.find(({ id }) => id === incidentId)
    expect(await row()).toBeUndefined()
    await heed.act('karin.lindqvist', async (ctx) => askForAssessment(ctx, { incidentId, version: 1, accountId: (await heed.actor('chidi.okafor')).id, reason: 'She sounded afraid' }))
    const [asked, all, ofAFlag] = [await row(), await queue(), await queue({ flag: 'vulnerable' })]
    expect([asked?.flags, asked?.isUnassessed, idsOf(all.rows).includes(incidentId), idsOf(ofAFlag.rows).includes(incidentId)]).toEqual([['personal'], true, true, false])
    const vulnerable = await flagged('d5')
    expect((await queue({ isUnassessedOnly: true })).rows.find(({ id }) => id === vulnerable.incidentId)).toMatchObject({ isUnassessed: true, undecided: ['vulnerable'] })
    await heed.act('wei.zhang', (ctx) => decideFlag(ctx, { incidentId: vulnerable.incidentId, version: 1, flag: 'vulnerable', decision: 'confirmed', reason: '' }))
    expect((await queue()).rows.find(({ id }) => id === vulnerable.incidentId)).toMatchObject({ undecided: [], flags: ['vulnerable'] })
  })

  it('begins when yesterday began in London, an hour earlier in summer, and from any day asked for', async () => {
    const before = await flagged('d4', { reportedAt: new Date('2026-11-21T23:59:59Z') })
    const within = await flagged('d4', { reportedAt: new Date('2026-11-22T00:00:00Z') })
    const seen = idsOf((await queue({ flag: 'hate' })).rows)
    expect([seen.includes(before.incidentId), seen.includes(within.incidentId)]).toEqual([false, true])
    const summer = await flagged('d6', { reportedAt: new Date('2026-06-30T23:00:00Z') })
    expect(idsOf((await queue({ flag: 'intimidation', since: '2026-07-01' })).rows)).toContain(summer.incidentId)
    expect(idsOf((await queue({ flag: 'intimidation', since: '2026-07-02' })).rows)).not.toContain(summer.incidentId)
  })

  it('IN-27 leaves out what is worked under another number', async () => {
    const [one, two] = [await flagged('d4'), await flagged('d4')]
    await heed.act('wei.zhang', (ctx) => linkDuplicate(ctx, { incidentId: two.incidentId, version: 1, reference: one.reference, reason: '' }))
    const seen = idsOf((await queue({ flag: 'hate' })).rows)
    expect([seen.includes(one.incidentId), seen.includes(two.incidentId)]).toEqual([true, false])
  })
})

describe('a team’s page', () => {
  const page = (teamId: string, username: string) => heed.look(username, (ctx) => getTeamPage(ctx, teamId))
  const act = (incidentId: string, version: number) => heed.act('karin.lindqvist', (ctx) => deploy(ctx, { incidentId, version, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit' }))

  it('is its members’, its borough’s and the force’s, and for all others there is no such team', async () => {
    const { teamId } = await recorded({ place: at(1, 1) })
    for (const [username, isMember] of [['priya.nair', true], ['femi.adeyemi', true], ['karin.lindqvist', false], ['amara.diallo', false], ['helen.whitby', false]] as const) expect([username, (await page(teamId ?? '', username)).isMember]).toEqual([username, isMember])
    for (const username of ['hana.suzuki', 'nadia.kovacs', 'owen.tate', 'robin.castle', 'dev.mistry']) expect([username, (await refusalOf(page(teamId ?? '', username))).message]).toEqual([username, 'There is no such team'])
    expect((await refusalOf(page(newId(), 'amara.diallo'))).kind).toBe('not found')
  })

  it('says where it is, how to ring it and who is in it now', async () => {
    const { teamId } = await recorded({ place: at(1, 1) })
    const found = await page(teamId ?? '', 'priya.nair')
    expect(found).toMatchObject({ name: 'Tanner Street Safer Neighbourhoods Team', wards: ['Tanner Street'], members: ['PC Priya Nair', 'PCSO Joe Sweeney', 'Sgt Femi Adeyemi'] })
    expect(found.telephone).toMatch(/^020 7946 0\d{3}$/)
    await sql`update accounts set is_active = false where username = 'joe.sweeney'`.execute(bootstrap())
    expect((await page(teamId ?? '', 'priya.nair')).members).toEqual(['PC Priya Nair', 'Sgt Femi Adeyemi'])
    await sql`update accounts set is_active = true where username = 'joe.sweeney'`.execute(bootstrap())
  })

  it('puts the newest first among the new and the highest risk first among the open, and leaves out what is resulted', async () => {
    const [old, high, newest] = [await recorded({ place: at(1, 2), reportedAt: new Date('2026-11-19T09:00:00Z') }), await recorded({ place: at(1, 2), reportedAt: new Date('2026-11-22T09:00:00Z') }), await recorded({ place: at(1, 2) })]
    await heed.act('karin.lindqvist', (ctx) => setIncidentRisk(ctx, high.incidentId, 'high'))
    const done = await recorded({ place: at(1, 2), reportedAt: new Date('2026-11-22T08:00:00Z') })
    await act(done.incidentId, 1)
    await heed.act('karin.lindqvist', (ctx) => resultIncident(ctx, { incidentId: done.incidentId, version: 2, codes: ['result-407'], account: 'Three were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'x' }))
    const found = await page(newest.teamId ?? '', 'hana.suzuki')
    expect(idsOf(found.fresh.rows)).toEqual([newest.incidentId, high.incidentId, done.incidentId])
    expect(idsOf(found.open.rows)).toEqual([high.incidentId, old.incidentId, newest.incidentId])
    expect([found.fresh.total, found.open.total, found.allocated.total]).toEqual([3, 3, 0])
  })

  it('IN-30 shows what is allocated to somebody by name, and what lies in its ward though another team has it', async () => {
    const { incidentId, teamId } = await recorded({ place: at(1, 2) })
    const { id: accountId } = await heed.actor('chidi.okafor')
    await heed.act('karin.lindqvist', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId, note: '' }))
    expect((await page(teamId ?? '', 'hana.suzuki')).allocated.rows).toMatchObject([{ id: incidentId, allocatedTo: 'PC Chidi Okafor', otherTeam: null }])
    await sql`update incidents set team_id = (select id from teams where name = 'Marlow Quay Response') where id = ${incidentId}::uuid`.execute(bootstrap())
    expect((await page(teamId ?? '', 'karin.lindqvist')).allocated.rows).toMatchObject([{ id: incidentId, otherTeam: 'Marlow Quay Response' }])
  })

  it('IN-36 shows what it was told of and has not acknowledged, the oldest first', async () => {
    const made = [await recorded({ place: at(2, 2) }), await recorded({ place: at(2, 2) })]
    const teamId = made[0]?.teamId ?? ''
    const waiting = async () => (await page(teamId, 'owen.tate')).waiting
    expect((await waiting()).map(({ incidentId, kind }) => [incidentId, kind])).toEqual(made.map(({ incidentId }) => [incidentId, 'incident recorded']))
    const [first] = await waiting()
    await sql`insert into team_members (team_id, account_id, since) select ${teamId}::uuid, id, now() from accounts where username = 'owen.tate'`.execute(bootstrap())
    await heed.act('owen.tate', (ctx) => acknowledgeIncident(ctx, { incidentId: first?.incidentId ?? '', notificationId: first?.id ?? '' }))
    expect((await waiting()).map(({ incidentId }) => incidentId)).toEqual([made[1]?.incidentId])
  })

  it('lists only so many of each part and counts them all', async () => {
    for (let n = 0; n < TEAM_SHOWN + 2; n++) await recorded({ place: at(2, 1), screening: [] })
    const teamId = (await recorded({ place: at(2, 1), screening: [] })).teamId ?? ''
    const found = await page(teamId, 'nadia.kovacs')
    expect([found.fresh.rows.length, found.open.rows.length]).toEqual([TEAM_SHOWN, TEAM_SHOWN])
    expect(found.fresh.total).toBeGreaterThanOrEqual(TEAM_SHOWN + 3)
    expect(found.open.total).toBe(found.fresh.total)
    expect([found.waiting.length, found.waitingTotal]).toEqual([TEAM_SHOWN, found.fresh.total])
  })

  it('shows standards that are due within two days or overdue, the soonest first, and none that is paused, met or further off', async () => {
    const made = [await recorded({ place: at(1, 3) }), await recorded({ place: at(1, 3) }), await recorded({ place: at(1, 3) }), await recorded({ place: at(1, 3) })] as const
    const due = ['2026-11-24T09:00:00Z', '2026-11-23T11:00:00Z', '2026-11-27T09:00:00Z', '2026-11-23T10:00:00Z']
    for (const [n, one] of made.entries()) {
      await sql`update clocks set target_amount = 2, target_unit = 'days', due_at = ${due[n]}::timestamptz, warn_at = null where subject_id = ${one.incidentId}::uuid`.execute(bootstrap())
    }
    const teamId = made[0].teamId ?? ''
    const clocks = async () => (await page(teamId, 'karin.lindqvist')).clocks.map(({ reference, isOverdue }) => [reference, isOverdue])
    expect(await clocks()).toEqual([[made[3].reference, true], [made[1].reference, true], [made[0].reference, false]])
    await sql`update clocks set met_at = now() where subject_id = ${made[3].incidentId}::uuid`.execute(bootstrap())
    expect(await clocks()).toEqual([[made[1].reference, true], [made[0].reference, false]])
    const { rows: [clock] } = await sql<{ id: string }>`select id from clocks where subject_id = ${made[1].incidentId}::uuid`.execute(bootstrap())
    await sql`update clocks set due_at = '2026-11-24T11:00:00Z', pause_reasons = null where id = ${clock?.id}::uuid`.execute(bootstrap())
    await heed.act('karin.lindqvist', (ctx) => pauseClock(ctx, clock?.id ?? '', 'They are abroad'))
    heed.clock.moveTo(new Date('2026-11-25T12:00:00Z'))
    expect(await clocks()).toEqual([[made[0].reference, true]])
    heed.clock.moveTo(new Date('2026-11-26T12:00:00Z'))
    expect(await clocks()).toEqual([[made[0].reference, true], [made[2].reference, false]])
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  })
})

describe('what a list can be narrowed by', () => {
  it('is the wards and teams within one’s own membership, and every type there has been by its latest name', async () => {
    const choices = (username: string) => heed.look(username, (ctx) => filterChoices(ctx))
    const named = (rows: readonly { readonly text: string }[]) => rows.map(({ text }) => text)
    expect(named((await choices('priya.nair')).wards)).toEqual(['Tanner Street'])
    expect(named((await choices('femi.adeyemi')).wards)).toEqual(['Ropewalk', 'Tanner Street'])
    expect(named((await choices('karin.lindqvist')).wards)).toEqual(['Ropewalk', 'St Osyth’s', 'Tanner Street'])
    expect(named((await choices('owen.tate')).teams)).toEqual(['Bellmaker Safer Neighbourhoods Team', 'Cold Harbour Safer Neighbourhoods Team'])
    const force = await choices('amara.diallo')
    expect([force.wards.length, force.teams.length, force.types.length, force.grades.length]).toEqual([5, 5, 14, 4])
    expect(force.types).toContainEqual({ value: 'noise', text: '211 Noise' })
    expect(await choices('robin.castle')).toMatchObject({ wards: [], teams: [] })
    for (const [username, mayResearch] of [['wei.zhang', true], ['karin.lindqvist', true], ['priya.nair', false], ['amara.diallo', false]] as const) expect([username, (await choices(username)).mayResearch]).toEqual([username, mayResearch])
  })
})

describe('IN-42 the lost-call ledger', () => {
  const untell = (incidentId: string) => sql`delete from notifications where subject_id = ${incidentId}::uuid`.execute(bootstrap())
  const untold = (since: Date | null) => heed.act('service:worker', (ctx) => listUntold(ctx, since))

  it('IN-42 is empty; names a report nobody was told of, but for open data, what came in a file and what was withdrawn; and tells its team once', async () => {
    expect(await untold(null)).toEqual([])
    const lost = await recorded({ place: at(1, 1) })
    const [open, withdrawn, filed] = [await recorded({ place: at(1, 1) }), await recorded({ place: at(1, 1) }), await recorded({ place: at(1, 1) })]
    for (const { incidentId } of [lost, open, withdrawn, filed]) await untell(incidentId)
    const importId = newId()
    await sql`insert into imports (id, source, file_name, file_sha256, layout, started_at, imported_by) select ${importId}::uuid, 'test', 'file.csv', 'x', 'mapped', now(), id from accounts where username = 'robin.castle'`.execute(bootstrap())
    await sql`update incidents set import_id = ${importId}::uuid where id = ${filed.incidentId}::uuid`.execute(bootstrap())
    await sql`update incidents set is_open_data = true, channel = 'open-data' where id = ${open.incidentId}::uuid`.execute(bootstrap())
    await sql`update incidents set withdrawn_at = now() where id = ${withdrawn.incidentId}::uuid`.execute(bootstrap())
    expect(await untold(null)).toMatchObject([{ id: lost.incidentId, teamId: lost.teamId, sealedUnder: null }])
    expect(await untold(new Date('2026-11-23T12:00:01Z'))).toEqual([])
    expect(await heed.look('service:worker', (ctx) => countUnnotified(ctx))).toBe(1)
    expect(await heed.act('service:worker', (ctx) => reconcileUntold(ctx, null))).toBe(1)
    expect(await heed.act('service:worker', (ctx) => reconcileUntold(ctx, null))).toBe(0)
    const { rows } = await sql<{ text: string }>`select text from incident_entries where incident_id = ${lost.incidentId}::uuid order by id desc limit 1`.execute(bootstrap())
    expect(rows[0]?.text).toBe('The ledger found that no team had been told of this report. The team was told now')
  })

  it('IN-44 is looked through every minute over two days, and every day over everything', async () => {
    const [young, old] = [await recorded({ place: nowhere }), await recorded({ place: nowhere })]
    for (const { incidentId } of [young, old]) await untell(incidentId)
    await sql`update incidents set recorded_at = '2026-11-21T11:59:00Z', reported_at = '2026-11-21T11:59:00Z' where id = ${old.incidentId}::uuid`.execute(bootstrap())
    const run = async (name: string) => timetable.find((each) => each.name === name)?.run((work) => heed.act('service:worker', work))
    await run('incidents.reconcile')
    expect(idsOf(await untold(null))).toEqual([old.incidentId])
    await run('incidents.reconcile-all')
    expect(await untold(null)).toEqual([])
  })

  it('IN-35 IN-32 whoever is asked for an assessment sees the incident from then on, also across boroughs', async () => {
    const { incidentId } = await recorded({ place: at(1, 3), screening: [{ question: 'd5', answer: 'yes' }] })
    const { id: accountId } = await heed.actor('nadia.kovacs')
    await heed.act('wei.zhang', (ctx) => askForAssessment(ctx, { incidentId, version: 1, accountId, reason: '' }))
    const { rows } = await heed.look('nadia.kovacs', async (ctx) => ({ rows: await ctx.db.selectFrom('incidents').select(['id', 'assessmentAsked']).where('id', '=', incidentId).execute() }))
    expect(rows).toEqual([{ id: incidentId, assessmentAsked: true }])
  })
})
