import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { correctMention } from '../commands.ts'
import { recogniseMentions } from '../commands/recognise.ts'
import { isSeenBefore, seenKeysOf } from '../queries.ts'
import type { MentionAsGiven } from '../rules/standardise.ts'
import { seenBefore, SEEN_MOST, type Seen } from './seen-before.ts'

let heed: TestHeed

const blank: MentionAsGiven = { givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null }
const north = { text: '3 Cold Lane', postcode: 'ZA2 1AA', addressId: null, ...middleOf(2, 1) }
type Person = Parameters<typeof aPerson>[0]

beforeAll(async () => {
  heed = await openTestHeed()
}, 60_000)

afterAll(async () => heed.close())

/** A report that mentions these; the day goes on by an hour. Result: the report's id. */
async function reported(people: readonly Person[], place?: typeof north): Promise<string> {
  heed.clock.moveTo(new Date(heed.clock.now().getTime() + 3_600_000))
  return (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: people.map((person) => aPerson(person)), ...(place === undefined ? {} : { place }) }))).incidentId
}
const asked = (given: Partial<MentionAsGiven>, by = 'amara.diallo'): Promise<Seen> => heed.look(by, (ctx) => seenBefore(ctx, { ...blank, ...given }))
const bootstrap = () => kyselyOn(heed.database.pools.bootstrap)
const mentionIn = async (incidentId: string) => heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('sourceId', '=', incidentId).executeTakeFirstOrThrow())

describe('what is told of somebody seen before', () => {
  const ada = { givenName: 'Ada', familyName: 'Quarrington', phone: '07700 900501', dateOfBirth: '1961-04-02' }

  it('PE-02 is all their reports together: how many, the last, the parts they played, the gravest risk, every flag once, and their name as last given', async () => {
    const one = await reported([ada])
    const two = await reported([{ ...ada, role: 'victim' }])
    const three = await reported([{ ...ada, givenName: 'Adah' }])
    const ids = await Promise.all([one, two, three].map(mentionIn))
    await heed.act('service:people', (ctx) => recogniseMentions(ctx, ids.map(({ id }) => id)))
    await sql`update incidents set risk_order = 3, flags = array['hate', 'repeat'] where id = ${one}::uuid`.execute(bootstrap())
    await sql`update incidents set risk_order = 1, flags = array['repeat'] where id = ${two}::uuid`.execute(bootstrap())
    await sql`update incidents set flags = '{}' where id = ${three}::uuid`.execute(bootstrap())
    const { people, common, soFar, elsewhere } = await asked({ phone: '07700900501', familyName: 'Quarrington' })
    expect(people).toHaveLength(1)
    expect(people[0]).toMatchObject({ name: 'Adah Quarrington', likelihood: 'same', because: 'same phone and surname', reports: 3, riskOrder: 3, caseOwner: null, lastAt: heed.clock.now() })
    expect([people[0]?.parts.toSorted(), people[0]?.flags.toSorted()]).toEqual([['caller', 'victim'], ['hate', 'repeat']])
    expect([common, soFar, elsewhere]).toEqual([[], null, []])
  })

  it('PE-02 is nothing of a report that was withdrawn, and less of one of theirs that was', async () => {
    const rows = await bootstrap().selectFrom('personMentions').select(['sourceId']).where('phoneKey', '=', '+447700900501').orderBy('recordedAt').execute()
    await sql`update incidents set withdrawn_at = now() where id = ${rows[0]?.sourceId}::uuid`.execute(bootstrap())
    expect((await asked({ phone: '07700900501', familyName: 'Quarrington' })).people[0]).toMatchObject({ reports: 2, riskOrder: 1 })
    await sql`update incidents set withdrawn_at = now() where id = any (${rows.map(({ sourceId }) => sourceId)}::uuid[])`.execute(bootstrap())
    expect((await asked({ phone: '07700900501', familyName: 'Quarrington' })).people).toEqual([])
  })

  it('PE-02 is what was put right, and no more what was misheard', async () => {
    const incidentId = await reported([{ givenName: 'Bryn', familyName: 'Lowestoft', phone: '07700 900502' }])
    const { id } = await mentionIn(incidentId)
    await heed.act('amara.diallo', (ctx) => correctMention(ctx, { kind: 'incident', id: incidentId }, id, { part: 'caller', ...aPerson({ givenName: 'Bryn', familyName: 'Lowestoft', phone: '07700 900503' }) }))
    expect((await asked({ phone: '07700 900502', familyName: 'Lowestoft' })).people.map(({ because }) => because)).not.toContain('same phone and surname')
    expect((await asked({ phone: '07700 900503', familyName: 'Lowestoft' })).people).toMatchObject([{ name: 'Bryn Lowestoft', because: 'same phone and surname', reports: 1 }])
  })
})

