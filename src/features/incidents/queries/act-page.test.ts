import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { linkDuplicate } from '../commands/duplicate.ts'
import { addNote } from '../commands/log.ts'
import { correctResult, deploy, resultIncident } from '../commands/respond.ts'
import { anIncident } from '../examples.ts'
import type { ResponseStatus } from '../rules/response.ts'
import { actsOn, getActPage, getEntryPage, type Lists, mayWorkOn } from './act-page.ts'
import { getIncidentRecord, type IncidentRecord } from './incident-record.ts'

let heed: TestHeed
let record: IncidentRecord
let theirs: string
beforeAll(async () => {
  heed = await openTestHeed()
  const made = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
  record = await heed.look('amara.diallo', (ctx) => getIncidentRecord(ctx, made.incidentId))
  theirs = (await heed.act('amara.diallo', (ctx) => anIncident(ctx, { place: { text: '1 Bell Row', postcode: null, addressId: null, ...middleOf(2, 1) } }))).incidentId
})
afterAll(() => heed.close())

type Given = Partial<IncidentRecord>
const unasked: Given = { answers: [{ key: 'd1', question: 'Again?', answer: null, detail: null, notAskedBecause: null }] }
const offered = async (username: string, over: Given = {}): Promise<string> => {
  const { acts } = await heed.look(username, async (ctx) => actsOn(ctx, { ...record, ...over }))
  return acts.map(({ href }) => href.replace(`/incidents/${record.id}/`, '')).join(' ')
}
const page = (incidentId: string, wanted: readonly Lists[], username = 'karin.lindqvist') => heed.look(username, (ctx) => getActPage(ctx, incidentId, wanted))

describe('what somebody is offered to do about an incident', () => {
  const put = 'classification place times people'

  it.each([
    ['amara.diallo', `grade deployment follow-up flags ${put} duplicate note`],
    ['tom.hargreaves', `grade deployment follow-up assessment-request flags ${put} crime intelligence duplicate note`],
    ['ines.moreau', `grade deployment follow-up flags ${put} crime intelligence duplicate note`],
    ['chidi.okafor', `deployment follow-up flags ${put} crime intelligence duplicate note`],
    ['joe.sweeney', `deployment allocation follow-up flags ${put} crime intelligence duplicate note`],
    ['priya.nair', `deployment allocation follow-up flags ${put} crime intelligence duplicate note`],
    ['karin.lindqvist', `grade deployment allocation follow-up assessment-request research flags ${put} crime intelligence duplicate note`],
    ['wei.zhang', `assessment-request research flags ${put} intelligence duplicate note`],
    ['helen.whitby', `allocation follow-up assessment-request research flags ${put} crime duplicate note`],
    ['margaret.osei', ''],
    ['robin.castle', ''],
    ['sam.blank', ''],
    ['dev.mistry', ''],
    ['peter.lamb', ''],
  ])('%s, of one just recorded: %s', async (username, nouns) => {
    expect(await offered(username)).toBe(nouns)
  })

  it.each<[ResponseStatus, string[], string[]]>([
    ['recorded', ['grade', 'deployment'], ['briefing', 'result', 'result-correction']],
    ['deployed', ['grade', 'deployment', 'briefing', 'result'], ['result-correction']],
    ['not deployed', ['grade', 'deployment', 'result'], ['briefing', 'result-correction']],
    ['resulted', ['result-correction'], ['grade', 'deployment', 'briefing', 'result']],
  ])('IN-05 one that is %s is offered what may follow, and nothing that came before', async (status, yes, no) => {
    const nouns = (await offered('karin.lindqvist', { status })).split(' ')
    expect(nouns).toEqual(expect.arrayContaining(yes))
    for (const noun of no) expect(nouns).not.toContain(noun)
  })

  it('IN-53 the prompt is offered for as long as a question is open or was not asked, and not once each is answered', async () => {
    const answer = (given: 'yes' | 'no' | 'declined' | 'not-asked' | null) => ({ key: 'd1', question: 'Again?', answer: given, detail: null, notAskedBecause: null })
    const has = async (over: Given) => (await offered('priya.nair', over)).split(' ').includes('prompt')
    expect(await has({ answers: [] })).toBe(true)
    expect(await has(unasked)).toBe(true)
    expect(await has({ answers: [answer('yes'), answer('not-asked')] })).toBe(true)
    expect(await has({ answers: [answer('yes'), answer('no'), answer('declined')] })).toBe(false)
  })

  it('IN-27 a link is offered to what is none, and its undoing to what is one', async () => {
    expect((await offered('priya.nair', { isDuplicate: true })).split(' ')).toEqual(expect.arrayContaining(['duplicate-undo']))
    expect((await offered('priya.nair', { isDuplicate: true })).split(' ')).not.toContain('duplicate')
    expect((await offered('priya.nair')).split(' ')).not.toContain('duplicate-undo')
  })

  it('a first grade and a first allocation are called so, and every act stands under what it is for', async () => {
    const wordsOf = async (over: Given) => (await heed.look('karin.lindqvist', async (ctx) => actsOn(ctx, { ...record, ...over }))).acts.map(({ text }) => text)
    expect(await wordsOf({ grade: null, allocatedTo: null })).toEqual(expect.arrayContaining(['Choose the grade', 'Allocate it']))
    expect(await wordsOf({ grade: 'extended', allocatedTo: record.id })).toEqual(expect.arrayContaining(['Change the grade', 'Allocate it to somebody else']))
    const { acts } = await heed.look('karin.lindqvist', async (ctx) => actsOn(ctx, record))
    const purposeOf = (noun: string) => acts.find(({ href }) => href.endsWith(`/${noun}`))?.purpose
    expect(['grade', 'allocation', 'note'].map(purposeOf)).toEqual(['deal', 'deal', 'deal'])
    expect(['research', 'flags', 'assessment-request', 'crime', 'intelligence'].map(purposeOf)).toEqual(Array.from({ length: 5 }, () => 'look into'))
    expect(['classification', 'place', 'times', 'people', 'duplicate'].map(purposeOf)).toEqual(Array.from({ length: 5 }, () => 'put right'))
  })

  it('IN-30 at high risk it cannot be allocated: those who could are told why, and to others it is no matter', async () => {
    const said = async (username: string, riskOrder: number) => (await heed.look(username, async (ctx) => actsOn(ctx, { ...record, riskOrder }))).reasons
    expect(await said('karin.lindqvist', 3)).toEqual(['An incident at high risk is worked as a case, and its owner is named there'])
    expect(await said('karin.lindqvist', 2)).toEqual([])
    expect(await said('chidi.okafor', 3)).toEqual([])
    expect((await offered('karin.lindqvist', { riskOrder: 3 })).split(' ')).not.toContain('allocation')
  })

  it('IN-04 open data is offered to nobody for anything, and everybody is told why', async () => {
    for (const username of ['karin.lindqvist', 'amara.diallo', 'margaret.osei']) {
      const { acts, reasons } = await heed.look(username, async (ctx) => actsOn(ctx, { ...record, isOpenData: true }))
      expect([username, acts, reasons]).toEqual([username, [], ['This is open data: a month and a point as published. It is never worked as a report.']])
    }
  })

  it.each([
    ['karin.lindqvist', { maySettle: true, mayDecideFlags: true, mayWrite: true }],
    ['amara.diallo', { maySettle: true, mayDecideFlags: false, mayWrite: true }],
    ['wei.zhang', { maySettle: true, mayDecideFlags: true, mayWrite: true }],
    ['margaret.osei', { maySettle: false, mayDecideFlags: false, mayWrite: false }],
    ['sam.blank', { maySettle: false, mayDecideFlags: false, mayWrite: false }],
  ])('IN-28 IN-29 IN-33 on the page itself %s may %o', async (username, may) => {
    expect(await heed.look(username, async (ctx) => mayWorkOn(ctx))).toEqual(may)
  })
})

