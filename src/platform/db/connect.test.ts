import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, openTestDatabase } from '#test/harness.ts'
import { type Db, LOGINS, inTransaction, poolOf, sendLoose, sendRaw } from './connect.ts'
import { isDatabaseFull, isDatabaseGone } from './faults.ts'
import { Unanswered } from './transaction.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

describe('values from the database', () => {
  const one = async (expression: string): Promise<unknown> => {
    const { rows } = await database.pools.look.query<{ value: unknown }>(`select ${expression} as value`)
    return rows[0]?.value
  }

  it('keeps a day as text, so that it never becomes an instant', async () => {
    expect(await one("date '2026-03-29'")).toBe('2026-03-29')
    expect(await one("array[date '2026-03-29', date '2026-03-30']")).toEqual(['2026-03-29', '2026-03-30'])
    expect(await one("'{}'::date[]")).toEqual([])
  })

  it('reads an instant as a Date, whatever the offset it was written with', async () => {
    expect(await one("timestamptz '2026-07-01 12:00:00+01'")).toEqual(new Date('2026-07-01T11:00:00Z'))
  })

  it('reads whole numbers as numbers as long as they are exact', async () => {
    expect(await one('9007199254740991::bigint')).toBe(9007199254740991)
    expect(await one('array[1, -2]::bigint[]')).toEqual([1, -2])
    await expect(one('9007199254740993::bigint')).rejects.toThrow('too large to be exact')
  })

  it('keeps decimals as text, points as coordinates and ids as lists', async () => {
    expect(await one('0.10::numeric')).toBe('0.10')
    expect(await one('point(-0.08, 51.5)')).toEqual({ x: -0.08, y: 51.5 })
    expect(await one("array['01930000-0000-7000-8000-000000000001'::uuid]")).toEqual(['01930000-0000-7000-8000-000000000001'])
    expect(await one("array['a,b', 'c']")).toEqual(['a,b', 'c'])
  })

  it('leaves the keys inside a document as they were saved', async () => {
    const document = await inTransaction(database.pools.look, (db) => sql<{ theDocument: unknown }>`select '{"snake_key": 1}'::jsonb as the_document`.execute(db))
    expect(document.rows).toEqual([{ theDocument: { snake_key: 1 } }])
  })
})

describe('the logins', () => {
  it('own nothing of the public schema, are members of nothing and bypass nothing', async () => {
    const { rows } = await database.pools.bootstrap.query<{ rolname: string }>(
      `select rolname from pg_roles r where rolname = any($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit
         or exists (select 1 from pg_auth_members m where m.member = r.oid)
         or exists (select 1 from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace))`, [Object.values(LOGINS)])
    expect(rows).toEqual([])
  })

  it.each(['look', 'act', 'worker'] as const)('%s may make no table, temporary tables included, and no schema', async (login) => {
    const pool = database.pools[login]
    await expect(pool.query('create table public.sly (id int)')).rejects.toThrow('permission denied')
    await expect(pool.query('create temporary table sly (id int)')).rejects.toThrow('permission denied')
    await expect(pool.query('create schema sly')).rejects.toThrow('permission denied')
    await expect(pool.query('set role heed_owner')).rejects.toThrow('permission denied')
  })

  it('look may not write the job queue, nor may act', async () => {
    await expect(database.pools.look.query('select * from graphile_worker.jobs')).rejects.toThrow('permission denied')
    await expect(database.pools.act.query("select graphile_worker.add_job('x')")).rejects.toThrow('permission denied')
  })

  it('come with limits of time, so that one slow statement cannot hold the house', async () => {
    const { rows } = await database.pools.act.query("select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle")
    expect(rows).toEqual([{ statement: '30s', lock: '10s', idle: '1min' }])
  })
})

describe('a transaction', () => {
  it('keeps everything or nothing', async () => {
    const { bootstrap } = database.pools
    await bootstrap.query('create table kept (id int primary key)')
    await expect(inTransaction(bootstrap, async (db) => {
      await sql`insert into kept values (1)`.execute(db)
      throw new Error('half way')
    })).rejects.toThrow('half way')
    await inTransaction(bootstrap, (db) => sql`insert into kept values (2)`.execute(db))
    expect((await bootstrap.query('select id from kept')).rows).toEqual([{ id: 2 }])
  })

  it('may be given longer, and only that one', async () => {
    const timeout = (db: Parameters<Parameters<typeof inTransaction>[1]>[0]) => sql<{ t: string }>`select current_setting('statement_timeout') as t`.execute(db)
    const long = await inTransaction(database.pools.act, timeout, { withinSeconds: 600 })
    expect(long.rows).toEqual([{ t: '10min' }])
    expect((await inTransaction(database.pools.act, timeout)).rows).toEqual([{ t: '30s' }])
  })
})

