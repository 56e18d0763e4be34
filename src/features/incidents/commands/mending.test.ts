import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { clocksOf } from '#platform/clocks/queries.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import { Refusal } from '#platform/errors.ts'
import { notificationsOf } from '#platform/notifications/queries.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { aPerson, anIncident } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import { allocateIncident } from './allocate.ts'
import { addPerson, correctPerson, type PersonDetails } from './mend-people.ts'
import { correctPlace, type PlaceCorrection } from './mend-place.ts'
import { correctTimes } from './mend-times.ts'
import { decideFlag } from './research.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, over))
const read = (incidentId: string, username = 'tom.hargreaves') => heed.look(username, (ctx) => getIncidentRecord(ctx, incidentId))
const doubtsOf = async (incidentId: string) => (await read(incidentId)).doubts.map(({ kind }) => kind)
const idOf = async (username: string) => (await heed.actor(username)).id

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return error
}

const nowhere = { text: null, postcode: null, longitude: null, latitude: null, addressId: null }
const inWard = (borough: number, ward: number): Partial<PlaceCorrection> => ({ text: '3 Mill Row', postcode: null, point: middleOf(borough, ward) })
const place = (username: string, incidentId: string, over: Partial<PlaceCorrection>) =>
  heed.act(username, (ctx) => correctPlace(ctx, { incidentId, version: 1, text: '14 Tanner Street', postcode: 'ZA1 2BC', point: 'look up', reason: 'The caller rang back', ...over }))

