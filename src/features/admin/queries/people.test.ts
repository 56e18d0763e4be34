import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '#platform/context.ts'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { partsOf, refusalOf, type Visitor, visitorOf } from '#test/support/pages.ts'
import { addAccount, addTeam, closeAccount, grantRole, issueToken, joinTeam, leaveTeam, revokeRole } from '../commands.ts'
import { addCode, endCode } from '../commands/lists.ts'
import { changeSetting } from '../commands/settings.ts'
import { accountNames, codeList, codeSets, colleagues, questionSet, questionSets } from './lists.ts'
import { demonstrationPassword, demonstrationPeople, getPerson, listPeople, listTeams, type PeopleFilter, PEOPLE_A_PAGE } from './people.ts'
import { getSettings, regimesInForce } from './settings.ts'

let heed: TestHeed
let visit: Visitor
beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
})
afterAll(() => heed.close())

const robin = <T>(work: (ctx: Context) => Promise<T>): Promise<T> => heed.act('robin.castle', work)
const people = (over: Partial<PeopleFilter> = {}) => heed.look('robin.castle', (ctx) => listPeople(ctx, { role: null, teamId: null, isActive: true, page: 1, ...over }))
const person = (accountId: string) => heed.look('robin.castle', (ctx) => getPerson(ctx, accountId))
const idOf = async (username: string) => (await heed.actor(username)).id

describe('the people with an account', () => {
  it('AD-02 stand by name with what they hold now; a role or a team they had stands no more', async () => {
    const accountId = await robin((ctx) => addAccount(ctx, { username: 'una.able', name: 'PC Aaron Able', kind: 'police', rank: 'constable' }))
    const teamId = (await heed.actor('hana.suzuki')).teamIds[0] ?? ''
    await robin((ctx) => grantRole(ctx, accountId, 'responder'))
    await robin((ctx) => grantRole(ctx, accountId, 'case owner'))
    await robin((ctx) => joinTeam(ctx, accountId, teamId))
    const first = async () => (await people()).people.find(({ id }) => id === accountId)
    expect(await first()).toEqual({ id: accountId, username: 'una.able', name: 'PC Aaron Able', kind: 'police', rank: 'constable', isActive: true, roles: ['case owner', 'responder'], teamNames: ['Ropewalk Safer Neighbourhoods Team'] })
    expect((await people({ teamId })).people.map(({ username }) => username)).toContain('una.able')
    await robin((ctx) => revokeRole(ctx, accountId, 'responder'))
    await robin((ctx) => leaveTeam(ctx, accountId, teamId))
    expect(await first()).toMatchObject({ roles: ['case owner'], teamNames: [] })
    expect((await people({ teamId })).people.map(({ username }) => username)).not.toContain('una.able')
    expect((await people({ role: 'responder' })).people.map(({ username }) => username)).not.toContain('una.able')
    expect((await person(accountId)).grants).toMatchObject([{ role: 'case owner', grantedByName: 'Robin Castle' }])
    expect((await person(accountId)).teams).toEqual([])
  })

  it('AD-02 are counted whole and shown a page at a time, each once; Heed’s own accounts are none of them', async () => {
    for (let n = 0; n < PEOPLE_A_PAGE; n++) await robin((ctx) => addAccount(ctx, { username: `many.${n}`, name: `Many ${n}`, kind: 'volunteer', rank: null }))
    const [one, two] = [await people(), await people({ page: 2 })]
    expect([one.people.length, one.total, two.total]).toEqual([PEOPLE_A_PAGE, one.people.length + two.people.length, one.total])
    const all = [...one.people, ...two.people]
    expect(new Set(all.map(({ id }) => id)).size).toBe(one.total)
    expect(all.some(({ kind }) => kind === 'service')).toBe(false)
    expect((await people({ page: 9 })).people).toEqual([])
    expect((await people({ role: 'administrator' })).people.map(({ username }) => username)).toEqual(['robin.castle'])
  })

  it('AD-02 a closed account is listed apart, and another system by the name it was given', async () => {
    const accountId = await robin((ctx) => addAccount(ctx, { username: 'gone.soon', name: 'Gone Soon', kind: 'partner', rank: null }))
    await robin((ctx) => closeAccount(ctx, accountId))
    expect((await people({ isActive: false })).people).toMatchObject([{ id: accountId, isActive: false }])
    expect((await person(accountId)).isActive).toBe(false)
    await robin((ctx) => issueToken(ctx, { name: 'dispatch', scopes: ['incidents:write'] }))
    expect((await people({ role: 'ingest' })).people).toMatchObject([{ username: 'client:dispatch', kind: 'client', roles: ['ingest'] }])
    expect((await refusalOf(robin((ctx) => closeAccount(ctx, newId())))).message).toBe('There is no such person')
  })

  it('one is shown with agency, teams and what each team shows; nobody is shown under an id nobody has', async () => {
    expect(await person(await idOf('dev.mistry'))).toMatchObject({ agencyName: 'Marlow Quay Council', kind: 'partner', rank: null, teams: [], roles: ['partner'] })
    expect((await person(await idOf('femi.adeyemi'))).teams.map(({ name, sight }) => [name, sight])).toEqual([['Ropewalk Safer Neighbourhoods Team', 'team'], ['Tanner Street Safer Neighbourhoods Team', 'team']])
    expect((await refusalOf(person(newId()))).message).toBe('There is no such person')
    const shown = await heed.look('robin.castle', async (ctx) => {
      await getPerson(ctx, ctx.actor.id)
      return ctx.touched.shown
    })
    expect(shown).toEqual([{ kind: 'account', ids: [await idOf('robin.castle')] }])
  })
})

