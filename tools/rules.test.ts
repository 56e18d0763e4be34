import { describe, expect, it } from 'vitest'
import { permit, type Policy } from '#platform/auth/policy.ts'
import { moduleOf } from './reading/modules.ts'
import { readRules, ruleFaults, rulesPage, type Rule } from './rules.ts'

const rule = (more: Partial<Rule>): Rule => ({ code: 'ZZ-01', sentences: ['A thing is so.'], sources: ['A report'], homes: ['src/a.ts b'], tests: ['src/a.test.ts'], ...more })
const none: ReadonlyMap<string, Policy<never>> = new Map()
const read = (source: string, test = '', policies = none): readonly Rule[] => readRules(policies, [moduleOf('src/features/trials/rules.ts', source)], [moduleOf('src/features/trials/rules.test.ts', test)]).filter(({ code }) => code.startsWith('Z'))

describe('a rule as it is read', () => {
  it('lives where a doc comment names it, with its first sentence and the source it gives', () => {
    expect(read('/**\n * A thing is moved once a day.\n *\n * Because it is heavy.\n * Source: procedure 7,\n * section 2. Rule ZZ-01.\n */\nexport function moveOn(): void {}')).toEqual([
      { code: 'ZZ-01', sentences: ['A thing is moved once a day.'], sources: ['procedure 7,\nsection 2'], homes: ['src/features/trials/rules.ts moveOn'], tests: [] },
    ])
  })

  it.each([
    ['/** One. Rule ZZ-01. */ interface A {}', ['ZZ-01 A']], ['/** One. Rules ZZ-01, ZZ-02 and ZZ-03b. */ class B {}', ['ZZ-01 B', 'ZZ-02 B', 'ZZ-03b B']], ['/** One. Rules ZZ-01 to ZZ-04. */ type C = 1', ['ZZ-01 C', 'ZZ-02 C', 'ZZ-03 C', 'ZZ-04 C']],
    ['/** One. Rule ZZ-01. */ const d = 1, e = 2', ['ZZ-01 d']], ['/** One. Rule ZZ-01. */ export function f(): void {}\n/** Two. Rule ZZ-01. */ export function g(): void {}', ['ZZ-01 f, g']], ['interface H {\n  /** One. Rule ZZ-05. */\n  readonly i: string\n}', ['ZZ-05']],
    ['/* One. Rule ZZ-01. */ function f() {}', []], ['// One. Rule ZZ-01.\nfunction f() {}', []], ['/** ZZ-01 is told of, and is no home. */ function f() {}', []], ["const text = '/** Rule ZZ-01. */'", []], ['/** Rule Z-1, rule zz-01. */ function f() {}', []],
  ])('%s holds %j', (source, expected) => {
    expect(read(source).map(({ code, homes }) => `${code} ${homes.map((home) => home.replace(/^src\/features\/trials\/rules\.ts ?/, '')).join(', ')}`.trim())).toEqual(expected)
  })

  it('lives in the policy that names it, by what it lets one do; the file is found, and one that is in none is named by itself', () => {
    const policy = permit({ rule: 'ZY-09', source: 'procedure 9', does: 'move a thing' })
    const inFile = read("export const may = { move: permit({ rule: 'ZY-09', source: 'procedure 9', does: 'move a thing' }) }", '', new Map([['trials.move', policy]]))
    expect(inFile).toEqual([{ code: 'ZY-09', sentences: ['Who may move a thing.'], sources: ['procedure 9'], homes: ['src/features/trials/rules.ts may.move'], tests: [] }])
    expect(read("permit({ rule: 'ZY-09', does: 'move another thing' })", '', new Map([['trials.move', policy]]))[0]?.homes).toEqual(['trials.move may.move'])
  })

  it.each([
    ["it('ZZ-01 a thing is so', f)", ['ZZ-01']], ["it.each([1])('ZZ-01, ZZ-02 and ZZ-03 are so', f)", ['ZZ-01', 'ZZ-02', 'ZZ-03']], ["describe('ZZ-01 ZZ-02 together', f)", ['ZZ-01', 'ZZ-02']], ['test(`ZZ-01 of ${a}`, f)', ['ZZ-01']], ['it(`ZZ-01 whole`, f)', ['ZZ-01']],
    ["it('a thing is so (ZZ-01)', f)", []], ["expect('ZZ-01 a thing').toBe(1)", []], ["// it('ZZ-01 a thing', f)", []], ["it(name, f)", []], ["it('ZZ-011 is no number', f)", []],
  ])('is proved by the beginning of a title: %s proves %j', (test, expected) => {
    expect(read('', test).map(({ code, tests, homes }) => [code, ...tests, ...homes])).toEqual(expected.map((code) => [code, 'src/features/trials/rules.test.ts']))
  })

  it('is one however often it is named, with every home and each test once, and stands in the order of its number', () => {
    const rules = read('/** B. Rule ZZ-02. */ function b() {}\n/** A. Rule ZZ-01. */ function a() {}\n/** A. Rule ZZ-02. */ function c() {}', "it('ZZ-02 x', f); it('ZZ-02 y', f)")
    expect(rules.map(({ code, sentences, tests }) => [code, sentences, tests.length])).toEqual([['ZZ-01', ['A. Rule ZZ-01.'], 0], ['ZZ-02', ['A. Rule ZZ-02.', 'B. Rule ZZ-02.'], 1]])
  })
})

describe('what is wrong with rules', () => {
  it('is said of each that nothing proves or nothing holds, and of no other', () => {
    expect(ruleFaults([rule({}), rule({ code: 'ZZ-02', tests: [] }), rule({ code: 'ZZ-03', homes: [] }), rule({ code: 'ZZ-04', homes: [], tests: [] })]))
      .toEqual(['ZZ-02 has no test (src/a.ts b)', 'ZZ-03 has no home (src/a.test.ts)', 'ZZ-04 has no test ()', 'ZZ-04 has no home ()'])
    expect(ruleFaults([])).toEqual([])
  })
})

describe('the page of rules', () => {
  it('has a row for each, with all its homes and tests, in the order given', () => {
    const rows = rulesPage([rule({ homes: ['src/a.ts b', 'db/c.sql'], tests: ['x.test.ts', 'y.test.ts'] }), rule({ code: 'ZZ-02', sources: [], sentences: [] })]).split('\n').filter((line) => line.startsWith('| ZZ'))
    expect(rows).toEqual(['| ZZ-01 | A thing is so. | A report | `src/a.ts b`<br>`db/c.sql` | `x.test.ts`<br>`y.test.ts` |', '| ZZ-02 |  |  | `src/a.ts b` | `src/a.test.ts` |'])
  })

  it('is a table that Markdown reads, whatever stands in a sentence', () => {
    const page = rulesPage([rule({ sentences: ['Either | or\nboth  '], sources: ['p. 3 | 4'] })])
    expect(page.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.replaceAll('\\|', '').split('|').length)).toEqual([7, 7, 7])
    expect(page.endsWith('\n')).toBe(true)
  })
})
