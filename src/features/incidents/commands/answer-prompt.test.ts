import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anIncident } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import { type Answer, type AnswerKey, ANSWERS, FLAGS } from '../rules/screening.ts'
import { answerPrompt } from './answer-prompt.ts'
import { decideFlag } from './research.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = (screening: readonly Answer[] = []) => heed.act('amara.diallo', (ctx) => anIncident(ctx, { screening: [...screening] }))
const read = (incidentId: string) => heed.look('tom.hargreaves', (ctx) => getIncidentRecord(ctx, incidentId))
const answer = (incidentId: string, answers: readonly Answer[], { version = 1, username = 'priya.nair' } = {}) => heed.act(username, (ctx) => answerPrompt(ctx, { incidentId, version, answers }))
const questions = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'] as const
const all = (key: AnswerKey): Answer[] => questions.map((question) => ({ question, answer: key, reason: key === 'not-asked' ? 'The caller rang off' : null }))

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return error
}

describe('the prompt, asked later', () => {
  it('IN-53 takes away the doubt when every question has its answer, and not before', async () => {
    const { incidentId } = await recorded()
    const anchors = async () => (await read(incidentId)).doubts.filter(({ anchor }) => anchor === 'prompt').map(({ kind }) => kind)
    expect(await anchors()).toEqual(['prompt not put'])
    await answer(incidentId, all('no').slice(0, 2))
    expect(await anchors()).toEqual(['prompt incomplete'])
    await answer(incidentId, all('no').slice(2), { version: 2 })
    expect(await anchors()).toEqual([])
  })

  it('IN-53 raises the flags of a yes, asks for an assessment, and tells the team and the officer at once', async () => {
    const place = { text: '1 Quiet Lane', postcode: null, longitude: -0.09, latitude: 51.41, addressId: null }
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { screening: all('not-asked'), people: [], place }))
    const before = await read(incidentId)
    expect([before.flags, before.assessmentAsked]).toEqual([[], false])
    const raised = await answer(incidentId, [{ question: 'd1', answer: 'yes', detail: 'Every weekend since May' }])
    const record = await read(incidentId)
    expect(raised.length).toBe(1)
    expect(record.flags).toEqual(raised)
    expect(record.assessmentAsked).toBe(true)
    expect(record.answers.find(({ key }) => key === 'd1')).toMatchObject({ answer: 'yes', detail: 'Every weekend since May' })
    expect(record.told.map(({ kind }) => kind)).toContain('flag raised by a later answer')
    expect(record.log.slice(-2).map(({ kind }) => kind)).toEqual(['prompt', 'flag'])
    const kept = await heed.look('tom.hargreaves', (ctx) => ctx.db.selectFrom('screeningAnswers').select(['question', 'isLater']).where('incidentId', '=', incidentId).orderBy('question').execute())
    expect(kept.map(({ isLater }) => isLater)).toEqual([true, false, false, false, false, false])
  })

  it('IN-53 a flag that was lifted stands again when somebody answers yes', async () => {
    const { incidentId } = await recorded([{ question: 'd1', answer: 'yes' }])
    const [flag] = (await read(incidentId)).flags
    const lifted = FLAGS.find((known) => known === flag) ?? 'repeat'
    await heed.act('wei.zhang', (ctx) => decideFlag(ctx, { incidentId, version: 1, flag: lifted, decision: 'lifted', reason: 'Another address' }))
    expect((await refusal(answer(incidentId, [{ question: 'd1', answer: 'yes' }], { version: 2 }))).message).toContain('answered already')
    await answer(incidentId, all('no').slice(1), { version: 2 })
    expect((await read(incidentId)).flags).toEqual([])
  })

  it('IN-53 refuses a question it does not ask, one answered already, no answer, a stale page, and those who may not', async () => {
    const { incidentId } = await recorded(all('declined').slice(0, 1))
    expect((await refusal(answer(incidentId, [{ question: 'zz', answer: 'yes' }]))).kind).toBe('invalid')
    expect((await refusal(answer(incidentId, [{ question: 'd2', answer: 'yes' }, { question: 'd2', answer: 'no' }]))).kind).toBe('invalid')
    expect((await refusal(answer(incidentId, [{ question: 'd1', answer: 'yes' }]))).detail.field).toBe('prompt.d1.answer')
    expect((await refusal(answer(incidentId, []))).detail.field).toBe('prompt')
    expect((await refusal(answer(incidentId, all('no').slice(1), { username: 'sam.blank' }))).kind).toBe('not permitted')
    expect((await refusal(answer(incidentId, all('no').slice(1), { username: 'nadia.kovacs' }))).kind).toBe('not found')
    await answer(incidentId, all('no').slice(1, 2))
    expect((await refusal(answer(incidentId, all('no').slice(2)))).kind).toBe('conflict')
  })

  it('IN-53 whatever is asked at the call and whatever later, the flags are those of all the answers together', async () => {
    const some = fc.array(fc.constantFrom<AnswerKey>(...ANSWERS), { minLength: 6, maxLength: 6 })
    await fc.assert(fc.asyncProperty(some, some, async (first, second) => {
      const given = questions.map((question, at): Answer => ({ question, answer: first[at] ?? 'no', reason: first[at] === 'not-asked' ? 'No time' : null }))
      const { incidentId } = await recorded(given)
      const later = questions.flatMap((question, at): Answer[] => (first[at] === 'not-asked' ? [{ question, answer: second[at] ?? 'no', reason: second[at] === 'not-asked' ? 'No time' : null }] : []))
      if (later.length > 0) await answer(incidentId, later)
      const together = given.map((one) => later.find(({ question }) => question === one.question) ?? one)
      const whole = await recorded(together)
      const asked = (record: Awaited<ReturnType<typeof read>>) => record.flagsOnRecord.filter(({ origin }) => origin === 'screening').map(({ flag }) => flag).filter((flag) => flag !== 'repeat').toSorted()
      expect(asked(await read(incidentId))).toEqual(asked(await read(whole.incidentId)))
      expect((await read(incidentId)).assessmentAsked).toBe((await read(whole.incidentId)).assessmentAsked)
    }), { numRuns: 8 })
  })
})
