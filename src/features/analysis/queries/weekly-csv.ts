import { csvBytes } from '#platform/files/csv-text.ts'
import { definitionWords } from '../rules/repeats.ts'
import { weekWords } from '../rules/weeks.ts'
import type { WeeklyList } from './weekly.ts'

/** The weekly list as a CSV file: a row a repeat, with the reports that count. Rule RP-21. */
export function weeklyCsv({ week, rule, boroughs }: WeeklyList): Buffer {
  const heads = ['week', 'rule', 'source of the rule', 'borough', 'standing', 'who or where', 'as', 'reports that count', 'last reported', 'flags', 'highest approved risk', 'references']
  const source = rule.isPreset ? (rule.source ?? '') : 'the force’s own'
  const lines = boroughs.flatMap(({ name, lines: own }) => own.map(({ standing, repeats, count, lastAt, flags, riskOrder }) => {
    const [first] = repeats
    const counted = new Set(first?.standing.verdicts.filter(({ counts }) => counts).map(({ id }) => id))
    return [
      weekWords(week), `${rule.name}: ${definitionWords(rule)}`, source, name, standing, repeats.map(({ subject }) => subject.label).join('; '), repeats.map(({ subject }) => subject.kind).join('; '),
      String(count), lastAt.toISOString(), flags.join('; '), ['none', 'low', 'medium', 'high'][riskOrder] ?? 'none', first?.subject.reports.filter(({ id }) => counted.has(id)).map(({ reference }) => reference).join('; ') ?? '',
    ]
  }))
  return csvBytes([heads, ...lines])
}
