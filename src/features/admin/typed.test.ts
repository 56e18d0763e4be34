import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { type Actor, ranks, type Role, roles } from '#platform/auth/actor.ts'
import { BareForm, CodeEndForm, CodeForm, CodeQuery, givenRoles, PasswordForm, PeopleQuery, PersonForm, QuestionSetForm, RoleForm, SettingForm, TeamForm, TeamsQuery } from './forms.ts'
import { may } from './policy.ts'
import { shippedQuestionSets, shippedRows } from './reference.ts'
import { REVIEW_RANKS } from './rules/regimes.ts'
import { ABOVE, detailsOf, OPEN_LISTS, type OpenList, TIME_UNITS } from './rules/lists.ts'
import { STANDARD_BANDS } from './rules/bands.ts'
import { settingWords, shippedPresets } from './queries/settings.ts'

/** What is wrong with what was sent, as fields with their sentences. */
const faults = (form: z.ZodType, sent: unknown): readonly (readonly [string, string])[] => form.safeParse(sent).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
const id = '01a0a0a0-0000-7000-8000-000000000000'

describe('somebody to be given an account', () => {
  const sent = { name: 'PC Ada Pell', username: 'ada.pell', kind: 'police', rank: 'constable' }
  const userName = 'Enter a user name of small letters, figures, full stops and hyphens, for example amara.diallo'

  it.each([
    [{}, []],
    [{ name: '' }, [['name', 'Enter their name']]],
    [{ name: '  ' }, [['name', 'Enter their name']]],
    [{ username: '' }, [['username', userName]]],
    [{ username: 'a' }, [['username', userName]]],
    [{ username: '.ada' }, [['username', userName]]],
    [{ username: 'ada pell' }, [['username', userName]]],
    [{ username: 'client:ada' }, [['username', userName]]],
    [{ username: 'a'.repeat(64) }, [['username', userName]]],
    [{ kind: 'service' }, [['kind', 'Choose what kind of account it is']]],
    [{ kind: 'client' }, [['kind', 'Choose what kind of account it is']]],
    [{ kind: '' }, [['kind', 'Choose what kind of account it is']]],
    [{ rank: '' }, [['rank', 'Choose a rank, or police staff']]],
    [{ kind: 'partner', rank: '' }, []],
    [{ kind: 'volunteer', rank: '' }, []],
  ])('with %j', (over, expected) => {
    expect(faults(PersonForm, { ...sent, ...over })).toEqual(expected)
  })

  it('has a name no longer than is shown, and no field of its own making', () => {
    expect(faults(PersonForm, { ...sent, name: 'x'.repeat(121) }).map(([field]) => field)).toEqual(['name'])
    expect(faults(PersonForm, { ...sent, rank: 'general' }).map(([field]) => field)).toEqual(['rank'])
    for (const extra of ['isDemonstration', 'roles', 'agencyId']) expect([extra, faults(PersonForm, { ...sent, [extra]: 'x' }).length]).toEqual([extra, 1])
  })

  it('is called by small letters, however it was typed', () => {
    expect(PersonForm.parse({ ...sent, username: ' Ada.PELL ' })).toEqual({ ...sent, username: 'ada.pell' })
    expect(PersonForm.parse({ ...sent, kind: 'partner', rank: '' }).rank).toBeNull()
    for (const rank of ranks) expect(PersonForm.parse({ ...sent, rank }).rank).toBe(rank)
  })
})

