import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { waiting } from '#platform/notifications/queries.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { accessTo, breakGlass, brokenGlass, getAccess, grantAccess, revokeAccess } from './access.ts'

let heed: TestHeed
let incident: { id: string; reference: string }
const reason = 'A neighbour says that they have been threatened again tonight'

beforeAll(async () => {
  heed = await openTestHeed()
  incident = await recorded()
})

afterAll(async () => heed.close())

/** An incident of the first borough's first ward, sealed under a case if one is given. */
async function recorded(sealedUnder: string | null = null): Promise<{ id: string; reference: string }> {
  const priya = await heed.actor('priya.nair')
  const [boroughId = ''] = (await heed.actor('karin.lindqvist')).boroughIds
  const id = newId()
  const reference = `ASB/2026/${id.slice(-6).toUpperCase()}`
  await heed.act('amara.diallo', (ctx) => ctx.db.insertInto('incidents').values({
    id, reference, channel: '101', reportedAt: ctx.now, recordedAt: ctx.now, recordedBy: ctx.actor.id, teamId: priya.teamIds[0] ?? null, boroughId, sealedUnder,
  }).execute())
  return { id, reference }
}

const seenBy = async (name: string, id: string): Promise<boolean> =>
  (await heed.look(name, (ctx) => ctx.db.selectFrom('incidents').select('id').where('id', '=', id).execute())).length === 1
const named = (accountId: string, id = incident.id) => (ctx: Context) => grantAccess(ctx, { subjectKind: 'incident', subjectId: id, accountId, relation: 'named', reason: 'Works on it with us', until: null })

