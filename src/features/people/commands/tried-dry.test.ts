import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anIncident } from '#features/incidents/examples.ts'
import { projectFolder } from '#platform/config.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import type { InAct } from '#platform/jobs/handlers.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { mentionPeople, type NewMention } from '../commands.ts'
import { readModel } from '../linkage/read-model.ts'
import { installModel } from './install-model.ts'
import { relinkAll, type Relinked } from './relink.ts'

let heed: TestHeed
let ids: readonly string[] = []

const shipped = readFileSync(join(projectFolder(), 'models/heed.json'), 'utf8')
const modelText = (version: string, over: object = {}): string => JSON.stringify({ ...JSON.parse(shipped), version, ...over })
/** Nobody is put together by such a one, nor left together. */
const STRICT = { thresholds: { same: 60, possible: 50 }, clustering: { cap: 60, missing: -3, joinAt: 55 } }

const NAMES = [['Gwenllian', 'Gwen'], ['Thomas', 'Tom'], ['Olufemi', 'Femi'], ['Katarzyna', 'Kasia']] as const

const blank: NewMention = { part: 'caller', givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, personId: null }
const inAct: InAct = (work) => heed.act('service:people', work)
const run = (isDry: boolean, text?: string): Promise<Relinked> => relinkAll(inAct, { isDry, ...(text === undefined ? {} : { model: readModel(text) }) })
const install = (text: string) => heed.act('service:cli', (ctx) => installModel(ctx, { text, reason: 'Tried in a test', inForceFrom: ctx.now }))
const persons = () => heed.act('amara.diallo', async (ctx) => new Map((await ctx.db.selectFrom('personMentions').select(['id', 'personId']).execute()).map(({ id, personId }) => [id, personId])))
const distinct = async (): Promise<number> => new Set((await persons()).values()).size

/** Everything that a run could leave behind, but for the audit of what was asked. */
const standing = async (): Promise<unknown> => {
  const tables = ['person_mentions', 'person_links', 'persons', 'identity_reviews', 'identity_decisions', 'linkage_terms', 'linkage_counts', 'linkage_models', 'events', 'heed.asked_jobs']
  const { rows } = await sql.raw(tables.map((table) => `select '${table}' as name, count(*)::int as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as all from ${table} t`).join(' union all ')).execute(kyselyOn(heed.database.pools.bootstrap))
  return rows
}

beforeAll(async () => {
  heed = await openTestHeed()
  const surnames = ['Arkwright', 'Bellamy', 'Crowther', 'Dunmore', 'Eccleston', 'Fairfax', 'Gorman', 'Hathersage', 'Ibbotson', 'Jessop', 'Kirkbride', 'Lomax']
  // with twos that agree on more and more: some plainly one, some in doubt, some by their name alone
  const people = surnames.flatMap((familyName, at): Partial<NewMention>[] => {
    const [givenName = '', short = ''] = NAMES[at % NAMES.length] ?? []
    const whole = { familyName, givenName, phone: `07700 9005${at + 10}`, postcode: `ZA${at + 1} 2BC`, addressText: `${at + 1} Long Row`, dateOfBirth: `19${at + 50}-03-0${(at % 8) + 2}` }
    return [whole, { familyName, givenName: at % 2 === 0 ? givenName : short, phone: at % 3 === 0 ? whole.phone : null, dateOfBirth: at % 4 === 0 ? whole.dateOfBirth : null, postcode: at % 5 === 0 ? null : whole.postcode }]
  })
  ids = await heed.act('amara.diallo', async (ctx) => mentionPeople(ctx, { kind: 'incident', id: (await anIncident(ctx, { people: [] })).incidentId }, people.map((person) => ({ ...blank, ...person }))))
}, 60_000)

const aMinutePasses = (): void => heed.clock.moveTo(new Date(heed.clock.now().getTime() + 60_000))

beforeEach(aMinutePasses)

afterAll(async () => heed.close())

