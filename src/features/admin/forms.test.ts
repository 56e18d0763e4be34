import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { openTestHeed, type TestHeed } from '#test/harness.ts'
import { faultsOfErrorPage, partsOf, type Sent, unescaped, type Visitor, visitorOf } from '#test/support/pages.ts'
import { addAccount, grantRole } from './commands.ts'
import { addCode } from './commands/lists.ts'
import { shippedFile } from './reference.ts'

let heed: TestHeed
let visit: Visitor
const known: Record<string, string> = {}

beforeAll(async () => {
  heed = await openTestHeed()
  visit = await visitorOf(heed)
  known['PRIYA'] = (await heed.actor('priya.nair')).id
  known['ROBIN'] = (await heed.actor('robin.castle')).id
  known['TEAM'] = (await heed.actor('hana.suzuki')).teamIds[0] ?? ''
  known['ROW'] = await heed.act('robin.castle', (ctx) => addCode(ctx, { codeSet: 'asb-type', key: 'noise-boats', code: '299', name: 'Noise from boats', definition: null, from: '2026-12-10', source: null, group: null }))
})
afterAll(() => heed.close())

const filled = (text: string) => text.replace(/PRIYA|ROBIN|TEAM|ROW/g, (name) => known[name] ?? name)
const script = '<script>alert("1")</script>'
const person = { username: 'new.one', name: 'PC New One', kind: 'police', rank: 'constable' }
const code = { key: 'noise-drones', code: '', name: 'Noise from drones', definition: '', from: '1/12/2026', source: '', group: '' }
const settingPages = ['force', 'standards-preset', 'review-regime', 'case-bands'] as const

/** Each page of the administration, with its heading and where its way back leads; null where it has tabs instead. */
const pages: readonly (readonly [url: string, heading: RegExp, back: string | null])[] = [
  ['/admin', /^People$/, null], ['/admin/teams', /^Teams \(\d+\)$/, null], ['/admin/lists', /^Code lists$/, null], ['/admin/question-sets', /^Question sets$/, null], ['/admin/settings', /^Settings$/, null],
  ['/admin/people/new', /^Give somebody an account$/, '/admin'], ['/admin/people/PRIYA', /^PC Priya Nair$/, '/admin'], ['/admin/people/ROBIN', /^Robin Castle$/, '/admin'],
  ['/admin/lists/asb-type', /.+/, '/admin/lists'], ['/admin/lists/channel', /.+/, '/admin/lists'], ['/admin/lists/asb-type/new', /^Add a row$/, '/admin/lists/asb-type'], ['/admin/lists/bank-holiday/new', /^Add a bank holiday$/, '/admin/lists/bank-holiday'],
  ['/admin/lists/asb-type/ROW/end', /.+/, '/admin/lists/asb-type'], ['/admin/question-sets/new', /^Load a new version$/, '/admin/question-sets'],
  ['/admin/settings/force', /^Name of the force$/, '/admin/settings'], ['/admin/settings/standards-preset', /^Times of the minimum standards$/, '/admin/settings'],
  ['/admin/settings/review-regime', /^How often cases are reviewed$/, '/admin/settings'], ['/admin/settings/case-bands', /.+/, '/admin/settings'],
]

