import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refusal } from '#platform/errors.ts'
import { actorFrom, actorKinds, type Actor, isAtLeast, ranks, roles } from './actor.ts'
import { authorise, permit } from './policy.ts'

const somebody: Actor = { id: 'one', username: 'one', name: 'One', kind: 'police', rank: 'constable', roles: ['responder'], teamIds: [], boroughIds: [], seesForce: false, agencyId: null, isDemonstration: true }
const about = { rule: 'PL-02', source: 'a trial', does: 'try it' }
const anyActor = fc.record({ kind: fc.constantFrom(...actorKinds), rank: fc.constantFrom(null, ...ranks), roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 }) }).map((over): Actor => ({ ...somebody, ...over }))

describe('a policy', () => {
  it('PL-02 names no role: it is for every account of its kinds, and for no other', () => {
    const open = permit(about)
    expect(actorKinds.map((kind) => open({ ...somebody, kind, roles: [], rank: null }).allowed)).toEqual(actorKinds.map((kind) => kind === 'police' || kind === 'service'))
    expect(permit({ ...about, kinds: ['partner'] })({ ...somebody })).toEqual({ allowed: false, reason: 'Your account cannot try it' })
  })

  it('PL-02 says the roles it needs, and the rank, in one sentence', () => {
    expect(permit({ ...about, roles: ['supervisor'] })(somebody)).toEqual({ allowed: false, reason: 'To try it you need the role supervisor' })
    expect(permit({ ...about, roles: ['supervisor', 'asb lead', 'auditor'] })(somebody)).toEqual({ allowed: false, reason: 'To try it you need the role supervisor, asb lead or auditor' })
    expect(permit({ ...about, roles: ['responder'], rank: 'inspector' })(somebody)).toEqual({ allowed: false, reason: 'Only an inspector or above can try it' })
    expect(permit({ ...about, rank: 'sergeant' })({ ...somebody, rank: null })).toEqual({ allowed: false, reason: 'Only a sergeant or above can try it' })
  })

  it('PL-02 without a record answers whether they ever could; with one, what the record says', () => {
    const own = permit<{ by: string }>({ ...about, roles: ['responder'], unless: (actor, { by }) => (by === actor.id ? 'Not your own' : null) })
    expect(own(somebody)).toEqual({ allowed: true })
    expect(own(somebody, { by: 'one' })).toEqual({ allowed: false, reason: 'Not your own' })
    expect(own(somebody, { by: 'two' })).toEqual({ allowed: true })
    expect(own({ ...somebody, roles: [] }, { by: 'two' })).toEqual({ allowed: false, reason: 'To try it you need the role responder' })
  })

  it('PL-02 a record only ever takes away: nobody may with one what they could not without', () => {
    fc.assert(fc.property(anyActor, fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 4 }), fc.constantFrom(undefined, ...ranks), fc.boolean(), (actor, needed, rank, forbids) => {
      const policy = permit<{ x: 1 }>({ ...about, roles: needed, ...(rank === undefined ? {} : { rank }), unless: () => (forbids ? 'No' : null) })
      if (policy(actor, { x: 1 }).allowed) expect(policy(actor).allowed).toBe(true)
      if (policy(actor).allowed && actor.kind !== 'service') expect(needed.some((role) => actor.roles.includes(role)) && (rank === undefined || isAtLeast(actor, rank))).toBe(true)
      // one role, one rank more never closes a door
      const more: Actor = { ...actor, roles: [...actor.roles, ...needed], rank: 'superintendent' }
      if (policy(actor).allowed) expect(policy(more).allowed).toBe(true)
    }))
  })

  it('PL-02 stops the act with its own sentence', () => {
    authorise({ allowed: true })
    expect(() => authorise({ allowed: false, reason: 'Not your own' })).toThrow(new Refusal('not permitted', 'Not your own'))
  })
})

describe('ranks', () => {
  it('are in one order, and nobody without one is at least any', () => {
    for (const [at, rank] of ranks.entries()) for (const [other, least] of ranks.entries()) expect(isAtLeast({ ...somebody, rank }, least)).toBe(at >= other)
    for (const least of ranks) expect(isAtLeast({ ...somebody, rank: null }, least)).toBe(false)
  })
})

describe('who is acting', () => {
  it('is nobody where the database knows nobody, and never somebody with a role Heed does not know', () => {
    expect([actorFrom(null), actorFrom(undefined)]).toEqual([null, null])
    expect(actorFrom(somebody)).toEqual(somebody)
    for (const broken of [{ ...somebody, roles: ['root'] }, { ...somebody, kind: 'god' }, { ...somebody, rank: 'commissioner' }, { ...somebody, seesForce: 'yes' }, {}]) expect(() => actorFrom(broken)).toThrow()
  })
})
