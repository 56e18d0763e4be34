import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { permit, type Policy } from '#platform/auth/policy.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { lineLog } from '#platform/log.ts'
import { html } from '#ui/html.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { buildServer } from './server.ts'
import { Id, words } from './fields.ts'
import type { House } from './house.ts'
import { redirect } from './replies.ts'
import { csrfTokenOf } from './session.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const about = { rule: 'XX-01', source: 'a test', does: 'try things' }
const policies = new Map<string, Policy<never>>([['trial.try', permit({ ...about, roles: ['supervisor'] })], ['trial.feed', permit({ ...about, kinds: ['police'] })]])
let heed: TestHeed
let app: FastifyInstance
let written = 0
/** Ids that are taken: while there are any, a body named taken is written under one of them. */
let feeds: string[] = []
let logged = ''

function trialRoutes(house: House): void {
  house.get('/trials/:id', { policy: 'trial.try', params: z.strictObject({ id: Id }) }, async ({ ctx, params }) => {
    ctx.shown('trial', params.id)
    return { title: `Trial ${params.id}`, body: html`<p>here</p>` }
  })
  house.get('/sly', { policy: 'trial.try' }, async ({ ctx }) => {
    await ctx.db.updateTable('teams').set({ name: 'gone' }).execute()
    return { title: 'never', body: html`` }
  })
  house.post('/trials', { policy: 'trial.try', form: z.strictObject({ name: words('a name', { max: 20 }) }) }, {
    accept: async ({ ctx, form: { name } }) => {
      if (name === 'moved') throw new Refusal('conflict', 'Sgt Tate changed this', { by: 'Sgt Tate', at: ctx.now, changed: [{ field: 'Name', was: 'old', now: 'new' }] })
      if (name === 'broken') throw new Error('secret words of a row')
      if (name === 'rule') throw new Refusal('invalid', 'No such name is allowed', { field: 'name' })
      written += 1
      return redirect('/trials', 'Done')
    },
    again: async ({ errors, answers }) => ({ title: 'Try', errors, body: html`<form method="post"><input name="name" id="name" value="${String(answers['name'] ?? '')}"></form>` }),
  })
  house.api.post('/api/trials', { policy: 'trial.feed', summary: 'try', idempotent: true, body: z.strictObject({ name: words('a name', { max: 20 }) }), reply: z.object({ n: z.number() }) }, async ({ ctx, body: { name } }) => {
    written += 1
    const id = (name === 'taken' ? feeds.pop() : undefined) ?? newId()
    await sql`insert into events (id, name, at, actor_id, body) values (${id}, 'trial.fed', ${ctx.now}, ${ctx.actor.id}, '{}')`.execute(ctx.db)
    return { status: 201, body: { n: written } }
  })
}

beforeAll(async () => {
  heed = await openTestHeed()
  app = await serverWith(trialRoutes)
})

afterAll(async () => {
  await app.close()
  await heed.close()
})

async function serverWith(routes: (house: House) => void): Promise<FastifyInstance> {
  const made = await buildServer({
    ground: heed.ground, policies, routes, navigation: () => [], searches: () => true, installation: () => ({ force: 'Metroshire Police', demonstration: false }),
    assets: { folder: import.meta.dirname, prefix: '/assets/test' }, cookies: { secure: false }, log: lineLog((line) => { logged += line }, heed.clock.now),
  })
  return made.app
}

async function post(username: string, payload: Record<string, string>, url = '/trials') {
  const token = await heed.tokenOf(username)
  return app.inject({ method: 'POST', url, cookies: { heed: token }, headers: form, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...payload }).toString() })
}

/** What the machine's door of this test has written, and kept. */
async function fed(): Promise<string[]> {
  const { rows } = await heed.database.pools.bootstrap.query<{ id: string }>("select id from events where name = 'trial.fed' order by id")
  return rows.map(({ id }) => id)
}

