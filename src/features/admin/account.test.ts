import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '#platform/auth/passwords.ts'
import { hashOf } from '#platform/auth/service-actors.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { newToken, whoIs } from '#platform/transact.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { setPassword } from './commands.ts'
import { changeOwnPassword, giveNewPassword, signOutElsewhere } from './commands/passwords.ts'

let heed: TestHeed
const old = 'the old one is long enough'

beforeAll(async () => {
  heed = await openTestHeed()
  const hash = await hashPassword(old)
  for (const name of ['dev.mistry', 'priya.nair', 'peter.lamb']) {
    const { id } = await heed.actor(name)
    await heed.act('service:cli', (ctx) => setPassword(ctx, id, hash))
  }
})

afterAll(async () => heed.close())

/** Somebody signed in on another computer as well. */
async function secondSession(username: string): Promise<string> {
  const token = newToken()
  const { id } = await heed.actor(username)
  await sql`select heed.open_session(${newId()}::uuid, ${id}::uuid, ${hashOf(token)}, 600, interval '10 hours')`.execute(kyselyOn(heed.database.pools.door))
  return token
}

const change = (name: string, given: Partial<Parameters<typeof changeOwnPassword>[1]>) =>
  heed.act(name, (ctx) => changeOwnPassword(ctx, { old, fresh: 'three unlike words', again: 'three unlike words', ...given }))

describe('one’s own password', () => {
  it('AD-06 is changed by whoever knows the old one, and signs them out everywhere else', async () => {
    const elsewhere = await secondSession('dev.mistry')
    expect(await change('dev.mistry', {})).toBe(true)
    expect(await whoIs(heed.ground, elsewhere)).toBeNull()
    expect((await heed.actor('dev.mistry')).name).toBe('Dev Mistry')
    expect(await change('dev.mistry', { fresh: 'four unlike words now', again: 'four unlike words now' })).toBe(false)
    expect(await change('dev.mistry', { old: 'three unlike words', fresh: old, again: old })).toBe(true)
  })

  it('AD-06 says which of the new ones is wrong', async () => {
    await expect(change('priya.nair', { fresh: 'short', again: 'short' })).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'fresh' } })
    await expect(change('priya.nair', { again: 'three other words' })).rejects.toMatchObject({ detail: { field: 'again' } })
    await expect(change('priya.nair', { fresh: 'i am priya.nair today', again: 'i am priya.nair today' })).rejects.toMatchObject({ detail: { field: 'fresh' } })
  })

  it('AD-06 counts wrong guesses like failed sign-ins, and locks', async () => {
    for (let guess = 0; guess < 10; guess++) expect(await change('peter.lamb', { old: `guess ${guess}` })).toBe(false)
    expect(await change('peter.lamb', {})).toBe(false)
  }, 30_000)

  it('is set anew by an administrator, shown once, and ends the person’s sessions', async () => {
    const { id } = await heed.actor('joan.firth')
    const theirs = await secondSession('joan.firth')
    const password = await heed.act('robin.castle', (ctx) => giveNewPassword(ctx, id))
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
    expect(await whoIs(heed.ground, theirs)).toBeNull()
    const { id: own } = await heed.actor('robin.castle')
    await expect(heed.act('robin.castle', (ctx) => giveNewPassword(ctx, own))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('imran.rahman', (ctx) => giveNewPassword(ctx, id))).rejects.toMatchObject({ kind: 'not permitted' })
  })

  it('ends every session but the one it is asked in', async () => {
    const elsewhere = await secondSession('priya.nair')
    expect(await heed.act('priya.nair', signOutElsewhere)).toBeGreaterThan(0)
    expect(await whoIs(heed.ground, elsewhere)).toBeNull()
    expect((await heed.actor('priya.nair')).name).toBe('PC Priya Nair')
  })
})

describe('the account page', () => {
  it('opens for everyone, partners and volunteers too, and shows nobody else', async () => {
    const app = await heed.app()
    for (const [name, words] of [['dev.mistry', 'Marlow Quay Council'], ['peter.lamb', 'Peter Lamb'], ['sam.blank', 'None: ask an administrator'], ['margaret.osei', 'Auditor']] as const) {
      const page = await app.inject({ url: '/account', cookies: { heed: await heed.tokenOf(name) } })
      expect(page.statusCode, name).toBe(200)
      expect(page.body, name).toContain(words)
    }
  })

  it('never shows again what was typed as a password', async () => {
    const app = await heed.app()
    const token = await heed.tokenOf('dev.mistry')
    const post = (fields: Record<string, string>) => app.inject({ method: 'POST', url: '/account/password', cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...fields }).toString() })
    const refused = await post({ old: 'secret-guess', fresh: 'short', again: 'short' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).not.toContain('secret-guess')
    const wrong = await post({ old: 'secret-guess', fresh: 'three unlike words', again: 'three unlike words' })
    expect(wrong.body).toContain('This is not your password now')
    expect(wrong.body).not.toContain('secret-guess')
    const right = await post({ old, fresh: 'three unlike words', again: 'three unlike words' })
    expect([right.statusCode, right.headers.location]).toEqual([303, '/account'])
  })
})
