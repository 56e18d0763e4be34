import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { countWaiting, notificationsOf, waiting, waitingKinds } from './queries.ts'
import { acknowledge, tell } from './tell.ts'

let heed: TestHeed
let wardTeam: string
let boroughId: string

beforeAll(async () => {
  heed = await openTestHeed()
  wardTeam = (await heed.actor('priya.nair')).teamIds[0] ?? ''
  boroughId = (await heed.actor('karin.lindqvist')).boroughIds[0] ?? ''
})

afterAll(async () => heed.close())

async function told(subjectId: string, more: { teamId?: string; accountId?: string; sealedUnder?: string } = { teamId: wardTeam }): Promise<string> {
  return heed.act('amara.diallo', (ctx) => tell(ctx, { kind: 'incident recorded', subjectKind: 'incident', subjectId, boroughId, ...more }))
}

describe('telling a team', () => {
  it('NO-03 waits for every member of the team told, and is counted as it is listed', async () => {
    const subject = newId()
    const before = await heed.look('priya.nair', countWaiting)
    const id = await told(subject)
    expect(await heed.look('priya.nair', countWaiting)).toBe(before + 1)
    const list = await heed.look('joe.sweeney', waiting)
    expect(list.find((one) => one.id === id)).toMatchObject({ kind: 'incident recorded', toldTeam: true, mayAcknowledge: true, subjectId: subject, createdAt: heed.clock.now() })
  })

  it('NO-03 waits for nobody of another team, though their borough may see it', async () => {
    const id = await told(newId())
    expect((await heed.look('karin.lindqvist', waiting)).map((one) => one.id)).not.toContain(id)
    expect((await heed.look('hana.suzuki', waiting)).map((one) => one.id)).not.toContain(id)
  })

  it('NO-03 lets the borough see who was told, and another borough, a partner and a volunteer nothing', async () => {
    const subject = newId()
    await told(subject)
    const seenBy = async (name: string): Promise<number> => (await heed.look(name, (ctx) => notificationsOf(ctx, subject))).length
    expect(await seenBy('karin.lindqvist')).toBe(1)
    for (const name of ['owen.tate', 'nadia.kovacs', 'dev.mistry', 'joan.firth', 'peter.lamb', 'robin.castle']) expect(await seenBy(name), name).toBe(0)
  })

  it('NO-03 shows what is sealed to those the seal names, and to nobody else: not the borough, not the team or the person told', async () => {
    const subject = newId()
    const seal = newId()
    const { id: accountId } = await heed.actor('imran.rahman')
    const { id: named } = await heed.actor('helen.whitby')
    await told(subject, { accountId, sealedUnder: seal })
    await told(subject, { teamId: wardTeam, sealedUnder: seal })
    await sql`insert into access_grants (id, subject_kind, subject_id, account_id, relation, reason, granted_by) values (${newId()}, 'case', ${seal}, ${named}, 'named', 'a test of sealing', ${named})`.execute(kyselyOn(heed.database.pools.bootstrap))
    const count = async (name: string): Promise<number> => (await heed.look(name, (ctx) => notificationsOf(ctx, subject))).length
    expect(await count('helen.whitby')).toBe(2)
    for (const name of ['imran.rahman', 'karin.lindqvist', 'priya.nair', 'amara.diallo']) expect([name, await count(name)]).toEqual([name, 0])
    expect((await heed.look('imran.rahman', waiting)).map(({ subjectId }) => subjectId)).not.toContain(subject)
  })
})

describe('saying that it has been seen', () => {
  const seen = (id: string) => (ctx: Context) => acknowledge(ctx, id)

  it('NO-02 keeps who and when, once: saying it again changes nothing', async () => {
    const subject = newId()
    const id = await told(subject)
    heed.clock.moveTo(new Date('2026-11-23T12:10:00Z'))
    await heed.act('priya.nair', seen(id))
    heed.clock.moveTo(new Date('2026-11-23T12:20:00Z'))
    await heed.act('joe.sweeney', seen(id))
    const [view] = await heed.look('priya.nair', (ctx) => notificationsOf(ctx, subject))
    expect(view).toMatchObject({ acknowledgedAt: new Date('2026-11-23T12:10:00Z'), acknowledgedByName: 'PC Priya Nair', mayAcknowledge: false })
    expect((await heed.look('priya.nair', waiting)).map((one) => one.id)).not.toContain(id)
  })

  it('NO-02 is refused to somebody of the borough who is not of the team told', async () => {
    const id = await told(newId())
    await expect(heed.act('karin.lindqvist', seen(id))).rejects.toMatchObject({ kind: 'not permitted' })
  })

  it('NO-02 finds nothing for somebody who may not know of it', async () => {
    const id = await told(newId())
    for (const name of ['owen.tate', 'dev.mistry']) await expect(heed.act(name, seen(id)), name).rejects.toMatchObject({ kind: 'not found' })
  })

  it('NO-02 is for the person told alone when a person was told', async () => {
    const { id: accountId } = await heed.actor('priya.nair')
    const id = await told(newId(), { accountId })
    await expect(heed.act('karin.lindqvist', seen(id))).rejects.toMatchObject({ kind: 'not permitted' })
    await heed.act('priya.nair', seen(id))
  })
})

