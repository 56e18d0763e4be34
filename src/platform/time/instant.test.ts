import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stillClock, systemClock } from './clock.ts'
import {
  addDays, dayNumber, dayOfNumber, daysBetween, endOfLondonDay, formatDay, formatDayNear, formatInstant, formatMonth, formatTime, formatWhen, isDay, isWeekend, londonDay, londonInstant, startOfLondonDay, weekdayOf,
} from './day.ts'
import { earlier, HOUR_MS, instantAt, instantOf, later, MINUTE_MS, plusHours, plusMinutes, plusMs } from './instant.ts'

const anyInstant = fc.integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2080, 0, 1) }).map(instantAt)
const anyDay = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1972-01-01', days))

describe('an instant', () => {
  it('is moved by real time, and back again', () => {
    expect([MINUTE_MS, HOUR_MS]).toEqual([60_000, 3_600_000])
    fc.assert(fc.property(anyInstant, fc.integer({ min: -10_000, max: 10_000 }), (at, amount) => {
      expect(plusMs(at, amount).getTime() - at.getTime()).toBe(amount)
      expect(plusMinutes(at, 60 * amount)).toEqual(plusHours(at, amount))
      expect(plusHours(plusHours(at, amount), -amount)).toEqual(at)
    }))
  })

  it('is the earlier or the later of two, whichever comes first in the asking, and is left as it was', () => {
    fc.assert(fc.property(anyInstant, anyInstant, (a, b) => {
      const [first, last] = [Math.min(a.getTime(), b.getTime()), Math.max(a.getTime(), b.getTime())]
      expect([earlier(a, b).getTime(), earlier(b, a).getTime(), later(a, b).getTime(), later(b, a).getTime()]).toEqual([first, first, last, last])
    }))
  })

  it('is read back from what it is written as, with any offset', () => {
    fc.assert(fc.property(anyInstant, fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, offset) => {
      expect(instantOf(at.toISOString())).toEqual(at)
      const shown = plusMinutes(at, offset).toISOString().slice(0, -1)
      const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0'))
      expect(instantOf(`${shown}${offset < 0 ? '-' : '+'}${hours}:${minutes}`)).toEqual(at)
    }))
  })

  it.each(['2026-11-23T21:14Z', '2026-11-23T21:14:05Z', '2026-11-23T21:14:05.1Z', '2026-11-23T21:14:05.123456789Z', '2024-02-29T00:00:00+00:00', '2026-11-23T00:00:00-00:00'])('is read from %s', (text) => {
    expect(instantOf(text)).toBeInstanceOf(Date)
  })

  it.each([
    ' 2026-11-23T21:14Z', '2026-11-23T21:14Z ', '2026-11-23t21:14Z', '2026-11-23T21:14z', '2026-11-23T21Z', '2026-11-23T21:14:05.Z', '2026-11-23T21:14:05.1234567890Z', '26-11-23T21:14Z', '+002026-11-23T21:14Z',
    '2026-11-31T00:00Z', '2025-02-29T00:00Z', '2026-00-10T00:00Z', '2026-13-10T00:00Z', '2026-11-00T00:00Z', '2026-11-23T21:60Z', '2026-11-23T21:14:61Z', '2026-11-23T21:14+1', '2026-11-23T21:14+0100', '2026-11-23T21:14Z[Europe/London]', '2026-W48-1',
  ])('is not read from %j', (text) => {
    expect(instantOf(text)).toBeNull()
  })

  it('is an instant or nothing, whatever is written', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/)), (text) => {
      const read = instantOf(text)
      expect(read === null || !Number.isNaN(read.getTime())).toBe(true)
    }), { numRuns: 300 })
  })
})

describe('a clock', () => {
  it('that stands still shows what it was set to until it is moved, also backwards', () => {
    const clock = stillClock(instantAt(1000))
    expect([clock.now().getTime(), clock.now().getTime()]).toEqual([1000, 1000])
    clock.moveTo(instantAt(500))
    expect(clock.now().getTime()).toBe(500)
  })

  it('of the machine goes on', () => {
    const first = systemClock()
    expect(systemClock().getTime()).toBeGreaterThanOrEqual(first.getTime())
    expect(first.getTime()).toBeGreaterThan(Date.UTC(2025, 0, 1))
  })
})

