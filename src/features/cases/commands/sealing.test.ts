import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveAssessment } from '#features/assessments/index.ts'
import { anAssessment } from '#features/assessments/examples.ts'
import { allocateIncident } from '#features/incidents/commands/allocate.ts'
import { linkDuplicate, unlinkDuplicate } from '#features/incidents/commands/duplicate.ts'
import { anIncident, aPerson } from '#features/incidents/examples.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aCase } from '../examples.ts'
import { getCaseHeader } from '../queries/case-header.ts'
import { countCases, listCases } from '../queries/list-cases.ts'
import { keepCaseFiles } from './log.ts'
import { openCase } from './open-case.ts'
import { sealCase, unsealCase } from './sealing.ts'

let heed: TestHeed
let priya = ''
let made = 0
beforeAll(async () => {
  heed = await openTestHeed()
  priya = (await heed.actor('priya.nair')).id
})
afterAll(() => heed.close())

const owner = () => kyselyOn(heed.ground.pools.bootstrap)
const insiders = ['priya.nair', 'femi.adeyemi', 'karin.lindqvist', 'imran.rahman', 'gwen.pritchard', 'owen.tate', 'nadia.kovacs', 'amara.diallo', 'helen.whitby', 'wei.zhang', 'sam.blank', 'margaret.osei', 'robin.castle', 'dev.mistry', 'joan.firth', 'peter.lamb']

/** A case with an incident, an approved assessment, a file, clocks and notifications. */
async function whole(): Promise<{ caseId: string; incidentId: string }> {
  // somebody else each time, or the same victim's open case would take them all in
  made += 1
  const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ givenName: `Ada${'abcdefghij'[made] ?? ''}`, familyName: `Pell${'klmnopqrst'[made] ?? ''}`, phone: `07700 9005${10 + made}` })] }))
  const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high' }))
  await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null }))
  await heed.follow()
  const { caseId } = await owner().selectFrom('caseIncidents').select('caseId').where('incidentId', '=', incidentId).executeTakeFirstOrThrow()
  await heed.act('priya.nair', (ctx) => keepCaseFiles(ctx, { caseId, uploads: [{ field: 'file', name: 'note.txt', type: 'text/plain', bytes: Buffer.from('what she wrote') }], about: 'Her diary' }))
  return { caseId, incidentId }
}
const seal = async (caseId: string, names: readonly string[], who = 'imran.rahman') =>
  heed.act(who, async (ctx) => sealCase(ctx, { caseId, version: (await getCaseHeader(ctx, caseId)).version, accountIds: names, reason: 'The suspect’s sister works here' }))
/** How many rows of a case somebody sees, table by table. */
const sightOf = (who: string, { caseId, incidentId }: { caseId: string; incidentId: string }) => heed.look(who, async ({ db }) => ({
  cases: (await db.selectFrom('cases').select('id').where('id', '=', caseId).execute()).length,
  entries: Math.min(1, (await db.selectFrom('caseEntries').select('id').where('caseId', '=', caseId).execute()).length),
  plan: Math.min(1, (await db.selectFrom('casePlanItems').select('id').where('caseId', '=', caseId).execute()).length),
  people: Math.min(1, (await db.selectFrom('casePeople').select('id').where('caseId', '=', caseId).execute()).length),
  incidents: (await db.selectFrom('incidents').select('id').where('id', '=', incidentId).execute()).length,
  assessments: (await db.selectFrom('assessments').select('id').where('incidentId', '=', incidentId).execute()).length,
  files: (await db.selectFrom('files').select('id').where('parentId', '=', caseId).execute()).length,
  clocks: Math.min(1, (await db.selectFrom('clocks').select('id').where('subjectId', '=', caseId).execute()).length),
  told: Math.min(1, (await db.selectFrom('notifications').select('id').where('subjectId', 'in', [caseId, incidentId]).execute()).length),
}))
const all = { cases: 1, entries: 1, plan: 1, people: 1, incidents: 1, assessments: 1, files: 1, clocks: 1, told: 1 }
const none = { cases: 0, entries: 0, plan: 0, people: 0, incidents: 0, assessments: 0, files: 0, clocks: 0, told: 0 }

