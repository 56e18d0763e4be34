import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { allocateIncident, recordFollowUp } from '../commands/allocate.ts'
import { addIncidentEntry, assertVisible } from '../commands/change-incident.ts'
import { reclassify, recordCrime, recordIntelligence } from '../commands/classify.ts'
import { linkDuplicate } from '../commands/duplicate.ts'
import { addNote, correctEntry, settleDoubt } from '../commands/log.ts'
import { askForAssessment, decideFlag, raiseFlag, recordResearch } from '../commands/research.ts'
import { briefUnit, correctResult, deploy, regrade, resultIncident } from '../commands/respond.ts'
import { setIncidentRisk } from '../commands/risk.ts'
import { aPerson, anIncident } from '../examples.ts'
import { reportsOf } from './duplicates.ts'
import { getIncidentRecord, type LogEntry } from './incident-record.ts'
import { getIncidentSummary, incidentTitles, listSummaries } from './incident-summary.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}, username = 'amara.diallo') => heed.act(username, (ctx) => anIncident(ctx, over))
const read = (incidentId: string, username = 'karin.lindqvist') => heed.look(username, (ctx) => getIncidentRecord(ctx, incidentId))
const nowhere = { text: null, postcode: null, longitude: null, latitude: null, addressId: null }
const there = { text: '1 Bell Row', postcode: null, addressId: null, ...middleOf(2, 1) }
const result = { codes: ['result-407'], account: 'Three were spoken to and left.', attendedBy: ' Romeo 1 ', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: ' No telephone ' }

describe('an incident in brief', () => {
  it('says what it is called, where it lies and whose it is', async () => {
    const { incidentId, reference, teamId, teamName } = await recorded()
    const summary = await heed.look('priya.nair', (ctx) => getIncidentSummary(ctx, incidentId))
    expect(summary).toMatchObject({
      id: incidentId, reference, version: 1, channel: '101', typeName: 'Rowdy or inconsiderate behaviour', qualifier: 'personal', place: '14 Tanner Street, ZA1 2BC', wardName: 'Tanner Street', boroughName: 'Marlow Quay',
      teamId, teamName, status: 'recorded', grade: 'extended', gradeName: 'Extended', riskOrder: 0, allocatedTo: null, allocatedToName: null, assessmentAsked: false, isOpenData: false, isDuplicate: false, sealedUnder: null,
    })
  })

  it('says nothing where nothing was said: no type, no place, no grade', async () => {
    const { incidentId } = await recorded({ type: null, qualifier: null, grade: null, place: nowhere, people: [], screening: [] })
    const summary = await heed.look('amara.diallo', (ctx) => getIncidentSummary(ctx, incidentId))
    expect(summary).toMatchObject({ typeKey: null, typeName: null, qualifier: null, place: null, wardName: null, boroughName: null, grade: null, gradeName: null, flags: [] })
  })

  it('names in a list those alone that may be seen, in the order they were reported, and says of no other that it is there', async () => {
    const late = await recorded({ reportedAt: new Date('2026-11-21T10:00:00Z'), type: null, place: nowhere, people: [] })
    const early = await recorded({ reportedAt: new Date('2026-11-20T10:00:00Z') })
    const other = await recorded({ place: there })
    const ids = [late.incidentId, other.incidentId, early.incidentId, newId()]
    const seen = async (username: string) => (await heed.look(username, (ctx) => listSummaries(ctx, ids))).map(({ id }) => id)
    expect(await seen('amara.diallo')).toEqual([early.incidentId, late.incidentId, other.incidentId])
    expect(await seen('karin.lindqvist')).toEqual([early.incidentId])
    expect(await seen('nadia.kovacs')).toEqual([other.incidentId])
    for (const nobody of ['dev.mistry', 'peter.lamb', 'robin.castle']) expect(await seen(nobody)).toEqual([])
    expect(await heed.look('amara.diallo', (ctx) => listSummaries(ctx, []))).toEqual([])
    const titles = await heed.look('amara.diallo', (ctx) => incidentTitles(ctx, [early.incidentId, late.incidentId]))
    expect(titles.get(late.incidentId)).toEqual({ reference: late.reference, about: 'Type not recorded' })
    expect(titles.get(early.incidentId)?.about).toMatch(/, 14 Tanner Street, ZA1 2BC$/)
  })

  it('is noted as shown, and so are the people in it: in brief the incident alone', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ givenName: 'Ines', familyName: 'Vale' })] })
    const [brief, whole] = await heed.look('karin.lindqvist', async (ctx: Context) => {
      await getIncidentSummary(ctx, incidentId)
      const shown = ctx.touched.shown.map(({ kind, ids }) => [kind, ...ids])
      const { people } = await getIncidentRecord(ctx, incidentId)
      return [shown, { people: people.map(({ personId }) => personId), shown: ctx.touched.shown }] as const
    })
    expect(brief).toEqual([['incident', incidentId]])
    expect(whole.shown.filter(({ kind }) => kind === 'person').flatMap(({ ids }) => ids)).toEqual(whole.people)
  })
})

