import type { Config, Say } from '../config.ts'
import { type Pools, assertRecentEnough, openPools } from './connect.ts'
import { prepareDataFolder } from './cluster.ts'
import { startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import { type DatabaseServer, serverAt } from './server.ts'

/** Heed's database, open and up to date. */
export interface OpenDatabase {
  readonly server: DatabaseServer
  readonly pools: Pools
  /** The migrations run while opening. */
  readonly migrated: readonly string[]
  /** Close every connection, and stop the embedded PostgreSQL if nobody else uses it. */
  close(): Promise<void>
}

/**
 * Open the database the configuration names, the embedded one when it names none, and migrate it.
 *
 * `serve` for the one server of a data folder, `visit` for a verb or a worker that may run beside it.
 * Changes: the data folder; the database's roles and schema
 * Refuses: CannotStart, with a sentence for the operator
 */
export async function openDatabase(config: Config, { purpose, say }: { purpose: 'serve' | 'visit'; say: Say }): Promise<OpenDatabase> {
  const embedded = config.databaseUrl === null ? await startEmbedded({ dataFolder: config.dataFolder, purpose, say }) : null
  const server = embedded ?? serverAt(config.databaseUrl ?? '')
  if (embedded === null) prepareDataFolder(config.dataFolder)
  const pools = openPools(server)
  const close = async (): Promise<void> => {
    await pools.end()
    await embedded?.stop()
  }
  try {
    await assertRecentEnough(pools.bootstrap)
    return { server, pools, migrated: await migrate(server, undefined, say), close }
  } catch (error) {
    await close()
    throw error
  }
}
