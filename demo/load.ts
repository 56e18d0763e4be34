import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { loadAddresses, loadPostcodes } from '#features/places/index.ts'
import { keepDemonstrationPassword, setPassword, setSetting } from '#features/admin/index.ts'
import { hashPassword } from '#platform/auth/passwords.ts'
import type { Services } from '#platform/auth/service-actors.ts'
import { makeContext, type Context } from '#platform/context.ts'
import { inTransaction, type Db } from '#platform/db/connect.ts'
import { sourceOf } from '#platform/files/source.ts'
import { relinkAll } from '#features/people/index.ts'
import type { Handler } from '#platform/jobs/handlers.ts'
import { londonDay } from '#platform/time/day.ts'
import { enter, type Ground } from '#platform/transact.ts'
import { writeAudit } from '#platform/audit/entry.ts'
import { chanceFrom } from './chance.ts'
import { raiseForce, type RaisedForce } from './force.ts'
import { demoAddresses, demoBoroughs, type DemoAddress } from './geography.ts'
import { tellRecognised } from './recognised.ts'
import { REPEAT_FINDERS } from './repeats.ts'
import { setStage } from './stage.ts'
import { tellStories } from './stories.ts'
import { tellYear } from './year.ts'

/** What loading the demonstration gave. */
export interface Demonstration {
  readonly password: string
  readonly incidents: number
}

/** Who calls is recognised once the whole year is told: it comes to the same as call by call, in a fraction of the time. */
const RECOGNISERS = ['incidents.recognise', 'incidents.recognise-added', 'incidents.recognise-corrected', 'people.follow-decisions']

/**
 * Load the demonstration: an invented force, and a year of its work up to an instant, all through the commands, in one transaction.
 *
 * The same instant gives the same town. The one password of its people is made anew each time.
 */
export async function loadDemonstration(house: { ground: Ground; services: Services; handlers: readonly Handler[] }, until: Date, say: (sentence: string) => void = () => undefined): Promise<Demonstration> {
  const password = newPassword()
  const hash = await hashPassword(password)
  const token = await house.services.tokenOf('cli')
  // Service actors are made before the transaction: it holds what making one waits for.
  for (const { name } of house.handlers) await house.services.tokenOf(name.slice(0, name.indexOf('.')))
  await house.services.tokenOf('demonstration')
  return inTransaction(house.ground.pools.act, async (db) => {
    // the tables are small throughout: a plan made once will do, and making one takes longer than following it
    await sql`select set_config('plan_cache_mode', 'force_generic_plan', true)`.execute(db)
    const { force, addresses } = await raise(db, token, until, { password, hash })
    const stage = setStage(db, force.accounts, house.handlers.filter(({ name }) => ![...RECOGNISERS, ...REPEAT_FINDERS].includes(name)), (service) => house.services.tokenOf(service))
    const telling = { stage, chance: chanceFrom(20_261_123), force, addresses, until }
    const ordinary = await tellYear(telling, say)
    const special = await tellStories(telling, ordinary)
    const recognised = await tellRecognised(telling)
    await relinkAll((work) => stage.asService('people', until, 'people.relink', work), { isDry: false })
    await stage.close()
    return { password, incidents: ordinary.length + special + recognised }
  }, { withinSeconds: 900 })
}

async function raise(db: Db, token: string, until: Date, secret: { password: string; hash: string }): Promise<{ force: RaisedForce; addresses: readonly DemoAddress[] }> {
  const actor = await enter(db, token)
  if (actor === null) throw new Error('the command line has no session')
  const ctx = makeContext({ db, actor, now: until, requestId: 'demonstration', mode: 'act' })
  const boroughs = demoBoroughs()
  const force = await raiseForce(ctx, boroughs)
  for (const id of force.accounts.values()) await setPassword(ctx, id, secret.hash)
  await setSetting(ctx, 'anchor day', londonDay(until))
  await setSetting(ctx, 'standards preset', 'demonstration')
  await keepDemonstrationPassword(ctx, secret.password)
  const addresses = demoAddresses(chanceFrom(7), boroughs)
  await loadPlaces(ctx, addresses)
  await writeAudit(db, { at: until, actorId: actor.id, verb: 'system', act: 'demo.load', subjects: ctx.touched.changed, requestId: 'demonstration' })
  return { force, addresses }
}

async function loadPlaces(ctx: Context, addresses: readonly DemoAddress[]): Promise<void> {
  const watch = async (): Promise<void> => undefined
  const gazetteer = ['uprn,address,postcode,longitude,latitude', ...addresses.map(({ uprn, line, postcode, longitude, latitude }) => `${uprn},${line},${postcode},${longitude},${latitude}`)]
  const middles = new Map(addresses.map((address) => [address.postcode, address]))
  const postcodes = ['postcode,longitude,latitude', ...[...middles.values()].map(({ postcode, longitude, latitude }) => `${postcode},${longitude},${latitude}`)]
  await loadPostcodes(ctx, sourceOf('invented postcodes', Buffer.from(postcodes.join('\n'))), watch)
  await loadAddresses(ctx, sourceOf('invented gazetteer', Buffer.from(gazetteer.join('\n'))), watch)
}

/** Four words that can be read out: about 40 bits, for people who do not exist. */
function newPassword(): string {
  const words = ['amber', 'anchor', 'basket', 'beacon', 'candle', 'canvas', 'cedar', 'cobalt', 'copper', 'ember', 'falcon', 'fiddle', 'garnet', 'ginger', 'harbour', 'hazel', 'indigo', 'kettle', 'lantern', 'linen', 'maple', 'meadow', 'needle', 'nutmeg', 'orchid', 'paddle', 'pepper', 'quartz', 'ribbon', 'saddle', 'thimble', 'velvet']
  return Array.from({ length: 4 }, () => words[randomInt(words.length)]).join('-') + `-${randomInt(1000, 9999)}`
}