describe('roles, teams and passwords as they are sent', () => {
  it('AD-02 a role is one that a person can have: never Heed’s own, nor another system’s', () => {
    expect(roles.filter((role) => !givenRoles.includes(role))).toEqual(['service', 'ingest'])
    for (const role of givenRoles) expect(RoleForm.parse({ role })).toEqual({ role })
    for (const role of ['service', 'ingest']) expect(faults(RoleForm, { role })).toEqual([['role', 'Choose a role that a person can have']])
    for (const role of ['', 'chief', undefined]) expect(faults(RoleForm, { role })).toEqual([['role', 'Choose a role']])
  })

  it('a team is one by its id, and a button has nothing beside it', () => {
    expect(TeamForm.parse({ teamId: id })).toEqual({ teamId: id })
    for (const teamId of ['', 'Ropewalk', undefined]) expect(faults(TeamForm, { teamId })).toEqual([['teamId', 'Choose a team']])
    expect(BareForm.parse({})).toEqual({})
    expect(faults(BareForm, { accountId: id })).toHaveLength(1)
  })

  it('AD-06 each of the three passwords says what is missing; none is trimmed, and none is endless', () => {
    expect(faults(PasswordForm, {})).toEqual([['old', 'Enter your password now'], ['fresh', 'Enter a new password'], ['again', 'Enter the new password again']])
    expect(faults(PasswordForm, { old: '', fresh: '', again: '' }).map(([, message]) => message)).toEqual(['Enter your password now', 'Enter a new password', 'Enter the new password again'])
    expect(PasswordForm.parse({ old: ' a ', fresh: ' b ', again: ' b ' })).toEqual({ old: ' a ', fresh: ' b ', again: ' b ' })
    expect(faults(PasswordForm, { old: 'a', fresh: 'x'.repeat(201), again: 'x' })).toEqual([['fresh', 'A password has 200 characters or fewer']])
  })
})

describe('a row, a version and a setting as they are sent', () => {
  const row = { key: 'noise-boats', name: 'Noise from boats', from: '1/4/2027' }
  const key = 'Enter a key of small letters, figures and hyphens, for example noise-boats'

  it.each([
    [{}, []],
    [{ key: '' }, [['key', key]]],
    [{ key: '-boats' }, [['key', key]]],
    [{ key: 'noise_boats' }, [['key', key]]],
    [{ key: 'n'.repeat(41) }, [['key', key]]],
    [{ name: '' }, [['name', 'Enter the name']]],
    [{ from: '' }, [['from', 'Enter the day as a date, for example 1/4/2027']]],
    [{ from: '31/2/2027' }, [['from', 'Enter the day as a date, for example 1/4/2027']]],
    [{ from: 'tomorrow' }, [['from', 'Enter the day as a date, for example 1/4/2027']]],
    [{ from: undefined }, [['from', 'Enter the day']]],
  ])('AD-09 with %j', (over, expected) => {
    expect(faults(CodeForm, { ...row, ...over })).toEqual(expected)
  })

  it('AD-09 gives what a list asks besides a name by itself, and nothing typed is nothing', () => {
    const read = CodeForm.parse({ ...row, key: ' Noise-Boats ', code: ' 299 ', definition: '', source: '', group: '', hours: ' 72 ', bands: ['high', 'low'] })
    expect(read).toMatchObject({ key: 'noise-boats', code: '299', definition: null, source: null, group: null, from: '2027-04-01' })
    expect(read.details).toMatchObject({ hours: '72', metres: null, bands: expect.arrayContaining(['high', 'low']) })
    expect(CodeForm.parse({ ...row, group: 'flag' }).group).toBe('flag')
    expect(faults(CodeForm, { ...row, group: 'opening' }).map(([field]) => field)).toEqual(['group'])
    expect(faults(CodeForm, { ...row, isNever: 'yes' })).toHaveLength(1)
  })

  it('AD-09 a row is ended on a day; the one another is made from is asked for by its key, and what is none is passed over', () => {
    expect(CodeEndForm.parse({ from: '1/4/2027' })).toEqual({ from: '2027-04-01' })
    expect(faults(CodeEndForm, { from: 'x' }).map(([field]) => field)).toEqual(['from'])
    expect(CodeQuery.parse({ key: 'noise-boats' }).key).toBe('noise-boats')
    // as the form keeps it
    expect(CodeQuery.parse({ key: ' Noise-Boats ' }).key).toBe('noise-boats')
    for (const bad of ['<b>', '', 'a b', undefined, null]) expect(CodeQuery.parse({ key: bad }).key).toBeNull()
  })

  it('AD-08 a version needs what it is for, a day and its file', () => {
    expect(faults(QuestionSetForm, { purpose: '', from: '', file: '' })).toEqual([['purpose', 'Choose what it is for'], ['from', 'Enter the day as a date, for example 1/4/2027'], ['file', 'Paste the file']])
    expect(faults(QuestionSetForm, { purpose: 'risk', from: '1/4/2027', file: 'x'.repeat(500_001) })).toEqual([['file', 'The file has more than 500,000 characters']])
    expect(QuestionSetForm.parse({ purpose: 'screening', from: '1/4/2027', file: '{}' })).toEqual({ purpose: 'screening', from: '2027-04-01', file: '{}' })
  })

  it('AD-07 a setting needs a choice and a reason', () => {
    expect(faults(SettingForm, { value: '', reason: ' ' })).toEqual([['value', 'Enter a choice'], ['reason', 'Enter why it is chosen']])
    expect(SettingForm.parse({ value: ' high ', reason: ' The board ' })).toEqual({ value: 'high', reason: 'The board' })
  })
})

