import { describe, expect, it } from 'vitest'
import { readFacts, readLinks, readTable, readWords } from '#test/support/reading.ts'
import type { CodeRow } from '../queries/lists.ts'
import type { Person, TeamRow } from '../queries/people.ts'
import type { Settings } from '../queries/settings.ts'
import { OPEN_LISTS } from '../rules/lists.ts'
import { AccountPage } from './account.tsx'
import { CodeEndPage, CodePage, QuestionSetLoadPage } from './list-acts.tsx'
import { detailWords, listName } from './list-details.tsx'
import { ListPage, ListsPage, QuestionSetsPage } from './lists.tsx'
import { NewPasswordPage, NewPersonPage, PeoplePage, PersonPage } from './people.tsx'
import { SettingPage, SettingsPage } from './settings.tsx'
import { TeamsPage } from './teams.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const person = (over: Partial<Person> = {}): Person => ({
  id: 'a1', username: 'priya.nair', name: 'PC Priya Nair', kind: 'police', rank: 'constable', isActive: true, roles: ['neighbourhood officer'], teamNames: ['Tanner Street team'], agencyName: null,
  teams: [{ id: 't1', name: 'Tanner Street team', sight: 'team', since: now }], grants: [{ role: 'neighbourhood officer', grantedAt: now, grantedByName: 'Robin Castle' }], ...over,
})
const team = (over: Partial<TeamRow> = {}): TeamRow => ({ id: 't1', name: 'Tanner Street team', kind: 'neighbourhood', sight: 'team', boroughId: 'b1', boroughName: 'Marlow Quay', members: 4, isFallback: false, ...over })
const row = (over: Partial<CodeRow> = {}): CodeRow => ({ id: 'r1', codeSet: 'asb-type', key: 'noise', code: '211', name: 'Noise', definition: null, source: 'The Home Office', certainty: 'verified', extra: {}, validFrom: null, validTo: null, isNever: false, ...over })
const hrefs = (part: Parameters<typeof readLinks>[0]) => readLinks(part).map(([, href]) => href)

