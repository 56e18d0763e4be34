import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { middleOf } from '#test/support/town.ts'
import { keepCounts } from '../commands/keep-counts.ts'
import { SURNAMES_AT } from '../linkage/communal.ts'
import { RecordIntake } from '../linkage/records.ts'
import type { Agreeing } from './agreeing.ts'
import { type Mention, MENTION_COLUMNS } from './candidates.ts'
import { textsOf } from './cleaned-rows.ts'
import { shippedModel } from './weighing.ts'

let heed: TestHeed
const EVERYBODY = ['amara.diallo', 'ines.moreau', 'chidi.okafor', 'leah.marsh', 'priya.nair', 'femi.adeyemi', 'karin.lindqvist', 'imran.rahman', 'wei.zhang', 'owen.tate', 'nadia.kovacs', 'robin.castle', 'margaret.osei', 'sam.blank', 'dev.mistry', 'joan.firth', 'peter.lamb', 'service:people']

/** So many are told of by one key; more are "too many". */
const MOST = 3
const RESIDENTS = ['Muchsaid', 'Muchsaidby', 'Muchsaidwell', 'Arkwright', 'Bellamy', 'Crowther', 'Dunmore', 'Eccleston', 'Fairfax', 'Gorman', 'Hathersage', 'Ibbotson']
const said = { givenName: 'Ben', familyName: 'Muchsaid', phone: '07700 900177', dateOfBirth: '1950-05-05', addressText: '7 Vale Row', postcode: 'ZA1 2BC' }

async function inBorough(borough: number, times: number): Promise<string[]> {
  return heed.act('amara.diallo', async (ctx) => {
    const ids: string[] = []
    for (let n = 0; n < times; n += 1) ids.push((await anIncident(ctx, { place: { text: '3 Cold Lane', postcode: 'ZA2 1AA', ...middleOf(borough, 1), addressId: null }, people: [aPerson(said)] })).incidentId)
    return ids
  })
}

/** A case of a borough, holding everybody who is in these incidents, or with these incidents under its seal. */
async function aCaseOf(borough: string, { holding = [], sealing = [] }: { holding?: readonly string[]; sealing?: readonly string[] }): Promise<void> {
  const { bootstrap } = heed.database.pools
  const caseId = newId()
  await bootstrap.query(`insert into cases (id, reference, status, band, borough_id, team_id, reviewed_from, opened_at, opened_by, changed_at, changed_by)
    select $2::uuid, 'CASE/TEST/' || $2, 'open', 'high', borough_id, team_id, reported_at, reported_at, recorded_by, reported_at, recorded_by from incidents where id = $1`, [borough, caseId])
  await bootstrap.query(`insert into case_people (id, case_id, mention_id, person_id, part, added_at, added_by)
    select gen_random_uuid(), $2, m.id, m.person_id, m.part, m.recorded_at, i.recorded_by from person_mentions m join incidents i on i.id = m.source_id where i.id = any ($1)`, [holding, caseId])
  await bootstrap.query('update incidents set sealed_under = $2 where id = any ($1)', [sealing, caseId])
}

beforeAll(async () => {
  heed = await openTestHeed()
  const here = await inBorough(1, 3)
  const there = await inBorough(2, 3)
  const hidden = await inBorough(1, 2)
  await aCaseOf(here[0] ?? '', { holding: there.slice(0, 1) })
  await aCaseOf(here[0] ?? '', { sealing: hidden })
  await heed.database.pools.bootstrap.query("update incidents set risk_order = 3, flags = '{vulnerable}'")
}, 60_000)

afterAll(async () => heed.close())

const visible = (ctx: Context, of: string) => sql<{ id: string; risk: number }>`select m.id, coalesce(i.risk_order, 0)::integer as risk from person_mentions m left join incidents i on i.id = m.source_id where ${sql.raw(of)} order by m.id`.execute(ctx.db)

async function agreeing(ctx: Context, family: string | null, initial: string | null, birth: string | null) {
  return (await sql<Agreeing>`select * from heed.mentions_agreeing(${family}, ${initial}, null, null, ${birth}::date, null, null, null, null, null, ${MOST}::integer)`.execute(ctx.db)).rows
}

