import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPassword } from '#features/admin/index.ts'
import { hashPassword } from '#platform/auth/passwords.ts'
import { forgetSignInTries } from '#platform/auth/sign-in-tries.ts'
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
async function signIn(username: string, given: string, over: Record<string, string> = {}, from = '203.0.113.1') {
  const app = await heed.app()
  const page = await app.inject({ url: '/sign-in' })
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const cookies = Object.fromEntries(page.cookies.map(({ name, value }) => [name, value]))
  return app.inject({ method: 'POST', url: '/sign-in', cookies, headers: form, remoteAddress: from, payload: new URLSearchParams({ csrf, username, password: given, ...over }).toString() })
}

/** As if so much time had gone by since every try. */
async function later(interval: string): Promise<void> {
  await sql`update heed.sign_in_tries set failed_at = failed_at - ${interval}::interval, succeeded_at = succeeded_at - ${interval}::interval`.execute(kyselyOn(heed.ground.pools.bootstrap))
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

  it('answers a wrong password, an unknown name and a name without a password in the same words, each with the name that was typed', async () => {
    const names = ['karin.lindqvist', 'nobody.here', 'priya.nair', 'service:cli']
    const answers = [await signIn('karin.lindqvist', 'wrong'), await signIn('nobody.here', 'wrong'), await signIn('priya.nair', 'wrong'), await signIn('service:cli', password)]
    const bodies = answers.map(({ body }, at) => {
      expect(body).toContain(`value="${names[at]}"`)
      return body.replaceAll(/name="csrf" value="[^"]+"/g, '').replace(`value="${names[at]}"`, '')
    })
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([422, 422, 422, 422])
    expect(new Set(bodies).size).toBe(1)
  })

  it('after ten wrong tries is closed for a while to that account from that address, says nothing of it, and opens again', async () => {
    for (let tries = 0; tries < 10; tries++) await signIn('leah.marsh', 'wrong', {}, '198.51.100.7')
    const answer = await signIn('leah.marsh', password, {}, '198.51.100.7')
    expect(answer.statusCode).toBe(422)
    expect(answer.body).not.toContain('locked')
    expect((await signIn('leah.marsh', password, {}, '198.51.100.8')).statusCode).toBe(303)
    expect((await signIn('wei.zhang', password, {}, '198.51.100.7')).statusCode).toBe(303)
    await later('16 minutes')
    expect((await signIn('leah.marsh', password, {}, '198.51.100.7')).statusCode).toBe(303)
  })

  it('counts an IPv6 network as one address, and tries sent all at once like tries one after another', async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, (_, at) => signIn('leah.marsh', 'wrong', {}, `2001:db8:9:9::${at + 1}`)))
    expect(answers.every(({ statusCode }) => statusCode === 422)).toBe(true)
    expect((await signIn('leah.marsh', password, {}, '2001:db8:9:9:ffff::1')).statusCode).toBe(422)
    expect((await signIn('leah.marsh', password, {}, '2001:db8:9:8::1')).statusCode).toBe(303)
    const { rows } = await sql<{ most: number }>`select max(failures)::integer as most from heed.sign_in_tries where account_id = (select id from accounts where username = 'leah.marsh')`.execute(kyselyOn(heed.ground.pools.bootstrap))
    expect(rows[0]?.most).toBe(10)
  })

  it('guessed at from many addresses is closed to new ones, and stays open to where its owner signed in before', async () => {
    expect((await signIn('karin.lindqvist', password, {}, '192.0.2.200')).statusCode).toBe(303)
    for (let tries = 0; tries < 30; tries++) await signIn('karin.lindqvist', 'wrong', {}, `198.51.100.${100 + Math.floor(tries / 9)}`)
    expect((await signIn('karin.lindqvist', password, {}, '192.0.2.201')).statusCode).toBe(422)
    expect((await signIn('karin.lindqvist', password, {}, '192.0.2.200')).statusCode).toBe(303)
    await later('16 minutes')
    expect((await signIn('karin.lindqvist', password, {}, '192.0.2.201')).statusCode).toBe(303)
  })

  it('from one address is closed after a hundred wrong tries over all accounts, unless it is this machine, which may speak for many', async () => {
    const db = kyselyOn(heed.ground.pools.bootstrap)
    const tries = (address: string, isOnePlace: boolean, times: number) => sql`select t.account_id from generate_series(1, ${times}) n left join lateral heed.try_sign_in('nobody' || n, ${address}, ${isOnePlace}) t on true`.execute(kyselyOn(heed.ground.pools.door))
    await tries('192.0.2.66', true, 99)
    expect((await signIn('wei.zhang', password, {}, '192.0.2.66')).statusCode).toBe(303)
    await tries('192.0.2.66', true, 5)
    expect((await signIn('wei.zhang', password, {}, '192.0.2.66')).statusCode).toBe(422)
    await tries('127.0.0.1', false, 150)
    expect((await signIn('wei.zhang', password, {}, '127.0.0.1')).statusCode).toBe(303)
    const { rows } = await sql<{ kept: string }>`select encode(address, 'escape') as kept from heed.sign_in_tries`.execute(db)
    expect(rows.some(({ kept }) => kept.includes('192.0.2'))).toBe(false)
  })

  it('is open again at once to somebody given a new password, and forgets where people signed in after thirty days', async () => {
    for (let wrong = 0; wrong < 10; wrong++) await signIn('leah.marsh', 'wrong', {}, '192.0.2.9')
    expect((await signIn('leah.marsh', password, {}, '192.0.2.9')).statusCode).toBe(422)
    await heed.act('robin.castle', async (ctx) => setPassword(ctx, (await heed.actor('leah.marsh')).id, await hashPassword(password)))
    expect((await signIn('leah.marsh', password, {}, '192.0.2.9')).statusCode).toBe(303)
    await later('31 days')
    await heed.act('priya.nair', forgetSignInTries)
    const left = async () => (await sql<{ n: number }>`select count(*)::integer as n from heed.sign_in_tries`.execute(kyselyOn(heed.ground.pools.bootstrap))).rows[0]?.n
    expect(await left()).not.toBe(0)
    await heed.act('service:platform', forgetSignInTries)
    expect(await left()).toBe(0)
  })

  it('is the door’s own to count: no other login may ask for a hash, and no login reads the tries', async () => {
    for (const pool of [heed.ground.pools.act, heed.ground.pools.look, heed.ground.pools.worker]) {
      await expect(pool.query("select heed.try_sign_in('robin.castle', '192.0.2.1', true)")).rejects.toMatchObject({ code: '42501' })
      await expect(pool.query('select * from heed.sign_in_tries')).rejects.toMatchObject({ code: '42501' })
    }
    await expect(heed.ground.pools.door.query("select heed.credential('robin.castle')")).rejects.toMatchObject({ code: '42501' })
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