describe('the page', () => {
  it('lists what waits, each leading to its record, and takes "I have seen this"', async () => {
    const subject = newId()
    const id = await heed.act('amara.diallo', (ctx) => tell(ctx, { kind: 'glass broken', subjectKind: 'access grant', subjectId: subject, boroughId, teamId: wardTeam }))
    const app = await heed.app()
    const token = await heed.tokenOf('priya.nair')
    const page = await app.inject({ url: '/notifications', cookies: { heed: token } })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain(`href="/access-grants/${subject}"`)
    expect(page.body).toContain('Glass broken')
    const answer = await app.inject({ method: 'POST', url: `/notifications/${id}/acknowledgement`, cookies: { heed: token }, payload: `csrf=${csrfTokenOf(token)}&returnTo=/incidents/${subject}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe(`/incidents/${subject}`)
  })

  it('says which record a thing is about, and of one no longer this person’s to see nothing, with no way to it', async () => {
    const { incidentId, reference } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const app = await heed.app()
    const cookies = { heed: await heed.tokenOf('priya.nair') }
    const before = (await app.inject({ url: '/notifications', cookies })).body
    expect(before).toContain(reference)
    expect(before).toMatch(/Rowdy[^<]*, 14 Tanner Street/)
    const unseen = newId()
    await told(unseen)
    await sql`update incidents set team_id = null, borough_id = null where id = ${incidentId}`.execute(kyselyOn(heed.database.pools.bootstrap))
    const after = (await app.inject({ url: '/notifications', cookies })).body
    expect(after).not.toContain(reference)
    expect(after).not.toContain(`href="/incidents/${incidentId}"`)
    expect(after).not.toContain(unseen)
    expect(after).toContain('A record that is no longer yours to see')
  })

  it('NO-02 puts what was told of one record together, and takes it as seen at one press', async () => {
    const subject = newId()
    const one = await told(subject)
    const others = [await told(subject), await told(subject)]
    const app = await heed.app()
    const token = await heed.tokenOf('priya.nair')
    const page = (await app.inject({ url: '/notifications', cookies: { heed: token } })).body
    const form = page.split('<form').find((part) => part.includes(`/notifications/${one}/acknowledgement`)) ?? ''
    expect(form).toContain('I have seen these 3')
    for (const id of others) expect(form).toContain(`name="also" value="${id}"`)
    const send = (also: readonly string[]) => app.inject({ method: 'POST', url: `/notifications/${one}/acknowledgement`, cookies: { heed: token }, payload: new URLSearchParams([['csrf', csrfTokenOf(token)], ...also.map((id): [string, string] => ['also', id])]).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect((await send(['not-an-id'])).statusCode).toBe(422)
    expect((await send(others)).statusCode).toBe(303)
    expect((await heed.look('priya.nair', waiting)).filter(({ subjectId }) => subjectId === subject)).toEqual([])
  })

  it('counts each kind as the list of it is narrowed, and leads back to the list so narrowed', async () => {
    const { id: accountId } = await heed.actor('priya.nair')
    const kind = 'asked to look again'
    const tellThem = (to: { accountId: string } | { teamId: string }) => heed.act('amara.diallo', (ctx) => tell(ctx, { kind, subjectKind: 'incident', subjectId: newId(), boroughId, ...to }))
    const mine = await tellThem({ accountId })
    await tellThem({ teamId: wardTeam })
    await tellThem({ teamId: wardTeam })
    for (const [of, count] of [['me', 1], ['team', 2], [undefined, 3]] as const) {
      expect((await heed.look('priya.nair', (ctx) => waitingKinds(ctx, { told: of }))).find((row) => row.kind === kind)?.count, of).toBe(count)
      expect(await heed.look('priya.nair', (ctx) => waiting(ctx, { kind, told: of })), of).toHaveLength(count)
    }
    const app = await heed.app()
    const token = await heed.tokenOf('priya.nair')
    const send = (body: Record<string, string>) => app.inject({ method: 'POST', url: `/notifications/${mine}/acknowledgement`, cookies: { heed: token }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), kind, told: 'me', ...body }).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    const again = await send({ also: 'not-an-id' })
    expect(again.statusCode).toBe(422)
    expect(again.body).toContain('<option value="asked to look again" selected>Asked to look again (1)</option>')
    expect((await send({})).headers.location).toBe('/notifications?kind=asked+to+look+again&told=me')
  })

  it('never leads back to another site', async () => {
    const id = await told(newId())
    const app = await heed.app()
    const token = await heed.tokenOf('priya.nair')
    const answer = await app.inject({ method: 'POST', url: `/notifications/${id}/acknowledgement`, cookies: { heed: token }, payload: `csrf=${csrfTokenOf(token)}&returnTo=//evil.example/x`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(answer.headers.location).toBe('/notifications')
  })

  it('is refused to partners and volunteers', async () => {
    const app = await heed.app()
    for (const name of ['dev.mistry', 'peter.lamb']) {
      expect((await app.inject({ url: '/notifications', cookies: { heed: await heed.tokenOf(name) } })).statusCode).toBe(403)
    }
  })
})
