import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
  await heed.act('amara.diallo', (ctx) => anIncident(ctx))
})

afterAll(async () => heed.close())

/** What one transaction of the act login says, statement by statement; nothing is kept. */
async function within(client: pg.PoolClient, statements: readonly (readonly [string, readonly unknown[]])[]): Promise<readonly unknown[]> {
  const said: unknown[] = []
  await client.query('begin')
  try {
    for (const [text, values] of statements) {
      const { rows } = await client.query(text, [...values])
      said.push(Object.values(rows[0] ?? {})[0])
    }
  } finally {
    await client.query('rollback')
  }
  return said
}

async function connected<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await heed.database.pools.act.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}

const enter = (token: string) => ['select heed.enter($1)', [token]] as const
const carried = ["select current_setting('heed.sight')", []] as const
const carry = (words: string) => ["select set_config('heed.sight', $1, true)", [words]] as const
const actor = ['select heed.actor_id()', []] as const
const reports = ['select count(*)::integer from incidents', []] as const

describe('the sight a transaction carries', () => {
  it('shows what its person may see, and one call handler the whole force', async () => {
    const { id } = await heed.actor('amara.diallo')
    const token = await heed.tokenOf('amara.diallo')
    expect((await connected((client) => within(client, [enter(token), actor, reports]))).slice(1)).toEqual([id, 1])
  })

  it('is nobody’s once any of its words was changed', async () => {
    const token = await heed.tokenOf('nadia.kovacs')
    await connected(async (client) => {
      const [, words] = await within(client, [enter(token), carried])
      const sealed = String(words)
      const { id } = await heed.actor('amara.diallo')
      const own = (await heed.actor('nadia.kovacs')).id
      for (const forged of [sealed.replace('|police||', '|police|force|'), sealed.replace(own, id), sealed.replace('|police|', '|service|'), `${sealed},auditor`, sealed.slice(64), `${'0'.repeat(64)}${sealed.slice(64)}`, '|', sealed.slice(0, 64)]) {
        expect(forged).not.toBe(sealed)
        expect((await within(client, [enter(token), carry(forged), actor, reports])).slice(2), forged.slice(64, 120)).toEqual([null, 0])
      }
    })
  })

  it('is worth nothing in another transaction, or on another connection', async () => {
    const token = await heed.tokenOf('amara.diallo')
    await connected(async (client) => {
      const [, words] = await within(client, [enter(token), carried])
      expect((await within(client, [carry(String(words)), actor, reports])).slice(1)).toEqual([null, 0])
      expect((await connected((other) => within(other, [carry(String(words)), actor, reports]))).slice(1)).toEqual([null, 0])
    })
  })

  it('cannot be sealed by whoever smuggles words into it, and its secret cannot be read', async () => {
    const token = await heed.tokenOf('nadia.kovacs')
    for (const words of ["select heed.seal_of('|x')", 'select heed.sight()', 'select * from heed.sight_keys']) {
      await expect(connected((client) => within(client, [enter(token), [words, []]]))).rejects.toMatchObject({ code: '42501' })
    }
  })

  it('ends with a wrong token, and begins again with a right one', async () => {
    const token = await heed.tokenOf('amara.diallo')
    const { id } = await heed.actor('amara.diallo')
    const said = await connected((client) => within(client, [enter(token), enter('nobody'), actor, reports, enter(token), actor, reports]))
    expect([said[2], said[3], said[5], said[6]]).toEqual([null, 0, id, 1])
  })

  it('is worked out anew in the next transaction, so that what was taken away is gone at once', async () => {
    const token = await heed.tokenOf('tom.hargreaves')
    const seen = async () => (await connected((client) => within(client, [enter(token), reports])))[1]
    expect(await seen()).toBe(1)
    await heed.database.pools.bootstrap.query("update team_members set until = now() where account_id = (select id from accounts where username = 'tom.hargreaves')")
    expect(await seen()).toBe(0)
    await heed.database.pools.bootstrap.query("update team_members set until = null where account_id = (select id from accounts where username = 'tom.hargreaves')")
    await heed.database.pools.bootstrap.query("update accounts set is_active = false where username = 'tom.hargreaves'")
    expect(await connected((client) => within(client, [enter(token), actor, reports]))).toEqual([null, null, 0])
  })
})
