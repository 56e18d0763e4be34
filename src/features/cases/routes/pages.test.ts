import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approveAssessment } from '#features/assessments/index.ts'
import { anAssessment } from '#features/assessments/examples.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aCase } from '../examples.ts'
import { countCasesWaiting } from '../index.ts'
import { listEntries } from '../queries/case-parts.ts'
import { overviewPage } from './pages.ts'

let heed: TestHeed
let app: FastifyInstance
let caseId: string
let incidentId: string
beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  await sql`insert into heed.settings (key, value) values ('standards preset', '"demonstration"')`.execute(owner())
})
afterAll(() => heed.close())
beforeEach(async () => {
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ role: 'victim', givenName: 'Ada', familyName: '<Pell>', safeToContact: 'Only mornings; he is home after two' })] }))).incidentId
  caseId = (await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId }))).caseId
})

const owner = () => kyselyOn(heed.ground.pools.bootstrap)
const get = async (url: string, who = 'priya.nair') => app.inject({ url, cookies: { heed: await heed.tokenOf(who) } })
const post = async (url: string, fields: Record<string, string>, who = 'priya.nair') => {
  const token = await heed.tokenOf(who)
  return app.inject({ method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ ...fields, csrf: csrfTokenOf(token) }).toString() })
}
const nouns = ['', '/plan', '/timeline', '/people', '/files', '/history', '/contact', '/decision', '/note', '/incident', '/person']
const led = ['/allocation', '/transfer', '/review', '/closing', '/reopening']

describe('the pages of a case', () => {
  it('say who it is about, how great the risk is, and what is safe, on each', async () => {
    for (const noun of nouns) {
      const page = await get(`/cases/${caseId}${noun}`)
      expect([noun, page.statusCode]).toEqual([noun, 200])
      expect(page.body).toContain('Ada &lt;Pell&gt;')
      expect(page.body).toContain('Safe contact: Only mornings')
    }
    for (const noun of led) expect([noun, (await get(`/cases/${caseId}${noun}`, 'femi.adeyemi')).statusCode]).toEqual([noun, 200])
    expect((await get(`/cases/${caseId}/seal`, 'imran.rahman')).statusCode).toBe(200)
    const overview = (await get(`/cases/${caseId}`)).body
    expect(overview).toContain('Nobody owns it yet: it stands on the unallocated list of Tanner Street Safer Neighbourhoods Team.')
    expect(overview).toContain('The victim has not been spoken to since it was opened.')
    expect(overview).not.toContain('Allocate an owner')
  })

  it('draw the risk over time once there are two assessments, with the figures in a table under it', async () => {
    for (const band of ['high', 'medium'] as const) {
      const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band }))
      await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null }))
      await heed.follow()
    }
    const { body } = await get(`/cases/${caseId}`)
    expect(body).toContain('Risk went from high to medium over 2 assessments')
    expect(body).toContain('<svg')
    expect(body).toContain('Sgt Karin Lindqvist')
  })

  it('are nowhere for another borough, and closed to those without the role', async () => {
    for (const noun of nouns) {
      expect((await get(`/cases/${caseId}${noun}`, 'nadia.kovacs')).statusCode).toBe(404)
      for (const who of ['sam.blank', 'dev.mistry', 'peter.lamb', 'robin.castle']) expect((await get(`/cases/${caseId}${noun}`, who)).statusCode).toBe(403)
    }
    expect((await post(`/cases/${caseId}/note`, { text: 'Mine' }, 'nadia.kovacs')).statusCode).toBe(404)
    expect((await post(`/cases/${caseId}/note`, { nonsense: 'x' }, 'sam.blank')).statusCode).toBe(403)
    expect((await post(`/cases/${caseId}/allocation`, { version: '1', ownerId: 'nobody', reason: '' })).statusCode).toBe(403)
    expect((await get(`/cases/${newId()}`)).statusCode).toBe(404)
    expect((await get('/cases/not-an-id')).statusCode).toBe(404)
  })
})