describe('the place', () => {
  it('IN-50 is put right, and what was doubted about it is doubted no more', async () => {
    const { incidentId } = await recorded({ place: nowhere })
    expect(await doubtsOf(incidentId)).toEqual(expect.arrayContaining(['no place', 'no team']))
    expect(await place('amara.diallo', incidentId, inWard(1, 1))).toEqual({ newTeam: 'Tanner Street Safer Neighbourhoods Team', isStillSeen: true })
    expect(await doubtsOf(incidentId)).toEqual(['personal without a victim'])
    expect(await read(incidentId, 'priya.nair')).toMatchObject({ place: '3 Mill Row', wardName: 'Tanner Street', teamName: 'Tanner Street Safer Neighbourhoods Team', version: 2 })
  })

  it('IN-50 another team is told at once, has the running clock, and the log keeps what stood before', async () => {
    const { incidentId } = await recorded()
    await place('amara.diallo', incidentId, inWard(1, 2))
    const record = await read(incidentId, 'hana.suzuki')
    expect(record.teamName).toBe('Ropewalk Safer Neighbourhoods Team')
    expect(record.log.at(-1)).toMatchObject({ kind: 'place', reason: 'The caller rang back' })
    expect(record.log.at(-1)?.text).toBe('Place corrected from “14 Tanner Street, ZA1 2BC” to “3 Mill Row”. Now with Ropewalk Safer Neighbourhoods Team, before with Tanner Street Safer Neighbourhoods Team')
    const { told, clocks } = await heed.look('hana.suzuki', async (ctx) => ({ told: await notificationsOf(ctx, incidentId), clocks: await clocksOf(ctx, incidentId, await holidaysKept(ctx)) }))
    expect(told.map(({ kind, toldName }) => [kind, toldName])).toContainEqual(['incident moved to you', 'Ropewalk Safer Neighbourhoods Team'])
    expect(clocks.map(({ kind }) => kind)).toEqual(['victim-follow-up'])
  })

  it('IN-50 an officer of one ward may give it to another borough, and then sees it no more', async () => {
    const { incidentId } = await recorded()
    expect(await place('priya.nair', incidentId, inWard(2, 1))).toEqual({ newTeam: 'Bellmaker Safer Neighbourhoods Team', isStillSeen: false })
    expect((await refusal(read(incidentId, 'priya.nair'))).kind).toBe('not found')
    expect((await read(incidentId, 'nadia.kovacs')).boroughName).toBe('Northgate')
  })

  it('IN-50 whoever it is allocated to goes on seeing it', async () => {
    const { incidentId } = await recorded()
    const accountId = await idOf('priya.nair')
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId, note: '' }))
    await place('amara.diallo', incidentId, { ...inWard(2, 1), version: 2 })
    expect((await read(incidentId, 'priya.nair')).allocatedTo).toBe(accountId)
  })

  it('IN-50 the point can be left where it is while the words are put right', async () => {
    const { incidentId } = await recorded()
    await place('priya.nair', incidentId, { text: '14a Tanner Street', point: 'keep' })
    expect(await read(incidentId)).toMatchObject({ wardName: 'Tanner Street', place: '14a Tanner Street, ZA1 2BC' })
    expect((await read(incidentId)).told.map(({ kind }) => kind)).not.toContain('incident moved to you')
  })

  it('IN-50 is refused without a reason, when nothing is different, with a point on no map, and to those who may not', async () => {
    const { incidentId } = await recorded()
    expect((await refusal(place('amara.diallo', incidentId, { reason: ' ' }))).detail.field).toBe('reason')
    expect((await refusal(place('amara.diallo', incidentId, { point: 'keep' }))).detail.field).toBe('placeText')
    expect((await refusal(place('amara.diallo', incidentId, { point: { longitude: 200, latitude: 95 } }))).detail.field).toBe('longitude')
    expect((await refusal(place('sam.blank', incidentId, inWard(1, 2)))).kind).toBe('not permitted')
    expect((await refusal(place('dev.mistry', incidentId, inWard(1, 2)))).kind).toBe('not permitted')
    expect((await refusal(place('nadia.kovacs', incidentId, inWard(1, 2)))).kind).toBe('not found')
    await place('amara.diallo', incidentId, inWard(1, 2))
    const stale = await refusal(place('amara.diallo', incidentId, inWard(1, 1)))
    expect([stale.kind, stale.detail.changed?.map(({ field }) => field)]).toEqual(['conflict', ['Place', 'Team']])
  })

  it('IN-50 wherever it is moved to, it is with the team of that ward, whose people see it, and only that team’s', async () => {
    const wards = [[1, 1, 'priya.nair'], [1, 2, 'hana.suzuki'], [2, 1, 'nadia.kovacs']] as const
    const { incidentId } = await recorded({ place: nowhere })
    let version = 1
    await fc.assert(fc.asyncProperty(fc.constantFrom(...wards), fc.string({ minLength: 1, maxLength: 8 }).filter((text) => /^[a-z ]*[a-z]$/.test(text)), async ([borough, ward, member], text) => {
      await place('amara.diallo', incidentId, { text, postcode: null, point: middleOf(borough, ward), version }).then(() => (version += 1), (error: unknown) => {
        if (!(error instanceof Refusal) || error.detail.field !== 'placeText') throw error
      })
      for (const [, , username] of wards) {
        const seen = await read(incidentId, username).then(() => true, () => false)
        expect(seen).toBe(username === member)
      }
      expect((await read(incidentId)).version).toBe(version)
    }), { numRuns: 12 })
  })
})

