import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantAt } from '#platform/time/instant.ts'
import {
  ASSESSMENT_STATUSES, assertAnswerable, assertComplete, assertMove, assertReturnReason, bySupervisionOrder, NEXT,
} from './supervision.ts'

describe('the life of an assessment', () => {
  it('RA-08 moves only as its table says', () => {
    for (const from of ASSESSMENT_STATUSES) {
      for (const to of ASSESSMENT_STATUSES) {
        if (NEXT[from].includes(to)) expect(() => assertMove(from, to)).not.toThrow()
        else expect(() => assertMove(from, to)).toThrow()
      }
    }
  })

  it('RA-08 never leads back from approved: a new one takes its place', () => {
    expect(NEXT.approved).toEqual(['superseded'])
    expect(NEXT.superseded).toEqual([])
    expect(() => assertMove('approved', 'draft')).toThrow('Start a new one')
    expect(() => assertMove('draft', 'approved')).toThrow('has not been sent for approval')
    expect(() => assertMove('awaiting approval', 'draft')).toThrow('waiting for a supervisor')
    expect(() => assertMove('superseded', 'awaiting approval')).toThrow('superseded')
  })

  it('RA-08 leads from a return back to approval', () => {
    expect(() => assertMove('returned', 'awaiting approval')).not.toThrow()
    expect(() => assertMove('returned', 'approved')).toThrow()
  })

  it('RA-09 lets answers change in a draft and after a return, and never later', () => {
    const changeable = ASSESSMENT_STATUSES.filter((status) => {
      try {
        assertAnswerable(status)
        return true
      } catch {
        return false
      }
    })
    expect(changeable).toEqual(['draft', 'returned'])
    expect(() => assertAnswerable('awaiting approval')).toThrow('cannot be changed')
    expect(() => assertAnswerable('approved')).toThrow('kept as it was')
  })
})

describe('sending and returning', () => {
  it('RA-10 needs every question answered', () => {
    expect(() => assertComplete({ missing: [] })).not.toThrow()
    expect(() => assertComplete({ missing: ['q3'] })).toThrow('1 question is not answered yet')
    expect(() => assertComplete({ missing: ['q3', 'q9'] })).toThrow('2 questions are not answered yet')
  })

  it('RA-11 needs a reason to return', () => {
    expect(() => assertReturnReason('Question 5 does not fit the account')).not.toThrow()
    expect(() => assertReturnReason('\n')).toThrow('what needs to change')
  })
})

describe('the queue for supervision', () => {
  const waiting = (id: string, bandRank: number, minutes: number) => ({ id, bandRank, completedAt: instantAt(minutes * 60_000) })

  it('RA-12 has the highest band first, then the longest waiting', () => {
    const queue = [waiting('a', 0, 1), waiting('b', 2, 9), waiting('c', 2, 3), waiting('d', 1, 2)].toSorted(bySupervisionOrder)
    expect(queue.map((row) => row.id)).toEqual(['c', 'b', 'd', 'a'])
  })

  it('RA-12 is one order, whichever way the rows come', () => {
    const anyRow = fc.record({ id: fc.uuid(), bandRank: fc.nat(2), completedAt: fc.nat(9).map((n) => instantAt(n)) })
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), (rows) => {
        expect(rows.toReversed().toSorted(bySupervisionOrder)).toEqual(rows.toSorted(bySupervisionOrder))
      }),
    )
  })
})