describe('the pages of the administration', () => {
  it.each(pages)('%s says what it is, once, with its way back', async (url, heading, back) => {
    const page = await visit.get('robin.castle', filled(url))
    const parts = partsOf(page.body)
    expect([page.statusCode, parts.headings.length]).toEqual([200, 1])
    expect(parts.headings[0]).toMatch(heading)
    expect(parts.title).toBe(`${parts.headings[0]} - Heed - Metroshire Police`)
    if (back !== null && parts.back !== null) expect(parts.back).toBe(back)
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)/)
  })

  it('AD-02 AD-03 AD-04 AD-07 open to administrators; lists and settings to the central unit too; to nobody else', async () => {
    for (const [url] of pages) {
      const isList = /lists|question-sets|settings/.test(url)
      for (const who of ['david.mensah', 'gwen.pritchard', 'margaret.osei', 'tom.hargreaves', 'sam.blank', 'dev.mistry', 'joan.firth', 'peter.lamb']) expect([url, who, (await visit.get(who, filled(url))).statusCode]).toEqual([url, who, 403])
      expect([url, (await visit.get('helen.whitby', filled(url))).statusCode]).toEqual([url, isList ? 200 : 403])
    }
  })

  it.each(['/admin/people', '/admin/people/PRIYA/roles', '/admin/people/PRIYA/roles/removal', '/admin/people/PRIYA/teams', '/admin/people/PRIYA/teams/removal', '/admin/people/PRIYA/password', '/admin/people/PRIYA/closing'])('AD-05 nobody but an administrator sends %s', async (url) => {
    for (const who of ['helen.whitby', 'david.mensah', 'margaret.osei', 'priya.nair', 'dev.mistry']) expect([who, (await visit.post(who, filled(url), {})).statusCode]).toEqual([who, 403])
  })

  it('AD-05 an administrator’s own page offers no change of what it may do, and takes none', async () => {
    const own = await visit.get('robin.castle', filled('/admin/people/ROBIN'))
    expect(own.body).toContain('Another administrator must change what it may do')
    for (const [path, form] of [['roles', { role: 'auditor' }], ['roles/removal', { role: 'administrator' }], ['teams', { teamId: known['TEAM'] ?? '' }], ['teams/removal', { teamId: known['TEAM'] ?? '' }], ['password', {}], ['closing', {}]] as const) {
      const answer = await visit.post('robin.castle', filled(`/admin/people/ROBIN/${path}`), form)
      expect([path, answer.statusCode, unescaped(answer.body).includes('Another administrator must change')]).toEqual([path, 403, true])
    }
  })

  it('of an account or a row that is not there answer 404, to looking and to doing', async () => {
    const id = newId()
    for (const url of [`/admin/people/${id}`, '/admin/people/nobody', '/admin/lists/nothing', `/admin/lists/asb-type/${id}/end`, '/admin/lists/no-such-list/new', '/admin/settings/anchor-day', '/admin/settings/demonstration']) expect([url, (await visit.get('robin.castle', url)).statusCode]).toEqual([url, 404])
    for (const [path, form] of [['roles', { role: 'auditor' }], ['roles/removal', { role: 'auditor' }], ['teams', { teamId: known['TEAM'] ?? '' }], ['teams/removal', { teamId: known['TEAM'] ?? '' }], ['password', {}], ['closing', {}]] as const) {
      expect([path, (await visit.post('robin.castle', `/admin/people/${id}/${path}`, form)).statusCode]).toEqual([path, 404])
    }
  })
})

