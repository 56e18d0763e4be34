import pg from 'pg'
import { createHash } from 'node:crypto'

/** How to reach a PostgreSQL as its bootstrap login, and the key the other logins' passwords come from. */
export interface DatabaseServer {
  readonly bootstrap: pg.ClientConfig
  readonly loginKey: string
}

/**
 * The server a DATABASE_URL names.
 *
 * The key comes from the bootstrap login itself, so that every process given the same address derives the same passwords.
 */
export function serverAt(databaseUrl: string): DatabaseServer {
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: databaseUrl })
  const loginKey = createHash('sha256').update(`heed logins\0${user ?? ''}\0${password ?? ''}`).digest('hex')
  return { bootstrap: { host, port, ssl, ...(user === undefined ? {} : { user }), ...(database === undefined ? {} : { database }), ...(password === undefined ? {} : { password }) }, loginKey }
}

/** The same server, another of its databases. */
export function databaseOn(server: DatabaseServer, database: string): DatabaseServer {
  return { ...server, bootstrap: { ...server.bootstrap, database } }
}
