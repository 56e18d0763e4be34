import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clocksOf } from '#platform/clocks/queries.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import { Refusal } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import { notificationsOf } from '#platform/notifications/queries.ts'
import { plusMinutes } from '#platform/time/instant.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { aPerson, aReport } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import { getSimilarTyped, similarOnRecord } from '../queries/similar.ts'
import type { Report } from '../rules/report.ts'
import { type Exits, NO_EXITS } from '../rules/similar.ts'
import { resultIncident, deploy } from './respond.ts'
import { decideSimilar, settleSimilar, takeReport } from './similar.ts'

let heed: TestHeed
let street = 0

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

// every test has a street and a telephone of its own, so that nothing else is like what it records
beforeEach(() => {
  street += 1
})

function at(house: number, more: Partial<Report> = {}): (ctx: { now: Date }) => Report {
  return (ctx) => aReport({ now: ctx.now }, {
    place: { text: `${house} Mill Lane ${street}`, postcode: `ZA${street} 9AA`, longitude: null, latitude: null, addressId: null },
    people: [aPerson({ givenName: 'Ada', familyName: `Pell${street}${house}`, phone: `07700 9${String(street).padStart(2, '0')}${String(house).padStart(3, '0')}` })], ...more,
  })
}

const take = (report: (ctx: { now: Date }) => Report, exits = NO_EXITS, who = 'amara.diallo') => heed.act(who, (ctx) => takeReport(ctx, report(ctx), exits))

async function refused(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(() => new Error('not refused'), (caught: unknown) => caught)
  if (error instanceof Refusal) return error
  throw error
}

describe('a report like one on record', () => {
  it('IN-60 is found by its address and by its telephone, with why, and never by a suspect', async () => {
    const first = await take(at(1))
    const typed = { place: { text: `1 Mill Lane ${street}`, postcode: `ZA${street} 9AA`, addressId: null }, people: [], answers: [], isInDanger: false, type: null, reportedAt: null }
    const { found } = await heed.look('amara.diallo', (ctx) => getSimilarTyped(ctx, typed))
    expect(found).toMatchObject([{ id: first.incidentId, reference: first.reference, closed: null }])
    expect(found[0]?.because[0]).toBe('same address')
    const elsewhere = await take(at(2, { people: [aPerson({ phone: `07700 9${String(street).padStart(2, '0')}001` })] }))
    expect(elsewhere.similar).toMatchObject([{ id: first.incidentId, because: ['same telephone', 'at the same time', 'same type'] }])
    const suspected = await take(at(3, { people: [aPerson({ role: 'suspect', phone: `07700 9${String(street).padStart(2, '0')}001` })] }))
    expect(suspected.similar).toEqual([])
  })

  it('IN-60 is found near by only within the metres set, whichever cell each lies in', async () => {
    const middle = middleOf(1, 1)
    const by = (metres: number): Partial<Report> => ({ place: { text: null, postcode: null, longitude: middle.longitude, latitude: middle.latitude + metres / 111_320, addressId: null } })
    const first = await take(at(1, by(3000)))
    expect((await take(at(2, by(3200)))).similar.map(({ id }) => id)).toEqual([first.incidentId])
    expect((await take(at(3, by(3600)))).similar).toEqual([])
  })

  it('IN-60 is not named to somebody who may not see it, nor counted', async () => {
    const first = await take(at(1, { place: { text: `1 Mill Lane ${street}`, postcode: `ZA${street} 9AA`, ...middleOf(1, 1), addressId: null } }))
    const other = await take(at(1, { place: { text: `1 Mill Lane ${street}`, postcode: `ZA${street} 9AA`, ...middleOf(2, 1), addressId: null }, people: [] }), NO_EXITS, 'nadia.kovacs')
    expect(other.similar).toEqual([])
    expect(other.doubts.map(({ kind }) => kind)).not.toContain('similar not decided')
    const seen = await heed.look('amara.diallo', (ctx) => similarOnRecord(ctx, other.incidentId, { earlier: true }))
    expect(seen.map(({ id }) => id)).toEqual([first.incidentId])
    expect((await heed.look('nadia.kovacs', (ctx) => similarOnRecord(ctx, other.incidentId, { earlier: false })))).toEqual([])
  })
})

