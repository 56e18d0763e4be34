import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { kyselyOn } from '#platform/db/connect.ts'
import { aPerson, anIncident } from '#features/incidents/examples.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { anAssessment, type ExampleAssessment } from '../examples.ts'
import { assessmentPanel } from '../index.ts'
import { latestAssessment, replayed, riskHistory } from '../queries/history.ts'
import { getRecord } from '../queries/records.ts'
import { countAwaiting, getAwaitingPage, getSupervisionPage, listAwaiting, wholeQueue } from '../queries/supervision.ts'
import { approveAssessment, returnAssessment } from './decide.ts'
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

const assess = (given: ExampleAssessment = {}, who = 'chidi.okafor') => heed.act(who, (ctx) => anAssessment(ctx, incidentId, given))
const approve = (assessmentId: string, who = 'karin.lindqvist', raise: { band: string; reason: string } | null = null, version = 2) =>
  heed.act(who, (ctx) => approveAssessment(ctx, { assessmentId, version, raise }))
const sendBack = (assessmentId: string, reason = 'Question 5 does not fit the account', who = 'karin.lindqvist') =>
  heed.act(who, (ctx) => returnAssessment(ctx, { assessmentId, version: 2, reason }))
const record = (assessmentId: string) => heed.look('karin.lindqvist', (ctx) => getRecord(ctx, assessmentId))
const told = (subjectId: string) => sql<{ kind: string; name: string }>`select n.kind, coalesce(t.name, a.name) as name from notifications n left join teams t on t.id = n.team_id left join accounts a on a.id = n.account_id
  where n.subject_id = ${subjectId}::uuid order by n.id`.execute(kyselyOn(heed.database.pools.bootstrap)).then(({ rows }) => rows.map(({ kind, name }) => `${kind}: ${name}`))