describe('the page of one act', () => {
  it('has the lists it needs and no others', async () => {
    const bare = await page(record.id, [])
    expect(bare).toMatchObject({ grades: [], types: [], resultCodes: [], colleagues: [], result: null, raisedThere: null, allocation: { allowed: true } })
    expect(bare.incident).toMatchObject({ id: record.id, reference: record.reference, version: 1 })
    const graded = await page(record.id, ['grades'])
    expect([graded.grades.length > 0, graded.types, graded.colleagues]).toEqual([true, [], []])
  })

  it('IN-01 offers grades, types and result codes of the day it was reported, each type with its number', async () => {
    const { grades, types, resultCodes } = await page(record.id, ['grades', 'types', 'result codes'])
    expect(grades.map(({ value, text }) => [value, text])).toEqual([['immediate', 'Immediate'], ['significant', 'Significant'], ['extended', 'Extended'], ['referred', 'Referred']])
    expect(types).toHaveLength(13)
    expect(types).toContainEqual({ value: 'noise', text: '211 Noise' })
    expect(types.map(({ value }) => value)).not.toContain('hoax-call')
    expect(resultCodes.map(({ group }) => group)).toEqual(['result', 'administrative', 'flag'])
    expect(resultCodes[0]?.codes.map(({ value }) => value)).toContain('result-407')
    const all = resultCodes.flatMap(({ codes }) => codes.map(({ value }) => value))
    expect(new Set(all).size).toBe(all.length)
    expect(all.some((value) => value.startsWith('opening-'))).toBe(false)
  })

  it('IN-02 of a report before 7 August 2011 still offers what was a type then', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { reportedAt: new Date('2011-08-06T21:00:00Z'), occurredFrom: null, type: 'hoax-call' }))
    const { types } = await page(incidentId, ['types'])
    expect(types.map(({ value }) => value)).toContain('hoax-call')
    expect(types).toHaveLength(14)
  })

  it('offers colleagues of its own team first, then the borough’s, each once with their teams, and nobody of another borough or without a role', async () => {
    const { colleagues } = await page(record.id, ['colleagues'])
    const names = colleagues.map(({ text }) => text.split(', ')[0])
    expect(names.slice(0, 3)).toEqual(['PC Priya Nair', 'PCSO Joe Sweeney', 'Sgt Femi Adeyemi'])
    expect(names).toEqual(expect.arrayContaining(['PC Chidi Okafor', 'PC Leah Marsh', 'PC Hana Suzuki', 'Sgt Karin Lindqvist', 'Insp Imran Rahman']))
    for (const nobody of ['PC Nadia Kovacs', 'Sgt Owen Tate', 'PC Sam Blank', 'Wei Zhang', 'Dev Mistry', 'Amara Diallo']) expect([nobody, names.includes(nobody)]).toEqual([nobody, false])
    expect(new Set(colleagues.map(({ value }) => value)).size).toBe(colleagues.length)
    expect(colleagues.find(({ text }) => text.startsWith('Sgt Femi'))?.text).toBe('Sgt Femi Adeyemi, Tanner Street Safer Neighbourhoods Team')
    expect(colleagues.find(({ text }) => text.startsWith('PC Hana'))?.text).toBe('PC Hana Suzuki, Ropewalk Safer Neighbourhoods Team')
  })

  it('IN-23 shows the result as it stands, which is the last correction', async () => {
    const { incidentId } = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    expect((await page(incidentId, ['result'])).result).toBeNull()
    const result = { attendedBy: '', attendedAt: null, callerToldAt: null, callerToldWhat: '', notToldBecause: 'No telephone' }
    await heed.act('karin.lindqvist', (ctx) => deploy(ctx, { incidentId, version: 1, isDeployed: false, unit: '', officerId: null, at: null, told: '', because: 'No unit' }))
    await heed.act('karin.lindqvist', (ctx) => resultIncident(ctx, { incidentId, version: 2, ...result, codes: ['result-407'], account: 'Three were spoken to and left.' }))
    expect((await page(incidentId, ['result'])).result).toEqual({ codeNames: ['407 Suspect spoken to'], account: 'Three were spoken to and left.' })
    await heed.act('karin.lindqvist', (ctx) => correctResult(ctx, { incidentId, version: 3, ...result, codes: ['result-704'], account: 'Both sides were spoken to twice.', reason: 'Wrong code' }))
    expect((await page(incidentId, ['result'])).result?.account).toBe('Both sides were spoken to twice.')
    expect((await page(incidentId, [])).result).toBeNull()
  })

  it('IN-66 says what a duplicate raised where it was linked, and nothing where it raised nothing', async () => {
    const one = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { grade: 'extended', people: [], place: { text: null, postcode: null, longitude: null, latitude: null, addressId: null } }))
    const other = await heed.act('amara.diallo', (ctx) => anIncident(ctx, { grade: 'immediate', screening: [{ question: 'd4', answer: 'yes' }], people: [], place: { text: null, postcode: null, longitude: null, latitude: null, addressId: null } }))
    expect((await page(other.incidentId, ['raised there'], 'tom.hargreaves')).raisedThere).toBeNull()
    await heed.act('tom.hargreaves', (ctx) => linkDuplicate(ctx, { incidentId: other.incidentId, version: 1, reference: one.reference, reason: '' }))
    expect((await page(other.incidentId, ['raised there'], 'tom.hargreaves')).raisedThere).toEqual({ reference: one.reference, words: ['the flag “hate”', 'its grade', 'the grade suggested'] })
    expect((await page(one.incidentId, ['raised there'], 'tom.hargreaves')).raisedThere).toBeNull()
  })

  it('is not there for another borough, for an id nobody has, or for a partner', async () => {
    for (const [username, id] of [['karin.lindqvist', theirs], ['nadia.kovacs', record.id], ['dev.mistry', record.id], ['karin.lindqvist', newId()]] as const) {
      expect((await refusalOf(heed.look(username, (ctx) => getActPage(ctx, id, ['colleagues'])))).message).toBe('There is no such incident')
    }
  })

  it('IN-29 an entry is corrected from what it says, only under its own incident', async () => {
    await heed.act('priya.nair', (ctx) => addNote(ctx, { incidentId: record.id, text: 'Number 12 heard it too' }))
    const entryId = (await heed.look('priya.nair', (ctx) => getIncidentRecord(ctx, record.id))).log.at(-1)?.id ?? ''
    const found = await heed.look('priya.nair', (ctx) => getEntryPage(ctx, { incidentId: record.id, entryId }))
    expect([found.entry.text, found.incident.reference]).toEqual(['Number 12 heard it too', record.reference])
    const elsewhere = await heed.act('amara.diallo', (ctx) => anIncident(ctx))
    expect((await refusalOf(heed.look('priya.nair', (ctx) => getEntryPage(ctx, { incidentId: elsewhere.incidentId, entryId })))).message).toBe('There is no such entry')
    expect((await refusalOf(heed.look('nadia.kovacs', (ctx) => getEntryPage(ctx, { incidentId: record.id, entryId })))).message).toBe('There is no such incident')
  })
})
