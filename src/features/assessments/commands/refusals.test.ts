import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPerson, recordResearch } from '#features/incidents/index.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import type { Context } from '#platform/context.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf, refusedAs } from '#test/support/pages.ts'
import { anAssessment, type ExampleAssessment } from '../examples.ts'
import { getStartPage } from '../queries/pages.ts'
import { getRecord } from '../queries/records.ts'
import { listAwaiting } from '../queries/supervision.ts'
import { approveAssessment, returnAssessment } from './decide.ts'
import { saveAnswer } from './save-answer.ts'
import { startAssessment } from './start-assessment.ts'
import { submitAssessment } from './submit-assessment.ts'

let heed: TestHeed
let incidentId = ''
beforeAll(async () => {
  heed = await openTestHeed()
})
beforeEach(async () => {
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
})
afterAll(() => heed.close())

const made = (given: ExampleAssessment = {}, who = 'chidi.okafor') => heed.act(who, (ctx) => anAssessment(ctx, incidentId, given))
const record = (id: string) => heed.look('karin.lindqvist', (ctx) => getRecord(ctx, id))
const bootstrap = () => kyselyOn(heed.database.pools.bootstrap)

type Run = (ctx: Context, assessmentId: string) => Promise<unknown>
const answering: readonly (readonly [string, Run])[] = [
  ['saveAnswer', (ctx, assessmentId) => saveAnswer(ctx, { assessmentId, number: 1, answer: 'most-days', words: null, isKeptByPage: false })],
  ['submitAssessment', (ctx, assessmentId) => submitAssessment(ctx, { assessmentId, said: {}, judgement: null })],
]
const deciding: readonly (readonly [string, Run])[] = [
  ['approveAssessment', (ctx, assessmentId) => approveAssessment(ctx, { assessmentId, version: 2, raise: null })],
  ['returnAssessment', (ctx, assessmentId) => returnAssessment(ctx, { assessmentId, version: 2, reason: 'Question 5' })],
]