describe('approval', () => {
  it('RA-08 makes it stand: the incident takes its band, the log says so, the officer is told and it is announced', async () => {
    const assessmentId = await assess({ band: 'high' })
    await approve(assessmentId)
    expect(await record(assessmentId)).toMatchObject({ status: 'approved', approvedByName: 'Sgt Karin Lindqvist', finalBand: 'high', version: 3 })
    const incident = await heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('incidents').select('riskOrder').where('id', '=', incidentId).executeTakeFirstOrThrow())
    expect(incident.riskOrder).toBe(3)
    const entries = await heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('incidentEntries').select('text').where('incidentId', '=', incidentId).where('kind', '=', 'assessment').orderBy('id').execute())
    expect(entries.map(({ text }) => text)).toEqual([expect.stringContaining('Waiting for a supervisor'), expect.stringMatching(/^Risk assessment approved: high, \d+ of 41$/)])
    expect(await told(assessmentId)).toEqual(['assessment awaiting approval: Tanner Street Safer Neighbourhoods Team', 'assessment approved: PC Chidi Okafor'])
    const { rows } = await sql<{ name: string; body: unknown }>`select name, body from events where subject_id = ${assessmentId}::uuid order by id`.execute(kyselyOn(heed.database.pools.bootstrap))
    expect(rows.map(({ name }) => name)).toEqual(['assessment.submitted', 'assessment.approved'])
    expect(rows[1]?.body).toMatchObject({ assessmentId, incidentId, band: 'high', sealedUnder: null, personId: expect.any(String), teamId: expect.any(String), boroughId: expect.any(String) })
  })

  it('ends the wait of the team that was told, at once where a supervisor of that team decides, else a moment after; sent again, it waits again', async () => {
    const waits = (assessmentId: string) => sql<{ name: string | null }>`select a.name from notifications n left join accounts a on a.id = n.acknowledged_by
      where n.subject_id = ${assessmentId}::uuid and n.kind = 'assessment awaiting approval' order by n.id`.execute(kyselyOn(heed.database.pools.bootstrap)).then(({ rows }) => rows.map(({ name }) => name))
    const [own, others, back] = [await assess(), await assess({}, 'leah.marsh'), await assess({}, 'priya.nair')]
    await approve(own, 'femi.adeyemi')
    await approve(others)
    await sendBack(back)
    expect([await waits(own), await waits(others), await waits(back)]).toEqual([['Sgt Femi Adeyemi'], [null], [null]])
    await heed.act('priya.nair', (ctx) => submitAssessment(ctx, { assessmentId: back, said: {}, judgement: null }))
    await heed.follow()
    expect([await waits(own), await waits(others), await waits(back)]).toEqual([['Sgt Femi Adeyemi'], ['Heed itself (assessments)'], [null, null]])
  })

  it('RA-19 is never given to one’s own, whoever one is, and not below the rank', async () => {
    const own = await assess({}, 'karin.lindqvist')
    await expect(approve(own)).rejects.toThrow('You cannot approve an assessment you completed')
    await expect(sendBack(own)).rejects.toThrow('You cannot return an assessment you completed')
    await expect(approve(own, 'leah.marsh')).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(approve(own, 'sam.blank')).rejects.toMatchObject({ kind: 'not permitted' })
    await approve(own, 'imran.rahman')
    expect((await record(own)).approvedByName).toBe('Insp Imran Rahman')
  })

  it('RA-06 can raise the band with a reason, beside the officer’s own judgement, and never lower it', async () => {
    const assessmentId = await assess({ band: 'low', judgement: { band: 'medium', reason: 'Her carer has left' } })
    await expect(approve(assessmentId, 'karin.lindqvist', { band: 'low', reason: 'x' })).rejects.toMatchObject({ kind: 'invalid' })
    await approve(assessmentId, 'karin.lindqvist', { band: 'high', reason: 'Two families have moved out' })
    expect(await record(assessmentId)).toMatchObject({ score: 0, computedBand: 'low', judgementBand: 'medium', judgementReason: 'Her carer has left', raisedBand: 'high', finalBand: 'high' })
  })

  it('two supervisors at once: one decides, the other learns who was first', async () => {
    const assessmentId = await assess()
    const both = await Promise.allSettled([approve(assessmentId, 'karin.lindqvist'), approve(assessmentId, 'imran.rahman')])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = both.find((one) => one.status === 'rejected')
    expect(lost?.reason).toMatchObject({ kind: 'conflict', message: expect.stringMatching(/^(Sgt Karin Lindqvist|Insp Imran Rahman) approved this assessment/), detail: { by: expect.any(String), at: expect.any(Date) } })
    const decisions = await heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('assessmentDecisions').select('decision').where('assessmentId', '=', assessmentId).execute())
    expect(decisions).toHaveLength(1)
  })

  it('pressed twice by the same supervisor is done once', async () => {
    const assessmentId = await assess()
    await approve(assessmentId)
    await approve(assessmentId)
    expect((await told(assessmentId)).filter((line) => line.startsWith('assessment approved'))).toHaveLength(1)
  })

  it('refuses an approval read before it was returned and sent again', async () => {
    const assessmentId = await assess()
    await sendBack(assessmentId)
    await heed.act('chidi.okafor', (ctx) => anAssessment(ctx, incidentId, { band: 'high' }))
    expect(await record(assessmentId)).toMatchObject({ status: 'awaiting approval', version: 4 })
    await expect(approve(assessmentId)).rejects.toMatchObject({ kind: 'conflict' })
    await approve(assessmentId, 'karin.lindqvist', null, 4)
  })

  it('RA-08 supersedes the earlier assessment of the same victim without touching what it was', async () => {
    const first = await assess({ band: 'low' })
    await approve(first)
    const before = await record(first)
    const second = await assess({ band: 'high' }, 'leah.marsh')
    await approve(second)
    expect(await record(first)).toEqual({ ...before, status: 'superseded', supersededById: second, version: 4 })
    expect(await heed.look('karin.lindqvist', (ctx) => latestAssessment(ctx, { incidentId }))).toMatchObject({ id: second, finalBand: 'high' })
    const points = await heed.look('karin.lindqvist', (ctx) => riskHistory(ctx, [incidentId]))
    expect(points.map(({ band, stands }) => [band, stands])).toEqual([['low', false], ['high', true]])
    await expect(sendBack(first)).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('does not supersede the assessment of somebody else in the same incident', async () => {
    const { incidentId: other } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people: [aPerson({ givenName: 'Bo', familyName: 'Hale' }), aPerson({ role: 'victim', givenName: 'Cy', familyName: 'Hale' })] }))
    incidentId = other
    const victim = await assess({ band: 'low' })
    const household = await assess({ band: 'medium', subject: 'household' })
    await approve(victim)
    await approve(household)
    expect((await record(victim)).status).toBe('approved')
  })
})

