import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { permit, type Policy } from '#platform/auth/policy.ts'
import { Refusal } from '#platform/errors.ts'
import { lineLog } from '#platform/log.ts'
import { html } from '#ui/html.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import type { House } from './house.ts'
import { file, redirect } from './replies.ts'
import { buildServer } from './server.ts'
import { csrfTokenOf, unsealedWords } from './session.ts'

const about = { rule: 'XX-01', source: 'a test', does: 'try things' }
const policies = new Map<string, Policy<never>>([['trial.try', permit({ ...about })], ['trial.feed', permit({ ...about, kinds: ['police'] })]])
let heed: TestHeed
let app: FastifyInstance
let done = 0

const Feed = z.strictObject({ name: z.string() })
const Fed = z.object({ n: z.number() })

function trialRoutes(house: House): void {
  house.get('/files/:kind', { policy: 'trial.try', params: z.strictObject({ kind: z.string() }) }, async ({ params: { kind } }) => file({ name: "it’s 'a'; \"b\"\r\n.html", type: kind.replace('.', '/'), bytes: Buffer.from('<script>1</script>'), inline: kind === 'image.png' }))
  house.get('/part', { policy: 'trial.try' }, async () => ({ fragment: html`<p>part</p>` }))
  house.get('/form', { policy: 'trial.try' }, async () => ({ title: 'Form', body: html`<p>${'<here>'}</p>` }))
  house.post('/act', { policy: 'trial.try', form: z.strictObject({}) }, { accept: async () => redirect('/form', 'Saved: “é”'), again: async () => ({ title: 'Again', body: html`` }) })
  const feed = (path: string) => house.api.post(path, { policy: 'trial.feed', summary: 'try', idempotent: true, body: Feed, reply: Fed, ...(path.includes(':') ? { params: z.strictObject({ id: z.string() }) } : {}) }, async ({ body: { name } }) => {
    done += 1
    if (name === 'refused') throw new Refusal('conflict', 'Not now')
    return { status: 201, body: { n: done } }
  })
  feed('/api/feeds')
  feed('/api/feeds/:id/parts')
}

beforeAll(async () => {
  heed = await openTestHeed()
  app = (await buildServer({
    ground: heed.ground, policies, routes: trialRoutes, searches: () => true, installation: () => ({ force: 'Metroshire Police', demonstration: false }), log: lineLog(() => undefined, heed.clock.now),
    navigation: () => [{ text: 'Home', href: '/' }, { text: 'Forms', href: '/form' }, { text: 'Wide', href: '/wide', holds: '/form/deep' }], assets: { folder: import.meta.dirname, prefix: '/assets/test' }, cookies: { secure: false },
  })).app
})
afterAll(async () => {
  await app.close()
  await heed.close()
})

const get = async (url: string, cookies: Record<string, string> = {}) => app.inject({ url, cookies: { heed: await heed.tokenOf('karin.lindqvist'), ...cookies } })

async function feed(body: unknown, key: string | null, { as = 'karin.lindqvist', url = '/api/feeds' } = {}) {
  return app.inject({ method: 'POST', url, payload: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: `Bearer ${await heed.tokenOf(as)}`, ...(key === null ? {} : { 'idempotency-key': key }) } })
}

