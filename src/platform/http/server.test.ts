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

  it('tells another system which methods an address of its interface takes, and tells a person nothing of the kind', async () => {
    const app = await heed.app()
    const asked = async (method: 'PUT' | 'GET' | 'DELETE' | 'POST', url: string) => {
      const answer = await app.inject({ method, url })
      return [answer.statusCode, answer.headers['allow'], answer.headers['content-type']]
    }
    const problem = 'application/problem+json; charset=utf-8'
    expect(await asked('PUT', '/api/v1/incidents')).toEqual([405, 'POST', problem])
    expect(await asked('GET', '/api/v1/incidents?page=1')).toEqual([405, 'POST', problem])
    expect(await asked('DELETE', '/api/v1/incidents/4c9d3a52-0000-7000-8000-000000000000')).toEqual([405, 'GET', problem])
    expect(await asked('GET', '/api/v1/incidents/a/further-reports')).toEqual([405, 'POST', problem])
    expect(await asked('GET', '/api/v1/nowhere')).toEqual([404, undefined, problem])
    expect((await asked('POST', '/incidents/new/nowhere')).slice(0, 2)).toEqual([404, undefined])
  })

  it('refuses a sign-in form that is not ours', async () => {
    const app = await heed.app()
    const page = await app.inject({ method: 'POST', url: '/sign-in', payload: 'username=a&password=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(page.statusCode).toBe(403)
  })
})
