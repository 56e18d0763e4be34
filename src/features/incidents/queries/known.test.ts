import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCode, changeSetting, endCode } from '#features/admin/index.ts'
import { kyselyOn } from '#platform/db/connect.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { refusalOf } from '#test/support/pages.ts'
import { middleOf } from '#test/support/town.ts'
import { answerPrompt } from '../commands/answer-prompt.ts'
import { keepReportDraft } from '../commands/keep-report-draft.ts'
import { settleDoubt } from '../commands/log.ts'
import { correctPerson } from '../commands/mend-people.ts'
import { aPerson, anIncident } from '../examples.ts'
import { getPeoplePage, getPersonPage, getPlacePage, getPromptPage, getTimesPage } from './mend-page.ts'
import { promptOfIncident } from './prompt-of-incident.ts'
import { followUpFor, promptFor, recordLists } from './record-lists.ts'
import { type Asked, findReportDraft, getKnown, getKnownPlace, getReportPage } from './record-page.ts'
import { getIncidentForSystem } from './record-read.ts'
import { getDoubt } from './recorded-doubts.ts'

let heed: TestHeed
beforeAll(async () => {
  heed = await openTestHeed()
})
afterAll(() => heed.close())

const recorded = (over: Parameters<typeof anIncident>[1] = {}) => heed.act('amara.diallo', (ctx) => anIncident(ctx, over))
const nowhere = { text: null, postcode: null, longitude: null, latitude: null, addressId: null }
const nothing: Asked = { place: { text: null, postcode: null, addressId: null }, people: [], answers: [], isInDanger: false }
const asked = { place: 0, givenName: null, familyName: null, dateOfBirth: null, phone: null, email: null, addressText: null, postcode: null, personId: null, notThem: [] }
const bootstrap = () => kyselyOn(heed.database.pools.bootstrap)

