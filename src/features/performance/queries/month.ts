import { type RawBuilder, sql } from 'kysely'
import { assessmentTitles } from '#features/assessments/index.ts'
import { caseTitles } from '#features/cases/index.ts'
import { incidentTitles } from '#features/incidents/index.ts'
import { londonDay } from '#platform/time/day.ts'
import type { Context } from '#platform/context.ts'
import { Refusal } from '#platform/errors.ts'
import { addMonths, assertBegun, findingOf, monthAt, type Month, type MonthCount, monthName, monthsUpTo, partialBecause, spanOf } from '../rules/months.ts'
import { type MeasuredRow, type Measure, measureCalled, measuredRows, measures } from './measures.ts'

/** How many rows one measure has in one ward, or in one borough outside any ward. */
export interface AreaFigure {
  readonly measure: string
  readonly boroughId: string | null
  readonly wardId: string | null
  readonly isOpenData: boolean
  readonly count: number
}

/** A borough or a ward, with a figure for each measure by its key, and the incidents of open data apart. */
export interface AreaFigures {
  readonly id: string | null
  readonly name: string
  readonly figures: Readonly<Record<string, number>>
  readonly openData: number
}

/** A borough with its wards. */
export interface BoroughFigures extends AreaFigures {
  readonly wards: readonly AreaFigures[]
}

/** The month's figures as one person sees them. */
export interface MonthPage {
  readonly month: Month
  readonly name: string
  readonly previous: Month
  readonly next: Month | null
  readonly measures: readonly Measure[]
  readonly total: AreaFigures
  readonly boroughs: readonly BoroughFigures[]
  readonly partial: string | null
  readonly finding: string
  readonly series: readonly (MonthCount & { readonly openData: number })[]
}

const noPlace = 'No borough known'
const noWard = 'Ward not known'

/**
 * The month's figures by borough and ward: what the reader may see, and nothing else.
 *
 * Refuses: not found, for a month that has not begun. Source: report of 13 October 2011, ¶58. Rules PF-02, PF-03.
 */
export async function getMonthPage(ctx: Context, month: Month): Promise<MonthPage> {
  assertBegun(month, ctx.now)
  const figures = await figuresOf(ctx, month)
  const names = await areaNames(ctx, figures)
  const series = await twelveMonths(ctx, month)
  const partial = partialBecause(month, ctx.now, await earliestReport(ctx))
  const isNow = month === monthAt(ctx.now)
  return {
    month, name: monthName(month), previous: addMonths(month, -1), next: isNow ? null : addMonths(month, 1), measures: measures(),
    total: sumOf(null, 'All you may see', figures), boroughs: byBorough(figures, names), partial, series, finding: findingOf(series, isNow),
  }
}

