import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '#platform/db/connect.ts'
import { anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { approveAssessment } from '../commands/decide.ts'
import { anAssessment, answersFor } from '../examples.ts'
import { scoreOf } from '../rules/question-set.ts'
import { latestAssessment, replayed, riskHistory } from './history.ts'
import { getCheckPage, getQuestionPage } from './pages.ts'
import { getRecord, nameOf } from './records.ts'
import { riskVersionOn } from './versions.ts'

let heed: TestHeed
let incidentId: string

beforeAll(async () => {
  heed = await openTestHeed()
  incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
})
afterAll(async () => heed.close())

describe('what was found before', () => {
  it('is nothing until something was approved', async () => {
    await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high' }))
    expect(await heed.look('karin.lindqvist', (ctx) => latestAssessment(ctx, { incidentId }))).toBeNull()
    expect(await heed.look('karin.lindqvist', (ctx) => riskHistory(ctx, [incidentId]))).toEqual([])
  })

  it('names each point with its score, its band and whether it stands, and nothing to another borough', async () => {
    const [waiting] = await heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('assessments').select('id').where('status', '=', 'awaiting approval').execute())
    await heed.act('karin.lindqvist', (ctx) => approveAssessment(ctx, { assessmentId: waiting?.id ?? '', version: 2, raise: null }))
    const points = await heed.look('karin.lindqvist', (ctx) => riskHistory(ctx, [incidentId]))
    expect(points).toEqual([{ assessmentId: waiting?.id, incidentId, who: 'Ada Pell', approvedAt: heed.clock.now(), score: expect.any(Number), maxScore: 41, band: 'high', stands: true }])
    expect(await heed.look('owen.tate', (ctx) => riskHistory(ctx, [incidentId]))).toEqual([])
    expect(await heed.look('owen.tate', (ctx) => latestAssessment(ctx, { incidentId }))).toBeNull()
  })

  it('RA-07 says so when what was kept is not what its version comes to', async () => {
    const db = kyselyOn(heed.database.pools.bootstrap)
    await sql`alter table assessment_outcomes disable trigger user`.execute(db)
    await sql`update assessment_outcomes set score = score - 1`.execute(db)
    await sql`alter table assessment_outcomes enable trigger user`.execute(db)
    const [one] = await heed.look('service:cli', (ctx) => replayed(ctx, null))
    expect(one).toMatchObject({ isSame: false })
    expect(one?.again.score).toBe((one?.kept.score ?? 0) + 1)
  })
})

describe('examples', () => {
  it.each(['low', 'medium', 'high'])('come to the band asked for, %s, around what is fixed', async (band) => {
    const { version } = await heed.look('chidi.okafor', (ctx) => riskVersionOn(ctx, '2026-11-23'))
    const aim = version.bands.find(({ key }) => key === band)
    const answers = answersFor(version, band, { q1: 'most-months' })
    expect(answers['q1']).toBe('most-months')
    expect(scoreOf(version, answers)).toBeGreaterThanOrEqual(aim?.min ?? 0)
    expect(scoreOf(version, answers)).toBeLessThanOrEqual(aim?.max ?? 0)
  })

  it('refuse a band the version does not have', async () => {
    const { version } = await heed.look('chidi.okafor', (ctx) => riskVersionOn(ctx, '2026-11-23'))
    expect(() => answersFor(version, 'severe')).toThrow('no band severe')
  })
})

describe('pages', () => {
  it('RA-17 of an unsent assessment are its own officer’s', async () => {
    const id = await heed.act('leah.marsh', (ctx) => anAssessment(ctx, incidentId, { subject: 'household', isSent: false }))
    await expect(heed.look('chidi.okafor', (ctx) => getQuestionPage(ctx, id, 1))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.look('chidi.okafor', (ctx) => getCheckPage(ctx, id))).rejects.toMatchObject({ kind: 'not permitted' })
    expect((await heed.look('chidi.okafor', (ctx) => getRecord(ctx, id))).who).toBe('The household')
    const page = await heed.look('leah.marsh', (ctx) => getCheckPage(ctx, id))
    expect(page).toMatchObject({ missing: [], isOpen: true, returnedBecause: null })
    expect(page.supervisedBy).toContain('Tanner Street Safer Neighbourhoods Team')
    expect(page.above.map(({ key }) => key)).toEqual(['high'])
  })

  it('name somebody who gave no name, in words', () => {
    expect(nameOf({ givenName: null, familyName: null })).toBe('Person who gave no name')
    expect(nameOf({ givenName: 'Ada', familyName: '' })).toBe('Ada')
  })
})
