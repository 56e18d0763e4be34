import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import type { Report, ReportedPerson } from '#features/incidents/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { waiting } from '#platform/notifications/queries.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { countUnraised } from '../queries/due.ts'
import { countFindingsWaiting, getFinding, listFindings } from '../queries/findings.ts'
import { addRule } from './change-rules.ts'
import { acknowledgeFinding, dealWithFinding } from './deal.ts'
import { findRepeatsIn, findRepeatsOf, raiseMissed } from './raise-findings.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

/** A report on a day at noon in London; of nobody's house in particular unless it says so. */
async function reported(day: string, people: readonly Partial<ReportedPerson>[], over: Partial<Report> = {}, ward: readonly [number, number] = [1, 1]): Promise<string> {
  heed.clock.moveTo(new Date(`${day}T12:00:00Z`))
  const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, {
    place: { text: `Somewhere ${newId()}`, postcode: null, addressId: null, ...middleOf(...ward) }, people: people.map((person) => aPerson(person)), ...over,
  }))
  return incidentId
}

const personIn = async (incidentId: string): Promise<string> => heed.look('amara.diallo', async ({ db }) => (await db.selectFrom('personMentions').select('personId').where('sourceId', '=', incidentId).executeTakeFirstOrThrow()).personId)
const mine = async (username = 'wei.zhang') => (await heed.look(username, (ctx) => listFindings(ctx, 'waiting', 1))).rows
const findingsOf = async (incidentId: string) => {
  const { rows } = await sql<{ id: string; reports: number; kinds: string[] }>`select f.id, f.reports, array(select s.kind from repeat_finding_subjects s where s.finding_id = f.id order by s.kind) as kinds
    from repeat_findings f join repeat_finding_incidents l on l.finding_id = f.id where l.incident_id = ${incidentId}::uuid order by f.raised_at, f.id`.execute(kyselyOn(heed.database.pools.bootstrap))
  return rows
}
const service = <T>(work: Parameters<typeof heed.act<T>>[1]): Promise<T> => heed.act('service:analysis', work)