describe('a day in words', () => {
  it('has its own weekday, the same every week, and rests on two of seven', () => {
    const week = Array.from({ length: 14 }, (_, at) => addDays('2026-11-23', at - 7))
    const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
    expect(week.map(weekdayOf)).toEqual([...names, ...names])
    expect(week.map((day) => isWeekend(dayNumber(day)))).toEqual(week.map((day) => ['Saturday', 'Sunday'].includes(weekdayOf(day))))
    fc.assert(fc.property(fc.integer({ min: -40_000, max: 40_000 }), (number) => {
      expect(isWeekend(number)).toBe(isWeekend(number + 7))
      expect(weekdayOf(dayOfNumber(number))).toBe(weekdayOf(dayOfNumber(number - 7)))
    }))
  })

  it('has its month by name', () => {
    const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
    for (const [at, name] of months.entries()) {
      const day = `2026-${String(at + 1).padStart(2, '0')}-03`
      expect([formatDay(day), formatMonth(day)]).toEqual([`3 ${name} 2026`, `${name} 2026`])
    }
  })

  it('is near only by one day, and needs its year only in another one', () => {
    expect(['2026-12-31', '2027-01-01', '2027-01-02', '2026-12-30', '2026-01-01', '2025-12-31'].map((day) => formatDayNear(day, '2026-12-31'))).toEqual(['today', 'tomorrow', '2 January 2027', 'yesterday', '1 January', '31 December 2025'])
    expect(formatDayNear('2026-12-31', '2027-01-01')).toBe('yesterday')
  })

  it('is read back from its words by whoever knows the months, and never says two days alike', () => {
    fc.assert(fc.property(anyDay, fc.integer({ min: 1, max: 800 }), (day, later_) => {
      expect(formatDay(day)).not.toBe(formatDay(addDays(day, later_)))
      expect(formatDay(day).endsWith(day.slice(0, 4))).toBe(true)
      expect(Number(formatDay(day).split(' ')[0])).toBe(Number(day.slice(8)))
    }))
  })
})

describe('a day of the calendar', () => {
  it.each(['2026-11-23x', 'x2026-11-23', '2026-11-23\n', ' 2026-11-23', '12026-11-23', '2026-11-2', '2026-04-31', '2100-02-29', '20261123', '2026/11/23', '２０２６-11-23', undefined, {}, ['2026-11-23'], Date])('is not %j', (text) => {
    expect(isDay(text)).toBe(false)
  })

  it('of a leap year has its 29 February, every fourth year but three of four centuries', () => {
    expect([2000, 2024, 2100, 2026, 2400].map((year) => isDay(`${year}-02-29`))).toEqual([true, true, false, false, true])
  })

  it('counted is a number that counts back to it, one more for the next', () => {
    expect([dayNumber('1970-01-01'), dayNumber('1969-12-31'), dayOfNumber(0)]).toEqual([0, -1, '1970-01-01'])
    fc.assert(fc.property(anyDay, (day) => {
      expect(dayOfNumber(dayNumber(day))).toBe(day)
      expect(daysBetween(day, addDays(day, 1))).toBe(1)
      expect(addDays(day, 1) > day).toBe(true)
    }))
  })

  it.each(['soon', '', '2026-02-30', '2026-1-1'])('is refused, not guessed, where a rule is given %j', (text) => {
    for (const use of [() => dayNumber(text), () => addDays(text, 1), () => daysBetween('2026-01-01', text), () => weekdayOf(text), () => formatDay(text)]) expect(use).toThrow('Not a day written yyyy-mm-dd')
  })
})

describe('a London clock', () => {
  it('shows every moment as one day and one time, which name that moment again but for the doubled hour', () => {
    fc.assert(fc.property(anyInstant, (moment) => {
      const at = instantAt(Math.floor(moment.getTime() / MINUTE_MS) * MINUTE_MS)
      const again = londonInstant(londonDay(at), formatTime(at))
      expect([0, HOUR_MS]).toContain(at.getTime() - again.getTime())
      expect(formatInstant(again)).toBe(formatInstant(at))
      expect(startOfLondonDay(londonDay(at)).getTime()).toBeLessThanOrEqual(at.getTime())
      expect(endOfLondonDay(londonDay(at)).getTime()).toBeGreaterThanOrEqual(at.getTime())
    }))
  })

  it('asked of the same hour again says the same, on either side of midnight', () => {
    const [before, after] = [new Date('2026-07-01T22:59:59.999Z'), new Date('2026-07-01T23:00:00Z')]
    for (let turn = 0; turn < 3; turn++) expect([londonDay(before), londonDay(after)]).toEqual(['2026-07-01', '2026-07-02'])
  })

  it('says “today” by the London day and not by Greenwich’s', () => {
    const now = new Date('2026-07-01T23:30:00Z')
    expect([formatWhen(new Date('2026-07-02T22:59:00Z'), now), formatWhen(new Date('2026-07-01T22:59:00Z'), now), formatWhen(new Date('2026-07-02T23:00:00Z'), now)]).toEqual(['today at 23:59', 'yesterday at 23:59', 'tomorrow at 00:00'])
  })
})
