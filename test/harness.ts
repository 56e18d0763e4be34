import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { type Pools, openPools } from '#platform/db/connect.ts'
import { type DatabaseServer, databaseOn } from '#platform/db/server.ts'
import { type TestCluster, asBootstrap } from './support/cluster.ts'

/** A migrated database of a test file's own. */
export interface TestDatabase {
  readonly server: DatabaseServer
  readonly pools: Pools
  readonly close: () => Promise<void>
}

/**
 * A fresh copy of the migrated template, seen by nobody else.
 *
 * Close it in afterAll: its connections end and it is dropped. (A copy does not bring the template's grants to connect along.)
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const cluster: TestCluster = JSON.parse(inject('cluster').json)
  const name = await newDatabase(cluster, cluster.template)
  await asBootstrap(cluster.server, (client) => client.query(`revoke all on database ${name} from public; grant connect on database ${name} to heed_look, heed_act, heed_worker`))
  return databaseCalled(cluster, name)
}

/** A database with nothing in it yet, for tests of migrating itself. */
export async function openBareDatabase(): Promise<TestDatabase> {
  const cluster: TestCluster = JSON.parse(inject('cluster').json)
  return databaseCalled(cluster, await newDatabase(cluster, 'template0'))
}

function databaseCalled(cluster: TestCluster, name: string): TestDatabase {
  const server = databaseOn(cluster.server, name)
  const pools = openPools(server, { look: 4, act: 6, worker: 3 })
  return {
    server,
    pools,
    close: async () => {
      await pools.end()
      await asBootstrap(cluster.server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

async function newDatabase(cluster: TestCluster, template: string): Promise<string> {
  const name = `${cluster.template}_${randomBytes(5).toString('hex')}`
  await asBootstrap(cluster.server, (client) => client.query(`create database ${name} template ${template}`))
  return name
}
