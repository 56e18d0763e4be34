import { describe, expect, it } from 'vitest'
import type { Actor } from '#platform/auth/actor.ts'
import { instantAt } from '#platform/time/instant.ts'
import { KnownClients } from './known-clients.ts'

const actor: Actor = { id: '01930000-0000-7000-8000-000000000001', username: 'client:dispatch', name: 'Dispatch', kind: 'client', rank: null, agencyId: null, isDemonstration: false, roles: ['ingest'], teamIds: [], boroughIds: [], seesForce: false }
const at = (ms: number) => instantAt(Date.UTC(2026, 10, 23, 12) + ms)

describe('the clients a door has just let in', () => {
  it('are known for a second, and not a moment longer', () => {
    const known = new KnownClients()
    known.keep('token', actor, at(0))
    expect([known.get('token', at(0)), known.get('token', at(1000)), known.get('token', at(1001))]).toEqual([actor, actor, null])
  })

  it('are known by their own token only, and not once forgotten', () => {
    const known = new KnownClients()
    known.keep('token', actor, at(0))
    expect(known.get('toke', at(0))).toBeNull()
    known.forget('token')
    expect(known.get('token', at(0))).toBeNull()
  })

  it('are never more than a thousand: whoever tries many tokens fills no memory', () => {
    const known = new KnownClients()
    for (let n = 0; n < 1001; n++) known.keep(`token ${n}`, actor, at(0))
    expect([known.get('token 0', at(0)), known.get('token 1000', at(0))]).toEqual([null, actor])
  })
})
