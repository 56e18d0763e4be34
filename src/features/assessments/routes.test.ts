import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { saveAnswer } from './commands/save-answer.ts'
import { startAssessment } from './commands/start-assessment.ts'
import { submitAssessment } from './commands/submit-assessment.ts'
import { anAssessment } from './examples.ts'
import { getRecord } from './queries/records.ts'
import { riskVersion } from './queries/versions.ts'

let heed: TestHeed
let app: FastifyInstance
let incidentId: string

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
})
afterAll(async () => heed.close())
beforeEach(async () => {
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
})

const get = async (url: string, who = 'chidi.okafor') => app.inject({ url, cookies: { heed: await heed.tokenOf(who) } })
const post = async (url: string, fields: Record<string, string>, who = 'chidi.okafor') => {
  const token = await heed.tokenOf(who)
  return app.inject({
    method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...fields, csrf: csrfTokenOf(token) }).toString(),
  })
}
const begin = async (): Promise<string> => {
  const reply = await post(`/incidents/${incidentId}/assessments`, { subject: 'household' })
  return /\/assessments\/([0-9a-f-]{36})/.exec(String(reply.headers.location))?.[1] ?? ''
}

describe('an officer on a doorstep', () => {
  it('starts from the incident, answers a question a page, checks and sends; the sergeant approves from the queue', async () => {
    const start = await get(`/incidents/${incidentId}/assessments`)
    expect(start.body).toContain('Ada Pell')
    const id = await begin()
    const options = ['most-days', 'yes', 'yes', 'well', 'now', 'yes', 'you', 'yes', 'yes', 'extremely', 'yes', 'no', 'isolated', 'family']
    for (const [at, option] of options.entries()) {
      const page = await get(`/assessments/${id}/questions/${at + 1}`)
      expect(page.body).toContain(`Question ${at + 1} of 14`)
      const sent = await post(`/assessments/${id}/questions/${at + 1}`, { answer: option, words: at === 4 ? 'He said he <knows> where I live' : '' })
      expect(sent.headers.location).toContain(at === 13 ? `/assessments/${id}/check` : `/assessments/${id}/questions/${at + 2}`)
    }
    const check = await get(`/assessments/${id}/check`)
    expect(check.body).toContain('He said he &lt;knows&gt; where I live')
    expect(check.body).toContain('38 of 41')
    expect(check.body).toMatch(/value="threats" checked/)
    expect(check.body).toContain('Escalators are switched off in this version')
    expect(check.body).toContain('A sergeant or above, of Tanner Street Safer Neighbourhoods Team or its borough')
    expect((await post(`/assessments/${id}/submission`, {})).statusCode).toBe(303)
    expect((await get(`/assessments/${id}`)).body).toContain('you need the role supervisor')
    const queue = await get('/assessments/awaiting', 'karin.lindqvist')
    expect(queue.body).toContain(`/assessments/${id}`)
    expect(queue.body).toContain('High 38 of 41')
    const supervision = await get(`/assessments/${id}`, 'karin.lindqvist')
    expect(supervision.body.indexOf('Are harassing this complainant now')).toBeLessThan(supervision.body.indexOf('Most days'))
    expect((await post(`/assessments/${id}/approval`, { version: '2' }, 'karin.lindqvist')).headers.location).toContain('/assessments/awaiting')
    expect((await get(`/assessments/${id}`, 'chidi.okafor')).body).toContain('Approved')
  })

  it('goes back and finds everything kept, skips and comes back, and is told what is left', async () => {
    const id = await begin()
    await post(`/assessments/${id}/questions/1`, { answer: 'most-weeks', words: 'Fridays' })
    expect((await post(`/assessments/${id}/questions/2`, { skip: 'yes', words: 'She is not sure' })).headers.location).toContain('/questions/3')
    const back = await get(`/assessments/${id}/questions/1`)
    expect(back.body).toMatch(/value="most-weeks" checked/)
    expect(back.body).toContain('Fridays')
    expect((await get(`/assessments/${id}/questions/2`)).body).toContain('She is not sure')
    const check = await get(`/assessments/${id}/check`)
    expect(check.body).toContain('13 questions are not answered yet')
    expect(check.body).toContain('Answer question 2')
    expect((await post(`/assessments/${id}/submission`, {})).statusCode).toBe(422)
    expect((await post(`/assessments/${id}/questions/1?from=check`, { answer: 'most-days', words: 'Fridays' })).headers.location).toContain('/check')
  })

  it('is asked again, with what was typed, when no answer was chosen', async () => {
    const id = await begin()
    const reply = await post(`/assessments/${id}/questions/3`, { words: 'It gets worse' })
    expect(reply.statusCode).toBe(422)
    expect(reply.body).toContain('Choose an answer, or skip the question for now')
    expect(reply.body).toContain('href="#answer"')
    expect(reply.body).toContain('It gets worse')
  })

  it('has each answer kept by the page itself as it is given', async () => {
    const id = await begin()
    const kept = await post(`/assessments/${id}/questions/4/draft`, { answer: 'well', words: '' })
    expect(kept.statusCode).toBe(200)
    expect((await post(`/assessments/${id}/questions/4/draft`, { answer: '', words: '' })).statusCode).toBe(200)
    expect((await get(`/assessments/${id}/questions/4`)).body).toMatch(/value="well" checked/)
  })

  it('is led to the assessment when its questions are opened after it was sent', async () => {
    const id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId))
    for (const page of ['questions/3', 'check']) expect((await get(`/assessments/${id}/${page}`)).headers.location).toContain(`/assessments/${id}`)
    expect((await post(`/assessments/${id}/questions/3`, { answer: 'yes' })).statusCode).toBe(409)
  })

  it('RA-06 is refused a judgement without its reason, and keeps the choice', async () => {
    const id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'low', isSent: false }))
    const reply = await post(`/assessments/${id}/submission`, { judgementBand: 'high', judgementReason: ' ' })
    expect(reply.statusCode).toBe(422)
    expect(reply.body).toContain('Enter why the risk is higher than the score shows')
    expect(reply.body).toMatch(/value="high" checked/)
  })
})

