import ts from 'typescript6'
import type { Policy } from '#platform/auth/policy.ts'
import { readModules, walk, type Module } from './reading/modules.ts'

const CODE = /[A-Z]{2}-\d{2}[a-z]?/
const NAMED = new RegExp(`\\bRules? (${CODE.source}(?:(?:, | and | to )${CODE.source})*)`, 'g')
const TITLE = new RegExp(`^(${CODE.source}(?:(?:, | and | )${CODE.source})*)\\b`)

/** One rule of the force: what it says, from where, where it lives and what proves it. */
export interface Rule {
  readonly code: string
  readonly sentences: readonly string[]
  readonly sources: readonly string[]
  readonly homes: readonly string[]
  readonly tests: readonly string[]
}

/** Every rule that a doc comment, a policy or a test names, in the order of their numbers. */
export function readRules(policies: ReadonlyMap<string, Policy<never>>, sources = readModules(['src']), tests = readModules(['src', 'test', 'demo', 'tools'], 'tests')): readonly Rule[] {
  const homes = [...sources.flatMap(homesIn), ...policyHomes(policies, sources)]
  const proofs = tests.flatMap(proofsIn)
  const codes = [...new Set([...homes, ...proofs].map(({ code }) => code))].sort()
  return codes.map((code) => {
    const mine = homes.filter((home) => home.code === code)
    return {
      code,
      sentences: unique(mine.map(({ sentence }) => sentence)),
      sources: unique(mine.map(({ source }) => source)),
      homes: unique(mine.map(({ home }) => home)),
      tests: unique(proofs.filter((proof) => proof.code === code).map(({ path }) => path)),
    }
  })
}

/** What is wrong with the rules: one that nothing proves, or that lives nowhere. */
export function ruleFaults(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(({ code, homes, tests }) => [
    ...(tests.length === 0 ? [`${code} has no test (${homes.join(', ')})`] : []),
    ...(homes.length === 0 ? [`${code} has no home (${tests.join(', ')})`] : []),
  ])
}

/** The index of rules as a page. */
export function rulesPage(rules: readonly Rule[]): string {
  const rows = rules.map(({ code, sentences, sources, homes, tests }) =>
    `| ${code} | ${sentences.map(cell).join('<br>')} | ${sources.map(cell).join('<br>')} | ${homes.map((home) => `\`${home}\``).join('<br>')} | ${tests.map((test) => `\`${test}\``).join('<br>') || '**none**'} |`)
  return [
    '# Rules', '',
    'Made by `npm run docs` from doc comments, policies and the titles of tests; do not edit. A rule may live in two places, for instance in a',
    'policy and in a command; a rule that no test proves is a fault.', '',
    '| rule | what it says | source | lives in | proved by |', '| --- | --- | --- | --- | --- |', ...rows, '',
  ].join('\n')
}

interface Home {
  readonly code: string
  readonly sentence: string
  readonly source: string
  readonly home: string
}

function homesIn({ path, tree }: Module): readonly Home[] {
  const found: Home[] = []
  walk(tree, (node) => {
    for (const doc of docsOf(node)) {
      const text = plainText(doc.getText(tree))
      for (const [, codes = ''] of text.matchAll(NAMED)) {
        const source = /Source: ([\s\S]*?)(?:\.? Rules? [A-Z]{2}-|$)/.exec(text)?.[1] ?? ''
        for (const code of codesIn(codes)) found.push({ code, sentence: firstSentence(text), source, home: `${path} ${nameOf(node)}`.trim() })
      }
    }
  })
  return found
}

/** “FI-02 to FI-05” names the four of them. */
function codesIn(text: string): readonly string[] {
  const spans = [...text.matchAll(/([A-Z]{2})-(\d{2}) to \1-(\d{2})/g)].flatMap(([, series = '', from = '', to = '']) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, n) => `${series}-${String(Number(from) + n).padStart(2, '0')}`))
  return [...new Set([...(text.match(new RegExp(CODE, 'g')) ?? []), ...spans])]
}

/** Only a node's own comment: a file's first statement would otherwise bring its parents' along. */
function docsOf(node: ts.Node): readonly ts.JSDoc[] {
  return ts.getJSDocCommentsAndTags(node).filter((each): each is ts.JSDoc => ts.isJSDoc(each) && each.parent === node)
}

function policyHomes(policies: ReadonlyMap<string, Policy<never>>, sources: readonly Module[]): readonly Home[] {
  const places = sources.flatMap(({ path, tree }) => {
    const found: { rule: string; does: string; path: string }[] = []
    walk(tree, (node) => {
      if (!ts.isObjectLiteralExpression(node)) return
      const [rule, does] = [literalOf(node, 'rule'), literalOf(node, 'does')]
      if (rule !== null && does !== null) found.push({ rule, does, path })
    })
    return found
  })
  return [...policies].map(([name, { about }]) => {
    const path = places.find(({ rule, does }) => rule === about.rule && does === about.does)?.path ?? name
    return { code: about.rule, sentence: `Who may ${about.does}.`, source: about.source, home: `${path} may.${name.split('.')[1] ?? ''}` }
  })
}

function proofsIn({ path, tree }: Module): readonly { code: string; path: string }[] {
  const found: { code: string; path: string }[] = []
  walk(tree, (node) => {
    if (!ts.isCallExpression(node) || !/^(it|test|describe)\b/.test(node.expression.getText(tree))) return
    const [title] = node.arguments
    const text = title === undefined ? '' : ts.isStringLiteralLike(title) ? title.text : ts.isTemplateExpression(title) ? title.head.text : ''
    for (const code of TITLE.exec(text)?.[1]?.match(new RegExp(CODE, 'g')) ?? []) found.push({ code, path })
  })
  return found
}

function literalOf(node: ts.ObjectLiteralExpression, name: string): string | null {
  const property = node.properties.find((each) => ts.isPropertyAssignment(each) && each.name.getText() === name)
  return property !== undefined && ts.isPropertyAssignment(property) && ts.isStringLiteralLike(property.initializer) ? property.initializer.text : null
}

function nameOf(node: ts.Node): string {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.name.getText() ?? ''
  const name = ts.getNameOfDeclaration(isDeclaration(node) ? node : undefined)
  return name?.getText() ?? ''
}

function isDeclaration(node: ts.Node): node is ts.DeclarationStatement {
  return ts.isFunctionDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isTypeAliasDeclaration(node)
}

function plainText(comment: string): string {
  return comment.replace(/^\/\*\*|\*\/$/g, '').split('\n').map((line) => line.replace(/^\s*\* ?/, '')).join('\n').trim()
}

function firstSentence(text: string): string {
  return (text.split(/\n\s*\n/)[0] ?? '').replaceAll('\n', ' ').trim()
}

function cell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|').trim()
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words.map((word) => word.trim()))].filter((word) => word !== '').sort()
}
