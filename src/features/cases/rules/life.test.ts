import { describe, expect, it } from 'vitest'
import { londonInstant } from '#platform/time/day.ts'
import {
  assertCaseMove, assertMayClose, assertMayReopen, assertMayRequestClosing, assertWorked, CASE_STATUSES, closingNeeds, NEXT,
} from './life.ts'

const told = { isTold: true, toldAt: londonInstant('2026-11-23', '10:00'), toldWhat: 'That the flat was closed', notToldBecause: '' }
const untold = { isTold: false, toldAt: null, toldWhat: '', notToldBecause: '' }
const ready = { victims: [told], result: 'stopped-after-order' }
const people = { requestedBy: 'okafor', approvedBy: 'lindqvist' }
const kinds = (facts: Parameters<typeof closingNeeds>[0]) => closingNeeds(facts).map((need) => need.kind)

describe('the life of a case', () => {
  it('CA-01 moves only as its table says', () => {
    for (const from of CASE_STATUSES) {
      for (const to of CASE_STATUSES) {
        if (NEXT[from].includes(to)) expect(() => assertCaseMove(from, to)).not.toThrow()
        else expect(() => assertCaseMove(from, to)).toThrow()
      }
    }
  })

  it('CA-01 says why, in words', () => {
    expect(() => assertCaseMove('open', 'closed')).toThrow('Ask for the case to be closed first')
    expect(() => assertCaseMove('closed', 'closing requested')).toThrow('Reopen it first')
    expect(() => assertCaseMove('closing requested', 'closing requested')).toThrow('asked for already')
    expect(() => assertCaseMove('open', 'open')).toThrow('already open')
  })

  it('CA-02 takes no work once it is closed', () => {
    expect(() => assertWorked('open')).not.toThrow()
    expect(() => assertWorked('closing requested')).not.toThrow()
    expect(() => assertWorked('closed')).toThrow('Reopen it first')
  })
})

describe('closing', () => {
  it('CA-03 needs the victim told what and when, and a result', () => {
    expect(kinds(ready)).toEqual([])
    expect(kinds({ victims: [untold], result: null })).toEqual(['victim told', 'result'])
    expect(kinds({ ...ready, result: ' ' })).toEqual(['result'])
    expect(kinds({ ...ready, victims: [{ ...told, toldWhat: '' }] })).toEqual(['victim told'])
    expect(kinds({ ...ready, victims: [{ ...told, toldAt: null }] })).toEqual(['victim told'])
  })

  it('CA-03 takes a reason where a victim cannot be told', () => {
    expect(kinds({ ...ready, victims: [{ ...untold, notToldBecause: 'Moved abroad and left no address' }] })).toEqual([])
  })

  it('CA-03 asks after each victim', () => {
    const sentence = (...victims: (typeof untold)[]) => closingNeeds({ ...ready, victims })[0]?.sentence
    expect(sentence(untold)).toBe('Record what the victim was told and when, or why not')
    expect(closingNeeds({ ...ready, victims: [told, untold] })[0]?.sentence).toContain('one of the victims was told')
    expect(sentence(untold, untold)).toContain('2 of the victims were told')
  })

  it('CA-03 of a place without a victim needs only a result', () => {
    expect(kinds({ victims: [], result: 'stopped' })).toEqual([])
  })

  it('CA-03 is not asked for while something is needed, or twice', () => {
    expect(() => assertMayRequestClosing('open', ready)).not.toThrow()
    expect(() => assertMayRequestClosing('open', { ...ready, result: null })).toThrow('Record the result')
    expect(() => assertMayRequestClosing('closing requested', ready)).toThrow('asked for already')
  })

  it('CA-04 needs another person than the one who asked', () => {
    expect(() => assertMayClose('closing requested', ready, people)).not.toThrow()
    expect(() => assertMayClose('closing requested', ready, { requestedBy: 'okafor', approvedBy: 'okafor' })).toThrow('a closing you asked for')
  })

  it('CA-04 needs what was there when it was asked for to be there still', () => {
    expect(() => assertMayClose('closing requested', { ...ready, result: null }, people)).toThrow('Record the result')
    expect(() => assertMayClose('open', ready, people)).toThrow('Ask for the case')
  })

  it('CA-05 is refused, or undone by a reopening, only with a reason', () => {
    expect(() => assertMayReopen('closed', 'It began again on Friday')).not.toThrow()
    expect(() => assertMayReopen('closed', '')).toThrow('why the case is opened again')
    expect(() => assertMayReopen('closing requested', ' ')).toThrow('why the case cannot be closed yet')
    expect(() => assertMayReopen('open', 'x')).toThrow('already open')
  })
})
