import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANDARD_BANDS } from './bands.ts'
import { REVIEW_RANKS, reviewLines, reviewsOf } from './regimes.ts'

const faultOf = (text: string): string => {
  const read = reviewsOf(text)
  return 'message' in read ? read.message : ''
}

describe('a review regime as it is written down', () => {
  it('AD-10 is one review a line, however it is spaced and capitalised; a risk that no line names has none', () => {
    expect(reviewsOf('\n high ,  Inspector , 28\n\nMEDIUM,chief   inspector,56 \n')).toEqual({ reviews: [
      { band: 'high', rank: 'inspector', everyDays: 28 }, { band: 'medium', rank: 'chief inspector', everyDays: 56 },
    ] })
  })

  it.each([
    ['', 'Enter at least one review, for example: high, inspector, 28'],
    [' \n \n', 'Enter at least one review, for example: high, inspector, 28'],
    ['high inspector 28', 'Line 1: enter a risk, a rank and a number of days with commas between them, for example: high, inspector, 28'],
    ['high, inspector, 28, twice', 'Line 1: enter a risk, a rank and a number of days with commas between them, for example: high, inspector, 28'],
    ['high, inspector, 28\nsevere, inspector, 28', 'Line 2: begin with low, medium, high'],
    ['high, constable, 28', 'Line 1: the rank is one of sergeant, inspector, chief inspector, superintendent'],
    ['high, inspector, 0', 'Line 1: the days are a whole number from 1 to 366'],
    ['high, inspector, 367', 'Line 1: the days are a whole number from 1 to 366'],
    ['high, inspector, 2.5', 'Line 1: the days are a whole number from 1 to 366'],
    ['high, inspector, monthly', 'Line 1: the days are a whole number from 1 to 366'],
    ['high, inspector, 28\nlow, sergeant, 90\nHigh, inspector, 14', 'Line 3: the inspector’s review of high risk is there already. Leave one of them out'],
  ])('AD-10 %j is refused, naming the line and what to do', (text, message) => {
    expect(faultOf(text)).toBe(message)
  })

  it('AD-10 366 days is the longest, one the shortest', () => {
    for (const days of [1, 366]) expect(faultOf(`low, sergeant, ${days}`)).toBe('')
  })

  it('AD-10 is read back as it was written, for any reviews', () => {
    const pairs = STANDARD_BANDS.flatMap((band) => REVIEW_RANKS.map((rank) => ({ band, rank })))
    fc.assert(fc.property(fc.shuffledSubarray(pairs, { minLength: 1 }), fc.integer({ min: 1, max: 366 }), (some, everyDays) => {
      const reviews = some.map((pair) => ({ ...pair, everyDays }))
      expect(reviewsOf(reviewLines(reviews))).toEqual({ reviews })
    }))
  })
})
