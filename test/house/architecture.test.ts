import { describe, expect, it } from 'vitest'
import { features } from '../../src/features.ts'
import { moduleOf, readModules } from '../../tools/reading/modules.ts'
import { allowed, editedFor, escapes } from './allowed.ts'
import { directionBreaches, type Breach } from './directions.ts'
import { ownershipBreaches } from './ownership.ts'
import { escapesIn, styleBreaches } from './style.ts'

const storeys = new Map(features.map(({ name, storey }) => [name, storey]))
const owners = features.map(({ name, owns }) => ({ name, owns }))
const modules = readModules(['src', 'demo'])

/** What is left when the listed exceptions are taken away: unlisted breaches, and exceptions nobody needs. */
function unexcused(breaches: readonly Breach[]): readonly string[] {
  const left = breaches.filter(({ rule, path }) => !allowed.some((each) => each.rule === rule && each.path === path))
  const stale = allowed
    .map((each) => ({ ...each, found: breaches.filter(({ rule, path }) => rule === each.rule && path === each.path).length }))
    .filter(({ found, count }) => found !== count)
  return [...left.map(sentenceOf), ...stale.map(({ rule, path, count, found }) => `${path}: ${count} excused for “${rule}”, ${found} found`)]
}

function sentenceOf({ rule, path, line, what }: Breach): string {
  return `${rule} · ${path}:${line} · ${what}`
}

function isEditedFor(what: string): boolean {
  return editedFor.some(({ feature, tables }) => tables.some((table) => what.startsWith(`${feature} writes ${table},`)))
}

describe('the house', () => {
  it('is read whole', () => {
    expect(modules.length).toBeGreaterThan(100)
    expect(modules.flatMap((module) => module.imports).length).toBeGreaterThan(300)
    expect(modules.some(({ path }) => path.endsWith('.tsx'))).toBe(true)
  })

  it('calls downwards only, meets at front doors, and keeps its rooms apart', () => {
    expect(directionBreaches(modules, storeys).map(sentenceOf)).toEqual([])
  })

  it('lists every feature that has a folder', () => {
    const folders = new Set(modules.flatMap(({ path }) => /^src\/features\/([^/]+)\/(?:commands|policy|routes)/.exec(path)?.[1] ?? []))
    expect([...folders].filter((name) => !storeys.has(name))).toEqual([])
    expect(features.map(({ storey }) => storey)).toEqual(features.map(({ storey }) => storey).toSorted((a, b) => a - b))
  })

  it('writes a table only in the feature that owns it', () => {
    expect(ownershipBreaches(modules, owners).filter(({ what }) => !isEditedFor(what)).map(sentenceOf)).toEqual([])
  })

  it('keeps its style, but for the listed exceptions', () => {
    expect(unexcused(modules.flatMap(styleBreaches))).toEqual([])
    for (const { because } of allowed) expect(because.length).toBeGreaterThan(20)
  })

  it('steps past its own escaping only where it is counted', () => {
    expect(Object.fromEntries(modules.flatMap((module) => [...escapesIn(module)]))).toEqual(escapes)
  })
})

