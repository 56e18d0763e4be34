import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagsTaken, type Graded, isDueNoLater, type Raised, riseWith, type Since, takenBack, urgencyOn } from './rise.ts'
import { FLAGS } from './screening.ts'

const grade = (key: string, order: number, validFrom: string | null = null, validTo: string | null = null) => ({ key, code: null, name: key, order, targetMinutes: null, validFrom, validTo })
const grades = [
  grade('immediate', 1), grade('significant', 2), grade('extended', 3), grade('referred', 4),
  grade('prompt', 1, null, '2020-01-01'), grade('extended', 9, null, '2020-01-01'),
]
const urgency = urgencyOn(grades.filter(({ key, validTo }) => key !== 'extended' || validTo === null), new Date('2026-11-23T12:00:00Z'))
const graded = (over: Partial<Graded> = {}): Graded => ({ grade: 'extended', suggestedGrade: 'extended', suggestedBecause: ['it was suggested'], ...over })
const key = fc.constantFrom('immediate', 'significant', 'extended', 'referred', null)
const anyGraded = fc.record({ grade: key, suggestedGrade: key, suggestedBecause: fc.constant(['because']) })

describe('how urgent a grade is', () => {
  it('IN-62 is read from the list in force on the day of the report, not from whichever version comes first', () => {
    const versions = [grade('extended', 9, null, '2020-01-01'), grade('extended', 3, '2020-01-01'), grade('immediate', 1, '2020-01-01'), grade('immediate', 8, null, '2020-01-01')]
    const [now, then] = [urgencyOn(versions, new Date('2026-11-23T12:00:00Z')), urgencyOn(versions, new Date('2015-06-01T12:00:00Z'))]
    expect([now('extended'), now('immediate')]).toEqual([3, 1])
    expect([then('extended'), then('immediate')]).toEqual([9, 8])
  })

  it('IN-62 a version begins on its first London day, an hour before midnight of which is still the old one', () => {
    const versions = [grade('extended', 9, null, '2026-07-01'), grade('extended', 3, '2026-07-01')]
    expect(urgencyOn(versions, new Date('2026-06-30T22:30:00Z'))('extended')).toBe(9)
    expect(urgencyOn(versions, new Date('2026-06-30T23:30:00Z'))('extended')).toBe(3)
  })

  it('IN-62 a grade no longer on the list keeps the urgency it had; none at all is the least urgent', () => {
    expect(urgency('prompt')).toBe(1)
    expect(urgency(null)).toBe(Number.POSITIVE_INFINITY)
    expect(urgency('never heard of')).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('one more report', () => {
  it.each([
    ['a slower grade', { grade: 'referred' }, { grade: null, isMoreUrgent: false }],
    ['the same grade', { grade: 'extended' }, { grade: null, isMoreUrgent: false }],
    ['no grade', { grade: null }, { grade: null, isMoreUrgent: false }],
    ['a quicker grade', { grade: 'significant' }, { grade: 'significant', isMoreUrgent: true }],
    ['a grade from an older list, as quick as the quickest now', { grade: 'prompt' }, { grade: 'prompt', isMoreUrgent: true }],
  ])('IN-62 with %s', (_, given, expected) => {
    expect(riseWith(graded(), graded({ suggestedGrade: null, ...given }), urgency)).toMatchObject(expected)
  })

  it('IN-62 takes the quicker suggestion with its reasons, and says that it is more urgent than graded though nobody chose a quicker grade', () => {
    expect(riseWith(graded(), graded({ grade: null, suggestedGrade: 'immediate', suggestedBecause: ['somebody is in danger'] }), urgency))
      .toEqual({ grade: null, suggested: { grade: 'immediate', because: ['somebody is in danger'] }, isMoreUrgent: true })
  })

  it('IN-62 a quicker suggestion than before that is no quicker than the grade is not more urgent', () => {
    expect(riseWith(graded({ grade: 'immediate', suggestedGrade: 'referred' }), graded({ grade: null, suggestedGrade: 'significant' }), urgency)).toMatchObject({ suggested: { grade: 'significant' }, isMoreUrgent: false })
  })

  it('IN-62 nothing ever falls, whatever is reported, and the same again changes nothing', () => {
    fc.assert(fc.property(anyGraded, anyGraded, (held, given) => {
      const rise = riseWith(held, given, urgency)
      const after: Graded = { grade: rise.grade ?? held.grade, suggestedGrade: rise.suggested?.grade ?? held.suggestedGrade, suggestedBecause: [] }
      expect(urgency(after.grade)).toBeLessThanOrEqual(urgency(held.grade))
      expect(urgency(after.suggestedGrade)).toBeLessThanOrEqual(urgency(held.suggestedGrade))
      expect(urgency(after.grade)).toBe(Math.min(urgency(held.grade), urgency(given.grade)))
      expect(riseWith(after, given, urgency)).toMatchObject({ grade: null, suggested: null })
    }))
  })
})

describe('the flags of a duplicate', () => {
  const given = (flag: (typeof FLAGS)[number], origin = 'screening', state = 'raised') => ({ flag, origin, state })

  it.each([
    ['raised by an answer', given('hate'), ['hate']],
    ['confirmed by the intelligence unit', given('vulnerable', 'officer', 'confirmed'), ['vulnerable']],
    ['found by an assessment', given('vulnerable', 'assessment'), ['vulnerable']],
    ['lifted', given('hate', 'screening', 'lifted'), []],
    ['there already', given('personal'), []],
    ['a repeat, seen in earlier reports: very likely this one', given('repeat', 'seen before'), []],
    ['a repeat, because the caller says it has gone on for months', given('repeat'), ['repeat']],
    ['a repeat that somebody raised knowing why', given('repeat', 'officer'), ['repeat']],
  ])('IN-64 %s', (_, flag, taken) => {
    expect(flagsTaken(['personal'], [flag])).toEqual(taken)
  })
})

describe('undoing a link', () => {
  const raised: Raised = { flags: ['hate', 'vulnerable'], grade: { from: 'extended', to: 'immediate' }, suggested: { from: null, fromBecause: [], to: 'immediate' }, isAssessmentAsked: true }
  const since = (over: Partial<Since> = {}): Since => ({
    status: 'recorded', flags: ['personal', 'hate', 'vulnerable'], undecided: ['hate', 'vulnerable'], isGradedSince: false, isAssessedSince: false, grade: 'immediate', suggestedGrade: 'immediate', suggestedBecause: [], ...over,
  })

  it('IN-66 takes back everything the link raised while nobody has decided anything', () => {
    expect(takenBack(raised, since())).toEqual({ flags: ['hate', 'vulnerable'], grade: { from: 'immediate', to: 'extended' }, suggested: { to: null, because: [] }, isAssessmentUnasked: true })
  })

  it.each([
    ['a flag that somebody confirmed stays', { undecided: ['hate'] as const }, { flags: ['hate'], isAssessmentUnasked: false }],
    ['a flag that is not there any more is not lifted again', { flags: ['personal', 'hate'] }, { flags: ['hate'] }],
    ['a grade somebody chose since stays', { isGradedSince: true }, { grade: null }],
    ['a grade that is another by now stays', { grade: 'significant' }, { grade: null }],
    ['the grade of what has been resulted stays', { status: 'resulted' }, { grade: null }],
    ['a suggestion that answers have changed since stays', { suggestedGrade: 'significant' }, { suggested: null }],
    ['an assessment that was asked for since stays asked', { isAssessedSince: true }, { isAssessmentUnasked: false }],
    ['a flag of its own that asks for an assessment keeps it asked', { flags: ['hate', 'vulnerable', 'repeat'] }, { isAssessmentUnasked: false }],
  ])('IN-66 %s', (_, over, expected) => {
    expect(takenBack(raised, since(over))).toMatchObject(expected)
  })

  it('IN-66 takes back nothing where the link raised nothing', () => {
    expect(takenBack({ flags: [], grade: null, suggested: null, isAssessmentAsked: false }, since())).toEqual({ flags: [], grade: null, suggested: null, isAssessmentUnasked: false })
  })

  it('IN-66 a grade nobody had chosen before is no grade again', () => {
    expect(takenBack({ ...raised, grade: { from: null, to: 'immediate' } }, since()).grade).toEqual({ from: 'immediate', to: null })
  })

  it('IN-66 never lifts a flag the link did not raise', () => {
    fc.assert(fc.property(fc.subarray([...FLAGS]), fc.subarray([...FLAGS]), fc.subarray([...FLAGS]), (flags, undecided, held) => {
      for (const flag of takenBack({ ...raised, flags }, since({ undecided, flags: held })).flags) expect([flags, undecided, held].every((list) => list.includes(flag))).toBe(true)
    }))
  })
})

describe('whose follow-up counts', () => {
  const [early, late] = [new Date('2026-11-20T09:00:00Z'), new Date('2026-11-22T09:00:00Z')]
  const due = (startedAt: Date, dueAt: Date | null) => ({ startedAt, dueAt })

  it.each([
    ['the earlier due', due(late, early), due(early, late), true],
    ['the later due', due(early, late), due(late, early), false],
    ['due at the same moment', due(late, late), due(early, late), true],
    ['due, against one without a time', due(late, late), due(early, null), true],
    ['without a time, against one that is due', due(early, null), due(late, late), false],
    ['both without a time, the one that has waited longer', due(early, null), due(late, null), true],
    ['both without a time, the one that has waited less', due(late, null), due(early, null), false],
  ])('IN-65 %s', (_, one, other, expected) => {
    expect(isDueNoLater(one, other)).toBe(expected)
  })
})