describe('everything about an incident', () => {
  it('has who said it, what was asked, what was suggested and why, and who was told', async () => {
    const { incidentId, teamName } = await recorded({
      isInDanger: true, occurredTo: new Date('2026-11-23T11:59:00Z'), occurredFrom: new Date('2026-11-23T11:00:00Z'),
      screening: [{ question: 'd1', answer: 'yes', detail: 'every week' }, { question: 'd4', answer: 'not-asked', reason: 'line dropped' }, { question: 'd2', answer: 'declined' }],
    })
    const record = await read(incidentId)
    expect(record).toMatchObject({ recordedBy: 'Amara Diallo', suggestedGradeName: 'Immediate', suggestedBecause: ['someone is in danger or at risk of injury'], openingQualifier: 'personal', crimeReference: null, original: null, duplicates: [], related: [] })
    expect([record.occurredFrom, record.occurredTo]).toEqual([new Date('2026-11-23T11:00:00Z'), new Date('2026-11-23T11:59:00Z')])
    expect(record.answers.map(({ key, answer, detail, notAskedBecause }) => [key, answer, detail, notAskedBecause])).toEqual([
      ['d1', 'yes', 'every week', null], ['d2', 'declined', null, null], ['d3', null, null, null], ['d4', 'not-asked', null, 'line dropped'], ['d5', null, null, null], ['d6', null, null, null],
    ])
    expect(record.answers.every(({ question }) => question.endsWith('?') || question.length > 10)).toBe(true)
    expect(record.told.map(({ kind, toldName, toldTeam }) => [kind, toldName, toldTeam])).toEqual([['incident recorded', teamName, true]])
    expect(record.log.map(({ kind, text, by }) => [kind, text, by])).toEqual([['recorded', 'Report recorded', 'Amara Diallo'], ['grade', 'Graded Extended', 'Amara Diallo']])
    expect(record.clocks.map(({ kind }) => kind)).toEqual(['victim-follow-up'])
  })

  it('tells its people the victim first, with names and addresses joined and what is not known left out', async () => {
    const { incidentId } = await recorded({
      people: [
        aPerson({ role: 'suspect', givenName: 'Rex' }), aPerson({ role: 'caller', familyName: 'Pell', dateOfBirth: '1961', email: 'ada@example.org', wantsContact: false }),
        aPerson({ role: 'witness', isAnonymous: true }), aPerson({ role: 'victim', givenName: 'Noor', familyName: 'Vale', addressText: '9 Cold Harbour', postcode: 'ZA1 2BD', safeToContact: 'By text only' }),
      ],
    })
    const { people } = await read(incidentId)
    expect(people.map(({ part, name, dateOfBirth, email, address, wantsContact, isAnonymous }) => [part, name, dateOfBirth, email, address, wantsContact, isAnonymous])).toEqual([
      ['victim', 'Noor Vale', null, null, '9 Cold Harbour, ZA1 2BD', null, false], ['caller', 'Pell', '1961', 'ada@example.org', null, false, false], ['witness', null, null, null, null, null, true], ['suspect', 'Rex', null, null, null, null, false],
    ])
    expect(people.map(({ safeToContact }) => safeToContact)).toEqual(['By text only', null, null, null])
  })

  it('a duplicate leads to what it repeats, which has its words and people, and its reports are both', async () => {
    const first = await recorded({ people: [] })
    const second = await recorded({ narrative: 'The same noise, from upstairs', people: [aPerson({ givenName: 'Ida' })] })
    await heed.act('karin.lindqvist', (ctx) => linkDuplicate(ctx, { incidentId: second.incidentId, version: 1, reference: first.reference.toLowerCase(), reason: ' same flat ' }))
    expect((await read(second.incidentId)).original).toEqual({ id: first.incidentId, reference: first.reference })
    const { duplicates, people } = await read(first.incidentId)
    expect(people).toEqual([])
    expect(duplicates).toMatchObject([{ id: second.incidentId, reference: second.reference, narrative: 'The same noise, from upstairs', people: [{ name: 'Ida', incidentId: second.incidentId }] }])
    expect(await heed.look('karin.lindqvist', (ctx) => reportsOf(ctx, first.incidentId))).toEqual([first.incidentId, second.incidentId])
    expect(await heed.look('karin.lindqvist', (ctx) => reportsOf(ctx, second.incidentId))).toEqual([second.incidentId])
    expect((await read(second.incidentId)).log.at(-1)).toMatchObject({ kind: 'duplicate', text: `Linked as a duplicate of ${first.reference}`, reason: 'same flat' })
  })

  it('is not there for another borough, a partner, or under an id nobody has, and is one answer to all', async () => {
    const { incidentId } = await recorded()
    for (const [username, id] of [['nadia.kovacs', incidentId], ['hana.suzuki', incidentId], ['dev.mistry', incidentId], ['karin.lindqvist', newId()]] as const) {
      const refusal = await refusalOf(read(id, username))
      expect([refusal.kind, refusal.message]).toEqual(['not found', 'There is no such incident'])
      expect((await refusalOf(heed.look(username, (ctx) => assertVisible(ctx, id)))).kind).toBe('not found')
    }
    expect((await refusalOf(heed.act('nadia.kovacs', (ctx) => addIncidentEntry(ctx, incidentId, 'note', 'x')))).kind).toBe('not found')
  })

  it('is ordered by the band of its assessment; no band is none, and an unknown band is a fault and not a guess', async () => {
    const { incidentId } = await recorded()
    for (const [band, order] of [['low', 1], ['medium', 2], ['high', 3], [null, 0]] as const) {
      await heed.act('karin.lindqvist', (ctx) => setIncidentRisk(ctx, incidentId, band))
      expect((await read(incidentId)).riskOrder).toBe(order)
    }
    await expect(heed.act('karin.lindqvist', (ctx) => setIncidentRisk(ctx, incidentId, 'severe'))).rejects.toThrow('no order for the band severe')
    expect((await refusalOf(heed.act('karin.lindqvist', (ctx) => setIncidentRisk(ctx, newId(), 'low')))).kind).toBe('not found')
  })
})

