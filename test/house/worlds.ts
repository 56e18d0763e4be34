import type pg from 'pg'
import { newId } from '#platform/ids.ts'
import type { TestHeed } from '#test/harness.ts'
import type { Column, Table } from './catalogue.ts'

/** Rows that belong together: of one team and borough, or sealed under one case. Every text in them says so. */
export interface World {
  readonly name: string
  readonly canary: string
  readonly teamId: string
  readonly boroughId: string
  readonly wardId: string
  readonly caseId: string
  readonly isSealed: boolean
}

/** What was put where: the id of the world's row in each table, and the tables no row could be made for. */
export interface Filled {
  readonly worlds: readonly World[]
  /** table → world → the row's own key columns as text */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly unfilled: readonly string[]
}

/** Tables whose rows every world shares: what the house is furnished with before anything is reported. */
const FURNITURE = ['accounts', 'agencies', 'areas', 'teams', 'team_areas', 'team_members', 'role_grants', 'reference_values', 'question_sets', 'repeat_rules', 'postcodes', 'access_grants', 'audit_heads', 'audit_seals', 'linkage_models', 'linkage_terms', 'linkage_counts']
const WORLDS = [
  { name: 'first', team: 'Tanner Street Safer Neighbourhoods Team', isSealed: false },
  { name: 'second', team: 'Ropewalk Safer Neighbourhoods Team', isSealed: false },
  { name: 'other borough', team: 'Bellmaker Safer Neighbourhoods Team', isSealed: false },
  { name: 'sealed', team: 'Tanner Street Safer Neighbourhoods Team', isSealed: true },
] as const

/**
 * Put one row of each world into every guarded table, made up from what the catalogue says its columns take.
 *
 * So a table added tomorrow is in the test without anyone remembering it.
 */
export async function fillWorlds(heed: TestHeed, tables: readonly Table[]): Promise<Filled> {
  const client = await heed.database.pools.bootstrap.connect()
  const rows = new Map<string, Map<string, string>>()
  const unfilled = new Set<string>()
  try {
    await client.query('begin')
    const nobody = await addNobody(client)
    const furniture = await readFurniture(client, tables)
    const worlds: World[] = []
    for (const { name, team, isSealed } of WORLDS) worlds.push({ name, isSealed, canary: `canary-${name.replaceAll(' ', '-')}`, caseId: newId(), ...(await groundOf(client, team)) })
    for (const world of worlds) {
      const made = new Map<string, Record<string, string>>()
      for (const table of inOrder(tables.filter(({ name }) => !FURNITURE.includes(name) && !name.includes('.')))) {
        const filling = { world, made, nobody, furniture }
        if (table.name === 'incidents') {
          // some rows are about two of them
          const another = await addRow(client, table, filling)
          if (another !== null) made.set(ANOTHER, another)
        }
        const row = await addRow(client, table, filling)
        if (row === null) unfilled.add(table.name)
        else {
          made.set(table.name, row)
          rows.set(table.name, (rows.get(table.name) ?? new Map<string, string>()).set(world.name, row['id'] ?? JSON.stringify(row)))
        }
      }
    }
    await client.query('commit')
    return { worlds, rows, unfilled: [...unfilled].sort() }
  } finally {
    client.release()
  }
}

const ANOTHER = 'another incident'

interface Filling {
  readonly world: World
  readonly made: ReadonlyMap<string, Record<string, string>>
  readonly nobody: string
  readonly furniture: ReadonlyMap<string, string>
}

async function addNobody(client: pg.PoolClient): Promise<string> {
  const id = newId()
  await client.query("insert into accounts (id, username, name, kind, rank) values ($1, 'nobody.here', 'Nobody Here', 'police', 'constable')", [id])
  return id
}

async function readFurniture(client: pg.PoolClient, tables: readonly Table[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const { name, columns } of tables) {
    if (!FURNITURE.includes(name) || !columns.some((column) => column.name === 'id')) continue
    const { rows } = await client.query(`select id from ${name} ${name === 'question_sets' ? "order by purpose = 'risk' desc" : ''} limit 1`)
    if (rows[0] !== undefined) ids.set(name, rows[0].id)
  }
  return ids
}

async function groundOf(client: pg.PoolClient, team: string): Promise<Pick<World, 'teamId' | 'boroughId' | 'wardId'>> {
  const { rows } = await client.query('select t.id, t.borough_id, ta.area_id from teams t join team_areas ta on ta.team_id = t.id where t.name = $1', [team])
  return { teamId: rows[0].id, boroughId: rows[0].borough_id, wardId: rows[0].area_id }
}

