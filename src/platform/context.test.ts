import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { firstStart, demoLoad } from '../first-start.ts'
import { readInstallation } from '../open.ts'
import { cliFor } from './cli.ts'
import { readConfig } from './config.ts'
import { makeContext, type Context } from './context.ts'
import { findSearch, keepSearch } from './searches.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(async () => heed.close())

const freshOf = (ctx: Context): Context => makeContext({ db: ctx.db, actor: ctx.actor, now: ctx.now, requestId: 'trial', mode: ctx.mode })

describe('what one request gathers', () => {
  it('is what it showed and what it changed, apart and in order, one record or several, and nothing of none', async () => {
    await heed.look('amara.diallo', async (given) => {
      const ctx = freshOf(given)
      ctx.shown('incident', 'a')
      ctx.shown('incident', ['b', 'c'])
      ctx.shown('case', [])
      ctx.changed('case', 'd')
      expect(ctx.touched).toMatchObject({ shown: [{ kind: 'incident', ids: ['a'] }, { kind: 'incident', ids: ['b', 'c'] }], changed: [{ kind: 'case', ids: ['d'] }], announced: [] })
    })
  })

  it('is explained by all that was said of it, the last word on each, and is another’s in no part', async () => {
    await heed.look('amara.diallo', async (given) => {
      const [one, other] = [freshOf(given), freshOf(given)]
      one.explain({ rows: 3, file: 'x' })
      one.explain({ rows: 4 })
      one.announced({ id: 'e', name: 'trial.told', at: one.now, actorId: one.actor.id, body: {} })
      expect([one.touched.detail, one.touched.announced.length]).toEqual([{ rows: 4, file: 'x' }, 1])
      expect(other.touched).toEqual({ shown: [], changed: [], detail: {}, announced: [] })
    })
  })
})

describe('words that were searched for', () => {
  it('are found by their id by whoever searched, as they were typed, and by nobody else; the search itself stands in the audit', async () => {
    const id = await heed.look('amara.diallo', (ctx) => keepSearch(ctx, 'Pell & "sons" 07700 900142'))
    expect(await heed.look('amara.diallo', (ctx) => findSearch(ctx, id))).toBe('Pell & "sons" 07700 900142')
    expect(await heed.look('tom.hargreaves', (ctx) => findSearch(ctx, id))).toBeNull()
    const { rows } = await heed.database.pools.bootstrap.query("select payload from audit_entries where $1 = any (subject_ids)", [id])
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toMatch(/Pell|07700/)
  })

  it('of no search are none', async () => {
    expect(await heed.look('amara.diallo', (ctx) => findSearch(ctx, '0190a000-0000-7000-8000-000000000001'))).toBeNull()
  })
})

describe('a start on a database that holds people', () => {
  const said: string[] = []
  const start = () => firstStart(heed, (sentence) => said.push(sentence))
  const count = async (): Promise<number> => (await heed.database.pools.bootstrap.query('select 1 from accounts')).rowCount ?? 0

  it('loads nothing: it says who can sign in where they are the demonstration’s, and nothing where they are the force’s own', async () => {
    const before = await count()
    expect(await start()).toBe('People of the demonstration can sign in: npm run heed -- demo users')
    await heed.database.pools.bootstrap.query("update heed.settings set value = 'false' where key = 'demonstration'")
    expect(await start()).toBeNull()
    await heed.database.pools.bootstrap.query("update heed.settings set value = 'true' where key = 'demonstration'")
    expect([await count(), said]).toEqual([before, []])
  })

  it('is refused the demonstration when that is asked for, with what to do instead', async () => {
    const before = await count()
    const cli = cliFor({ config: readConfig({}), ground: heed.ground, services: heed.services }, { words: [], flags: new Map() })
    expect(await demoLoad.run({ ...cli, say: (sentence) => said.push(sentence) })).toBe(1)
    expect(said).toEqual(['This database holds people already. The demonstration goes into an empty one: set HEED_DATA to a new folder'])
    expect(await count()).toBe(before)
  })

  it('knows the force by its name, and one that has none yet as such; only a plain yes makes people invented', async () => {
    expect(await readInstallation(heed.ground)).toEqual({ force: 'Metroshire Police', demonstration: true })
    await heed.database.pools.bootstrap.query("update heed.settings set value = '\"true\"' where key = 'demonstration'")
    await heed.database.pools.bootstrap.query("delete from heed.settings where key = 'force'")
    expect(await readInstallation(heed.ground)).toEqual({ force: 'Force not named yet', demonstration: false })
  })
})
