import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import stored from '#db/reference/bank-holidays-england.json' with { type: 'json' }
import { addDays, type Day, daysBetween, londonDay, londonInstant, startOfLondonDay, weekdayOf } from './day.ts'
import { instantAt, plusHours, plusMinutes } from './instant.ts'
import {
  addWorkingDays, deadlineAt, holidayTable, isWorkingDay, joinStretches, type Stretch, type TargetUnit, TARGET_UNITS,
  workingDaysBetween,
} from './working-days.ts'

const england = holidayTable(stored)
const when = (day: Day, time = '10:00') => londonInstant(day, time)
const dueOn = (start: Date, amount: number, unit: TargetUnit, pauses: Stretch[] = []) =>
  londonDay(deadlineAt(start, { amount, unit }, england, pauses).dueAt)

const START = startOfLondonDay('2010-02-01').getTime()
const anyStart = fc.integer({ min: 0, max: 19 * 365 * 24 * 60 }).map((minutes) => plusMinutes(instantAt(START), minutes))
const anyUnit = fc.constantFrom(...TARGET_UNITS)
const anyAmount = fc.integer({ min: 0, max: 60 })
const anyPauses = (start: Date) =>
  fc.array(
    fc.tuple(fc.integer({ min: -200, max: 900 }), fc.integer({ min: 1, max: 300 })).map(([from, hours]) => ({
      from: plusHours(start, from),
      to: plusHours(start, from + hours),
    })),
    { maxLength: 4 },
  )

describe('the bank holidays of England', () => {
  it.each([
    [2011, ['2011-01-03', '2011-04-22', '2011-04-25', '2011-04-29', '2011-05-02', '2011-05-30', '2011-08-29', '2011-12-26', '2011-12-27']],
    [2012, ['2012-01-02', '2012-04-06', '2012-04-09', '2012-05-07', '2012-06-04', '2012-06-05', '2012-08-27', '2012-12-25', '2012-12-26']],
    [2020, ['2020-01-01', '2020-04-10', '2020-04-13', '2020-05-08', '2020-05-25', '2020-08-31', '2020-12-25', '2020-12-28']],
    [2021, ['2021-01-01', '2021-04-02', '2021-04-05', '2021-05-03', '2021-05-31', '2021-08-30', '2021-12-27', '2021-12-28']],
    [2022, ['2022-01-03', '2022-04-15', '2022-04-18', '2022-05-02', '2022-06-02', '2022-06-03', '2022-08-29', '2022-09-19', '2022-12-26', '2022-12-27']],
    [2023, ['2023-01-02', '2023-04-07', '2023-04-10', '2023-05-01', '2023-05-08', '2023-05-29', '2023-08-28', '2023-12-25', '2023-12-26']],
    [2026, ['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25', '2026-08-31', '2026-12-25', '2026-12-28']],
  ])('of %d are these', (year, days) => {
    expect(stored.rows.map((row) => row.day).filter((day) => day.startsWith(String(year)))).toEqual(days)
  })

  it('are at least eight a year, in order, on no weekend, each with its source', () => {
    for (let year = 2010; year <= 2030; year += 1) {
      expect(stored.rows.filter((row) => row.day.startsWith(`${year}`)).length).toBeGreaterThanOrEqual(8)
    }
    expect(stored.rows.map((row) => row.day)).toEqual([...england.days].toSorted())
    for (const row of stored.rows) {
      expect(['Saturday', 'Sunday']).not.toContain(weekdayOf(row.day))
      expect(row.source).not.toBe('')
    }
  })

  it('hold every Easter from its Friday to its Monday', () => {
    const fridays = stored.rows.filter((row) => row.code === 'good-friday').map((row) => row.day)
    const mondays = stored.rows.filter((row) => row.code === 'easter-monday').map((row) => row.day)
    expect(fridays).toHaveLength(21)
    fridays.forEach((day, n) => expect(daysBetween(day, mondays[n] ?? day)).toBe(3))
  })
})

describe('working days', () => {
  it('skip weekends and bank holidays', () => {
    expect(addWorkingDays('2026-04-02', 1, england)).toBe('2026-04-07')
    expect(addWorkingDays('2026-12-24', 2, england)).toBe('2026-12-30')
    expect(addWorkingDays('2026-11-20', 1, england)).toBe('2026-11-23')
    expect(addWorkingDays('2026-11-21', 1, england)).toBe('2026-11-23')
  })

  it('begin on the next worked day when none are added to a day of rest', () => {
    expect(addWorkingDays('2026-11-21', 0, england)).toBe('2026-11-23')
    expect(addWorkingDays('2026-11-23', 0, england)).toBe('2026-11-23')
  })

  it('take a moment by its London day', () => {
    expect(addWorkingDays(instantAt(Date.parse('2026-06-11T23:30:00Z')), 1, england)).toBe('2026-06-15')
  })

  it('are counted whole', () => {
    expect(() => addWorkingDays('2026-11-20', 1.5, england)).toThrow(RangeError)
    expect(() => deadlineAt(when('2026-11-20'), { amount: -1, unit: 'hours' }, england)).toThrow(RangeError)
  })

  it('between two days undo what adding did, and turn sign with their order', () => {
    fc.assert(
      fc.property(anyStart, anyAmount, (start, amount) => {
        const end = addWorkingDays(start, amount, england)
        if (amount > 0) expect(workingDaysBetween(start, end, england)).toBe(amount)
        expect(workingDaysBetween(end, start, england) + workingDaysBetween(start, end, england)).toBe(0)
      }),
    )
  })
})

