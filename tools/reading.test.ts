import ts from 'typescript6'
import { describe, expect, it } from 'vitest'
import { isTest, lineOf, moduleOf, readModules, walk } from './reading/modules.ts'

const importsOf = (text: string, path = 'src/features/cases/commands.ts') => moduleOf(path, text).imports.map(({ target, isTypeOnly, line }) => `${line} ${target}${isTypeOnly ? ' (types)' : ''}`)

describe('what a module imports', () => {
  it.each([
    ["import { a } from './rules.ts'", 'src/features/cases/rules.ts'], ["import a from '../people/index.ts'", 'src/features/people/index.ts'], ["import * as a from '../../platform/ids.ts'", 'src/platform/ids.ts'], ["import './effects.ts'", 'src/features/cases/effects.ts'],
    ["export { a } from './rules.ts'", 'src/features/cases/rules.ts'], ["export * from './rules.ts'", 'src/features/cases/rules.ts'], ["const a = await import('./rules.ts')", 'src/features/cases/rules.ts'], ["function f() { return import('node:fs') }", 'node:fs'],
    ["import a, { type B } from 'kysely'", 'kysely'], ["import { type A, b } from 'kysely'", 'kysely'], ["import {} from 'kysely'", 'kysely'], ['const a = import(`./rules.ts`)', 'src/features/cases/rules.ts'],
  ])('%s is of %s', (text, target) => {
    expect(importsOf(text)).toEqual([`1 ${target}`])
  })

  it.each([["import type { A } from './rules.ts'"], ["import type A from './rules.ts'"], ["import { type A, type B } from './rules.ts'"], ["export type { A } from './rules.ts'"], ["export type * from './rules.ts'"], ["export { type A } from './rules.ts'"], ["let a: import('./rules.ts').A"]])('%s brings types only', (text) => {
    expect(importsOf(text)).toEqual(['1 src/features/cases/rules.ts (types)'])
  })

  it('is named by its place in the project, whichever short name it was written with', () => {
    expect(importsOf("import '#ui/html.ts'\nimport '#platform/ids.ts'\nimport '#features/people/index.ts'\nimport '#db/types.ts'\nimport '#demo/force.ts'\nimport '#test/harness.ts'\nimport '#else/x.ts'"))
      .toEqual(['1 src/platform/ui/html.ts', '2 src/platform/ids.ts', '3 src/features/people/index.ts', '4 db/types.ts', '5 demo/force.ts', '6 test/harness.ts', '7 #else/x.ts'])
  })

  it('is not what only looks like it: words in a text, in a comment, or an address that is worked out', () => {
    expect(importsOf("// import './a.ts'\nconst b = \"import './b.ts'\"\nconst c = import(path)\nrequire('./d.ts')")).toEqual([])
  })
})

describe('the tree of a module', () => {
  it('is walked to its last leaf, with the line of each part counted from one', () => {
    const { tree } = moduleOf('src/a.tsx', 'const a = 1\n\n/** Two. */\nconst b = <p>{a}</p>\n')
    const names: string[] = []
    walk(tree, (node) => { if (ts.isIdentifier(node)) names.push(`${node.text} ${lineOf(tree, node)}`) })
    expect(names).toEqual(['a 1', 'b 4', 'p 4', 'a 4', 'p 4'])
  })

  it('holds markup only where the name of the file says so', () => {
    const kinds = (path: string): boolean => {
      let hasMarkup = false
      walk(moduleOf(path, 'const a = <b>c').tree, (node) => { hasMarkup ||= ts.isTypeAssertionExpression(node) })
      return hasMarkup
    }
    expect([kinds('src/a.ts'), kinds('src/a.tsx')]).toEqual([true, false])
  })
})

describe('the modules of a folder', () => {
  it('are its sources, or its tests with what only tests use, or both, each once and in order', () => {
    const paths = (what: 'sources' | 'tests' | 'all'): readonly string[] => readModules(['tools', 'src/features/assessments'], what).map(({ path }) => path)
    expect(paths('sources')).toEqual(expect.arrayContaining(['tools/reading/modules.ts', 'src/features/assessments/views/kept.tsx']))
    expect(paths('tests')).toEqual(expect.arrayContaining(['tools/reading.test.ts', 'src/features/assessments/examples.ts', 'src/features/assessments/views/answering.test.tsx']))
    expect(paths('sources').filter(isTest)).toEqual([])
    expect([...paths('sources'), ...paths('tests')].toSorted()).toEqual([...paths('all')].toSorted())
    expect(paths('all')).toEqual([...new Set(paths('all'))].toSorted())
  })

  it.each([['a.test.ts', true], ['a.test.tsx', true], ['examples.ts', true], ['gallery.examples.tsx', true], ['a.ts', false], ['test.ts', false], ['latest.tsx', false], ['a.test.ts.txt', false]])('%s is for tests: %s', (path, expected) => {
    expect(isTest(path)).toBe(expected)
  })
})