async function figuresOf(ctx: Context, month: Month): Promise<AreaFigure[]> {
  const span = spanOf(month)
  const each = measures().map((measure) => sql`
    select ${measure.key}::text as measure, q.borough_id, q.ward_id, q.is_open_data, count(*) as count from (${measuredRows(measure, span)}) q group by q.borough_id, q.ward_id, q.is_open_data`)
  const { rows } = await sql<Omit<AreaFigure, 'count'> & { count: number | string }>`${sql.join(each, sql` union all `)}`.execute(ctx.db)
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

async function areaNames(ctx: Context, figures: readonly AreaFigure[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(figures.flatMap(({ boroughId, wardId }) => [boroughId, wardId]).filter((id) => id !== null))]
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.selectFrom('areas').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function byBorough(figures: readonly AreaFigure[], names: ReadonlyMap<string, string>): BoroughFigures[] {
  const nameOf = (id: string | null, otherwise: string): string => (id === null ? otherwise : (names.get(id) ?? otherwise))
  const boroughs = [...new Set(figures.map(({ boroughId }) => boroughId))].map((boroughId) => {
    const own = figures.filter((figure) => figure.boroughId === boroughId)
    const wards = [...new Set(own.map(({ wardId }) => wardId))].map((wardId) => sumOf(wardId, nameOf(wardId, noWard), own.filter((figure) => figure.wardId === wardId)))
    return { ...sumOf(boroughId, nameOf(boroughId, noPlace), own), wards: wards.sort(byName) }
  })
  return boroughs.sort(byName)
}

/** What nobody knows the place of comes last. */
function byName(one: AreaFigures, other: AreaFigures): number {
  return Number(one.id === null) - Number(other.id === null) || one.name.localeCompare(other.name, 'en-GB')
}

function sumOf(id: string | null, name: string, figures: readonly AreaFigure[]): AreaFigures {
  const counts = new Map<string, number>()
  for (const { measure, isOpenData, count } of figures) {
    const key = isOpenData ? 'open data' : measure
    counts.set(key, (counts.get(key) ?? 0) + count)
  }
  return { id, name, figures: Object.fromEntries(measures().map(({ key }) => [key, counts.get(key) ?? 0])), openData: counts.get('open data') ?? 0 }
}

async function twelveMonths(ctx: Context, month: Month): Promise<(MonthCount & { openData: number })[]> {
  const incidents = measureCalled('asb-incidents')
  if (incidents === null) return []
  const months = monthsUpTo(month, 12)
  // a row's place among the first moments of the months is cheaper to find than the name of its month
  const starts = months.map((each) => spanOf(each).from)
  const { rows } = await sql<{ place: number; own: number | string; openData: number | string }>`
    select width_bucket(q.at, ${starts}::timestamptz[]) as place, count(*) filter (where not q.is_open_data) as own, count(*) filter (where q.is_open_data) as open_data
    from (${measuredRows(incidents, { from: spanOf(months[0] ?? month).from, to: spanOf(month).to })}) q group by 1`.execute(ctx.db)
  return months.map((each, at) => {
    const found = rows.find(({ place }) => place === at + 1)
    return { month: each, count: Number(found?.own ?? 0), openData: Number(found?.openData ?? 0) }
  })
}

/** The day of the report that was recorded first, among those the reader may see. */
async function earliestReport(ctx: Context): Promise<string | null> {
  const first = await ctx.db.selectFrom('incidents').select('reportedAt').where('isOpenData', '=', false).orderBy('recordedAt').limit(1).executeTakeFirst()
  return first === undefined ? null : londonDay(first.reportedAt)
}

/** Which rows of a measure are asked for: an area, or what lies in none; open data apart. */
export interface RowsAsked {
  readonly month: Month
  readonly measure: string
  readonly borough: string | null
  readonly ward: string | null
  readonly isOpenData: boolean
  readonly page: number
}

/** The rows behind one figure. */
export interface RowsPage {
  readonly asked: RowsAsked
  readonly measure: Measure
  readonly monthName: string
  readonly areaName: string | null
  /** `about`: what each is, in a line. */
  readonly rows: readonly (MeasuredRow & { readonly about: string | null })[]
  readonly count: number
  readonly pages: number
  readonly now: Date
}

/** How many rows one page of a figure's list holds. */
export const ROWS_SHOWN = 100

/**
 * The rows that one figure counts: the same statement, narrowed to the same area.
 *
 * Refuses: not found, for a measure, an area or a page that does not exist. Rule PF-04.
 */
export async function getRowsPage(ctx: Context, asked: RowsAsked): Promise<RowsPage> {
  assertBegun(asked.month, ctx.now)
  const measure = measureCalled(asked.measure)
  if (measure === null) throw new Refusal('not found', 'There is no such figure')
  const narrowed = rowsAsked(measure, asked)
  const { rows: [all] } = await sql<{ count: number | string }>`select count(*) as count from (${narrowed}) n`.execute(ctx.db)
  const count = Number(all?.count ?? 0)
  const pages = Math.max(1, Math.ceil(count / ROWS_SHOWN))
  if (asked.page > pages) throw new Refusal('not found', 'The list has no such page')
  const { rows } = await sql<MeasuredRow>`select * from (${narrowed}) n order by n.at, n.id limit ${ROWS_SHOWN} offset ${(asked.page - 1) * ROWS_SHOWN}`.execute(ctx.db)
  const of = (kind: MeasuredRow['kind']) => rows.filter((row) => row.kind === kind).map(({ subjectId }) => subjectId)
  const titles = new Map<string, { readonly about: string }>([...await incidentTitles(ctx, of('incident')), ...await caseTitles(ctx, of('case')), ...await assessmentTitles(ctx, of('assessment'))])
  return { asked, measure, monthName: monthName(asked.month), areaName: await areaAsked(ctx, asked), rows: rows.map((row) => ({ ...row, about: titles.get(row.subjectId)?.about ?? null })), count, pages, now: ctx.now }
}

function rowsAsked(measure: Measure, { month, borough, ward, isOpenData }: RowsAsked): RawBuilder<MeasuredRow> {
  const inArea = (column: 'borough_id' | 'ward_id', area: string | null) =>
    area === null ? sql`` : area === 'none' ? sql` and ${sql.ref(`q.${column}`)} is null` : sql` and ${sql.ref(`q.${column}`)} = ${area}::uuid`
  return sql<MeasuredRow>`select q.* from (${measuredRows(measure, spanOf(month))}) q where q.is_open_data = ${isOpenData}${inArea('borough_id', borough)}${inArea('ward_id', ward)}`
}

async function areaAsked(ctx: Context, { borough, ward }: RowsAsked): Promise<string | null> {
  const nameOf = async (id: string, otherwise: string): Promise<string> => {
    if (id === 'none') return otherwise
    const area = await ctx.db.selectFrom('areas').select('name').where('id', '=', id).executeTakeFirst()
    if (area === undefined) throw new Refusal('not found', 'There is no such area')
    return area.name
  }
  const names = [ward === null ? null : await nameOf(ward, noWard), borough === null ? null : await nameOf(borough, noPlace)]
  const known = names.filter((name) => name !== null)
  return known.length === 0 ? null : known.join(', ')
}
