import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueToken } from '#features/admin/index.ts'
import { searchFor } from '#features/work/queries/search.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { getIncidentRecord } from './queries/incident-record.ts'

let heed: TestHeed
let [token, other] = ['', '']

beforeAll(async () => {
  heed = await openTestHeed()
  const issue = (name: string) => heed.act('service:cli', (ctx) => issueToken(ctx, { name, scopes: ['incidents:write'] }))
  token = await issue('command-and-control')
  other = await issue('another-system')
})
afterAll(() => heed.close())

async function send(url: string, sent: object, { as = token, key = null }: { as?: string; key?: string | null } = {}) {
  const app = await heed.app()
  const answer = await app.inject({ method: 'POST', url, payload: JSON.stringify(sent), headers: { 'content-type': 'application/json', ...(as === '' ? {} : { authorization: `Bearer ${as}` }), ...(key === null ? {} : { 'idempotency-key': key }) } })
  return { status: answer.statusCode, json: answer.json(), location: answer.headers.location }
}

const incident = async (over: object = {}) => (await send('/api/v1/incidents', { channel: '101', reportedAt: '2026-11-23T11:00:00Z', type: '211', grade: 'extended', location: { longitude: -0.09, latitude: 51.41 }, ...over })).json
const further = (id: string, over: object = {}, options: { as?: string; key?: string | null } = {}) =>
  send(`/api/v1/incidents/${id}/further-reports`, { channel: '999', reportedAt: '2026-11-23T11:40:00Z', narrative: 'They have come back', ...over }, options)
const read = async (id: string, as = token) => (await (await heed.app()).inject({ url: `/api/v1/incidents/${id}`, headers: { authorization: `Bearer ${as}` } })).json()
const record = (id: string) => heed.look('amara.diallo', (ctx) => getIncidentRecord(ctx, id))

