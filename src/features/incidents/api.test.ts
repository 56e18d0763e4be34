import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { issueToken } from '#features/admin/index.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

let heed: TestHeed
let token: string
let other: string

beforeAll(async () => {
  heed = await openTestHeed()
  token = await clientToken('command-and-control')
  other = await clientToken('another-system')
})

afterAll(async () => heed.close())

async function clientToken(name: string): Promise<string> {
  return heed.act('service:cli', (ctx) => issueToken(ctx, { name, scopes: ['incidents:write'] }))
}

/** The body that the issue's own example sends, with invented people, in the test town. */
function body(over: object = {}): Record<string, unknown> {
  return {
    reference: `CAD ${newId()}`, channel: '101', reportedAt: '2026-11-23T11:14:00+00:00', occurredFrom: '2026-11-23T10:30:00+00:00', occurredTo: null,
    type: '211', qualifier: 'personal', narrative: 'Shouting and banging on the door again',
    location: { text: '14 Tanner Street', postcode: 'ZA1 3LL', longitude: -0.09, latitude: 51.41 },
    people: [{ role: 'caller', givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1961-04-02', phone: '+447700900123', email: null, address: { text: '14 Tanner Street', postcode: 'ZA1 3LL' } }],
    screening: [{ question: 'd1', answer: 'yes', detail: 'every weekend since May' }],
    grade: 'significant', ...over,
  }
}

async function post(sent: unknown, { as = token, key = null }: { as?: string; key?: string | null } = {}) {
  const app = await heed.app()
  const payload = typeof sent === 'string' || Buffer.isBuffer(sent) ? sent : JSON.stringify(sent)
  const answer = await app.inject({
    method: 'POST', url: '/api/v1/incidents', payload,
    headers: { 'content-type': 'application/json', ...(as === '' ? {} : { authorization: `Bearer ${as}` }), ...(key === null ? {} : { 'idempotency-key': key }) },
  })
  return { status: answer.statusCode, json: answer.json(), location: answer.headers.location }
}

async function get(id: string, as = token) {
  const app = await heed.app()
  return app.inject({ method: 'GET', url: `/api/v1/incidents/${id}`, headers: { authorization: `Bearer ${as}` } })
}

async function countAll(): Promise<number> {
  return heed.look('amara.diallo', async (ctx) => Number((await ctx.db.selectFrom('incidents').select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n))
}

describe('a time that cannot be', () => {
  it.each(['0001-01-01T00:00:00Z', '1899-12-31T00:00:00Z', '1989-12-31T23:59:59Z', '9999-12-31T23:59:59Z'])('%s is refused, naming the field', async (reportedAt) => {
    const { status, json } = await post(body({ reportedAt }))
    expect([status, json.errors[0].field]).toEqual([422, 'reportedAt'])
  })
})

describe('another system records a report', () => {
  it('IN-41 is told the id, the address, the team and what is doubtful', async () => {
    const { status, json, location } = await post(body())
    expect([status, location]).toEqual([201, `/api/v1/incidents/${json.id}`])
    expect(json).toMatchObject({ reference: expect.stringMatching(/^ASB\/2026\//), team: { name: 'Tanner Street Safer Neighbourhoods Team' }, notifiedAt: '2026-11-23T12:00:00.000Z' })
    expect(json.url).toBe(`/incidents/${json.id}`)
    expect(json.doubts.map(({ kind }: { kind: string }) => kind)).toEqual(['unknown postcode', 'personal without a victim', 'prompt incomplete'])
  })

  it('IN-14 a telephone, an e-mail and a birth that can be used for nothing stop no report, and are doubted in the answer and on the record', async () => {
    const { status, json } = await post(body({ people: [{ role: 'caller', givenName: 'Ada', phone: 'ask her son', email: 'nope', dateOfBirth: '1850-04-02' }] }))
    const kinds = (found: readonly { kind: string }[]): string[] => found.map(({ kind }) => kind).filter((kind) => /unreadable|birth/.test(kind))
    expect([status, kinds(json.doubts), kinds((await get(json.id)).json().doubts)]).toEqual([201, ['unreadable phone', 'unreadable email', 'date of birth long ago'], ['unreadable phone', 'unreadable email', 'date of birth long ago']])
  })

  it('IN-41 one person in two parts is one person, by parts or by role and parts; the old shape still does', async () => {
    const person = { givenName: 'Ada', familyName: 'Pell', phone: '+447700900124' }
    for (const named of [{ parts: ['caller', 'victim'] }, { role: 'caller', parts: ['victim'] }, { role: 'Caller', parts: ['caller', 'Victim'] }]) {
      const { status, json } = await post(body({ people: [{ ...person, ...named }] }))
      expect(status).toBe(201)
      expect(json.doubts.map(({ kind }: { kind: string }) => kind)).not.toContain('personal without a victim')
      expect((await get(json.id)).json().people).toEqual([{ role: 'caller', parts: ['caller', 'victim'], givenName: 'Ada', familyName: 'Pell', anonymous: false }])
      const persons = await heed.look('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select('personId').distinct().where('sourceId', '=', json.id).execute())
      expect(persons).toHaveLength(1)
    }
    for (const wrong of [{}, { parts: [] }, { role: 'landlord' }, { parts: ['caller', 'landlord'] }, { role: 'caller', parts: ['caller', 'victim', 'witness', 'suspect', 'caller'] }]) {
      const { status, json } = await post(body({ people: [{ ...person, ...wrong }] }))
      expect([status, json.errors[0].field.startsWith('people.0')]).toEqual([422, true])
    }
  })

  it('IN-41 a caller who would not say who they are is no doubt, and has no name', async () => {
    const { status, json } = await post(body({ people: [{ role: 'caller', anonymous: true }] }))
    expect([status, json.doubts.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kind.includes('caller'))]).toEqual([201, []])
    const read = (await get(json.id)).json()
    expect(read.people).toEqual([{ role: 'caller', parts: ['caller'], givenName: null, familyName: null, anonymous: true }])
    expect(read.doubts).toEqual(json.doubts)
    const both = await post(body({ people: [{ role: 'caller', anonymous: true, givenName: 'Ada' }] }))
    expect([both.status, both.json.errors[0].field]).toEqual([422, 'people.0.anonymous'])
  })

  it('IN-60 and IN-63 is told of its own incidents like it and nobody else’s, and may say how they relate', async () => {
    const there = { location: { text: '31 Vale Rise', postcode: 'ZA1 3LL' }, people: [] }
    const theirs = await post(body(there), { as: other })
    const first = await post(body(there))
    expect(first.json.similar).toEqual([])
    const second = await post(body(there))
    expect(second.json.similar).toEqual([{ id: first.json.id, reference: first.json.reference, because: expect.arrayContaining(['same address', 'same type']) }])
    expect(second.json.doubts.map(({ kind }: { kind: string }) => kind)).toContain('similar not decided')
    const third = await post(body({ ...there, relatesTo: [{ id: first.json.id, as: 'related', reason: 'Our own link' }, { id: second.json.id, as: 'separate' }, { id: theirs.json.id, as: 'related' }] }))
    expect(third.json.similar).toEqual([])
    expect(third.json.doubts.map(({ kind }: { kind: string }) => kind)).not.toContain('similar not decided')
    expect((await post(body({ ...there, relatesTo: [{ id: first.json.id, as: 'the same' }] }))).json.errors[0].field).toMatch(/^relatesTo/)
  })

  it('IN-41 gives the same answer to the same key and body, one incident, and 409 to another body', async () => {
    const sent = body()
    const before = await countAll()
    const first = await post(sent, { key: 'k-1' })
    const again = await post(sent, { key: 'k-1' })
    expect(again).toEqual(first)
    expect(await countAll()).toBe(before + 1)
    expect((await post(body(), { key: 'k-1' })).status).toBe(409)
  })

  it('makes one incident when the same key comes twice at once', async () => {
    const sent = body()
    const before = await countAll()
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(sent, { key: 'k-2' })))
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1)
    expect(await countAll()).toBe(before + 1)
  })

  it('answers 409 to the same reference under a new key, naming the incident it became', async () => {
    const sent = body()
    const first = await post(sent, { key: 'k-3' })
    const again = await post(sent, { key: 'k-4' })
    expect(again.status).toBe(409)
    expect(again.json.see).toBe(`/api/v1/incidents/${first.json.id}`)
    expect((await post(sent, { as: other })).status).toBe(201)
  })

  it('IN-43 reads its own incident back and finds nothing at another system’s', async () => {
    const { json } = await post(body({ narrative: 'Café — “façade” 😀' }))
    const read = await get(json.id)
    expect(read.statusCode).toBe(200)
    expect(read.json()).toMatchObject({
      id: json.id, narrative: 'Café — “façade” 😀', type: { code: '211' }, grade: 'significant', suggestedGrade: 'extended', flags: ['repeat'],
      location: { ward: 'Tanner Street', borough: 'Marlow Quay' }, screening: [{ question: 'd1', answer: 'yes', detail: 'every weekend since May', reason: null }],
    })
    expect((await get(json.id, other)).statusCode).toBe(404)
    expect((await get(newId())).statusCode).toBe(404)
  })

  it('takes what is missing, and says so', async () => {
    const { status, json } = await post({ channel: 'Front counter', reportedAt: '2026-11-23T11:14:00Z' })
    expect(status).toBe(201)
    expect(json.team.name).toBe('Central ASB unit')
    expect(json.doubts.map(({ kind }: { kind: string }) => kind)).toEqual(['no type', 'no qualifier', 'no narrative', 'no grade', 'no place', 'no team', 'no caller', 'prompt not put'])
  })

  it('takes every spelling of a channel and of an answer', async () => {
    for (const channel of ['999', '101', 'front-counter', 'front counter', 'Neighbourhood team', 'online', 'partner']) expect((await post(body({ channel }))).status).toBe(201)
    for (const answer of ['yes', 'No', 'declined', 'would not say', 'not asked', 'not-asked']) expect((await post(body({ screening: [{ question: 'd2', answer }] }))).status).toBe(201)
  })

  it('turns away nobody, a token that is none, and people without a part in it', async () => {
    expect((await post(body(), { as: '' })).status).toBe(401)
    expect((await post(body(), { as: 'x'.repeat(43) })).status).toBe(401)
    for (const person of ['dev.mistry', 'peter.lamb', 'sam.blank']) expect((await post({}, { as: await heed.tokenOf(person) })).status).not.toBe(201)
  })
})

describe('what bad input gets', () => {
  it.each([
    ['an unknown type', { type: '999' }, 'type'],
    ['a type not in force', { type: 'hoax-call' }, 'type'],
    ['an unknown grade', { grade: 'urgent-ish' }, 'grade'],
    ['an unknown channel', { channel: 'pigeon' }, 'channel'],
    ['open data as a channel', { channel: 'open-data' }, 'channel'],
    ['an unknown qualifier', { qualifier: 'public' }, 'qualifier'],
    ['a report in the future', { reportedAt: '2026-11-23T12:06:00Z' }, 'reportedAt'],
    ['a beginning in the future', { occurredFrom: '2026-11-24T12:06:00Z' }, 'occurredFrom'],
    ['a time that is none', { reportedAt: '23/11/2026' }, 'reportedAt'],
    ['a time without its offset', { reportedAt: '2026-11-23T11:14:00' }, 'reportedAt'],
    ['a day that does not exist', { people: [{ role: 'caller', dateOfBirth: '1961-02-30' }] }, 'people.0.dateOfBirth'],
    ['a narrative over 100,000 characters', { narrative: 'x'.repeat(100_001) }, 'narrative'],
    ['a narrative that is no text', { narrative: 5 }, 'narrative'],
    ['a NUL', { narrative: 'a\u0000b' }, 'narrative'],
    ['half a character', { narrative: 'a\ud800b' }, 'narrative'],
    ['an unknown property', { colour: 'red' }, 'colour'],
    ['an unknown property of a person', { people: [{ role: 'caller', colour: 'red' }] }, 'people.0.colour'],
    ['an unknown part', { people: [{ role: 'neighbour' }] }, 'people.0.role'],
    ['a question the prompt does not ask', { screening: [{ question: 'd99', answer: 'yes' }] }, 'screening.0.question'],
    ['a question answered twice', { screening: [{ question: 'd1', answer: 'yes' }, { question: 'd1', answer: 'no' }] }, 'screening.1.question'],
    ['an answer that is none', { screening: [{ question: 'd1', answer: 'maybe' }] }, 'screening.0.answer'],
    ['a longitude beyond the earth', { location: { longitude: 999, latitude: 51 } }, 'location.longitude'],
    ['a longitude alone', { location: { longitude: -0.09 } }, 'location.latitude'],
    ['a person that is no object', { people: ['Ada'] }, 'people.0'],
  ])('IN-41 refuses %s, naming the field, and keeps nothing', async (_what, over, field) => {
    const before = await countAll()
    const { status, json } = await post(body(over))
    expect(status).toBe(422)
    expect(json.errors.map((error: { field: string }) => error.field)).toContain(field)
    expect(json.errors.every((error: { detail: string }) => error.detail.length > 8)).toBe(true)
    expect(await countAll()).toBe(before)
  })

  it('refuses what is no JSON, what is not UTF-8, an empty body and ten megabytes', async () => {
    const before = await countAll()
    expect((await post('{ "channel": ')).status).toBe(422)
    expect((await post(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))).status).toBe(422)
    expect((await post('')).status).toBe(422)
    expect((await post('[]')).status).toBe(422)
    expect([413, 422]).toContain((await post(body({ narrative: 'x'.repeat(10_000_000) }))).status)
    expect(await countAll()).toBe(before)
  })

  it('IN-02 takes a hoax call of before 7 August 2011, and code 325 is refused with what to use', async () => {
    expect((await post(body({ type: 'hoax-call', reportedAt: '2011-08-06T12:00:00+01:00', occurredFrom: null }))).status).toBe(201)
    const { status, json } = await post(body({ type: 'hoax-call', reportedAt: '2011-08-07T00:00:00+01:00', occurredFrom: null }))
    expect(status).toBe(422)
    expect(json.errors[0].detail).toContain('Use code 325')
  })
})
