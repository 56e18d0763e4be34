import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { kyselyOn } from './connect.ts'
import { keptReading, listVersion } from './list-version.ts'

let heed: TestHeed
let asked = 0
const names = keptReading(async (ctx: Context) => {
  asked += 1
  return (await ctx.db.selectFrom('referenceValues').select('name').where('codeSet', '=', 'asb-type').orderBy('key').execute()).map(({ name }) => name)
})
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const version = () => heed.look('amara.diallo', listVersion)
const rename = (to: string) => sql`update reference_values set name = ${to} where code_set = 'asb-type' and key = 'begging-vagrancy'`.execute(kyselyOn(heed.database.pools.bootstrap))
const read = (who = 'amara.diallo') => heed.look(who, names)

describe('what a process keeps of the force’s lists', () => {
  it('is read once, for whoever asks, until a list changes', async () => {
    asked = 0
    const first = await read()
    expect([await read('priya.nair'), await read('nadia.kovacs'), asked]).toEqual([first, first, 1])
    await rename('Begging')
    expect([(await read()).includes('Begging'), asked]).toEqual([true, 2])
    await read()
    expect(asked).toBe(2)
  })

  it.each([
    ['a row added to a list', () => sql`insert into reference_values (id, code_set, key, name, certainty, sort, extra, valid, changed_at) values (${newId()}, 'asb-type', 'kept-reading', 'X', 'the force’s own', 99, '{}', '[2026-01-01,)', now())`],
    ['a row changed', () => sql`update reference_values set name = name || ' ' where code_set = 'asb-type'`], ['a row taken away', () => sql`delete from reference_values where key = 'kept-reading'`],
    ['a question set', () => sql`update question_sets set label = label || ' ' where purpose = 'risk'`], ['a team', () => sql`update teams set telephone = '020 7946 0999' where kind = 'central'`],
    ['an area', () => sql`update areas set name = name || ' ' where kind = 'borough'`], ['whose a ward is', () => sql`update team_areas set valid_from = '2009-01-01'`],
  ] as const)('is read again after %s', async (_what, change) => {
    const before = await version()
    await read()
    await change().execute(kyselyOn(heed.database.pools.bootstrap))
    expect(await version()).not.toBe(before)
    asked = 0
    await read()
    expect(asked).toBe(1)
  })

  it('stays as it is when the change was undone, and while nobody but its own act can see it', async () => {
    const kept = await read()
    await heed.act('service:cli', async (ctx) => {
      await sql`insert into reference_values (id, code_set, key, name, certainty, sort, extra, valid, changed_by, changed_at) values (${newId()}, 'asb-type', 'never-kept', 'X', 'the force’s own', 99, '{}', '[2026-01-01,)', ${ctx.actor.id}, now())`.execute(ctx.db)
      expect((await names(ctx)).length).toBe(kept.length + 1)
      expect(await read()).toEqual(kept)
      throw new Error('undone')
    }).catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'undone') throw error
    })
    expect(await read()).toEqual(kept)
  })

  it('read first in an act that has changed the lists is not kept: undone, nobody is shown what never was', async () => {
    const kept = await read()
    const fresh = keptReading(async (ctx: Context) => (await ctx.db.selectFrom('referenceValues').select('name').where('codeSet', '=', 'asb-type').orderBy('key').execute()).map(({ name }) => name))
    await heed.act('service:cli', async (ctx) => {
      await listVersion(ctx)
      await sql`insert into reference_values (id, code_set, key, name, certainty, sort, extra, valid, changed_by, changed_at) values (${newId()}, 'asb-type', 'never-was', 'X', 'the force’s own', 99, '{}', '[2026-01-01,)', ${ctx.actor.id}, now())`.execute(ctx.db)
      expect((await fresh(ctx)).length).toBe(kept.length + 1)
      throw new Error('undone')
    }).catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'undone') throw error
    })
    expect(await heed.look('amara.diallo', fresh)).toEqual(kept)
  })

  it('is asked of the database once in one transaction, however often it is needed', async () => {
    await heed.look('amara.diallo', async (ctx) => {
      let count = 0
      const db = ctx.db.withPlugin({ transformQuery: ({ node }) => { count += 1; return node }, transformResult: async ({ result }) => result })
      const counted = { ...ctx, db }
      const found = await Promise.all([listVersion(counted), listVersion(counted), listVersion(counted)])
      expect([new Set(found).size, (found[0] ?? '').length, count]).toEqual([1, 36, 1])
    })
  })

  it('is not kept when reading it failed', async () => {
    let tries = 0
    const broken = keptReading(async () => {
      tries += 1
      if (tries === 1) throw new Error('not now')
      return tries
    })
    await expect(heed.look('amara.diallo', broken)).rejects.toThrow('not now')
    expect([await heed.look('amara.diallo', broken), await heed.look('amara.diallo', broken)]).toEqual([2, 2])
  })
})
