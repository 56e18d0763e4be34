import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPerson } from '#features/incidents/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { getAddressPage, getIncidentAddressPage, getPersonAddressPage } from './address.ts'
import { findPersonNow, getPersonPage } from './person.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const nowhere = { text: null, postcode: null, longitude: null, latitude: null, addressId: null }
const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [], screening: [], place: nowhere, ...over }))
/** The person of an incident recorded with one. */
const personIn = async (incidentId: string): Promise<string> => {
  const row = await kyselyOn(heed.database.pools.bootstrap).selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()
  return row.personId
}
const person = (username: string, id: string) => heed.look(username, (ctx) => getPersonPage(ctx, id))
const orla = { givenName: 'Orla', familyName: 'Quill', phone: '07700 900444', dateOfBirth: '1961-04-02', addressText: '3 Quay Row', postcode: 'ZA1 4QQ' }
const there = (metresEast: number, over: object = {}) => ({ text: null, postcode: null, addressId: null, longitude: middleOf(1, 1).longitude + metresEast / 69_500, latitude: middleOf(1, 1).latitude, ...over })

describe('a person through the records one may see', () => {
  it('WK-03 is called by the latest name they gave, with each part, report and safe way once', async () => {
    const first = await recorded({ place: there(0), reportedAt: new Date('2026-11-20T10:00:00Z'), people: [aPerson({ ...orla, role: 'caller', otherParts: ['victim'], safeToContact: 'By text' })] })
    await heed.follow()
    const id = await personIn(first.incidentId)
    heed.clock.moveTo(new Date('2026-11-23T12:01:00Z'))
    const second = await recorded({ place: there(0), people: [aPerson({ ...orla, role: 'witness', personId: id, givenName: 'Órla', safeToContact: 'By text' })] })
    const page = await person('karin.lindqvist', id)
    expect(page.reports.map(({ reference, parts }) => [reference, parts])).toEqual([[second.reference, ['witness']], [first.reference, ['caller', 'victim']]])
    expect([page.name, page.safeToContact, page.mentions.length]).toEqual(['Órla Quill', ['By text'], 3])
    expect(page.mentions.every(({ sourceReference }) => sourceReference !== null)).toBe(true)
    expect(page).toMatchObject({ id, cases: [], mayReadHistory: true })
    expect((await person('priya.nair', id)).mayReadHistory).toBe(false)
  })

  it('WK-03 is nobody to another borough, to a partner, and under an id nobody has; nor is an id that was never anybody led on', async () => {
    const { incidentId } = await recorded({ place: there(0), people: [aPerson({ givenName: 'Una', familyName: 'Tarn' })] })
    const id = await personIn(incidentId)
    for (const [username, of] of [['nadia.kovacs', id], ['hana.suzuki', id], ['dev.mistry', id], ['karin.lindqvist', newId()]] as const) {
      expect([username, (await refusalOf(person(username, of))).message]).toEqual([username, 'There is nothing at this address that you can see'])
    }
    expect(await heed.look('karin.lindqvist', (ctx) => findPersonNow(ctx, id))).toBeNull()
    expect(await heed.look('karin.lindqvist', (ctx) => findPersonNow(ctx, newId()))).toBeNull()
  })

  it('who would give no name is called so, until some record has one', async () => {
    const { incidentId } = await recorded({ place: there(0), people: [aPerson({ isAnonymous: true, phone: '07700 900445' })] })
    const id = await personIn(incidentId)
    expect((await person('priya.nair', id)).name).toBe('Name not given')
    const mentionId = (await person('priya.nair', id)).mentions[0]?.id ?? null
    const named = { role: 'victim', givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, isAnonymous: false } as const
    await heed.act('priya.nair', (ctx) => addPerson(ctx, { incidentId, version: 1, person: named, sameAs: mentionId }))
    expect((await person('priya.nair', id)).mentions.map(({ part }) => part).toSorted()).toEqual(['caller', 'victim'])
  })

  it('WK-08 names those of the same name apart, as far as one sees a record of theirs', async () => {
    const here = await recorded({ place: there(0), people: [aPerson({ givenName: 'Ivo', familyName: 'Stone', dateOfBirth: '1950-01-01' })] })
    const alike = await recorded({ place: there(0), people: [aPerson({ givenName: 'Ivo', familyName: 'Stone', dateOfBirth: '1990-05-06', postcode: 'ZA2 1AA' })] })
    const far = await recorded({ place: { text: null, postcode: null, addressId: null, ...middleOf(2, 1) }, people: [aPerson({ givenName: 'Ivo', familyName: 'Stone', dateOfBirth: '1970-07-07' })] })
    const [id, other, third] = [await personIn(here.incidentId), await personIn(alike.incidentId), await personIn(far.incidentId)]
    expect((await person('priya.nair', id)).namesakes).toMatchObject([{ personId: other, name: 'Ivo Stone', dateOfBirth: '1990-05-06', postcode: 'ZA2 1AA', records: 1 }])
    expect((await person('helen.whitby', id)).namesakes.map(({ personId }) => personId).toSorted()).toEqual([other, third].toSorted())
  })
})

