import { isDay, type Day } from '#platform/time/day.ts'

/** When someone was born, as far as it is known. */
export interface StandardBirth {
  readonly raw: string
  /** The whole day; null when it is not known whole, or is one that systems put in for "not known". */
  readonly day: Day | null
  readonly year: number | null
  readonly month: number | null
  readonly precision: 'day' | 'month' | 'year' | 'none'
  readonly doubt: BirthDoubt | null
}

/** Why a date of birth is not a key: not a date, impossible, ahead, before anyone living, or one put in for "not known". */
export type BirthDoubt = 'not a date' | 'ahead' | 'too long ago' | 'placeholder'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const OLDEST_YEARS = 120
/** Days that systems store when nobody said: kept as a year at most. */
const PLACEHOLDERS = new Set(['1900-01-01', '1901-01-01', '1970-01-01', '1111-11-11', '9999-12-31'])

/**
 * A date of birth, whole or in part, as people and systems write it: the day comes before the month, as in Britain.
 *
 * Input: today is the London day it is judged on. A year of two figures is the latest such year that is not ahead.
 */
export function standardiseBirth(raw: string, today: Day): StandardBirth {
  const none = (doubt: BirthDoubt): StandardBirth => ({ raw, day: null, year: null, month: null, precision: 'none', doubt })
  const found = partsOf(raw.normalize('NFKC').trim().toLowerCase(), Number(today.slice(0, 4)))
  if (found === null) return none('not a date')
  const { year, month, day } = found
  if (year < Number(today.slice(0, 4)) - OLDEST_YEARS) return none(year === 1900 || year === 1901 || year === 1111 ? 'placeholder' : 'too long ago')
  if (month === null) return year > Number(today.slice(0, 4)) ? none('ahead') : { raw, day: null, year, month: null, precision: 'year', doubt: null }
  if (month < 1 || month > 12) return none('not a date')
  if (day === null) {
    const isAhead = `${year}-${two(month)}` > today.slice(0, 7)
    return isAhead ? none('ahead') : { raw, day: null, year, month, precision: 'month', doubt: null }
  }
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  if (PLACEHOLDERS.has(text)) return none('placeholder')
  if (!isDay(text)) return none('not a date')
  return text > today ? none('ahead') : { raw, day: text, year, month, precision: 'day', doubt: null }
}

/**
 * A date of birth in the form it is passed on in, as far as it is known: "1961-04-02", "1961-04" or "1961"; null when it is none.
 *
 * Input: as standardiseBirth.
 */
export function birthAsKnown(raw: string, today: Day): string | null {
  const { day, month, year } = standardiseBirth(raw, today)
  if (day !== null || year === null) return day
  return month === null ? String(year) : `${year}-${two(month)}`
}

interface Parts {
  readonly year: number
  readonly month: number | null
  readonly day: number | null
}

function partsOf(text: string, thisYear: number): Parts | null {
  const iso = /^(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:t.*| \d\d:.*)?$/.exec(text)
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: iso[3] === undefined ? null : Number(iso[3]) }
  const figures = /^(\d{1,2})[\s/.\-](\d{1,2})[\s/.\-](\d{4}|\d{2})$/.exec(text)
  if (figures !== null) return { year: yearOf(figures[3] ?? '', thisYear), month: Number(figures[2]), day: Number(figures[1]) }
  const run = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (run !== null) return { year: Number(run[1]), month: Number(run[2]), day: Number(run[3]) }
  const words = /^(?:(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/]+)?([a-z]{3,9})\.?,?[\s\-/]+(\d{4}|\d{2})$/.exec(text)
  const month = MONTHS.findIndex((name) => words?.[2]?.startsWith(name) === true) + 1
  if (words !== null && month !== 0) return { year: yearOf(words[3] ?? '', thisYear), month, day: words[1] === undefined ? null : Number(words[1]) }
  const monthYear = /^(\d{1,2})[/.\-](\d{4})$/.exec(text)
  if (monthYear !== null) return { year: Number(monthYear[2]), month: Number(monthYear[1]), day: null }
  const year = /^(?:c(?:irca)?\.?\s*|about\s+)?(\d{4})$/.exec(text)
  return year === null ? null : { year: Number(year[1]), month: null, day: null }
}

function yearOf(figures: string, thisYear: number): number {
  if (figures.length === 4) return Number(figures)
  const inThisCentury = Math.floor(thisYear / 100) * 100 + Number(figures)
  return inThisCentury > thisYear ? inThisCentury - 100 : inThisCentury
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
