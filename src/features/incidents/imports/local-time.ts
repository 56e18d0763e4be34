// Words of this file
//   wall time  what a clock on a wall somewhere showed; no moment until the place is known
//   skipped    a wall time that no clock showed, because the clocks went forward over it
//   repeated   a wall time that was shown twice, because the clocks went back
import { Temporal } from 'temporal-polyfill'
import { isDay, type Day } from '#platform/time/day.ts'
import { instantAt, instantOf } from '#platform/time/instant.ts'

/** What to make of a wall time at a change of the clocks. */
export interface ClockChange {
  readonly skipped: 'forward' | 'reject'
  readonly repeated: 'earlier' | 'later' | 'reject'
}

/** A moment read from a text, with a note where it had to be chosen; or why it could not be. */
export type ReadTime = { readonly at: Date; readonly note: string | null } | { readonly fault: string }

/** Reads a text as a moment. */
export type TimeReader = (text: string) => ReadTime

/** A way of writing times made ready to be matched. */
interface Format {
  readonly written: string
  readonly pattern: RegExp
}

interface Wall {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const PARTS: Record<string, string> = {
  yyyy: String.raw`(?<year>\d{4})`,
  MMM: String.raw`(?<monthName>[A-Za-z]{3})`,
  MM: String.raw`(?<month>\d{2})`,
  M: String.raw`(?<month>\d{1,2})`,
  dd: String.raw`(?<day>\d{2})`,
  d: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<half>\d{2})`,
  h: String.raw`(?<half>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})(?:\.\d{1,9})?`,
  a: String.raw`(?<noon>[AaPp][Mm])`,
}
const TOKENS = /yyyy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|a/g

/** What is wrong with a time format, as a phrase; null when it can be used. */
export function timeFormatFault(format: string, isDateOnly = false): string | null {
  if (format === 'iso') return null
  const tokens = format.match(TOKENS) ?? []
  const left = format.replaceAll(TOKENS, '')
  if (/[A-Za-z]/.test(left.replaceAll('T', ''))) return `has letters that mean nothing in it: ${JSON.stringify(left)}`
  const names = tokens.map((token) => (token === 'a' ? 'a' : token.charAt(0)))
  if (new Set(names).size !== names.length) return 'names the same part twice'
  const wanted = isDateOnly ? ['y', 'M', 'd'] : ['y', 'M', 'd', names.includes('h') ? 'h' : 'H', 'm']
  const missing = wanted.filter((name) => !names.includes(name))
  if (missing.length > 0) return `does not give ${missing.map((name) => ({ y: 'the year', M: 'the month', d: 'the day', H: 'the hour', h: 'the hour', m: 'the minute' })[name]).join(', ')}`
  if (names.includes('h') !== names.includes('a')) return 'needs both h and a for a twelve-hour clock'
  return null
}

/**
 * How the times of a file are read: written in one of these formats, by the clock of this time zone.
 *
 * A text that says its own offset from UTC ("iso") is taken at its word. A skipped time is read as a clock not yet put forward would show
 * it; a repeated one as the earlier; each with a note, unless the file is to be read otherwise.
 */
export function timeReader(formats: readonly string[], timeZone: string, clockChange: ClockChange): TimeReader {
  const compiled = formats.map(compile)
  const resolve = wallResolver(timeZone, clockChange)
  return (text) => {
    for (const { written, pattern } of compiled) {
      if (written === 'iso') {
        const at = instantOf(text.replace(' ', 'T'))
        if (at !== null) return { at, note: null }
      }
      const wall = wallOf(pattern.exec(text)?.groups)
      if (wall !== null) return resolve(wall)
    }
    return { fault: `is not a time written as ${formats.map((format) => JSON.stringify(format)).join(' or ')}: ${JSON.stringify(text.slice(0, 40))}` }
  }
}

/** Reads a text as a day in one of these formats; null when it is in none. */
export function dayReader(formats: readonly string[]): (text: string) => Day | null {
  const compiled = formats.map((format) => compile(format === 'iso' ? 'yyyy-MM-dd' : format))
  return (text) => {
    for (const { pattern } of compiled) {
      const wall = wallOf(pattern.exec(text)?.groups)
      if (wall !== null) return dayText(wall)
    }
    return null
  }
}

function compile(format: string): Format {
  const written = format === 'iso' ? 'yyyy-MM-ddTHH:mm:ss' : format
  let pattern = ''
  let from = 0
  for (const token of written.matchAll(TOKENS)) {
    pattern += escape(written.slice(from, token.index)) + (PARTS[token[0]] ?? '')
    from = token.index + token[0].length
  }
  return { written: format, pattern: new RegExp(`^${pattern}${escape(written.slice(from))}$`) }
}

function escape(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`)
}

