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
 * On a database that holds nobody yet: load the demonstration force.
 *
 * Result: what to tell the operator about signing in; null when the people are the force's own.
 */
export async function firstStart(house: House, say: (sentence: string) => void): Promise<string | null> {
  if ((await countPeople(house)) > 0) return (await isDemonstration(house)) ? 'People of the demonstration can sign in: npm run heed -- demo users' : null
  return load(house, say)
}

/** `demo load`: the demonstration, into a database that holds nobody yet. */
export const demoLoad: Verb = verb('demo load', { about: 'Load the demonstration force into a database that holds nobody yet' }, async (cli) => {
  if ((await countPeople(cli)) > 0) {
    cli.say('This database holds people already. The demonstration goes into an empty one: set HEED_DATA to a new folder')
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

async function isDemonstration({ ground }: House): Promise<boolean> {
  const row = await kyselyOn(ground.pools.look).selectFrom('heed.settings').select('value').where('key', '=', 'demonstration').executeTakeFirst()
  return row?.value === true
}
