import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'

let heed: TestHeed
let app: FastifyInstance
let findingId = ''

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  for (const day of ['2026-11-12', '2026-11-17', '2026-11-23']) {
    heed.clock.moveTo(new Date(`${day}T10:00:00Z`))
    await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
      place: { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, 1) }, screening: [{ question: 'd5', answer: 'yes' }],
      people: [aPerson({ role: 'victim', givenName: '=Ada', familyName: 'Pell <b>', phone: '07700 900123' })],
    }))
  }
  await heed.follow()
  const { rows } = await heed.database.pools.bootstrap.query('select id from repeat_findings')
  findingId = rows[0].id
}, 60_000)

afterAll(async () => heed.close())

const open = async (username: string, url: string) => app.inject({ url, cookies: { heed: await heed.tokenOf(username) } })
const send = async (username: string, url: string, answers: Record<string, string>) => {
  const token = await heed.tokenOf(username)
  return app.inject({ method: 'POST', url, cookies: { heed: token }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...answers }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
}

describe('the pages of repeats', () => {
  it('list a telephone by any rule, with its reason, and put no telephone, name or address in any link', async () => {
    const { body, statusCode } = await open('wei.zhang', '/repeats?by=phone')
    expect(statusCode).toBe(200)
    for (const said of ['Repeats (1)', '07700 900123', 'Reported on 12 November 2026, 11 days before: within the 92 days from 24 August 2026', 'Preset. Source:', 'Vulnerable']) expect(body).toContain(said)
    for (const url of ['/repeats?by=phone', '/repeats?by=victim', '/repeats/daily', '/repeats/weekly', '/repeats/tasks', `/repeats/${findingId}`]) {
      const page = (await open('wei.zhang', url)).body
      for (const [, href = ''] of page.matchAll(/(?:href|action)="([^"]*)"/g)) expect(href).not.toMatch(/07700|900123|Pell|Tanner|ZA1/i)
      expect(page).not.toContain('<b>')
    }
  })

  it('try a definition of one’s own, and ignore what makes no sense', async () => {
    expect((await open('wei.zhang', '/repeats?by=address&count=4&days=30&kind=any')).body).toContain('Repeats (0)')
    expect((await open('wei.zhang', '/repeats?by=address&count=3&days=30&kind=any')).body).toContain('a definition you chose, not a rule of the force')
    for (const odd of ['by=nobody', 'count=-1&days=0', 'radius=9e99', 'borough=x', 'page=abc', 'rule=UPPER']) expect([odd, (await open('wei.zhang', `/repeats?${odd}`)).statusCode]).toEqual([odd, 200])
    expect((await open('wei.zhang', '/repeats?by=place&radius=50')).body).toContain('Within 50 metres of 14 Tanner Street')
  })

  it('say what an empty list would hold, to somebody of another borough', async () => {
    const { body } = await open('rosa.blake', '/repeats?by=phone')
    expect(body).toContain('Nobody and nowhere that you may see is a repeat under this rule')
    expect((await open('rosa.blake', '/repeats/tasks')).body).toContain('Nothing waits')
    expect((await open('rosa.blake', `/repeats/${findingId}`)).statusCode).toBe(404)
  })

  it('RP-22 give the daily meeting those who are repeat and vulnerable first', async () => {
    const { body } = await open('wei.zhang', '/repeats/daily')
    expect(body).toMatch(/Repeat and vulnerable \(1\)[\s\S]*Other repeats \(0\)/)
  })

  it('RP-21 give the week as a page and as a file that runs nothing, kept in the audit with whom it showed', async () => {
    const page = await open('wei.zhang', '/repeats/weekly?week=2026-11-23')
    expect(page.body).toContain('Monday 23 November 2026 to Sunday 29 November 2026')
    expect(page.body).toContain('Marlow Quay (1)')
    const reply = await open('wei.zhang', '/repeats/weekly/csv?week=2026-11-23')
    expect(reply.headers['content-type']).toContain('text/csv')
    expect(reply.headers['content-disposition']).toContain('heed-repeats-2026-11-23.csv')
    expect(reply.body).toContain("'=Ada Pell")
    expect((await open('priya.nair', '/repeats/weekly/csv')).statusCode).toBe(403)
    const { id } = await heed.actor('wei.zhang')
    const rows = await kyselyOn(heed.database.pools.bootstrap).selectFrom('auditEntries').select(['subjectIds']).where('actorId', '=', id).where('act', '=', 'analysis.takeAway').execute()
    expect(rows).toHaveLength(1)
    expect(rows[0]?.subjectIds.length).toBeGreaterThanOrEqual(4)
  })
})

describe('a new repeat', () => {
  it('RP-14 waits on the home page and on the incident’s, is taken up and dealt with through its page', async () => {
    expect((await open('wei.zhang', '/')).body).toContain('New repeats to deal with')
    const { rows } = await heed.database.pools.bootstrap.query('select last_incident_id as id from repeat_findings')
    expect((await open('wei.zhang', `/incidents/${rows[0].id}`)).body).toContain(`href="/repeats/${findingId}"`)
    expect((await open('wei.zhang', `/repeats/${findingId}`)).body).toContain('I am looking into this')
    expect((await send('wei.zhang', `/repeats/${findingId}/acknowledgement`, {})).statusCode).toBe(303)
    const wrong = await send('wei.zhang', `/repeats/${findingId}/dealing`, { version: '2', whatWasDone: 'Half a thought' })
    expect(wrong.statusCode).toBe(422)
    for (const said of ['Choose what came of it', 'Half a thought']) expect(wrong.body).toContain(said)
    expect((await send('wei.zhang', `/repeats/${findingId}/dealing`, { version: '2', outcome: 'already in hand', whatWasDone: 'The open case has it' })).statusCode).toBe(303)
    expect((await open('wei.zhang', `/repeats/${findingId}`)).body).toContain('Already in hand')
    expect((await open('wei.zhang', '/repeats/tasks?state=dealt-with')).body).toContain('Repeats dealt with (1)')
  })

  it('RP-42 shows a sergeant why, and offers them no form', async () => {
    const { body } = await open('femi.adeyemi', `/repeats/${findingId}`)
    expect(body).toContain('Why each report counts')
    expect(body).not.toContain('What came of it</legend>')
    expect((await send('femi.adeyemi', `/repeats/${findingId}/dealing`, { version: '3', outcome: 'already in hand', whatWasDone: 'No' })).statusCode).toBe(403)
  })
})

describe('the rules’ pages', () => {
  it('RP-15 RP-44 say each source and what is not said by one; an administrator adds, changes and ends through them', async () => {
    const rules = await open('margaret.osei', '/repeats/rules')
    for (const said of ['“three similar occurrences within the last three months”', 'stated no threshold', 'legislation.gov.uk/ukpga/2014/12/section/104']) expect(rules.body).toContain(said)
    expect(rules.body).not.toContain('Add a rule')
    const own = { name: 'Two in a week', leastCount: '2', windowDays: '7', kind: 'any', subjects: 'victim', raisesTask: 'yes', from: '23/11/2026', reason: 'A trial', source: '', reportWithinDays: '', radiusMetres: '' }
    const wrong = await send('robin.castle', '/repeats/rules/new', { ...own, leastCount: '1', from: 'soon' })
    expect(wrong.statusCode).toBe(422)
    for (const said of ['How many reports must be 2 or more', 'Enter a day, for example']) expect(wrong.body).toContain(said)
    expect((await send('robin.castle', '/repeats/rules/new', own)).statusCode).toBe(303)
    const { rows } = await heed.database.pools.bootstrap.query("select id from repeat_rules where key = 'two-in-a-week'")
    expect((await open('robin.castle', `/repeats/rules/${rows[0].id}/revision`)).body).toContain('value="Two in a week"')
    expect((await send('robin.castle', `/repeats/rules/${rows[0].id}/revision`, { ...own, windowDays: '10', from: '24/11/2026' })).statusCode).toBe(303)
    const { rows: next } = await heed.database.pools.bootstrap.query("select id from repeat_rules where key = 'two-in-a-week' and version = 2")
    expect((await send('robin.castle', `/repeats/rules/${next[0].id}/ending`, { from: '24/11/2026', reason: 'Over' })).statusCode).toBe(303)
    const preset = '019ab000-0000-7000-8000-000000000002'
    expect((await open('robin.castle', `/repeats/rules/${preset}/use`)).body).toContain('That stays as it is')
    expect((await send('robin.castle', `/repeats/rules/${preset}/use`, { subjects: 'victim', raisesTask: 'yes', from: '24/11/2026', reason: 'The force wants them', radiusMetres: '' })).statusCode).toBe(303)
    expect((await open('robin.castle', '/repeats/rules')).body).toContain('The force wants them')
  })
})
