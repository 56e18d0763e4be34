import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPassword } from '#features/admin/index.ts'
import { hashPassword } from '#platform/auth/passwords.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { whoIs } from '#platform/transact.ts'
import { csrfTokenOf } from './session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

const password = 'correct horse battery staple'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
  const hash = await hashPassword(password)
  await heed.act('robin.castle', async (ctx) => {
    for (const name of ['karin.lindqvist', 'dev.mistry', 'leah.marsh', 'wei.zhang']) await setPassword(ctx, (await heed.actor(name)).id, hash)
  })
})

afterAll(async () => heed.close())

/** Open the sign-in page and send its form as a browser does. */
async function signIn(username: string, given: string, over: Record<string, string> = {}) {
  const app = await heed.app()
  const page = await app.inject({ url: '/sign-in' })
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const cookies = Object.fromEntries(page.cookies.map(({ name, value }) => [name, value]))
  return app.inject({ method: 'POST', url: '/sign-in', cookies, headers: form, payload: new URLSearchParams({ csrf, username, password: given, ...over }).toString() })
}

function tokenIn(answer: Awaited<ReturnType<typeof signIn>>): string {
  return answer.cookies.find(({ name }) => name === 'heed')?.value ?? ''
}

describe('PL-04 signing in', () => {
  it('gives a session in a cookie that no script and no other site can use', async () => {
    const answer = await signIn('karin.lindqvist', password)
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe('/')
    expect(answer.cookies.find(({ name }) => name === 'heed')).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect((await whoIs(heed.ground, tokenIn(answer)))?.name).toBe('Sgt Karin Lindqvist')
  })

  it('ends the session that somebody left open at the same browser', async () => {
    const app = await heed.app()
    const left = tokenIn(await signIn('karin.lindqvist', password))
    const payload = new URLSearchParams({ csrf: csrfTokenOf(left), username: 'wei.zhang', password }).toString()
    const answer = await app.inject({ method: 'POST', url: '/sign-in', cookies: { heed: left }, headers: form, payload })
    expect((await whoIs(heed.ground, tokenIn(answer)))?.username).toBe('wei.zhang')
    expect(await whoIs(heed.ground, left)).toBeNull()
  })

  it('lets partners in too, to see their own account', async () => {
    expect((await whoIs(heed.ground, tokenIn(await signIn('DEV.MISTRY', password))))?.kind).toBe('partner')
  })

  it('answers a wrong password, an unknown name and a name without a password in the same words', async () => {
    const answers = [await signIn('karin.lindqvist', 'wrong'), await signIn('nobody.here', 'wrong'), await signIn('priya.nair', 'wrong'), await signIn('service:cli', password)]
    const bodies = answers.map(({ body }) => body.replaceAll(/name="csrf" value="[^"]+"/g, ''))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([422, 422, 422, 422])
    expect(new Set(bodies).size).toBe(1)
  })

  it('closes an account for a while after ten wrong tries, and says nothing of it', async () => {
    for (let tries = 0; tries < 10; tries++) await signIn('leah.marsh', 'wrong')
    const answer = await signIn('leah.marsh', password)
    expect(answer.statusCode).toBe(422)
    expect(answer.body).not.toContain('locked')
  })

  it('goes on to the page that was asked for, but never to another site', async () => {
    expect((await signIn('wei.zhang', password, { next: '/incidents?page=2' })).headers.location).toBe('/incidents?page=2')
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a b']) {
      expect((await signIn('wei.zhang', password, { next })).headers.location).toBe('/')
    }
  })

  it('refuses a form from another site, whatever token it carries', async () => {
    const app = await heed.app()
    const page = await app.inject({ url: '/sign-in' })
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const cookies = Object.fromEntries(page.cookies.map(({ name, value }) => [name, value]))
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      const answer = await app.inject({ method: 'POST', url: '/sign-in', cookies, headers: { ...form, ...headers }, payload: new URLSearchParams({ csrf, username: 'karin.lindqvist', password }).toString() })
      expect(answer.statusCode).toBe(403)
    }
  })

  it('is written to the audit, failures beside it', async () => {
    await signIn('karin.lindqvist', password)
    await signIn('karin.lindqvist', 'wrong')
    const id = (await heed.actor('karin.lindqvist')).id
    const verbs = await heed.look('margaret.osei', (ctx) =>
      ctx.db.selectFrom('auditEntries').select('verb').where(sql<boolean>`subject_ids @> array[${id}::uuid]`).where('act', '=', 'session').execute())
    expect(verbs.map(({ verb }) => verb)).toEqual(expect.arrayContaining(['sign-in', 'failed sign-in']))
  })
})

describe('a session', () => {
  it('ends when the person signs out, on the very next request', async () => {
    const app = await heed.app()
    const token = tokenIn(await signIn('karin.lindqvist', password))
    const { csrfTokenOf } = await import('./session.ts')
    const out = await app.inject({ method: 'POST', url: '/sign-out', cookies: { heed: token }, headers: form, payload: `csrf=${csrfTokenOf(token)}` })
    expect(out.statusCode).toBe(303)
    expect(out.headers['clear-site-data']).toContain('storage')
    expect(await whoIs(heed.ground, token)).toBeNull()
  })

  it('ends when it has been idle too long', async () => {
    const token = tokenIn(await signIn('karin.lindqvist', password))
    await sql`update heed.sessions set last_seen_at = now() - interval '16 minutes' where token_hash = sha256(convert_to(${token}, 'UTF8'))`.execute(kyselyOn(heed.ground.pools.bootstrap))
    expect(await whoIs(heed.ground, token)).toBeNull()
  })

  it('ends at its last hour however busy it was', async () => {
    const token = tokenIn(await signIn('karin.lindqvist', password))
    await sql`update heed.sessions set expires_at = now() - interval '1 second' where token_hash = sha256(convert_to(${token}, 'UTF8'))`.execute(kyselyOn(heed.ground.pools.bootstrap))
    expect(await whoIs(heed.ground, token)).toBeNull()
  })
})