describe('the times', () => {
  const began = new Date('2026-11-23T09:00:00Z')
  const times = (incidentId: string, over: object = {}, username = 'priya.nair') =>
    heed.act(username, (ctx) => correctTimes(ctx, { incidentId, version: 1, occurredFrom: began, occurredTo: null, reason: 'It began in the morning', ...over }))

  it('IN-52 are put right, and never when it was reported', async () => {
    const { incidentId } = await recorded({ occurredFrom: new Date('2026-11-23T12:03:00Z'), occurredTo: new Date('2026-11-23T11:00:00Z') })
    expect(await doubtsOf(incidentId)).toEqual(expect.arrayContaining(['times out of order', 'occurred after report']))
    const { reportedAt } = await read(incidentId)
    await times(incidentId, { occurredTo: new Date('2026-11-23T10:00:00Z') })
    const record = await read(incidentId)
    expect([record.occurredFrom, record.reportedAt]).toEqual([began, reportedAt])
    expect(record.doubts.map(({ anchor }) => anchor)).not.toContain('times')
    expect(record.log.at(-1)?.text).toMatch(/^Began corrected from .* to .*\. Ended corrected from /)
  })

  it('IN-52 are refused ahead of now, out of order, unchanged, without a reason, stale, or to those who may not', async () => {
    const { incidentId } = await recorded({ occurredFrom: began })
    expect((await refusal(times(incidentId, { occurredFrom: new Date('2026-11-23T12:06:00Z') }))).detail.field).toBe('fromDay')
    expect((await refusal(times(incidentId, { occurredTo: new Date('2026-11-23T13:00:00Z') }))).detail.field).toBe('toDay')
    expect((await refusal(times(incidentId, { occurredTo: new Date('2026-11-23T08:00:00Z') }))).detail.field).toBe('toDay')
    expect((await refusal(times(incidentId))).detail.field).toBe('fromDay')
    expect((await refusal(times(incidentId, { occurredFrom: null, reason: '' }))).detail.field).toBe('reason')
    expect((await refusal(times(incidentId, { occurredFrom: null }, 'sam.blank'))).kind).toBe('not permitted')
    await times(incidentId, { occurredFrom: null })
    expect((await refusal(times(incidentId, { version: 1 }))).detail.changed?.[0]?.field).toBe('Began')
  })
})

