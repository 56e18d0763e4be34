import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, formatDay, formatTime, isDay, londonDay } from '#platform/time/day.ts'
import { choice, day, dayAnswer, Id, instant, londonAnswer, ticked, tickedOf, Version, words, wordsOrNull } from './fields.ts'
import { newId } from '#platform/ids.ts'

/** What a field makes of something sent: its value, or its own words for what is wrong. */
function said(field: { safeParse(sent: unknown): { success: true; data: unknown } | { success: false; error: { issues: readonly { message: string }[] } } }, sent: unknown): unknown {
  const read = field.safeParse(sent)
  return read.success ? read.data : read.error.issues.map(({ message }) => message).join('; ')
}

describe('words', () => {
  const name = words('the name', { max: 5 })

  it.each([
    ['Ada', 'Ada'], ['  Ada \n', 'Ada'], ['a\nb', 'a\nb'], ['a\tb', 'a\tb'], ['é'.repeat(5), 'é'.repeat(5)], ['<b>&', '<b>&'], ['', 'Enter the name'], ['   ', 'Enter the name'], [undefined, 'Enter the name'],
    [7, 'The name must be text'], [null, 'The name must be text'], [['a'], 'The name must be text'], [{ a: 1 }, 'The name must be text'],
    ['abcdef', 'The name must be 5 characters or fewer; it has 6'], [' abcde ', 'abcde'],
  ])('of %o are %o', (sent, expected) => {
    expect(said(name, sent)).toBe(expected)
  })

  it.each(['\u0000', 'a\u0001', 'a\u0008b', 'a\u000b', '\u001b[31m', 'a\u007f', '\ud800', 'a\udc00b', '\udc00\ud800'])('refuse a character that cannot be kept: %j', (sent) => {
    expect(said(words('the name', { max: 50 }), sent)).toContain('The name has a character in it that cannot be kept. Remove it and send again')
  })

  it('keep every text that has no such character, trimmed and nothing else', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      fc.pre(!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) && text.isWellFormed())
      expect(said(words('x', { max: 400, required: false }), text)).toBe(text.trim())
    }))
  })

  it('that may be left out are null when they are empty', () => {
    const optional = wordsOrNull('the note', { max: 3 })
    expect(['', '  ', undefined, null, ' a '].map((sent) => said(optional, sent))).toEqual([null, null, null, null, 'a'])
    expect(said(optional, 'abcd')).toBe('The note must be 3 characters or fewer; it has 4')
    expect(said(words('the text', { max: 1_000 }), 'x'.repeat(12_345))).toBe('The text must be 1,000 characters or fewer; it has 12,345')
  })
})

describe('choices', () => {
  it('are one of their list, and say what to choose', () => {
    const grade = choice(['low', 'high'], 'Choose a band')
    expect(['low', 'LOW', '', undefined, ['low'], '__proto__'].map((sent) => said(grade, sent))).toEqual(['low', ...Array.from({ length: 5 }, () => 'Choose a band')])
  })

  it('that are ticked are none, one or many, each of the list', () => {
    const known = tickedOf(['a', 'b'])
    expect([undefined, null, 'a', ['a', 'b']].map((sent) => said(known, sent))).toEqual([[], [], ['a'], ['a', 'b']])
    for (const sent of ['c', ['a', 'c'], [['a']], 1]) expect(known.safeParse(sent).success).toBe(false)
    expect([undefined, null, '', 'yes'].map((sent) => said(ticked, sent))).toEqual([false, false, false, true])
    for (const sent of ['no', 'on', true, ['yes']]) expect(ticked.safeParse(sent).success).toBe(false)
  })
})

describe('identifiers and versions', () => {
  it('are Heed’s own, and nothing near them', () => {
    const id = newId()
    expect(said(Id, id)).toBe(id)
    for (const sent of ['', 'x', `${id} `, ` ${id}`, `${id}0`, id.slice(1), `{${id}}`, 1, null, undefined, '00000000-0000-0000-0000-00000000000g']) expect(said(Id, sent)).toBe('This is not one of Heed’s identifiers')
  })

  it.each([['1', 1], ['999999999', 999_999_999], ['0', 0], [3, 3]])('version %o is %d', (sent, expected) => {
    expect(said(Version, sent)).toBe(expected)
  })

  it.each(['', ' 1', '-1', '1.0', '1e3', '0x1', '1234567890', 'one', 1.5, null, undefined, ['1']])('version %o asks for the page again', (sent) => {
    expect(said(Version, sent)).toBe('Open the page again and repeat the change')
  })
})

