import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueToken } from '#features/admin/index.ts'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { transact } from '#platform/transact.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { anIncident, aPerson } from '../examples.ts'

let heed: TestHeed
let client = ''
let every: string[] = []
const PHONE = '+447700900161'
const EVERYBODY = ['amara.diallo', 'ines.moreau', 'chidi.okafor', 'priya.nair', 'femi.adeyemi', 'karin.lindqvist', 'imran.rahman', 'wei.zhang', 'owen.tate', 'nadia.kovacs', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'joan.firth', 'peter.lamb', 'service:cli']

const at = (borough: number) => ({ text: '3 Cold Lane', postcode: 'ZA2 1AA', ...middleOf(borough, 1), addressId: null })
const people = [aPerson({ phone: '07700 900161' })]

beforeAll(async () => {
  heed = await openTestHeed()
  const token = await heed.act('robin.castle', (ctx) => issueToken(ctx, { name: 'dispatch', scopes: ['incidents:write'] }))
  client = token
  const ids: string[] = []
  for (const [who, borough] of [['amara.diallo', 1], ['amara.diallo', 2], ['nadia.kovacs', 2], ['priya.nair', 1], ['amara.diallo', 3]] as const) {
    ids.push((await heed.act(who, (ctx) => anIncident(ctx, { place: at(borough), people }))).incidentId)
  }
  await transact(heed.ground, { token, mode: 'act', act: 'test' }, (ctx) => anIncident(ctx, { place: at(1), people }))
  const { rows } = await heed.database.pools.bootstrap.query<{ id: string }>('select id from incidents order by id')
  every = rows.map(({ id }) => id)
  // one lies under a seal, and one was shown to somebody by name
  const { bootstrap } = heed.database.pools
  const tate = await heed.actor('owen.tate')
  await bootstrap.query(`insert into cases (id, reference, status, band, borough_id, team_id, reviewed_from, opened_at, opened_by, changed_at, changed_by)
    select $2, 'CASE/TEST/1', 'open', 'high', borough_id, team_id, reported_at, reported_at, recorded_by, reported_at, recorded_by from incidents where id = $1`, [ids[0], newId()])
  await bootstrap.query("update incidents set sealed_under = (select id from cases where reference = 'CASE/TEST/1') where id = $1", [ids[0]])
  await bootstrap.query("insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values ($1, 'incident', $2, $3, 'named', 'invented for this test', $3)", [newId(), ids[3], tate.id])
}, 60_000)

afterAll(async () => heed.close())

async function both(ctx: Context): Promise<{ found: readonly string[]; visible: readonly string[] }> {
  const visible = await ctx.db.selectFrom('incidents').select('id').where('addressKey', '=', 'ZA21AA 3').where('withdrawnAt', 'is', null).orderBy('id').execute()
  const by = async (key: string | null, phones: readonly string[], cells: readonly string[]) => (await sql<{ id: string }>`
    select id from heed.incidents_sharing(${key}::text, null, ${[...cells]}::text[], ${[...phones]}::text[], '{}', ${ctx.now}::timestamptz, 72, 72, ${new Date(0)}::timestamptz, null, 50) order by id`.execute(ctx.db)).rows.map(({ id }) => id)
  const found = await by('ZA21AA 3', [], [])
  expect(await by(null, [PHONE], [])).toEqual(found)
  expect(await by(null, [], [])).toEqual([])
  return { found, visible: visible.map(({ id }) => id) }
}

/** What may be added to, of all there is, as the function of the insert policies says and as the row policies and the kind of account do. */
async function adding(ctx: Context): Promise<{ let: readonly string[]; visible: readonly string[] }> {
  const asked = await sql<{ id: string }>`select id from unnest(${every}::uuid[]) as id where heed.may_add_to_incident(id, ${ctx.actor.id}) order by id`.execute(ctx.db)
  const visible = await ctx.db.selectFrom('incidents').select('id').where('id', 'in', every).orderBy('id').execute()
  const asAnother = await sql<{ id: string }>`select id from unnest(${every}::uuid[]) as id where heed.may_add_to_incident(id, ${newId()}::uuid) or heed.may_add_to_incident(id, null)`.execute(ctx.db)
  expect(asAnother.rows).toEqual([])
  return { let: asked.rows.map(({ id }) => id), visible: ['police', 'service', 'client'].includes(ctx.actor.kind) ? visible.map(({ id }) => id) : [] }
}

describe('what hangs on an incident', () => {
  it('IN-60 is added by those the row policies show it to, neither more nor fewer, for every role, under a seal and by name, and in nobody else’s name', async () => {
    const counts = new Set<number>()
    for (const name of EVERYBODY) {
      const { let: allowed, visible } = await heed.act(name, adding)
      expect(allowed, name).toEqual(visible)
      counts.add(allowed.length)
    }
    expect([...counts].sort((a, b) => a - b)).toEqual(expect.arrayContaining([0, 2, 3, 5, 6]))
    const { let: allowed, visible } = await transact(heed.ground, { token: client, mode: 'act', act: 'test' }, adding)
    expect([allowed, allowed.length]).toEqual([visible, 1])
  })

  it('IN-60 is not added by a login that has not entered, nor to what does not exist', async () => {
    const { rows } = await heed.database.pools.act.query<{ may: boolean }>('select heed.may_add_to_incident(id, $2) as may from unnest($1::uuid[]) as id', [every, (await heed.actor('amara.diallo')).id])
    expect(new Set(rows.map(({ may }) => may))).toEqual(new Set([false]))
    const none = await heed.act('amara.diallo', (ctx) => sql<{ may: boolean }>`select heed.may_add_to_incident(${newId()}::uuid, ${ctx.actor.id}) as may`.execute(ctx.db))
    expect(none.rows).toEqual([{ may: false }])
  })
})

describe('reports that share a key', () => {
  it('IN-60 are those the row policies show, neither more nor fewer, for every role, under a seal and by name', async () => {
    const counts = new Set<number>()
    for (const name of EVERYBODY) {
      const { found, visible } = name.startsWith('service') ? await heed.act(name, both) : await heed.look(name, both)
      expect(found, name).toEqual(visible)
      counts.add(found.length)
    }
    expect([...counts].sort((a, b) => a - b)).toEqual(expect.arrayContaining([0, 2, 3, 5, 6]))
  })

  it('IN-60 are another system’s own, and no others', async () => {
    const { found, visible } = await transact(heed.ground, { token: client, mode: 'look', act: 'test' }, both)
    expect(found).toEqual(visible)
    expect(found).toHaveLength(1)
  })

  it('IN-60 are nobody’s to a login that has not entered', async () => {
    const { rows } = await heed.database.pools.look.query("select id from heed.incidents_sharing('ZA21AA 3', null, '{}', '{}', '{}', now(), 1e4, 1e4, 'epoch', null, 50)")
    expect(rows).toEqual([])
  })
})
