import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { openCaseByHand } from '../commands/open-case.ts'

let heed: TestHeed
let app: FastifyInstance
beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
})
afterAll(() => heed.close())

const opened = async (givenName: string, familyName: string) => {
  const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ role: 'victim', givenName, familyName })] }))
  return heed.act('priya.nair', (ctx) => openCaseByHand(ctx, { incidentId, reason: 'It goes on' }))
}
const ask = async (words: string, who = 'priya.nair') => {
  const token = await heed.tokenOf(who)
  return app.inject({ method: 'POST', url: '/cases', cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ scope: 'team', words, csrf: csrfTokenOf(token) }).toString() })
}

describe('words in the list of cases', () => {
  it('find a case by its reference or by anybody’s name in it, in any order, and no name stands in an address', async () => {
    const quill = await opened('Ada', 'Quill')
    const stone = await opened('Ada', 'Stone')
    for (const [words, has, hasNot] of [['quill', quill, stone], ['Stone, Ada', stone, quill], [quill.reference.toLowerCase(), quill, stone]] as const) {
      const page = await ask(words)
      expect([words, page.statusCode, page.body.includes(has.reference), page.body.includes(`>${hasNot.reference}<`)]).toEqual([words, 200, true, false])
      expect(/(?:href|action)="[^"]*(?:quill|stone)/i.test(page.body)).toBe(false)
    }
    expect((await ask('ada')).body).toContain('Cases of my team (2)')
    expect((await ask('')).body).toContain('Cases of my team (2)')
    expect((await ask('Quill Stone')).body).toContain('No case in this list has that reference')
  })

  it('find nothing of another borough, and are closed to those without the role', async () => {
    expect((await ask('quill', 'nadia.kovacs')).body).toContain('Cases of my team (0)')
    expect((await ask('quill', 'sam.blank')).statusCode).toBe(403)
    expect((await ask('quill', 'dev.mistry')).statusCode).toBe(403)
  })
})