describe('teams and colleagues', () => {
  it('AD-03 a team counts those who are in it now and have an account', async () => {
    const members = async () => (await heed.look('robin.castle', listTeams)).find(({ name }) => name === 'Tanner Street Safer Neighbourhoods Team')?.members
    expect(await members()).toBe(3)
    const accountId = await robin((ctx) => addAccount(ctx, { username: 'new.here', name: 'New Here', kind: 'police', rank: 'pcso' }))
    const [teamId = ''] = (await heed.actor('priya.nair')).teamIds
    await robin((ctx) => joinTeam(ctx, accountId, teamId))
    await robin((ctx) => joinTeam(ctx, accountId, teamId))
    expect(await members()).toBe(4)
    await robin((ctx) => closeAccount(ctx, accountId))
    expect(await members()).toBe(3)
    expect((await refusalOf(robin((ctx) => joinTeam(ctx, accountId, newId())))).message).toBe('Choose a team of the force')
  })

  it('AD-03 those of no borough stand first, then each borough’s by name; one of them receives what no other does', async () => {
    await robin((ctx) => addTeam(ctx, { name: 'Aquatic unit', kind: 'response', sight: 'none', boroughId: null }))
    const teams = await heed.look('robin.castle', listTeams)
    const order = teams.map(({ boroughName, name }) => `${boroughName === null ? '0' : `1${boroughName}`} ${name}`)
    expect(order).toEqual(order.toSorted((a, b) => a.localeCompare(b, 'en-GB')))
    expect(teams.filter(({ isFallback }) => isFallback).map(({ name }) => name)).toEqual(['Central ASB unit'])
    expect(teams.map(({ kind }) => kind)).not.toContain('system')
  })

  it('work can be given to those who hold the role now, in that team or borough, and to nobody in no team', async () => {
    const names = async (among: Parameters<typeof colleagues>[1]) => (await heed.look('karin.lindqvist', (ctx) => colleagues(ctx, among))).map(({ name }) => name)
    expect(await names({ teamIds: [] })).toEqual([])
    expect(await names({ roles: ['auditor'] })).toEqual(['Margaret Osei'])
    const [boroughId = ''] = (await heed.actor('owen.tate')).boroughIds
    expect(await names({ boroughId, roles: ['case owner'] })).toEqual(['PC Nadia Kovacs', 'Sgt Owen Tate'])
    expect(await names({ roles: ['partner'] })).toEqual([])
    expect(await heed.look('karin.lindqvist', (ctx) => accountNames(ctx, []))).toEqual(new Map())
  })
})

