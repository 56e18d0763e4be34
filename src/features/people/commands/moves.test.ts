import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { correctMention, mentionPeople, type NewMention } from '../commands.ts'
import { RecordIntake, type Records } from '../linkage/records.ts'
import { openWeighing, shippedModel } from '../queries/weighing.ts'
import { separatePerson, undoDecision } from './decide.ts'
import { keepCounts } from './keep-counts.ts'
import { keepDecision } from './keep-decision.ts'
import { oneWriter, placeInGroups, type Because } from './regroup.ts'

let heed: TestHeed
let incidentId = ''

beforeAll(async () => {
  heed = await openTestHeed()
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [] }))).incidentId
}, 60_000)

afterAll(async () => heed.close())

const blank: NewMention = { part: 'caller', givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, personId: null }
const record = () => ({ kind: 'incident', id: incidentId }) as const
const said = (...people: readonly Partial<NewMention>[]) => heed.act('amara.diallo', (ctx) => mentionPeople(ctx, record(), people.map((person) => ({ ...blank, ...person }))))
const personsOf = async (ids: readonly string[]): Promise<string[]> => {
  const rows = await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', 'in', [...ids]).execute())
  return ids.map((id) => rows.find((row) => row.id === id)?.personId ?? '')
}
const historyOf = (id: string) => heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('personLinks').select(['fromPersonId', 'toPersonId', 'reason', 'weight', 'modelVersion', 'decisionId']).where('mentionId', '=', id).orderBy('decidedAt').orderBy('id').execute())
const recognised: Because = { decisionId: null, reason: 'Recognised in a test', modelVersion: 'test-1' }

/** Let these groups of mentions be persons, as the service actor would. */
async function place(groups: readonly (readonly string[])[], because: Because = recognised) {
  return heed.act('service:people', async (ctx) => {
    await oneWriter(ctx)
    const rows = await ctx.db.selectFrom('personMentions').select(['id', 'personId']).where('id', 'in', groups.flat()).execute()
    return placeInGroups(ctx, groups.map((group) => group.flatMap((id) => rows.find((row) => row.id === id) ?? [])), because)
  })
}

describe('mentions placed in groups', () => {
  it('PE-13 move only where they are not there yet, each with its line of history: whence, whither, why, by what and how sure', async () => {
    const [one = '', two = '', three = ''] = await said({}, {}, {})
    const before = await personsOf([one, two, three])
    const moved = await place([[one, two], [three]], { ...recognised, weights: new Map([[one, 4], [two, 7.5]]) })
    const [kept = ''] = await personsOf([one])
    expect(await personsOf([one, two, three])).toEqual([kept, kept, before[2]])
    expect(moved.mentionIds).toEqual([two])
    expect(new Set(moved.personIds)).toEqual(new Set(before.slice(0, 2)))
    expect(kept).toBe(before[0])
    expect(await historyOf(two)).toEqual([{ fromPersonId: before[1], toPersonId: before[0], reason: 'Recognised in a test', weight: 7.5, modelVersion: 'test-1', decisionId: null }])
    expect([await historyOf(one), await historyOf(three)]).toEqual([[], []])
  })

  it('PE-13 placed where they are move nobody and write nothing', async () => {
    const [one = '', two = ''] = await said({}, {})
    await place([[one, two]])
    const persons = await personsOf([one, two])
    expect(await place([[two, one]])).toEqual({ mentionIds: [], personIds: [] })
    expect(await personsOf([one, two])).toEqual(persons)
    expect(await historyOf(two)).toHaveLength(1)
  })

  it('PE-15 put together and taken apart again are who they were, and a part that was never anybody is somebody new', async () => {
    const [one = '', two = '', three = ''] = await said({}, {}, {})
    const before = await personsOf([one, two, three])
    await place([[one, two, three]])
    await place([[one], [two], [three]])
    expect(await personsOf([one, two, three])).toEqual(before)
    const [first = '', again = ''] = await said({ otherParts: ['victim'] })
    expect(new Set(await personsOf([first, again])).size).toBe(1)
    await place([[first], [again]])
    const [own, fresh = ''] = await personsOf([first, again])
    expect(fresh).not.toBe(own)
    expect(await heed.act('amara.diallo', (ctx) => ctx.db.selectFrom('persons').select('id').where('id', '=', fresh).execute())).toHaveLength(1)
  })

  it('PE-13 PE-15 taken apart alone takes back who they were last, not who they were first', async () => {
    const [a = '', b = '', c = '', other = '', last = ''] = await said({}, {}, {}, {}, {})
    const [, , , between] = await personsOf([a, b, c, other])
    await place([[a, b, c]])
    await place([[other, last]])
    heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))
    await place([[a, b, c, other, last]])
    expect(new Set(await personsOf([a, b, c, other, last])).size).toBe(1)
    await place([[a, b, c, other], [last]])
    expect(await personsOf([last])).toEqual([between])
  })

  it('PE-13 take along what they corrected, however often it was corrected', async () => {
    const [other = '', misheard = ''] = await said({ familyName: 'Ollerenshaw' }, { familyName: 'Quennell' })
    const better = await heed.act('amara.diallo', (ctx) => correctMention(ctx, record(), misheard, { ...blank, familyName: 'Olerenshaw' }))
    const best = await heed.act('amara.diallo', (ctx) => correctMention(ctx, record(), better, { ...blank, familyName: 'Ollerenshaw' }))
    await place([[other, best]])
    const [person] = await personsOf([other])
    expect(await personsOf([misheard, better, best])).toEqual([person, person, person])
  })
})

