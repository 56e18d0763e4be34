import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { ranks } from '#platform/auth/actor.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { pauseClock, startClock, type NewClock } from './commands.ts'
import { chosenAbove, keepClocks } from './escalation.ts'
import { holidaysKept } from './holidays.ts'

let heed: TestHeed
let place: { teamId: string; boroughId: string; ownerId: string }

beforeAll(async () => {
  heed = await openTestHeed()
  const priya = await heed.actor('priya.nair')
  place = { ownerId: priya.id, teamId: priya.teamIds[0] ?? '', boroughId: (await heed.actor('karin.lindqvist')).boroughIds[0] ?? '' }
})

afterAll(async () => heed.close())

async function started(more: Partial<NewClock> = {}): Promise<{ id: string; subjectId: string }> {
  heed.clock.moveTo(new Date('2026-11-23T12:00:00Z'))
  const subjectId = newId()
  const id = await heed.act('amara.diallo', async (ctx) => startClock(ctx, {
    kind: 'k', name: 'Victim followed up', subjectKind: 'incident', subjectId, startedAt: ctx.now, target: { amount: 10, unit: 'hours' },
    warnBefore: { amount: 2, unit: 'hours' }, escalateTo: 'sergeant', sealedUnder: null, ...place, ...more,
  }, await holidaysKept(ctx)))
  return { id, subjectId }
}

async function keptAt(time: string): Promise<void> {
  heed.clock.moveTo(new Date(time))
  await heed.act('service:platform', keepClocks)
}

/** Who was told of what for a record, by user name or team name. */
async function toldOf(subjectId: string, as = 'service:platform'): Promise<string[]> {
  const rows = await heed.act(as, (ctx) => ctx.db.selectFrom('notifications as n').leftJoin('accounts as a', 'a.id', 'n.accountId').leftJoin('teams as t', 't.id', 'n.teamId')
    .select(['n.kind', 'a.username', 't.name']).where('n.subjectId', '=', subjectId).orderBy('n.id').execute())
  return rows.map(({ kind, username, name }) => `${username ?? name}: ${kind}`)
}

/** A seal naming these people. */
async function naming(seal: string, ...usernames: readonly string[]): Promise<string> {
  for (const username of usernames) {
    const { id } = await heed.actor(username)
    await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (${newId()}, 'case', ${seal}, ${id}, 'named', 'a test of sealing', ${id})`.execute(kyselyOn(heed.database.pools.bootstrap))
  }
  return seal
}

describe('every minute', () => {
  it('CK-15 warns the owner once when the warning is reached, and not before', async () => {
    const { subjectId } = await started()
    await keptAt('2026-11-23T19:59:00Z')
    expect(await toldOf(subjectId)).toEqual([])
    await keptAt('2026-11-23T20:01:00Z')
    await keptAt('2026-11-23T20:02:00Z')
    expect(await toldOf(subjectId)).toEqual(['priya.nair: standard due soon'])
  })

  it('CK-15 tells the owner and the sergeant of the team once when it is overdue', async () => {
    const { subjectId } = await started({ warnBefore: null })
    await keptAt('2026-11-23T22:01:00Z')
    await keptAt('2026-11-23T22:02:00Z')
    expect(await toldOf(subjectId)).toEqual(['priya.nair: standard overdue', 'femi.adeyemi: standard overdue, escalated'])
  })

  it('CK-15 goes to those with sight of the borough where the team has no such person', async () => {
    const { subjectId } = await started({ ownerId: null, escalateTo: 'inspector', warnBefore: null })
    await keptAt('2026-11-23T22:01:00Z')
    const told = await toldOf(subjectId)
    expect(told).toContain('imran.rahman: standard overdue, escalated')
    expect(told.filter((line) => line.includes('owen.tate'))).toEqual([])
    expect(told[0]).toMatch(/Safer Neighbourhoods Team: standard overdue/)
  })

  it('CK-15 goes to the team that receives what no other does when nobody is above', async () => {
    const { subjectId } = await started({ ownerId: null, teamId: null, boroughId: null, warnBefore: null })
    await keptAt('2026-11-23T22:01:00Z')
    expect(await toldOf(subjectId)).toEqual(['Central ASB unit: standard overdue', 'Central ASB unit: standard overdue, escalated'])
  })

  it('CK-15 leaves a paused clock alone', async () => {
    const { id, subjectId } = await started()
    await heed.act('priya.nair', (ctx) => pauseClock(ctx, id, 'The victim is away'))
    await keptAt('2026-11-30T12:00:00Z')
    expect(await toldOf(subjectId)).toEqual([])
  })

  it('CK-15 keeps the clocks of sealed cases too', async () => {
    const sealedUnder = newId()
    await naming(sealedUnder, 'priya.nair', 'imran.rahman')
    const { subjectId } = await started({ sealedUnder, warnBefore: null })
    await keptAt('2026-11-23T22:01:00Z')
    expect(await toldOf(subjectId, 'priya.nair')).toEqual(['priya.nair: standard overdue', 'imran.rahman: standard overdue, escalated'])
    expect(await toldOf(subjectId, 'femi.adeyemi')).toEqual([])
  })

  it('CK-15 of a sealed case whose owner it does not name, or that has none, tells those it names', async () => {
    for (const ownerId of [place.ownerId, null]) {
      const sealedUnder = await naming(newId(), 'imran.rahman', 'helen.whitby')
      const { subjectId } = await started({ sealedUnder, ownerId, warnBefore: null, escalateTo: 'superintendent' })
      await keptAt('2026-11-23T22:01:00Z')
      const told = await toldOf(subjectId, 'imran.rahman')
      expect(new Set(told)).toEqual(new Set(['imran.rahman: standard overdue', 'helen.whitby: standard overdue', 'imran.rahman: standard overdue, escalated', 'helen.whitby: standard overdue, escalated']))
    }
  })
})

describe('whom an overdue clock is escalated to', () => {
  const one = (id: string, rank: (typeof ranks)[number], isOfTeam = false) => ({ id, rank, roles: [], isOfTeam })

  it('CK-15 prefers the clock’s own team, and takes the next rank above where nobody holds the one named', () => {
    expect(chosenAbove('sergeant', [one('a', 'sergeant'), one('b', 'sergeant', true)])).toEqual(['b'])
    expect(chosenAbove('sergeant', [one('a', 'constable', true), one('b', 'chief inspector')])).toEqual(['b'])
    expect(chosenAbove('asb lead', [{ ...one('a', 'inspector'), roles: ['asb lead'] }])).toEqual(['a'])
    expect(chosenAbove(null, [one('a', 'sergeant')])).toEqual([])
  })

  it('CK-15 never chooses somebody below the rank named', () => {
    fc.assert(fc.property(fc.array(fc.record({ id: fc.uuid(), rank: fc.constantFrom(...ranks), roles: fc.constant([]), isOfTeam: fc.boolean() }), { maxLength: 12 }), fc.constantFrom(...ranks), (people, rank) => {
      const chosen = chosenAbove(rank, people)
      const fitting = people.filter((person) => ranks.indexOf(person.rank) >= ranks.indexOf(rank))
      expect(chosen.every((id) => fitting.some((person) => person.id === id))).toBe(true)
      expect(chosen.length > 0).toBe(fitting.length > 0)
    }))
  })
})