describe('a statement sent without waiting', () => {
  let pool: pg.Pool
  beforeAll(async () => {
    pool = poolOf({ ...database.server.bootstrap, pipeline: true }, 1, 'sending')
    await pool.query('create table sent (id int primary key)')
  })
  afterAll(() => pool.end())
  const kept = async () => (await pool.query<{ id: number }>('select id from sent order by id')).rows.map(({ id }) => id)

  it('is done before whatever is asked next, and kept with the rest', async () => {
    const seen = await inTransaction(pool, async (db) => {
      for (const id of [1, 2, 3]) await sendRaw(db, sql`insert into sent values (${id})`)
      const { rows } = await sql<{ n: number }>`select count(*) as n from sent`.execute(db)
      await sendRaw(db, sql`insert into sent values (4)`)
      return rows[0]?.n
    })
    expect(seen).toBe(3)
    expect(await kept()).toEqual([1, 2, 3, 4])
  })

  it('is told of by the next question when it was refused, and by the commit at the latest; nothing is kept', async () => {
    const twice = async (ask: boolean) => inTransaction(pool, async (db) => {
      await sendRaw(db, sql`insert into sent values (5)`)
      await sendRaw(db, sql`insert into sent values (5)`)
      await sendRaw(db, sql`insert into sent values (6)`)
      if (ask) await sql`select 1`.execute(db)
    })
    for (const ask of [true, false]) await expect(twice(ask)).rejects.toMatchObject({ constraint: 'sent_pkey' })
    expect(await kept()).toEqual([1, 2, 3, 4])
  })

  it('concerns its own act alone, when the next asks on the same connection before the commit is answered', async () => {
    const acts = Array.from({ length: 30 }, (_, at) => inTransaction(pool, async (db) => {
      // every third writes what is there already, and hears of it at its commit
      await sendRaw(db, sql`insert into sent values (${at % 3 === 0 ? 1 : 100 + at})`)
      if (at % 2 === 0) await sql`select ${at}::integer`.execute(db).catch(() => null)
      return at
    }))
    const told = await Promise.allSettled(acts)
    expect(told.map((each) => (each.status === 'fulfilled' ? each.value : 'refused'))).toEqual(Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? 'refused' : at)))
    expect(await kept()).toEqual([1, 2, 3, 4, ...Array.from({ length: 30 }, (_, at) => 100 + at).filter((id) => (id - 100) % 3 !== 0)])
    expect(pool.totalCount).toBe(1)
    await pool.query('delete from sent where id > 99')
  })

  it('is not kept by a connection that breaks between two acts, and only those are told so whose commit was not answered', async () => {
    const { rows: [before] } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
    const cut = inTransaction(pool, async (db) => {
      await sendRaw(db, sql`insert into sent values (200)`)
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db)
    })
    const after = inTransaction(pool, (db) => sendRaw(db, sql`insert into sent values (201)`))
    await expect(cut).rejects.toThrow()
    await expect(after).resolves.toBeUndefined()
    const { rows: [now] } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
    expect(now?.pid).not.toBe(before?.pid)
    expect((await kept()).filter((id) => id >= 200)).toEqual([201])
    await pool.query('delete from sent where id > 99')
  })

  it('is in nobody’s act but its own when the connection breaks at the commit: who asked behind it is told that it broke, and whoever comes after is on another', async () => {
    await pool.query(`create function cut() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
      create constraint trigger cut after insert on sent deferrable initially deferred for each row when (new.id = 300) execute function cut()`)
    const cut = inTransaction(pool, (db) => sendRaw(db, sql`insert into sent values (300)`))
    const behind = inTransaction(pool, async (db) => {
      await sendRaw(db, sql`insert into sent values (301)`)
      return (await sql<{ n: number }>`select 1 as n`.execute(db)).rows[0]?.n
    })
    const told = await Promise.allSettled([cut, behind])
    expect(told.map((each) => each.status)).toEqual(['rejected', 'rejected'])
    expect(told.map((each) => each.status === 'rejected' && each.reason instanceof Unanswered)).toEqual([true, false])
    await inTransaction(pool, (db) => sendRaw(db, sql`insert into sent values (302)`))
    expect((await kept()).filter((id) => id >= 300)).toEqual([302])
    expect(pool.totalCount).toBe(1)
    await pool.query('drop trigger cut on sent; drop function cut(); delete from sent where id > 99')
  })

  it('leaves the connection good for the next act when its own act fails', async () => {
    const failing = inTransaction(pool, async (db) => {
      await sendRaw(db, sql`insert into sent values (1)`)
      throw new Error('half way')
    })
    await expect(failing).rejects.toThrow('half way')
    await inTransaction(pool, (db) => sendRaw(db, sql`insert into sent values (7)`))
    expect(await kept()).toEqual([1, 2, 3, 4, 7])
    expect(pool.totalCount).toBe(1)
  })
})

