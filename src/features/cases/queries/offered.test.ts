import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { regrade, deploy, linkDuplicate, resultIncident } from '#features/incidents/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { partsOf, refusedAs, type Visitor, visitorOf } from '#test/support/pages.ts'
import { allocateCase, transferCase } from '../commands/allocate.ts'
import { decideClosing, requestClosing } from '../commands/closing.ts'
import { sealCase } from '../commands/sealing.ts'
import { aCase } from '../examples.ts'
import { findCaseOf, getEntry, getPlanItem, listForSeal, listOwners, listResults, listTeams } from './choices.ts'
import { getCaseHeader } from './case-header.ts'

let heed: TestHeed
let visit: Visitor
beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
})
afterAll(() => heed.close())

let people = 0
const opened = async () => heed.act('service:cases', async (ctx) => aCase(ctx, { incidentId: (await anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: `Ada${String.fromCharCode(97 + (people += 1))}`, familyName: `Kin${String.fromCharCode(97 + people)}` })] })).incidentId }))
const db = () => kyselyOn(heed.database.pools.bootstrap)

describe('what a case’s forms offer', () => {
  it('CA-24 every owner offered is taken, once each, the team’s own first; nobody else is', async () => {
    const { caseId } = await opened()
    const header = await heed.look('femi.adeyemi', (ctx) => getCaseHeader(ctx, caseId))
    const owners = await heed.look('femi.adeyemi', (ctx) => listOwners(ctx, header))
    expect(new Set(owners.map(({ value }) => value)).size).toBe(owners.length)
    expect(owners[0]?.text).toContain('Tanner Street Safer Neighbourhoods Team')
    let version = 1
    for (const { value } of owners) {
      await heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version, ownerId: value, reason: null }))
      version += 1
    }
    const everyone = await db().selectFrom('accounts').select(['id', 'username']).execute()
    for (const { id, username } of everyone.filter((one) => !owners.some(({ value }) => value === one.id))) {
      expect([username, await refusedAs(heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId, version, ownerId: id, reason: null })))]).toEqual([username, 'invalid ownerId'])
    }
  })

  it('CA-24 every team offered is taken, and those that see no case are not offered', async () => {
    const teams = await heed.look('helen.whitby', (ctx) => listTeams(ctx, { boroughId: null }))
    const blind = await db().selectFrom('teams').select('id').where('sight', '=', 'none').execute()
    expect(teams.filter(({ value }) => blind.some(({ id }) => id === value))).toEqual([])
    for (const { value } of teams.slice(0, 6)) {
      const { caseId } = await opened()
      const { teamId } = await heed.look('helen.whitby', (ctx) => getCaseHeader(ctx, caseId))
      if (teamId !== value) await heed.act('helen.whitby', (ctx) => transferCase(ctx, { caseId, version: 1, teamId: value, reason: 'Moved' }))
    }
    expect(teams.length).toBeGreaterThan(4)
    const { id: boroughId } = await db().selectFrom('areas').select('id').where('name', '=', 'Northgate').executeTakeFirstOrThrow()
    const northgate = await db().selectFrom('teams').select('id').where('boroughId', '=', boroughId).execute()
    const offered = await heed.look('helen.whitby', (ctx) => listTeams(ctx, { boroughId }))
    expect(offered.slice(0, northgate.length).map(({ value }) => value).sort()).toEqual(northgate.map(({ id }) => id).sort())
    expect(offered.map(({ value }) => value).sort()).toEqual(teams.map(({ value }) => value).sort())
  })

  it('CA-28 everybody offered for a seal may be named, and no partner, volunteer or system is offered', async () => {
    const { caseId } = await opened()
    const header = await heed.look('imran.rahman', (ctx) => getCaseHeader(ctx, caseId))
    const offered = await heed.look('imran.rahman', (ctx) => listForSeal(ctx, header))
    const kinds = await db().selectFrom('accounts').select('kind').where('id', 'in', offered.map(({ value }) => value)).execute()
    expect([new Set(kinds.map(({ kind }) => kind)), kinds.length]).toEqual([new Set(['police']), offered.length])
    await heed.act('imran.rahman', (ctx) => sealCase(ctx, { caseId, version: 1, accountIds: offered.map(({ value }) => value), reason: 'A sister works here' }))
  })

  it('CA-03 every result offered is taken', async () => {
    for (const { value } of await heed.look('priya.nair', listResults)) {
      const { caseId } = await opened()
      await heed.act('priya.nair', (ctx) => requestClosing(ctx, { caseId, version: 1, resultKey: value, account: 'It ended', told: null, notToldBecause: 'She asked' }))
    }
  })

  it('finds a part of a case only under its own case, and for whoever sees it', async () => {
    const [one, two] = [await opened(), await opened()]
    const item = await db().selectFrom('casePlanItems').select('id').where('caseId', '=', one.caseId).executeTakeFirstOrThrow()
    const entry = await db().selectFrom('caseEntries').select('id').where('caseId', '=', one.caseId).executeTakeFirstOrThrow()
    expect((await heed.look('priya.nair', (ctx) => getPlanItem(ctx, one.caseId, item.id))).id).toBe(item.id)
    for (const [who, caseId] of [['priya.nair', two.caseId], ['nadia.kovacs', one.caseId], ['dev.mistry', one.caseId]] as const) {
      expect(await refusedAs(heed.look(who, (ctx) => getPlanItem(ctx, caseId, item.id)))).toBe('not found')
      expect(await refusedAs(heed.look(who, (ctx) => getEntry(ctx, caseId, entry.id)))).toBe('not found')
    }
    expect(await heed.look('priya.nair', (ctx) => findCaseOf(ctx, one.incidentId))).toMatchObject({ id: one.caseId, status: 'open' })
    expect(await heed.look('nadia.kovacs', (ctx) => findCaseOf(ctx, one.incidentId))).toBeNull()
  })
})