describe('a night that is tried dry', () => {
  it('PE-25 leaves nothing behind, with the model in force and with another', async () => {
    const before = await standing()
    expect((await run(true)).merges.length).toBeGreaterThan(2)
    await run(true, modelText('strict-1', STRICT))
    expect(await standing()).toEqual(before)
  })

  it('PE-25 says of a copy of the model in force what it says of that model itself', async () => {
    const { modelVersion: _, ...own } = await run(true)
    const { modelVersion, ...copy } = await run(true, modelText('copy-1'))
    expect([copy, modelVersion]).toEqual([own, 'copy-1'])
  })

  it('PE-25 says what the night then does: how many before and after, and who is put together', async () => {
    const said = await run(true)
    const done = await run(false)
    expect(done).toEqual(said)
    expect(await distinct()).toBe(said.after)
    const now = await persons()
    expect(new Set(ids.map((id) => now.get(id))).size).toBe(ids.length - said.merges.reduce((sum, { length }) => sum + length - 1, 0))
  })

  it('PE-25 PE-28 of a stricter model says whom it would take apart, and once that is in force it does', async () => {
    const said = await run(true, modelText('strict-2', STRICT))
    expect([said.merges, said.after - said.before]).toEqual([[], said.splits.length])
    expect(said.splits.length).toBeGreaterThan(2)
    await install(modelText('strict-2', STRICT))
    expect(await run(false)).toEqual(said)
    expect(await distinct()).toBe(said.after)
  })

  it('PE-25 is refused with a model for a file with other columns, naming the column and those that are on record', async () => {
    const foreign = readFileSync(join(projectFolder(), 'models/fake.json'), 'utf8')
    const words = /^model\.columns\.\w+\.from: Heed's own records have no column "\w+"\. They have "given_name", "family_name", .*"uprn"\./
    await expect(run(true, foreign)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringMatching(words) })
    await expect(install(JSON.stringify({ ...JSON.parse(modelText('foreign')), columns: { ...JSON.parse(shipped).columns, phone: { from: 'telephone', clean: 'phone' } } }))).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('no column "telephone"') })
    await expect(run(true, modelText('untrained', { trained: undefined }))).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('is not trained') })
  })
})

describe('a model that is put in force while the night runs', () => {
  /** A night in whose course a model is put in force, before one of its acts. */
  async function nightWith(text: string, before: number): Promise<Relinked> {
    let acts = 0
    return relinkAll(async (work) => {
      acts += 1
      if (acts === before) {
        aMinutePasses()
        await install(text)
      }
      return inAct(work)
    }, { isDry: false })
  }

  it('PE-25 PE-28 is the one that everybody is looked at by in the end, whenever it comes; what came too late waits for the next night', async () => {
    await install(modelText('strict-3', STRICT))
    await run(false)
    const apart = await distinct()
    let acts = 0
    const loosen = async (version: string): Promise<void> => {
      aMinutePasses()
      await install(modelText(version))
      aMinutePasses()
    }
    await loosen('loose-3')
    await relinkAll((work) => {
      acts += 1
      return inAct(work)
    }, { isDry: false })
    const together = await distinct()
    expect(together).toBeLessThan(apart - 2)
    // the last act but one puts people together, the last says what was done
    for (let during = 2; during <= acts; during += 1) {
      await install(modelText(`strict-before-${during}`, STRICT))
      await run(false)
      expect(await distinct()).toBe(apart)
      await loosen(`loose-before-${during}`)
      const { modelVersion } = await nightWith(modelText(`strict-during-${during}`, STRICT), during)
      expect([modelVersion, await distinct()]).toEqual(during === acts ? [`loose-before-${during}`, together] : [`strict-during-${during}`, apart])
    }
    await run(false)
    expect(await distinct()).toBe(apart)
  })
})

it('PE-28 the version that comes with Heed is that one alone: it may be put in force again, and no other under its name', async () => {
  const { version } = readModel(shipped)
  await expect(install(modelText(version, STRICT))).rejects.toMatchObject({ kind: 'conflict', message: `Version ${version} is the one that comes with Heed, and this is another. Give it a version of its own` })
  expect(await install(shipped)).toBe(version)
})
