import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { cliFor } from '#platform/cli.ts'
import { readConfig } from '#platform/config.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { demoLoad, firstStart, holdsRecords } from './first-start.ts'

const REFUSED = 'This database holds records already, so the demonstration is not loaded: nothing invented is put among them. For the demonstration, set HEED_DATA to a new folder'
let heed: TestHeed
let accounts = 0
const query = (text: string, values: readonly unknown[] = []) => heed.database.pools.bootstrap.query(text, [...values])
const countAccounts = async (): Promise<number> => (await query('select 1 from accounts')).rowCount ?? 0

/** A force of which nobody has an account yet but the systems that report to it. */
beforeAll(async () => {
  heed = await openTestHeed()
  await heed.act('amara.diallo', (ctx) => anIncident(ctx))
  await query("update accounts set kind = 'client' where kind <> 'service'")
  accounts = await countAccounts()
})
afterAll(async () => heed.close())

/** What a start and `demo load` say and answer. */
async function tried(): Promise<{ said: string[]; people: string | null; code: number | void }> {
  const said: string[] = []
  const cli = cliFor({ config: readConfig({}), ground: heed.ground, services: heed.services }, { words: [], flags: new Map() })
  const people = await firstStart(heed, (sentence) => said.push(sentence))
  const code = await demoLoad.run({ ...cli, say: (sentence) => void said.push(sentence) })
  return { said, people, code }
}

describe('a start on a database that holds records, and no person yet', () => {
  it('puts no invented force among true reports, and says so', async () => {
    expect(await tried()).toEqual({ said: [REFUSED, REFUSED], people: null, code: 1 })
    expect(await countAccounts()).toBe(accounts)
  })

  it('does so where all there is is sealed', async () => {
    await query('update incidents set sealed_under = $1', [newId()])
    expect(await tried()).toMatchObject({ said: [REFUSED, REFUSED], code: 1 })
  })

  it('goes on where all there is is published open data, which names nobody', async () => {
    expect(await holdsRecords(heed)).toBe(true)
    await query('set session_replication_role = replica; update incidents set is_open_data = true; set session_replication_role = origin')
    expect(await holdsRecords(heed)).toBe(false)
  })
})
