import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Actor, ranks, type Role, roles } from '#platform/auth/actor.ts'
import { AddressQuery, SearchForm, SearchParams, WITHIN_METRES } from './forms.ts'
import { may } from './policy.ts'

const faults = (sent: unknown) => SearchForm.safeParse(sent).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []

describe('what is typed in the search box', () => {
  it('is words without their edges, two hundred letters at most, and nothing else', () => {
    expect(SearchForm.parse({ query: '  Ada Pell ' })).toEqual({ query: 'Ada Pell' })
    for (const empty of ['', '   ', '\n']) expect(faults({ query: empty })).toEqual([['query', 'Enter what to search for']])
    expect(faults({})).toEqual([['query', 'Enter what to search for']])
    expect(SearchForm.parse({ query: 'x'.repeat(200) }).query).toHaveLength(200)
    expect(faults({ query: 'x'.repeat(201) }).map(([field]) => field)).toEqual(['query'])
    expect(faults({ query: 'Pell', page: '2' })).toHaveLength(1)
    expect(faults({ query: ['Pell', 'Vale'] }).map(([field]) => field)).toEqual(['query'])
  })

  it('WK-02 a search’s own address is an id, and no words can stand in it', () => {
    expect(SearchParams.safeParse({ searchId: '01a0a0a0-0000-7000-8000-000000000000' }).success).toBe(true)
    for (const searchId of ['Pell', '', '1', 'ASB/2026/000123']) expect([searchId, SearchParams.safeParse({ searchId }).success]).toEqual([searchId, false])
  })
})

describe('how far round an address its page looks', () => {
  it.each(WITHIN_METRES)('%d metres is offered', (metres) => {
    expect(AddressQuery.parse({ within: String(metres) })).toEqual({ within: metres })
  })

  it('WK-09 is a hundred metres whatever else is asked for, so that an old or a broken link still opens', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom(undefined, null, '', '1e9', '-50', 'NaN', '100.5')), (within) => {
      const { within: metres } = AddressQuery.parse({ within })
      expect(WITHIN_METRES).toContain(metres)
      if (!WITHIN_METRES.some((each) => each === Number(within))) expect(metres).toBe(100)
    }))
    expect(AddressQuery.parse({})).toEqual({ within: 100 })
    expect(AddressQuery.parse({ colour: 'red' })).toEqual({ within: 100 })
  })
})

describe('who may gather what many features know', () => {
  const someone = (role: Role, kind: Actor['kind'] = 'police'): Actor => ({ id: 'a1', username: 'x', name: 'X', kind, rank: kind === 'police' ? 'constable' : null, agencyId: null, isDemonstration: false, roles: [role], teamIds: [], boroughIds: [], seesForce: false })
  const working = ['call handler', 'call supervisor', 'front counter', 'responder', 'neighbourhood officer', 'supervisor', 'intelligence', 'case owner', 'asb lead', 'central asb unit']

  it.each(roles)('%s', (role) => {
    const works = working.includes(role)
    for (const act of ['seeLists', 'search', 'lookPerson', 'lookAddress'] as const) expect([act, may[act](someone(role)).allowed]).toEqual([act, works])
    expect(may.readHistory(someone(role)).allowed).toBe(['supervisor', 'asb lead', 'auditor', 'central asb unit'].includes(role))
    expect(may.audit(someone(role)).allowed).toBe(role === 'auditor')
  })

  it('WK-02 WK-05 is nobody outside the police, whatever role their account was given', () => {
    fc.assert(fc.property(fc.constantFrom(...roles), fc.constantFrom('partner' as const, 'volunteer' as const, 'client' as const), (role, kind) => {
      for (const act of Object.values(may)) expect(act(someone(role, kind)).allowed).toBe(false)
    }))
  })

  it('WK-04 a rank alone gives nothing: it takes the role', () => {
    for (const rank of ranks) for (const act of Object.values(may)) expect(act({ ...someone('administrator'), rank, roles: [] }).allowed).toBe(false)
  })

  it('each says in a sentence what it is and whose word it is by', () => {
    for (const [name, { about }] of Object.entries(may)) {
      expect([name, about.rule]).toEqual([name, expect.stringMatching(/^WK-\d\d$/)])
      expect(about.source.length).toBeGreaterThan(10)
    }
    expect(new Set(Object.values(may).map(({ about }) => about.rule)).size).toBe(Object.keys(may).length)
  })
})
