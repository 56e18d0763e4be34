import { z } from 'zod'
import { Refusal } from '#platform/errors.ts'
import { PEOPLE_ROLES } from '../rules/codes.ts'
import { isTimeZone, timeFormatFault } from './local-time.ts'

const Text = z.string().min(1).max(500)

const Value = z.preprocess(
  (given) => (typeof given === 'string' ? { column: given } : given),
  z
    .strictObject({
      column: Text.optional(),
      columns: z.array(Text).min(2).max(20).optional(),
      /** What stands between several columns. */
      with: z.string().max(20).optional(),
      constant: Text.optional(),
      /** The file's words to ours; null makes a word blank. */
      codes: z.record(z.string(), Text.nullable()).optional(),
      /** What a word that is not in `codes` becomes; without it such a row is rejected. */
      otherwise: Text.nullable().optional(),
    })
    .superRefine((value, context) => {
      const given = [value.column, value.columns, value.constant].filter((one) => one !== undefined)
      if (given.length !== 1) context.addIssue({ code: 'custom', message: 'give one of "column", "columns" and "constant"' })
      if (value.otherwise !== undefined && value.codes === undefined) context.addIssue({ code: 'custom', message: '"otherwise" needs "codes"' })
      if (value.constant !== undefined && value.codes !== undefined) context.addIssue({ code: 'custom', message: 'a constant needs no "codes"' })
      if (value.with !== undefined && value.columns === undefined) context.addIssue({ code: 'custom', message: '"with" needs "columns"' })
    }),
)

const TimeFormats = z.array(formatOf(false)).min(1).max(10)
const DateFormats = z.array(formatOf(true)).min(1).max(10)

const Fields = z.strictObject({
  reference: Value.optional(),
  channel: Value.optional(),
  reportedAt: Value,
  occurredFrom: Value.optional(),
  occurredTo: Value.optional(),
  type: Value.optional(),
  qualifier: Value.optional(),
  narrative: Value.optional(),
  grade: Value.optional(),
  result: Value.optional(),
  locationText: Value.optional(),
  postcode: Value.optional(),
  longitude: Value.optional(),
  latitude: Value.optional(),
  easting: Value.optional(),
  northing: Value.optional(),
})

const Person = z.strictObject({
  role: z.enum(PEOPLE_ROLES),
  givenName: Value.optional(),
  familyName: Value.optional(),
  dateOfBirth: Value.optional(),
  phone: Value.optional(),
  email: Value.optional(),
  address: Value.optional(),
  postcode: Value.optional(),
})

const Filter = z
  .strictObject({ column: Text, in: z.array(z.string()).min(1).optional(), notIn: z.array(z.string()).min(1).optional() })
  .refine((filter) => (filter.in === undefined) !== (filter.notIn === undefined), 'give one of "in" and "notIn"')

const MapFile = z
  .strictObject({
    heedMap: z.literal(1),
    name: Text,
    encoding: z.enum(['utf-8', 'windows-1252']).default('utf-8'),
    delimiter: z.enum([',', ';', '\t', '|']).default(','),
    /** Words that mean nothing was entered: "NULL", "n/a". */
    blank: z.array(z.string()).max(50).default([]),
    timeZone: z.string().refine(isTimeZone, 'is not a time zone: give one such as "Europe/London" or "UTC"'),
    timeFormats: TimeFormats,
    dateFormats: DateFormats.default(['yyyy-MM-dd', 'dd/MM/yyyy']),
    clockChange: z
      .strictObject({ skipped: z.enum(['forward', 'reject']).default('forward'), repeated: z.enum(['earlier', 'later', 'reject']).default('earlier') })
      .default({ skipped: 'forward', repeated: 'earlier' }),
    /** Only rows that pass every one of these are incidents. */
    only: z.array(Filter).max(20).default([]),
    fields: Fields,
    people: z.array(Person).max(20).default([]),
    screening: z.array(z.strictObject({ question: Text, answer: Value, detail: Value.optional() })).max(50).default([]),
  })
  .superRefine(({ fields }, context) => {
    const pair = (a: 'longitude' | 'easting', b: 'latitude' | 'northing'): void => {
      if ((fields[a] === undefined) !== (fields[b] === undefined)) context.addIssue({ code: 'custom', path: ['fields'], message: `"${a}" and "${b}" go together` })
    }
    pair('longitude', 'latitude')
    pair('easting', 'northing')
  })

/** Where a value comes from: a column, several joined, or a constant, and how its words become ours. */
export type MapValue = z.output<typeof Value>

/** How a force's own file is read: its columns, words, times and people. */
export type ImportMap = z.output<typeof MapFile>

/**
 * A map file read and checked.
 *
 * Input: the text of the file.
 * Refuses: invalid, when it is not JSON or not a map, naming each place in it that is wrong and why.
 */
export function readImportMap(name: string, text: string): ImportMap {
  let given: unknown
  try {
    given = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new Refusal('invalid', `${name} is not JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}.`)
  }
  const checked = MapFile.safeParse(given)
  if (checked.success) return checked.data
  const faults = checked.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`)
  throw new Refusal('invalid', `${name} is not a map that can be used.\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
}

/** Every column a map speaks of, so that one missing from a file is found before its first row. */
export function columnsOf(map: ImportMap): string[] {
  const values: MapValue[] = [...Object.values(map.fields), ...map.screening.flatMap(({ answer, detail }) => [answer, detail])].filter((value) => value !== undefined)
  for (const { role: _, ...rest } of map.people) values.push(...Object.values(rest).filter((value) => value !== undefined))
  const named = values.flatMap((value) => [...(value.column === undefined ? [] : [value.column]), ...(value.columns ?? [])])
  return [...new Set([...named, ...map.only.map(({ column }) => column)])]
}

function formatOf(isDateOnly: boolean): z.ZodString {
  return Text.superRefine((format, context) => {
    const fault = timeFormatFault(format, isDateOnly)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
  })
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return place === '' ? 'the map' : place.replace(/^\./, '')
}
