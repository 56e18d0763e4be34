import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people } from '#demo/force.ts'
import type { Door } from '#platform/http/house.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { policies } from '../../src/features.ts'
import { addressOf, allDoors, clientToken, knock, nameOf, readList } from './visitors.ts'

let heed: TestHeed
let app: FastifyInstance
let doors: readonly Door[]

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  doors = await allDoors()
})

afterAll(async () => heed.close())

/** Everything some visitor was told at every door they were sent to, said in one line a surprise. */
async function surprises(those: readonly Door[], token: string | null, expected: (status: number, door: Door, location: string) => boolean): Promise<readonly string[]> {
  const found: string[] = []
  for (const door of those) {
    const reply = await knock(app, door, token)
    const location = String(reply.headers['location'] ?? '')
    if (!expected(reply.statusCode, door, location)) found.push(`${nameOf(door)} answered ${reply.statusCode} ${location}`.trim())
  }
  return found
}

describe('the list of doors', () => {
  it('is the server’s own: every route of the running server is in it', () => {
    const printed = app.printRoutes({ commonPrefix: false, includeHooks: false })
    const methods = [...printed.matchAll(/\((GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS)(?:, (\w+))*\)/g)].length
    for (const { method, path } of doors) expect(app.hasRoute({ method, url: path }), `${method} ${path}`).toBe(true)
    // the browser's own files are the one route that is no door; it answers HEAD too
    expect(methods - doors.length).toBeLessThanOrEqual(1)
    expect(app.hasRoute({ method: 'GET', url: '/assets/test/*' })).toBe(true)
  })

  it('names a policy that exists at every door', () => {
    expect(doors.filter(({ policy }) => policy !== 'open' && policy !== 'signed-in' && !policies.has(policy)).map(nameOf)).toEqual([])
  })

  it('has no verb in an address and no personal words', () => {
    expect(doors.filter(({ path }) => /\/(approve|close|delete|update|create|get|search\?|edit)(\/|$)/.test(path)).map(nameOf)).toEqual([])
  })

  it('matches the checked lists: no line names a door that is gone', () => {
    const known = new Set(doors.map(nameOf))
    for (const list of ['open-to-strangers.txt', 'open-to-all.txt', 'own-account.txt']) {
      for (const [door, reason] of readList(list)) {
        expect(known.has(door), `${list}: ${door}`).toBe(true)
        expect(reason.length, `${list}: ${door} needs its reason`).toBeGreaterThan(10)
      }
    }
  })
})

describe('a stranger', () => {
  it('is turned away at every door but the open ones', async () => {
    const open = readList('open-to-strangers.txt')
    const shut = doors.filter((door) => !open.has(nameOf(door)))
    expect(await surprises(shut, null, (status, { kind }, location) => (kind.startsWith('api') ? status === 401 : status === 303 && location.startsWith('/sign-in')))).toEqual([])
  })

  it('is turned away with a token nobody holds, and with one that was signed out', async () => {
    const shut = doors.filter(({ policy }) => policy !== 'open')
    const isShut = (status: number, { kind }: Door): boolean => status === (kind.startsWith('api') ? 401 : 303)
    expect(await surprises(shut, 'A'.repeat(43), isShut)).toEqual([])
    const token = await clientToken(heed)
    await heed.database.pools.bootstrap.query("update heed.sessions set ended_at = now() where label = 'dispatch'")
    expect(await surprises(shut, token, isShut)).toEqual([])
  })
})

describe('somebody with a team but no role', () => {
  it('is refused every act, before its body is read, but those open to all', async () => {
    const open = readList('open-to-all.txt')
    const acts = doors.filter((door) => door.method === 'POST' && door.policy !== 'open' && !open.has(nameOf(door)))
    expect(await surprises(acts, await heed.tokenOf('sam.blank'), (status) => status === 403)).toEqual([])
  })
})

describe('somebody from outside the force', () => {
  const own = readList('own-account.txt')

  it.each(['dev.mistry', 'joan.firth', 'peter.lamb'])('(%s) meets nothing but their own account', async (username) => {
    const others = doors.filter((door) => !own.has(nameOf(door)))
    expect(await surprises(others, await heed.tokenOf(username), (status) => [401, 403, 404].includes(status))).toEqual([])
  })

  it('(another system) meets nothing but what it was let record', async () => {
    const token = await clientToken(heed)
    const actor = await heed.actor('robin.castle')
    const mine = (door: Door): boolean => {
      const policy = policies.get(door.policy)
      return door.kind.startsWith('api') && policy !== undefined && policy({ ...actor, kind: 'client', rank: null, roles: ['ingest'] }).allowed
    }
    const others = doors.filter((door) => !own.has(nameOf(door)) && !mine(door))
    expect(await surprises(others, token, (status) => [401, 403, 404].includes(status))).toEqual([])
    expect(await surprises(doors.filter(mine), token, (status) => status < 500)).toEqual([])
  })
})