/** Forms with something wrong: who sends what where, and the fields the summary leads to. */
const wrong: readonly (readonly [url: string, form: Sent, fields: readonly string[], words: RegExp])[] = [
  ['/admin/people', { ...person, username: 'New One!' }, ['username'], /^Enter a user name of small letters/], ['/admin/people', { ...person, username: script }, ['username'], /^Enter a user name/],
  ['/admin/people', { ...person, name: ' ' }, ['name'], /^Enter their name$/], ['/admin/people', { ...person, name: 'x'.repeat(121) }, ['name'], /120 characters or fewer/], ['/admin/people', { ...person, kind: '' }, ['kind'], /^Choose what kind of account/],
  ['/admin/people', { ...person, kind: 'service' }, ['kind'], /^Choose what kind of account/], ['/admin/people', { ...person, rank: '' }, ['rank'], /^Choose a rank, or police staff$/],
  ['/admin/people/PRIYA/roles', { role: '' }, ['role'], /^Choose a role$/], ['/admin/people/PRIYA/roles', { role: 'service' }, ['role'], /^Choose a role that a person can have$/], ['/admin/people/PRIYA/roles', { role: 'ingest' }, ['role'], /^Choose a role that a person can have$/],
  ['/admin/people/PRIYA/teams', { teamId: '' }, ['teamId'], /^Choose a team$/], ['/admin/people/PRIYA/teams', { teamId: 'PRIYA' }, ['teamId'], /^Choose a team of the force$/],
  ['/admin/lists/asb-type/new', { ...code, key: 'Noise Drones' }, ['key'], /^Enter a key of small letters/], ['/admin/lists/asb-type/new', { ...code, name: '' }, ['name'], /^Enter the name$/], ['/admin/lists/asb-type/new', { ...code, from: '' }, ['from'], /^Enter the day as a date/],
  ['/admin/lists/asb-type/new', { ...code, from: '31/2/2027' }, ['from'], /^Enter the day as a date/], ['/admin/lists/asb-type/new', { ...code, from: '22/11/2026' }, ['from'], /^That day is past/], ['/admin/lists/asb-type/new', { ...code, key: 'noise-boats' }, ['from'], /is in force then: Noise from boats/],
  ['/admin/lists/result-code/new', code, ['group'], /^Choose what kind of code it is$/], ['/admin/lists/bank-holiday/new', { ...code, key: 'xmas', from: '25/12/2026' }, ['from'], /is that day already$/],
  ['/admin/lists/asb-type/ROW/end', { from: 'soon' }, ['from'], /^Enter the day as a date/], ['/admin/lists/asb-type/ROW/end', { from: '1/12/2026' }, ['from'], /^It begins after that day/], ['/admin/lists/asb-type/ROW/end', { from: '1/11/2026' }, ['from'], /^That day is past/],
  ['/admin/question-sets/new', { purpose: 'risk', from: '1/1/2027', file: script }, ['file'], /This is not JSON/], ['/admin/question-sets/new', { purpose: '', from: '', file: '' }, ['purpose', 'from', 'file'], /^Choose what it is for$/],
  ['/admin/question-sets/new', { purpose: 'risk', from: '1/11/2026', file: JSON.stringify({ ...Object(shippedFile('question-set-ram14-2026')), version: 'other' }) }, ['from'], /^That day is past/],
  ...settingPages.map((page) => [`/admin/settings/${page}`, { value: 'none such', reason: '' }, ['reason'], /^Enter why it is chosen$/] as const),
  ['/admin/settings/force', { value: ' ', reason: script }, ['value'], /^Enter a choice$/], ['/admin/settings/standards-preset', { value: 'none such', reason: script }, ['value'], /.+/], ['/admin/settings/review-regime', { value: 'none such', reason: script }, ['value'], /.+/],
  ['/admin/settings/case-bands', { value: 'dire', reason: script }, ['value'], /.+/], ['/admin/settings/review-regime', { value: 'none', reason: script }, ['value'], /.+/],
]

