import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident } from '../examples.ts'

let heed: TestHeed
let app: FastifyInstance

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
})
afterAll(() => heed.close())

async function get(username: string, url: string) {
  return app.inject({ url, headers: { cookie: `heed=${await heed.tokenOf(username)}` } })
}

async function post(username: string, url: string, form: Record<string, string>) {
  const token = await heed.tokenOf(username)
  return app.inject({
    method: 'POST', url, headers: { cookie: `heed=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...form, csrf: csrfTokenOf(token) }).toString(),
  })
}

const recorded = () => heed.act('amara.diallo', (ctx) => anIncident(ctx))

const nouns = ['grade', 'deployment', 'briefing', 'result', 'result-correction', 'classification', 'crime', 'intelligence', 'duplicate', 'duplicate-undo', 'allocation', 'follow-up', 'assessment-request', 'research', 'flags', 'note']

describe('the pages of an incident', () => {
  it('shows what happened, who was told, the people, the prompt and the log', async () => {
    const { incidentId, reference } = await recorded()
    const page = await get('priya.nair', `/incidents/${incidentId}`)
    expect(page.statusCode).toBe(200)
    for (const words of [reference, 'kicking a ball', 'Ada Pell', 'Who was told', 'Tanner Street Safer Neighbourhoods Team', 'What the caller was asked', 'What has been done', 'Acknowledge']) expect(page.body).toContain(words)
  })

  it('shows a supervisor every act and its page, and another borough nothing', async () => {
    const { incidentId } = await recorded()
    const page = await get('femi.adeyemi', `/incidents/${incidentId}`)
    expect(page.body).toContain('Allocate it')
    for (const noun of nouns) {
      expect([noun, (await get('femi.adeyemi', `/incidents/${incidentId}/${noun}`)).statusCode]).toEqual([noun, 200])
      expect([noun, (await get('owen.tate', `/incidents/${incidentId}/${noun}`)).statusCode]).toEqual([noun, 404])
    }
    expect((await get('nadia.kovacs', `/incidents/${incidentId}`)).statusCode).toBe(404)
  })

  it('lets nobody without a role, and no partner, open or send anything', async () => {
    const { incidentId } = await recorded()
    for (const username of ['sam.blank', 'dev.mistry', 'peter.lamb']) {
      expect((await get(username, `/incidents/${incidentId}`)).statusCode).toBe(403)
      expect((await get(username, '/incidents')).statusCode).toBe(403)
      for (const noun of nouns) expect([noun, (await post(username, `/incidents/${incidentId}/${noun}`, {})).statusCode]).toEqual([noun, 403])
    }
  })

  it('keeps what was typed and puts the error first when a form is wrong', async () => {
    const { incidentId } = await recorded()
    const again = await post('tom.hargreaves', `/incidents/${incidentId}/deployment`, { version: '1', deployed: 'yes', told: 'Two dogs at the house' })
    expect(again.statusCode).toBe(422)
    expect(again.body).toContain('Enter the unit or choose the colleague')
    expect(again.body).toContain('Two dogs at the house')
    const wrongDay = await post('tom.hargreaves', `/incidents/${incidentId}/deployment`, { version: '1', deployed: 'yes', unit: 'R1', deployedDay: 'yesterday-ish' })
    expect(wrongDay.body).toContain('Enter a date, for example 23/11/2026')
  })

  it('is graded, deployed and resulted through its forms, then offers a correction', async () => {
    const { incidentId } = await recorded()
    expect((await post('tom.hargreaves', `/incidents/${incidentId}/grade`, { version: '1', grade: 'significant', reason: 'A child is at the window' })).statusCode).toBe(303)
    expect((await post('tom.hargreaves', `/incidents/${incidentId}/deployment`, { version: '2', deployed: 'yes', unit: 'Romeo 1', deployedDay: '23/11/2026', deployedTime: '11:50', told: 'Vulnerable resident' })).statusCode).toBe(303)
    const result = {
      version: '3', codes: 'result-407', account: 'Three young people were spoken to and went home.', attendedBy: 'Romeo 1', attendedAtDay: '', attendedAtTime: '',
      callerTold: 'yes', callerToldWhat: 'That they had gone home', callerToldAtDay: '23/11/2026', callerToldAtTime: '11:58', notToldBecause: '',
    }
    expect((await post('chidi.okafor', `/incidents/${incidentId}/result`, result)).statusCode).toBe(303)
    const page = await get('chidi.okafor', `/incidents/${incidentId}`)
    for (const words of ['407 Suspect spoken to', 'That they had gone home', 'Correct the result', 'Vulnerable resident', 'A child is at the window']) expect(page.body).toContain(words)
    expect((await post('chidi.okafor', `/incidents/${incidentId}/result-correction`, { ...result, version: '4', codes: 'result-704', reason: 'Wrong code' })).statusCode).toBe(303)
    expect((await get('chidi.okafor', `/incidents/${incidentId}`)).body).toContain('Corrected by a later entry')
  })

  it('PL-01 answers 409 with what changed and who changed it, keeping what was typed', async () => {
    const { incidentId } = await recorded()
    await post('tom.hargreaves', `/incidents/${incidentId}/grade`, { version: '1', grade: 'immediate', reason: 'Someone is hurt' })
    const late = await post('amara.diallo', `/incidents/${incidentId}/grade`, { version: '1', grade: 'referred', reason: 'For the council noise team' })
    expect(late.statusCode).toBe(409)
    for (const words of ['Tom Hargreaves', 'Extended', 'Immediate', 'For the council noise team']) expect(late.body).toContain(words)
  })

  it('acknowledges for the team that was told, and for nobody else', async () => {
    const { incidentId } = await recorded()
    const url = /action="(\/incidents\/[^"]+\/acknowledgements\/[^"]+)"/.exec((await get('priya.nair', `/incidents/${incidentId}`)).body)?.[1] ?? ''
    expect((await get('karin.lindqvist', `/incidents/${incidentId}`)).body).not.toContain('acknowledgements')
    expect((await post('karin.lindqvist', url, {})).statusCode).toBe(403)
    expect((await post('priya.nair', url, {})).statusCode).toBe(303)
    expect((await get('karin.lindqvist', `/incidents/${incidentId}`)).body).toContain('PC Priya Nair')
  })

  it('settles a doubt, decides a flag and corrects an entry through their pages', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { grade: null, screening: [{ question: 'd5', answer: 'yes', detail: 'uses a wheelchair' }] }))
    expect((await get('priya.nair', `/incidents/${incidentId}`)).body).toContain('/doubts/no-grade')
    expect((await get('priya.nair', `/incidents/${incidentId}/doubts/no-grade`)).statusCode).toBe(200)
    expect((await get('priya.nair', `/incidents/${incidentId}/doubts/no-type`)).statusCode).toBe(404)
    expect((await get('priya.nair', `/incidents/${incidentId}/doubts/no-such`)).statusCode).toBe(404)
    expect((await post('priya.nair', `/incidents/${incidentId}/doubts/no-grade`, { version: '1', how: 'Graded on the radio' })).statusCode).toBe(303)
    expect((await get('priya.nair', `/incidents/${incidentId}`)).body).not.toContain('/doubts/no-grade')
    expect((await get('wei.zhang', `/incidents/${incidentId}/flags/vulnerable`)).statusCode).toBe(200)
    expect((await post('wei.zhang', `/incidents/${incidentId}/flags/vulnerable`, { version: '2', decision: 'confirmed', reason: '' })).statusCode).toBe(303)
    await post('priya.nair', `/incidents/${incidentId}/note`, { version: '3', text: 'Number 12 also heard it' })
    const link = /href="(\/incidents\/[^"]+\/entries\/[^"]+\/correction)"/.exec((await get('priya.nair', `/incidents/${incidentId}`)).body)?.[1] ?? ''
    expect((await get('priya.nair', link)).statusCode).toBe(200)
    expect((await post('priya.nair', link, { version: '3', text: 'Number 16 heard it', reason: 'Misheard' })).statusCode).toBe(303)
  })
})

describe('lists', () => {
  it('opens every list for those whose work it is', async () => {
    await recorded()
    for (const url of ['/incidents', '/incidents?scope=borough&status=resulted', '/incidents?scope=nonsense&status=wrong&page=99999', '/incidents?page=400&flag=hate&type=211&qualifier=personal&grade=extended', '/incidents/unresulted', '/incidents/open-data', '/incidents?scope=mine']) {
      expect([url, (await get('karin.lindqvist', url)).statusCode]).toEqual([url, 200])
      expect([url, (await get('amara.diallo', url)).statusCode]).toEqual([url, 200])
    }
    expect((await get('wei.zhang', '/incidents/research?since=20/11/2026&flag=repeat&unassessed=yes')).statusCode).toBe(200)
    expect((await get('priya.nair', '/incidents/research')).statusCode).toBe(403)
  })

  it('finds words by sending them, so that none stands in an address', async () => {
    const { reference } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { narrative: 'A quadbike tearing up the allotments by the canal' }))
    const found = await post('priya.nair', '/incidents', { words: 'quadbike', scope: 'team' })
    expect(found.statusCode).toBe(200)
    expect(found.body).toContain(reference)
    expect(found.body).toContain('(1)')
    expect((await post('nadia.kovacs', '/incidents', { words: 'quadbike' })).body).not.toContain(reference)
  })

  it('shows a team’s page to its members and its borough, and to nobody else', async () => {
    const { teamId } = await recorded()
    const page = await get('priya.nair', `/teams/${teamId}`)
    expect(page.statusCode).toBe(200)
    for (const words of ['New since yesterday', 'Told, and not acknowledged', 'PCSO Joe Sweeney']) expect(page.body).toContain(words)
    expect((await get('karin.lindqvist', `/teams/${teamId}`)).statusCode).toBe(200)
    expect((await get('nadia.kovacs', `/teams/${teamId}`)).statusCode).toBe(404)
  })
})