const viewers = ['amara.diallo', 'chidi.okafor', 'priya.nair', 'femi.adeyemi', 'wei.zhang'] as const

/** The acts that a record's page offers: the last part of each address below it. */
function offeredOn(body: string, record: string): readonly string[] {
  const main = /<main[\s\S]*<\/main>/.exec(body)?.[0] ?? ''
  return [...new Set([...main.matchAll(new RegExp(`href="${record}/([\\w/-]+)"`, 'g'))].map(([, noun = '']) => noun))]
}

describe('what a page offers', () => {
  /** A case open, one whose closing waits, one closed; an incident regraded, one attended, one resulted, one a duplicate. */
  const cases: string[] = []
  const incidents: string[] = []
  beforeAll(async () => {
    for (let n = 0; n < 3; n++) cases.push((await opened()).caseId)
    for (const caseId of cases.slice(1)) await heed.act('priya.nair', (ctx) => requestClosing(ctx, { caseId, version: 1, resultKey: 'stopped', account: 'It stopped', told: null, notToldBecause: 'She asked' }))
    await heed.act('gwen.pritchard', (ctx) => decideClosing(ctx, { caseId: cases[2] ?? '', version: 2, isApproved: true, reason: '' }))
    const made = await Promise.all([0, 1, 2, 3].map(() => heed.act('amara.diallo', (ctx) => anIncident(ctx))))
    incidents.push(...made.map(({ incidentId }) => incidentId))
    const [plain = '', sent = '', done = '', double = ''] = incidents
    for (const incidentId of [sent, done]) await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: true, unit: 'R1', officerId: null, at: null, told: '', because: '' }))
    await heed.act('karin.lindqvist', (ctx) => resultIncident(ctx, { incidentId: done, version: 2, codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'x' }))
    await heed.act('karin.lindqvist', (ctx) => linkDuplicate(ctx, { incidentId: double, version: 1, reference: made[0]?.reference ?? '', reason: '' }))
    await heed.act('tom.hargreaves', (ctx) => regrade(ctx, { incidentId: plain, version: 2, grade: 'immediate', reason: 'Threats' }))
  })

  it.each(viewers)('of a case or an incident, %s can open and begin: nothing is offered that is then refused', async (who) => {
    let opens = 0
    for (const record of [...cases.map((id) => `/cases/${id}`), ...incidents.map((id) => `/incidents/${id}`)]) {
      const page = await visit.get(who, record)
      expect([who, page.statusCode]).toEqual([who, 200])
      for (const noun of offeredOn(page.body, record)) {
        const answer = await visit.get(who, `${record}/${noun}`)
        opens += 1
        expect([who, noun, answer.statusCode, partsOf(answer.body).headings.length]).toEqual([who, noun, 200, 1])
        // sent empty, it is the form that is at fault, never who sends it nor the state of the record
        if (record.endsWith(incidents[0] ?? '') && /<form[^>]*method="post"[^>]*novalidate/.test(answer.body) && !/^(assessments|cases)$/.test(noun)) expect([who, noun, (await visit.post(who, `${record}/${noun}`)).statusCode]).toEqual([who, noun, 422])
      }
    }
    expect(opens).toBeGreaterThan(20)
  })
})
