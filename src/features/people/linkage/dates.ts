/** A date of birth as far as it is known; a month or day of 0 is not known. */
export interface Birth {
  readonly year: number
  readonly month: number
  readonly day: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Days that systems store when nobody said. */
const PLACEHOLDERS = new Set(['1900-1-1', '1901-1-1', '1970-1-1', '1111-11-11', '9999-12-31', '1899-12-30'])

/**
 * A date as people and systems write it, in whatever century; 1 January stands for the year alone, because that is how systems keep a year.
 *
 * It reads what the rule for a caller's date of birth reads, but for years of two figures, and judges nobody's age: records to be linked may be old.
 */
export function birthOf(text: string): Birth | null {
  const found = partsIn(text.normalize('NFKC').trim().toLowerCase())
  if (found === null) return null
  const { year, month, day } = found
  if (year < 1000 || month > 12 || day > 31 || PLACEHOLDERS.has(`${year}-${month}-${day}`)) return null
  // a day of no month says no more than the year
  if (month === 0) return { year, month, day: 0 }
  if (day > daysIn(year, month)) return null
  return month === 1 && day === 1 ? { year, month: 0, day: 0 } : found
}

/** Is the whole day known? */
export function isDayPrecise(birth: Birth): boolean {
  return birth.day !== 0
}

function partsIn(text: string): Birth | null {
  const iso = /^(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[t ].*)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3] ?? 0) }
  const figures = /^(\d{1,2})[\s/.-](\d{1,2})[\s/.-](\d{4})$/.exec(text)
  if (figures !== null) return { year: Number(figures[3]), month: Number(figures[2]), day: Number(figures[1]) }
  const words = /^(?:(\d{1,2})(?:st|nd|rd|th)?(?: of)?[\s/-]+)?([a-z]{3,9})\.?,?[\s/-]+(\d{4})$/.exec(text)
  const month = MONTHS.findIndex((name) => words?.[2]?.startsWith(name) === true) + 1
  if (words !== null && month !== 0) return { year: Number(words[3]), month, day: Number(words[1] ?? 0) }
  const monthYear = /^(\d{1,2})[/.-](\d{4})$/.exec(text)
  if (monthYear !== null && Number(monthYear[1]) > 0) return { year: Number(monthYear[2]), month: Number(monthYear[1]), day: 0 }
  const year = /^(?:c(?:irca)?\.?\s*|about\s+)?(\d{4})$/.exec(text)
  return year === null ? null : { year: Number(year[1]), month: 0, day: 0 }
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
