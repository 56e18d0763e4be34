import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { kyselyOn } from '#platform/db/connect.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anAssessment } from '../examples.ts'
import { replayed } from '../queries/history.ts'
import { getStartPage } from '../queries/pages.ts'
import { getRecord, standingAnswers } from '../queries/records.ts'
import { returnAssessment } from './decide.ts'
import { saveAnswer } from './save-answer.ts'
import { startAssessment } from './start-assessment.ts'
import { submitAssessment } from './submit-assessment.ts'

let heed: TestHeed
let incidentId: string

beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(async () => heed.close())
beforeEach(async () => {
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
})

const begin = (subject = 'household', who = 'chidi.okafor') => heed.act(who, (ctx) => startAssessment(ctx, { incidentId, subject }))
const answer = (assessmentId: string, number: number, option: string | null, words: string | null = null, who = 'chidi.okafor') =>
  heed.act(who, (ctx) => saveAnswer(ctx, { assessmentId, number, answer: option, words, isKeptByPage: false }))
const rowsOf = (assessmentId: string) => heed.look('chidi.okafor', (ctx) => ctx.db.selectFrom('assessmentAnswers').selectAll().where('assessmentId', '=', assessmentId).orderBy('id').execute())

describe('beginning an assessment', () => {
  it('offers whoever the incident mentions and never a suspect, and begins under the matrix in force', async () => {
    const page = await heed.look('chidi.okafor', (ctx) => getStartPage(ctx, incidentId))
    expect(page.subjects.map(({ text }) => text)).toEqual(['Ada Pell', 'The household'])
    const { assessmentId } = await begin(page.subjects[0]?.value)
    const record = await heed.look('chidi.okafor', (ctx) => getRecord(ctx, assessmentId))
    expect(record).toMatchObject({ who: 'Ada Pell', status: 'draft', setVersion: 'ram14-2026', standing: null })
    expect(record.personId).not.toBeNull()
  })

  it('begins one however often the button is pressed, and another for another officer', async () => {
    const all = await Promise.all([begin(), begin(), begin()])
    expect(new Set(all.map(({ assessmentId }) => assessmentId)).size).toBe(1)
    expect((await begin()).isResumed).toBe(true)
    expect((await begin('household', 'leah.marsh')).isResumed).toBe(false)
  })

  it('RA-16 is for those who attend or own a case: not for someone without a role, nor a call handler', async () => {
    for (const who of ['sam.blank', 'wei.zhang', 'amara.diallo']) await expect(begin('household', who)).rejects.toMatchObject({ kind: 'not permitted' })
  })

  it('says nothing of an incident of another borough', async () => {
    await expect(begin('household', 'nadia.kovacs')).rejects.toMatchObject({ kind: 'not found' })
  })

  it('refuses somebody this incident does not mention', async () => {
    const other = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const page = await heed.look('chidi.okafor', (ctx) => getStartPage(ctx, other.incidentId))
    await expect(begin(page.subjects[0]?.value)).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'subject' } })
  })
})

describe('answering', () => {
  it('RA-09 keeps an answer once, however often it is sent; a changed answer is a new row and the old one stays', async () => {
    const { assessmentId } = await begin()
    await Promise.all([answer(assessmentId, 1, 'most-weeks', 'Every Friday'), answer(assessmentId, 1, 'most-weeks', 'Every Friday')])
    await answer(assessmentId, 1, 'most-weeks', 'Every Friday')
    expect(await rowsOf(assessmentId)).toHaveLength(1)
    await answer(assessmentId, 1, 'most-days', 'Every Friday')
    expect((await rowsOf(assessmentId)).map(({ answer: option, replacedAt }) => [option, replacedAt === null])).toEqual([['most-weeks', false], ['most-days', true]])
  })

  it('lets words grow in place until they are sent, and never take an answer away', async () => {
    const { assessmentId } = await begin()
    await answer(assessmentId, 2, null, 'They sh')
    await answer(assessmentId, 2, null, 'They shout')
    await answer(assessmentId, 2, 'yes', 'They shout')
    await answer(assessmentId, 2, null, 'They shout at night')
    const answers = await heed.look('chidi.okafor', (ctx) => standingAnswers(ctx, assessmentId))
    expect(answers.get('q2')).toEqual({ answer: 'yes', words: 'They shout at night' })
  })

  it('loses nothing when the connection drops mid-way: what was sent before is there, and going on needs no repeat', async () => {
    const { assessmentId } = await begin()
    await answer(assessmentId, 1, 'most-days')
    await answer(assessmentId, 2, 'yes')
    const again = await begin()
    expect(again).toEqual({ assessmentId, isResumed: true })
    expect((await heed.look('chidi.okafor', (ctx) => standingAnswers(ctx, assessmentId))).size).toBe(2)
  })

  it('refuses an option and a question that the version does not have', async () => {
    const { assessmentId } = await begin()
    await expect(answer(assessmentId, 1, 'hourly')).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'answer' } })
    await expect(answer(assessmentId, 15, 'yes')).rejects.toMatchObject({ kind: 'not found' })
  })

  it('RA-17 is for the officer who began it', async () => {
    const { assessmentId } = await begin()
    await expect(answer(assessmentId, 1, 'most-days', null, 'leah.marsh')).rejects.toThrow('Only the officer who began')
  })

  it('raises the hate flag at once, and does not bring it back once lifted unless it is answered anew', async () => {
    const { assessmentId } = await begin()
    await heed.act('chidi.okafor', (ctx) => saveAnswer(ctx, { assessmentId, number: 8, answer: 'yes', words: null, isKeptByPage: true }))
    const flag = () => heed.look('chidi.okafor', (ctx) => ctx.db.selectFrom('incidentFlags').select(['flag', 'origin', 'state']).where('incidentId', '=', incidentId).where('flag', '=', 'hate').executeTakeFirst())
    expect(await flag()).toBeUndefined()
    await answer(assessmentId, 8, 'yes')
    expect(await flag()).toEqual({ flag: 'hate', origin: 'assessment', state: 'raised' })
    const db = kyselyOn(heed.database.pools.bootstrap)
    await sql`update incident_flags set state = 'lifted', decided_at = now(), decided_by = raised_by where incident_id = ${incidentId}::uuid`.execute(db)
    await answer(assessmentId, 8, 'yes')
    expect(await flag()).toMatchObject({ state: 'lifted' })
  })

  it('cannot be rewritten or removed behind the commands', async () => {
    const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { words: { q1: 'Every night' } }))
    const tryTo = (work: string) => heed.act('chidi.okafor', (ctx) => sql.raw(work.replace('ID', assessmentId)).execute(ctx.db))
    await expect(tryTo("update assessment_answers set answer = 'this-only' where assessment_id = 'ID'")).rejects.toThrow('permission denied')
    await expect(tryTo("update assessment_answers set words = 'x' where assessment_id = 'ID'")).rejects.toThrow('kept as it was')
    await expect(tryTo("delete from assessment_answers where assessment_id = 'ID'")).rejects.toThrow('permission denied')
    await expect(tryTo("update assessment_outcomes set score = 0 where assessment_id = 'ID'")).rejects.toThrow('permission denied')
  })
})