describe('what each act on an assessment refuses', () => {
  it.each([...answering, ...deciding])('%s finds nothing under an id nobody has, in another borough, or that is sealed', async (name, run) => {
    const isDecision = deciding.some(([each]) => each === name)
    const [mine, elsewhere] = isDecision ? ['karin.lindqvist', 'owen.tate'] : ['chidi.okafor', 'nadia.kovacs']
    const id = await made({ isSent: isDecision })
    expect(await refusedAs(heed.act(mine, (ctx) => run(ctx, newId())))).toBe('not found')
    expect(await refusedAs(heed.act(elsewhere, (ctx) => run(ctx, id)))).toBe('not found')
    await sql`update assessments set sealed_under = gen_random_uuid() where id = ${id}::uuid`.execute(bootstrap())
    expect(await refusedAs(heed.act(mine, (ctx) => run(ctx, id)))).toBe('not found')
  })

  it.each(answering)('RA-17 %s is for nobody but the officer who began it, whatever their rank', async (_name, run) => {
    const id = await made({ isSent: false })
    for (const who of ['leah.marsh', 'priya.nair', 'karin.lindqvist']) expect(await refusedAs(heed.act(who, (ctx) => run(ctx, id)))).toBe('not permitted')
    expect((await refusalOf(heed.act('karin.lindqvist', (ctx) => run(ctx, id)))).message).toBe('Only the officer who began this assessment can answer it. Begin one of your own')
  })

  it.each(deciding)('RA-19 RA-20 %s is for no constable, no intelligence unit, no control room and nobody without a role', async (_name, run) => {
    const id = await made()
    for (const who of ['leah.marsh', 'priya.nair', 'wei.zhang', 'tom.hargreaves', 'sam.blank']) expect([who, await refusedAs(heed.act(who, (ctx) => run(ctx, id)))]).toEqual([who, 'not permitted'])
    expect((await record(id)).status).toBe('awaiting approval')
  })

  it('RA-08 nothing is decided that was not sent, and a decided one is not decided otherwise', async () => {
    const draft = await made({ isSent: false })
    for (const [, run] of deciding) expect(await refusedAs(heed.act('karin.lindqvist', (ctx) => run(ctx, draft)))).toMatch(/^(conflict|not permitted)/)
    incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
    const id = await made()
    await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: id, version: 2, raise: null }))
    const late = await refusalOf(heed.act('imran.rahman', (ctx) => returnAssessment(ctx, { assessmentId: id, version: 2, reason: 'No' })))
    expect(late).toMatchObject({ kind: 'conflict', detail: { by: 'Sgt Karin Lindqvist', see: `/assessments/${id}`, changed: [{ field: 'status', was: 'awaiting approval', now: 'approved' }] } })
    expect(late.detail.at).toEqual(heed.clock.now())
    for (const [, run] of answering) expect((await refusalOf(heed.act('chidi.okafor', (ctx) => run(ctx, id)))).message).toMatch(/is approved and is kept as it was/)
  })

  it('RA-04 none is begun while no matrix is in force, or the one in force has a fault', async () => {
    const begin = () => heed.act('chidi.okafor', (ctx) => startAssessment(ctx, { incidentId, subject: 'household' }))
    const { rows: [set] } = await sql<{ id: string; body: { bands: unknown[] } }>`select id, body from question_sets where purpose = 'risk' limit 1`.execute(bootstrap())
    await sql`update question_sets set valid = daterange(null, '2026-11-23') where id = ${set?.id}::uuid`.execute(bootstrap())
    expect((await refusalOf(begin())).message).toMatch(/^No risk matrix is in force today/)
    const broken = { ...set?.body, bands: set?.body.bands.slice(1) }
    // put another version in force from today, with a gap where its lowest band was
    const other = newId()
    await sql`insert into question_sets select (jsonb_populate_record(q, jsonb_build_object('id', ${other}::text, 'version', 'broken', 'body', ${JSON.stringify(broken)}::jsonb, 'valid', '[2026-11-23,)'))).* from question_sets q where id = ${set?.id}::uuid`.execute(bootstrap())
    expect((await refusalOf(begin())).message).toMatch(/^The risk matrix in force cannot be used: /)
    await sql`delete from question_sets where id = ${other}::uuid`.execute(bootstrap())
    await sql`update question_sets set valid = daterange(lower(valid), null) where id = ${set?.id}::uuid`.execute(bootstrap())
    expect((await begin()).isResumed).toBe(false)
  })

  it('begins none of open data, of a withdrawn incident, of a suspect, or of one’s own that waits', async () => {
    const begin = (subject = 'household') => heed.act('chidi.okafor', (ctx) => startAssessment(ctx, { incidentId, subject }))
    await sql`update incidents set withdrawn_at = now() where id = ${incidentId}::uuid`.execute(bootstrap())
    expect(await refusedAs(begin())).toBe('conflict')
    incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ role: 'suspect', givenName: 'Rex' })] }))).incidentId
    const { rows: [suspect] } = await sql<{ id: string }>`select id from person_mentions where source_id = ${incidentId}::uuid`.execute(bootstrap())
    expect(await refusedAs(begin(suspect?.id ?? ''))).toBe('invalid subject')
    expect((await heed.look('chidi.okafor', (ctx) => getStartPage(ctx, incidentId))).subjects.map(({ value }) => value)).toEqual(['caller', 'household'])
    const waiting = await made({ subject: 'household' })
    expect(await refusalOf(begin())).toMatchObject({ kind: 'conflict', detail: { see: `/assessments/${waiting}` } })
    expect((await begin('caller')).isResumed).toBe(false)
  })
})

