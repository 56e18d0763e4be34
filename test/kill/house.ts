import { issueToken } from '#features/admin/index.ts'
import { raiseForce } from '#demo/force.ts'
import { openServices } from '#platform/auth/service-actors.ts'
import { readConfig } from '#platform/config.ts'
import { openDatabase } from '#platform/db/open.ts'
import { systemClock } from '#platform/time/clock.ts'
import { transact } from '#platform/transact.ts'
import { squareTown } from '../support/town.ts'

/** Make a data folder with a force in it. Result: a token for another system that sends reports. */
export async function raiseHouse(dataFolder: string): Promise<string> {
  const { pools, close } = await openDatabase(configOf(dataFolder), { purpose: 'visit', say: () => undefined })
  try {
    const ground = { pools, clock: systemClock }
    const token = await openServices(pools.worker, systemClock).tokenOf('cli')
    const act = { token, mode: 'act' as const, act: 'test.raise-force' }
    await transact(ground, act, (ctx) => raiseForce(ctx, squareTown))
    return await transact(ground, act, (ctx) => issueToken(ctx, { name: 'dispatch', scopes: ['incidents:write'] }))
  } finally {
    await close()
  }
}

/** Every reference that another system's reports are on record under, each as often as it is there. */
export async function storedReferences(dataFolder: string): Promise<readonly string[]> {
  const { pools, close } = await openDatabase(configOf(dataFolder), { purpose: 'visit', say: () => undefined })
  try {
    const { rows } = await pools.bootstrap.query<{ narrative: string }>("select narrative from incidents where narrative like 'Shouting in the street, KILL/%'")
    return rows.map(({ narrative }) => narrative.replace('Shouting in the street, ', ''))
  } finally {
    await close()
  }
}

function configOf(dataFolder: string) {
  return readConfig({ HEED_DATA: dataFolder })
}