describe('a decision taken back', () => {
  const decidedSame = async (left: readonly string[], right: readonly string[], reason = 'One woman') => {
    const decisionId = await heed.act('wei.zhang', (ctx) => keepDecision(ctx, { left, right, verdict: 'same', reason, weight: null, modelVersion: null }))
    await place([[...left, ...right]], { decisionId, reason })
    return decisionId
  }
  const undoneOf = (id: string) => heed.act('wei.zhang', async (ctx) => (await ctx.db.selectFrom('identityDecisions').select(['undoneAt', 'undoneBecause']).where('id', '=', id).executeTakeFirstOrThrow()))

  it('PE-15 moves back what it moved, and leaves what something else has moved since', async () => {
    const [one = '', two = '', three = '', far = ''] = await said({}, {}, {}, {})
    const before = await personsOf([one, two, three, far])
    const decisionId = await decidedSame([one], [two, three])
    await place([[one, two], [three, far]])
    const since = (await personsOf([three]))[0]
    await heed.act('wei.zhang', (ctx) => undoDecision(ctx, { decisionId, reason: '  Two cousins  ' }))
    expect(await personsOf([one, two])).toEqual([before[0], before[1]])
    expect(await personsOf([three, far])).toEqual([since, since])
    expect((await historyOf(two)).at(-1)).toMatchObject({ fromPersonId: before[0], toPersonId: before[1], reason: 'Two cousins', decisionId })
    expect(await undoneOf(decisionId)).toMatchObject({ undoneAt: expect.any(Date), undoneBecause: 'Two cousins' })
  })

  it.each([['an id of nobody’s', 'wei.zhang', null, 'a reason', 'not found'], ['no reason', 'wei.zhang', '', '   ', 'invalid'], ['somebody whose task it is not', 'amara.diallo', '', 'a reason', 'not permitted']] as const)('PE-10 PE-15 is refused with %s, and stands', async (_what, by, id, reason, kind) => {
    const [one = '', two = ''] = await said({}, {})
    const decisionId = await decidedSame([one], [two])
    await expect(heed.act(by, (ctx) => undoDecision(ctx, { decisionId: id === null ? newId() : decisionId, reason }))).rejects.toMatchObject({ kind })
    expect(await undoneOf(decisionId)).toEqual({ undoneAt: null, undoneBecause: null })
    expect(new Set(await personsOf([one, two])).size).toBe(1)
  })

  it('PE-15 by taking somebody apart is every "same" that held the two sides together, and none within one side', async () => {
    const [one = '', two = '', three = '', four = ''] = await said({}, {}, {}, {})
    const [across, within] = [await decidedSame([one], [two]), await decidedSame([three], [four])]
    const both = await decidedSame([one, two], [three, four])
    const [together = ''] = await personsOf([one])
    const apart = await heed.act('wei.zhang', (ctx) => separatePerson(ctx, { personId: together, mentionIds: [three, four], reason: 'A neighbour' }))
    expect([await undoneOf(across), await undoneOf(within)].map(({ undoneAt }) => undoneAt)).toEqual([null, null])
    expect(await undoneOf(both)).toMatchObject({ undoneBecause: 'A neighbour' })
    const [a, b, c, d] = await personsOf([one, two, three, four])
    expect([a === b, c === d, a === c, c]).toEqual([true, true, false, apart])
  })

  it('PE-15 is told to whoever was shown them as one person meanwhile, and to nobody else', async () => {
    const [one = '', two = ''] = await said({}, {})
    await decidedSame([one], [two])
    const [together = ''] = await personsOf([one])
    await heed.look('priya.nair', (ctx) => Promise.resolve(ctx.shown('person', together)))
    await heed.act('wei.zhang', (ctx) => separatePerson(ctx, { personId: together, mentionIds: [two], reason: 'A neighbour' }))
    const told = async (username: string) => heed.look(username, async (ctx) => (await ctx.db.selectFrom('notifications').select('subjectId').where('kind', '=', 'person separated').where('accountId', '=', ctx.actor.id).execute()).map(({ subjectId }) => subjectId))
    expect(await told('priya.nair')).toContain(together)
    expect(await told('femi.adeyemi')).not.toContain(together)
  })
})