describe('sending for approval', () => {
  it('RA-10 needs every question answered, and names the first left', async () => {
    const { assessmentId } = await begin()
    await answer(assessmentId, 1, 'most-days')
    await expect(heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId, said: {}, judgement: null }))).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'q2' } })
  })

  it('RA-07 keeps the five parts of the outcome apart, and everything they came from', async () => {
    const judgement = { band: 'high', reason: 'She will not leave her room' }
    const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'low', judgement }))
    const record = await heed.look('karin.lindqvist', (ctx) => getRecord(ctx, assessmentId))
    expect(record).toMatchObject({ status: 'awaiting approval', score: 0, computedBand: 'low', escalated: [], judgementBand: 'high', judgementReason: judgement.reason, finalBand: 'high', bandRank: 2 })
    const [kept] = await heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('assessmentOutcomes').selectAll().where('assessmentId', '=', assessmentId).execute())
    expect(kept?.facts).toEqual({ threatsViolenceOrHate: false, vulnerable: false, perpetratorHasCriminalHistory: false, earlierIncidents: 0 })
    expect(Object.keys(Object(kept?.answers))).toHaveLength(14)
  })

  it('sent twice is sent once: one outcome, one notification, one event', async () => {
    const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { isSent: false }))
    const send = () => heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId, said: {}, judgement: null }))
    await Promise.all([send(), send()])
    await send()
    const db = kyselyOn(heed.database.pools.bootstrap)
    const { rows } = await sql<{ n: string }>`select (select count(*) from assessment_outcomes where assessment_id = ${assessmentId}::uuid)::text
      || (select count(*) from notifications where subject_id = ${assessmentId}::uuid)::text || (select count(*) from events where subject_id = ${assessmentId}::uuid)::text as n`.execute(db)
    expect(rows[0]?.n).toBe('111')
  })

  it('RA-06 refuses a judgement that does not raise the band, and leaves nothing sent', async () => {
    const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high', isSent: false }))
    await expect(heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId, said: {}, judgement: { band: 'low', reason: 'Seemed calm' } }))).rejects.toThrow('can only raise')
    expect((await heed.look('chidi.okafor', (ctx) => getRecord(ctx, assessmentId))).status).toBe('draft')
  })

  it('RA-09 lets nobody change an answer once it is sent; after a return a new row takes its place and the old stays', async () => {
    const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'medium' }))
    await expect(answer(assessmentId, 1, 'most-months')).rejects.toMatchObject({ kind: 'conflict' })
    await heed.act('karin.lindqvist', (ctx) => returnAssessment(ctx, { assessmentId, version: 2, reason: 'Question 1 does not fit the account' }))
    await answer(assessmentId, 1, 'this-only', 'Only this once')
    await heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId, said: {}, judgement: null }))
    const rows = (await rowsOf(assessmentId)).filter(({ question }) => question === 'q1')
    expect(rows.map(({ answer: option, replacedAt, isSubmitted }) => [option, replacedAt === null, isSubmitted])).toEqual([['most-days', false, true], ['this-only', true, true]])
    const again = await heed.look('karin.lindqvist', (ctx) => replayed(ctx, assessmentId))
    expect(again.map(({ isSame, kept }) => [isSame, kept.score])).toEqual([[true, 16], [true, 13]])
  })
})
