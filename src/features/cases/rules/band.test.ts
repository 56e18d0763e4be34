import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandAfter, bandOf, BANDS } from './band.ts'
import { contactWays, standardsKept } from './contact.ts'

const aBand = fc.constantFrom(...BANDS)

describe('the band of a case', () => {
  it('CA-12 follows every assessment of an incident of the case', () => {
    fc.assert(fc.property(aBand, aBand, (present, assessed) => {
      expect(bandAfter(present, assessed, true)).toBe(assessed)
    }))
  })
  it('CA-12 is never lowered by an incident new to the case', () => {
    fc.assert(fc.property(aBand, aBand, (present, assessed) => {
      const after = bandAfter(present, assessed, false)
      expect(BANDS.indexOf(after)).toBe(Math.max(BANDS.indexOf(present), BANDS.indexOf(assessed)))
    }))
  })
  it('is low, medium or high, and nothing else', () => {
    expect(BANDS.map(bandOf)).toEqual([...BANDS])
    expect(bandOf('severe')).toBeNull()
  })
})

describe('a contact', () => {
  it('CA-13 that reached nobody keeps no standard', () => {
    for (const how of contactWays) expect(standardsKept({ how, isReached: false, told: 'x' })).toEqual([])
  })
  it('CA-13 keeps that of visits only by visiting, and that of updates only by telling', () => {
    expect(standardsKept({ how: 'phone', isReached: true, told: null })).toEqual(['victim-contacted'])
    expect(standardsKept({ how: 'visit', isReached: true, told: null })).toEqual(['victim-contacted', 'follow-up-visit'])
    expect(standardsKept({ how: 'letter', isReached: true, told: 'It goes on' })).toEqual(['victim-contacted', 'victim-update'])
  })
})
