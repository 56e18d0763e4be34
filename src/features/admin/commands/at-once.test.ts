import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { addAccount, grantRole, joinTeam, revokeRole } from '../commands.ts'
import { shippedFile } from '../reference.ts'
import { addCode, endCode, loadQuestionSet } from './lists.ts'
import { changeSetting } from './settings.ts'

let heed: TestHeed
const admins = ['robin.castle', 'second.admin', 'third.admin'] as const
beforeAll(async () => {
  heed = await openTestHeed()
  for (const username of admins.slice(1)) {
    const id = await heed.act('robin.castle', (ctx) => addAccount(ctx, { username, name: username, kind: 'police', rank: 'police staff' }))
    await heed.act('robin.castle', (ctx) => grantRole(ctx, id, 'administrator'))
  }
  // each has signed in, and each connection is open, so that what follows is truly at one moment
  for (const username of admins) await heed.actor(username)
  await Promise.all(admins.map((username) => heed.act(username, async (ctx) => ctx.db.selectFrom('teams').select('id').execute())))
})
afterAll(() => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)

/** Three administrators at one moment: how many were kept, and the kinds of refusal; a fault fails the test. */
async function atOnce(run: (ctx: Context, at: number) => Promise<unknown>): Promise<{ kept: number; refused: readonly string[] }> {
  const done = await Promise.allSettled(admins.map((who, at) => heed.act(who, (ctx) => run(ctx, at))))
  const refused = done.flatMap((one) => {
    if (one.status === 'fulfilled') return []
    if (one.reason instanceof Refusal) return [one.reason.kind]
    throw one.reason
  })
  return { kept: done.length - refused.length, refused }
}

describe('administrators at one moment', () => {
  it('AD-02 give a user name to one account', async () => {
    const { kept, refused } = await atOnce((ctx, at) => addAccount(ctx, { username: 'same.name', name: `PC ${at}`, kind: 'police', rank: 'constable' }))
    expect([kept, refused]).toEqual([1, ['conflict', 'conflict']])
  })

  it('AD-09 put a key of a list in force once, and a bank holiday on a day once', async () => {
    const code = { codeSet: 'asb-type', key: 'noise-drones', code: null, name: 'Drones', definition: null, from: '2026-12-01', source: null, group: null }
    const types = await atOnce((ctx, at) => addCode(ctx, { ...code, name: `Drones ${at}` }))
    expect([types.kept, new Set(types.refused)]).toEqual([1, new Set(['invalid'])])
    const days = await atOnce((ctx, at) => addCode(ctx, { ...code, codeSet: 'bank-holiday', key: `one-off-${at}`, from: '2027-06-15' }))
    expect([days.kept, new Set(days.refused)]).toEqual([1, new Set(['invalid'])])
    const { id } = await db().selectFrom('referenceValues').select('id').where('key', '=', 'noise-drones').executeTakeFirstOrThrow()
    const ended = await atOnce((ctx) => endCode(ctx, { codeSet: 'asb-type', id, from: '2027-01-01' }))
    expect([ended.kept, new Set(ended.refused)]).toEqual([1, new Set(['conflict'])])
  })

  it('AD-08 load a version of a question set once, with one of a purpose in force on a day', async () => {
    const file = JSON.stringify({ ...Object(shippedFile('question-set-ram14-2026')), version: 'at-once' })
    const same = await atOnce((ctx) => loadQuestionSet(ctx, { purpose: 'risk', file, from: '2027-01-01' }))
    expect([same.kept, new Set(same.refused)]).toEqual([1, new Set(['invalid'])])
    const others = await atOnce((ctx, at) => loadQuestionSet(ctx, { purpose: 'risk', file: file.replace('"at-once"', `"at-once-${at}"`), from: '2027-02-01' }))
    expect(others.kept).toBe(1)
    const { rows } = await heed.database.pools.bootstrap.query<{ n: number }>("select count(*)::int as n from question_sets where purpose = 'risk' and valid @> '2027-02-01'::date")
    expect(rows[0]?.n).toBe(1)
  })

  it('AD-07 choose a setting for the first time: each choice is kept in turn or refused, and none is a fault', async () => {
    const first = await atOnce((ctx, at) => changeSetting(ctx, { key: 'case bands', value: at === 0 ? ['high'] : ['medium', 'high'], reason: 'Agreed' }))
    expect(first.kept).toBeGreaterThanOrEqual(1)
    const changes = await db().selectFrom('settingChanges').select('id').where('key', '=', 'case bands').execute()
    expect(changes.length).toBe(first.kept)
  })

  it('AD-02 give and take a role and a team: the person holds each once or not at all', async () => {
    const id = await heed.act('robin.castle', (ctx) => addAccount(ctx, { username: 'much.changed', name: 'PC Much Changed', kind: 'police', rank: 'constable' }))
    const { teamIds: [teamId = ''] } = await heed.actor('hana.suzuki')
    await atOnce((ctx) => grantRole(ctx, id, 'responder'))
    await atOnce((ctx) => joinTeam(ctx, id, teamId))
    expect(await heed.actor('much.changed')).toMatchObject({ roles: ['responder'], teamIds: [teamId] })
    const held = await db().selectFrom('roleGrants').select('id').where('accountId', '=', id).where('revokedAt', 'is', null).execute()
    expect(held.length).toBe(1)
    await atOnce((ctx) => revokeRole(ctx, id, 'responder'))
    expect((await heed.actor('much.changed')).roles).toEqual([])
  })
})
