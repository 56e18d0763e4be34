import { z } from 'zod'
import { Id } from '#platform/http/fields.ts'
import type { House } from '#platform/http/house.ts'
import { file, redirect } from '#platform/http/replies.ts'
import { csvOf } from './queries/csv.ts'
import { MEASURE_KEYS } from './queries/measures.ts'
import { getMonthPage, getRowsPage } from './queries/month.ts'
import { monthAt } from './rules/months.ts'
import { FigureRowsPage, MonthFiguresPage } from './views.tsx'

const Month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, { error: 'Give a month as yyyy-mm' })
const Area = z.union([Id, z.literal('none')]).optional()
const Rows = z.strictObject({ borough: Area, ward: Area, open: z.literal('yes').optional(), page: z.string().regex(/^[1-9]\d{0,5}$/).transform(Number).optional() })

/** The month's figures and the rows behind them. */
export function routes(house: House): void {
  const policy = 'performance.look'
  const params = z.strictObject({ month: Month })
  house.get('/performance', { policy }, async ({ ctx }) => redirect(`/performance/month/${monthAt(ctx.now)}`))
  house.get('/performance/month/:month', { policy, params }, async ({ ctx, params: { month } }) => MonthFiguresPage(await getMonthPage(ctx, month)))
  house.get('/performance/month/:month/csv', { policy, params }, async ({ ctx, params: { month } }) =>
    file({ name: `heed-${month}.csv`, type: 'text/csv; charset=utf-8', bytes: Buffer.from(`\uFEFF${csvOf(await getMonthPage(ctx, month))}`, 'utf8') }))
  house.get('/performance/month/:month/:measure', { policy, params: z.strictObject({ month: Month, measure: z.enum(MEASURE_KEYS) }), query: Rows }, async ({ ctx, params: asked, query }) =>
    FigureRowsPage(await getRowsPage(ctx, { ...asked, borough: query.borough ?? null, ward: query.ward ?? null, isOpenData: query.open === 'yes', page: query.page ?? 1 })))
}
