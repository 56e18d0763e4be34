import { describe, expect, it } from 'vitest'
import { people } from '#demo/force.ts'
import type { Actor } from '#platform/auth/actor.ts'
import { may } from './policy.ts'

function actorCalled(username: string): Actor {
  const found = people.find((person) => person.username === username)
  if (found === undefined) throw new Error(`nobody is called ${username}`)
  return { id: username, username, name: found.name, kind: found.kind, rank: found.rank, agencyId: null, isDemonstration: true, roles: found.roles, teamIds: [], boroughIds: [], seesForce: false }
}
const whoMay = (ask: (actor: Actor) => { allowed: boolean }) => people.filter(({ username }) => ask(actorCalled(username)).allowed).map(({ username }) => username)

describe('who may do what with a case', () => {
  it('CA-20 partners, volunteers, administrators, auditors and people without a role may not look', () => {
    const lookers = whoMay((actor) => may.look(actor))
    for (const who of ['dev.mistry', 'joan.firth', 'peter.lamb', 'robin.castle', 'margaret.osei', 'sam.blank']) expect(lookers).not.toContain(who)
    expect(lookers).toContain('amara.diallo')
  })
  it('CA-21 CA-22 CA-26 those who work cases may open them, work them and ask for their closing; intelligence only looks', () => {
    for (const act of [may.openByHand, may.work, may.requestClosing]) {
      expect(whoMay((actor) => act(actor))).toContain('priya.nair')
      expect(whoMay((actor) => act(actor))).not.toContain('wei.zhang')
    }
  })
  it('CA-23 CA-24 CA-27 a sergeant or above sets standards aside, allocates and reopens', () => {
    for (const act of [may.setAside, may.allocate, may.reopen]) {
      expect(act(actorCalled('priya.nair'))).toMatchObject({ allowed: false })
      expect(act(actorCalled('femi.adeyemi'))).toEqual({ allowed: true })
    }
  })
  it('CA-25 a review needs at least the rank whose turn it is', () => {
    expect(may.review(actorCalled('femi.adeyemi'), { rank: 'sergeant' }).allowed).toBe(true)
    expect(may.review(actorCalled('femi.adeyemi'), { rank: 'inspector' })).toEqual({ allowed: false, reason: 'This review needs somebody of the rank of inspector or above' })
    expect(may.review(actorCalled('gwen.pritchard'), { rank: 'inspector' }).allowed).toBe(true)
  })
  it('CA-04 nobody decides on a closing they asked for', () => {
    expect(may.decideClosing(actorCalled('imran.rahman'), { requestedBy: 'imran.rahman' })).toEqual({ allowed: false, reason: 'You cannot approve a closing you asked for' })
    expect(may.decideClosing(actorCalled('imran.rahman'), { requestedBy: 'priya.nair' }).allowed).toBe(true)
  })
  it('CA-28 only an ASB lead seals', () => {
    expect(whoMay((actor) => may.seal(actor)).sort()).toEqual(['david.mensah', 'gwen.pritchard', 'imran.rahman'])
  })
})
