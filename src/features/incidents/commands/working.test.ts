import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { clocksOf } from '#platform/clocks/queries.ts'
import { holidaysKept } from '#platform/clocks/holidays.ts'
import { notificationsOf } from '#platform/notifications/queries.ts'
import { Refusal } from '#platform/errors.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { aPerson, anIncident } from '../examples.ts'
import { getIncidentRecord } from '../queries/incident-record.ts'
import { allocateIncident, recordFollowUp } from './allocate.ts'
import { reclassify, recordCrime, recordIntelligence } from './classify.ts'
import { linkDuplicate, unlinkDuplicate } from './duplicate.ts'
import { addNote, correctEntry, settleDoubt } from './log.ts'
import { askForAssessment, decideFlag, raiseFlag, recordResearch } from './research.ts'
import { briefUnit, deploy, type GivenResult, regrade, resultIncident } from './respond.ts'
import { setIncidentRisk } from './risk.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, over))
const read = (incidentId: string, username = 'karin.lindqvist') => heed.look(username, (ctx) => getIncidentRecord(ctx, incidentId))
const idOf = async (username: string) => (await heed.actor(username)).id

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(() => null, (thrown: unknown) => thrown)
  if (!(error instanceof Refusal)) throw error ?? new Error('nothing was refused')
  return error
}

const sent = { isDeployed: true, unit: 'Romeo 1', officerId: null, at: null, told: '', because: '' }
const done: GivenResult = {
  codes: ['result-407'], account: 'Three young people were spoken to and left.', attendedBy: 'Romeo 1', attendedAt: null,
  callerToldAt: null, callerToldWhat: '', notToldBecause: 'They asked not to be rung',
}

