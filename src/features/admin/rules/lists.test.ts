import { describe, expect, it } from 'vitest'
import { ABOVE, detailsOf, LIST_RULES, OPEN_LISTS, type OpenList, TIME_UNITS, type TypedDetails } from './lists.ts'

const outcome = (list: OpenList, typed: TypedDetails, before: Readonly<Record<string, unknown>> = {}) => {
  const read = detailsOf(list, typed, before)
  return 'field' in read ? [read.field, read.message] : read.extra
}

describe('what a force may do with its lists', () => {
  it('AD-09 every open list has its rule; what is fixed by what Heed does with it takes no new keys', () => {
    expect(Object.keys(LIST_RULES)).toEqual([...OPEN_LISTS])
    expect(OPEN_LISTS.filter((list) => !LIST_RULES[list].takesNewKeys)).toEqual(['qualifier', 'channel', 'similar-report'])
    for (const list of OPEN_LISTS) expect(LIST_RULES[list].ends || LIST_RULES[list].replaces).toBe(true)
  })
})

describe('what a row holds besides its name', () => {
  it.each([
    ['asb-type', { group: 'result' }], ['bank-holiday', {}], ['channel', { meaning: 'ignored' }],
  ] as const)('AD-09 %s asks for nothing, and keeps what was there', (list, typed) => {
    expect(outcome(list, typed, { kept: 1 })).toEqual({ kept: 1 })
  })

  it.each([
    ['result-code', {}, {}, ['group', 'Choose what kind of code it is']],
    ['result-code', { group: 'flag' }, {}, { group: 'flag' }],
    ['result-code', {}, { group: 'result' }, { group: 'result' }],
    ['case-result', {}, {}, ['isResolved', 'Say whether the behaviour was resolved']],
    ['case-result', { isResolved: 'maybe' }, {}, ['isResolved', 'Say whether the behaviour was resolved']],
    ['case-result', { isResolved: 'no' }, { isResolved: true }, { isResolved: false }],
    ['case-result', {}, { isResolved: true }, { isResolved: true }],
    ['qualifier', {}, {}, ['meaning', 'Enter what it means']],
    ['qualifier', { meaning: 'm' }, {}, ['perceptionTest', 'Enter the test of perception']],
    ['qualifier', { perceptionTest: 'p' }, { meaning: 'm', kept: 1 }, { meaning: 'm', perceptionTest: 'p', kept: 1 }],
    ['response-grade', {}, {}, ['order', 'Enter how urgent it is as a number: 1 is the most urgent']],
    ['response-grade', { order: '0' }, {}, ['order', 'Enter how urgent it is as a number: 1 is the most urgent']],
    ['response-grade', { order: '100' }, {}, ['order', 'Enter how urgent it is as a number: 1 is the most urgent']],
    ['response-grade', { order: '2', targetMinutes: '1.5' }, {}, ['targetMinutes', 'Enter the target in whole minutes, or leave it empty']],
    ['response-grade', { order: ' 2 ', targetMinutes: '15' }, {}, { order: 2, targetMinutes: 15, meaning: '' }],
    ['response-grade', {}, { order: 3, targetMinutes: 60, meaning: 'm' }, { order: 3, targetMinutes: null, meaning: 'm' }],
    ['similar-report', { hours: '0', types: 'any' }, {}, ['hours', 'Enter the hours between two reports as a whole number']],
    ['similar-report', { hours: '8785', types: 'any' }, {}, ['hours', 'Enter the hours between two reports as a whole number']],
    ['similar-report', { hours: '72', metres: '2001', types: 'any' }, {}, ['metres', 'Enter the distance as whole metres, at most 2,000, or leave it empty']],
    ['similar-report', { hours: '72', types: 'some' }, {}, ['types', 'Say whether only reports of the same type count']],
    ['similar-report', { hours: '72', metres: '2000' }, { types: 'same' }, { hours: 72, metres: 2000, types: 'same' }],
    ['similar-report', { hours: '72', types: 'any' }, { metres: 100 }, { hours: 72, metres: null, types: 'any' }],
    ['review-regime', {}, {}, ['reviews', 'Enter at least one review, for example: high, inspector, 28']],
    ['review-regime', { reviews: 'high, inspector, 28' }, {}, ['because', 'Enter why the force reviews its cases so']],
    ['review-regime', { reviews: 'high, inspector, 28', because: 'Policy' }, { note: 'n' }, { note: 'n', because: 'Policy', reviews: [{ band: 'high', rank: 'inspector', everyDays: 28 }] }],
  ] satisfies readonly (readonly [OpenList, TypedDetails, Readonly<Record<string, unknown>>, unknown])[])('AD-09 %s with %j over %j', (list, typed, before, expected) => {
    expect(outcome(list, typed, before)).toEqual(expected)
  })
})

describe('a standard', () => {
  const typed: TypedDetails = { about: 'Heard from again', bands: ['high', 'low', 'unheard of'], targetAmount: '2', targetUnit: 'working days', warnAmount: '1', warnUnit: 'days', pauseReasons: ' Away \n\nAsked to wait', escalateTo: 'sergeant', recurs: 'yes' }

  it('AD-09 of its own is for cases, in the order of the bands, with its times and reasons', () => {
    expect(outcome('standard', typed)).toEqual({
      subject: 'case', trigger: 'case opened', owner: 'case owner', about: 'Heard from again', bands: ['low', 'high'], recurs: true, target: { amount: 2, unit: 'working days' }, warnBefore: { amount: 1, unit: 'days' },
      pauseReasons: ['Away', 'Asked to wait'], escalateTo: 'sergeant',
    })
  })

  it('AD-09 that is there already stays what it was about, and one of incidents has no bands', () => {
    expect(outcome('standard', { ...typed, bands: [], about: null }, { subject: 'incident', trigger: 'reported', owner: 'team', about: 'kept' })).toMatchObject({ subject: 'incident', trigger: 'reported', owner: 'team', about: 'kept', bands: null })
  })

  it.each([
    [{ bands: [] }, 'bands'], [{ targetAmount: '0' }, 'targetAmount'], [{ targetAmount: '1001' }, 'targetAmount'], [{ targetUnit: 'weeks' }, 'targetAmount'], [{ warnAmount: 'soon' }, 'warnAmount'],
    [{ targetAmount: null }, 'warnAmount'], [{ escalateTo: 'the mayor' }, 'escalateTo'], [{ escalateTo: null }, 'escalateTo'],
  ])('AD-09 with %j names the box to put right', (over, field) => {
    expect(outcome('standard', { ...typed, ...over })).toEqual([field, expect.stringMatching(/^(Choose|Enter)/)])
  })

  it('AD-09 without a time has no warning either, in every unit and for everybody above', () => {
    expect(outcome('standard', { ...typed, targetAmount: null, warnAmount: null })).toMatchObject({ target: null, warnBefore: null })
    for (const unit of TIME_UNITS) expect(outcome('standard', { ...typed, targetUnit: unit })).toMatchObject({ target: { amount: 2, unit } })
    for (const escalateTo of ABOVE) expect(outcome('standard', { ...typed, escalateTo })).toMatchObject({ escalateTo })
  })
})
