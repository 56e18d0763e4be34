import type { Import, Module } from '../../tools/reading/modules.ts'

/** One thing the house does not allow, where it stands, and the rule it breaks. */
export interface Breach {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly what: string
}

/** The rooms a feature may have. A new kind of room needs a decision record. */
export const ROOMS = [
  'rules', 'policy', 'forms', 'commands', 'queries', 'views', 'routes', 'api', 'events', 'jobs', 'cli', 'examples', 'index',
  'reference', 'imports', 'readers', 'linkage', 'measures',
] as const

interface Forbidden {
  readonly what: string
  matches(target: string, own: string, isTypeOnly: boolean): boolean
}

const http: Forbidden = { what: 'http', matches: (target) => (target.startsWith('src/platform/http/') && target !== 'src/platform/http/fields.ts') || target.startsWith('fastify') || target.startsWith('@fastify/') }
const ui: Forbidden = { what: 'ui', matches: (target, _own, isTypeOnly) => target.startsWith('src/platform/ui/') && !isTypeOnly }
const database: Forbidden = { what: 'the database', matches: (target) => target.startsWith('src/platform/db/') || ['kysely', 'pg', 'pg-copy-streams'].includes(target) || target === 'db/types.ts' }

/** What each room may not touch; rooms that are not named here may touch what the storeys allow. */
const FORBIDDEN: Readonly<Record<string, readonly Forbidden[]>> = {
  rules: [{ what: 'anything but other rules and the pure ground', matches: (target, own) => !isPure(target, own) }],
  policy: [http, ui, database, room('commands'), room('queries'), room('views'), room('routes')],
  forms: [database, room('commands'), room('queries'), room('views'), room('routes')],
  commands: [http, ui, room('forms'), room('views'), room('routes')],
  queries: [http, ui, room('commands'), room('forms'), room('views'), room('routes')],
  views: [database, room('commands'), valuesOf('queries'), room('routes')],
  routes: [database, room('policy')],
  api: [database, ui, room('policy'), room('views')],
  events: [{ what: 'values: an event is only types', matches: (_target, _own, isTypeOnly) => !isTypeOnly }],
  jobs: [http, ui, room('forms'), room('views'), room('routes')],
  cli: [http, ui, room('forms'), room('views'), room('routes')],
  readers: [http, ui, database, room('commands'), room('queries')],
  reference: [http, ui, database],
  linkage: [http, ui, database],
}

function room(name: string): Forbidden {
  return { what: `its ${name}`, matches: (target, own) => roomOf(target) === name && target.startsWith(own) }
}

function valuesOf(name: string): Forbidden {
  return { what: `more than the types of its ${name}`, matches: (target, own, isTypeOnly) => !isTypeOnly && roomOf(target) === name && target.startsWith(own) }
}

/** The ground that knows neither database nor person nor page. */
const PURE = /^src\/platform\/(errors|postcode)\.ts$|^src\/platform\/time\/(?!clock)|^src\/platform\/clocks\/rules\.ts$/

function isPure(target: string, own: string): boolean {
  return PURE.test(target) || (target.startsWith(own) && roomOf(target) === 'rules') || ['temporal-polyfill', 'h3-js'].includes(target) || target === 'node:crypto'
}

/** Which feature a file belongs to, or null. */
export function featureOf(path: string): string | null {
  return /^src\/features\/([^/]+)\//.exec(path)?.[1] ?? null
}

/** Which room of its feature a file is in, or null. */
export function roomOf(path: string): string | null {
  return /^src\/features\/[^/]+\/([^/.]+)/.exec(path)?.[1] ?? null
}

/**
 * Every import that goes where the house does not let it.
 *
 * Input: the modules, and each feature's storey.
 */
export function directionBreaches(modules: readonly Module[], storeys: ReadonlyMap<string, number>): readonly Breach[] {
  return modules.flatMap((module) => [...roomBreaches(module), ...module.imports.flatMap((each) => breachesOf(module.path, each, storeys))])
}

function roomBreaches({ path }: Module): readonly Breach[] {
  const found = roomOf(path)
  const known: readonly string[] = ROOMS
  const depth = path.split('/').length
  if (found === null) return []
  if (!known.includes(found)) return [{ rule: 'rooms have fixed names', path, line: 1, what: `there is no room called ${found}` }]
  return depth > 5 ? [{ rule: 'nothing is deeper than a room', path, line: 1, what: 'a room holds files, not folders' }] : []
}

function breachesOf(path: string, { target, isTypeOnly, line }: Import, storeys: ReadonlyMap<string, number>): readonly Breach[] {
  const breach = (rule: string, what: string): readonly Breach[] => [{ rule, path, line, what }]
  const own = featureOf(path)
  const other = featureOf(target)
  if (/^(test\/|vitest$|fast-check$)/.test(target)) return breach('sources know no tests', `imports ${target}`)
  if (target.startsWith('demo/') && !path.startsWith('demo/') && path !== 'src/first-start.ts') return breach('only the first start knows the demonstration', `imports ${target}`)
  if (path.startsWith('src/platform/') && (other !== null || /^src\/[^/]+$/.test(target))) return breach('the platform knows no feature', `imports ${target}`)
  if (own === null) return outsideBreach(path, target, breach)
  if (other !== null && other !== own) {
    if (roomOf(target) !== 'index') return breach('features meet at their front doors', `imports ${target}`)
    if ((storeys.get(other) ?? 99) >= (storeys.get(own) ?? -1)) return breach('call downwards, never sideways or up', `${own} imports ${other}`)
    return roomOf(path) === 'rules' ? breach('rooms keep to themselves', `rules touch ${target}`) : []
  }
  if (/^src\/[^/]+$/.test(target)) return breach('features do not know the house that mounts them', `imports ${target}`)
  const here = `src/features/${own}/`
  return (FORBIDDEN[roomOf(path) ?? ''] ?? [])
    .filter((forbidden) => forbidden.matches(target, here, isTypeOnly))
    .flatMap(({ what }) => breach('rooms keep to themselves', `${roomOf(path)} touch ${what}: ${target}`))
}

/** Files of no feature: the list of features reads them all, the rest meet them at their front doors. */
function outsideBreach(path: string, target: string, breach: (rule: string, what: string) => readonly Breach[]): readonly Breach[] {
  if (featureOf(target) === null || path === 'src/features.ts') return []
  return roomOf(target) === 'index' ? [] : breach('features meet at their front doors', `imports ${target}`)
}
