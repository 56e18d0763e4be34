import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveAssessment } from '#features/assessments/index.ts'
import { anAssessment } from '#features/assessments/examples.ts'
import { anIncident } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { csvOf } from './csv.ts'
import { measures, readMeasure } from './measures.ts'
import { type AreaFigures, getMonthPage, getRowsPage, type RowsAsked } from './month.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
  const plan: readonly (readonly [string, number, number])[] = [
    ['2026-09-30T22:59:00Z', 1, 1], ['2026-09-30T23:01:00Z', 1, 1], ['2026-10-12T20:00:00Z', 1, 2], ['2026-10-20T20:00:00Z', 2, 1],
    ['2026-10-31T23:59:00Z', 2, 2], ['2026-11-01T00:01:00Z', 1, 1], ['2026-11-20T20:00:00Z', 1, 1], ['2026-11-21T20:00:00Z', 2, 1],
  ]
  const ids: string[] = []
  for (const [at, borough, ward] of plan) {
    heed.clock.moveTo(new Date(at))
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: 'A street', postcode: null, addressId: null, ...middleOf(borough, ward) } }))
    ids.push(incidentId)
  }
  heed.clock.moveTo(new Date('2026-11-22T12:00:00Z'))
  const assessed = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, ids[6] ?? '', { band: 'high' }))
  await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: assessed, version: 2, raise: null }))
  await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, ids[5] ?? '', { band: 'medium' }))
  const bootstrap = kyselyOn(heed.database.pools.bootstrap)
  await sql`update incidents set sealed_under = ${newId()}::uuid where id = ${ids[2] ?? ''}::uuid`.execute(bootstrap)
  await sql`
    insert into incidents (id, reference, source, channel, reported_at, precision, borough_id, ward_id, is_open_data, recorded_at, recorded_by)
    select ${newId()}::uuid, 'OPEN/1', 'open', 'open-data', '2026-10-01T00:00:00+01', 'month', i.borough_id, i.ward_id, true, now(), i.recorded_by from incidents i where i.id = ${ids[0] ?? ''}::uuid`.execute(bootstrap)
  heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
}, 60_000)

afterAll(async () => heed.close())

const readers = ['femi.adeyemi', 'karin.lindqvist', 'imran.rahman', 'wei.zhang', 'owen.tate', 'rosa.blake', 'helen.whitby'] as const

async function seenIn(ctx: Context, from: string, to: string): Promise<number> {
  const rows = await ctx.db.selectFrom('incidents').select('id').where('isOpenData', '=', false).where('reportedAt', '>=', new Date(from)).where('reportedAt', '<', new Date(to)).execute()
  return rows.length
}

/** Every figure on the page, with the address of its rows. */
function cellsOf(month: string, page: { total: AreaFigures; boroughs: readonly (AreaFigures & { wards: readonly AreaFigures[] })[] }): { asked: RowsAsked; count: number }[] {
  const of = (area: AreaFigures, borough: string | null, ward: string | null) => [
    ...Object.entries(area.figures).map(([measure, count]) => ({ asked: { month, measure, borough, ward, isOpenData: false, page: 1 }, count })),
    { asked: { month, measure: 'asb-incidents', borough, ward, isOpenData: true, page: 1 }, count: area.openData },
  ]
  return [...of(page.total, null, null), ...page.boroughs.flatMap((borough) => [...of(borough, borough.id ?? 'none', null), ...borough.wards.flatMap((ward) => of(ward, borough.id ?? 'none', ward.id ?? 'none'))])]
}

