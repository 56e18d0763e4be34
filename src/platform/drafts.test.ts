import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusedAs } from '#test/support/pages.ts'
import { dropDraft, findDraft, findUsedDraft, keepDraft, openDrafts, useDraft } from './drafts.ts'
import { findSearch, keepSearch } from './searches.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const keep = (id: string, narrative: string, who = 'amara.diallo') => heed.act(who, (ctx) => keepDraft(ctx, id, 'report', { narrative }))
const find = (id: string, who = 'amara.diallo') => heed.look(who, (ctx) => findDraft(ctx, id))
const open = (who = 'amara.diallo') => heed.look(who, (ctx) => openDrafts(ctx, 'report'))

describe('a draft', () => {
  it('is the last that was typed, for whoever typed it and for nobody else', async () => {
    const id = newId()
    await keep(id, 'Young peo')
    heed.clock.moveTo(new Date('2026-11-23T12:01:00Z'))
    await keep(id, 'Young people shouting')
    expect(await find(id)).toEqual({ id, answers: { narrative: 'Young people shouting' }, savedAt: new Date('2026-11-23T12:01:00Z') })
    for (const who of ['tom.hargreaves', 'helen.whitby', 'robin.castle', 'margaret.osei', 'dev.mistry']) expect([who, await find(id, who), await open(who)]).toEqual([who, null, []])
  })

  it('kept by two windows at once is one draft', async () => {
    const id = newId()
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => keep(id, text)))
    expect((await open()).filter((draft) => draft.id === id).length).toBe(1)
  })

  it('of somebody else cannot be written over, sent or thrown away by whoever knows its id', async () => {
    const id = newId()
    await keep(id, 'Mine')
    expect(await refusedAs(keep(id, 'Theirs', 'tom.hargreaves'))).toBe('not found')
    expect(await heed.act('tom.hargreaves', (ctx) => findUsedDraft(ctx, id))).toBeNull()
    expect(await refusedAs(heed.act('tom.hargreaves', (ctx) => useDraft(ctx, id, 'report', newId())))).toBe('not found')
    await heed.act('tom.hargreaves', (ctx) => dropDraft(ctx, id))
    expect(await find(id)).toMatchObject({ answers: { narrative: 'Mine' } })
  })

  it('that became a record is emptied, names the record, and takes nothing more', async () => {
    const [id, becameId] = [newId(), newId()]
    await keep(id, 'What she said')
    await heed.act('amara.diallo', (ctx) => useDraft(ctx, id, 'report', becameId))
    await keep(id, 'Typed too late')
    expect(await find(id)).toBeNull()
    expect(await heed.act('amara.diallo', (ctx) => findUsedDraft(ctx, id))).toBe(becameId)
    const kept = await kyselyOn(heed.database.pools.bootstrap).selectFrom('drafts').select(['answers', 'becameId']).where('id', '=', id).executeTakeFirstOrThrow()
    expect(kept).toEqual({ answers: {}, becameId })
  })

  it('never saved before it was sent is remembered as sent all the same', async () => {
    const [id, becameId] = [newId(), newId()]
    await heed.act('amara.diallo', (ctx) => useDraft(ctx, id, 'report', becameId))
    expect(await heed.act('amara.diallo', (ctx) => findUsedDraft(ctx, id))).toBe(becameId)
    expect((await open()).some((draft) => draft.id === id)).toBe(false)
  })

  it('thrown away is empty; the five latest that are left are offered, the newest first', async () => {
    const ids = Array.from({ length: 7 }, () => newId())
    for (const [at, id] of ids.entries()) {
      heed.clock.moveTo(new Date(Date.UTC(2026, 10, 23, 13, at)))
      await keep(id, 'x', 'ines.moreau')
    }
    const [, , , , , sixth = '', last = ''] = ids
    await heed.act('ines.moreau', (ctx) => dropDraft(ctx, last))
    expect(await find(last, 'ines.moreau')).toBeNull()
    const offered = (await open('ines.moreau')).map(({ id }) => id)
    expect([offered.length, offered[0]]).toEqual([5, sixth])
    expect((await kyselyOn(heed.database.pools.bootstrap).selectFrom('drafts').select('answers').where('id', '=', last).executeTakeFirstOrThrow()).answers).toEqual({})
  })

  it('is not kept by an act that fails', async () => {
    const id = newId()
    await heed.act('amara.diallo', async (ctx) => {
      await keepDraft(ctx, id, 'report', { narrative: 'x' })
      throw new Error('the line broke')
    }).catch(() => undefined)
    expect(await find(id)).toBeNull()
  })
})

describe('a search', () => {
  it('is kept under an id for the one who searched, and for nobody else', async () => {
    const id = await heed.look('priya.nair', (ctx) => keepSearch(ctx, 'Ada Pell, 07700 900123'))
    expect(await heed.look('priya.nair', (ctx) => findSearch(ctx, id))).toBe('Ada Pell, 07700 900123')
    for (const who of ['femi.adeyemi', 'helen.whitby', 'robin.castle', 'dev.mistry']) expect([who, await heed.look(who, (ctx) => findSearch(ctx, id))]).toEqual([who, null])
    expect(await heed.look('priya.nair', (ctx) => findSearch(ctx, newId()))).toBeNull()
  })
})