describe('the response', () => {
  it('IN-21 is graded by control and supervisors, with a reason, and not by a responder', async () => {
    const { incidentId } = await recorded()
    expect((await refusal(heed.act('chidi.okafor', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: 'x' })))).kind).toBe('not permitted')
    expect((await refusal(heed.act('amara.diallo', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: ' ' })))).detail.field).toBe('reason')
    expect((await refusal(heed.act('amara.diallo', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'extended', reason: 'same' })))).detail.field).toBe('grade')
    expect((await refusal(heed.act('amara.diallo', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'teleport', reason: 'why' })))).detail.field).toBe('grade')
    await heed.act('amara.diallo', (ctx) => regrade(ctx, { incidentId, version: 1, grade: 'immediate', reason: 'Threats heard' }))
    const record = await read(incidentId)
    expect(record.gradeName).toBe('Immediate')
    expect(record.log.at(-1)).toMatchObject({ kind: 'grade', text: 'Regraded from Extended to Immediate', reason: 'Threats heard' })
  })

  it('IN-22 says who was sent and what they were told, or why nobody was', async () => {
    const { incidentId } = await recorded()
    const version = 1
    expect((await refusal(heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version, ...sent, unit: ' ' })))).detail.field).toBe('unit')
    expect((await refusal(heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version, ...sent, isDeployed: false })))).detail.field).toBe('because')
    expect((await refusal(heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version, ...sent, at: new Date('2026-11-23T13:00:00Z') })))).detail.field).toBe('deployedDay')
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version, ...sent, isDeployed: false, because: 'No unit free' }))
    const officerId = await idOf('chidi.okafor')
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 2, ...sent, officerId, told: 'Resident uses a wheelchair' }))
    await heed.act('amara.diallo', (ctx) => briefUnit(ctx, { incidentId, told: 'Now two callers' }))
    const { log, status } = await read(incidentId)
    expect(status).toBe('deployed')
    expect(log.slice(2).map(({ kind, text }) => [kind, text])).toEqual([
      ['deployment', 'Not deployed'], ['deployment', 'Deployed: Romeo 1, PC Chidi Okafor'], ['told unit', 'Resident uses a wheelchair'], ['told unit', 'Now two callers'],
    ])
  })

  it('IN-23 is resulted after deployment is settled, with codes in force, and never twice', async () => {
    const { incidentId } = await recorded()
    expect((await refusal(heed.act('chidi.okafor', (ctx) => resultIncident(ctx, { incidentId, version: 1, ...done })))).message).toContain('whether a unit was deployed')
    await heed.act('amara.diallo', (ctx) => deploy(ctx, { incidentId, version: 1, ...sent }))
    expect((await refusal(heed.act('chidi.okafor', (ctx) => resultIncident(ctx, { incidentId, version: 2, ...done, codes: ['opening-214'] })))).detail.field).toBe('codes')
    expect((await refusal(heed.act('chidi.okafor', (ctx) => resultIncident(ctx, { incidentId, version: 2, ...done, account: 'All quiet' })))).detail.field).toBe('account')
    expect((await refusal(heed.act('wei.zhang', (ctx) => resultIncident(ctx, { incidentId, version: 2, ...done })))).kind).toBe('not permitted')
    await heed.act('chidi.okafor', (ctx) => resultIncident(ctx, { incidentId, version: 2, ...done }))
    expect((await refusal(heed.act('chidi.okafor', (ctx) => resultIncident(ctx, { incidentId, version: 3, ...done })))).kind).toBe('conflict')
    expect((await refusal(heed.act('amara.diallo', (ctx) => regrade(ctx, { incidentId, version: 3, grade: 'immediate', reason: 'late' })))).kind).toBe('conflict')
    expect((await refusal(heed.act('amara.diallo', (ctx) => briefUnit(ctx, { incidentId, told: 'late' })))).kind).toBe('conflict')
  })

  it('PL-01 of any number of people who read the same version, exactly one is saved, and each other learns who', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.constantFrom('immediate', 'significant', 'referred'), { minLength: 2, maxLength: 3 }), async (grades) => {
      const { incidentId } = await recorded()
      const tries = await Promise.allSettled(grades.map((grade) => heed.act('amara.diallo', (ctx) => regrade(ctx, { incidentId, version: 1, grade, reason: 'at once' }))))
      const refused = tries.flatMap((one) => (one.status === 'rejected' && one.reason instanceof Refusal ? [one.reason] : []))
      expect(refused.length).toBe(grades.length - 1)
      for (const { kind, detail } of refused) {
        expect([kind, detail.by]).toEqual(['conflict', 'Amara Diallo'])
        expect(detail.changed?.[0]?.field).toBe('Grade')
      }
      expect((await read(incidentId)).version).toBe(2)
    }), { numRuns: 5 })
  })
})

