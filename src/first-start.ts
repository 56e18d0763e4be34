import { loadDemonstration } from '#demo/load.ts'
import { verb, type Verb } from '#platform/cli.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import type { Services } from '#platform/auth/service-actors.ts'
import { transact, type Ground } from '#platform/transact.ts'
import { handlers } from './features.ts'

interface House {
  readonly ground: Ground
  readonly services: Services
}

/**
 * On a database that holds nobody and no record yet: load the demonstration force.
 *
 * An empty list of people is not enough: a client may have posted true reports before anybody was added, and nothing invented is put among them.
 * Result: what to tell the operator about signing in; null when the people are the force's own.
 */
export async function firstStart(house: House, say: (sentence: string) => void): Promise<string | null> {
  if ((await countPeople(house)) > 0) return (await isDemonstration(house)) ? 'People of the demonstration can sign in: npm run heed -- demo users' : null
  if (await holdsRecords(house)) {
    say(RECORDS)
    return null
  }
  return load(house, say)
}

const RECORDS = 'This database holds records already, so the demonstration is not loaded: nothing invented is put among them. For the demonstration, set HEED_DATA to a new folder'

/** `demo load`: the demonstration, into a database that holds nobody and no record yet. */
export const demoLoad: Verb = verb('demo load', { about: 'Load the demonstration force into a database that holds nobody yet' }, async (cli) => {
  if ((await countPeople(cli)) > 0) {
    cli.say('This database holds people already. The demonstration goes into an empty one: set HEED_DATA to a new folder')
    return 1
  }
  if (await holdsRecords(cli)) {
    cli.say(RECORDS)
    return 1
  }
  cli.say(await load(cli, cli.say))
  return 0
})

async function load(house: House, say: (sentence: string) => void): Promise<string> {
  say('Loading the demonstration: an invented force and a year of its work')
  const { incidents, password } = await loadDemonstration({ ...house, handlers }, house.ground.clock(), say)
  return [
    `Demonstration loaded: ${incidents} invented reports.`,
    'Sign in as any of these, all with the same password:',
    '  amara.diallo      call handler          chidi.okafor     responding constable',
    '  priya.nair        neighbourhood PC      karin.lindqvist  sergeant',
    '  wei.zhang         intelligence unit     imran.rahman     inspector',
    '  robin.castle      administrator         margaret.osei    auditor',
    `  Password: ${password}`,
    'Everyone: npm run heed -- demo users',
  ].join('\n')
}

async function countPeople({ ground, services }: House): Promise<number> {
  const token = await services.tokenOf('cli')
  return transact(ground, { token, mode: 'look', act: 'demo.count-people' }, async (ctx) => {
    const { n } = await ctx.db.selectFrom('accounts').select(({ fn }) => fn.countAll<number>().as('n')).where('kind', 'not in', ['service', 'client']).executeTakeFirstOrThrow()
    return n
  })
}

/**
 * Is there any report of somebody's own? Published open data names nobody, and does not count.
 *
 * Asked as an act, which alone sees what is sealed; a number is not in the audit.
 */
export async function holdsRecords({ ground, services }: House): Promise<boolean> {
  const token = await services.tokenOf('cli')
  return transact(ground, { token, mode: 'act', act: 'demo.count-records', verb: 'system' }, async (ctx) => {
    const incident = await ctx.db.selectFrom('incidents').select('id').where('isOpenData', '=', false).limit(1).executeTakeFirst()
    return incident !== undefined
  })
}

async function isDemonstration({ ground }: House): Promise<boolean> {
  const row = await kyselyOn(ground.pools.look).selectFrom('heed.settings').select('value').where('key', '=', 'demonstration').executeTakeFirst()
  return row?.value === true
}