describe('an address and what is near', () => {
  it('WK-09 a place without a number is only its own report, and what is near it stands by distance, within the metres asked', async () => {
    const centre = await recorded({ place: there(2_000) })
    const near = [await recorded({ place: there(2_040) }), await recorded({ place: there(2_150) }), await recorded({ place: there(2_480) })]
    const old = await recorded({ place: there(2_010), reportedAt: new Date('2025-11-01T10:00:00Z') })
    const page = async (within: number) => {
      const found = await heed.look('helen.whitby', (ctx) => getIncidentAddressPage(ctx, centre.incidentId, within))
      if ('addressId' in found) throw new Error('it lies at an address of the gazetteer')
      return found
    }
    const ids = async (within: number) => (await page(within)).near.map(({ report }) => report.id)
    expect(await ids(50)).toEqual([near[0]?.incidentId])
    expect(await ids(200)).toEqual([near[0]?.incidentId, near[1]?.incidentId])
    expect(await ids(500)).toEqual(near.map(({ incidentId }) => incidentId))
    expect(await ids(500)).not.toContain(old.incidentId)
    expect(await page(100)).toMatchObject({ place: { label: 'A place with no address', key: null, uprn: null, incidentId: centre.incidentId, path: `/incidents/${centre.incidentId}/address` }, reports: [{ id: centre.incidentId }], residents: null, isCommunal: false, withinMetres: 100, cases: [] })
    for (const { metres } of (await page(500)).near) expect(metres).toBeLessThanOrEqual(500)
  })

  it('WK-09 where somebody said they live has the reports of that address by either way of writing it, and a point where one is known', async () => {
    const { incidentId } = await recorded({ place: there(0, { text: '3 Quay Row', postcode: 'ZA1 4QQ' }), people: [aPerson({ ...orla, givenName: 'Finn', phone: '07700 900446' })] })
    const again = await recorded({ place: there(0, { text: '3, QUAY ROW', postcode: 'za14qq' }) })
    const id = await personIn(incidentId)
    const [mention] = (await person('priya.nair', id)).mentions
    const page = await heed.look('priya.nair', (ctx) => getPersonAddressPage(ctx, id, mention?.id ?? '', 100))
    expect(page.reports.map(({ id: of }) => of).toSorted()).toEqual([incidentId, again.incidentId].toSorted())
    expect(page.place).toMatchObject({ label: '3 Quay Row, ZA1 4QQ', addressId: null, path: `/people/${id}/addresses/${mention?.id ?? ''}` })
    expect(page.place.point).not.toBeNull()
    expect(page.reports.find(({ id: of }) => of === incidentId)?.people).toMatchObject([{ personId: id, name: 'Finn Quill', part: 'caller' }])
  })

  it('WK-09 is not there for those who see none of it, for a mention of somebody else, nor where no address was given', async () => {
    const { incidentId } = await recorded({ place: there(0), people: [aPerson({ givenName: 'Kit', familyName: 'Usher' })] })
    const id = await personIn(incidentId)
    const [mention] = (await person('priya.nair', id)).mentions
    const tries = [
      () => heed.look('priya.nair', (ctx) => getPersonAddressPage(ctx, id, mention?.id ?? '', 100)),
      () => heed.look('priya.nair', (ctx) => getPersonAddressPage(ctx, newId(), mention?.id ?? '', 100)),
      () => heed.look('nadia.kovacs', (ctx) => getIncidentAddressPage(ctx, incidentId, 100)),
      () => heed.look('priya.nair', (ctx) => getIncidentAddressPage(ctx, newId(), 100)),
    ]
    for (const look of tries) expect((await refusalOf(look())).message).toBe('There is nothing at this address that you can see')
    expect((await refusalOf(heed.look('priya.nair', (ctx) => getAddressPage(ctx, newId(), 100)))).message).toBe('There is no such address')
  })
})
