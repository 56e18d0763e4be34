import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident, aPerson } from '../examples.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

async function post(url: string, fields: Record<string, string>, as = 'amara.diallo') {
  const app = await heed.app()
  const token = await heed.tokenOf(as)
  const answer = await app.inject({
    method: 'POST', url, headers: { cookie: `heed=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...fields }).toString(),
  })
  return { status: answer.statusCode, text: answer.body, to: String(answer.headers.location ?? '') }
}

async function get(url: string, as = 'amara.diallo') {
  const app = await heed.app()
  const answer = await app.inject({ method: 'GET', url, headers: { cookie: `heed=${await heed.tokenOf(as)}` } })
  return { status: answer.statusCode, text: answer.body }
}

// a postcode and a number are one address: every street has a number of its own
const lineOf = (street: string): string => `${[...street].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)} ${street}`

const record = (street: string, narrative = 'Shouting <b>again</b>') => heed.act('amara.diallo', (ctx) => anIncident(ctx, {
  narrative, place: { text: lineOf(street), postcode: 'ZA1 2BC', longitude: null, latitude: null, addressId: null }, people: [aPerson({ familyName: street })],
}))

const typed = (street: string, over: Record<string, string> = {}) => ({ draftId: newId(), channel: '101', 'place.text': lineOf(street), 'place.postcode': 'ZA1 2BC', narrative: 'Once more', ...over })

describe('the reports like the one being typed', () => {
  it('IN-60 come by themselves as typed so far, escaped, with three exits and their keys, and are in the audit', async () => {
    const first = await record('Elm Walk')
    const { status, text } = await post('/incidents/new/similar', typed('Elm Walk'))
    expect(status).toBe(200)
    expect(text).toContain('Reports like this one (1)')
    expect(text).toContain('Same address, at the same time')
    expect(text).toContain('Shouting &lt;b&gt;again&lt;/b&gt;')
    for (const [exit, key] of [['add', 'a'], ['link', 'l'], ['separate', 'k']]) expect(text).toContain(`value="${exit}" data-choice-key="${key}" aria-keyshortcuts="Alt+${key?.toUpperCase()}"`)
    const { rows } = await heed.database.pools.bootstrap.query('select count(*)::int as n from audit_entries where verb = $1 and $2::uuid = any (subject_ids)', ['consultation', first.incidentId])
    expect(rows[0]).toEqual({ n: 1 })
  })

  it('are none, and say nothing, before anything is typed and where nothing is like it', async () => {
    for (const fields of [{}, typed('Nowhere Else Yet')]) expect((await post('/incidents/new/similar', fields)).text).not.toContain('Reports like this one')
  })

  it('stand on the page with what was chosen when it is shown again, three first and the rest behind a line', async () => {
    const made = [await record('Oak Walk'), await record('Oak Walk'), await record('Oak Walk'), await record('Oak Walk')]
    const { text } = await post('/incidents/new/form', typed('Oak Walk', { [`similar.${made[0]?.incidentId ?? ''}`]: 'link', 'similar.reason': 'Same lads' }))
    expect(text).toContain('Reports like this one (4)')
    expect(text).toContain('1 more, less like it')
    expect(text).toMatch(/value="link" checked/)
    expect(text).toContain('value="Same lads"')
  })
})

describe('what cannot be', () => {
  it('is passed over while it is typed: a person who is none, a time out of every calendar, an address that is none', async () => {
    await record('Box Walk')
    for (const over of [{ 'people.0.personId': 'x', 'people.0.givenName': 'A' }, { reportedDay: '1/1/0001', reportedTime: '10:00' }, { reportedDay: '31/12/9999', reportedTime: '10:00' }, { 'place.addressId': "' or 1=1" }]) {
      const { status, text } = await post('/incidents/new/similar', typed('Box Walk', over))
      expect(status).toBe(200)
      expect(text).toContain('Reports like this one (1)')
    }
  })
})

describe('sending a report with a choice', () => {
  it('IN-62 adds it and says which team was told', async () => {
    const first = await record('Ash Walk')
    const sent = await post('/incidents/new', typed('Ash Walk', { [`similar.${first.incidentId}`]: 'add' }))
    expect([sent.status, sent.to]).toEqual([303, `/incidents/${first.incidentId}`])
    expect((await get(sent.to)).text).toContain('Once more')
  })

  it('refuses only what is malformed: two to add to, an unknown exit, a reason without end; everything stays on the page', async () => {
    const [first, second] = [await record('Fir Walk'), await record('Fir Walk')]
    const both = await post('/incidents/new', typed('Fir Walk', { [`similar.${first.incidentId}`]: 'add', [`similar.${second.incidentId}`]: 'add' }))
    expect(both.status).toBe(422)
    expect(both.text).toContain('A report can be added to one incident only')
    expect(both.text).toContain(`href="#similar-`)
    expect((await post('/incidents/new', typed('Fir Walk', { [`similar.${first.incidentId}`]: 'merge' }))).text).toContain('Choose what to do with this incident')
    expect((await post('/incidents/new', typed('Fir Walk', { 'similar.reason': 'x'.repeat(1001) }))).status).toBe(422)
    expect((await post('/incidents/new', typed('Fir Walk', { 'similar.x': 'add' }))).status).toBe(422)
  })
})

describe('deciding later', () => {
  it('IN-61 has a page with the same exits, empty when there is nothing to decide, and none for what one may not see', async () => {
    const [first, second] = [await record('Yew Walk'), await record('Yew Walk')]
    const page = await get(`/incidents/${second.incidentId}/similar`)
    expect(page.text).toContain(first.reference)
    expect(page.text).not.toContain('data-choice-key')
    expect((await get(`/incidents/${second.incidentId}`)).text).toContain(`href="/incidents/${second.incidentId}/similar"`)
    expect((await post(`/incidents/${second.incidentId}/similar`, { version: '1' })).text).toContain('Choose what to do with at least one of them')
    expect((await post(`/incidents/${second.incidentId}/similar`, { version: '1', [`similar.${first.incidentId}`]: 'separate', 'similar.reason': 'Another door' })).status).toBe(303)
    expect((await get(`/incidents/${second.incidentId}/similar`)).text).toContain('There is none that you may see')
    expect((await get(`/incidents/${newId()}/similar`)).status).toBe(404)
  })

  it('IN-63 is refused to whoever has no role for it', async () => {
    const first = await record('Bay Walk')
    expect((await get(`/incidents/${first.incidentId}/similar`, 'sam.blank')).status).toBe(403)
    expect((await post(`/incidents/${first.incidentId}/similar`, { version: '1' }, 'sam.blank')).status).toBe(403)
  })
})
