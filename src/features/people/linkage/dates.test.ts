import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { standardiseBirth } from '../rules/birth.ts'
import { birthOf, isDayPrecise } from './dates.ts'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

describe('a date of a record to be linked', () => {
  it.each([
    ['1961-4-2', 1961, 4, 2], ['1961/04/02', 1961, 4, 2], ['1961.04.02', 1961, 4, 2], ['1961 04 02', 1961, 4, 2], ['1961-04-02 00:00:00', 1961, 4, 2], ['1961-04-02T23:59', 1961, 4, 2], ['2-4-1961', 1961, 4, 2], ['2 4 1961', 1961, 4, 2], ['2nd April, 1961', 1961, 4, 2], ['2 of April 1961', 1961, 4, 2],
    ['2/Apr/1961', 1961, 4, 2], ['2-apr.-1961', 1961, 4, 2], ['Apr-1961', 1961, 4, 0], ['April, 1961', 1961, 4, 0], ['1961-04', 1961, 4, 0], ['1961/4', 1961, 4, 0], ['c1961', 1961, 0, 0], ['circa 1961', 1961, 0, 0], ['C. 1961', 1961, 0, 0], ['about 1961', 1961, 0, 0], ['04/1961', 1961, 4, 0], ['4.1961', 1961, 4, 0], ['１９６１-０４-０２', 1961, 4, 2], ['1961-00-00', 1961, 0, 0], ['1961-00-17', 1961, 0, 0], ['1961-04-00', 1961, 4, 0],
    ['1740-02-29', 1740, 2, 29], ['1000', 1000, 0, 0], ['2150-06-05', 2150, 6, 5], [' 1961-04-02 ', 1961, 4, 2],
  ])('%j is %i, %i and %i', (text, year, month, day) => {
    expect(birthOf(text)).toEqual({ year, month, day })
    expect(isDayPrecise({ year, month, day })).toBe(day !== 0)
  })

  it.each(['', 'adult', '999', '0999-04-02', '1961-13-01', '32/04/1961', '1961-04-32', '31/04/1961', '30/02/1960', '29/02/1961', '29/02/1900', '1961-04-02x', '2 Smarch 1961', '00/1961', '13/1961', 'about', 'about 61', '2/4/61', '61', 'April', '1961-04-02-03', '01/01/1900', '1901-01-01', '1970-01-01', '11/11/1111', '9999-12-31', '30/12/1899'])('%j is none', (text) => {
    expect(birthOf(text)).toBeNull()
  })

  it('is read in the words that a caller’s date of birth is read in, however far it is known', () => {
    const day = fc.record({ year: fc.integer({ min: 1910, max: 2025 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 2, max: 28 }) })
    fc.assert(fc.property(day, fc.constantFrom('-', '/', '.', ' '), ({ year, month, day: date }, mark) => {
      const name = MONTHS[month - 1] ?? ''
      const written = [
        [year, month, date].join(mark), [date, month, year].join(mark), `${year}-${month}-${date}T10:30`, `${year}-${month}-${date} 10:30:00`, `${date}th of ${name}, ${year}`, `${date} ${name.slice(0, 3)} ${year}`, `${name} ${year}`,
        `${year}-${month}`, `${month}/${year}`, `${month}.${year}`, `${year}`, `c ${year}`, `c. ${year}`, `circa ${year}`, `about ${year}`,
      ]
      for (const raw of written) {
        const { day: whole, year: own, month: within } = standardiseBirth(raw, '2026-11-23')
        const said = whole === null ? { year: own, month: within ?? 0, day: 0 } : { year, month, day: date }
        expect([raw, birthOf(raw)]).toEqual([raw, said])
      }
    }), { numRuns: 60 })
  })

  it('of the first of January is its year, and of any other first is that day', () => {
    expect(birthOf('01/01/1961')).toEqual({ year: 1961, month: 0, day: 0 })
    for (let month = 2; month <= 12; month += 1) expect(birthOf(`1/${month}/1961`)).toEqual({ year: 1961, month, day: 1 })
    expect(birthOf('2/1/1961')).toEqual({ year: 1961, month: 1, day: 2 })
    expect(birthOf('January 1961')).toEqual({ year: 1961, month: 1, day: 0 })
  })

  it('has as many days as its month has, leap years as the calendar has them', () => {
    const most = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for (const [at, days] of most.entries()) {
      expect([birthOf(`${days}/${at + 1}/1961`)?.day, birthOf(`${days + 1}/${at + 1}/1961`)]).toEqual([days, null])
      expect(birthOf(`3 ${MONTHS[at] ?? ''} 1961`)?.month).toBe(at + 1)
      expect(birthOf(`3 ${(MONTHS[at] ?? '').slice(0, 3).toLowerCase()} 1961`)?.month).toBe(at + 1)
    }
    expect([1600, 1900, 1960, 2000, 2100].map((year) => birthOf(`29/2/${year}`) !== null)).toEqual([true, false, true, true, false])
  })

  it('is the day the calendar has, or none', () => {
    fc.assert(fc.property(fc.integer({ min: 1800, max: 2100 }), fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 32 }), (year, month, day) => {
      const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      const instant = Date.UTC(year, month - 1, day)
      const is = month <= 12 && day <= 31 && new Date(instant).getUTCMonth() === month - 1
      const found = birthOf(text)
      fc.pre(!['1900-01-01', '1901-01-01', '1970-01-01', '1899-12-30'].includes(text))
      if (!is) expect(found).toBeNull()
      else expect(found).toEqual(month === 1 && day === 1 ? { year, month: 0, day: 0 } : { year, month, day })
    }), { numRuns: 400 })
  })

  it('never fails, whatever is typed', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.stringMatching(/^[0-9 /.-]{4,12}$/)), (text) => {
      const found = birthOf(text)
      if (found !== null) expect([found.year >= 1000, found.month <= 12, found.day <= 31, found.month === 0 ? found.day : 0]).toEqual([true, true, true, 0])
    }))
  })
})
