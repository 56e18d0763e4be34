import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Temporal } from 'temporal-polyfill'
import { dayReader, isTimeZone, timeFormatFault, timeReader, type ClockChange } from './local-time.ts'

const keep: ClockChange = { skipped: 'forward', repeated: 'earlier' }

function read(text: string, format = 'yyyy-MM-dd HH:mm', zone = 'Europe/London', change = keep): string {
  const found = timeReader([format], zone, change)(text)
  return 'fault' in found ? found.fault : found.at.toISOString() + (found.note === null ? '' : ` ${found.note}`)
}

describe('a time written by a clock on a wall', () => {
  it.each([
    ['01/07/2017 12:26', 'dd/MM/yyyy HH:mm', '2017-07-01T11:26:00.000Z'],
    ['1/7/2017  9:05', 'd/M/yyyy H:mm', '2017-07-01T08:05:00.000Z'],
    ['01-Dec-2017 11:59:58.25', 'dd-MMM-yyyy HH:mm:ss', '2017-12-01T11:59:58.000Z'],
    ['12/31/2017 12:05 AM', 'MM/dd/yyyy hh:mm a', '2017-12-31T00:05:00.000Z'],
    ['12/31/2017 12:05 pm', 'MM/dd/yyyy hh:mm a', '2017-12-31T12:05:00.000Z'],
    ['2017-07-01T12:26', 'yyyy-MM-ddTHH:mm', '2017-07-01T11:26:00.000Z'],
    ['2016-02-01T00:01:00+00:00', 'iso', '2016-02-01T00:01:00.000Z'],
    ['2016-07-01T00:01:00+05:30', 'iso', '2016-06-30T18:31:00.000Z'],
    ['2016-07-01T00:01:00', 'iso', '2016-06-30T23:01:00.000Z'],
  ])('%s as %s is %s', (text, format, instant) => {
    expect(read(text, format)).toBe(instant)
  })

  it.each(['31/02/2017 12:00', '01/13/2017 12:00', '01/01/2017 24:00', '01/01/2017 12:60', '01/01/2017', ' 01/01/17 12:00', ''])('%j is none, and says how it should be written', (text) => {
    expect(read(text, 'dd/MM/yyyy HH:mm')).toBe(`is not a time written as "dd/MM/yyyy HH:mm": ${JSON.stringify(text)}`)
  })

  it('that no clock showed is read by the clock not yet put forward, with a note', () => {
    expect(read('2018-03-25 01:30')).toBe('2018-03-25T01:30:00.000Z 2018-03-25 01:30 (Europe/London) was skipped when the clocks went forward; read by the clock not yet changed')
    expect(read('2018-03-25 00:59')).toBe('2018-03-25T00:59:00.000Z')
    expect(read('2018-03-25 02:00')).toBe('2018-03-25T01:00:00.000Z')
    expect(read('2018-03-11 02:30', undefined, 'America/Chicago')).toMatch(/^2018-03-11T08:30:00.000Z .*America\/Chicago/)
  })

  it('that came twice is read as the first, or as the map says, with a note', () => {
    expect(read('2018-10-28 01:30')).toBe('2018-10-28T00:30:00.000Z 2018-10-28 01:30 (Europe/London) came twice when the clocks went back; read as the first')
    expect(read('2018-10-28 01:30', undefined, undefined, { skipped: 'forward', repeated: 'later' })).toMatch(/^2018-10-28T01:30:00.000Z .*read as the second$/)
    expect(read('2018-10-28 02:00')).toBe('2018-10-28T02:00:00.000Z')
    expect(read('2018-11-04 01:30', undefined, 'America/Chicago')).toMatch(/^2018-11-04T06:30:00.000Z /)
  })

  it('at a change of the clocks is rejected where the map says so', () => {
    const strict: ClockChange = { skipped: 'reject', repeated: 'reject' }
    expect(read('2018-03-25 01:30', undefined, undefined, strict)).toBe('is a time no clock showed, because the clocks went forward: 2018-03-25 01:30 (Europe/London)')
    expect(read('2018-10-28 01:30', undefined, undefined, strict)).toBe('is a time that was shown twice, because the clocks went back: 2018-10-28 01:30 (Europe/London)')
  })

  it('in UTC is never doubtful', () => {
    expect(read('2018-03-25 01:30', undefined, 'UTC')).toBe('2018-03-25T01:30:00.000Z')
  })

  it('is the moment the time zone data gives, at any minute in any of four zones', () => {
    const zone = fc.constantFrom('Europe/London', 'America/Chicago', 'Australia/Lord_Howe', 'Asia/Kathmandu')
    fc.assert(
      fc.property(zone, fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2030, 0) }), (timeZone, ms) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(ms - (ms % 60_000)).toZonedDateTimeISO(timeZone).toPlainDateTime()
        const text = wall.toString({ smallestUnit: 'minute' }).replace('T', ' ')
        const found = timeReader(['yyyy-MM-dd HH:mm'], timeZone, keep)(text)
        return 'at' in found && found.at.getTime() === wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
      }),
      { numRuns: 300 },
    )
  })
})

describe('a way of writing times', () => {
  it.each([
    ['dd/MM/yyyy', 'does not give the hour, the minute'],
    ['HH:mm', 'does not give the year, the month, the day'],
    ['dd/MM/yyyy hh:mm', 'needs both h and a for a twelve-hour clock'],
    ['dd/MM/yyyy HH:mm a', 'needs both h and a for a twelve-hour clock'],
    ['dd/MM/yyyy dd HH:mm', 'names the same part twice'],
    ['DD/MM/YYYY HH:mm', 'has letters that mean nothing in it: "DD//YYYY :"'],
  ])('%s %s', (format, fault) => {
    expect(timeFormatFault(format)).toBe(fault)
  })

  it('can be used when it gives every part once', () => {
    for (const format of ['iso', 'dd/MM/yyyy HH:mm', 'M/d/yyyy h:mm a', 'yyyy-MM-ddTHH:mm:ss']) expect(timeFormatFault(format)).toBeNull()
    expect(timeFormatFault('dd/MM/yyyy', true)).toBeNull()
  })
})

describe('days and zones', () => {
  it('a day is read in the first format that fits, and not when it is no day', () => {
    const day = dayReader(['dd/MM/yyyy', 'iso'])
    expect([day('02/04/1961'), day('1961-04-02'), day('31/04/1961'), day('1961')]).toEqual(['1961-04-02', '1961-04-02', null, null])
  })

  it('a time zone is one by its name', () => {
    expect(['Europe/London', 'UTC', 'America/Chicago', 'Europe/Fernhope', '', '+01:00'].map(isTimeZone)).toEqual([true, true, true, false, false, false])
  })
})