describe('a file that is sent', () => {
  it('is saved and never run, whatever its kind, under a name that cannot break out of its header', async () => {
    const { headers, statusCode, body } = await get('/files/text.html')
    expect([statusCode, headers['content-type'], body]).toEqual([200, 'application/octet-stream', '<script>1</script>'])
    expect(headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent("it’s 'a'; \"b\"\r\n.html").replaceAll("'", '%27')}`)
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
  })

  it.each([['application.pdf', 'application/pdf'], ['text.csv', 'text/csv'], ['image.jpeg', 'image/jpeg'], ['application.json', 'application/json'], ['image.svg+xml', 'application/octet-stream'], ['text.javascript', 'application/octet-stream'], ['application.xhtml+xml', 'application/octet-stream'], ['image.pngx', 'application/octet-stream']])('of the kind %s is sent as %s', async (kind, sent) => {
    const { headers } = await get(`/files/${kind}`)
    expect(String(headers['content-type']).split(';')[0]).toBe(sent)
    expect(String(headers['content-disposition'])).toMatch(/^attachment;/)
  })

  it('is shown in a page only where it is a picture that Heed drew', async () => {
    const { headers } = await get('/files/image.png')
    expect([headers['content-type'], String(headers['content-disposition']).split(';')[0]]).toEqual(['image/png', 'inline'])
  })
})

describe('a page that is sent', () => {
  it('has its frame, the place one is in marked, and is kept by no browser', async () => {
    const { body, headers } = await get('/form')
    expect(body).toMatch(/^<!doctype html>/)
    expect(body).toContain('<p>&lt;here&gt;</p>')
    expect(body.match(/aria-current="page"/g)).toHaveLength(1)
    expect(body).toMatch(/href="\/form" aria-current="page"/)
    expect([headers['content-type'], headers['cache-control']]).toEqual(['text/html; charset=utf-8', 'no-store'])
  })

  it('carries the session’s own mark in each form, and never the word that stands for it', async () => {
    const { body } = await get('/form')
    expect(body).toContain(`name="csrf" value="${csrfTokenOf(await heed.tokenOf('karin.lindqvist'))}"`)
    expect(body).not.toMatch(/value="csrf-[0-9a-f]{48}"/)
  })

  it('in part has no frame', async () => {
    expect((await get('/part')).body).toBe('<p>part</p>')
  })

  it('that follows an act says once what was done, to whoever did it', async () => {
    const token = await heed.tokenOf('karin.lindqvist')
    const answer = await app.inject({ method: 'POST', url: '/act', cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: `csrf=${csrfTokenOf(token)}` })
    const said = answer.cookies.find(({ name }) => name === 'heed-said')
    expect([answer.statusCode, answer.headers.location, unsealedWords(token, said?.value ?? '')]).toEqual([303, '/form', 'Saved: “é”'])
    expect(said).toMatchObject({ maxAge: 60, httpOnly: true, sameSite: 'Lax' })
    const next = await get('/form', { 'heed-said': said?.value ?? '' })
    expect(next.body).toContain('Saved: “é”')
    expect(next.cookies.find(({ name }) => name === 'heed-said')?.value).toBe('')
  })
})

describe('PL-03 a request sent again under its key', () => {
  it('PL-03 is the same however its fields are ordered, and another when one value differs in kind', async () => {
    const first = await feed({ name: 'a' }, 'key-1')
    expect((await app.inject({ method: 'POST', url: '/api/feeds', payload: ' { "name" : "a" } ', headers: { 'content-type': 'application/json', authorization: `Bearer ${await heed.tokenOf('karin.lindqvist')}`, 'idempotency-key': 'key-1' } })).json()).toEqual(first.json())
    const other = await feed({ name: 'A' }, 'key-1')
    expect([other.statusCode, other.json().errors?.[0]?.field]).toEqual([409, 'Idempotency-Key'])
  })

  it('PL-03 is another client’s own, though the key be the same', async () => {
    const [one, other] = [await feed({ name: 'a' }, 'key-2'), await feed({ name: 'b' }, 'key-2', { as: 'amara.diallo' })]
    expect([one.statusCode, other.statusCode, one.json().n === other.json().n]).toEqual([201, 201, false])
  })

  it('PL-03 is another request at another door, and a conflict at another address of the same door', async () => {
    const url = '/api/feeds/one/parts'
    expect([(await feed({ name: 'a' }, 'key-3')).statusCode, (await feed({ name: 'a' }, 'key-3', { url })).statusCode, (await feed({ name: 'a' }, 'key-3', { url })).statusCode]).toEqual([201, 201, 201])
    expect((await feed({ name: 'a' }, 'key-3', { url: '/api/feeds/two/parts' })).statusCode).toBe(409)
  })

  it('PL-03 that was refused is not kept: it is tried again', async () => {
    const before = done
    expect([(await feed({ name: 'refused' }, 'key-4')).statusCode, (await feed({ name: 'refused' }, 'key-4')).statusCode, done - before]).toEqual([409, 409, 2])
    expect((await feed({ name: 'fine' }, 'key-4')).statusCode).toBe(201)
  })

  it('PL-03 without a key is done each time', async () => {
    const before = done
    await feed({ name: 'a' }, null)
    await feed({ name: 'a' }, null)
    expect(done - before).toBe(2)
  })

  it.each(['', ' ', 'a b', 'x'.repeat(201), 'é', 'a\tb'])('PL-03 takes no key that is no key: %j', async (key) => {
    const { statusCode, body } = await feed({ name: 'a' }, key)
    expect([statusCode, body.includes('1 to 200 printable characters')]).toEqual([422, true])
  })
})