describe('another system adds a further report', () => {
  it('IN-62 to an incident of its own: in its log, with its people and its number, and tells it what was raised', async () => {
    const { id, reference } = await incident()
    const sent = await further(id, {
      reference: 'CAD 77', place: 'Behind the garages', people: [{ role: 'caller', givenName: 'Noor', familyName: 'Vale' }],
      screening: [{ question: 'd5', answer: 'yes', detail: 'uses a wheelchair' }, { question: 'd1', answer: 'would not say' }], grade: 'immediate',
    })
    expect([sent.status, sent.location]).toEqual([201, `/api/v1/incidents/${id}`])
    expect(sent.json).toEqual({ id, reference, url: `/incidents/${id}`, team: { name: 'Tanner Street Safer Neighbourhoods Team' }, addedAt: '2026-11-23T12:00:00.000Z', flagsRaised: ['vulnerable'], isMoreUrgent: true })
    const after = await record(id)
    expect(after).toMatchObject({ grade: 'extended', flags: ['vulnerable'], people: [{ name: 'Noor Vale', part: 'caller' }] })
    const entry = after.log.find(({ kind }) => kind === 'further report')
    expect(entry?.text).toBe('They have come back')
    expect(Object.fromEntries(entry?.notes ?? [])).toMatchObject({ How: '999', 'Place they gave': 'Behind the garages', 'Number in the other system': 'CAD 77' })
    expect((await read(id)).furtherReports).toEqual([{ reference: 'CAD 77', channel: '999', reportedAt: '2026-11-23T11:40:00.000Z', addedAt: '2026-11-23T12:00:00.000Z' }])
  })

  it('the same key and body is one report; under the same key another body, or the same to another incident, is 409', async () => {
    const [first, second] = [await incident(), await incident({ location: { longitude: -0.08, latitude: 51.42 } })]
    const once = await further(first.id, {}, { key: 'f-1' })
    expect(await further(first.id, {}, { key: 'f-1' })).toEqual(once)
    expect((await further(first.id, { narrative: 'Something else' }, { key: 'f-1' })).status).toBe(409)
    expect((await further(second.id, {}, { key: 'f-1' })).status).toBe(409)
    expect([(await read(first.id)).furtherReports.length, (await read(second.id)).furtherReports.length]).toEqual([1, 0])
  })

  it('PL-03 sent four times at once under one key, it is added once', async () => {
    const { id } = await incident()
    const answers = await Promise.all([1, 2, 3, 4].map(() => further(id, {}, { key: 'f-2' })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect((await read(id)).furtherReports).toHaveLength(1)
  })

  it('IN-62 its own number is taken once, be it of an incident or of a further report, also by two at once; another system’s is another', async () => {
    const [first, second] = [await incident({ reference: 'CAD 1' }), await incident()]
    expect(await further(second.id, { reference: 'CAD 1' })).toMatchObject({ status: 409, json: { see: `/api/v1/incidents/${first.id}` } })
    expect((await further(first.id, { reference: 'CAD 2' })).status).toBe(201)
    expect(await further(second.id, { reference: 'CAD 2' })).toMatchObject({ status: 409, json: { see: `/api/v1/incidents/${first.id}` } })
    const both = await Promise.all([first.id, second.id].map((id) => further(id, { reference: 'CAD 3' })))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    for (const reference of ['CAD 31', 'CAD 32', 'CAD 33', 'CAD 34']) {
      const report = { channel: '101', reportedAt: '2026-11-23T11:00:00Z', reference }
      const mixed = await Promise.all([send('/api/v1/incidents', report), further(first.id, { reference })])
      expect(mixed.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    }
    const theirs = (await send('/api/v1/incidents', { channel: '101', reportedAt: '2026-11-23T11:00:00Z' }, { as: other })).json
    expect((await further(theirs.id, { reference: 'CAD 2' }, { as: other })).status).toBe(201)
  })

  it('IN-62 a number that came with a further report is no incident’s own later: the answer names where it went, and whoever searches for it finds that', async () => {
    const { id, reference } = await incident()
    expect((await further(id, { reference: 'CAD 2041/23NOV26' })).status).toBe(201)
    const again = await send('/api/v1/incidents', { channel: '101', reportedAt: '2026-11-23T11:50:00Z', reference: 'CAD 2041/23NOV26' })
    expect(again).toMatchObject({ status: 409, json: { detail: expect.stringContaining('as a further report'), errors: [{ field: 'reference' }], see: `/api/v1/incidents/${id}` } })
    expect((await send('/api/v1/incidents', { channel: '101', reportedAt: '2026-11-23T11:50:00Z', reference: 'CAD 2041/23NOV26' }, { as: other })).status).toBe(201)
    const found = async (who: string) => heed.look(who, async (ctx) => (await searchFor(ctx, 'CAD 2041/23NOV26')).incidents.map((each) => each.reference))
    expect(await found('amara.diallo')).toContain(reference)
    expect(await found('owen.tate')).not.toContain(reference)
  })

  it('IN-62 a number of what a seal keeps from its sender is still taken, and nothing is said of where it went', async () => {
    const { id } = await incident({ reference: 'CAD 90' })
    expect((await further(id, { reference: 'CAD 91' })).status).toBe(201)
    await heed.database.pools.bootstrap.query('update incidents set sealed_under = gen_random_uuid() where id = $1', [id])
    const open = await incident()
    for (const reference of ['CAD 90', 'CAD 91']) {
      for (const sent of [await send('/api/v1/incidents', { channel: '101', reportedAt: '2026-11-23T11:50:00Z', reference }), await further(open.id, { reference })]) {
        expect([reference, sent.status, 'see' in sent.json]).toEqual([reference, 409, false])
        expect(JSON.stringify(sent.json)).not.toContain(id)
      }
    }
    const { rows: [kept] } = await heed.database.pools.bootstrap.query<{ source: string }>('select source from incidents where id = $1', [id])
    const asked = async (who: string) => heed.act(who, async (ctx) => (await sql`select * from heed.their_number(${kept?.source ?? ''}, 'CAD 90')`.execute(ctx.db)).rows.length)
    expect([await asked('amara.diallo'), await asked('dev.mistry'), await asked('service:cli')]).toEqual([0, 0, 1])
  })

  it('IN-61 to what has been resulted or is a duplicate is refused with why, and where to look', async () => {
    const { id, reference } = await incident()
    const bootstrap = heed.database.pools.bootstrap
    await bootstrap.query("update incidents set status = 'resulted', resulted_at = now() where id = $1", [id])
    expect(await further(id)).toMatchObject({ status: 409, json: { detail: `Nothing can be added to ${reference}, because it has been resulted`, see: `/incidents/${id}` } })
  })

  it('finds nothing at another system’s incident, and lets in nobody without a token or a part in it', async () => {
    const { id } = await incident()
    expect((await further(id, {}, { as: other })).status).toBe(404)
    expect((await further(id, {}, { as: '' })).status).toBe(401)
    for (const person of ['dev.mistry', 'peter.lamb', 'sam.blank', 'margaret.osei']) expect([person, (await further(id, {}, { as: await heed.tokenOf(person) })).status]).not.toEqual([person, 201])
    expect((await further('nonsense')).status).toBe(404)
    expect((await read(id)).furtherReports).toEqual([])
  })

  it.each([
    ['no channel', { channel: undefined }, 'channel'], ['a channel that is none', { channel: 'pigeon' }, 'channel'], ['no time', { reportedAt: undefined }, 'reportedAt'],
    ['a time ahead', { reportedAt: '2026-11-23T12:06:00Z' }, 'reportedAt'], ['an unknown grade', { grade: 'soon' }, 'grade'], ['a property of an incident’s', { type: '211' }, 'type'],
    ['a question the prompt does not ask', { screening: [{ question: 'd99', answer: 'yes' }] }, 'screening.0.question'], ['a person without a part', { people: [{ givenName: 'Ada' }] }, 'people.0.role'],
  ])('IN-62 refuses %s, naming the field, and adds nothing', async (_, over, field) => {
    const { id } = await incident()
    const { status, json } = await further(id, over)
    expect([status, json.errors[0].field]).toEqual([422, field])
    expect((await read(id)).furtherReports).toEqual([])
  })

  it('stands in the published description, with its key and what each field means', async () => {
    const { paths } = (await (await heed.app()).inject({ url: '/api/openapi.json' })).json()
    const described = paths['/api/v1/incidents/{incidentId}/further-reports'].post
    expect(described.parameters.map(({ name }: { name: string }) => name)).toEqual(['incidentId', 'Idempotency-Key'])
    expect(described.requestBody.content['application/json'].schema.properties.grade.description).toContain('never changes the incident’s own')
  })
})
