import ts from 'typescript6'
import { lineOf, walk, type Module } from '../../tools/reading/modules.ts'
import { featureOf, type Breach } from './directions.ts'

const WRITES = ['insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto']
const RAW = /\b(?:insert\s+into|merge\s+into|delete\s+from|truncate(?:\s+table)?|copy|update)\s+(?:only\s+)?([a-z_][a-z_0-9.]*|\?)/gi
/** `for update of x`, `on conflict do update set`, `update skip locked`: words after update that are no table. */
const NOT_TABLES = ['of', 'set', 'skip', 'nowait']

/** One place where rows of a table are written. */
export interface Write {
  readonly path: string
  readonly line: number
  /** snake_case; null when the table's name is not written out. */
  readonly table: string | null
}

/** Every write in a module, by the query builder or in raw SQL. */
export function writesIn({ path, tree }: Module): readonly Write[] {
  const found: Write[] = []
  walk(tree, (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && WRITES.includes(node.expression.name.text)) {
      const [first] = node.arguments
      found.push({ path, line: lineOf(tree, node), table: first !== undefined && ts.isStringLiteralLike(first) ? snake(first.text.split(' ')[0] ?? '') : null })
    }
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(tree).startsWith('sql')) {
      for (const table of tablesWritten(templateText(node.template))) found.push({ path, line: lineOf(tree, node), table })
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'query') {
      const [first] = node.arguments
      if (first !== undefined && ts.isStringLiteralLike(first)) for (const table of tablesWritten(first.text)) found.push({ path, line: lineOf(tree, node), table })
    }
  })
  return found
}

/** Writes that happen outside the home of their table, and tables owned by nobody or by two. */
export function ownershipBreaches(modules: readonly Module[], owners: readonly { readonly name: string; readonly owns: readonly string[] }[]): readonly Breach[] {
  const homeOf = new Map(owners.flatMap(({ name, owns }) => owns.map((table) => [table, name] as const)))
  return modules.flatMap(writesIn).flatMap(({ path, line, table }) => {
    const home = featureOf(path) ?? (path.startsWith('src/platform/') ? 'platform' : 'nobody')
    if (table === null) return [{ rule: 'write only at home', path, line, what: 'writes a table whose name is not written out' }]
    const owner = homeOf.get(table)
    return owner === home ? [] : [{ rule: 'write only at home', path, line, what: `${home} writes ${table}, which belongs to ${owner ?? 'nobody'}` }]
  })
}

/** Tables that are owned by no feature, by two, or that do not exist. */
export function ownerFaults(tables: readonly string[], owners: readonly { readonly name: string; readonly owns: readonly string[] }[]): readonly string[] {
  const owned = owners.flatMap(({ name, owns }) => owns.map((table) => ({ name, table })))
  const twice = owned.filter(({ table }, index) => owned.findIndex((other) => other.table === table) !== index)
  return [
    ...tables.filter((table) => !owned.some((each) => each.table === table)).map((table) => `${table} is owned by nobody`),
    ...twice.map(({ table, name }) => `${table} is owned by ${name} and by another`),
    ...owned.filter(({ table }) => !tables.includes(table)).map(({ table, name }) => `${name} owns ${table}, which does not exist`),
  ]
}

function tablesWritten(text: string): readonly (string | null)[] {
  return [...text.matchAll(RAW)]
    .filter(([all, name]) => !(/^update/i.test(all) && NOT_TABLES.includes((name ?? '').toLowerCase())))
    .filter(([, name]) => name !== undefined)
    .map(([, name]) => (name === '?' ? null : (name ?? '').replace(/^public\./, '')))
}

function templateText(template: ts.TemplateLiteral): string {
  return ts.isNoSubstitutionTemplateLiteral(template) ? template.text : template.head.text + template.templateSpans.map((span) => `?${span.literal.text}`).join('')
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