describe('letting a colleague see one record by name', () => {
  it('AC-01 AC-02 shows them that record and no other, until it is taken away', async () => {
    const other = await recorded()
    const { id: accountId } = await heed.actor('nadia.kovacs')
    expect(await seenBy('nadia.kovacs', incident.id)).toBe(false)
    const first = await heed.act('karin.lindqvist', named(accountId))
    expect(await heed.act('karin.lindqvist', named(accountId))).toBe(first)
    expect([await seenBy('nadia.kovacs', incident.id), await seenBy('nadia.kovacs', other.id)]).toEqual([true, false])
    expect(await heed.act('karin.lindqvist', (ctx) => revokeAccess(ctx, { subjectKind: 'incident', subjectId: incident.id, accountId }))).toBe(1)
    expect(await seenBy('nadia.kovacs', incident.id)).toBe(false)
    const list = await heed.look('karin.lindqvist', (ctx) => accessTo(ctx, 'incident', incident.id))
    expect(list).toMatchObject([{ personName: 'PC Nadia Kovacs', grantedByName: 'Sgt Karin Lindqvist', revokedAt: heed.clock.now() }])
  })

  it('AC-01 is not for somebody who does not see the record themselves', async () => {
    const { id: accountId } = await heed.actor('nadia.kovacs')
    await expect(heed.act('owen.tate', named(accountId))).rejects.toMatchObject({ kind: 'not found' })
    expect(await heed.look('owen.tate', (ctx) => accessTo(ctx, 'incident', incident.id))).toEqual([])
  })

  it('AC-01 is refused by the database itself when a statement tries to go round the command', async () => {
    const { id: accountId } = await heed.actor('owen.tate')
    const row = (ctx: Context, relation: 'named' | 'break-glass') => ({ id: newId(), subjectKind: 'incident', subjectId: incident.id, accountId, relation, reason, grantedBy: ctx.actor.id, grantedAt: ctx.now })
    await expect(heed.act('owen.tate', (ctx) => ctx.db.insertInto('accessGrants').values(row(ctx, 'named')).execute())).rejects.toThrow(/row-level security/)
    await expect(heed.act('karin.lindqvist', (ctx) => ctx.db.insertInto('accessGrants').values(row(ctx, 'break-glass')).execute())).rejects.toThrow(/row-level security/)
  })

  it('AC-01 is never for a partner, and never by somebody without a role', async () => {
    const { id: partner } = await heed.actor('dev.mistry')
    await expect(heed.act('karin.lindqvist', named(partner))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(heed.act('sam.blank', named(partner))).rejects.toMatchObject({ kind: 'not permitted' })
  })
})

describe('breaking the glass', () => {
  const broken = (reference: string, why = reason) => (ctx: Context) => breakGlass(ctx, { reference, reason: why })

  it('AC-03 opens one record for sixty minutes, and tells the auditors and the borough’s command', async () => {
    const { id, reference } = await recorded()
    const opened = await heed.act('owen.tate', broken(` ${reference.toLowerCase()} `))
    expect(opened).toMatchObject({ kind: 'incident', id })
    expect([await seenBy('owen.tate', id), await seenBy('owen.tate', incident.id), await seenBy('nadia.kovacs', id)]).toEqual([true, false, false])
    const grantId = opened?.grantId ?? ''
    for (const name of ['margaret.osei', 'imran.rahman']) {
      expect((await heed.look(name, waiting)).map((one) => one.subjectId), name).toContain(grantId)
      expect((await heed.look(name, (ctx) => getAccess(ctx, grantId))).reason).toBe(reason)
    }
    const view = await heed.look('margaret.osei', (ctx) => getAccess(ctx, grantId))
    const lasts = (view.until?.getTime() ?? 0) - view.grantedAt.getTime()
    expect(lasts / 60_000).toBeCloseTo(60, 0)
    expect((await heed.look('margaret.osei', brokenGlass)).map((one) => one.id)).toContain(grantId)
    expect((await heed.look('sam.blank', brokenGlass)).map((one) => one.id)).not.toContain(grantId)
    const audit = await heed.look('margaret.osei', (ctx) => ctx.db.selectFrom('auditEntries').select('actorId').where(sql<boolean>`subject_ids @> ${[grantId, id]}::uuid[]`).execute())
    expect(audit).toHaveLength(1)
  })

  it('AC-03 opens a sealed record too, and ends by itself', async () => {
    const { id, reference } = await recorded(newId())
    expect(await seenBy('karin.lindqvist', id)).toBe(false)
    const opened = await heed.act('karin.lindqvist', broken(reference))
    expect(await seenBy('karin.lindqvist', id)).toBe(true)
    await heed.database.pools.bootstrap.query('update access_grants set until = now() - interval \'1 second\' where id = $1', [opened?.grantId])
    expect(await seenBy('karin.lindqvist', id)).toBe(false)
  })

  it('AC-03 says only that no record has the reference when there is none', async () => {
    expect(await heed.act('owen.tate', broken('ASB/2026/999999'))).toBeNull()
  })

  it('AC-03 needs a reason that an auditor can weigh, an operational role and the police', async () => {
    await expect(heed.act('owen.tate', broken(incident.reference, 'urgent'))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'reason' } })
    for (const name of ['sam.blank', 'robin.castle', 'margaret.osei', 'dev.mistry', 'peter.lamb']) {
      await expect(heed.act(name, broken(incident.reference)), name).rejects.toMatchObject({ kind: 'not permitted' })
      await expect(heed.act(name, (ctx) => sql`select * from heed.break_glass(${newId()}::uuid, ${incident.reference}, ${reason})`.execute(ctx.db)), name).rejects.toThrow(/operational role/)
    }
  })

  it('AC-03 AC-04 leads from its page to the record, which nobody but those told may read of, and says the same of a reference that is nobody’s', async () => {
    const { id, reference } = await recorded()
    const app = await heed.app()
    const token = await heed.tokenOf('nadia.kovacs')
    const post = (asked: string, why: string) => app.inject({ method: 'POST', url: '/break-glass', cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), reference: asked, reason: why }).toString() })
    expect((await app.inject({ url: '/break-glass', cookies: { heed: token } })).statusCode).toBe(200)
    expect((await post(reference, 'short')).statusCode).toBe(422)
    expect((await post('ASB/2026/999998', reason)).body).toContain('No record has this reference')
    const answer = await post(reference, reason)
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/incidents/${id}`])
    const grant = (await heed.look('nadia.kovacs', brokenGlass))[0]?.id ?? ''
    const page = await app.inject({ url: `/access-grants/${grant}`, cookies: { heed: await heed.tokenOf('margaret.osei') } })
    expect(page.body).toContain('PC Nadia Kovacs')
    // an auditor reads who opened what, and not the record: no way there that ends in a refusal
    expect([page.body.includes('Incident that is not yours to see'), page.body.includes(`/incidents/${id}`)]).toEqual([true, false])
    expect((await app.inject({ url: `/access-grants/${grant}`, cookies: { heed: token } })).body).toContain(`href="/incidents/${id}">${reference}</a>`)
    expect((await app.inject({ url: `/access-grants/${grant}`, cookies: { heed: await heed.tokenOf('rosa.blake') } })).statusCode).toBe(404)
  })
})
