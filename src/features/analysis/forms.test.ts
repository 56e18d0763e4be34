import { describe, expect, it } from 'vitest'
import { BareForm, DayQuery, DealForm, FindingsQuery, RepeatsQuery, RuleEndForm, RuleForm, UseForm, WeekQuery } from './forms.ts'

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
    expect(said(RuleForm, { ...rule, leastCount: '', windowDays: ' ' })).toEqual(['leastCount: Enter how many reports as a number', 'windowDays: Enter how many days as a number'])
    expect(said(RuleForm, { ...rule, reportWithinDays: ' ', radiusMetres: '' })).toEqual([])
    expect(said(UseForm, { subjects: 'nobody', raisesTask: 'yes', from: '24/11/2026', reason: 'Why', radiusMetres: '' })).toHaveLength(1)
  })
})

describe('how much may be asked and written', () => {
  it.each<[string, number, number, string]>([['count', 2, 100, 'days'], ['days', 1, 1100, 'count']])('RP-07 a definition of one’s own has a %s from %d to %d', (name, least, most, other) => {
    const tried = (value: number): boolean => RepeatsQuery.parse({ [name]: String(value), [other]: '30' }).tried !== null
    expect([tried(least - 1), tried(least), tried(most), tried(most + 1)]).toEqual([false, true, true, false])
  })

  it('RP-04 RP-07 a place reaches from 10 to 1,000 metres, and a list has 10,000 pages at the most', () => {
    expect(['9', '10', '1000', '1001', '50.5'].map((radius) => RepeatsQuery.parse({ radius }).radiusMetres)).toEqual([100, 10, 1000, 100, 100])
    expect(['1', '10000', '10001', '1.5'].map((page) => RepeatsQuery.parse({ page }).page)).toEqual([1, 10_000, 1, 1])
  })

  it('a rule is asked for by a key of small letters, figures and hyphens that begins with none', () => {
    const keys = ['a', '9-lives', 'a-b-9', 'x'.repeat(60), 'x'.repeat(61), '-a', 'a b', 'ä', '']
    expect(keys.map((rule) => RepeatsQuery.parse({ rule }).ruleKey !== null)).toEqual([true, true, true, true, false, false, false, false, false])
  })

  it.each<[string, 'leastCount' | 'windowDays' | 'reportWithinDays' | 'radiusMetres', number, number]>([['How many reports', 'leastCount', 2, 100], ['How many days', 'windowDays', 1, 1100], ['How many days it must be reported within', 'reportWithinDays', 1, 366], ['How many metres', 'radiusMetres', 10, 1000]])(
    'RP-15 %s (%s) is from %d to %d, and each bound is named', (label, name, least, most) => {
      const of = (value: number): readonly string[] => said(RuleForm, { ...rule, [name]: String(value) })
      expect([of(least), of(most)]).toEqual([[], []])
      expect(of(least - 1)).toEqual([`${name}: ${label} must be ${least} or more`])
      expect(of(most + 1)).toEqual([`${name}: ${label} must be ${most.toLocaleString('en-GB')} or fewer`])
      expect(said(RuleForm, { ...rule, [name]: 'some' })).toEqual([expect.stringMatching(new RegExp(`^${name}: Enter ${label.charAt(0).toLowerCase()}${label.slice(1)} as a (whole )?number$`))])
      expect(said(RuleForm, { ...rule, [name]: `${least}.5` })).toEqual([`${name}: Enter ${label.charAt(0).toLowerCase()}${label.slice(1)} as a whole number`])
    })

  it('RP-15 what may be left out of a rule is nothing, and what may not be is asked for', () => {
    expect(RuleForm.parse({ ...rule, reportWithinDays: undefined, radiusMetres: undefined, raisesTask: undefined })).toMatchObject({ reportWithinDays: null, radiusMetres: null, raisesTask: false, source: null })
    for (const name of ['name', 'kind', 'from', 'reason', 'leastCount', 'windowDays'] as const) expect(said(RuleForm, { ...rule, [name]: undefined }).map((line) => line.split(':')[0]), name).toEqual([name])
    expect(said(RuleForm, { ...rule, colour: 'red' })).toHaveLength(1)
    expect(said(RuleForm, { ...rule, kind: 'some' })).toEqual(['kind: Say whether only one kind counts together'])
  })

  it('RP-15 RP-42 words are as long as they may be and no longer', () => {
    const long = (form: Parameters<typeof said>[0], given: object, name: string, most: number): readonly number[] => [most, most + 1].map((length) => said(form, { ...given, [name]: 'x'.repeat(length) }).length)
    expect(long(RuleForm, rule, 'name', 100)).toEqual([0, 1])
    expect(long(RuleForm, rule, 'source', 1000)).toEqual([0, 1])
    expect(long(RuleForm, rule, 'reason', 1000)).toEqual([0, 1])
    expect(long(RuleEndForm, { from: '1/4/2027', reason: 'x' }, 'reason', 1000)).toEqual([0, 1])
    expect(long(DealForm, { version: '1', outcome: 'not a repeat', whatWasDone: 'x' }, 'whatWasDone', 4000)).toEqual([0, 1])
  })

  it.each([['1/4/2027', '2027-04-01'], ['1 4 2027', '2027-04-01'], ['2027-04-01', '2027-04-01'], ['31/4/2027', null], ['', null], ['4/2027', null], ['x'.repeat(41), null]])('RP-44 the day %j is %j', (from, day) => {
    const read = RuleEndForm.safeParse({ from, reason: 'x' })
    expect(read.success ? read.data.from : null).toBe(day)
  })

  it('RP-14 what came of a repeat is one of four things, and a button carries nothing else', () => {
    for (const outcome of ['action under way', 'already in hand', 'no further action', 'not a repeat']) expect(said(DealForm, { version: '1', outcome, whatWasDone: 'x' })).toEqual([])
    expect(said(DealForm, { version: '1', outcome: 'dealt with', whatWasDone: 'x' })).toEqual(['outcome: Choose what came of it'])
    expect([said(BareForm, {}).length, said(BareForm, { more: 'x' }).length]).toEqual([0, 1])
  })
})
