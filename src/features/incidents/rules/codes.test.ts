import { describe, expect, it } from 'vitest'
import channels from '#db/reference/channels.json' with { type: 'json' }
import stored from '#db/reference/asb-types.json' with { type: 'json' }
import qualifiers from '#db/reference/qualifiers.json' with { type: 'json' }
import results from '#db/reference/result-codes.json' with { type: 'json' }
import { londonInstant } from '#platform/time/day.ts'
import { type AsbType, CHANNELS, codeInForce, isReport, perceptionTest, QUALIFIERS, rowsInForce, typeInForce } from './codes.ts'

const types: readonly AsbType[] = stored.rows
const lastMinute = londonInstant('2011-08-06', '23:59')
const firstMinute = londonInstant('2011-08-07', '00:00')

describe('the types in force', () => {
  it('IN-01 are fourteen to the last minute of 6 August 2011 in London and thirteen from the next', () => {
    expect(rowsInForce(types, lastMinute)).toHaveLength(14)
    expect(rowsInForce(types, firstMinute)).toHaveLength(13)
    expect(firstMinute.toISOString()).toBe('2011-08-06T23:00:00.000Z')
  })

  it('IN-01 have each one key and one number, and hoax calls have no number', () => {
    expect(new Set(types.map((type) => type.key)).size).toBe(14)
    expect(types.filter((type) => type.code === null).map((type) => type.key)).toEqual(['hoax-call'])
    for (const row of stored.rows) expect(row.source).not.toBe('')
  })

  it('IN-02 are found by number or by key', () => {
    expect(typeInForce(types, '211', firstMinute)).toMatchObject({ ok: true, row: { key: 'noise' } })
    expect(typeInForce(types, 'noise', firstMinute)).toMatchObject({ ok: true, row: { code: '211' } })
    expect(typeInForce(types, 'hoax-call', lastMinute)).toMatchObject({ ok: true })
  })

  it.each(['hoax-call', '325'])('IN-02 refuse a hoax call given as %s, saying what to use instead', (given) => {
    const answer = typeInForce(types, given, firstMinute)
    expect(answer).toEqual({
      ok: false,
      reason: 'Hoax call to emergency services stopped being a type of anti-social behaviour on 7 August 2011. '
        + 'Use code 325, Hoax call to emergency service (Public safety and welfare), instead',
    })
  })

  it('IN-02 do not know code 325 before it took over', () => {
    expect(typeInForce(types, '325', lastMinute)).toMatchObject({ ok: false, reason: expect.stringContaining('use hoax-call') })
  })

  it.each(['', '203', '999', 'Noise', 'constructor'])('IN-02 refuse what is none and name those that are: "%s"', (given) => {
    const answer = typeInForce(types, given, firstMinute)
    expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('200, 201, 202') })
  })

  it('IN-01 are told when a code has not begun', () => {
    const soon = [{ key: 'drone', code: '299', name: 'Drones', validFrom: '2030-01-01', validTo: null }]
    expect(typeInForce(soon, '299', firstMinute)).toEqual({ ok: false, reason: 'Drones came into use on 1 January 2030' })
    const gone = [{ key: 'old', code: '1', name: 'Old', validFrom: null, validTo: '2011-01-01' }]
    expect(codeInForce(gone, '1', firstMinute)).toEqual({ ok: false, reason: 'Old went out of use on 1 January 2011' })
  })
})

describe('other lists', () => {
  it('IN-01 hold the results, by number', () => {
    expect(codeInForce(results.rows, '407', firstMinute)).toMatchObject({ ok: true, row: { name: 'Suspect spoken to' } })
    expect(codeInForce(results.rows, 'nonsense', firstMinute)).toEqual({ ok: false, reason: 'Not a code on the list' })
    expect(new Set(results.rows.map((row) => row.key)).size).toBe(results.rows.length)
  })

  it('IN-03 hold one perception test for each qualifier', () => {
    const tests = QUALIFIERS.map((qualifier) => perceptionTest(qualifiers.rows, qualifier))
    expect(new Set(tests).size).toBe(3)
    expect(tests[0]).toContain('anyone else feel')
    expect(perceptionTest([], 'personal')).toBeNull()
  })

  it('IN-04 hold the channels, of which all but open data are reports', () => {
    expect(channels.rows.map((row) => row.key)).toEqual([...CHANNELS])
    for (const row of channels.rows) expect(CHANNELS.filter(isReport).some((key) => key === row.key)).toBe(row.isReport)
    expect(isReport('open-data')).toBe(false)
  })
})
