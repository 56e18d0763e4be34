import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import type { Report, ReportedPerson } from '#features/incidents/index.ts'
import { loadAddresses } from '#features/places/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { sourceOf } from '#platform/files/source.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { getAddressPage, getIncidentAddressPage, getPersonAddressPage } from './address.ts'
import { findPersonNow, getPersonPage } from './person.ts'

let heed: TestHeed
let addressId = ''
const home = { addressText: '14 Tanner Street', postcode: 'ZA1 2BC' }
const there = { text: '14 Tanner Street', postcode: 'ZA1 2BC', addressId: null, ...middleOf(1, 1) }
const made: Record<string, { incidentId: string; personId: string; mentionId: string }> = {}

beforeAll(async () => {
  heed = await openTestHeed()
  const { longitude, latitude } = middleOf(1, 1)
  await heed.act('service:cli', (ctx) => loadAddresses(ctx, sourceOf('gazetteer.csv', `uprn,address,postcode,longitude,latitude\n1000001,14 Tanner Street,ZA1 2BC,${longitude},${latitude}\n1000002,Hostel Yard,ZA1 2BD,${longitude},${latitude}\n`), async () => undefined))
  addressId = await heed.look('amara.diallo', async ({ db }) => (await db.selectFrom('addresses').select('id').where('uprn', '=', '1000001').executeTakeFirstOrThrow()).id)
  const north = { longitude, latitude: latitude + 60 / 111_200 }
  await report('first', '2026-09-20', { role: 'victim', givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1944-04-02', ...home }, { place: there })
  await report('second', '2026-10-10', { role: 'caller', givenName: 'Ada', familyName: 'Pell', personId: 'first', ...home }, { place: { ...there, addressId } })
  await report('third', '2026-11-20', { role: 'victim', givenName: 'Ada', familyName: 'Pell', personId: 'first', ...home }, { place: there })
  await report('daughter', '2026-11-01', { role: 'witness', givenName: 'Joy', familyName: 'Okafor', ...home }, { place: { text: 'The corner', postcode: null, addressId: null, ...north } })
  await report('before', '2021-02-01', { role: 'caller', givenName: 'Old', familyName: 'Tenant', ...home }, { place: { text: 'Far off', postcode: null, addressId: null, ...middleOf(1, 3) } })
  await report('namesake', '2026-11-02', { role: 'suspect', givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1999-09-09', addressText: '9 Ropewalk', postcode: 'ZA9 9ZZ' }, { place: { text: 'A shop', postcode: null, addressId: null, ...middleOf(1, 1) } })
  await report('elsewhere', '2026-11-03', { role: 'victim', givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1970-01-01' }, { place: { text: 'A road', postcode: null, addressId: null, ...middleOf(2, 1) } })
  heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
}, 60_000)

afterAll(async () => heed.close())

async function report(name: string, day: string, person: Partial<ReportedPerson> & { personId?: string | null }, over: Partial<Report>): Promise<void> {
  heed.clock.moveTo(new Date(`${day}T12:00:00Z`))
  const personId = person.personId === undefined || person.personId === null ? null : (made[person.personId]?.personId ?? null)
  const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ ...person, personId })], ...over }))
  made[name] = { incidentId, ...(await heed.look('amara.diallo', async ({ db }) => {
    const { id, personId: who } = await db.selectFrom('personMentions').select(['id', 'personId']).where('sourceId', '=', incidentId).executeTakeFirstOrThrow()
    return { mentionId: id, personId: who }
  })) }
}
const one = (name: string) => made[name] ?? { incidentId: '', personId: '', mentionId: '' }

describe('a person’s page', () => {
  it('RP-06 says how often under every rule in force, each part by itself, with why each report counts', async () => {
    const { standings } = await heed.look('wei.zhang', (ctx) => getPersonPage(ctx, one('first').personId))
    expect(standings.map(({ kind }) => kind)).toEqual(['victim', 'caller'])
    const [victim, caller] = standings
    expect(victim?.standings.map(({ rule, repeat }) => [rule.key, repeat.standing.count, repeat.standing.isRepeat])).toEqual([['three-in-three-months', 2, false], ['twice-in-twelve-months', 2, true], ['case-review-threshold', 2, false]])
    expect(caller?.standings.map(({ repeat }) => repeat.standing.count)).toEqual([1, 1, 1])
    const why = victim?.standings[0]?.repeat.standing.verdicts.find(({ id }) => id === one('second').incidentId)
    expect(why).toEqual({ id: one('second').incidentId, counts: false, because: 'In it they are caller: that part is never mixed with this' })
  })

  it('WK-07 lists who gave the same address within a year as household, and never the person or those of years before', async () => {
    const { households } = await heed.look('wei.zhang', (ctx) => getPersonPage(ctx, one('first').personId))
    expect(households.map(({ label, isCommunal, others }) => [label, isCommunal, others.map(({ name, parts }) => [name, ...parts])])).toEqual([['14 Tanner Street, ZA1 2BC', false, [['Joy Okafor', 'witness']]]])
    expect(households[0]?.people).toBe(3)
  })

  it('WK-08 keeps namesakes apart, and names only those in a record one may see', async () => {
    const { namesakes } = await heed.look('wei.zhang', (ctx) => getPersonPage(ctx, one('first').personId))
    expect(namesakes.map(({ personId, dateOfBirth }) => [personId, dateOfBirth])).toEqual([[one('namesake').personId, '1999-09-09']])
    expect((await heed.look('helen.whitby', (ctx) => getPersonPage(ctx, one('first').personId))).namesakes).toHaveLength(2)
  })
})

