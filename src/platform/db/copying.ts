import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Context } from '../context.ts'
import { transact, type Ground, type Undertaking } from '../transact.ts'
import { poolOf } from './connect.ts'

/** Rows on their way into a table. */
export interface Copying {
  /** Send rows, each a value for every column; null is NULL. */
  add(rows: readonly (readonly CopyValue[])[]): Promise<void>
  /** Say that there are no more. */
  end(): Promise<void>
}

/** What can be copied as it is. */
export type CopyValue = string | number | boolean | Date | null

/**
 * One act that copies many rows into a table on its way, on a connection of its own and without the limits of time of a page.
 *
 * Input: the work is given its context and a way to begin copying; a statement of its own may follow only when that has ended.
 */
export async function actWithCopy<T>(ground: Ground, how: Omit<Undertaking, 'mode'>, work: (ctx: Context, copyInto: (table: string, columns: readonly string[]) => Copying) => Promise<T>): Promise<T> {
  const { options } = ground.pools.act
  const held: { client: pg.ClientBase | null } = { client: null }
  const { host, port, user, password, database, ssl } = options
  const connection: pg.ClientConfig = { host, port, user, password, database, ssl }
  const pool = poolOf(connection, 1, 'heed_import')
  pool.on('connect', (client) => {
    held.client = client
  })
  try {
    return await transact({ ...ground, pools: { ...ground.pools, act: pool } }, { ...how, mode: 'act' }, async (ctx) => {
      for (const limit of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) await sql`select set_config(${limit}, '0', true)`.execute(ctx.db)
      return work(ctx, (table, columns) => copying(held.client, table, columns))
    })
  } finally {
    await pool.end()
  }
}

function copying(client: pg.ClientBase | null, table: string, columns: readonly string[]): Copying {
  if (client === null) throw new Error('there is no connection to copy on')
  const stream = client.query(copyFrom(`copy ${pg.escapeIdentifier(table)} (${columns.map(pg.escapeIdentifier).join(', ')}) from stdin`))
  let failed: Error | null = null
  stream.on('error', (error) => {
    failed = error
  })
  return {
    async add(rows) {
      if (failed !== null) throw failed
      if (rows.length > 0 && !stream.write(linesOf(rows))) await once(stream, 'drain')
    },
    async end() {
      if (failed !== null) throw failed
      stream.end()
      await finished(stream)
    },
  }
}

function linesOf(rows: readonly (readonly CopyValue[])[]): string {
  let lines = ''
  for (const row of rows) {
    for (let at = 0; at < row.length; at += 1) lines += (at === 0 ? '' : '\t') + cellOf(row[at] ?? null)
    lines += '\n'
  }
  return lines
}

const AWKWARD = /[\\\n\r\t]/
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function cellOf(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return AWKWARD.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (mark) => ESCAPES[mark] ?? mark) : value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return typeof value === 'number' ? String(value) : value.toISOString()
}