describe('the people with an account', () => {
  const given = { people: [person(), person({ id: 'a2', kind: 'partner', rank: null, roles: [], teamNames: [] })], total: 120, perPage: 50, filter: { role: 'supervisor' as const, teamId: 't1', isActive: false, page: 2 }, teams: [team()], roles: ['supervisor' as const] }

  it('are a list whose narrowing stands in the address, and no name does', () => {
    const page = PeoplePage(given)
    expect(readTable(page.body, '120 accounts').slice(1)).toEqual([['PC Priya Nair', 'priya.nair', 'Constable', 'Neighbourhood officer', 'Tanner Street team'], ['PC Priya Nair', 'priya.nair', 'Partner', '', '']])
    expect(hrefs(page.body)).toContain('/admin?role=supervisor&team=t1&state=closed&page=3')
    expect(readLinks(page.body).filter(([words]) => /^(?:Remove|Clear)/.test(words))).toEqual([
      ['Remove this filter Supervisor', '/admin?team=t1&state=closed&page=1'], ['Remove this filter Tanner Street team', '/admin?role=supervisor&state=closed&page=1'],
      ['Remove this filter Closed accounts', '/admin?role=supervisor&team=t1&state=open&page=1'], ['Clear filters', '/admin'],
    ])
    expect(hrefs(page.body).some((href) => /name|priya/i.test(href))).toBe(false)
    expect(readWords(PeoplePage({ ...given, people: [], total: 1 }).body)).toContain('Nobody has an account like that.')
  })

  it('each show what they may do and see, since when and by whom', () => {
    const page = PersonPage({ person: person(), teams: [team(), team({ id: 't2', name: 'Control', sight: 'force' })], roles: ['neighbourhood officer', 'supervisor'], isOwn: false, now })
    expect(readTable(page.body, 'Roles')[1]).toEqual(['Neighbourhood officer', 'today at 12:00 by Robin Castle', 'Take away neighbourhood officer'])
    expect(readTable(page.body, 'Teams')[1]?.slice(0, 2)).toEqual(['Tanner Street team', 'the team’s records'])
    expect(readWords(page.body)).toContain('Give a role Choose a role Supervisor Give this role')
    expect(readWords(page.body)).toContain('Put in a team Choose a team Control (shows the whole force’s records) Put in this team')
  })

  it('are called by rank and role as they are said, an abbreviation in capitals', () => {
    const page = PersonPage({ person: person({ rank: 'pcso', grants: [{ role: 'central asb unit', grantedAt: now, grantedByName: null }] }), teams: [], roles: ['asb lead'], isOwn: false, now })
    expect([readFacts(page.body)['Rank'], readTable(page.body, 'Roles')[1]]).toEqual(['PCSO', ['Central ASB unit', 'today at 12:00', 'Take away central ASB unit']])
    expect(readWords(page.body)).toContain('Choose a role ASB lead Give this role')
    expect(String(page.body)).toContain('<option value="asb lead">ASB lead</option>')
  })

  it('cannot change their own, and of a closed account nothing is changed', () => {
    const own = PersonPage({ person: person(), teams: [], roles: [], isOwn: true, now })
    expect([String(own.body).includes('<form'), readWords(own.body).includes('Another administrator must change what it may do.')]).toEqual([false, true])
    const closed = PersonPage({ person: person({ isActive: false, grants: [], teams: [] }), teams: [], roles: [], isOwn: false, now })
    expect([closed.caption, String(closed.body).includes('<form')]).toEqual(['Closed account', false])
    expect(readWords(closed.body)).toContain('No role: this person may do nothing yet.')
    expect(readWords(closed.body)).toContain('No team: this person sees no record.')
  })

  it('a new password is shown once, with how to hand it over; what was typed of one is never shown again', () => {
    expect(readWords(NewPasswordPage({ person: person(), password: 'amber-anchor-1234' }).body)).toContain('It is not kept and cannot be shown again; they were signed out everywhere. amber-anchor-1234')
    const page = AccountPage({ person: person({ rank: null, roles: [], teamNames: [], agencyName: 'Marlow Homes' }), errors: [{ field: 'old', message: 'This is not your password now. Type it again' }] })
    expect(String(page.body)).not.toMatch(/type="password"[^>]*value="[^"]+"/)
    expect(readFacts(page.body)).toEqual({ Name: 'PC Priya Nair', 'User name': 'priya.nair', Organisation: 'Marlow Homes', Roles: 'None: ask an administrator', Teams: 'None: you see no records until you belong to a team' })
    expect(Object.keys(readFacts(AccountPage({ person: person({ kind: 'partner' }) }).body))).not.toContain('Teams')
  })

  it('are given an account with what each kind sees said beside it', () => {
    expect(readWords(NewPersonPage({ answers: { name: 'Jo' } }).body)).toContain('Sees nothing but their own account and what is disclosed to them')
  })
})

