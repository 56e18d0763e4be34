import { AbortedTransactionError, DefaultQueryExecutor, DummyDriver, PostgresAdapter, SingleConnectionProvider, Transaction, type CompiledQuery, type ConnectionProvider, type DatabaseConnection, type QueryResult } from 'kysely'
import type pg from 'pg'
import type { Database } from '#db/types.ts'
import { camelCaseRows, SnakeCasePostgres } from './camel-case.ts'

/** A transaction on Heed's database, its tables and columns in camelCase. */
export type Db = Transaction<Database>

/** The connection broke while it was being kept: whether the transaction stands, nobody was told. */
export class Unanswered extends Error {
  constructor(cause: unknown) {
    super('The database did not say whether this was kept', { cause })
  }
}

const dialect = new SnakeCasePostgres({ pool: async () => Promise.reject(new Error('a transaction has its connection already')) })
const compiler = dialect.createQueryCompiler()
const adapter = new PostgresAdapter()
const driver = new DummyDriver()

/**
 * Do something in one transaction: all of it is kept, or none when it throws.
 *
 * Questions asked at the same time, with Promise.all, are on their way together and answered in their order, where the connection can do that.
 * Once the commit is on its way, and somebody waits for a connection, they may ask behind it, in the same write: what the commit is answered with is told to its own transaction alone.
 * A connection that could not even be told to roll back is thrown away.
 */
export async function transactOn<T>(pool: pg.Pool, fn: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const connection = new OneTransaction(client)
  const isPipelined = Reflect.get(client, 'pipeline') === true
  let isHeld = true
  let isBroken = false
  try {
    await client.query('begin')
    const result = await fn(dbOn(connection, isPipelined))
    connection.end()
    const answered = client.query('commit')
    if (isPipelined && pool.waitingCount > 0) {
      client.release()
      isHeld = false
    }
    const { command } = await answered.catch((error: unknown) => Promise.reject(isRefused(error) ? error : new Unanswered(error)))
    // an act whose failure somebody swallowed is not kept: its commit is answered with a rollback
    if (command === 'ROLLBACK') throw new AbortedTransactionError()
    return result
  } catch (error) {
    connection.end()
    if (isHeld) isBroken = await client.query('rollback').then(() => false, () => true)
    throw error
  } finally {
    if (isHeld) client.release(isBroken)
  }
}

/** The database itself said no: nothing is kept. What broke off says nothing. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR'
}

function dbOn(connection: DatabaseConnection, isPipelined: boolean): Db {
  const provider: ConnectionProvider = isPipelined ? { provideConnection: async (use) => use(connection) } : new SingleConnectionProvider(connection)
  const executor = new DefaultQueryExecutor(compiler, adapter, provider, [camelCaseRows])
  return new Transaction<Database>({ config: { dialect }, driver, dialect, executor })
}

/** A connection while one transaction has it: nothing can be asked through it afterwards, when it is another's. */
class OneTransaction implements DatabaseConnection {
  readonly #client: pg.PoolClient
  #isOpen = true

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  end(): void {
    this.#isOpen = false
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.#isOpen) throw new Error('This was asked after its transaction had ended')
    const { command, rowCount, rows } = await this.#client.query(query.sql, [...query.parameters])
    const hasChanged = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE'
    return { rows: rows ?? [], ...(hasChanged ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are read whole')
  }
}