describe('a new repeat', () => {
  it('RP-10 RP-11 is found with the third call, once, and told to the borough’s intelligence unit: one task for the person, their telephone and their home', async () => {
    const who = { role: 'victim' as const, givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', addressText: '14 Tanner Street', postcode: 'ZA1 2BC' }
    const first = await reported('2026-11-02', [who])
    const personId = await personIn(first)
    await reported('2026-11-14', [{ ...who, personId }])
    await heed.follow()
    expect(await mine()).toEqual([])
    const before = (await heed.look('wei.zhang', waiting)).length
    const third = await reported('2026-11-23', [{ ...who, personId }])
    await heed.follow()
    const [row, ...others] = await mine()
    expect(others).toEqual([])
    expect(row).toMatchObject({ reports: 3, ruleName: 'Three similar in three months', kinds: ['household', 'phone', 'victim'], state: 'raised', boroughName: 'Marlow Quay' })
    expect(row?.labels.toSorted()).toEqual(['07700 900123', '14 Tanner Street, ZA1 2BC', 'Ada Pell'])
    const told = await heed.look('wei.zhang', waiting)
    expect(told).toHaveLength(before + 1)
    expect(told.find(({ kind }) => kind === 'new repeat')).toMatchObject({ subjectKind: 'repeat', subjectId: row?.id, toldTeam: true })
    expect(await heed.look('wei.zhang', countFindingsWaiting)).toBe(1)
    expect(await service((ctx) => findRepeatsIn(ctx, third))).toBe(0)
    expect(await service((ctx) => findRepeatsOf(ctx, [personId]))).toBe(0)
    expect(await service((ctx) => raiseMissed(ctx, null))).toBe(0)
  })

  it('RP-10 is found again by three further reports, not by one', async () => {
    const first = await reported('2026-10-01', [{ role: 'caller', givenName: 'Bo', familyName: 'Varga' }], {}, [1, 2])
    const bo = { role: 'caller' as const, givenName: 'Bo', familyName: 'Varga', personId: await personIn(first) }
    let last = ''
    for (const day of ['2026-10-03', '2026-10-05', '2026-10-07', '2026-10-09', '2026-10-11']) {
      last = await reported(day, [bo], {}, [1, 2])
      await heed.follow()
    }
    expect((await findingsOf(first)).map(({ kinds }) => kinds)).toEqual([['caller']])
    expect((await findingsOf(last)).map(({ reports, kinds }) => [reports, kinds])).toEqual([[3, ['caller']]])
    expect((await findingsOf(last))[0]?.id).not.toBe((await findingsOf(first))[0]?.id)
  })

  it('RP-12 never mixes parts: three times a suspect, or once each as caller, victim and suspect, is no repeat', async () => {
    const first = await reported('2026-09-01', [{ role: 'suspect', givenName: 'Cal', familyName: 'Drew', phone: '07700 900777' }])
    const cal = { givenName: 'Cal', familyName: 'Drew', phone: '07700 900777', personId: await personIn(first) }
    await reported('2026-09-02', [{ ...cal, role: 'suspect' }])
    const last = await reported('2026-09-03', [{ ...cal, role: 'suspect' }])
    await reported('2026-09-04', [{ ...cal, role: 'caller', phone: null }])
    await reported('2026-09-05', [{ ...cal, role: 'victim', phone: null }])
    await heed.follow()
    expect(await findingsOf(last)).toEqual([])
  })

  it('RP-12 is not made with a sealed report, and one made before vanishes for those who may not know it', async () => {
    const first = await reported('2026-11-05', [{ role: 'victim', givenName: 'Dot', familyName: 'Ames' }])
    const dot = { role: 'victim' as const, givenName: 'Dot', familyName: 'Ames', personId: await personIn(first) }
    await reported('2026-11-06', [dot])
    const third = await reported('2026-11-07', [dot])
    await heed.follow()
    const [found] = await findingsOf(third)
    expect(found).toBeDefined()
    const findingId = found?.id ?? ''
    expect((await heed.look('wei.zhang', (ctx) => getFinding(ctx, findingId))).reports).toBe(3)
    const waits = await heed.look('wei.zhang', countFindingsWaiting)
    const bootstrap = kyselyOn(heed.database.pools.bootstrap)
    await sql`update incidents set sealed_under = ${newId()}::uuid where id = ${first}::uuid`.execute(bootstrap)
    for (const username of ['wei.zhang', 'helen.whitby', 'femi.adeyemi']) await expect(heed.look(username, (ctx) => getFinding(ctx, findingId)), username).rejects.toMatchObject({ kind: 'not found' })
    expect(await heed.look('wei.zhang', countFindingsWaiting)).toBe(waits - 1)
    await reported('2026-11-08', [dot])
    await heed.follow()
    expect(await service((ctx) => raiseMissed(ctx, null))).toBe(0)
  })

  it('RP-12 across boroughs is told to the borough of the latest report, which learns only how many the others hold', async () => {
    const first = await reported('2026-10-20', [{ role: 'caller', givenName: 'Eli', familyName: 'Stone' }], {}, [2, 1])
    const eli = { role: 'caller' as const, givenName: 'Eli', familyName: 'Stone', personId: await personIn(first) }
    await reported('2026-10-21', [eli], {}, [2, 1])
    const third = await reported('2026-10-22', [eli], {}, [1, 1])
    await heed.follow()
    const [found] = await findingsOf(third)
    const page = await heed.look('wei.zhang', (ctx) => getFinding(ctx, found?.id ?? ''))
    expect(page).toMatchObject({ reports: 3, hidden: 2, boroughName: 'Marlow Quay', madeBy: [third] })
    expect(page.repeats.flatMap(({ subject }) => subject.reports.map(({ id }) => id))).toEqual([third])
    expect((await heed.look('rosa.blake', (ctx) => getFinding(ctx, found?.id ?? ''))).hidden).toBe(1)
  })

  it('RP-13 that was missed is raised by the ledger, which then has nothing; until then it says how many', async () => {
    const first = await reported('2026-11-20', [{ role: 'victim', givenName: 'Fay', familyName: 'Hill' }])
    const fay = { role: 'victim' as const, givenName: 'Fay', familyName: 'Hill', personId: await personIn(first) }
    await reported('2026-11-21', [fay])
    const third = await reported('2026-11-22', [fay])
    expect(await service(countUnraised)).toBe(1)
    expect(await service((ctx) => raiseMissed(ctx, new Date('2026-11-22T00:00:00Z')))).toBe(1)
    expect(await service(countUnraised)).toBe(0)
    await heed.follow()
    expect(await findingsOf(third)).toHaveLength(1)
  })

  it('RP-11 of people who were recognised as one is the finding that their telephone had made, under another name', async () => {
    const days = ['2026-11-10', '2026-11-11', '2026-11-12']
    const ids: string[] = []
    for (const [at, day] of days.entries()) ids.push(await reported(day, [{ role: 'caller', givenName: ['Gil', 'Oona', 'Piet'][at] ?? 'Gil', familyName: ['Moor', 'Abara', 'Castellan'][at] ?? 'Moor', phone: '07700 900444' }]))
    await heed.follow()
    expect((await findingsOf(ids[0] ?? '')).map(({ kinds }) => kinds)).toEqual([['phone']])
    const gil = await personIn(ids[0] ?? '')
    await sql`update person_mentions set person_id = ${gil}::uuid where source_id = any (${ids}::uuid[])`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(await service((ctx) => findRepeatsOf(ctx, [gil]))).toBe(0)
    expect((await findingsOf(ids[0] ?? '')).map(({ kinds }) => kinds)).toEqual([['caller', 'phone']])
  })

  it('RP-04 within a radius is found where the force has such a rule', async () => {
    heed.clock.moveTo(new Date('2026-08-01T12:00:00Z'))
    const owner = 'karin.lindqvist'
    await expect(heed.act(owner, (ctx) => addRule(ctx, placeRule))).rejects.toMatchObject({ kind: 'not permitted' })
    await heed.act('robin.castle', (ctx) => addRule(ctx, placeRule))
    const spot = middleOf(2, 2)
    const at = (metres: number) => ({ text: 'By the bins', postcode: null, addressId: null, longitude: spot.longitude, latitude: spot.latitude + metres / 111_200 })
    await reported('2026-08-02', [], { place: at(0) })
    await reported('2026-08-03', [], { place: at(60) })
    await heed.follow()
    const near = await reported('2026-08-04', [], { place: at(30) })
    await heed.follow()
    expect((await findingsOf(near)).map(({ reports, kinds }) => [reports, kinds])).toEqual([[3, ['place']]])
    expect((await heed.look('rosa.blake', (ctx) => listFindings(ctx, 'waiting', 1))).rows.some(({ kinds }) => kinds.includes('place'))).toBe(true)
  })

  it('RP-10 is one also when several find it at the same moment', async () => {
    // in three wards, so that no place is a repeat beside him
    const first = await reported('2026-11-16', [{ role: 'victim', givenName: 'Ivo', familyName: 'Nash' }], {}, [1, 3])
    const ivo = { role: 'victim' as const, givenName: 'Ivo', familyName: 'Nash', personId: await personIn(first) }
    const [second, third] = [await reported('2026-11-17', [ivo], {}, [2, 1]), await reported('2026-11-18', [ivo], {}, [2, 2])]
    const raised = await Promise.all([first, second, third].map((id) => heed.act('service:analysis', (ctx) => findRepeatsIn(ctx, id))))
    expect(raised.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(await findingsOf(third)).toHaveLength(1)
  })

  it('RP-10 is not looked for any further where nothing is shared: nobody is held up, and a sealed, withdrawn or unknown report is left alone', async () => {
    const held = async (incidentId: string): Promise<number> => service(async (ctx) => {
      expect(await findRepeatsIn(ctx, incidentId)).toBe(0)
      const { rows: [locks] } = await sql<{ held: number | string }>`select count(*) as held from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`.execute(ctx.db)
      return Number(locks?.held)
    })
    heed.clock.moveTo(new Date('2026-07-01T12:00:00Z'))
    const lone = await reported('2026-07-02', [{ role: 'victim', givenName: 'Lone', familyName: 'Ranger', phone: '07700 900888' }], {}, [1, 2])
    const again = await reported('2026-07-03', [{ role: 'suspect', givenName: 'Lone', familyName: 'Ranger', phone: '07700 900888' }, { role: 'victim', givenName: 'Tonto', familyName: 'Scout', phone: '07700 900888' }], {}, [1, 2])
    expect([await held(lone), await held(again), await held(newId())]).toEqual([0, 0, 0])
    const third = await reported('2026-07-04', [{ role: 'caller', givenName: 'Silver', familyName: 'Horse', phone: '07700 900888' }], {}, [1, 2])
    const { rows: [sealed] } = await sql<{ id: string }>`update incidents set sealed_under = ${newId()}::uuid where id = ${third}::uuid returning id`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(await held(sealed?.id ?? '')).toBe(0)
    await sql`update incidents set sealed_under = null where id = ${third}::uuid`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(await service((ctx) => findRepeatsIn(ctx, third))).toBe(1)
    expect((await findingsOf(third)).map(({ kinds }) => kinds)).toEqual([['phone']])
  })

  it('RP-13 is for Heed itself to raise', async () => {
    await expect(heed.act('wei.zhang', (ctx) => findRepeatsOf(ctx, [newId()]))).rejects.toMatchObject({ kind: 'not permitted' })
  })
})

const placeRule = {
  name: 'Three round one spot', leastCount: 3, windowDays: 28, sameKind: false, reportWithinDays: null, radiusMetres: 50, subjects: ['place' as const], raisesTask: true, from: '2026-08-01', reason: 'A trial in this test', source: null,
}

describe('dealing with a new repeat', () => {
  it('RP-14 is said, done once and kept: who, when and what; then it leaves the queue', async () => {
    const [row] = await mine()
    const findingId = row?.id ?? ''
    heed.clock.moveTo(new Date('2026-11-23T15:00:00Z'))
    await heed.act('wei.zhang', (ctx) => acknowledgeFinding(ctx, findingId))
    await heed.act('wei.zhang', (ctx) => acknowledgeFinding(ctx, findingId))
    const { version } = await heed.look('wei.zhang', (ctx) => getFinding(ctx, findingId))
    const done = { findingId, version, outcome: 'action under way' as const, whatWasDone: 'Searched twelve months. The team will call on her tomorrow.' }
    await expect(heed.act('wei.zhang', (ctx) => dealWithFinding(ctx, { ...done, version: version - 1 }))).rejects.toMatchObject({ kind: 'conflict' })
    const waits = await heed.look('wei.zhang', countFindingsWaiting)
    await heed.act('wei.zhang', (ctx) => dealWithFinding(ctx, done))
    expect(await heed.look('wei.zhang', (ctx) => getFinding(ctx, findingId))).toMatchObject({ state: 'dealt with', dealtBy: 'Wei Zhang', outcome: 'action under way', whatWasDone: done.whatWasDone })
    expect(await heed.look('wei.zhang', countFindingsWaiting)).toBe(waits - 1)
    await expect(heed.act('wei.zhang', (ctx) => dealWithFinding(ctx, done))).rejects.toMatchObject({ kind: 'conflict' })
    await expect(heed.act('wei.zhang', (ctx) => acknowledgeFinding(ctx, findingId))).rejects.toMatchObject({ kind: 'conflict' })
    expect((await heed.look('wei.zhang', (ctx) => listFindings(ctx, 'dealt with', 1))).rows.map(({ id }) => id)).toEqual([findingId])
  })

  it('RP-42 is not for a constable of the ward, and is not there for another borough', async () => {
    const [row] = await mine()
    const findingId = row?.id ?? ''
    await expect(heed.act('femi.adeyemi', (ctx) => acknowledgeFinding(ctx, findingId))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('owen.tate', (ctx) => acknowledgeFinding(ctx, findingId))).rejects.toMatchObject({ kind: 'not found' })
  })
})
