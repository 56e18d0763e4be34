import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Role, roles } from '#platform/auth/actor.ts'
import { firstThing, type Waits } from './first-thing.ts'

const waits = (...lists: readonly (readonly [key: string, count: number])[]): Waits[] => lists.map(([key, count]) => ({ key, count, href: `/${key}` }))

describe('what to do first', () => {
  it.each([
    [[['told', 66], ['overdue', 20], ['returned', 1]], 'Do what is overdue: 20 standards of yours', '/overdue'],
    [[['told', 66], ['returned', 1], ['my-cases', 3]], 'Put right the risk assessment returned to you', '/returned'],
    [[['overdue', 0], ['awaiting', 3], ['closing-requests', 1]], 'Approve or return the 3 risk assessments that wait, the highest risk first', '/awaiting'],
    [[['overdue', 1], ['drafts', 1]], 'Send the report you have not sent', '/drafts'],
    [[['drafts', 2]], 'Send the 2 reports you have not sent', '/drafts'],
    [[['unallocated-cases', 1], ['reviews-due', 4]], 'Give the case without an owner to somebody', '/unallocated-cases'],
    [[['told', 1234]], 'Read the 1,234 things that you or your teams were told', '/told'],
    [[['to-recognise', 2], ['new-repeats', 4]], 'Look into the 4 new repeats', '/new-repeats'],
  ] as const)('WK-11 is the gravest of what waits: %j', (lists, text, href) => {
    expect(firstThing(waits(...lists), ['supervisor'])).toEqual({ text, href })
  })

  it.each([
    ['call handler', '/incidents/new'], ['front counter', '/incidents/new'], ['responder', '/incidents'], ['intelligence', '/incidents'], ['administrator', '/admin'], ['auditor', '/audit'],
  ] as const)('WK-11 is where the work of a %s begins when nothing waits', (role, href) => {
    expect(firstThing(waits(['overdue', 0], ['team-open', 9]), [role])?.href).toBe(href)
  })

  it('WK-11 is nothing for those with no work here', () => {
    expect(firstThing([], ['partner'])).toBeNull()
    expect(firstThing([], [])).toBeNull()
  })

  it('WK-11 never sends anybody to an empty list, and to no list but one of theirs', () => {
    const list = fc.record({ key: fc.constantFrom('overdue', 'returned', 'awaiting', 'told', 'my-cases', 'team-open', 'reviews-due', 'allocated'), count: fc.nat(3) })
    fc.assert(fc.property(fc.uniqueArray(list, { selector: ({ key }) => key }), fc.subarray([...roles]), (lists, held: Role[]) => {
      const first = firstThing(lists.map((each) => ({ ...each, href: `/${each.key}` })), held)
      const named = lists.find(({ key }) => `/${key}` === first?.href)
      expect(named === undefined || named.count > 0).toBe(true)
    }))
  })
})
