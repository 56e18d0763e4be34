import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { faultsOfErrorPage, partsOf, type Sent, unescaped, type Visitor, visitorOf } from '#test/support/pages.ts'
import { anAssessment, type ExampleAssessment } from './examples.ts'
import { getRecord } from './queries/records.ts'

let heed: TestHeed
let visit: Visitor
let incidentId = ''

beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
})
beforeEach(async () => {
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
})
afterAll(() => heed.close())

const script = '<script>alert("1")</script>'
const made = (given: ExampleAssessment = {}, who = 'chidi.okafor') => heed.act(who, (ctx) => anAssessment(ctx, incidentId, given))
const statusOf = async (id: string) => (await heed.look('karin.lindqvist', (ctx) => getRecord(ctx, id))).status

describe('the forms of an assessment', () => {
  it('each page says what it is, once, with a way back', async () => {
    const draft = await made({ isSent: false })
    const pages: readonly (readonly [url: string, who: string, heading: RegExp, back: string | null])[] = [
      [`/incidents/${incidentId}/assessments`, 'chidi.okafor', /assess/i, `/incidents/${incidentId}`],
      [`/assessments/${draft}/questions/1`, 'chidi.okafor', /.+/, `/assessments/${draft}/check`],
      [`/assessments/${draft}/check`, 'chidi.okafor', /^Check your answers$/, `/assessments/${draft}/questions/14`],
      [`/assessments/${draft}`, 'karin.lindqvist', /^Risk to Ada Pell$/, null],
      ['/assessments/awaiting', 'karin.lindqvist', /^Assessments awaiting supervision \(\d+\)$/, null],
    ]
    for (const [url, who, heading, back] of pages) {
      const page = await visit.get(who, url)
      const parts = partsOf(page.body)
      expect([url, page.statusCode, parts.headings.length]).toEqual([url, 200, 1])
      expect(parts.headings[0]).toMatch(heading)
      expect(parts.title).toBe(`${parts.headings[0]} - Heed - Metroshire Police`)
      if (back !== null && !url.endsWith('questions/1')) expect([url, parts.back]).toEqual([url, back])
      expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)/)
    }
  })

  it('RA-09 the draft is kept after each question: a person who leaves at any of them finds all before it', async () => {
    const start = await visit.post('chidi.okafor', `/incidents/${incidentId}/assessments`, { subject: 'household' })
    const id = /assessments\/([\w-]{36})/.exec(String(start.headers.location))?.[1] ?? ''
    const options = ['most-days', 'yes', 'yes', 'well', 'now', 'yes', 'you', 'no', 'yes', 'extremely', 'yes', 'no', 'isolated', 'family']
    for (const [at, option] of options.entries()) {
      await visit.post('chidi.okafor', `/assessments/${id}/questions/${at + 1}`, { answer: option, words: `Said at ${at + 1}` })
      // the line breaks here: nothing but what was sent is left, on whatever machine is picked up next
      const check = await visit.get('chidi.okafor', `/assessments/${id}/check`)
      expect(unescaped(check.body).split(/Not answered yet/).length - 1).toBe(options.length - at - 1)
      for (let before = 0; before <= at; before++) expect(check.body).toContain(`Said at ${before + 1}”`)
    }
    expect(await statusOf(id)).toBe('draft')
  })

  it.each([
    ['no answer', { words: script }, ['answer'], /^Choose an answer, or skip/], ['an answer of another question', { answer: 'isolated', words: script }, ['answer'], /^Choose one of the answers/],
    ['too many words', { answer: 'yes', words: `${script}${'x'.repeat(4_000)}` }, ['words'], /4,000 characters or fewer; it has/],
    ['two answers', { answer: ['yes', 'no'], words: script }, ['answer'], /.+/],
  ] as const)('a question sent with %s is asked again, and what was typed stands there as words', async (_what, form, fields, words) => {
    const id = await made({ isSent: false })
    const again = await visit.post('chidi.okafor', `/assessments/${id}/questions/2`, form)
    expect([again.statusCode, partsOf(again.body).errors.map(({ field }) => field)]).toEqual([422, fields])
    expect(partsOf(again.body).errors[0]?.message).toMatch(words)
    expect(faultsOfErrorPage(again.body)).toEqual([])
    expect(again.body).not.toContain(script)
    expect(unescaped(again.body)).toContain(script)
  })

  it('RA-06 a judgement is refused at its own field: no reason, no band, not higher, no band of this version', async () => {
    const id = await made({ band: 'medium', isSent: false })
    const send = (form: Sent) => visit.post('chidi.okafor', `/assessments/${id}/submission`, form)
    const fieldsOf = async (form: Sent) => {
      const again = await send(form)
      expect([again.statusCode, faultsOfErrorPage(again.body)]).toEqual([422, []])
      return partsOf(again.body).errors.map(({ field }) => field)
    }
    expect(await fieldsOf({ judgementBand: 'high' })).toEqual(['judgementReason'])
    expect(await fieldsOf({ judgementBand: 'medium', judgementReason: script })).toEqual(['judgementBand'])
    expect(await fieldsOf({ judgementBand: 'low', judgementReason: script })).toEqual(['judgementBand'])
    expect(await fieldsOf({ judgementBand: 'severe', judgementReason: script })).toEqual(['judgementBand'])
    expect((await send({ known: 'everything' })).statusCode).toBe(422)
    expect(await statusOf(id)).toBe('draft')
    expect((await send({ known: ['threats', 'history'], judgementBand: 'high', judgementReason: 'Two families have moved out' })).statusCode).toBe(303)
  })

  it('RA-06 a supervisor’s higher band is refused at its own field too', async () => {
    const id = await made({ band: 'medium' })
    const fieldsOf = async (form: Sent) => {
      const again = await visit.post('karin.lindqvist', `/assessments/${id}/approval`, { version: '2', ...form })
      expect([form, again.statusCode, faultsOfErrorPage(again.body)]).toEqual([form, 422, []])
      if ('raisedReason' in form) expect(unescaped(again.body)).toContain(script)
      return partsOf(again.body).errors.map(({ field }) => field)
    }
    expect(await fieldsOf({ raisedBand: 'high' })).toEqual(['raisedReason'])
    expect(await fieldsOf({ raisedBand: 'medium', raisedReason: script })).toEqual(['raisedBand'])
    expect(await fieldsOf({ raisedBand: 'low', raisedReason: script })).toEqual(['raisedBand'])
    expect(await fieldsOf({ raisedBand: 'severe', raisedReason: script })).toEqual(['raisedBand'])
    expect(await statusOf(id)).toBe('awaiting approval')
  })

  it('RA-11 a return asks for its reason, keeps what is sent, and shows it to the officer', async () => {
    const id = await made()
    const again = await visit.post('karin.lindqvist', `/assessments/${id}/return`, { version: '2', reason: ' ' })
    expect([again.statusCode, faultsOfErrorPage(again.body), partsOf(again.body).errors]).toEqual([422, [], [{ field: 'reason', message: 'Enter what needs to change before it can be approved' }]])
    expect((await visit.post('karin.lindqvist', `/assessments/${id}/return`, { version: '2', reason: script })).statusCode).toBe(303)
    for (const url of [`/assessments/${id}/check`, `/assessments/${id}`]) {
      const page = await visit.get('chidi.okafor', url)
      expect(page.body).not.toContain(script)
      expect(unescaped(page.body)).toContain(script)
      expect(page.body).toContain('Sgt Karin Lindqvist')
    }
  })

  it.each([['', 422], ['two', 422], ['1', 409], ['3', 409], ['99999999999', 422]])('an approval of version “%s” is answered with %d and decides nothing', async (version, status) => {
    const id = await made()
    expect((await visit.post('karin.lindqvist', `/assessments/${id}/approval`, { version })).statusCode).toBe(status)
    expect((await visit.post('karin.lindqvist', `/assessments/${id}/return`, { version, reason: 'Not yet' })).statusCode).toBe(status)
    expect(await statusOf(id)).toBe('awaiting approval')
  })

  it('RA-18 says to each supervisor why they cannot decide, and gives them no form', async () => {
    const own = await made({}, 'karin.lindqvist')
    const page = await visit.get('karin.lindqvist', `/assessments/${own}`)
    expect(page.body).toContain('You cannot approve an assessment you completed')
    expect(page.body).not.toContain(`/assessments/${own}/approval`)
    expect((await visit.post('karin.lindqvist', `/assessments/${own}/approval`, { version: '2' })).statusCode).toBe(403)
    expect((await visit.post('karin.lindqvist', `/assessments/${own}/return`, { version: '2', reason: 'x' })).statusCode).toBe(403)
    expect((await visit.get('imran.rahman', `/assessments/${own}`)).body).toContain(`/assessments/${own}/approval`)
  })
})

