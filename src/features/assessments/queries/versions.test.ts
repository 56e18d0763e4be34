import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { approveAssessment } from '../commands/decide.ts'
import { saveAnswer } from '../commands/save-answer.ts'
import { startAssessment } from '../commands/start-assessment.ts'
import { submitAssessment } from '../commands/submit-assessment.ts'
import { anAssessment, answersFor } from '../examples.ts'
import { replayed } from './history.ts'
import { getRecord } from './records.ts'
import { countAwaiting } from './supervision.ts'
import { riskVersion, riskVersionOn } from './versions.ts'

let heed: TestHeed
let incidentId: string

beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(async () => heed.close())
beforeEach(async () => {
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
})

const assess = (given = {}) => heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, given))

/** From 24 November a version follows with its escalators on, other bands, and inspectors to sign it off. */
async function bringIntoForce(change: string): Promise<void> {
  const db = kyselyOn(heed.database.pools.bootstrap)
  const { rows: [old] } = await sql<{ id: string; body: unknown }>`select id, body from question_sets where purpose = 'risk' order by created_at limit 1`.execute(db)
  await sql`update question_sets set valid = daterange(null, '2026-11-24') where id = ${old?.id}::uuid`.execute(db)
  await sql`insert into question_sets (id, key, version, purpose, title, label, body, valid, certainty)
    values (gen_random_uuid(), 'ram14', 'ram14-2027', 'risk', 'New', 'New', ${JSON.stringify(old?.body)}::jsonb || ${change}::jsonb, daterange('2026-11-24', null), 'invented')`.execute(db)
}

describe('the version in force', () => {
  it('RA-04 is the one of that day, and none is an answer too', async () => {
    const { version } = await heed.look('chidi.okafor', (ctx) => riskVersionOn(ctx, '2026-11-23'))
    expect(version).toMatchObject({ version: 'ram14-2026', maxScore: 41, signOff: { rank: 'sergeant' } })
    expect(version.questions).toHaveLength(14)
    expect(version.escalators.every(({ isOn }) => !isOn)).toBe(true)
  })

  it('RA-07 golden: what was sent replays to the same under its own version after another comes into force', async () => {
    const before = { high: await assess({ band: 'high' }), medium: '', low: '' }
    incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
    before.medium = await assess({ band: 'medium' })
    incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
    before.low = await assess({ band: 'low' })
    incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
    const { assessmentId: midway } = await heed.act('chidi.okafor', (ctx) => startAssessment(ctx, { incidentId, subject: 'household' }))
    const body = (await heed.look('chidi.okafor', (ctx) => riskVersionOn(ctx, '2026-11-23'))).version
    await bringIntoForce(JSON.stringify({
      version: 'ram14-2027', signOff: { rank: 'inspector' },
      bands: [{ key: 'low', name: 'Low', min: 0, max: 20 }, { key: 'medium', name: 'Medium', min: 21, max: 39 }, { key: 'high', name: 'High', min: 40, max: 41 }],
      escalators: body.escalators.map((escalator) => ({ ...escalator, isOn: true })),
    }))
    heed.clock.moveTo(new Date('2026-11-25T12:00:00Z'))
    const all = await heed.look('karin.lindqvist', (ctx) => replayed(ctx, null))
    expect(all.map(({ assessmentId, isSame, kept, again }) => [assessmentId, isSame, kept.finalBand, again.score === kept.score])).toEqual([
      [before.high, true, 'high', true], [before.medium, true, 'medium', true], [before.low, true, 'low', true],
    ])
    const record = await heed.look('chidi.okafor', (ctx) => getRecord(ctx, midway))
    const version = await heed.look('chidi.okafor', (ctx) => riskVersion(ctx, record.questionSetId))
    expect(version.version).toBe('ram14-2026')
    const answers = answersFor(version, 'high')
    for (const [at, { key }] of version.questions.entries()) {
      await heed.act('chidi.okafor', (ctx) => saveAnswer(ctx, { assessmentId: midway, number: at + 1, answer: answers[key] ?? null, words: null, isKeptByPage: false }))
    }
    await heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId: midway, said: {}, judgement: null }))
    expect((await heed.look('chidi.okafor', (ctx) => getRecord(ctx, midway))).finalBand).toBe('high')
  })

  it('RA-05 keeps each escalator that fired with its sentence, where the new version has them on', async () => {
    const assessmentId = await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'low', isSent: false }))
    await heed.act('chidi.okafor', (ctx) => submitAssessment(ctx, { assessmentId, said: { threatsViolenceOrHate: true }, judgement: null }))
    const record = await heed.look('chidi.okafor', (ctx) => getRecord(ctx, assessmentId))
    expect(record).toMatchObject({ setVersion: 'ram14-2027', computedBand: 'low', finalBand: 'medium', judgementBand: null })
    expect(record.standing?.fired.map(({ sentence }) => sentence)).toEqual(['Threats, violence or hate language were reported: at least medium'])
  })

  it('RA-19 takes the rank that signs off from the version: an inspector for the new one, a sergeant still for the old', async () => {
    const counts = async () => ({ sergeant: await heed.look('karin.lindqvist', countAwaiting), inspector: await heed.look('imran.rahman', countAwaiting) })
    const before = await counts()
    const assessmentId = await assess({ band: 'medium' })
    await expect(heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null }))).rejects.toThrow('Only an inspector or above')
    expect(await counts()).toEqual({ sergeant: before.sergeant, inspector: before.inspector + 1 })
    await heed.act('imran.rahman', (ctx) => approveAssessment(ctx, { assessmentId, version: 2, raise: null }))
  })
})
