import { describe, expect, it } from 'vitest'
import { DayQuery, DealForm, FindingsQuery, RepeatsQuery, RuleForm, UseForm, WeekQuery } from './forms.ts'

const id = '019ab000-0000-7000-8000-000000000001'
const rule = { name: 'Two in a week', leastCount: '2', windowDays: '7', kind: 'any', reportWithinDays: '', radiusMetres: '', subjects: ['victim'], raisesTask: 'yes', from: '23/11/2026', source: '', reason: 'A trial' }
const said = (form: { safeParse(given: unknown): { success: boolean; error?: { issues: readonly { path: PropertyKey[]; message: string }[] } } }, given: unknown): readonly string[] =>
  form.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('what a list of repeats is asked for', () => {
  it('RP-07 is everybody who is a repeat as victim by the force’s first rule, unless something else is asked', () => {
    expect(RepeatsQuery.parse({})).toEqual({ by: 'victim', ruleKey: null, tried: null, radiusMetres: 100, boroughId: null, mark: 'any', page: 1 })
    expect(RepeatsQuery.parse({ by: 'phone', rule: 'case-review-threshold', borough: id, mark: 'high', page: '3' })).toEqual({ by: 'phone', ruleKey: 'case-review-threshold', tried: null, radiusMetres: 100, boroughId: id, mark: 'high', page: 3 })
  })

  it('needs a count and a number of days for a definition of one’s own; half of one is none', () => {
    expect(RepeatsQuery.parse({ count: '4', days: '30', kind: 'same' }).tried).toEqual({ leastCount: 4, windowDays: 30, sameKind: true, reportWithinDays: null })
    expect(RepeatsQuery.parse({ count: '4', days: '30' }).tried).toMatchObject({ sameKind: false })
    for (const half of [{ count: '4' }, { days: '30' }, { kind: 'same' }, { count: '', days: '30' }]) expect(RepeatsQuery.parse(half).tried).toBeNull()
  })

  it('ignores what makes no sense, as an address that was mistyped', () => {
    for (const odd of [{ by: 'nobody' }, { mark: 'everyone' }, { count: '1', days: '0' }, { radius: '9e99' }, { radius: '1' }, { borough: 'x' }, { borough: '' }, { page: 'abc' }, { page: '0' }, { rule: 'UPPER' }, { count: '2.5', days: '30' }]) {
      expect([odd, RepeatsQuery.parse(odd)]).toEqual([odd, RepeatsQuery.parse({})])
    }
  })

  it('RP-20 RP-22 turns the pages of the week and the day, and takes no other words', () => {
    expect(WeekQuery.parse({ week: '2026-11-18', rule: 'x', page: '2' })).toEqual({ week: '2026-11-18', rule: 'x', page: 2 })
    expect(WeekQuery.parse({ week: 'soon', page: '-1' })).toEqual({ week: null, rule: null, page: 1 })
    expect(DayQuery.parse({ page: '7' })).toEqual({ rule: null, page: 7 })
    expect(FindingsQuery.parse({ state: 'lost' })).toEqual({ state: 'waiting', page: 1 })
  })
})

describe('what is recorded', () => {
  it('RP-14 of a repeat that was dealt with says what came of it and what was done', () => {
    expect(said(DealForm, { version: '1', whatWasDone: '' })).toEqual(['outcome: Choose what came of it', expect.stringContaining('whatWasDone: Enter what was searched, found and done')])
    expect(DealForm.parse({ version: '2', outcome: 'not a repeat', whatWasDone: ' Two people of one name ' })).toEqual({ version: 2, outcome: 'not a repeat', whatWasDone: 'Two people of one name' })
  })

  it('RP-15 of a rule is within what the database keeps, each fault in words of its own', () => {
    expect(RuleForm.parse(rule)).toEqual({ name: 'Two in a week', leastCount: 2, windowDays: 7, sameKind: false, reportWithinDays: null, radiusMetres: null, subjects: ['victim'], raisesTask: true, from: '2026-11-23', source: null, reason: 'A trial' })
    expect(said(RuleForm, { ...rule, leastCount: '1', windowDays: '1101', reportWithinDays: '400', radiusMetres: '5', from: 'soon' })).toEqual([
      'leastCount: How many reports must be 2 or more', 'windowDays: How many days must be 1,100 or fewer', 'reportWithinDays: How many days it must be reported within must be 366 or fewer',
      'radiusMetres: How many metres must be 10 or more', 'from: Enter a day, for example 1/4/2027',
    ])
    expect(said(RuleForm, { ...rule, leastCount: 'two', windowDays: '3.5' })).toEqual(['leastCount: Enter how many reports as a number', 'windowDays: Enter how many days as a whole number'])
    expect(said(UseForm, { subjects: 'nobody', raisesTask: 'yes', from: '24/11/2026', reason: 'Why', radiusMetres: '' })).toHaveLength(1)
  })
})
