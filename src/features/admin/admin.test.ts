import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrfTokenOf } from '#platform/http/session.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { addAccount, closeAccount, grantRole, issueToken, joinTeam, keepDemonstrationPassword, revokeRole, setSetting } from './commands.ts'
import { accountNames, codeList, codeSets, colleagues, holidays, questionSet, questionSetById } from './queries/lists.ts'
import { demonstrationPassword, demonstrationPeople, getPerson, listPeople, listTeams } from './queries/people.ts'

let heed: TestHeed

beforeAll(async () => {
  heed = await openTestHeed()
})

afterAll(async () => heed.close())

describe('code lists', () => {
  it('are those in force on the day: fourteen types until 6 August 2011, thirteen after', async () => {
    const on = async (day: string): Promise<number> => (await heed.look('amara.diallo', (ctx) => codeList(ctx, 'asb-type', day))).length
    expect([await on('2011-08-06'), await on('2011-08-07')]).toEqual([14, 13])
  })

  it('keep what else their source says, and where it comes from', async () => {
    const [first] = await heed.look('amara.diallo', (ctx) => codeList(ctx, 'bank-holiday', null))
    expect(first?.extra['day']).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(first?.certainty).not.toBe('')
    expect((await heed.look('robin.castle', codeSets)).map(({ codeSet }) => codeSet)).toContain('result-code')
  })

  it('give the bank holidays with the whole years they cover', async () => {
    const table = await heed.look('amara.diallo', holidays)
    expect(table).toMatchObject({ coversFrom: '2010-01-01', coversTo: '2030-12-31' })
    expect(table.days.has('2026-12-25')).toBe(true)
  })

  it('give the question set of the day, and any version again by its id', async () => {
    const set = await heed.look('chidi.okafor', (ctx) => questionSet(ctx, 'risk', '2026-11-23'))
    expect(set).toMatchObject({ purpose: 'risk' })
    expect(await heed.look('chidi.okafor', (ctx) => questionSetById(ctx, set?.id ?? ''))).toEqual(set)
  })
})

describe('colleagues', () => {
  it('are the people of the police in a team or a borough who hold a role', async () => {
    const { teamIds } = await heed.actor('priya.nair')
    const team = await heed.look('femi.adeyemi', (ctx) => colleagues(ctx, { teamIds }))
    expect(team.map(({ name }) => name)).toEqual(['PC Priya Nair', 'PCSO Joe Sweeney', 'Sgt Femi Adeyemi'])
    const [boroughId = ''] = (await heed.actor('karin.lindqvist')).boroughIds
    const responders = await heed.look('karin.lindqvist', (ctx) => colleagues(ctx, { boroughId, roles: ['responder'] }))
    expect(responders.map(({ name }) => name)).toContain('PC Chidi Okafor')
    expect(responders.every(({ roles }) => roles.includes('responder'))).toBe(true)
    expect(responders.map(({ name }) => name)).not.toContain('PC Nadia Kovacs')
    expect(await heed.look('femi.adeyemi', (ctx) => colleagues(ctx, { teamIds: [] }))).toEqual([])
  })

  it('are named by id to the police; a partner learns no name but their own', async () => {
    const { id } = await heed.actor('priya.nair')
    const { id: own } = await heed.actor('dev.mistry')
    expect(await heed.look('owen.tate', (ctx) => accountNames(ctx, [id, id]))).toEqual(new Map([[id, 'PC Priya Nair']]))
    expect(await heed.look('dev.mistry', (ctx) => accountNames(ctx, [id, own]))).toEqual(new Map([[own, 'Dev Mistry']]))
    expect(await heed.look('dev.mistry', (ctx) => colleagues(ctx, {}))).toEqual([])
    await expect(heed.look('dev.mistry', (ctx) => getPerson(ctx, id))).rejects.toMatchObject({ kind: 'not found' })
  })
})

describe('accounts', () => {
  it('AD-02 are an administrator’s to open; a role and a team count from the next request, once each', async () => {
    const id = await heed.act('robin.castle', (ctx) => addAccount(ctx, { username: 'new.person', name: 'PC New Person', kind: 'police', rank: 'constable' }))
    const { teamIds: [teamId = ''] } = await heed.actor('priya.nair')
    for (let twice = 0; twice < 2; twice++) {
      await heed.act('robin.castle', (ctx) => grantRole(ctx, id, 'responder'))
      await heed.act('robin.castle', (ctx) => joinTeam(ctx, id, teamId))
    }
    expect(await heed.actor('new.person')).toMatchObject({ roles: ['responder'], teamIds: [teamId] })
    expect((await heed.look('robin.castle', (ctx) => getPerson(ctx, id))).grants).toMatchObject([{ role: 'responder', grantedByName: 'Robin Castle' }])
    await heed.act('robin.castle', (ctx) => revokeRole(ctx, id, 'responder'))
    expect((await heed.actor('new.person')).roles).toEqual([])
    await heed.act('robin.castle', (ctx) => closeAccount(ctx, id))
    await expect(heed.look('new.person', (ctx) => getPerson(ctx, id))).rejects.toMatchObject({ kind: 'not permitted' })
  })

  it('AD-05 cannot be raised by their own holder', async () => {
    const { id } = await heed.actor('robin.castle')
    await expect(heed.act('robin.castle', (ctx) => grantRole(ctx, id, 'auditor'))).rejects.toMatchObject({ kind: 'not permitted' })
    await expect(heed.act('david.mensah', (ctx) => grantRole(ctx, id, 'auditor'))).rejects.toMatchObject({ kind: 'not permitted' })
  })

  it('are listed by role, team and state', async () => {
    const list = (more: Partial<Parameters<typeof listPeople>[1]>) => heed.look('robin.castle', (ctx) => listPeople(ctx, { role: null, teamId: null, isActive: true, page: 1, ...more }))
    expect((await list({ role: 'auditor' })).people.map(({ name }) => name)).toEqual(['Margaret Osei'])
    const all = await list({})
    expect(all.total).toBe(all.people.length)
    const { teamIds: [teamId = ''] } = await heed.actor('priya.nair')
    expect((await list({ teamId })).total).toBe(3)
    expect((await heed.look('robin.castle', listTeams)).find(({ id }) => id === teamId)).toMatchObject({ sight: 'team', members: 3 })
  })

  it('of other systems get a token that works, and are the administrator’s alone to open', async () => {
    expect(await heed.act('robin.castle', (ctx) => issueToken(ctx, { name: 'dispatch', scopes: ['incidents:write'] }))).toMatch(/^[\w-]{43}$/)
    await expect(heed.act('imran.rahman', (ctx) => issueToken(ctx, { name: 'other', scopes: [] }))).rejects.toMatchObject({ kind: 'not permitted' })
  })
})