describe('what it is recorded as', () => {
  it('IN-24 keeps the qualifier first recorded, and takes only a type of its day', async () => {
    const { incidentId } = await recorded()
    const change = (over: object) => heed.act('priya.nair', (ctx) => reclassify(ctx, { incidentId, version: 1, type: null, qualifier: null, reason: 'The resident is not the target', ...over }))
    expect((await refusal(change({}))).kind).toBe('invalid')
    expect((await refusal(change({ type: 'no-such-type' }))).detail.field).toBe('type')
    expect((await refusal(change({ qualifier: 'nuisance', reason: '' }))).detail.field).toBe('reason')
    await change({ qualifier: 'nuisance' })
    expect(await read(incidentId)).toMatchObject({ qualifier: 'nuisance', openingQualifier: 'personal' })
  })

  it('IN-25 carries a crime reference and the mark of the Victims’ Code', async () => {
    const { incidentId } = await recorded()
    expect((await refusal(heed.act('priya.nair', (ctx) => recordCrime(ctx, { incidentId, version: 1, crimeReference: ' ', victimsCode: true })))).detail.field).toBe('crimeReference')
    await heed.act('priya.nair', (ctx) => recordCrime(ctx, { incidentId, version: 1, crimeReference: '4600123/26', victimsCode: true }))
    expect(await read(incidentId)).toMatchObject({ crimeReference: '4600123/26', victimsCode: true })
  })

  it('IN-26 says that intelligence was submitted, or why it was not', async () => {
    const { incidentId } = await recorded()
    const say = (intelligence: 'submitted' | 'considered', reference: string, because: string, version = 1) => heed.act('wei.zhang', (ctx) => recordIntelligence(ctx, { incidentId, version, intelligence, reference, because }))
    expect((await refusal(say('submitted', '', ''))).detail.field).toBe('reference')
    expect((await refusal(say('considered', '', ''))).detail.field).toBe('because')
    await say('submitted', 'INT/88', '')
    expect(await read(incidentId)).toMatchObject({ intelligence: 'submitted', intelligenceReference: 'INT/88' })
    await say('considered', '', 'Nothing new in it', 2)
    expect(await read(incidentId)).toMatchObject({ intelligence: 'considered', intelligenceReference: null })
  })

  it('IN-27 links a duplicate both ways, deletes nothing, and undoes it', async () => {
    const first = await recorded()
    const second = await recorded()
    const third = await recorded()
    const link = (incidentId: string, reference: string, version = 1) => heed.act('priya.nair', (ctx) => linkDuplicate(ctx, { incidentId, version, reference, reason: 'Same call' }))
    expect((await refusal(link(second.incidentId, second.reference))).message).toContain('itself')
    expect((await refusal(link(second.incidentId, 'ASB/2026/999999'))).detail.field).toBe('reference')
    await link(second.incidentId, first.reference.toLowerCase())
    expect((await refusal(link(third.incidentId, second.reference))).message).toContain('itself a duplicate')
    expect((await refusal(link(first.incidentId, third.reference, 2))).message).toContain('Other incidents are linked')
    expect((await read(first.incidentId)).duplicates).toMatchObject([{ id: second.incidentId, reference: second.reference }])
    expect((await read(second.incidentId)).original?.reference).toBe(first.reference)
    expect((await refusal(heed.act('priya.nair', (ctx) => unlinkDuplicate(ctx, { incidentId: second.incidentId, version: 2, reason: '', takeBack: true })))).detail.field).toBe('reason')
    await heed.act('priya.nair', (ctx) => unlinkDuplicate(ctx, { incidentId: second.incidentId, version: 2, reason: 'Different street', takeBack: true }))
    expect((await read(second.incidentId)).original).toBeNull()
    expect((await refusal(heed.act('priya.nair', (ctx) => unlinkDuplicate(ctx, { incidentId: second.incidentId, version: 3, reason: 'again', takeBack: true })))).kind).toBe('conflict')
  })
})

describe('the log', () => {
  it('IN-28 a doubt is settled once, with how', async () => {
    const { incidentId } = await recorded({ grade: null })
    expect((await read(incidentId)).doubts.map(({ kind }) => kind)).toContain('no grade')
    await heed.act('priya.nair', (ctx) => settleDoubt(ctx, { incidentId, doubt: 'no grade', how: 'Officer was already there' }))
    expect((await read(incidentId)).doubts.map(({ kind }) => kind)).not.toContain('no grade')
    expect(await refusal(heed.act('karin.lindqvist', (ctx) => settleDoubt(ctx, { incidentId, doubt: 'no grade', how: 'again' })))).toMatchObject({ kind: 'conflict', detail: { by: 'PC Priya Nair' } })
  })

  it('IN-29 an entry is corrected once by a new one, and the old stays', async () => {
    const { incidentId } = await recorded()
    await heed.act('priya.nair', (ctx) => addNote(ctx, { incidentId, text: 'Seen at number 12' }))
    const note = (await read(incidentId)).log.at(-1)
    const correct = (username: string) => heed.act(username, (ctx) => correctEntry(ctx, { incidentId, entryId: note?.id ?? '', text: 'Seen at number 16', reason: 'Misheard' }))
    await correct('priya.nair')
    expect(await refusal(correct('karin.lindqvist'))).toMatchObject({ kind: 'conflict', detail: { by: 'PC Priya Nair' } })
    expect((await read(incidentId)).log.slice(-2)).toMatchObject([{ text: 'Seen at number 12', isCorrected: true }, { kind: 'correction', correctsId: note?.id }])
    expect((await refusal(heed.act('nadia.kovacs', (ctx) => addNote(ctx, { incidentId, text: 'x' })))).kind).toBe('not found')
    expect((await refusal(heed.act('sam.blank', (ctx) => addNote(ctx, { incidentId, text: 'x' })))).kind).toBe('not permitted')
  })
})

