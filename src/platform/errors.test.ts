import { describe, expect, it } from 'vitest'
import { assertUnchanged, Refusal } from './errors.ts'
import { asHeading, recordPath } from './record-path.ts'

describe('a refusal', () => {
  it('carries its kind, its sentence and what a person can mend', () => {
    const refusal = new Refusal('invalid', 'Enter the reason', { field: 'reason' })
    expect([refusal instanceof Error, refusal.name, refusal.kind, refusal.message, refusal.detail]).toEqual([true, 'Refusal', 'invalid', 'Enter the reason', { field: 'reason' }])
    expect(new Refusal('not found', 'Nothing').detail).toEqual({})
  })

  it('PL-01 of a record changed meanwhile says who, or that it was somebody', () => {
    assertUnchanged(3, 3, { by: 'Ada' })
    for (const [read, current] of [[2, 3], [4, 3], [0, 1]] as const) {
      expect(() => assertUnchanged(current, read, { by: 'Ada' })).toThrow('Ada changed this record while you had it open')
      expect(() => assertUnchanged(current, read)).toThrow('Someone else changed this record while you had it open')
    }
  })
})

describe('the page of a record', () => {
  it.each([['incident', '/incidents/7'], ['case', '/cases/7'], ['access grant', '/access-grants/7'], ['record of glass', '/record-of-glasss/7']])('of a kind %o is %o', (kind, path) => {
    expect(recordPath(kind, '7')).toBe(path)
  })

  it('has its kind as the beginning of a sentence', () => {
    expect([asHeading('incident recorded'), asHeading('asb-type'), asHeading('')]).toEqual(['Incident recorded', 'Asb type', ''])
  })
})