describe('the same person elsewhere', () => {
  it('RA-14 counts their earlier reports, and the later assessment supersedes the one of the earlier incident', async () => {
    const first = await assess({ band: 'low' })
    await approve(first)
    const { personId } = await record(first)
    heed.clock.moveTo(new Date('2026-11-23T12:30:00Z'))
    const people = [aPerson({ role: 'victim', givenName: 'Ada', familyName: 'Pell', personId })]
    incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { people }))).incidentId
    const second = await assess({ band: 'medium' })
    const [kept] = await heed.look('karin.lindqvist', (ctx) => ctx.db.selectFrom('assessmentOutcomes').select('facts').where('assessmentId', '=', second).execute())
    expect(kept?.facts).toMatchObject({ earlierIncidents: 1 })
    const page = await heed.look('karin.lindqvist', (ctx) => getSupervisionPage(ctx, second))
    expect(page.others.map(({ id }) => id)).toEqual([first])
    await approve(second)
    expect(await record(first)).toMatchObject({ status: 'superseded', finalBand: 'low', supersededById: second })
    expect(await heed.look('karin.lindqvist', (ctx) => latestAssessment(ctx, { personId: personId ?? '' }))).toMatchObject({ id: second })
    expect(await heed.look('karin.lindqvist', (ctx) => riskHistory(ctx, []))).toEqual([])
  })

  it('RA-07 is replayed by the command line for the whole force', async () => {
    const all = await heed.look('service:cli', (ctx) => replayed(ctx, null))
    expect(all.length).toBeGreaterThan(3)
    expect(all.every(({ isSame }) => isSame)).toBe(true)
  })
})

describe('return', () => {
  it('RA-20 needs a reason, is kept, and tells the officer', async () => {
    const assessmentId = await assess()
    await expect(sendBack(assessmentId, ' ')).rejects.toMatchObject({ kind: 'invalid', detail: { field: 'reason' } })
    await sendBack(assessmentId)
    expect(await record(assessmentId)).toMatchObject({ status: 'returned', version: 3 })
    expect(await told(assessmentId)).toContain('assessment returned: PC Chidi Okafor')
    const page = await heed.look('karin.lindqvist', (ctx) => getSupervisionPage(ctx, assessmentId))
    expect(page.sendings.map(({ decision }) => [decision?.decision, decision?.reason, decision?.byName])).toEqual([['returned', 'Question 5 does not fit the account', 'Sgt Karin Lindqvist']])
  })
})

describe('the queue', () => {
  it('RA-12 RA-18 has the highest band first, then the longest waiting; its count equals its rows; and one’s own are not in it', async () => {
    const waitingAt = async (minutes: number, band: string, who = 'chidi.okafor') => {
      heed.clock.moveTo(new Date(Date.UTC(2026, 10, 23, 13, minutes)))
      incidentId = (await heed.act('amara.diallo', (ctx) => anIncident(ctx))).incidentId
      return assess({ band }, who)
    }
    const before = (await heed.look('imran.rahman', listAwaiting)).map(({ record: { id } }) => id)
    const [low, high2, medium, high1, own] = [await waitingAt(1, 'low'), await waitingAt(9, 'high'), await waitingAt(2, 'medium'), await waitingAt(3, 'high'), await waitingAt(4, 'high', 'karin.lindqvist')]
    const rows = await heed.look('karin.lindqvist', listAwaiting)
    const ids = rows.map(({ record: { id } }) => id).filter((id) => !before.includes(id))
    expect(ids).toEqual([high1, high2, medium, low])
    expect(ids).not.toContain(own)
    expect(await heed.look('karin.lindqvist', countAwaiting)).toBe(rows.length)
    expect((await heed.look('imran.rahman', listAwaiting)).map(({ record: { id } }) => id)).toContain(own)
    const first = rows.find(({ record: { id } }) => id === high1)
    expect(first?.why[0]).toMatch(/^The score is \d+ of 41, which is high \(29 to 41\)$/)
    expect(first?.drivers[0]?.score).toBeGreaterThanOrEqual(first?.drivers[1]?.score ?? 99)
  })

  it('RA-18 is narrowed by risk, by team and by how long it waits, and what is counted is what is on its pages', async () => {
    const at = (filter: Partial<typeof wholeQueue>, who = 'imran.rahman') => heed.look(who, (ctx) => getAwaitingPage(ctx, { ...wholeQueue, ...filter }))
    const whole = await at({})
    expect(whole.total).toBeGreaterThan(3)
    expect(whole.bands[0]).toBe('high')
    let parts = 0
    for (const band of whole.bands) {
      const one = await at({ band })
      expect(one.rows.every(({ record: { finalBand } }) => finalBand === band)).toBe(true)
      expect(one.total).toBe(one.rows.length)
      parts += one.total
    }
    expect(parts).toBe(whole.total)
    const team = whole.teams[0]?.value ?? ''
    expect((await at({ team })).rows.every(({ record: { teamId } }) => teamId === team)).toBe(true)
    expect((await at({ waiting: 'week' })).total).toBe(0)
    expect((await at({ page: 9 })).page).toBe(1)
    const before = heed.clock.now()
    heed.clock.moveTo(new Date(before.getTime() + 25 * 3_600_000))
    expect((await at({ waiting: 'day' })).total).toBe(whole.total)
    heed.clock.moveTo(before)
  })

  it('RA-18 is empty for those who do not supervise, and holds nothing of another borough', async () => {
    await assess()
    expect(await heed.look('chidi.okafor', countAwaiting)).toBe(0)
    expect(await heed.look('owen.tate', listAwaiting)).toEqual([])
  })
})

