import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays, dayNumber, daysBetween, endOfLondonDay, formatDay, formatDayNear, formatInstant, formatMonth, formatTime,
  formatWhen, isDay, londonDay, londonInstant, startOfLondonDay, weekdayOf,
} from './day.ts'
import { instantOf, plusHours, plusMs } from './instant.ts'

const at = (text: string) => {
  const found = instantOf(text)
  if (!found) throw new Error(`No instant: ${text}`)
  return found
}
const anyDay = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1972-01-01', days))

describe('a day', () => {
  it.each(['2026-02-28', '2024-02-29', '2011-08-07'])('is told: %s', (text) => {
    expect(isDay(text)).toBe(true)
  })

  it.each(['2026-02-29', '2026-2-1', '2026-13-01', '2026-00-10', '', '2026-02-28T00:00:00Z', 20_260_228, null])(
    'is told from what is none: %s',
    (text) => {
      expect(isDay(text)).toBe(false)
    },
  )

  it('in London is an hour ahead of Greenwich in summer', () => {
    expect(londonDay(at('2011-08-06T22:59:59Z'))).toBe('2011-08-06')
    expect(londonDay(at('2011-08-06T23:00:00Z'))).toBe('2011-08-07')
    expect(londonDay(at('2026-12-31T23:59:59Z'))).toBe('2026-12-31')
  })

  it('starts at 23:00 by Greenwich in summer and at midnight in winter', () => {
    expect(startOfLondonDay('2026-07-01')).toEqual(at('2026-06-30T23:00:00Z'))
    expect(startOfLondonDay('2026-01-01')).toEqual(at('2026-01-01T00:00:00Z'))
  })

  it.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-10-26', 24],
  ])('%s lasts %d hours', (day, hours) => {
    expect(plusMs(endOfLondonDay(day), 1)).toEqual(plusHours(startOfLondonDay(day), hours))
  })

  it('holds every moment from its start to its end and no other', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(londonDay(startOfLondonDay(day))).toBe(day)
        expect(londonDay(endOfLondonDay(day))).toBe(day)
        expect(londonDay(plusMs(startOfLondonDay(day), -1))).toBe(addDays(day, -1))
      }),
    )
  })

  it('counts there and back across clock changes and leap years', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days)
        expect(addDays(addDays(day, days), -days)).toBe(day)
      }),
    )
  })

  it('refuses to be counted when it is none', () => {
    expect(() => dayNumber('soon')).toThrow(RangeError)
  })

  it('knows its weekday, before 1970 too', () => {
    expect(weekdayOf('2026-11-23')).toBe('Monday')
    expect(weekdayOf('1969-12-31')).toBe('Wednesday')
    expect(weekdayOf('1961-04-02')).toBe('Sunday')
  })
})

describe('a wall clock', () => {
  it('names one moment', () => {
    expect(londonInstant('2026-11-23', '21:14')).toEqual(at('2026-11-23T21:14:00Z'))
    expect(londonInstant('2026-05-12', '21:14')).toEqual(at('2026-05-12T20:14:00Z'))
  })

  it('moves on over the missing hour and takes the first of the doubled one', () => {
    expect(londonInstant('2026-03-29', '01:30')).toEqual(at('2026-03-29T01:30:00Z'))
    expect(londonInstant('2026-10-25', '01:30')).toEqual(at('2026-10-25T00:30:00Z'))
  })
})

describe('time in words', () => {
  const now = at('2026-05-12T20:30:00Z')

  it.each([
    ['2026-05-12T20:14:00Z', 'today at 21:14'],
    ['2026-05-11T23:00:00Z', 'today at 00:00'],
    ['2026-05-11T22:59:00Z', 'yesterday at 23:59'],
    ['2026-05-13T08:00:00Z', 'tomorrow at 09:00'],
    ['2026-05-10T08:05:00Z', '10 May at 09:05'],
    ['2025-12-30T08:05:00Z', '30 December 2025 at 08:05'],
  ])('%s is %s', (text, words) => {
    expect(formatWhen(at(text), now)).toBe(words)
  })

  it('writes days, months and moments as people do', () => {
    expect(formatDay('2026-05-02')).toBe('2 May 2026')
    expect(formatMonth('2026-05-01')).toBe('May 2026')
    expect(formatTime(at('2026-01-01T07:05:59Z'))).toBe('07:05')
    expect(formatInstant(at('2026-11-23T21:14:00Z'))).toBe('23 November 2026 at 21:14')
    expect(formatDayNear('2026-05-13', '2026-05-12')).toBe('tomorrow')
    expect(formatDayNear('2026-05-15', '2026-05-12')).toBe('15 May')
  })
})

describe('an instant', () => {
  it.each(['2026-11-23T21:14:00', '2026-11-23', '2026-02-30T10:00:00Z', '2026-11-23T25:00:00Z', 'now', ''])(
    'is not read from %s',
    (text) => {
      expect(instantOf(text)).toBeNull()
    },
  )

  it('is read with any offset', () => {
    expect(at('2026-05-12T21:14:00+01:00')).toEqual(at('2026-05-12T20:14Z'))
  })
})