describe('how many are told of', () => {
  it('PE-02 are six at the most, the likeliest first, each once', async () => {
    for (const givenName of ['Ann', 'Beth', 'Cara', 'Dora', 'Ella', 'Faye', 'Gwen', 'Hope']) await reported([{ givenName, familyName: 'Nettleton', phone: '020 7946 0555' }])
    const { people } = await asked({ phone: '020 7946 0555', familyName: 'Nettleton', givenName: 'Hope' })
    expect(people).toHaveLength(SEEN_MOST)
    expect(people[0]).toMatchObject({ name: 'Hope Nettleton', because: 'same phone, surname and first name' })
    expect(new Set(people.map(({ personId }) => personId)).size).toBe(SEEN_MOST)
    const order = ['same', 'possible', 'another']
    expect(people.map(({ likelihood }) => order.indexOf(likelihood))).toEqual(people.map(({ likelihood }) => order.indexOf(likelihood)).toSorted((a, b) => a - b))
  })

  it('PE-02 are none who are known from withdrawn reports alone: others come in their place, and nothing is said to fit them as well', async () => {
    const ids: string[] = []
    for (const givenName of ['Ivy', 'Joan', 'Kate', 'Lena', 'Mona', 'Nell', 'Olga', 'Pia']) ids.push(await reported([{ givenName, familyName: 'Thackray', phone: '020 7946 0556' }]))
    const given = { phone: '020 7946 0556', familyName: 'Thackray' }
    const before = await asked(given)
    const gone = before.people.slice(0, 4)
    expect(before.people).toHaveLength(SEEN_MOST)
    await sql`update incidents set withdrawn_at = now() where id = any (${ids}::uuid[]) and id in (select source_id from person_mentions where person_id = any (${gone.map(({ personId }) => personId)}::uuid[]))`.execute(bootstrap())
    const { people } = await asked(given)
    const rest = ['Ivy', 'Joan', 'Kate', 'Lena', 'Mona', 'Nell', 'Olga', 'Pia'].map((name) => `${name} Thackray`).filter((name) => !gone.some((each) => each.name === name))
    expect(people.map(({ name }) => name ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual(rest)
    for (const { name } of gone) expect(JSON.stringify(people)).not.toContain(name)
    await sql`update incidents set withdrawn_at = now() where id = any (${ids}::uuid[])`.execute(bootstrap())
    expect((await asked(given)).people).toEqual([])
  })

  it('PL-02 are in the audit, and nobody else is', async () => {
    const [kept, gone] = [await reported([{ givenName: 'Rosa', familyName: 'Umfreville', phone: '020 7946 0557' }]), await reported([{ givenName: 'Sven', familyName: 'Umfreville', phone: '020 7946 0557' }])]
    await sql`update incidents set withdrawn_at = now() where id = ${gone}::uuid`.execute(bootstrap())
    const [{ personId }, other] = await Promise.all([mentionIn(kept), mentionIn(gone)])
    const { people } = await asked({ phone: '020 7946 0557', familyName: 'Umfreville' })
    expect(people.map((each) => each.personId)).toEqual([personId])
    const { rows: [last] } = await sql<{ subjects: string[] }>`select subject_ids as subjects from audit_entries where verb = 'consultation' order by id desc limit 1`.execute(bootstrap())
    expect(last?.subjects).toEqual([personId])
    expect(last?.subjects).not.toContain(other.personId)
  })

  it('PE-02 are nobody where nothing was said, and say nothing of anybody', async () => {
    expect(await asked({})).toEqual({ people: [], elsewhere: [], common: [], soFar: null })
    expect(await asked({ givenName: 'Unknown', familyName: 'Refused', phone: 'withheld', email: 'none', postcode: 'n/k', dateOfBirth: 'adult', addressText: '' })).toEqual({ people: [], elsewhere: [], common: [], soFar: null })
  })
})

describe('what lies beyond one’s sight', () => {
  it('PE-02 is a number and whom to ring, for officers of the other borough; nothing for who sees it, and nothing of what is sealed', async () => {
    const person = { givenName: 'Noor', familyName: 'Oxenholme', phone: '07700 900511', dateOfBirth: '1975-06-07' }
    const [one] = [await reported([person], north), await reported([person], north)]
    const given = { phone: '07700 900511', familyName: 'Oxenholme', dateOfBirth: '7/6/1975' }
    const near = await asked(given, 'chidi.okafor')
    expect([near.people, near.elsewhere.map(({ reports, team }) => [reports, team])]).toEqual([[], [[2, 'Northgate Intelligence Unit']]])
    expect(JSON.stringify(near)).not.toMatch(/Noor|Oxenholme|900511/)
    expect((await asked(given, 'nadia.kovacs')).elsewhere).toEqual([])
    expect((await asked(given, 'nadia.kovacs')).people.length).toBeGreaterThan(0)
    expect((await asked(given)).elsewhere).toEqual([])
    await sql`update incidents set sealed_under = ${newId()}::uuid where id = ${one}::uuid`.execute(bootstrap())
    expect((await asked(given, 'chidi.okafor')).elsewhere.map(({ reports }) => reports)).toEqual([1])
  })

  it('PE-02 raises a flag by yes or no, by whatever a person is known by, and not by the report itself', async () => {
    const incidentId = await reported([{ givenName: 'Idris', familyName: 'Pickersgill', email: 'idris@example.org', postcode: 'ZA7 7ZZ', dateOfBirth: '1982-02-03' }], north)
    const isSeen = (given: Partial<MentionAsGiven>, beside: string | null = null) => heed.act('chidi.okafor', (ctx) => isSeenBefore(ctx, [{ ...blank, ...given }], null, beside))
    for (const given of [{ email: 'IDRIS@example.org' }, { familyName: 'Pickersgill', postcode: 'za77zz' }, { familyName: 'Pickersgill', dateOfBirth: '3/2/1982' }]) expect([given, await isSeen(given), await isSeen(given, incidentId)]).toEqual([given, true, false])
    for (const given of [{ familyName: 'Pickersgill' }, { postcode: 'ZA7 7ZZ' }, { dateOfBirth: '1982-02-03' }, { familyName: 'Pickersgil', postcode: 'ZA7 7ZZ' }, {}]) expect([given, await isSeen(given)]).toEqual([given, false])
  })
})

describe('the keys somebody may have been seen by', () => {
  const keys = (given: Partial<MentionAsGiven>) => heed.look('amara.diallo', (ctx) => Promise.resolve(seenKeysOf(ctx, { ...blank, ...given })))

  it('PE-20 are those that say enough by themselves; a birthday or a postcode goes with a surname', async () => {
    expect(await keys({ givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', email: 'A@example.org', dateOfBirth: '2/4/1961', postcode: 'za1 2bc', addressText: '14 Tanner Street' })).toEqual({
      phone: '+447700900123', email: 'a@example.org', birth: '1961-04-02', postcode: 'ZA12BC', family: 'pell', address: 'ZA12BC 14',
    })
    expect(await keys({ dateOfBirth: '2/4/1961', postcode: 'za1 2bc', phone: '07700 900123' })).toEqual({ phone: '+447700900123', email: null, birth: null, postcode: null, family: null, address: null })
    for (const nothing of [{}, { familyName: 'Pell' }, { givenName: 'Ada', familyName: 'Pell' }, { postcode: 'ZA1 2BC' }, { familyName: 'Pell', dateOfBirth: '1961' }]) expect([nothing, await keys(nothing)]).toEqual([nothing, null])
  })
})
