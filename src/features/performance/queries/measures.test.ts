import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveAssessment, returnAssessment, submitAssessment } from '#features/assessments/index.ts'
import { anAssessment } from '#features/assessments/examples.ts'
import { aCase } from '#features/cases/examples.ts'
import { linkDuplicate, recordCrime, recordIntelligence, unlinkDuplicate } from '#features/incidents/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { partsOf, visitorOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { getMonthPage } from './month.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

let names = 0
/** A report made at a moment, of a victim nobody has met before. */
async function reported(at: string, borough = 1, ward = 1): Promise<{ incidentId: string; reference: string }> {
  heed.clock.moveTo(new Date(at))
  names += 1
  return heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: `${names} Long Row`, postcode: null, addressId: null, ...middleOf(borough, ward) }, people: [aPerson({ role: 'victim', givenName: `Name${String.fromCharCode(64 + names)}`, familyName: `Family${String.fromCharCode(64 + names)}` })] }))
}
const figure = async (measure: string, month: string, who = 'helen.whitby') => {
  const now = heed.clock.now()
  heed.clock.moveTo(new Date('2028-01-15T12:00:00Z'))
  const page = await heed.look(who, (ctx) => getMonthPage(ctx, month))
  heed.clock.moveTo(now)
  return page.total.figures[measure]
}
/** How much a measure changes in some months while something is done. */
async function change(measure: string, months: readonly string[], done: () => Promise<unknown>): Promise<readonly number[]> {
  const figures = async () => {
    const found: number[] = []
    for (const month of months) found.push((await figure(measure, month)) ?? 0)
    return found
  }
  const before = await figures()
  await done()
  return (await figures()).map((count, at) => count - (before[at] ?? 0))
}

describe('ASB incidents', () => {
  it.each([
    ['the last minute of October in London', '2026-10-31T23:59:00Z', [1, 0]], ['the first of November', '2026-11-01T00:00:00Z', [0, 1]],
  ] as const)('count %s in its own month', async (_what, at, expected) => {
    expect(await change('asb-incidents', ['2026-10', '2026-11'], () => reported(at))).toEqual([...expected])
  })

  it.each([
    ['an hour before midnight in Greenwich at the end of March', '2027-03-31T22:59:00Z', [1, 0]], ['then, an hour later in London', '2027-03-31T23:00:00Z', [0, 1]],
    ['the hour the clocks go forward', '2027-03-28T01:30:00Z', [1, 0]],
  ] as const)('count by London, not by Greenwich: %s', async (_what, at, expected) => {
    expect(await change('asb-incidents', ['2027-03', '2027-04'], () => reported(at))).toEqual([...expected])
  })

  it('count no duplicate, and count it again when the link is undone', async () => {
    const [first, second] = [await reported('2027-05-01T10:00:00Z'), await reported('2027-05-02T10:00:00Z')]
    expect(await change('asb-incidents', ['2027-05'], () => heed.act('priya.nair', (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: 1, reference: first.reference, reason: 'Same call' })))).toEqual([-1])
    expect(await change('asb-incidents', ['2027-05'], () => heed.act('priya.nair', (ctx) => unlinkDuplicate(ctx, { incidentId: second.incidentId, version: 2, reason: 'Another street', takeBack: true })))).toEqual([1])
  })

  it('count nothing that was withdrawn with its file', async () => {
    const { incidentId } = await reported('2027-05-03T10:00:00Z')
    expect(await change('asb-incidents', ['2027-05'], () => heed.database.pools.bootstrap.query('update incidents set withdrawn_at = now() where id = $1', [incidentId]))).toEqual([-1])
  })
})

describe('risk assessments', () => {
  it('count when they were last sent, once, and await supervision until somebody decides', async () => {
    const { incidentId } = await reported('2027-06-10T10:00:00Z')
    let id = ''
    const months = ['2027-06', '2027-07'] as const
    expect(await change('assessments-done', months, async () => { id = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high', isSent: false })) })).toEqual([0, 0])
    expect(await change('assessments-done', months, () => heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId: id, said: {}, judgement: null })))).toEqual([1, 0])
    expect(await change('assessments-awaiting', months, () => heed.act('karin.lindqvist', (ctx) => returnAssessment(ctx, { assessmentId: id, version: 2, reason: 'Question 5' })))).toEqual([-1, 0])
    heed.clock.moveTo(new Date('2027-07-01T10:00:00Z'))
    expect(await change('assessments-done', months, () => heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId: id, said: {}, judgement: null })))).toEqual([-1, 1])
    expect(await change('assessments-done', months, () => heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: id, version: 4, raise: null })))).toEqual([0, 0])
    expect(await figure('assessments-awaiting', '2027-07')).toBe(0)
  })

  it('with a crime report count those whose incident carries one, whenever it was recorded', async () => {
    const { incidentId } = await reported('2027-08-10T10:00:00Z')
    await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId))
    heed.clock.moveTo(new Date('2027-09-20T10:00:00Z'))
    expect(await change('assessments-crimed', ['2027-08', '2027-09'], () => heed.act('priya.nair', (ctx) => recordCrime(ctx, { incidentId, version: 1, crimeReference: '1/27', victimsCode: true })))).toEqual([1, 0])
  })
})

