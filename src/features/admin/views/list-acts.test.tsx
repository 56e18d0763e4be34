import { describe, expect, it } from 'vitest'
import { ranks } from '#platform/auth/actor.ts'
import { readLinks, readTable, readWords } from '#test/support/reading.ts'
import { givenRoles } from '../forms.ts'
import type { CodeRow } from '../queries/lists.ts'
import type { Person, TeamRow } from '../queries/people.ts'
import { OPEN_LISTS, type OpenList } from '../rules/lists.ts'
import { AccountPage } from './account.tsx'
import { CodeEndPage, CodePage, QuestionSetLoadPage } from './list-acts.tsx'
import { ListPage } from './lists.tsx'
import { NewPersonPage, PeoplePage, PersonPage } from './people.tsx'

const now = new Date('2026-11-23T12:00:00Z')
const script = '<script>alert(1)</script>'
const row = (codeSet: OpenList, extra: CodeRow['extra'] = {}, over: Partial<CodeRow> = {}): CodeRow => ({
  id: 'r1', codeSet, key: 'the-key', code: '211', name: 'The row', definition: 'What it is', source: 'The board', certainty: 'the force’s own', extra, validFrom: '2026-01-01', validTo: null, isNever: false, ...over,
})
const page = (codeSet: OpenList, of: CodeRow | null = null, typed: Partial<Parameters<typeof CodePage>[0]> = {}) => CodePage({ codeSet, row: of, ...typed })
/** The names of the fields a page asks for, each once; the mark of the session that every form carries is none. */
const fields = (given: { readonly body: unknown }) => [...new Set([...String(given.body).matchAll(/ name="([^"]+)"/g)].map(([, name]) => name))].filter((name) => name !== 'csrf')
/** What stands in a field of text when the page opens. */
const stands = (given: { readonly body: unknown }, name: string) => new RegExp(`<input[^>]* name="${name}"[^>]*?(?: value="([^"]*)")`).exec(String(given.body))?.[1] ?? new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)<`).exec(String(given.body))?.[1] ?? null
const isChosen = (given: { readonly body: unknown }, name: string, value: string) => new RegExp(`<input[^>]* name="${name}"[^>]* value="${value}" checked`).test(String(given.body)) || new RegExp(`<select[^>]* name="${name}"[\\s\\S]*?<option value="${value}" selected`).test(String(given.body))

describe('what each list asks of a row', () => {
  it.each<[OpenList, string[]]>([
    ['asb-type', ['name', 'key', 'code', 'definition', 'from', 'source']],
    ['result-code', ['name', 'key', 'code', 'definition', 'group', 'from', 'source']],
    ['bank-holiday', ['name', 'key', 'from', 'source']],
    ['case-result', ['name', 'key', 'code', 'isResolved', 'from', 'source']],
    ['response-grade', ['name', 'key', 'code', 'order', 'targetMinutes', 'meaning', 'from', 'source']],
    ['qualifier', ['name', 'key', 'code', 'meaning', 'perceptionTest', 'from', 'source']],
    ['channel', ['name', 'key', 'code', 'from', 'source']],
    ['similar-report', ['name', 'key', 'code', 'hours', 'metres', 'types', 'from', 'source']],
    ['review-regime', ['name', 'key', 'code', 'reviews', 'because', 'from', 'source']],
    ['standard', ['name', 'key', 'code', 'about', 'bands', 'recurs', 'targetAmount', 'targetUnit', 'warnAmount', 'warnUnit', 'pauseReasons', 'escalateTo', 'from', 'source']],
  ])('%s: %j', (codeSet, names) => {
    expect(fields(page(codeSet))).toEqual(names)
  })

  it('is every list there is', () => {
    expect(OPEN_LISTS).toHaveLength(10)
  })

  it('a standard of incidents has no risks to choose, one of cases has', () => {
    expect(fields(page('standard', row('standard', { subject: 'incident' })))).not.toContain('bands')
    expect(fields(page('standard', row('standard', { subject: 'case' })))).toContain('bands')
  })
})

describe('a change of a row', () => {
  it('starts from what stands: its name, key, number, meaning and source are the row’s, its day is not', () => {
    const shown = page('asb-type', row('asb-type'))
    expect(['name', 'key', 'code', 'definition', 'from', 'source'].map((name) => stands(shown, name))).toEqual(['The row', 'the-key', '211', 'What it is', null, null])
    expect([shown.title, shown.back]).toEqual(['Change “The row”', { href: '/admin/lists/asb-type', text: 'The list' }])
  })

  it.each<[OpenList, CodeRow['extra'], readonly (readonly [string, string])[]]>([
    ['response-grade', { order: 2, targetMinutes: 60, meaning: 'Soon' }, [['order', '2'], ['targetMinutes', '60'], ['meaning', 'Soon']]],
    ['qualifier', { meaning: 'Aimed at one', perceptionTest: 'Do you feel it?' }, [['meaning', 'Aimed at one'], ['perceptionTest', 'Do you feel it?']]],
    ['similar-report', { hours: 72, metres: 250 }, [['hours', '72'], ['metres', '250']]],
    ['standard', { about: 'Heard from', target: { amount: 2, unit: 'days' }, warnBefore: { amount: 1, unit: 'hours' }, pauseReasons: ['Away', 'Ill'] }, [['about', 'Heard from'], ['targetAmount', '2'], ['warnAmount', '1'], ['pauseReasons', 'Away\nIll']]],
    ['review-regime', { because: 'Policy 12', reviews: [{ band: 'high', rank: 'inspector', everyDays: 28 }] }, [['because', 'Policy 12'], ['reviews', 'high, inspector, 28']]],
  ])('%s %j', (codeSet, extra, expected) => {
    const shown = page(codeSet, row(codeSet, extra))
    for (const [name, value] of expected) expect([name, stands(shown, name)]).toEqual([name, value])
  })

  it.each<[OpenList, CodeRow['extra'], string, string]>([
    ['case-result', { isResolved: true }, 'isResolved', 'yes'], ['case-result', { isResolved: false }, 'isResolved', 'no'], ['similar-report', { types: 'same' }, 'types', 'same'], ['standard', { recurs: true }, 'recurs', 'yes'],
    ['standard', {}, 'recurs', 'no'], ['standard', { bands: ['medium'] }, 'bands', 'medium'], ['standard', { target: { amount: 2, unit: 'hours' } }, 'targetUnit', 'hours'], ['standard', {}, 'targetUnit', 'working days'],
    ['standard', { escalateTo: 'inspector' }, 'escalateTo', 'inspector'],
  ])('%s %j has %s at “%s”', (codeSet, extra, name, value) => {
    expect(isChosen(page(codeSet, row(codeSet, extra)), name, value)).toBe(true)
  })

  it('shown again, keeps what was typed before what stood, and stands each fault beside its field', () => {
    const shown = page('response-grade', row('response-grade', { order: 2 }), { answers: { name: 'Sooner', order: '', from: 'x' }, errors: [{ field: 'order', message: 'Enter how urgent it is' }] })
    expect([stands(shown, 'name'), stands(shown, 'from')]).toEqual(['Sooner', 'x'])
    expect(stands(shown, 'order') ?? '').toBe('')
    expect(readWords(shown.body)).toContain('Enter how urgent it is')
    expect(shown.errors).toHaveLength(1)
  })

  it('survives details that nobody can read, and writes words as words', () => {
    for (const codeSet of OPEN_LISTS) {
      const broken = { order: 'first', bands: 'all', target: 7, pauseReasons: null, reviews: 'weekly', hours: 'many', isResolved: 'perhaps', metres: {}, about: 5, because: [] }
      expect(() => String(page(codeSet, row(codeSet, broken)).body)).not.toThrow()
      expect(String(page(codeSet, row(codeSet, { meaning: script, about: script, because: script }, { name: script, definition: script, code: script })).body)).not.toContain(script)
    }
  })
})

describe('ending a row and loading a version', () => {
  it('ask for a day, from the list they are of', () => {
    const end = CodeEndPage({ row: row('asb-type'), errors: [{ field: 'from', message: 'That day is past' }], answers: { from: '1/1/2020' } })
    expect([end.title, end.back?.href, fields(end), stands(end, 'from')]).toEqual(['End “The row”', '/admin/lists/asb-type', ['from'], '1/1/2020'])
    const load = QuestionSetLoadPage({ answers: { file: script, purpose: 'risk' }, errors: [{ field: 'file', message: 'This is no JSON' }] })
    expect([fields(load), isChosen(load, 'purpose', 'risk')]).toEqual([['purpose', 'from', 'file'], true])
    expect(String(load.body)).not.toContain(script)
    expect(readWords(load.body)).toContain('This is no JSON')
  })
})

describe('a list of codes', () => {
  it('has a column only where some row has something to say there', () => {
    const heads = (rows: readonly CodeRow[], codeSet: OpenList | null) => readTable(ListPage({ codeSet: codeSet ?? 'fixed', rows, list: codeSet }).body, 'Rows')[0]
    expect(heads([row('asb-type')], 'asb-type')).toEqual(['Name', 'Key', 'Code', 'From', 'Until', 'Do'])
    expect(heads([row('channel', {}, { code: null })], null)).toEqual(['Name', 'Key', 'From', 'Until'])
    expect(heads([row('response-grade', { order: 1 }), row('response-grade', { order: 2 }, { id: 'r2', source: 'Another' })], 'response-grade')).toEqual(['Name', 'Key', 'Code', 'Says', 'From', 'Until', 'Do', 'Source'])
  })

  it('a bank holiday can be ended though it lasts one day, and a row that has ended cannot', () => {
    const hrefs = (one: CodeRow) => readLinks(ListPage({ codeSet: one.codeSet, rows: [one], list: OPEN_LISTS.find((list) => list === one.codeSet) ?? null }).body).map(([, href]) => href).filter((href) => href.endsWith('/end'))
    expect(hrefs(row('bank-holiday', {}, { validTo: '2026-12-26' }))).toEqual(['/admin/lists/bank-holiday/r1/end'])
    expect(hrefs(row('asb-type', {}, { validTo: '2026-12-26' }))).toEqual([])
    expect(hrefs(row('asb-type', {}, { isNever: true }))).toEqual([])
  })
})

describe('people', () => {
  const person = (over: Partial<Person> = {}): Person => ({ id: 'a1', username: 'ada.pell', name: 'PC Ada Pell', kind: 'police', rank: 'constable', isActive: true, roles: ['responder'], teamNames: [], agencyName: null, teams: [], grants: [{ role: 'responder', grantedAt: now, grantedByName: null }], ...over })
  const team = (id: string, sight: string): TeamRow => ({ id, name: `Team ${id}`, kind: 'response', sight, boroughId: null, boroughName: null, members: 0, isFallback: false })
  const shown = (over: Partial<Parameters<typeof PersonPage>[0]> = {}) => PersonPage({ person: person(), teams: [team('t1', 'none'), team('t2', 'borough')], roles: givenRoles, isOwn: false, now, ...over })

  it('AD-05 each act on somebody is a form of its own, and none of them is on one’s own page or a closed account', () => {
    const actions = (given: { readonly body: unknown }) => [...String(given.body).matchAll(/action="([^"]+)"/g)].map(([, action]) => action)
    expect(actions(shown())).toEqual(['/admin/people/a1/roles/removal', '/admin/people/a1/roles', '/admin/people/a1/teams', '/admin/people/a1/password', '/admin/people/a1/closing'])
    expect(actions(shown({ isOwn: true }))).toEqual([])
    expect(actions(shown({ person: person({ isActive: false, grants: [] }) }))).toEqual([])
  })

  it('AD-02 offers the roles they have not, the teams they are not in, with what each shows; and never Heed’s own roles', () => {
    const words = readWords(shown({ person: person({ teams: [{ id: 't1', name: 'Team t1', sight: 'none', since: now }] }) }).body)
    expect(words).toContain('Team t2 (shows the borough’s records)')
    expect(words).not.toContain('Team t1 (shows')
    const body = String(shown().body)
    for (const role of givenRoles) expect([role, body.includes(`<option value="${role}"`)]).toEqual([role, role !== 'responder'])
    for (const role of ['service', 'ingest']) expect(body).not.toContain(`<option value="${role}"`)
  })

  it('a new account keeps what was typed and offers every rank', () => {
    const page = NewPersonPage({ answers: { name: script, username: 'ada', kind: 'police', rank: 'sergeant' }, errors: [{ field: 'username', message: 'That user name is taken' }] })
    expect([isChosen(page, 'kind', 'police'), isChosen(page, 'rank', 'sergeant'), stands(page, 'username')]).toEqual([true, true, 'ada'])
    for (const rank of ranks) expect(String(page.body)).toContain(`<option value="${rank}"`)
    expect(String(page.body)).not.toContain(script)
    expect(readWords(page.body)).toContain('That user name is taken')
  })

  it('are counted in words, one and several', () => {
    const list = (total: number) => readWords(PeoplePage({ people: [person()], total, perPage: 50, filter: { role: null, teamId: null, isActive: true, page: 1 }, teams: [], roles: givenRoles }).body)
    expect(list(1)).toContain('1 accountName')
    expect(list(2)).toContain('2 accountsName')
  })

  it('AD-06 one’s own page asks for three passwords, shows what is wrong beside each, and says what a system’s account has none of', () => {
    const page = AccountPage({ person: person(), errors: [{ field: 'again', message: 'The two new passwords are not the same. Type both again' }] })
    expect(fields(page)).toEqual(['old', 'fresh', 'again'])
    expect(readWords(page.body)).toContain('The two new passwords are not the same.')
    expect(readWords(AccountPage({ person: person({ rank: null, kind: 'volunteer' }) }).body)).not.toContain('Rank')
  })
})
