import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Role, type Rank, ranks, roles } from '#platform/auth/actor.ts'
import { hashOf } from '#platform/auth/service-actors.ts'
import { newId } from '#platform/ids.ts'
import { newToken } from '#platform/transact.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { readTables, type Table } from './catalogue.ts'
import { fillWorlds, type Filled, type World } from './worlds.ts'

let heed: TestHeed
let guarded: readonly Table[]
let filled: Filled
let teams: readonly { id: string; sight: string; boroughId: string | null }[]

/** Seen within the force whatever the team, because they say who works there or what the force has chosen; those from outside see their own rows. */
const OF_THE_FORCE = ['accounts', 'team_members', 'role_grants', 'access_grants', 'linkage_models', 'linkage_terms', 'linkage_counts']

beforeAll(async () => {
  heed = await openTestHeed()
  const tables = await readTables(heed.database.pools.bootstrap)
  guarded = tables.filter(({ name, isGuarded }) => isGuarded && !name.includes('.'))
  filled = await fillWorlds(heed, tables)
  const { rows } = await heed.database.pools.bootstrap.query('select id, sight, borough_id as "boroughId" from teams order by name')
  teams = rows
})

afterAll(async () => heed.close())

interface Somebody {
  readonly kind: 'police' | 'partner' | 'volunteer' | 'client'
  readonly rank: Rank | null
  readonly roles: readonly Role[]
  readonly teams: readonly number[]
  /** Worlds whose case they are let see by name; those already over come with them. */
  readonly named: readonly number[]
  readonly ended: boolean
}

const somebody: fc.Arbitrary<Somebody> = fc.record({
  kind: fc.constantFrom('police', 'police', 'police', 'partner', 'volunteer', 'client'),
  rank: fc.option(fc.constantFrom(...ranks)),
  roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 4 }),
  teams: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }),
  named: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 2 }),
  ended: fc.boolean(),
})

/** What the house says they may see: by membership, and by name. Written from the decisions, not from the policies. */
function mayBeSeenBy(who: Somebody, world: World, index: number): boolean {
  if (who.kind !== 'police') return false
  if (who.named.includes(index) && !who.ended) return true
  if (world.isSealed) return false
  return who.teams.some((at) => {
    const team = teams[at % teams.length]
    return team !== undefined && (team.sight === 'force' || (team.sight === 'borough' && team.boroughId === world.boroughId) || (team.sight === 'team' && team.id === world.teamId))
  })
}

async function admit(who: Somebody): Promise<string> {
  const { bootstrap } = heed.database.pools
  const [id, token] = [newId(), newToken()]
  await bootstrap.query('insert into accounts (id, username, name, kind, rank) values ($1, $2, $3, $4, $5)', [id, `somebody-${id}`, 'Some Body', who.kind, who.rank])
  for (const role of who.roles) await bootstrap.query('insert into role_grants (id, account_id, role) values ($1, $2, $3)', [newId(), id, role])
  for (const at of who.teams) await bootstrap.query('insert into team_members (team_id, account_id) values ($1, $2) on conflict do nothing', [teams[at % teams.length]?.id, id])
  for (const at of who.named) {
    await bootstrap.query("insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by, revoked_at, revoked_by) values ($1, 'case', $2, $3, 'named', 'invented for this test', $3, $4, $5)",
      [newId(), filled.worlds[at]?.caseId, id, who.ended ? '2026-11-01' : null, who.ended ? id : null])
  }
  const kind = who.kind === 'client' ? 'client' : 'person'
  await bootstrap.query("insert into heed.sessions (id, token_hash, account_id, kind, expires_at) values ($1, $2, $3, $4, now() + interval '1 hour')", [newId(), hashOf(token), id, kind])
  return token
}

