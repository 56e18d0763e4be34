import { csvText } from '#platform/files/csv-text.ts'
import type { MonthPage } from './month.ts'

/** The month's figures as a CSV file: a row an area, a column a measure, open data in its own column. */
export function csvOf({ month, measures, boroughs, total, partial }: MonthPage): string {
  const heads = ['month', 'level', 'borough', 'ward', ...measures.map(({ name }) => name), 'Open data incidents', 'note']
  const line = (level: string, borough: string, ward: string, area: { figures: Readonly<Record<string, number>>; openData: number }): string[] =>
    [month, level, borough, ward, ...measures.map(({ key }) => String(area.figures[key] ?? 0)), String(area.openData), partial ?? '']
  const lines = [
    heads,
    ...boroughs.flatMap((borough) => [line('borough', borough.name, '', borough), ...borough.wards.map((ward) => line('ward', borough.name, ward.name, ward))]),
    line('total', '', '', total),
  ]
  return csvText(lines)
}