describe('the forms of a case', () => {
  it('take a contact, and keep what was typed when it was wrong', async () => {
    const wrong = await post(`/cases/${caseId}/contact`, { how: 'visit', onDay: '31/2/2026', atTime: '10:00', isReached: 'yes', said: 'She <cried>', told: '' })
    expect(wrong.statusCode).toBe(422)
    expect(wrong.body).toContain('Enter a date, for example 23/11/2026')
    expect(wrong.body).toContain('She &lt;cried&gt;')
    const right = await post(`/cases/${caseId}/contact`, { how: 'visit', onDay: '23/11/2026', atTime: '10:00', isReached: 'yes', said: 'She <cried>', told: 'A lock is coming' })
    expect(right.headers.location).toContain(`/cases/${caseId}/timeline`)
    expect((await get(`/cases/${caseId}/timeline?kind=contact`)).body).toContain('A lock is coming')
    expect((await get(`/cases/${caseId}`)).body).toContain('The victim was last spoken to on 23 November 2026.')
  })

  it('go from allocation to closing as two people do it', async () => {
    const priya = (await heed.actor('priya.nair')).id
    expect((await post(`/cases/${caseId}/allocation`, { version: '1', ownerId: priya, reason: '' }, 'femi.adeyemi')).statusCode).toBe(303)
    const stale = await post(`/cases/${caseId}/allocation`, { version: '1', ownerId: 'nobody', reason: 'What I typed' }, 'imran.rahman')
    expect(stale.statusCode).toBe(409)
    expect(stale.body).toContain('Sgt Femi Adeyemi')
    expect(stale.body).toContain('PC Priya Nair')
    expect(stale.body).toContain('What I typed')
    expect(await heed.look('priya.nair', countCasesWaiting)).toMatchObject({ mine: 1 })
    const untold = await post(`/cases/${caseId}/closing`, { version: '2', resultKey: 'stopped', account: 'It stopped', isTold: 'yes', onDay: '', atTime: '', toldWhat: '', notToldBecause: '' })
    expect(untold.statusCode).toBe(422)
    expect(untold.body).toContain('Enter what the victim was told')
    const nobody = await post(`/cases/${caseId}/closing`, { version: '2', resultKey: 'stopped', account: 'It stopped', isTold: 'no victim', onDay: '', atTime: '', toldWhat: '', notToldBecause: '' })
    expect(nobody.statusCode).toBe(422)
    expect((await post(`/cases/${caseId}/closing`, { version: '2', resultKey: 'stopped', account: 'It stopped', isTold: 'yes', onDay: '23/11/2026', atTime: '11:00', toldWhat: 'That it stopped', notToldBecause: '' })).statusCode).toBe(303)
    expect(await heed.look('femi.adeyemi', countCasesWaiting)).toMatchObject({ closingForMe: 1 })
    expect(await heed.look('priya.nair', countCasesWaiting)).toMatchObject({ closingForMe: 0, reviewsDue: 0 })
    expect((await get('/cases?scope=closing', 'femi.adeyemi')).body).toContain('Cases whose closing is to decide (1)')
    expect((await get(`/cases/${caseId}/closing/decision`, 'femi.adeyemi')).body).toContain('That it stopped')
    expect((await post(`/cases/${caseId}/closing/decision`, { version: '3', answer: 'approve', reason: '' }, 'femi.adeyemi')).statusCode).toBe(303)
    expect((await get(`/cases/${caseId}`)).body).toContain('The case is closed.')
    expect((await post(`/cases/${caseId}/note`, { text: 'Late' })).statusCode).toBe(409)
    expect((await post(`/cases/${caseId}/reopening`, { version: '4', reason: 'It began again' }, 'femi.adeyemi')).statusCode).toBe(303)
  })

  it('end and pause standards, hold reviews, seal, and open by hand', async () => {
    const items = await owner().selectFrom('casePlanItems').selectAll().where('caseId', '=', caseId).where('state', '=', 'to do').execute()
    const contact = items.find(({ standardKey }) => standardKey === 'victim-contacted')
    const research = items.find(({ standardKey }) => standardKey === 'background-research')
    expect((await get(`/cases/${caseId}/plan/${research?.id}`)).statusCode).toBe(200)
    expect((await post(`/cases/${caseId}/plan/${research?.id}`, { version: '1', state: 'done', text: 'Searched' })).statusCode).toBe(303)
    expect((await post(`/cases/${caseId}/plan/${contact?.id}/pause`, { reason: 'Too busy' })).statusCode).toBe(422)
    expect((await post(`/cases/${caseId}/plan/${contact?.id}/pause`, { reason: 'The victim is away' })).statusCode).toBe(303)
    expect((await get(`/cases/${caseId}/plan`)).body).toContain('Let it run again')
    expect((await post(`/cases/${caseId}/review`, { version: '1', rank: 'sergeant', outcome: 'Go on' }, 'femi.adeyemi')).statusCode).toBe(303)
    expect((await post(`/cases/${caseId}/seal`, { version: '2', reason: 'His sister works here' }, 'imran.rahman')).statusCode).toBe(303)
    expect((await get(`/cases/${caseId}`)).statusCode).toBe(404)
    const other = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
    expect((await get(`/incidents/${other}/cases`)).statusCode).toBe(200)
    expect((await post(`/incidents/${other}/cases`, { reason: '' })).statusCode).toBe(422)
    expect((await post(`/incidents/${other}/cases`, { reason: 'Fourth this month' })).headers.location).toMatch(/^\/cases\//)
  })

  it('take a file and list it', async () => {
    const token = await heed.tokenOf('priya.nair')
    const send = (bytes: string) => app.inject({
      method: 'POST', url: `/cases/${caseId}/files`, cookies: { heed: token }, headers: { 'content-type': 'multipart/form-data; boundary=b' },
      payload: `--b\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n${csrfTokenOf(token)}\r\n--b\r\ncontent-disposition: form-data; name="about"\r\n\r\nDiary\r\n${bytes}--b--\r\n`,
    })
    expect((await send('')).statusCode).toBe(422)
    expect((await send('--b\r\ncontent-disposition: form-data; name="file"; filename="diary.txt"\r\ncontent-type: text/plain\r\n\r\nEvery night\r\n')).statusCode).toBe(303)
    expect((await get(`/cases/${caseId}/files`)).body).toContain('diary.txt')
  })
})

describe('the list of cases', () => {
  it('is in the order to work in, narrows, and counts what it holds', async () => {
    await heed.act('service:cases', (ctx) => aCase(ctx, { band: 'low' }))
    const page = await get('/cases?scope=unallocated')
    expect(page.body).toMatch(/Cases without an owner \(\d+\)/)
    expect(page.body.indexOf('High')).toBeLessThan(page.body.lastIndexOf('Low'))
    expect((await get('/cases?scope=team&band=low&due=week&page=2&scope2=x')).statusCode).toBe(200)
    expect((await get('/cases?scope=force&band=<b>')).statusCode).toBe(200)
    expect((await get('/cases', 'owen.tate')).body).toContain('You own no case now.')
    heed.clock.moveTo(new Date('2026-12-05T12:00:00Z'))
    const due = (await heed.look('femi.adeyemi', countCasesWaiting)).reviewsDue
    expect(due).toBeGreaterThan(0)
    expect((await get('/cases?scope=reviews', 'femi.adeyemi')).body).toContain(`Cases whose review is due (${due})`)
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
    expect((await get('/cases', 'margaret.osei')).statusCode).toBe(403)
  })
})

describe('a case with two hundred entries', () => {
  it('asks no more of the database than one with few', async () => {
    const by = (await heed.actor('priya.nair')).id
    const asked = () => heed.look('priya.nair', async (ctx) => {
      let count = 0
      const db = ctx.db.withPlugin({ transformQuery: ({ node }) => { count += 1; return node }, transformResult: async ({ result }) => result })
      await overviewPage({ ...ctx, db }, caseId)
      const entries = await listEntries({ ...ctx, db }, caseId, null)
      return { count, entries: entries.length }
    })
    const few = await asked()
    await sql`insert into case_entries (id, case_id, kind, at, by_id, text, reason) select gen_random_uuid(), ${caseId}::uuid, 'contact', now() - n * interval '1 hour', ${by}::uuid, 'Spoke to the victim: phone', repeat('what was said ', 20) from generate_series(1, 200) n`.execute(owner())
    const many = await asked()
    expect(many.entries).toBe(few.entries + 200)
    expect(many.count).toBe(few.count)
    const page = await get(`/cases/${caseId}/timeline`)
    expect(page.body.match(/moj-timeline__item/g)).toHaveLength(many.entries)
  })
})