describe('every person of the force', () => {
  it.each(people.filter(({ kind }) => kind === 'police').map(({ username }) => username))('(%s) is answered as the policy says, and nothing is there under an id nobody has', async (username) => {
    const actor = await heed.actor(username)
    const looks = doors.filter(({ method, policy }) => method === 'GET' && policy !== 'open')
    const found = await surprises(looks, await heed.tokenOf(username), (status, { path, policy }) => {
      const decision = policies.get(policy)?.(actor)
      if (decision !== undefined && !decision.allowed) return status === 403
      return path.includes(':') ? status === 404 : [200, 303, 404].includes(status)
    })
    expect(found).toEqual([])
  })
})

describe('what no door takes', () => {
  const clean = (status: number): boolean => status >= 400 && status < 500

  it('is another method', async () => {
    const token = await heed.tokenOf('david.mensah')
    const found: string[] = []
    for (const door of doors) {
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const) {
        const { statusCode } = await app.inject({ method, url: addressOf(door.path), headers: { cookie: `heed=${token}` } })
        if (!clean(statusCode)) found.push(`${method} ${door.path} answered ${statusCode}`)
      }
    }
    expect(found).toEqual([])
  })

  it.each([
    ['a body of 17 MB', { body: Buffer.alloc(17 * 1024 * 1024, 97) }],
    ['bytes that are not UTF-8', { body: Buffer.from('a=%ff%fe&b=%c3%28', 'latin1') }],
    ['raw bytes that are not UTF-8', { body: Buffer.from([0x61, 0x3d, 0xff, 0xc3, 0x28]) }],
    ['a NUL', { body: 'a=%00' }],
    ['a content type nobody knows', { type: 'application/x-unheard-of', body: 'a' }],
    ['plain text', { type: 'text/plain', body: 'csrf=1' }],
    ['a form dressed as JSON', { type: 'application/json', body: '{"csrf":"1"}' }],
    ['JSON that stops', { type: 'application/json', body: '{"a":' }],
    ['a prototype', { body: '__proto__[a]=1&constructor=2&__proto__=3' }],
    ['a broken multipart', { type: 'multipart/form-data; boundary=x', body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' }],
  ])('is %s', async (_what, sent) => {
    const token = await heed.tokenOf('robin.castle')
    const found: string[] = []
    for (const door of doors.filter(({ method }) => method === 'POST')) {
      for (const who of [token, null]) {
        const { statusCode, body } = await knock(app, door, who, sent)
        const isTurnedAway = statusCode === 303
        if (!clean(statusCode) && !isTurnedAway) found.push(`${nameOf(door)} answered ${statusCode}`)
        if (/ at .*\.(ts|js|mjs):\d+/.test(body)) found.push(`${nameOf(door)} showed where it failed`)
      }
    }
    expect(found).toEqual([])
  })

  it('is a form of another session, from another site, or with no mark of ours', async () => {
    const token = await heed.tokenOf('robin.castle')
    const other = await heed.tokenOf('karin.lindqvist')
    const { csrfTokenOf } = await import('#platform/http/session.ts')
    const forms = doors.filter(({ kind, policy }) => (kind === 'act' || kind === 'ask') && policy !== 'open')
    const found: string[] = []
    for (const door of forms) {
      for (const sent of [{ body: 'a=1' }, { body: `csrf=${csrfTokenOf(other)}` }, { body: `csrf=${csrfTokenOf(token)}`, headers: { origin: 'https://elsewhere.example' } }, { body: `csrf=${csrfTokenOf(token)}`, headers: { 'sec-fetch-site': 'cross-site' } }]) {
        const { statusCode } = await knock(app, door, token, sent)
        if (statusCode !== 403) found.push(`${nameOf(door)} answered ${statusCode}`)
      }
    }
    expect(found).toEqual([])
  })

  it('is an address with a broken escape, a NUL, a quote or ten thousand letters where an id belongs', async () => {
    const token = await heed.tokenOf('david.mensah')
    const found: string[] = []
    for (const door of doors.filter(({ method, path }) => method === 'GET' && path.includes(':'))) {
      for (const id of ['%', '%00', '%ff', "'%20or%201=1--", '..%2f..%2fetc%2fpasswd', 'a'.repeat(10_000), '00000000-0000-0000-0000-00000000000g', '1e400', '-1']) {
        const { statusCode } = await app.inject({ url: addressOf(door.path, () => id), headers: { cookie: `heed=${token}`, authorization: `Bearer ${token}` } })
        if (!clean(statusCode)) found.push(`${door.path} with ${id.slice(0, 30)} answered ${statusCode}`)
      }
    }
    expect(found).toEqual([])
  })
})

describe('every answer', () => {
  it('may not be kept by anybody, framed, sniffed or scripted', async () => {
    const token = await heed.tokenOf('karin.lindqvist')
    for (const door of doors) {
      for (const who of [token, null]) {
        const { headers, body } = await knock(app, door, who)
        expect(headers['cache-control'], nameOf(door)).toBe('no-store')
        expect(headers['x-content-type-options'], nameOf(door)).toBe('nosniff')
        const csp = String(headers['content-security-policy'])
        for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) expect(csp, nameOf(door)).toContain(part)
        expect(csp, nameOf(door)).not.toMatch(/unsafe-(inline|eval)/)
        expect(body, nameOf(door)).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:/i)
      }
    }
  })
})