describe('the page a report is taken on', () => {
  const page = (over: Partial<Asked> = {}, username = 'amara.diallo') => heed.look(username, (ctx) => getReportPage(ctx, { ...nothing, ...over }))

  it('offers what is in force today: thirteen types, three qualifiers, four grades, every channel but open data, the prompt', async () => {
    const found = await page()
    expect([found.types.length, found.qualifiers.map(({ key }) => key), found.grades.map(({ key }) => key)]).toEqual([13, ['personal', 'nuisance', 'environmental'], ['immediate', 'significant', 'extended', 'referred']])
    expect(found.channels.map(({ key }) => key)).toEqual(['999', '101', 'front-counter', 'neighbourhood-team', 'online', 'partner'])
    expect(found.prompt?.questions.map(({ key }) => key)).toEqual(['d1', 'd2', 'd3', 'd4', 'd5', 'd6'])
    expect([found.place, found.known.suggestion, found.known.address, found.known.people]).toEqual([null, null, null, []])
  })

  it('IN-40 is not for those with no part in it, and neither is anything it asks', async () => {
    for (const username of ['wei.zhang', 'robin.castle', 'margaret.osei', 'dev.mistry', 'sam.blank']) {
      for (const work of [() => page({}, username), () => heed.look(username, (ctx) => getKnownPlace(ctx, nothing.place)), () => heed.look(username, (ctx) => getKnown(ctx, nothing)), () => heed.look(username, (ctx) => findReportDraft(ctx, newId()))]) {
        expect([username, (await refusalOf(work())).kind]).toEqual([username, 'not permitted'])
      }
    }
  })

  it('suggests no grade until something is answered or somebody is in danger, then one by its name, with why', async () => {
    const known = (over: Partial<Asked>) => heed.look('amara.diallo', (ctx) => getKnown(ctx, { ...nothing, ...over }))
    expect((await known({})).suggestion).toBeNull()
    expect((await known({ answers: [{ question: 'd1', answer: 'no' }] })).suggestion).toEqual({ grade: 'Extended', because: ['nothing answered so far points to a quicker response'] })
    expect((await known({ isInDanger: true })).suggestion).toEqual({ grade: 'Immediate', because: ['someone is in danger or at risk of injury'] })
    expect((await known({ answers: [{ question: 'd5', answer: 'yes' }] })).suggestion?.grade).toBe('Significant')
  })

  it('IN-45 says how many reports there were at an address and when the last was, by either way of writing it, and of withdrawn ones nothing', async () => {
    const place = (text: string | null, postcode: string | null = 'ZA1 2BC') => heed.look('amara.diallo', (ctx) => getKnown(ctx, { ...nothing, place: { text, postcode, addressId: null } }))
    const there = { ...nowhere, text: '77 Anchor Lane', postcode: 'ZA1 2BC', ...middleOf(1, 1) }
    const first = await recorded({ place: there, people: [], reportedAt: new Date('2026-11-01T10:00:00Z') })
    await recorded({ place: there, people: [], reportedAt: new Date('2026-11-20T10:00:00Z') })
    expect((await place('77 Anchor Lane')).address).toEqual({ reports: 2, lastAt: new Date('2026-11-20T10:00:00Z') })
    expect((await place('77, ANCHOR LANE', 'za12bc')).address?.reports).toBe(2)
    expect((await place('78 Anchor Lane')).address).toBeNull()
    expect((await place('Anchor Lane')).address).toBeNull()
    expect((await place(null)).address).toBeNull()
    await sql`update incidents set withdrawn_at = now() where id = ${first.incidentId}::uuid`.execute(bootstrap())
    expect((await place('77 Anchor Lane')).address?.reports).toBe(1)
  })

  it('asks of each person by their place on the page, and leaves out whom they were said not to be', async () => {
    await recorded({ people: [aPerson({ givenName: 'Orla', familyName: 'Quill', phone: '07700 900777', dateOfBirth: '1970-01-02' })], place: nowhere })
    const known = async (notThem: readonly string[]) => (await heed.look('amara.diallo', (ctx) => getKnown(ctx, { ...nothing, people: [{ ...asked, place: 3, phone: '07700 900777', familyName: 'Quill', notThem }, { ...asked, place: 5 }] }))).people
    const [one, two] = await known([])
    expect([one?.place, one?.seen.people.length, two?.place, two?.seen.people.length]).toEqual([3, 1, 5, 0])
    const personId = one?.seen.people[0]?.personId ?? ''
    expect((await known([personId]))[0]?.seen.people).toEqual([])
  })

  it('IN-42 says where a place lies and who is told there; an unknown postcode, and a place outside every ward, are said so', async () => {
    const place = (text: string | null, postcode: string | null, addressId: string | null = null) => heed.look('amara.diallo', (ctx) => getKnownPlace(ctx, { text, postcode, addressId }))
    expect(await place(null, null)).toBeNull()
    expect(await place('14 Tanner Street', 'ZA9 9ZZ')).toMatchObject({ isPostcodeUnknown: true, wardName: null, teamName: 'Central ASB unit', isFallbackTeam: true })
    expect(await place('Somewhere', null)).toMatchObject({ isPostcodeUnknown: false, teamName: 'Central ASB unit', choices: [] })
  })

  it('resumes a draft of one’s own and nobody else’s', async () => {
    const draftId = newId()
    await heed.act('amara.diallo', (ctx) => keepReportDraft(ctx, draftId, { narrative: 'Half a' }))
    expect(await heed.look('amara.diallo', (ctx) => findReportDraft(ctx, draftId))).toEqual({ narrative: 'Half a' })
    expect(await heed.look('tom.hargreaves', (ctx) => findReportDraft(ctx, draftId))).toBeNull()
    expect(await heed.look('amara.diallo', (ctx) => findReportDraft(ctx, newId()))).toBeNull()
    expect((await page()).drafts.map(({ id }) => id)).toEqual([draftId])
    expect((await page({}, 'tom.hargreaves')).drafts).toEqual([])
  })
})