describe('a person who was recognised as another', () => {
  it('WK-03 is led on to, for those who see a record of theirs; for others nobody was ever there', async () => {
    const [from, to] = [one('before'), one('daughter')]
    const { id: by } = await heed.actor('wei.zhang')
    const bootstrap = kyselyOn(heed.database.pools.bootstrap)
    expect(await heed.look('wei.zhang', (ctx) => findPersonNow(ctx, from.personId))).toBeNull()
    await sql`update person_mentions set person_id = ${to.personId}::uuid where id = ${from.mentionId}::uuid`.execute(bootstrap)
    await sql`insert into person_links (id, mention_id, from_person_id, to_person_id, decided_by, decided_at, reason) values (${newId()}, ${from.mentionId}, ${from.personId}, ${to.personId}, ${by}, now(), 'a test')`.execute(bootstrap)
    expect(await heed.look('wei.zhang', (ctx) => findPersonNow(ctx, from.personId))).toBe(to.personId)
    expect(await heed.look('owen.tate', (ctx) => findPersonNow(ctx, from.personId))).toBeNull()
    const app = await heed.app()
    const reply = await app.inject({ url: `/people/${from.personId}`, cookies: { heed: await heed.tokenOf('wei.zhang') } })
    expect([reply.statusCode, reply.headers.location]).toEqual([303, `/people/${to.personId}`])
    await sql`update person_mentions set person_id = ${from.personId}::uuid where id = ${from.mentionId}::uuid`.execute(bootstrap)
    expect(await heed.look('wei.zhang', (ctx) => findPersonNow(ctx, from.personId))).toBeNull()
  })
})

describe('an address’s page', () => {
  it('WK-09 has everything known there: reports by either way of writing it, how often, who lives there and what is near', async () => {
    const page = await heed.look('wei.zhang', (ctx) => getAddressPage(ctx, addressId, 100))
    expect(page.place).toMatchObject({ label: '14 Tanner Street, ZA1 2BC', uprn: '1000001' })
    expect(page.reports.map(({ id }) => id)).toEqual(['third', 'second', 'first'].map((name) => one(name).incidentId))
    expect(page.reports[0]?.people).toEqual([{ personId: one('first').personId, name: 'Ada Pell', part: 'victim' }])
    expect(page.standings.map(({ kind, standings }) => [kind, standings[0]?.repeat.standing.count])).toEqual([['address', 3], ['household', 3]])
    expect(page.residents?.households.map((household) => household.map(({ name }) => name))).toEqual([['Ada Pell', 'Joy Okafor'], ['Old Tenant']])
    expect(page.near.map(({ report: { id }, metres }) => [id, metres])).toEqual([[one('namesake').incidentId, 0], [one('daughter').incidentId, 60]])
    expect((await heed.look('wei.zhang', (ctx) => getAddressPage(ctx, addressId, 50))).near).toHaveLength(1)
  })

  it('WK-09 opens from an incident, leading to the gazetteer’s own page where it is there, and from where somebody lives', async () => {
    expect(await heed.look('wei.zhang', (ctx) => getIncidentAddressPage(ctx, one('second').incidentId, 100))).toEqual({ addressId })
    expect(await heed.look('wei.zhang', (ctx) => getIncidentAddressPage(ctx, one('third').incidentId, 100))).toEqual({ addressId })
    const corner = await heed.look('wei.zhang', (ctx) => getIncidentAddressPage(ctx, one('daughter').incidentId, 100))
    expect('place' in corner ? [corner.place.key, corner.reports.map(({ id }) => id), corner.residents] : null).toEqual([null, [one('daughter').incidentId], null])
    expect((await heed.look('wei.zhang', (ctx) => getPersonAddressPage(ctx, one('first').personId, one('first').mentionId, 100))).reports).toHaveLength(3)
  })

  it('WK-09 shows another borough none of it, and is not there for what they may not see', async () => {
    const page = await heed.look('owen.tate', (ctx) => getAddressPage(ctx, addressId, 500))
    expect([page.reports, page.residents, page.near, page.standings, page.cases]).toEqual([[], null, [], [], []])
    await expect(heed.look('owen.tate', (ctx) => getIncidentAddressPage(ctx, one('third').incidentId, 100))).rejects.toMatchObject({ kind: 'not found' })
    await expect(heed.look('owen.tate', (ctx) => getPersonAddressPage(ctx, one('first').personId, one('first').mentionId, 100))).rejects.toMatchObject({ kind: 'not found' })
    await expect(heed.look('wei.zhang', (ctx) => getAddressPage(ctx, newId(), 100))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('RP-31 WK-09 marks an address that many unrelated people give as communal: no household is counted for it', async () => {
    for (const [at, familyName] of ['Abara', 'Bell', 'Castel', 'Drew', 'Eze', 'Frost'].entries()) {
      await report(`hostel${at}`, `2026-11-1${at}`, { role: 'caller', givenName: 'Kit', familyName, addressText: '3 Hostel Yard', postcode: 'ZA1 2BD' }, { place: { text: '3 Hostel Yard', postcode: 'ZA1 2BD', addressId: null, ...middleOf(1, 1) } })
    }
    heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
    const page = await heed.look('wei.zhang', (ctx) => getIncidentAddressPage(ctx, one('hostel0').incidentId, 100))
    if (!('place' in page)) throw new Error('it is not in the gazetteer')
    expect([page.isCommunal, page.residents?.households.length, page.standings.find(({ kind }) => kind === 'household')?.isCommunal]).toEqual([true, 6, true])
    const { households } = await heed.look('wei.zhang', (ctx) => getPersonPage(ctx, one('hostel0').personId))
    expect(households).toMatchObject([{ isCommunal: true, people: 6, others: [] }])
    await heed.follow()
    const { rows } = await sql<{ kind: string }>`select distinct s.kind from repeat_finding_subjects s where s.key like 'ZA12BD%'`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(rows).toEqual([{ kind: 'address' }])
  })
})
