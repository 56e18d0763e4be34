import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Context } from '../context.ts'
import { transact, type Ground, type Undertaking } from '../transact.ts'
import { poolOf } from './connect.ts'

/** Copies lines made by `copyLine` into a table, whole before it answers. */
export type CopyInto = (table: string, columns: readonly string[], lines: readonly string[]) => Promise<void>

/** What can be copied as it is. */
export type CopyValue = string | number | boolean | Date | null

/**
 * One act that copies many rows into a table on its way, on a connection of its own and without the limits of time of a page.
 *
 * Input: the work is given its context and a way to copy, between its own statements and never during one.
 */
export async function actWithCopy<T>(ground: Ground, how: Omit<Undertaking, 'mode'>, work: (ctx: Context, copyInto: CopyInto) => Promise<T>): Promise<T> {
  const { options } = ground.pools.act
  const held: { client: pg.ClientBase | null } = { client: null }
  const { host, port, user, password, database, ssl } = options
  const connection: pg.ClientConfig = { host, port, user, password, database, ssl }
  const pool = poolOf(connection, 1, 'heed_import')
  pool.on('connect', (client) => {
    held.client = client
  })
  try {
    return await transact({ ...ground, pools: { ...ground.pools, act: pool } }, { ...how, mode: 'act', isOnce: true }, async (ctx) => {
      for (const limit of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) await sql`select set_config(${limit}, '0', true)`.execute(ctx.db)
      return work(ctx, (table, columns, lines) => copy(held.client, table, columns, lines))
    })
  } finally {
    await pool.end()
  }
}

async function copy(client: pg.ClientBase | null, table: string, columns: readonly string[], lines: readonly string[]): Promise<void> {
  if (client === null) throw new Error('there is no connection to copy on')
  const into = client.query(copyFrom(`copy ${pg.escapeIdentifier(table)} (${columns.map(pg.escapeIdentifier).join(', ')}) from stdin`))
  await pipeline(Readable.from(piecesOf(lines), { objectMode: false }), into)
}

function* piecesOf(lines: readonly string[]): Generator<Buffer> {
  for (let at = 0; at < lines.length; at += 400) yield Buffer.from(lines.slice(at, at + 400).join(''))
}

/** A row as a line to be copied: a value for every column; null is NULL. */
export function copyLine(row: readonly CopyValue[]): string {
  // joined, so that it is one flat text: adding to a text leaves every piece of it in memory
  return `${row.map(cellOf).join('\t')}\n`
}

const AWKWARD = /[\\\n\r\t]/
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function cellOf(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return AWKWARD.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (mark) => ESCAPES[mark] ?? mark) : value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return typeof value === 'number' ? String(value) : value.toISOString()
}
