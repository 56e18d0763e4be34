import { join } from 'node:path'
import { sql } from 'kysely'
import { loadShippedReference } from '#features/admin/index.ts'
import { openServices, type Services } from '#platform/auth/service-actors.ts'
import type { Config, Say } from '#platform/config.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { openDatabase } from '#platform/db/open.ts'
import type { DatabaseServer } from '#platform/db/server.ts'
import { declareJobs } from '#platform/jobs/runner.ts'
import { systemClock, type Clock } from '#platform/time/clock.ts'
import { transact, type Ground } from '#platform/transact.ts'
import { handlers } from './features.ts'

/** Heed with its database open and migrated: what the server, the worker and every verb stand on. */
export interface Opened {
  readonly config: Config
  readonly ground: Ground
  readonly services: Services
  readonly server: DatabaseServer
  close(): Promise<void>
}

/**
 * Open the database that the configuration names, bring it up to this Heed, and make the logins' pools.
 *
 * `purpose`: `serve` for the one Heed of a data folder, `visit` for a verb beside it.
 * Refuses: CannotStart, with what the operator must put right.
 */
export async function openHeed(config: Config, purpose: 'serve' | 'visit', say: Say, clock: Clock = systemClock): Promise<Opened> {
  const { server, pools, close } = await openDatabase(config, { purpose, say })
  try {
    const ground = { pools, clock }
    await declareJobs(ground, handlers)
    const services = openServices(pools.worker, clock)
    await shipLists(ground, services)
    return { config, ground, server, services, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A new database is given the lists Heed ships: without a prompt and types nothing can be recorded or imported, with or without a demonstration. */
async function shipLists(ground: Ground, services: Services): Promise<void> {
  const any = await kyselyOn(ground.pools.look).selectFrom('questionSets').select('id').limit(1).executeTakeFirst()
  if (any !== undefined) return
  await transact(ground, { token: await services.tokenOf('cli'), mode: 'act', act: 'admin.loadShippedReference' }, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('heed shipped lists', 0))`.execute(ctx.db)
    await loadShippedReference(ctx)
  })
}

/** The force's name and whether its people are invented, as the database knows them now. */
export async function readInstallation(ground: Ground): Promise<{ force: string; demonstration: boolean }> {
  const rows = await kyselyOn(ground.pools.look).selectFrom('heed.settings').select(['key', 'value']).where('key', 'in', ['force', 'demonstration']).execute()
  const force = rows.find(({ key }) => key === 'force')?.value
  return { force: typeof force === 'string' ? force : 'Force not named yet', demonstration: rows.some(({ key, value }) => key === 'demonstration' && value === true) }
}

/** Where the browser's files were built. */
export function clientFolder(projectRoot: string): string {
  return join(projectRoot, '.build', 'client')
}