describe('inserts that nothing depends on', () => {
  let pool: pg.Pool
  beforeAll(async () => {
    pool = poolOf({ ...database.server.bootstrap, pipeline: true }, 1, 'loose')
    await pool.query('create table loose (id int primary key, said text)')
  })
  afterAll(() => pool.end())
  const kept = async () => (await pool.query<{ id: number; said: string | null }>('select id, said from loose order by id')).rows.map(({ id, said }) => [id, said])
  const insert = (db: Db, id: number, said: string | null) => sendLoose({ modifyEnd: (words) => ({ execute: () => sql`insert into loose (id, said) values (${id}, ${said})${words}`.execute(db) }) })

  it('go in as one statement, each with its own values, before whatever is asked next', async () => {
    const seen = await inTransaction(pool, async (db) => {
      await insert(db, 1, 'costs $2, not $1')
      await insert(db, 2, null)
      await insert(db, 3, 'three')
      return (await sql<{ n: number; last: string }>`select count(*) as n, max(said) as last from loose`.execute(db)).rows
    })
    expect(seen).toEqual([{ n: 3, last: 'three' }])
    expect(await kept()).toEqual([[1, 'costs $2, not $1'], [2, null], [3, 'three']])
    const { rows } = await pool.query<{ statement: string }>("select statement from pg_prepared_statements where statement like '%into loose%' and statement not like '%pg_prepared%'")
    expect(rows.map(({ statement }) => statement.match(/insert into loose/g)?.length)).toEqual([3])
  })

  it('are told of at the commit at the latest when one was refused, and none is kept; nor what is kept back when the act fails', async () => {
    await expect(inTransaction(pool, async (db) => {
      await insert(db, 4, 'four')
      await insert(db, 1, 'again')
    })).rejects.toMatchObject({ constraint: 'loose_pkey' })
    await expect(inTransaction(pool, async (db) => {
      await insert(db, 5, 'five')
      throw new Error('half way')
    })).rejects.toThrow('half way')
    await inTransaction(pool, (db) => insert(db, 6, 'six'))
    expect((await kept()).map(([id]) => id)).toEqual([1, 2, 3, 6])
  })
})

describe('a plan', () => {
  const asked = 'select code from areas where name = $1'
  const listed = 'select code from areas where name = $1 order by code limit $2'
  const whole = 'select a.* from areas a where name = $1'

  it.each([['look', [asked]], ['act', [asked, listed]]] as const)('is kept for what is asked by its key, but not for what selects every column, nor for a page that is looked at (%s)', async (login, kept) => {
    const pool = database.pools[login]
    const client = await pool.connect()
    try {
      for (const text of [asked, whole]) for (const name of ['x', 'y']) await client.query(text, [name])
      for (const most of [1, 2]) await client.query(listed, ['x', most])
      const { rows } = await client.query<{ statement: string }>('select statement from pg_prepared_statements')
      expect(rows.map(({ statement }) => statement).filter((text) => text.includes('from areas'))).toEqual(kept)
    } finally {
      client.release()
    }
  })
})

describe('a database that went away', () => {
  it('is recognised when the connection is cut in the middle of an act', async () => {
    const cut = inTransaction(database.pools.act, async (db) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(db)
      await sql`select 1`.execute(db)
    })
    await expect(cut.catch((error: unknown) => isDatabaseGone(error))).resolves.toBe(true)
    expect((await database.pools.act.query('select 1 as fine')).rows).toEqual([{ fine: 1 }])
  })

  it('is recognised when nothing listens, by socket or by address', async () => {
    for (const host of ['/nowhere', '127.0.0.1']) {
      const pool = poolOf({ host, port: 1, user: 'heed_act', password: 'x', database: 'heed' }, 1, 'nowhere')
      const error = await pool.query('select 1').catch((reason: unknown) => reason)
      expect(isDatabaseGone(error)).toBe(true)
      expect(isDatabaseGone(new Error('wrapped', { cause: error }))).toBe(true)
      await pool.end()
    }
  })

  it('is not blamed for our own mistakes', async () => {
    const error = await database.pools.look.query('select from nowhere at all').catch((reason: unknown) => reason)
    expect(isDatabaseGone(error)).toBe(false)
    expect(isDatabaseGone('text')).toBe(false)
    const full = Object.assign(new pg.DatabaseError('could not extend file', 1, 'error'), { code: '53100' })
    expect([isDatabaseFull(full), isDatabaseGone(full)]).toEqual([true, false])
  })
})