describe('allocation and following up', () => {
  it('IN-30 tells the officer at once and shows them the incident, wherever they work', async () => {
    const { incidentId } = await recorded()
    const accountId = await idOf('nadia.kovacs')
    expect((await refusal(read(incidentId, 'nadia.kovacs'))).kind).toBe('not found')
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId, note: 'She knows the family' }))
    expect(await read(incidentId, 'nadia.kovacs')).toMatchObject({ allocatedToName: 'PC Nadia Kovacs' })
    expect((await heed.look('nadia.kovacs', (ctx) => notificationsOf(ctx, incidentId))).map(({ kind, toldName }) => [kind, toldName])).toContainEqual(['incident allocated', 'PC Nadia Kovacs'])
    expect((await refusal(heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 2, accountId, note: '' })))).detail.field).toBe('accountId')
    const partner = await idOf('dev.mistry')
    expect((await refusal(heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 2, accountId: partner, note: '' })))).detail.field).toBe('accountId')
  })

  it('IN-30 given to somebody else, the earlier officer is told and sees it no more by name', async () => {
    const { incidentId } = await recorded()
    const give = async (username: string, version: number) => {
      const accountId = await idOf(username)
      await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version, accountId, note: '' }))
    }
    await give('nadia.kovacs', 1)
    await give('priya.nair', 2)
    expect((await refusal(read(incidentId, 'nadia.kovacs'))).kind).toBe('not found')
    const told = (await heed.look('imran.rahman', (ctx) => notificationsOf(ctx, incidentId))).map(({ kind, toldName }) => [kind, toldName])
    expect(told).toEqual(expect.arrayContaining([['incident allocated to somebody else', 'PC Nadia Kovacs'], ['incident allocated', 'PC Priya Nair']]))
    await give('chidi.okafor', 3)
    expect((await read(incidentId, 'priya.nair')).allocatedToName).toBe('PC Chidi Okafor')
  })

  it('IN-30 an officer who was asked for its risk assessment goes on seeing it', async () => {
    const { incidentId } = await recorded()
    const [first, second] = [await idOf('nadia.kovacs'), await idOf('priya.nair')]
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId: first, note: '' }))
    await heed.act('imran.rahman', (ctx) => askForAssessment(ctx, { incidentId, version: 2, accountId: first, reason: '' }))
    await heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 3, accountId: second, note: '' }))
    expect((await read(incidentId, 'nadia.kovacs')).allocatedToName).toBe('PC Priya Nair')
  })

  it('IN-30 an incident at high risk is worked as a case', async () => {
    const { incidentId } = await recorded()
    await heed.act('karin.lindqvist', (ctx) => setIncidentRisk(ctx, incidentId, 'high'))
    const accountId = await idOf('priya.nair')
    expect((await refusal(heed.act('femi.adeyemi', (ctx) => allocateIncident(ctx, { incidentId, version: 1, accountId, note: '' })))).message).toContain('worked as a case')
    expect((await refusal(heed.act('owen.tate', (ctx) => setIncidentRisk(ctx, incidentId, 'low')))).kind).toBe('not found')
  })

  it('IN-31 reaching the victim meets the follow-up clock; an attempt does not', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ role: 'victim', familyName: 'Pell', phone: '07700 900123' })] })
    const states = () => heed.look('priya.nair', async (ctx) => (await clocksOf(ctx, incidentId, await holidaysKept(ctx))).map(({ metAt }) => metAt !== null))
    expect(await states()).toEqual([false])
    const follow = (isReached: boolean, said: string) => heed.act('priya.nair', (ctx) => recordFollowUp(ctx, { incidentId, isReached, how: 'telephone', at: null, said }))
    expect((await refusal(follow(true, ' '))).detail.field).toBe('said')
    await follow(false, 'Rang twice, no answer')
    expect(await states()).toEqual([false])
    await follow(true, 'It has been quiet since Tuesday')
    expect(await states()).toEqual([true])
    expect((await read(incidentId)).log.filter(({ kind }) => kind === 'follow-up').length).toBe(2)
  })
})