/** Tables after those they refer to. */
function inOrder(tables: readonly Table[]): readonly Table[] {
  const placed: Table[] = []
  const place = (table: Table, above: readonly string[]): void => {
    if (placed.includes(table) || above.includes(table.name)) return
    for (const { refersTo } of table.columns) {
      const next = tables.find(({ name }) => name === refersTo)
      if (next !== undefined) place(next, [...above, table.name])
    }
    placed.push(table)
  }
  // what hangs on a case's or an incident's id without a foreign key comes after them
  for (const first of ['incidents', 'cases', 'person_mentions']) for (const table of tables) if (table.name === first) place(table, [])
  for (const table of tables) place(table, [])
  return placed
}

/** Try the fullest row first, then barer ones, then other values of the listed columns. */
async function addRow(client: pg.PoolClient, table: Table, filling: Filling): Promise<Record<string, string> | null> {
  const lists = table.columns.filter(({ listed }) => listed.length > 0)
  const choices: Record<string, string>[] = [{}, ...lists.flatMap(({ name, listed }) => listed.map((value) => ({ [name]: value })))]
  for (const withOptional of ['all', 'keys', 'none'] as const) {
    for (const chosen of choices) {
      const row = rowFor(table, filling, withOptional, chosen)
      const names = Object.keys(row)
      await client.query('savepoint attempt')
      try {
        await client.query(`insert into ${table.name} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`, Object.values(row))
        await client.query('release savepoint attempt')
        return row
      } catch {
        await client.query('rollback to savepoint attempt')
      }
    }
  }
  return null
}

function rowFor(table: Table, filling: Filling, withOptional: 'all' | 'keys' | 'none', chosen: Record<string, string>): Record<string, string> {
  const row: Record<string, string> = {}
  for (const column of table.columns) {
    const isWanted = column.isRequired ? !column.hasDefault || chosen[column.name] !== undefined || isOurs(column) : withOptional !== 'none' && (withOptional === 'all' || column.refersTo !== null || isOurs(column))
    if (!isWanted && !isOurs(column)) continue
    const value = chosen[column.name] ?? valueFor(table, column, filling)
    if (value !== null) row[column.name] = value
  }
  return row
}

/** Columns that say whose a row is: filled in every attempt. */
function isOurs({ name }: Column): boolean {
  return ['sealed_under', 'team_id', 'borough_id', 'ward_id', 'subject_id', 'parent_id', 'source_id', 'narrative'].includes(name)
}

function valueFor(table: Table, column: Column, { world, made, nobody, furniture }: Filling): string | null {
  const { name, type, refersTo, listed } = column
  if (name === 'sealed_under') return world.isSealed ? world.caseId : null
  if (name === 'id') return table.name === 'cases' ? world.caseId : newId()
  if (refersTo === 'accounts') return nobody
  if (refersTo === 'teams') return world.teamId
  if (refersTo === 'areas') return name.includes('borough') ? world.boroughId : world.wardId
  if (refersTo === table.name) return null
  if (refersTo === 'incidents' && name === 'other_id') return made.get(ANOTHER)?.['id'] ?? null
  if (type === 'uuid[]') return `{${made.get('person_mentions')?.['id'] ?? newId()}}`
  if (refersTo !== null) return made.get(refersTo)?.['id'] ?? furniture.get(refersTo) ?? null
  if (type === 'uuid') return /case/.test(name) ? world.caseId : (made.get('incidents')?.['id'] ?? newId())
  if (name.endsWith('_kind')) return listed[0] ?? 'incident'
  if (listed.length > 0) return type.endsWith('[]') ? '{}' : (listed[0] ?? null)
  return column.isList ? JSON.stringify([world.canary]) : plainValue(type, world)
}

function plainValue(type: string, world: World): string | null {
  if (type === 'text') return `${world.canary} ${newId()}`
  if (type.endsWith('[]')) return '{}'
  if (type.startsWith('timestamp')) return '2026-11-23T11:00:00Z'
  if (type === 'date') return '2026-01-01'
  if (type === 'daterange') return '[2026-01-01,)'
  if (type === 'boolean') return 'false'
  if (type === 'jsonb' || type === 'json') return JSON.stringify({ note: world.canary })
  if (type === 'bytea') return `\\x${'01'.repeat(32)}`
  if (type === 'point') return '(0,51)'
  return /int|numeric|double|real/.test(type) ? '1' : null
}