describe('doors', () => {
  it('say 403 to someone without a role, before the form is read, and 404 to another borough', async () => {
    const id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId))
    for (const url of [`/assessments/${id}`, `/assessments/${id}/check`, '/assessments/awaiting', `/incidents/${incidentId}/assessments`]) {
      expect((await get(url, 'sam.blank')).statusCode, url).toBe(403)
      expect((await get(url, 'dev.mistry')).statusCode, url).toBe(403)
    }
    expect((await post(`/assessments/${id}/approval`, { nonsense: 'x' }, 'sam.blank')).statusCode).toBe(403)
    for (const url of [`/assessments/${id}`, `/incidents/${incidentId}/assessments`]) expect((await get(url, 'owen.tate')).statusCode).toBe(404)
    expect((await post(`/assessments/${id}/approval`, { version: '2' }, 'owen.tate')).statusCode).toBe(404)
    expect((await post(`/incidents/${incidentId}/assessments`, { subject: 'household' }, 'nadia.kovacs')).statusCode).toBe(404)
  })

  it('show the second supervisor who decided first, and lose nothing they typed', async () => {
    const id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId))
    await post(`/assessments/${id}/approval`, { version: '2' }, 'imran.rahman')
    const late = await post(`/assessments/${id}/return`, { version: '2', reason: 'Ask again about question 5' }, 'karin.lindqvist')
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('Insp Imran Rahman approved this assessment')
    expect(late.body).toContain('Ask again about question 5')
  })

  it('refuse a number, a field and an option that are not theirs', async () => {
    const id = await begin()
    expect((await get(`/assessments/${id}/questions/15`)).statusCode).toBe(404)
    expect((await get(`/assessments/${id}/questions/0`)).statusCode).toBe(404)
    expect((await post(`/assessments/${id}/questions/1`, { answer: 'most-days', extra: '1' })).statusCode).toBe(422)
    expect((await post(`/assessments/${id}/questions/1`, { answer: 'hourly' })).statusCode).toBe(422)
    expect((await post(`/assessments/${id}/questions/1`, { answer: 'most-days', words: 'x'.repeat(4001) })).body).toContain('4,000 characters or fewer')
    expect((await post(`/incidents/${incidentId}/assessments`, {})).body).toContain('Choose whom the assessment is about')
  })

  it('leave an audit row for every look at an assessment', async () => {
    const id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId))
    await get(`/assessments/${id}`, 'karin.lindqvist')
    const rows = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select(['act', 'verb']).where('act', '=', 'assessments.look').execute())
    expect(rows.at(-1)).toEqual({ act: 'assessments.look', verb: 'consultation' })
  })
})

describe('any answers at all', () => {
  it('RA-01 RA-06 are kept with the score that is their sum, the band that holds it, and a judgement that never lowers it', async () => {
    const { version } = await heed.act('chidi.okafor', async (ctx) => {
      const { assessmentId } = await startAssessment(ctx, { incidentId, subject: 'household' })
      return { version: await riskVersion(ctx, (await getRecord(ctx, assessmentId)).questionSetId) }
    })
    const anyOne = fc.record({
      picks: fc.tuple(...version.questions.map(({ options }) => fc.constantFrom(...options))), judged: fc.constantFrom(null, 'low', 'medium', 'high'),
    })
    await fc.assert(fc.asyncProperty(anyOne, async ({ picks, judged }) => {
      const incident = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
      const { assessmentId } = await heed.act('chidi.okafor', (ctx) => startAssessment(ctx, { incidentId: incident.incidentId, subject: 'household' }))
      await heed.act('chidi.okafor', async (ctx) => {
        for (const [at, { key }] of picks.entries()) await saveAnswer(ctx, { assessmentId, number: at + 1, answer: key, words: null, isKeptByPage: true })
      })
      const sum = picks.reduce((total, { score }) => total + score, 0)
      const rank = sum >= 29 ? 2 : sum >= 16 ? 1 : 0
      const judgedRank = judged === null ? rank : ['low', 'medium', 'high'].indexOf(judged)
      const send = heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId, said: {}, judgement: judged === null ? null : { band: judged, reason: 'Known to the team' } }))
      if (judged !== null && judgedRank <= rank) {
        await expect(send).rejects.toMatchObject({ kind: 'invalid' })
        return
      }
      await send
      expect(await heed.look('chidi.okafor', (ctx) => getRecord(ctx, assessmentId))).toMatchObject({ score: sum, computedBand: ['low', 'medium', 'high'][rank], bandRank: judgedRank })
    }), { numRuns: 15 })
  })
})
