import { AbortedTransactionError, sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '#test/harness.ts'
import { poolOf } from './connect.ts'
import { transactOn, type Db, Unanswered } from './transaction.ts'

let database: TestDatabase
const pools: Record<string, pg.Pool> = {}

beforeAll(async () => {
  database = await openTestDatabase()
  pools['pipelined'] = poolOf({ ...database.server.bootstrap, pipeline: true }, 1, 'pipelined')
  pools['one at a time'] = poolOf(database.server.bootstrap, 1, 'one at a time')
  await database.pools.bootstrap.query('create table marks (id integer primary key); create table late_marks (id integer unique deferrable initially deferred)')
})

beforeEach(async () => void (await database.pools.bootstrap.query('delete from marks')))

afterAll(async () => {
  await Promise.all(Object.values(pools).map((pool) => pool.end()))
  await database.close()
})

const mark = (db: Db, id: number) => sql`insert into marks values (${id})`.execute(db)
const count = async (db: Db) => (await sql<{ n: number }>`select count(*) as n from marks`.execute(db)).rows[0]?.n
const marks = async () => (await database.pools.bootstrap.query<{ id: number }>('select id from marks order by id')).rows.map(({ id }) => id)

describe.each(['pipelined', 'one at a time'])('a transaction on a connection that is %s', (kind) => {
  const within = <T>(work: (db: Db) => Promise<T>) => transactOn(pools[kind] ?? database.pools.bootstrap, work)

  it('answers what is asked at the same time in the order it was asked', async () => {
    const answers = await within((db) => Promise.all([count(db), mark(db, 1), count(db), mark(db, 2), mark(db, 3), count(db)]))
    expect([answers[0], answers[2], answers[5]]).toEqual([0, 1, 3])
    expect(await marks()).toEqual([1, 2, 3])
  })

  it('keeps nothing when one of several fails, and tells of the failure itself', async () => {
    await expect(within((db) => Promise.all([mark(db, 1), mark(db, 1), count(db)]))).rejects.toMatchObject({ constraint: 'marks_pkey' })
    expect(await marks()).toEqual([])
    expect(await within(count)).toBe(0)
  })

  it('does not say that it kept what was undone by a failure somebody swallowed', async () => {
    await expect(within(async (db) => {
      await mark(db, 1)
      await mark(db, 1).catch(() => undefined)
    })).rejects.toBeInstanceOf(AbortedTransactionError)
    expect(await marks()).toEqual([])
  })

  it('cannot be used once it has ended, whichever way', async () => {
    const held: Db[] = []
    await within(async (db) => void held.push(db))
    await within(async (db) => {
      held.push(db)
      throw new Error('half way')
    }).catch(() => undefined)
    for (const db of held) await expect(mark(db, 9)).rejects.toThrow('after its transaction had ended')
    expect(await marks()).toEqual([])
  })

  it('throws a connection away that was lost, and the next gets another', async () => {
    await expect(within((db) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(db))).rejects.toThrow()
    expect(await within(count)).toBe(0)
  })

  it('is told as refused, and not as unknown, when what is looked at last says no', async () => {
    await expect(within((db) => sql`insert into late_marks values (1), (1)`.execute(db))).rejects.toMatchObject({ code: '23505' })
  })

  it('tells how many rows were changed', async () => {
    await within((db) => Promise.all([mark(db, 1), mark(db, 2)]))
    const { numAffectedRows } = await within((db) => sql`update marks set id = id + 10`.execute(db))
    expect(numAffectedRows).toBe(2n)
  })
})

describe('a connection that breaks as its act is being kept', () => {
  it('leaves it unknown whether the act stands, and says so', async () => {
    const broken = transactOn(pools['pipelined'] ?? database.pools.bootstrap, async (db) => void sql`select pg_terminate_backend(pg_backend_pid())`.execute(db).catch(() => undefined))
    await expect(broken).rejects.toBeInstanceOf(Unanswered)
  })
})