describe('what narrows a list', () => {
  it('is what can be read of its address, and the rest is passed over: no words stand there', () => {
    expect(PeopleQuery.parse({ role: 'supervisor', team: id, state: 'closed', page: '3' })).toEqual({ role: 'supervisor', team: id, state: 'closed', page: 3 })
    expect(PeopleQuery.parse({ role: 'chief', team: 'x', state: 'ajar', page: '0', name: 'Pell' })).toEqual({ role: null, team: null, state: 'open', page: 1 })
    expect(PeopleQuery.parse({})).toEqual({ role: null, team: null, state: 'open', page: 1 })
    expect(TeamsQuery.parse({ borough: id, kind: 'response', people: 'none' })).toEqual({ borough: id, kind: 'response', people: 'none' })
    expect(TeamsQuery.parse({ borough: 'x', kind: 'k'.repeat(41), people: 'many' })).toEqual({ borough: null, kind: null, people: null })
  })

  it('whatever stands in an address, a list opens on a page there can be', () => {
    const value = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('1e9', '-1', 'NaN', '2.5', ''))
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('role', 'team', 'state', 'page', 'borough', 'kind', 'people'), value, { noNullPrototype: false }), (query) => {
      const { page } = PeopleQuery.parse(query)
      expect(Number.isInteger(page) && page >= 1 && page <= 10_000).toBe(true)
      expect(() => TeamsQuery.parse(query)).not.toThrow()
    }))
  })
})

describe('who may run the installation', () => {
  const someone = (role: Role, kind: Actor['kind'] = 'police'): Actor => ({ id: 'a1', username: 'x', name: 'X', kind, rank: kind === 'police' ? 'superintendent' : null, agencyId: null, isDemonstration: false, roles: [role], teamIds: [], boroughIds: [], seesForce: false })

  it.each(roles)('AD-02 AD-03 AD-04 AD-07 %s', (role) => {
    const isAdministrator = role === 'administrator'
    for (const act of ['changeAccounts', 'changeTeams'] as const) expect([act, may[act](someone(role)).allowed]).toEqual([act, isAdministrator])
    for (const act of ['changeSettings', 'changeLists'] as const) expect([act, may[act](someone(role)).allowed]).toEqual([act, isAdministrator || role === 'central asb unit'])
  })

  it('AD-05 an administrator changes everybody’s account but their own, and is told why', () => {
    expect(may.changeOthers(someone('administrator'), { accountId: 'a2' })).toEqual({ allowed: true })
    expect(may.changeOthers(someone('administrator'), { accountId: 'a1' })).toEqual({ allowed: false, reason: 'Another administrator must change what your own account may do' })
    expect(may.changeOthers(someone('supervisor'), { accountId: 'a2' }).allowed).toBe(false)
  })

  it('AD-06 everybody who signs in changes their own password, and no system does', () => {
    for (const kind of ['police', 'partner', 'volunteer'] as const) expect([kind, may.changeOwnPassword(someone('partner', kind)).allowed]).toEqual([kind, true])
    for (const kind of ['service', 'client'] as const) expect([kind, may.changeOwnPassword(someone('service', kind)).allowed]).toEqual([kind, false])
  })

  it('no partner and no volunteer runs anything, whatever role they were given', () => {
    fc.assert(fc.property(fc.constantFrom(...roles), fc.constantFrom('partner' as const, 'volunteer' as const), (role, kind) => {
      for (const act of [may.changeAccounts, may.changeTeams, may.changeLists, may.changeSettings]) expect(act(someone(role, kind)).allowed).toBe(false)
    }))
  })
})