describe('sight of a case', () => {
  it('is its team’s, its borough’s and the force’s, and nobody else’s', async () => {
    const record = await whole()
    for (const who of ['priya.nair', 'femi.adeyemi', 'karin.lindqvist', 'imran.rahman', 'wei.zhang', 'helen.whitby', 'amara.diallo']) expect([who, await sightOf(who, record)]).toEqual([who, all])
    for (const who of ['hana.suzuki', 'nadia.kovacs', 'owen.tate', 'margaret.osei', 'robin.castle', 'dev.mistry', 'joan.firth', 'peter.lamb']) expect([who, await sightOf(who, record)]).toEqual([who, none])
  })
})

describe('a seal', () => {
  it('CA-28 leaves the case, and all that hangs on it, to the people named, the owner and whoever sealed it', async () => {
    const record = await whole()
    await seal(record.caseId, [priya])
    for (const who of insiders) expect([who, await sightOf(who, record)]).toEqual([who, who === 'priya.nair' || who === 'imran.rahman' ? all : none])
    await expect(heed.look('gwen.pritchard', (ctx) => getCaseHeader(ctx, record.caseId))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('CA-28 is put on only by an ASB lead who sees the case, with a reason', async () => {
    const { caseId } = await whole()
    await expect(seal(caseId, [priya], 'femi.adeyemi')).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('imran.rahman', (ctx) => sealCase(ctx, { caseId, version: 1, accountIds: [], reason: ' ' }))).rejects.toMatchObject({ kind: 'invalid' })
    await seal(caseId, [])
    await expect(heed.act('gwen.pritchard', (ctx) => sealCase(ctx, { caseId, version: 2, accountIds: [], reason: 'Let me in' }))).rejects.toMatchObject({ kind: 'not found' })
    await expect(heed.act('gwen.pritchard', (ctx) => unsealCase(ctx, { caseId, version: 2, reason: 'Let me in' }))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('CA-28 takes only people of the force', async () => {
    const { caseId } = await whole()
    await expect(seal(caseId, [(await heed.actor('dev.mistry')).id])).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'accountIds' } })
  })

  it('CA-28 taken off gives its area its sight again; those who were named by it lose theirs', async () => {
    const record = await whole()
    await seal(record.caseId, [(await heed.actor('owen.tate')).id])
    expect(await sightOf('owen.tate', record)).toMatchObject({ cases: 1, incidents: 1 })
    await seal(record.caseId, [priya])
    expect(await sightOf('owen.tate', record)).toEqual(none)
    await heed.act('imran.rahman', async (ctx) => unsealCase(ctx, { caseId: record.caseId, version: (await getCaseHeader(ctx, record.caseId)).version, reason: 'The sister has left' }))
    expect(await sightOf('gwen.pritchard', record)).toEqual(all)
    expect(await sightOf('owen.tate', record)).toEqual(none)
  })

  it('CA-28 covers an incident that joins the case later, and an assessment of it still reaches the case', async () => {
    const record = await whole()
    await seal(record.caseId, [priya])
    const { personId } = await owner().selectFrom('personMentions').select('personId').where('sourceId', '=', record.incidentId).executeTakeFirstOrThrow()
    const later = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    await heed.act('service:cases', (ctx) => openCase(ctx, { incidentId: later.incidentId, personId, band: 'high', assessmentId: null, because: 'Again' }))
    const again = { caseId: record.caseId, incidentId: later.incidentId }
    expect(await sightOf('gwen.pritchard', again)).toEqual(none)
    expect(await sightOf('priya.nair', again)).toMatchObject({ cases: 1, incidents: 1 })
  })
})

describe('a duplicate of what is sealed', () => {
  it('IN-64 whoever sees that through broken glass alone is told before they lose both, must say that they know, and is told where it went', async () => {
    const record = await whole()
    const { reference } = await owner().selectFrom('incidents').select('reference').where('id', '=', record.incidentId).executeTakeFirstOrThrow()
    await seal(record.caseId, [priya])
    const gwen = 'gwen.pritchard'
    const again = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { narrative: 'The same again' }))
    const token = await heed.tokenOf(gwen)
    const app = await heed.app()
    const post = async (url: string, form: Readonly<Record<string, string>>) => app.inject({ method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...form }).toString() })
    expect((await post('/break-glass', { reference, reason: 'A child is at risk there tonight' })).statusCode).toBe(303)
    const seenBy = (who: string) => heed.look(who, async ({ db }) => (await db.selectFrom('incidents').select('id').where('id', '=', again.incidentId).execute()).length)
    const url = `/incidents/${again.incidentId}/duplicate`
    const form = { version: '1', reference, reason: 'The same noise' }
    expect((await app.inject({ url, cookies: { heed: token } })).body).not.toContain('name="knowing"')
    const asked = await post(url, form)
    expect(asked.statusCode).toBe(422)
    expect(asked.body).toContain(`${reference} is under a seal that does not name you`)
    expect(asked.body).toContain('this incident goes out of your sight at once; the other you see only as long as your access to it lasts')
    expect(asked.body).toMatch(new RegExp(`name="knowing" type="checkbox" value="${reference}"[^>]*>\\s*<label[^>]*>\\s*I know that I will not see this incident any more`))
    expect(asked.body).toContain('The same noise')
    const ofAnother = await post(url, { ...form, knowing: 'ASB/2026/999999' })
    expect([ofAnother.statusCode, /value="ASB[^"]*"[^>]* checked/.test(ofAnother.body), await seenBy(gwen)]).toEqual([422, false, 1])
    const waitsFor = async (who: string) => heed.look(who, async ({ db }) => (await db.selectFrom('notifications').select('id').where('subjectId', '=', again.incidentId).execute()).length)
    const officer = (await heed.actor('femi.adeyemi')).id
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId: again.incidentId, version: 1, accountId: officer, note: '' }))
    expect(await waitsFor('femi.adeyemi')).toBeGreaterThan(0)
    const done = await post(url, { ...form, version: '2', knowing: reference })
    expect([done.statusCode, done.headers['location']]).toEqual([303, '/'])
    const [flash] = done.cookies.filter(({ name }) => name !== 'heed')
    const home = await app.inject({ url: '/', cookies: { heed: token, ...(flash === undefined ? {} : { [flash.name]: flash.value }) } })
    expect(home.body).toContain(`Linked as a duplicate of ${reference}, and under its seal: you do not see it any more. It is worked under that number by `)
    expect(home.body).toContain('Heed tells nobody whom the seal does not name: if somebody was working it, tell them yourself that it is theirs no more')
    expect([await seenBy(gwen), await seenBy('priya.nair')]).toEqual([0, 1])
    expect([await waitsFor('femi.adeyemi'), await seenBy('femi.adeyemi')]).toEqual([0, 0])
  })

  it('IN-64 added to it from among the incidents like it, the same is asked on that page, with all that was chosen there kept', async () => {
    const record = await whole()
    const { reference } = await owner().selectFrom('incidents').select('reference').where('id', '=', record.incidentId).executeTakeFirstOrThrow()
    const [again, apart] = [await heed.act('amara.diallo', (ctx) => anIncident(ctx)), await heed.act('amara.diallo', (ctx) => anIncident(ctx))]
    await seal(record.caseId, [priya])
    const [token, app] = [await heed.tokenOf('gwen.pritchard'), await heed.app()]
    const post = async (url: string, form: Readonly<Record<string, string>>) => app.inject({ method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...form }).toString() })
    await post('/break-glass', { reference, reason: 'A child is at risk there tonight' })
    const url = `/incidents/${again.incidentId}/similar`
    const form = { version: '1', [`similar.${record.incidentId}`]: 'add', [`similar.${apart.incidentId}`]: 'separate', 'similar.reason': 'Not that flat' }
    const asked = await post(url, form)
    expect(asked.statusCode).toBe(422)
    expect(asked.body).toContain(`value="${reference}"`)
    expect(asked.body).toContain('Not that flat')
    expect(asked.body).toMatch(new RegExp(`name="similar.${apart.incidentId}" value="separate" checked`))
    const done = await post(url, { ...form, knowing: reference })
    expect([done.statusCode, done.headers['location']]).toEqual([303, '/'])
    expect(await owner().selectFrom('incidents').select('duplicateOf').where('id', '=', again.incidentId).executeTakeFirstOrThrow()).toEqual({ duplicateOf: record.incidentId })
    expect(await owner().selectFrom('similarDecisions').select('verdict').where('incidentId', '=', again.incidentId).execute()).toEqual([{ verdict: 'separate' }])
  })

  const seen = async (who: string, id: string) => {
    const { incidents, clocks, told } = await sightOf(who, { caseId: id, incidentId: id })
    return { incidents, clocks, told, people: (await heed.look(who, ({ db }) => db.selectFrom('personMentions').select('id').where('sourceId', '=', id).execute())).length }
  }
  const versionOf = async (id: string) => (await owner().selectFrom('incidents').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
  const repeatOf = async (incidentId: string, who = 'imran.rahman') => {
    const { reference } = await owner().selectFrom('incidents').select('reference').where('id', '=', incidentId).executeTakeFirstOrThrow()
    const again = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { narrative: 'The same again, says her neighbour', people: [aPerson({ givenName: 'Bo', familyName: 'Lark' })] }))
    const link = () => heed.act(who, async (ctx) => linkDuplicate(ctx, { incidentId: again.incidentId, version: await versionOf(again.incidentId), reference, reason: 'The same noise' }))
    return { id: again.incidentId, link }
  }
  const whole1 = { incidents: 1, clocks: 1, told: 1, people: 1 }
  const none1 = { incidents: 0, clocks: 0, told: 0, people: 0 }

  it('CA-28 is under its seal, whether it was linked before or is linked later; and seen again when the seal is taken off', async () => {
    const record = await whole()
    const [before, later] = [await repeatOf(record.incidentId), await repeatOf(record.incidentId)]
    await before.link()
    await seal(record.caseId, [priya])
    expect(await seen('gwen.pritchard', later.id)).toEqual(whole1)
    await later.link()
    for (const { id } of [before, later]) {
      for (const who of ['gwen.pritchard', 'femi.adeyemi', 'amara.diallo', 'wei.zhang']) expect([who, await seen(who, id)]).toEqual([who, none1])
      expect(await seen('priya.nair', id)).toEqual(whole1)
    }
    await heed.act('imran.rahman', async (ctx) => unsealCase(ctx, { caseId: record.caseId, version: (await getCaseHeader(ctx, record.caseId)).version, reason: 'The sister has left' }))
    for (const { id } of [before, later]) expect(await seen('gwen.pritchard', id)).toEqual(whole1)
  })

  it('CA-28 leaves the seal when it is none after all, but not the seal of a case of its own', async () => {
    const [record, own] = [await whole(), await whole()]
    const [mistaken, sealedItself] = [await repeatOf(record.incidentId), { id: own.incidentId }]
    await mistaken.link()
    await seal(record.caseId, [priya])
    await seal(own.caseId, [])
    const { reference } = await owner().selectFrom('incidents').select('reference').where('id', '=', record.incidentId).executeTakeFirstOrThrow()
    await heed.act('imran.rahman', async (ctx) => linkDuplicate(ctx, { incidentId: own.incidentId, version: await versionOf(own.incidentId), reference, reason: 'The same noise' }))
    expect((await seen('priya.nair', sealedItself.id)).incidents).toBe(0)
    for (const { id } of [mistaken, sealedItself]) await heed.act('imran.rahman', async (ctx) => unlinkDuplicate(ctx, { incidentId: id, version: await versionOf(id), reason: 'Another flat', takeBack: true }))
    expect(await seen('gwen.pritchard', mistaken.id)).toEqual(whole1)
    expect((await seen('gwen.pritchard', sealedItself.id)).incidents).toBe(0)
    expect((await seen('priya.nair', sealedItself.id)).incidents).toBe(0)
  })
})

describe('lists of cases', () => {
  it('hold nothing that their reader may not open, and their count is the length of the list', async () => {
    for (let n = 0; n < 6; n++) {
      const { caseId } = await heed.act('service:cases', (ctx) => aCase(ctx))
      if (n % 2 === 0) await seal(caseId, n % 4 === 0 ? [priya] : [])
    }
    await fc.assert(fc.asyncProperty(
      fc.constantFrom(...insiders), fc.constantFrom('mine', 'unallocated', 'team', 'borough', 'force'), fc.constantFrom('high', undefined),
      async (who, scope, band) => {
        const filter = { scope, band, status: 'working', page: 1 } as const
        const { rows, total, counted } = await heed.look(who, async (ctx) => ({ ...(await listCases(ctx, filter)), counted: await countCases(ctx, filter) }))
        expect(total).toBe(counted)
        expect(rows.length).toBe(Math.min(total, 25))
        for (const { id } of rows) await heed.look(who, (ctx) => getCaseHeader(ctx, id))
      },
    ), { numRuns: 40 })
  })
})