describe('who is let in', () => {
  const asked = ['amara.diallo', 'tom.hargreaves', 'ines.moreau', 'chidi.okafor', 'priya.nair', 'karin.lindqvist', 'wei.zhang', 'imran.rahman', 'helen.whitby', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'peter.lamb']

  it.each([
    ['/assessments/awaiting', ['karin.lindqvist', 'imran.rahman']],
    ['/assessments/ID', ['tom.hargreaves', 'chidi.okafor', 'priya.nair', 'karin.lindqvist', 'wei.zhang', 'imran.rahman', 'helen.whitby']],
    ['/incidents/INCIDENT/assessments', ['tom.hargreaves', 'chidi.okafor', 'priya.nair', 'karin.lindqvist', 'wei.zhang', 'imran.rahman', 'helen.whitby']],
  ])('%s opens for %o and nobody else', async (path, may) => {
    const id = await made()
    const open: string[] = []
    for (const username of asked) {
      const { statusCode } = await visit.get(username, path.replace('INCIDENT', incidentId).replace('ID', id))
      if (statusCode === 200) open.push(username)
      else expect([username, statusCode]).toEqual([username, 403])
    }
    expect([...open].sort()).toEqual([...may].sort())
  })

  it('RA-17 an assessment begun by one officer is not another’s to answer, look through or send', async () => {
    const id = await made({ isSent: false })
    for (const url of [`/assessments/${id}/questions/1`, `/assessments/${id}/check`]) expect((await visit.get('leah.marsh', url)).statusCode).toBe(403)
    expect((await visit.post('leah.marsh', `/assessments/${id}/questions/1`, { answer: 'most-days' })).statusCode).toBe(403)
    expect((await visit.post('leah.marsh', `/assessments/${id}/questions/1/draft`, { answer: 'most-days' })).statusCode).toBe(403)
    expect((await visit.post('leah.marsh', `/assessments/${id}/submission`)).statusCode).toBe(403)
    expect((await visit.get('nadia.kovacs', `/assessments/${id}/check`)).statusCode).toBe(404)
  })
})
