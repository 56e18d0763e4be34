import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

describe('the server', () => {
  it('sends a stranger to sign in, and offers the form', async () => {
    const app = await heed.app()
    const page = await app.inject({ url: '/sign-in' })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('User name')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['cache-control']).toBe('no-store')
  })

  it('says plainly that there is nothing at an address', async () => {
    const app = await heed.app()
    const page = await app.inject({ url: '/nowhere' })
    expect(page.statusCode).toBe(404)
    expect(page.body).toContain('Page not found')
  })

  it('refuses a sign-in form that is not ours', async () => {
    const app = await heed.app()
    const page = await app.inject({ method: 'POST', url: '/sign-in', payload: 'username=a&password=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(page.statusCode).toBe(403)
  })
})