describe('the people', () => {
  const caller: PersonDetails = { role: 'caller', givenName: 'Ada', familyName: 'Pell', dateOfBirth: '1961-04-02', phone: '07700 900123', email: null, addressText: '14 Tanner Street', postcode: 'ZA1 2BC', wantsContact: true, safeToContact: null, isAnonymous: false }
  const blank: PersonDetails = { ...caller, role: 'victim', givenName: null, familyName: null, dateOfBirth: null, phone: null, addressText: null, postcode: null, wantsContact: null }
  const mentionOf = async (incidentId: string, part: string) => (await read(incidentId)).people.find((one) => one.part === part)?.mentionId ?? ''
  const correct = async (incidentId: string, over: Partial<PersonDetails>, { version = 1, reason = 'She rang back', username = 'priya.nair' } = {}) => {
    const mentionId = await mentionOf(incidentId, 'caller')
    return heed.act(username, (ctx) => correctPerson(ctx, { incidentId, version, mentionId, person: { ...caller, ...over }, reason }))
  }
  const add = (incidentId: string, person: PersonDetails, { version = 1, sameAs = null, username = 'priya.nair' }: { version?: number; sameAs?: string | null; username?: string } = {}) =>
    heed.act(username, (ctx) => addPerson(ctx, { incidentId, version, person, sameAs }))

  it('IN-51 are corrected by a new mention of the same person, and the old one is kept behind it', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ phone: '07700 900123' })] })
    expect(await doubtsOf(incidentId)).toContain('caller unnamed')
    const before = (await read(incidentId)).people[0]
    const mentionId = await correct(incidentId, {})
    const record = await read(incidentId)
    expect(record.people.map(({ name, personId, mentionId: id }) => [name, personId, id])).toEqual([['Ada Pell', before?.personId, mentionId]])
    expect(record.doubts.map(({ kind }) => kind)).not.toContain('caller unnamed')
    expect(record.log.at(-1)).toMatchObject({ kind: 'people', reason: 'She rang back' })
    const kept = await heed.look('tom.hargreaves', (ctx) => ctx.db.selectFrom('personMentions').select(['id', 'correctsId', 'correctedById']).where('sourceId', '=', incidentId).orderBy('recordedAt').orderBy('id').execute())
    expect(kept).toEqual([{ id: before?.mentionId, correctsId: null, correctedById: mentionId }, { id: mentionId, correctsId: before?.mentionId, correctedById: null }])
  })

  it('IN-51 somebody who would not give a name is not in doubt, here or at the report', async () => {
    const { incidentId } = await recorded({ people: [aPerson()] })
    expect(await doubtsOf(incidentId)).toEqual(expect.arrayContaining(['caller unnamed', 'no way to reach the caller']))
    await correct(incidentId, { ...blank, role: 'caller', isAnonymous: true })
    expect((await doubtsOf(incidentId)).filter((kind) => kind.includes('caller'))).toEqual([])
    const again = await recorded({ people: [aPerson({ isAnonymous: true })] })
    expect((await doubtsOf(again.incidentId)).filter((kind) => kind.includes('caller'))).toEqual([])
    expect((await read(again.incidentId)).people[0]?.isAnonymous).toBe(true)
  })

  it('IN-51 a caller who is the victim too plays two parts and stays one person', async () => {
    const { incidentId } = await recorded()
    expect(await doubtsOf(incidentId)).toContain('personal without a victim')
    const sameAs = await mentionOf(incidentId, 'caller')
    await add(incidentId, blank, { sameAs })
    const { people, doubts } = await read(incidentId)
    expect(doubts.map(({ kind }) => kind)).not.toContain('personal without a victim')
    expect([people.length, new Set(people.map(({ personId }) => personId)).size, people[0]?.name]).toEqual([2, 1, 'Ada Pell'])
    expect((await refusal(add(incidentId, blank, { sameAs, version: 2 }))).detail.field).toBe('role')
  })

  it('IN-51 refuses nothing changed, no reason, a name that was not given, nothing said, and those who may not', async () => {
    const { incidentId } = await recorded()
    expect((await refusal(correct(incidentId, {}))).detail.field).toBe('givenName')
    expect((await refusal(correct(incidentId, { givenName: 'Ida' }, { reason: ' ' }))).detail.field).toBe('reason')
    expect((await refusal(correct(incidentId, { isAnonymous: true }))).detail.field).toBe('isAnonymous')
    expect((await refusal(correct(incidentId, { givenName: 'Ida' }, { username: 'sam.blank' }))).kind).toBe('not permitted')
    expect((await refusal(add(incidentId, blank))).detail.field).toBe('givenName')
    expect((await refusal(add(incidentId, { ...blank, givenName: 'Ida', isAnonymous: true }))).detail.field).toBe('isAnonymous')
    expect((await refusal(add(incidentId, { ...blank, givenName: 'Ida' }, { username: 'sam.blank' }))).kind).toBe('not permitted')
    expect((await refusal(add(incidentId, blank, { sameAs: incidentId }))).kind).toBe('not found')
    const mentionId = await mentionOf(incidentId, 'caller')
    await correct(incidentId, { givenName: 'Ida' })
    const stale = await refusal(heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 1, mentionId, person: caller, reason: 'No' })))
    expect([stale.kind, stale.detail.changed]).toEqual(['conflict', [{ field: 'First name', was: 'Ada', now: 'Ida' }]])
    expect((await refusal(heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 2, mentionId, person: caller, reason: 'No' })))).kind).toBe('not found')
  })

  it('IN-51 somebody in two parts is put right in both at once, and stays one person', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ givenName: 'Ada', familyName: 'Pell', phone: '07700 900471', otherParts: ['victim'] })] })
    const before = await read(incidentId)
    expect(before.people.map(({ part }) => part)).toEqual(['victim', 'caller'])
    await heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 1, mentionId: before.people[0]?.mentionId ?? '', person: { ...blank, givenName: 'Ida', familyName: 'Pell', phone: '07700 900472' }, reason: 'Misheard' }))
    const after = await read(incidentId)
    expect(after.people.map(({ part, name, phone }) => [part, name, phone])).toEqual([['victim', 'Ida Pell', '07700 900472'], ['caller', 'Ida Pell', '07700 900472']])
    expect(new Set([...before.people, ...after.people].map(({ personId }) => personId)).size).toBe(1)
    expect(after.log.at(-1)?.text).toContain('Details of the victim and caller corrected')
    const clash = await refusal(heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 2, mentionId: after.people[0]?.mentionId ?? '', person: { ...blank, role: 'caller', givenName: 'Ida' }, reason: 'Wrong part' })))
    expect(clash.detail.field).toBe('role')
  })
})

