import { describe, expect, it } from 'vitest'
import grades from '#db/reference/response-grades.json' with { type: 'json' }
import { londonInstant } from '#platform/time/day.ts'
import { assertRegrade, assertResponseMove, isMoreUrgent, NEXT, RESPONSE_STATUSES, type Result, resultIssues } from './response.ts'

const now = londonInstant('2026-11-23', '22:00')
const result: Result = {
  codes: ['407'],
  account: 'Two young men spoken to and moved on.',
  callerToldAt: londonInstant('2026-11-23', '21:50'),
  callerToldWhat: 'That they were moved on',
  notToldBecause: '',
}
const fieldsOf = (given: Partial<Result>) => resultIssues({ ...result, ...given }, now).map((issue) => issue.field)

describe('the life of a response', () => {
  it('IN-05 moves only as its table says', () => {
    for (const from of RESPONSE_STATUSES) {
      for (const to of RESPONSE_STATUSES) {
        const move = () => assertResponseMove(from, to)
        if (NEXT[from].includes(to)) expect(move).not.toThrow()
        else expect(move).toThrow()
      }
    }
  })

  it('IN-05 can reach its result from every status, and goes nowhere after it', () => {
    expect(NEXT.resulted).toEqual([])
    expect(NEXT.deployed).toContain('resulted')
    expect(NEXT['not deployed']).toContain('resulted')
  })

  it('IN-05 says why, in words', () => {
    expect(() => assertResponseMove('resulted', 'deployed')).toThrow('Add a correction')
    expect(() => assertResponseMove('recorded', 'resulted')).toThrow('whether a unit was deployed')
    expect(() => assertResponseMove('deployed', 'deployed')).toThrow('already deployed')
  })
})

describe('a regrade', () => {
  it('IN-06 may come at any time before the result', () => {
    for (const status of RESPONSE_STATUSES.filter((known) => known !== 'resulted')) {
      expect(() => assertRegrade(status, 'extended', 'immediate', 'A knife was mentioned')).not.toThrow()
    }
    expect(() => assertRegrade('resulted', 'extended', 'immediate', 'Late')).toThrow('cannot be regraded')
  })

  it('IN-06 needs a reason and another grade', () => {
    expect(() => assertRegrade('recorded', 'extended', 'immediate', '  ')).toThrow('why the grade is changed')
    expect(() => assertRegrade('recorded', 'extended', 'extended', 'Because')).toThrow('already has this grade')
    expect(() => assertRegrade('recorded', null, 'extended', 'First grade after review')).not.toThrow()
  })

  it('IN-06 knows which grade is the more urgent, and no target it was not given', () => {
    const [first, second] = grades.rows
    if (!first || !second) throw new Error('The grades are missing')
    expect(isMoreUrgent(first, second)).toBe(true)
    expect(isMoreUrgent(second, first)).toBe(false)
    expect(grades.rows.map((row) => row.key)).toEqual(['immediate', 'significant', 'extended', 'referred'])
    expect(grades.rows.map((row) => row.targetMinutes)).toEqual([null, null, null, null])
    expect(grades.presets.every((preset) => preset.source !== '')).toBe(true)
  })
})

describe('a result', () => {
  it('IN-07 is whole with a code, an account and what the caller was told', () => {
    expect(fieldsOf({})).toEqual([])
  })

  it('IN-07 is whole when the caller was not told and it says why', () => {
    expect(fieldsOf({ callerToldAt: null, callerToldWhat: '', notToldBecause: 'The caller asked not to be rung' })).toEqual([])
  })

  it('IN-07 lacks what is not there, field by field', () => {
    const nothing = { codes: [], account: '', callerToldAt: null, callerToldWhat: '', notToldBecause: '' }
    expect(fieldsOf(nothing)).toEqual(['codes', 'account', 'notToldBecause'])
    expect(fieldsOf({ callerToldWhat: ' ' })).toEqual(['callerToldWhat'])
    expect(fieldsOf({ callerToldAt: londonInstant('2026-11-24', '09:00') })).toEqual(['callerToldAt'])
  })

  it.each(['ASN', 'Area searched no trace', '. . . . . . .', ' '])('IN-07 takes no stock phrase for an account: "%s"', (account) => {
    expect(fieldsOf({ account })).toEqual(['account'])
  })
})
