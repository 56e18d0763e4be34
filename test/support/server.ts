import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { readConfig } from '#platform/config.ts'
import { startEmbedded } from '#platform/db/embedded.ts'
import { migrate } from '#platform/db/migrate.ts'
import { type DatabaseServer, databaseOn, serverAt } from '#platform/db/server.ts'

/** What a test file needs to make its own database. */
export interface TestCluster {
  readonly server: DatabaseServer
  readonly template: string
}

/**
 * A throw-away server (or the one TEST_DATABASE_URL names) holding a migrated template.
 *
 * `fill` puts into the template what every test begins with. Nothing is left behind, also when it fails.
 */
export async function openTestCluster(fill: (template: DatabaseServer) => Promise<void> = async () => undefined): Promise<{ cluster: TestCluster; close: () => Promise<void> }> {
  const { testDatabaseUrl } = readConfig()
  const folder = mkdtempSync(join(tmpdir(), 'heed-test-'))
  chmodSync(folder, 0o711)
  const embedded = testDatabaseUrl === null ? await startEmbedded({ dataFolder: join(folder, 'data'), purpose: 'visit', throwAway: true, say: () => undefined }) : null
  const server = embedded ?? serverAt(testDatabaseUrl ?? '')
  const template = `heed_test_${randomBytes(5).toString('hex')}`
  const close = async (): Promise<void> => {
    if (embedded === null) await asBootstrap(server, (client) => client.query(`drop database if exists ${template} with (force)`))
    await embedded?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await asBootstrap(server, (client) => client.query(`create database ${template} template template0`))
    await migrate(databaseOn(server, template))
    await fill(databaseOn(server, template))
    return { cluster: { server, template }, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** One statement or two as the bootstrap login. */
export async function asBootstrap<T>(server: DatabaseServer, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(server.bootstrap)
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}
