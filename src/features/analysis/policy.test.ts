import { describe, expect, it } from 'vitest'
import { people } from '#demo/force.ts'
import { may } from './policy.ts'

const actorCalled = (username: string) => {
  const found = people.find((person) => person.username === username)
  if (found === undefined) throw new Error(`nobody is called ${username}`)
  return { id: username, username, name: found.name, kind: found.kind, rank: found.rank, agencyId: null, isDemonstration: true, roles: found.roles, teamIds: [], boroughIds: [], seesForce: false }
}
const whoMay = (act: keyof typeof may) => people.filter(({ username }) => may[act](actorCalled(username)).allowed).map(({ username }) => username)
const outside = ['dev.mistry', 'joan.firth', 'peter.lamb', 'sam.blank']

describe('who may do what with repeats', () => {
  it('RP-40 those who work a neighbourhood’s reports see them; call handlers, administrators, auditors and outsiders do not', () => {
    const lookers = whoMay('look')
    for (const who of ['priya.nair', 'femi.adeyemi', 'wei.zhang', 'helen.whitby']) expect(lookers).toContain(who)
    for (const who of [...outside, 'amara.diallo', 'robin.castle', 'margaret.osei']) expect(lookers).not.toContain(who)
  })

  it('RP-41 the list leaves Heed as a file only with supervisors and analysts', () => {
    expect(whoMay('takeAway')).toContain('wei.zhang')
    expect(whoMay('takeAway')).not.toContain('priya.nair')
  })

  it('RP-42 a new repeat is dealt with by the intelligence unit, an ASB lead or the central unit', () => {
    expect(whoMay('deal')).toContain('wei.zhang')
    for (const who of [...outside, 'priya.nair', 'femi.adeyemi', 'robin.castle']) expect(whoMay('deal')).not.toContain(who)
  })

  it('RP-43 RP-44 the rules are changed by administrators and ASB leads, and read by many more', () => {
    expect(whoMay('changeRules')).toContain('robin.castle')
    for (const who of [...outside, 'wei.zhang', 'femi.adeyemi']) expect(whoMay('changeRules')).not.toContain(who)
    for (const who of ['robin.castle', 'margaret.osei', 'amara.diallo', 'wei.zhang']) expect(whoMay('seeRules')).toContain(who)
    for (const who of outside) expect(whoMay('seeRules')).not.toContain(who)
  })
})