describe('a deadline', () => {
  it('in working days leaves the whole of its last day', () => {
    const { dueAt, beyondHolidays } = deadlineAt(when('2026-11-20', '16:59'), { amount: 2, unit: 'working days' }, england)
    expect(dueAt.toISOString()).toBe('2026-11-24T23:59:59.999Z')
    expect(beyondHolidays).toBe(false)
  })

  it('in days counts every day, and ends at 22:59:59.999 by Greenwich in summer', () => {
    const { dueAt } = deadlineAt(when('2026-06-05'), { amount: 28, unit: 'days' }, england)
    expect(dueAt.toISOString()).toBe('2026-07-03T22:59:59.999Z')
  })

  it('in hours counts real hours over both clock changes', () => {
    const spring = deadlineAt(when('2026-03-28', '12:00'), { amount: 24, unit: 'hours' }, england).dueAt
    expect(spring).toEqual(when('2026-03-29', '13:00'))
    const autumn = deadlineAt(when('2026-10-24', '12:00'), { amount: 24, unit: 'hours' }, england).dueAt
    expect(autumn).toEqual(when('2026-10-25', '11:00'))
  })

  it('says when it leaves the years whose holidays are known', () => {
    expect(deadlineAt(when('2030-12-30'), { amount: 5, unit: 'working days' }, england).beyondHolidays).toBe(true)
    expect(deadlineAt(when('2009-12-30'), { amount: 1, unit: 'working days' }, england).beyondHolidays).toBe(true)
    expect(deadlineAt(when('2030-12-30'), { amount: 5, unit: 'days' }, england).beyondHolidays).toBe(false)
  })

  it('is put off by a pause: by its length in hours, by its nights in days', () => {
    const start = when('2026-11-23', '09:00')
    const overnight = { from: when('2026-11-23', '10:00'), to: when('2026-11-25', '09:00') }
    expect(dueOn(start, 2, 'working days', [overnight])).toBe('2026-11-26')
    const withinADay = { from: when('2026-11-24', '10:00'), to: when('2026-11-24', '15:00') }
    expect(dueOn(start, 2, 'working days', [withinADay])).toBe('2026-11-25')
    expect(deadlineAt(start, { amount: 8, unit: 'hours' }, england, [overnight]).dueAt).toEqual(when('2026-11-25', '16:00'))
  })

  it('ignores pauses over before it began, and counts overlapping ones once', () => {
    const start = when('2026-11-23')
    const before = { from: when('2026-11-20'), to: when('2026-11-22') }
    const twice = { from: when('2026-11-23', '12:00'), to: when('2026-11-23', '14:00') }
    const due = deadlineAt(start, { amount: 8, unit: 'hours' }, england, [twice, before, twice]).dueAt
    expect(due).toEqual(when('2026-11-23', '20:00'))
    expect(joinStretches([twice, before, twice, { from: twice.to, to: twice.from }])).toEqual([before, twice])
  })

  it('in working days never falls on a day of rest', () => {
    fc.assert(
      fc.property(anyStart.chain((start) => fc.tuple(fc.constant(start), anyAmount, anyPauses(start))), ([start, amount, pauses]) => {
        const day = dueOn(start, amount, 'working days', pauses)
        expect(isWorkingDay(day, england)).toBe(true)
      }),
    )
  })

  it('never comes earlier for a later start, a larger amount or one pause more', () => {
    fc.assert(
      fc.property(
        anyStart.chain((start) => fc.tuple(fc.constant(start), anyPauses(start))),
        anyUnit, anyAmount, anyAmount, fc.integer({ min: 0, max: 20_000 }),
        ([start, pauses], unit, amount, more, minutes) => {
          const due = (from: Date, n: number, stops: Stretch[]) =>
            deadlineAt(from, { amount: n, unit }, england, stops).dueAt.getTime()
          const first = due(start, amount, pauses)
          expect(due(plusMinutes(start, minutes), amount, pauses)).toBeGreaterThanOrEqual(first)
          expect(due(start, amount + more, pauses)).toBeGreaterThanOrEqual(first)
          expect(due(start, amount, pauses.slice(1))).toBeLessThanOrEqual(first)
          expect(first).toBeGreaterThanOrEqual(start.getTime())
        },
      ),
    )
  })

  it('keeps the London day whichever side of a clock change it began', () => {
    const changes: Day[] = ['2026-03-29', '2026-10-25']
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.integer({ min: -4, max: 3 }), fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 9 }),
        (change, offset, minute, amount) => {
          const day = addDays(change, offset)
          const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
          const start = londonInstant(day, clock)
          expect(dueOn(start, amount, 'days')).toBe(addDays(day, amount))
          expect(dueOn(start, amount, 'working days')).toBe(addWorkingDays(day, amount, england))
        }),
    )
  })
})