describe('the forms of the administration', () => {
  it.each(wrong.map(([url, ...rest], at) => [url, at, rest] as const))('%s (%d) leads to the field at fault and keeps what was typed as words', async (url, _at, [form, fields, words]) => {
    const sent = Object.fromEntries(Object.entries<string | readonly string[]>(form).map(([name, value]) => [name, typeof value === 'string' ? filled(value) : value]))
    const answer = await visit.post('robin.castle', filled(url), sent)
    const { errors } = partsOf(answer.body)
    expect([answer.statusCode, errors.map(({ field }) => field), faultsOfErrorPage(answer.body)]).toEqual([422, fields, []])
    expect(errors[0]?.message).toMatch(words)
    expect(answer.body).not.toContain(script)
    if (JSON.stringify(form).includes('script')) expect(unescaped(answer.body)).toContain(script)
  })

  it('AD-02 a user name that is taken is said so, with what was typed', async () => {
    const answer = await visit.post('robin.castle', '/admin/people', { ...person, username: 'priya.nair', name: 'PC Other One' })
    expect([answer.statusCode, unescaped(answer.body).includes('That user name is taken'), answer.body.includes('PC Other One')]).toEqual([409, true, true])
  })

  it('AD-07 each setting is saved from its page, shows who chose it, and leaves alone the page of another', async () => {
    for (const [page, value, words] of [['force', `Marlow ${script}`, 'Marlow'], ['standards-preset', 'lambeth', 'Lambeth'], ['case-bands', 'medium', 'medium, high'], ['standards-preset', 'none', 'None: standards have no times']] as const) {
      const answer = await visit.post('helen.whitby', `/admin/settings/${page}`, { value, reason: `Agreed ${script}` })
      expect([page, answer.statusCode, answer.headers.location]).toEqual([page, 303, '/admin/settings'])
      const shown = await visit.get('robin.castle', '/admin/settings')
      expect([unescaped(shown.body).includes(words), shown.body.includes('Insp Helen Whitby'), shown.body.includes(script)]).toEqual([true, true, false])
    }
    await visit.post('robin.castle', '/admin/settings/force', { value: 'Metroshire Police', reason: 'Its name' })
  })

  it('AD-09 a row is added, ended and then offers no end again', async () => {
    expect((await visit.post('helen.whitby', '/admin/lists/asb-type/new', { ...code, name: `Drones ${script}` })).headers.location).toBe('/admin/lists/asb-type')
    const list = await visit.get('helen.whitby', '/admin/lists/asb-type')
    expect([unescaped(list.body).includes(`Drones ${script}`), list.body.includes(script)]).toEqual([true, false])
    const at = filled('/admin/lists/asb-type/ROW/end')
    expect((await visit.post('helen.whitby', at, { from: '1/1/2027' })).headers.location).toBe('/admin/lists/asb-type')
    expect((await visit.post('helen.whitby', at, { from: '1/2/2027' })).statusCode).toBe(409)
  })

  it('AD-08 a new version is loaded from its page, and never twice', async () => {
    const form = { purpose: 'risk', from: '1/1/2027', file: JSON.stringify({ ...Object(shippedFile('question-set-ram14-2026')), version: 'ram14-2027' }) }
    expect((await visit.post('helen.whitby', '/admin/question-sets/new', form)).headers.location).toBe('/admin/question-sets')
    expect((await visit.get('helen.whitby', '/admin/question-sets')).body).toContain('ram14-2027')
    const twice = await visit.post('helen.whitby', '/admin/question-sets/new', form)
    expect([twice.statusCode, partsOf(twice.body).errors.map(({ field }) => field), faultsOfErrorPage(twice.body)]).toEqual([422, ['file'], []])
  })
})

describe('what an administrator does takes effect', () => {
  it('AD-02 AD-05 from the person’s next request: a role, a team, a closing', async () => {
    const id = await heed.act('robin.castle', (ctx) => addAccount(ctx, { username: 'short.stay', name: 'PC Short Stay', kind: 'police', rank: 'constable' }))
    expect((await visit.get('short.stay', '/incidents')).statusCode).toBe(403)
    await visit.post('robin.castle', `/admin/people/${id}/roles`, { role: 'responder' })
    expect((await visit.get('short.stay', '/incidents')).statusCode).toBe(200)
    await visit.post('robin.castle', `/admin/people/${id}/teams`, { teamId: known['TEAM'] ?? '' })
    expect((await visit.get('short.stay', `/teams/${known['TEAM']}`)).statusCode).toBe(200)
    await visit.post('robin.castle', `/admin/people/${id}/teams/removal`, { teamId: known['TEAM'] ?? '' })
    expect((await visit.get('short.stay', `/teams/${known['TEAM']}`)).statusCode).toBe(404)
    await visit.post('robin.castle', `/admin/people/${id}/roles/removal`, { role: 'responder' })
    expect((await visit.get('short.stay', '/incidents')).statusCode).toBe(403)
    await heed.act('robin.castle', (ctx) => grantRole(ctx, id, 'responder'))
    expect((await visit.post('robin.castle', `/admin/people/${id}/closing`)).headers.location).toBe('/admin')
    expect((await visit.get('short.stay', '/incidents')).headers.location).toMatch(/^\/sign-in/)
    expect((await visit.get('robin.castle', '/admin?state=closed')).body).toContain('PC Short Stay')
    expect((await visit.get('robin.castle', '/admin')).body).not.toContain('PC Short Stay')
  })

  it('a list narrowed by what nobody knows shows everybody, and a page past the last shows none', async () => {
    expect(partsOf((await visit.get('robin.castle', `/admin?role=${encodeURIComponent(script)}&team=x&state=y&page=z`)).body).headings).toEqual(['People'])
    expect((await visit.get('robin.castle', '/admin?page=9999')).body).toContain('Nobody has an account like that')
  })
})
