import { describe, expect, it } from 'vitest'
import type { Actor, Rank, Role } from '#platform/auth/actor.ts'
import { may } from './policy.ts'

const someone = (rank: Rank | null, roles: readonly Role[], kind: Actor['kind'] = 'police'): Actor =>
  ({ id: 'a', username: 'a', name: 'A', kind, rank, agencyId: null, isDemonstration: false, roles, teamIds: [], boroughIds: [], seesForce: false })
const theirs = { completedBy: 'b', signOffRank: 'sergeant' as const }

describe('who may assess and supervise', () => {
  it('RA-16 lets those assess who attend, work a neighbourhood, own a case or supervise', () => {
    for (const role of ['responder', 'neighbourhood officer', 'case owner', 'supervisor'] as const) expect(may.assess(someone('constable', [role])).allowed).toBe(true)
    for (const role of ['call handler', 'intelligence', 'administrator', 'auditor'] as const) expect(may.assess(someone('constable', [role])).allowed).toBe(false)
    expect(may.assess(someone(null, ['partner'], 'partner')).allowed).toBe(false)
    expect(may.assess(someone(null, ['ingest'], 'client')).allowed).toBe(false)
  })

  it('RA-15 lets the intelligence unit read without assessing', () => {
    expect(may.look(someone('police staff', ['intelligence'])).allowed).toBe(true)
    expect(may.look(someone('constable', [])).allowed).toBe(false)
  })

  it('RA-17 leaves an assessment to whoever began it', () => {
    expect(may.answer(someone('constable', ['responder']), { startedBy: 'a' }).allowed).toBe(true)
    expect(may.answer(someone('constable', ['responder']), { startedBy: 'b' })).toMatchObject({ reason: expect.stringContaining('Only the officer who began') })
  })

  it.each(['police staff', 'pcso', 'constable'] as const)('RA-19 RA-20 refuse a %s who has the role but not the rank', (rank) => {
    expect(may.approve(someone(rank, ['supervisor']), theirs)).toEqual({ allowed: false, reason: 'Only a sergeant or above can approve a risk assessment of this version' })
    expect(may.return(someone(rank, ['supervisor']), theirs).allowed).toBe(false)
  })

  it('RA-19 RA-20 refuse one’s own at any rank, and any rank without the role', () => {
    expect(may.approve(someone('superintendent', ['supervisor']), { ...theirs, completedBy: 'a' })).toMatchObject({ reason: 'You cannot approve an assessment you completed' })
    expect(may.return(someone('superintendent', ['supervisor']), { ...theirs, completedBy: 'a' })).toMatchObject({ reason: 'You cannot return an assessment you completed' })
    expect(may.approve(someone('superintendent', ['asb lead']), theirs).allowed).toBe(false)
    expect(may.supervise(someone('sergeant', ['supervisor'])).allowed).toBe(true)
  })

  it('RA-19 takes the rank from the version', () => {
    expect(may.approve(someone('sergeant', ['supervisor']), { completedBy: 'b', signOffRank: 'inspector' })).toMatchObject({ reason: 'Only an inspector or above can approve a risk assessment of this version' })
    expect(may.approve(someone('inspector', ['supervisor']), { completedBy: 'b', signOffRank: 'inspector' }).allowed).toBe(true)
  })
})