describe('what is put right is looked for again', () => {
  const who = (over: Partial<PersonDetails> = {}): PersonDetails => ({ role: 'caller', givenName: null, familyName: 'Quill', dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, isAnonymous: false, ...over })
  const toldOf = (incidentId: string) => heed.look('priya.nair', async (ctx) => (await notificationsOf(ctx, incidentId)).map(({ kind }) => kind))

  it('IN-54 a misheard number put right shows a repeat: flagged, in the log, an assessment asked where the flag asks for one, and the team told', async () => {
    await recorded({ people: [aPerson({ familyName: 'Quill', phone: '07700 900481' })], place: { ...nowhere, text: '91 Ropewalk' } })
    const { incidentId } = await recorded({ people: [aPerson({ familyName: 'Quill', phone: '07700 900482' })], place: { ...nowhere, ...middleOf(1, 1), text: '92 Ropewalk' } })
    expect((await read(incidentId)).flags).toEqual([])
    const mentionId = (await read(incidentId)).people[0]?.mentionId ?? ''
    await heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 1, mentionId, person: who({ phone: '07700 900481' }), reason: 'Misheard' }))
    const record = await read(incidentId)
    expect([record.flags, record.version, record.flagsOnRecord.map(({ flag, origin }) => [flag, origin])]).toEqual([['repeat'], 2, [['repeat', 'seen before']]])
    expect(record.log.at(-1)?.text).toBe('Flag “repeat” raised: what was put right is in another report')
    expect(await toldOf(incidentId)).toContain('repeat found by a correction')
  })

  it('IN-54 an address put right, and somebody added, show one too; the report itself never counts', async () => {
    await recorded({ people: [aPerson({ phone: '07700 900491' })], place: { ...nowhere, text: '93 Ropewalk', postcode: 'ZA1 9AA' } })
    const moved = await recorded({ people: [], place: { ...nowhere, ...middleOf(1, 1), text: '39 Ropewalk', postcode: 'ZA1 9AA' } })
    await place('priya.nair', moved.incidentId, { text: '94 Ropewalk', postcode: 'ZA1 9AA', point: 'keep' })
    expect((await read(moved.incidentId)).flags).toEqual([])
    await place('priya.nair', moved.incidentId, { text: '93 Ropewalk', postcode: 'ZA1 9AA', point: 'keep', version: 2 })
    expect((await read(moved.incidentId)).flags).toEqual(['repeat'])
    const added = await recorded({ people: [], place: { ...nowhere, ...middleOf(1, 1), text: '95 Ropewalk' } })
    await heed.act('priya.nair', (ctx) => addPerson(ctx, { incidentId: added.incidentId, version: 1, person: who({ role: 'suspect', phone: '07700 900491' }), sameAs: null }))
    expect((await read(added.incidentId)).flags).toEqual([])
    await heed.act('priya.nair', (ctx) => addPerson(ctx, { incidentId: added.incidentId, version: 2, person: who({ role: 'victim', phone: '07700 900491' }), sameAs: null }))
    expect((await read(added.incidentId)).flags).toEqual(['repeat'])
    expect(await toldOf(added.incidentId)).toContain('repeat found by a correction')
  })

  it('IN-54 a flag that the intelligence unit lifted stays lifted', async () => {
    await recorded({ people: [aPerson({ phone: '07700 900495' })], place: nowhere })
    const { incidentId } = await recorded({ people: [aPerson({ phone: '07700 900495' })], place: { ...nowhere, ...middleOf(1, 1) } })
    expect((await read(incidentId)).flags).toEqual(['repeat'])
    await heed.act('wei.zhang', (ctx) => decideFlag(ctx, { incidentId, version: 1, flag: 'repeat', decision: 'lifted', reason: 'Another person’s number' }))
    const mentionId = (await read(incidentId)).people[0]?.mentionId ?? ''
    await heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 2, mentionId, person: who({ phone: '07700 900495' }), reason: 'Her name' }))
    expect((await read(incidentId)).flagsOnRecord.map(({ state }) => state)).toEqual(['lifted'])
  })
})
