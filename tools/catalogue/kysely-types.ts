import type { Column, Table } from './read.ts'

const TYPES: Record<string, string> = {
  uuid: 'string', text: 'string', 'character varying': 'string', citext: 'string', name: 'string', inet: 'string', regclass: 'string',
  date: 'string', 'timestamp with time zone': 'Date', interval: 'string', time: 'string',
  smallint: 'number', integer: 'number', bigint: 'number', real: 'number', 'double precision': 'number', numeric: 'string',
  boolean: 'boolean', bytea: 'Buffer', json: 'Json', jsonb: 'Json', point: 'Point', daterange: 'string', tstzrange: 'string', int4range: 'string', tsvector: 'string', oid: 'number',
}

const HEADER = `// Written by \`npm run db:types\` from the migrated database; change the migrations, not this file.
import type { ColumnType, GeneratedAlways } from 'kysely'

/** What a json document may hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A jsonb column: read as a value, written as text (JSON.stringify), because the driver writes a bare list as an array. */
export type Json = ColumnType<JsonValue, string, string>

/** A column the database fills when an insert does not. */
export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>

/** A point column: longitude x, latitude y in degrees; written as '(x,y)'. */
export type Point = ColumnType<{ readonly x: number; readonly y: number }, string, string>
`

/**
 * The database as Kysely's types, in camelCase; a check that lists a column's values becomes their union.
 *
 * Refuses: an Error, for a column whose type or name could not be carried faithfully
 */
export function kyselyTypes(tables: readonly Table[]): string {
  const names = tables.map((table) => ({ table, type: typeName(table) }))
  const interfaces = names.map(({ table, type }) => interfaceOf(table, type))
  const index = names.map(({ table, type }) => `  ${table.schema === 'public' ? camel(table.name) : `'${table.schema}.${camel(table.name)}'`}: ${type}`)
  const database = `/** Every table, by the name queries use. */\nexport interface Database {\n${index.join('\n')}\n}`
  return `${[HEADER.trimEnd(), ...interfaces, database].join('\n\n')}\n`
}

/** The values a check allows one column, when that is all the check says; otherwise null. */
export function valuesOf(column: string, check: string): readonly string[] | null {
  const plain = check.replaceAll(/::(text|character varying)(\[\])?/g, '').replaceAll(/[()]/g, ' ').replaceAll(/\s+/g, ' ').trim()
  const escaped = column.replaceAll(/[^a-z0-9_]/gi, '\\$&')
  const listed = new RegExp(`^CHECK "?${escaped}"? (?:= ANY|<@) ARRAY ?\\[(.*)\\]$`).exec(plain) ?? new RegExp(`^CHECK "?${escaped}"? = ('(?:[^']|'')*')$`).exec(plain)
  const list = listed?.[1]
  if (list === undefined || !/^'(?:[^']|'')*'(?:, '(?:[^']|'')*')*$/.test(list)) return null
  return textsIn(list)
}

function interfaceOf(table: Table, type: string): string {
  const columns = table.columns.map((column) => `  ${camel(column.name)}: ${columnType(table, column)}`)
  const meaning = table.comment === null ? '' : `/** ${table.comment.replaceAll('*/', '* /')} */\n`
  return `${meaning}export interface ${type} {\n${columns.join('\n')}\n}`
}

function columnType(table: Table, column: Column): string {
  const isList = column.type.endsWith('[]')
  const plain = column.type.replace(/\[\]$/, '').replace(/\(.*?\)/, '').trim()
  const known = TYPES[plain]
  if (known === undefined) throw new Error(`${table.name}.${column.name} is of type ${column.type}, which has no TypeScript type yet: add it to tools/catalogue/kysely-types.ts`)
  const values = known === 'string' ? table.constraints.map((each) => valuesOf(column.name, each.definition)).find((found) => found !== null) : undefined
  const one = values === undefined || values === null ? known : values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(' | ')
  const many = isList ? (one.includes('|') ? `(${one})[]` : `${one}[]`) : one
  const whole = column.required ? many : `${many} | null`
  if (column.generated !== 'no') return `GeneratedAlways<${whole}>`
  return column.byDefault === null ? whole : `Generated<${whole}>`
}

function typeName(table: Table): string {
  const name = camel(table.schema === 'public' ? table.name : `${table.schema}_${table.name}`)
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** As Kysely's CamelCasePlugin does; a name it could not turn back is refused. */
function camel(name: string): string {
  if (!/^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$/.test(name)) throw new Error(`The name ${name} does not survive camelCase and back: use lower case, and no digit after an underscore`)
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function textsIn(list: string): readonly string[] {
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? '').replaceAll("''", "'"))
}