describe('two at once', () => {
  it('RA-08 of any mix of approvals and returns at one moment exactly one is kept, and the log says only that', async () => {
    const act = fc.record({ who: fc.constantFrom('karin.lindqvist', 'imran.rahman', 'gwen.pritchard', 'femi.adeyemi'), isApproval: fc.boolean() })
    await fc.assert(fc.asyncProperty(fc.uniqueArray(act, { minLength: 2, maxLength: 4, selector: ({ who }) => who }), async (acts) => {
      incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
      const id = await made()
      const done = await Promise.allSettled(acts.map(({ who, isApproval }) => heed.act(who, (ctx) => (isApproval
        ? approveAssessment(ctx, { assessmentId: id, version: 2, raise: null }) : returnAssessment(ctx, { assessmentId: id, version: 2, reason: `Not yet, says ${who}` })))))
      const kept = acts.filter((_, at) => done[at]?.status === 'fulfilled')
      expect(kept.length).toBe(1)
      for (const one of done) if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'conflict', detail: { by: expect.any(String), see: `/assessments/${id}` } })
      expect((await record(id)).status).toBe(kept[0]?.isApproval === true ? 'approved' : 'returned')
      const { rows } = await sql<{ decisions: number; entries: number; events: number }>`select (select count(*) from assessment_decisions where assessment_id = ${id}::uuid) as decisions,
        (select count(*) from incident_entries where incident_id = ${incidentId}::uuid and kind = 'assessment' and text not like '%Waiting%') as entries,
        (select count(*) from events where subject_id = ${id}::uuid and name <> 'assessment.submitted') as events`.execute(bootstrap())
      expect(rows[0]).toEqual({ decisions: 1, entries: 1, events: 1 })
    }), { numRuns: 6 })
  })

  it('RA-09 an answer and the sending at one moment never leave an answer that was not counted', async () => {
    for (const option of ['this-only', 'most-days', 'most-months'] as const) {
      incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
      const id = await made({ isSent: false, answers: { q1: 'most-weeks' } })
      await Promise.allSettled([
        heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId: id, said: {}, judgement: null })),
        heed.act('chidi.okafor', (ctx) => saveAnswer(ctx, { assessmentId: id, number: 1, answer: option, words: null, isKeptByPage: false })),
      ])
      const { rows: [row] } = await sql<{ counted: string; stands: string }>`select o.answers->>'q1' as counted, (select answer from assessment_answers where assessment_id = ${id}::uuid and question = 'q1' and replaced_at is null) as stands
        from assessment_outcomes o where o.assessment_id = ${id}::uuid`.execute(bootstrap())
      expect(row?.counted).toBe(row?.stands)
    }
  })
})

describe('what an assessment leaves behind', () => {
  it('RA-12 its words and its score are in no event and no notification: only ids and the band', async () => {
    const id = await made({ band: 'high', words: { q1: 'canary words of the victim' } })
    await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: id, version: 2, raise: null }))
    const { rows } = await sql<{ said: string }>`select row_to_json(e)::text as said from events e where subject_id = ${id}::uuid union all select row_to_json(n)::text from notifications n where subject_id = ${id}::uuid`.execute(bootstrap())
    expect(rows.length).toBeGreaterThanOrEqual(4)
    for (const { said } of rows) expect(said).not.toMatch(/canary|Pell|Ada/)
  })

  it('a victim whose details are corrected later stays the one assessed', async () => {
    const id = await made()
    await heed.act('priya.nair', (ctx) => addPerson(ctx, { incidentId, version: 1, sameAs: null, person: { role: 'victim', givenName: 'Ida', familyName: 'Frost', dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, isAnonymous: false } }))
    expect(await record(id)).toMatchObject({ who: 'Ada Pell', status: 'awaiting approval' })
  })

  it('RA-12 the queue is the same rows for whoever may decide them, and none for the officer who completed one', async () => {
    await heed.act('wei.zhang', (ctx) => recordResearch(ctx, { incidentId, searched: 'x', found: 'y' }))
    const id = await made({}, 'femi.adeyemi')
    const queue = async (who: string) => (await heed.look(who, listAwaiting)).map(({ record: { id: each } }) => each)
    expect(await queue('karin.lindqvist')).toContain(id)
    expect(await queue('imran.rahman')).toContain(id)
    expect(await queue('femi.adeyemi')).not.toContain(id)
    expect(await queue('owen.tate')).not.toContain(id)
  })
})
