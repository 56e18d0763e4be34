import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import stored from '#db/reference/bank-holidays-england.json' with { type: 'json' }
import { type Day, londonInstant } from '#platform/time/day.ts'
import { plusHours, plusMs } from '#platform/time/instant.ts'
import { holidayTable, TARGET_UNITS } from '#platform/time/working-days.ts'
import { type ClockFacts, clockState, paused, remainingInWords, resumed, stopped, warnFrom } from './rules.ts'

const england = holidayTable(stored)
const when = (day: Day, time = '10:00') => londonInstant(day, time)

// Monday 23 November 2026; due at the end of Thursday 26
const clock: ClockFacts = {
  startedAt: when('2026-11-23'),
  target: { amount: 3, unit: 'working days' },
  warnBefore: { amount: 1, unit: 'working days' },
  pauses: [],
  stoppedAt: null,
}
const read = (facts: ClockFacts, now: Date) => clockState(facts, now, england)

const anyClock = fc
  .record({
    startHours: fc.integer({ min: 0, max: 40_000 }),
    amount: fc.integer({ min: 0, max: 30 }),
    unit: fc.constantFrom(...TARGET_UNITS),
    pauses: fc.array(fc.tuple(fc.integer({ min: -50, max: 400 }), fc.integer({ min: 1, max: 200 })), { maxLength: 3 }),
  })
  .map(({ startHours, amount, unit, pauses }): ClockFacts => {
    const startedAt = plusHours(when('2024-01-02'), startHours)
    return {
      startedAt,
      target: { amount, unit },
      warnBefore: { amount: 1, unit },
      pauses: pauses.map(([from, hours]) => ({
        from: plusHours(startedAt, from),
        to: plusHours(startedAt, from + hours),
        reason: 'away',
      })),
      stoppedAt: null,
    }
  })
const anyWait = fc.integer({ min: 0, max: 2000 })

describe('a clock', () => {
  it.each([
    ['2026-11-23', 'running', 3, '3 working days left'],
    ['2026-11-24', 'running', 2, '2 working days left'],
    ['2026-11-25', 'due soon', 1, '1 working day left'],
    ['2026-11-26', 'due soon', 0, 'due today'],
    ['2026-11-27', 'overdue', -1, '1 working day overdue'],
    ['2026-12-01', 'overdue', -3, '3 working days overdue'],
  ])('CK-01 on %s is %s, with %d left, said as "%s"', (day, state, amount, words) => {
    const reading = read(clock, when(day))
    expect(reading.state).toBe(state)
    expect(reading.remaining).toEqual({ amount, unit: 'working days' })
    expect(reading.dueAt.toISOString()).toBe('2026-11-26T23:59:59.999Z')
    expect(remainingInWords(reading)).toBe(words)
  })

  it('CK-01 is met when stopped at or before its deadline, and missed after', () => {
    const { dueAt } = read(clock, clock.startedAt)
    expect(read(stopped(clock, dueAt), when('2026-12-31')).state).toBe('met')
    const late = read(stopped(clock, plusMs(dueAt, 1)), when('2026-12-31'))
    expect(late.state).toBe('missed')
    expect(remainingInWords(late)).toBe('missed')
    expect(late.remaining.amount).toBe(0)
  })

  it('CK-01 is met exactly when it stopped by its deadline, whatever its pauses', () => {
    fc.assert(
      fc.property(anyClock, anyWait, anyWait, (facts, wait, after) => {
        const ended = stopped(facts, plusHours(facts.startedAt, wait))
        const reading = read(ended, plusHours(ended.startedAt, wait + after))
        const inTime = ended.stoppedAt !== null && ended.stoppedAt.getTime() <= reading.dueAt.getTime()
        expect(reading.state).toBe(inTime ? 'met' : 'missed')
      }),
    )
  })

  it('CK-01 gives one answer for one clock, so editing what it times cannot reset it', () => {
    fc.assert(
      fc.property(anyClock, anyWait, (facts, wait) => {
        const now = plusHours(facts.startedAt, wait)
        expect(read({ ...facts, pauses: [...facts.pauses] }, now)).toEqual(read(facts, now))
      }),
    )
  })

  it('CK-01 once overdue stays overdue as time goes on', () => {
    fc.assert(
      fc.property(anyClock, anyWait, anyWait, (facts, wait, more) => {
        const settled = { ...facts, pauses: [] }
        const first = read(settled, plusHours(facts.startedAt, wait)).state
        const then = read(settled, plusHours(facts.startedAt, wait + more)).state
        if (first === 'overdue') expect(then).toBe('overdue')
      }),
    )
  })

  it('CK-01 in hours says when less than one is left', () => {
    const hours: ClockFacts = { ...clock, target: { amount: 4, unit: 'hours' }, warnBefore: { amount: 1, unit: 'hours' } }
    expect(remainingInWords(read(hours, when('2026-11-23', '11:00')))).toBe('3 hours left')
    expect(read(hours, when('2026-11-23', '13:00')).state).toBe('due soon')
    expect(remainingInWords(read(hours, when('2026-11-23', '13:30')))).toBe('less than an hour left')
    expect(remainingInWords(read(hours, when('2026-11-23', '14:10')))).toBe('overdue')
    expect(remainingInWords(read(hours, when('2026-11-23', '16:10')))).toBe('2 hours overdue')
    expect(remainingInWords(read(hours, when('2026-11-26', '14:10')))).toBe('72 hours overdue')
    expect(remainingInWords(read(hours, when('2026-12-23', '14:10')))).toBe('30 days overdue')
  })

  it('CK-01 in days counts calendar days over a clock change', () => {
    const days: ClockFacts = { ...clock, startedAt: when('2026-10-20', '23:30'), target: { amount: 7, unit: 'days' } }
    expect(read(days, when('2026-10-24', '00:10')).remaining).toEqual({ amount: 3, unit: 'days' })
  })
})