describe('intelligence reports and cases', () => {
  it('count a report when it was last recorded as submitted, and never one only considered', async () => {
    const { incidentId } = await reported('2027-08-12T10:00:00Z')
    const say = (intelligence: 'submitted' | 'considered', version: number) => heed.act('wei.zhang', (ctx) => recordIntelligence(ctx, { incidentId, version, intelligence, reference: 'INT/1', because: 'x' }))
    const months = ['2027-08', '2027-09'] as const
    expect(await change('intelligence-reports', months, () => say('considered', 1))).toEqual([0, 0])
    expect(await change('intelligence-reports', months, () => say('submitted', 2))).toEqual([1, 0])
    heed.clock.moveTo(new Date('2027-09-02T10:00:00Z'))
    expect(await change('intelligence-reports', months, () => say('submitted', 3))).toEqual([-1, 1])
    expect(await change('intelligence-reports', months, () => say('considered', 4))).toEqual([0, -1])
  })

  it('count a case in the month it was opened, in the ward of its first incident', async () => {
    const { incidentId } = await reported('2027-09-10T10:00:00Z', 1, 2)
    expect(await change('cases-opened', ['2027-09'], () => heed.act('service:cases', (ctx) => aCase(ctx, { incidentId })))).toEqual([1])
    heed.clock.moveTo(new Date('2028-01-15T12:00:00Z'))
    const page = await heed.look('helen.whitby', (ctx) => getMonthPage(ctx, '2027-09'))
    expect(page.boroughs.flatMap(({ wards }) => wards).filter(({ figures }) => (figures['cases-opened'] ?? 0) > 0).map(({ name }) => name)).toEqual(['Ropewalk'])
  })

  it('are nobody else’s: another borough counts none of them, and a constable may not look', async () => {
    for (const measure of ['asb-incidents', 'assessments-done', 'cases-opened', 'intelligence-reports']) {
      const [all, other] = [await figure(measure, '2027-09'), await figure(measure, '2027-09', 'owen.tate')]
      expect([measure, other]).toEqual([measure, 0])
      expect(all).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('the pages of a month', () => {
  it('are called by their month, lead back and on, and refuse what no month is', async () => {
    heed.clock.moveTo(new Date('2027-09-15T12:00:00Z'))
    const visit = await visitorOf(heed)
    const page = await visit.get('imran.rahman', '/performance/month/2027-08')
    const { title, headings } = partsOf(page.body)
    expect([page.statusCode, headings.length, title]).toEqual([200, 1, `${headings[0]} - Heed - Metroshire Police`])
    for (const link of ['/performance/month/2027-07', '/performance/month/2027-09', '/performance/month/2027-08/csv']) expect(page.body).toContain(link)
    expect((await visit.get('imran.rahman', '/performance/month/2027-09')).body).not.toContain('/performance/month/2027-10')
    for (const [url, status] of [['2027-10', 404], ['2027-13', 404], ['1999-01', 404], ['2027-8', 404], ['2027-08/nothing', 404], ['2027-08/asb-incidents?page=0', 422], ['2027-08/asb-incidents?page=99', 404], ['2027-08/asb-incidents?borough=x', 422], ['2027-08/asb-incidents?extra=1', 422]] as const) {
      const answer = await visit.get('imran.rahman', `/performance/month/${url}`)
      expect([url, answer.statusCode >= 400 && answer.statusCode < 500]).toEqual([url, true])
      if (status === 404) expect([url, answer.statusCode]).toEqual([url, 404])
    }
    for (const who of ['chidi.okafor', 'priya.nair', 'amara.diallo', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'peter.lamb']) for (const url of ['', '/month/2027-08', '/month/2027-08/csv', '/month/2027-08/asb-incidents']) expect([who, url, (await visit.get(who, `/performance${url}`)).statusCode]).toEqual([who, url, 403])
  })
})
