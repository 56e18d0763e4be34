import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { projectFolder } from '#platform/config.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import type { InAct } from '#platform/jobs/handlers.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { mentionPeople, type NewMention } from '../commands.ts'
import { readModel } from '../linkage/read-model.ts'
import { openWeighing } from '../queries/weighing.ts'
import { recogniseMentions } from './recognise.ts'
import { relinkAll } from './relink.ts'

let heed: TestHeed
let ids: readonly string[] = []

const MANY = 2010
const caller: NewMention = {
  part: 'caller', givenName: 'Ignatius', familyName: 'Overmuch', dateOfBirth: '1970-07-07', phone: '07700 900990', email: null, addressText: '1 Counter Way', postcode: 'ZA1 9ZZ',
  wantsContact: null, safeToContact: null, personId: null,
}

beforeAll(async () => {
  heed = await openTestHeed()
  ids = await heed.act('amara.diallo', async (ctx) => {
    const { incidentId } = await anIncident(ctx, {})
    await mentionPeople(ctx, { kind: 'incident', id: incidentId }, RESIDENTS.map((familyName, at) => ({ ...caller, ...hostel, givenName: ['Ada', 'Bruno', 'Chidi', 'Dora'][at % 4] ?? null, familyName, phone: null, dateOfBirth: null })))
    return mentionPeople(ctx, { kind: 'incident', id: incidentId }, Array.from({ length: MANY }, () => caller))
  })
}, 60_000)

afterAll(async () => heed.close())

/** More than are a household. */
const RESIDENTS = ['Arkwright', 'Bellamy', 'Crowther', 'Dunmore', 'Eccleston', 'Fairfax', 'Gorman', 'Hathersage', 'Ibbotson', 'Jessop', 'Kirkbride', 'Lomax']
const hostel = { addressText: 'Hope House, 3 Mill Lane', postcode: 'ZA1 8HH' }

const persons = async (): Promise<number> => heed.act('amara.diallo', async (ctx) => Number((await ctx.db.selectFrom('personMentions').select(({ fn }) => fn.count<string>('personId').distinct().as('persons')).where('familyName', '=', 'Overmuch').executeTakeFirstOrThrow()).persons))

describe('what hangs together by the thousand', () => {
  it('PE-25 is left as it is at night, and said to be, when it is tried dry and when it is done', async () => {
    const dry = await relinkAll((work) => heed.act('service:people', work), { isDry: true })
    expect(dry.left).toEqual([MANY])
    expect([dry.merges, dry.splits, dry.before - dry.after]).toEqual([[], [], 0])
    const done = await relinkAll((work) => heed.act('service:people', work), { isDry: false })
    // nor does a name that one caller's records are full of make the residents' first names rare
    expect(done).toEqual(dry)
    expect(await persons()).toBe(MANY)
  }, 120_000)

  it('PE-23 is left for the night while people work', async () => {
    const found = await heed.act('service:people', (ctx) => recogniseMentions(ctx, ids.slice(0, 1)))
    expect(found).toEqual({ moved: 0, personIds: [], isCut: true })
  }, 60_000)
})

describe('a run that is tried dry where names are counted', () => {
  it('PE-25 says what the night then does, with the model in force and with a copy of it: names are counted for it as for the night', async () => {
    const shipped = readFileSync(join(projectFolder(), 'models/heed.json'), 'utf8')
    // one telephone and first name under two surnames: how rare the first name is decides
    const namesakes = ['Quillfeather', 'Ravensworth'].map((familyName) => ({ ...caller, familyName, givenName: 'Perpetua', phone: '07700 900311', dateOfBirth: null, addressText: null, postcode: null }))
    await heed.act('amara.diallo', async (ctx) => mentionPeople(ctx, { kind: 'incident', id: (await anIncident(ctx, { people: [] })).incidentId }, namesakes))
    await sql`delete from linkage_terms`.execute(kyselyOn(heed.database.pools.bootstrap))
    await sql`delete from linkage_counts`.execute(kyselyOn(heed.database.pools.bootstrap))
    heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))
    const inAct: InAct = (work) => heed.act('service:people', work)
    const dry = await relinkAll(inAct, { isDry: true })
    const copy = await relinkAll(inAct, { isDry: true, model: readModel(shipped) })
    const done = await relinkAll(inAct, { isDry: false })
    expect(done.merges).toHaveLength(1)
    expect([dry, copy]).toEqual([done, done])
  }, 60_000)
})

describe('an address where many unrelated people live', () => {
  it('is counted at night, and says less from then on', async () => {
    const smith = { title: null, givenName: 'John', familyName: 'Smith', dateOfBirth: null, birthYear: null, phone: null, email: null, addressId: null }
    const weightAt = (place: { addressText: string; postcode: string }) => heed.look('amara.diallo', async (ctx) => {
      const weighing = await openWeighing(ctx)
      return weighing.score(weighing.rowOf({ ...smith, ...place }), weighing.rowOf({ ...smith, ...place })).weight
    })
    expect(await weightAt(hostel)).toBeLessThan(await weightAt({ addressText: '14 Tanner Street', postcode: 'ZA1 2BC' }))
  })
})