describe('teams and lists', () => {
  it('a team says what it shows, and which receives what no other does', () => {
    expect(readTable(TeamsPage({ teams: [team(), team({ id: 't2', isFallback: true, sight: 'none', boroughId: null, boroughName: null })], filter: { borough: null, kind: null, people: null } }).body, 'Teams').slice(1)).toEqual([
      ['Tanner Street team', 'Neighbourhood', 'Marlow Quay', 'team', '4'], ['Tanner Street team', 'Neighbourhood; receives what no other team does', '', 'no records', '4'],
    ])
  })

  it('teams are narrowed by borough, kind and whether anybody is in them; what narrows them stands above, each to be taken away', () => {
    const teams = [team(), team({ id: 't2', name: 'Control', kind: 'control room', boroughId: null, boroughName: null }), team({ id: 't3', name: 'Eyot team', boroughId: 'b2', boroughName: 'Eelpie Reach', members: 0 })]
    const page = (filter: Partial<Parameters<typeof TeamsPage>[0]['filter']>) => TeamsPage({ teams, filter: { borough: null, kind: null, people: null, ...filter } })
    const names = (filter: Parameters<typeof page>[0]) => readTable(page(filter).body, 'Teams').slice(1).map(([name]) => name)
    expect([page({}).title, names({ borough: 'b2' }), names({ kind: 'control room' }), names({ people: 'none' }), names({ kind: 'neighbourhood', people: 'some' })]).toEqual(['Teams (3)', ['Eyot team'], ['Control'], ['Eyot team'], ['Tanner Street team']])
    expect(readLinks(page({ borough: 'b2', people: 'none' }).body)).toEqual(expect.arrayContaining([['Remove this filter Eelpie Reach', '/admin/teams?people=none'], ['Remove this filter Without people', '/admin/teams?borough=b2']]))
    expect(readWords(page({ borough: 'b9' }).body)).toContain('No team is like that. Clear a filter.')
  })

  it('a list says each source once, and each row leads to its own when there are several', () => {
    const one = ListPage({ codeSet: 'asb-type', rows: [row(), row({ id: 'r2', key: 'trespass' })], list: 'asb-type' })
    expect(readWords(one.body).match(/The Home Office/g)).toHaveLength(1)
    expect(readWords(one.body)).toContain('Where it comes from The Home Office (verified)')
    const several = ListPage({ codeSet: 'asb-type', rows: [row(), row({ id: 'r2', certainty: 'inferred' }), row({ id: 'r3' })], list: 'asb-type' })
    expect(readLinks(several.body).filter(([, href]) => href.startsWith('#')).map(([, href]) => href)).toEqual(['#source-1', '#source-2', '#source-1'])
    expect(String(several.body)).toContain('id="source-2"')
  })

  it('every list a force may change has a name people use', () => {
    for (const list of OPEN_LISTS) expect(listName(list)).toMatch(/^[A-Z][a-z ]/)
    expect(listName('some-other-list')).toBe('Some other list')
    expect(readLinks(ListsPage({ lists: [{ codeSet: 'review-regime', rows: 1 }] }).body)).toContainEqual(['How often cases are reviewed', '/admin/lists/review-regime'])
  })

  it.each([
    ['asb-type', true, ['/admin/lists/asb-type/new', '/admin/lists/asb-type/r1/end']],
    ['response-grade', true, ['/admin/lists/response-grade/new', '/admin/lists/response-grade/new?key=noise', '/admin/lists/response-grade/r1/end']],
    ['qualifier', true, ['/admin/lists/qualifier/new?key=noise']],
    ['review-regime', true, ['/admin/lists/review-regime/new', '/admin/lists/review-regime/new?key=noise', '/admin/lists/review-regime/r1/end']],
    ['question', false, []],
  ] as const)('%s offers what may be done with it', (codeSet, isOpen, expected) => {
    const page = ListPage({ codeSet, rows: [row({ codeSet })], list: isOpen ? (OPEN_LISTS.find((open) => open === codeSet) ?? null) : null })
    expect(hrefs(page.body)).toEqual(expected)
  })

  it('what has ended, or never was in force, is done with; what has no source says so', () => {
    const page = ListPage({ codeSet: 'asb-type', rows: [row({ validFrom: '2020-01-01', validTo: '2026-01-01', source: null, code: null }), row({ id: 'r2', isNever: true })], list: 'asb-type' })
    expect(hrefs(page.body).filter((href) => !href.startsWith('#'))).toEqual(['/admin/lists/asb-type/new'])
    expect(readWords(page.body)).toContain('No source is known (verified)')
    const rows = readTable(page.body, 'Rows')
    expect(rows[1]).toEqual(['Noise', 'noise', 'none known', '1 January 2020', '1 January 2026', '', 'Source 1'])
    expect(rows[2]).toContain('Never in force')
  })

  it.each([
    ['similar-report', { hours: 72, metres: 100, types: 'same' }, 'within 72 hours, 100 metres, the same type only'], ['similar-report', { hours: 24, metres: null, types: 'any' }, 'within 24 hours, any type'],
    ['standard', { target: { amount: 2, unit: 'days' } }, 'within 2 days'], ['standard', { target: null }, 'no time set'], ['response-grade', { order: 1, targetMinutes: 15 }, '1 in urgency, within 15 minutes'],
    ['response-grade', { order: 4, targetMinutes: null }, '4 in urgency, no target'], ['qualifier', { meaning: 'Aimed at one person' }, 'Aimed at one person'], ['asb-type', { meaning: 'ignored' }, ''],
    ['review-regime', { reviews: [{ band: 'high', rank: 'inspector', everyDays: 28 }], because: 'Policy 12' }, 'high risk by inspector every 28 days. Why: Policy 12'],
    ['review-regime', { reviews: [{ band: 'low', rank: 'sergeant', everyDays: 90 }] }, 'low risk by sergeant every 90 days'], ['standard', { target: 'broken' }, 'no time set'],
  ])('%s %j says “%s”', (codeSet, extra, words) => {
    expect(detailWords({ codeSet, extra })).toBe(words)
  })

  it.each(OPEN_LISTS)('%s: a row is added, or changed from a day on, with its source', (codeSet) => {
    const added = String(CodePage({ codeSet, row: null }).body)
    for (const name of ['name', 'key', 'from', 'source']) expect(added).toContain(`name="${name}"`)
    const changed = CodePage({ codeSet, row: row({ codeSet }) })
    expect([changed.title, readWords(changed.body).includes('What it says now stays in force until that day')]).toEqual(['Change “Noise”', true])
    expect(String(changed.body)).toContain('<input type="hidden" name="key" value="noise">')
    expect(String(CodePage({ codeSet, row: null, errors: [{ field: 'from', message: 'That day is past' }], answers: { name: '<b>' } }).body)).toContain('That day is past')
  })

  it('a regime is changed from what it says now, line by line', () => {
    const body = String(CodePage({ codeSet: 'review-regime', row: row({ codeSet: 'review-regime', extra: { because: 'Policy 12', reviews: [{ band: 'high', rank: 'inspector', everyDays: 28 }, { band: 'low', rank: 'sergeant', everyDays: 90 }] } }) }).body)
    expect(body).toContain('high, inspector, 28\nlow, sergeant, 90')
    expect(body).toContain('Policy 12')
  })

  it('ending a row and loading a version say what stays', () => {
    expect(readWords(CodeEndPage({ row: row() }).body)).toContain('It stays on the records that name it.')
    expect(readWords(QuestionSetLoadPage({}).body)).toContain('Assessments and reports answered under it keep it.')
    const set = { id: 's1', key: 'ram', version: '1', purpose: 'risk' as const, title: 'Matrix', label: 'illustrative', body: {}, source: null, certainty: 'invented', validFrom: null, validTo: '2027-01-01' }
    expect(readFacts(QuestionSetsPage({ sets: [set] }).body)).toMatchObject({ 'In force from': 'The beginning', 'In force until': '1 January 2027', Source: 'No source is known' })
  })
})