describe('the lists a report is recorded by', () => {
  const lists = () => heed.look('amara.diallo', (ctx) => recordLists(ctx))

  it('are read once and kept until one of them changes', async () => {
    const first = await lists()
    expect(await lists()).toBe(first)
    const id = await heed.act('robin.castle', (ctx) => addCode(ctx, { codeSet: 'asb-type', key: 'drones', code: '299', name: 'Drones', definition: null, from: '2026-11-24', source: null, group: null }))
    const second = await lists()
    expect(second).not.toBe(first)
    expect(second.types.find(({ key }) => key === 'drones')).toEqual({ id, key: 'drones', code: '299', name: 'Drones', validFrom: '2026-11-24', validTo: null, instead: undefined })
    await heed.act('robin.castle', (ctx) => endCode(ctx, { codeSet: 'asb-type', id, from: '2026-11-24' }))
    expect((await lists()).types.some(({ key }) => key === 'drones')).toBe(false)
  })

  it('IN-02 keep what to use instead of a type that is none any more; IN-03 each qualifier its test; every grade its urgency and no target without a source', async () => {
    const { types, qualifiers, grades } = await lists()
    expect(types.filter(({ instead }) => instead !== undefined).map(({ key, instead }) => [key, instead?.code])).toEqual([['hoax-call', '325']])
    expect(qualifiers.every(({ perceptionTest, meaning }) => perceptionTest !== '' && meaning !== '')).toBe(true)
    expect(grades.map(({ key, order, targetMinutes }) => [key, order, targetMinutes])).toEqual([['immediate', 1, null], ['significant', 2, null], ['extended', 3, null], ['referred', 4, null]])
  })

  it('AD-07 the force’s chosen preset gives the follow-up its time, which a row of the force’s own comes before', async () => {
    const followUp = async () => followUpFor(await lists(), heed.clock.now())
    const choose = (value: string | null) => heed.act('robin.castle', (ctx) => changeSetting(ctx, { key: 'standards preset', value, reason: 'The board chose it' }))
    expect(await followUp()).toMatchObject({ target: null, warnBefore: null })
    await choose('demonstration')
    expect(await followUp()).toMatchObject({ target: { amount: 72, unit: 'hours' }, warnBefore: { amount: 24, unit: 'hours' } })
    await choose('hammersmith-fulham')
    expect(await followUp()).toMatchObject({ target: { amount: 1, unit: 'working days' }, warnBefore: null })
    await choose('lambeth')
    expect(await followUp()).toMatchObject({ target: null })
    await choose(null)
    await heed.act('robin.castle', (ctx) => addCode(ctx, {
      codeSet: 'standard', key: 'victim-follow-up', code: null, name: 'Victims rung', definition: null, from: '2026-11-24', source: 'The force', group: null,
      details: { targetAmount: '2', targetUnit: 'days', escalateTo: 'sergeant', recurs: 'no' },
    }))
    await choose('demonstration')
    expect(followUpFor(await lists(), new Date('2026-11-23T23:59:59Z'))).toMatchObject({ target: { amount: 72, unit: 'hours' } })
    expect(followUpFor(await lists(), new Date('2026-11-24T00:00:00Z'))).toMatchObject({ name: 'Victims rung', target: { amount: 2, unit: 'days' }, escalateTo: 'sergeant' })
    await choose(null)
    expect(followUpFor({ ...(await lists()), followUps: [] }, heed.clock.now())).toBeNull()
  })

  it('IN-01 a report is asked the prompt of its London day; before every prompt, the latest', async () => {
    const old = (await lists()).prompts
    const base = { id: 'p', version: '1', questions: [], defaultGrade: 'extended', suggestions: [] }
    const made = { ...(await lists()), prompts: [{ ...base, id: 'late', validFrom: '2026-07-01', validTo: null }, { ...base, id: 'early', validFrom: '2020-01-01', validTo: '2026-07-01' }] }
    expect(promptFor(made, new Date('2026-06-30T22:59:59Z'))?.id).toBe('early')
    expect(promptFor(made, new Date('2026-06-30T23:00:00Z'))?.id).toBe('late')
    expect(promptFor(made, new Date('2011-01-01T12:00:00Z'))?.id).toBe('late')
    expect(promptFor({ ...made, prompts: [] }, heed.clock.now())).toBeNull()
    expect(old.length).toBeGreaterThan(0)
  })
})