function wallOf(found: Record<string, string> | undefined): Wall | null {
  if (found === undefined) return null
  const number = (name: string): number => Number(found[name] ?? 0)
  const name = found['monthName']?.toLowerCase()
  const month = name === undefined ? number('month') : MONTHS.indexOf(name) + 1
  const half = found['half']
  if (half !== undefined && (Number(half) < 1 || Number(half) > 12)) return null
  const hour = half === undefined ? number('hour') : (Number(half) % 12) + (found['noon']?.toLowerCase() === 'pm' ? 12 : 0)
  const wall = { year: number('year'), month, day: number('day'), hour, minute: number('minute'), second: number('second') }
  return isDay(dayText(wall)) && hour < 24 && wall.minute < 60 && wall.second < 60 ? wall : null
}

function dayText({ year, month, day }: Wall): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

/** How far a zone's clock is ahead of UTC in a quarter of an hour, by the clock before and after any change. */
interface Offsets {
  readonly before: number
  readonly after: number
}

const MOST_REMEMBERED = 20_000

/** Clocks change on a quarter of an hour everywhere, so what is found for one minute holds for its quarter. */
function wallResolver(timeZone: string, clockChange: ClockChange): (wall: Wall) => ReadTime {
  const remembered = new Map<string, Offsets>()
  return (wall) => {
    const quarter = `${dayText(wall)}T${two(wall.hour)}:${two(Math.floor(wall.minute / 15) * 15)}`
    let offsets = remembered.get(quarter)
    if (offsets === undefined) {
      if (remembered.size >= MOST_REMEMBERED) remembered.clear()
      offsets = offsetsAt(quarter, timeZone)
      remembered.set(quarter, offsets)
    }
    const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
    if (offsets.before === offsets.after) return { at: instantAt(asUtc - offsets.before), note: null }
    const shown = `${dayText(wall)} ${two(wall.hour)}:${two(wall.minute)} (${timeZone})`
    if (offsets.before < offsets.after) {
      if (clockChange.skipped === 'reject') return { fault: `is a time no clock showed, because the clocks went forward: ${shown}` }
      return { at: instantAt(asUtc - offsets.before), note: `${shown} was skipped when the clocks went forward; read by the clock not yet changed` }
    }
    if (clockChange.repeated === 'reject') return { fault: `is a time that was shown twice, because the clocks went back: ${shown}` }
    const isEarlier = clockChange.repeated === 'earlier'
    const at = instantAt(asUtc - (isEarlier ? offsets.before : offsets.after))
    return { at, note: `${shown} came twice when the clocks went back; read as the ${isEarlier ? 'first' : 'second'}` }
  }
}

/** Result: milliseconds. */
function offsetsAt(wallText: string, timeZone: string): Offsets {
  const wall = Temporal.PlainDateTime.from(wallText)
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) => wall.toZonedDateTime(timeZone, { disambiguation }))
  // Both for a skipped and for a repeated time, "earlier" ends up on the clock before the change and "later" on the one after.
  return { before: (earlier?.offsetNanoseconds ?? 0) / 1e6, after: (later?.offsetNanoseconds ?? 0) / 1e6 }
}

/** Whether a text names a time zone this machine knows: "Europe/London", "America/Chicago", "UTC". */
export function isTimeZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && Temporal.PlainDateTime.from('2020-01-01T00:00').toZonedDateTime(text).timeZoneId !== ''
  } catch {
    return false
  }
}
