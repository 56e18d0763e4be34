import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealCase } from '#features/cases/commands/sealing.ts'
import { keepCaseFiles } from '#features/cases/commands/log.ts'
import { aCase } from '#features/cases/examples.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { breakGlass } from './access.ts'

let heed: TestHeed
let app: FastifyInstance
const reason = 'Invented: the victim says on the telephone that he is at the door'

beforeAll(async () => {
  heed = await openTestHeed()
  app = await heed.app()
})

afterAll(async () => heed.close())

const db = () => kyselyOn(heed.database.pools.bootstrap)
const get = async (url: string, who: string) => app.inject({ url, cookies: { heed: await heed.tokenOf(who) } })
async function post(url: string, form: Record<string, string>, who: string) {
  const token = await heed.tokenOf(who)
  return app.inject({ method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...form }).toString() })
}
/** As if the glass had been broken so long ago. */
const ago = (interval: string) => sql`update access_grants set granted_at = now() - ${interval}::interval, until = now() - ${interval}::interval + interval '60 minutes' where relation = 'break-glass'`.execute(db())

describe('broken glass', () => {
  it('AC-03 shows a sealed case, its incident and its file for the hour, and not a minute longer, whatever was opened before', async () => {
    const { caseId, incidentId } = await heed.act('service:cli', (ctx) => aCase(ctx))
    await heed.act('femi.adeyemi', (ctx) => keepCaseFiles(ctx, { caseId, uploads: [{ field: 'file', name: 'note.txt', type: 'text/plain', bytes: Buffer.from('what she wrote') }], about: 'Her diary' }))
    const { id: fileId } = await db().selectFrom('files').select('id').where('parentId', '=', caseId).executeTakeFirstOrThrow()
    const row = await db().selectFrom('cases').select(['reference', 'version']).where('id', '=', caseId).executeTakeFirstOrThrow()
    await heed.act('imran.rahman', (ctx) => sealCase(ctx, { caseId, version: row.version, accountIds: [], reason: 'Invented' }))
    const addresses = [`/cases/${caseId}`, `/incidents/${incidentId}`, `/files/${fileId}`]
    const seen = async () => Promise.all(addresses.map(async (url) => (await get(url, 'gwen.pritchard')).statusCode))
    expect(await seen()).toEqual([404, 404, 404])
    const opened = await post('/break-glass', { reference: row.reference, reason }, 'gwen.pritchard')
    expect([opened.statusCode, opened.headers.location]).toEqual([303, `/cases/${caseId}`])
    expect(await seen()).toEqual([200, 200, 200])
    expect((await post(`/cases/${caseId}/note`, { text: 'Seen in time' }, 'gwen.pritchard')).statusCode).toBe(303)
    await ago('59 minutes 50 seconds')
    expect(await seen()).toEqual([200, 200, 200])
    await ago('60 minutes 1 second')
    expect(await seen()).toEqual([404, 404, 404])
    // a form that was open on the screen when the hour ended
    expect((await post(`/cases/${caseId}/note`, { text: 'Written too late' }, 'gwen.pritchard')).statusCode).toBe(404)
    expect(await db().selectFrom('caseEntries').select('id').where('caseId', '=', caseId).where('text', '=', 'Written too late').execute()).toEqual([])
    const found = await heed.look('gwen.pritchard', async (ctx) => (await sql`select * from heed.cases_with_words('Seen in time', 10)`.execute(ctx.db)).rows)
    expect(found).toEqual([])
  })

  it('AC-03 ends for an act that began within the hour as for one that began after it: at the beginning of the act', async () => {
    const { incidentId, reference } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    await heed.act('nadia.kovacs', (ctx) => breakGlass(ctx, { reference, reason }))
    const sees = () => heed.look('nadia.kovacs', async (ctx) => {
      const once = async () => (await ctx.db.selectFrom('incidents').select('id').where('id', '=', incidentId).execute()).length
      const first = await once()
      await ago('2 hours')
      return [first, await once()]
    })
    // one look has one picture of what it may see: what ended meanwhile is gone from the next
    const [first] = await sees()
    expect(first).toBe(1)
    expect((await sees())[0]).toBe(0)
  })

  it('AC-03 is an exception: after twenty within the hour it is refused in words, also by the database, however many are asked at once', async () => {
    const made = await heed.act('amara.diallo', async (ctx) => {
      const all: string[] = []
      for (let each = 0; each < 24; each += 1) all.push((await anIncident(ctx)).reference)
      return all
    })
    const open = (reference: string) => heed.act('owen.tate', (ctx) => breakGlass(ctx, { reference, reason })).then(() => 'opened', (error: Error) => ('kind' in error ? String(error.kind) : 'code' in error ? String(error.code) : 'fault'))
    const answers: string[] = []
    for (const reference of made.slice(0, 18)) answers.push(await open(reference))
    expect(answers).toEqual(Array.from({ length: 18 }, () => 'opened'))
    const atOnce = await Promise.all(made.slice(18).map(open))
    expect(atOnce.filter((answer) => answer === 'opened')).toHaveLength(2)
    expect(atOnce.filter((answer) => !['opened', 'not permitted', '42501'].includes(answer))).toEqual([])
    const page = await post('/break-glass', { reference: made[23] ?? '', reason }, 'owen.tate')
    expect([page.statusCode, page.body.includes('You have opened 20 records in this way within the hour')]).toEqual([403, true])
    await expect(heed.act('owen.tate', (ctx) => sql`select * from heed.break_glass(${newId()}::uuid, ${made[23]}, ${reason})`.execute(ctx.db))).rejects.toMatchObject({ code: '42501' })
    await ago('61 minutes')
    expect(await open(made[23] ?? '')).toBe('opened')
  })
})