describe('what a page that mends starts from', () => {
  it('IN-50 IN-52 is where and when it is recorded to have been, and nothing where nothing is', async () => {
    const whole = await recorded({ occurredFrom: new Date('2026-11-23T10:00:00Z'), occurredTo: new Date('2026-11-23T11:00:00Z') })
    const bare = await recorded({ place: nowhere, people: [], occurredFrom: null })
    const place = (incidentId: string) => heed.look('amara.diallo', (ctx) => getPlacePage(ctx, incidentId))
    const times = (incidentId: string) => heed.look('amara.diallo', (ctx) => getTimesPage(ctx, incidentId))
    expect(await place(whole.incidentId)).toMatchObject({ text: '14 Tanner Street', postcode: 'ZA1 2BC', hasPoint: true, incident: { reference: whole.reference } })
    expect(await place(bare.incidentId)).toMatchObject({ text: null, postcode: null, hasPoint: false })
    expect(await times(whole.incidentId)).toMatchObject({ occurredFrom: new Date('2026-11-23T10:00:00Z'), occurredTo: new Date('2026-11-23T11:00:00Z') })
    expect(await times(bare.incidentId)).toMatchObject({ occurredFrom: null, occurredTo: null })
  })

  it('IN-51 is what is said of somebody field by field: the latest that was said, under their own incident alone', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ role: 'victim', givenName: 'Noor', familyName: 'Vale', dateOfBirth: '1961', phone: '07700 900111', wantsContact: false, safeToContact: 'By text' })] })
    const [person] = (await heed.look('priya.nair', (ctx) => getPeoplePage(ctx, incidentId))).people
    const mentionId = person?.mentionId ?? ''
    const read = (id: string, mention: string, username = 'priya.nair') => heed.look(username, (ctx) => getPersonPage(ctx, { incidentId: id, mentionId: mention }))
    const { person: said } = await read(incidentId, mentionId)
    expect(said).toMatchObject({ role: 'victim', givenName: 'Noor', familyName: 'Vale', dateOfBirth: '1961', phone: '07700 900111', wantsContact: false, safeToContact: 'By text', isAnonymous: false, addressText: null })
    expect(Object.keys(said)).not.toContain('birthYear')
    const details = { role: 'victim' as const, givenName: 'Nora', familyName: 'Vale', dateOfBirth: '1961-04-02', phone: null, email: null, addressText: null, postcode: null, wantsContact: null, safeToContact: null, isAnonymous: false }
    await heed.act('priya.nair', (ctx) => correctPerson(ctx, { incidentId, version: 1, mentionId, person: details, reason: 'Misheard' }))
    expect((await refusalOf(read(incidentId, mentionId))).message).toBe('There is no such person in this incident')
    const [now] = (await heed.look('priya.nair', (ctx) => getPeoplePage(ctx, incidentId))).people
    expect((await read(incidentId, now?.mentionId ?? '')).person).toMatchObject({ givenName: 'Nora', dateOfBirth: '1961-04-02', phone: null })
    const other = await recorded({ people: [] })
    expect((await refusalOf(read(other.incidentId, now?.mentionId ?? ''))).message).toBe('There is no such person in this incident')
    expect((await refusalOf(read(incidentId, now?.mentionId ?? '', 'nadia.kovacs'))).message).toBe('There is no such incident')
  })

  it('IN-53 is the questions nobody answered, with why they were not asked, in the version they were first asked in', async () => {
    const { incidentId } = await recorded({ screening: [{ question: 'd1', answer: 'no' }, { question: 'd2', answer: 'not-asked', reason: 'line dropped' }, { question: 'd3', answer: 'declined' }] })
    const open = async () => (await heed.look('priya.nair', (ctx) => getPromptPage(ctx, incidentId))).open.map(({ key, notAskedBecause }) => [key, notAskedBecause])
    expect(await open()).toEqual([['d2', 'line dropped'], ['d4', null], ['d5', null], ['d6', null]])
    await heed.act('priya.nair', (ctx) => answerPrompt(ctx, { incidentId, version: 1, answers: (['d2', 'd4', 'd5'] as const).map((question) => ({ question, answer: 'no' })) }))
    expect(await open()).toEqual([['d6', null]])
    const { prompt, answers } = await heed.look('priya.nair', (ctx) => promptOfIncident(ctx, incidentId, heed.clock.now()))
    expect([prompt.questions.length, answers.length]).toEqual([6, 5])
  })

  it('IN-28 a doubt is looked up by its kind, and is gone once settled', async () => {
    const { incidentId } = await recorded({ people: [] })
    const doubt = () => heed.look('priya.nair', (ctx) => getDoubt(ctx, { incidentId, doubt: 'no caller' }))
    expect(await doubt()).toEqual({ kind: 'no caller', sentence: 'Who reported it is not recorded', anchor: 'people' })
    await heed.act('priya.nair', (ctx) => settleDoubt(ctx, { incidentId, doubt: 'no caller', how: 'An officer saw it' }))
    expect((await refusalOf(doubt())).message).toBe('There is nothing of the kind to settle')
  })
})