describe('what a row of a list holds', () => {
  const whole = fc.integer({ min: 1, max: 99 }).map(String)
  const typed = fc.record({
    group: fc.constantFrom('result', 'administrative', 'flag'), isResolved: fc.constantFrom('yes', 'no'), order: whole, targetMinutes: fc.option(whole), meaning: fc.constantFrom('What it means'), perceptionTest: fc.constantFrom('Who feels it'),
    about: fc.option(fc.constantFrom('What is expected')), bands: fc.subarray([...STANDARD_BANDS], { minLength: 1 }), recurs: fc.constantFrom('yes', 'no'), targetAmount: whole, targetUnit: fc.constantFrom(...TIME_UNITS),
    warnAmount: fc.option(whole), warnUnit: fc.constantFrom(...TIME_UNITS), pauseReasons: fc.constantFrom(null, 'Away\nAsked to wait'), escalateTo: fc.constantFrom(...ABOVE), hours: whole, metres: fc.option(whole), types: fc.constantFrom('any', 'same'),
    reviews: fc.constantFrom(...REVIEW_RANKS).map((rank) => `high, ${rank}, 28`), because: fc.constantFrom('Policy 12'),
  })

  it('AD-09 filled in whole, is taken by every list; and what was there besides is kept', () => {
    fc.assert(fc.property(fc.constantFrom(...OPEN_LISTS), typed, (list: OpenList, given) => {
      const read = detailsOf(list, given, { kept: 'as it was' })
      expect(read).toMatchObject({ extra: { kept: 'as it was' } })
    }))
  })

  it('AD-09 saved again as it stands says the same: nothing wears away', () => {
    fc.assert(fc.property(fc.constantFrom(...OPEN_LISTS), typed, (list: OpenList, given) => {
      const once = detailsOf(list, given, {})
      if ('field' in once) throw new Error(once.message)
      expect(detailsOf(list, given, once.extra)).toEqual(once)
    }))
  })
})

describe('what ships', () => {
  it('AD-07 every preset says where it comes from, and the invented is called so', () => {
    const presets = shippedPresets()
    expect(new Set(presets.map(({ key }) => key)).size).toBe(presets.length)
    for (const { key, name, source, origin } of presets) expect([key, name !== '', source !== '', ['published', 'own', 'invented'].includes(origin)]).toEqual([key, true, true, true])
    expect(presets.find(({ key }) => key === 'demonstration')?.origin).toBe('invented')
  })

  it('AD-09 is numbered in each list from nought without a gap, so that lists keep their order', () => {
    for (const list of OPEN_LISTS) {
      const sorts = shippedRows().filter(({ codeSet }) => codeSet === list).map(({ sort }) => sort)
      expect([list, sorts]).toEqual([list, sorts.map((_, at) => at)])
      expect([list, sorts.length > 0]).toEqual([list, true])
    }
    expect(shippedQuestionSets().map(({ purpose }) => purpose)).toEqual(['screening', 'risk'])
  })

  it.each([[null, 'not chosen'], [undefined, 'not chosen'], [[], 'none'], [['medium', 'high'], 'medium, high'], ['Marlowshire Police', 'Marlowshire Police'], [true, 'true']])('AD-07 a setting of %j reads “%s”', (value, words) => {
    expect(settingWords(value)).toBe(words)
  })
})
