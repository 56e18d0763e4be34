import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCase } from '#features/cases/examples.ts'
import { keepCaseFiles } from '#features/cases/commands/log.ts'
import { linkIncident } from '#features/cases/commands/open-case.ts'
import { sealCase } from '#features/cases/commands/sealing.ts'
import { getCaseHeader } from '#features/cases/queries/case-header.ts'
import { linkDuplicate } from '#features/incidents/commands/duplicate.ts'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import type { Door } from '#platform/http/house.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { addressOf, allDoors } from './visitors.ts'

let heed: TestHeed
let app: FastifyInstance
let doors: readonly Door[]
/** Of what there is before anything is hidden. */
const OF_RECORDS = ['incidentId', 'mentionId', 'personId']
const ids: Record<string, string> = { number: '1', flag: 'repeat', doubt: 'grade', month: '2026-11', measure: 'asb-incidents', codeSet: 'asb-type', setting: 'force' }

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
  // who looked at what grows with every look; what has no record here to be of is not there for anybody
  const isOfSomething = (path: string): boolean => [...path.matchAll(/:(\w+)/g)].every(([, name = '']) => name in ids || OF_RECORDS.includes(name))
  doors = (await allDoors()).filter(({ method, kind, path }) => method === 'GET' && !kind.startsWith('api') && kind !== 'open' && !/history|audit|search/.test(path) && isOfSomething(path))
})
afterAll(() => heed.close())

const known = { givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', dateOfBirth: '1961-04-02', addressText: '14 Tanner Street', postcode: 'ZA1 2BC' }
const unknown = { givenName: 'Xavier', familyName: 'Quince', phone: '07700 900999', addressText: '99 Canary Row', postcode: 'ZA1 9ZZ' }
const lists = ['/incidents?status=all', '/incidents?flag=repeat&status=all', '/cases?scope=force&status=all', '/cases?scope=unallocated', '/repeats?status=all', '/repeats/weekly?week=2026-11-23', '/repeats/daily']
const sought = ['07700 900123', '07700 900999', 'Pell', 'Xavier Quince', 'Pell 2/4/1961', '14 Tanner Street', 'ZA1 9ZZ', 'canary', 'ASB/2026/000002', 'CASE/2026/000001']
const typed = [
  { placeText: '14 Tanner Street', placePostcode: 'ZA1 2BC', 'people.0.role': 'caller', 'people.0.familyName': 'Pell', 'people.0.phone': '07700 900123' },
  { 'people.0.role': 'caller', 'people.0.familyName': 'Quin' }, { 'people.0.role': 'caller', 'people.0.phone': '900999' }, { placeText: '99 Canary Row', placePostcode: 'ZA1 9ZZ', 'people.0.role': 'caller', 'people.0.phone': '07700 900999' },
]

/** Everything somebody is shown, by where: ids that were not there before stand for one another, and a page's own mark for any. */
async function shownTo(username: string): Promise<ReadonlyMap<string, string>> {
  const token = await heed.tokenOf(username)
  const all = new Map<string, string>()
  const keep = (at: string, status: number, body: string): void => {
    all.set(at, `${status} ${body.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => (Object.values(ids).includes(id) ? id : 'id')).replace(/value="[\w-]{43}"/g, 'mark')}`)
  }
  const get = async (url: string, at = url): Promise<void> => {
    const answer = await app.inject({ url, cookies: { heed: token } })
    keep(at, answer.statusCode, answer.body)
  }
  const ask = async (url: string, form: Readonly<Record<string, string>>): Promise<void> => {
    const payload = new URLSearchParams({ csrf: csrfTokenOf(token), ...form }).toString()
    const answer = await app.inject({ method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload })
    const [at, leadsTo] = [`${url} ${JSON.stringify(form)}`, answer.headers['location']]
    if (typeof leadsTo === 'string') await get(leadsTo, at)
    else keep(at, answer.statusCode, answer.body)
  }
  for (const { path } of doors) await get(addressOf(path, (name) => ids[name] ?? ''))
  for (const url of lists) await get(url)
  for (const query of sought) await ask('/search', { query })
  for (const url of ['/incidents/new/known', '/incidents/new/similar']) for (const form of typed) await ask(url, form)
  return all
}

const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] => [...after].filter(([at, body]) => before.get(at) !== body).map(([at]) => at)

/** A case with two incidents of people and places that others know too, a duplicate and a file; sealed to one officer. */
async function hide(): Promise<void> {
  const report = (narrative: string, over = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { narrative, people: [aPerson({ ...unknown, role: 'victim' }), aPerson({ ...known, role: 'suspect' })], ...over }))
  const first = await report('canary one', { place: { text: '99 Canary Row', postcode: 'ZA1 9ZZ', addressId: null, ...middleOf(1, 1) } })
  const second = await report('canary two')
  const third = await report('canary three')
  const { caseId } = await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId: first.incidentId }))
  await heed.act('priya.nair', (ctx) => linkIncident(ctx, { caseId, reference: second.reference, because: 'The same people' }))
  await heed.act('imran.rahman', (ctx) => linkDuplicate(ctx, { incidentId: third.incidentId, version: 1, reference: second.reference, reason: 'The same again' }))
  await heed.act('priya.nair', (ctx) => keepCaseFiles(ctx, { caseId, uploads: [{ field: 'file', name: 'canary.txt', type: 'text/plain', bytes: Buffer.from('x') }], about: 'canary' }))
  await heed.follow()
  const priya = (await heed.actor('priya.nair')).id
  await heed.act('imran.rahman', async (ctx) => sealCase(ctx, { caseId, version: (await getCaseHeader(ctx, caseId)).version, accountIds: [priya], reason: 'canary reason' }))
  await heed.follow()
}

describe('what is sealed', () => {
  it('CA-28 changes nothing that anybody else is shown: no page, list, count, search or suggestion; and much for whom the seal names', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ ...known })] }))
    await heed.follow()
    const mention = await heed.look('amara.diallo', ({ db }) => db.selectFrom('personMentions').select(['id', 'personId']).where('sourceId', '=', incidentId).executeTakeFirstOrThrow())
    Object.assign(ids, { incidentId, mentionId: mention.id, personId: mention.personId })
    const readers = ['gwen.pritchard', 'amara.diallo', 'priya.nair'] as const
    const before = new Map<string, ReadonlyMap<string, string>>()
    for (const who of readers) before.set(who, await shownTo(who))
    await hide()
    const differs = new Map<string, readonly string[]>()
    for (const who of readers) differs.set(who, changed(before.get(who) ?? new Map<string, string>(), await shownTo(who)))
    expect(differs.get('gwen.pritchard')).toEqual([])
    expect(differs.get('amara.diallo')).toEqual([])
    expect(differs.get('priya.nair')?.length).toBeGreaterThan(15)
  }, 120_000)
})
