import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript6'
import { projectFolder } from '#platform/config.ts'

/** One import of a module: from where, and whether only types came. */
export interface Import {
  /** A path in the project (`src/platform/errors.ts`), or a package's name, or `node:…`. */
  readonly target: string
  readonly isTypeOnly: boolean
  readonly line: number
}

/** One source file, parsed. */
export interface Module {
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
  readonly imports: readonly Import[]
}

/** Where the `#…` imports of package.json lead. */
const ALIASES: readonly (readonly [string, string])[] = [
  ['#ui/', 'src/platform/ui/'], ['#platform/', 'src/platform/'], ['#features/', 'src/features/'], ['#db/', 'db/'], ['#demo/', 'demo/'], ['#test/', 'test/'],
]

/** Parse one module; for the checks' own tests the text may be made up. */
export function moduleOf(path: string, text: string): Module {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS)
  return { path, text, tree, imports: importsOf(path, tree) }
}

/** Every TypeScript file under these folders of the project, tests left out unless asked for. */
export function readModules(folders: readonly string[], what: 'sources' | 'tests' | 'all' = 'sources'): readonly Module[] {
  const root = projectFolder()
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1).replaceAll('\\', '/'))
    .filter((path) => what === 'all' || isTest(path) === (what === 'tests'))
    .sort()
    .map((path) => moduleOf(path, readFileSync(join(root, path), 'utf8')))
}

/** Tests and what only tests use. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /\.?examples\.tsx?$/.test(path)
}

/** Visit every node of a tree. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  node.forEachChild((child) => walk(child, visit))
}

/** The line on which a node begins, counted from 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
}

function importsOf(path: string, tree: ts.SourceFile): readonly Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, isTypeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return
    found.push({ target: resolved(path, specifier.text), isTypeOnly, line: lineOf(tree, specifier) })
  }
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypesOnly(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly || (node.exportClause !== undefined && ts.isNamedExports(node.exportClause) && node.exportClause.elements.every((each) => each.isTypeOnly)))
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
  })
  return found
}

function isTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { namedBindings } = clause
  return clause.name === undefined && namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.length > 0 && namedBindings.elements.every((each) => each.isTypeOnly)
}

function resolved(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(dirname(path), specifier)
  for (const [alias, folder] of ALIASES) if (specifier.startsWith(alias)) return folder + specifier.slice(alias.length)
  return specifier
}