describe('saving without a choice', () => {
  it('IN-61 records it by itself and leaves a doubt, on the later of the two only, until the pair is decided', async () => {
    const first = await take(at(1))
    const second = await take(at(1))
    expect(second.how).toBe('recorded')
    expect(second.doubts.map(({ kind }) => kind)).toContain('similar not decided')
    const doubtsOf = (id: string) => heed.look('amara.diallo', async (ctx) => (await getIncidentRecord(ctx, id)).doubts.filter(({ kind }) => kind === 'similar not decided'))
    expect(await doubtsOf(first.incidentId)).toEqual([])
    expect(await doubtsOf(second.incidentId)).toMatchObject([{ sentence: '1 earlier report is like this one, and nobody has said whether they belong together' }])
    await heed.act('amara.diallo', (ctx) => decideSimilar(ctx, { incidentId: first.incidentId, otherId: second.incidentId, verdict: 'separate', reason: 'Two flats' }))
    expect(await doubtsOf(second.incidentId)).toEqual([])
  })
})

describe('adding to an incident on record', () => {
  it('IN-62 keeps the words and the people, tells the team, starts no clock again, and makes no incident', async () => {
    const first = await take(at(1))
    const clocks = () => heed.look('amara.diallo', async (ctx) => (await clocksOf(ctx, first.incidentId, await holidaysKept(ctx))).map(({ id, kind, dueAt }) => ({ id, kind, dueAt })))
    const before = await clocks()
    heed.clock.moveTo(plusMinutes(heed.clock.now(), 40))
    const added = await take(at(1, { channel: '999', narrative: 'They have come back with a dog', people: [aPerson({ givenName: 'Bo', familyName: 'Frost', phone: '07700 900777' }), aPerson({ role: 'witness', givenName: 'Cy' })] }), { ...NO_EXITS, addTo: first.incidentId })
    expect(added).toMatchObject({ how: 'added', incidentId: first.incidentId, reference: first.reference, similar: [], doubts: [] })
    await heed.look('amara.diallo', async (ctx) => {
      const record = await getIncidentRecord(ctx, first.incidentId)
      expect(record.people.map(({ name, part }) => [name, part])).toEqual([[`Ada Pell${street}1`, 'caller'], ['Bo Frost', 'caller'], ['Cy', 'witness']])
      expect(record.log.find(({ kind }) => kind === 'further report')).toMatchObject({ text: 'They have come back with a dog', notes: expect.arrayContaining([['How', '999']]) })
      expect((await notificationsOf(ctx, first.incidentId)).map(({ kind }) => kind)).toContain('further report')
      const { n } = await ctx.db.selectFrom('incidents').select(({ fn }) => fn.countAll<number>().as('n')).where('locationText', '=', `1 Mill Lane ${street}`).executeTakeFirstOrThrow()
      expect(Number(n)).toBe(1)
    })
    expect(await clocks()).toEqual(before)
  })

  it('IN-62 raises flags, the suggested grade and, where a quicker one was chosen, the grade; nothing ever falls', async () => {
    const first = await take(at(1, { grade: 'extended', screening: [{ question: 'd1', answer: 'no' }] }))
    await take(at(1, { grade: null, screening: [{ question: 'd5', answer: 'yes', detail: 'he is alone' }] }), { ...NO_EXITS, addTo: first.incidentId })
    const read = () => heed.look('amara.diallo', (ctx) => getIncidentRecord(ctx, first.incidentId))
    const suggested = await read()
    expect(suggested).toMatchObject({ grade: 'extended', suggestedGradeName: 'Significant', flags: ['vulnerable'] })
    expect(suggested.told.map(({ kind }) => kind)).toContain('further report, more urgent than graded')
    expect(suggested.log.find(({ kind }) => kind === 'further report')?.notes.flat().join(' ')).toContain('yes (he is alone)')
    await take(at(1, { grade: 'immediate' }), { ...NO_EXITS, addTo: first.incidentId })
    expect(await read()).toMatchObject({ grade: 'immediate', suggestedGradeName: 'Significant' })
    await take(at(1, { grade: 'referred' }), { ...NO_EXITS, addTo: first.incidentId })
    expect(await read()).toMatchObject({ grade: 'immediate', suggestedGradeName: 'Significant' })
  })

  it('IN-62 adds the same draft once, however often it is sent, also at once and also with another choice', async () => {
    const first = await take(at(1))
    const draftId = newId()
    const send = (exits: Exits = { ...NO_EXITS, addTo: first.incidentId }) => take(at(1, { narrative: 'Again', people: [], draftId }), exits)
    const both = await Promise.all([send(), send()])
    expect(both.filter(({ isAgain }) => isAgain)).toHaveLength(1)
    expect(await send(NO_EXITS)).toMatchObject({ isAgain: true, incidentId: first.incidentId })
    const log = await heed.look('amara.diallo', async (ctx) => (await getIncidentRecord(ctx, first.incidentId)).log)
    expect(log.filter(({ kind }) => kind === 'further report')).toHaveLength(1)
  })

  it('IN-61 records and links instead where nothing can be added any more, and says why', async () => {
    const first = await take(at(1))
    await heed.act('amara.diallo', async (ctx) => {
      await deploy(ctx, { incidentId: first.incidentId, version: 1, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit free' })
      await resultIncident(ctx, { incidentId: first.incidentId, version: 2, codes: ['result-407'], account: 'Nobody was there when they came', attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No number' })
    })
    const second = await take(at(1), { ...NO_EXITS, addTo: first.incidentId })
    expect(second).toMatchObject({ how: 'recorded', notAdded: expect.stringContaining('it has been resulted') })
    expect(await heed.look('amara.diallo', async (ctx) => (await getIncidentRecord(ctx, second.incidentId)).related.map(({ id }) => id))).toEqual([first.incidentId])
  })

  it('IN-62 saves a report by itself where the incident chosen is not theirs to see', async () => {
    const hidden = await take(at(1, { place: { text: 'x', postcode: null, ...middleOf(1, 1), addressId: null } }))
    const own = await take(at(2, { place: { text: 'y', postcode: null, ...middleOf(2, 1), addressId: null } }), { ...NO_EXITS, addTo: hidden.incidentId, link: [newId()] }, 'nadia.kovacs')
    expect(own).toMatchObject({ how: 'recorded', notAdded: null })
    expect(own.incidentId).not.toBe(hidden.incidentId)
  })
})

describe('linking and keeping separate', () => {
  it('IN-63 shows each beside the other with the reason, asks nobody again, and the newest decision stands', async () => {
    const first = await take(at(1))
    const second = await take(at(1), { ...NO_EXITS, link: [first.incidentId], reason: 'One gang' })
    expect(second.similar).toEqual([])
    const relatedTo = (id: string) => heed.look('amara.diallo', async (ctx) => (await getIncidentRecord(ctx, id)).related)
    expect(await relatedTo(first.incidentId)).toEqual([{ id: second.incidentId, reference: second.reference, because: 'One gang' }])
    expect(await relatedTo(second.incidentId)).toEqual([{ id: first.incidentId, reference: first.reference, because: 'One gang' }])
    await heed.act('amara.diallo', (ctx) => decideSimilar(ctx, { incidentId: first.incidentId, otherId: second.incidentId, verdict: 'separate', reason: 'Different people after all' }))
    expect(await relatedTo(second.incidentId)).toEqual([])
    expect((await heed.look('amara.diallo', (ctx) => similarOnRecord(ctx, second.incidentId, { earlier: false })))).toEqual([])
  })

  it('IN-63 is known only to those who may see both', async () => {
    const first = await take(at(1, { place: { text: 'p', postcode: null, ...middleOf(1, 1), addressId: null } }))
    const second = await take(at(2, { place: { text: 'q', postcode: null, ...middleOf(2, 1), addressId: null } }), { ...NO_EXITS, link: [first.incidentId] })
    const seen = await heed.look('nadia.kovacs', async (ctx) => [(await getIncidentRecord(ctx, second.incidentId)).related, await ctx.db.selectFrom('similarDecisions').select('id').execute()])
    expect(seen).toEqual([[], []])
    expect((await refused(heed.act('nadia.kovacs', (ctx) => decideSimilar(ctx, { incidentId: second.incidentId, otherId: first.incidentId, verdict: 'separate', reason: '' })))).kind).toBe('not found')
  })

  it('IN-63 lets nobody decide without a role, nor of one incident with itself', async () => {
    const first = await take(at(1))
    const pair = { incidentId: first.incidentId, otherId: first.incidentId, verdict: 'related', reason: '' } as const
    expect((await refused(heed.act('sam.blank', (ctx) => decideSimilar(ctx, pair)))).kind).toBe('not permitted')
    expect((await refused(heed.act('amara.diallo', (ctx) => decideSimilar(ctx, pair)))).kind).toBe('invalid')
  })

  it('IN-63 holds both in one order: two people deciding of one pair at once both get through', async () => {
    const [first, second] = [await take(at(1)), await take(at(1))]
    const decide = (incidentId: string, otherId: string) => heed.act('amara.diallo', (ctx) => decideSimilar(ctx, { incidentId, otherId, verdict: 'related', reason: 'Together' }))
    await Promise.all([decide(first.incidentId, second.incidentId), decide(second.incidentId, first.incidentId), decide(first.incidentId, second.incidentId)])
    expect(await heed.look('amara.diallo', async (ctx) => (await getIncidentRecord(ctx, first.incidentId)).related.map(({ id }) => id))).toEqual([second.incidentId])
  })
})

describe('settling it later', () => {
  it('IN-61 offers the same three exits: added to another it is a duplicate of that, worked there', async () => {
    const [first, second] = [await take(at(1)), await take(at(1))]
    const settle = (exits: Partial<typeof NO_EXITS>, version = 1) => heed.act('amara.diallo', (ctx) => settleSimilar(ctx, { incidentId: second.incidentId, version, exits: { ...NO_EXITS, ...exits } }))
    expect((await refused(settle({}))).kind).toBe('invalid')
    expect((await refused(settle({ separate: [first.incidentId] }))).detail).toMatchObject({ field: 'similar.reason' })
    expect((await refused(settle({ addTo: first.incidentId }, 7))).kind).toBe('conflict')
    await settle({ addTo: first.incidentId })
    const record = await heed.look('amara.diallo', (ctx) => getIncidentRecord(ctx, second.incidentId))
    expect(record.original?.id).toBe(first.incidentId)
    expect(record.doubts.map(({ kind }) => kind)).not.toContain('similar not decided')
  })

  it('IN-61 keeps it separate, with the reason in both logs', async () => {
    const [first, second] = [await take(at(1)), await take(at(1))]
    await heed.act('amara.diallo', (ctx) => settleSimilar(ctx, { incidentId: second.incidentId, version: 1, exits: { ...NO_EXITS, separate: [first.incidentId], reason: 'Another flat' } }))
    for (const id of [first.incidentId, second.incidentId]) {
      const log = await heed.look('amara.diallo', async (ctx) => (await getIncidentRecord(ctx, id)).log)
      expect(log.find(({ kind }) => kind === 'similar')).toMatchObject({ reason: 'Another flat', text: expect.stringContaining('kept separate') })
    }
  })
})