/** Every row of every guarded table that this token lets a login read, as text. */
async function everythingSeen(login: 'look' | 'act', token: string | null): Promise<ReadonlyMap<string, readonly string[]>> {
  const client = await heed.database.pools[login].connect()
  const seen = new Map<string, readonly string[]>()
  try {
    await client.query('begin')
    if (token !== null) await client.query('select heed.enter($1)', [token])
    for (const { name } of guarded) {
      const { rows } = await client.query(`select to_jsonb(t)::text as row from ${name} t`)
      seen.set(name, rows.map(({ row }: { row: string }) => row))
    }
    return seen
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** Rows of worlds that this somebody may not see, wherever they appeared. */
function leaks(seen: ReadonlyMap<string, readonly string[]>, hidden: readonly World[], who: Somebody): readonly string[] {
  return [...seen].flatMap(([table, rows]) => {
    if (table === 'audit_entries' && who.kind === 'police' && who.roles.includes('auditor')) return []
    if (table === 'setting_changes' && who.kind === 'police' && ['administrator', 'central asb unit', 'auditor'].some((role) => who.roles.some((each) => each === role))) return []
    return hidden.flatMap((world) => {
      const key = filled.rows.get(table)?.get(world.name)
      return rows.some((row) => row.includes(world.canary) || (key !== undefined && row.includes(`"id": "${key}"`))) ? [`${table} showed a row of the ${world.name} world`] : []
    })
  })
}

describe('the worlds', () => {
  it('have a row in every guarded table', () => {
    expect(filled.unfilled).toEqual([])
    expect(guarded.length).toBeGreaterThan(20)
    for (const { name } of guarded) if (!OF_THE_FORCE.includes(name)) expect(filled.rows.get(name)?.size, name).toBe(filled.worlds.length)
  })
})

describe('whoever asks', () => {
  it.each(['look', 'act'] as const)('sees nothing they may not in any table (%s)', async (login) => {
    await fc.assert(fc.asyncProperty(somebody, async (who) => {
      const seen = await everythingSeen(login, await admit(who))
      const hidden = filled.worlds.filter((world, index) => !mayBeSeenBy(who, world, index))
      expect(leaks(seen, hidden, who)).toEqual([])
    }), { numRuns: 60 })
  })

  it('sees all that they may of incidents, their logs, the people in them, cases and assessments', async () => {
    await fc.assert(fc.asyncProperty(somebody, async (who) => {
      const seen = await everythingSeen('look', await admit(who))
      // a name on an unsealed case opens nothing that membership does not
      const mine = filled.worlds.filter((world, index) => mayBeSeenBy({ ...who, named: world.isSealed ? who.named : [] }, world, index))
      for (const table of ['incidents', 'incident_entries', 'person_mentions', 'cases', 'case_entries', 'assessments', 'assessment_answers']) {
        for (const world of mine) expect(seen.get(table)?.some((row) => row.includes(filled.rows.get(table)?.get(world.name) ?? '?')) ?? false, `${table} of the ${world.name} world`).toBe(true)
      }
    }), { numRuns: 40 })
  })

  it('without a token, or with one that nobody holds, sees no row at all', async () => {
    for (const login of ['look', 'act'] as const) {
      for (const token of [null, '', newToken(), 'A'.repeat(43), 'null', "' or true --"]) {
        const seen = await everythingSeen(login, token)
        expect([...seen].filter(([, rows]) => rows.length > 0).map(([table]) => table)).toEqual([])
      }
    }
  })

  it('from outside the force sees their own account and nobody else’s', async () => {
    for (const username of ['dev.mistry', 'joan.firth', 'peter.lamb']) {
      const seen = await everythingSeen('look', await heed.tokenOf(username))
      const { id } = await heed.actor(username)
      for (const [table, rows] of seen) for (const row of rows) expect(row.includes(id), `${table}: ${row}`).toBe(true)
    }
  })

  it('cannot change a row they cannot see', async () => {
    const hiddenFrom = filled.worlds.filter(({ name }) => name !== 'other borough')
    const token = await heed.tokenOf('nadia.kovacs')
    const client = await heed.database.pools.act.connect()
    try {
      for (const { name, columns } of guarded.filter((table) => filled.rows.has(table.name))) {
        for (const world of hiddenFrom) {
          const key = filled.rows.get(name)?.get(world.name)
          if (!columns.some((column) => column.name === 'id') || key === undefined) continue
          for (const statement of [`update ${name} set id = id where id = '${key}'`, ...columns.filter(({ name: column }) => ['version', 'sealed_under', 'team_id', 'status', 'acknowledged_at', 'met_at', 'answers', 'state'].includes(column)).map(({ name: column }) => `update ${name} set ${column} = ${column} where id = '${key}'`), `delete from ${name} where id = '${key}'`]) {
            await client.query('begin')
            await client.query('select heed.enter($1)', [token])
            const done = await client.query(statement).then(({ rowCount }) => rowCount, () => 0)
            await client.query('rollback')
            expect(done, statement).toBe(0)
          }
        }
      }
    } finally {
      client.release()
    }
  })
})