describe('lists and settings as they are read', () => {
  it('AD-09 a list is read on a day: what has begun, what has not ended, and never what never was', async () => {
    const id = await robin((ctx) => addCode(ctx, { codeSet: 'asb-type', key: 'kites', code: null, name: 'Kites', definition: null, from: '2026-12-01', source: null, group: null }))
    const on = async (day: string | null) => (await heed.look('amara.diallo', (ctx) => codeList(ctx, 'asb-type', day))).filter(({ key }) => key === 'kites')
    expect([(await on('2026-11-30')).length, (await on('2026-12-01')).length, (await on(null)).length]).toEqual([0, 1, 1])
    await robin((ctx) => endCode(ctx, { codeSet: 'asb-type', id, from: '2026-12-10' }))
    expect([(await on('2026-12-09')).length, (await on('2026-12-10')).length]).toEqual([1, 0])
    await robin((ctx) => endCode(ctx, { codeSet: 'asb-type', id, from: '2026-12-01' }))
    expect([(await on('2026-12-01')).length, (await on(null))[0]?.isNever]).toEqual([0, true])
    expect(await heed.look('amara.diallo', (ctx) => codeList(ctx, 'no-such-list', null))).toEqual([])
    expect((await heed.look('robin.castle', codeSets)).find(({ codeSet }) => codeSet === 'asb-type')?.rows).toBe(15)
  })

  it('AD-08 a question set is the one of its day, and none where there is none', async () => {
    expect(await heed.look('amara.diallo', (ctx) => questionSet(ctx, 'screening', '2026-11-23'))).toMatchObject({ purpose: 'screening' })
    expect((await heed.look('amara.diallo', questionSets)).map(({ purpose }) => purpose)).toEqual(['risk', 'screening'])
  })

  it('AD-07 what is chosen is read as it is kept, with who chose it and why, the latest first', async () => {
    expect(await heed.look('robin.castle', getSettings)).toMatchObject({ preset: null, bands: null, changes: [] })
    await robin((ctx) => changeSetting(ctx, { key: 'case bands', value: ['medium', 'high'], reason: 'Board' }))
    await heed.act('helen.whitby', (ctx) => changeSetting(ctx, { key: 'standards preset', value: 'demonstration', reason: 'Pilot' }))
    const settings = await heed.look('robin.castle', getSettings)
    expect([settings.bands, settings.preset]).toEqual([['medium', 'high'], 'demonstration'])
    expect(settings.changes.map(({ key, was, now, reason, by }) => [key, was, now, reason, by])).toEqual([
      ['standards preset', 'not chosen', 'demonstration', 'Pilot', 'Insp Helen Whitby'], ['case bands', 'not chosen', 'medium, high', 'Board', 'Robin Castle'],
    ])
    expect((await heed.look('robin.castle', regimesInForce)).every(({ source }) => source !== '')).toBe(true)
    for (const value of [['medium'], ['low', 'high'], [], ['severe']]) expect([value, (await refusalOf(robin((ctx) => changeSetting(ctx, { key: 'case bands', value, reason: 'x' })))).detail.field]).toEqual([value, 'value'])
  })

  it('the demonstration’s people are those marked so, and its password is nobody’s where there is none', async () => {
    const found = await heed.look('service:cli', demonstrationPeople)
    expect(found.find(({ username }) => username === 'femi.adeyemi')).toMatchObject({ role: 'supervisor', rank: 'sergeant', team: 'Ropewalk Safer Neighbourhoods Team, Tanner Street Safer Neighbourhoods Team', borough: 'Marlow Quay' })
    expect(found.find(({ username }) => username === 'sam.blank')?.role).toBe('none')
    expect(found.some(({ username }) => username.startsWith('many.'))).toBe(false)
    expect(await heed.look('robin.castle', demonstrationPassword)).toBeNull()
  })
})

describe('a change of a row that was mistyped', () => {
  it('AD-09 stays a change when its page is shown again, with what was typed; a new row stays a new row', async () => {
    const send = (url: string, form: Record<string, string>) => visit.post('robin.castle', url, form)
    const wrong = await send('/admin/lists/response-grade/new?key=extended', { key: 'extended', name: 'Extended reply', from: 'soon', order: '3' })
    expect([wrong.statusCode, partsOf(wrong.body).headings, partsOf(wrong.body).errors.map(({ field }) => field)]).toEqual([422, [expect.stringContaining('Change “Extended”')], ['from']])
    expect(wrong.body).toContain('value="Extended reply"')
    expect(wrong.body).toContain('Change it from that day')
    const standard = await send('/admin/lists/standard/new?key=victim-follow-up', { key: 'victim-follow-up', name: 'Victims rung', from: '1/4/2027', escalateTo: '' })
    expect([standard.statusCode, standard.body.includes('name="bands"')]).toEqual([422, false])
    const fresh = await send('/admin/lists/response-grade/new', { key: 'soon-ish', name: 'Soon', from: 'x', order: '3' })
    expect(partsOf(fresh.body).headings[0]).toContain('Add a row')
    const shouted = await send('/admin/lists/response-grade/new', { key: ' Extended ', name: 'Extended reply', from: 'soon', order: '3' })
    expect(partsOf(shouted.body).headings[0]).toContain('Change “Extended”')
    expect(partsOf((await visit.get('robin.castle', '/admin/lists/response-grade/new?key=EXTENDED')).body).headings[0]).toContain('Change “Extended”')
    const type = await send('/admin/lists/asb-type/new', { key: 'noise', name: 'Noise again', from: 'x' })
    expect(partsOf(type.body).headings[0]).toContain('Add a row')
    expect(partsOf((await visit.get('robin.castle', '/admin/lists/asb-type/new?key=noise')).body).headings[0]).toContain('Add a row')
  })
})