describe('what a reader may not see', () => {
  it('PE-21 makes no surname common, nor is the risk told of a report that only a case speaks of, for every role', async () => {
    const counts = new Set<number>()
    for (const name of EVERYBODY) {
      await heed.act(name, async (ctx) => {
        const { rows: own } = await visible(ctx, "m.family_name = 'Muchsaid'")
        counts.add(own.length)
        const bySurname = await agreeing(ctx, 'muchs', null, null)
        if (own.length > MOST) expect(bySurname, name).toMatchObject([{ id: null, isCommon: true }])
        else expect(bySurname.map(({ id }) => id).sort(), name).toEqual(own.map(({ id }) => id))
        for (const found of [await agreeing(ctx, 'muchs', 'b', null), await agreeing(ctx, null, null, '1950-05-05')]) {
          expect(found, name).toHaveLength(Math.min(own.length, MOST + 1))
          expect(found.every(({ isCommon }) => isCommon === own.length > MOST), name).toBe(true)
          const risks = new Map(own.map(({ id, risk }) => [id, risk]))
          // the night sees everything, and tells nobody
          if (!name.startsWith('service')) expect(found.map(({ id, riskOrder, isVulnerable }) => [id, riskOrder, isVulnerable]), name).toEqual(found.map(({ id }) => [id, risks.get(id), risks.get(id) === 3]))
        }
      })
    }
    // nothing; a borough that has enough of its own to be common only through a case; the other; the force without what is sealed; everything
    expect([...counts].sort((a, b) => a - b)).toEqual([0, 3, 4, 6, 8])
  })

  it('PE-21 makes no key common, and takes nobody’s place among those found by it, for every role', async () => {
    const limits = { over: 0, under: 0 }
    for (const name of EVERYBODY) {
      await heed.act(name, async (ctx) => {
        const { rows: own } = await visible(ctx, "m.phone_key = '+447700900177'")
        const found = async (most: number, initial: string | null) => (await sql<{ id: string; common: number }>`
          select id, common from heed.mentions_sharing('+447700900177', null, null, null, null, 'muchsaid', 'ben', ${initial}, null, ${most}::integer, ${ctx.now}) order by id`.execute(ctx.db)).rows
        for (const most of [2, 3, 4, 5, 6, 7, 8]) {
          const all = await found(most, null)
          expect(all.map(({ common }) => common), `${name} ${most}`).toEqual(all.map(() => (own.length > most ? 1 + 128 : 0)))
          if (own.length <= most) expect(all.map(({ id }) => id), `${name} ${most}`).toEqual(own.map(({ id }) => id))
          else expect(all.length, `${name} ${most}`).toBeGreaterThan(most)
          limits[own.length > most ? 'over' : 'under'] += 1
        }
        // split by the initial, in sight as well
        expect((await found(2, 'b')).length, name).toBe(own.length === 0 ? 0 : 3)
      })
    }
    expect(Math.min(limits.over, limits.under)).toBeGreaterThan(10)
  })

  it('is not counted at night among the names, nor among those who live at an address', async () => {
    const model = shippedModel()
    const incidentId = await heed.act('amara.diallo', async (ctx) => (await anIncident(ctx, { people: RESIDENTS.map((familyName) => aPerson({ familyName, addressText: 'Hope House, 3 Mill Lane', postcode: 'ZA1 8HH' })) })).incidentId)
    const counted = () => heed.act('service:people', async (ctx) => {
      const intake = new RecordIntake(model)
      const { rows } = await sql<Mention>`select ${MENTION_COLUMNS} from person_mentions m order by m.id`.execute(ctx.db)
      for (const mention of rows) {
        const texts = textsOf(mention)
        intake.add(mention.id, model.columns.map(({ from }) => from.map((part) => texts[part] ?? '').join(' ').trim()), '', mention.sourceKind)
      }
      await keepCounts(ctx, model, intake.finish().records)
      return (await ctx.db.selectFrom('linkageTerms').select('term').where('comparison', '=', SURNAMES_AT).execute()).map(({ term }) => term)
    })
    expect(await counted()).toHaveLength(1)
    await aCaseOf(incidentId, { sealing: [incidentId] })
    expect(await counted()).toEqual([])
  })
})