describe('sight', () => {
  it('is the incident’s: another team’s constable, another borough, a partner and a volunteer see no row of it', async () => {
    const assessmentId = await assess()
    await approve(assessmentId)
    const sees = (who: string) => heed.look(who, async (ctx) => {
      const counts = await Promise.all([
        ctx.db.selectFrom('assessments').select('id').where('id', '=', assessmentId).execute(),
        ctx.db.selectFrom('assessmentAnswers').select('id').where('assessmentId', '=', assessmentId).execute(),
        ctx.db.selectFrom('assessmentOutcomes').select('id').where('assessmentId', '=', assessmentId).execute(),
        ctx.db.selectFrom('assessmentDecisions').select('id').where('assessmentId', '=', assessmentId).execute(),
      ])
      return counts.map((rows) => rows.length)
    })
    for (const who of ['hana.suzuki', 'nadia.kovacs', 'owen.tate', 'dev.mistry', 'joan.firth', 'peter.lamb', 'robin.castle']) expect(await sees(who), who).toEqual([0, 0, 0, 0])
    for (const who of ['chidi.okafor', 'priya.nair', 'imran.rahman', 'helen.whitby']) expect(await sees(who), who).toEqual([1, 14, 1, 1])
    await expect(approve(assessmentId, 'owen.tate')).rejects.toMatchObject({ kind: 'not found' })
  })

  it('ends with a seal, for everyone without its name', async () => {
    const assessmentId = await assess()
    await sql`update assessments set sealed_under = gen_random_uuid() where id = ${assessmentId}::uuid`.execute(kyselyOn(heed.database.pools.bootstrap))
    for (const who of ['chidi.okafor', 'imran.rahman', 'helen.whitby']) await expect(heed.look(who, (ctx) => getRecord(ctx, assessmentId))).rejects.toMatchObject({ kind: 'not found' })
  })

  it('gives the incident’s page a panel for those who may read assessments, and none to others', async () => {
    expect(String(await heed.look('chidi.okafor', (ctx) => assessmentPanel(ctx, incidentId)))).toContain('Start a risk assessment')
    await assess({ isSent: false })
    expect(String(await heed.look('chidi.okafor', (ctx) => assessmentPanel(ctx, incidentId)))).toContain('Go on with your assessment')
    expect(await heed.look('sam.blank', (ctx) => assessmentPanel(ctx, incidentId))).toBeNull()
    expect(String(await heed.look('wei.zhang', (ctx) => assessmentPanel(ctx, incidentId)))).not.toContain('Start a risk assessment')
  })

  it('offers none on a duplicate, which is worked as what it repeats', async () => {
    const again = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    const offered = async () => String(await heed.look('chidi.okafor', (ctx) => assessmentPanel(ctx, again.incidentId))).includes('Start a risk assessment')
    expect(await offered()).toBe(true)
    await kyselyOn(heed.database.pools.bootstrap).updateTable('incidents').set({ duplicateOf: incidentId }).where('id', '=', again.incidentId).execute()
    expect(await offered()).toBe(false)
  })
})