describe('the settings', () => {
  const choosable = (key: string, origin: 'published' | 'own' | 'invented') => ({ key, name: `The ${key}`, source: 'a source', origin, note: null })
  const settings: Settings = { force: null, preset: 'p', regime: 'own', bands: null, presets: [choosable('p', 'invented')], regimes: [choosable('first', 'published'), choosable('own', 'own')], changes: [{ key: 'review regime', was: 'not chosen', now: 'own', reason: 'The force decided so', by: 'Robin Castle', at: now }] }

  it('say what is chosen, what it is, where it comes from, and who chose it why', () => {
    const page = SettingsPage({ settings, now })
    expect(readFacts(page.body)).toMatchObject({
      'Name of the force': 'Not named', 'Times of the minimum standards': 'The p (invented, not a standard of any force)Source: a source', 'How often cases are reviewed': 'The own (the force’s own)Source: a source', 'Risk that opens a case': 'As the question set in force says',
    })
    expect(readTable(page.body, 'What was changed')[1]).toEqual(['today at 12:00', 'How often cases are reviewed', 'not chosen', 'own', 'The force decided so', 'Robin Castle'])
    const bare = SettingsPage({ settings: { ...settings, force: 'Marlowshire', preset: null, regime: null, bands: ['high'], changes: [] }, now })
    expect(readFacts(bare.body)).toMatchObject({ 'Name of the force': 'Marlowshire', 'Times of the minimum standards': 'None: standards have no times', 'How often cases are reviewed': 'The first that ships with Heed', 'Risk that opens a case': 'high' })
    expect(readWords(bare.body)).toContain('Nothing has been changed since Heed was set up.')
  })

  it.each([
    ['force', 'Name of the force'], ['standards preset', 'None: standards have no times until the force sets some'], ['review regime', 'The first (published) Source: a source The own (the force’s own)'], ['case bands', 'High only Medium and high Low, medium and high'],
  ] as const)('%s is chosen with a reason', (chosenKey, said) => {
    const page = SettingPage({ settings, chosenKey })
    expect(readWords(page.body)).toContain(said)
    expect(String(page.body)).toContain('name="reason"')
  })
})
