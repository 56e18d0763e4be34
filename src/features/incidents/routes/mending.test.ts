import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aPerson, anIncident } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'

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

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, over))
const read = (incidentId: string) => heed.look('tom.hargreaves', (ctx) => getIncidentRecord(ctx, incidentId))

describe('the pages that mend an incident', () => {
  it('are reached from each thing to be checked, and open for whoever works on it, and for nobody else', async () => {
    const { incidentId } = await recorded({ place: { text: null, postcode: null, longitude: -0.09, latitude: 51.41, addressId: null }, people: [aPerson()], screening: [], occurredFrom: new Date('2026-11-23T12:04:00Z') })
    const page = await get('priya.nair', `/incidents/${incidentId}`)
    for (const noun of ['people', 'times', 'prompt']) expect(page.body).toContain(`href="/incidents/${incidentId}/${noun}"`)
    const mentionId = (await read(incidentId)).people[0]?.mentionId ?? ''
    for (const noun of ['place', 'times', 'people', 'people/new', `people/${mentionId}`, 'prompt']) {
      expect([noun, (await get('priya.nair', `/incidents/${incidentId}/${noun}`)).statusCode]).toEqual([noun, 200])
      expect([noun, (await get('nadia.kovacs', `/incidents/${incidentId}/${noun}`)).statusCode]).toEqual([noun, 404])
      expect([noun, (await get('sam.blank', `/incidents/${incidentId}/${noun}`)).statusCode]).toEqual([noun, 403])
    }
    expect((await get('priya.nair', `/incidents/${incidentId}/people/${incidentId}`)).statusCode).toBe(404)
  })

  it('put the place right, and lead back to the list when the incident is out of sight', async () => {
    const { incidentId } = await recorded()
    const url = `/incidents/${incidentId}/place`
    const form = { version: '1', placeText: '9 Cold Harbour', placePostcode: '', point: 'given', longitude: '-0.09', latitude: '51.51', reason: 'The caller gave the wrong road' }
    const wrong = await post('priya.nair', url, { ...form, longitude: 'west', latitude: '' })
    expect([wrong.statusCode, wrong.body.includes('Enter the longitude as degrees'), wrong.body.includes('9 Cold Harbour')]).toEqual([422, true, true])
    expect((await post('priya.nair', url, { ...form, latitude: '' })).body).toContain('Enter the latitude')
    const done = await post('priya.nair', url, form)
    expect([done.statusCode, done.headers.location]).toEqual([303, '/incidents'])
    expect((await read(incidentId)).teamName).toBe('Bellmaker Safer Neighbourhoods Team')
    const stale = await post('tom.hargreaves', url, { ...form, longitude: '-0.07' })
    expect([stale.statusCode, stale.body.includes('PC Priya Nair')]).toEqual([409, true])
  })

  it('put the times right, as they are typed', async () => {
    const { incidentId } = await recorded()
    const url = `/incidents/${incidentId}/times`
    expect((await post('priya.nair', url, { version: '1', fromDay: 'some day', fromTime: '', toDay: '', toTime: '', reason: 'x' })).body).toContain('Enter a date, for example 23/11/2026')
    const done = await post('priya.nair', url, { version: '1', fromDay: '23/11/2026', fromTime: '9.15am', toDay: '', toTime: '', reason: 'It began earlier' })
    expect(done.headers.location).toBe(`/incidents/${incidentId}`)
    expect((await read(incidentId)).occurredFrom).toEqual(new Date('2026-11-23T09:15:00Z'))
    expect((await get('priya.nair', `/incidents/${incidentId}`)).body).toContain('Began corrected from')
  })

  it('correct somebody’s details, and add a victim', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ phone: '07700 900123' })] })
    const mentionId = (await read(incidentId)).people[0]?.mentionId ?? ''
    const url = `/incidents/${incidentId}/people/${mentionId}`
    expect((await get('priya.nair', url)).body).toContain('07700 900123')
    expect((await post('priya.nair', url, { version: '1', role: 'caller', phone: '07700 900123', dateOfBirth: 'long ago', reason: 'x' })).body).toContain('Enter the date of birth as a date')
    expect((await post('priya.nair', url, { version: '1', role: 'caller', phone: '07700 900123', isAnonymous: 'yes', reason: 'Asked twice' })).statusCode).toBe(303)
    expect((await get('priya.nair', `/incidents/${incidentId}`)).body).toContain('Would not give a name')
    const added = await post('priya.nair', `/incidents/${incidentId}/people/new`, { version: '2', role: 'victim', givenName: 'Ada', familyName: 'Pell', wantsContact: 'no', sameAs: '' })
    expect(added.statusCode).toBe(303)
    expect((await read(incidentId)).people[0]).toMatchObject({ part: 'victim', name: 'Ada Pell', wantsContact: false })
    expect((await post('priya.nair', `/incidents/${incidentId}/people/new`, { version: '3', role: 'victim' })).body).toContain('Enter what is known of them')
  })

  it('put the questions left open, and say which flags that raised', async () => {
    const { incidentId } = await recorded({ screening: [{ question: 'd1', answer: 'no' }, { question: 'd2', answer: 'not-asked', reason: 'The line broke' }] })
    const url = `/incidents/${incidentId}/prompt`
    const page = await get('priya.nair', url)
    expect([page.body.includes('prompt.d1.answer'), page.body.includes('The line broke')]).toEqual([false, true])
    expect((await post('priya.nair', url, { version: '1', 'prompt.d3.answer': 'not-asked' })).body).toContain('Enter why it was not asked')
    expect((await post('priya.nair', url, { version: '1', 'prompt.d3.answer': 'perhaps' })).body).toContain('Choose yes, no, would not say or not asked')
    expect((await post('priya.nair', url, { version: '1' })).body).toContain('Answer at least one question')
    expect((await post('priya.nair', url, { version: '1', 'prompt.d5.answer': 'yes', 'prompt.d5.note': 'He cannot leave the house' })).statusCode).toBe(303)
    expect((await read(incidentId)).flagsOnRecord.filter(({ origin }) => origin === 'screening').length).toBe(1)
    for (const key of ['d2', 'd3', 'd4', 'd6']) await post('priya.nair', url, { version: String((await read(incidentId)).version), [`prompt.${key}.answer`]: 'no' })
    expect((await get('priya.nair', url)).body).toContain('Every question of the prompt has an answer')
  })
})
