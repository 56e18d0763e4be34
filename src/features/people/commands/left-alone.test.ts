import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { mentionPeople, type NewMention } from '../commands.ts'
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
    expect(done.left).toEqual([MANY])
    expect(await persons()).toBe(MANY)
  }, 120_000)

  it('PE-23 is left for the night while people work', async () => {
    const found = await heed.act('service:people', (ctx) => recogniseMentions(ctx, ids.slice(0, 1)))
    expect(found).toEqual({ moved: 0, personIds: [], isCut: true })
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
