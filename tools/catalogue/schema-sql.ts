import type { Column, Part, Table } from './read.ts'

/**
 * The schema as it is now, in one file for reviewers: written from the catalogue, in a stable order.
 *
 * It reads as SQL but is not run: the migrations are.
 */
export function schemaSql(tables: readonly Table[], sequences: readonly Part[], functions: readonly Part[]): string {
  const parts = [
    '-- The schema as the migrations leave it. Written by `npm run db:types`; change the migrations, not this file.',
    ...tables.map(tableSql),
    ...sequences.map(({ name, definition }) => `create sequence ${name};  -- ${definition}`),
    ...functions.map(({ definition }) => definition),
  ]
  return `${parts.join('\n\n')}\n`
}

function tableSql(table: Table): string {
  const name = table.schema === 'public' ? table.name : `${table.schema}.${table.name}`
  const inside = [...table.columns.map(columnSql), ...table.constraints.map((each) => `  constraint ${each.name} ${each.definition}`)]
  const notes = table.columns.filter((column) => column.comment !== null).map((column) => `comment on column ${name}.${column.name} is ${quoted(column.comment)};`)
  return [
    `create ${table.kind} ${name} (`,
    `${inside.join(',\n')}`,
    `);  -- owner ${table.owner}${table.security === '' ? '' : `; ${table.security}`}`,
    ...(table.comment === null ? [] : [`comment on ${table.kind} ${name} is ${quoted(table.comment)};`]),
    ...notes,
    ...table.indexes.map((each) => `${each.definition};`),
    ...table.policies.map((each) => `create policy ${each.name} on ${name} as ${each.definition};`),
    ...table.triggers.map((each) => `${each.definition};`),
    ...table.grants.map((each) => (each.name.startsWith('column ') ? `grant ${each.definition} (${each.name.slice(7).replace(' to ', `) on ${name} to `)};` : `grant ${each.definition} on ${name} to ${each.name};`)),
  ].join('\n')
}

function columnSql(column: Column): string {
  const worked = column.generated === 'stored' ? ` generated always as (${column.byDefault}) stored` : column.generated === 'identity' ? ' generated as identity' : column.byDefault === null ? '' : ` default ${column.byDefault}`
  return `  ${column.name} ${column.type}${column.required ? ' not null' : ''}${worked}`
}

function quoted(text: string | null): string {
  return `'${(text ?? '').replaceAll("'", "''")}'`
}
