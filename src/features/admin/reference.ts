import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { projectFolder } from '#platform/config.ts'

const Row = z.looseObject({
  key: z.string(), code: z.string().nullable(), name: z.string(),
  validFrom: z.string().nullable(), validTo: z.string().nullable(), source: z.string().nullable(), certainty: z.string(),
})
const List = z.looseObject({ codeSet: z.string().optional(), rows: z.array(Row) })
const QuestionSet = z.looseObject({
  key: z.string(), version: z.string(), label: z.string(), name: z.string().optional(), title: z.string().optional(),
  validFrom: z.string().nullable(), validTo: z.string().nullable(), source: z.string().nullable(), certainty: z.string(),
})

/** One row of a shipped code list, with whatever else its file says of it. */
export interface ShippedRow {
  readonly codeSet: string
  readonly key: string
  readonly code: string | null
  readonly name: string
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly source: string | null
  readonly certainty: string
  readonly extra: Record<string, unknown>
  readonly sort: number
}

/** One shipped version of a prompt or a matrix, whole. */
export interface ShippedQuestionSet {
  readonly purpose: 'screening' | 'risk'
  readonly key: string
  readonly version: string
  readonly title: string
  readonly label: string
  readonly validFrom: string | null
  readonly validTo: string | null
  readonly source: string | null
  readonly certainty: string
  readonly body: unknown
}

const lists: Readonly<Record<string, string>> = {
  'asb-types': 'asb-type', qualifiers: 'qualifier', 'result-codes': 'result-code', 'response-grades': 'response-grade', channels: 'channel',
  'case-results': 'case-result', 'bank-holidays-england': 'bank-holiday', standards: 'standard',
  'similar-reports': 'similar-report', 'review-regimes': 'review-regime',
}

/** The code lists that Heed ships, each row with its source. */
export function shippedRows(): readonly ShippedRow[] {
  return Object.entries(lists).flatMap(([name, codeSet]) =>
    List.parse(shippedFile(name)).rows.map((row, sort) => {
      const { key, code, name: called, validFrom, validTo, source, certainty, ...extra } = row
      return { codeSet, key, code, name: called, validFrom, validTo, source, certainty, extra, sort }
    }))
}

/** The question sets that Heed ships. */
export function shippedQuestionSets(): readonly ShippedQuestionSet[] {
  return ([['screening-default', 'screening'], ['question-set-ram14-2026', 'risk']] as const).map(([name, purpose]) => {
    const body = shippedFile(name)
    const set = QuestionSet.parse(body)
    return {
      purpose, key: set.key, version: set.version, title: set.title ?? set.name ?? set.key, label: set.label,
      validFrom: set.validFrom, validTo: set.validTo, source: set.source, certainty: set.certainty, body,
    }
  })
}

/** One of the files of `db/reference`, as it is. */
export function shippedFile(name: string): unknown {
  return JSON.parse(readFileSync(join(projectFolder(), 'db', 'reference', `${name}.json`), 'utf8'))
}