describe('days', () => {
  it.each([
    ['23/11/2026', '2026-11-23'], ['1/4/2027', '2027-04-01'], ['01-04-2027', '2027-04-01'], ['1.4.2027', '2027-04-01'], ['1 4 2027', '2027-04-01'], ['2027-04-01', '2027-04-01'], ['  29/2/2028  ', '2028-02-29'],
    ['29/2/2027', null], ['31/4/2027', null], ['0/1/2027', null], ['1/13/2027', null], ['1/4/27', null], ['2027/04/01', null], ['', null], ['tomorrow', null], ['1/4/2027 12:00', null], ['１/4/2027', null],
  ])('typed as %o are %o', (typed, expected) => {
    expect(dayAnswer(typed)).toBe(expected)
  })

  it('at the ends of the calendar are nobody’s: neither typed nor sent', () => {
    for (const on of ['0000-01-01', '0001-01-01', '1799-12-31', '3000-01-01', '9999-12-31']) expect([on, dayAnswer(on), dayAnswer(on.split('-').reverse().join('/')), said(day('the week'), on)]).toEqual([on, null, null, 'Give the week as a date, for example 1961-04-02'])
    for (const on of ['1800-01-01', '2999-12-31']) expect([dayAnswer(on), said(day('the week'), on)]).toEqual([on, on])
  })

  it('typed as they are written are read as they were meant', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
      const on = addDays('1900-01-01', days)
      const [year = '', month = '', dayOfMonth = ''] = on.split('-')
      for (const text of [on, `${dayOfMonth}/${month}/${year}`, `${Number(dayOfMonth)}/${Number(month)}/${year}`]) expect(dayAnswer(text)).toBe(on)
      expect(formatDay(on)).toContain(year)
    }))
  })

  it('whatever is typed, are a day of the calendar or nothing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{1,4}[/. -][0-9]{1,2}[/. -][0-9]{1,4}$/)), (text) => {
      const read = dayAnswer(text)
      expect(read === null || isDay(read)).toBe(true)
    }))
  })

  it('as machines send them are ISO and real', () => {
    expect([said(day('the date of birth'), '1961-04-02'), said(day('the date of birth'), '1961-02-30'), said(day('the date of birth'), '2/4/1961'), said(day('the date of birth'), 19610402)])
      .toEqual(['1961-04-02', ...Array.from({ length: 3 }, () => 'Give the date of birth as a date, for example 1961-04-02')])
  })
})

describe('moments', () => {
  const at = (dayText: string, timeText: string): unknown => {
    const read = londonAnswer(dayText, timeText)
    return 'error' in read ? read.error : (read.at?.toISOString() ?? null)
  }

  it.each([
    ['', '', null], ['  ', ' ', null], ['23/11/2026', '', '2026-11-23T00:00:00.000Z'], ['23/11/2026', '21:14', '2026-11-23T21:14:00.000Z'], ['23/11/2026', '2114', '2026-11-23T21:14:00.000Z'],
    ['23/11/2026', '21.14', '2026-11-23T21:14:00.000Z'], ['23/11/2026', '9.14pm', '2026-11-23T21:14:00.000Z'], ['23/11/2026', '9 PM', '2026-11-23T21:00:00.000Z'], ['23/11/2026', '12am', '2026-11-23T00:00:00.000Z'],
    ['23/11/2026', '12pm', '2026-11-23T12:00:00.000Z'], ['23/11/2026', '9', '2026-11-23T09:00:00.000Z'], ['23/11/2026', '930', '2026-11-23T09:30:00.000Z'], ['1/7/2026', '00:30', '2026-06-30T23:30:00.000Z'],
    // the clocks go forward: half past one is not there, and an hour on is meant
    ['29/3/2026', '01:30', '2026-03-29T01:30:00.000Z'], ['29/3/2026', '00:59', '2026-03-29T00:59:00.000Z'], ['29/3/2026', '02:00', '2026-03-29T01:00:00.000Z'],
    // they go back: of the two half past ones the first is meant
    ['25/10/2026', '01:30', '2026-10-25T00:30:00.000Z'], ['25/10/2026', '02:00', '2026-10-25T02:00:00.000Z'],
    ['', '21:14', 'Enter a date, for example 23/11/2026'], ['31/2/2026', '21:14', 'Enter a date, for example 23/11/2026'], ['23/11/2026', '24:00', 'Enter a time, for example 21:14'], ['23/11/2026', '21:60', 'Enter a time, for example 21:14'],
    ['23/11/2026', 'noon', 'Enter a time, for example 21:14'], ['23/11/2026', '-1', 'Enter a time, for example 21:14'], ['23/11/2026', '21:14:30', 'Enter a time, for example 21:14'],
  ])('typed as %o and %o are %o', (dayText, timeText, expected) => {
    expect(at(dayText, timeText)).toBe(expected)
  })

  it('typed as a London clock shows them are that moment, but in the hour that is there twice', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2060-01-01T00:00:00Z'), noInvalidDate: true }), (moment) => {
      moment.setSeconds(0, 0)
      const read = londonAnswer(londonDay(moment), formatTime(moment))
      const found = 'at' in read ? read.at : null
      expect(found === null ? null : Math.abs(moment.getTime() - found.getTime())).toBeOneOf([0, 3_600_000])
      expect(found === null ? '' : formatTime(found)).toBe(formatTime(moment))
    }))
  })

  it('as machines send them carry their offset', () => {
    const field = instant('the time it was reported')
    expect(said(field, '2026-11-23T21:14:00+00:00')).toEqual(new Date('2026-11-23T21:14:00Z'))
    expect(said(field, '2026-07-01T00:30:00+01:00')).toEqual(new Date('2026-06-30T23:30:00Z'))
    for (const sent of ['2026-11-23T21:14:00', '2026-11-23', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-11-23T24:01:00Z', '2026-11-23 21:14:00Z', '', 0, null, undefined, '1e9']) {
      expect([sent, said(field, sent)]).toEqual([sent, 'Give the time it was reported as an ISO 8601 date and time with its offset, for example 2026-11-23T21:14:00+00:00'])
    }
  })
})
