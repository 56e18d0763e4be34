import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whoIs } from '#platform/transact.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { addAccount, addAgency, addTeam, closeAccount, giveAreas, grantRole, issueToken, joinTeam, leaveTeam, raiseWardTeams, revokeRole, setPassword, setSetting } from '../commands.ts'
import { getPerson, listTeams } from '../queries/people.ts'
import { giveNewPassword } from './passwords.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const issue = (name: string, username = 'robin.castle') => heed.act(username, (ctx) => issueToken(ctx, { name, scopes: ['incidents:write'] }))
const holder = (token: string) => whoIs(heed.ground, token)
const post = async (token: string, body: object) => (await heed.app()).inject({ method: 'POST', url: '/api/v1/incidents', payload: body, headers: { authorization: `Bearer ${token}` } })
const least = { channel: '101', reportedAt: '2026-11-23T11:00:00Z' }

describe('another system’s token', () => {
  it('AD-02 is the system’s, may record and nothing else, and sees no team’s rows', async () => {
    const actor = await holder(await issue('dispatch'))
    expect(actor).toMatchObject({ username: 'client:dispatch', name: 'dispatch', kind: 'client', rank: null, roles: ['ingest'], teamIds: [], boroughIds: [], seesForce: false, agencyId: null })
  })

  it('AD-02 is a new one each time, of one account, and each works', async () => {
    const [one, two] = [await issue('two-tokens'), await issue('two-tokens')]
    expect(one).not.toBe(two)
    expect((await holder(one))?.id).toBe((await holder(two))?.id)
    for (const token of [one, two]) expect((await post(token, least)).statusCode).toBe(201)
  })

  it('AD-02 works no more once its account is closed', async () => {
    const token = await issue('closing')
    const actor = await holder(token)
    await heed.act('robin.castle', (ctx) => closeAccount(ctx, actor?.id ?? ''))
    expect(await holder(token)).toBeNull()
    expect((await post(token, least)).statusCode).toBe(401)
  })

  it('AD-02 records nothing once its role is taken away, though it had been let in a moment before; and again once it is given back', async () => {
    const token = await issue('roleless')
    const accountId = (await holder(token))?.id ?? ''
    expect((await post(token, least)).statusCode).toBe(201)
    await heed.act('robin.castle', (ctx) => revokeRole(ctx, accountId, 'ingest'))
    expect((await post(token, least)).statusCode).toBe(403)
    await heed.act('robin.castle', (ctx) => grantRole(ctx, accountId, 'ingest'))
    // whoever was let in or turned away at the door is remembered for moments
    heed.clock.moveTo(new Date('2026-11-23T12:01:00Z'))
    expect((await post(token, least)).statusCode).toBe(201)
  })

  it('AD-02 is issued by an administrator, and has no password', async () => {
    for (const username of ['karin.lindqvist', 'helen.whitby', 'margaret.osei', 'dev.mistry']) expect([username, (await refusalOf(issue('theirs', username))).kind]).toEqual([username, 'not permitted'])
    const accountId = (await holder(await issue('passwordless')))?.id ?? ''
    expect((await refusalOf(heed.act('robin.castle', (ctx) => giveNewPassword(ctx, accountId)))).message).toBe('There is no such person')
  })
})

describe('what an administrator changes of teams', () => {
  it('AD-03 a team made sees what its sight gives, from whoever joins it on, and nothing once they have left', async () => {
    const sam = await heed.actor('sam.blank')
    const [boroughId = null] = (await heed.actor('owen.tate')).boroughIds
    const teamId = await heed.act('robin.castle', (ctx) => addTeam(ctx, { name: 'Northgate visitors', kind: 'borough', sight: 'borough', boroughId }))
    await heed.act('robin.castle', (ctx) => joinTeam(ctx, sam.id, teamId))
    expect((await heed.actor('sam.blank')).boroughIds).toContain(boroughId)
    await heed.act('robin.castle', (ctx) => leaveTeam(ctx, sam.id, teamId))
    expect((await heed.actor('sam.blank')).boroughIds).toEqual(sam.boroughIds)
    expect((await heed.look('robin.castle', (ctx) => getPerson(ctx, sam.id))).teamNames).not.toContain('Northgate visitors')
  })

  it('AD-03 wards that have a team get no other; no areas given change nothing', async () => {
    expect(await heed.act('robin.castle', (ctx) => raiseWardTeams(ctx))).toBe(0)
    const before = (await heed.look('robin.castle', listTeams)).length
    await heed.act('robin.castle', (ctx) => giveAreas(ctx, before.toString(), [], '2026-11-23'))
    expect((await heed.look('robin.castle', listTeams)).length).toBe(before)
  })

  it('AD-02 AD-03 are refused to everybody else, each by what it is', async () => {
    const tries = [
      ['change accounts and roles', (username: string) => heed.act(username, (ctx) => addAccount(ctx, { username: 'x.y', name: 'X', kind: 'police', rank: 'constable' }))],
      ['change accounts and roles', (username: string) => heed.act(username, (ctx) => addAgency(ctx, { name: 'Another', kind: 'council' }))],
      ['change teams and areas', (username: string) => heed.act(username, (ctx) => addTeam(ctx, { name: 'Another', kind: 'response', sight: 'force', boroughId: null }))],
      ['change teams and areas', (username: string) => heed.act(username, (ctx) => raiseWardTeams(ctx))],
      ['change teams and areas', (username: string) => heed.act(username, (ctx) => setSetting(ctx, 'demonstration', false))],
      ['change what another person may do', (username: string) => heed.act(username, async (ctx) => setPassword(ctx, (await heed.actor('sam.blank')).id, 'x'))],
    ] as const
    for (const [does, act] of tries) {
      for (const username of ['david.mensah', 'helen.whitby', 'margaret.osei']) {
        const refusal = await refusalOf(act(username))
        expect([username, refusal.kind, refusal.message.startsWith(`To ${does} you need the role administrator`)]).toEqual([username, 'not permitted', true])
      }
    }
  })
})