describe('the borough intelligence unit', () => {
  it('IN-32 records what was searched and found', async () => {
    const { incidentId } = await recorded()
    await heed.act('wei.zhang', (ctx) => recordResearch(ctx, { incidentId, searched: 'Address, five years', found: 'Six earlier reports' }))
    expect((await read(incidentId)).log.at(-1)).toMatchObject({ kind: 'research', text: 'Six earlier reports', by: 'Wei Zhang', notes: [['Searched', 'Address, five years']] })
    expect((await refusal(heed.act('priya.nair', (ctx) => recordResearch(ctx, { incidentId, searched: 'x', found: 'y' })))).kind).toBe('not permitted')
  })

  it('IN-33 confirms a flag, or lifts it with a reason, and the incident shows what stands', async () => {
    const { incidentId } = await recorded({ screening: [{ question: 'd4', answer: 'yes' }] })
    const decide = (decision: 'confirmed' | 'lifted', reason: string, version: number) => heed.act('wei.zhang', (ctx) => decideFlag(ctx, { incidentId, version, flag: 'hate', decision, reason }))
    expect((await refusal(decide('lifted', '', 1))).detail.field).toBe('reason')
    await decide('confirmed', '', 1)
    expect((await refusal(decide('confirmed', '', 2))).detail.field).toBe('decision')
    await decide('lifted', 'About parking, not who they are', 2)
    const record = await read(incidentId)
    expect(record.flags).not.toContain('hate')
    expect(record.flagsOnRecord.find(({ flag }) => flag === 'hate')).toMatchObject({ state: 'lifted', decidedBy: 'Wei Zhang', reason: 'About parking, not who they are' })
  })

  it('IN-34 an officer raises a flag once, also one that was lifted', async () => {
    const { incidentId } = await recorded()
    const raise = (version: number) => heed.act('chidi.okafor', (ctx) => raiseFlag(ctx, { incidentId, version, flag: 'intimidation', reason: 'Afraid of reprisals' }))
    await raise(1)
    expect((await refusal(raise(2))).detail.field).toBe('flag')
    await heed.act('wei.zhang', (ctx) => decideFlag(ctx, { incidentId, version: 2, flag: 'intimidation', decision: 'lifted', reason: 'Spoken to again' }))
    await raise(3)
    expect((await read(incidentId)).flags).toContain('intimidation')
  })

  it('IN-35 asks a named officer for an assessment, who is told', async () => {
    const { incidentId } = await recorded()
    const accountId = await idOf('leah.marsh')
    expect((await refusal(heed.act('chidi.okafor', (ctx) => askForAssessment(ctx, { incidentId, version: 1, accountId, reason: '' })))).kind).toBe('not permitted')
    await heed.act('wei.zhang', (ctx) => askForAssessment(ctx, { incidentId, version: 1, accountId, reason: 'Fourth report' }))
    expect(await read(incidentId)).toMatchObject({ assessmentAsked: true })
    expect((await heed.look('leah.marsh', (ctx) => notificationsOf(ctx, incidentId))).map(({ kind }) => kind)).toContain('risk assessment asked')
  })
})
