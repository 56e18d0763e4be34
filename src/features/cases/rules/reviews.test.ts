import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import stored from '#db/reference/review-regimes.json' with { type: 'json' }
import { daysBetween, londonDay, londonInstant } from '#platform/time/day.ts'
import { plusHours } from '#platform/time/instant.ts'
import { isReviewOverdue, opensCase, type ReviewRegime, reviewsDue } from './reviews.ts'

const [first] = stored.rows
if (!first) throw new Error('The review regimes are missing')
const regime: ReviewRegime = first
// 23:30 by the London clock on 20 October 2026, which is still summer time
const approvedAt = londonInstant('2026-10-20', '23:30')

describe('reviews', () => {
  it('CA-09 of a medium case are due from a sergeant in 28 days and an inspector in 56', () => {
    expect(reviewsDue('medium', approvedAt, regime)).toEqual([
      { rank: 'sergeant', everyDays: 28, dueOn: '2026-11-17' },
      { rank: 'inspector', everyDays: 56, dueOn: '2026-12-15' },
    ])
  })

  it('CA-09 of a high case are due in 14, 28 and 56 days', () => {
    expect(reviewsDue('high', approvedAt, regime).map(({ rank, dueOn }) => [rank, dueOn])).toEqual([
      ['sergeant', '2026-11-03'], ['inspector', '2026-11-17'], ['chief inspector', '2026-12-15'],
    ])
  })

  it('CA-09 are none for a band the regime does not name', () => {
    expect(reviewsDue('low', approvedAt, regime)).toEqual([])
    expect(regime.source).toMatch(/^https:/)
  })

  it('CA-09 run on from the last of the same rank, and the order follows the days', () => {
    const held = [
      { rank: 'sergeant', heldAt: londonInstant('2026-11-02', '10:00') },
      { rank: 'sergeant', heldAt: londonInstant('2026-11-14', '10:00') },
    ]
    expect(reviewsDue('high', approvedAt, regime, held).map(({ rank, dueOn }) => [rank, dueOn])).toEqual([
      ['inspector', '2026-11-17'], ['sergeant', '2026-11-28'], ['chief inspector', '2026-12-15'],
    ])
  })

  it('CA-09 begin again with a new approval: a review held before it does not count', () => {
    const held = [{ rank: 'sergeant', heldAt: londonInstant('2026-10-19', '10:00') }]
    expect(reviewsDue('high', approvedAt, regime, held)).toEqual(reviewsDue('high', approvedAt, regime))
  })

  it('CA-09 are always the days of their rank after the London day, across both clock changes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (hours) => {
        const from = plusHours(approvedAt, hours)
        for (const review of reviewsDue('high', from, regime)) expect(daysBetween(londonDay(from), review.dueOn)).toBe(review.everyDays)
      }),
    )
  })

  it('CA-10 are in time until their London day is over', () => {
    const [review] = reviewsDue('high', approvedAt, regime)
    if (!review) throw new Error('No review')
    expect(isReviewOverdue(review, londonInstant('2026-11-03', '23:59'))).toBe(false)
    expect(isReviewOverdue(review, londonInstant('2026-11-04', '00:00'))).toBe(true)
  })

  it('CA-11 belong to cases, which open for the bands the force chose', () => {
    expect(opensCase('high', ['high'])).toBe(true)
    expect(opensCase('medium', ['high'])).toBe(false)
    expect(opensCase('medium', ['medium', 'high'])).toBe(true)
  })
})