describe('what the log says of each act', () => {
  type Told = Pick<LogEntry, 'kind' | 'text' | 'reason' | 'codeNames' | 'notes'>
  /** The entries an act leaves in the log of an incident of its own. */
  const entriesOf = async (username: string, acts: (ctx: Context, incidentId: string, version: number) => Promise<unknown>, before: readonly ((incidentId: string) => Promise<unknown>)[] = []): Promise<readonly Told[]> => {
    const { incidentId } = await recorded({ people: [], screening: [{ question: 'd5', answer: 'yes' }] })
    for (const act of before) await act(incidentId)
    const { log, version } = await read(incidentId)
    await heed.act(username, (ctx) => acts(ctx, incidentId, version))
    return (await read(incidentId)).log.slice(log.length).map(({ kind, text, reason, codeNames, notes }) => ({ kind, text, reason, codeNames, notes }))
  }
  const plain = { codeNames: [], notes: [] }
  const sent = (incidentId: string) => heed.act('karin.lindqvist', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: true, unit: 'R1', officerId: null, at: null, told: '', because: '' }))
  const resulted = (incidentId: string) => heed.act('karin.lindqvist', (ctx) => resultIncident(ctx, { incidentId, version: 2, ...result }))

  it('IN-21 a grade: from what, to what, and why', async () => {
    expect(await entriesOf('amara.diallo', (ctx, incidentId, version) => regrade(ctx, { incidentId, version, grade: 'significant', reason: ' They came back ' }))).toEqual([{ kind: 'grade', text: 'Regraded from Extended to Significant', reason: 'They came back', ...plain }])
  })

  it('IN-22 nobody sent, and why; a unit sent, and what it was told', async () => {
    expect(await entriesOf('amara.diallo', (ctx, incidentId, version) => deploy(ctx, { incidentId, version, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: ' No unit free ' })))
      .toEqual([{ kind: 'deployment', text: 'Not deployed', reason: 'No unit free', ...plain }])
    expect(await entriesOf('amara.diallo', (ctx, incidentId, version) => deploy(ctx, { incidentId, version, isDeployed: true, unit: ' Romeo 1 ', officerId: null, at: null, told: ' A dog ', because: '' })))
      .toEqual([{ kind: 'deployment', text: 'Deployed: Romeo 1', reason: null, codeNames: [], notes: [['Unit', 'Romeo 1']] }, { kind: 'told unit', text: 'A dog', reason: null, codeNames: [], notes: [['Unit', 'Romeo 1']] }])
    expect(await entriesOf('amara.diallo', (ctx, incidentId) => briefUnit(ctx, { incidentId, told: 'Two callers now' }), [sent])).toEqual([{ kind: 'told unit', text: 'Two callers now', reason: null, ...plain }])
  })

  it('IN-23 a result: its codes by name, who attended, and what the caller was told; its correction says why', async () => {
    expect(await entriesOf('chidi.okafor', (ctx, incidentId, version) => resultIncident(ctx, { incidentId, version, ...result }), [sent])).toEqual([
      { kind: 'result', text: 'Three were spoken to and left.', reason: null, codeNames: ['407 Suspect spoken to'], notes: [['Attended by', 'Romeo 1']] },
      { kind: 'caller told', text: 'The caller was not told: No telephone', reason: null, ...plain },
    ])
    const told = { ...result, attendedBy: '', callerToldAt: new Date('2026-11-23T11:50:00Z'), callerToldWhat: ' They have left ', notToldBecause: '' }
    const corrected = await entriesOf('chidi.okafor', (ctx, incidentId, version) => correctResult(ctx, { incidentId, version, ...told, reason: ' Wrong code ' }), [sent, resulted])
    expect(corrected.map(({ kind, text, reason, notes }) => [kind, text, reason, notes])).toEqual([
      ['result', 'Three were spoken to and left.', 'Wrong code', []], ['caller told', 'They have left', null, [['When', '23 November 2026 at 11:50']]],
    ])
  })

  it('IN-24 another type and another qualifier are two entries with one reason', async () => {
    expect((await entriesOf('priya.nair', (ctx, incidentId, version) => reclassify(ctx, { incidentId, version, type: 'noise', qualifier: 'nuisance', reason: 'Only the music' }))).map(({ kind, text, reason }) => [kind, text, reason])).toEqual([
      ['type', 'Type changed from Rowdy or inconsiderate behaviour to Noise', 'Only the music'], ['qualifier', 'Qualifier changed from personal to nuisance', 'Only the music'],
    ])
  })

  it('IN-25 IN-26 a crime and an intelligence report, in a sentence each', async () => {
    expect(await entriesOf('priya.nair', (ctx, incidentId, version) => recordCrime(ctx, { incidentId, version, crimeReference: ' 12/26 ', victimsCode: false }))).toEqual([{ kind: 'crime', text: 'Crime 12/26. The Victims’ Code does not apply', reason: null, ...plain }])
    expect(await entriesOf('wei.zhang', (ctx, incidentId, version) => recordIntelligence(ctx, { incidentId, version, intelligence: 'submitted', reference: ' INT/1 ', because: '' }))).toMatchObject([{ kind: 'intelligence', text: 'Intelligence report INT/1 submitted' }])
    expect(await entriesOf('wei.zhang', (ctx, incidentId, version) => recordIntelligence(ctx, { incidentId, version, intelligence: 'considered', reference: 'x', because: ' Nothing new ' }))).toMatchObject([{ text: 'An intelligence report was considered and not submitted: Nothing new' }])
  })

  it('IN-28 IN-29 a doubt settled, a note, and its correction', async () => {
    expect(await entriesOf('priya.nair', (ctx, incidentId) => settleDoubt(ctx, { incidentId, doubt: 'no caller', how: 'Seen from the car' }))).toEqual([{ kind: 'doubt settled', text: 'Seen from the car', reason: null, codeNames: [], notes: [['About', 'no caller']] }])
    const { incidentId } = await recorded()
    await heed.act('priya.nair', (ctx) => addNote(ctx, { incidentId, text: 'Number 12' }))
    const entryId = (await read(incidentId)).log.at(-1)?.id ?? ''
    await heed.act('wei.zhang', (ctx) => correctEntry(ctx, { incidentId, entryId, text: 'Number 21', reason: 'Misread' }))
    const [old, fresh] = (await read(incidentId)).log.slice(-2)
    expect([old?.isCorrected, old?.text, fresh?.correctsId, fresh?.kind, fresh?.reason, fresh?.isCorrected, fresh?.by]).toEqual([true, 'Number 12', entryId, 'correction', 'Misread', false, 'Wei Zhang'])
  })

  it('IN-30 IN-31 who it was given to and what they need to know; whom was reached, how and when', async () => {
    const { id: accountId } = await heed.actor('priya.nair')
    expect(await entriesOf('femi.adeyemi', (ctx, incidentId, version) => allocateIncident(ctx, { incidentId, version, accountId, note: ' Ask for Ada ' }))).toEqual([{ kind: 'allocation', text: 'Allocated to PC Priya Nair', reason: null, codeNames: [], notes: [['Note', 'Ask for Ada']] }])
    const follow = (isReached: boolean) => entriesOf('priya.nair', (ctx, incidentId) => recordFollowUp(ctx, { incidentId, isReached, how: 'visit', at: new Date('2026-11-23T09:30:00Z'), said: ' Knocked ' }))
    expect(await follow(false)).toEqual([{ kind: 'follow-up', text: 'Knocked', reason: null, codeNames: [], notes: [['How', 'visit'], ['When', '23 November 2026 at 09:30'], ['Reached', 'No: not reached']] }])
    expect((await follow(true))[0]?.notes.at(-1)).toEqual(['Reached', 'Yes'])
  })

  it('IN-32 IN-33 IN-34 IN-35 what was searched, a flag decided or raised, an assessment asked of somebody', async () => {
    expect(await entriesOf('wei.zhang', (ctx, incidentId) => recordResearch(ctx, { incidentId, searched: 'Names', found: 'Nothing' }))).toEqual([{ kind: 'research', text: 'Nothing', reason: null, codeNames: [], notes: [['Searched', 'Names']] }])
    expect(await entriesOf('wei.zhang', (ctx, incidentId, version) => decideFlag(ctx, { incidentId, version, flag: 'vulnerable', decision: 'lifted', reason: ' Another person ' }))).toEqual([{ kind: 'flag', text: 'Flag “vulnerable” lifted', reason: 'Another person', ...plain }])
    expect(await entriesOf('wei.zhang', (ctx, incidentId, version) => raiseFlag(ctx, { incidentId, version, flag: 'hate', reason: 'Graffiti' }))).toEqual([{ kind: 'flag', text: 'Flag “hate” raised', reason: 'Graffiti', ...plain }])
    const { id: accountId } = await heed.actor('chidi.okafor')
    expect(await entriesOf('wei.zhang', (ctx, incidentId, version) => askForAssessment(ctx, { incidentId, version, accountId, reason: 'Third call' }))).toEqual([{ kind: 'assessment', text: 'Risk assessment asked of PC Chidi Okafor', reason: 'Third call', ...plain }])
  })

  it('a flag on record says where it came from and how it stands, whoever decided it', async () => {
    const { incidentId } = await recorded({ screening: [{ question: 'd5', answer: 'yes' }], people: [], place: nowhere })
    await heed.act('helen.whitby', (ctx) => raiseFlag(ctx, { incidentId, version: 1, flag: 'hate', reason: 'Graffiti' }))
    await heed.act('helen.whitby', (ctx) => decideFlag(ctx, { incidentId, version: 2, flag: 'vulnerable', decision: 'confirmed', reason: '' }))
    const { flagsOnRecord, flags } = await read(incidentId, 'helen.whitby')
    expect([...flags].sort()).toEqual(['hate', 'vulnerable'])
    expect(flagsOnRecord.map(({ flag, origin, state, raisedBy, decidedBy, reason }) => [flag, origin, state, raisedBy, decidedBy, reason]).toSorted(([one], [other]) => String(one).localeCompare(String(other)))).toEqual([
      ['hate', 'officer', 'raised', 'Insp Helen Whitby', null, null], ['vulnerable', 'screening', 'confirmed', 'Amara Diallo', 'Insp Helen Whitby', null],
    ])
  })
})
