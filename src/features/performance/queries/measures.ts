import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import { projectFolder } from '#platform/config.ts'

/** One figure of the month: what it is called, what it counts, and where that is asked for. */
export interface Measure {
  readonly key: string
  readonly name: string
  readonly unit: string
  readonly counts: string
  readonly over: string
  readonly period: string
  readonly source: string
  readonly text: string
}

/** One row that a figure counts. */
export interface MeasuredRow {
  readonly id: string
  readonly kind: 'incident' | 'case' | 'assessment'
  readonly subjectId: string
  readonly reference: string | null
  readonly at: Date
  readonly boroughId: string | null
  readonly wardId: string | null
  readonly isOpenData: boolean
}

/** The month's figures, in the order of the page. */
export const MEASURE_KEYS = ['asb-incidents', 'assessments-done', 'assessments-awaiting', 'assessments-crimed', 'cases-opened', 'intelligence-reports'] as const

const HEADER = ['name', 'unit', 'counts', 'over', 'period', 'source'] as const
const kept = new Map<string, Measure>()

/** Every measure, read from its file once. */
export function measures(): readonly Measure[] {
  return MEASURE_KEYS.map((key) => measureCalled(key)).filter((measure) => measure !== null)
}

/** One measure; null when there is none of that name. */
export function measureCalled(key: string): Measure | null {
  if (!MEASURE_KEYS.some((known) => known === key)) return null
  const known = kept.get(key)
  if (known !== undefined) return known
  const measure = readMeasure(key, readFileSync(join(projectFolder(), 'src', 'features', 'performance', 'measures', `${key}.sql`), 'utf8'))
  kept.set(key, measure)
  return measure
}

/** A measure from its file: a header that states what it is, then the statement that gives its rows. */
export function readMeasure(key: string, file: string): Measure {
  const said = new Map([...file.matchAll(/^-- ([a-z]+): (.+)$/gm)].map(([, name, value]) => [name, value]))
  const [name, unit, counts, over, period, source] = HEADER.map((field) => {
    const value = said.get(field)
    if (value === undefined) throw new Error(`the measure ${key} does not state its ${field}`)
    return value
  })
  const text = file.split('\n').filter((line) => !line.startsWith('--')).join('\n').trim()
  if (!/:from\b/.test(text) || !/:to\b/.test(text)) throw new Error(`the measure ${key} does not keep to a period`)
  return { key, name: name ?? '', unit: unit ?? '', counts: counts ?? '', over: over ?? '', period: period ?? '', source: source ?? '', text }
}

/**
 * The rows a measure counts from one moment to another: the same statement gives the figure and the list behind it.
 *
 * NOTE: the raw text is a file of ours; the moments are bound.
 */
export function measuredRows(measure: Measure, span: { from: Date; to: Date }): RawBuilder<MeasuredRow> {
  const parts = measure.text.split(/:(from|to)\b/)
  const pieces = parts.map((part, at) => (at % 2 === 0 ? sql.raw(part) : sql`${part === 'from' ? span.from : span.to}::timestamptz`))
  return sql<MeasuredRow>`${sql.join(pieces, sql``)}`
}
