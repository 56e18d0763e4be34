import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveAssessment, returnAssessment, startAssessment } from '#features/assessments/index.ts'
import { anAssessment } from '#features/assessments/examples.ts'
import { allocateCase, requestClosing } from '#features/cases/index.ts'
import { aCase } from '#features/cases/examples.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { allocateIncident, deploy, resultIncident } from '#features/incidents/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { people } from '#demo/force.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { partsOf, type Visitor, visitorOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'

let heed: TestHeed
let visit: Visitor

/** A day on which something waits in every queue: reports, assessments at each stage, cases with and without an owner, standards late and due. */
beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
  await kyselyOn(heed.database.pools.bootstrap).insertInto('heed.settings').values({ key: 'standards preset', value: JSON.stringify('demonstration') }).execute()
  heed.clock.moveTo(new Date('2026-11-10T10:00:00Z'))
  const idOf = async (username: string) => (await heed.actor(username)).id
  const names = ['Lowe', 'Quill', 'Stone', 'Frost', 'Tarn', 'Usher', 'Varga', 'Okonjo']
  const report = async (borough: number, ward: number, flag = 'd5') => (await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
    screening: [{ question: flag, answer: 'yes' }], place: { text: `${names.length} A Street`, postcode: null, addressId: null, ...middleOf(borough, ward) }, people: [aPerson({ role: 'victim', givenName: `${names.at(-1)}a`, familyName: names.pop() ?? 'Pell', dateOfBirth: `19${50 + names.length}-02-03` })],
  }))).incidentId
  const assessed = async (incidentId: string, who: string, band = 'high') => heed.act(who, (ctx) => anAssessment(ctx, incidentId, { band }))
  const [one, two, three, four, far] = [await report(1, 1), await report(1, 1, 'd6'), await report(1, 2), await report(1, 1, 'd4'), await report(2, 1)]
  await assessed(one, 'chidi.okafor')
  const back = await assessed(two, 'priya.nair', 'medium')
  await heed.act('femi.adeyemi', (ctx) => returnAssessment(ctx, { assessmentId: back, version: 2, reason: 'Question 5' }))
  await heed.act('priya.nair', (ctx) => startAssessment(ctx, { incidentId: one, subject: 'household' }))
  const approved = await assessed(four, 'leah.marsh')
  await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: approved, version: 2, raise: null }))
  await heed.follow()
  for (const [incidentId, who] of [[two, 'priya.nair'], [three, 'hana.suzuki']] as const) {
    const accountId = await idOf(who)
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId, note: '' }))
  }
  // one that was hers and is done: it waits for nobody
  const done = await report(1, 1, 'd2')
  await heed.act('femi.adeyemi', async (ctx) => allocateIncident(ctx, { incidentId: done, version: 1, accountId: await idOf('priya.nair'), note: '' }))
  await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId: done, version: 2, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit free' }))
  await heed.act('priya.nair', (ctx) => resultIncident(ctx, { incidentId: done, version: 3, codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No telephone' }))
  const owned = await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId: one }))
  const priya = await idOf('priya.nair')
  await heed.act('femi.adeyemi', (ctx) => allocateCase(ctx, { caseId: owned.caseId, version: 1, ownerId: priya, reason: null }))
  const closing = await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId: three, band: 'low' }))
  await heed.act('hana.suzuki', (ctx) => requestClosing(ctx, { caseId: closing.caseId, version: 1, resultKey: 'stopped', account: 'It stopped', told: null, notToldBecause: 'She asked not to be told' }))
  await heed.act('service:cases', (ctx) => aCase(ctx, { incidentId: far, band: 'medium' }))
  heed.clock.moveTo(new Date('2026-11-23T09:00:00Z'))
  await report(1, 1)
  await report(2, 1)
  // one telephone, three times in a morning: a repeat, which somebody must look into
  for (const familyName of ['Marsh', 'Marsh', 'Marsh']) await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: 'A corner', postcode: null, addressId: null, ...middleOf(1, 1) }, people: [aPerson({ familyName, phone: '07700 900666' })] }))
  await heed.follow()
}, 60_000)
afterAll(() => heed.close())

interface Counted { readonly title: string; readonly href: string; readonly count: number }

