import { z } from 'zod'
import { isDay, londonInstant, type Day } from '#platform/time/day.ts'
import { instantOf } from '#platform/time/instant.ts'

/** An identifier made by Heed. */
export const Id = z.uuid({ error: 'This is not one of Heed’s identifiers' })

const broken = /[\u0000\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/**
 * Words somebody typed: no control characters, at most so many characters, ends trimmed.
 *
 * `label` names the field in its own messages, so that an error says what to mend.
 */
export function words(label: string, { max, required = true }: { max: number; required?: boolean }): z.ZodType<string> {
  return z
    .string({ error: (issue) => (issue.input === undefined ? `Enter ${label}` : `${capital(label)} must be text`) })
    .refine((text) => !broken.test(text), { error: `${capital(label)} has a character in it that cannot be kept. Remove it and send again` })
    .transform((text) => text.trim())
    .refine((text) => !required || text !== '', { error: `Enter ${label}` })
    .refine((text) => text.length <= max, { error: (issue) => `${capital(label)} must be ${max.toLocaleString('en-GB')} characters or fewer; it has ${lengthOf(issue.input)}` })
}

/** Words that may be left out: an empty answer is null. */
export function wordsOrNull(label: string, { max }: { max: number }): z.ZodType<string | null> {
  return words(label, { max, required: false }).nullish().transform((text) => (text === undefined || text === null || text === '' ? null : text))
}

/** One of a list, with the sentence to show when nothing was chosen. */
export function choice<const T extends readonly string[]>(options: T, error: string): z.ZodType<T[number]> {
  return z.enum(options, { error })
}

/** A tick box: present or not. */
export const ticked: z.ZodType<boolean> = z.union([z.literal('yes'), z.literal('')]).nullish().transform((value) => value === 'yes')

/** A list of tick boxes: none, one or many. */
export function tickedOf<const T extends readonly string[]>(options: T): z.ZodType<readonly T[number][]> {
  const one = z.enum(options)
  return z.union([z.array(one), one]).nullish().transform((value) => (value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value))
}

/** A version number carried in a hidden field, for noticing that somebody else saved meanwhile. */
export const Version: z.ZodType<number> = z.union([z.number().int(), z.string().regex(/^\d{1,9}$/).transform(Number)], { error: 'Open the page again and repeat the change' })

/** An instant as machines send it: ISO 8601 with an offset. */
export function instant(label: string): z.ZodType<Date> {
  return z.string({ error: `Give ${label} as an ISO 8601 date and time with its offset, for example 2026-11-23T21:14:00+00:00` })
    .transform((text, check) => {
      const at = instantOf(text)
      if (at !== null) return at
      check.addIssue({ code: 'custom', message: `Give ${label} as an ISO 8601 date and time with its offset, for example 2026-11-23T21:14:00+00:00` })
      return z.NEVER
    })
}

/** Days that anybody means; any other is mistyped, and too near the ends of the calendar to be reckoned with. */
function isMeant(text: string): text is Day {
  return isDay(text) && text >= '1800-01-01' && text <= '2999-12-31'
}

/** A day as machines send it. */
export function day(label: string): z.ZodType<Day> {
  return z.string({ error: `Give ${label} as a date, for example 1961-04-02` })
    .refine(isMeant, { error: `Give ${label} as a date, for example 1961-04-02` })
}

/**
 * A day and a time typed in two boxes of a form, in London.
 *
 * Input: `yyyy-mm-dd` or `d/m/yyyy`; `21:14`, `2114` or `9.14pm`. Result: the instant, null when both are empty.
 */
export function londonAnswer(dayText: string, timeText: string): { at: Date | null } | { error: string } {
  if (dayText.trim() === '' && timeText.trim() === '') return { at: null }
  const onDay = dayAnswer(dayText)
  if (onDay === null) return { error: 'Enter a date, for example 23/11/2026' }
  const time = timeAnswer(timeText.trim() === '' ? '00:00' : timeText)
  if (time === null) return { error: 'Enter a time, for example 21:14' }
  return { at: londonInstant(onDay, time) }
}

/** A day as people type it; null when it is none. */
export function dayAnswer(text: string): Day | null {
  const trimmed = text.trim()
  if (isMeant(trimmed)) return trimmed
  const parts = /^(\d{1,2})[\s/.-](\d{1,2})[\s/.-](\d{4})$/.exec(trimmed)
  if (parts === null) return null
  const candidate = `${parts[3]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[1] ?? '').padStart(2, '0')}`
  return isMeant(candidate) ? candidate : null
}

function timeAnswer(text: string): string | null {
  const parts = /^(\d{1,2})[:.]?(\d{2})?\s*(am|pm)?$/i.exec(text.trim())
  if (parts === null) return null
  const half = parts[3]?.toLowerCase()
  const hour = Number(parts[1]) % (half === undefined ? 100 : 12) + (half === 'pm' ? 12 : 0)
  const minute = Number(parts[2] ?? 0)
  return hour > 23 || minute > 59 ? null : `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

function capital(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1)
}

function lengthOf(input: unknown): string {
  return typeof input === 'string' ? input.length.toLocaleString('en-GB') : 'too many'
}
