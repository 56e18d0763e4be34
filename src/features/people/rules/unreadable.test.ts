import { describe, expect, it } from 'vitest'
import { unreadableOf } from './unreadable.ts'

const nothing = { phone: null, email: null, dateOfBirth: null }
const found = (given: Partial<Record<keyof typeof nothing, string>>) => Object.entries(unreadableOf({ ...nothing, ...given }, '2026-11-24')).flatMap(([what, isSo]) => (isSo ? [what] : []))

describe('what is given of a person and can be used for nothing', () => {
  it.each(['ask her son', '12', '07700 900 1234 5678', '11111111', '-'])('IN-14 is a telephone that cannot be rung: %s', (phone) => {
    expect(found({ phone })).toEqual(['phone'])
  })

  it.each(['07700 900123', '+44 20 7946 0000', '020 7946 0000 ext 3', 'withheld', 'Not given', ''])('IN-14 is no telephone that can be, nor one that was not given: %s', (phone) => {
    expect(found({ phone })).toEqual([])
  })

  it.each(['nope', 'ada@', 'ada.example.com', 'ada@example', 'a..b@example.com'])('IN-14 is an e-mail that cannot be written to: %s', (email) => {
    expect(found({ email })).toEqual(['email'])
  })

  it.each(['ada@example.com', 'Ada <ada@example.com>', 'refused', 'None', 'noemail@example.com', 'n/a'])('IN-14 is no e-mail that can be, nor one that was not given: %s', (email) => {
    expect(found({ email })).toEqual([])
  })

  it('IN-14 is a birth before anybody living, and not what systems put in for one that is not known', () => {
    expect(['1850-04-02', '1905-12-31', '1906-01-01', '1961-04-02', '1900-01-01', '1961', 'about 1961'].map((dateOfBirth) => found({ dateOfBirth }).length)).toEqual([1, 1, 0, 0, 0, 0, 0])
  })

  it('IN-14 is each told apart, and of nothing given is nothing', () => {
    expect(found({ phone: 'ask her son', email: 'nope', dateOfBirth: '1850-01-01' })).toEqual(['phone', 'email', 'birth'])
    expect(found({})).toEqual([])
  })
})