/** Every list the home page names, with how much it says waits there. */
function countsOn(page: string): readonly Counted[] {
  const waiting = [...page.matchAll(/<li class="govuk-task-list__item[\s\S]*?<\/li>/g)].map(([item]) => ({ href: /href="([^"]*)"/.exec(item)?.[1] ?? '', title: /<a [^>]*>([\s\S]*?)<\/a>/.exec(item)?.[1]?.trim() ?? '', said: /__status[^>]*>([\s\S]*?)<\/div>/.exec(item)?.[1]?.replace(/<[^>]*>/g, '').trim() ?? '' }))
  const none = [...page.matchAll(/<li><a class="govuk-link" href="([^"]*)">([^<]*)<\/a>: none\./g)].map(([, href = '', title = '']) => ({ href, title, said: '0' }))
  return [...waiting, ...none].filter(({ said }) => /^[\d,]+$/.test(said)).map(({ href, title, said }) => ({ href: href.replaceAll('&amp;', '&'), title, count: Number(said.replaceAll(',', '')) }))
}

/** How many records the list itself shows: rows of its table, or of its cards. */
function rowsOn(page: string): number {
  const body = /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? ''
  return new Set([...body.matchAll(/<tr[^>]*>\s*<t[hd][^>]*>(?:(?!<\/t[hd]>)[\s\S])*?<a [^>]*href="\/(incidents|cases|assessments|repeats)\/[\w-]{36}"/g)].map(({ index }) => index)).size
}

const police = people.filter(({ kind, roles }) => kind === 'police' && roles.length > 0).map(({ username }) => username)
/** One of each kind of sight and work; the others differ from one of these in name alone. */
const viewers = ['tom.hargreaves', 'chidi.okafor', 'priya.nair', 'femi.adeyemi', 'imran.rahman', 'wei.zhang', 'nadia.kovacs', 'helen.whitby'] as const

describe('the home page on a full day', () => {
  it('has something waiting in every queue, for somebody', async () => {
    const found = new Map<string, number>()
    for (const who of police) for (const { title, count } of countsOn((await visit.get(who, '/')).body)) found.set(title, Math.max(found.get(title) ?? 0, count))
    expect([...found].filter(([title, count]) => count === 0 && !/Due today|may be of one person/.test(title)).map(([title]) => title)).toEqual([])
    expect(found.size).toBeGreaterThan(14)
  })

  it.each(viewers)('WK-01 says to %s of each list exactly how many rows it opens, and each row opens', async (who) => {
    const counts = countsOn((await visit.get(who, '/')).body)
    const shown: unknown[] = []
    const opened = new Set<string>()
    for (const { title, href, count } of counts) {
      const list = await visit.get(who, href)
      expect([who, href, list.statusCode]).toEqual([who, href, 200])
      const heading = partsOf(list.body).headings.join(' ')
      const told = /\((\d+)\)/.exec(heading)?.[1]
      if (told !== undefined) shown.push([title, Number(told)])
      if (href !== '/notifications') expect([who, title, rowsOn(list.body)]).toEqual([who, title, count])
      const links = new Set([...list.body.matchAll(/href="(\/(?:incidents|cases|assessments)\/[\w-]{36})"/g)].map(([, link = '']) => link))
      for (const link of links) if (!opened.has(link)) expect([who, href, link, (await visit.get(who, link)).statusCode]).toEqual([who, href, link, 200])
      for (const link of links) opened.add(link)
    }
    expect(shown).toEqual(counts.filter(({ title }) => shown.some((one) => Array.isArray(one) && one[0] === title)).map(({ title, count }) => [title, count]))
  })

  it('WK-01 a list that is not theirs is not there, whoever knows its name', async () => {
    for (const [who, key] of [['chidi.okafor', 'unallocated-cases'], ['chidi.okafor', 'team-open'], ['amara.diallo', 'my-cases'], ['priya.nair', 'closing-requests'], ['karin.lindqvist', 'no-such']] as const) {
      expect([who, key, (await visit.get(who, `/work/${key}`)).statusCode]).toEqual([who, key, 404])
    }
    for (const who of ['sam.blank', 'robin.castle', 'margaret.osei', 'dev.mistry', 'peter.lamb']) expect([who, (await visit.get(who, '/work/overdue')).statusCode]).toEqual([who, 403])
  })

  it('moves with the clock: what is due at midnight in London is due today until then, and overdue from it', async () => {
    const priya = await heed.actor('priya.nair')
    const item = await kyselyOn(heed.database.pools.bootstrap).selectFrom('clocks').select('id').where('ownerId', '=', priya.id).where('metAt', 'is', null).where('cancelledAt', 'is', null).where('dueAt', 'is not', null).executeTakeFirstOrThrow()
    const countOf = async (title: string) => countsOn((await visit.get('priya.nair', '/')).body).find((one) => one.title === title)?.count ?? -1
    const due = async (at: string) => kyselyOn(heed.database.pools.bootstrap).updateTable('clocks').set({ dueAt: new Date(at) }).where('id', '=', item.id).execute()
    for (const [now, at, expected] of [
      ['2026-11-23T23:58:00Z', '2026-11-23T23:59:00Z', [0, 1]], ['2026-11-23T23:59:00Z', '2026-11-23T23:59:00Z', [1, 0]], ['2026-11-23T12:00:00Z', '2026-11-24T00:00:01Z', [0, 0]],
      // in summer the London day ends an hour before midnight in Greenwich
      ['2027-06-14T22:30:00Z', '2027-06-14T22:59:59Z', [0, 1]], ['2027-06-14T22:30:00Z', '2027-06-14T23:00:01Z', [0, 0]], ['2027-03-28T00:30:00Z', '2027-03-28T22:59:00Z', [0, 1]], ['2026-10-25T00:30:00Z', '2026-10-25T23:59:00Z', [0, 1]],
    ] as const) {
      await due('2030-01-01T00:00:00Z')
      heed.clock.moveTo(new Date(now))
      const before = [await countOf('Overdue'), await countOf('Due today')]
      await due(at)
      const after = [await countOf('Overdue'), await countOf('Due today')]
      expect([now, at, after.map((count, place) => count - (before[place] ?? 0))]).toEqual([now, at, [...expected]])
    }
    heed.clock.moveTo(new Date('2026-11-23T09:00:00Z'))
  })
})

describe('a long history', () => {
  it('WK-04 is read on page by page without losing or repeating a line, also where many stand at one instant', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    for (let n = 0; n < 108; n++) {
      if (n % 30 === 0) heed.clock.moveTo(new Date(heed.clock.now().getTime() + 1_000))
      await visit.get('priya.nair', `/incidents/${incidentId}/note`)
    }
    const { rows } = await heed.database.pools.bootstrap.query('select id from audit_entries where $1 = any (subject_ids)', [incidentId])
    let url: string | undefined = `/incidents/${incidentId}/history`
    let lines = 0
    let pages = 0
    const expected = rows.length
    heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))
    while (url !== undefined && pages < 9) {
      const page = await visit.get('margaret.osei', url)
      pages += 1
      lines += [...page.body.matchAll(/<tr[^>]*>\s*<th scope="row"/g)].length
      url = /href="([^"]*\?before=[^"]*)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(pages).toBeGreaterThan(1)
    expect(lines).toBe(expected)
  })
})