describe('an incident as another system reads it back', () => {
  const read = (incidentId: string, username = 'karin.lindqvist') => heed.look(username, (ctx) => getIncidentForSystem(ctx, incidentId))

  it('IN-43 has what was sent and what was made of it, and each moment as an instant', async () => {
    const { incidentId, reference, teamName } = await recorded({ occurredTo: null, screening: [{ question: 'd5', answer: 'yes', detail: 'lives alone' }, { question: 'd1', answer: 'not-asked', reason: 'line dropped' }] })
    expect(await read(incidentId)).toMatchObject({
      id: incidentId, reference, sourceReference: null, url: `/incidents/${incidentId}`, status: 'recorded', channel: '101', reportedAt: '2026-11-23T12:00:00.000Z', occurredFrom: '2026-11-23T12:00:00.000Z', occurredTo: null,
      type: { key: 'rowdy-inconsiderate', code: '202' }, qualifier: 'personal', grade: 'extended', suggestedGrade: 'significant', location: { text: '14 Tanner Street', postcode: 'ZA1 2BC', longitude: -0.09, latitude: 51.41, ward: 'Tanner Street', borough: 'Marlow Quay' }, team: { name: teamName },
      screening: [{ question: 'd1', answer: 'not-asked', detail: null, reason: 'line dropped' }, { question: 'd5', answer: 'yes', detail: 'lives alone', reason: null }], furtherReports: [],
    })
  })

  it('IN-43 names one who plays two parts once, and says nothing of how to reach anybody', async () => {
    const { incidentId } = await recorded({ people: [aPerson({ role: 'caller', otherParts: ['victim'], givenName: 'Ada', familyName: 'Pell', phone: '07700 900123', safeToContact: 'By text' }), aPerson({ role: 'witness', isAnonymous: true })] })
    const found = await read(incidentId)
    expect(found.people).toEqual([{ role: 'caller', parts: ['caller', 'victim'], givenName: 'Ada', familyName: 'Pell', anonymous: false }, { role: 'witness', parts: ['witness'], givenName: null, familyName: null, anonymous: true }])
    expect(JSON.stringify(found)).not.toContain('900123')
  })

  it('IN-43 says nothing where nothing was, and lists what is doubtful by kind and sentence', async () => {
    const { incidentId } = await recorded({ type: null, qualifier: null, grade: null, narrative: '', place: nowhere, people: [], screening: [] })
    const found = await read(incidentId, 'amara.diallo')
    expect(found).toMatchObject({ type: null, qualifier: null, grade: null, location: { text: null, ward: null, borough: null }, team: { name: 'Central ASB unit' }, people: [], screening: [] })
    expect(found.doubts.map(({ kind }) => kind)).toEqual(['no type', 'no qualifier', 'no narrative', 'no grade', 'no place', 'no team', 'no caller', 'prompt not put'])
    expect((await refusalOf(read(incidentId, 'nadia.kovacs'))).message).toBe('There is no such incident')
    expect((await refusalOf(read(newId()))).kind).toBe('not found')
  })
})