/** Virtual modules, each with one fault: path, text, and the rule that must catch it. */
const planted: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['call downwards, never sideways or up', 'src/features/places/commands.ts', "import { addTeam } from '#features/admin/index.ts'\naddTeam()"],
  ['call downwards, never sideways or up', 'src/features/admin/jobs.ts', "export { openCase } from '#features/upper/index.ts'"],
  ['features meet at their front doors', 'src/features/upper/queries.ts', "import type { Thing } from '#features/admin/queries.ts'\nexport type T = Thing"],
  ['features meet at their front doors', 'src/server.ts', "import { may } from '#features/admin/policy.ts'\nmay()"],
  ['features do not know the house that mounts them', 'src/features/admin/queries.ts', "import { features } from '../../features.ts'\nfeatures()"],
  ['the platform knows no feature', 'src/platform/cli.ts', "const admin = await import('#features/admin/index.ts')\nadmin"],
  ['the platform knows no feature', 'src/platform/cli.ts', "import type { Feature } from '../features.ts'"],
  ['sources know no tests', 'src/features/admin/commands.ts', "import { openTestHeed } from '#test/harness.ts'"],
  ['only the first start knows the demonstration', 'src/features/admin/commands.ts', "import { people } from '#demo/force.ts'"],
  ['rooms have fixed names', 'src/features/admin/utilities.ts', 'const a = 1'],
  ['nothing is deeper than a room', 'src/features/admin/commands/accounts/add.ts', 'const a = 1'],
  ...([
    ['rules.ts', '#platform/db/connect.ts'], ['rules.ts', '#platform/auth/actor.ts'], ['rules/score.ts', '../queries.ts'], ['rules.ts', '#features/admin/index.ts'], ['rules.ts', 'node:fs'],
    ['policy.ts', '#ui/html.ts'], ['policy.ts', '#platform/http/house.ts'], ['policy.ts', 'kysely'], ['forms.ts', '#platform/db/connect.ts'], ['forms.ts', './commands.ts'],
    ['commands.ts', './forms.ts'], ['commands/open.ts', '#platform/http/replies.ts'], ['commands.ts', '#ui/html.ts'], ['commands.ts', './views.tsx'],
    ['queries.ts', './commands.ts'], ['queries/list.ts', '../commands/open.ts'], ['queries.ts', '#platform/http/replies.ts'],
    ['views.tsx', './queries.ts'], ['views/page.tsx', 'kysely'], ['views.tsx', './commands.ts'], ['routes.ts', './policy.ts'], ['routes.ts', '#platform/db/connect.ts'],
    ['events.ts', './commands.ts'], ['jobs.ts', '#ui/html.ts'], ['cli.ts', '#platform/http/house.ts'],
  ] as const).map(([file, from]) => ['rooms keep to themselves', `src/features/upper/${file}`, `import { x } from '${from}'\nx()`] as const),
  ['write only at home', 'src/features/upper/commands.ts', "ctx.db.insertInto('teams').values({})"],
  ['write only at home', 'src/features/upper/commands.ts', "ctx.db.updateTable('teamMembers as m').set({})"],
  ['write only at home', 'src/features/upper/commands.ts', 'ctx.db.deleteFrom(table)'],
  ['write only at home', 'src/features/upper/commands.ts', 'sql`with x as (select 1) Insert  Into teams (id) values (${id})`.execute(db)'],
  ['write only at home', 'src/features/upper/commands.ts', "sql`update ${sql.table(name)} set a = 1`.execute(db)"],
  ['write only at home', 'src/features/upper/commands.ts', "pool.query('delete from teams')"],
  ['files stay short', 'src/features/upper/rules.ts', 'const a = 1\n'.repeat(301)],
  ['functions stay short', 'src/features/upper/rules.ts', `function long() {\n${'  step()\n'.repeat(60)}}`],
  ['names say what a thing is', 'src/features/upper/rules/date-utils.ts', 'const a = 1'],
  ['names say what a thing is', 'src/features/upper/rules.ts', '/** A. */\nexport class CaseManager {}'],
  ['only one mark, NOTE', 'src/features/upper/rules.ts', '// TODO later'],
  ['no any', 'src/features/upper/rules.ts', 'const a: any = 1'],
  ['no !', 'src/features/upper/rules.ts', 'const a = b!.c'],
  ['no as', 'src/features/upper/rules.ts', 'const a = b as string'],
  ['the environment is read in one place', 'src/features/upper/rules.ts', "const a = process.env['PORT']"],
  ['the clock is passed in', 'src/features/upper/rules.ts', 'const a = new Date()'],
  ['the clock is passed in', 'src/features/upper/rules.ts', 'const a = Date.now()'],
  ['the clock is passed in', 'src/features/upper/rules.ts', 'const a = Math.random()'],
  ['nothing is swallowed', 'src/features/upper/rules.ts', 'try { a() } catch {}'],
  ['no default exports', 'src/features/upper/rules.ts', '/** A. */\nexport default function a() {}'],
  ['no default exports', 'src/features/upper/rules.ts', 'export default 1'],
  ['every exported thing says what it means', 'src/features/upper/rules.ts', 'export function open() {}'],
  ['functions, not arrows, at the top', 'src/features/upper/rules.ts', '/** A. */\nexport const open = () => 1'],
]

describe('a planted breach', () => {
  const withUpper = new Map([...storeys, ['upper', 90]])
  const caught = (path: string, text: string): readonly Breach[] => {
    const module = moduleOf(path, text)
    return [...directionBreaches([module], withUpper), ...ownershipBreaches([module], owners), ...styleBreaches(module)]
  }

  it.each(planted)('of “%s” in %s is caught', (rule, path, text) => {
    expect(caught(path, text).map((each) => each.rule)).toContain(rule)
  })

  it('of nothing is caught in clean modules', () => {
    expect(caught('src/features/upper/views.tsx', "import type { Thing } from './queries.ts'\nimport { govuk } from '#ui/govuk.ts'\n/** A page. */\nexport function Page(thing: Thing) { return govuk(thing) }")).toEqual([])
    expect(caught('src/features/upper/commands.ts', "import { addTeam } from '#features/admin/index.ts'\nimport { may } from './policy.ts'\n/** Act. */\nexport async function act() { may(); await addTeam(); sql`select 1 from teams for update of teams` }")).toEqual([])
    expect(caught('src/features/upper/rules.ts', "import { Refusal } from '#platform/errors.ts'\n/** The kinds. */\nexport const KINDS = ['a', 'b'] as const\nconst at = new Date(0)\nconst parse = Refusal")).toEqual([])
  })
})