describe('a warning', () => {
  const dueAt = read(clock, clock.startedAt).dueAt

  it('CK-02 comes at the start of a London day, weekends stepped over', () => {
    expect(warnFrom(dueAt, { amount: 1, unit: 'working days' }, england)).toEqual(when('2026-11-25', '00:00'))
    expect(warnFrom(dueAt, { amount: 4, unit: 'working days' }, england)).toEqual(when('2026-11-20', '00:00'))
    expect(warnFrom(dueAt, { amount: 4, unit: 'days' }, england)).toEqual(when('2026-11-22', '00:00'))
  })

  it('CK-02 is never given by a clock that has none', () => {
    const reading = read({ ...clock, warnBefore: null }, when('2026-11-26', '23:00'))
    expect(reading).toMatchObject({ warnAt: null, state: 'running' })
  })
})

describe('a pause', () => {
  const reasons = ['victim away', 'victim asked us to wait']

  it('CK-03 holds the deadline off while it lasts, and CK-04 lets it run again', () => {
    const held = paused(clock, when('2026-11-24', '09:00'), 'victim away', reasons)
    const during = read(held, when('2026-11-30', '09:00'))
    expect(during.state).toBe('paused')
    expect(remainingInWords(during)).toBe('paused, 2 working days left')
    const again = read(resumed(held, when('2026-11-30', '09:00')), when('2026-11-30', '09:00'))
    expect(again.state).toBe('running')
    expect(again.dueAt.toISOString()).toBe('2026-12-02T23:59:59.999Z')
  })

  it('CK-03 begun after the deadline changes nothing', () => {
    const held = paused(clock, when('2026-11-27'), 'victim away', reasons)
    expect(read(held, when('2026-11-30')).state).toBe('overdue')
  })

  it('CK-03 needs a reason the standard allows, a clock that runs, and no pause already', () => {
    const held = paused(clock, when('2026-11-24'), 'victim away', reasons)
    expect(() => paused(held, when('2026-11-25'), 'victim away', reasons)).toThrow('already paused')
    expect(() => paused(clock, when('2026-11-24'), 'busy', reasons)).toThrow('one of these reasons: victim away; victim')
    expect(() => paused(clock, when('2026-11-24'), 'busy', [])).toThrow('allows no reason')
    expect(() => paused(stopped(clock, when('2026-11-24')), when('2026-11-25'), 'victim away', reasons)).toThrow('stopped')
  })

  it('CK-04 ends once, and not before it began', () => {
    expect(() => resumed(clock, when('2026-11-24'))).toThrow('not paused')
    const held = paused(clock, when('2026-11-24'), 'victim away', reasons)
    expect(() => resumed(held, when('2026-11-23'))).toThrow('before it began')
  })

  it('CK-03 never brings a deadline nearer', () => {
    fc.assert(
      fc.property(anyClock, anyWait, anyWait, (facts, from, length) => {
        const start = plusHours(facts.startedAt, from)
        const end = plusHours(start, length)
        const held = resumed(paused(facts, start, 'away', ['away']), end)
        const late = plusHours(end, 5000)
        expect(read(held, late).dueAt.getTime()).toBeGreaterThanOrEqual(read(facts, late).dueAt.getTime())
        expect(held.startedAt).toEqual(facts.startedAt)
        expect(held.target).toEqual(facts.target)
      }),
    )
  })
})

describe('a stop', () => {
  it('CK-05 ends a pause that was open, and happens once, not before the start', () => {
    const held = paused(clock, when('2026-11-24'), 'away', ['away'])
    const ended = stopped(held, when('2026-11-25'))
    expect(ended.pauses).toEqual([{ from: when('2026-11-24'), to: when('2026-11-25'), reason: 'away' }])
    expect(read(ended, when('2026-12-31')).state).toBe('met')
    expect(() => stopped(ended, when('2026-11-26'))).toThrow('already stopped')
    expect(() => stopped(clock, when('2026-11-22'))).toThrow('before it started')
  })
})
