import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { readConfig } from '#platform/config.ts'
import { startEmbedded } from '#platform/db/embedded.ts'
import { migrate } from '#platform/db/migrate.ts'
import { type DatabaseServer, databaseOn, serverAt } from '#platform/db/server.ts'

/** What a test file needs to make its own database. */
export interface TestCluster {
  readonly server: DatabaseServer
  readonly template: string
}

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { json: string }
  }
}

/** One database server a test run, with one migrated template: vitest calls this once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { cluster, close } = await openTestCluster()
  project.provide('cluster', { json: JSON.stringify(cluster) })
  return close
}

/** A throw-away server (or the one TEST_DATABASE_URL names) holding a migrated template. */
export async function openTestCluster(): Promise<{ cluster: TestCluster; close: () => Promise<void> }> {
  const { testDatabaseUrl } = readConfig()
  const folder = mkdtempSync(join(tmpdir(), 'heed-test-'))
  const dataFolder = join(folder, 'data')
  chmodSync(folder, 0o711)
  const embedded = testDatabaseUrl === null ? await startEmbedded({ dataFolder, purpose: 'visit', throwAway: true, say: () => undefined }) : null
  const server = embedded ?? serverAt(testDatabaseUrl ?? '')
  const template = `heed_test_${randomBytes(5).toString('hex')}`
  await asBootstrap(server, (client) => client.query(`create database ${template} template template0`))
  await migrate(databaseOn(server, template))
  return {
    cluster: { server, template },
    close: async () => {
      if (embedded === null) await asBootstrap(server, (client) => client.query(`drop database if exists ${template} with (force)`))
      await embedded?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
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
