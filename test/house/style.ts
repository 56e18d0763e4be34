import ts from 'typescript6'
import { lineOf, walk, type Module } from '../../tools/reading/modules.ts'
import type { Breach } from './directions.ts'

/** Words that say nothing about what a thing is. */
const EMPTY_NAMES = ['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'managers', 'service', 'services', 'base']
const FUNCTION_LINES = 60

/** Everything in one module that the house's style refuses. */
export function styleBreaches(module: Module): readonly Breach[] {
  const found: Breach[] = []
  const breach = (rule: string, node: ts.Node, what: string): void => void found.push({ rule, path: module.path, line: lineOf(module.tree, node), what })
  found.push(...fileBreaches(module))
  walk(module.tree, (node) => {
    nodeBreaches(module, node, breach)
    if (isFunction(node)) lengthBreach(module, node, breach)
  })
  for (const statement of module.tree.statements) statementBreaches(module, statement, breach)
  return found
}

/** How often a module calls each of the doors past our own safety: trusted HTML and raw SQL. */
export function escapesIn({ path, tree }: Module): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  walk(tree, (node) => {
    if (!ts.isCallExpression(node)) return
    const called = node.expression.getText(tree)
    const escape = called === 'trusted' ? 'trusted' : called === 'sql.raw' ? 'sql.raw' : null
    if (escape !== null) counts.set(`${escape} ${path}`, (counts.get(`${escape} ${path}`) ?? 0) + 1)
  })
  return counts
}

type Note = (rule: string, node: ts.Node, what: string) => void

function fileBreaches({ path, text }: Module): readonly Breach[] {
  const most = /\.test\.tsx?$/.test(path) ? 400 : 300
  const lines = text.split('\n').length - 1
  const empty = path.split(/[/.]/).flatMap((part) => part.split('-')).find((word) => EMPTY_NAMES.includes(word))
  return [
    ...(lines > most ? [{ rule: 'files stay short', path, line: lines, what: `${lines} lines, at most ${most}` }] : []),
    ...(empty === undefined ? [] : [{ rule: 'names say what a thing is', path, line: 1, what: `“${empty}” says nothing` }]),
    ...(/\b(TODO|FIXME|XXX|HACK)\b/.test(text) ? [{ rule: 'only one mark, NOTE', path, line: 1, what: 'has a mark for something not done' }] : []),
  ]
}

function nodeBreaches({ path, tree }: Module, node: ts.Node, breach: Note): void {
  const text = ts.isPropertyAccessExpression(node) ? node.getText(tree) : ''
  if (node.kind === ts.SyntaxKind.AnyKeyword) breach('no any', node, 'any')
  if (ts.isNonNullExpression(node)) breach('no !', node, node.getText(tree).slice(0, 60))
  if (ts.isAsExpression(node) && node.type.getText(tree) !== 'const' && !path.startsWith('src/platform/db/')) breach('no as', node, `as ${node.type.getText(tree).slice(0, 60)}`)
  if (text === 'process.env' && path !== 'src/platform/config.ts') breach('the environment is read in one place', node, text)
  if (isClockRead(node, tree) && !/^(src\/platform\/time\/|demo\/)/.test(path)) breach('the clock is passed in', node, node.getText(tree).slice(0, 40))
  if (ts.isCatchClause(node) && node.block.statements.length === 0 && !/\/[/*]/.test(node.block.getText(tree))) breach('nothing is swallowed', node, 'an empty catch')
}

function isClockRead(node: ts.Node, tree: ts.SourceFile): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText(tree) === 'Date' && (node.arguments?.length ?? 0) === 0
  return ts.isCallExpression(node) && ['Date.now', 'Math.random'].includes(node.expression.getText(tree))
}

function statementBreaches({ tree }: Module, statement: ts.Statement, breach: Note): void {
  if (ts.isExportAssignment(statement)) breach('no default exports', statement, 'export default')
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) breach('no default exports', statement, 'export default')
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return
  if (ts.getJSDocCommentsAndTags(statement).length === 0) breach('every exported thing says what it means', statement, statement.getText(tree).split('\n')[0]?.slice(0, 70) ?? '')
  if (ts.isVariableStatement(statement)) {
    for (const { initializer } of statement.declarationList.declarations) if (initializer !== undefined && ts.isArrowFunction(initializer)) breach('functions, not arrows, at the top', statement, statement.getText(tree).split('\n')[0]?.slice(0, 70) ?? '')
  }
  const name = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? (statement.name?.text ?? '') : ''
  const last = name.split(/(?=[A-Z])/).at(-1)?.toLowerCase() ?? ''
  if (EMPTY_NAMES.includes(last)) breach('names say what a thing is', statement, name)
}

function isFunction(node: ts.Node): node is ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isMethodDeclaration(node)
}

function lengthBreach({ path, tree }: Module, node: ts.Node, breach: Note): void {
  if (/\.test\.tsx?$/.test(path)) return
  const lines = tree.getLineAndCharacterOfPosition(node.getEnd()).line - tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
  if (lines > FUNCTION_LINES) breach('functions stay short', node, `${lines} lines, at most ${FUNCTION_LINES}`)
}
