import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partsOf, postcodeOf } from './postcode.ts'

describe('a postcode', () => {
  it.each([
    ['SE1 3LL', 'SE1 3LL'],
    ['se13ll', 'SE1 3LL'],
    ['  sE1   3Ll ', 'SE1 3LL'],
    ['SE1-3LL', 'SE1 3LL'],
    ['M1 1AA', 'M1 1AA'],
    ['CR26XH', 'CR2 6XH'],
    ['dn551pt', 'DN55 1PT'],
    ['w1a1hq', 'W1A 1HQ'],
    ['EC1A1BB', 'EC1A 1BB'],
    ['gir 0aa', 'GIR 0AA'],
    ['za1 2bc', 'ZA1 2BC'],
    ['N1 OAA', 'N1 0AA'],
  ])('%j is %s', (typed, printed) => {
    expect(postcodeOf(typed)).toBe(printed)
  })

  it.each(['', 'SE1', 'SE1 3L', 'SE1 3LLL', 'QX1 1AA', 'SE1 33L', '12345', 'London', 'NULL', 'GIR 1AA', 'SE111 3LL', 'ＳＥ'])('%j is not one', (typed) => {
    expect(postcodeOf(typed)).toBeNull()
  })

  it('has an area, a district and a sector', () => {
    expect(partsOf('EC1A 1BB')).toEqual({ area: 'EC', district: 'EC1A', sector: 'EC1A 1' })
    expect(partsOf('N1 0AA')).toEqual({ area: 'N', district: 'N1', sector: 'N1 0' })
  })

  it('once printed is printed the same again', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$/), (typed) => {
      const printed = postcodeOf(typed)
      return printed === null || postcodeOf(printed) === printed
    }))
  })
})
