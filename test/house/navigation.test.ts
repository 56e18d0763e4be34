import { describe, expect, it } from 'vitest'
import type { Actor } from '#platform/auth/actor.ts'
import { people } from '#demo/force.ts'
import { features, furtherPlaces, navigation, policies, searches } from '../../src/features.ts'

const actorOf = (username: string): Actor => {
  const person = people.find((each) => each.username === username)
  if (person === undefined) throw new Error(`Nobody is called ${username}`)
  return { id: username, username, isDemonstration: true, name: person.name, kind: person.kind, rank: person.rank, roles: person.roles, teamIds: [], boroughIds: [], seesForce: false, agencyId: null }
}
const textsOf = (username: string) => navigation(actorOf(username)).map(({ text }) => text)

/** Where each kind of work is found at once, written down by hand. */
const work: readonly { readonly username: string; readonly places: readonly string[]; readonly further?: readonly string[] }[] = [
  { username: 'amara.diallo', places: ['Home', 'Take a report', 'Incidents', 'Cases'] },
  { username: 'chidi.okafor', places: ['Home', 'Take a report', 'Incidents', 'Cases'] },
  { username: 'priya.nair', places: ['Home', 'Take a report', 'Incidents', 'Cases', 'Repeats'] },
  { username: 'karin.lindqvist', places: ['Home', 'Take a report', 'Incidents', 'Assessments', 'Cases', 'Repeats', 'Performance'] },
  { username: 'imran.rahman', places: ['Home', 'Take a report', 'Incidents', 'Assessments', 'Cases', 'Repeats', 'Performance'], further: ['Who is who'] },
  { username: 'wei.zhang', places: ['Home', 'Incidents', 'Cases', 'Repeats', 'Performance', 'Who is who'] },
  { username: 'robin.castle', places: ['Home', 'Administration'] },
  { username: 'margaret.osei', places: ['Home', 'Audit'] },
  { username: 'sam.blank', places: ['Home'] },
  { username: 'dev.mistry', places: ['Home'] },
]

describe('the navigation', () => {
  it.each(work)('of $username has their work in it, and what it has no room for is one press further, on the home page', ({ username, places, further = [] }) => {
    expect(textsOf(username)).toEqual(places)
    expect(furtherPlaces(actorOf(username)).map(({ text }) => text)).toEqual(further)
  })

  it('is at most seven places for anybody, and loses none that they may go to', () => {
    for (const { username } of people) {
      const actor = actorOf(username)
      const allowed = features.flatMap((feature) => feature.navigation ?? []).filter(({ policy }) => policy === 'signed-in' || policies.get(policy)?.(actor).allowed === true)
      expect(navigation(actor).length, username).toBeLessThanOrEqual(7)
      expect([...navigation(actor), ...furtherPlaces(actor)].map(({ href }) => href).sort(), username).toEqual(allowed.map(({ href }) => href).sort())
    }
  })

  it('draws the search box for those who work with records, and for nobody else', () => {
    const without = people.filter(({ username }) => !searches(actorOf(username))).map(({ username }) => username)
    expect(without.sort()).toEqual(['dev.mistry', 'joan.firth', 'margaret.osei', 'peter.lamb', 'robin.castle', 'sam.blank'])
  })
})