describe('the demonstration', () => {
  it('says who can sign in only where it is one', async () => {
    expect(await heed.look('robin.castle', demonstrationPassword)).toBeNull()
    await heed.act('service:cli', (ctx) => keepDemonstrationPassword(ctx, 'invented-for-tests'))
    expect(await heed.look('service:cli', demonstrationPassword)).toBe('invented-for-tests')
    for (const mode of [heed.look, heed.act]) for (const who of ['robin.castle', 'priya.nair', 'dev.mistry']) expect([who, await mode(who, demonstrationPassword)]).toEqual([who, null])
    const people = await heed.look('robin.castle', demonstrationPeople)
    expect(people.find(({ username }) => username === 'priya.nair')).toMatchObject({ rank: 'constable', roles: expect.arrayContaining(['case owner']), borough: 'Marlow Quay' })
    await heed.act('service:cli', (ctx) => setSetting(ctx, 'demonstration', false))
    expect(await heed.look('service:cli', demonstrationPassword)).toBeNull()
    await heed.act('service:cli', (ctx) => setSetting(ctx, 'demonstration', true))
  })
})

describe('the pages of the administration', () => {
  const get = async (url: string, as = 'robin.castle') => (await heed.app()).inject({ url, cookies: { heed: await heed.tokenOf(as) } })
  const post = async (url: string, fields: Record<string, string>, as = 'robin.castle') => {
    const token = await heed.tokenOf(as)
    return (await heed.app()).inject({ method: 'POST', url, cookies: { heed: token }, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ csrf: csrfTokenOf(token), ...fields }).toString() })
  }

  it('open to an administrator', async () => {
    const { id } = await heed.actor('priya.nair')
    for (const [url, words] of [['/admin', 'PC Priya Nair'], ['/admin?role=auditor', '1 account'], [`/admin/people/${id}`, 'case owner'], ['/admin/people/new', 'User name'], ['/admin/teams', 'receives what no other team does'], ['/admin/lists', 'Types of anti-social behaviour'], ['/admin/lists/asb-type', '(verified)'], ['/admin/question-sets', 'Source']] as const) {
      const page = await get(url)
      expect([url, page.statusCode]).toEqual([url, 200])
      expect(page.body, url).toContain(words)
    }
    expect((await get('/admin/lists/nothing-here')).statusCode).toBe(404)
  })

  it('are closed to everyone else', async () => {
    for (const name of ['david.mensah', 'margaret.osei', 'dev.mistry', 'peter.lamb']) for (const url of ['/admin', '/admin/teams', '/admin/lists']) expect((await get(url, name)).statusCode, `${name} ${url}`).toBe(403)
  })

  it('give an account, a role, a team and a password shown once', async () => {
    const refused = await post('/admin/people', { username: 'Ann Other!', name: 'Ann Other', kind: 'police', rank: '' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('Enter a user name of small letters')
    const made = await post('/admin/people', { username: 'ann.other', name: 'PC Ann Other', kind: 'police', rank: 'constable' })
    const at = String(made.headers.location)
    expect(at).toMatch(/^\/admin\/people\/[0-9a-f-]{36}$/)
    expect((await post(`${at}/roles`, { role: 'responder' })).statusCode).toBe(303)
    expect((await post(`${at}/roles`, { role: 'service' })).statusCode).toBe(422)
    expect((await post(`${at}/roles`, { role: '' })).body).toContain('Choose a role')
    const { teamIds: [teamId = ''] } = await heed.actor('priya.nair')
    expect((await post(`${at}/teams`, { teamId })).statusCode).toBe(303)
    const shown = await post(`${at}/password`, {})
    expect(shown.body).toMatch(/<code>([a-z2-9]{4}-){3}[a-z2-9]{4}<\/code>/)
    expect((await post(`${at}/teams/removal`, { teamId })).statusCode).toBe(303)
    expect((await post(`${at}/closing`, {})).headers.location).toBe('/admin')
  })
})