describe('the month’s figures', () => {
  it('PF-04 each equal the rows they open, for every reader, month and area', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...readers), fc.constantFrom('2026-09', '2026-10', '2026-11'), async (reader, month) => {
      await heed.look(reader, async (ctx) => {
        for (const { asked, count } of cellsOf(month, await getMonthPage(ctx, month))) {
          const rows = await getRowsPage(ctx, asked)
          expect([reader, asked, rows.count, rows.rows.length]).toEqual([reader, asked, count, count])
        }
      })
    }), { numRuns: 10 })
  })

  it('count only what the reader may see, by the London month, sealed incidents left out', async () => {
    for (const reader of readers) {
      await heed.look(reader, async (ctx) => {
        const page = await getMonthPage(ctx, '2026-10')
        expect([reader, page.total.figures['asb-incidents']]).toEqual([reader, await seenIn(ctx, '2026-09-30T23:00:00Z', '2026-11-01T00:00:00Z')])
      })
    }
    const unit = await heed.look('helen.whitby', (ctx) => getMonthPage(ctx, '2026-10'))
    expect(unit.total.figures['asb-incidents']).toBe(3)
    expect(unit.boroughs.map(({ name, figures }) => [name, figures['asb-incidents']])).toEqual([['Marlow Quay', 1], ['Northgate', 2]])
  })

  it('keep open data apart', async () => {
    const unit = await heed.look('helen.whitby', (ctx) => getMonthPage(ctx, '2026-10'))
    expect(unit.total.openData).toBe(1)
    expect(unit.series.at(-1)).toEqual({ month: '2026-10', count: 3, openData: 1 })
  })

  it('count assessments done, and of these those that await supervision', async () => {
    const page = await heed.look('imran.rahman', (ctx) => getMonthPage(ctx, '2026-11'))
    expect(page.total.figures).toMatchObject({ 'assessments-done': 2, 'assessments-awaiting': 1, 'assessments-crimed': 0 })
    const other = await heed.look('owen.tate', (ctx) => getMonthPage(ctx, '2026-11'))
    expect(other.total.figures).toMatchObject({ 'assessments-done': 0, 'assessments-awaiting': 0 })
  })

  it('PF-03 say when a month is not whole', async () => {
    const partial = async (month: string) => (await heed.look('helen.whitby', (ctx) => getMonthPage(ctx, month))).partial
    expect(await partial('2026-11')).toBe('November 2026 is not over: these figures are up to now')
    expect(await partial('2026-10')).toBeNull()
    expect(await partial('2026-09')).toContain('30 September 2026')
    expect(await partial('2026-08')).toContain('after this month')
  })

  it('PF-02 refuse a month that has not begun, a figure and an area that do not exist', async () => {
    await heed.look('helen.whitby', async (ctx) => {
      await expect(getMonthPage(ctx, '2026-12')).rejects.toBeInstanceOf(Refusal)
      const asked = { month: '2026-10', measure: 'asb-incidents', borough: null, ward: null, isOpenData: false, page: 1 }
      await expect(getRowsPage(ctx, { ...asked, measure: 'nothing' })).rejects.toBeInstanceOf(Refusal)
      await expect(getRowsPage(ctx, { ...asked, borough: newId() })).rejects.toBeInstanceOf(Refusal)
      await expect(getRowsPage(ctx, { ...asked, page: 9 })).rejects.toBeInstanceOf(Refusal)
    })
  })

  it('are downloaded as they are shown, and cannot run in a spreadsheet', async () => {
    const page = await heed.look('helen.whitby', (ctx) => getMonthPage(ctx, '2026-10'))
    const lines = csvOf(page).trimEnd().split('\r\n')
    expect(lines[0]).toContain('ASB incidents')
    expect(lines.find((line) => line.startsWith('2026-10,borough,Northgate,,2,'))).toBeDefined()
    expect(lines.at(-1)).toMatch(/^2026-10,total,,,3,/)
    const [first] = page.boroughs
    for (const name of ['=1+1', ' =1+1', '\u200b=1+1', '\u0007@x', '＝1+1', '"=1+1', "'=1+1", '\n-1', '|x', '-1']) {
      const named = first === undefined ? page : { ...page, boroughs: [{ ...first, name }] }
      expect([name, /[,"]'/.test(csvOf(named))]).toEqual([name, true])
    }
  })
})

describe('a measure', () => {
  it('states what it counts, in what unit, over what, when, and where that is asked for', () => {
    for (const measure of measures()) {
      expect(measure.source).toContain('¶58')
      for (const said of [measure.name, measure.unit, measure.counts, measure.over, measure.period]) expect(said.length).toBeGreaterThan(3)
    }
  })

  it('is refused when its header is not whole or it keeps to no period', () => {
    expect(() => readMeasure('x', '-- name: X\nselect 1')).toThrow('does not state its unit')
    expect(() => readMeasure('x', '-- name: X\n-- unit: y\n-- counts: z\n-- over: o\n-- period: p\n-- source: s\nselect 1')).toThrow('does not keep to a period')
  })
})

describe('the pages', () => {
  it('PF-01 open, for those whose role it is, with a link behind each figure and a file to take away', async () => {
    const app = await heed.app()
    const as = async (name: string, url: string) => app.inject({ url, headers: { cookie: `heed=${await heed.tokenOf(name)}` } })
    expect((await as('imran.rahman', '/performance')).headers.location).toBe('/performance/month/2026-11')
    const page = await as('imran.rahman', '/performance/month/2026-11')
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('ASB incidents in November 2026 so far')
    const [, href = ''] = /href="(\/performance\/month\/2026-11\/asb-incidents\?borough=[0-9a-f-]+)"/.exec(page.body) ?? []
    expect((await as('imran.rahman', href)).statusCode).toBe(200)
    const csv = await as('imran.rahman', '/performance/month/2026-11/csv')
    expect(csv.headers['content-disposition']).toContain('heed-2026-11.csv')
    expect((await as('chidi.okafor', '/performance/month/2026-11')).statusCode).toBe(403)
    expect((await as('dev.mistry', '/performance/month/2026-11')).statusCode).toBe(403)
    expect((await as('imran.rahman', '/performance/month/2026-13')).statusCode).toBeGreaterThanOrEqual(400)
  })
})
