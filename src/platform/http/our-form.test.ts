import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrfTokenOf, isOurForm, sessionCookie, setCookie, tokenOf, visitorCookie } from './session.ts'

const token = 'a-token-of-somebody-who-is-signed-in'
const held: FastifyInstance[] = []
let app: FastifyInstance
let overTls: FastifyInstance

/** A server that says of each request what the session's rules make of it. */
async function opened(secure: boolean): Promise<FastifyInstance> {
  const made = Fastify()
  held.push(made)
  await made.register(cookie)
  made.all('/ours', async (request) => ({ ours: isOurForm(request, token, Reflect.get(Object(request.query), 'csrf')), without: isOurForm(request, null, csrfTokenOf(token)) }))
  made.get('/token', async (request) => ({ page: tokenOf(request, { secure }, 'page'), api: tokenOf(request, { secure }, 'api') }))
  made.get('/set', async (_request, reply) => {
    setCookie(reply, { secure }, sessionCookie({ secure }), 'kept')
    setCookie(reply, { secure }, visitorCookie({ secure }), 'brief', 60)
    return 'set'
  })
  return made
}

beforeAll(async () => {
  app = await opened(false)
  overTls = await opened(true)
})
afterAll(async () => {
  for (const one of held) await one.close()
})

async function isOurs(headers: Record<string, string>, field: string | null = csrfTokenOf(token)): Promise<boolean> {
  const answer = await app.inject({ method: 'POST', url: '/ours', query: field === null ? {} : { csrf: field }, headers: { host: 'heed.example:8080', ...headers } })
  const { ours, without } = answer.json<{ ours: boolean; without: boolean }>()
  expect(without).toBe(false)
  return ours
}

describe('a form of ours', () => {
  it.each([
    [{}], [{ 'sec-fetch-site': 'same-origin' }], [{ 'sec-fetch-site': 'none' }], [{ origin: 'http://heed.example:8080' }], [{ origin: 'https://heed.example:8080' }], [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://heed.example:8080' }],
  ])('comes from where the browser says %o', async (headers) => {
    expect(await isOurs(headers)).toBe(true)
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }], [{ 'sec-fetch-site': 'same-site' }], [{ 'sec-fetch-site': 'Same-Origin' }], [{ 'sec-fetch-site': '' }], [{ origin: 'http://heed.example' }], [{ origin: 'http://heed.example:8081' }], [{ origin: 'http://evil.example' }],
    [{ origin: 'http://heed.example:8080.evil.example' }], [{ origin: 'http://user@evil.example/heed.example:8080' }], [{ origin: 'heed.example:8080' }], [{ origin: '' }], [{ origin: 'NULL' }], [{ 'sec-fetch-site': 'same-origin', origin: 'http://evil.example' }],
  ])('does not come from where the browser says %o, though it carries the right mark', async (headers) => {
    expect(await isOurs(headers)).toBe(false)
  })

  it('carries the session’s own mark, and nothing near it', async () => {
    const mark = csrfTokenOf(token)
    for (const field of [null, '', mark.slice(1), mark.slice(0, -1), `${mark}=`, ` ${mark}`, mark.toUpperCase(), csrfTokenOf(`${token} `), token]) expect([field, await isOurs({}, field)]).toEqual([field, false])
  })

  it('sent twice over carries no mark', async () => {
    const answer = await app.inject({ method: 'POST', url: `/ours?csrf=${csrfTokenOf(token)}&csrf=${csrfTokenOf(token)}` })
    expect(answer.json<{ ours: boolean }>().ours).toBe(false)
  })

  it('has a mark for each session that says nothing of any other', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
      expect(csrfTokenOf(one)).toMatch(/^[\w-]{43}$/)
      expect(csrfTokenOf(one) === csrfTokenOf(other)).toBe(one === other)
    }))
  })
})

describe('the token of a request', () => {
  const asked = async (headers: Record<string, string>, at = app) => (await at.inject({ url: '/token', headers })).json<{ page: string | null; api: string | null }>()
  const long = 'x'.repeat(43)

  it('of a page stands in its cookie, and of a machine in its header: one is never taken for the other', async () => {
    expect(await asked({ cookie: `heed=${long}` })).toEqual({ page: long, api: null })
    expect(await asked({ authorization: `Bearer ${long}` })).toEqual({ page: null, api: long })
    expect(await asked({})).toEqual({ page: null, api: null })
  })

  it.each(['', 'Bearer', 'Bearer ', `bearer ${long}`, `Basic ${long}`, `Bearer  ${long}`, `Bearer ${long} `.trimEnd() + ' x', `Bearer ${'x'.repeat(19)}`, `Bearer ${'x'.repeat(201)}`, `Bearer ${long};`, `Bearer ${long}'--`, `x Bearer ${long}`])('of a machine is not read from %j', async (authorization) => {
    expect((await asked({ authorization })).api).toBeNull()
  })

  it('over TLS is read only from the cookie that no other host and no plain page can have set', async () => {
    expect((await asked({ cookie: `heed=${long}` }, overTls)).page).toBeNull()
    expect((await asked({ cookie: `__Host-heed=${long}` }, overTls)).page).toBe(long)
    expect((await asked({ cookie: `__Host-heed=${long}` })).page).toBeNull()
  })
})

describe('a cookie of ours', () => {
  it('can be read by no script and used by no other site; over TLS it is bound to this host and never sent in the clear', async () => {
    const plain = await app.inject('/set')
    expect(plain.headers['set-cookie']).toEqual(['heed=kept; Path=/; HttpOnly; SameSite=Lax', 'heed-visitor=brief; Max-Age=60; Path=/; HttpOnly; SameSite=Lax'])
    const secured = await overTls.inject('/set')
    expect(secured.headers['set-cookie']).toEqual(['__Host-heed=kept; Path=/; HttpOnly; Secure; SameSite=Lax', '__Host-heed-visitor=brief; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax'])
  })
})
