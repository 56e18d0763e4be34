import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { newToken, NobodyEntered, transact, whoIs } from './transact.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

describe('entering', () => {
  it('knows who holds a token, their roles and what membership lets them see', async () => {
    const sergeant = await heed.actor('karin.lindqvist')
    expect(sergeant).toMatchObject({ name: 'Sgt Karin Lindqvist', kind: 'police', rank: 'sergeant', seesForce: false })
    expect(sergeant.roles).toContain('supervisor')
    expect(sergeant.boroughIds).toHaveLength(1)
  })

  it('gives a partner no team, no borough and no force', async () => {
    expect(await heed.actor('dev.mistry')).toMatchObject({ kind: 'partner', teamIds: [], boroughIds: [], seesForce: false })
  })

  it('lets nobody in with a token nobody holds', async () => {
    expect(await whoIs(heed.ground, newToken())).toBeNull()
    await expect(transact(heed.ground, { token: newToken(), mode: 'look', act: 'test' }, async () => 1)).rejects.toBeInstanceOf(Refusal)
  })
})

describe('whoever is presumed to hold a token', () => {
  const asked = async (username: string, over: object) => {
    const presumed = { ...(await heed.actor(username)), ...over }
    const seen: string[] = []
    const answer = await transact(heed.ground, { token: await heed.tokenOf(username), mode: 'act', act: 'test', presumed }, async (ctx) => {
      seen.push(ctx.actor.name)
      ctx.changed('thing', presumed.id)
      return ctx.actor
    })
    return { seen, answer }
  }

  it('is believed while the database is asked, when it agrees', async () => {
    const { seen, answer } = await asked('nadia.kovacs', {})
    expect(seen).toHaveLength(1)
    expect(answer).toEqual(await heed.actor('nadia.kovacs'))
  })

  it('is whoever the database says in the end: what was begun for another is undone, and made again as who it is', async () => {
    const before = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select('id').where('act', '=', 'test').execute())
    for (const over of [{ name: 'Somebody Else' }, { roles: ['administrator'] }, { seesForce: true }, { teamIds: [] }]) {
      const { seen, answer } = await asked('nadia.kovacs', over)
      expect(seen).toHaveLength(2)
      expect(answer).toEqual(await heed.actor('nadia.kovacs'))
    }
    const after = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select('id').where('act', '=', 'test').execute())
    expect(after).toHaveLength(before.length + 4)
  })

  it('gains nothing by it when the session has ended, whatever the work did meanwhile', async () => {
    const presumed = await heed.actor('nadia.kovacs')
    let shown: unknown = null
    await expect(transact(heed.ground, { token: newToken(), mode: 'look', act: 'test', presumed }, async (ctx) => {
      shown = await ctx.db.selectFrom('incidents').select('id').execute()
      return shown
    })).rejects.toBeInstanceOf(NobodyEntered)
    expect(shown).toEqual([])
  })
})

describe('an act', () => {
  it('leaves an audit row naming what it changed, and a look one naming what it showed', async () => {
    const id = await heed.act('karin.lindqvist', async (ctx) => {
      ctx.changed('thing', ctx.actor.id)
      return ctx.actor.id
    })
    await heed.look('karin.lindqvist', async (ctx) => ctx.shown('thing', id))
    const rows = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select(['verb', 'subjectIds']).where('actorId', '=', id).orderBy('id').execute())
    expect(rows).toEqual([{ verb: 'alteration', subjectIds: [id] }, { verb: 'consultation', subjectIds: [id] }])
  })

  it('leaves nothing behind when it throws', async () => {
    const before = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select('id').execute())
    await expect(heed.act('karin.lindqvist', async () => { throw new Refusal('invalid', 'no') })).rejects.toThrow('no')
    const after = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select('id').execute())
    expect(after).toHaveLength(before.length)
  })
})

describe('a look', () => {
  it('cannot write', async () => {
    await expect(heed.look('robin.castle', (ctx) => ctx.db.updateTable('accounts').set({ name: 'x' }).execute())).rejects.toThrow(/permission denied/)
  })

  it('shows the audit to nobody but an auditor', async () => {
    expect(await heed.look('david.mensah', (ctx) => ctx.db.selectFrom('auditEntries').select('id').execute())).toEqual([])
  })
})
