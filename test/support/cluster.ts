import type { TestProject } from 'vitest/node'
import type { DatabaseServer } from '#platform/db/server.ts'
import { raiseForce } from '#demo/force.ts'
import { openServices } from '#platform/auth/service-actors.ts'
import { openPools } from '#platform/db/connect.ts'
import { systemClock } from '#platform/time/clock.ts'
import { transact } from '#platform/transact.ts'
import { openTestCluster } from './server.ts'
import { squareTown } from './town.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { json: string }
  }
}

/** One database server a test run, with one migrated template: vitest calls this once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { cluster, close } = await openTestCluster(raiseTestForce)
  project.provide('cluster', { json: JSON.stringify(cluster) })
  return close
}

/** The template holds the force that every test begins with, raised through the commands. */
async function raiseTestForce(server: DatabaseServer): Promise<void> {
  const pools = openPools(server, { look: 1, act: 1, worker: 1 })
  const ground = { pools, clock: systemClock }
  const token = await openServices(pools.worker, systemClock).tokenOf('cli')
  try {
    await transact(ground, { token, mode: 'act', act: 'test.raise-force' }, (ctx) => raiseForce(ctx, squareTown))
  } finally {
    await pools.end()
  }
}