describe('how common the names are', () => {
  const model = shippedModel()
  const column = (clean: 'given name' | 'family name') => model.columns.find((each) => each.clean === clean)?.name ?? ''
  const [given, family] = [column('given name'), column('family name')]
  /** So many records of invented names, in memory: a tenth Smith, nine called Rare, the others each by themselves. */
  function records(many: number, sealed: readonly string[] = []): Records {
    const intake = new RecordIntake(model)
    for (let at = 0; at < many; at += 1) {
      const own = at < 9 ? 'Rareton' : at % 10 === 0 ? 'Smith' : `Name${[...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`
      intake.add(sealed[at] ?? newId(), model.columns.map(({ clean }) => (clean === 'family name' ? own : clean === 'given name' ? (at % 2 === 0 ? 'Ada' : 'B') : '')), '', '')
    }
    return intake.finish().records
  }
  const kept = () => heed.look('amara.diallo', async (ctx) => ({
    terms: new Map((await ctx.db.selectFrom('linkageTerms').selectAll().execute()).map(({ comparison, term, share }) => [`${comparison} ${term}`, share])),
    counts: new Map((await ctx.db.selectFrom('linkageCounts').selectAll().execute()).map(({ comparison, mentions, collision }) => [comparison, { mentions, collision }])),
  }))
  const keep = (of: Records) => heed.act('service:people', (ctx) => keepCounts(ctx, model, of))

  it('is not counted from fewer than two thousand mentions: no name is rare among them', async () => {
    await keep(records(1999))
    expect(await kept()).toEqual({ terms: new Map(), counts: new Map() })
  })

  it('is kept of names that ten mentions or more share, as their share, with how often two agree; no name counts for more than one in twenty, and an initial is no name', async () => {
    await keep(records(4000))
    const { terms, counts } = await kept()
    expect([...terms.keys()].toSorted()).toEqual([`${family} smith`, `${given} ada`].toSorted())
    expect(terms.get(`${family} smith`)).toBeCloseTo(399 / 4000, 9)
    expect(terms.get(`${given} ada`)).toBe(1)
    expect([counts.get(given)?.mentions, counts.get(family)?.mentions]).toEqual([2000, 4000])
    expect(counts.get(given)?.collision).toBe(0.05 ** 2)
    expect(counts.get(family)?.collision).toBeCloseTo(0.05 ** 2 + (9 / 4000) ** 2 + 3592 / 4000 ** 2, 12)
  })

  it('is not told of what is under a seal: neither names nor numbers of its people are counted', async () => {
    const ids = await heed.act('amara.diallo', async (ctx) => {
      const sealed = await anIncident(ctx, { people: [] })
      const found = await mentionPeople(ctx, { kind: 'incident', id: sealed.incidentId }, Array.from({ length: 11 }, () => blank))
      return { incidentId: sealed.incidentId, found }
    })
    await sql`update incidents set sealed_under = ${newId()}::uuid where id = ${ids.incidentId}::uuid`.execute(kyselyOn(heed.database.pools.bootstrap))
    await keep(records(4000, ids.found))
    const { terms, counts } = await kept()
    // the eleven are the nine Raretons, one of a name of his own and a Smith
    expect(counts.get(family)?.mentions).toBe(3989)
    expect(terms.get(`${family} smith`)).toBeCloseTo(398 / 3989, 9)
  })

  it('is what surnames are weighed by: a common one speaks less, one that nobody counted speaks as three of its name would', async () => {
    heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))
    await keep(records(4000))
    const rarityOf = (familyName: string) => heed.look('amara.diallo', async (ctx) => {
      const weighing = await openWeighing(ctx)
      const row = weighing.rowOf({ title: null, givenName: null, familyName, dateOfBirth: null, birthYear: null, phone: '07700 900777', email: null, addressText: null, postcode: null, addressId: null })
      return weighing.score(row, row).contributions.find(({ comparison }) => comparison === family)?.rarity ?? Number.NaN
    })
    const collision = (await kept()).counts.get(family)?.collision ?? Number.NaN
    expect(Math.abs(await rarityOf('Smith'))).toBeCloseTo(Math.abs(Math.log2(collision / (399 / 4000))), 6)
    expect(await rarityOf('Featherstonehaugh')).toBeGreaterThan(await rarityOf('Smith'))
    expect(await rarityOf('Featherstonehaugh')).toBe(await rarityOf('Quennell'))
  })

  it('is counted anew each time: what was common once is not kept', async () => {
    await keep(records(1999))
    expect((await kept()).terms.size).toBe(0)
  })
})