async function feed(body: unknown, key?: string) {
  return app.inject({
    method: 'POST', url: '/api/trials', payload: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await heed.tokenOf('karin.lindqvist')}`, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  })
}

describe('a door', () => {
  it('stops the server at start when its policy does not exist', async () => {
    await expect(serverWith((house) => house.get('/x', { policy: 'trial.missing' }, async () => redirect('/')))).rejects.toThrow('trial.missing')
  })

  it('sends a stranger to sign in and back again', async () => {
    const answer = await app.inject({ url: '/trials/0190a000-0000-7000-8000-000000000000' })
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toMatch(/^\/sign-in\?next=/)
  })

  it('answers 403 with the rule’s reason, before the form is read, and writes the refusal down', async () => {
    const answer = await post('sam.blank', { nonsense: 'x' })
    expect(answer.statusCode).toBe(403)
    expect(answer.body).toContain('you need the role supervisor')
    const actor = await heed.actor('sam.blank')
    const rows = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select('act').where('actorId', '=', actor.id).where('verb', '=', 'refusal').execute())
    expect(rows).toContainEqual({ act: 'trial.try' })
  })

  it('answers 404 to an address that cannot be one of ours', async () => {
    const answer = await app.inject({ url: '/trials/not-an-id', cookies: { heed: await heed.tokenOf('karin.lindqvist') } })
    expect(answer.statusCode).toBe(404)
  })

  it('cannot write while it is only looked through', async () => {
    const answer = await app.inject({ url: '/sly', cookies: { heed: await heed.tokenOf('karin.lindqvist') } })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).toContain('Reference')
  })

  it('writes what it showed to the audit', async () => {
    const id = '0190a000-0000-7000-8000-00000000000a'
    await app.inject({ url: `/trials/${id}`, cookies: { heed: await heed.tokenOf('karin.lindqvist') } })
    const rows = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select(['verb', 'act', 'subjectIds']).orderBy('id', 'desc').limit(1).execute())
    expect(rows).toEqual([{ verb: 'consultation', act: 'trial.try', subjectIds: [id] }])
  })
})

describe('a form', () => {
  it('is refused without its token, with another’s, and from another site', async () => {
    const token = await heed.tokenOf('karin.lindqvist')
    const other = csrfTokenOf(await heed.tokenOf('owen.tate'))
    const send = (csrf: string, headers: Record<string, string> = {}) =>
      app.inject({ method: 'POST', url: '/trials', cookies: { heed: token }, headers: { ...form, ...headers }, payload: new URLSearchParams({ csrf, name: 'x' }).toString() })
    expect((await send('')).statusCode).toBe(403)
    expect((await send(other)).statusCode).toBe(403)
    expect((await send(csrfTokenOf(token), { origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await send(csrfTokenOf(token), { origin: 'http://localhost:8080', host: 'localhost:8080' })).statusCode).toBe(303)
  })

  it('is shown again with what was typed, its fault named first, when an answer is wrong', async () => {
    const answer = await post('karin.lindqvist', { name: 'much too long a name for this' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('A name must be 20 characters or fewer; it has 29')
    expect(answer.body).toContain('value="much too long a name for this"')
  })

  it('is shown again when a rule no field owns refuses it', async () => {
    const answer = await post('karin.lindqvist', { name: 'rule' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('href="#name"')
  })

  it('refuses answers it did not ask for', async () => {
    const answer = await post('karin.lindqvist', { name: 'x', role: 'administrator' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('“role” is not a field here')
  })

  it('says what changed, by whom, and keeps what was typed, when somebody was quicker', async () => {
    const answer = await post('karin.lindqvist', { name: 'moved' })
    expect(answer.statusCode).toBe(409)
    for (const said of ['Sgt Tate', 'old', 'new', 'moved']) expect(answer.body).toContain(said)
  })

  it('refuses NUL and broken UTF-8, naming the field', async () => {
    const token = await heed.tokenOf('karin.lindqvist')
    for (const payload of [`csrf=${csrfTokenOf(token)}&name=a%00b`, `csrf=${csrfTokenOf(token)}&name=%ff%fe`]) {
      const answer = await app.inject({ method: 'POST', url: '/trials', cookies: { heed: token }, headers: form, payload })
      expect(answer.statusCode).toBe(422)
      expect(answer.body).toContain('name')
    }
  })

  it('answers our own fault with a reference and nothing of its cause, in the page and in the log', async () => {
    const answer = await post('karin.lindqvist', { name: 'broken' })
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('secret words')
    expect(logged).not.toContain('secret words')
  })
})

describe('the machine interface', () => {
  it('PL-03 gives the same answer to the same key and body, and does it once', async () => {
    const before = (await fed()).length
    const [first, second] = [await feed({ name: 'a' }, 'k-1'), await feed({ name: 'a' }, 'k-1')]
    expect([first.statusCode, second.statusCode]).toEqual([201, 201])
    expect(second.json()).toEqual(first.json())
    expect(await fed()).toHaveLength(before + 1)
  })

  it('PL-03 answers 409 to another body under the key', async () => {
    await feed({ name: 'a' }, 'k-2')
    const before = await fed()
    expect((await feed({ name: 'b' }, 'k-2')).statusCode).toBe(409)
    expect(await fed()).toEqual(before)
  })

  it('PL-03 keeps one answer when both come at the same moment', async () => {
    const before = (await fed()).length
    const answers = await Promise.all([1, 2, 3, 4].map(() => feed({ name: 'a' }, 'k-3')))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(await fed()).toHaveLength(before + 1)
  })

  it('PL-03 meets a fault of the work as what it was, though the key was still being asked for: what is doubled is made again', async () => {
    const before = (await fed()).length
    feeds = (await fed()).slice(0, 1)
    expect((await feed({ name: 'taken' }, 'k-4')).statusCode).toBe(201)
    expect(await fed()).toHaveLength(before + 1)
  })

  it('names each field that is wrong, as a problem document', async () => {
    const answer = await feed({ name: 5, extra: true })
    expect(answer.statusCode).toBe(422)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual(['name', 'extra'])
  })

  it('answers 401 to no token and to a session cookie, and 4xx to bodies that are not JSON', async () => {
    const cookie = await app.inject({ method: 'POST', url: '/api/trials', cookies: { heed: await heed.tokenOf('karin.lindqvist') }, headers: { 'content-type': 'application/json' }, payload: '{}' })
    expect(cookie.statusCode).toBe(401)
    for (const body of ['', '{', '\u0000', '[]', 'null', '{"name":"a\\u0000b"}']) expect((await feed(body)).statusCode).toBe(422)
  })
})

describe('content sent as another kind', () => {
  it('is not read: a machine’s door takes JSON alone, a page takes forms alone', async () => {
    const client = await feed({ name: 'a' })
    expect(client.statusCode).toBe(201)
    const authorization = `Bearer ${await heed.tokenOf('karin.lindqvist')}`
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
      expect((await app.inject({ method: 'POST', url: '/api/trials', headers: { authorization, 'content-type': type }, payload: 'name=a' })).statusCode).toBe(415)
    }
    const token = await heed.tokenOf('karin.lindqvist')
    const asJson = await app.inject({ method: 'POST', url: '/trials', cookies: { heed: token }, headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ csrf: csrfTokenOf(token), name: 'a' }) })
    expect(asJson.statusCode).toBe(415)
  })

  it('counts the token of the door, however its address is spelt', async () => {
    const headers = { authorization: `Bearer ${await heed.tokenOf('karin.lindqvist')}`, 'content-type': 'application/json' }
    expect((await app.inject({ method: 'POST', url: '/%61pi/trials', headers, payload: '{"name":"a"}' })).statusCode).toBe(201)
  })
})

describe('when the database is gone', () => {
  it('answers 503 with a time to try again, and the page keeps what was typed', async () => {
    const token = await heed.tokenOf('karin.lindqvist')
    const refuse = async (): Promise<never> => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }))
    const pools = { ...heed.ground.pools, look: Object.create(heed.ground.pools.look, { connect: { value: refuse } }), act: Object.create(heed.ground.pools.act, { connect: { value: refuse } }) }
    const { app: cut } = await buildServer({
      ground: { ...heed.ground, pools }, policies, routes: trialRoutes, navigation: () => [], searches: () => true, installation: () => ({ force: 'F', demonstration: false }),
      assets: { folder: import.meta.dirname, prefix: '/assets/test' }, cookies: { secure: false }, log: lineLog(() => undefined, heed.clock.now),
    })
    const answer = await cut.inject({ method: 'POST', url: '/trials', cookies: { heed: token }, headers: form, payload: new URLSearchParams({ csrf: csrfTokenOf(token), name: 'kept words' }).toString() })
    await cut.close()
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('5')
    expect(answer.body).toContain('kept words')
    // nobody can tell whose session it is, and what was typed in it is marked all the same
    expect(answer.body).toContain('OFFICIAL-SENSITIVE')
  })
})
